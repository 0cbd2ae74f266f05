import json
from datetime import date

import pytest

from conference.editions.models import Conference
from conference.schedule.public.json_ld import (
    as_json_ld,
    conference_as_data,
    speaker_as_data,
    talk_as_data,
)
from conference.schedule.release.programme import programme_of
from tests.schedule.contents import content, slot, speaker, talk

SITE = "http://127.0.0.1:8000/lakeside"
PLACE = {"@type": "Place", "name": "Town hall", "address": "Town hall"}


@pytest.fixture
def lakeside():
    return Conference(
        slug="lakeside",
        title="Lakeside 2026",
        starts_on=date(2026, 8, 14),
        ends_on=date(2026, 8, 15),
        venue="Town hall",
    )


@pytest.fixture
def programme():
    return programme_of(
        content(
            [
                slot("2026-08-14 10:00-11:00", "hall north", presentation=7),
                slot("2026-08-14 21:00-01:00", "hall", "party"),
            ],
            talks=[talk(7, "Listening", [1], abstract="Of the *sea*.\n\nAnd more.")],
            speakers=[speaker(1, "Ada", "She **counts**.")],
        )
    )


def test_a_talk_is_an_event_with_its_moments_place_and_speakers(lakeside, programme):
    assert talk_as_data(lakeside, programme.talks[7]) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Listening",
        "startDate": "2026-08-14T10:00:00+09:30",
        "endDate": "2026-08-14T11:00:00+09:30",
        "url": f"{SITE}/schedule/presentation/7/",
        "location": {"@type": "Place", "name": "Hall, North", "address": "Town hall"},
        "performer": [{"@type": "Person", "name": "Ada"}],
        "description": "Of the sea. And more.",
        "eventStatus": "https://schema.org/EventScheduled",
        "superEvent": {
            "@type": "Event",
            "name": "Lakeside 2026",
            "startDate": "2026-08-14",
            "endDate": "2026-08-15",
            "url": f"{SITE}/",
            "location": PLACE,
        },
    }


def test_a_conference_lasts_from_its_first_entry_to_the_end_of_its_last(lakeside, programme):
    data = conference_as_data(lakeside, programme)
    assert (data["startDate"], data["endDate"]) == (
        "2026-08-14T10:00:00+09:30",
        "2026-08-15T01:00:00+09:30",
    )
    assert data["location"] == PLACE


def test_before_a_release_a_conference_lasts_whole_days(lakeside):
    lakeside.venue = ""
    assert conference_as_data(lakeside, None) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Lakeside 2026",
        "startDate": "2026-08-14",
        "endDate": "2026-08-15",
        "eventStatus": "https://schema.org/EventScheduled",
        "url": f"{SITE}/",
    }


def test_a_speaker_is_a_person(lakeside, programme):
    data = speaker_as_data(lakeside, programme.people[1])
    assert (data["@type"], data["name"], data["description"], data["url"]) == (
        "Person",
        "Ada",
        "She counts.",
        f"{SITE}/schedule/speaker/1/",
    )


def test_no_text_can_end_the_element_that_it_stands_in():
    data = {"name": "</script><script>alert(1)</script><!-- & “é”"}
    text = as_json_ld(data)
    assert not set("<>&") & set(text)
    assert json.loads(text) == data
