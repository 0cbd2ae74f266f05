"""Which presentations rows put where, and what is wrong with that."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from conference.schedule.core.overlaps import Booking, overlaps
from conference.schedule.core.timetable import Slot
from schedule_import.planning.checks import NAMED_AT_MOST, FileSlot, Reporter, Talk
from schedule_import.planning.names import Names
from schedule_import.reading.rows import Problem, ScheduleRow


def find_unknown(talks: Mapping[int, Talk], section: str, report: Reporter) -> dict[int, Problem]:
    """The rows that name no presentation of the section, by number, whatever else is wrong with
    them.
    """
    return {
        row: _unknown(row, number, talks.get(number), section, report)
        for row, number in report.parsed.named.items()
        if number not in talks or talks[number].section != section
    }


def find_presentations(
    entries: Sequence[FileSlot], names: Names, unknown: Collection[int], report: Reporter
) -> tuple[dict[int, int], list[Problem]]:
    """Which presentation each entry holds, by the number of its first row; and what is wrong
    otherwise.

    `unknown` are the numbers of rows of which that is said already.
    """
    held: dict[int, int] = {}
    problems: list[Problem] = []
    naming = sorted(
        (
            (row, entry)
            for entry in entries
            for row in entry.rows
            if row.presentation is not None and row.number not in unknown
        ),
        key=lambda pair: pair[0].number,
    )
    for row, entry in naming:
        fault = _takes_none(row, names, report) or _two_in_one(row, entry, held, report)
        if fault:
            problems.append(fault)
        elif row.presentation is not None:
            held.setdefault(entry.rows[0].number, row.presentation)
    return held, problems


def _unknown(row: int, number: int, talk: Talk | None, section: str, report: Reporter) -> Problem:
    if talk:
        message = _(
            "Presentation %(number)d (“%(title)s”) belongs to the section “%(other)s”, not to "
            "“%(section)s”. Give the number of one of this section, or leave the cell empty."
        ) % {"number": talk.number, "title": talk.title, "other": talk.section, "section": section}
    else:
        message = _(
            "There is no presentation %(number)s in this section. Give the number of one that "
            "exists, or leave the cell empty."
        ) % {"number": number}
    return report.parsed.source.problem(row, "presentation", "unknown-presentation", message)


def _takes_none(row: ScheduleRow, names: Names, report: Reporter) -> Problem | None:
    kind = names.kind_of(row)
    if kind.takes_presentation:
        return None
    message = _(
        "The kind “%(kind)s” takes no presentation. Leave the cell empty, use another kind, or let "
        "the kind take presentations."
    ) % {"kind": kind.label}
    return report.problem(row, "presentation", "presentation-conflict", message)


def _two_in_one(
    row: ScheduleRow, entry: FileSlot, held: Mapping[int, int], report: Reporter
) -> Problem | None:
    here = held.get(entry.rows[0].number)
    if here in (None, row.presentation):
        return None
    message = _(
        "Presentations %(other)d and %(number)d are both in one slot. A slot holds one: give them "
        "slots of their own."
    ) % {"other": here, "number": row.presentation}
    others = [r.number for r in entry.rows if r.presentation == here]
    return report.problem(
        row, "presentation", "presentation-conflict", message, others[:NAMED_AT_MOST]
    )


def find_presentation_conflicts(
    placed: Iterable[tuple[FileSlot, Slot]], report: Reporter
) -> list[Problem]:
    """One problem for each row whose presentation is in another slot of the file at the same time.

    `placed` are the slots of the file, each with what it becomes. The row lower in the file bears
    the problem.
    """
    holding = sorted(
        (
            (_naming(entry, slot.presentation.number), slot.presentation.number, slot)
            for entry, slot in placed
            if slot.presentation
        ),
        key=lambda held: held[0].number,
    )
    bookings = [Booking(number, slot.begins, slot.finishes) for _row, number, slot in holding]
    met: dict[int, list[int]] = defaultdict(list)
    for later, earlier in overlaps(bookings, at_most=NAMED_AT_MOST):
        met[later].append(holding[earlier][0].number)
    problems = []
    for at in sorted(met):
        row, number, _slot = holding[at]
        others = sorted(met[at])
        message = _(
            "Presentation %(number)d is in %(row)s at the same time. It can be given several "
            "times, one after the other: change a time, or take it out of one of them."
        ) % {"number": number, "row": report.name(others[0])}
        problems.append(
            report.problem(row, "presentation", "presentation-conflict", message, others)
        )
    return problems


def _naming(entry: FileSlot, number: int) -> ScheduleRow:
    """The row that puts the presentation there; the first, if the file has no such column."""
    return next((row for row in entry.rows if row.presentation == number), entry.rows[0])
