"""What one cell says: a number, or the text of it that a person reads."""

import datetime as dt
import re

from conference.core.tables.files import Cell

NUMBER = re.compile(r"#? ?([0-9]{1,9})")

ERRORS_OF_FORMULAS = frozenset(
    {
        "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA",
        "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!",
    }
)  # fmt: skip
"""What Excel shows, and writes into a CSV file, where a formula has no value."""


def read_number(cell: Cell) -> int | None:
    """A positive whole number, with or without # before it; None for anything else."""
    match = NUMBER.fullmatch(cell) if isinstance(cell, str) else None
    return (int(match[1]) or None) if match else None


def as_text(cell: Cell) -> str:
    """The cell as a person reads it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, dt.datetime):
        return f"{cell.date().isoformat()} {_clock_text(cell.time())}"
    return _clock_text(cell) if isinstance(cell, dt.time) else cell.isoformat()


def _clock_text(clock: dt.time) -> str:
    return clock.isoformat(timespec="seconds" if clock.second else "minutes")
