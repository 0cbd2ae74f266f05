"""What stands above the columns of a grid: rooms, speakers beside them, and no days."""

import datetime as dt

import pytest

from schedule_import.reading.parse import parse_schedule
from schedule_import.reading.records import Setting


def parse(*rows):
    return parse_schedule(
        "\n".join(rows).encode(),
        Setting("talks", (dt.date(2027, 5, 14), dt.date(2027, 5, 16))),
    )


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
