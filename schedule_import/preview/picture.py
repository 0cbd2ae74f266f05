"""A change of the timetable as a picture: days, rooms across, what becomes of every slot, and what
is wrong.

It is drawn on the public grid. Where that grid allows one slot at a time in a room that is not
shared, a picture has to show what overlaps and what goes beside what comes: every room can have
several lanes, each a column of its own.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, islice
from zoneinfo import ZoneInfo

from conference.core.dates import span
from conference.schedule.core.diff_in_words import Status, describe, room_names, title_of
from conference.schedule.core.timetable import Change, Room, Slot, Timetable, TimetableDiff, diff
from conference.schedule.public.grid import Grid, grid_of
from conference.schedule.public.lanes import lanes_of_room
from conference.schedule.release.content import Person, Section
from conference.schedule.release.programme import Entry, ProgrammeDay
from schedule_import.planning.names import Names
from schedule_import.planning.plan import ImportPlan
from schedule_import.preview.problem_labels import label_of
from schedule_import.reading.rows import Problem, ScheduleRow

MOST_SLOTS = 500
"""Slots on one page; beyond that it is one day at a time, and of that day the slots that matter
most.
"""

MOST_ROOMS = 60
"""Rooms of one day, those of the slots that matter most."""

DAYS_LISTED = 60
"""Days that the page can be turned to: those around the one that is drawn."""

MOST_LANES = 4  # slots side by side in one room; what would need more is counted and not drawn
NARROW = 6  # rooms that leave room for something beside them
ORDER = (Status.ADDED, Status.MOVED, Status.CHANGED, Status.REMOVED, Status.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Mark:
    """That something is wrong or strange in a row of the file which a slot comes from; `cell` in a
    grid.
    """

    row: int
    cell: str
    code: str
    is_error: bool

    @property
    def label(self) -> str:
        return label_of(self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnSlot(Entry):
    """An entry of the grid with what becomes of it; `rooms` are the lanes that it is drawn in.

    `was` says in phrases what is different from before. `marks` are what is wrong with the rows of
    the file that it comes from.
    """

    status: Status
    was: tuple[str, ...]
    room_names: tuple[str, ...]
    marks: tuple[Mark, ...]

    @property
    def has_error(self) -> bool:
        return any(mark.is_error for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Heading:
    """A room above its lanes; `is_new` if the conference does not have it yet."""

    name: str
    lanes: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class PictureDay:
    """One day: its grid; `left_out` counts the slots that found no place in it, `more_rooms` the
    rooms.
    """

    day: ProgrammeDay
    grid: Grid
    headings: tuple[Heading, ...]
    left_out: int
    more_rooms: int


@dataclass(frozen=True, slots=True)
class DaySummary:
    """What happens on one day, drawn or not."""

    date: dt.date
    slots: int
    changes: int
    errors: int
    is_drawn: bool


@dataclass(frozen=True)
class Picture:
    """What is drawn, and what there is: `counts` are of all slots of all days, by status.

    `places` says of each `ScheduleRow`, by its number, in which slot it stands, as (date, anchor),
    drawn or not; `drawn` holds the anchors that are on the page.
    """

    days: tuple[PictureDay, ...]
    summaries: tuple[DaySummary, ...]
    counts: tuple[tuple[Status, int], ...]
    places: Mapping[int, tuple[dt.date, str]] = field(repr=False)
    drawn: frozenset[str] = field(repr=False)

    @property
    def listed(self) -> tuple[DaySummary, ...]:
        """The days that the page can be turned to."""
        drawn = next((at for at, summary in enumerate(self.summaries) if summary.is_drawn), 0)
        first = max(0, min(drawn - DAYS_LISTED // 2, len(self.summaries) - DAYS_LISTED))
        return self.summaries[first : first + DAYS_LISTED]

    @property
    def is_all_drawable(self) -> bool:
        """Whether all days together fit on one page."""
        slots = sum(summary.slots for summary in self.summaries)
        return slots <= MOST_SLOTS and len(self.summaries) <= DAYS_LISTED

    @property
    def is_broad(self) -> bool:
        """Whether a day takes the whole width of a page, and leaves none beside it."""
        return any(drawn.grid.columns > NARROW for drawn in self.days)

    @property
    def is_partial(self) -> bool:
        """Whether some days are left out."""
        return not all(summary.is_drawn for summary in self.summaries)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file that a picture refers to."""

    rows: Sequence[ScheduleRow]
    names: Names
    errors: Sequence[Problem]
    warnings: Sequence[Problem]


@dataclass(frozen=True, slots=True)
class _Item:
    """A slot and what becomes of it, before it is drawn; `pair` only where it differs from
    before.
    """

    anchor: str
    status: Status
    slot: Slot
    pair: Change | None = None
    row_numbers: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def has_error(self) -> bool:
        return any(mark.is_error for mark in self.marks)

    @property
    def is_change(self) -> bool:
        return self.status is not Status.UNCHANGED

    @property
    def weight(self) -> tuple[bool, bool, bool]:
        """What is left out last sorts first: errors, then changes, then warnings."""
        return not self.has_error, not self.is_change, not self.marks


def draw_plan(plan: ImportPlan, *, zone: ZoneInfo, day: dt.date | None = None) -> Picture:
    """What an import would do; with errors, what could be read, as it would be if nothing were
    wrong.

    Of a file of which no row can be read, nothing is drawn: it does not say that everything goes.
    """
    is_readable = plan.ok or plan.parsed.rows
    changes = plan.diff or (diff(plan.before, plan.after) if is_readable else TimetableDiff(""))
    rows = Rows(plan.parsed.rows, plan.names, plan.errors, plan.warnings)
    return draw(changes, plan.before, plan.after, zone=zone, rows=rows, day=day)


def draw(
    changes: TimetableDiff,
    before: Timetable,
    after: Timetable,
    *,
    zone: ZoneInfo,
    rows: Rows | None = None,
    day: dt.date | None = None,
) -> Picture:
    """Draw what leads from `before` to `after`: all days, or only `day`.

    If all are more than `MOST_SLOTS`, one day is drawn: `day`, else the first with an error, else
    the first on which anything changes.
    """
    items = list(_items(changes, rows))
    by_date: dict[dt.date, list[_Item]] = defaultdict(list)
    for item in items:
        by_date[item.slot.date].append(item)
    chosen = _chosen_days(by_date, day)
    pencil = _Pencil(before, after, zone)
    days = tuple(pencil.draw_day(date, by_date[date]) for date in chosen)
    counts = Counter(item.status for item in items)
    return Picture(
        days=days,
        summaries=tuple(_summary(date, by_date[date], date in chosen) for date in sorted(by_date)),
        counts=tuple((status, counts[status]) for status in ORDER),
        places={
            number: (item.slot.date, item.anchor) for item in items for number in item.row_numbers
        },
        drawn=frozenset(entry.id for drawn in days for entry in drawn.day.entries),
    )


def _chosen_days(by_date: Mapping[dt.date, list[_Item]], day: dt.date | None) -> list[dt.date]:
    dates = sorted(by_date)
    if day is not None and day in by_date:
        return [day]
    if sum(map(len, by_date.values())) <= MOST_SLOTS and len(dates) <= DAYS_LISTED:
        return dates
    troubled = [date for date in dates if any(item.has_error for item in by_date[date])]
    changing = [date for date in dates if any(item.is_change for item in by_date[date])]
    return [*troubled, *changing, *dates][:1]


def _summary(date: dt.date, items: list[_Item], is_drawn: bool) -> DaySummary:
    errors = sum(mark.is_error for item in items for mark in item.marks)
    return DaySummary(date, len(items), sum(item.is_change for item in items), errors, is_drawn)


# --- What becomes of every slot, and which rows say so --------------------------------------------


def _items(changes: TimetableDiff, rows: Rows | None) -> Iterator[_Item]:
    staying: list[tuple[Status, Slot, Change | None]] = [
        *((Status.ADDED, slot, None) for slot in changes.added),
        *((Status.MOVED, pair.after, pair) for pair in changes.moved),
        *((Status.CHANGED, pair.after, pair) for pair in changes.changed),
        *((Status.UNCHANGED, pair.after, None) for pair in changes.unchanged),
    ]
    slots = [slot for _status, slot, _pair in staying]
    numbers = _rows_of_slots(slots, rows) if rows else [()] * len(slots)
    marks = _marks(rows) if rows else {}
    for position, ((status, slot, pair), own) in enumerate(zip(staying, numbers, strict=True)):
        anchor = f"slot-{own[0]}" if own else f"slot-n{position}"
        own_marks = tuple(mark for number in own for mark in marks.get(number, ()))
        yield _Item(anchor, status, slot, pair, own, own_marks)
    for position, slot in enumerate(changes.removed):
        yield _Item(f"slot-r{position}", Status.REMOVED, slot)


def _marks(rows: Rows) -> dict[int, list[Mark]]:
    marks: dict[int, list[Mark]] = defaultdict(list)
    for is_error, problems in ((True, rows.errors), (False, rows.warnings)):
        for problem in problems:
            if problem.row is not None and problem.number is not None:
                mark = Mark(problem.row, problem.cell, problem.code, is_error)
                marks[problem.number].append(mark)
    return marks


def _rows_of_slots(slots: Sequence[Slot], rows: Rows) -> list[tuple[int, ...]]:
    """The numbers of the rows that each slot comes from: those with its time and kind in one of its
    rooms.

    Of several slots at one place, as a file with errors has them, a row takes the one that says
    what it says.
    """
    found: list[list[int]] = [[] for _slot in slots]
    at: dict[tuple[object, ...], int] = {}
    for position, slot in enumerate(slots):
        number = slot.presentation.number if slot.presentation else None
        for room in slot.rooms:
            place = (slot.date, slot.start, slot.end, slot.kind, room)
            for mark in _marks_of_place(place, number, slot.title):
                at.setdefault(mark, position)
            if slot.presentation:
                at.setdefault((*place, "title", slot.presentation.title), position)
    for row in rows.rows:
        kind, room = rows.names.kind_of(row).key, rows.names.room_of(row).slug
        place = (row.date, row.start, row.end, kind, room)
        marks = _marks_of_place(place, row.presentation, row.title or "")
        match = next((at[mark] for mark in marks if mark in at), None)
        if match is not None:
            found[match].append(row.number)
    return [tuple(numbers) for numbers in found]


def _marks_of_place(
    place: tuple[object, ...], number: int | None, title: str
) -> Iterator[tuple[object, ...]]:
    """By what a slot at a place is found, the surest first."""
    yield (*place, number, title)
    if number is not None:
        yield (*place, number)
    yield (*place, "title", title)
    yield place


# --- Drawing --------------------------------------------------------------------------------------


class _Pencil:
    """Draws slots of a timetable as it becomes, and those that go, of the one that it was."""

    def __init__(self, before: Timetable, after: Timetable, zone: ZoneInfo) -> None:
        self.before, self.after, self.zone = before, after, zone
        self.room_names = {room.slug: room.name for room in (*after.rooms, *before.rooms)}
        self.room_order = {slug: position for position, slug in enumerate(self.room_names)}

    def draw_day(self, date: dt.date, items: list[_Item]) -> PictureDay:
        chosen = sorted(items, key=lambda item: item.weight)[:MOST_SLOTS]
        rooms = dict.fromkeys(room for item in chosen for room in sorted(item.slot.rooms))
        drawn_rooms = frozenset(islice(rooms, MOST_ROOMS))
        entries = sorted(
            (self._entry(item, drawn_rooms) for item in chosen if item.slot.rooms & drawn_rooms),
            key=_by_time,
        )
        lanes: dict[str, list[Room]] = defaultdict(list)
        headings = []
        column = count()
        for slug in sorted(drawn_rooms, key=self.room_order.__getitem__):
            there = [entry for entry in entries if slug in {room.slug for room in entry.rooms}]
            taken = lanes_of_room(there, at_most=MOST_LANES)
            width = 1 + max(max(own) for own in taken.values())
            columns = [Room(f"{slug}/{lane}", "", next(column)) for lane in range(width)]
            is_new = slug not in self.before.room_by_slug
            headings.append(Heading(self.room_names[slug], width, is_new))
            for anchor, own in taken.items():
                lanes[anchor] += [columns[lane] for lane in sorted(own)]
        drawn = tuple(
            replace(entry, rooms=tuple(lanes[entry.id])) for entry in entries if entry.id in lanes
        )
        day = ProgrammeDay(date, drawn)
        return PictureDay(
            day,
            grid_of(day),
            tuple(headings),
            left_out=len(items) - len(drawn),
            more_rooms=len(rooms) - len(drawn_rooms),
        )

    def _entry(self, item: _Item, drawn: frozenset[str]) -> DrawnSlot:
        slot, talk = item.slot, item.slot.presentation
        timetable = self.before if item.status is Status.REMOVED else self.after
        kind = timetable.kind_by_key[slot.kind]
        starts_at, ends_at = span(slot.date, slot.start, slot.end, self.zone)
        return DrawnSlot(
            id=item.anchor,
            key=str(slot.key or ""),
            date=slot.date,
            start=slot.start,
            end=slot.end,
            starts_at=starts_at,
            ends_at=ends_at,
            section=Section(slot.section, slot.section),
            kind=kind.label,
            title=title_of(slot, timetable),
            own_title=slot.title,
            rooms=tuple(Room(room, self.room_names[room]) for room in sorted(slot.rooms & drawn)),
            number=talk.number if talk else None,
            abstract="",
            track=None,
            people=tuple(Person(speaker.id, speaker.name, "") for speaker in talk.speakers)
            if talk
            else (),
            is_pause=not talk and not kind.takes_presentation,
            sequence=0,
            modified_at="",
            status=item.status,
            was=self._was(item.pair) if item.pair else (),
            room_names=room_names(slot, timetable),
            marks=item.marks,
        )

    def _was(self, pair: Change) -> tuple[str, ...]:
        (line,) = describe(TimetableDiff("", changed=(pair,)), self.before, self.after)
        return line.was


def _by_time(entry: DrawnSlot) -> tuple[int, bool, int]:
    # What goes stands to the right of what comes.
    return entry.first_minute, entry.status is Status.REMOVED, -entry.last_minute
