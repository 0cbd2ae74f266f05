"""The organiser's pages about slot kinds. (What the actions do:
tests/schedule/draft/test_kind_actions.py.)
"""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conference.schedule.draft.store import load_timetable
from conference.schedule.models import SlotKind
from tests.factories import make_kind, make_section, make_slot
from tests.schedule.drafts import (
    BLUE_IS_TAKEN_TWICE,
    DAY,
    DRAFT_HAS_CHANGED,
    draft_a_talk_and_two_lunches,
)
from tests.schedule_import.importing import bring_in, draft


@pytest.fixture
def talks(conference):
    return draft_a_talk_and_two_lunches(conference)


def address(name, *arguments):
    return reverse(f"schedule_organise:{name}", args=["lakeside", *arguments])


def of_kind(name, label):
    return address(name, "talks", SlotKind.objects.get(label=label).pk)


def sentences(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def abilities(section):
    return {
        kind.label: (kind.spans_rooms, kind.takes_presentation)
        for kind in load_timetable(section).kinds
    }


# --- The list, and labels -------------------------------------------------------------------------


def test_the_kinds_of_each_section_are_listed_with_their_use(client, conference, programme, talks):
    sprints = make_section(conference, slug="sprints", name="Sprints", order=1)
    make_kind(sprints, label="Hacking", spans_rooms=True)
    make_section(conference, slug="parties", order=2)

    response = client.get(address("kinds"))

    assert [
        (section.slug, [(kind.label, kind.slots_in) for kind in kinds])
        for section, kinds in response.context["sections"]
    ] == [("talks", [("lunch", 2), ("talk", 1)]), ("sprints", [("Hacking", 0)]), ("parties", [])]
    page = " ".join(response.content.decode().split())
    assert "In one room. Takes no presentation. 2 slots." in page
    assert "Spans rooms. Takes no presentation. Not in use." in page
    assert "No kinds yet." in page
    unused = sprints.kinds.get()
    assert page.count("/remove/") == page.count(address("kind_remove", "sprints", unused.pk)) == 1


def test_a_conference_without_sections_says_so(client, conference, programme):
    assert "There are no sections yet." in client.get(address("kinds")).content.decode()


def test_the_pages_take_the_same_number_of_queries_for_many_kinds(
    client, conference, programme, talks
):
    addresses = (
        address("kinds"),
        of_kind("kind", "lunch"),
        f"{of_kind('kind_change', 'lunch')}?spans_rooms=on",
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
        make_slot(section, kind=make_kind(section, label="party"))
        make_kind(talks, label=f"kind {number}")

    assert queries() == before


def test_a_kind_is_added_with_what_it_can_do(client, conference, programme, talks):
    response = client.post(
        address("kind_add", "talks"), {"label": " Fish  bowl ", "spans_rooms": "on"}
    )

    added = SlotKind.objects.get(label="Fish bowl")
    assert response["Location"] == f"{address('kinds')}#kind-{added.pk}"
    assert sentences(response) == ["“Fish bowl” is a kind of Talks now."]
    assert abilities(talks)["Fish bowl"] == (True, False)


@pytest.mark.parametrize(
    ("label", "errors"),
    [
        (
            "TALK",
            {"label": ["The schedule of Talks has a kind “talk” already: choose another label."]},
        ),
        ("", {"label": ["This field is required."]}),
        ("x" * 51, {"label": ["Ensure this value has at most 50 characters (it has 51)."]}),
    ],
)
def test_a_label_that_cannot_be_is_refused_where_it_was_typed(
    client, conference, programme, talks, label, errors
):
    before = load_timetable(talks)

    answers = [
        client.post(each, {"label": label})
        for each in (address("kind_add", "talks"), of_kind("kind", "lunch"))
    ]

    assert [(answer.status_code, answer.context["form"].errors) for answer in answers] == [
        (200, errors)
    ] * 2
    assert "<h1>The kind “lunch” of Talks</h1>" in answers[1].content.decode()
    assert load_timetable(talks) == before


def test_a_kind_is_renamed_with_its_slots(client, conference, programme, talks):
    response = client.post(of_kind("kind", "lunch"), {"label": "Midday meal"})

    assert sentences(response) == ["The kind of Talks is now called “Midday meal”."]
    assert [row[1] for row in draft(talks)] == ["talk", "Midday meal", "Midday meal"]


def test_removing_a_kind_says_what_is_in_the_way_or_that_it_is_gone(
    client, conference, programme, talks
):
    make_kind(talks, label="party")

    answers = [client.post(of_kind("kind_remove", label)) for label in ("lunch", "party")]

    assert sentences(answers[0]) + sentences(answers[1])[1:] == [
        "“lunch” has 2 slots: move them elsewhere or remove them first.",
        "The kind “party” of Talks is removed.",
    ]
    assert sorted(abilities(talks)) == ["lunch", "talk"]


def test_a_kind_of_another_section_or_conference_is_not_found(client, conference, programme, talks):
    make_section(conference, slug="sprints", order=1)
    foreign = make_kind(label="foreign")
    lunch = SlotKind.objects.get(label="lunch")

    answers = [
        client.get(address(name, slug, pk))
        for name in ("kind", "kind_change")
        for slug, pk in (("sprints", lunch.pk), ("talks", foreign.pk), ("nowhere", lunch.pk))
    ]

    assert [answer.status_code for answer in answers] == [404] * 6
    assert client.get(address("kind_add", "nowhere")).status_code == 404
    assert client.get(of_kind("kind_remove", "lunch")).status_code == 405


# --- What a kind can do ---------------------------------------------------------------------------


def test_the_form_shows_what_a_kind_can_do_now(client, conference, programme, talks):
    form = client.get(of_kind("kind", "talk")).context["abilities_form"]

    assert [(name, form[name].value()) for name in form.fields] == [
        ("spans_rooms", False),
        ("takes_presentation", True),
    ]


def test_slots_that_become_one_are_shown_first_and_then_made_one(
    client, conference, programme, talks
):
    before = load_timetable(talks)
    shown = client.get(of_kind("kind_change", "lunch"), {"spans_rooms": "on"})
    unwritten = load_timetable(talks)

    response = client.post(
        of_kind("kind_change", "lunch"),
        {"spans_rooms": "on", "digest": shown.context["change"].digest},
    )

    page = " ".join(shown.content.decode().split())
    assert "2 slots of this kind become 1. Those of equal date, times and title become one." in page
    assert unwritten == before
    assert sentences(response) == ["“lunch” is changed, and with it so many slots: 2."]
    assert draft(talks)[1:] == [(f"{DAY} 12:00-13:00", "lunch", "Blue+Red", "Lunch", None)]


def test_presentations_that_lose_their_slot_are_named_first(client, conference, programme, talks):
    shown = client.get(of_kind("kind_change", "talk"))
    page = " ".join(shown.content.decode().split())

    response = client.post(
        of_kind("kind_change", "talk"), {"digest": shown.context["change"].digest}
    )

    assert "1 presentation loses its slot. It stays on the programme, unscheduled:" in page
    assert "<li>7, “On lakes”</li>" in page
    assert sentences(response) == ["“talk” is changed, and with it so many slots: 1."]
    assert abilities(talks)["talk"] == (False, False)
    assert not talks.presentations.get(number=7).slots.exists()


def test_a_change_that_no_slot_feels_is_made_as_well(client, conference, programme, talks):
    shown = client.get(of_kind("kind_change", "lunch"), {"takes_presentation": "on"})
    digest = shown.context["change"].digest

    response = client.post(
        of_kind("kind_change", "lunch"), {"takes_presentation": "on", "digest": digest}
    )

    assert "No slot changes." in shown.content.decode()
    assert sentences(response) == ["“lunch” is changed; no slot had to be."]
    assert abilities(talks)["lunch"] == (False, True)


def test_what_is_so_already_is_not_offered(client, conference, programme, talks):
    page = client.get(of_kind("kind_change", "lunch")).content.decode()

    assert "No slot changes." in page
    assert 'name="digest"' not in page


def test_a_draft_that_changed_meanwhile_is_shown_again(client, conference, programme, talks):
    shown = client.get(of_kind("kind_change", "lunch"), {"spans_rooms": "on"})
    bring_in(talks, f"{DAY},16:00,17:00,talk,Red,Late,")
    before = load_timetable(talks)

    response = client.post(
        of_kind("kind_change", "lunch"),
        {"spans_rooms": "on", "digest": shown.context["change"].digest},
    )

    assert response["Location"] == f"{of_kind('kind_change', 'lunch')}?spans_rooms=on"
    assert sentences(response) == [DRAFT_HAS_CHANGED]
    assert load_timetable(talks) == before
    assert client.get(response["Location"]).context["change"].before == before


def test_a_draft_with_faults_must_be_put_right_first(client, conference, programme, talks):
    make_slot(talks, rooms=conference.rooms.filter(slug="blue"), title="Walk")

    page = client.get(of_kind("kind_change", "lunch"), {"spans_rooms": "on"}).content.decode()

    assert "The draft cannot be stored so. Put these right first:" in page
    assert BLUE_IS_TAKEN_TWICE in page
    assert 'name="digest"' not in page


def test_a_hundred_kinds_of_each_section_stand_on_a_page(client, conference, programme, talks):
    make_section(conference, slug="sprints", name="Sprints", order=1)
    for number in range(103):
        make_kind(talks, label=f"kind {number:03}")

    def shown(page):
        response = client.get(address("kinds"), {"page": page})
        text = response.content.decode()
        sections = response.context["sections"]
        return [(section.slug, len(kinds), kinds[-1:]) for section, kinds in sections], text

    last = SlotKind.objects.get(label="talk")
    (first, _text), (second, text) = shown(1), shown(2)
    renamed = client.post(of_kind("kind", "talk"), {"label": "talking"})

    assert [(slug, count) for slug, count, _kinds in first] == [("talks", 100), ("sprints", 0)]
    assert second == [("talks", 5, [last]), ("sprints", 0, [])]
    assert "Page 2 of 2" in " ".join(text.split())
    assert renamed.url == f"{address('kinds')}?page=2#kind-{last.pk}"


def test_a_kind_that_was_added_and_is_gone_is_not_added_again_by_the_same_request(
    client, conference, programme, talks
):
    ours = {"label": "Poster", "request_id": "8d0c7f3e-7a55-4a0c-9d5e-3d4f0d8f4f6a"}
    client.post(address("kind_add", "talks"), ours)
    client.post(of_kind("kind", "Poster"), {"label": "Placard"})
    response = client.post(address("kind_add", "talks"), ours)
    assert response.context["form"].errors == {
        "label": ["The kind “Poster” was added, and changed or removed in the meantime."]
    }
    assert "Poster" not in abilities(talks)
