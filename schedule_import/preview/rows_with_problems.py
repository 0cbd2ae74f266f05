"""The rows of a file that something is wrong with, as they stand there, for the page of the
preview.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from conference.core.characters import one_line
from conference.core.tables.cells import as_text
from conference.core.tables.files import NumberedRow
from conference.core.tables.mending import name_of_cell, place_of_cell
from schedule_import.planning.plan import ImportPlan
from schedule_import.preview.picture import Picture
from schedule_import.preview.problem_labels import label_of
from schedule_import.reading.parse import ParsedSchedule
from schedule_import.reading.rows import Problem, shorten

ROWS_SHOWN = 200
PROBLEMS_SHOWN = 500
"""So many problems are listed in all, and 20 of one row (in a grid, a row holds many slots)."""

OF_ONE_ROW = 20
CELLS_SHOWN, FIRST_CELLS = 40, 30
"""So many cells of a row are shown as they stand in the file: its first, and those in error."""

LETTERS_SHOWN = 200
"""So much of a cell."""

LETTERS_MENDED = 300
"""Longer cells are mended in the file: here there is one line for them, and a form is bounded."""

OTHERS_NAMED = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Where the picture has what a row says; `is_drawn` is False if that is on another page of
    it.
    """

    date: dt.date
    anchor: str
    is_drawn: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of a row.

    `place` is where the picture shows it; `others` are the rows that it names, with their places,
    and `more` counts those that are not listed.
    """

    problem: Problem
    is_error: bool
    place: Place | None
    others: tuple[tuple[str, Place | None], ...]
    more: int

    @property
    def label(self) -> str:
        return label_of(self.problem.code)


@dataclass(frozen=True, slots=True)
class FileCell:
    """A cell as it stands in the file under its heading; `severity` is "error", "warning" or
    empty. One that is in error can be mended, if it has a `name` (B14).
    """

    heading: str
    text: str
    severity: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A row of the file (None: the file as a whole) and what is wrong with it. `more_cells` counts
    those that are not shown.
    """

    number: int | None
    name: str
    is_heading: bool
    cells: tuple[FileCell, ...]
    more_cells: int
    findings: tuple[Finding, ...]

    @property
    def has_error(self) -> bool:
        return any(finding.is_error for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice of problems: its name in the address, and how many there are."""

    name: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Findings:
    """The rows to show, those with errors first; `more` counts the problems that are left out."""

    rows: tuple[FindingRow, ...]
    more: int
    filters: tuple[Filter, ...]

    @property
    def shown_rows(self) -> frozenset[int]:
        """The numbers of the rows that are listed."""
        return frozenset(row.number for row in self.rows if row.number is not None)


def find_rows(plan: ImportPlan, picture: Picture, chosen: str = "") -> Findings:
    """What is wrong with the file, row by row.

    `chosen` is "errors", "warnings" or the code of a problem; anything else shows all.
    """
    problems = [*((True, problem) for problem in plan.errors), *((False, p) for p in plan.warnings)]
    filters = _filters(plan, chosen)
    names = {each.name for each in filters if each.is_chosen} - {""}
    wanted = [
        (is_error, p) for is_error, p in problems if not names or names & _names_of(is_error, p)
    ]
    shown = _shown(wanted)
    reader = _Reader(plan.parsed, picture)
    return Findings(
        rows=tuple(reader.row(number, some) for number, some in shown.items()),
        more=len(wanted) - sum(map(len, shown.values())),
        filters=filters,
    )


def _shown(
    problems: Iterable[tuple[bool, Problem]],
) -> dict[int | None, list[tuple[bool, Problem]]]:
    """Those that a page can bear, by row; the first of each row stay."""
    by_row: dict[int | None, list[tuple[bool, Problem]]] = defaultdict(list)
    for is_error, problem in problems:
        by_row[problem.row].append((is_error, problem))
    shown, left = {}, PROBLEMS_SHOWN
    for number, some in islice(by_row.items(), ROWS_SHOWN):
        if left > 0:
            shown[number] = some[: min(left, OF_ONE_ROW)]
            left -= len(shown[number])
    return shown


def _names_of(is_error: bool, problem: Problem) -> set[str]:
    return {"errors" if is_error else "warnings", problem.code}


def _filters(plan: ImportPlan, chosen: str) -> tuple[Filter, ...]:
    codes = Counter(problem.code for problem in (*plan.errors, *plan.warnings))
    counts = {"": codes.total(), "errors": len(plan.errors), "warnings": len(plan.warnings)}
    labels = {"": _("all"), "errors": _("errors"), "warnings": _("warnings")}
    labels |= {code: label_of(code) for code in codes}
    known = {name: count for name, count in (counts | codes).items() if count}
    name = chosen if chosen in known else ""
    return tuple(Filter(each, labels[each], count, each == name) for each, count in known.items())


class _Reader:
    """Looks rows up in the file and in the picture."""

    def __init__(self, parsed: ParsedSchedule, picture: Picture) -> None:
        self.parsed, self.picture = parsed, picture
        self.table = parsed.table
        self.header = parsed.table.header if parsed.table else None
        rows = (parsed.table.header, *parsed.table.rows) if parsed.table else ()
        self.rows: Mapping[int, NumberedRow] = {row.number: row for row in rows}
        self.headings = texts_of(parsed.table.header) if parsed.table else []

    def row(self, number: int | None, problems: Iterable[tuple[bool, Problem]]) -> FindingRow:
        problems = list(problems)
        row = self.rows.get(number or 0)
        cells = tuple(self._cells(row, problems)) if row else ()
        shown = tuple(
            cell for place, cell in enumerate(cells) if place < FIRST_CELLS or cell.severity
        )[:CELLS_SHOWN]
        return FindingRow(
            number=number,
            name=self._name(number),
            is_heading=row is not None and row is self.header,
            cells=shown,
            more_cells=len(cells) - len(shown),
            findings=tuple(self._finding(is_error, problem) for is_error, problem in problems),
        )

    def _name(self, number: int | None) -> str:
        """The row as a sentence names it: row 7."""
        return self.table.name_of_row(number) if self.table and number else ""

    def _cells(self, row: NumberedRow, problems: list[tuple[bool, Problem]]) -> Iterator[FileCell]:
        marked = {}
        for is_error, problem in reversed(problems):  # the first error has the last word
            for position in self._positions(row, problem):
                is_wrong = is_error and problem.code != "question"
                marked[position] = "error" if is_wrong else "warning"
        texts, is_row = texts_of(row), row is not self.header
        while texts and not texts[-1] and len(texts) - 1 not in marked:
            texts.pop()
        for position, text in enumerate(texts):
            heading = self.headings[position] if position < len(self.headings) else ""
            severity, name = marked.get(position, ""), ""
            # What stands beyond the header belongs into another cell.
            is_mended = is_row and (heading or not self.parsed.places)
            if severity == "error" and is_mended and len(text) <= LETTERS_MENDED:
                name = name_of_cell(row.number, position, self.table)
            elif len(text) > LETTERS_SHOWN:
                text = f"{text[:LETTERS_SHOWN]}…"
            yield FileCell(shorten(heading), text, severity, name)

    def _positions(self, row: NumberedRow, problem: Problem) -> list[int]:
        if cell := place_of_cell(problem.cell, self.table):
            return [cell[1]]
        if problem.code == "extra-value":
            return list(range(len(self.headings), len(row.cells)))
        place = self.parsed.places.get(problem.column or "")
        if place is not None:
            return [place]
        return [
            position
            for position, text in enumerate(self.headings)
            if text and text == problem.column
        ]

    def _finding(self, is_error: bool, problem: Problem) -> Finding:
        named = problem.other_rows[:OTHERS_NAMED]
        # In a grid a row holds many slots: it has no one place.
        others = tuple(
            (self._name(row), None if self.parsed.spots else self._place(row)) for row in named
        )
        more = len(problem.other_rows) - len(named)
        return Finding(problem, is_error, self._place(problem.number), others, more)

    def _place(self, number: int | None) -> Place | None:
        if number is None or number not in self.picture.places:
            return None
        date, anchor = self.picture.places[number]
        return Place(date, anchor, anchor in self.picture.drawn)


def texts_of(row: NumberedRow) -> list[str]:
    """The cells of a row of a file as a person reads them."""
    return [one_line(as_text(cell)) for cell in row.cells]
