"""Cells that were mended, and rows left out, after a look at what is wrong with a file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from django.utils.translation import gettext as _

from conference.core.tables.files import NumberedRow, Table, TableError

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class MendedCell:
    """What a cell is to say (`text`) instead of what stands in the file (`was`)."""

    text: str
    was: str


@dataclass(frozen=True)
class Mending:
    """The mended cells of a file by their names ("B14"), and the numbers of rows left out.

    `row_names` are those of rows left out of a file with several sheets: "14 of “Saturday”".
    """

    cells: Mapping[str, MendedCell] = field(default_factory=dict)
    left_out: tuple[int, ...] = ()
    row_names: Mapping[int, str] = field(default_factory=dict)

    @property
    def named_rows(self) -> list[tuple[int, str]]:
        """The rows left out, each with what people call it."""
        return [(row, self.row_names.get(row, str(row))) for row in self.left_out]

    @property
    def names_left_out(self) -> list[str]:
        """What people call the rows left out."""
        return [name for _row, name in self.named_rows]

    def as_json(self) -> dict[str, Any]:
        """The mending as plain data: each cell as its new and its old text."""
        cells = {name: [cell.text, cell.was] for name, cell in self.cells.items()}
        names = [[row, name] for row, name in self.row_names.items()]
        named = {"row_names": names} if names else {}
        return {"cells": cells, "left_out": list(self.left_out), **named}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The mending that `as_json` made this of."""
        cells = {name: MendedCell(*texts) for name, texts in data.get("cells", {}).items()}
        return cls(cells, tuple(data.get("left_out", ())), dict(data.get("row_names", ())))

    def apply(self, table: Table) -> Table:
        """The table as it was meant; raises TableError if no row is left."""
        by_row: dict[int, dict[int, str]] = {}
        for name, cell in self.cells.items():
            row, place = place_of_cell(name, table) or (0, 0)
            by_row.setdefault(row, {})[place] = cell.text
        left_out = frozenset(self.left_out)
        rows = tuple(
            _with_cells(row, by_row.get(row.number, {}))
            for row in table.rows
            if row.number not in left_out
        )
        if not rows:
            raise TableError("empty", _("All rows are left out. Take one of them in again."))
        return replace(table, rows=rows)


NOTHING_MENDED = Mending()


def _with_cells(row: NumberedRow, texts: Mapping[int, str]) -> NumberedRow:
    if not texts:
        return row
    width = max(len(row.cells), *(place + 1 for place in texts))
    cells = [*row.cells, *[""] * (width - len(row.cells))]
    for place, text in texts.items():
        cells[place] = text
    return NumberedRow(row.number, tuple(cells))


def name_of_cell(row: int, place: int, table: Table | None = None) -> str:
    """What spreadsheet programs call the cell in row `row` and column `place` (from 0): B14; with
    its sheet, if the table has several: Saturday!B14.
    """
    sheet, row = table.where(row) if table else ("", row)
    letters, place = "", place + 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{sheet}!{letters}{row}" if sheet else f"{letters}{row}"


def place_of_cell(name: str, table: Table | None = None) -> tuple[int, int] | None:
    """The row and the column (from 0) of a cell called "B14", or "Saturday!B14" if the table has
    several sheets; None for any other text.
    """
    sheet, _mark, address = name.rpartition("!")
    before = 0
    if sheet:
        begin = {part.name: part.before for part in table.sheets} if table else {}
        if sheet not in begin:
            return None
        before = begin[sheet]
    found = _CELL.fullmatch(address)
    if found is None:
        return None
    place = 0
    for letter in found[1]:
        place = place * 26 + ord(letter) - ord("A") + 1
    return before + int(found[2]), place - 1
