"""What stands above the columns of a grid and is no room: days, and columns of speakers."""

import re
from collections.abc import Iterator, Mapping

from conference.core.tables.calendar_words import MONTH_OF, WEEKDAY_OF, fold
from conference.core.tables.cells import as_text
from conference.core.tables.dates import BESIDE_NUMBERS, Days, read_date
from conference.core.tables.files import Cell
from schedule_import.reading.column_names import names_column
from schedule_import.reading.grid_cells import date_in

WORDS = re.compile(r"[0-9]+|[^\W\d_]+")
DAY_WORDS = {"day", "tag", "jour", "dia", "giorno", "dag", "dzien"}
BETWEEN_NAMES = {"of", "in", "for", "the", "s"}


def is_day(cell: Cell, within: Days | None) -> bool:
    """Whether the cell is a day: a date, a weekday with or without a number, or "Day 2"."""
    date = read_date(cell, within)
    if date.is_a_day or date.is_of_another_weekday or date_in(cell) is not None:
        return True
    words = WORDS.findall(fold(as_text(cell)))
    names = [word for word in words if word in WEEKDAY_OF or word in DAY_WORDS]
    others = [word for word in words if not word.isdigit() and word not in names]
    return bool(names) and all(word in MONTH_OF or word in BESIDE_NUMBERS for word in others)


def columns_of_speakers(heads: Mapping[int, Cell]) -> Iterator[tuple[int, int]]:
    """The columns of speakers among `heads`, each with that of its room: the one that it names
    beside ("Red Room speakers"), else the next to its left.
    """
    keys = {place: _words(cell) for place, cell in heads.items()}
    room = None
    for place in sorted(heads):
        own = [word for word in keys[place] if names_column(word) != "speaker"]
        named = [at for at, words in keys.items() if words == own and at != place]
        if own == keys[place] and names_column(as_text(heads[place])) != "speaker":
            room = place
        elif own and named:
            yield place, named[0]
        elif room is not None and (not own or names_column(as_text(heads[place])) == "speaker"):
            yield place, room


def _words(cell: Cell) -> list[str]:
    return [word for word in WORDS.findall(fold(as_text(cell))) if word not in BETWEEN_NAMES]
