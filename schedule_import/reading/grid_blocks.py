"""The parts of a grid: each has one date, one row of rooms, and rows of times below it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from conference.core.tables.dates import Days, read_date
from conference.core.tables.files import Cell, NumberedRow, Table
from schedule_import.reading.grid_cells import (
    date_in,
    is_corner_word,
    is_ends_heading,
    is_like_times,
    is_times,
    split_times,
)
from schedule_import.reading.grid_heads import columns_of_speakers, is_day
from schedule_import.reading.headings import heading_keys
from schedule_import.reading.merged_cells import Merges
from schedule_import.reading.records import Spot
from schedule_import.reading.rows import ANNOTATION


@dataclass(frozen=True, slots=True)
class Given:
    """A cell, or what was read out of it, and where it stands; `refused` says why it cannot be
    meant.
    """

    cell: Cell
    spot: Spot
    refused: str = ""


@dataclass(frozen=True, slots=True)
class TimeRow:
    """What stands beside one time; `end` is None where the next time is the end.

    A row without a time (`is_timed`) has an empty start, and nothing ends there.
    """

    number: int
    start: Given
    end: Given | None
    is_timed: bool
    entries: Mapping[int, Cell]


@dataclass(slots=True)
class Block:
    """The rooms of a day by column, the row that names them (None: none does), and what is
    beneath.

    `speakers` are the columns of speakers, by that of the room; `days` those that stand side by
    side where rooms should.
    """

    date: Given
    rooms: Mapping[int, Given]
    rooms_row: int | None
    speakers: Mapping[int, int] = field(default_factory=dict)
    days: Sequence[Given] = ()
    rows: list[TimeRow] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """A table as a grid: its rows with what can be seen in them, and the column of the times;
    `days_at` is that of the days, if they stand at its left.
    """

    rows: Sequence[tuple[NumberedRow, Mapping[int, Cell]]]
    times_at: int
    merges: Merges
    days_at: int | None = None


def open_sheet(table: Table) -> Sheet:
    """Look at a table as at a sheet of paper: without columns of annotations, and with merged
    cells.
    """
    rows = (table.header, *table.rows)
    merges = Merges(table.merged, max(len(row.cells) for row in rows))
    ours = {place for place, key in enumerate(heading_keys(table)) if key == ANNOTATION}
    seen = [(row, merges.cells_of(row)) for row in rows]
    kept = [
        (row, {place: cells[place] for place in cells if place not in ours}) for row, cells in seen
    ]
    left = min((min(cells) for _row, cells in kept if cells), default=0)
    if _are_days_beside_times([cells for _row, cells in kept], left):
        return Sheet(kept, left + 1, merges, days_at=left)
    return Sheet(kept, left, merges)


def _are_days_beside_times(rows: Sequence[Mapping[int, Cell]], left: int) -> bool:
    """Whether the leftmost column holds nothing but days, each in or above rows of times."""
    timed = [cells for cells in rows if is_times(cells.get(left + 1, ""))]
    days = [cells[left] for cells in timed if left in cells]
    return (
        bool(days)
        and left in timed[0]
        and all(is_day(day, None) and not is_like_times(day) for day in days)
    )


def find_blocks(sheet: Sheet, within: Days, date: str = "") -> list[Block]:
    """Part the sheet of a conference that lasts from the first to the last day of `within` into
    blocks; `date` is that of what has no other. Nothing is refused: what cannot be read is left to
    who checks its cells.
    """
    reader = _BlockReader(sheet, within, date)
    for row, cells in sheet.rows:
        reader.read(row, cells)
    return reader.blocks


def by_days(block: Block, sheet: Sheet, within: Days) -> Sequence[Block]:
    """The block as one for each of the days that stand side by side over its rooms; itself, if
    there are none, or if somebody has to say first which date belongs to which room.
    """
    dates = [_date_among(day.cell, within) for day in block.days]
    starts = [day.spot.place for day in block.days]
    are_above = all(day.spot.row != block.rooms_row for day in block.days)
    if not block.days or None in dates or block.date.cell != "" or not are_above:
        return [block]
    if min(block.rooms, default=0) < starts[0]:
        return [block]
    ends = [*starts[1:], sheet.merges.width]
    return [
        _columns_of(block, sheet, range(start, end), Given(date or "", day.spot))
        for date, day, start, end in zip(dates, block.days, starts, ends, strict=True)
    ]


def _columns_of(block: Block, sheet: Sheet, columns: range, date: Given) -> Block:
    """The part of a block that stands in some columns, and what reaches into them."""

    def reaches(row: int, place: int) -> bool:
        return place < columns.stop and sheet.merges.reach(row, place)[1] >= columns.start

    rows = [
        replace(row, entries={at: row.entries[at] for at in row.entries if reaches(row.number, at)})
        for row in block.rows
    ]
    rooms = {place: room for place, room in block.rooms.items() if place in columns}
    return replace(block, date=date, rooms=rooms, days=(), rows=rows)


def _date_among(cell: Cell, within: Days) -> Cell | None:
    """The date that a cell names, also by a weekday of the conference."""
    return cell if read_date(cell, within).is_a_day else date_in(cell)


class _BlockReader:
    """Goes down the sheet.

    A row with a time in the first column belongs to the block. A row with nothing to the right of
    its first cell, or with nothing but a date there, is a line: it ends the block, and what follows
    needs a date. Any other row names rooms, or it lacks its time.
    """

    def __init__(self, sheet: Sheet, within: Days, date: str) -> None:
        self.sheet, self.within, self.usual_date = sheet, within, date
        self.blocks: list[Block] = []
        self._date: Given | None = None
        self._rooms: Mapping[int, Given] = {}
        self._rooms_row: int | None = None
        self._speakers: Mapping[int, int] = {}
        self._days: list[Given] = []
        self._ends_at: int | None = None
        self._is_running = False  # rows of times have begun
        self._is_headed = False  # rooms were named since the last line

    def read(self, row: NumberedRow, cells: Mapping[int, Cell]) -> None:
        if self.sheet.days_at is not None:
            cells = self._read_day(row, cells, self.sheet.days_at)
        first = cells.get(self.sheet.times_at, "")
        beside = {place: cell for place, cell in cells.items() if place != self.sheet.times_at}
        if not cells:
            return
        if is_times(first) or (
            not beside and self._is_headed and is_like_times(first) and not date_in(first)
        ):
            self._read_times(row, first, beside)
        elif (at := self._line_at(cells, beside)) is not None:
            self._read_line(Given(cells[at], Spot(row.number, at)))
        elif self._names_rooms(first) or self._are_days(first, beside):
            self._read_rooms(row, first, beside)
        else:
            self._read_times(row, first, beside)

    def _read_day(self, row: NumberedRow, cells: Mapping[int, Cell], at: int) -> Mapping[int, Cell]:
        """The other cells of a row, when the day at its left is read; that of a time begins one,
        and what is no date dates nothing.
        """
        others = {place: cell for place, cell in cells.items() if place != at}
        if at in cells and is_times(cells.get(self.sheet.times_at, "")):
            date = Given(_date_among(cells[at], self.within) or "", Spot(row.number, at))
            if not (self._is_running and date.cell and date.cell == self.blocks[-1].date.cell):
                self._end_block()
                self._date, self.usual_date = date, ""
        return others

    def _line_at(self, cells: Mapping[int, Cell], beside: Mapping[int, Cell]) -> int | None:
        """The column of the cell that makes this row a line between blocks."""
        if not beside:
            return self.sheet.times_at
        first = cells.get(self.sheet.times_at, "")
        if len(beside) > 1 or is_like_times(first) or date_in(first) is not None:
            return None
        return next((place for place, cell in beside.items() if date_in(cell) is not None), None)

    def _read_line(self, given: Given) -> None:
        self._end_block()
        self._is_headed = False
        date = _date_among(given.cell, self.within)
        if date is not None:
            self._date, self.usual_date = Given(date, given.spot), ""
        elif self._date is None or self._date.cell == "":
            self._date = Given(self.usual_date, given.spot)

    def _end_block(self) -> None:
        if self._is_running:
            self._is_running, self._is_headed, self._date = False, False, None
            self._days = []

    def _names_rooms(self, first: Cell) -> bool:
        if date_in(first) is not None or self._is_day(first) or is_corner_word(first):
            return True
        # A second row below the rooms ("80 seats") does not replace their names: it lacks its time.
        return not (self._is_running or self._is_headed or is_like_times(first))

    def _are_days(self, first: Cell, beside: Mapping[int, Cell]) -> bool:
        """Whether days stand side by side in a row without a time, also below a title."""
        days = [cell for cell in beside.values() if self._is_day(cell)]
        return not self._is_running and first == "" and len(days) == len(beside) > 1

    def _read_rooms(self, row: NumberedRow, first: Cell, beside: Mapping[int, Cell]) -> None:
        self._end_block()
        self._is_headed = True
        self._rooms_row = row.number
        corner = Spot(row.number, self.sheet.times_at)
        date = _date_among(first, self.within)
        if date is not None:
            self._date, self.usual_date = Given(date, corner), ""
        elif self._date is None or self._date.cell == "":
            self._date = Given(self.usual_date, corner)
        self._ends_at = next(
            (place for place, cell in beside.items() if is_ends_heading(cell)), None
        )
        heads = {place: cell for place, cell in beside.items() if place != self._ends_at}
        days = [Given(heads[at], Spot(row.number, at)) for at in heads if self._is_day(heads[at])]
        if len(days) > 1:
            self._days = days
        speakers = dict(columns_of_speakers(heads))
        self._speakers = {room: place for place, room in speakers.items()}
        rooms = {place: cell for place, cell in heads.items() if place not in speakers}
        self._rooms = dict(self._rooms_of(row.number, rooms))

    def _is_day(self, cell: Cell) -> bool:
        return is_day(cell, self.within)

    def _rooms_of(self, number: int, heads: Mapping[int, Cell]) -> Iterator[tuple[int, Given]]:
        """The name of a room stands over all columns that its cell covers."""
        for place, cell in heads.items():
            _last_row, last = self.sheet.merges.reach(number, place)
            for covered in range(place, last + 1):
                yield covered, Given(cell, Spot(number, place))

    def _read_times(self, row: NumberedRow, first: Cell, beside: Mapping[int, Cell]) -> None:
        if not self._is_running:
            self._is_running = True
            date = self._date or Given(self.usual_date, Spot(row.number, self.sheet.times_at))
            self.blocks.append(
                Block(date, self._rooms, self._rooms_row, self._speakers, self._days)
            )
        spot = Spot(row.number, self.sheet.times_at)
        start, end = split_times(first)
        given_end = None if end is None else Given(end, spot)
        if self._ends_at is not None and self._ends_at in beside:
            given_end = Given(beside[self._ends_at], Spot(row.number, self._ends_at))
        entries = {place: cell for place, cell in beside.items() if place != self._ends_at}
        self.blocks[-1].rows.append(
            TimeRow(row.number, Given(start, spot), given_end, first != "", entries)
        )
