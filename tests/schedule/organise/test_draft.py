"""Emptying the draft of a section: asked first, refused if it changed meanwhile."""

import re

from django.contrib.messages import get_messages
from django.urls import reverse

from conference.presentations.models import Presentation
from conference.schedule.draft.store import load_timetable
from conference.schedule.models import unscheduled
from conference.schedule.organise import some_days
from conference.teams.roles import Role
from tests.factories import (
    make_kind,
    make_member,
    make_presentation,
    make_room,
    make_section,
    make_slot,
)

ADDRESS = "/lakeside/organise/empty/talks/"


def a_section(conference):
    section = make_section(conference, slug="talks", name="Talks")
    make_presentation(section, slot=make_slot(section, rooms=[make_room(conference, name="Blue")]))
    return section


def log_in(client, conference):
    client.force_login(make_member(conference, Role.PROGRAMME))


def sentences(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_an_emptied_draft_leaves_presentations_and_rooms(client, conference):
    section = a_section(conference)
    log_in(client, conference)

    draft_page = client.get(reverse("schedule_organise:draft", args=["lakeside"]))
    page = client.get(ADDRESS)
    response = client.post(ADDRESS, {"seen": page.context["draft"].digest})

    assert f'<a href="{ADDRESS}">Empty the draft of Talks</a>' in draft_page.content.decode()
    assert "1 slot is removed." in page.content.decode()
    assert sentences(response) == ["The draft of Talks is empty now."]
    left = load_timetable(section)
    assert (left.days, left.kinds, left.slots) == ((), (), ())
    assert [room.name for room in left.rooms] == ["Blue"]
    assert list(unscheduled(Presentation.objects.all())) == list(Presentation.objects.all())


def test_a_draft_that_changed_since_is_not_emptied(client, conference):
    section = a_section(conference)
    log_in(client, conference)
    seen = client.get(ADDRESS).context["draft"].digest
    make_slot(section, title="Walk", start="14:00", end="15:00")

    response = client.post(ADDRESS, {"seen": seen})

    assert sentences(response) == [
        "The draft of this schedule has changed in the meantime. Nothing was written."
    ]
    assert len(load_timetable(section).slots) == 2


def test_a_draft_that_is_too_much_for_one_page_is_shown_day_by_day(client, conference, monkeypatch):
    monkeypatch.setattr(some_days, "MOST_ENTRIES", 3)
    monkeypatch.setattr(some_days, "DAYS_LISTED", 2)
    section = make_section(conference, slug="talks", name="Talks")
    hall = make_room(conference, name="Hall")
    for day, starts in (("14", (9, 10, 11, 12)), ("15", (9,)), ("16", (9,))):
        for start in starts:
            times = {"start": f"{start}:00", "end": f"{start}:30"}
            make_slot(section, rooms=[hall], date=f"2027-05-{day}", title=f"{day} {start}", **times)
    log_in(client, conference)

    def shown(query):
        page = client.get(reverse("schedule_organise:draft", args=["lakeside"]) + query)
        days = page.context["shown_days"].days
        titles = [entry.title for day, _grid in days for entry in day.entries]
        turns = re.findall(r'href="\?day=(.*?)"', page.content.decode())
        return titles, turns, " ".join(page.content.decode().split())

    titles, turns, text = shown("")
    assert (titles, turns) == (["14 9", "14 10", "14 11"], ["2027-05-14", "2027-05-15"])
    assert "1 slot of this day is not shown." in text
    assert "1 more day is not listed here." in text
    assert shown("?day=2027-05-16")[:2] == (["16 9"], ["2027-05-15", "2027-05-16"])
    assert shown("?day=tomorrow")[0] == titles


def test_of_a_day_with_many_rooms_the_first_ones_are_shown(client, conference, monkeypatch):
    monkeypatch.setattr(some_days, "MOST_ROOMS", 2)
    section = make_section(conference, slug="talks", name="Talks")
    rooms = [make_room(conference, name=f"Room {n}", order=n) for n in range(4)]
    plenary = make_kind(section, label="plenary", spans_rooms=True)
    make_slot(section, rooms=rooms, kind=plenary, title="Opening")
    make_slot(section, rooms=rooms[3:], title="Far away", start="11:00", end="12:00")
    log_in(client, conference)

    page = client.get(reverse("schedule_organise:draft", args=["lakeside"]))
    [(day, _grid)] = page.context["shown_days"].days

    assert [(entry.title, len(entry.rooms)) for entry in day.entries] == [("Opening", 2)]
    assert "2 rooms of this day are not shown." in " ".join(page.content.decode().split())
