"""What one cell of a grid says: times, a date among other words, and what takes place."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from conference.core.names import name_key
from conference.core.tables.calendar_words import fold
from conference.core.tables.dates import WHOLE_DAYS, find_date, read_date
from conference.core.tables.files import Cell
from conference.core.tables.times import BETWEEN_TIMES, read_moment, read_time
from schedule_import.reading.column_names import names_column

TIME_LIKE = re.compile(
    r"[0-9OolI]{1,2} ?[:.h] ?[0-9OolI]{2}(?![.0-9])|[0-9]{1,2} ?[ap]\.?m|[0-9]{1,4}$", re.I
)
TWELVE = 12  # hours that are told apart by AM and PM
NUMBERED = re.compile(r"(# ?[0-9]{1,9})(?: ?[:–—-] ?| )(.+)")
BARE_NUMBER = re.compile(r"#? ?[0-9]{1,9}")
KIND_BEHIND = re.compile(r"(.+?) ?\(([^()]+)\)")
CORNER_WORDS = {"time", "times", "hour", "hours", "when", "slot", "room", "rooms"}
OUR_CORNER_WORDS = {"date", "time_start", "room"}


@dataclass(frozen=True, slots=True)
class GridEntry:
    """What takes place: `kind` is None where the cell names none, `presentation` the number as it
    stands.
    """

    kind: str | None
    presentation: str
    title: str


def split_times(cell: Cell) -> tuple[Cell, Cell | None]:
    """Start and end of what stands in the column of times; the end is None where only a start
    does.
    """
    if isinstance(cell, str):
        parts = BETWEEN_TIMES.split(cell, maxsplit=1)
        if len(parts) == 2 and all(parts):
            found = read_moment(cell)
            if found.time and found.until and found.time != read_time(parts[0]):
                written = "%I:%M %p" if found.time.hours == TWELVE else "%H:%M"
                return f"{found.time.clock:{written}}", parts[1]  # it said PM, or Uhr, only once
            return parts[0], parts[1]
    return cell, None


def is_times(cell: Cell) -> bool:
    """Whether the cell is a time of day, or a start and an end."""
    start, end = split_times(cell)
    return _is_time(start) and (end is None or _is_time(end))


def _is_time(cell: Cell) -> bool:
    if isinstance(cell, dt.datetime):
        return False
    return cell in WHOLE_DAYS if isinstance(cell, dt.date) else read_time(cell) is not None


def is_like_times(cell: Cell) -> bool:
    """Whether somebody who wrote this meant a time, well or badly written."""
    return is_times(cell) or (isinstance(cell, str) and TIME_LIKE.match(cell) is not None)


def date_in(cell: Cell) -> Cell | None:
    """The date that stands in the cell, alone or with other words ("Friday, 2026-12-31"); only one
    counts.
    """
    if not isinstance(cell, str):
        return cell if not is_times(cell) and read_date(cell).is_a_day else None
    whole = read_date(cell)
    return cell if whole.is_a_day or whole.is_of_another_weekday else find_date(cell)


def is_corner_word(cell: Cell) -> bool:
    """Whether the cell is what people write over a column of times."""
    if not isinstance(cell, str):
        return False
    return fold(cell).strip() in CORNER_WORDS or names_column(cell) in OUR_CORNER_WORDS


def is_ends_heading(cell: Cell) -> bool:
    """Whether the cell names a column of ends beside that of starts."""
    return isinstance(cell, str) and names_column(cell) == "time_end"


def read_entry(text: str, kinds: Mapping[str, str]) -> GridEntry:
    """Read what stands in a room at a time; `kinds` are the kinds that it can name, by the key of
    each word.

    The text is a title; or a kind that is its own title ("Lunch"); or "kind: title", "title
    (kind)"; a title can be a number of a presentation, with or without words behind it: "7", "#7",
    "#7 Gardens of bits".
    """
    if kind := kinds.get(name_key(text)):
        return GridEntry(kind, "", text)
    kind, rest = _split_kind(text, kinds)
    if BARE_NUMBER.fullmatch(rest):
        return GridEntry(kind, rest, "")
    if match := NUMBERED.fullmatch(rest):
        return GridEntry(kind, match[1], match[2])
    return GridEntry(kind, "", rest)


def _split_kind(text: str, kinds: Mapping[str, str]) -> tuple[str | None, str]:
    before, _colon, behind = text.partition(":")
    if behind.strip() and (kind := kinds.get(name_key(before))):
        return kind, behind.strip()
    match = KIND_BEHIND.fullmatch(text)
    if match and (kind := kinds.get(name_key(match[2]))):
        return kind, match[1]
    return None, text
