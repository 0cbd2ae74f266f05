"""The organisers' pages about a conference as a whole."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from conference.accounts.requests import SignedInRequest
from conference.editions.organisers import conference_for, organisers_page

ENTRIES_ON_A_PAGE = 50


@require_safe
def history_list(request: SignedInRequest, conference_slug: str) -> HttpResponse:
    """Who did what, the newest first."""
    conference = conference_for(request.user, conference_slug, "editions.view_conference")
    page = Paginator(conference.history.all(), ENTRIES_ON_A_PAGE)
    context = {"page": page.get_page(request.GET.get("page"))}
    return organisers_page(request, conference, "editions/history_list.html", context)
