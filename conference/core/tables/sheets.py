"""Which sheets of a workbook are read, and how several of them become one table."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from conference.core.characters import one_line
from conference.core.tables.calendar_words import WEEKDAY_OF, fold
from conference.core.tables.dates import find_date, read_date
from conference.core.tables.questions import Choice, Question, Questions
from conference.core.tables.workbooks import MergedCells, Sheet, Workbook

ALL, FIRST = "all", "first"
SHEETS_OFFERED = 30
ROWS_OF_TITLES = 10  # so many may stand above the names of the columns
DAY_WORDS = frozenset({"day", "tag", "jour", "dia", "giorno", "dag", "dzien"})
WORDS = re.compile(r"[0-9]+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class SheetRows:
    """A sheet of a table: its name, and how many rows are counted `before` its first one."""

    name: str
    before: int


def day_named(name: str) -> str:
    """The day that a sheet is named after, in one spelling: a date, a weekday, or “Day 2”; "" for
    any other name.
    """
    date = find_date(name) or name
    if (reading := read_date(date)).is_a_day:
        return str(reading.month_first or reading.day_first)
    words = WORDS.findall(fold(name))
    weekdays = [WEEKDAY_OF[word] for word in words if word in WEEKDAY_OF]
    if weekdays:
        return f"weekday {weekdays[0]}"
    return " ".join(words[:2]) if words and words[0] in DAY_WORDS else ""


def choose_sheets(book: Workbook, questions: Questions) -> tuple[list[Sheet], tuple[str, ...]]:
    """The sheets to be read, and the names of the others; asked where several have content."""
    if len(book.sheets) < 2:
        return list(book.sheets), book.others
    together = _that_belong_together(book.sheets)
    answer = questions.ask(question := _question(book, together)) or question.proposed
    by_name = {sheet.name: [sheet] for sheet in reversed(book.sheets)}
    chosen = {**by_name, FIRST: [book.sheets[0]], ALL: together}[answer]
    others = [sheet.name for sheet in book.sheets if sheet not in chosen]
    return chosen, (*others, *book.others)


def _that_belong_together(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Those named after days, else those with the same names of columns or rooms as most have."""
    days = [sheet for sheet in sheets if day_named(sheet.name)]
    if len(days) > 1:
        return days
    heads = [_head(sheet) for sheet in sheets]
    head, count = Counter(heads).most_common(1)[0]
    same = [sheet for sheet, its in zip(sheets, heads, strict=True) if its == head]
    return same if count > 1 and head else []


def _head(sheet: Sheet) -> tuple[str, ...]:
    """What stands in the row with most cells among the first: the names of columns, or of rooms
    without what stands in the corner, which is a date where each day has a sheet.
    """
    rows = [
        tuple(one_line(cell).casefold() if isinstance(cell, str) else "" for cell in cells)
        for _number, cells in sheet.rows[:ROWS_OF_TITLES]
    ]
    row = max(rows, key=lambda cells: sum(map(bool, cells)), default=())
    return tuple(text for text in row[1:] if text)


def _question(book: Workbook, together: Sequence[Sheet]) -> Question:
    sheets = book.sheets
    names = [sheet.name for sheet in sheets]
    first = Choice(FIRST, _("only the first: %(sheet)s") % {"sheet": names[0]})
    each = [
        Choice(name, _("only %(sheet)s") % {"sheet": name})
        for name in dict.fromkeys(names[1:SHEETS_OFFERED])
        if name not in (ALL, FIRST)
    ]
    if together:
        label = _("as one table: %(sheets)s") % {"sheets": _named(s.name for s in together)}
        first_choices = [Choice(ALL, label), first]
    else:
        first_choices = [first]
    days = [day_named(name) for name in names]
    are_all = len(together) == len(sheets) and not book.others
    return Question(
        name="sheets",
        sentence=_("The workbook has several sheets: %(sheets)s. Which are to be read?")
        % {"sheets": _named(names)},
        choices=(*first_choices, *each),
        proposed=ALL if together else FIRST,
        # Two sheets with the same columns can be two versions; two days are none.
        may_assume=are_all and all(days) and len(set(days)) == len(days),
        example=names[1],
        row=sheets[0].rows[0][0],
        option=f"--answer sheets={ALL if together else FIRST}",
    )


def _named(names: Iterable[str]) -> str:
    names = list(names)
    more = ["…"] if len(names) > SHEETS_OFFERED else []
    return ", ".join([*(f"“{one_line(name)}”" for name in names[:SHEETS_OFFERED]), *more])


def number_through(sheets: Iterable[Sheet]) -> tuple[list[Sheet], tuple[SheetRows, ...]]:
    """The sheets with rows that are numbered through all of them, and where each begins."""
    numbered: list[Sheet] = []
    parts: list[SheetRows] = []
    before = 0
    for sheet in sheets:
        parts.append(SheetRows(one_line(sheet.name), before))
        numbered.append(_shifted(sheet, before))
        before += sheet.rows[-1][0] if sheet.rows else 0
    return numbered, tuple(parts)


def _shifted(sheet: Sheet, by: int) -> Sheet:
    return replace(
        sheet,
        rows=[(number + by, cells) for number, cells in sheet.rows],
        merged=tuple(
            MergedCells(
                area.first_row + by, area.last_row + by, area.first_column, area.last_column
            )
            for area in sheet.merged
        ),
        hidden_rows=frozenset(number + by for number in sheet.hidden_rows),
    )
