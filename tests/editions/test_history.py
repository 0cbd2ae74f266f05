"""The history of a conference: what stands in it, and the page that shows it."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from conference.editions.history import record
from conference.editions.models import HistoryEntry
from conference.schedule.draft.room_actions import add_room
from tests.factories import make_conference, make_user

LATE = dt.datetime(2027, 1, 15, 23, 30, tzinfo=dt.UTC)


def address(query=""):
    return reverse("editions_organise:history", args=["lakeside"]) + query


def test_a_line_says_who_did_what_when_to_which_object(conference, time_machine):
    time_machine.move_to(LATE, tick=False)
    olga = make_user(name="Olga Organiser")

    room = add_room(conference, name="Blue", capacity=None, by=olga)

    (entry,) = HistoryEntry.objects.values()
    assert entry == {
        "id": entry["id"],
        "conference_id": conference.pk,
        "at": LATE,
        "by_id": olga.pk,
        "by_name": "Olga Organiser",
        "code": "room-added",
        "sentence": "Room “Blue” added.",
        "about_model": "schedule.room",
        "about_key": str(room.pk),
        "step": 1,
    }


def test_a_line_keeps_the_name_of_an_account_that_is_gone(conference):
    olga = make_user(name="Olga Organiser")
    record(conference, by=olga, code="x", sentence="Something.", about=conference)

    olga.delete()

    (entry,) = HistoryEntry.objects.all()
    assert (entry.by, entry.by_name) == (None, "Olga Organiser")


def test_the_page_shows_the_newest_first_on_the_conferences_clocks(
    client, conference, organiser, time_machine
):
    time_machine.move_to(LATE, tick=False)
    record(conference, by=organiser, code="x", sentence="First.", about=conference)
    time_machine.move_to(LATE + dt.timedelta(hours=1), tick=False)
    record(conference, by=None, code="x", sentence="Then <this>.", about=conference, step=7)
    record(make_conference(), by=None, code="x", sentence="Elsewhere.", about=conference)
    client.force_login(organiser)

    response = client.get(address())

    shown = [entry.sentence for entry in response.context["page"]]
    page = response.content.decode()
    assert shown == ["Then <this>.", "First."]
    assert '<time datetime="2027-01-16T00:30:00+01:00" class="nowrap">16 Jan 2027' in page
    assert re.findall(r"<td>(\d*)</td>", page) == ["7", ""]
    assert "<td>the command line</td>" in page
    assert "<td>Olga Organiser</td>" in page
    assert "Then &lt;this&gt;." in page


def test_a_conference_without_a_history_says_so(client, conference, organiser):
    client.force_login(organiser)

    assert "Nothing has been done in this conference yet." in client.get(address()).content.decode()


def test_fifty_lines_stand_on_a_page_in_as_many_queries_as_one(
    client, conference, organiser, django_assert_num_queries
):
    client.force_login(organiser)
    record(conference, by=organiser, code="x", sentence="Number 0.", about=conference)
    with django_assert_num_queries(6):
        client.get(address())
    for number in range(1, 61):
        record(conference, by=organiser, code="x", sentence=f"Number {number}.", about=conference)

    with django_assert_num_queries(6):
        first = client.get(address())
    second = client.get(address("?page=2"))

    assert [len(page.context["page"]) for page in (first, second)] == [50, 11]
    assert "Number 60." in first.content.decode()
    assert "Number 0." in second.content.decode()


@pytest.mark.parametrize("number", ["0", "99", "x"])
def test_a_page_that_is_not_there_leads_to_one_that_is(client, conference, organiser, number):
    client.force_login(organiser)
    record(conference, by=None, code="x", sentence="Something.", about=conference)

    assert "Something." in client.get(address(f"?page={number}")).content.decode()
