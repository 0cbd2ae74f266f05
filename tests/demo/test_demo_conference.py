"""The demo conference of fixtures/: it reads like one, goes in through the importer, and stays as
it is.
"""

import datetime as dt
import io
import re
import tomllib
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command

from conference.accounts.models import User
from conference.demo.demo_conference import (
    ACCOUNTS,
    DEMO_SLUG,
    BesideOthers,
    DemoAccount,
    load_demo,
)
from conference.editions.models import Conference, Track
from conference.presentations.models import Presentation
from conference.schedule.core.conflicts import conflicts
from conference.schedule.draft.store import load_conference, load_timetable
from conference.schedule.models import Release, Slot, unscheduled
from conference.speakers.models import Speaker
from conference.teams.roles import PERMISSIONS, Role
from schedule_import.models import ScheduleImport
from schedule_import.planning.options import Options, preview_import
from schedule_import.planning.plan import Mode
from tests.factories import make_conference
from tests.schedule_import.importing import counts

PASSWORDS = {
    Role.ORGANISER: "quince-lane-7",
    Role.PROGRAMME: "morning-tea-2",
    Role.VIEWER: "jetty-at-low-tide",
}
EMAILS = {role: email for role, (email, _name, _team) in ACCOUNTS.items()}
OUR_APPS = {"accounts", "account", "editions", "teams", "speakers", "schedule", "schedule_import"}
CLASSIC_SAMPLE = Path(__file__).parents[1] / "schedule_import" / "examples" / "schedule.csv"

pytestmark = pytest.mark.django_db


def load(**kwargs):
    return load_demo(passwords=PASSWORDS, by=None, **kwargs)


def run(*args):
    """What the command prints."""
    out = io.StringIO()
    call_command("load_demo", *args, stdout=out)
    return out.getvalue()


def everything():
    """Every row of ours and of allauth's, as it stands in the database."""
    return {
        model._meta.label: sorted(map(repr, model.objects.values_list()))
        for model in apps.get_models()
        if model._meta.app_label in OUR_APPS
    }


def read(name):
    return tomllib.loads((settings.BASE_DIR / "fixtures" / name).read_text(encoding="utf-8"))


# --- The texts ------------------------------------------------------------------------------------


def test_no_two_presentations_have_the_same_title_abstract_or_first_sentence():
    talks = read("presentations.toml")["presentation"]
    for said in (
        [talk["title"] for talk in talks],
        [talk["abstract"] for talk in talks],
        [talk["abstract"].split(".")[0] for talk in talks],
    ):
        assert len(set(said)) == len(said) == 65


def test_every_abstract_and_every_biography_is_of_a_printable_length():
    lengths = [len(talk["abstract"]) for talk in read("presentations.toml")["presentation"]]
    lives = [len(person["biography"]) for person in read("speakers.toml")["speaker"]]
    assert (min(lengths) >= 350, max(lengths) <= 900) == (True, True)
    assert (min(lives) >= 80, max(lives) <= 250) == (True, True)


def test_everybody_who_is_introduced_speaks_and_everybody_who_speaks_is_introduced():
    introduced = [person["name"] for person in read("speakers.toml")["speaker"]]
    speaking = {
        name for talk in read("presentations.toml")["presentation"] for name in talk["speakers"]
    }
    assert sorted(introduced) == sorted(speaking)


# --- Loading --------------------------------------------------------------------------------------


def test_the_demo_is_a_conference_of_three_days_five_rooms_and_sixty_talks():
    conference = load().conference
    timetable = load_conference(conference)
    assert [section.slug for section in conference.sections.all()] == [
        "talks",
        "tutorials",
        "sprints",
    ]
    assert conference.is_current
    assert timetable.days == (dt.date(2027, 4, 16), dt.date(2027, 4, 17), dt.date(2027, 4, 18))
    assert [(room.name, room.capacity) for room in timetable.rooms] == [
        ("Main Hall", 460),
        ("Banksia", 210),
        ("Wattle", 140),
        ("Mallee", 90),
        ("Quandong", 44),
    ]
    placed = [slot.section for slot in timetable.slots if slot.presentation]
    assert {slug: placed.count(slug) for slug in placed} == {"talks": 60, "tutorials": 5}
    assert (Speaker.objects.count(), Track.objects.count()) == (64, 6)
    assert not unscheduled(Presentation.objects.all()).exists()
    assert conflicts(timetable) == []


def test_the_demo_has_a_party_past_midnight_and_games_until_midnight():
    slots = load_timetable(load().conference.sections.get(slug="talks")).slots
    late = [
        (slot.date.day, slot.start, slot.end, sorted(slot.rooms))
        for slot in slots
        if slot.end < slot.start
    ]
    assert late == [
        (16, dt.time(19, 30), dt.time(0), ["mallee"]),
        (17, dt.time(19, 30), dt.time(1), ["banksia", "main-hall"]),
    ]


NO_TALKS = {"presentations": 0, "speakers": 0, "tracks": 0}


def test_the_schedules_come_in_through_the_importer_without_a_warning():
    load()
    results = {entry.file_name: entry.result for entry in ScheduleImport.objects.applied()}
    assert {
        name: (result["rows"], result["added"], result["warnings"])
        for name, result in results.items()
    } == {
        "schedule.csv": (
            156,
            {"days": 3, "rooms": 0, "slot_kinds": 7, "slots": 82, "slot_rooms": 156, **NO_TALKS},
            [],
        ),
        "tutorials.csv": (
            5,
            {"days": 3, "rooms": 0, "slot_kinds": 1, "slots": 5, "slot_rooms": 5, **NO_TALKS},
            [],
        ),
    }


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize(("slug", "slots"), [("talks", 82), ("tutorials", 5)])
def test_importing_a_schedule_of_the_demo_again_changes_nothing(slug, slots, mode):
    section = load().conference.sections.get(slug=slug)
    file = {"talks": "schedule.csv", "tutorials": "tutorials.csv"}[slug]
    content = (settings.BASE_DIR / "fixtures" / file).read_bytes()
    assert counts(preview_import(section, content, Options(mode=mode))) == {
        "unchanged slots": slots
    }


def test_the_demo_is_published_once_and_whole():
    conference = load().conference
    release = Release.objects.public_of(conference)
    assert release.number == 1
    assert [(s["slug"], len(s["slots"])) for s in release.content["sections"]] == [
        ("talks", 82),
        ("tutorials", 5),
        ("sprints", 0),
    ]


def test_the_empty_section_takes_the_classic_sample():
    sprints = load().conference.sections.get(slug="sprints")
    assert counts(preview_import(sprints, CLASSIC_SAMPLE.read_bytes(), Options())) == {
        "added days": 2,
        "added rooms": 2,
        "added slot_kinds": 2,
        "added slots": 8,
        "added slot_rooms": 12,
    }


def test_every_account_of_the_demo_can_log_in_at_once_with_the_rights_of_its_role(client):
    demo = load()
    assert demo.accounts == tuple(
        DemoAccount(EMAILS[role], role, PASSWORDS[role]) for role in ACCOUNTS
    )
    for role, email in EMAILS.items():
        user = User.objects.get(email=email)
        assert client.login(email=email, password=PASSWORDS[role])
        assert (
            EmailAddress.objects.filter(user=user, email=email, verified=True, primary=True).count()
            == 1
        )
        assert user.get_all_permissions(demo.conference) == PERMISSIONS[role]
        assert (user.is_staff, user.is_superuser) == (role == Role.ORGANISER, False)


# --- Loading again --------------------------------------------------------------------------------


def test_loading_again_writes_nothing_at_all():
    load()
    before = everything()
    again = load()
    assert (again.is_new, everything()) == (False, before)
    assert again.accounts == tuple(
        DemoAccount(EMAILS[role], role, PASSWORDS[role]) for role in ACCOUNTS
    )


def test_loading_again_leaves_what_an_organiser_changed():
    conference = load().conference
    room = conference.rooms.get(slug="wattle")
    room.name = "Golden Wattle"
    room.save()
    Slot.objects.filter(title="Lunch").update(title="A long lunch")
    User.objects.get(email=EMAILS[Role.VIEWER]).delete()
    organiser = User.objects.get(email=EMAILS[Role.ORGANISER])
    organiser.set_password("my own, thank you")
    organiser.save()
    before = everything()
    accounts = load().accounts
    assert everything() == before
    assert [(account.role, account.password) for account in accounts] == [
        (Role.ORGANISER, None),
        (Role.PROGRAMME, PASSWORDS[Role.PROGRAMME]),
    ]


def test_loading_again_works_beside_conferences_that_were_made_since():
    load()
    make_conference(slug="our-own")
    before = everything()
    assert (load().is_new, everything()) == (False, before)


def test_the_demo_is_not_put_beside_another_conference():
    make_conference(slug="our-own")
    before = everything()
    with pytest.raises(BesideOthers) as refusal:
        load()
    assert str(refusal.value) == (
        "This database holds our-own. No demo is put beside it: use an empty database, or --force."
    )
    assert everything() == before


def test_a_refusal_names_three_conferences_and_says_that_there_are_more():
    for year in range(2022, 2027):
        make_conference(slug=f"ours-{year}")
    with pytest.raises(BesideOthers, match=re.escape("holds ours-2022, ours-2023, ours-2024, ….")):
        load()


def test_force_puts_the_demo_beside_another_conference_which_stays_the_current_one():
    ours = make_conference(slug="our-own", is_current=True)
    demo = load(force=True)
    assert (demo.is_new, demo.conference.is_current) == (True, False)
    assert Conference.objects.current().first() == ours


def test_an_account_that_has_the_address_already_keeps_its_password_and_joins_the_team():
    user = User.objects.create_confirmed_user(EMAILS[Role.VIEWER], "mine since long ago")
    demo = load()
    assert demo.accounts[-1] == DemoAccount(EMAILS[Role.VIEWER], Role.VIEWER, None)
    assert User.objects.get(pk=user.pk).check_password("mine since long ago")
    assert user.get_all_permissions(demo.conference) == PERMISSIONS[Role.VIEWER]


def test_a_fault_in_the_last_step_leaves_the_database_as_it_was():
    before = everything()
    with pytest.raises(TypeError, match="Password must be a string"):
        load_demo(passwords={Role.VIEWER: 7}, by=None)
    assert everything() == before


# --- The command ----------------------------------------------------------------------------------


def test_the_command_prints_addresses_that_answer_and_accounts_that_log_in(client, monkeypatch):
    for role, password in PASSWORDS.items():
        monkeypatch.setenv(f"DEMO_{role.upper()}_PASSWORD", password)
    lines = run().splitlines()
    assert lines[0] == "Saltbush Python 2027 is in, and published."
    assert lines[-3:] == [
        "  organiser  organiser@example.org  quince-lane-7",
        "  programme  programme@example.org  morning-tea-2",
        "  viewer     viewer@example.org     jetty-at-low-tide",
    ]
    addresses = [line.split(settings.SITE_URL)[1] for line in lines if settings.SITE_URL in line]
    assert addresses == [
        f"/{DEMO_SLUG}/schedule/",
        "/accounts/login/",
        f"/{DEMO_SLUG}/organise/",
        f"/{DEMO_SLUG}/organise/import/sprints/",
    ]
    assert [client.get(address).status_code for address in addresses[:2]] == [200, 200]
    client.force_login(User.objects.get(email=EMAILS[Role.ORGANISER]))
    assert [client.get(address).status_code for address in addresses[2:]] == [200, 200]


def test_a_random_password_is_printed_once_and_works(client, monkeypatch):
    for role in Role:
        monkeypatch.delenv(f"DEMO_{role.upper()}_PASSWORD", raising=False)
    password = re.search(r"organiser@example\.org +(\S+)", run())[1]
    assert client.login(email=EMAILS[Role.ORGANISER], password=password)
    again = run()
    assert again.splitlines()[0] == "Saltbush Python 2027 is there already: nothing was changed."
    assert password not in again


def test_the_command_refuses_a_database_in_use_with_status_1():
    make_conference(slug="our-own")
    with pytest.raises(CommandError) as refusal:
        run()
    assert refusal.value.returncode == 1
    assert Conference.objects.count() == 1


def test_the_command_passes_over_a_database_in_use_when_told_to():
    make_conference(slug="our-own")
    assert run("--unless-others") == (
        "This database holds our-own. No demo is put beside it: use an empty database, or "
        "--force.\n"
    )
    assert Conference.objects.count() == 1
