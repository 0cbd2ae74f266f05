import json
import re

import pytest

from conference.schedule.feeds.c3voc import schedule_as_c3voc
from conference.schedule.feeds.frab import write_frab
from tests.schedule.contents import content, slot, speaker, talk
from tests.schedule.feeds import voc_rules
from tests.schedule.feeds.test_frab import SCHEDULE_URL, page_of, tree_of
from tests.schedule.feeds.test_frab import events_of as frab_events_of


@pytest.fixture
def shown():
    return voc_rules.a_schedule()


def feed_of(shown):
    options = {"site_url": "https://plenary.example", "page_of": page_of}
    return json.loads(json.dumps(schedule_as_c3voc(shown, version="3", **options)))


def events_of(feed):
    days = feed["schedule"]["conference"]["days"]
    return [event for day in days for events in day["rooms"].values() for event in events]


def test_the_conference_is_described(shown):
    feed = feed_of(shown)
    conference = feed["schedule"].pop("conference")
    assert feed == {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": "Plenary"},
        "schedule": {"url": SCHEDULE_URL, "version": "3", "base_url": "https://plenary.example/"},
    }
    guids = [room.pop("guid") for room in conference["rooms"]]
    assert [guid for guid in guids if not re.fullmatch(voc_rules.SHAPES["guid"], guid)] == []
    assert len(conference.pop("days")) == 2
    assert conference == {
        "acronym": "southern_2026",
        "title": "Southern Skies 2026",
        "start": "2026-08-14",
        "end": "2026-08-16",
        "daysCount": 2,
        "timeslot_duration": "00:05",
        "time_zone_name": "Australia/Adelaide",
        "url": SCHEDULE_URL,
        "rooms": [{"name": "Hall", "capacity": None}, {"name": "North", "capacity": None}],
        "tracks": [{"name": "People", "color": "#6b4fa0"}],
    }


def test_a_day_lists_its_rooms_and_what_takes_place_in_them(shown):
    days = feed_of(shown)["schedule"]["conference"]["days"]
    assert [
        (
            day["index"],
            day["date"],
            day["day_start"],
            day["day_end"],
            {room: len(day["rooms"][room]) for room in day["rooms"]},
        )
        for day in days
    ] == [
        (1, "2026-08-14", "2026-08-14T10:00:00+09:30", "2026-08-14T13:00:00+09:30", {"Hall": 2}),
        (2, "2026-08-15", "2026-08-15T22:30:00+09:30", "2026-08-16T02:00:00+09:30", {"North": 1}),
    ]


def test_an_event_says_everything(shown):
    event = events_of(feed_of(shown))[0]
    [person] = event.pop("persons")
    guids = event.pop("guid"), person.pop("guid")
    assert len(set(guids)) == 2
    assert person == {"id": 1, "name": "Ada", "biography": ""}
    assert event == {
        "id": 7,
        "date": "2026-08-14T10:00:00+09:30",
        "start": "10:00",
        "duration": "01:00",
        "room": "Hall",
        "slug": "southern_2026-7-listening",
        "url": f"{SCHEDULE_URL}#presentation-7",
        "title": "Listening",
        "subtitle": "+ North",
        "track": "People",
        "type": "plenary",
        "language": "",
        "abstract": "Of the *sea* & <land>.",
        "description": "",
        "links": [],
        "attachments": [],
    }


def test_the_schema_is_kept(shown):
    events = [{**event, "id": str(event["id"])} for event in events_of(feed_of(shown))]
    assert list(voc_rules.faults_of(events)) == []


def test_both_formats_say_the_same(shown):
    names = voc_rules.REQUIRED - {"track"}
    ours = [{name: str(event[name]) for name in names} for event in events_of(feed_of(shown))]
    theirs = [{name: event[name] for name in names} for event in frab_events_of(tree_of(shown))]
    assert ours == theirs


@pytest.mark.parametrize("zone", ["Australia/ACT", "US/Eastern"])
def test_a_zone_that_the_schema_has_no_place_for_is_left_out(zone):
    conference = feed_of(content(zone=zone))["schedule"]["conference"]
    assert "time_zone_name" not in conference


def test_characters_that_no_xml_can_hold_are_left_out_of_it():
    odd = content(
        [slot("2026-08-14 10:00-11:00", "hall", presentation=1)],
        talks=[talk(1, "A\x0cB\x00C", [1], abstract="1\x1f2")],
        speakers=[speaker(1, "Ada\x08")],
    )
    raw = write_frab(odd, version="1", site_url="https://h", page_of=page_of)
    [event] = frab_events_of(tree_of(odd))
    assert (event["title"], event["abstract"]) == ("ABC", "12")
    assert b"<person id=" in raw
