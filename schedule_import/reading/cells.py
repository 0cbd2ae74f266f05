"""What one cell says: dates, times of day, numbers; and the one order that all dates of a file
have.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from conference.core.tables import Cell
from conference.schedule.core.timetable import EARLIEST_DAY, LATEST_DAY

DateOrder = Literal["mdy", "dmy"]
DATE_ORDERS: tuple[DateOrder, ...] = ("mdy", "dmy")

ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
DOTTED_DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4}|[0-9]{2})")
SLASHED_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})")
TWELVE_HOURS = re.compile(r"(1[0-2]|0?[1-9])(?::([0-5][0-9]))? ?([AaPp])[Mm]")
TWENTY_FOUR_HOURS = re.compile(r"(2[0-4]|[01]?[0-9]):([0-5][0-9])(?::00)?")
DURATION = re.compile(r"([0-9]{1,4}) ?(?:m|min|mins|minutes)?\.?", re.IGNORECASE)
NUMBER = re.compile(r"#? ?([0-9]{1,9})")

ERRORS_OF_FORMULAS = frozenset(
    {
        "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA",
        "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!",
    }
)  # fmt: skip
"""What Excel shows, and writes into a CSV file, where a formula has no value."""

MINUTES_OF_A_DAY = 24 * 60

# A workbook writes 24:00 as one whole day, which is the first day that it can count, or with the
# calendar of old Macs the second. No conference took place then.
WHOLE_DAYS = (dt.date(1900, 1, 1), dt.date(1904, 1, 2))

DIFFERENT_CELLS = 4_096  # a schedule says the same few dates and times again and again


@dataclass(frozen=True, slots=True)
class DateReading:
    """The day that a cell means if the month stands first, and if the day does; None: there is
    none.
    """

    month_first: dt.date | None
    day_first: dt.date | None

    @property
    def is_in_question(self) -> bool:
        return self.month_first != self.day_first

    @property
    def demands(self) -> DateOrder | None:
        """The only order under which this is a day."""
        if not self.is_in_question or (self.month_first and self.day_first):
            return None
        return "mdy" if self.month_first else "dmy"

    def under(self, order: DateOrder | None) -> dt.date | None:
        """The day under this order; without one, None for what is in question."""
        if order is None and self.is_in_question:
            return None
        return self.day_first if order == "dmy" else self.month_first


@dataclass(frozen=True, slots=True)
class TimeReading:
    """A time of day. `hours` is 12 or 24, as the text is written, and None for a workbook's own
    times.
    """

    clock: dt.time
    hours: Literal[12, 24] | None
    is_end_of_day: bool = False


@dataclass(frozen=True, slots=True)
class OrderDecision:
    """The order of all a/b/year dates of a file; None if none is in question, or if somebody must
    say it.
    """

    order: DateOrder | None
    is_open: bool = False


@lru_cache(DIFFERENT_CELLS)
def read_date(cell: Cell) -> DateReading:
    """Read a calendar date; both readings are None for what is none."""
    if not isinstance(cell, str):
        day = _day_of(cell)
        return DateReading(day, day)
    if match := SLASHED_DATE.fullmatch(cell):
        first, second, year = match.groups()
        return DateReading(_date(year, first, second), _date(year, second, first))
    if match := ISO_DATE.fullmatch(cell):
        day = _date(*match.groups())
    elif match := DOTTED_DATE.fullmatch(cell):
        day = _date(*reversed(match.groups()))
    else:
        day = None
    return DateReading(day, day)


def _day_of(cell: dt.date | dt.time | dt.datetime) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        # A time of day in the column of dates says that the columns are not what they seem.
        return _if_possible(cell.date()) if cell.time() == dt.time() else None
    return _if_possible(cell) if isinstance(cell, dt.date) else None


def _date(year: str, month: str, day: str) -> dt.date | None:
    full_year = int(year) if len(year) == 4 else 2000 + int(year)
    try:
        return _if_possible(dt.date(full_year, int(month), int(day)))
    except ValueError:
        return None


def _if_possible(day: dt.date) -> dt.date | None:
    return day if EARLIEST_DAY <= day <= LATEST_DAY else None


@lru_cache(DIFFERENT_CELLS)
def read_time(cell: Cell) -> TimeReading | None:
    """Read a time of day to the minute; None for what is none. 24:00 is midnight at the end of the
    day.
    """
    if not isinstance(cell, str):
        return _time_of(cell)
    if match := TWELVE_HOURS.fullmatch(cell):
        hour = int(match[1]) % 12 + (12 if match[3] in "Pp" else 0)
        return TimeReading(dt.time(hour, int(match[2] or 0)), hours=12)
    match = TWENTY_FOUR_HOURS.fullmatch(cell)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2])
    if hour == 24:
        return TimeReading(dt.time(), hours=24, is_end_of_day=True) if minute == 0 else None
    return TimeReading(dt.time(hour, minute), hours=24)


def _time_of(cell: dt.date | dt.time | dt.datetime) -> TimeReading | None:
    if isinstance(cell, dt.datetime):
        clock = cell.time()
    elif isinstance(cell, dt.time):
        clock = cell
    else:
        return TimeReading(dt.time(), hours=None, is_end_of_day=cell in WHOLE_DAYS)
    return TimeReading(clock, hours=None) if clock.second == clock.microsecond == 0 else None


def read_duration(cell: Cell) -> dt.timedelta | None:
    """Read a length: minutes (45, 45 min), or hours and minutes (1:30); None unless less than a
    day.
    """
    if isinstance(cell, str) and (match := DURATION.fullmatch(cell)):
        minutes = int(match[1])
    else:
        reading = (
            read_time(cell)
            if not isinstance(cell, str) or TWENTY_FOUR_HOURS.fullmatch(cell)
            else None
        )
        if reading is None or reading.is_end_of_day:
            return None
        minutes = reading.clock.hour * 60 + reading.clock.minute
    return dt.timedelta(minutes=minutes) if 0 < minutes < MINUTES_OF_A_DAY else None


def end_after(start: TimeReading | None, length: dt.timedelta | None) -> TimeReading | None:
    """The end of what lasts for `length` from `start` on; past midnight it is on the next day."""
    if start is None or length is None:
        return None
    end = dt.datetime.combine(dt.date.min, start.clock) + length
    return TimeReading(end.time(), start.hours)


def read_number(cell: Cell) -> int | None:
    """A positive whole number, with or without # before it; None for anything else."""
    match = NUMBER.fullmatch(cell) if isinstance(cell, str) else None
    return (int(match[1]) or None) if match else None


def decide_date_order(
    dates: Iterable[DateReading],
    *,
    given: DateOrder | None,
    are_all_times_12_hour: bool,
    first_day: dt.date,
    last_day: dt.date,
) -> OrderDecision:
    """Which order the dates of a file have. `given`, if somebody said one, counts; nothing is
    guessed.

    Else the order that a date demands; else the one under which all dates lie from `first_day` to
    `last_day`; else month first, if all times of the file are 12-hour.
    """
    readings = set(dates)
    if not any(reading.is_in_question for reading in readings):
        return OrderDecision(None)
    if given is not None:
        return OrderDecision(given)
    demanded = {reading.demands for reading in readings} - {None}
    if demanded:
        return (
            OrderDecision(demanded.pop())
            if len(demanded) == 1
            else OrderDecision(None, is_open=True)
        )
    inside = [
        order for order in DATE_ORDERS if _all_lie_within(readings, order, first_day, last_day)
    ]
    if len(inside) == 1:
        return OrderDecision(inside[0])
    return OrderDecision("mdy") if are_all_times_12_hour else OrderDecision(None, is_open=True)


def _all_lie_within(
    readings: Iterable[DateReading], order: DateOrder, first_day: dt.date, last_day: dt.date
) -> bool:
    days = [reading.under(order) for reading in readings]
    return all(first_day <= day <= last_day for day in days if day is not None)


def as_text(cell: Cell) -> str:
    """The cell as a person reads it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, dt.datetime):
        return f"{cell.date().isoformat()} {_clock_text(cell.time())}"
    return _clock_text(cell) if isinstance(cell, dt.time) else cell.isoformat()


def _clock_text(clock: dt.time) -> str:
    return clock.isoformat(timespec="seconds" if clock.second else "minutes")
