"""The uploaded file once more, with a column that says what is wrong in each row: to be mended."""

import csv
import io
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.exceptions import OverlappingRange, XlsxInputError

from conference.core.characters import one_line
from conference.core.errors import DomainError
from conference.core.tables.cells import as_text
from conference.core.tables.dates import read_date
from conference.core.tables.files import (
    MAX_ROWS,
    Cell,
    NumberedRow,
    Table,
    protect_cell,
    unprotect_cell,
)
from conference.core.tables.mending import place_of_cell
from conference.core.tables.sheets import SheetRows
from conference.core.tables.times import read_time
from conference.core.tables.workbooks import MergedCells
from schedule_import.planning.plan import ImportPlan
from schedule_import.reading.column_names import heading_key
from schedule_import.reading.headings import heading_keys
from schedule_import.reading.lists import repeats
from schedule_import.reading.records import Dialect
from schedule_import.reading.rows import ANNOTATION, Problem

WIDEST = 40  # characters, of a column of the workbook
WIDTH_OF_ANNOTATION = 90
MOST_MERGED = 200_000  # cells in merged areas; more are nobody's schedule
RED = {"font_color": "#9c1c1c"}
BYTE_ORDER_MARK = "\ufeff"  # without it, spreadsheet programs take UTF-8 for an older encoding


class NothingToAnnotate(DomainError):
    """The file is no table, and so has no rows that a column could be added to."""


Row = tuple[int, tuple[str, ...]]


@dataclass(frozen=True)
class AnnotatedFile:
    """The rows of a file by their numbers, each with what is wrong in it right after the last named
    column.

    What stands beyond the header stays beyond it; in a grid, the column is the last of all.
    `marked` are the (row number, position) of cells in error, `merged` the areas of a workbook's
    merged cells. `delimiter` is that of the uploaded file, a comma for a workbook's. `heads` are
    the rows that name columns, `sheets` those of a workbook.
    """

    rows: tuple[Row, ...]
    marked: frozenset[tuple[int, int]]
    position: int
    merged: tuple[MergedCells, ...]
    delimiter: str
    heads: frozenset[int]
    sheets: tuple[SheetRows, ...]

    def as_csv(self) -> bytes:
        """UTF-8 with a byte order mark; blank rows keep the row numbers those of the uploaded
        file.
        """
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=self.delimiter)
        written = 0
        for line, _number, cells in _lines(self.rows):
            writer.writerows([[""] * len(cells)] * (line - written))
            writer.writerow(cells)
            written = line + 1
        return (BYTE_ORDER_MARK + text.getvalue()).encode()

    def as_xlsx(self) -> bytes:
        """A workbook of text; the cells in error are coloured, and the column of errors too."""
        content = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(content, options) as book:
            styles = {
                "bold": book.add_format({"bold": True, "bottom": 1}),
                "wrong": book.add_format(RED | {"bg_color": "#fbe9e7"}),
                "said": book.add_format(RED | {"text_wrap": True, "valign": "top"}),
            }
            ends = [sheet.before for sheet in self.sheets[1:]]
            for part, end in zip(self.sheets, [*ends, math.inf], strict=True):
                rows = [row for row in self.rows if part.before < row[0] <= end]
                if rows:
                    self._write(_new_sheet(book, part.name), rows, part.before, styles)
        return content.getvalue()

    def _write(self, sheet: Any, rows: Sequence[Row], before: int, styles: Any) -> None:
        self._merge(sheet, before, rows[-1][0])
        for line, number, cells in _lines(rows, before):
            for position, text in enumerate(cells):
                style = styles["said"] if position == self.position else None
                style = styles["bold"] if number in self.heads else style
                style = styles["wrong"] if (number, position) in self.marked else style
                if text:
                    sheet.write_string(line, position, text, style)
                elif style is styles["wrong"]:
                    sheet.write_blank(line, position, None, style)
        for position, width in enumerate(self._widths()):
            sheet.set_column(position, position, width)

    def _merge(self, sheet: Any, before: int, last_row: int) -> None:
        width = self.position
        size = 0
        for area in self.merged:
            if not before < area.first_row <= last_row:
                continue
            bottom, right = min(area.last_row, last_row), min(area.last_column, width - 1)
            size += (bottom - area.first_row + 1) * (right - area.first_column + 1)
            if size > MOST_MERGED:
                return
            top, bottom = area.first_row - before - 1, bottom - before - 1
            corners = (top, area.first_column, bottom, right)
            if corners[:2] < corners[2:] and area.first_column <= right:
                with suppress(
                    OverlappingRange
                ):  # a broken workbook; the importer counts the first of the two
                    sheet.merge_range(*corners, "")

    def _widths(self) -> Iterator[int]:
        for position in range(max(len(cells) for _number, cells in self.rows)):
            longest = max(len(cells[position]) for _n, cells in self.rows if position < len(cells))
            yield (
                WIDTH_OF_ANNOTATION
                if position == self.position
                else min(WIDEST, max(6, longest + 2))
            )


def _lines(rows: Sequence[Row], before: int = 0) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """(line from 0, number, cells) of each row of a sheet; one of next to nothing but blank rows
    loses them.
    """
    keeps_numbers = rows[-1][0] - before <= 2 * MAX_ROWS
    for line, (number, cells) in enumerate(rows):
        yield number - before - 1 if keeps_numbers else line, number, cells


def _new_sheet(book: Any, name: str) -> Any:
    with suppress(XlsxInputError):  # other programs write names that Excel would not
        return book.add_worksheet(name or None)
    return book.add_worksheet()


def annotate(plan: ImportPlan) -> AnnotatedFile:
    """The file of `plan` with all its errors and warnings; `NothingToAnnotate` if it is no
    table.
    """
    table = plan.parsed.table
    if table is None:
        raise NothingToAnnotate(_("This file is no table: nothing can be written beside its rows."))
    heads = _heads(table, plan.parsed.dialect)
    said: dict[int, list[str]] = defaultdict(list)
    for word, problems in ((_("Error"), plan.errors), (_("Warning"), plan.warnings)):
        for problem in problems:
            said[_row_that_says(problem, table, heads)].append(_sentence(word, problem, table))
    writer = _Writer(plan, table, heads)
    return AnnotatedFile(
        rows=tuple(
            (row.number, writer.cells(row, said[row.number]))
            for row in (*table.above, table.header, *table.rows)
        ),
        marked=frozenset(writer.marked(plan.errors)),
        position=writer.position,
        merged=table.merged,
        delimiter=table.delimiter or ",",
        heads=heads,
        sheets=table.sheets or (SheetRows("", 0),),
    )


def _heads(table: Table, dialect: Dialect) -> frozenset[int]:
    """The rows that name the columns of each sheet; in a grid its first ones."""
    keys = heading_keys(table)
    further = [rows for _sheet, rows in table.parts() if table.header not in rows]
    if dialect is Dialect.GRID:
        return frozenset({table.header.number, *(rows[0].number for rows in further)})
    again = {row.number for rows in further for row in rows if repeats(row, keys)}
    return frozenset({table.header.number, *again})


def _row_that_says(problem: Problem, table: Table, heads: frozenset[int]) -> int:
    # A header's own cell has to read "errors", or the mended file would not be understood.
    row = table.rows[0].number
    row = row if problem.row is None else max(problem.row, row)
    below = (each.number for each in table.rows if each.number > row)
    return next(below, row) if row in heads else row


def _sentence(word: str, problem: Problem, table: Table) -> str:
    where = _("first row") if problem.row == table.header.number else problem.column
    return f"{word} ({where}): {problem.message}" if where else f"{word}: {problem.message}"


class _Writer:
    """Writes rows so that they are read again as what they were."""

    def __init__(self, plan: ImportPlan, table: Table, heads: frozenset[int]) -> None:
        self.table, self.heads = table, heads
        self.names = {place: name for name, place in plan.parsed.places.items()}
        self.places = plan.parsed.places
        header = [one_line(as_text(cell)) for cell in table.header.cells]
        self.old = [at for at, text in enumerate(header) if heading_key(text) == ANNOTATION]
        width = len(header)
        if plan.parsed.dialect is Dialect.GRID:
            width = max(len(row.cells) for row in (table.header, *table.rows))
        self.position = width - len(self.old)

    def cells(self, row: NumberedRow, said: list[str]) -> tuple[str, ...]:
        texts = [
            _text(cell, self.names.get(at))
            for at, cell in enumerate(row.cells)
            if at not in self.old
        ]
        texts += [""] * (self.position - len(texts))
        note = ANNOTATION if row.number in self.heads else protect_cell(" ".join(said))
        return (*texts[: self.position], note, *texts[self.position :])

    def marked(self, errors: tuple[Problem, ...]) -> Iterator[tuple[int, int]]:
        for problem in errors:
            cell = place_of_cell(problem.cell, self.table)
            place = cell[1] if cell else self.places.get(problem.column or "")
            if problem.row is not None and place is not None:
                yield problem.row, place - sum(at < place for at in self.old)


def _text(cell: Cell, column: str | None) -> str:
    """What to write for a cell: a workbook's own dates and times in words that the importer
    reads.
    """
    if isinstance(cell, str):
        return protect_cell(unprotect_cell(one_line(cell)))
    if column in ("time_start", "time_end") and (time := read_time(cell)):
        return "24:00" if time.is_end_of_day else f"{time.clock:%H:%M}"
    if column == "date" and (day := read_date(cell).month_first):
        return day.isoformat()
    return as_text(cell)
