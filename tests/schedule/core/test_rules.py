"""What a stored timetable keeps, and the two ways to change a kind."""

import datetime as dt
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.schedule.core.rules import (
    double_uses,
    refusals,
    with_kind_in_single_rooms,
    with_kind_spanning,
)
from conference.schedule.core.timetable import Kind, Presentation, Room, Slot, Timetable
from tests.schedule.strategies import (
    DAYS,
    LABELS,
    get_in_the_way,
    is_valid,
    meet,
    places,
    timetables,
    valid_timetables,
)

ROOMS = (Room("aula", "Aula"), Room("library", "Library", 1), Room("cafe", "Café", 2))
TALK, PLENARY = (
    Kind("talk", "Talk", takes_presentation=True),
    Kind("plenary", "Plenary", spans_rooms=True),
)
KEY, OTHER_KEY, THIRD_KEY = (UUID(int=number) for number in (1, 2, 3))
NAME = "“Talk” (2027-05-14, 10:00–11:00)"


def slot(start="10:00", end="11:00", room="aula", **fields):
    fields = {"key": None, "kind": "talk", "date": DAYS[0], **fields}
    start, end = dt.time.fromisoformat(start), dt.time.fromisoformat(end)
    return Slot(start=start, end=end, rooms=frozenset(room.split()), **fields)


def timetable(*slots):
    return Timetable((DAYS[0],), ROOMS, (TALK, PLENARY), slots)


@given(timetables())
def test_exactly_what_breaks_a_rule_is_refused(one):
    assert (refusals(one) == []) == is_valid(one)


@given(valid_timetables(), valid_timetables())
def test_exactly_what_meets_another_section_is_refused(one, other):
    rooms = {room.slug for room in one.rooms}
    elsewhere = [replace(each, section="elsewhere") for each in other.slots if each.rooms <= rooms]
    shared = {room.slug for room in one.rooms if room.is_shared}
    meeting = any(meet(a, b) and get_in_the_way(a, b, shared) for a in one.slots for b in elsewhere)
    own_keys = tuple(replace(each, key=None) for each in one.slots)
    assert bool(refusals(replace(one, slots=own_keys), elsewhere)) == meeting


BROKEN = {
    "no such day": (
        [slot(date=DAYS[1])],
        ["“Talk” (2027-05-15, 10:00–11:00) is on a day that the schedule does not have."],
    ),
    "ends before it starts": (
        [slot("10:00", "09:00")],
        [
            "“Talk” (2027-05-14, 10:00–09:00) must end after its start on the same day, at "
            "midnight, or by 12:00 of the next day if it lasts at most 16 hours."
        ],
    ),
    "seconds": ([slot("10:00:30")], [f"{NAME} must start and end on a full minute."]),
    "no room": ([slot(room="")], [f"{NAME} needs a room."]),
    "no such room": (
        [slot(room="attic")],
        [f"{NAME} is in a room that the conference does not have."],
    ),
    "no such kind": (
        [slot(kind="party")],
        ["“party” (2027-05-14, 10:00–11:00) is of a kind that the schedule does not have."],
    ),
    "several rooms": (
        [slot(room="aula library")],
        [f"{NAME} takes several rooms, but the kind “Talk” does not span rooms."],
    ),
    "a presentation in a kind that takes none": (
        [slot(kind="plenary", presentation=Presentation(7, "Tides"))],
        [
            "“Tides” (2027-05-14, 10:00–11:00) holds a presentation, but the kind “Plenary” takes "
            "none."
        ],
    ),
    "one presentation twice at the same time": (
        [
            slot(presentation=Presentation(7, "Tides")),
            slot("10:30", "11:30", room="library", presentation=Presentation(7, "Tides")),
        ],
        [
            "“Tides” (2027-05-14, 10:00–11:00) and “Tides” (2027-05-14, 10:30–11:30) both hold "
            "presentation 7, at the same time."
        ],
    ),
    "one spanning slot written as two": (
        [slot(kind="plenary"), slot(kind="plenary", room="library")],
        [
            "“Plenary” (2027-05-14, 10:00–11:00) stands there twice: make it one slot with all its "
            "rooms."
        ],
    ),
    "one key twice": (
        [slot(key=KEY), slot("11:00", "12:00", key=KEY)],
        [f"{NAME} and “Talk” (2027-05-14, 11:00–12:00) bear the same key: only one of them can."],
    ),
    "one room twice": (
        [slot(), slot("10:30", "11:30")],
        [f"{NAME} and “Talk” (2027-05-14, 10:30–11:30) both take Aula."],
    ),
}


@pytest.mark.parametrize(("slots", "sentences"), BROKEN.values(), ids=BROKEN)
def test_each_broken_rule_has_its_sentence(slots, sentences):
    assert refusals(timetable(*slots)) == sentences


def test_a_slot_of_another_section_is_named_with_its_section():
    other = slot("10:30", "11:30", title="Weaving", section="workshops")
    assert refusals(timetable(slot()), [other]) == [
        f"{NAME} and “Weaving” (2027-05-14, 10:30–11:30) of the section “workshops” both take Aula."
    ]


def test_what_other_sections_do_to_each_other_is_not_this_timetable_s_fault():
    others = [slot(key=key, section=section) for key, section in ((KEY, "x"), (OTHER_KEY, "y"))]
    assert refusals(timetable(slot(key=THIRD_KEY, room="library")), others) == []


def test_a_room_that_another_section_uses_cannot_go():
    one = replace(timetable(), rooms=ROOMS[1:])
    assert refusals(one, [slot(title="Weaving", section="workshops")]) == [
        "“Weaving” (2027-05-14, 10:00–11:00) of the section “workshops” is in a room "
        "that would no longer be there."
    ]


def test_a_presentation_may_stand_in_several_slots_one_after_the_other():
    tides = Presentation(7, "Tides")
    one = timetable(
        slot(presentation=tides),
        slot("11:00", "12:00", presentation=tides),
        slot("11:00", "12:00", room="library", presentation=Presentation(8, "Ice")),
    )
    assert refusals(one) == double_uses(one) == []


def test_a_room_and_a_presentation_that_two_sections_use_are_both_listed():
    tides = Presentation(7, "Tides")
    one = timetable(
        slot(presentation=tides, section="talks"), slot(presentation=tides, section="workshops")
    )
    name = "“Tides” (2027-05-14, 10:00–11:00)"
    assert double_uses(one) == [
        f"Presentation 7 is in two sections: in {name} of the section “talks” and in {name} of the "
        "section “workshops”.",
        f"{name} of the section “talks” and {name} of the section “workshops” both take Aula.",
        f"{name} of the section “talks” and {name} of the section “workshops” both hold "
        "presentation 7, at the same time.",
    ]


# --- A kind that spans rooms, and one that does not -----------------------------------------------

kinds = st.sampled_from(sorted(LABELS))


def presentations(one):
    return sorted(slot.presentation.number for slot in one.slots if slot.presentation)


def of_kind(one, key):
    return [slot for slot in one.slots if slot.kind == key]


@given(valid_timetables(), kinds)
def test_a_kind_that_comes_to_span_rooms_leaves_everything_where_it_is(one, kind):
    after = with_kind_spanning(one, kind)
    assert places(after) == places(one)
    assert [slot for slot in after.slots if slot.kind != kind] == [
        slot for slot in one.slots if slot.kind != kind
    ]
    assert {slot.key for slot in after.slots} <= {slot.key for slot in one.slots}
    assert set(presentations(after)) <= set(presentations(one))
    assert is_valid(after)


@given(valid_timetables(), kinds)
def test_a_presentation_loses_its_slot_only_to_another_one(one, kind):
    def moments_with_a_presentation(some):
        return {(s.date, s.start, s.end, s.kind, s.title) for s in some.slots if s.presentation}

    assert moments_with_a_presentation(
        with_kind_spanning(one, kind)
    ) == moments_with_a_presentation(one)


@given(valid_timetables(), kinds)
def test_a_kind_in_single_rooms_leaves_everything_where_it_is(one, kind):
    after = with_kind_in_single_rooms(one, kind)
    assert places(after) == places(one)
    assert presentations(after) == presentations(one)
    assert {slot.key for slot in one.slots} == {slot.key for slot in after.slots} - {None}
    assert all(len(slot.rooms) == 1 for slot in of_kind(after, kind))
    assert refusals(after) == []


@given(valid_timetables(), kinds)
def test_doing_it_twice_does_no_more_than_doing_it_once(one, kind):
    for change in (with_kind_spanning, with_kind_in_single_rooms):
        assert change(change(one, kind), kind) == change(one, kind)


@given(valid_timetables(), kinds, st.booleans())
def test_a_spanning_kind_that_is_split_and_spans_again_is_as_it_was(one, kind, is_stored):
    spanning = with_kind_spanning(one, kind)
    split = with_kind_in_single_rooms(spanning, kind)
    if is_stored:
        split = replace(
            split, slots=tuple(replace(slot, key=slot.key or uuid4()) for slot in split.slots)
        )
    assert with_kind_spanning(split, kind) == spanning


def test_the_leftmost_room_keeps_key_and_presentation():
    tides = Presentation(7, "Tides")
    one = timetable(slot(key=KEY, room="cafe library", kind="plenary", presentation=tides))
    assert with_kind_in_single_rooms(one, "plenary") == replace(
        timetable(
            slot(key=KEY, room="library", kind="plenary", presentation=tides),
            slot(room="cafe", kind="plenary"),
        ),
        kinds=(TALK, replace(PLENARY, spans_rooms=False)),
    )


def test_without_presentations_the_leftmost_slot_that_is_stored_keeps_its_key():
    one = timetable(
        slot(room="aula"), slot(key=OTHER_KEY, room="cafe"), slot(key=KEY, room="library")
    )
    assert with_kind_spanning(one, "talk").slots == (slot(key=KEY, room="aula cafe library"),)


def test_the_leftmost_slot_with_a_presentation_keeps_key_and_presentation():
    tides, ice = Presentation(7, "Tides"), Presentation(8, "Ice")
    one = timetable(
        slot(key=OTHER_KEY, room="aula", title="Panel"),
        slot(key=THIRD_KEY, room="cafe", title="Panel", presentation=ice),
        slot(key=KEY, room="library", title="Panel", presentation=tides),
    )
    assert with_kind_spanning(one, "talk") == replace(
        timetable(slot(key=KEY, room="aula cafe library", title="Panel", presentation=tides)),
        kinds=(replace(TALK, spans_rooms=True), PLENARY),
    )


def test_two_talks_at_one_time_stay_two_when_their_kind_comes_to_span_rooms():
    tides, ice = Presentation(7, "Tides"), Presentation(8, "Ice")
    talks = (slot(key=KEY, room="aula", presentation=tides), slot(room="cafe", presentation=ice))
    spanning = with_kind_spanning(timetable(*talks), "talk")

    assert spanning == replace(timetable(*talks), kinds=(replace(TALK, spans_rooms=True), PLENARY))
    assert refusals(spanning) == []
