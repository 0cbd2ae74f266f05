"""The sheets of a table one by one, and the days that they are named after."""

from collections.abc import Iterator
from dataclasses import replace

from conference.core.tables.dates import find_date, read_date
from conference.core.tables.files import Table
from schedule_import.reading.records import Setting


def sheets_of(table: Table, setting: Setting | None = None) -> Iterator[tuple[Table, str]]:
    """Each sheet of a table as one of its own, whose rows keep their numbers, and the date that its
    name gives; the table itself, if it is of no workbook.
    """
    for sheet, (first, *others) in table.parts():
        part = replace(table, header=first, rows=tuple(others), above=())
        yield part, date_of_sheet(sheet.name, setting) if sheet and setting else ""


def date_of_sheet(name: str, setting: Setting) -> str:
    """The day of the conference, or any other date, that a sheet is named after; "" for none."""
    if read_date(name, setting.days).is_a_day:
        return name
    return find_date(name) or ""
