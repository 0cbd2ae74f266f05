"""Which characters a text may hold where other programs read it."""

import re

# What XML 1.0 cannot hold at all, and what a text in iCalendar must not hold: control characters
# but the tab and the line break, halves of surrogate pairs, and the two that are no characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAKS = re.compile("\r\n?|\x85|\u2028|\u2029")


def printable(text: str) -> str:
    """`text` with its line breaks as line feeds, and without what neither XML nor a calendar may
    hold.
    """
    return _FORBIDDEN.sub("", _LINE_BREAKS.sub("\n", text))
