"""The grid: times down, rooms across, a date in the corner or above, merged cells longer or in many
rooms.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from conference.core.names import name_key
from conference.core.tables.cells import as_text
from conference.core.tables.dates import read_date
from conference.core.tables.files import MAX_ROWS, Cell, Table, TableError
from conference.core.tables.questions import Choice, Question, Questions
from schedule_import.reading.column_names import heading_key, names_column
from schedule_import.reading.column_words import NAMES_OF_TALKS
from schedule_import.reading.gaps import ask_date
from schedule_import.reading.grid_blocks import (
    Block,
    Given,
    Sheet,
    TimeRow,
    by_days,
    find_blocks,
    open_sheet,
)
from schedule_import.reading.grid_cells import (
    date_in,
    is_ends_heading,
    is_like_times,
    is_times,
    read_entry,
)
from schedule_import.reading.grid_times import Times
from schedule_import.reading.kind_words import PLENARY, default_kind, kind_words
from schedule_import.reading.lists import is_like_a_room, is_title_of, lines_at
from schedule_import.reading.records import OWN, Dialect, Reading, Record, Setting, Source, Spot
from schedule_import.reading.rows import Problem, shorten
from schedule_import.reading.sheet_dates import sheets_of
from schedule_import.reading.title_cells import Way, ask_for_cuts

NAMED = 4  # columns, at most, in a question
OF_TALKS = {"title", "abstract", "kind", "code", "presentation"}


def is_grid(table: Table) -> bool:
    """Whether the table is a grid, well or badly filled in.

    Its first column has times, or what was meant as such, and its first row has none; and, unlike a
    table with a row for each thing, it has no dates and times beside them, but for a column of
    ends.
    """
    return all(_is_grid(open_sheet(part)) for part, _date in sheets_of(table))


def has_rooms_across(table: Table, setting: Setting, questions: Questions) -> bool:
    """Whether the columns of a grid are rooms: asked where days stand beside the times, as in a
    list, and the names of its columns do not tell.
    """
    sheets = [open_sheet(part) for part, _date in sheets_of(table)]
    heads = [_heads(sheet) for sheet in sheets if sheet.days_at is not None]
    if not heads:
        return True
    known = {name_key(room) for room in setting.rooms}
    row, names = heads[0]
    if sum(name_key(each) in known or is_like_a_room(each) for each in names) >= min(2, len(names)):
        return True
    if {names_column(name) for name in names} & OF_TALKS or any(map(is_title_of, names)):
        return False
    are_rooms = len(names) > 1 and not any(heading_key(name) in NAMES_OF_TALKS for name in names)
    sentence = _("Days and times stand beside %(names)s. Are these rooms?")
    answer = questions.ask(
        Question(
            name="rooms-across",
            sentence=sentence % {"names": ", ".join(f"“{shorten(n)}”" for n in names[:NAMED])},
            choices=(
                Choice("yes", _("yes: what stands below takes place in them")),
                Choice("no", _("no, they say more of what takes place")),
            ),
            proposed="yes" if are_rooms else "no",
            row=row,
            column="room",
            option="--answer rooms-across=yes",
        )
    )
    return answer == "yes" if answer else are_rooms


def _heads(sheet: Sheet) -> tuple[int, list[str]]:
    """The row above the first times, by its number, and the names that stand there in others than
    their columns.
    """
    first = next(
        n for n, (_row, cells) in enumerate(sheet.rows) if _has_time(cells, sheet.times_at)
    )
    row, cells = sheet.rows[max(first - 1, 0)]
    beside = (cells[at] for at in sorted(cells) if at > sheet.times_at)
    return row.number, [as_text(cell) for cell in beside if not is_ends_heading(cell)]


def _is_grid(sheet: Sheet) -> bool:
    timed = [cells for _row, cells in sheet.rows if _has_time(cells, sheet.times_at)]
    others = [cells for _row, cells in sheet.rows if not _has_time(cells, sheet.times_at)]
    if not timed or _has_time(sheet.rows[0][1], sheet.times_at):
        return False
    beside = {sheet.times_at, sheet.days_at}
    beside |= {place for cells in others for place, cell in cells.items() if is_ends_heading(cell)}
    odd = sum(
        any(_is_moment(cells[place]) for place in cells if place not in beside) for cells in timed
    )
    return 2 * odd < len(timed)


def _has_time(cells: Mapping[int, Cell], place: int) -> bool:
    cell = cells.get(place, "")
    is_number = (
        isinstance(cell, str) and cell.isdigit()
    )  # that would be a column of numbers rather than of hours
    return is_like_times(cell) and date_in(cell) is None and not is_number


def _is_moment(cell: Cell) -> bool:
    return is_times(cell) or read_date(cell).is_a_day


def read_grid(table: Table, setting: Setting, questions: Questions) -> Reading:
    """Read a grid: one record for each room that a cell covers.

    Raises TableError if that makes more than one import can hold.
    """
    writer = _Writer(table, setting)
    writer.write_all(questions)
    nothing = _(
        "This grid has times and rooms, and nothing in its cells. Fill in what takes place."
    )
    said = {"title", "presentation", "speaker"} & {
        name for record in writer.records for name, cell in record.cells.items() if cell != ""
    }
    return Reading(
        dialect=Dialect.GRID,
        table=table,
        records=tuple(writer.records),
        columns=frozenset({"date", "time_start", "time_end", "kind", "room"} | said),
        needed=_missing_sentences(),
        source=Source(table, spots=writer.spots),
        errors=tuple(writer.errors)
        or (() if writer.records else (Problem(None, None, "", "empty", nothing),)),
        spanning=frozenset(writer.spanning),
        rooms_across=writer.rooms,
    )


def _missing_sentences() -> dict[str, str]:
    return {
        "date": _(
            "There is no date here that can be read. Every row of rooms needs one, like "
            "2026-12-31, in its first cell or on a line above it."
        ),
        "time_start": _(
            "There is no time here for what stands beside it. Write one, like 13:30; or take the "
            "row out, if it says more of the rooms above."
        ),
        "time_end": _(
            "Nothing says when this ends. Write start and end, like 13:30–14:15, or add a row with "
            "the time of the end alone."
        ),
        "room": _(
            "There is no room above what stands below this cell. Write the name of the room here."
        ),
    }


class _Writer:
    """Writes the records of a table's sheets, and notes where their cells stand."""

    def __init__(self, table: Table, setting: Setting) -> None:
        self.table = table
        self.setting = setting
        self.usual_kind = default_kind(setting.section)
        self.words = kind_words(setting.kinds)
        self.records: list[Record] = []
        self.spots: dict[int, Mapping[str, Spot]] = {}
        self.spanning: set[str] = set()
        self.rooms: list[str] = []
        self.errors: list[Problem] = []
        self.rows = {row.number: row for row in (table.header, *table.rows)}
        self.way = Way()

    def write_all(self, questions: Questions) -> None:
        """Write all sheets, when it is known how their cells are to be read."""
        blocks = []
        for number, (part, date) in enumerate(sheets_of(self.table, self.setting), start=1):
            sheet = open_sheet(part)
            found = find_blocks(sheet, self.setting.days, date)
            if len(found) == 1 and found[0].date.cell == "" and not found[0].days:
                found = [self._on_day(found[0], number, questions)]
            days = self.setting.days
            blocks += [(sheet, part) for block in found for part in by_days(block, sheet, days)]
        self.way = ask_for_cuts(self._texts(block for _, block in blocks), self.words, questions)
        for sheet, block in blocks:
            if block.days:
                self.errors.append(_days_across(block.days, self.table))
            else:
                self._write_block(sheet, block)

    def _on_day(self, block: Block, number: int, questions: Questions) -> Block:
        """The block of a sheet that names no date, on the day that somebody says."""
        sheet, _row = self.table.where(block.date.spot.row)
        day = ask_date(self.table, self.setting, questions, sheet, number)
        return replace(block, date=replace(block.date, cell=day))

    def _texts(self, blocks: Iterable[Block]) -> Iterator[tuple[int, str]]:
        """The cells that may hold title and speakers, with their rows."""
        for block in blocks:
            for row in block.rows:
                for place in row.entries:
                    if not block.speakers and not block.days:
                        yield row.number, self._lines(row.number, place)

    def _lines(self, row: int, place: int) -> str:
        return as_text(lines_at(self.rows[row], place))

    def _write_block(self, sheet: Sheet, block: Block) -> None:
        self.rooms += [as_text(block.rooms[place].cell) for place in sorted(block.rooms)]
        times = Times(block.rows, self.table)
        for row in block.rows:
            for place in row.entries:
                if place not in block.speakers.values():
                    reach = sheet.merges.reach(row.number, place)
                    self._write_entry(block, times, row, place, reach)

    def _write_entry(
        self,
        block: Block,
        times: Times,
        row: TimeRow,
        place: int,
        reach: tuple[int, int],
    ) -> None:
        last_row, last_place = reach
        rooms = _rooms_under(block, row, place, last_place)
        text, people = self.way.cut(self._lines(row.number, place))
        entry = read_entry(text, self.words)
        usual = self.usual_kind if len(rooms) == 1 else PLENARY
        kind = entry.kind or self.words.get(usual, usual)
        if len(rooms) > 1:
            self.spanning.add(name_key(kind))
        start, end = times.start_of(row), times.end_of(row, last_row)
        refused = {"time_start": start.refused, "time_end": end.refused if end else ""}
        refused = {column: message for column, message in refused.items() if message}
        for own, room in rooms.values():
            cells = {
                "date": block.date.cell,
                "time_start": start.cell,
                "room": room.cell,
                "kind": kind,
            }
            cells |= {"title": entry.title, "presentation": entry.presentation}
            spots = {OWN: own, "date": block.date.spot, "time_start": start.spot, "room": room.spot}
            spots |= dict.fromkeys(("kind", "title", "presentation"), Spot(row.number, place))
            if (speakers := row.entries.get(block.speakers.get(place, -1))) is not None:
                cells["speaker"] = speakers
                spots["speaker"] = Spot(row.number, block.speakers[place])
            elif people:
                cells["speaker"], spots["speaker"] = people, spots["title"]
            if end is not None:
                cells["time_end"], spots["time_end"] = end.cell, end.spot
            self._write(cells, spots, refused)

    def _write(
        self, cells: Mapping[str, Cell], spots: Mapping[str, Spot], refused: Mapping[str, str]
    ) -> None:
        if len(self.records) == MAX_ROWS:
            message = _(
                "The cells of this grid make more than %(limit)d rows. Split it into several files."
            )
            raise TableError("too-large", message % {"limit": MAX_ROWS})
        number = len(self.records) + 1
        self.records.append(Record(number, cells, refused))
        self.spots[number] = spots


def _days_across(days: Sequence[Given], table: Table) -> Problem:
    first, second, *_others = days
    message = _(
        "%(cell)s: “%(first)s” and “%(second)s” are days, and no rooms. Put each day into a grid "
        "of its own, one below the other, with its date in the first cell and its rooms beside it."
    ) % {
        "cell": first.spot.name(table),
        "first": shorten(as_text(first.cell)),
        "second": shorten(as_text(second.cell)),
    }
    value, cell = as_text(first.cell), first.spot.name(table)
    return Problem(first.spot.row, "date", value, "bad-date", message, cell=cell, line=0)


def _rooms_under(
    block: Block, row: TimeRow, place: int, last_place: int
) -> dict[str, tuple[Spot, Given]]:
    """Each room that a cell covers, by the key of its name, with the cell in the room's own column.

    A cell under no room at all has one without a name.
    """
    rooms: dict[str, tuple[Spot, Given]] = {}
    for at in range(place, last_place + 1):
        if at in block.rooms:  # of two columns of one room the first counts
            room = block.rooms[at]
            rooms.setdefault(name_key(as_text(room.cell)), (Spot(row.number, at), room))
    if not rooms:
        above = row.number if block.rooms_row is None else block.rooms_row
        rooms[""] = Spot(row.number, place), Given("", Spot(above, place))
    return rooms
