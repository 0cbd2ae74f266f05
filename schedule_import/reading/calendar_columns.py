"""Columns of days and times that say more in their names, or less in their cells, than dates and
clock times: days that are counted, and times of another zone than the conference's.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from conference.core.tables.calendar_words import fold
from conference.core.tables.cells import as_text
from conference.core.tables.dates import read_date
from conference.core.tables.files import Cell, NumberedRow, Table
from conference.core.tables.questions import Choice, Question, Questions
from conference.core.tables.times import read_moment
from schedule_import.reading.headings import header_at, values_at
from schedule_import.reading.records import Setting

NUMBER_OF_DAY = re.compile(r"(?:day|tag|jour|dia|giorno|dag|dzien)? ?#?([1-9][0-9]?)\.?")
IN_UTC = re.compile(r"\b(?:utc|gmt)\b(?![+-])", re.IGNORECASE)
YES, NO = "yes", "no"


def with_meant_days_and_times(
    table: Table, places: Mapping[str, int], setting: Setting, questions: Questions
) -> Table:
    """The table with dates in place of numbers of days, and with the zone beside times that their
    header calls UTC, as far as the organiser says so.
    """
    table = _with_days(table, places, setting, questions)
    return _with_zones(table, places, setting, questions)


def _with_days(
    table: Table, places: Mapping[str, int], setting: Setting, questions: Questions
) -> Table:
    place = places.get("date")
    first, last = setting.days
    values = [] if place is None else [value for value in values_at(table, place) if value]
    numbers = {value: NUMBER_OF_DAY.fullmatch(fold(value)) for value in values}
    most = (last - first).days + 1
    if (
        place is None
        or not values
        or not all(found and int(found[1]) <= most for found in numbers.values())
    ):
        return table
    sentence = _("Days are counted here. Is “%(value)s” day %(number)s of the conference, %(day)s?")
    days = {
        value: first + dt.timedelta(days=int(found[1]) - 1)
        for value, found in numbers.items()
        if found
    }
    value, day = next(iter(days.items()))
    number = (day - first).days + 1
    answer = questions.ask(
        Question(
            name="day-numbers",
            sentence=sentence % {"value": value, "number": number, "day": day.isoformat()},
            choices=(Choice(YES, _("yes")), Choice(NO, _("no: write dates into the file"))),
            proposed=YES,
            example=value,
            row=table.header.number,
            column="date",
            option="--answer day-numbers=yes",
        )
    )
    if answer == NO:
        return table
    return _changed(table, place, lambda _row, cell: days.get(as_text(cell).strip(), cell))


def _with_zones(
    table: Table, places: Mapping[str, int], setting: Setting, questions: Questions
) -> Table:
    timed = [places[name] for name in ("date", "time_start", "time_end") if name in places]
    in_utc = [place for place in timed if IN_UTC.search(header_at(table, place))]
    noon = dt.datetime.combine(setting.days[0], dt.time(12), setting.zone)
    if not in_utc or not noon.utcoffset():
        return table
    header = header_at(table, in_utc[0])
    sentence = _("The column is called “%(header)s”. Are its times those of UTC?")
    answer = questions.ask(
        Question(
            name="times-in-utc",
            sentence=sentence % {"header": header},
            choices=(
                Choice(YES, _("yes: they become clock times of the conference")),
                Choice(NO, _("no, they are clock times of the conference")),
            ),
            proposed=YES,
            example=next(filter(None, values_at(table, in_utc[0])), ""),
            row=table.header.number,
            column="time_start",
            option="--answer times-in-utc=yes",
        )
    )
    if answer == NO:
        return table
    dates = places.get("date")
    for place in in_utc:
        table = _changed(table, place, lambda row, cell: _in_utc(row, cell, dates))
    return table


def _in_utc(row: NumberedRow, cell: Cell, dates: int | None) -> Cell:
    """A cell with a time as a moment of UTC, if its day is known; any other as it is."""
    found = read_moment(cell)
    date = found.date
    if date is None and dates is not None and dates < len(row.cells):
        date = read_date(row.cells[dates])
    day = date.month_first if date and not date.is_in_question else None
    if day is None or found.time is None or found.until is not None or found.instant:
        return cell
    return f"{day.isoformat()}T{found.time.clock.isoformat()}Z"


def _changed(table: Table, place: int, meant: Callable[[NumberedRow, Cell], Cell]) -> Table:
    rows = tuple(
        NumberedRow(
            row.number,
            (*row.cells[:place], meant(row, row.cells[place]), *row.cells[place + 1 :]),
        )
        if place < len(row.cells)
        else row
        for row in table.rows
    )
    return replace(table, rows=rows)
