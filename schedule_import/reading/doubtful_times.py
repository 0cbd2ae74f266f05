"""Times that can be read and are hardly meant: afternoons without their PM, lengths called ends."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from conference.core.names import name_key
from conference.core.tables.dates import DateOrder
from conference.core.tables.questions import Choice, Question, Questions
from conference.core.tables.times import TimeReading
from schedule_import.reading.lines import Line
from schedule_import.reading.room_lists import BETWEEN

EARLY, DAWN, MORNING, NOON = dt.time(1), dt.time(6), dt.time(7), dt.time(12)
AFTERNOON = dt.time(13)
LONGEST_LENGTH = dt.time(4)
LONGEST_NIGHT = 8  # hours
LONGEST_MIDDAY = 4 * 60  # minutes
ROWS_NAMED = 5


def mend_afternoons(lines: Sequence[Line], order: DateOrder | None, questions: Questions) -> None:
    """Ask about afternoons that lack their PM, and add twelve hours to them if that is the answer.

    Such are a start from 1:00 on that goes back in its room, with all that follows there, an end
    that would else be in the night after a morning, and all times of a file that lie between 1:00
    and 6:59; each start between 1:00 and 5:59, if nothing in the file counts the hours to 24.
    """
    doubtful = {id(line): line for line in (*_all_early(lines), *_at_night(lines))}
    for day in _by_room_and_day(lines, order):
        doubtful |= {id(line): line for line in _going_back(day)}
    if not doubtful:
        return
    found = sorted(doubtful.values(), key=lambda line: line.number)
    if questions.ask(_question(found)) != "yes":
        return
    for line in found:
        if line.start and _may_be_later(line.start):
            line.start = line.start.later()
        if line.start and line.end and line.end.clock <= line.start.clock and _is_open(line.end):
            line.end = line.end.later()


def _question(found: Sequence[Line]) -> Question:
    numbers = ", ".join(str(line.number) for line in found[:ROWS_NAMED])
    if len(found) > ROWS_NAMED:
        numbers += ", …"
    sentence = _(
        "“%(start)s” looks like an afternoon that lacks its PM. Add 12 hours to these rows: "
        "%(rows)s?"
    )
    first = found[0]
    return Question(
        name="afternoon",
        sentence=sentence % {"start": first.text("time_start"), "rows": numbers},
        choices=(
            Choice("yes", _("yes, they are in the afternoon")),
            Choice("no", _("no, they are as they stand there")),
        ),
        proposed="yes",
        example=first.text("time_start"),
        row=first.number,
        column="time_start",
        option="--answer afternoon=yes",
    )


def _is_open(time: TimeReading) -> bool:
    """Whether a time can be that of a morning or of an afternoon, as it is written."""
    return time.hours != 12 and not time.is_end_of_day and time.clock < NOON


def _may_be_later(time: TimeReading) -> bool:
    return _is_open(time) and time.clock >= EARLY


def _all_early(lines: Sequence[Line]) -> Iterator[Line]:
    """All lines, if all times of the file are written as 1:00 to 6:59."""
    starts = [line.start for line in lines if line.start]
    if starts and all(start.is_bare and EARLY <= start.clock < MORNING for start in starts):
        yield from (line for line in lines if line.start)


def _at_night(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines that start when nearly nothing does, such as the only one of a room at 1:30."""
    times = [time for line in lines for time in (line.start, line.end) if time]
    if any(time.clock >= AFTERNOON and time.hours != 12 for time in times):
        return
    for line in lines:
        if line.start and line.start.is_bare and EARLY <= line.start.clock < DAWN:
            yield line


def _by_room_and_day(lines: Sequence[Line], order: DateOrder | None) -> Iterator[Sequence[Line]]:
    """The lines of each room; of several rooms in one cell those of each of them."""
    groups: dict[object, list[Line]] = defaultdict(list)
    rooms: dict[str, set[str]] = {}
    for line in lines:
        if line.start is not None:
            room = line.text("room")
            if room not in rooms:
                rooms[room] = {name_key(part) for part in (room, *BETWEEN.split(room))}
            for each in rooms[room]:
                groups[line.date.under(order), each].append(line)
    yield from groups.values()


def _going_back(lines: Sequence[Line]) -> Iterator[Line]:
    latest: dt.time | None = None
    is_afternoon = False
    for line in lines:
        start, end = line.start, line.end
        if start is None:
            continue
        goes_back = latest is not None and start.clock < latest
        if goes_back and _may_be_later(start) and (is_afternoon or start.clock < MORNING):
            is_afternoon = True
            yield line
        elif end and _ends_after_noon(start, end):
            yield line
        latest = start.clock if latest is None else max(latest, start.clock)


def _ends_after_noon(start: TimeReading, end: TimeReading) -> bool:
    """Whether an end before the start is no night's: from 12:00 to 1:00, 11:30 to 1:15."""
    if not (_may_be_later(end) and _is_loose(end) and start.clock < AFTERNOON):
        return False
    minutes = (end.clock.hour + 12 - start.clock.hour) * 60 + end.clock.minute - start.clock.minute
    return end.clock < start.clock and 0 < minutes <= LONGEST_MIDDAY


def seem_lengths(lines: Sequence[Line]) -> bool:
    """Whether the column of ends holds lengths: all are short ones, and would be nights
    of which one is too long.
    """
    pairs = [(line.start, line.end) for line in lines if line.start and line.end]
    pairs = [(start, end) for start, end in pairs if not end.is_end_of_day]
    if not pairs or not all(_may_be_a_length(end) for _start, end in pairs):
        return False
    crossing = all(end.clock <= start.clock for start, end in pairs)
    longest = max(24 - start.clock.hour + end.clock.hour for start, end in pairs)
    return crossing and longest > LONGEST_NIGHT


def _may_be_a_length(end: TimeReading) -> bool:
    return _is_loose(end) and dt.time() < end.clock <= LONGEST_LENGTH


def _is_loose(time: TimeReading) -> bool:
    """Whether it is not written with two digits, as who counts to 24 does."""
    return time.is_bare or time.hours is None
