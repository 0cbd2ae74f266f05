"""A file of any kind, CSV or Excel workbook, into numbered rows of cells."""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from conference.core.characters import one_line
from conference.core.tables.encodings import decode_old, line_of
from conference.core.tables.hidden_parts import without_hidden
from conference.core.tables.questions import Questions
from conference.core.tables.sheets import SheetRows, choose_sheets, number_through
from conference.core.tables.workbook_reader import MAX_CELLS
from conference.core.tables.workbooks import (
    MergedCells,
    Value,
    WorkbookError,
    read_workbook,
    too_many_rows,
)

MAX_BYTES = 5_000_000
MAX_ROWS = 20_000
MAX_COLUMNS = (
    1_000  # each that nobody knows is worth a warning, and is a choice where one is missing
)

Cell = Value
"""Text, as it stands in the file; a date or a time only where a workbook says that it is one."""

DELIMITERS = (",", ";", "\t")
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
ARCHIVE_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
OLD_OFFICE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UNDEFINED = b"\x81\x8d\x8f\x90\x9d"  # in Windows-1252
CONTROL_BYTES = re.compile(rb"[\x01-\x08\x0e-\x1f\x7f]")
SEPARATOR_LINE = re.compile(
    r"sep=([,;\t])(?:\r\n|\r|\n)", re.IGNORECASE
)  # spreadsheet programs do not show it
MARKUP = re.compile(r"\s*(<[!?a-z]|[{\[])", re.IGNORECASE)
# What spreadsheet programs run as a formula: at the start of a cell, and where one that splits rows
# at another separator than ours sees the start of one. Some run full-width signs as well.
TO_PROTECT = re.compile(r"(^|;[ \"]*|,\"*)('*[=+\-@＝＋－＠])")
PROTECTED = re.compile(r"(^|;[ \"]*|,\"*)'('*[=+\-@＝＋－＠])")


class TableError(Exception):
    """A file that is no table that can be read.

    `code` is one of "not-a-table", "encoding", "empty", "too-large"; `message` a sentence for its
    owner; `row` the row at which reading ended, where there is one.
    """

    def __init__(self, code: str, message: str, row: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.row = row


class NumberedRow(NamedTuple):
    """Cells, and the number that the row has in a spreadsheet program, from 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """The row that names the columns, and the others; rows with nothing in them are counted only.

    As it is read, the header is the first row; who finds the names further down has rows `above`.

    `encoding` is "utf-8", "utf-16", "xlsx" or one of `encodings.ENCODINGS`; `delimiter` is None
    where none is needed. `system` names the one whose own format (JSON, XML) was made into this
    table. Only a workbook has merged cells and `sheets`: those that are read, through which rows
    are numbered, and the names of `other_sheets` that have content and are not read.
    """

    encoding: str
    delimiter: str | None
    header: NumberedRow
    rows: tuple[NumberedRow, ...]
    merged: tuple[MergedCells, ...] = ()
    other_sheets: tuple[str, ...] = ()
    above: tuple[NumberedRow, ...] = ()
    system: str = ""
    sheets: tuple[SheetRows, ...] = ()

    def where(self, number: int) -> tuple[str, int]:
        """The sheet in which a row stands, and its number there; "" for the only sheet."""
        if len(self.sheets) < 2:
            return "", number
        sheet = max(
            (sheet for sheet in self.sheets if sheet.before < number),
            key=lambda sheet: sheet.before,
            default=self.sheets[0],
        )
        return sheet.name, number - sheet.before

    def name_of_row(self, number: int) -> str:
        """How a sentence names a row: "row 7", with its sheet where there are several."""
        sheet, row = self.where(number)
        if not sheet:
            return _("row %(row)d") % {"row": row}
        return _("row %(row)d of “%(sheet)s”") % {"row": row, "sheet": sheet}

    def parts(self) -> Iterator[tuple[SheetRows | None, tuple[NumberedRow, ...]]]:
        """The sheets with their rows, the header and what stands above it among them; None and
        all rows for a file without sheets.
        """
        rows = (*self.above, self.header, *self.rows)
        if not self.sheets:
            yield None, rows
            return
        ends = [sheet.before for sheet in self.sheets[1:]]
        for sheet, end in zip(self.sheets, [*ends, math.inf], strict=True):
            if part := tuple(row for row in rows if sheet.before < row.number <= end):
                yield sheet, part


def protect_cell(text: str) -> str:
    """The text as it goes into an exported file: in one line, and no part of it is a formula to any
    spreadsheet program, whatever it splits rows at.
    """
    return TO_PROTECT.sub(r"\1'\2", one_line(text))


def protect_text(text: str) -> str:
    """The same for a text of several lines, whose line breaks stay."""
    return TO_PROTECT.sub(r"\1'\2", text)


def unprotect_cell(text: str) -> str:
    """The text that `protect_cell` made this of; any other text as it is."""
    return PROTECTED.sub(r"\1\2", text) if "'" in text else text


def read_table(
    data: bytes,
    questions: Questions | None = None,
    *,
    max_bytes: int = MAX_BYTES,
    max_rows: int = MAX_ROWS,
) -> Table:
    """Read a CSV file (comma, semicolon or tab) or sheets of an .xlsx workbook, known by content.

    `max_bytes` is judged before anything is read, `max_rows` (rows with content below the header)
    while reading; `questions` keeps what can be read in two ways. Raises TableError and nothing
    else.
    """
    questions = questions or Questions()
    if len(data) > max_bytes:
        message = _("The file has more than %(limit)s MB. Split it, or take pictures out.")
        raise TableError("too-large", message % {"limit": _megabytes(max_bytes)})
    try:
        if data.startswith(ARCHIVE_MARKS):
            return _read_workbook(data, questions, max_rows)
        text, encoding = _decode(data, questions)
        if match := SEPARATOR_LINE.match(text):
            delimiter, text = match[1], text[match.end() :]
        else:
            delimiter = _delimiter(text)
        return _table(encoding, delimiter, _numbered(_records(text, delimiter), max_rows))
    except WorkbookError as fault:
        raise TableError(fault.code, fault.message) from fault


def _read_workbook(data: bytes, questions: Questions, max_rows: int) -> Table:
    book = read_workbook(data, max_rows=max_rows)
    chosen, others = choose_sheets(book, questions)
    sheets, parts = number_through(chosen)
    shown = without_hidden(sheets, parts, questions)
    rows = _numbered((row for rows in shown for row in rows), max_rows)
    _check_rows(rows)
    header = _without_blank_end(rows[0])
    merged = tuple(area for sheet in sheets for area in sheet.merged)
    return Table("xlsx", None, header, tuple(rows[1:]), merged, others, sheets=parts)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}".removesuffix(".0")


def _numbered(rows: Iterable[tuple[int, Sequence[Cell]]], max_rows: int) -> list[NumberedRow]:
    kept: list[NumberedRow] = []
    width = 0
    for number, cells in rows:
        if any(map(_has_content, cells)):
            if len(kept) > max_rows:
                raise too_many_rows(max_rows)
            kept.append(NumberedRow(number, tuple(cells)))
            width = max(width, len(cells))
            if width > MAX_COLUMNS or width * len(kept) > MAX_CELLS:
                raise _too_many_cells(number, width)
    return kept


def _too_many_cells(row: int, columns: int) -> TableError:
    message = _(
        "Down to row %(row)d and across to column %(column)d, the file has more cells than can be "
        "read. Delete what stands far beside the schedule, or split the file."
    )
    return TableError("too-large", message % {"row": row, "column": columns})


def _has_content(cell: Cell) -> bool:
    return not isinstance(cell, str) or bool(one_line(cell))


def _without_blank_end(row: NumberedRow) -> NumberedRow:
    """A workbook pads its rows to one width; a header ends with its last name."""
    cells = list(row.cells)
    while cells and not _has_content(cells[-1]):
        cells.pop()
    return NumberedRow(row.number, tuple(cells))


def _table(encoding: str, delimiter: str | None, rows: list[NumberedRow]) -> Table:
    _check_rows(rows)
    return Table(encoding, delimiter, header=rows[0], rows=tuple(rows[1:]))


def _check_rows(rows: Sequence[NumberedRow]) -> None:
    if not rows:
        raise TableError(
            "empty", _("The file is empty. Put the names of the columns into its first row.")
        )
    if len(rows) == 1:
        raise TableError(
            "empty",
            _("The file has one row only: the names of the columns, and nothing below them."),
        )


def _decode(data: bytes, questions: Questions) -> tuple[str, str]:
    """The text, and its encoding; refuses what cannot be the text of a table."""
    if data.startswith(OLD_OFFICE_MARK):
        raise TableError("not-a-table", _old_office_file(data))
    if data.startswith(UTF_16_MARKS):
        text, encoding = _decode_utf_16(data), "utf-16"
    else:
        # Looked for before decoding: pictures and the like are no tables, whatever their bytes mean
        # as text.
        first_line = re.split(rb"[\r\n]", data.lstrip(), maxsplit=1)[0]
        if b"\0" in data or data.startswith(b"%PDF") or CONTROL_BYTES.search(first_line):
            raise TableError("not-a-table", _no_text())
        text, encoding = _decode_bytes(data, questions)
    if "\0" in text:
        raise TableError("not-a-table", _no_text())
    if MARKUP.match(text):
        raise TableError(
            "not-a-table",
            _(
                "This is a web page, XML or JSON, but no table. Choose the spreadsheet, as CSV or "
                ".xlsx."
            ),
        )
    return text, encoding


def _no_text() -> str:
    return _(
        "This is neither text nor an Excel workbook. Choose the spreadsheet, as CSV (UTF-8) or "
        ".xlsx."
    )


def _old_office_file(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _(
            "This workbook is protected by a password. Save it without one, and choose that file."
        )
    return _(
        "This is an old Office file (.xls, .doc). Save the schedule as .xlsx or CSV, and choose "
        "that file."
    )


def _decode_utf_16(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as fault:
        raise TableError(
            "encoding",
            _(
                "This file begins as UTF-16 and is broken at byte %(place)d. Save it as CSV in "
                "UTF-8 again."
            )
            % {"place": fault.start + 1},
        ) from fault


def _decode_bytes(data: bytes, questions: Questions) -> tuple[str, str]:
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    if (found := decode_old(data, questions)) is not None:
        return found
    fault = next(place for place in range(len(data)) if data[place] in UNDEFINED)
    message = _(
        "The letters of this file are in none of the encodings that can be read: in line %(line)d "
        "stands a byte (%(byte)s) that has no meaning. Save it as CSV in UTF-8."
    )
    named = {"line": line_of(data, fault), "byte": f"0x{data[fault]:02X}"}
    raise TableError("encoding", message % named)


def _delimiter(text: str) -> str:
    """The one that gives the header most columns; the comma where all give the same."""

    _allow_long_cells()
    first = re.search(
        r"[^ ,;\t\"\r\n]", text
    )  # lines of nothing but separators may stand above the header
    place = first.start() if first else len(text)
    header = text[max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) + 1 :]

    def columns(delimiter: str) -> int:
        return len(next(csv.reader(_lines(header), delimiter=delimiter, skipinitialspace=True), []))

    return max(DELIMITERS, key=columns)


def _lines(text: str) -> Iterator[str]:
    """Lines with their ends, which are LF, CRLF or CR."""
    return io.StringIO(text, newline="")


def _allow_long_cells() -> None:
    # The limit is one for the whole process. It is only ever raised: who lowers it elsewhere keeps
    # the last word until the next file, and a file is bounded by its size anyway.
    if csv.field_size_limit() < MAX_BYTES:
        csv.field_size_limit(MAX_BYTES)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Records with their numbers. One with line breaks in quotes is one row, as in a spreadsheet
    program.
    """
    number = 0
    try:
        # Hand-written files have blanks before an opening quote; cells are trimmed anyway.
        for number, cells in enumerate(
            csv.reader(_lines(text), delimiter=delimiter, skipinitialspace=True, strict=True),
            start=1,
        ):
            yield number, cells
    except csv.Error as fault:
        raise TableError(
            "not-a-table",
            _(
                "Row %(row)d cannot be read: a quoted cell is not closed, or something follows its "
                "closing "
                'quote. A quote inside a quoted cell is written twice ("").'
            )
            % {"row": number + 1},
            row=number + 1,
        ) from fault
