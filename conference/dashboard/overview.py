"""What an organiser wants to know at a glance: figures of every section, what is public, what to do
next.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count

from conference.core.database import one_snapshot
from conference.editions.models import Conference, Section
from conference.presentations.models import Presentation
from conference.schedule.core import timetable as core
from conference.schedule.core.conflicts import Conflict, Severity, conflicts
from conference.schedule.draft.store import load_drafts
from conference.schedule.models import Release, unscheduled
from conference.schedule.release.comparison import compare
from conference.schedule.release.content import Content
from conference.schedule.release.freezing import freeze_draft
from schedule_import.models import ScheduleImport

IMPORTS_SHOWN = 5


class NextStep(StrEnum):
    """The one thing that an organiser would do next."""

    ADD_SECTION = "add-section"
    FILL = "fill"
    SOLVE = "solve"
    PUBLISH = "publish"
    REVIEW = "review"
    NOTHING = "nothing"


@dataclass(frozen=True)
class SectionFigures:
    """One section's draft in numbers. `is_news`: publishing would change it for the public."""

    section: Section
    days: int
    slots: int
    rooms: int
    placed: int
    unplaced: int
    errors: int
    warnings: int
    is_news: bool

    @property
    def presentations(self) -> int:
        return self.placed + self.unplaced


@dataclass(frozen=True)
class Overview:
    """Everything on the organiser's page; `release` is the last one, withdrawn or not."""

    sections: tuple[SectionFigures, ...]
    release: Release | None
    imports: tuple[ScheduleImport, ...]
    next_step: NextStep
    next_section: Section | None


def overview_of(conference: Conference) -> Overview:
    """The overview of a conference, in a number of queries that does not depend on what it
    holds.
    """
    with one_snapshot():
        drafts = load_drafts(conference)
        release = (
            Release.objects.with_publicity()
            .filter(conference=conference)
            .select_related("created_by", "withdrawn_by")
            .first()
        )
        last = Content.from_json(release.content) if release else None
        frozen = freeze_draft(conference, last, drafts)
        unplaced = _unplaced_by_section(conference)
    draft = drafts.together
    # What publishing would change, as *Publish* says it.
    comparison = compare(last if release and release.is_public else None, frozen)
    clashes = _conflicts_by_section(conflicts(draft))
    news = {section.slug for section in comparison.sections if not section.is_empty}
    sections = tuple(
        _figures(section, draft, clashes, unplaced, is_news=section.slug in news)
        for section in conference.sections.all()
    )
    # A new section without anything in it is news, but to fill it comes before publishing it.
    has_content = any(section.lines or section.texts for section in comparison.sections)
    is_news = has_content or bool(comparison.shared)
    step, section = _next(sections, release, is_news=is_news)
    return Overview(sections, release, _imports(conference), step, section)


def _figures(
    section: Section,
    draft: core.Timetable,
    clashes: Counter[tuple[str, str]],
    unplaced: dict[int, int],
    *,
    is_news: bool,
) -> SectionFigures:
    slots = [slot for slot in draft.slots if slot.section == section.slug]
    return SectionFigures(
        section=section,
        days=len({slot.date for slot in slots}),
        slots=len(slots),
        rooms=len({room for slot in slots for room in slot.rooms}),
        placed=len({slot.presentation for slot in slots if slot.presentation}),
        unplaced=unplaced.get(section.pk, 0),
        errors=clashes[section.slug, Severity.ERROR],
        warnings=clashes[section.slug, Severity.WARNING],
        is_news=is_news,
    )


def _conflicts_by_section(found: list[Conflict]) -> Counter[tuple[str, str]]:
    return Counter(
        (slug, conflict.severity)
        for conflict in found
        for slug in {slot.section for slot in conflict.slots}
    )


def _unplaced_by_section(conference: Conference) -> dict[int, int]:
    rows = unscheduled(Presentation.objects.filter(conference=conference)).order_by()
    return dict(rows.values_list("section").annotate(Count("pk")))


def _imports(conference: Conference) -> tuple[ScheduleImport, ...]:
    people = ("section", "uploaded_by", "undone_by")
    heavy = [*ScheduleImport.HEAVY, *(f"undone_by__{name}" for name in ScheduleImport.HEAVY)]
    imports = ScheduleImport.objects.filter(section__conference=conference)
    latest = imports.order_by("-uploaded_at", "-pk").select_related(*people).defer(*heavy)
    return tuple(latest[:IMPORTS_SHOWN])


def _next(
    sections: tuple[SectionFigures, ...], release: Release | None, *, is_news: bool
) -> tuple[NextStep, Section | None]:
    if not sections:
        return NextStep.ADD_SECTION, None
    is_public = release is not None and release.is_public
    empty = next((figures.section for figures in sections if not figures.slots), None)
    if empty and not is_public and not any(figures.slots for figures in sections):
        return NextStep.FILL, empty
    if any(figures.errors for figures in sections):
        return NextStep.SOLVE, None
    if not is_public:
        return NextStep.PUBLISH, None
    if is_news:
        return NextStep.REVIEW, None
    return (NextStep.FILL, empty) if empty else (NextStep.NOTHING, None)
