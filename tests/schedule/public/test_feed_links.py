import pytest

from conference.schedule.public.feed_links import (
    FeedLink,
    feed_links_of_presentation,
    feed_links_of_room,
    feed_links_of_schedule,
    feed_links_of_section,
    feed_links_of_speaker,
)

ICS = "text/calendar"


def test_the_schedule_has_five_feeds():
    assert [(feed.path, feed.content_type) for feed in feed_links_of_schedule("lakeside")] == [
        ("/lakeside/schedule.ics", ICS),
        ("/lakeside/schedule.json", "application/json"),
        ("/lakeside/schedule.csv", "text/csv"),
        ("/lakeside/schedule.xml", "application/vnd.c3voc.schedule+xml"),
        ("/lakeside/c3voc.json", "application/json"),
    ]


@pytest.mark.parametrize(
    ("feeds", "path", "title"),
    [
        (feed_links_of_section("x", "talks"), "section/talks", "This section as a calendar"),
        (feed_links_of_room("x", "hall"), "room/hall", "This room as a calendar"),
        (feed_links_of_presentation("x", 7), "presentation/7", "This talk as a calendar"),
        (feed_links_of_speaker("x", 3), "speaker/3", "This speaker’s talks as a calendar"),
    ],
)
def test_a_part_has_a_calendar(feeds, path, title):
    assert feeds == (FeedLink(f"/x/schedule/{path}/schedule.ics", ICS, title),)


def test_a_calendar_can_be_subscribed_to_at_a_click(settings):
    settings.SITE_URL = "https://plenary.example"
    [feed] = feed_links_of_room("x", "hall")
    assert feed.webcal == "webcal://plenary.example/x/schedule/room/hall/schedule.ics"
    assert [bool(feed.webcal) for feed in feed_links_of_schedule("x")] == [
        True,
        False,
        False,
        False,
        False,
    ]
