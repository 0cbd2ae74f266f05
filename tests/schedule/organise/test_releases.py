"""The organiser's pages about what was published: nothing of it is ever lost from sight."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conference.schedule.models import Presentation, Release, Slot
from conference.schedule.release.actions import publish_schedule, withdraw_release
from conference.teams.roles import Role
from tests.factories import (
    make_conference,
    make_member,
    make_presentation,
    make_room,
    make_section,
    make_slot,
    make_speaker,
)


@pytest.fixture
def talks(conference):
    """A section with one talk in the blue room."""
    section = make_section(conference, slug="talks", name="Talks")
    slot = make_slot(section, rooms=[make_room(conference, name="Blue")])
    make_presentation(
        section,
        number=7,
        title="On lakes",
        speakers=[make_speaker(conference, name="Ada")],
        slot=slot,
    )
    return section


@pytest.fixture
def twice(conference, organiser, talks):
    """Published twice: the talk moves from 10:00 to 14:00 and gets another title."""
    publish_schedule(conference, note="First version", by=organiser)
    Presentation.objects.filter(number=7).update(title="On deep lakes")
    Slot.objects.update(start=dt.time(14), end=dt.time(15))
    publish_schedule(conference, by=None)


def releases(client, **query):
    return client.get(reverse("schedule_organise:releases", args=["lakeside"]), query)


def release(client, number):
    return client.get(reverse("schedule_organise:release", args=["lakeside", number]))


def text_of(response):
    return " ".join(response.content.decode().split())


# --- All of them ----------------------------------------------------------------------------------


def test_all_releases_are_listed_with_the_newest_first(client, conference, viewer, twice):
    other = make_conference()
    make_slot(make_section(other))
    publish_schedule(other, by=None)

    response = releases(client)

    assert [shown.number for shown in response.context["page"]] == [2, 1]
    assert [shown.is_public for shown in response.context["page"]] == [True, False]
    page = text_of(response)
    assert [word in page for word in (">public<", ">replaced<", ">withdrawn<")] == [
        True,
        True,
        False,
    ]
    assert "by Olga Organiser." in page
    assert "<q>First version</q>" in page


def test_a_withdrawn_release_says_when_and_by_whom(client, conference, organiser, viewer, twice):
    withdraw_release(conference, by=organiser)

    page = text_of(releases(client))

    assert [word in page for word in (">public<", ">replaced<", ">withdrawn<")] == [
        False,
        True,
        True,
    ]
    assert page.count("Withdrawn") == 1


def test_before_the_first_release_the_page_says_so(client, conference, viewer):
    assert "Nothing has been published yet." in text_of(releases(client))


def test_many_releases_are_listed_in_pages_at_the_same_price(client, conference, viewer, twice):
    first = Release.objects.get(number=1)

    def queries():
        with CaptureQueriesContext(connection) as found:
            releases(client)
        return len(found)

    before = queries()
    for number in range(3, 54):
        Release.objects.create(
            conference=conference,
            number=number,
            content=first.content,
            digest=first.digest,
            created_at=first.created_at,
            created_by=first.created_by,
        )

    assert queries() == before
    assert [shown.number for shown in releases(client, page=2).context["page"]] == [3, 2, 1]


# --- One of them ----------------------------------------------------------------------------------


def test_a_release_is_shown_as_its_public_page_showed_it(client, conference, viewer, twice):
    old, new = release(client, 1), release(client, 2)

    assert ("On lakes" in text_of(old), "On deep lakes" in text_of(old)) == (True, False)
    assert "10:00</time>–<time" in text_of(old)
    assert "14:00</time>–<time" in text_of(new)
    assert old["Cache-Control"] == new["Cache-Control"] == "private, no-store"


def test_a_release_says_whether_it_is_public(client, conference, organiser, viewer, twice):
    before = [text_of(release(client, number)) for number in (1, 2)]
    withdraw_release(conference, by=organiser)
    after = text_of(release(client, 2))

    assert "Release 1, not public any more: release 2 came after it." in before[0]
    assert "Release 2 is what the public pages show." in before[1]
    assert "Release 2, not public any more: it was withdrawn" in after
    assert "by Olga Organiser." in after


def test_a_release_tells_what_it_changed(client, conference, viewer, twice):
    comparison = release(client, 2).context["comparison"]

    (section,) = comparison.sections
    assert [(line.status, line.title, line.was) for line in section.lines] == [
        ("moved", "On deep lakes", ("was 10:00–11:00",))
    ]
    assert section.texts == ("“On lakes” is now called “On deep lakes”.",)


def test_the_first_release_changed_everything(client, conference, viewer, twice):
    response = release(client, 1)

    assert response.context["comparison"] is None
    assert "Everything: it is the first release." in text_of(response)


def test_a_release_leads_to_the_one_before_and_the_one_after(client, conference, viewer, twice):
    publish_schedule(make_section(conference, order=1).conference, by=None)

    page = release(client, 2).content.decode()

    assert '<a rel="prev" href="/lakeside/organise/releases/1/">Earlier: release 1</a>' in page
    assert '<a rel="next" href="/lakeside/organise/releases/3/">Later: release 3</a>' in page


def test_an_old_release_has_no_links_to_pages_that_show_the_new_one(
    client, conference, viewer, twice
):
    page = release(client, 1).content.decode()

    assert "/lakeside/schedule/presentation/7/" not in page
    assert "/lakeside/schedule/room/" not in page


def test_an_empty_release_says_so(client, conference, viewer):
    slot = make_slot(make_section(conference))
    publish_schedule(conference, by=None)
    slot.delete()
    publish_schedule(conference, by=None)

    assert "Nothing stood on the schedule." in text_of(release(client, 2))


def test_a_release_that_never_was_is_not_found(client, conference, viewer, twice):
    assert release(client, 3).status_code == 404


def test_a_release_takes_the_same_number_of_queries_whatever_it_holds(
    client, conference, viewer, talks
):
    publish_schedule(conference, by=None)
    publish_schedule(make_section(conference, order=1).conference, by=None)

    def queries(number):
        with CaptureQueriesContext(connection) as found:
            release(client, number)
        return len(found)

    before = queries(2)
    for hour in range(12, 20):
        slot = make_slot(talks, start=dt.time(hour), end=dt.time(hour + 1))
        make_presentation(talks, speakers=[make_speaker(conference)], slot=slot)
    publish_schedule(conference, by=None)

    assert queries(3) == before


@pytest.mark.parametrize(
    ("role", "links"), [(Role.VIEWER, (True, False, False)), (Role.PROGRAMME, (True, True, True))]
)
def test_the_ways_to_these_pages_are_there_for_who_may_go_them(client, conference, role, links):
    client.force_login(make_member(conference, role))

    page = client.get(reverse("dashboard:organise", args=["lakeside"])).content.decode()

    names = ("releases", "rooms", "kinds")
    assert tuple(f'href="/lakeside/organise/{name}/"' in page for name in names) == links
