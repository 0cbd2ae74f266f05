"""Everyone's own page, and the organisers' overview of a conference."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conference.accounts.requests import SignedInRequest
from conference.dashboard.overview import overview_of
from conference.editions.organisers import conference_for, organisers_page
from conference.teams.permissions import conferences_where


@require_safe
def account_home(request: SignedInRequest) -> HttpResponse:
    """Who I am, and the conferences that I work on."""
    user = request.user
    roles: dict[int, list[str]] = {}
    for membership in user.memberships.select_related("team"):
        roles.setdefault(membership.team.conference_id, []).append(
            membership.team.get_role_display()
        )
    conferences = conferences_where(user, "schedule.view_draft")
    context = {"places": [(conference, roles.get(conference.pk, [])) for conference in conferences]}
    return render(request, "dashboard/account_home.html", context)


@require_safe
def conference_organise(request: SignedInRequest, conference_slug: str) -> HttpResponse:
    """The organiser's overview of a conference."""
    conference = conference_for(request.user, conference_slug, "schedule.view_draft")
    context = {
        "overview": overview_of(conference),
    }
    return organisers_page(request, conference, "dashboard/conference_organise.html", context)
