"""Times under a name with UTC: asked, and then converted to those of the conference."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from conference.core.characters import one_line
from conference.core.tables.cells import as_text
from conference.core.tables.dates import NO_DATE, DateReading, read_date
from conference.core.tables.files import Cell, NumberedRow, Table, TableError
from conference.core.tables.questions import Choice, Question, Questions
from conference.core.tables.times import Moment, TimeReading, read_moment
from schedule_import.reading.gaps import Given
from schedule_import.reading.headings import header_at, values_at
from schedule_import.reading.records import Setting
from schedule_import.reading.rows import shorten

IN_UTC = re.compile(r"\b(?:utc|gmt)\b(?![+-])", re.IGNORECASE)
YES, NO = "yes", "no"
ONE_DAY = dt.timedelta(days=1)


def with_local_times(
    table: Table, given: Given, dates: Mapping[int, Cell], setting: Setting, questions: Questions
) -> Table:
    """The table with clock times of the conference in place of those of UTC, where the names of the
    columns say that and the organiser agrees. `dates` are those of rows that no column dates.

    Raises TableError for a time that falls on one of two days: as it stands it would be wrong.
    """
    named = [name for name in ("date", "time_start", "time_end") if name in given.places]
    in_utc = [name for name in named if IN_UTC.search(header_at(table, given.places[name]))]
    noon = dt.datetime.combine(setting.days[0], dt.time(12), setting.zone)
    if not in_utc or not noon.utcoffset():
        return table
    if _ask(table, given.places[in_utc[0]], questions) == NO:
        return table
    rows = []
    for row in table.rows:
        clocks = _Clocks(row, given, dates.get(row.number, given.values.get("date", "")), setting)
        cells = list(row.cells)
        for name in in_utc:
            if given.places[name] < len(cells):
                cells[given.places[name]] = clocks.here(name)
        rows.append(NumberedRow(row.number, tuple(cells)))
    return replace(table, rows=tuple(rows))


def _ask(table: Table, place: int, questions: Questions) -> str | None:
    header = header_at(table, place)
    sentence = _("The column is called “%(header)s”. Are its times those of UTC?")
    return questions.ask(
        Question(
            name="times-in-utc",
            sentence=sentence % {"header": header},
            choices=(
                Choice(YES, _("yes: they become clock times of the conference")),
                Choice(NO, _("no, they are clock times of the conference")),
            ),
            proposed=YES,
            example=next(filter(None, values_at(table, place)), ""),
            row=table.header.number,
            column="time_start",
            option="--answer times-in-utc=yes",
        )
    )


class _Clocks:
    """The times of a row, by the clocks of UTC and by those of the conference."""

    def __init__(self, row: NumberedRow, given: Given, date: Cell, setting: Setting) -> None:
        self.row, self.places, self.setting = row, given.places, setting
        self.date = self.cell("date") if "date" in given.places else date
        self.start = read_moment(self.cell("time_start"), setting.days)

    def cell(self, name: str) -> Cell:
        place = self.places.get(name, len(self.row.cells))
        cell = self.row.cells[place] if place < len(self.row.cells) else ""
        return one_line(cell) if isinstance(cell, str) else cell

    def here(self, name: str) -> Cell:
        """The cell with clock times of the conference; as it is, if it names no time or no day that
        can be read, of which others tell.
        """
        cell = self.cell(name)
        found = read_moment(cell, self.setting.days)
        is_midnight = found.time and found.time.clock == dt.time() and not found.until
        if not found.time or found.instant or (name == "date" and (is_midnight or not found.date)):
            return cell
        date = found.date or self._date()
        days = dict.fromkeys(day for day in (date.month_first, date.day_first) if day)
        is_next = name == "time_end" and not found.date and self._is_after_midnight(found.time)
        texts = {self._text(day + is_next * ONE_DAY, day, found) for day in days}
        if len(texts) > 1:
            raise _open_day(self.row, as_text(cell))
        return next(iter(texts), cell)

    def _date(self) -> DateReading:
        date = read_date(self.date, self.setting.days)
        return date if date.is_a_day else read_moment(self.date, self.setting.days).date or NO_DATE

    def _is_after_midnight(self, end: TimeReading) -> bool:
        start = self.start.time
        return start is not None and end.clock <= start.clock and not end.is_end_of_day

    def _text(self, day: dt.date, of_row: dt.date, found: Moment) -> str:
        """What a cell says here that is on `day` of UTC; with its date, if that is another one here
        than that `of_row`, or stands in the cell.
        """
        times = [time for time in (found.time, found.until) if time]
        moments: list[dt.datetime] = []
        for time in times:
            moment = dt.datetime.combine(day, time.clock, dt.UTC) + time.is_end_of_day * ONE_DAY
            if moments and moment <= moments[0]:
                moment += ONE_DAY
            moments.append(moment)
        local = [moment.astimezone(self.setting.zone) for moment in moments]
        text = " – ".join(f"{each:%H:%M}" for each in local)
        if found.date or local[0].date() != of_row:
            return f"{local[0].date().isoformat()} {text}"
        return text


def _open_day(row: NumberedRow, value: str) -> TableError:
    message = _(
        "“%(value)s” in row %(row)d is a time of UTC, and another day here; and its date can be "
        "read in two ways. Write dates like 2026-12-31."
    )
    return TableError("not-a-table", message % {"value": shorten(value), "row": row.number})
