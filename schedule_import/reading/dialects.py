"""Which dialect a table is in. Its columns say so, never the name of its file."""

from collections.abc import Collection, Mapping

from conference.core.tables import Table
from schedule_import.reading.grids import is_grid, read_grid
from schedule_import.reading.headings import NEEDED
from schedule_import.reading.lists import read_columns
from schedule_import.reading.records import Reading


def read_records(
    table: Table, *, section_slug: str, kinds: Collection[str], column_choice: Mapping[str, str]
) -> Reading:
    """Read a table in its dialect; our own one wins wherever its needed columns are there.

    `kinds` are the labels that the schedule has: cells of a grid can name them. `column_choice`
    says of headers which of our columns they are, "" for none (ValueError if there is no such
    column): who chose one has said that this is no grid. Raises TableError for a grid that is too
    large.
    """
    reading = read_columns(table, column_choice, section_slug=section_slug)
    recognised = len(reading.columns & set(NEEDED))
    if (
        _is_whole(reading)
        or any(column_choice.values())
        or not is_grid(table, recognised=recognised)
    ):
        return reading
    return read_grid(table, section_slug=section_slug, kinds=kinds)


def _is_whole(reading: Reading) -> bool:
    return all(problem.code != "missing-column" for problem in reading.errors)
