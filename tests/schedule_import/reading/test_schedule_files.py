"""JSON and XML of other systems: what their events become, and what is refused."""

import datetime as dt
import json

import pytest

from schedule_import.planning.options import Options, preview_import
from tests.factories import make_conference, make_section
from tests.schedule_import.export_mutations import C3VOC, FRAB, INDICO

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    conference = make_conference(
        slug="lakeside", time_zone="Europe/Zurich", starts_on=dt.date(2027, 5, 14)
    )
    return make_section(conference, slug="talks", name="Talks")


def read(section, content):
    content = content if isinstance(content, str) else json.dumps(content)
    return preview_import(section, content.encode(), Options()).parsed


def said(parsed):
    return [
        (f"{row.date:%d} {row.start:%H:%M}-{row.end:%H:%M}", row.kind, row.room, row.title)
        + (row.speakers, row.track, row.code)
        for row in parsed.rows
    ]


def messages(problems):
    return [problem.message for problem in problems]


def schedule_of(*events):
    rooms = {"Red": list(events)}
    return {"schedule": {"conference": {"days": [{"date": "2027-05-14", "rooms": rooms}]}}}


MOSS = {"start": "09:00", "duration": "00:30", "title": "Moss", "code": "K"}


def test_a_timetable_of_indico_has_talks_with_their_sessions_as_tracks_and_pauses(section):
    parsed = read(section, INDICO)
    assert (parsed.system, messages(parsed.errors)) == ("Indico", [])
    assert said(parsed) == [
        ("14 09:00-09:30", "talk", "Red", "Moss and memory", ("Mira Holt", "Per Aune"), "", "7"),
        ("14 09:30-10:00", "break", "Red", "Coffee", (), "", ""),
        ("14 10:00-11:00", "talk", "Red", "Ferries", (), "Waters", "8"),
        ("14 12:00-13:00", "session", "Red", "Posters", (), "", ""),
    ]


def test_times_of_indico_are_those_of_their_zone(section):
    content = json.dumps(INDICO).replace("Europe/Zurich", "Asia/Tokyo").replace("09:00:00", "17:00")
    assert [row[0] for row in said(read(section, content))][0] == "14 10:00-10:30"


@pytest.mark.parametrize("content", [C3VOC, FRAB])
def test_an_event_before_its_day_begins_is_on_the_next_one(section, content):
    assert said(read(section, content))[1][0][:8] == "15 01:00"


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (
            {"title": {"en": "Moss"}},
            "In this schedule, “title” of the event “{'en': 'Moss'}” is no text: {'en': 'Moss'}. "
            "Export the schedule again, or upload it as a spreadsheet.",
        ),
        (
            {"duration": True},
            "In this schedule, “duration” of the event “Moss” is no text: True. Export the "
            "schedule again, or upload it as a spreadsheet.",
        ),
    ],
)
def test_what_is_no_text_where_one_should_stand_is_refused(section, event, message):
    assert messages(read(section, schedule_of(MOSS | event)).errors) == [message]


@pytest.mark.parametrize(
    ("event", "row"),
    [
        ({"title": None}, ("14 09:00-09:30", "talk", "Red", "", (), "", "K")),
        ({"duration": 45}, ("14 09:00-09:45", "talk", "Red", "Moss", (), "", "K")),
        ({"persons": ["A B"]}, ("14 09:00-09:30", "talk", "Red", "Moss", ("A B",), "", "K")),
        ({"title": "Mo\ud800ss\x00"}, ("14 09:00-09:30", "talk", "Red", "Mo ss", (), "", "K")),
    ],
)  # fmt: skip
def test_what_is_missing_is_empty_and_numbers_are_texts(section, event, row):
    assert said(read(section, schedule_of(MOSS | event))) == [row]


def test_events_without_a_start_are_counted_and_left_out(section):
    parsed = read(section, schedule_of(MOSS, {"title": "Later", "start": None}))
    assert [row[3] for row in said(parsed)] == ["Moss"]
    assert messages(parsed.warnings) == ["1 session of this export has no start and is left out."]


def test_what_stands_twice_in_one_place_is_refused_and_neither_is_lost(section):
    content = json.dumps(schedule_of(MOSS)).replace('{"Red":', '{"Red": [], "Red":')
    assert messages(read(section, content).errors) == [
        "“Red” stands twice in one place of this JSON, and only one of them could be read. Export "
        "the schedule again, or upload it as a spreadsheet."
    ]


def test_an_xml_in_letters_that_nobody_knows_is_refused(section):
    content = f'<?xml version="1.0" encoding="foo"?>{FRAB}'
    assert [error.code for error in read(section, content).errors] == ["not-a-table"]
