"""Merged cells of a sheet, while somebody goes down its rows."""

from collections import defaultdict
from collections.abc import Iterable

from conference.core.tables.files import Cell, NumberedRow
from conference.core.tables.workbooks import MergedCells
from schedule_import.reading.lists import cell_at


class Merges:
    """Says what can be seen in each row, and how far a cell reaches. Rows are to be asked for
    downwards.
    """

    def __init__(self, merged: Iterable[MergedCells], width: int) -> None:
        self.width = width
        self._by_row: dict[int, list[MergedCells]] = defaultdict(list)
        for area in merged:
            self._by_row[area.first_row].append(area)
        self._areas: dict[tuple[int, int], MergedCells] = {}
        self._covered_until: dict[
            int, int
        ] = {}  # the last row in which a column is covered from above

    def cells_of(self, row: NumberedRow) -> dict[int, Cell]:
        """The cells of the row that say something, by column from 0; what a merged cell hides does
        not.
        """
        self._begin_areas(row.number)
        return {
            place: cell
            for place in range(len(row.cells))
            if self._is_seen(row.number, place) and _says_something(cell := cell_at(row, place))
        }

    def _begin_areas(self, number: int) -> None:
        for area in sorted(self._by_row.get(number, ()), key=lambda area: area.first_column):
            # Areas that overlap are broken; passing over them also bounds the work, whatever the
            # file says.
            if self._covered_until.get(area.first_column, 0) < number:
                self._areas[number, area.first_column] = area
                for place in range(area.first_column, min(area.last_column + 1, self.width)):
                    self._covered_until[place] = max(
                        self._covered_until.get(place, 0), area.last_row
                    )

    def _is_seen(self, number: int, place: int) -> bool:
        return self._covered_until.get(place, 0) < number or (number, place) in self._areas

    def reach(self, number: int, place: int) -> tuple[int, int]:
        """The last row and the last column of the cell at this place; its own if it is not
        merged.
        """
        area = self._areas.get((number, place))
        return (area.last_row, min(area.last_column, self.width - 1)) if area else (number, place)


def _says_something(cell: Cell) -> bool:
    """A dash or a dot in an empty cell is no title."""
    return not isinstance(cell, str) or any(map(str.isalnum, cell))
