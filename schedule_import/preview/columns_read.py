"""How the columns of a file were understood, for the page of the preview."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from conference.core.tables.mending import name_of_cell
from schedule_import.preview.rows_with_problems import texts_of
from schedule_import.reading.parse import ParsedSchedule
from schedule_import.reading.rows import COLUMN_NAMES, shorten

COLUMNS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """A column of the file: its letter, its heading there, our name of it ("" if it is not read),
    its first cell with content, and what else is known of it.
    """

    letter: str
    heading: str
    name: str
    example: str
    note: str = ""


def columns_read(parsed: ParsedSchedule) -> list[ColumnRead]:
    """The columns of a list in our order, then those that are not read; none of a grid."""
    if parsed.table is None or not parsed.places:
        return []
    columns = sorted(_columns(parsed), key=lambda each: _rank(each.name))
    return columns[:COLUMNS_SHOWN]


def _columns(parsed: ParsedSchedule) -> Iterator[ColumnRead]:
    table = parsed.table
    if table is None:
        return
    names = {place: name for name, place in parsed.places.items()}
    for place, heading in enumerate(texts_of(table.header)):
        if not heading and place not in names:
            continue
        cells = (texts_of(row)[place] for row in table.rows if place < len(row.cells))
        yield ColumnRead(
            letter=name_of_cell(0, place).removesuffix("0"),
            heading=shorten(heading),
            name=names.get(place, ""),
            example=shorten(next(filter(None, cells), "")),
            note=_order(parsed) if names.get(place) == "date" else "",
        )


def _order(parsed: ParsedSchedule) -> str:
    return {"mdy": _("month first"), "dmy": _("day first")}.get(parsed.date_order or "", "")


def _rank(name: str) -> int:
    return COLUMN_NAMES.index(name) if name in COLUMN_NAMES else len(COLUMN_NAMES)
