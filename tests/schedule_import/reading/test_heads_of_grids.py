"""What stands above the columns of a grid: rooms, speakers beside them, and no days."""

import datetime as dt
import io

import pytest
import xlsxwriter

from conference.core.tables.questions import Questions
from schedule_import.reading.parse import parse_schedule
from schedule_import.reading.records import Setting

SETTING = Setting("talks", (dt.date(2027, 5, 14), dt.date(2027, 5, 16)))


def parse(*rows, **answers):
    return parse_schedule("\n".join(rows).encode(), SETTING, questions=Questions(answers))


def said(parsed):
    return [(row.room, row.title, row.speakers) for row in parsed.rows]


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        (["2027-05-14,,", "Time,Friday 14,Saturday 15"], "B2"),
        (["Time,2027-05-14,2027-05-15"], "B1"),
        (["Time,Fri,Sat"], "B1"),
        (["2027-05-14,Day 1,Day 2"], "B1"),
        (["2027-05-14,,", "Uhrzeit,Freitag (14.),Samstag (15.)"], "B2"),
        (["2027-05-14,Friday,Saturday", "Time,Red,Blue"], "B1"),
    ],
)
def test_days_side_by_side_are_refused_once_and_are_no_rooms(rows, cell):
    parsed = parse(*rows, "9:00-10:00,Moss,Kites", "10:00-11:00,Ponds,Lanterns")
    assert (parsed.rows, [(p.cell, p.code) for p in parsed.errors]) == ((), [(cell, "bad-date")])
    assert "are days, and no rooms. Put each day into a grid" in parsed.errors[0].message


@pytest.mark.parametrize("rooms", ["Mars,Venus", "Friday Hall,Sunday Room", "1,2", "Saal A,Saal B"])
def test_rooms_whose_names_sound_like_days_are_rooms(rooms):
    parsed = parse(f"2027-05-14,{rooms}", "9:00-10:00,Moss,Kites")
    assert (parsed.errors, [row.room for row in parsed.rows]) == ((), rooms.split(","))


@pytest.mark.parametrize(
    "heads",
    [
        "Red,Blue,Red speakers,Blue speakers",
        "Red,Blue,Speaker (Red),Speakers of Blue",
    ],
)
def test_columns_that_name_speakers_and_a_room_say_who_speaks_there(heads):
    parsed = parse(f"2027-05-14,{heads}", "9:00-10:00,Moss,Kites,Mira Holt; Jo Lind,Per Aune")
    assert parsed.errors == ()
    assert said(parsed) == [
        ("Red", "Moss", ("Mira Holt", "Jo Lind")),
        ("Blue", "Kites", ("Per Aune",)),
    ]


def test_a_column_of_speakers_belongs_to_the_room_at_its_left():
    parsed = parse(
        "2027-05-14,Red,Speaker,Blue,Speaker", "9:00-10:00,Moss,Mira Holt,Kites,", "10:00-11:00,Tea"
    )
    assert parsed.errors == ()
    assert said(parsed) == [
        ("Red", "Moss", ("Mira Holt",)),
        ("Blue", "Kites", None),
        ("Red", "Tea", None),
    ]


def test_a_room_for_speakers_is_a_room():
    parsed = parse("2027-05-14,Red,Speakers Lounge", "9:00-10:00,Moss,Rest")
    assert said(parsed) == [("Red", "Moss", None), ("Speakers Lounge", "Rest", None)]


# --- Days beside the times, and over groups of rooms ----------------------------------------------


def when(parsed):
    return [(f"{row.date:%d} {row.start:%H:%M}", row.room, row.title) for row in parsed.rows]


@pytest.mark.parametrize(
    "days",
    [
        ["Fri 14 May,,Sat 15 May,"],
        ["Lakeside 2027,,,,", "Friday,,Saturday,"],
        ["2027-05-14,,2027-05-15,", "", "Morning"],
    ],
)
def test_days_over_groups_of_rooms_are_those_of_the_rooms_below(days):
    first, *others = [f",{line}" if "," in line else line for line in days]
    parsed = parse(
        *(first, *others, "Time,Red,Blue,Red,Green"),
        *("9:00,Moss,Bridges,Ferries,", "10:00,Coffee,,,Islands", "11:00,,,,"),
    )
    assert parsed.errors == ()
    assert when(parsed) == [
        ("14 09:00", "Red", "Moss"),
        ("14 09:00", "Blue", "Bridges"),
        ("14 10:00", "Red", "Coffee"),
        ("15 09:00", "Red", "Ferries"),
        ("15 10:00", "Green", "Islands"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        (",Day 1,Day 2", "Time,Red,Blue"),  # of no date
        (",,Friday,Saturday", "Time,Red,Blue,Green"),  # of which day is the red room?
        ("Time,Friday,Saturday",),  # in which room?
    ],
)
def test_days_over_rooms_that_leave_one_open_are_refused(rows):
    parsed = parse(*rows, "9:00-10:00,Moss,Bridges,Kites")
    assert (parsed.rows, [error.code for error in parsed.errors]) == ((), ["bad-date"])


def test_a_cell_that_is_merged_over_two_days_takes_place_on_both():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("B1:C1", "Friday")
        sheet.merge_range("D1:E1", "Saturday")
        sheet.write_row("A2", ["Time", "Red", "Blue", "Red", "Blue"])
        sheet.write("A3", "12:00-13:00")
        sheet.merge_range("B3:E3", "Lunch")
    parsed = parse_schedule(content.getvalue(), SETTING)
    assert parsed.errors == ()
    assert when(parsed) == [
        (f"{day} 12:00", room, "Lunch") for day in (14, 15) for room in ("Red", "Blue")
    ]


@pytest.mark.parametrize(
    "rows",
    [
        ("Day,Time,Room 1,Room 2", "2027-05-14,9:00-10:00,Moss,Bridges", ",10:00-11:00,Tea,"),
        (",Start,End,Room 1,Room 2", "14 May,9:00,10:00,Moss,Bridges", ",10:00,11:00,Tea,"),
        ("Tag,Zeit,Room 1,Room 2", "Freitag,9:00,Moss,Bridges", "Freitag,10:00,Tea,", ",11:00"),
    ],
)
def test_days_at_the_left_of_the_times_are_those_of_the_rows_below(rows):
    more = ("Saturday,9:00-10:00,Ferries,",) if "Day" in rows[0] else ()
    parsed = parse(*rows, *more)
    assert (parsed.dialect, parsed.errors) == ("grid", ())
    assert when(parsed) == [
        ("14 09:00", "Room 1", "Moss"),
        ("14 09:00", "Room 2", "Bridges"),
        ("14 10:00", "Room 1", "Tea"),
        *[("15 09:00", "Room 1", "Ferries") for _row in more],
    ]


def test_a_day_at_the_left_that_is_no_date_dates_nothing_and_is_no_part_of_the_day_above():
    parsed = parse(
        *("Day,Time,Room 1,Room 2", "2027-05-14,9:00-10:00,Moss,Bridges"),
        "Day 2,9:00-10:00,Ferries,Islands",
    )
    assert [(error.cell, error.code) for error in parsed.errors] == [("A3", "missing-value")]
    assert [row.title for row in parsed.rows] == ["Moss", "Bridges"]


@pytest.mark.parametrize(
    ("heads", "proposed"), [("Red,Blue", "yes"), ("Session,Affiliation", "no")]
)
def test_columns_beside_days_and_times_are_rooms_only_if_somebody_says_so(heads, proposed):
    rows = (f"Date,Time,{heads}", "2027-05-14,9:00-10:00,Moss,Univ. of Moss")
    (question,) = (q for q in parse(*rows).questions.asked.values() if q.name == "rooms-across")
    assert question.proposed == proposed

    dialects = [parse(*rows, **{"rooms-across": answer}).dialect for answer in ("yes", "no")]
    assert dialects == ["grid", "rows"]


@pytest.mark.parametrize(
    "rows",
    [
        ("Friday,Start,End,Red,Blue", ",9:00,9:30,Moss,Bridges", "Saturday,9:00,9:30,Kites,"),
        ("Title,Start,End,Room,Fri,Sat", "Moss,9:00,9:30,Red,x,"),
    ],
)
def test_a_day_in_place_of_the_name_of_a_column_is_refused_and_no_room_or_date_is_asked(rows):
    parsed = parse(*rows)
    assert ([error.code for error in parsed.errors], parsed.rows) == (["not-a-table"], ())
    assert "is a day, and stands where a column should have its name" in parsed.errors[0].message


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Friday,Red,Blue", "Saturday,Red,Blue"),
        ("Freitag,Red,Blue", "Samstag,Red,Blue"),
        ("Friday,,\nTime,Red,Blue", "Saturday,,\nTime,Red,Blue"),
        ("Viernes,Red,Blue", "Sábado,,"),
    ],
)
def test_weekdays_of_the_conference_date_the_parts_of_a_grid(first, second):
    parsed = parse(first, "9:00-10:00,Moss,Kites", second, "9:00-10:00,Ponds,")
    assert parsed.errors == ()
    assert [(row.date.day, row.room, row.title) for row in parsed.rows] == [
        (14, "Red", "Moss"),
        (14, "Blue", "Kites"),
        (15, "Red", "Ponds"),
    ]


@pytest.mark.parametrize("day", ["Friday", "Day 2"])
def test_a_day_that_is_no_date_dates_nothing_below_it(day):
    setting = Setting("talks", (dt.date(2027, 5, 14), dt.date(2027, 5, 21)))
    text = f"2027-05-14,Red\n9:00-10:00,Moss\n{day},Red\n9:00-10:00,Ponds"
    parsed = parse_schedule(text.encode(), setting)
    assert [row.title for row in parsed.rows] == ["Moss"]
    assert [(each.cell, each.message) for each in parsed.errors] == [
        (
            "A3",
            "A3: There is no date here that can be read. Every row of rooms needs one, like "
            "2026-12-31, in its first cell or on a line above it.",
        )
    ]


def test_hours_that_are_called_so_once_are_start_and_end():
    parsed = parse("2027-05-14,Red", "9–10 Uhr,Moss", "10–11:30 Uhr,Ponds", "14-15h,Kites")
    assert [(f"{row.start:%H:%M}", f"{row.end:%H:%M}") for row in parsed.rows] == [
        ("09:00", "10:00"),
        ("10:00", "11:30"),
        ("14:00", "15:00"),
    ]
