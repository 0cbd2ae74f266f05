"""The vocabulary of a schedule file: its columns, its rows, and what can be wrong with them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext, gettext_noop

from conference.core.tables.questions import Question


@dataclass(frozen=True)
class Column:
    """A column that the importer knows; `aliases` are other names that files may give it."""

    name: str
    needed: bool
    aliases: tuple[str, ...]
    explanation: str

    @property
    def help(self) -> str:
        """What stands in the column, in the reader's language."""
        return gettext(self.explanation)


COLUMNS = (
    Column(
        "date",
        needed=True,
        aliases=("day",),
        explanation=gettext_noop(
            "The day on which the slot starts: 2026-12-31, 12/31/2026, 31/12/2026 or 31.12.2026."
        ),
    ),
    Column(
        "time_start",
        needed=True,
        aliases=("start", "start time", "begin"),
        explanation=gettext_noop(
            "When it starts, by the clocks of the conference: 13:30 or 1:30 PM."
        ),
    ),
    Column(
        "time_end",
        needed=True,
        aliases=("end", "end time", "finish"),
        explanation=gettext_noop(
            "When it ends, written like the start; midnight is 24:00 or 12:00 AM."
        ),
    ),
    Column(
        "kind",
        needed=True,
        aliases=("type", "slot kind"),
        explanation=gettext_noop("What sort of thing takes place: talk, plenary, lunch, …"),
    ),
    Column(
        "room",
        needed=True,
        aliases=("location", "venue"),
        explanation=gettext_noop(
            "The name of the room. What takes place in two rooms has two rows."
        ),
    ),
    Column(
        "title",
        needed=False,
        aliases=("name", "description"),
        explanation=gettext_noop(
            "What stands in the slot when no presentation does: Lunch, Opening, …"
        ),
    ),
    Column(
        "presentation",
        needed=False,
        aliases=("talk", "proposal", "proposal_id", "id", "talk id", "session id"),
        explanation=gettext_noop("The number of the presentation that takes place in the slot."),
    ),
    Column(
        "section",
        needed=False,
        aliases=("section_slug",),
        explanation=gettext_noop(
            "The section of the conference, as in exports: the one that you import into."
        ),
    ),
    Column(
        "speaker",
        needed=False,
        aliases=(
            *("speakers", "presenter", "presenters", "speaker name", "name of speaker"),
            *("author", "authors", "author(s)"),
        ),
        explanation=gettext_noop("Who gives the talk, in order, with a ; between two people."),
    ),
    Column(
        "abstract",
        needed=False,
        aliases=("summary",),
        explanation=gettext_noop("What the talk is about; line breaks are kept."),
    ),
    Column(
        "track",
        needed=False,
        aliases=("topic", "theme"),
        explanation=gettext_noop("The name of the track that the talk belongs to."),
    ),
    Column(
        "code",
        needed=False,
        aliases=(),
        explanation=gettext_noop(
            "What another system calls the talk, by which a later file finds it again."
        ),
    ),
    Column(
        "duration",
        needed=False,
        aliases=("length",),
        explanation=gettext_noop("How long it lasts, where no end is given: 45, 0:45 or 1h."),
    ),
    Column(
        "end_date",
        needed=False,
        aliases=(),
        explanation=gettext_noop("The day on which it ends, if that is another one."),
    ),
)
COLUMN_NAMES = tuple(column.name for column in COLUMNS)

ANNOTATION = "errors"
"""The column that annotated files have besides: it is passed over without a word."""

LONGEST: Mapping[str, int] = {
    "kind": 50,
    "room": 100,
    "title": 200,
    "abstract": 10_000,
    "track": 100,
    "code": 100,
}
"""How many characters a cell may have, in the columns that have a limit."""

ERROR_CODES = (
    "not-a-table",
    "encoding",
    "empty",
    "too-large",
    "missing-column",
    "duplicate-column",
    "missing-value",
    "extra-value",
    "too-long",
    "bad-date",
    "ambiguous-date",
    "bad-time",
    "ends-before-start",
    "overlap",
    "duplicate",
    "other-section",
    "unknown-presentation",
    "presentation-conflict",
    "ambiguous-talk",
    "question",
)
WARNING_CODES = (
    "ignored-column",
    "read-as-windows-1252",
    "similar-name",
    "outside-conference",
    "clock-change",
    "double-booked-speaker",
    "assumed",
)


SHOWN_AT_MOST = 60  # characters of a value in a sentence; the problem carries all of it


def shorten(value: str) -> str:
    """The value as a sentence names it."""
    return value if len(value) <= SHOWN_AT_MOST else f"{value[: SHOWN_AT_MOST - 1]}…"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong or strange, at one place of the file.

    `row` is the spreadsheet's number, None where the file as a whole is meant; `column` is our name
    of the column; `value` is the cell as it stands in the file; `message` says what is wrong and
    what to do. `other_slots` names slots that are not in the file. In a grid `cell` is the name of
    the cell (B14), and `line` the number of the first `ScheduleRow` that the problem concerns, 0 if
    it is about the whole file.
    """

    row: int | None
    column: str | None
    value: str
    code: str
    message: str
    other_rows: tuple[int, ...] = ()
    other_slots: tuple[str, ...] = ()
    cell: str = ""
    line: int | None = None

    @property
    def number(self) -> int | None:
        """The number of the `ScheduleRow` that this is about, None if of none."""
        return self.row if self.line is None else self.line or None

    def as_json(self) -> dict[str, Any]:
        """The problem as the command line and the API print it; with its cell, if the file is a
        grid.
        """
        return {
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "code": self.code,
            "message": self.message,
            "other_rows": list(self.other_rows),
            "other_slots": list(self.other_slots),
            **({"cell": self.cell} if self.cell else {}),
        }


def problem_of(question: Question, *, on_a_page: bool = False) -> Problem:
    """A question that nobody has answered: an error, or a warning where an answer is assumed. It
    names the option of the command line, unless it is asked `on_a_page`.
    """
    parts = [question.sentence]
    if not question.quoted:
        parts.append("; ".join(question.example.splitlines()) + ".")
    elif question.example:
        example = shorten(question.example)
        parts.append(gettext("In the file stands “%(example)s”.") % {"example": example})
    if question.may_assume:
        proposed = next(
            (choice.label for choice in question.choices if choice.value == question.proposed),
            question.proposed,
        )
        parts.append(gettext("Taken for now: %(answer)s.") % {"answer": proposed})
    if question.option and not on_a_page:
        parts.append(gettext("On the command line: %(option)s.") % {"option": question.option})
    code = "assumed" if question.may_assume else "question"
    value = question.example if question.quoted else ""
    return Problem(question.row, question.column, value, code, " ".join(parts))


def without_repeats(problems: Iterable[Problem]) -> list[Problem]:
    """The problems in their order; one cell of a grid that says the same of many records says it
    once.
    """
    first: dict[object, Problem] = {}
    for position, problem in enumerate(problems):
        same = (problem.cell, problem.code, problem.message) if problem.cell else position
        first.setdefault(same, problem)
    return list(first.values())


class ScheduleRow(NamedTuple):
    """Something takes place in one room at one time, by the clocks of the conference.

    `number` is unique in the file: the spreadsheet's row, but in a grid, where a row holds many, a
    count. An `end` at or before the start lies on the next day; midnight is 00:00. `title` is None
    where the file has no such column, and "" for an empty cell. `presentation` is None for an empty
    or unreadable cell too. `speakers`, `abstract`, `track` and `code` say something of the talk in
    the slot; they are None where the file has no such column.
    """

    number: int
    date: dt.date
    start: dt.time
    end: dt.time
    kind: str
    room: str
    title: str | None
    presentation: int | None
    speakers: tuple[str, ...] | None = None
    abstract: str | None = None
    track: str | None = None
    code: str | None = None
