from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.schedule.feeds.frab import write_frab
from tests.schedule.contents import content, section, slot, talk, with_change
from tests.schedule.feeds import voc_rules

SCHEDULE_URL = "https://plenary.example/southern-2026/schedule/"


def page_of(entry):
    return SCHEDULE_URL if entry is None else f"{SCHEDULE_URL}#{entry.id}"


def tree_of(shown):
    raw = write_frab(
        shown,
        version="3",
        site_url="https://plenary.example",
        page_of=page_of,
    )
    return ET.fromstring(raw)


def texts_of(element):
    return {child.tag: child.text or "" for child in element}


def event_of(element):
    return {**element.attrib, **texts_of(element)}


def events_of(tree):
    return [event_of(element) for element in tree.iterfind("day/room/event")]


@pytest.fixture
def shown():
    return voc_rules.a_schedule()


def test_the_conference_is_described(shown):
    tree = tree_of(shown)
    assert [child.tag for child in tree] == [
        "generator",
        "url",
        "version",
        "conference",
        "day",
        "day",
    ]
    assert (tree.findtext("url"), tree.findtext("version")) == (SCHEDULE_URL, "3")
    assert texts_of(tree.find("conference")) == {
        "acronym": "southern_2026",
        "title": "Southern Skies 2026",
        "start": "2026-08-14",
        "end": "2026-08-16",
        "days": "2",
        "timeslot_duration": "00:05",
        "base_url": "https://plenary.example/",
        "url": SCHEDULE_URL,
        "time_zone_name": "Australia/Adelaide",
        "track": "",
    }
    assert tree.find("conference/track").attrib == {"name": "People", "color": "#6b4fa0"}


def test_a_day_lasts_from_its_first_start_to_its_last_end(shown):
    days = tree_of(shown).findall("day")
    assert [day.attrib for day in days] == [
        {
            "index": "1",
            "date": "2026-08-14",
            "start": "2026-08-14T10:00:00+09:30",
            "end": "2026-08-14T13:00:00+09:30",
        },
        {
            "index": "2",
            "date": "2026-08-15",
            "start": "2026-08-15T22:30:00+09:30",
            "end": "2026-08-16T02:00:00+09:30",
        },
    ]


def test_a_presentation_is_known_by_its_number_and_stands_in_its_leftmost_room(shown):
    room = tree_of(shown).find("day/room")
    assert room.get("name") == "Hall"
    event = event_of(room.find("event"))
    guid = event.pop("guid")
    assert event == {
        "id": "7",
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
        "persons": "",
        "links": "",
        "attachments": "",
    }
    assert room.find("event/persons/person").text == "Ada"
    assert room.find("event/persons/person").get("id") == "1"
    # It keeps its guid wherever it moves.
    moved = content(
        [slot("2026-08-16 10:00-11:00", "north", presentation=7)], talks=[talk(7, "Heard")]
    )
    assert events_of(tree_of(moved))[0]["guid"] == guid


def test_what_holds_no_presentation_is_known_by_its_slot(shown):
    lunch = events_of(tree_of(shown))[1]
    assert lunch["guid"] == shown.as_json()["sections"][0]["slots"][1]["key"]
    assert (lunch["title"], lunch["track"]) == ("lunch", "")
    assert int(lunch["id"]) >= 1_000_000_000
    assert events_of(tree_of(shown))[1] == lunch


def test_the_schema_is_kept(shown):
    assert list(voc_rules.faults_of(events_of(tree_of(shown)))) == []


def test_a_schedule_without_events_has_the_conferences_days():
    days = [
        (day.get("date"), day.get("start"), len(day)) for day in tree_of(content()).findall("day")
    ]
    assert days == [
        ("2026-08-14", "2026-08-14T00:00:00+09:30", 0),
        ("2026-08-15", "2026-08-15T00:00:00+09:30", 0),
        ("2026-08-16", "2026-08-16T00:00:00+09:30", 0),
    ]


def test_a_start_that_clocks_skip_is_told_as_they_then_show_it():
    shown = content([slot("2026-10-04 02:15-04:00", "hall")])
    [event] = events_of(tree_of(shown))
    assert (event["date"], event["start"], event["duration"]) == (
        "2026-10-04T03:15:00+10:30",
        "03:15",
        "00:45",
    )


@pytest.mark.parametrize(
    ("slug", "acronym"),
    [("pycon-au-2026", "pycon_au_2026"), ("lca", "lca_2026"), ("A-b_c", "a_b_c")],
)
def test_the_acronym_has_the_shape_that_programs_want(slug, acronym):
    shown = with_change(content(), lambda data: data["conference"].update(slug=slug))
    assert tree_of(shown).findtext("conference/acronym") == acronym


@given(
    titles=st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=6),
    numbers=st.lists(st.integers(0, 2**31 - 1), min_size=6, max_size=6, unique=True),
)
def test_whatever_is_typed_the_schema_is_kept(titles, numbers):
    slots = [
        slot(f"2026-08-14 1{hour}:00-1{hour}:30", "hall", presentation=numbers[hour])
        for hour in range(len(titles))
    ]
    other = [
        slot(f"2026-08-14 1{hour}:30-1{hour}:45", "hall", title=title)
        for hour, title in enumerate(titles)
    ]
    shown = content(
        sections=[section([*slots, *other])],
        talks=[talk(numbers[hour], title, abstract=title) for hour, title in enumerate(titles)],
    )
    assert list(voc_rules.faults_of(events_of(tree_of(shown)))) == []


def test_a_talk_that_stands_again_has_an_id_and_a_guid_of_its_own_there():
    again = slot("2026-08-15 10:00-11:00", "north", presentation=7)
    shown = content(
        [again, slot("2026-08-14 10:00-11:00", "hall", presentation=7)], talks=[talk(7, "Twice")]
    )
    first, second = events_of(tree_of(shown))
    assert (first["id"], second["guid"]) == ("7", again["key"])
    assert int(second["id"]) >= 1_000_000_000
    assert first["guid"] != second["guid"]
    assert list(voc_rules.faults_of([first, second])) == []
