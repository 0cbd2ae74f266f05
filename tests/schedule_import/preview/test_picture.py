"""The picture of a preview, and the rows that something is wrong with beside it."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.schedule.core.diff_in_words import Status
from conference.schedule.core.timetable import Kind, Room, Slot, Timetable, diff
from conference.schedule.release.programme import Person
from schedule_import.planning.options import Options, preview_import
from schedule_import.preview.picture import MOST_LANES, MOST_SLOTS, Heading, draw, draw_plan
from schedule_import.preview.problem_labels import LABELS, label_of
from schedule_import.preview.rows_with_problems import find_rows
from schedule_import.reading.rows import ERROR_CODES, WARNING_CODES
from tests.factories import make_conference, make_presentation, make_section, make_speaker
from tests.schedule_import.importing import bring_in, preview

DAY, NEXT = "2027-05-14", "2027-05-15"
ZURICH = ZoneInfo("Europe/Zurich")


@pytest.fixture
def section(db):
    return make_section(make_conference(slug="lakeside"), slug="talks", name="Talks")


def pictured(section, *rows, day=None, **options):
    plan = preview(section, *rows, **options)
    return plan, draw_plan(plan, zone=section.conference.zone, day=day)


def shown(picture):
    """What is drawn, as a person would write it down."""
    return [
        (
            f"{entry.date:%d} {entry.start:%H:%M}",
            entry.title,
            "+".join(entry.room_names),
            str(entry.status),
            "; ".join(entry.was),
        )
        for drawn in picture.days
        for entry in drawn.day.entries
    ]


def found(findings):
    """Row by row: its number, its cells with * for a marked one, and the codes."""
    return [
        (
            row.number,
            [f"*{cell.text}" if cell.severity == "error" else cell.text for cell in row.cells],
            [finding.problem.code for finding in row.findings],
        )
        for row in findings.rows
    ]


def test_every_slot_is_drawn_with_what_becomes_of_it(section):
    bring_in(
        section,
        f"{DAY},9:00,10:00,talk,A,Stays,",
        f"{DAY},10:00,11:00,talk,A,Moves,",
        f"{DAY},11:00,12:00,talk,A,Goes,",
        f"{NEXT},9:00,10:00,talk,A,Old name,",
    )
    _plan, picture = pictured(
        section,
        f"{DAY},9:00,10:00,talk,A,Stays,",
        f"{DAY},10:30,11:00,talk,B,Moves,",
        f"{NEXT},9:00,10:00,talk,A,New name,",
        f"{NEXT},20:00,1:00,party,B,Comes,",
        mode="replace",
    )
    assert shown(picture) == [
        ("14 09:00", "Stays", "A", "unchanged", ""),
        ("14 10:30", "Moves", "B", "moved", "was 10:00–11:00; was in A"),
        ("14 11:00", "Goes", "A", "removed", ""),
        ("15 09:00", "New name", "A", "changed", "title was “Old name”"),
        ("15 20:00", "Comes", "B", "added", ""),
    ]
    assert picture.counts == (
        (Status.ADDED, 1),
        (Status.MOVED, 1),
        (Status.CHANGED, 1),
        (Status.REMOVED, 1),
        (Status.UNCHANGED, 1),
    )
    assert [
        (s.date.isoformat(), s.slots, s.changes, s.errors, s.is_drawn) for s in picture.summaries
    ] == [
        (DAY, 3, 2, 0, True),
        (NEXT, 2, 2, 0, True),
    ]


def test_a_presentation_is_drawn_with_its_title_and_speakers(section):
    speaker = make_speaker(section.conference, name="Ada")
    make_presentation(section, number=7, title="How lakes freeze", speakers=[speaker])
    _plan, picture = pictured(section, f"{DAY},9:00,10:00,talk,A,,7")
    (entry,) = picture.days[0].day.entries
    assert (entry.title, entry.people, entry.starts_at.isoformat()) == (
        "How lakes freeze",
        (Person(speaker.pk, "Ada", ""),),
        "2027-05-14T09:00:00+02:00",
    )


def test_what_is_said_of_a_whole_grid_marks_no_slot_of_it(section):
    text = "2027-05-14,Hall,Annex\n10:00,Café,One\n11:00,Two,Three\n12:00,,"
    plan = preview_import(section, text.encode("cp1252"), Options())
    assert [warning.code for warning in plan.warnings] == ["read-as-windows-1252"]
    picture = draw_plan(plan, zone=section.conference.zone)
    assert [entry.marks for drawn in picture.days for entry in drawn.day.entries] == [()] * 4


def test_a_room_that_the_conference_does_not_have_yet_is_marked(section):
    bring_in(section, f"{DAY},9:00,10:00,talk,Library,Old,")
    _plan, picture = pictured(section, f"{DAY},10:00,11:00,talk,Libary,New,")
    assert picture.days[0].headings == (
        Heading("Library", 1, is_new=False),
        Heading("Libary", 1, is_new=True),
    )


def test_slots_that_overlap_stand_side_by_side_in_lanes_of_their_room(section):
    plan, picture = pictured(
        section,
        f"{DAY},9:00,10:00,talk,A,First,",
        f"{DAY},9:30,10:30,talk,A,Second,",
        f"{DAY},11:00,12:00,talk,A,Alone,",
        f"{DAY},9:00,12:00,talk,B,Beside,",
    )
    assert [error.code for error in plan.errors] == ["overlap"]
    (drawn,) = picture.days
    assert drawn.headings == (Heading("A", 2, is_new=True), Heading("B", 1, is_new=True))
    assert {entry.title: [room.slug for room in entry.rooms] for entry in drawn.day.entries} == {
        "First": ["a/0"],
        "Second": ["a/1"],
        "Alone": ["a/0", "a/1"],
        "Beside": ["b/0"],
    }


def test_what_goes_stands_to_the_right_of_what_comes(section):
    bring_in(section, f"{DAY},9:00,10:00,talk,A,Old,")
    _plan, picture = pictured(section, f"{DAY},9:00,11:00,plenary,A,New,", mode="replace")
    assert {entry.title: entry.rooms[0].slug for entry in picture.days[0].day.entries} == {
        "New": "a/0",
        "Old": "a/1",
    }


def test_rows_in_error_are_marked_where_they_stand_and_linked_both_ways(section):
    plan, picture = pictured(
        section,
        f"{DAY},9:00,10:00,talk,A,First,",
        f"{DAY},9:30,10:30,talk,A,Second,",
        f"{DAY},9:00,10:00,talk,A,First,",
    )
    marks = {
        entry.title: [(m.row, m.code) for m in entry.marks] for entry in picture.days[0].day.entries
    }
    assert marks == {"First": [(4, "duplicate")], "Second": [(3, "overlap")]}
    findings = find_rows(plan, picture)
    assert [(row.number, row.findings[0].place.anchor) for row in findings.rows] == [
        (3, "slot-3"),
        (4, "slot-2"),
    ]
    ((name, place),) = findings.rows[0].findings[0].others
    assert (name, place.anchor, place.is_drawn) == ("row 2", "slot-2", True)


def test_a_row_is_shown_as_it_stands_in_the_file_with_its_cells_marked(section):
    plan, picture = pictured(
        section,
        " 31.6.2027 ,9:00,25:00,talk,A,'=One,",
        f"{DAY},9:00,10:00,,A,Two,,beyond",
    )
    assert found(find_rows(plan, picture)) == [
        (2, ["*31.6.2027", "9:00", "*25:00", "talk", "A", "'=One"], ["bad-date", "bad-time"]),
        (
            3,
            [DAY, "9:00", "10:00", "*", "A", "Two", "", "*beyond"],
            ["missing-value", "extra-value"],
        ),
    ]
    assert [finding.place for row in find_rows(plan, picture).rows for finding in row.findings] == [
        None
    ] * 4


def test_what_is_wrong_with_the_header_is_shown_at_the_header(section):
    plan, picture = pictured(
        section, f"{DAY},9:00,10:00,talk,A,x", header="date,time_start,time_end,kind,spot,kind"
    )
    (row,) = find_rows(plan, picture).rows
    assert (row.number, row.is_heading, row.has_error) == (1, True, True)
    assert [(cell.text, cell.severity) for cell in row.cells] == [
        ("date", ""),
        ("time_start", ""),
        ("time_end", ""),
        ("kind", "error"),
        ("spot", "warning"),
        ("kind", ""),
    ]
    assert picture.summaries == ()


def test_a_file_that_cannot_be_read_says_so_without_a_row_and_draws_nothing(section):
    bring_in(section, f"{DAY},9:00,10:00,talk,A,Stands,")
    plan, picture = pictured(section, header="", mode="replace")
    assert found(find_rows(plan, picture)) == [(None, [], ["empty"])]
    assert picture.days == ()


def test_problems_can_be_filtered_by_kind_and_by_code(section):
    plan, picture = pictured(
        section,
        "2027-06-01,9:00,10:00,talk,Room 1,,",
        "2027-06-01,9:30,10:00,talk,Room 1,,",
        "2027-06-01,9:00,10:00,talk,Room1,,",
    )
    everything = find_rows(plan, picture)
    assert [(each.name, each.count, each.is_chosen) for each in everything.filters] == [
        ("", 5, True),
        ("errors", 1, False),
        ("warnings", 4, False),
        ("overlap", 1, False),
        ("outside-conference", 3, False),
        ("similar-name", 1, False),
    ]
    by_row = {row.number: [f.problem.code for f in row.findings] for row in everything.rows}
    assert by_row == {
        3: ["overlap", "outside-conference"],
        2: ["outside-conference"],
        4: ["outside-conference", "similar-name"],
    }
    assert list(by_row) == [3, 2, 4]

    def rows(chosen):
        return {row.number for row in find_rows(plan, picture, chosen).rows}

    assert (rows("errors"), rows("warnings"), rows("similar-name")) == ({3}, {2, 3, 4}, {4})
    assert rows("no such code") == {2, 3, 4}
    codes = [
        f.problem.code for row in find_rows(plan, picture, "overlap").rows for f in row.findings
    ]
    assert codes == ["overlap"]


def test_a_large_file_shows_its_first_200_rows_in_error_and_counts_the_rest(section):
    rows = [f"{DAY},9:00,8:00,talk,A,," for _number in range(250)]
    plan, picture = pictured(section, *rows)
    findings = find_rows(plan, picture)
    assert (len(findings.rows), findings.more) == (200, 50)


def test_more_than_500_slots_are_drawn_day_by_day_with_what_matters_first(section):
    def rows(day, hours):
        return [
            f"{day},{hour}:{minute:02},{hour}:{minute + 5:02},talk,Room {room},,"
            for room in range(20)
            for hour in hours
            for minute in range(0, 60, 10)
        ]

    quiet, busy = rows(DAY, range(9, 11)), rows(NEXT, range(9, 15))
    bring_in(section, *quiet)
    _plan, picture = pictured(section, *quiet, *busy)
    assert [drawn.day.date.isoformat() for drawn in picture.days] == [NEXT]
    assert (picture.is_partial, picture.is_all_drawable) == (True, False)
    (drawn,) = picture.days
    assert (len(drawn.day.entries), drawn.left_out) == (MOST_SLOTS, 220)

    _plan, other = pictured(section, *quiet, *busy, day=dt.date(2027, 5, 14))
    assert [drawn.day.date.isoformat() for drawn in other.days] == [DAY]
    place = other.places[2 + len(quiet)]
    assert place[0].isoformat() == NEXT
    assert place[1] not in other.drawn

    # One row in error on the quiet day brings that day to the front.
    clash = f"{DAY},9:01,9:03,talk,Room 1,Clash,"
    _plan, troubled = pictured(section, *quiet, *busy, clash)
    assert [drawn.day.date.isoformat() for drawn in troubled.days] == [DAY]


def test_what_takes_place_all_at_once_is_drawn_in_a_few_lanes_and_counted(section):
    rows = [f"{DAY},9:00,10:00,talk,A,Title {number}," for number in range(40)]
    _plan, picture = pictured(section, *rows)
    (drawn,) = picture.days
    assert drawn.headings == (Heading("A", MOST_LANES, is_new=True),)
    assert (len(drawn.day.entries), drawn.left_out) == (MOST_LANES, 40 - MOST_LANES)


def test_a_single_day_can_be_asked_for_and_another_day_is_passed_over(section):
    rows = [f"{DAY},9:00,10:00,talk,A,One,", f"{NEXT},9:00,10:00,talk,A,Two,"]
    _plan, picture = pictured(section, *rows, day=dt.date(2027, 5, 15))
    assert [entry[1] for entry in shown(picture)] == ["Two"]
    _plan, picture = pictured(section, *rows, day=dt.date(2030, 1, 1))
    assert [entry[1] for entry in shown(picture)] == ["One", "Two"]


def test_every_code_has_words_for_the_page():
    assert set(LABELS) == {*ERROR_CODES, *WARNING_CODES}
    assert label_of("overlap") == "overlap"


def test_a_cell_of_a_grid_is_marked_in_its_row_and_in_the_picture(section):
    plan, picture = pictured(
        section,
        "9:00-10:00,First,Second",
        "9:30-10:30,Third,",
        header=f"{DAY},Hall,Room 2",
    )
    assert [(error.cell, error.code) for error in plan.errors] == [("B3", "overlap")]
    (row,) = find_rows(plan, picture).rows
    assert [(cell.text, cell.severity) for cell in row.cells] == [
        ("9:30-10:30", ""),
        ("Third", "error"),
    ]
    marked = {
        entry.title: [mark.cell for mark in entry.marks] for entry in picture.days[0].day.entries
    }
    assert marked == {"First": [], "Second": [], "Third": ["B3"]}
    assert row.findings[0].place.anchor in picture.drawn


TIMES = [dt.time(hour, minute) for hour in range(9, 18) for minute in (0, 20, 40)]
ROOMS = tuple(Room(slug, slug.upper(), order) for order, slug in enumerate("abc"))


@st.composite
def slots(draw):
    start, end = sorted(draw(st.lists(st.sampled_from(TIMES), min_size=2, max_size=2, unique=True)))
    rooms = draw(st.frozensets(st.sampled_from("abc"), min_size=1))
    return Slot(None, dt.date(2027, 5, 14), start, end, "talk", rooms, draw(st.sampled_from("xyz")))


@given(st.lists(slots(), max_size=12), st.lists(slots(), max_size=12))
def test_whatever_overlaps_a_picture_can_be_drawn_and_loses_nothing_in_silence(before, after):
    kinds = (Kind("talk", "talk", spans_rooms=True),)
    days = (dt.date(2027, 5, 14),)
    old = Timetable(days=days, rooms=ROOMS, kinds=kinds, slots=tuple(before))
    new = Timetable(days=days, rooms=ROOMS, kinds=kinds, slots=tuple(after))
    changes = diff(old, new)
    picture = draw(changes, old, new, zone=ZURICH)
    total = len(changes.added) + len(changes.removed) + len(changes.pairs)
    assert sum(number for _status, number in picture.counts) == total
    drawn = sum(len(each.day.entries) + each.left_out for each in picture.days)
    assert drawn == total
    for each in picture.days:
        assert sum(heading.lanes for heading in each.headings) == each.grid.columns
        assert all(heading.lanes <= MOST_LANES for heading in each.headings)


@pytest.mark.parametrize(
    "row",
    [
        "9999-12-31,22:00,2:00,talk,A,,",
        "0001-01-01,0:00,1:00,talk,A,,",
        "2199-12-31,22:00,2:00,talk,A,,",
    ],
)
def test_the_ends_of_the_calendar_break_nothing(section, row):
    plan, picture = pictured(section, row)
    can_be = row.startswith("2199")
    assert [error.code for error in plan.errors] == ([] if can_be else ["bad-date"])
    assert len(picture.days) == can_be
