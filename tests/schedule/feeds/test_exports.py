import csv
import datetime as dt
import io
from pathlib import Path

import pytest

from conference.schedule.feeds.exports import csv_rows, schedule_as_json, write_csv
from tests.schedule.contents import (
    CALENDAR_ID,
    MODIFIED_AT,
    content,
    section,
    slot,
    speaker,
    talk,
    with_change,
)

PUBLISHED_AT = dt.datetime(2026, 7, 2, 12, tzinfo=dt.UTC)
HEADER = [
    *("date", "time_start", "time_end", "kind", "room", "title", "presentation"),
    *("speaker", "abstract", "track"),
]
NOT_OF_A_TALK = ["", "", "", ""]


def rows_of(slots, **fields):
    return list(csv_rows(content(slots, **fields), with_section=False))


def test_a_slot_is_a_row_for_each_of_its_rooms():
    assert rows_of([slot("2026-08-14 12:00-13:00", "hall north", "lunch", title="Lunch")]) == [
        HEADER,
        ["2026-08-14", "12:00", "13:00", "lunch", "Hall", "Lunch", *NOT_OF_A_TALK],
        ["2026-08-14", "12:00", "13:00", "lunch", "North", "Lunch", *NOT_OF_A_TALK],
    ]


def test_a_presentation_is_given_by_its_number_and_its_texts():
    slots = [slot("2026-08-14 12:00-13:00", "hall", presentation=7)]
    assert rows_of(slots, talks=[talk(7, "Listening")])[1:] == [
        ["2026-08-14", "12:00", "13:00", "talk", "Hall", "Listening", "7", "", "", ""]
    ]


@pytest.mark.parametrize(("end", "written"), [("00:00", "24:00"), ("02:30", "02:30")])
def test_midnight_is_written_as_24_00_and_later_ends_as_they_are(end, written):
    rows = rows_of([slot(f"2026-08-14 21:00-{end}", "hall", "party")])
    assert rows[1:] == [["2026-08-14", "21:00", written, "party", "Hall", "", *NOT_OF_A_TALK]]


@pytest.mark.parametrize(
    ("title", "written"),
    [("=1+1", "'=1+1"), ("'=1+1", "''=1+1"), ("-", "'-"), ("@home", "'@home"), ("'tis", "'tis")],
)
def test_what_a_spreadsheet_would_run_is_protected(title, written):
    rows = rows_of([slot("2026-08-14 12:00-13:00", "hall", title=title)])
    assert rows[1][5] == written


def test_rooms_and_kinds_are_protected_too():
    shown = content([slot("2026-08-14 12:00-13:00", "hall")])

    def change(data):
        data["rooms"][0]["name"] = "+1"
        data["sections"][0]["kinds"][0]["label"] = "@talk"

    shown = with_change(shown, change)
    assert list(csv_rows(shown, with_section=False))[1][3:5] == ["'@talk", "'+1"]


def test_rows_come_by_time_then_by_room_across_the_sections():
    sections = [
        section([slot("2026-08-15 10:00-11:00", "north"), slot("2026-08-14 10:00-11:00", "north")]),
        section(
            [slot("2026-08-14 10:00-11:00", "hall"), slot("2026-08-14 09:00-10:00", "north")],
            slug="labs",
        ),
    ]
    rows = list(csv_rows(content(sections=sections), with_section=True))
    assert [(row[0], row[1], row[4], row[-1]) for row in rows] == [
        ("date", "time_start", "room", "section"),
        ("2026-08-14", "09:00", "North", "labs"),
        ("2026-08-14", "10:00", "Hall", "labs"),
        ("2026-08-14", "10:00", "North", "talks"),
        ("2026-08-15", "10:00", "North", "talks"),
    ]


def test_the_csv_file_is_read_back_as_it_was_written():
    text = io.StringIO(newline="")
    shown = content([slot("2026-08-14 12:00-13:00", "hall", title='Quotes ", commas, and\nlines')])
    write_csv(shown, text, with_section=True)
    assert list(csv.reader(io.StringIO(text.getvalue(), newline=""))) == [
        [*HEADER, "section"],
        [
            "2026-08-14",
            "12:00",
            "13:00",
            "talk",
            "Hall",
            'Quotes ", commas, and lines',
            *NOT_OF_A_TALK,
            "talks",
        ],
    ]


def test_an_event_of_the_json_says_everything():
    lesson = slot("2026-08-14 10:00-11:00", "hall north", "plenary", presentation=7, sequence=3)
    shown = content(
        [lesson],
        talks=[talk(7, "Listening", [1], abstract="Of the *sea*.", track="People")],
        speakers=[speaker(1, "Ada", "Counts.")],
        tracks=[("People", "#6b4fa0")],
    )
    assert schedule_as_json(shown, number=2, published_at=PUBLISHED_AT) == {
        "version": 1,
        "conference": shown.as_json()["conference"],
        "release": {"number": 2, "published_at": "2026-07-02T12:00:00+00:00"},
        "sections": [{"slug": "talks", "name": "Talks"}],
        "rooms": shown.as_json()["rooms"],
        "tracks": [{"name": "People", "colour": "#6b4fa0"}],
        "speakers": [{"id": 1, "name": "Ada", "biography": "Counts."}],
        "events": [
            {
                "uid": f"presentation-7@{CALENDAR_ID}",
                "key": lesson["key"],
                "section": "talks",
                "number": 7,
                "kind": "plenary",
                "title": "Listening",
                "abstract": "Of the *sea*.",
                "track": "People",
                "speakers": [{"id": 1, "name": "Ada"}],
                "rooms": [{"slug": "hall", "name": "Hall"}, {"slug": "north", "name": "North"}],
                "date": "2026-08-14",
                "start": "2026-08-14T10:00:00+09:30",
                "end": "2026-08-14T11:00:00+09:30",
                "duration": 60,
                "sequence": 3,
                "last_modified": MODIFIED_AT,
            }
        ],
    }


def test_a_draft_has_no_release_and_events_without_a_presentation_are_known_by_their_key():
    lunch = slot("2026-08-14 12:00-13:00", "hall", "lunch", title="Lunch")
    feed = schedule_as_json(content([lunch]), number=None, published_at=None)
    event = feed["events"][0]
    assert feed["release"] is None
    assert (event["uid"], event["number"]) == (
        f"{lunch['key']}@{CALENDAR_ID}",
        None,
    )


@pytest.mark.parametrize(
    ("when", "minutes"),
    [
        ("2026-10-03 22:00-04:00", 300),  # clocks go forward at 02:00
        ("2026-04-04 22:00-04:00", 420),  # and back
        ("2026-08-14 22:00-00:00", 120),
    ],
)
def test_a_duration_is_the_time_that_really_passes(when, minutes):
    feed = schedule_as_json(content([slot(when, "hall")]), number=None, published_at=None)
    assert feed["events"][0]["duration"] == minutes


def test_every_key_of_the_json_is_documented():
    shown = content([slot("2026-08-14 10:00-11:00", "hall")])
    feed = schedule_as_json(shown, number=1, published_at=PUBLISHED_AT)
    page = (Path(__file__).parents[3] / "docs" / "formats.md").read_text()
    keys = {*feed, *feed["conference"], *feed["release"], *feed["events"][0]}
    assert [key for key in sorted(keys) if f"`{key}`" not in page] == []


def test_a_talk_in_two_slots_is_two_events_of_one_number():
    again = slot("2026-08-15 10:00-11:00", "north", presentation=7)
    shown = content(
        [again, slot("2026-08-14 10:00-11:00", "hall", presentation=7)], talks=[talk(7, "Twice")]
    )
    feed = schedule_as_json(shown, number=1, published_at=PUBLISHED_AT)
    assert [(event["uid"], event["number"]) for event in feed["events"]] == [
        (f"presentation-7@{CALENDAR_ID}", 7),
        (f"{again['key']}@{CALENDAR_ID}", 7),
    ]
