"""A day laid out for the eye: time down, rooms across, every slot as long as it lasts. A room that
is shared has a column for each thing that takes place in it at one time.

The rows of the grid run from one moment at which something starts or ends to the next, so that any
clock time fits, to the minute. A row knows how many minutes it stands for, and the stylesheet makes
it so high.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from conference.schedule.core.timetable import Room
from conference.schedule.public.lanes import lanes_of_room
from conference.schedule.release.programme import Entry, ProgrammeDay

SHORTEST_GAP = 60
"""A stretch of so many minutes in which no room has anything is closed up."""

STEP, HIGHEST = 5, 120
"""Rows are drawn in steps of so many minutes, and no higher; static/css/schedule.css has a class
for each.
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """A rectangle of a row's columns: an entry, or, with none, empty space.

    An entry whose columns are not neighbours has a cell for each stretch of them; all but the first
    repeat it.
    """

    entry: Entry | None
    columns: int
    rows: int = 1
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of time in which nothing starts or ends but at its edges."""

    minutes: int
    cells: tuple[Cell, ...]
    opens: Entry | None
    is_gap: bool

    @property
    def height(self) -> int:
        """The minutes that the row is drawn as: a multiple of `STEP`, at most `HIGHEST`."""
        return min(HIGHEST, max(STEP, round(self.minutes / STEP) * STEP))


@dataclass(frozen=True, slots=True)
class Heading:
    """A room above its columns."""

    room: Room
    columns: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The rooms across and the rows down."""

    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]

    @property
    def columns(self) -> int:
        return sum(heading.columns for heading in self.headings)


def grid_of(day: ProgrammeDay) -> Grid:
    """Lay out a day. ValueError if two of its entries are at one time in one room that is not
    shared, which no release has.
    """
    ticks = sorted({minute for e in day.entries for minute in (e.first_minute, e.last_minute)})
    place = {minute: position for position, minute in enumerate(ticks)}
    headings, columns = _columns_of(day)
    starting: dict[int, dict[int, Cell]] = {}
    for entry in day.entries:
        height = place[entry.last_minute] - place[entry.first_minute]
        for column, cell in _cells_of(entry, columns[entry.id], height):
            if starting.setdefault(entry.first_minute, {}).setdefault(column, cell) is not cell:
                raise ValueError(f"{entry.title!r} starts where something else does")
    taken_until = [0] * sum(heading.columns for heading in headings)
    rows = []
    for position, (begins, ends) in enumerate(pairwise(ticks)):
        cells = tuple(_row_of(starting.get(begins, {}), taken_until, position))
        opens = next((cell.entry for cell in cells if cell.entry), None)
        is_idle = not any(until > position for until in taken_until)
        rows.append(Row(ends - begins, cells, opens, is_idle and ends - begins >= SHORTEST_GAP))
    return Grid(headings, tuple(rows))


def _columns_of(day: ProgrammeDay) -> tuple[tuple[Heading, ...], Mapping[str, Sequence[int]]]:
    """The headings, and the columns that each entry takes, by its id, from the left."""
    held: dict[str, list[Entry]] = defaultdict(list)
    for entry in day.entries:
        for room in entry.rooms:
            held[room.slug].append(entry)
    headings: list[Heading] = []
    columns: dict[str, list[int]] = defaultdict(list)
    first = 0
    for room in day.rooms:
        there = held[room.slug]
        lanes = lanes_of_room(there) if room.is_shared else {entry.id: {0} for entry in there}
        headings.append(Heading(room, 1 + max(max(own) for own in lanes.values())))
        for name, own in lanes.items():
            columns[name] += [first + lane for lane in sorted(own)]
        first += headings[-1].columns
    return tuple(headings), columns


def _cells_of(entry: Entry, columns: Iterable[int], height: int) -> Iterator[tuple[int, Cell]]:
    for count, (start, width) in enumerate(_runs(columns)):
        yield start, Cell(entry, width, height, is_repeat=count > 0)


def _runs(positions: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The stretches of neighbours among ascending numbers, as (first, length)."""
    for _offset, group in groupby(enumerate(positions), key=lambda pair: pair[1] - pair[0]):
        run = [number for _count, number in group]
        yield run[0], len(run)


def _row_of(starting: dict[int, Cell], taken_until: list[int], position: int) -> Iterator[Cell]:
    """The cells that begin in a row, from the left.

    `taken_until` says for each column up to which row it is taken, and is kept up to date here.
    """
    column = 0
    while column < len(taken_until):
        cell = starting.get(column)
        if cell is not None:
            stretch = range(column, column + cell.columns)
            if any(taken_until[at] > position for at in stretch):
                raise ValueError(
                    f"{cell.entry.title if cell.entry else ''!r} starts where something else is"
                )
            taken_until[column : column + cell.columns] = [position + cell.rows] * cell.columns
            yield cell
            column += cell.columns
        elif taken_until[column] > position:
            column += 1
        else:
            width = _free_from(column, starting, taken_until, position)
            yield Cell(None, width)
            column += width


def _free_from(
    column: int, starting: dict[int, Cell], taken_until: list[int], position: int
) -> int:
    end = column + 1
    while end < len(taken_until) and end not in starting and taken_until[end] <= position:
        end += 1
    return end - column
