"""The organiser's page about presentations: which have a slot, and which still want one."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from tests.factories import (
    make_presentation,
    make_room,
    make_section,
    make_slot,
    make_speaker,
)

pytestmark = pytest.mark.usefixtures("viewer")


@pytest.fixture
def talks(conference):
    """Talks 7, in the blue room, and 8, without a slot."""
    section = make_section(conference, slug="talks", name="Talks")
    slot = make_slot(
        section,
        rooms=[make_room(conference, name="Blue")],
        date=dt.date(2027, 5, 14),
        start="10:00",
        end="10:45",
    )
    ada = make_speaker(conference, name="Ada")
    make_presentation(section, number=7, title="On lakes", speakers=[ada], slot=slot)
    ben = make_speaker(conference, name="Ben")
    make_presentation(section, number=8, title="On ponds", speakers=[ada, ben])
    return section


def presentations(client, **query):
    return client.get(reverse("schedule_organise:presentations", args=["lakeside"]), query)


def numbers(response):
    return [presentation.number for presentation in response.context["page"].object_list]


def rows(response):
    body = response.content.decode().split("<tbody>")[1].split("</tbody>")[0]
    return [" ".join(strip_tags(row).split()) for row in body.split("</tr>")[:-1]]


def test_every_presentation_says_where_it_stands(client, talks):
    assert rows(presentations(client)) == [
        "7 On lakes Ada Talks Fri 14 May 10:00–10:45 talk, Blue",
        "8 On ponds Ada, Ben Talks no slot",
    ]


def test_every_slot_of_a_presentation_is_named_in_order_of_time(client, conference, talks):
    ponds = conference.presentations.get(number=8)
    for hour in (16, 11):
        make_slot(
            talks,
            presentation=ponds,
            start=dt.time(hour),
            end=dt.time(hour + 1),
            rooms=conference.rooms.filter(name="Blue"),
        )
    assert rows(presentations(client, slot="some"))[1] == (
        "8 On ponds Ada, Ben Talks Fri 14 May 11:00–12:00 talk, Blue "
        "Fri 14 May 16:00–17:00 talk, Blue"
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [7, 8, 9]),
        ({"slot": "none"}, [8, 9]),
        ({"slot": "some"}, [7]),
        ({"section": "sprints"}, [9]),
        ({"section": "talks", "slot": "none"}, [8]),
        ({"page": "none"}, [7, 8, 9]),
    ],
)
def test_the_list_holds_what_was_asked_for(client, conference, talks, query, expected):
    make_presentation(make_section(conference, slug="sprints", name="Sprints", order=1), number=9)
    assert numbers(presentations(client, **query)) == expected


def test_what_is_not_in_a_list_is_refused_with_a_sentence_and_leaves_nothing_out(client, talks):
    response = presentations(client, section="posters", slot="two")
    assert response.context["form"].errors == {
        "section": ["“posters” is not in the list: choose again."],
        "slot": ["“two” is not in the list: choose again."],
    }
    assert numbers(response) == [7, 8]


def test_a_long_list_has_pages_that_keep_what_was_asked_for(client, talks):
    for number in range(101, 202):
        make_presentation(talks, number=number)
    first = presentations(client, slot="none")
    assert (len(numbers(first)), first.context["page"].paginator.count) == (100, 102)
    assert 'href="?slot=none&amp;page=2"' in first.content.decode()
    assert numbers(presentations(client, slot="none", page=2)) == [200, 201]


def test_an_empty_list_says_so(client, conference):
    assert "There are no presentations yet." in presentations(client).content.decode()
    assert "There is no such presentation." in presentations(client, slot="some").content.decode()


def test_the_overview_leads_to_what_still_wants_a_slot(client, talks):
    page = client.get(reverse("dashboard:organise", args=["lakeside"])).content.decode()
    address = "/lakeside/organise/presentations/?section=talks&amp;slot=none"
    assert (
        f'<a href="{address}">1 of 2 placed<span class="visually-hidden"> Talks</span></a>' in page
    )


def test_the_page_takes_the_same_queries_for_one_presentation_and_for_many(
    client, conference, talks
):
    with CaptureQueriesContext(connection) as few:
        presentations(client)
    for hour in range(2, 22):
        slot = make_slot(talks, date=dt.date(2027, 5, 15), start=f"{hour}:00", end=f"{hour}:30")
        make_presentation(talks, number=100 + hour, speakers=[make_speaker(conference)], slot=slot)
    with CaptureQueriesContext(connection) as many:
        presentations(client)
    assert len(many) == len(few) == 11
