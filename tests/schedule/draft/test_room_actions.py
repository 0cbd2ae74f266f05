"""What people do with rooms: each refused whole or done whole, and noted in the history."""

import datetime as dt
import io
from dataclasses import replace
from uuid import UUID

import pytest

from conference.core.errors import DomainError
from conference.schedule.core.timetable import Slot, Timetable
from conference.schedule.draft.room_actions import (
    add_room,
    change_room,
    merge_rooms,
    move_room,
    remove_room,
)
from conference.schedule.draft.store import ImpossibleTimetable, load_timetable
from conference.schedule.draft.what_if import ConsequencesChanged, merge_of_rooms
from conference.schedule.feeds.exports import write_csv
from conference.schedule.models import Release, Room, SlotRoom
from conference.schedule.release.actions import publish_schedule
from conference.schedule.release.freezing import freeze
from schedule_import.actions import undo_import
from schedule_import.planning.options import Options, preview_import
from schedule_import.planning.plan import Mode
from schedule_import.planning.undo import plan_undo
from tests.factories import make_kind, make_presentation, make_room, make_section
from tests.schedule.drafts import DAY, draft_three_rooms
from tests.schedule.stored import placements, save
from tests.schedule_import.importing import bring_in, draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(conference):
    return draft_three_rooms(conference)


def rooms(conference):
    return list(conference.rooms.order_by("order", "slug").values_list("slug", "name", "capacity"))


# --- One room -------------------------------------------------------------------------------------


def test_a_new_room_stands_behind_all_others(conference, section, olga, log):
    make_room(conference, name="Attic", order=7)

    room = add_room(conference, name="Blue!", capacity=30, by=olga)

    assert (room.slug, room.name, room.order, room.capacity) == ("blue-2", "Blue!", 8, 30)
    assert log() == ["Olga Organiser: Room “Blue!” added."]


def test_the_first_room_stands_first(conference):
    assert add_room(conference, name="Blue", capacity=None, by=None).order == 0


def test_a_room_keeps_its_slug_and_its_slots_under_another_name(conference, section, olga, log):
    before = load_timetable(section)

    change_room(Room.objects.get(slug="blue"), name="Indigo", capacity=80, is_shared=False, by=olga)

    assert rooms(conference) == [
        ("blue", "Indigo", 80),
        ("red", "Red", None),
        ("green", "Green", 40),
    ]
    assert load_timetable(section).slots == before.slots
    assert log() == ["Olga Organiser: Room “Blue” changed; it is now “Indigo”."]


@pytest.mark.parametrize("name", ["Red", "red", "RED"])
def test_no_two_rooms_have_one_name(conference, section, name):
    sentence = (
        "The conference has a room “Red” already: choose another name, or merge the two rooms."
    )
    nothing = {"capacity": None, "is_shared": False}
    for write in (
        lambda: add_room(conference, name=name, capacity=None, by=None),
        lambda: change_room(Room.objects.get(slug="blue"), name=name, **nothing, by=None),
    ):
        with pytest.raises(DomainError) as refusal:
            write()
        assert str(refusal.value) == sentence
    assert change_room(Room.objects.get(slug="red"), name=name, **nothing, by=None).name == name


@pytest.mark.parametrize(
    ("slug", "steps", "order"),
    [
        ("blue", 1, ["red", "blue", "green"]),
        ("green", -1, ["blue", "green", "red"]),
        ("blue", -1, ["blue", "red", "green"]),
        ("green", 1, ["blue", "red", "green"]),
        ("green", -9, ["green", "blue", "red"]),
    ],
)
def test_a_room_moves_in_the_row_until_its_end(conference, section, slug, steps, order):
    move_room(Room.objects.get(slug=slug), steps=steps, by=None)

    assert list(conference.rooms.order_by("order").values_list("slug", "order")) == [
        (slug, place) for place, slug in enumerate(order)
    ]


def test_rooms_that_share_a_place_are_moved_apart(conference, section, olga, log):
    Room.objects.update(order=4)

    assert move_room(Room.objects.get(slug="red"), steps=-1, by=olga).order == 1

    assert [slug for slug, *_rest in rooms(conference)] == ["blue", "red", "green"]
    assert log() == ["Olga Organiser: Room “Red” moved to the left."]


def test_a_room_that_somebody_removed_meanwhile_is_named(conference, section):
    room = Room.objects.get(slug="green")
    Room.objects.get(slug="green").delete()
    for write in (
        lambda: change_room(room, name="Lime", capacity=None, is_shared=False, by=None),
        lambda: move_room(room, steps=1, by=None),
    ):
        with pytest.raises(
            DomainError, match=r"^Somebody has removed the room “Green” in the meantime: "
        ):
            write()


def test_a_room_is_removed_once_nothing_is_in_it(conference, section, olga, log):
    with pytest.raises(DomainError) as refusal:
        remove_room(Room.objects.get(slug="blue"), by=olga)
    remove_room(Room.objects.get(slug="green"), by=olga)

    assert str(refusal.value) == "“Blue” has 2 slots: move them elsewhere or remove them first."
    assert [slug for slug, *_rest in rooms(conference)] == ["blue", "red"]
    assert log() == ["Olga Organiser: Removed: room “Green”."]


# --- Two rooms become one -------------------------------------------------------------------------


def merge(conference, gone, stays, by=None):
    digest = merge_of_rooms(conference, gone=gone, stays=stays).digest
    return merge_rooms(conference, gone=gone, stays=stays, digest=digest, by=by)


def test_merging_moves_the_slots_of_all_sections_and_removes_the_room(
    conference, section, olga, log
):
    other = make_section(conference, slug="sprints", name="Sprints", order=1)
    bring_in(other, f"{DAY},15:00,16:00,talk,Red,Sprint,")
    keys = {slot.key for each in (section, other) for slot in load_timetable(each).slots}

    merge(conference, "red", "blue", by=olga)

    assert rooms(conference) == [("blue", "Blue", None), ("green", "Green", 40)]
    assert draft(section) == [
        (f"{DAY} 10:00-11:00", "talk", "Blue", "On lakes", None),
        (f"{DAY} 11:00-12:00", "talk", "Blue", "On ponds", None),
        (f"{DAY} 12:00-13:00", "plenary", "Blue", "Lunch", None),
    ]
    assert draft(other) == [(f"{DAY} 15:00-16:00", "talk", "Blue", "Sprint", None)]
    assert {slot.key for each in (section, other) for slot in load_timetable(each).slots} == keys
    assert log() == ["Olga Organiser: Room “Red” merged into “Blue”."]


def test_an_empty_room_is_merged_as_well(conference, section):
    before = load_timetable(section)

    assert merge(conference, "green", "blue").moves == 0

    assert [slug for slug, *_rest in rooms(conference)] == ["blue", "red"]
    assert load_timetable(section).slots == before.slots


def test_what_would_overlap_is_refused_and_nothing_is_written(conference, section):
    other = make_section(conference, slug="sprints", name="Sprints", order=1)
    bring_in(other, f"{DAY},11:30,12:00,talk,Green,Sprint,", f"{DAY},8:00,9:00,talk,Green,Early,")
    before = [load_timetable(each) for each in (section, other)]

    with pytest.raises(ImpossibleTimetable) as refusal:
        merge(conference, "green", "red")

    assert refusal.value.sentences == (
        "“On ponds” (2027-05-14, 11:00–12:00) of the section “talks” and “Sprint” (2027-05-14, "
        "11:30–12:00) of the section “sprints” both take Red.",
    )
    assert [load_timetable(each) for each in (section, other)] == before


def test_a_draft_that_changed_since_the_preview_is_not_touched(conference, section):
    digest = merge_of_rooms(conference, gone="red", stays="blue").digest
    bring_in(section, f"{DAY},16:00,17:00,talk,Red,Late,")
    before = load_timetable(section)

    with pytest.raises(ConsequencesChanged):
        merge_rooms(conference, gone="red", stays="blue", digest=digest, by=None)

    assert load_timetable(section) == before


def test_an_overlap_that_was_there_in_another_section_is_nothing_to_a_merge(conference, section):
    other = make_section(conference, slug="sprints", name="Sprints", order=1)
    kind = make_kind(other)
    attic = make_room(conference, name="Attic", order=3)
    day = other.days.create(date=dt.date(2027, 5, 14))
    for number in (1, 2):  # past the store, as nobody should
        slot = kind.slots.create(key=UUID(int=number), day=day, start=dt.time(9), end=dt.time(10))
        SlotRoom.objects.create(slot=slot, room=attic)

    assert merge(conference, "red", "blue").refusals == ()


def test_releases_stay_as_they_are(conference, section):
    release = publish_schedule(conference, by=None)

    merge(conference, "red", "blue")

    assert Release.objects.get().content == release.content


def test_what_a_presentation_stands_in_is_kept(conference, section):
    make_presentation(section, number=5)
    bring_in(section, f"{DAY},17:00,18:00,talk,Red,,5")
    before = placements(section)

    merge(conference, "red", "green")

    assert placements(section) == before
    assert before[5] is not None


@pytest.mark.parametrize("mode", Mode)
def test_an_export_imported_again_after_a_merge_changes_nothing(conference, section, mode):
    merge(conference, "red", "blue")
    content = freeze(conference, sections=[section], previous=None, at=dt.datetime.now(dt.UTC))
    out = io.StringIO(newline="")
    write_csv(content, out, with_section=False)

    plan = preview_import(section, out.getvalue().encode(), Options(mode=mode))

    assert (plan.errors, plan.diff.is_empty, plan.after) == ((), True, load_timetable(section))


def test_an_import_from_before_the_merge_can_still_be_undone(conference, section):
    before = draft(section)
    later = bring_in(section, f"{DAY},16:00,17:00,talk,Red,Late,")
    merge(conference, "red", "blue")

    undo_import(later, digest=plan_undo(later).digest, by=None)

    assert draft(section) == before
    assert sorted(slug for slug, *_rest in rooms(conference)) == ["blue", "green", "red"]


def test_a_slot_in_three_rooms_keeps_the_two_that_are_left(conference, section):
    lunch = next(slot for slot in load_timetable(section).slots if slot.title == "Lunch")
    whole = load_timetable(section)
    wide = replace(lunch, rooms=frozenset({"blue", "red", "green"}))
    save(
        section,
        replace(whole, slots=tuple(wide if slot == lunch else slot for slot in whole.slots)),
    )

    merge(conference, "red", "blue")

    after: Timetable = load_timetable(section)
    (kept,) = [slot for slot in after.slots if slot.title == "Lunch"]
    assert kept == Slot(**{**vars_of(lunch), "rooms": frozenset({"blue", "green"})})


def vars_of(slot):
    return {name: getattr(slot, name) for name in slot.__dataclass_fields__}
