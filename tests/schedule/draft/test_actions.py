"""What people do with a draft: each refused whole or done whole. (Publishing: test_releases.)"""

import datetime as dt
from dataclasses import replace
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from conference.core.errors import DomainError
from conference.editions.actions import create_conference
from conference.editions.models import Conference
from conference.presentations.models import Presentation
from conference.schedule.core.timetable import Kind, Slot, Timetable
from conference.schedule.core.timetable import Room as RoomValue
from conference.schedule.draft.actions import (
    StaleSlot,
    empty_draft,
    remove_empty,
    remove_presentation,
    remove_slots,
    room_slug,
    save_slot,
)
from conference.schedule.draft.store import ImpossibleTimetable, load_timetable
from conference.schedule.models import Day, Room, SlotKind
from conference.schedule.release.actions import publish_schedule, withdraw_release
from tests.factories import (
    make_conference,
    make_room,
    make_user,
)
from tests.schedule.stored import make_stage, placements, save
from tests.schedule.strategies import DAYS, PRESENTATIONS

pytestmark = pytest.mark.django_db

FRIDAY, SATURDAY = DAYS[:2]
KEY, OTHER_KEY = UUID(int=1), UUID(int=2)
TIDES, WAVES = PRESENTATIONS[:2]
AULA, LIBRARY = RoomValue("aula", "Aula"), RoomValue("library", "Library", 1)
KINDS = (Kind("break", "Break"), Kind("talk", "Talk", takes_presentation=True))
TALK = Slot(KEY, FRIDAY, dt.time(10), dt.time(11), "talk", frozenset({"aula"}), presentation=TIDES)
BREAK = Slot(OTHER_KEY, FRIDAY, dt.time(11), dt.time(12), "break", frozenset({"library"}), "Coffee")
DRAFT = Timetable((FRIDAY,), (AULA, LIBRARY), KINDS, (TALK, BREAK))


@pytest.fixture
def section():
    """A section with a talk in the aula and a break in the library."""
    section = make_stage()
    save(section, DRAFT)
    return section


# --- One slot -------------------------------------------------------------------------------------


def test_a_slot_is_added_with_its_day(section):
    party = replace(BREAK, key=None, date=SATURDAY, title="Party")
    after = save_slot(section, before=None, after=party)
    assert after == load_timetable(section)
    assert after.days == (FRIDAY, SATURDAY)
    (added,) = set(after.slots) - set(DRAFT.slots)
    assert added == replace(party, key=added.key)


def test_a_slot_is_changed_and_keeps_its_key(section):
    longer = replace(BREAK, end=dt.time(12, 30), title="Long coffee")
    assert save_slot(section, before=BREAK, after=longer) == replace(DRAFT, slots=(TALK, longer))
    assert load_timetable(section) == replace(DRAFT, slots=(TALK, longer))


def test_a_slot_that_gets_another_presentation_keeps_its_key(section):
    after = replace(TALK, presentation=WAVES)
    save_slot(section, before=TALK, after=after)
    assert load_timetable(section) == replace(DRAFT, slots=(after, BREAK))
    assert placements(section) == {1: None, 2: KEY, 3: None, 4: None, 5: None}


def test_a_slot_is_removed_and_leaves_its_day_and_its_presentation(section):
    assert save_slot(section, before=TALK, after=None) == replace(DRAFT, slots=(BREAK,))
    assert set(placements(section).values()) == {None}


def test_a_slot_that_overlaps_is_refused(section):
    with pytest.raises(ImpossibleTimetable) as refusal:
        save_slot(
            section,
            before=BREAK,
            after=replace(BREAK, start=dt.time(10, 30), rooms=frozenset({"aula"})),
        )
    assert refusal.value.sentences == (
        "“Tides” (2027-05-14, 10:00–11:00) and “Coffee” (2027-05-14, 10:30–12:00) both take Aula.",
    )
    assert load_timetable(section) == DRAFT


def test_a_slot_that_somebody_changed_meanwhile_is_refused_and_says_how_it_is_now(section):
    now = replace(BREAK, start=dt.time(11, 30), rooms=frozenset({"aula"}))
    save_slot(section, before=BREAK, after=now)
    with pytest.raises(StaleSlot) as refusal:
        save_slot(section, before=BREAK, after=replace(BREAK, title="Tea"))
    assert str(refusal.value) == (
        "Somebody has changed “Coffee” (2027-05-14, 11:00–12:00) in the meantime: "
        "it is now “Coffee” (2027-05-14, 11:30–12:00) in Aula. Nothing was written."
    )
    assert refusal.value.now == now
    assert load_timetable(section) == replace(DRAFT, slots=(TALK, now))


def test_a_slot_that_somebody_removed_meanwhile_is_refused(section):
    save_slot(section, before=BREAK, after=None)
    with pytest.raises(StaleSlot) as refusal:
        save_slot(section, before=BREAK, after=replace(BREAK, title="Tea"))
    assert str(refusal.value) == (
        "Somebody has removed “Coffee” (2027-05-14, 11:00–12:00) in the meantime. Nothing was "
        "written."
    )
    assert refusal.value.now is None


def test_a_change_to_another_slot_does_not_make_this_one_stale(section):
    save_slot(section, before=TALK, after=replace(TALK, start=dt.time(9)))
    later = replace(BREAK, end=dt.time(13))
    save_slot(section, before=BREAK, after=later)
    assert load_timetable(section) == replace(DRAFT, slots=(replace(TALK, start=dt.time(9)), later))


def test_several_slots_are_removed_whatever_they_say_now(section):
    assert remove_slots(section, keys={KEY, UUID(int=77)}) == replace(DRAFT, slots=(BREAK,))
    assert load_timetable(section) == replace(DRAFT, slots=(BREAK,))


# --- Presentations --------------------------------------------------------------------------------


def test_a_removed_presentation_takes_its_slots_with_it(section):
    again = replace(TALK, key=uuid4(), start=dt.time(14), end=dt.time(15))
    save(section, replace(DRAFT, slots=(TALK, BREAK, again)))
    remove_presentation(Presentation.objects.get(number=TIDES.number), by=None)
    assert load_timetable(section) == replace(DRAFT, slots=(BREAK,))
    assert not Presentation.objects.filter(number=TIDES.number).exists()


def test_a_slot_with_a_title_of_its_own_stays_when_its_presentation_is_removed(section):
    named = replace(TALK, title="Talk of the day")
    save(section, replace(DRAFT, slots=(named, BREAK)))
    remove_presentation(Presentation.objects.get(number=TIDES.number), by=None)
    assert load_timetable(section) == replace(
        DRAFT, slots=(replace(named, presentation=None), BREAK)
    )


def test_a_presentation_without_a_slot_can_be_removed(section):
    remove_slots(section, keys={KEY})
    remove_presentation(Presentation.objects.get(number=TIDES.number), by=None)
    assert load_timetable(section) == replace(DRAFT, slots=(BREAK,))
    assert not Presentation.objects.filter(number=TIDES.number).exists()


# --- Whole schedules and their parts --------------------------------------------------------------


def test_an_emptied_draft_leaves_rooms_and_presentations(section):
    empty_draft(section, by=None)
    assert load_timetable(section) == Timetable(rooms=(AULA, LIBRARY))
    assert placements(section) == {1: None, 2: None, 3: None, 4: None, 5: None}


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        (Day, "“2027-05-14” has 2 slots: move them elsewhere or remove them first."),
        (Room, "“Aula” has 1 slot: move it elsewhere or remove it first."),
        (SlotKind, "“Break” has 1 slot: move it elsewhere or remove it first."),
    ],
)
def test_what_has_slots_cannot_be_removed(section, model, sentence):
    with pytest.raises(DomainError) as refusal:
        remove_empty(model.objects.first())
    assert str(refusal.value) == sentence
    assert load_timetable(section) == DRAFT


def test_what_has_no_slots_can_be_removed(section):
    remove_slots(section, keys={KEY, OTHER_KEY})
    for thing in (
        Day.objects.get(),
        Room.objects.get(slug="aula"),
        SlotKind.objects.get(label="Break"),
    ):
        remove_empty(thing)
    assert load_timetable(section) == Timetable((), (LIBRARY,), KINDS[1:], ())


def test_the_slug_of_a_room_is_made_of_its_name_and_never_given_twice():
    conference = make_conference()
    make_room(conference, name="Great Hall")
    make_room(conference, name="Another", slug="great-hall-2")
    names = ["Great Hall", "Great  hall!", "Library", "会議室", "x" * 300]
    assert [room_slug(conference, name) for name in names] == [
        "great-hall-3",
        "great-hall-3",
        "library",
        "room",
        "x" * 100,
    ]
    assert room_slug(make_conference(), "Great Hall") == "great-hall"


# --- Conferences ----------------------------------------------------------------------------------


def test_a_new_conference_has_sections_with_empty_schedules():
    fields = {
        "title": "Hillside",
        "starts_on": FRIDAY,
        "ends_on": SATURDAY,
        "time_zone": ZoneInfo("Asia/Tokyo"),
    }
    conference = create_conference(
        "hillside", **fields, sections={"talks": "Talks", "labs": "Labs"}
    )
    assert list(conference.sections.values_list("slug", "name", "order")) == [
        ("talks", "Talks", 0),
        ("labs", "Labs", 1),
    ]
    assert [load_timetable(section) for section in conference.sections.all()] == [
        Timetable(),
        Timetable(),
    ]


@pytest.mark.parametrize(
    ("slug", "ends_on", "sections"),
    [
        ("admin", SATURDAY, {}),
        ("hillside", DAYS[0] - dt.timedelta(1), {}),
        ("hillside", SATURDAY, {"no slug": "x"}),
    ],
    ids=["an address of the site", "the end before the start", "a section without a slug"],
)
def test_what_cannot_be_a_conference_is_refused_whole(slug, ends_on, sections):
    fields = {
        "title": "Hillside",
        "starts_on": FRIDAY,
        "ends_on": ends_on,
        "time_zone": ZoneInfo("Asia/Tokyo"),
    }
    with pytest.raises(DomainError):
        create_conference(slug, **fields, sections=sections)
    assert Conference.objects.count() == 0


def test_who_published_and_who_withdrew_is_kept(section):
    publisher, withdrawer = make_user(), make_user()
    publish_schedule(section.conference, by=publisher)
    release = withdraw_release(section.conference, by=withdrawer)
    release.refresh_from_db()
    assert (release.created_by, release.withdrawn_by) == (publisher, withdrawer)
