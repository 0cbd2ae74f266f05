"""The front door, the home of each conference, everyone's own page, and the organisers' pages."""

import io
import re
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.accounts.models import User
from conference.core.colours import palette
from conference.core.errors import DomainError, NotFound
from conference.core.public_pages import shared_response
from conference.core.zones import choose_zone
from conference.dashboard.overview import overview_of
from conference.dashboard.permissions import conference_for, rights_of
from conference.editions.models import Conference
from conference.schedule.actions import publish_schedule, withdraw_release
from conference.schedule.alternates import alternates_of_schedule
from conference.schedule.comparison import compare
from conference.schedule.exports import write_csv
from conference.schedule.forms import PublishForm
from conference.schedule.grid import grid_of
from conference.schedule.models import Release
from conference.schedule.now import present_at, tick_at
from conference.schedule.programme import programme_of
from conference.schedule.published import find_public_schedule
from conference.schedule.releases import digest_of, freeze, freeze_draft
from conference.schedule.store import load_conference
from conference.schedule.structured import as_json_ld, conference_as_data
from conference.schedule.timetable import Severity, conflicts
from conference.teams.permissions import conferences_where

CONFERENCE_IN_PATH = re.compile(r"/([-\w]+)/", re.ASCII)
NOT_FOUND = 404
ONE_YEAR = 365 * 24 * 60 * 60


@login_not_required
@require_safe
def site_home(request: HttpRequest) -> HttpResponseBase:
    """The front door leads to the current conference; before there is one, it says so."""
    conference = Conference.objects.current()
    if conference is None:
        return render(request, "dashboard/site_home.html")
    response = redirect("dashboard:home", conference.slug)
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """That nothing is there: in a sentence of ours, if there is one, with the way back to its conference."""
    found = CONFERENCE_IN_PATH.match(request.path_info)
    context = {
        **_of_conference(found[1] if found else ""),
        "sentence": str(exception) if isinstance(exception, NotFound) else "",
    }
    return render(request, "404.html", context, status=NOT_FOUND)


def _of_conference(slug: str) -> dict[str, Any]:
    """What the frame of a conference's pages shows; nothing if there is no such conference."""
    try:
        public = find_public_schedule(slug)
    except Http404:
        return {}
    return {"conference": public.conference, "has_talks": public.has_talks}


@login_not_required
@require_safe
def conference_home(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """What, when and where; the next thing that matters; and the way into the programme.

    What is on changes only when something starts or ends, and with it the page: see `schedule.now`.
    """
    public = find_public_schedule(conference_slug)
    programme = public.programme
    chosen = choose_zone(request.GET.get("zone", ""))
    tick = tick_at(programme, timezone.now()) if programme else 0

    def render_home() -> str:
        conference = public.conference
        context: dict[str, Any] = {
            "conference": conference,
            "release": public.release,
            "has_talks": public.has_talks,
            "chosen": chosen,
            "heading": conference.title,
            "address": f"{settings.SITE_URL}{request.path}",
            "json_ld": as_json_ld(conference_as_data(conference, programme)),
            "feeds": alternates_of_schedule(conference.slug),
        }
        if programme:
            shown = programme.in_zone(chosen.zone)
            context |= {"programme": shown, "present": present_at(shown, tick)}
        return render_to_string("dashboard/conference_home.html", context, request)

    facts = ["home", tick, *chosen.facts, *public.facts]
    return shared_response(request, facts, render_home, is_kept=not chosen.is_unknown)


@login_not_required
@require_safe
def conference_colours(request: HttpRequest, conference_slug: str, digest: str) -> HttpResponseBase:
    """The conference's own colours as a stylesheet, under an address that changes with them."""
    conference = get_object_or_404(Conference, slug=conference_slug)
    colours = palette(conference.accent)
    if digest != colours.digest:
        raise NotFound(
            _("These are not the colours of %(conference)s any more.") % {"conference": conference}
        )
    response = HttpResponse(colours.stylesheet, content_type="text/css; charset=utf-8")
    patch_cache_control(response, public=True, max_age=ONE_YEAR, immutable=True)
    return response


@require_safe
def account_home(request: HttpRequest) -> HttpResponse:
    """Who I am, and the conferences that I work on."""
    user = cast(User, request.user)
    roles: dict[int, list[str]] = {}
    for membership in user.memberships.select_related("team"):
        roles.setdefault(membership.team.conference_id, []).append(membership.team.get_role_display())
    conferences = conferences_where(user, "schedule.view_draft")
    context = {"places": [(conference, roles.get(conference.pk, [])) for conference in conferences]}
    return render(request, "dashboard/account_home.html", context)


@require_safe
def conference_organise(request: HttpRequest, conference_slug: str) -> HttpResponse:
    """The organiser's overview of a conference."""
    conference = conference_for(request.user, conference_slug, "schedule.view_draft")
    context = {
        "conference": conference,
        "overview": overview_of(conference),
        **rights_of(request.user, conference),
    }
    return render(request, "dashboard/conference_organise.html", context)


@require_safe
def draft_detail(request: HttpRequest, conference_slug: str) -> HttpResponse:
    """The draft as the public would see it, and what is in conflict in it."""
    conference = conference_for(request.user, conference_slug, "schedule.view_draft")
    programme = programme_of(freeze_draft(conference, None))
    found = conflicts(load_conference(conference), _)
    # A grid has one place for each room and time. The store refuses other drafts; who writes past it may not.
    can_be_drawn = not any(conflict.severity is Severity.ERROR for conflict in found)
    context = {
        "conference": conference,
        "programme": programme,
        "days": [(day, grid_of(day)) for day in programme.days] if can_be_drawn else [],
        "can_be_drawn": can_be_drawn,
        "conflicts": found,
        **rights_of(request.user, conference),
    }
    return render(request, "dashboard/draft_detail.html", context)


@require_safe
def draft_export(request: HttpRequest, conference_slug: str) -> HttpResponse:
    """The draft of all sections, or of the one that `?section=` names, as a file that the importer reads."""
    conference = conference_for(request.user, conference_slug, "schedule.view_draft")
    slug = request.GET.get("section", "")
    sections = conference.sections.filter(slug=slug) if slug else conference.sections.all()
    if slug and not sections:
        raise NotFound(
            _("%(conference)s has no section “%(slug)s”.") % {"conference": conference, "slug": slug}
        )
    text = io.StringIO(newline="")
    write_csv(
        freeze(conference, sections=sections, previous=None, at=timezone.now()), text, with_section=not slug
    )
    name = f"{conference.slug}-{slug or 'schedule'}-draft.csv"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": disposition}
    return HttpResponse(text.getvalue(), headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def schedule_publish(request: HttpRequest, conference_slug: str) -> HttpResponse:
    """What is public, what publishing would change, and the publishing itself."""
    needed = "schedule.publish_schedule" if request.method == "POST" else "schedule.view_draft"
    conference = conference_for(request.user, conference_slug, needed)
    form = PublishForm(conference, request.POST if request.method == "POST" else None)
    if form.is_valid() and (release := _publish(request, conference, form)):
        messages.success(request, _("Release %(number)d is public now.") % {"number": release.number})
        return redirect("dashboard:publish", conference.slug)
    last = Release.objects.filter(conference=conference).select_related("created_by", "withdrawn_by").first()
    public = last.content if last else None
    draft = freeze_draft(conference, public)
    form.carry(digest_of(draft))
    context = {
        "conference": conference,
        "form": form,
        "release": last,
        "comparison": compare(public, draft),
        "conflicts": conflicts(load_conference(conference), _),
        **rights_of(request.user, conference),
    }
    return render(request, "dashboard/schedule_publish.html", context)


@require_POST
def schedule_withdraw(request: HttpRequest, conference_slug: str) -> HttpResponse:
    """Take the schedule off the public pages."""
    conference = conference_for(request.user, conference_slug, "schedule.publish_schedule")
    try:
        release = withdraw_release(conference, by=cast(User, request.user))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        sentence = _("Release %(number)d is withdrawn: the public pages say “not published yet”.")
        messages.success(request, sentence % {"number": release.number})
    return redirect("dashboard:publish", conference.slug)


def _publish(request: HttpRequest, conference: Conference, form: PublishForm) -> Release | None:
    """The new release; None, with the reason on the form, if there is none."""
    try:
        return publish_schedule(conference, **form.cleaned_data, by=cast(User, request.user))
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return None
