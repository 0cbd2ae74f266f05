"""Every page of the admin opens, for whom it should, in a number of queries that does not grow."""

import datetime as dt

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conference.editions.models import Track
from conference.presentations.models import PresentationSpeaker
from conference.schedule.release.actions import publish_schedule
from conference.teams.models import Membership, Team
from conference.teams.roles import Role
from schedule_import.models import ScheduleImport
from tests.factories import (
    make_conference,
    make_day,
    make_kind,
    make_member,
    make_presentation,
    make_room,
    make_section,
    make_slot,
    make_speaker,
    make_user,
)

MODELS = (
    "editions_conference",
    "editions_section",
    "editions_track",
    "teams_team",
    "speakers_speaker",
    "schedule_day",
    "schedule_room",
    "schedule_slotkind",
    "schedule_slot",
    "presentations_presentation",
    "schedule_release",
    "schedule_import_scheduleimport",
)
SEEN_BY_VIEWERS = tuple(name for name in MODELS if name != "teams_team")
ADDED_BY_PROGRAMME = (
    "editions_track",
    "speakers_speaker",
    "schedule_day",
    "schedule_room",
    "schedule_slotkind",
    "schedule_slot",
    "presentations_presentation",
)
ADDED_BY_ORGANISERS = ("editions_section", "teams_team", *ADDED_BY_PROGRAMME)


def fill(conference, count):
    """Rows of every kind in `conference`, `count` of each."""
    for _number in range(count):
        section = make_section(conference)
        kind = make_kind(section)
        Track.objects.create(conference=conference, name=f"Track of {section}", colour="#336699")
        speaker = make_speaker(conference, user=make_user())
        slot = make_slot(section, kind=kind, rooms=[make_room(conference), make_room(conference)])
        make_presentation(section, speakers=[speaker, make_speaker(conference)], slot=slot)
        team = Team.objects.create(
            conference=conference, name=f"Team of {section}", role=Role.VIEWER
        )
        Membership.objects.create(team=team, user=make_user())
        ScheduleImport.objects.create(
            section=section,
            file_name="plan.csv",
            content=b"x",
            uploaded_at=timezone.now(),
            uploaded_by=speaker.user,
        )
        publish_schedule(conference, by=speaker.user)


def rows_of(conference):
    """The primary key of some row of every model, by the model's name in addresses."""
    section = conference.sections.first()
    slot = section.days.get().slots.get()
    return {
        "editions_conference": conference.pk,
        "editions_section": section.pk,
        "editions_track": conference.tracks.first().pk,
        "teams_team": conference.teams.first().pk,
        "speakers_speaker": conference.speakers.first().pk,
        "schedule_day": slot.day.pk,
        "schedule_room": conference.rooms.first().pk,
        "schedule_slotkind": slot.kind.pk,
        "schedule_slot": slot.pk,
        "presentations_presentation": slot.presentation.pk,
        "schedule_release": conference.releases.first().pk,
        "schedule_import_scheduleimport": section.imports.get().pk,
    }


def staff(conference, role):
    return make_member(conference, role, is_staff=True)


def statuses(client, action, rows=None):
    return {
        name: client.get(
            reverse(f"admin:{name}_{action}", args=[rows[name]] if rows else [])
        ).status_code
        for name in MODELS
    }


def expect(names, status=200, otherwise=403):
    return {name: status if name in names else otherwise for name in MODELS}


@pytest.fixture
def filled(conference):
    fill(conference, 1)
    return conference


def test_a_superuser_sees_every_list_and_every_object(client, superuser, filled):
    client.force_login(superuser)

    assert statuses(client, "changelist") == expect(MODELS)
    assert statuses(client, "change", rows_of(filled)) == expect(MODELS)


@pytest.mark.parametrize(
    ("role", "seen", "added"),
    [
        (Role.VIEWER, SEEN_BY_VIEWERS, ()),
        (Role.PROGRAMME, SEEN_BY_VIEWERS, ADDED_BY_PROGRAMME),
        (Role.ORGANISER, MODELS, ADDED_BY_ORGANISERS),
    ],
)
def test_staff_see_and_add_what_their_role_allows(client, filled, role, seen, added):
    client.force_login(staff(filled, role))

    assert statuses(client, "changelist") == expect(seen)
    assert statuses(client, "change", rows_of(filled)) == expect(seen)
    assert statuses(client, "add") == expect(added)


def test_staff_without_a_team_see_nothing(client, filled):
    client.force_login(make_user(is_staff=True))

    assert client.get(reverse("admin:index")).status_code == 200
    assert statuses(client, "changelist") == expect(())


def test_the_organisers_of_another_conference_see_nothing_of_this_one(client, filled):
    client.force_login(staff(make_conference(), Role.ORGANISER))

    for name in MODELS:
        page = client.get(reverse(f"admin:{name}_changelist"))
        found = [row for row in page.context["cl"].result_list if row.pk == rows_of(filled)[name]]
        assert (name, found) == (name, [])
    assert statuses(client, "change", rows_of(filled)) == expect((), otherwise=302)
    # What nobody but a superuser deletes is refused before it is looked for.
    never = ("editions_conference", "schedule_release", "schedule_import_scheduleimport")
    assert statuses(client, "delete", rows_of(filled)) == expect(never, status=403, otherwise=302)


@pytest.mark.parametrize("person", ["organiser", "stranger"])
def test_only_staff_open_the_admin(client, request, filled, person):
    client.force_login(request.getfixturevalue(person))

    assert client.get(reverse("admin:index")).status_code in (302, 403)
    assert client.get(reverse("admin:schedule_slot_changelist")).status_code in (302, 403)


def test_lists_take_the_same_number_of_queries_however_long_they_are(client, superuser, filled):
    client.force_login(superuser)
    before = queries(client, "changelist")
    fill_up(filled)

    assert queries(client, "changelist") == before


def test_pages_take_the_same_number_of_queries_however_much_there_is(client, superuser, filled):
    client.force_login(superuser)
    rows = rows_of(filled)
    before = queries(client, "change", rows)
    fill_up(filled)

    assert queries(client, "change", rows) == before


def test_confirming_removals_takes_the_same_number_of_queries_however_much_goes(
    client, superuser, filled
):
    client.force_login(superuser)
    # Django's own page for most others counts what would go with each row.
    asked = ("schedule_slot", "presentations_presentation", "editions_section")
    rows = {name: rows_of(filled)[name] for name in asked}
    before = queries(client, "delete", rows)
    fill_up(filled)

    assert queries(client, "delete", rows) == before


def queries(client, action, rows=None):
    counts = {}
    for name in rows or MODELS:
        ContentType.objects.clear_cache()
        with CaptureQueriesContext(connection) as found:
            client.get(reverse(f"admin:{name}_{action}", args=[rows[name]] if rows else []))
        counts[name] = len(found)
    return counts


def fill_up(conference):
    """More of everything, in `conference`, in another one, and in what stands there already."""
    team, section = conference.teams.first(), conference.sections.first()
    for _number in range(3):
        Membership.objects.create(team=team, user=make_user())
        make_slot(section, start=dt.time(12), end=dt.time(13))
    talk = section.presentations.get()
    for number in range(3):
        make_slot(section, start=dt.time(14 + number), end=dt.time(15 + number), presentation=talk)
        make_presentation(section)
        make_kind(section, label=f"kind {number}")
        make_day(section, dt.date(2027, 6, 1 + number))
    for order in range(5):
        PresentationSpeaker.objects.create(
            presentation=talk, speaker=make_speaker(conference, user=make_user()), order=order + 2
        )
    fill(make_conference(), 3)
    fill(conference, 3)


def test_what_the_admin_finds_for_a_field_stands_in_an_order(client, superuser, filled):
    client.force_login(superuser)
    asked = {"app_label": "schedule", "model_name": "slot", "field_name": "kind"}
    found = client.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert [each["text"] for each in found] == [str(filled.sections.get().kinds.get())]
