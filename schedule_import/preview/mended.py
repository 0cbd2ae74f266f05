"""Cells that are mended on the preview, and rows that are left out there."""

from collections.abc import Iterator, Mapping

from django.http import QueryDict
from django.utils.translation import gettext as _

from conference.core.tables.files import Table
from conference.core.tables.mending import MendedCell, Mending, place_of_cell
from schedule_import.planning.plan import ImportPlan
from schedule_import.preview.rows_with_problems import LETTERS_MENDED, texts_of
from schedule_import.reading.records import Dialect

MOST_MENDED = 500
"""Who has to mend more cells does it in the file."""

CELL, ROW = "cell-", "left-out"
OF_FILE, TAKE_IN, LEAVE_OUT_ERRORS = "as-in-file", "take-in", "leave-out-errors"


def rows_to_leave_out(plan: ImportPlan) -> tuple[int, ...]:
    """The rows with errors that can be left out: none of a grid, where a row without a time would
    make the one above it longer.
    """
    table = plan.parsed.table
    if table is None or plan.parsed.dialect is Dialect.GRID:
        return ()
    numbers = {row.number for row in table.rows}
    return tuple(sorted({problem.row for problem in plan.errors if problem.row in numbers}))


def read_mending(data: Mapping[str, str], before: Mending, plan: ImportPlan) -> Mending:
    """What a form says of cells and rows, on top of what was mended before."""
    if not isinstance(data, QueryDict) or plan.parsed.table is None:
        return before
    of_file, taken_in = data.getlist(OF_FILE), data.getlist(TAKE_IN)
    cells = {name: cell for name, cell in before.cells.items() if name not in of_file}
    for name, text, was in _typed(data, plan):
        if len(cells) < MOST_MENDED or name in cells:
            cells[name] = MendedCell(text, cells[name].was if name in cells else was)
    rows = {row for row in before.left_out if str(row) not in taken_in}
    can_go = rows_to_leave_out(plan)
    rows |= {row for row in can_go if str(row) in data.getlist(ROW)}
    if LEAVE_OUT_ERRORS in data:
        rows |= set(can_go)
    return Mending(cells, tuple(sorted(rows)), _row_names(rows, plan.parsed.table))


def _row_names(rows: set[int], table: Table) -> dict[int, str]:
    """What rows of several sheets are called."""
    if len(table.sheets) < 2:
        return {}
    names = {row: table.where(row) for row in sorted(rows)}
    of_sheet = _("%(row)d of “%(sheet)s”")
    return {row: of_sheet % {"row": at, "sheet": sheet} for row, (sheet, at) in names.items()}


def _typed(data: QueryDict, plan: ImportPlan) -> Iterator[tuple[str, str, str]]:
    """Each cell that now says something else: its name, the new text, and the old one."""
    table = plan.parsed.table
    rows = {row.number: row for row in table.rows} if table else {}
    for field, text in data.items():
        place = place_of_cell(field.removeprefix(CELL), table) if field.startswith(CELL) else None
        if place is None or place[0] not in rows or not isinstance(text, str):
            continue
        texts, at = texts_of(rows[place[0]]), place[1]
        was, text = texts[at] if at < len(texts) else "", text.strip()[:LETTERS_MENDED]
        if text != was and at <= len(texts) and len(was) <= LETTERS_MENDED:
            yield field.removeprefix(CELL), text, was
