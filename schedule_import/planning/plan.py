"""The plan of an import: what a file would change, and everything that is wrong with it. Writes
nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.schedule.core.pairing import pair_keys, pair_slots
from conference.schedule.core.programme import Edit, Programme, ProgrammeDiff
from conference.schedule.core.programme import Talk as ProgrammeTalk
from conference.schedule.core.timetable import (
    Presentation,
    Slot,
    Speaker,
    Timetable,
    TimetableDiff,
    diff,
    name_of_slot,
)
from schedule_import.planning.adding import Merged, add_entries, split_entries
from schedule_import.planning.checks import (
    FileSlot,
    Reporter,
    Talk,
    find_clock_changes,
    find_double_bookings,
    find_duplicates,
    find_kinds_of_one_room,
    find_overlaps,
    find_unread_speakers,
    group_rows,
)
from schedule_import.planning.names import KindAnswer, Names, resolve_names, similar_names
from schedule_import.planning.presentations import (
    find_presentation_conflicts,
    find_presentations,
    find_unknown,
)
from schedule_import.planning.shared_rooms import with_shared_rooms
from schedule_import.planning.talk_matching import Programmed
from schedule_import.planning.talks import TalkPlan, plan_talks
from schedule_import.reading.parse import ParsedSchedule
from schedule_import.reading.rows import Problem, problem_of, without_repeats


class Mode(models.TextChoices):
    ADD = "add", gettext_lazy("Add what is not there yet; leave the rest as it is")
    REPLACE = "replace", gettext_lazy("Make the section exactly what the file says")


@dataclass(frozen=True)
class Surroundings:
    """What the conference holds besides the file; `namespace` makes the keys of new speakers."""

    section: str
    zone: ZoneInfo
    draft: Timetable
    elsewhere: tuple[Slot, ...]
    talks: Mapping[int, Talk]
    speakers: Mapping[int, tuple[Speaker, ...]]
    programme: Programme = field(default_factory=Programme)
    namespace: UUID = UUID(int=0)


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do. With an error it does nothing: `diff` is None then."""

    mode: Mode
    parsed: ParsedSchedule
    names: Names
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    diff: TimetableDiff | None
    before: Timetable
    after: Timetable = field(default_factory=Timetable)
    talks: Mapping[int, Talk] = field(default_factory=dict)
    programme: TalkPlan = field(default_factory=TalkPlan)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to change."""
        return bool(self.diff and self.diff.is_empty and self.programme.edits.is_empty)

    @property
    def ok(self) -> bool:
        return self.diff is not None

    @cached_property
    def digest(self) -> str:
        """What the form of the preview carries: the same only for the very same changes to the same
        draft.
        """
        return self.diff.digest + self.programme.edits.digest if self.diff else ""

    def refused(self, sentences: Sequence[str]) -> Self:
        """The same plan, refused after all: what may be stored knows a reason that the plan did
        not.
        """
        problems = [Problem(None, None, "", "overlap", sentence) for sentence in sentences]
        return replace(self, diff=None, errors=(*self.errors, *problems))

    @cached_property
    def unscheduled(self) -> tuple[Talk, ...]:
        """The presentations that lose their slot, by number."""
        if self.diff is None:
            return ()
        lost = _placed(self.before) - _placed(self.after)
        return tuple(self.talks[number] for number in sorted(lost))

    def _in_its_sheet(self, problem: Problem) -> dict[str, Any]:
        """A problem as plain data; its rows are those of its sheet, which is named where the file
        has several.
        """
        answer, table = problem.as_json(), self.parsed.table
        if table is None or len(table.sheets) < 2 or problem.row is None:
            return answer
        sheet, row = table.where(problem.row)
        others = [table.where(number) for number in problem.other_rows]
        return answer | {
            "row": row,
            "sheet": sheet,
            "other_rows": [number for _sheet, number in others],
            "other_sheets": [name for name, _number in others],
        }

    def answer(self, *, applied: bool) -> dict[str, Any]:
        """The object that the command line prints; all keys are always there."""
        return {
            "ok": self.ok,
            "applied": applied,
            "rows": self.parsed.row_count,
            "encoding": self.parsed.encoding,
            "delimiter": self.parsed.delimiter,
            **counts_of(
                self.diff or TimetableDiff(""), self.programme.edits if self.diff else None
            ),
            "unscheduled_presentations": [
                {"number": talk.number, "title": talk.title} for talk in self.unscheduled
            ],
            "errors": [self._in_its_sheet(problem) for problem in self.errors],
            "warnings": [self._in_its_sheet(problem) for problem in self.warnings],
        }


def counts_of(d: TimetableDiff, edits: ProgrammeDiff | None = None) -> dict[str, dict[str, int]]:
    """How many of everything a diff, with `edits` of the programme, adds, moves, changes, leaves
    and removes.
    """
    edits = edits or ProgrammeDiff()
    rooms_in, rooms_out = _slot_rooms(d)
    return {
        "added": {
            "days": len(d.days_added),
            "rooms": len(d.rooms_added),
            "slot_kinds": len(d.kinds_added),
            "slots": len(d.added),
            "slot_rooms": rooms_in,
            "presentations": sum(edit.before is None for edit in edits.talks),
            "speakers": sum(edit.before is None for edit in edits.people),
            "tracks": sum(edit.before is None for edit in edits.tracks),
        },
        "moved": {"slots": len(d.moved)},
        "changed": {
            "slots": len(d.changed),
            "presentations": sum(map(_is_seen, edits.talks)),
        },
        "unchanged": {"slots": len(d.unchanged)},
        "removed": {
            "days": len(d.days_removed),
            "slots": len(d.removed),
            "slot_rooms": rooms_out,
            "presentations": sum(edit.after is None for edit in edits.talks),
            "speakers": sum(edit.after is None for edit in edits.people),
            "tracks": sum(edit.after is None for edit in edits.tracks),
        },
    }


def _is_seen(edit: Edit[ProgrammeTalk]) -> bool:
    """Whether a talk changes in more than what is remembered of the file."""
    before, after = edit.before, edit.after
    return bool(before and after and replace(before, imported=after.imported) != after)


def _placed(timetable: Timetable) -> set[int]:
    return {slot.presentation.number for slot in timetable.slots if slot.presentation}


def _slot_rooms(d: TimetableDiff) -> tuple[int, int]:
    """How many rooms of slots come, and how many go."""
    come = sum(len(slot.rooms) for slot in d.added) + sum(
        len(c.after.rooms - c.before.rooms) for c in d.pairs
    )
    go = sum(len(slot.rooms) for slot in d.removed) + sum(
        len(c.before.rooms - c.after.rooms) for c in d.pairs
    )
    return come, go


def plan_import(
    parsed: ParsedSchedule,
    around: Surroundings,
    *,
    mode: Mode,
    answers: Mapping[str, KindAnswer] | None = None,
) -> ImportPlan:
    """Work out what the parsed file would change, and list every error and every warning.

    `answers` say of new kinds, by the key of their label, whether they span rooms and take
    presentations.
    """
    report, asked = Reporter(parsed), set(parsed.questions.asked)
    names = _names(parsed, around.draft, answers or {})
    duplicates = find_duplicates(parsed.rows, names, report)
    entries = group_rows((row for row in parsed.rows if row.number not in duplicates), names)
    if mode is Mode.REPLACE and "title" not in parsed.columns:
        entries = split_entries(entries, names, around.draft)
    entries, talks, problems = _filled(entries, names, around, report, mode)
    questions = _open_questions(parsed, asked)
    merged, conflicts = _merged(entries, names, around, report, mode)
    standing = list(_standing(around, merged, mode))
    problems += conflicts + find_overlaps(entries, names, standing, around.section, report)
    problems += find_kinds_of_one_room(entries, names, report)
    errors = _in_file_order([*parsed.errors, *duplicates.values(), *problems, *questions[False]])
    after = _timetable(around.draft, names, merged.slots, mode)
    return ImportPlan(
        mode=mode,
        parsed=parsed,
        names=names,
        errors=errors,
        warnings=_warnings(parsed, around, names, after, report, questions[True]),
        diff=None
        if errors
        else diff(around.draft, after, pair_keys if mode is Mode.ADD else pair_slots),
        before=around.draft,
        after=after,
        talks=around.talks,
        programme=talks,
    )


def _names(parsed: ParsedSchedule, draft: Timetable, answers: Mapping[str, KindAnswer]) -> Names:
    names = resolve_names(parsed.rows, draft, answers, parsed.spanning, parsed.rooms_across)
    return with_shared_rooms(names, parsed.questions)


def _filled(
    entries: Sequence[FileSlot], names: Names, around: Surroundings, report: Reporter, mode: Mode
) -> tuple[list[FileSlot], TalkPlan, list[Problem]]:
    """The slots of the file with what they hold, what that makes of the programme, and what is
    wrong with it.
    """
    unknown = find_unknown(around.talks, around.section, report)
    held, problems = find_presentations(entries, names, unknown, report)
    programmed = Programmed(around.programme, around.draft, around.section, around.namespace)
    talks = plan_talks(entries, names, held, programmed, report, clears=mode is Mode.REPLACE)
    filled = [_holding(entry, held, around, talks) for entry in entries]
    return filled, talks, [*unknown.values(), *problems, *talks.problems]


def _open_questions(parsed: ParsedSchedule, known: set[str]) -> dict[bool, list[Problem]]:
    """What is to be said of questions that reading did not ask: those that must be answered, and
    (True) those whose answer is assumed.
    """
    new = [question for question in parsed.questions.open if question.name not in known]
    return {
        assumed: [
            problem_of(each, on_a_page=parsed.questions.on_a_page)
            for each in new
            if each.may_assume is assumed
        ]
        for assumed in (False, True)
    }


def _merged(
    entries: Sequence[FileSlot], names: Names, around: Surroundings, report: Reporter, mode: Mode
) -> tuple[Merged, list[Problem]]:
    """The slots that the section would have, and what cannot be among those of the file."""
    if mode is Mode.ADD:
        merged = add_entries(entries, names, around.draft, report)
        placed = [(entry, entry.slot) for entry in entries]
    else:
        merged = Merged(slots=_replaced(entries, around.draft, report.parsed.columns))
        placed = list(zip(entries, merged.slots, strict=True))
    return merged, [*find_presentation_conflicts(placed, report), *merged.problems]


def _warnings(
    parsed: ParsedSchedule,
    around: Surroundings,
    names: Names,
    after: Timetable,
    report: Reporter,
    assumed: Sequence[Problem],
) -> tuple[Problem, ...]:
    return _in_file_order(
        [
            *parsed.warnings,
            *assumed,
            *similar_names(parsed, names),
            *find_unread_speakers(parsed.rows, names),
            *find_clock_changes(parsed.rows, around.zone, report),
            *find_double_bookings(after, around.elsewhere, parsed.rows, names, report),
        ]
    )


def _holding(
    entry: FileSlot, held: Mapping[int, int], around: Surroundings, talks: TalkPlan
) -> FileSlot:
    if talk := talks.held.get(entry.rows[0].number):
        return FileSlot(entry.rows, _with_talk(entry.slot, "", talk), is_talk=True)
    number = held.get(entry.rows[0].number)
    if number is None:
        return entry
    presentation = Presentation(
        number, around.talks[number].title, tuple(around.speakers.get(number, ()))
    )
    return entry._replace(slot=_with_talk(entry.slot, entry.slot.title, presentation))


def _with_talk(slot: Slot, title: str, talk: Presentation) -> Slot:
    # Not `replace`, which takes three times as long, for each of thousands of slots.
    return Slot(
        slot.key, slot.date, slot.start, slot.end, slot.kind, slot.rooms, title, talk, slot.section
    )


def _replaced(
    entries: Sequence[FileSlot], draft: Timetable, columns: Collection[str]
) -> list[Slot]:
    """The slots of the file, each with the key of the slot that it is and with what the file leaves
    out.
    """
    slots = [entry.slot for entry in entries]
    known = frozenset(columns) & {"title", "presentation"}
    # A talk is paired by its title as well: the slot that it becomes may have had that alone.
    titled = [replace(entry.slot, title=_title_of(entry)) for entry in entries]
    for old, new in pair_slots(draft.slots, titled, known):
        was, now = draft.slots[old], slots[new]
        is_same_talk = entries[new].is_talk and now.presentation == was.presentation
        slots[new] = replace(
            now,
            key=was.key,
            title=now.title if "title" in known and not is_same_talk else was.title,
            presentation=now.presentation
            if "presentation" in known or entries[new].is_talk
            else was.presentation,
        )
    return slots


def _title_of(entry: FileSlot) -> str:
    return entry.rows[0].title or "" if entry.is_talk else entry.slot.title


def _standing(around: Surroundings, merged: Merged, mode: Mode) -> Iterable[tuple[str, str, Slot]]:
    """Every room that a slot takes which the file does not name, with the name of that slot."""
    for slot in around.elsewhere:
        name = _("%(slot)s of the section “%(section)s”") % {
            "slot": name_of_slot(around.draft, slot),
            "section": slot.section,
        }
        for room in sorted(slot.rooms):
            yield room, name, slot
    if mode is Mode.ADD:
        for slot in around.draft.slots:
            if slot.key in merged.left:
                continue
            for room in sorted(slot.rooms):
                if (slot.key, room) not in merged.slots_in_file:
                    yield room, name_of_slot(around.draft, slot), slot


def _timetable(draft: Timetable, names: Names, slots: Sequence[Slot], mode: Mode) -> Timetable:
    dates = {slot.date for slot in slots}
    if mode is Mode.ADD:
        days = {*draft.days, *dates}
    else:
        # A day that somebody made by hand and that never had a slot is not the file's to remove.
        days = dates | (set(draft.days) - {slot.date for slot in draft.slots})
    return Timetable(days=tuple(days), rooms=names.rooms, kinds=names.kinds, slots=tuple(slots))


def _in_file_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    by_row: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_row[problem.row or 0].append(problem)
    return tuple(
        without_repeats(problem for number in sorted(by_row) for problem in by_row[number])
    )
