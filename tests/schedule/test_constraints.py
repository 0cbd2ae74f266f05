"""What the database refuses whoever writes: every named constraint of every app, by its name."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from conference.accounts.models import User
from conference.editions.history import record
from conference.editions.models import Conference, Track
from conference.presentations.models import Presentation, PresentationSpeaker
from conference.schedule.core.timetable import span_is_allowed
from conference.schedule.models import Day, Release, Slot, SlotRoom, unscheduled
from conference.teams.models import Membership, Team
from schedule_import.models import ScheduleImport
from tests.factories import (
    FIRST_DAY,
    make_conference,
    make_day,
    make_kind,
    make_presentation,
    make_room,
    make_section,
    make_slot,
    make_speaker,
    make_user,
)

pytestmark = pytest.mark.django_db


def address_in_capitals():
    User.objects.create(email="Ada@example.org")


def conference_that_ends_before_it_starts():
    make_conference(starts_on=FIRST_DAY, ends_on=FIRST_DAY - dt.timedelta(1))


def conference_at_an_address_of_the_site():
    make_conference(slug="admin")


def two_current_conferences():
    make_conference(is_current=True)
    make_conference(is_current=True)


def step_twice():
    conference = make_conference()
    for _time in range(2):
        line = {"code": "x", "sentence": "x", "about": conference}
        record(conference, by=None, **line, step=1)


def section_twice():
    section = make_section()
    make_section(section.conference, slug=section.slug)


def track_twice():
    conference = make_conference()
    for colour in ("#8a2b3c", "#000000"):
        Track.objects.create(conference=conference, name="Limnology", colour=colour)


def two_speakers_for_one_account():
    speaker = make_speaker(user=make_user())
    make_speaker(speaker.conference, user=speaker.user)


def team_twice():
    conference = make_conference()
    for role in ("organiser", "viewer"):
        Team.objects.create(conference=conference, name="The team", role=role)


def team_with_a_role_of_its_own():
    Team.objects.create(conference=make_conference(), name="Cooks", role="cook")


def member_twice():
    team = Team.objects.create(conference=make_conference(), name="The team", role="viewer")
    user = make_user()
    for _time in range(2):
        Membership.objects.create(team=team, user=user)


def day_twice():
    day = make_day()
    Day.objects.create(section=day.section, date=day.date)


def day_beyond_the_calendar():
    make_day(date=dt.date(2200, 1, 1))


def room_in_another_spelling():
    room = make_room(name="Großer Saal")
    make_room(room.conference, name="GROSSER  SAAL", slug="another")


def room_at_the_same_address():
    room = make_room(name="Aula")
    make_room(room.conference, name="Great Hall", slug=room.slug)


def kind_in_another_spelling():
    kind = make_kind(label="Talk")
    make_kind(kind.section, label="talk")


def slot_that_ends_before_it_starts():
    make_slot(start=dt.time(10), end=dt.time(9))


def slot_with_the_key_of_another():
    make_slot(key=make_slot().key)


def slot_twice_in_a_room():
    slot = make_slot()
    SlotRoom.objects.create(slot=slot, room=slot.rooms.get())


def number_of_a_presentation_in_another_section():
    presentation = make_presentation(number=7)
    make_presentation(make_section(presentation.conference), number=7)


def speaker_twice_in_a_presentation():
    speaker = make_speaker()
    presentation = make_presentation(make_section(speaker.conference), speakers=[speaker])
    PresentationSpeaker.objects.create(presentation=presentation, speaker=speaker, order=1)


def release_twice():
    conference = make_conference()
    for _time in range(2):
        Release.objects.create(
            conference=conference, number=1, content={}, digest="", created_at=timezone.now()
        )


def applied_import_without_a_result():
    ScheduleImport.objects.create(
        section=make_section(),
        file_name="a.csv",
        content=b"",
        uploaded_at=timezone.now(),
        applied_at=timezone.now(),
    )


REFUSED = {
    "user_email_is_in_lower_case": address_in_capitals,
    "conference_ends_on_or_after_its_first_day": conference_that_ends_before_it_starts,
    "conference_slug_is_not_reserved": conference_at_an_address_of_the_site,
    "only_one_conference_is_current": two_current_conferences,
    "step_is_unique_in_its_conference": step_twice,
    "section_slug_is_unique_in_its_conference": section_twice,
    "track_name_is_unique_in_its_conference": track_twice,
    "one_speaker_for_each_user_in_a_conference": two_speakers_for_one_account,
    "team_name_is_unique_in_its_conference": team_twice,
    "team_has_a_known_role": team_with_a_role_of_its_own,
    "one_membership_for_each_person_in_a_team": member_twice,
    "day_is_unique_in_its_section": day_twice,
    "day_is_between_1900_and_2199": day_beyond_the_calendar,
    "room_name_is_unique_in_its_conference": room_in_another_spelling,
    "room_slug_is_unique_in_its_conference": room_at_the_same_address,
    "slot_kind_label_is_unique_in_its_section": kind_in_another_spelling,
    "slot_ends_after_it_starts": slot_that_ends_before_it_starts,
    "slot_is_in_a_room_once": slot_twice_in_a_room,
    "presentation_number_is_unique_in_its_conference": number_of_a_presentation_in_another_section,
    "speaker_gives_a_presentation_once": speaker_twice_in_a_presentation,
    "release_number_is_unique_in_its_conference": release_twice,
    "applied_import_keeps_what_it_did": applied_import_without_a_result,
}


def named_constraints():
    """(model, constraint) for each named constraint of our own apps, by name."""
    own = [
        model
        for model in apps.get_models()
        if model.__module__.startswith(("conference.", "schedule_import."))
    ]
    return {
        constraint.name: (model, constraint)
        for model in own
        for constraint in model._meta.constraints
    }


def names(error, name):
    """Whether `error` is the refusal of the constraint called `name`.

    SQLite calls a unique constraint by its columns; everything else goes by its name everywhere.
    """
    if connection.vendor == "postgresql":
        return error.__cause__.diag.constraint_name == name
    model, constraint = named_constraints()[name]
    if isinstance(constraint, models.CheckConstraint) or not constraint.fields:
        return name in str(error)
    table = model._meta.db_table
    columns = [f"{table}.{model._meta.get_field(field).column}" for field in constraint.fields]
    return str(error) == f"UNIQUE constraint failed: {', '.join(columns)}"


def test_every_named_constraint_is_tried_here():
    assert set(REFUSED) == set(named_constraints())


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses_what_the_constraint_names(name):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        REFUSED[name]()
    assert names(refusal.value, name), str(refusal.value)


def test_keys_are_given_once():
    with pytest.raises(IntegrityError), transaction.atomic():
        slot_with_the_key_of_another()


@pytest.mark.parametrize("hour", [0, 1, 6, 11, 12, 13, 23])
def test_the_database_allows_the_spans_that_the_core_allows(hour):
    section = make_section()
    start, day, kind = dt.time(hour), make_day(section), make_kind(section)
    ends = [dt.time(end // 60, end % 60) for end in range(0, 24 * 60, 30)] + [
        dt.time(6, 1),
        dt.time(23, 59),
    ]
    allowed, refusals = [], []
    for end in ends:
        try:
            with transaction.atomic():
                Slot.objects.create(day=day, kind=kind, start=start, end=end)
            allowed.append(end)
        except IntegrityError as error:
            refusals.append(error)
    assert allowed == [end for end in ends if span_is_allowed(start, end)]
    assert all(names(error, "slot_ends_after_it_starts") for error in refusals)


def test_deleting_a_day_leaves_the_presentation_of_its_slot_without_one():
    slot = make_slot()
    presentation = make_presentation(slot=slot)
    slot.day.delete()
    assert list(unscheduled(Presentation.objects.all())) == [presentation]


def test_deleting_a_presentation_leaves_its_slot_empty():
    slot = make_slot()
    make_presentation(slot=slot).delete()
    slot.refresh_from_db()
    assert slot.presentation is None


def test_what_a_conference_holds_protects_it():
    room = make_room()
    with pytest.raises(models.ProtectedError):
        room.conference.delete()
    assert Conference.objects.get() == room.conference
