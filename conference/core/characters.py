"""Which characters a text may hold: a text that is one line, and one that other programs read."""

import re
import unicodedata
from typing import Literal

# What XML 1.0 cannot hold at all, and what a text in iCalendar must not hold: control characters
# but the tab and the line break, halves of surrogate pairs, and the two that are no characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAKS = re.compile("\r\n?|\x85|\u2028|\u2029")

# What no line can hold: whatever some program ends a line at, and what cannot be seen or written.
_NO_PART_OF_A_LINE = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)


MOST_MARKS = 30
"""Of accents on one letter, and what else combines with it. Unicode calls texts with no more of
them "stream-safe" (UAX #15); no language needs a third of that.
"""

STREAM_BREAK = "\u034f"  # what the same annex puts behind so many: it combines with nothing


def normal(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """`text` in one of Unicode's normal forms, in a time that grows with its length alone.

    Python's own grows with the square of the number of accents on one letter, and stops the whole
    process meanwhile: for hours, if somebody writes a million of them.
    """
    if len(text) > MOST_MARKS and not text.isascii():
        text = _stream_safe(text)
    return unicodedata.normalize(form, text)


def _stream_safe(text: str) -> str:
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks > MOST_MARKS:
            kept.append(STREAM_BREAK)
            marks = 1
        kept.append(letter)
    return "".join(kept)


def printable(text: str) -> str:
    """`text` with its line breaks as line feeds, and without what neither XML nor a calendar may
    hold.
    """
    return _FORBIDDEN.sub("", _LINE_BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """`text` as one line: without white space around it, and with one blank for any white space,
    line end or control character within.
    """
    if not text.isprintable():
        text = _NO_PART_OF_A_LINE.sub(" ", text)
    elif "  " not in text and text[:1] != " " != text[-1:]:
        return text  # as most are: of all white space only the blank counts as printable
    return " ".join(text.split())


def no_part_of_a_line(text: str) -> str:
    """The first character of `text` that no line can hold, "" if there is none. A tab is a
    blank.
    """
    found = _NO_PART_OF_A_LINE.search(text)
    return found[0] if found else ""
