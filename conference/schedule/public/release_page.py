"""What all public pages of a release have in common: the zone that was asked for, the frame, the
cache.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string

from conference.core.public_pages import address_of, shared_response
from conference.core.zones import UNKNOWN, ZoneChoice, choose_zone
from conference.schedule.public.cards import cards_of_release
from conference.schedule.release.programme import Programme
from conference.schedule.release.public_schedule import PublicSchedule

Context = dict[str, Any]


def release_page(
    request: HttpRequest,
    public: PublicSchedule,
    facts: list[Any],
    template: str,
    context: Context,
    context_of: Callable[[Programme], Context],
    *,
    is_kept: bool = True,
) -> HttpResponseBase:
    """A page of the release in the zone that the visitor asked for, or that nothing is published
    yet.

    `context_of` gives what it shows of the programme, instead of what `context` says before there
    is one; it raises `NotFound` if what was asked for is not in the programme. It is only called if
    the page is not at hand, and so is everything that needs the programme.
    """
    chosen = choose_zone(request.GET.get("zone", ""))
    if elsewhere := page_without_nonsense(request, chosen):
        return elsewhere

    def render() -> str:
        shown = {**context, **context_of_release(public, chosen), **place_of(request)}
        if shown["programme"]:
            shown |= context_of(shown["programme"])
        return render_to_string(template, shown)

    return shared_response(
        request,
        [*facts, *chosen.facts, *public.facts],
        render,
        version=public.version_facts,
        # Before a release every section and room says the same, also those that nobody ever made.
        shelf=shelf_for(chosen) if is_kept and public.release_pk is not None else None,
    )


def shelf_for(chosen: ZoneChoice) -> str:
    """Where `kept_pages` keep a page in the zone that was chosen."""
    return "zones" if chosen.zone else "pages"


def page_without_nonsense(request: HttpRequest, chosen: ZoneChoice) -> HttpResponseBase | None:
    """The way to the same page for a zone that is none; None where nothing like that is asked for.

    What is asked for is not quoted on the page: that would be another page for each word.
    """
    if not chosen.is_unknown or request.GET["zone"] == UNKNOWN:
        return None
    asked = request.GET.copy()
    asked["zone"] = UNKNOWN
    return redirect(f"{address_of(request)}?{asked.urlencode()}")


def place_of(request: HttpRequest) -> Context:
    """Where a page is: its `path`, its whole `address`, and the name by which menus know it."""
    path = address_of(request)
    match = request.resolver_match
    here = match.view_name if match else ""
    return {"path": path, "address": f"{settings.SITE_URL}{path}", "here": here}


def context_of_release(public: PublicSchedule, chosen: ZoneChoice) -> Context:
    """What templates of public pages need of a release: its programme in the zone that was chosen,
    the cards of that, and what stands around them.
    """
    programme = public.programme
    return {
        "conference": public.conference,
        "release": public.release,
        "has_talks": public.has_talks,
        "chosen": chosen,
        "programme": programme.in_zone(chosen.zone) if programme else None,
        "cards": cards_of_release(public.digest, public.conference.slug, chosen),
    }
