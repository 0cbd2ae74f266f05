"""What pages call each thing that can be wrong with a file: a few words for each code."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

LABELS: Mapping[str, str] = {
    "not-a-table": gettext_noop("no table"),
    "encoding": gettext_noop("broken letters"),
    "empty": gettext_noop("empty file"),
    "too-large": gettext_noop("too large"),
    "missing-column": gettext_noop("missing column"),
    "duplicate-column": gettext_noop("column there twice"),
    "missing-value": gettext_noop("missing value"),
    "extra-value": gettext_noop("value beyond the last column"),
    "too-long": gettext_noop("too long"),
    "bad-date": gettext_noop("unreadable date"),
    "ambiguous-date": gettext_noop("date that can mean two days"),
    "bad-time": gettext_noop("unreadable time"),
    "ends-before-start": gettext_noop("ends before it starts"),
    "overlap": gettext_noop("overlap"),
    "duplicate": gettext_noop("row there twice"),
    "other-section": gettext_noop("another section"),
    "unknown-presentation": gettext_noop("unknown presentation"),
    "presentation-conflict": gettext_noop("presentation in conflict"),
    "ambiguous-talk": gettext_noop("one of several talks"),
    "question": gettext_noop("open question"),
    "ignored-column": gettext_noop("ignored"),
    "read-as-windows-1252": gettext_noop("old encoding"),
    "similar-name": gettext_noop("names that look alike"),
    "outside-conference": gettext_noop("outside the conference"),
    "clock-change": gettext_noop("change of clocks"),
    "double-booked-speaker": gettext_noop("speaker in two places"),
    "assumed": gettext_noop("assumed"),
}


def label_of(code: str) -> str:
    """The words for a code in the reader's language; KeyError for a code that there is not."""
    return gettext(LABELS[code])
