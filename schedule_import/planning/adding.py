"""The mode `add`: rows find the slot that they are already, join one, or make one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from conference.schedule.core.timetable import Presentation, Slot, Timetable
from schedule_import.planning.checks import FileSlot, Reporter
from schedule_import.planning.names import Names
from schedule_import.planning.shared_rooms import ask_whether_shared
from schedule_import.reading.rows import Problem, ScheduleRow

Key = UUID | None


@dataclass
class Merged:
    """The slots after adding; which rooms of which stored slots the file names; which slots their
    presentations have left, and so are not where they were; what cannot be.
    """

    slots: list[Slot] = field(default_factory=list)
    slots_in_file: set[tuple[Key, str]] = field(default_factory=set)
    left: set[Key] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def add_entries(
    entries: Sequence[FileSlot], names: Names, draft: Timetable, report: Reporter
) -> Merged:
    """Add what the file says to what stands in the draft; an empty cell means nothing.

    Nothing goes but a slot without a title whose presentation the file puts elsewhere.
    """
    adding = _Adding(draft)
    merged = Merged()
    for entry in entries:
        spans = names.kind_of(entry.rows[0]).spans_rooms
        keys = adding.slots_of(entry, names.shared, spans=spans) if draft.slots else []
        if not keys:
            adding.make(entry)
            continue
        merged.slots_in_file |= {
            (key, room) for key in keys for room in entry.slot.rooms & adding.rooms_of(key)
        }
        faults = (adding.contradiction(entry, key, names, report) for key in keys)
        fault = next(filter(None, faults), None)
        if fault:
            merged.problems.append(fault)
        else:
            adding.change(entry, keys)
    merged.slots, merged.left = adding.result(), set(adding.left())
    return merged


def split_entries(entries: Sequence[FileSlot], names: Names, draft: Timetable) -> list[FileSlot]:
    """Entries of a file without titles, one for each stored slot of the same date, times and kind.

    Such a file does not say which of two plenaries at one time a row belongs to; where they stand
    does. Rows in other rooms go with the first.
    """
    stored: dict[Any, dict[str, Key]] = defaultdict(dict)
    for slot in draft.slots:
        stored[_Adding.moment_of(slot)] |= dict.fromkeys(slot.rooms, slot.key)
    split: list[FileSlot] = []
    for entry in entries:
        there = stored.get(_Adding.moment_of(entry.slot), {})
        places = [(row, names.room_of(row).slug) for row in entry.rows]
        first = next((there[room] for _row, room in places if room in there), None)
        parts: dict[Key, list[tuple[ScheduleRow, str]]] = defaultdict(list)
        for row, room in places:
            parts[there.get(room, first)].append((row, room))
        for part in parts.values():
            rooms = frozenset(room for _row, room in part)
            split.append(
                FileSlot(tuple(row for row, _room in part), replace(entry.slot, rooms=rooms))
            )
    return split


def _whats(slot: Slot) -> list[Any]:
    """What it says, by which slots are told apart in a room that is shared."""
    return [what for what in (slot.presentation, slot.title) if what] or [""]


class _Adding:
    """The draft while rows are added to it."""

    def __init__(self, draft: Timetable) -> None:
        self.stored: dict[Key, Slot] = {}
        self.new: list[Slot] = []
        self.said: dict[Key, ScheduleRow] = {}  # the first row that names each stored slot
        # The stored slots into which the file puts each presentation that it names, and the
        # presentations that it puts where they were not.
        self.placed: dict[Presentation, set[Key]] = defaultdict(set)
        self.moving: set[Presentation] = set()
        # Thousands of slots can take place at one moment: they are looked up by what else they say.
        self.at: dict[Any, set[Key]] = defaultdict(set)
        self.position = {slot.key: position for position, slot in enumerate(draft.slots)}
        for slot in draft.slots:
            self.store(slot)

    def store(self, slot: Slot) -> None:
        """Keep a slot, in place of the one with its key if there is one."""
        if slot.key in self.stored:
            self._unmark(self.stored[slot.key])
        self.stored[slot.key] = slot
        for mark in self.marks_of(slot):
            self.at[mark].add(slot.key)

    def drop(self, key: Key) -> None:
        self._unmark(self.stored.pop(key))

    def _unmark(self, slot: Slot) -> None:
        for mark in self.marks_of(slot):
            self.at[mark].discard(slot.key)

    @staticmethod
    def moment_of(slot: Slot) -> tuple[Any, ...]:
        return (slot.date, slot.start, slot.end, slot.kind)

    def marks_of(self, slot: Slot) -> list[Any]:
        moment = self.moment_of(slot)
        rooms = [(moment, "room", room) for room in slot.rooms]
        said = [(*mark, what) for mark in rooms for what in _whats(slot)]
        return [moment, (moment, "title", slot.title), *rooms, *said]

    def rooms_of(self, key: Key) -> frozenset[str]:
        return self.stored[key].rooms

    def slots_of(self, entry: FileSlot, shared: Collection[str], *, spans: bool) -> list[Key]:
        """The stored slots that the entry's rows are already, else the one that they join, else
        none.
        """
        nothing: set[Key] = set()
        moment = self.moment_of(entry.slot)
        marks = (moment, (moment, "title", entry.slot.title))
        candidates, alike = (self.at.get(mark, nothing) for mark in marks)
        alone = [(moment, "room", room) for room in entry.slot.rooms.difference(shared)]
        there = nothing.union(*(self.at.get(mark, nothing) for mark in alone))
        there |= self.said_in_shared(entry, entry.slot.rooms.intersection(shared))
        if not spans:
            return self.in_order(there)
        further = self.in_order(alike - there)
        if there:
            # A slot that gets the title of another one becomes one with it.
            return self.in_order(there) + (further if entry.slot.title else [])
        if not further and not entry.slot.title and len(candidates) == 1:
            # A row that says nothing of a title joins the only slot that it can mean.
            return list(candidates)
        return further[:1]

    def said_in_shared(self, entry: FileSlot, rooms: Collection[str]) -> set[Key]:
        """The stored slot of the entry's time and kind in each of these rooms, which are shared:
        the one that says what it says, else one that says nothing yet.
        """
        moment, whats = self.moment_of(entry.slot), _whats(entry.slot)
        if entry.is_talk:
            whats.append(entry.rows[0].title or "")  # the talk may have stood there as a title
        found: set[Key] = set()
        for room in rooms:
            any_of_them = [(moment, "room", room)] if whats == [""] else []
            marks = [*((moment, "room", room, what) for what in (*whats, "")), *any_of_them]
            fitting = next((keys for mark in marks if (keys := self.at.get(mark))), set[Key]())
            found.update(self.in_order(fitting)[:1])
        return found

    def in_order(self, keys: Iterable[Key]) -> list[Key]:
        return sorted(keys, key=self.position.__getitem__)

    def contradiction(
        self, entry: FileSlot, key: Key, names: Names, report: Reporter
    ) -> Problem | None:
        """Two groups of rows that both are one stored slot cannot give it two titles or two
        presentations.
        """
        slot, said = self.stored[key], self.said.get(key)
        if said is None:
            return None
        if entry.slot.title and entry.slot.title != slot.title:
            column, code = "title", "overlap"
            message = _("The slot that this row belongs to gets another title from %(row)s.")
        elif entry.slot.presentation and entry.slot.presentation != slot.presentation:
            column, code = "presentation", "presentation-conflict"
            message = _("The slot that this row belongs to gets another presentation from %(row)s.")
        else:
            return None
        advice = _(
            "A slot has one: give both rows the same, or import the whole schedule with “replace”."
        )
        sentence = f"{message % {'row': report.name(said.number)}} {advice}"
        if code == "overlap":
            room = names.room_of(entry.rows[0])
            sentence = f"{sentence} {ask_whether_shared(room, report.parsed.questions)}"
        return report.problem(entry.rows[0], column, code, sentence, [said.number])

    def make(self, entry: FileSlot) -> None:
        self.new.append(entry.slot)
        if entry.slot.presentation:
            self.moving.add(entry.slot.presentation)

    def change(self, entry: FileSlot, keys: list[Key]) -> None:
        """Give the stored slots what the entry says; slots that get one title become one."""
        first, *others = keys
        said, slot = entry.slot, self.stored[first]
        for key in keys:
            self.said.setdefault(key, entry.rows[0])
        taken = frozenset[str]().union(*(self.stored[key].rooms for key in keys))
        title = said.title or slot.title
        if entry.is_talk and said.presentation != slot.presentation:
            title = ""  # that of the talk takes its place
        if said.title:
            for key in others:
                self.drop(key)
        self.store(
            replace(
                slot,
                rooms=taken | said.rooms if said.title else slot.rooms | (said.rooms - taken),
                title=title,
                presentation=said.presentation or slot.presentation,
            )
        )
        if said.presentation:
            self.placed[said.presentation].add(first)
            if said.presentation != slot.presentation:
                self.moving.add(said.presentation)

    def result(self) -> list[Slot]:
        """All slots; a presentation that the file puts somewhere else leaves the slots that the
        file does not put it into.
        """
        left = self.left()
        kept = [
            self._without_what_left(slot) for key, slot in self.stored.items() if key not in left
        ]
        homes = {slot.presentation: key for key, slot in reversed(left.items())}
        # The first new slot of a presentation that left a slot is that slot, moved.
        return kept + [
            replace(slot, key=homes.pop(slot.presentation)) if slot.presentation in homes else slot
            for slot in self.new
        ]

    def left(self) -> dict[Key, Slot]:
        """The slots that their presentation leaves and that say nothing without it: they go."""
        return {
            key: slot
            for key, slot in self.stored.items()
            if self._leaves(slot) and not slot.title and key not in self.said
        }

    def _leaves(self, slot: Slot) -> bool:
        talk = slot.presentation
        return talk in self.moving and slot.key not in self.placed[talk]

    def _without_what_left(self, slot: Slot) -> Slot:
        return replace(slot, presentation=None) if self._leaves(slot) else slot
