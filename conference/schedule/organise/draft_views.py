"""The organiser's pages about the draft: as the public would see it, and as a file."""

import io

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conference.accounts.requests import SignedInRequest
from conference.core.database import one_snapshot
from conference.core.errors import DomainError, NotFound
from conference.editions.organisers import conference_for, organisers_page
from conference.schedule.core.conflicts import Severity, conflicts
from conference.schedule.draft.actions import empty_draft
from conference.schedule.draft.store import load_drafts, load_timetable
from conference.schedule.feeds.exports import write_csv
from conference.schedule.organise.some_days import some_days
from conference.schedule.public.cards import Cards
from conference.schedule.release.freezing import freeze, freeze_draft
from conference.schedule.release.programme import programme_of


@require_safe
def draft_detail(request: SignedInRequest, conference_slug: str) -> HttpResponse:
    """The draft as the public would see it, and what is in conflict in it."""
    conference = conference_for(request.user, conference_slug, "schedule.view_draft")
    with one_snapshot():
        drafts = load_drafts(conference)
        frozen = freeze_draft(conference, None, drafts)
    programme = programme_of(frozen)
    found = conflicts(drafts.together, _)
    # A grid has one place for each room and time. The store refuses other drafts; who writes past
    # it may not.
    can_be_drawn = not any(conflict.severity is Severity.ERROR for conflict in found)
    context = {
        "programme": programme,
        "cards": Cards(),
        "shown_days": some_days(programme, request.GET.get("day", "")) if can_be_drawn else None,
        "can_be_drawn": can_be_drawn,
        "conflicts": found,
        "sections": conference.sections.all(),
    }
    return organisers_page(request, conference, "schedule/organise/draft_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_empty(request: SignedInRequest, conference_slug: str, section_slug: str) -> HttpResponse:
    """What goes if the draft of a section is emptied, and the deed itself."""
    conference = conference_for(request.user, conference_slug, "schedule.change_schedule")
    section = get_object_or_404(conference.sections.select_related("conference"), slug=section_slug)
    if request.method == "POST":
        try:
            empty_draft(section, seen=request.POST.get("seen", ""), by=request.user)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("schedule_organise:draft_empty", conference_slug, section_slug)
        messages.success(
            request, _("The draft of %(section)s is empty now.") % {"section": section}
        )
        return redirect("schedule_organise:draft", conference_slug)
    context = {"section": section, "draft": load_timetable(section)}
    return organisers_page(request, conference, "schedule/organise/draft_empty.html", context)


@require_safe
def draft_export(request: SignedInRequest, conference_slug: str) -> HttpResponse:
    """The draft of all sections, or of the one that `?section=` names, as a file that the importer
    reads.
    """
    conference = conference_for(request.user, conference_slug, "schedule.view_draft")
    slug = request.GET.get("section", "")
    sections = conference.sections.filter(slug=slug) if slug else conference.sections.all()
    if slug and not sections:
        raise NotFound(
            _("%(conference)s has no section “%(slug)s”.")
            % {"conference": conference, "slug": slug}
        )
    text = io.StringIO(newline="")
    write_csv(
        freeze(conference, sections=sections, previous=None, at=timezone.now()),
        text,
        with_section=not slug,
    )
    name = f"{conference.slug}-{slug or 'schedule'}-draft.csv"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": disposition}
    return HttpResponse(text.getvalue(), headers=headers)
