"""The organiser's pages about what was published: every release, and what each of them showed."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from conference.accounts.requests import SignedInRequest
from conference.editions.organisers import conference_for, organisers_page
from conference.schedule.models import Release
from conference.schedule.organise.some_days import some_days
from conference.schedule.public.cards import Cards
from conference.schedule.release.comparison import compare
from conference.schedule.release.content import Content
from conference.schedule.release.programme import programme_of

VIEW = "schedule.view_draft"
RELEASES_ON_A_PAGE = 50


@require_safe
def release_list(request: SignedInRequest, conference_slug: str) -> HttpResponse:
    """All releases, the newest first, without their contents."""
    conference = conference_for(request.user, conference_slug, VIEW)
    releases = Release.objects.filter(conference=conference).with_publicity().defer("content")
    page = Paginator(releases.select_related("created_by", "withdrawn_by"), RELEASES_ON_A_PAGE)
    context = {"page": page.get_page(request.GET.get("page"))}
    return organisers_page(request, conference, "schedule/organise/release_list.html", context)


@require_safe
def release_detail(request: SignedInRequest, conference_slug: str, number: int) -> HttpResponse:
    """A release as its public page showed it, and what it changed."""
    conference = conference_for(request.user, conference_slug, VIEW)
    releases = Release.objects.filter(conference=conference).with_publicity()
    shown = get_object_or_404(releases.select_related("created_by", "withdrawn_by"), number=number)
    previous = releases.filter(number__lt=number).order_by("-number").first()
    next_one = releases.filter(number__gt=number).order_by("number").defer("content").first()
    content = Content.from_json(shown.content)
    programme = programme_of(content)
    context = {
        # Not "release": the public page's partials would link to pages that show what is public
        # now.
        "shown": shown,
        "previous": previous,
        "next": next_one,
        "comparison": compare(Content.from_json(previous.content), content) if previous else None,
        "programme": programme,
        "cards": Cards(),
        "shown_days": some_days(programme, request.GET.get("day", "")),
    }
    return organisers_page(request, conference, "schedule/organise/release_detail.html", context)
