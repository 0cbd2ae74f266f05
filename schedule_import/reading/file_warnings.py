"""What to tell of a file as a whole, whatever its rows say."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from conference.core.characters import one_line
from conference.core.tables.files import Table
from schedule_import.reading.rows import Problem, shorten

SHEETS_NAMED = 3


def warnings_of_file(table: Table, places: Mapping[str, int]) -> Iterator[Problem]:
    """A warning for what may have been read otherwise than it was meant.

    `places` are those of columns; a grid has none, and the numbers of its rows are not those of
    records.
    """
    line = None if places else 0
    if table.encoding == "windows-1252":
        warning = _read_as_windows_1252(table, {place: name for name, place in places.items()})
        yield replace(warning, line=line)
    if table.other_sheets:
        yield replace(_other_sheets(table), line=0)


def _read_as_windows_1252(table: Table, names: Mapping[int, str]) -> Problem:
    row, column, value = _first_foreign(table, names)
    message = _(
        "The file is not in UTF-8 and was read as Windows-1252. Check that “%(value)s” is as you "
        "wrote it; else save the file as CSV in UTF-8."
    )
    return Problem(row, column, value, "read-as-windows-1252", message % {"value": shorten(value)})


def _first_foreign(table: Table, names: Mapping[int, str]) -> tuple[int, str | None, str]:
    """Row, column and text of the first cell whose letters depend on the encoding."""
    for row in (table.header, *table.rows):
        for place, cell in enumerate(row.cells):
            if isinstance(cell, str) and not cell.isascii():
                return row.number, names.get(place), one_line(cell)
    return table.header.number, None, ""


def _other_sheets(table: Table) -> Problem:
    names = [shorten(one_line(name)) for name in table.other_sheets[:SHEETS_NAMED]]
    if len(table.other_sheets) > SHEETS_NAMED:
        names.append("…")
    value = ", ".join(names)
    message = _(
        "These sheets are not read: %(sheets)s. If they belong to the schedule, say so, or put all "
        "into one sheet; “replace” takes out what stands only in them."
    )
    return Problem(table.header.number, None, value, "ignored-column", message % {"sheets": value})
