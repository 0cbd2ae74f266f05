"""Tables with a row for each thing and a column for each of its sides: ours and SciPy's, and
PyCon's.

SciPy's is ours with other names of columns. PyCon's has a duration in place of an end, a track in
place of a room, and no kind.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from conference.core.characters import one_line
from conference.core.tables import Cell, NumberedRow, Table, unprotect_cell
from schedule_import.reading.cells import as_text
from schedule_import.reading.headings import NEEDED, Headings, find_columns, heading_keys
from schedule_import.reading.kind_words import default_kind
from schedule_import.reading.records import Dialect, Reading, Record, Source, text_at
from schedule_import.reading.rows import Problem, shorten

TRACK, DURATION = "track", "duration"
INSTEAD: Mapping[str, str] = {TRACK: "room", DURATION: DURATION}
NEEDED_WITH_DURATION = ("date", "time_start", DURATION, "room")
ROWS_OF_TITLES = 10  # so many may stand above the names of the columns for these to be found

# PyCon's tracks are I, II, III, …: numbers of rooms, and no names.
NUMBER_OF_TRACK = re.compile(r"[0-9]{1,3}|[A-Za-z]|[IVXivx]+")


def read_columns(table: Table, column_choice: Mapping[str, str], *, section_slug: str) -> Reading:
    """Read a table whose first row names columns; those that are missing are among its errors.

    `column_choice` is that of `find_columns`, with its ValueError.
    """
    dialect, needed, headings = _find_dialect(table, column_choice)
    if headings.lacks_a_column and (names_at := _find_names_below(table)):
        return Reading(
            dialect=dialect,
            table=table,
            records=(),
            columns=frozenset(headings.places),
            needed={},
            source=Source(table, headings.places),
            errors=tuple(_saying_where(headings.errors, names_at)),
        )
    sentence = _("This cell is empty. Every row needs a value in the column “%(column)s”.")
    source = Source(table, headings.places)
    return Reading(
        dialect=dialect,
        table=table,
        records=tuple(_records(table, headings, dialect, section_slug)),
        columns=frozenset(headings.places),
        needed={name: sentence % {"column": name} for name in needed if name in headings.places},
        source=source,
        errors=(*headings.errors, *_beyond_header(table)),
        warnings=headings.warnings,
    )


def _find_dialect(
    table: Table, column_choice: Mapping[str, str]
) -> tuple[Dialect, Collection[str], Headings]:
    headings = find_columns(table, column_choice)
    if not _has_durations(table, headings):
        return Dialect.ROWS, NEEDED, headings
    needed = NEEDED_WITH_DURATION
    return (
        Dialect.DURATIONS,
        needed,
        find_columns(table, column_choice, further=INSTEAD, needed=needed),
    )


def _find_names_below(table: Table) -> int | None:
    """The number of a row below the first one that names all columns that are needed, if there is
    one.
    """
    for row in table.rows[:ROWS_OF_TITLES]:
        _dialect, _needed, headings = _find_dialect(replace(table, header=row, rows=()), {})
        if not headings.lacks_a_column:
            return row.number
    return None


def _saying_where(errors: Iterable[Problem], names_at: int) -> Iterator[Problem]:
    """The errors of the first row, which begin with what they come from; nothing below it is looked
    at.
    """
    message = _(
        "The first row does not name the columns, and row %(row)d looks as if it did: take out "
        "what stands above it."
    ) % {"row": names_at}
    for error in errors:
        yield replace(error, message=f"{message} {error.message}")


def _has_durations(table: Table, headings: Headings) -> bool:
    there = headings.places.keys() | set(heading_keys(table))
    return {"date", "time_start", TRACK, DURATION} <= there and "time_end" not in there


def _records(
    table: Table, headings: Headings, dialect: Dialect, section_slug: str
) -> Iterator[Record]:
    room = headings.places.get("room")
    names_tracks = dialect is Dialect.DURATIONS and heading_keys(table)[room or 0] == TRACK
    for row in table.rows:
        cells = {name: cell_at(row, place) for name, place in headings.places.items()}
        if dialect is Dialect.DURATIONS:
            cells.setdefault("kind", default_kind(section_slug))
        if names_tracks:
            cells["room"] = _room_of_track(as_text(cells["room"]))
        yield Record(row.number, cells)


def _room_of_track(track: str) -> str:
    return f"Track {track}" if NUMBER_OF_TRACK.fullmatch(track) else track


def _beyond_header(table: Table) -> Iterator[Problem]:
    width = len(table.header.cells)
    message = _(
        "“%(value)s” stands beyond the last column that the first row names. Name the column "
        "there, or put text that holds a comma into quotes."
    )
    for row in table.rows:
        extra = next(
            filter(None, (text_at(row, place) for place in range(width, len(row.cells)))), ""
        )
        if extra:
            yield Problem(
                row.number, None, extra, "extra-value", message % {"value": shorten(extra)}
            )


def cell_at(row: NumberedRow, place: int) -> Cell:
    """What the cell says: trimmed, and without what protects it from spreadsheet programs."""
    cell = row.cells[place] if place < len(row.cells) else ""
    return unprotect_cell(one_line(cell)) if isinstance(cell, str) else cell
