"""Cells that are mended, and rows that are left out."""

import pytest

from conference.core.tables.files import TableError, read_table
from conference.core.tables.mending import MendedCell, Mending, name_of_cell, place_of_cell


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("A1", (1, 0)),
        ("B14", (14, 1)),
        ("Z3", (3, 25)),
        ("AA7", (7, 26)),
        ("BC12", (12, 54)),
        ("", None),
        ("b14", None),
        ("B0", None),
        ("14", None),
    ],
)
def test_a_cell_that_is_named_as_in_a_spreadsheet_has_its_place(name, place):
    assert place_of_cell(name) == place
    assert place is None or name_of_cell(*place) == name


def test_mended_cells_and_rows_left_out_make_another_table_and_nothing_else():
    table = read_table(b"date,room\n2027-05-14,Red\n2027-05-15,Bleu\n2027-05-16\n")
    mending = Mending({"B3": MendedCell("Blue", "Bleu"), "B4": MendedCell("Red", "")}, (2,))

    rows = [(row.number, row.cells) for row in mending.apply(table).rows]

    assert rows == [(3, ("2027-05-15", "Blue")), (4, ("2027-05-16", "Red"))]
    assert Mending.from_json(mending.as_json()) == mending
    assert Mending().apply(table) == table


def test_a_table_without_any_row_is_refused():
    table = read_table(b"date,room\n2027-05-14,Red\n")
    with pytest.raises(TableError, match="Take one of them in again"):
        Mending(left_out=(2,)).apply(table)
