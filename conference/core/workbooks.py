"""Excel workbooks (.xlsx): what stands in the first sheet, read without trusting the file.

python-calamine reads cells fast, but sets aside memory for the whole rectangle that they span, and
copies a shared text for each cell that shows it: a file of 10 KB can take all the memory there is,
which ends the process. So every part that it is to see is unpacked and measured here first, and it
gets a new archive of just those parts.
"""

import datetime as dt
import re
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from python_calamine import CalamineWorkbook

from conference.core.workbook_parts import (
    MAX_UNZIPPED,
    SHARED_TEXTS,
    WorkbookError,
    broken,
    names_of_filled,
    repack,
    scan,
    too_large,
    unpack,
    visible_sheets,
)

Value = str | dt.date | dt.time | dt.datetime

MAX_CELLS = 1_000_000  # of the rectangle from A1 to the last cell with a value
MAX_MERGED = 100_000  # areas of merged cells
MAX_PLAIN_NUMBER = 1e15  # beyond it a float no longer tells whole numbers apart
SHARED_TEXT, ERROR = "s", "e"  # sorts of cells
CELL_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})", re.ASCII)


@dataclass(frozen=True, slots=True)
class MergedCells:
    """Cells that are shown as one, with the value of the first.

    Rows by their numbers in the spreadsheet, columns from 0; the last ones belong to it.
    """

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """The rows with content and their numbers in the spreadsheet, and the cells that are merged.

    `others` are the names of further sheets that can be seen and have content.
    """

    rows: Sequence[tuple[int, list[Value]]]
    merged: tuple[MergedCells, ...] = ()
    others: tuple[str, ...] = ()


def read_workbook(data: bytes, *, max_rows: int) -> Sheet:
    """The rows with content of the first sheet that is not hidden.

    Dates and times stay what they are, to the nearest second; everything else becomes text, the
    error of a formula too. Raises WorkbookError, also for more than `max_rows` rows below the
    first.
    """
    try:
        parts = unpack(data)
        first, *others = visible_sheets(parts)
        size = _SheetSize(_shared_lengths(parts.get(SHARED_TEXTS)), max_rows)
        scan(parts[first.part], size.start, size.end, size.text)
        if not size.rows:
            return Sheet([])
        archive = repack(parts, first.part)
        with CalamineWorkbook.from_filelike(archive) as workbook:
            sheet = workbook.get_sheet_by_index(first.place)
        rows = enumerate(sheet.iter_rows(), start=1)
        kept = [(number, list(map(_value, row))) for number, row in rows if number in size.rows]
        for number, cells in kept:
            for column, error in size.errors.get(number, {}).items():
                cells[column] = error  # which python-calamine takes for an empty cell
        return Sheet(kept, tuple(size.merged), names_of_filled(others, parts))
    except WorkbookError:
        raise
    except Exception as fault:
        # zipfile, zlib, expat and calamine each have many ways to say that a file is broken.
        raise broken() from fault


def _shared_lengths(xml: bytes | None) -> list[int]:
    """How many characters each of the texts has that cells share."""
    lengths: list[int] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "si":
            lengths.append(0)

    def text(characters: str) -> None:
        if lengths:
            lengths[-1] += len(characters)

    if xml is not None:
        scan(xml, start, text=text)
    return lengths


class _SheetSize:
    """What a sheet will take in memory: counts as python-calamine does, and stops when it is too
    much.
    """

    def __init__(self, shared_lengths: list[int], max_rows: int) -> None:
        self.rows: set[int] = set()  # numbers of those in which a cell has a value
        self.merged: list[MergedCells] = []
        self.errors: dict[int, dict[int, str]] = defaultdict(
            dict
        )  # by number of row and column from 0
        self._shared_lengths = shared_lengths
        self._max_rows = max_rows
        self._row = self._column = 0
        self._cell: tuple[int, int] = (0, 0)
        self._last_row = self._last_column = 0
        self._sort: str | None = None
        self._is_value = False  # of a sort whose value is to be known
        self._value = ""
        self._characters = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row
        elif name == "c":
            if "r" in attributes:
                row, self._column = _position(attributes["r"])
            else:
                row = self._row
            self._cell = (row, self._column)
            self._sort = attributes.get("t")
        elif name in ("v", "is"):
            self._is_value = self._sort in (SHARED_TEXT, ERROR) and name == "v"
            self._value = ""
            self._count_cell()
        elif name == "mergeCell":
            self._count_merged(attributes["ref"])

    def end(self, name: str) -> None:
        if name == "row":
            self._row += 1
            self._column = 0
        elif name == "c":
            self._column += 1
        elif name == "v" and self._is_value:
            self._is_value = False
            if self._sort == SHARED_TEXT:
                self._count_text(int(self._value))
            else:
                row, column = self._cell
                self.errors[row + 1][column] = sys.intern(self._value)  # a million can say the same

    def text(self, characters: str) -> None:
        if self._is_value:
            self._value += characters

    def _count_cell(self) -> None:
        row, column = self._cell
        self.rows.add(row + 1)
        self._last_row = max(self._last_row, row)
        self._last_column = max(self._last_column, column)
        if len(self.rows) > self._max_rows + 1:
            raise too_many_rows(self._max_rows)
        if (self._last_row + 1) * (self._last_column + 1) > MAX_CELLS:
            raise WorkbookError(
                "too-large",
                _(
                    "The cells of the first sheet reach down to row %(row)d and to column "
                    "%(column)d. Delete what stands far below or beside the schedule."
                )
                % {"row": self._last_row + 1, "column": self._last_column + 1},
            )

    def _count_merged(self, reference: str) -> None:
        """Keep an area of merged cells if there is a value in its first row."""
        if len(self.merged) == MAX_MERGED:
            raise WorkbookError(
                "too-large",
                _(
                    "The first sheet has more than %(limit)d merged cells. Save the schedule "
                    "without them, or as CSV."
                )
                % {"limit": MAX_MERGED},
            )
        first, _colon, last = reference.partition(":")
        top, left = _position(first)
        bottom, right = _position(last or first)
        if top + 1 in self.rows:
            self.merged.append(MergedCells(top + 1, bottom + 1, left, right))

    def _count_text(self, index: int) -> None:
        self._characters += self._shared_lengths[index]
        if self._characters > MAX_UNZIPPED:
            raise too_large()


def too_many_rows(max_rows: int) -> WorkbookError:
    """What to raise for more rows than may be read."""
    return WorkbookError(
        "too-large",
        _(
            "The file has more than %(limit)d rows. Split it, and import the parts one after the "
            "other."
        )
        % {"limit": max_rows},
    )


def _position(reference: str) -> tuple[int, int]:
    """Row and column, from 0, of a cell such as "B7"."""
    match = CELL_REFERENCE.fullmatch(reference)
    if match is None or match[2] == "0":
        raise broken()
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _value(value: object) -> Value:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number(float(value))
    if isinstance(value, dt.timedelta):
        return _duration(value)
    if isinstance(value, dt.datetime):
        return _whole_second(value)
    if isinstance(value, dt.time):
        return _whole_second(dt.datetime.combine(dt.date.min, value)).time()
    return value if isinstance(value, dt.date) else str(value)


def _number(value: float) -> str:
    """Without a fraction for whole numbers, as a spreadsheet shows them."""
    return str(int(value)) if abs(value) < MAX_PLAIN_NUMBER and value.is_integer() else str(value)


def _duration(value: dt.timedelta) -> Value:
    """A time of day, where the hours fit into one; "24:00", and beyond."""
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if 0 <= hours < 24:
        return dt.time(hours, minutes, seconds)
    return f"{hours}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def _whole_second(value: dt.datetime) -> dt.datetime:
    """Times are fractions of a day in a workbook: 10:20 may be 10:19:59.999."""
    return (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
