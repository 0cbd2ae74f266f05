"""The organisers' pages of a conference: who may open one, and the frame around it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from conference.core.frame import Menu, MenuEntry, entries_of, rights
from conference.editions.models import Conference


def conference_for(user: Any, slug: str, permission: str) -> Conference:
    """The conference with this slug if `user` has `permission` in it; Http404 if not, or if there
    is none.
    """
    conference = get_object_or_404(Conference, slug=slug)
    if not user.has_perm(permission, conference):
        raise Http404
    return conference


def rights_of(user: Any, conference: Conference) -> dict[str, bool]:
    """What the templates of organisers' pages need to know to offer nothing that would be
    refused.
    """
    known = {name: user.has_perm(permission, conference) for name, permission in rights().items()}
    return {**known, "can_open_admin": getattr(user, "is_staff", False)}


def organisers_page(
    request: HttpRequest, conference: Conference, template: str, context: dict[str, Any]
) -> HttpResponse:
    """An organisers' page of a conference; `template` extends `editions/organisers_page.html`."""
    frame = {
        "conference": conference,
        "organisers_menu": _menu_for(request.user, conference, context),
        **rights_of(request.user, conference),
    }
    return render(request, template, {**frame, **context})


def _menu_for(user: Any, conference: Conference, context: dict[str, Any]) -> list[MenuEntry]:
    return [
        entry
        for entry in entries_of(Menu.ORGANISERS)
        if (not entry.permission or user.has_perm(entry.permission, conference))
        and entry.is_shown(context)
    ]
