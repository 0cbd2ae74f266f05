"""The names by which files call our columns, from the surest to a guess."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from conference.core.characters import one_line
from conference.core.tables.calendar_words import fold
from schedule_import.reading.column_words import (
    ARTICLES,
    BESIDE,
    DESCRIPTIONS,
    OF_ANYTHING,
    OF_CLOCKS,
    PLAIN_NAMES,
    TITLES,
)
from schedule_import.reading.rows import COLUMNS

OWN_NAME, ALIAS, PLAIN, GUESS = range(4)
"""How well a name fits: ours, one of the documented others, a plain word for it, or one
beside other words.
"""


@lru_cache(1_024)  # every row is compared with the header
def heading_key(text: str) -> str:
    """The form under which names of columns are equal: without case, white space, _ and -."""
    return one_line(text).casefold().translate({ord(letter): None for letter in " _-"})


KNOWN = {
    heading_key(name): column.name for column in COLUMNS for name in (column.name, *column.aliases)
}
OWN_KEYS = {heading_key(column.name) for column in COLUMNS}

PLAIN_KEYS = {
    heading_key(fold(name)): column
    for column, names in PLAIN_NAMES.items()
    for name in names.split("|")
}
DESCRIPTION_KEYS = {heading_key(fold(name)) for name in DESCRIPTIONS}

ONE_OF_SPEAKERS = re.compile(r"([^\W\d_]+)[ _#-]*([1-9][0-9]?)(?:[ _-]*name)?")
IN_ONE_WORD = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
"""Where a word begins within another: "SessionTitle"."""

IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")


def _columns_of(words: Iterable[str]) -> set[str]:
    """The columns that some words name."""
    names = (KNOWN.get(word) or PLAIN_KEYS.get(word) for word in words if word not in ARTICLES)
    return {name for name in names if name}


def fits_of(header: str) -> Iterator[tuple[str, int]]:
    """Which of our columns a header can name, each with how well it fits; the best first."""
    key = heading_key(header)
    if key in KNOWN:
        yield KNOWN[key], GUESS if key in OF_ANYTHING else OWN_NAME if key in OWN_KEYS else ALIAS
        return
    plain = heading_key(fold(header))
    if plain in PLAIN_KEYS:
        yield PLAIN_KEYS[plain], PLAIN
        return
    bare = IN_BRACKETS.sub(" ", fold(IN_ONE_WORD.sub(" ", header)))
    words = [word for word in re.split(r"[\s_/:.-]+", bare) if word]
    left = [word for word in words if word not in BESIDE]
    short = heading_key(" ".join(left))
    clear = heading_key(" ".join(word for word in left if word not in OF_CLOCKS))
    if words and not left and words[-1] in ("name", "names") and len(words) > 1:
        yield "title", GUESS
    elif len(same := {KNOWN.get(word) or PLAIN_KEYS.get(word) for word in left}) == 1 and any(same):
        yield from ((name, GUESS) for name in same if name)
    elif len(words) > 1 and words[0] in TITLES and not _columns_of(words[1:]) - {"title"}:
        yield "title", GUESS
    elif short in KNOWN or short in PLAIN_KEYS:
        yield KNOWN.get(short) or PLAIN_KEYS[short], GUESS
    elif (name := KNOWN.get(clear) or PLAIN_KEYS.get(clear)) in ("time_start", "time_end"):
        yield name, GUESS


def is_description(header: str) -> bool:
    """Whether a column is called a description, whatever stands in brackets behind that."""
    return heading_key(IN_BRACKETS.sub(" ", fold(header))) in DESCRIPTION_KEYS


def number_of_speaker(header: str) -> int | None:
    """The number of a column that holds one of several speakers: 2 for "Speaker 2 name"."""
    match = ONE_OF_SPEAKERS.fullmatch(fold(header).strip())
    return int(match[2]) if match and names_column(match[1]) == "speaker" else None


def names_column(text: str) -> str | None:
    """The column that a header names, if it names one."""
    if is_description(text):
        return "abstract"
    return next((name for name, _fit in fits_of(text)), None)
