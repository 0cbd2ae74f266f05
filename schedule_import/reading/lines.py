"""A record of a file, and what its date and its times say."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from conference.core.tables.cells import ERRORS_OF_FORMULAS, as_text
from conference.core.tables.dates import NO_DATE, DateReading, Days, read_date
from conference.core.tables.files import Cell
from conference.core.tables.times import (
    Moment,
    TimeReading,
    end_after,
    read_duration,
    read_moment,
)
from schedule_import.reading.records import Record, Setting


class Said(NamedTuple):
    """What the cells of a record say of its date and its times; None for what cannot be read.

    `start_dates` are what cells of the date and of the start say of the day, `end_dates` what those
    of the end do: all of one row are to agree. `start_times` and `ends` are all times that it gives
    for the start and the end.
    """

    date: DateReading
    start: TimeReading | None
    end: TimeReading | None
    start_dates: tuple[DateReading, ...]
    end_dates: tuple[DateReading, ...]
    start_times: tuple[TimeReading, ...]
    ends: tuple[TimeReading, ...]


@dataclass(slots=True)
class Line:
    """A record of the file, and what its cells say, as in `Said`."""

    record: Record
    date: DateReading
    start: TimeReading | None
    end: TimeReading | None
    start_dates: tuple[DateReading, ...]
    end_dates: tuple[DateReading, ...]
    start_times: tuple[TimeReading, ...]
    ends: tuple[TimeReading, ...]

    @property
    def number(self) -> int:
        return self.record.number

    @property
    def end_column(self) -> str:
        cells = self.record.cells
        if "time_end" in cells:
            return "time_end"
        return "duration" if "duration" in cells else "time_start"

    def cell(self, column: str) -> Cell:
        return self.record.cells.get(column, "")

    def text(self, column: str) -> str:
        cell = self.record.cells.get(column, "")
        return cell if isinstance(cell, str) else as_text(cell)

    def name(self, column: str) -> str:
        """The text, unless it is the error of a formula."""
        text = self.text(column)
        return "" if text in ERRORS_OF_FORMULAS else text


TIMED = ("date", "time_start", "time_end", "duration", "end_date")


def read_lines(records: Iterable[Record], setting: Setting) -> list[Line]:
    """What the cells of records say: their dates, which may be open, and their times."""
    known: dict[Any, Said] = {}  # many rows say the same
    lines = []
    for record in records:
        said = (*(record.cells.get(column, "") for column in TIMED), *record.refused)
        if said not in known:
            known[said] = _read(record, setting)
        lines.append(Line(record, *known[said]))
    return lines


def _read(record: Record, setting: Setting) -> Said:
    day, start, end = (
        NOTHING
        if column in record.refused or not (cell := record.cells.get(column, ""))
        else _moment(cell, setting, is_date=column == "date")
        for column in ("date", "time_start", "time_end")
    )
    dates = tuple(each.date for each in (day, start) if each.date)
    times = tuple(each.time for each in (start, day) if each.time)
    ends = tuple(each for each in (None if end.until else end.time, start.until, day.until) if each)
    # What cannot be read is said of, whatever another cell says.
    if record.cells.get("time_start", "") != "" and start.time is None:
        times = ()
    if record.cells.get("time_end", "") != "" and (end.time is None or end.until):
        ends = ()
    first = times[0] if times else None
    has_end = ends or record.cells.get("time_end", "") != ""
    if not has_end and (
        length := end_after(first, read_duration(record.cells.get("duration", "")))
    ):
        ends = (length,)
    further = read_date(record.cells.get("end_date", ""), setting.days)
    end_dates = tuple(each for each in (end.date, further) if each and each.is_a_day)
    return Said(
        next((date for date in dates if date.is_a_day), dates[0] if dates else NO_DATE),
        first,
        ends[0] if ends else None,
        dates,
        end_dates,
        times,
        ends,
    )


NOTHING = Moment()


def _moment(cell: Cell, setting: Setting, *, is_date: bool) -> Moment:
    found = _of_date(cell, setting.days) if is_date else read_moment(cell, setting.days)
    if found.instant is None:
        return found
    here = found.instant.astimezone(setting.zone)
    day = here.date()
    return Moment(TimeReading(here.time(), None), date=DateReading(day, day))


def _of_date(cell: Cell, within: Days) -> Moment:
    """What a cell in the column of dates says: a day, and perhaps a time; midnight says nothing."""
    date = read_date(cell, within)
    if isinstance(cell, dt.datetime):
        found = replace(read_moment(cell, within), date=date)
    elif date.is_a_day or date.is_of_another_weekday:
        return Moment(date=date)
    else:
        found = read_moment(cell, within)
    if found.date is None:
        return NOTHING
    if found.time and found.until is None and found.time.clock == dt.time():
        return replace(found, time=None) if found.instant is None else found
    return found
