"""The organiser's pages about the draft: as the public would see it, and as a file."""

import io

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference.accounts.requests import SignedInRequest
from conference.core.errors import NotFound
from conference.editions.organisers import conference_for, organisers_page
from conference.schedule.core.timetable import Severity, conflicts
from conference.schedule.draft.store import load_conference
from conference.schedule.feeds.exports import write_csv
from conference.schedule.public.cards import Cards
from conference.schedule.public.grid import grid_of
from conference.schedule.release.freezing import freeze, freeze_draft
from conference.schedule.release.programme import programme_of


@require_safe
def draft_detail(request: SignedInRequest, conference_slug: str) -> HttpResponse:
    """The draft as the public would see it, and what is in conflict in it."""
    conference = conference_for(request.user, conference_slug, "schedule.view_draft")
    programme = programme_of(freeze_draft(conference, None))
    found = conflicts(load_conference(conference), _)
    # A grid has one place for each room and time. The store refuses other drafts; who writes past
    # it may not.
    can_be_drawn = not any(conflict.severity is Severity.ERROR for conflict in found)
    context = {
        "programme": programme,
        "cards": Cards(),
        "days": [(day, grid_of(day)) for day in programme.days] if can_be_drawn else [],
        "can_be_drawn": can_be_drawn,
        "conflicts": found,
    }
    return organisers_page(request, conference, "schedule/organise/draft_detail.html", context)


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
