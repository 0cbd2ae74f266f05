"""What several things in one room at one time look like: every page and every feed has them all."""

import pytest
from django.urls import reverse

from conference.schedule.release.actions import publish_schedule
from conference.teams.roles import Role
from tests.factories import make_conference, make_member, make_section
from tests.schedule_import.importing import HEADER, bring_in

pytestmark = pytest.mark.django_db
DAY = "2027-05-14"
TITLES = ("Trade show", "Soup", "Boats", "Kites")
FEEDS = ("json", "csv", "xml", "ics", "c3voc")


@pytest.fixture
def conference():
    """A trade show in the hall, lunch beside it, and two talks there at one time."""
    conference = make_conference(slug="lakeside")
    bring_in(
        make_section(conference, slug="talks", name="Talks"),
        f"{DAY},9:00,18:00,exhibition,Hall,Trade show,",
        f"{DAY},12:00,13:00,lunch,Hall,Soup,",
        f"{DAY},14:00,15:00,talk,Hall,Boats,Mira Holt",
        f"{DAY},14:00,15:00,talk,Hall,Kites,Ben Ode",
        header=HEADER.replace("presentation", "speaker"),
        answers={"shared hall": "yes"},
    )
    publish_schedule(conference, by=None)
    return conference


@pytest.mark.parametrize("page", ["", f"{DAY}/", "room/hall/", "section/talks/"])
def test_every_page_has_all_that_meets_in_a_room(client, conference, page):
    shown = client.get(f"/lakeside/schedule/{page}").content.decode()

    assert [title for title in TITLES if title not in shown] == []
    assert 'colspan="3" scope="colgroup">' in shown.replace("\n            ", " ")


@pytest.mark.parametrize("feed", FEEDS)
def test_every_feed_has_all_that_meets_in_a_room(client, conference, feed):
    told = client.get(reverse(f"schedule:{feed}", args=["lakeside"])).content.decode()

    assert [title for title in TITLES if title not in told] == []


def test_organisers_see_it_in_the_draft_and_nothing_is_in_conflict(client, conference):
    client.force_login(make_member(conference, Role.ORGANISER))

    draft = client.get(reverse("schedule_organise:draft", args=["lakeside"])).content.decode()
    publish = client.get(reverse("schedule_organise:publish", args=["lakeside"])).content.decode()

    assert [title for title in TITLES if title not in draft] == []
    assert "both take" not in publish
