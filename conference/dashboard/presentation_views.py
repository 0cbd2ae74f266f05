"""The organiser's page about the presentations: which stand in the draft, and which still want a slot."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conference.accounts.requests import SignedInRequest
from conference.dashboard.forms import PresentationFilterForm
from conference.dashboard.inventory import presentations_of
from conference.dashboard.permissions import conference_for, rights_of

PRESENTATIONS_ON_A_PAGE = 100


@require_safe
def presentation_list(request: SignedInRequest, conference_slug: str) -> HttpResponse:
    """All presentations by number, or those of one section, or those with or without a slot."""
    conference = conference_for(request.user, conference_slug, "schedule.view_draft")
    form = PresentationFilterForm(conference, request.GET)
    asked = form.asked
    page = Paginator(presentations_of(conference, **asked), PRESENTATIONS_ON_A_PAGE)
    context = {
        "conference": conference,
        "form": form,
        "is_filtered": bool(asked),
        "page": page.get_page(request.GET.get("page")),
        "query": f"{urlencode(asked)}&" if asked else "",
        **rights_of(request.user, conference),
    }
    return render(request, "dashboard/presentation_list.html", context)
