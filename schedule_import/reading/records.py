"""What every dialect comes down to: records by our columns, and where in the file their cells
stand.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from conference.core.characters import one_line
from conference.core.tables.cells import as_text
from conference.core.tables.dates import Days
from conference.core.tables.files import Cell, NumberedRow, Table
from conference.core.tables.mending import name_of_cell
from schedule_import.reading.rows import Problem

OWN = ""
"""The key of the cell that a record of a grid stands in, among the spots of its columns."""


class Dialect(StrEnum):
    """How a file says what takes place when and where."""

    ROWS = "rows"  # one row for each, with a start and an end
    DURATIONS = "durations"  # one row for each, with a track, a start and a duration
    GRID = "grid"  # times down, rooms across


@dataclass(frozen=True)
class Setting:
    """What a file is read for: a section (its slug), the labels of its kinds, and the conference's
    rooms, sections (slugs and names, looked at only where a file names others), first and last
    day, and time zone.

    `numbers` are those of the section's presentations, None where nobody knows; `codes` are the
    names of its talks in other systems.
    """

    section: str
    days: Days
    zone: dt.tzinfo = dt.UTC
    kinds: Collection[str] = ()
    rooms: Collection[str] = ()
    sections: Iterable[tuple[str, str]] = ()
    numbers: Collection[int] | None = None
    codes: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of the file: the number of its row in the table, and its column from 0."""

    row: int
    place: int

    def name(self, table: Table | None = None) -> str:
        """As a spreadsheet program names it: B14; with its sheet, if the table has several."""
        return name_of_cell(self.row, self.place, table)


class Record(NamedTuple):
    """That something takes place in one room: cells by our columns, trimmed; "" for an empty one.

    `number` is unique in the file and grows: the spreadsheet's row, but in a grid just a count.
    `refused` are the columns whose time could be read and cannot be meant, with what to say of it.
    """

    number: int
    cells: Mapping[str, Cell]
    refused: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Source:
    """Where in the file the cells of its records stand.

    `places` are our columns in a table with a row for each record, from 0; `spots` those of the
    records of a grid, by number and column.
    """

    table: Table | None
    places: Mapping[str, int] = field(default_factory=dict)
    spots: Mapping[int, Mapping[str, Spot]] = field(default_factory=dict)

    def cell(self, number: int, column: str) -> str:
        """The cell of a record as it stands in the file, trimmed; "" where there is none."""
        spots = self.spots.get(number)
        if spots is not None:
            return self._text(spots[column]) if column in spots else ""
        row = self._row(number)
        return text_at(row, self.places[column]) if row and column in self.places else ""

    def _text(self, spot: Spot) -> str:
        header = self.table.header if self.table else None
        row = header if header and header.number == spot.row else self._row(spot.row)
        return text_at(row, spot.place) if row else ""

    def _row(self, number: int) -> NumberedRow | None:
        rows = self.table.rows if self.table else ()
        at = bisect_left(rows, number, key=lambda row: row.number)
        return rows[at] if at < len(rows) and rows[at].number == number else None

    def row_of(self, number: int) -> int:
        """The number of the row in which a record stands."""
        spots = self.spots.get(number)
        return spots[OWN].row if spots else number

    def name(self, number: int) -> str:
        """How a sentence names a record: by its row, or in a grid by its cell."""
        spots = self.spots.get(number)
        if spots:
            return spots[OWN].name(self.table)
        return self.table.name_of_row(number) if self.table else ""

    def _cell_of_sheet(self, number: int, column: str | None) -> str:
        """The name of a cell of a list, which it needs where there are several sheets."""
        if self.table is None or len(self.table.sheets) < 2:
            return ""
        return name_of_cell(number, self.places.get(column or "", 0), self.table)

    def problem(
        self,
        number: int,
        column: str | None,
        code: str,
        message: str,
        other_numbers: Iterable[int] = (),
        other_slots: Iterable[str] = (),
        *,
        at: str | None = None,
    ) -> Problem:
        """What is wrong in a column of a record, at the cell that says so, or at that of the column
        `at`.
        """
        spots = self.spots.get(number)
        if spots is None:
            value = self.cell(number, column) if column else ""
            cell = self._cell_of_sheet(number, column)
            message = f"{cell}: {message}" if cell else message
            others = tuple(other_numbers), tuple(other_slots)
            return Problem(number, column, value, code, message, *others, cell)
        where = column or OWN if at is None else at
        spot = spots.get(where, spots[OWN])
        rows = dict.fromkeys(self.spots[other].get(where, spot).row for other in other_numbers)
        return Problem(
            row=spot.row,
            column=column,
            value=self._text(spot),
            code=code,
            message=f"{spot.name(self.table)}: {message}",
            other_rows=tuple(row for row in rows if row != spot.row),
            other_slots=tuple(other_slots),
            cell=spot.name(self.table),
            line=number,
        )


@dataclass(frozen=True)
class Reading:
    """A table as its dialect understands it.

    `columns` are those of ours that the file has; `needed` those that no record may leave empty,
    with what to say of an empty cell. `spanning` are the keys of kinds that the file shows in
    several rooms at once; `rooms_across` are those of a grid from the left, whatever is in them;
    `system` is the one whose export this is.
    """

    dialect: Dialect
    table: Table
    records: Sequence[Record]
    columns: frozenset[str]
    needed: Mapping[str, str]
    source: Source
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    spanning: frozenset[str] = frozenset()
    rooms_across: Sequence[str] = ()
    system: str = ""


def text_at(row: NumberedRow, place: int) -> str:
    """The cell in column `place`, from 0, as it stands in the file, trimmed."""
    cell = row.cells[place] if place < len(row.cells) else ""
    return one_line(cell) if isinstance(cell, str) else as_text(cell)
