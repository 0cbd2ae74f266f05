import csv
import datetime as dt
import io
import json
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from icalendar import Calendar

from conference.editions.models import Conference
from conference.presentations.models import Presentation
from conference.schedule.feeds.exports import CSV_COLUMNS
from conference.schedule.models import Release, Slot
from conference.schedule.release.actions import publish_schedule, withdraw_release
from conference.speakers.models import Speaker
from tests.factories import (
    make_conference,
    make_kind,
    make_presentation,
    make_room,
    make_section,
    make_slot,
    make_speaker,
)


@pytest.fixture
def published(conference):
    """A conference with a talk and a lunch on its schedule, which is public."""
    section = make_section(conference, slug="talks", name="Talks")
    hall = make_room(conference, name="Hall")
    speaker = make_speaker(conference, name="Ada")
    slot = make_slot(section, rooms=[hall])
    make_presentation(section, title="Listening", speakers=[speaker], number=7, slot=slot)
    lunch = make_kind(section, label="lunch")
    make_slot(section, rooms=[hall], kind=lunch, title="=Lunch", start="12:00", end="13:00")
    publish_schedule(conference, by=None)
    return conference


CALENDAR, FRAB = "text/calendar", "application/vnd.c3voc.schedule+xml"
FEEDS = pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("schedule.json", "application/json"),
        ("schedule.csv", "text/csv"),
        ("schedule.xml", FRAB),
        ("c3voc.json", "application/json"),
        ("schedule.ics", CALENDAR),
        ("schedule/section/talks/schedule.ics", CALENDAR),
        ("schedule/room/hall/schedule.ics", CALENDAR),
        ("schedule/presentation/7/schedule.ics", CALENDAR),
        ("schedule/speaker/{speaker}/schedule.ics", CALENDAR),
    ],
)


@pytest.fixture
def address(published, name):
    """The address of the feed that a test is about."""
    return f"/lakeside/{name.format(speaker=Speaker.objects.get().pk)}"


def summaries_of(answer):
    return [str(event["summary"]) for event in Calendar.from_ical(answer.content).events]


def test_schedule_json_shows_the_release(client, published):
    feed = json.loads(client.get("/lakeside/schedule.json").content)
    calendar_id = feed["conference"]["calendar_id"]
    assert calendar_id == str(Conference.objects.get().calendar_id)
    assert (feed["version"], feed["release"]["number"], feed["conference"]["slug"]) == (
        1,
        1,
        "lakeside",
    )
    assert [
        (event["title"], event["start"], event["uid"].partition("@")[2]) for event in feed["events"]
    ] == [
        ("Listening", "2027-05-14T10:00:00+02:00", calendar_id),
        ("=Lunch", "2027-05-14T12:00:00+02:00", calendar_id),
    ]


def test_schedule_csv_is_what_the_importer_reads(client, published):
    answer = client.get("/lakeside/schedule.csv")
    assert list(csv.reader(io.StringIO(answer.content.decode(), newline=""))) == [
        [*CSV_COLUMNS, "section"],
        ["2027-05-14", "10:00", "11:00", "talk", "Hall", "Listening", "7", "Ada", "", "", "talks"],
        ["2027-05-14", "12:00", "13:00", "lunch", "Hall", "'=Lunch", "", "", "", "", "talks"],
    ]
    assert answer["Content-Disposition"] == 'attachment; filename="lakeside-schedule.csv"'


def test_schedule_xml_leads_to_the_pages(client, published):
    tree = ET.fromstring(client.get("/lakeside/schedule.xml").content)
    assert tree.findtext("version") == "1"
    assert [event.findtext("url") for event in tree.iterfind("day/room/event")] == [
        "http://127.0.0.1:8000/lakeside/schedule/presentation/7/",
        f"http://127.0.0.1:8000/lakeside/schedule/#{Slot.objects.get(title='=Lunch').key}",
    ]


def test_c3voc_json_shows_the_release(client, published):
    feed = json.loads(client.get("/lakeside/c3voc.json").content)["schedule"]
    [day] = feed["conference"]["days"]
    assert (feed["version"], [event["title"] for event in day["rooms"]["Hall"]]) == (
        "1",
        ["Listening", "=Lunch"],
    )


def test_calendars_lead_to_the_pages_and_bear_the_releases_time(client, published):
    calendar = Calendar.from_ical(client.get("/lakeside/schedule.ics").content)
    release = Release.objects.get()
    assert [(str(event["summary"]), str(event["url"])) for event in calendar.events] == [
        ("Listening", "http://127.0.0.1:8000/lakeside/schedule/presentation/7/"),
        (
            "=Lunch",
            f"http://127.0.0.1:8000/lakeside/schedule/#{Slot.objects.get(title='=Lunch').key}",
        ),
    ]
    stamps = {event.decoded("dtstamp") for event in calendar.events}
    assert stamps == {release.created_at.replace(microsecond=0)}


def test_what_moves_counts_up_and_what_is_taken_off_is_cancelled(client, published):
    Slot.objects.filter(title="").update(end="11:30")
    publish_schedule(published, by=None)
    Slot.objects.filter(title="=Lunch").delete()
    publish_schedule(published, by=None)
    calendar = Calendar.from_ical(client.get("/lakeside/schedule.ics").content)
    assert [
        (str(event["summary"]), str(event["status"]), event["sequence"])
        for event in calendar.events
    ] == [
        ("Listening", "CONFIRMED", 1),
        ("=Lunch", "CANCELLED", 1),
    ]


@pytest.mark.parametrize(
    "path",
    [
        "section/none/schedule.ics",
        "room/none/schedule.ics",
        "presentation/8/schedule.ics",
        "presentation/99999999999999999999/schedule.ics",
        "speaker/4711/schedule.ics",
        "my.ics?talks=0,8",
    ],
)
def test_a_calendar_of_what_is_not_on_the_schedule_is_absent(client, published, path):
    assert client.get(f"/lakeside/schedule/{path}").status_code == 404


def test_picked_talks_are_a_calendar(client, published):
    answer = client.get("/lakeside/schedule/my.ics?talks=7,8")
    assert (answer["Content-Type"], summaries_of(answer)) == (
        "text/calendar; charset=utf-8",
        ["Listening"],
    )
    again = client.get(
        "/lakeside/schedule/my.ics?talks=8,7,7", headers={"If-None-Match": answer["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (
            "",
            "“” is no list of talks: write their numbers with commas between them, as in 7,12,33.",
        ),
        (
            "?talks=7;8",
            (
                "“7;8” is no list of talks: write their numbers with commas between them, as in "
                "7,12,33."
            ),
        ),
        ("?talks=" + ",".join(map(str, range(501))), "These are 501 talks: name at most 500."),
    ],
)
def test_what_is_no_list_of_talks_is_refused(client, published, query, sentence):
    answer = client.get(f"/lakeside/schedule/my.ics{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert answer.content.decode() == sentence


def test_a_calendar_of_picked_talks_fills_no_cache(client, published, django_assert_num_queries):
    client.get("/lakeside/schedule/my.ics?talks=7")
    with django_assert_num_queries(2):
        client.get("/lakeside/schedule/my.ics?talks=7")


@FEEDS
def test_a_feed_is_public_and_kept_by_any_cache(client, published, address, content_type):
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, f"{content_type}; charset=utf-8")
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert (answer["Vary"], len(answer.cookies)) == ("Accept-Encoding", 0)


@FEEDS
def test_a_feed_that_one_has_already_is_not_sent_again(client, published, address, content_type):
    etag = client.get(address)["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


@FEEDS
def test_a_new_release_is_a_new_feed(client, published, address, content_type):
    before = client.get(address)
    Presentation.objects.update(title="New words")
    assert client.get(address).content == before.content
    publish_schedule(published, by=None)
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after["ETag"] == before["ETag"]) == (200, False)


@FEEDS
def test_a_feed_is_absent_before_the_first_release(client, conference, name, content_type):
    assert client.get(f"/lakeside/{name.format(speaker=1)}").status_code == 404


@FEEDS
def test_a_feed_is_absent_while_the_release_is_withdrawn(client, published, address, content_type):
    withdraw_release(published, by=None)
    assert client.get(address).status_code == 404


@FEEDS
def test_a_feed_of_an_unknown_conference_is_absent(db, name, content_type):
    make_conference(slug="other")
    assert Client().get(f"/unknown/{name.format(speaker=1)}").status_code == 404


@FEEDS
def test_a_feed_takes_one_query_when_it_was_made_before(
    client, published, django_assert_num_queries, address, content_type
):
    with django_assert_num_queries(3):  # which version, which release, the release
        client.get(address)
    with django_assert_num_queries(1):
        client.get(address)


@FEEDS
def test_a_feed_cannot_be_posted_to(client, published, address, content_type):
    assert client.post(address).status_code == 405


def test_a_calendar_stops_telling_what_was_taken_off_a_month_after_the_conference(
    client, published, time_machine
):
    last_day = dt.datetime.combine(published.ends_on, dt.time(12), dt.UTC)
    time_machine.move_to(last_day, tick=False)
    Slot.objects.filter(title="=Lunch").delete()
    publish_schedule(published, by=None)
    told = []
    for days in (30, 31):
        time_machine.move_to(last_day + dt.timedelta(days=days), tick=False)
        answer = client.get("/lakeside/schedule.ics")
        told.append((summaries_of(answer), answer["ETag"]))
    (before, etag), (after, other_etag) = told
    assert (before, after) == (["Listening", "=Lunch"], ["Listening"])
    assert etag != other_etag
