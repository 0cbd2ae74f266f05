"""The organiser's pages about rooms. (What the actions do:
tests/schedule/draft/test_room_actions.py.)
"""

import datetime as dt
import re
from uuid import UUID

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conference.schedule.draft.room_actions import add_room
from conference.schedule.draft.store import load_timetable
from conference.schedule.models import Room
from tests.factories import make_conference, make_room, make_section, make_slot
from tests.schedule.drafts import DAY, DRAFT_HAS_CHANGED, draft_three_rooms
from tests.schedule_import.importing import bring_in, draft


@pytest.fixture
def talks(conference):
    return draft_three_rooms(conference)


def address(name, *arguments):
    return reverse(f"schedule_organise:{name}", args=["lakeside", *arguments])


def sentences(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def order(conference):
    return list(conference.rooms.order_by("order").values_list("slug", flat=True))


# --- The list -------------------------------------------------------------------------------------


def test_the_rooms_are_listed_with_what_each_section_has_in_them(
    client, conference, programme, talks
):
    sprints = make_section(conference, slug="sprints", name="Sprints", order=1)
    bring_in(sprints, f"{DAY},15:00,16:00,talk,Red,Sprint,")

    response = client.get(address("rooms"))

    assert [
        (use.room.name, [(section.slug, count) for section, count in use.slots])
        for use in response.context["rooms"]
    ] == [("Blue", [("talks", 2)]), ("Red", [("talks", 2), ("sprints", 1)]), ("Green", [])]
    page = " ".join(response.content.decode().split())
    assert "2 slots in Talks, 1 slot in Sprints." in page
    assert "Holds 40 people. Not in use." in page


def test_only_a_room_without_slots_can_be_removed_from_the_page(
    client, conference, programme, talks
):
    page = client.get(address("rooms")).content.decode()

    offered = {slug: address("room_remove", slug) in page for slug in order(conference)}
    assert offered == {"blue": False, "red": False, "green": True}


def test_a_conference_without_rooms_says_where_they_come_from(client, conference, programme):
    page = client.get(address("rooms")).content.decode()

    assert "There are no rooms yet. They come with the first spreadsheet that names them" in page
    assert address("room_merge") not in page


def test_the_pages_take_the_same_number_of_queries_for_many_rooms(
    client, conference, programme, talks
):
    addresses = (
        address("rooms"),
        address("room_merge"),
        f"{address('room_merge')}?gone=red&stays=blue",
    )

    def queries():
        counts = []
        for each in addresses:
            with CaptureQueriesContext(connection) as found:
                assert client.get(each).status_code == 200
            counts.append(len(found))
        return counts

    before = queries()
    for number in range(4):
        section = make_section(conference, order=number + 1)
        make_slot(
            section,
            rooms=conference.rooms.filter(slug="red"),
            start=dt.time(18 + number),
            end=dt.time(19 + number),
        )
        make_room(conference)

    assert queries() == before


# --- One room -------------------------------------------------------------------------------------


def test_a_room_is_added_with_its_name_as_files_write_it(client, conference, programme, talks):
    response = client.post(address("rooms"), {"name": " Tower\u00a0 room ", "capacity": "12"})

    assert response["Location"] == f"{address('rooms')}#room-tower-room"
    assert sentences(response) == ["“Tower room” is a room of the conference now."]
    room = Room.objects.get(slug="tower-room")
    assert (room.name, room.capacity, room.order) == ("Tower room", 12, 3)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        (
            {"name": "blue"},
            {
                "name": [
                    "The conference has a room “Blue” already: choose another name, or merge the "
                    "two rooms."
                ]
            },
        ),
        ({"name": ""}, {"name": ["This field is required."]}),
        ({"name": "\u2003"}, {"name": ["This field is required."]}),
        ({"name": "\t"}, {"name": ["This field is required."]}),
        (
            {"name": "Attic\u2028North"},
            {
                "name": [
                    "This must be one line: it holds a line break or a character that cannot be "
                    "seen (U+2028). Type it again without."
                ]
            },
        ),
        (
            {"name": "x" * 101},
            {"name": ["Ensure this value has at most 100 characters (it has 101)."]},
        ),
        (
            {"name": "Attic", "capacity": "0"},
            {"capacity": ["Ensure this value is greater than or equal to 1."]},
        ),
        ({"name": "Attic", "capacity": "many"}, {"capacity": ["Enter a whole number."]}),
    ],
)
def test_a_room_that_cannot_be_is_refused_where_it_was_typed(
    client, conference, programme, talks, typed, errors
):
    answers = [client.post(each, typed) for each in (address("rooms"), address("room", "red"))]

    assert [(answer.status_code, answer.context["form"].errors) for answer in answers] == [
        (200, errors)
    ] * 2
    assert sorted(order(conference)) == ["blue", "green", "red"]
    assert Room.objects.get(slug="red").name == "Red"


def test_a_room_is_renamed_and_keeps_its_address_and_its_slots(
    client, conference, programme, talks
):
    form = client.get(address("room", "blue")).context["form"]

    response = client.post(address("room", "blue"), {"name": "Indigo", "capacity": "80"})

    assert (form["name"].value(), form["capacity"].value()) == ("Blue", None)
    assert response["Location"] == f"{address('rooms')}#room-blue"
    assert sentences(response) == ["The room “Indigo” is saved."]
    assert draft(talks)[0] == (f"{DAY} 10:00-11:00", "talk", "Indigo", "On lakes", None)


def test_a_room_is_shared_on_its_page_and_the_list_says_so(client, conference, programme, talks):
    client.post(address("room", "blue"), {"name": "Blue", "is_shared": "on"})
    form = client.get(address("room", "blue")).context["form"]
    page = client.get(address("rooms")).content.decode()

    assert (form["is_shared"].value(), Room.objects.get(slug="blue").is_shared) == (True, True)
    assert page.count("Shared: several things may take place in it at one time.") == 1


def test_a_room_in_which_things_meet_stays_shared_and_the_page_names_them(
    client, conference, programme, talks
):
    client.post(address("room", "blue"), {"name": "Blue", "is_shared": "on"})
    bring_in(talks, f"{DAY},10:30,11:30,fair,Blue,Posters,")

    response = client.post(address("room", "blue"), {"name": "Blue"})

    assert response.context["form"].errors == {
        "is_shared": [
            "Several things take place in “Blue” at one time, so it stays shared. “On lakes” "
            "(2027-05-14, 10:00–11:00) and “Posters” (2027-05-14, 10:30–11:30) both take Blue."
        ]
    }
    assert Room.objects.get(slug="blue").is_shared


def test_a_room_in_which_nothing_meets_need_not_stay_shared(client, conference, programme, talks):
    for typed in ({"is_shared": "on"}, {}):
        client.post(address("room", "blue"), {"name": "Blue", **typed})

    assert not Room.objects.get(slug="blue").is_shared


def test_a_refused_name_does_not_become_the_title_of_the_page(client, conference, programme, talks):
    page = client.post(address("room", "blue"), {"name": "Red"}).content.decode()

    assert "<h1>Blue</h1>" in page


def test_rooms_are_put_in_order_by_their_buttons(client, conference, programme, talks):
    orders = []
    for slug, to in (("green", "up"), ("blue", "down"), ("green", "up")):
        response = client.post(address("room_move", slug), {"to": to})
        assert response["Location"] == f"{address('rooms')}#room-{slug}"
        orders.append(order(conference))

    assert orders == [["blue", "green", "red"], ["green", "blue", "red"], ["green", "blue", "red"]]


def test_a_room_moves_nowhere_else(client, conference, programme, talks):
    response = client.post(address("room_move", "red"), {"to": "the moon"})

    assert sentences(response) == ["A room moves up or down: press one of its two buttons."]
    assert order(conference) == ["blue", "red", "green"]


def test_removing_a_room_says_what_is_in_the_way_or_that_it_is_gone(
    client, conference, programme, talks
):
    answers = [client.post(address("room_remove", slug)) for slug in ("blue", "green")]

    assert sentences(answers[0]) + sentences(answers[1])[1:] == [
        "“Blue” has 2 slots: move them elsewhere or remove them first.",
        "The room “Green” is removed.",
    ]
    assert order(conference) == ["blue", "red"]


@pytest.mark.parametrize("name", ["room_move", "room_remove"])
def test_what_changes_something_is_never_a_link(client, conference, programme, talks, name):
    assert client.get(address(name, "green")).status_code == 405


def test_a_room_of_another_conference_is_not_found(client, conference, programme):
    make_room(make_conference(), name="Elsewhere")

    assert client.get(address("room", "elsewhere")).status_code == 404


# --- Two rooms become one -------------------------------------------------------------------------


def test_the_way_from_a_room_to_its_merging_has_it_chosen(client, conference, programme, talks):
    response = client.get(address("room_merge"), {"gone": "red"})

    assert response.context["merge"] is None
    assert '<option value="red" selected>Red</option>' in response.content.decode()


def test_merging_shows_what_moves_and_then_does_it(client, conference, programme, talks):
    before = load_timetable(talks)
    shown = client.get(address("room_merge"), {"gone": "red", "stays": "blue"})
    unwritten = load_timetable(talks)
    chosen = {"gone": "red", "stays": "blue", "digest": shown.context["merge"].digest}

    response = client.post(address("room_merge"), chosen)

    page = " ".join(shown.content.decode().split())
    assert "2 slots move to “Blue”." in page
    assert "was in Blue, Red" in page
    assert unwritten == before
    assert response["Location"] == address("rooms")
    assert sentences(response) == ["“Red” is now part of “Blue”: 2 slots were moved."]
    assert order(conference) == ["blue", "green"]
    assert [row[2] for row in draft(talks)] == ["Blue", "Blue", "Blue"]


def test_merging_names_each_overlap_and_offers_no_button(client, conference, programme, talks):
    bring_in(talks, f"{DAY},10:30,11:30,talk,Green,On rivers,")

    response = client.get(address("room_merge"), {"gone": "green", "stays": "red"})

    page = response.content.decode()
    assert (
        "“On rivers” (2027-05-14, 10:30–11:30) and “On ponds” (2027-05-14, 11:00–12:00) both take "
        "Red." in page
    )
    assert 'name="digest"' not in page


def test_a_draft_that_changed_meanwhile_is_shown_again(client, conference, programme, talks):
    shown = client.get(address("room_merge"), {"gone": "red", "stays": "blue"})
    bring_in(talks, f"{DAY},16:00,17:00,talk,Red,Late,")
    chosen = {"gone": "red", "stays": "blue", "digest": shown.context["merge"].digest}

    response = client.post(address("room_merge"), chosen)
    again = client.get(response["Location"])

    assert sentences(response) == [DRAFT_HAS_CHANGED]
    assert order(conference) == ["blue", "red", "green"]
    assert again.context["merge"].moves == 3


def test_a_second_click_on_merge_says_that_the_room_is_gone(client, conference, programme, talks):
    shown = client.get(address("room_merge"), {"gone": "red", "stays": "blue"})
    chosen = {"gone": "red", "stays": "blue", "digest": shown.context["merge"].digest}
    client.post(address("room_merge"), chosen)

    response = client.post(address("room_merge"), chosen)
    again = client.get(response["Location"])

    assert sentences(response)[-1] == (
        "The room “red” is not there any more: choose among those that are."
    )
    assert again.status_code == 200
    assert order(conference) == ["blue", "green"]


@pytest.mark.parametrize(
    ("chosen", "errors"),
    [
        (
            {"gone": "red", "stays": "red"},
            {"stays": ["“Red” cannot be merged into itself: choose another room that stays."]},
        ),
        ({"gone": "red", "stays": ""}, {"stays": ["This field is required."]}),
        (
            {"gone": "x", "stays": "red"},
            {"gone": ["The conference has no room “x”: choose one of the list."]},
        ),
    ],
)
def test_two_rooms_must_be_chosen(client, conference, programme, talks, chosen, errors):
    response = client.get(address("room_merge"), chosen)

    assert response.context["form"].errors == errors
    assert response.context["merge"] is None


def test_a_hundred_rooms_stand_on_a_page_and_who_changes_one_comes_back_to_it(
    client, conference, programme
):
    for number in range(203):
        make_room(conference, name=f"Room {number:03}", order=number)

    shown = {
        page: [
            use.room.name for use in client.get(address("rooms"), {"page": page}).context["rooms"]
        ]
        for page in (1, 2, 3, "x")
    }
    moved = client.post(address("room_move", "room-150"), {"to": "down"})
    added = client.post(address("rooms"), {"name": "Attic"})

    assert [(len(names), names[0], names[-1]) for names in shown.values()] == [
        (100, "Room 000", "Room 099"),
        (100, "Room 100", "Room 199"),
        (3, "Room 200", "Room 202"),
        (100, "Room 000", "Room 099"),
    ]
    assert moved.url == f"{address('rooms')}?page=2#room-room-150"
    assert added.url == f"{address('rooms')}?page=3#room-attic"


def test_only_the_first_and_the_last_of_all_rooms_cannot_move_further(
    client, conference, programme
):
    for number in range(101):
        make_room(conference, name=f"Room {number:03}", order=number)

    pages = [client.get(address("rooms"), {"page": page}).content.decode() for page in (1, 2)]
    stuck = [re.findall(r'value="(up|down)" disabled', page) for page in pages]

    assert stuck == [["up"], ["down"]]


def test_of_many_rooms_to_merge_300_are_offered_and_the_chosen_one(client, conference, programme):
    for number in range(305):
        make_room(conference, name=f"Room {number:03}", order=number)

    page = client.get(address("room_merge"), {"gone": "room-303"})
    form = page.context["form"]

    assert [len(form.fields[name].choices) for name in ("gone", "stays")] == [302, 301]
    assert "So many more rooms are not listed: 4." in page.content.decode()
    asked = client.get(address("room_merge"), {"gone": "room-303", "stays": "room-304"})
    assert asked.context["merge"].stays.name == "Room 304"


# --- The ids of requests --------------------------------------------------------------------------

REQUEST = "8d0c7f3e-7a55-4a0c-9d5e-3d4f0d8f4f6a"


def test_an_id_that_is_sent_with_another_form_asks_for_something_else(
    client, conference, programme, talks
):
    ours = {"request_id": REQUEST}
    sprints = make_section(conference, slug="sprints", name="Sprints", order=1)
    for name in ("Attic", "Cellar", "Attic"):
        client.post(address("rooms"), {"name": name, **ours})
    client.post(address("kind_add", "sprints"), {"label": "Poster", **ours})
    client.post(address("room_move", "cellar"), {"to": "up", **ours})
    assert order(conference) == ["blue", "red", "green", "cellar", "attic"]
    assert [kind.label for kind in sprints.kinds.all()] == ["Poster"]


def test_another_conference_cannot_use_up_the_id_of_a_request(client, conference, programme):
    ours = {"name": "Attic", "request_id": REQUEST}
    other = make_conference(slug="seaside")
    add_room(other, name="Attic", capacity=None, by=None, request=UUID(REQUEST))
    client.post(address("rooms"), ours)
    assert order(conference) == ["attic"]


def test_a_room_that_was_added_and_is_gone_is_not_added_again_by_the_same_request(
    client, conference, programme
):
    ours = {"name": "Attic", "request_id": REQUEST}
    client.post(address("rooms"), ours)
    client.post(address("room_remove", "attic"))
    response = client.post(address("rooms"), ours)
    assert response.context["form"].errors == {
        "name": ["The room “Attic” was added, and changed or removed in the meantime."]
    }
    assert order(conference) == []
