"""Emptying the draft of a section: asked first, refused if it changed meanwhile."""

from django.contrib.messages import get_messages
from django.urls import reverse

from conference.presentations.models import Presentation
from conference.schedule.draft.store import load_timetable
from conference.schedule.models import unscheduled
from conference.teams.roles import Role
from tests.factories import make_member, make_presentation, make_room, make_section, make_slot

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
