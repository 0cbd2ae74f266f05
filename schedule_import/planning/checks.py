"""What rows that can be read do to each other and to what is already there."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from conference.schedule.core.overlaps import Booking, overlaps
from conference.schedule.core.timetable import Kind, Slot, Timetable, name_of_slot
from schedule_import.planning.names import Names
from schedule_import.planning.shared_rooms import ask_whether_shared
from schedule_import.reading.parse import ParsedSchedule
from schedule_import.reading.records import OWN
from schedule_import.reading.rows import Problem, ScheduleRow

NAMED_AT_MOST = 10  # rows that one problem names besides its own
MANY = 2_000  # bookings of speakers


class FileSlot(NamedTuple):
    """One slot as the file says it, without a key, and the rows that say so; `is_talk` if the title
    of these rows is that of the presentation in it.
    """

    rows: tuple[ScheduleRow, ...]
    slot: Slot
    is_talk: bool = False


@dataclass(frozen=True)
class Talk:
    """A presentation of the conference, and the slug of its section."""

    number: int
    title: str
    section: str


class Reporter:
    """Makes problems that show the cell as it stands in the file."""

    def __init__(self, parsed: ParsedSchedule) -> None:
        self.parsed = parsed

    def problem(
        self,
        row: ScheduleRow,
        column: str,
        code: str,
        message: str,
        other_rows: Iterable[int] = (),
        other_slots: Iterable[str] = (),
    ) -> Problem:
        # In a grid a room is wanted twice where two things stand, not where the room is named.
        at = OWN if column == "room" else None
        source = self.parsed.source
        return source.problem(row.number, column, code, message, other_rows, other_slots, at=at)

    def name(self, number: int) -> str:
        """How a sentence names another row of the file."""
        return self.parsed.source.name(number)


def find_duplicates(
    rows: Sequence[ScheduleRow], names: Names, report: Reporter
) -> dict[int, Problem]:
    """The rows that say again what an earlier row says, by their number; none as long as it is
    asked where the titles or the rooms stand.
    """
    if any(each.column in ("title", "room") for each in report.parsed.questions.open):
        return {}
    seen: dict[Any, list[int]] = defaultdict(list)
    found: dict[int, Problem] = {}
    for row in rows:
        what = (row.date, row.start, row.end, names.kind_of(row).key, names.room_of(row).slug)
        earlier = seen[what, row.title, row.presentation]
        if earlier:
            found[row.number] = report.problem(
                row,
                "room",
                "duplicate",
                _("This row says the same as %(row)s: take one of them out.")
                % {"row": report.name(earlier[0])},
                earlier[:NAMED_AT_MOST],
            )
        earlier.append(row.number)
    return found


def group_rows(rows: Iterable[ScheduleRow], names: Names) -> list[FileSlot]:
    """The slots that rows make: one for each row, or one for all rows alike of a kind that spans
    rooms.
    """
    groups: dict[Any, list[ScheduleRow]] = defaultdict(list)
    for row in rows:
        kind = names.kind_of(row)
        alike = (
            (row.date, row.start, row.end, kind.key, row.title) if kind.spans_rooms else row.number
        )
        groups[alike].append(row)
    return [_entry(tuple(group), names) for group in groups.values()]


def _entry(rows: tuple[ScheduleRow, ...], names: Names) -> FileSlot:
    first = rows[0]
    slot = Slot(
        key=None,
        date=first.date,
        start=first.start,
        end=first.end,
        kind=names.kind_of(first).key,
        rooms=frozenset(names.room_of(row).slug for row in rows),
        title=first.title or "",
    )
    return FileSlot(rows, slot)


def find_kinds_of_one_room(
    entries: Iterable[FileSlot], names: Names, report: Reporter
) -> Iterator[Problem]:
    """An error for each row that names several rooms, while its kind does not span rooms."""
    for entry in entries:
        row = entry.rows[0]
        kind = names.kind_of(row)
        if len(entry.slot.rooms) > 1 and not kind.spans_rooms:
            message = _(
                "This takes place in several rooms at once, but a slot of the kind “%(kind)s” is "
                "in one room. Give the row a kind that spans rooms, such as plenary; or let the "
                "kind span rooms: on the page of kinds, or in the preview if it is new."
            )
            yield report.problem(row, "room", "question", message % {"kind": kind.label})


def find_overlaps(
    entries: Sequence[FileSlot],
    names: Names,
    standing: Sequence[tuple[str, str, Slot]],
    section: str,
    report: Reporter,
) -> list[Problem]:
    """One problem for each row whose room is taken when it begins or before it ends, unless the
    room is shared.

    `standing` are (room slug, name, slot) that are not in the file, of `section` (a slug) or of
    another. The row lower in the file bears the problem.
    """
    rows = sorted(
        {
            (row.number, slug): row for entry in entries for row, slug in _places(entry, names)
        }.values(),
        key=lambda row: row.number,
    )
    standing = [each for each in standing if each[0] not in names.shared]
    bookings = [Booking(slug, slot.begins, slot.finishes) for slug, _name, slot in standing]
    spans = {row.number: entry.slot for entry in entries for row in entry.rows}
    bookings += [
        Booking(names.room_of(row).slug, spans[row.number].begins, spans[row.number].finishes)
        for row in rows
    ]
    met: dict[int, list[int]] = defaultdict(list)
    for later, earlier in overlaps(bookings, at_most=NAMED_AT_MOST):
        if later >= len(standing):
            met[later - len(standing)].append(earlier)
    problems = []
    for at in sorted(met):
        earlier_rows = sorted(rows[e - len(standing)].number for e in met[at] if e >= len(standing))
        slots = [standing[e] for e in sorted(met[at]) if e < len(standing)]
        advice = _advice([slot for _room, _name, slot in slots], section)
        slot_names = [name for _room, name, _slot in slots]
        problems.append(_overlap(rows[at], names, earlier_rows, slot_names, report, advice))
    return problems


def _places(entry: FileSlot, names: Names) -> Iterator[tuple[ScheduleRow, str]]:
    """Each row that takes a room which is not shared, and that room."""
    # Two rows of one slot that name the same room differ in their presentation only: that is said
    # elsewhere.
    seen = set(names.shared)
    for row in entry.rows:
        slug = names.room_of(row).slug
        if slug not in seen:
            seen.add(slug)
            yield row, slug


def _overlap(
    row: ScheduleRow, names: Names, rows: list[int], slots: list[str], report: Reporter, advice: str
) -> Problem:
    taken_by = [report.name(number) for number in rows[:3]] + slots[:3]
    if len(rows) + len(slots) > len(taken_by):
        taken_by.append(_("others"))
    room = names.room_of(row)
    message = _(
        "%(room)s is not free on %(date)s from %(start)s to %(end)s: it is taken by %(by)s."
    ) % {
        "room": room.name,
        "date": row.date.isoformat(),
        "start": f"{row.start:%H:%M}",
        "end": clock_end(row.end),
        "by": _(" and ").join(taken_by),
    }
    hint = ask_whether_shared(room, report.parsed.questions)
    return report.problem(row, "room", "overlap", f"{message} {advice} {hint}", rows, slots)


def _advice(slots: Sequence[Slot], section: str) -> str:
    """What can be done about a row that meets these slots, or, if there are none, other rows."""
    if not slots:
        return _("Change the time or the room of one of them.")
    if any(slot.section != section for slot in slots):
        return _("Change the time or the room, or first move the slot of the other section.")
    return _(
        "Change the time or the room; or import with “replace”, if the file is the whole schedule "
        "of this section."
    )


def clock_end(end: dt.time) -> str:
    """How files write an end: midnight is 24:00."""
    return "24:00" if end == dt.time(0) else f"{end:%H:%M}"


def find_clock_changes(
    rows: Iterable[ScheduleRow], zone: ZoneInfo, report: Reporter
) -> Iterator[Problem]:
    """A warning for each start or end that does not exist on its day in `zone`, or exists twice."""
    strange: dict[tuple[dt.date, dt.time], bool | None] = {}
    for row in rows:
        end_day = row.date if row.end > row.start else row.date + dt.timedelta(days=1)
        for column, day, clock in (
            ("time_start", row.date, row.start),
            ("time_end", end_day, row.end),
        ):
            moment = (day, clock)
            if moment not in strange:
                strange[moment] = _exists_otherwise(dt.datetime.combine(*moment), zone)
            if strange[moment] is not None:
                sentence = (
                    _(
                        "On %(date)s the clocks in %(zone)s go past %(time)s: this time exists "
                        "twice."
                    )
                    if strange[moment]
                    else _(
                        "On %(date)s the clocks in %(zone)s skip %(time)s: this time does not "
                        "exist."
                    )
                )
                names = {"date": day.isoformat(), "zone": zone.key, "time": f"{clock:%H:%M}"}
                advice = _("Check that it is what you mean.")
                yield report.problem(row, column, "clock-change", f"{sentence % names} {advice}")


def _exists_otherwise(moment: dt.datetime, zone: ZoneInfo) -> bool | None:
    """None for a time that exists once; else whether it exists twice (True) or never (False)."""
    first, second = moment.replace(tzinfo=zone, fold=0), moment.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return None
    return first.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) == moment


def find_double_bookings(
    after: Timetable,
    elsewhere: Sequence[Slot],
    rows: Iterable[ScheduleRow],
    names: Names,
    report: Reporter,
) -> Iterator[Problem]:
    """A warning for each row whose speaker is in another place at the same time."""
    ours = [slot for slot in after.slots if slot.presentation and slot.presentation.speakers]
    if not ours:
        return
    row_of = partial(_row_of, rows_at=_rows_at_places(rows, names))
    slots = [*elsewhere, *sorted(ours, key=lambda slot: _row_number(row_of(slot)))]
    owners: list[int] = []
    bookings: list[Booking] = []
    for at, slot in enumerate(slots):
        for speaker in slot.presentation.speakers if slot.presentation else ():
            owners.append(at)
            bookings.append(Booking(speaker, slot.begins, slot.finishes))
    # Of thousands each names one other: a speaker of all of them would make a warning of each pair.
    at_most = NAMED_AT_MOST if len(bookings) <= MANY else 1
    for later, earlier in overlaps(bookings, at_most=at_most):
        slot, other = slots[owners[later]], slots[owners[earlier]]
        row, other_row = row_of(slot), row_of(other)
        if row is None or slot.presentation == other.presentation:
            continue  # of a presentation that meets itself the error says all
        someone: Any = bookings[later].what
        message = _("%(speaker)s also speaks in %(other)s at this time.") % {
            "speaker": someone.name,
            "other": name_of_slot(after, other),
        }
        others = [other_row.number] if other_row else []
        named = [] if other_row else [name_of_slot(after, other)]
        yield report.problem(row, "presentation", "double-booked-speaker", message, others, named)


def _rows_at_places(rows: Iterable[ScheduleRow], names: Names) -> dict[Any, ScheduleRow]:
    """A row by its time, kind and room, and by these with what it says, since several things can
    stand in a room that is shared.
    """
    found: dict[Any, ScheduleRow] = {}
    for row in rows:
        kind, room = names.kind_of(row).key, names.room_of(row).slug
        place = (row.date, row.start, row.end, kind, room)
        found |= dict.fromkeys((place, (*place, row.presentation), (*place, row.title)), row)
    return found


def _row_of(slot: Slot, rows_at: Mapping[Any, ScheduleRow]) -> ScheduleRow | None:
    """The first row that says the slot."""
    places = [(slot.date, slot.start, slot.end, slot.kind, room) for room in slot.rooms]
    talk = slot.presentation
    said = (
        [(*place, what) for what in (talk.number, talk.title) for place in places] if talk else []
    )
    for marks in (said, places):
        if there := [rows_at[mark] for mark in marks if mark in rows_at]:
            return min(there, key=lambda row: row.number)
    return None


def _row_number(row: ScheduleRow | None) -> int:
    return row.number if row else 0


def find_unread_speakers(rows: Sequence[ScheduleRow], names: Names) -> Iterator[Problem]:
    """A warning for each kind that takes no presentation although rows of it name speakers: they
    are not read.
    """
    by_kind: dict[Kind, list[ScheduleRow]] = defaultdict(list)
    for row in rows:
        if row.speakers and not row.presentation:
            kind = names.kind_of(row)
            if not kind.takes_presentation:
                by_kind[kind].append(row)
    for kind, named in by_kind.items():
        message = _(
            "“%(kind)s” takes no presentations: the speakers of its rows (%(count)d) are not read. "
            "Say that it takes presentations, here if the kind is new, else on the page of kinds."
        )
        told = message % {"kind": kind.label, "count": len(named)}
        value = "; ".join(named[0].speakers or ())
        yield Problem(None, None, value, "ignored-column", told)
