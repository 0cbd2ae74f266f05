"""Tables with a row for each thing and a column for each of its sides: ours, and those of others
with other names of columns, a duration in place of an end, a track in place of a room.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from conference.core.characters import one_line
from conference.core.names import name_key
from conference.core.tables.calendar_words import fold
from conference.core.tables.cells import as_text
from conference.core.tables.dates import read_date
from conference.core.tables.files import Cell, NumberedRow, Table, TableError, unprotect_cell
from conference.core.tables.questions import Questions
from schedule_import.reading.column_meanings import mean_columns
from schedule_import.reading.column_names import KNOWN, heading_key, names_column, number_of_speaker
from schedule_import.reading.column_words import LIKE_A_ROOM, NAMES_OF_TALKS, TITLE_OF_SOMETHING
from schedule_import.reading.gaps import Given, fill_gaps, find_when, take_track
from schedule_import.reading.headings import (
    NEEDED,
    Headings,
    find_columns,
    header_at,
    heading_keys,
    missing,
    missing_end,
)
from schedule_import.reading.kind_words import kind_words
from schedule_import.reading.meant_cells import with_meant_cells
from schedule_import.reading.people import split_speakers
from schedule_import.reading.records import Dialect, Reading, Record, Setting, Source, text_at
from schedule_import.reading.rows import Problem, shorten
from schedule_import.reading.sheet_dates import date_of_sheet
from schedule_import.reading.times_in_utc import with_local_times
from schedule_import.reading.title_cells import WHOLE, Way, ask_for_cuts

ROWS_OF_TITLES = 10  # so many may stand above the names of the columns for these to be found
OF_TIMES = {"date", "time_start", "time_end", "duration", "end_date"}
LINE_ENDS = re.compile("\r\n?|[\n\x85\u2028\u2029]")
WITH_LINES = {"speaker", "abstract"}

# PyCon's tracks are I, II, III, …: numbers of rooms, and no names.
NUMBER_OF_TRACK = re.compile(r"[0-9]{1,3}|[A-Za-z]|[IVXivx]+")


def with_head(table: Table) -> Table:
    """The table with the row that names most columns as its header; what stands above is kept as
    such.
    """
    rows = (table.header, *table.rows)
    first = next(part for _sheet, part in table.parts())
    named = [_names_in(row) for row in first[:ROWS_OF_TITLES]]
    at = max(range(len(named)), key=lambda place: len(named[place]))
    if at == 0 or len(named[at]) < 2 or at + 1 == len(rows):
        return table
    return replace(table, header=rows[at], rows=rows[at + 1 :], above=rows[:at])


def _names_in(row: NumberedRow) -> set[str]:
    names = [names_column(text_at(row, place)) for place in range(len(row.cells))]
    return {name for name in names if name is not None}


def is_head_of_list(row: NumberedRow) -> bool:
    """Whether the row names columns of a list: two or more of ours, and not only those of times,
    which a grid may have too; what stands there several times is beside the rooms of a grid.
    """
    texts = [text for place in range(len(row.cells)) if (text := text_at(row, place))]
    names = [names_column(text) for text in texts]
    known = {name for name in names if name is not None}
    once = {name for name in known if name in OF_TIMES or names.count(name) == 1}
    if len(texts) == 2 and once and once <= OF_TIMES and _names_talks(texts):  # noqa: PLR2004
        return True  # "Time, Session" is all of a list, and no room is called so
    if once - OF_TIMES == {"room"} and not any(KNOWN.get(heading_key(t)) == "room" for t in texts):
        once.remove("room")  # a room may be called Saal, or Event Room
    return len(once) >= 2 and bool(once - OF_TIMES or None not in names)


def _names_talks(texts: Sequence[str]) -> bool:
    return any(heading_key(text) in NAMES_OF_TALKS for text in texts)


def read_columns(
    table: Table, column_choice: Mapping[str, str], setting: Setting, questions: Questions
) -> Reading:
    """Read a table whose header names columns; those that are missing are among its errors.

    `column_choice` is that of `find_columns`, with its ValueError.
    """
    headings = find_columns(table, column_choice, questions)
    _refuse_grids(table, headings, setting)
    whole, body = table, _body(table, headings.places, setting)
    table, dates = body.table, body.dates
    places, warnings = mean_columns(table, headings, setting, questions)
    find_when(table, places, setting, questions, has_days=bool(dates) or len(table.sheets) > 1)
    is_pycons = {"date", "time_start", "duration"} <= places.keys() and "time_end" not in places
    dialect = Dialect.DURATIONS if is_pycons else Dialect.ROWS
    numbers_tracks = take_track(table, places, dialect, questions)
    table = with_meant_cells(table, places, setting, questions)
    way = _way_of_titles(table, places, setting, questions)
    given = fill_gaps(
        table, places, dialect, setting, questions, dates, numbers_tracks=numbers_tracks
    )
    table = with_local_times(table, given, dates, setting, questions)
    records = _records(table, given, dates, kind_words(setting.kinds))
    return Reading(
        dialect=dialect,
        table=whole,
        records=tuple(_with_speakers(records, table, given, way)),
        columns=frozenset(given.places) | ({"speaker"} if way.answer != WHOLE else set()),
        needed=_needed(given.places, dates),
        source=Source(whole, given.places),
        errors=(*headings.errors, *_missing(table, given), *_beyond_header(table)),
        warnings=(
            *_still_unread(headings, table, given.places),
            *warnings,
            *_above(whole, body.above),
        ),
    )


def _refuse_grids(table: Table, headings: Headings, setting: Setting) -> None:
    """TableError where rooms or days stand among the names of the columns, or above them."""
    _refuse_rooms_above(table, headings)
    _refuse_rooms_across(table, headings, setting)
    _refuse_days_as_names(table, headings, setting)


def _refuse_rooms_above(table: Table, headings: Headings) -> None:
    """TableError where the header names times alone, and what stands beside them is named in the
    row above: that are the rooms of a grid.
    """
    if not table.above or not headings.places or not headings.places.keys() <= OF_TIMES:
        return
    header, above = table.header, table.above[-1]
    nameless = [at for at in range(len(above.cells)) if not text_at(header, at)]
    room = next((text for at in nameless if (text := text_at(above, at))), "")
    if not room or not any(text_at(row, at) for row in table.rows for at in nameless):
        return
    message = _(
        "“%(room)s” stands in row %(above)d above a column that row %(row)d does not name. Put all "
        "names of columns into one row: the rooms of a grid beside “%(time)s”, with the day on a "
        "line of its own above them."
    )
    time = header_at(table, min(headings.places.values()))
    named = {"room": shorten(room), "above": above.number, "row": header.number, "time": time}
    raise TableError("not-a-table", message % named, header.number)


def _refuse_rooms_across(table: Table, headings: Headings, setting: Setting) -> None:
    """TableError where rooms stand side by side in a table that is no grid: to read one of them as
    the titles would lose what stands in the others.
    """
    if "room" in headings.places:
        return
    known = {name_key(room) for room in setting.rooms}
    headers = [header_at(table, place) for place in headings.unread]
    rooms = [each for each in headers if name_key(each) in known or is_like_a_room(each)]
    titles = [each for each in headers if is_title_of(each)]
    rooms = rooms if len(rooms) > 1 else titles
    if len(rooms) < 2:  # noqa: PLR2004 - side by side
        return
    message = _(
        "“%(first)s” and “%(second)s” seem to be rooms side by side. For a grid put the times into "
        "the first column, and each day on a line of its own above them; for a list give the rooms "
        "a column of their own."
    )
    named = {"first": shorten(rooms[0]), "second": shorten(rooms[1])}
    raise TableError("not-a-table", message % named, table.header.number)


def _missing(table: Table, given: Given) -> Iterator[Problem]:
    """An error for each needed column that is not there, and that nothing stands in for."""
    for name in given.missing:
        if name == "time_end" and "time_start" in given.places:
            yield missing_end(table, given.places["time_start"])
        else:
            yield missing(table, name)


def _refuse_days_as_names(table: Table, headings: Headings, setting: Setting) -> None:
    """TableError where a day stands in place of the name of a column beside times without dates:
    which rows are on it would be a guess.
    """
    if "time_start" not in headings.places or "date" in headings.places:
        return
    headers = [header_at(table, place) for place in headings.unread]
    day = next((each for each in headers if read_date(each, setting.days).is_a_day), None)
    if day is None:
        return
    message = _(
        "“%(day)s” is a day, and stands where a column should have its name. Put the days into a "
        "column called “date”, beside each row; or for a grid each on a line of its own above the "
        "times."
    )
    raise TableError("not-a-table", message % {"day": shorten(day)}, table.header.number)


def is_title_of(name: str) -> bool:
    """Whether a column holds the titles of something, as "Beach_Title" does of what a room has."""
    return TITLE_OF_SOMETHING.search(fold(name)) is not None


def is_like_a_room(name: str) -> bool:
    """Whether a name can hardly be anything else: Room 2, Saal B."""
    return LIKE_A_ROOM.fullmatch(fold(name)) is not None


def _needed(places: Mapping[str, int], dates: Mapping[int, Cell]) -> dict[str, str]:
    """The columns that no row may leave empty, with what to say of an empty cell."""
    are_dated = bool(dates) and all(dates.values())  # else it is asked of which day they are
    needed = [name for name in NEEDED if name in places or (name == "date" and are_dated)]
    sentence = _("This cell is empty. Every row needs a value in the column “%(column)s”.")
    return {name: sentence % {"column": name} for name in (*needed, *_lengths(places))}


def _still_unread(headings: Headings, table: Table, places: Mapping[str, int]) -> list[Problem]:
    """What is said of columns that are not read, without those that an answer brought in."""
    read = {header_at(table, place) for place in places.values()}
    if "speaker" in places and number_of_speaker(header_at(table, places["speaker"])):
        headers = (header_at(table, at) for at in range(len(table.header.cells)))
        read |= {header for header in headers if number_of_speaker(header)}
    return [warning for warning in headings.warnings if warning.column not in read]


def _way_of_titles(
    table: Table, places: Mapping[str, int], setting: Setting, questions: Questions
) -> Way:
    """Where titles are cut that hold who speaks as well, in a list without a column for that."""
    if "title" not in places or "speaker" in places or "presentation" in places:
        return Way()
    titles = (
        (row.number, text)
        for row in table.rows
        if (text := as_text(lines_at(row, places["title"])))
    )
    return ask_for_cuts(titles, kind_words(setting.kinds), questions)


def _with_speakers(
    records: Iterator[Record], table: Table, given: Given, way: Way
) -> Iterator[Record]:
    """The records with the speakers that their titles hold."""
    if way.answer == WHOLE:
        yield from records
        return
    for row, record in zip(table.rows, records, strict=True):
        title, people = way.cut(as_text(lines_at(row, given.places["title"])))
        yield record._replace(cells={**record.cells, "title": title, "speaker": people})


def _lengths(places: Mapping[str, int]) -> list[str]:
    return ["duration"] if "duration" in places and "time_end" not in places else []


@dataclass
class _Body:
    """The table without rows that are its header again or hold a date alone, the date of each row
    that a line above it or the name of its sheet dates, and what stands above the headers.
    """

    table: Table
    dates: dict[int, Cell] = field(default_factory=dict)
    above: list[NumberedRow] = field(default_factory=list)


def _body(table: Table, places: Mapping[str, int], setting: Setting) -> _Body:
    """The rows below the header of each sheet; TableError for a sheet with other columns."""
    keys = heading_keys(table)
    kept: list[NumberedRow] = []
    body = _Body(table)
    for sheet, rows in table.parts():
        date: Cell = date_of_sheet(sheet.name, setting) if sheet else ""
        head = _head_in(rows, table, keys)
        for row in rows:
            if "date" not in places and (line := _date_line(row, setting)) is not None:
                date = line
            elif row.number < head:
                body.above.append(row)
            elif not repeats(row, keys) and row is not table.header:
                kept.append(row)
                if "date" not in places and date != "":
                    body.dates[row.number] = date
    body.table = replace(table, rows=tuple(kept))
    return body


def _head_in(rows: Sequence[NumberedRow], table: Table, keys: Sequence[str]) -> int:
    """The number of the row of a sheet that names its columns, as in the first sheet."""
    first, last = rows[0].number, rows[-1].number
    if first <= table.header.number <= last:
        return table.header.number
    head = next((row.number for row in rows[:ROWS_OF_TITLES] if repeats(row, keys)), None)
    if head is not None:
        return head
    message = _(
        "The sheets “%(first)s” and “%(other)s” have not the same columns, and cannot be read as "
        "one table. Name the columns alike, in the same order, or have one of the sheets read."
    )
    named = {"first": table.where(table.header.number)[0], "other": table.where(first)[0]}
    raise TableError("not-a-table", message % named)


def repeats(row: NumberedRow, keys: Sequence[str]) -> bool:
    """Whether a row names the columns again."""
    return any(keys) and all(heading_key(text_at(row, at)) == key for at, key in enumerate(keys))


def _date_line(row: NumberedRow, setting: Setting) -> Cell | None:
    """The date that stands alone in a row."""
    cells = [cell for place in range(len(row.cells)) if (cell := cell_at(row, place)) != ""]
    if len(cells) != 1 or not read_date(cells[0], setting.days).is_a_day:
        return None
    return cells[0]


def _records(
    table: Table, given: Given, dates: Mapping[int, Cell], kinds: Mapping[str, str]
) -> Iterator[Record]:
    """The records of the rows; `kinds` are those that a title can name where no column does."""
    for row in table.rows:
        cells: dict[str, Cell] = {
            name: lines_at(row, place) if name in WITH_LINES else cell_at(row, place)
            for name, place in given.places.items()
        }
        if dates:
            cells["date"] = dates.get(row.number, "")
        for name, value in given.values.items():
            cells.setdefault(name, value)
        if "kind" in given.values and not split_speakers(cells.get("speaker")):
            title = as_text(cells.get("title", ""))
            cells["kind"] = kinds.get(name_key(title), cells["kind"])
        if given.numbers_tracks:
            cells["room"] = _room_of_track(as_text(cells["room"]))
        yield Record(row.number, cells)


def _room_of_track(track: str) -> str:
    return f"Track {track}" if NUMBER_OF_TRACK.fullmatch(track) else track


def _above(table: Table, above: Sequence[NumberedRow]) -> Iterator[Problem]:
    """What stands above the names of the columns, and is passed over."""
    texts = [text for row in above for at in range(len(row.cells)) if (text := text_at(row, at))]
    if not texts:
        return
    message = _(
        "Row %(row)d names the columns. What stands above it is no part of the schedule: "
        "“%(text)s”."
    ) % {"row": table.header.number, "text": shorten(", ".join(texts))}
    yield Problem(above[0].number, None, texts[0], "assumed", message)


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


def lines_at(row: NumberedRow, place: int) -> Cell:
    """What a cell of several lines says: each of them trimmed."""
    cell = row.cells[place] if place < len(row.cells) else ""
    if not isinstance(cell, str):
        return as_text(cell)
    lines = "\n".join(one_line(line) for line in LINE_ENDS.split(cell))
    return unprotect_cell(lines.strip("\n"))
