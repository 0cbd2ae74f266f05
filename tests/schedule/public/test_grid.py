import pytest

from conference.schedule.public.grid import grid_of
from conference.schedule.release.programme import programme_of
from tests.schedule.contents import content, slot


def drawn(slots, rooms=("hall", "north", "loft"), shared=()):
    """The grid of one day: for each row its minutes and its cells as (title or None, columns,
    rows).
    """
    day = programme_of(content(slots, rooms=rooms, shared=shared)).days[0]
    return [
        (
            row.minutes,
            [(cell.entry and cell.entry.title, cell.columns, cell.rows) for cell in row.cells],
        )
        for row in grid_of(day).rows
    ]


def test_a_slot_is_as_many_rows_high_as_there_are_edges_while_it_lasts():
    assert drawn(
        [
            slot("2026-08-14 10:00-11:00", "hall", title="Long"),
            slot("2026-08-14 10:00-10:20", "north", title="Short"),
            slot("2026-08-14 10:30-11:00", "north", title="Next"),
        ],
    ) == [
        (20, [("Long", 1, 3), ("Short", 1, 1)]),
        (10, [(None, 1, 1)]),
        (30, [("Next", 1, 1)]),
    ]


def test_a_plenary_spans_its_rooms():
    assert drawn([slot("2026-08-14 10:00-11:00", "hall north loft", "plenary", title="All")]) == [
        (60, [("All", 3, 1)])
    ]


def test_rooms_that_are_no_neighbours_have_a_cell_each_and_the_second_repeats_the_first():
    day = programme_of(
        content(
            [
                slot("2026-08-14 10:00-11:00", "hall loft", "plenary", title="Both"),
                slot("2026-08-14 10:00-11:00", "north", title="Between"),
            ],
            rooms=("hall", "north", "loft"),
        )
    ).days[0]
    cells = [(cell.entry.title, cell.is_repeat) for cell in grid_of(day).rows[0].cells]
    assert cells == [("Both", False), ("Between", False), ("Both", True)]


def test_free_space_beside_each_other_is_one_cell():
    assert drawn(
        [
            slot("2026-08-14 10:00-11:00", "hall north loft", "plenary", title="All"),
            slot("2026-08-14 11:00-12:00", "loft", title="Right"),
            slot("2026-08-14 12:00-13:00", "hall", title="Left"),
        ]
    ) == [
        (60, [("All", 3, 1)]),
        (60, [(None, 2, 1), ("Right", 1, 1)]),
        (60, [("Left", 1, 1), (None, 2, 1)]),
    ]


def test_only_rows_in_which_something_starts_are_named_by_their_time():
    day = programme_of(
        content(
            [
                slot("2026-08-14 10:00-10:45", "hall", title="One"),
                slot("2026-08-14 11:00-11:45", "hall", title="Two"),
            ]
        )
    ).days[0]
    assert [row.opens and row.opens.title for row in grid_of(day).rows] == ["One", None, "Two"]


@pytest.mark.parametrize(("start", "is_gap"), [("11:30", False), ("12:00", True), ("19:00", True)])
def test_an_hour_or_more_in_which_no_room_has_anything_is_closed_up(start, is_gap):
    day = programme_of(
        content(
            [slot("2026-08-14 10:00-11:00", "hall"), slot(f"2026-08-14 {start}-20:00", "north")]
        )
    ).days[0]
    assert [row.is_gap for row in grid_of(day).rows] == [False, is_gap, False]


def test_an_hour_in_which_one_room_is_busy_is_not_closed_up():
    day = programme_of(
        content([slot("2026-08-14 10:00-14:00", "hall"), slot("2026-08-14 10:00-11:00", "north")])
    ).days[0]
    assert [(row.minutes, row.is_gap) for row in grid_of(day).rows] == [(60, False), (180, False)]


@pytest.mark.parametrize(
    ("end", "height"),
    [("10:01", 5), ("10:07", 5), ("10:08", 10), ("10:45", 45), ("12:00", 120), ("18:00", 120)],
)
def test_rows_are_drawn_in_steps_of_five_minutes_and_no_higher_than_two_hours(end, height):
    day = programme_of(content([slot(f"2026-08-14 10:00-{end}", "hall")])).days[0]
    assert [row.height for row in grid_of(day).rows] == [height]


def test_a_party_past_midnight_runs_on_in_the_grid_of_its_day():
    assert drawn(
        [
            slot("2026-08-14 20:00-02:00", "hall", "party", title="Party"),
            slot("2026-08-14 22:00-00:00", "north", title="Film"),
        ],
    ) == [
        (120, [("Party", 1, 3), (None, 1, 1)]),
        (120, [("Film", 1, 1)]),
        (120, [(None, 1, 1)]),
    ]


@pytest.mark.parametrize("second", ["10:00-12:00", "10:30-11:30"])
def test_two_slots_in_one_room_at_one_time_are_refused_rather_than_lost(second):
    day = programme_of(
        content(
            [
                slot("2026-08-14 10:00-11:00", "hall"),
                slot(f"2026-08-14 {second}", "hall", title="Other"),
            ]
        )
    ).days[0]
    with pytest.raises(ValueError, match="starts where something else"):
        grid_of(day)


def test_what_meets_in_a_shared_room_stands_side_by_side_and_what_is_alone_takes_its_whole_width():
    slots = [
        slot("2026-08-14 09:00-12:00", "north", title="Fair"),
        slot("2026-08-14 10:00-11:00", "north", title="Soup"),
        slot("2026-08-14 10:00-11:00", "hall", title="Talk"),
        slot("2026-08-14 12:00-13:00", "north", title="Tea"),
    ]
    assert drawn(slots, rooms=("hall", "north"), shared=("north",)) == [
        (60, [(None, 1, 1), ("Fair", 1, 3), (None, 1, 1)]),
        (60, [("Talk", 1, 1), ("Soup", 1, 1)]),
        (60, [(None, 1, 1), (None, 1, 1)]),
        (60, [(None, 1, 1), ("Tea", 2, 1)]),
    ]


def test_a_shared_room_bears_its_name_above_all_of_its_columns():
    slots = [slot("2026-08-14 09:00-12:00", "hall north", "party", title=each) for each in "ABC"]
    day = programme_of(content(slots, shared=("hall", "north"))).days[0]
    grid = grid_of(day)
    assert [(each.room.slug, each.columns) for each in grid.headings] == [("hall", 3), ("north", 3)]
    assert grid.columns == 6


def test_every_cell_of_the_rectangle_is_covered_once():
    slots = [
        slot("2026-08-14 09:00-10:00", "hall north loft", "plenary"),
        slot("2026-08-14 10:00-10:25", "hall"),
        slot("2026-08-14 10:05-11:00", "loft"),
        slot("2026-08-14 10:30-12:00", "hall north", "plenary"),
        slot("2026-08-14 13:00-14:00", "north"),
    ]
    rows = drawn(slots)
    covered = [0] * len(rows)
    for position, (_minutes, cells) in enumerate(rows):
        for _title, columns, height in cells:
            for row in range(position, position + height):
                covered[row] += columns
    assert covered == [3] * len(rows)
