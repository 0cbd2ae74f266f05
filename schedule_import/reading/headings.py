"""Which column of a file is which of ours."""

import shlex
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from conference.core.characters import one_line
from conference.core.tables.cells import as_text
from conference.core.tables.files import Cell, Table
from conference.core.tables.questions import Choice, Question, Questions
from schedule_import.reading.column_names import (
    ALIAS,
    PLAIN,
    fits_of,
    heading_key,
    is_description,
)
from schedule_import.reading.rows import ANNOTATION, COLUMN_NAMES, COLUMNS, Problem, shorten

NEEDED = tuple(column.name for column in COLUMNS if column.needed)
CHOSEN = -1  # fits better than any name: somebody said so


@dataclass(frozen=True)
class Headings:
    """Where our columns stand in the rows of a file, from 0; and what is wrong with its header.

    `unread` are the places of columns with a name that are none of ours.
    """

    places: Mapping[str, int]
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    unread: tuple[int, ...] = ()


Fit = tuple[int, int]
"""How well the name of a column fits, and its place."""


def find_columns(
    table: Table, column_choice: Mapping[str, str], questions: Questions | None = None
) -> Headings:
    """Find our columns in the header of `table`: of several names for one the best fit, and of
    equally good ones that which somebody chose.

    `column_choice` says of headers of the file which of our columns they are, "" for none;
    ValueError if there is no such column.
    """
    unknown = set(column_choice.values()) - {*COLUMN_NAMES, ""}
    if unknown:
        raise ValueError(
            f"there is no column {min(unknown)!r}; choose from {', '.join(COLUMN_NAMES)}"
        )
    chosen = {heading_key(header): name for header, name in column_choice.items()}
    fits = _fits(table, chosen)
    places: dict[str, int] = {}
    errors: list[Problem] = []
    twice: set[int] = set()
    for name, found in fits.items():
        best = [place for fit, place in found if fit == found[0][0]]
        alike = {header_at(table, place).casefold() for place in best}
        places[name] = best[0]
        if len(alike) == 1 and len(best) > 1:
            errors.append(_twice(table, name, best))
            twice.update(best)
        elif len(alike) > 1:
            places[name] = _ask(table, name, best, questions or Questions())
    read = set(places.values())
    others = [place for place in range(len(table.header.cells)) if place not in read | twice]
    rivals = {place: name for name, found in fits.items() for _fit, place in found}
    ignored = [
        _ignored(table, place, rivals.get(place))
        for place in others
        if chosen.get(heading_key(header_at(table, place))) != "" and _is_unexpected(table, place)
    ]
    named = tuple(p for p in others if heading_key(header_at(table, p)) not in ("", ANNOTATION))
    return Headings(places, tuple(errors), tuple(ignored), named)


def _fits(table: Table, chosen: Mapping[str, str]) -> dict[str, list[Fit]]:
    """The columns that could be each of ours, the best fit first."""
    fits: dict[str, list[Fit]] = defaultdict(list)
    descriptions: list[int] = []
    for place in range(len(table.header.cells)):
        header = header_at(table, place)
        key = heading_key(header)
        if key in chosen:
            if chosen[key]:
                fits[chosen[key]].append((CHOSEN, place))
        elif is_description(header):
            descriptions.append(place)
        else:
            for name, fit in fits_of(header):
                fits[name].append((fit, place))
    has_title = bool(fits.get("title"))
    for place in descriptions:
        fits["abstract" if has_title else "title"].append((PLAIN if has_title else ALIAS, place))
    return {name: sorted(found) for name, found in fits.items() if found}


def missing(table: Table, name: str) -> Problem:
    """What to say of a needed column that is not there."""
    aliases = next(column.aliases for column in COLUMNS if column.name == name)
    message = _(
        "The column “%(column)s” is missing. Name it in row %(row)d, where the columns have their "
        "names; it can also be called %(aliases)s."
    ) % {"column": name, "aliases": ", ".join(aliases), "row": table.header.number}
    if name == "time_end":
        message += " " + _("A column “duration”, with minutes like 45, will do as well.")
    return Problem(table.header.number, name, "", "missing-column", message)


def missing_end(table: Table, start: int) -> Problem:
    """What to say of a list that has the starts in a column, and neither ends nor lengths."""
    message = _(
        "Nothing says when a session ends: the file has the column “%(start)s”, but none of ends "
        "or of lengths. Add a column called “end” or “duration”; or write both times into "
        "“%(start)s”, like 9:00–9:30."
    ) % {"start": shorten(header_at(table, start))}
    return Problem(table.header.number, "time_end", "", "missing-column", message)


def heading_keys(table: Table) -> list[str]:
    """The keys of all names in the header."""
    return [heading_key(header_at(table, place)) for place in range(len(table.header.cells))]


def header_at(table: Table, place: int) -> str:
    """The name of a column, as it stands in the file."""
    return _header_text(table.header.cells[place])


def _header_text(cell: Cell) -> str:
    return one_line(as_text(cell))


def _is_unexpected(table: Table, place: int) -> bool:
    """Whether somebody may expect this column to be read."""
    header = header_at(table, place)
    return heading_key(header) != ANNOTATION if header else any(values_at(table, place))


def values_at(table: Table, place: int) -> Iterator[str]:
    """What stands in a column below its name, "" for empty cells."""
    for row in table.rows:
        yield _header_text(row.cells[place]) if place < len(row.cells) else ""


def _ask(table: Table, name: str, places: Sequence[int], questions: Questions) -> int:
    """Which of the columns that fit equally well is the one."""
    headers = {header_at(table, place): place for place in places}
    sentence = _("Several columns could be the column “%(column)s”: %(headers)s. Which one is it?")
    named = {"column": name, "headers": ", ".join(f"“{shorten(header)}”" for header in headers)}
    answer = questions.ask(
        Question(
            name=f"column-{name}",
            sentence=sentence % named,
            choices=tuple(Choice(header, header) for header in headers),
            row=table.header.number,
            column=name,
            option=f"--answer column-{name}={shlex.quote(header_at(table, places[0]))}",
        )
    )
    return headers[answer] if answer else places[0]


def _ignored(table: Table, place: int, rival: str | None) -> Problem:
    header = header_at(table, place)
    if rival:
        message = _(
            "The column “%(column)s” could be “%(name)s” as well, which another column is; it is "
            "ignored. Rename the two if it is the other way round."
        ) % {"column": shorten(header), "name": rival}
    elif header:
        message = _(
            "The column “%(column)s” is not known, and is ignored. Known are: %(known)s."
        ) % {
            "column": shorten(header),
            "known": ", ".join(COLUMN_NAMES),
        }
    else:
        message = _(
            "Column %(number)d has values and no name, and is ignored. Name it in the first row."
        ) % {"number": place + 1}
    return Problem(table.header.number, header or None, header, "ignored-column", message)


def _twice(table: Table, name: str, places: Collection[int]) -> Problem:
    headers = [header_at(table, place) for place in places]
    message = _(
        "The column “%(column)s” is there %(count)d times: %(headers)s. Take out or rename all but "
        "one."
    ) % {
        "column": name,
        "count": len(places),
        "headers": ", ".join(shorten(header) for header in headers),
    }
    return Problem(table.header.number, name, headers[1], "duplicate-column", message)
