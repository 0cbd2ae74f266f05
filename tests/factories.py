"""Believable rows for tests: plain functions, one for each thing; every field can be given."""

import datetime as dt
import itertools
import uuid

from django.utils.text import slugify

from conference.accounts.models import User
from conference.editions.actions import take_number
from conference.editions.models import Conference, Section
from conference.presentations.models import Presentation, PresentationSpeaker
from conference.schedule.models import Day, Room, Slot, SlotKind, SlotRoom
from conference.speakers.models import Speaker
from conference.teams.models import Membership, Team
from conference.teams.roles import Role

FIRST_DAY = dt.date(2027, 5, 14)
_numbers = itertools.count(1)


def make_user(**fields):
    fields.setdefault("email", f"person{next(_numbers)}@example.org")
    return User.objects.create_confirmed_user(**fields)


def make_conference(**fields):
    fields.setdefault("slug", f"lakeside-{next(_numbers)}")
    fields.setdefault("title", "Lakeside 2027")
    fields.setdefault("starts_on", FIRST_DAY)
    fields.setdefault("ends_on", fields["starts_on"] + dt.timedelta(days=2))
    fields.setdefault("time_zone", "Europe/Zurich")
    return Conference.objects.create(**fields)


def make_section(conference=None, **fields):
    fields.setdefault("slug", f"talks-{next(_numbers)}")
    fields.setdefault("name", fields["slug"].replace("-", " ").capitalize())
    return Section.objects.create(conference=conference or make_conference(), **fields)


def make_room(conference=None, **fields):
    fields.setdefault("name", f"Room {next(_numbers)}")
    fields.setdefault("slug", slugify(fields["name"]))
    return Room.objects.create(conference=conference or make_conference(), **fields)


def make_kind(section=None, **fields):
    """A slot kind; "talk", which takes a presentation, unless told otherwise."""
    fields.setdefault("label", "talk")
    fields.setdefault("takes_presentation", fields["label"] == "talk")
    return SlotKind.objects.create(section=section or make_section(), **fields)


def make_day(section=None, date=None):
    section = section or make_section()
    date = date or section.conference.starts_on
    return Day.objects.get_or_create(section=section, date=date)[0]


def make_slot(section=None, *, rooms=None, date=None, kind=None, **fields):
    """A slot from 10:00 to 11:00 in one new room on the first day, with its day and kind.

    It is written past the store's checks: what the tests of those checks start from.
    """
    section = section or make_section()
    fields.setdefault("key", uuid.uuid4())
    fields.setdefault("start", dt.time(10))
    fields.setdefault("end", dt.time(11))
    if kind is None:
        talk = SlotKind.objects.filter(section=section, label_key="talk").first()
        kind = talk or make_kind(section)
    slot = Slot.objects.create(day=make_day(section, date), kind=kind, **fields)
    for room in [make_room(section.conference)] if rooms is None else rooms:
        SlotRoom.objects.create(slot=slot, room=room)
    return slot


def make_speaker(conference=None, **fields):
    fields.setdefault("name", f"Ada Speaker {next(_numbers)}")
    return Speaker.objects.create(conference=conference or make_conference(), **fields)


def make_presentation(section=None, *, speakers=(), slot=None, **fields):
    """A presentation; in no slot unless one is given."""
    section = section or make_section()
    fields.setdefault("number", next(_numbers))
    fields.setdefault("title", f"How lakes work, part {fields['number']}")
    presentation = Presentation.objects.create(
        conference=section.conference, section=section, **fields
    )
    take_number(section.conference, fields["number"])
    for order, speaker in enumerate(speakers):
        PresentationSpeaker.objects.create(presentation=presentation, speaker=speaker, order=order)
    if slot:
        slot.presentation = presentation
        slot.save(update_fields=["presentation"])
    return presentation


def make_member(conference=None, role=Role.ORGANISER, **fields):
    """A user who belongs to a team of `conference` with `role`."""
    conference = conference or make_conference()
    user = make_user(**fields)
    name = f"{Role(role).value.capitalize()} team"
    team, _created = Team.objects.get_or_create(conference=conference, name=name, role=role)
    Membership.objects.create(team=team, user=user)
    return user
