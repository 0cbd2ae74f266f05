"""What one cell says of when: a time of day, a start and an end, a moment, a length."""

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from conference.core.tables.calendar_words import fold
from conference.core.tables.dates import (
    DIFFERENT_CELLS,
    LAST_BARE_YEAR,
    WHOLE_DAYS,
    DateReading,
    Days,
    read_date,
)
from conference.core.tables.files import Cell

TWELVE_HOURS = re.compile(
    r"(1[0-2]|0?[1-9])(?:[:.]([0-5][0-9])(?:[:.]00)?)? ?([ap])\.? ?m\.?", re.IGNORECASE
)
TWENTY_FOUR_HOURS = re.compile(
    r"(2[0-4]|[01]?[0-9]) ?(?:[:.]|h ?)([0-5][0-9])(?:[:.]00(?:\.0+)?)?(?: ?(?:h|hrs|uhr))?"
)
# 9時, 9時30分, 午後1:30, 上午9点30分, 오후 1시 30분; folded, as the texts are.
EASTERN_HOURS = re.compile(
    fold(
        "(午前|上午|오전|午後|下午|오후)? ?(2[0-4]|[01]?[0-9]) ?"
        "(?:(?:時|时|点|點|시)(?: ?([0-5]?[0-9])(?:分|분)|(半))?|:([0-5][0-9]))"
    )
)
FORENOONS = frozenset(map(fold, ("午前", "上午", "오전")))
WHOLE_HOURS = re.compile(r"(2[0-4]|[01]?[0-9]) ?(?:h|uhr)")
BARE_HOUR = re.compile(r"2[0-3]|[01]?[0-9]")
WITH_HOURS = re.compile(r".*[0-9] ?(?:h|uhr)")
HALF_OF_DAY = re.compile(r"(1[0-2]|0?[1-9])(?:[:.]([0-5][0-9]))?")
NOONS = {
    *("noon", "12 noon", "12:00 noon", "midday", "mittag", "midi", "mediodia", "meio-dia"),
    *("mezzogiorno", "poludnie"),
}
MIDNIGHTS = {
    *("midnight", "12 midnight", "12:00 midnight", "mitternacht", "minuit", "medianoche"),
    *("meia-noite", "mezzanotte", "middernacht", "polnoc"),
}
BETWEEN_TIMES = re.compile(
    r" ?[-–—‒−~〜～－→] ?| (?:to|till|until|bis|a|à|al|as|às|tot|do) ", re.IGNORECASE
)
INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[t ]([0-9]{2}:[0-9]{2})(?::00(?:\.0+)?)?"
    r" ?(?:(z|utc)|([+-])([0-9]{2}):?([0-9]{2}))"
)
SPAN_OF_A_DAY = re.compile(r"[0-9-]{10} [0-9]{2}:[0-9]{2} ?-[0-9]{2}:[0-9]{2}")
"""2027-05-14 09:00-10:00 is a start and an end: a moment west of Greenwich is written with a T, or
with seconds.
"""
LONGEST_MOMENT = 60  # characters; longer texts hold other words

MINUTES = re.compile(r"([0-9]{1,4})(?:\.0)? ?(?:m|min|mins|minutes?|minuten|minuti|minutos?|')?\.?")
HOURS = re.compile(
    r"([0-9]{1,2})(?:[.,](25|5|75|50|0))?"
    r" ?(?:h|hrs?|hours?|std|stunden?|heures?|horas?|ore?|uur|godz)\.?"
    r"(?: ?([0-5]?[0-9]) ?(?:m|min|mins|minutes?|minuten)?\.?)?"
)
FOUR_DIGITS = re.compile("[0-9]{4}")
ISO_LENGTH = re.compile(r"pt(?:([0-9]{1,2})h)?(?:([0-9]{1,3})m)?")
CLOCK_LENGTH = re.compile(r"([0-9]{1,2}):([0-5][0-9])(?::00)?")
PARTS_OF_HOURS = {None: 0, "0": 0, "25": 15, "5": 30, "50": 30, "75": 45}
MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class TimeReading:
    """A time of day. `hours` is 12 or 24, as the text is written, and None for what can be only one
    time, such as a workbook's own. `is_bare` for an hour of one digit, as in 1:30: it may be an
    afternoon.
    """

    clock: dt.time
    hours: Literal[12, 24] | None
    is_end_of_day: bool = False
    is_bare: bool = field(default=False, compare=False)

    def later(self) -> "TimeReading":
        """The same twelve hours later; itself in an afternoon."""
        if self.clock.hour >= 12:
            return self
        return replace(self, clock=self.clock.replace(hour=self.clock.hour + 12))


@dataclass(frozen=True, slots=True)
class Moment:
    """What a cell says of when: a start or an end, both, or with the day that it is on.

    `instant` where it says it for the whole world, with the difference from UTC.
    """

    time: TimeReading | None = None
    until: TimeReading | None = None
    date: DateReading | None = None
    instant: dt.datetime | None = None


NOTHING = Moment()


@lru_cache(DIFFERENT_CELLS)
def read_moment(cell: Cell, within: Days | None = None) -> Moment:
    """Read a time of day, a start and an end, either with a date or alone; all None for what is
    none.
    """
    if isinstance(cell, dt.datetime):
        date = None if cell.year < LAST_BARE_YEAR else read_date(cell)
        return Moment(read_time(cell), date=date)
    if not isinstance(cell, str):
        return Moment(read_time(cell))
    text = fold(cell)
    if (match := INSTANT.fullmatch(text)) and not SPAN_OF_A_DAY.fullmatch(text):
        return _instant(match)
    return _times_in(cell) or _with_date(text, within)


def _with_date(text: str, within: Days | None) -> Moment:
    """A time, or a start and an end, before or behind a date."""
    if len(text) > LONGEST_MOMENT:
        return NOTHING
    for gap in re.finditer(r"(?<=[0-9])t(?=[0-9])|,? (?:at |um |- |@ )?", text):
        first, second = text[: gap.start()], text[gap.end() :]
        for day, times in ((first, second), (second, first)):
            date = read_date(day, within)
            if (date.is_a_day or date.is_of_another_weekday) and (found := _times_in(times)):
                return replace(found, date=date)
    return NOTHING


def _instant(match: re.Match[str]) -> Moment:
    day, clock, _utc, sign, hours, minutes = match.groups()
    try:
        local = dt.datetime.fromisoformat(f"{day}T{clock}")
    except ValueError:
        return NOTHING
    ahead = dt.timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    if ahead >= dt.timedelta(days=1):
        return NOTHING
    zone = dt.timezone(-ahead if sign == "-" else ahead)
    return Moment(read_time(clock), date=read_date(day), instant=local.replace(tzinfo=zone))


def _times_in(cell: str) -> Moment | None:
    """A time alone, or a start and an end between which stands a dash or a word."""
    if time := read_time(cell):
        return Moment(time)
    parts = [part for part in BETWEEN_TIMES.split(cell.strip(), maxsplit=1) if part]
    if len(parts) != 2:
        return None
    end = read_time(parts[1])
    start = read_time(parts[0])
    if end and end.hours == 12 and (start is None or start.hours == 24):
        start = _in_the_half_of(parts[0], end) or start
    if end and start is None and WITH_HOURS.fullmatch(fold(parts[1]).strip()):
        start = _whole_hour(parts[0])
    return Moment(start, end) if start and end else None


def _whole_hour(text: str) -> TimeReading | None:
    """The start of "9–10 Uhr", which says only once that these are hours."""
    return read_time(f"{text} uhr") if BARE_HOUR.fullmatch(text) else None


def _in_the_half_of(text: str, end: TimeReading) -> TimeReading | None:
    """The start of "12:30–1:15pm", which says AM or PM only once: the nearest one to its end."""
    match = HALF_OF_DAY.fullmatch(fold(text))
    if match is None:
        return None
    minutes = int(match[1]) % 12 * 60 + int(match[2] or 0)
    finish = end.clock.hour * 60 + end.clock.minute or MINUTES_OF_A_DAY
    start = max((m for m in (minutes, minutes + 720) if m < finish), default=minutes)
    return TimeReading(dt.time(start // 60, start % 60), hours=12)


@lru_cache(DIFFERENT_CELLS)
def read_time(cell: Cell) -> TimeReading | None:
    """Read a time of day to the minute; None for what is none. 24:00 is midnight at the end of the
    day.
    """
    if not isinstance(cell, str):
        return _time_of(cell)
    text = fold(cell).strip()
    if text in NOONS:
        return TimeReading(dt.time(12), hours=None)
    if text in MIDNIGHTS:
        return TimeReading(dt.time(), hours=None, is_end_of_day=True)
    if match := TWELVE_HOURS.fullmatch(text):
        hour = int(match[1]) % 12 + (12 if match[3] in "p" else 0)
        return TimeReading(dt.time(hour, int(match[2] or 0)), hours=12)
    match = TWENTY_FOUR_HOURS.fullmatch(text) or WHOLE_HOURS.fullmatch(text)
    if match is None:
        return _eastern(text)
    hour, minute = int(match[1]), int(match[2] if match.re is TWENTY_FOUR_HOURS else 0)
    if hour == 24:
        return TimeReading(dt.time(), hours=24, is_end_of_day=True) if minute == 0 else None
    return TimeReading(dt.time(hour, minute), hours=24, is_bare=len(match[1]) == 1)


def _eastern(text: str) -> TimeReading | None:
    """A time with the signs of Japan, China and Korea; 午後0:30 is half past twelve."""
    match = EASTERN_HOURS.fullmatch(text)
    if match is None:
        return None
    half, hour = match[1], int(match[2])
    minute = 30 if match[4] else int(match[3] or match[5] or 0)
    if half is None:
        if hour == 24:
            return TimeReading(dt.time(), hours=24, is_end_of_day=True) if minute == 0 else None
        return TimeReading(dt.time(hour, minute), hours=24)
    if hour > 12:
        return None
    return TimeReading(dt.time(hour % 12 + (half not in FORENOONS) * 12, minute), hours=12)


def _time_of(cell: dt.date | dt.time | dt.datetime) -> TimeReading | None:
    if isinstance(cell, dt.datetime):
        clock = cell.time()
    elif isinstance(cell, dt.time):
        clock = cell
    else:
        return TimeReading(dt.time(), hours=None, is_end_of_day=cell in WHOLE_DAYS)
    # A sum of times in a workbook can miss its minute by a fraction of a second.
    moment = dt.datetime.combine(LATEST, clock) + dt.timedelta(seconds=1)
    if moment.second > 2 or (clock.second == 1 and clock.microsecond):
        return None
    is_end = moment.date() > LATEST
    return TimeReading(moment.time().replace(second=0, microsecond=0), None, is_end_of_day=is_end)


LATEST = dt.date(2000, 1, 1)  # any day: a time of day is rounded past its end


@lru_cache(DIFFERENT_CELLS)
def read_duration(cell: Cell) -> dt.timedelta | None:
    """Read a length: minutes (45, 45 min), hours (1h, 1h30, 1.5 h), or hours and minutes (1:30);
    None unless less than a day.
    """
    minutes = _minutes_of(cell)
    if minutes is None or not 0 < minutes < MINUTES_OF_A_DAY:
        return None
    return dt.timedelta(minutes=minutes)


def _minutes_of(cell: Cell) -> int | None:
    if not isinstance(cell, str):
        time = read_time(cell)
        return (
            None if time is None or time.is_end_of_day else time.clock.hour * 60 + time.clock.minute
        )
    text = fold(cell).strip()
    if match := MINUTES.fullmatch(text):
        return int(match[1])
    if match := HOURS.fullmatch(text):
        return int(match[1]) * 60 + PARTS_OF_HOURS[match[2]] + int(match[3] or 0)
    if match := CLOCK_LENGTH.fullmatch(text):
        return int(match[1]) * 60 + int(match[2])
    if match := ISO_LENGTH.fullmatch(text):
        return int(match[1] or 0) * 60 + int(match[2] or 0)
    return None


def is_like_length(cell: Cell) -> bool:
    """Whether the cell can only be a length: 45, 45 min, 1h30, and no time of day, such as 0930."""
    if not isinstance(cell, str) or FOUR_DIGITS.fullmatch(cell.strip()):
        return False
    return read_duration(cell) is not None and read_time(cell) is None


def end_after(start: TimeReading | None, length: dt.timedelta | None) -> TimeReading | None:
    """The end of what lasts for `length` from `start` on; past midnight it is on the next day."""
    if start is None or length is None:
        return None
    end = dt.datetime.combine(LATEST, start.clock) + length
    return TimeReading(end.time(), start.hours)
