"""Excel workbooks (.xlsx): what stands in their sheets, read without trusting the file.

python-calamine sets aside memory for the whole rectangle that cells span, and copies a shared text
for each cell that shows it: a file of 10 KB can take all the memory there is, which ends the
process. So it reads in a process of its own, `workbook_reader`, with limits; to start it takes a
twentieth of a second.
"""

import datetime as dt
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine
from django.utils.translation import gettext as _

Value = str | dt.date | dt.time | dt.datetime

READER = Path(__file__).with_name("workbook_reader.py")
PATIENCE = 60  # seconds by the clock; the reader's own limit counts what it computes
TYPES: Mapping[str, Callable[[str], Value]] = {
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
}

logger = logging.getLogger(__name__)


class WorkbookError(Exception):
    """A workbook that cannot be read: `code` is "not-a-table" or "too-large", the text a
    sentence.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


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

    `hidden_rows` are numbers, `hidden_columns` count from 0: both are among the rows all the same.
    """

    rows: Sequence[tuple[int, list[Value]]]
    merged: tuple[MergedCells, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[int, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Workbook:
    """The sheets that can be seen and have content, in their order; one without any if none has.

    `others` are the names of those that could not be read within the limits.
    """

    sheets: tuple[Sheet, ...]
    others: tuple[str, ...] = ()


def read_workbook(data: bytes, *, max_rows: int) -> Workbook:
    """All sheets that are not hidden and have content.

    Dates and times stay what they are, to the nearest second; everything else becomes text, the
    error of a formula too. Raises WorkbookError, also for more than `max_rows` rows below the
    first of the first sheet.
    """
    command = [sys.executable, "-P", "-s", "-S", str(READER), str(max_rows)]
    try:
        done = subprocess.run(  # noqa: S603  the file is what it reads, no part of the command
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # It finds its library, and none of the settings that this process was given.
            env={"PYTHONPATH": str(Path(python_calamine.__file__).parents[1])},
            timeout=PATIENCE,
            check=True,
        )
        answer = json.loads(done.stdout, object_hook=_value)
    except (OSError, subprocess.SubprocessError, ValueError) as fault:
        logger.warning("A workbook of %d bytes was not read: %s", len(data), fault)
        raise _refusal("large", {}) from fault
    if "refusal" in answer:
        raise _refusal(*answer["refusal"])
    return Workbook(tuple(map(_sheet, answer["sheets"])), tuple(answer["others"]))


def _sheet(found: Mapping[str, Any]) -> Sheet:
    return Sheet(
        [(number, cells) for number, cells in found["rows"]],
        tuple(MergedCells(*area) for area in found["merged"]),
        frozenset(found["hidden_rows"]),
        tuple(found["hidden_columns"]),
        found["name"],
    )


def _value(found: dict[str, Any]) -> Any:
    """A date or time, which the reader wrote as an object of one key; any other object as it is."""
    name, value = next(iter(found.items()), ("", ""))
    return TYPES[name](value) if name in TYPES else found


def too_many_rows(max_rows: int) -> WorkbookError:
    """What to raise for more rows than may be read."""
    return _refusal("rows", {"limit": max_rows})


def _refusal(word: str, numbers: Mapping[str, int]) -> WorkbookError:
    """What to raise for a workbook that the reader refuses."""
    code = "too-large" if word in ("far", "large", "merged", "rows", "unpacked") else "not-a-table"
    return WorkbookError(code, _sentence(word) % numbers)


def _sentence(word: str) -> str:
    return {
        "archive": _(
            "This is an archive, but no Excel workbook (.xlsx). Choose the spreadsheet itself: "
            ".xlsx or CSV."
        ),
        "binary": _(
            "This is a binary Excel workbook (.xlsb). Save it as .xlsx or CSV, and choose that "
            "file."
        ),
        "broken": _(
            "This Excel workbook is damaged. Open it in your spreadsheet program and save it as "
            ".xlsx or CSV."
        ),
        "far": _(
            "The cells of the first sheet reach down to row %(row)d and to column "
            "%(column)d. Delete what stands far below or beside the schedule."
        ),
        "hidden": _(
            "This workbook has no sheet that can be seen. Put the schedule into its first sheet."
        ),
        "large": _(
            "This workbook has more cells than can be read. Save the schedule alone, or as CSV."
        ),
        "merged": _(
            "The first sheet has more than %(limit)d merged cells. Save the schedule "
            "without them, or as CSV."
        ),
        "opendocument": _(
            "This is an OpenDocument file. Save the schedule as .xlsx or CSV, and choose that file."
        ),
        "rows": _(
            "The file has more than %(limit)d rows. Split it, and import the parts one after the "
            "other."
        ),
        "unpacked": _(
            "Unpacked, this workbook has more than %(limit)d MB. Save the sheet with the schedule "
            "alone, or as CSV."
        ),
    }[word]
