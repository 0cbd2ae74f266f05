"""Which column of a file is which of ours."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from conference.core.characters import one_line
from conference.core.tables import Cell, Table
from schedule_import.reading.cells import as_text
from schedule_import.reading.rows import ANNOTATION, COLUMN_NAMES, COLUMNS, Problem, shorten


@dataclass(frozen=True)
class Headings:
    """Where our columns stand in the rows of a file, from 0; and what is wrong with its header."""

    places: Mapping[str, int]
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def lacks_a_column(self) -> bool:
        """Whether a needed column is missing."""
        return any(problem.code == "missing-column" for problem in self.errors)


def heading_key(text: str) -> str:
    """The form under which names of columns are equal: without case, white space, _ and -."""
    return one_line(text).casefold().translate({ord(letter): None for letter in " _-"})


NEEDED = tuple(column.name for column in COLUMNS if column.needed)
KNOWN = {
    heading_key(name): column.name for column in COLUMNS for name in (column.name, *column.aliases)
}


def find_columns(
    table: Table,
    column_choice: Mapping[str, str],
    *,
    further: Mapping[str, str] | None = None,
    needed: Collection[str] = NEEDED,
) -> Headings:
    """Find our columns in the header of `table`; the first one counts where two have one name.

    `column_choice` says of headers of the file which of our columns they are, "" for none;
    ValueError if there is no such column. `further` are other names, by their keys, for columns
    that the file does not name as we do; `needed` the columns that must be there.
    """
    unknown = set(column_choice.values()) - {*COLUMN_NAMES, ""}
    if unknown:
        raise ValueError(
            f"there is no column {min(unknown)!r}; choose from {', '.join(COLUMN_NAMES)}"
        )
    known = KNOWN | {heading_key(header): name for header, name in column_choice.items()}
    there = {known.get(key) for key in heading_keys(table)}
    known = {key: name for key, name in (further or {}).items() if name not in there} | known
    places: dict[str, list[int]] = defaultdict(list)
    warnings: list[Problem] = []
    for place, cell in enumerate(table.header.cells):
        header = _header_text(cell)
        name = known.get(heading_key(header))
        if name:
            places[name].append(place)
        elif name is None and _is_unexpected(table, place, header):
            warnings.append(_ignored(table.header.number, place, header))
    missing = [_missing(table, name) for name in needed if name not in places]
    twice = [_twice(table, name, where) for name, where in places.items() if len(where) > 1]
    first = {name: where[0] for name, where in places.items()}
    return Headings(first, errors=(*missing, *twice), warnings=tuple(warnings))


def heading_keys(table: Table) -> list[str]:
    """The keys of all names in the first row."""
    return [heading_key(_header_text(cell)) for cell in table.header.cells]


def _header_text(cell: Cell) -> str:
    return one_line(as_text(cell))


def _is_unexpected(table: Table, place: int, header: str) -> bool:
    """Whether somebody may expect this column to be read."""
    return heading_key(header) != ANNOTATION if header else _has_values(table, place)


def _has_values(table: Table, place: int) -> bool:
    return any(place < len(row.cells) and _header_text(row.cells[place]) for row in table.rows)


def _ignored(row: int, place: int, header: str) -> Problem:
    if header:
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
    return Problem(row, header or None, header, "ignored-column", message)


def _missing(table: Table, name: str) -> Problem:
    aliases = next(column.aliases for column in COLUMNS if column.name == name)
    message = _(
        "The column “%(column)s” is missing. Name it in the first row; it can also be called "
        "%(aliases)s."
    ) % {
        "column": name,
        "aliases": ", ".join(aliases),
    }
    return Problem(table.header.number, name, "", "missing-column", message)


def _twice(table: Table, name: str, places: list[int]) -> Problem:
    headers = [_header_text(table.header.cells[place]) for place in places]
    message = _(
        "The column “%(column)s” is there %(count)d times: %(headers)s. Take out or rename all but "
        "one."
    ) % {
        "column": name,
        "count": len(places),
        "headers": ", ".join(shorten(header) for header in headers),
    }
    return Problem(table.header.number, name, headers[1], "duplicate-column", message)
