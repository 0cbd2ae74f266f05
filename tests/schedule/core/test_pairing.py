"""Which slot is which: the passes in their order, checked against a slow pairing of all with
all.
"""

import datetime as dt
from collections import Counter
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.schedule.core.pairing import EVERYTHING, pair_slots
from conference.schedule.core.timetable import Presentation, Slot
from tests.schedule.strategies import timetables

knowledge = st.frozensets(st.sampled_from(sorted(EVERYTHING)))


def as_known(slot, known):
    """What a file without some columns would say of `slot`."""
    kept = {"title": slot.title if "title" in known else ""}
    kept["presentation"] = slot.presentation if "presentation" in known else None
    return Slot(slot.key, slot.date, slot.start, slot.end, slot.kind, slot.rooms, **kept)


def joinable(old, new):
    return not (old.presentation and new.presentation and old.presentation != new.presentation)


def same_presentation(old, new, known):
    return old.presentation is not None and old.presentation == new.presentation


def same_presentation_and_place(old, new, known):
    return same_presentation(old, new, known) and old.place == new.place


def same_presentation_and_key(old, new, known):
    return same_presentation(old, new, known) and same_key(old, new, known)


def same_key(old, new, known):
    return old.key is not None and old.key == new.key


def same_everything(old, new, known):
    return (
        (old.date, old.start, old.end, old.rooms, old.kind)
        == (new.date, new.start, new.end, new.rooms, new.kind)
        and ("title" not in known or old.title == new.title)
        and ("presentation" not in known or old.presentation == new.presentation)
    )


def same_kind_and_title(old, new, known):
    return old.kind == new.kind and old.title == new.title != ""


def same_start_and_a_room(old, new, known):
    return (old.kind, old.date, old.start) == (new.kind, new.date, new.start) and bool(
        old.rooms & new.rooms
    )


PASSES = [
    same_presentation_and_place,
    same_presentation_and_key,
    same_presentation,
    same_key,
    same_everything,
    same_kind_and_title,
    same_start_and_a_room,
]


def slow_pairs(before, after, known):
    """Pass by pass, new slots in order: each takes the first of the free old slots that it may be.

    One that holds the same presentation comes before one that holds none; where slots are told by
    their rooms, the rooms are tried by name.
    """
    pairs = {}
    for is_same in PASSES:
        for new in sorted(set(range(len(after))) - pairs.keys(), key=lambda at: after[at].order):
            candidates = [
                (at, old)
                for at, old in enumerate(before)
                if at not in pairs.values()
                and joinable(old, after[new])
                and is_same(old, after[new], known)
            ]
            if candidates:
                pairs[new] = min(
                    candidates, key=lambda one: preference(is_same, one[1], after[new])
                )[0]
    return sorted((old, new) for new, old in pairs.items())


def preference(is_same, old, new):
    room = min(old.rooms & new.rooms) if is_same is same_start_and_a_room else ""
    return (room, new.presentation is not None and old.presentation is None, old.order)


@given(timetables(), timetables(), knowledge)
def test_pairs_are_those_of_the_slow_pairing(before, after, known):
    new = [as_known(slot, known) for slot in after.slots]
    assert pair_slots(before.slots, new, known) == slow_pairs(before.slots, new, known)


@given(timetables(), timetables(), knowledge)
def test_no_slot_is_used_twice_and_no_pair_joins_two_presentations(before, after, known):
    new = [as_known(slot, known) for slot in after.slots]
    pairs = pair_slots(before.slots, new, known)
    assert len({old for old, _new in pairs}) == len({new for _old, new in pairs}) == len(pairs)
    assert all(joinable(before.slots[one], new[other]) for one, other in pairs)


@given(timetables(), timetables())
def test_every_presentation_that_stays_keeps_as_many_slots_as_it_can(before, after):
    def slots_of(slots):
        return Counter(slot.presentation for slot in slots if slot.presentation)

    joined = Counter(
        before.slots[old].presentation
        for old, new in pair_slots(before.slots, after.slots)
        if before.slots[old].presentation == after.slots[new].presentation is not None
    )
    assert joined == slots_of(before.slots) & slots_of(after.slots)


@given(timetables(), timetables(), knowledge)
def test_no_pass_leaves_what_it_could_have_paired(before, after, known):
    """The passes in their order, said without doing them: a pair that a pass would make is missing
    only if one of its slots was paired in that pass or before.
    """
    new = [as_known(slot, known) for slot in after.slots]
    made_in_old, made_in_new = {}, {}
    for old_at, new_at in pair_slots(before.slots, new, known):
        number = passes_of(before.slots[old_at], new[new_at], known)[0]
        made_in_old[old_at] = made_in_new[new_at] = number
    for (old_at, old), (new_at, one) in product(enumerate(before.slots), enumerate(new)):
        for number in passes_of(old, one, known)[:1] if joinable(old, one) else []:
            assert min(made_in_old.get(old_at, 9), made_in_new.get(new_at, 9)) <= number


def passes_of(old, new, known):
    return [number for number, is_same in enumerate(PASSES) if is_same(old, new, known)]


# --- One picture for each pass --------------------------------------------------------------------


def slot(start, room="aula", **fields):
    fields = {"key": None, "kind": "talk", **fields}
    start = dt.time.fromisoformat(start)
    return Slot(
        date=dt.date(2027, 5, 14),
        start=start,
        end=start.replace(hour=start.hour + 1),
        rooms=frozenset(room.split()),
        **fields,
    )


TIDES, WAVES = Presentation(1), Presentation(2)
KEY, OTHER_KEY = UUID(int=1), UUID(int=2)
PICTURES = {
    "the same presentation comes before the same key": (
        [slot("10:00", key=KEY), slot("11:00", presentation=TIDES)],
        [slot("10:00", key=KEY, presentation=TIDES)],
        [(1, 0)],
    ),
    "of a presentation in several slots, the one in the same place comes first": (
        [slot("10:00", presentation=TIDES), slot("14:00", presentation=TIDES)],
        [slot("14:00", presentation=TIDES), slot("16:00", presentation=TIDES)],
        [(0, 1), (1, 0)],
    ),
    "then the one of the same key": (
        [
            slot("10:00", key=KEY, presentation=TIDES),
            slot("14:00", key=OTHER_KEY, presentation=TIDES),
        ],
        [
            slot("11:00", key=OTHER_KEY, presentation=TIDES),
            slot("15:00", key=KEY, presentation=TIDES),
        ],
        [(0, 1), (1, 0)],
    ),
    "then they are paired in order of start": (
        [slot("14:00", presentation=TIDES), slot("10:00", presentation=TIDES)],
        [slot("11:00", presentation=TIDES), slot("15:00", presentation=TIDES)],
        [(0, 1), (1, 0)],
    ),
    "whichever stands first in the file": (
        [slot("10:00", presentation=TIDES), slot("14:00", presentation=TIDES)],
        [slot("15:00", presentation=TIDES), slot("11:00", presentation=TIDES)],
        [(0, 1), (1, 0)],
    ),
    "a repetition that is left out goes, and no other": (
        [slot("10:00", presentation=TIDES), slot("14:00", presentation=TIDES)],
        [slot("14:00", presentation=TIDES)],
        [(1, 0)],
    ),
    "the same key comes before being equal": (
        [slot("10:00"), slot("11:00", key=KEY)],
        [slot("10:00", key=KEY)],
        [(1, 0)],
    ),
    "a key does not join two presentations": (
        [slot("10:00", key=KEY, presentation=TIDES)],
        [slot("10:00", key=KEY, presentation=WAVES)],
        [],
    ),
    "being equal comes before an earlier slot with the same title": (
        [slot("10:00", title="Break"), slot("15:00", title="Break")],
        [slot("15:00", title="Break")],
        [(1, 0)],
    ),
    "titles are paired in order of start": (
        [slot("15:00", title="Break"), slot("10:00", title="Break")],
        [slot("11:00", title="Break"), slot("16:00", title="Break")],
        [(0, 1), (1, 0)],
    ),
    "a title that is empty says nothing": ([slot("10:00")], [slot("11:00")], []),
    "a title of another kind says nothing": (
        [slot("10:00", title="Break")],
        [slot("11:00", title="Break", kind="pause")],
        [],
    ),
    "a slot with a new title is known by its start and a room": (
        [slot("10:00", "aula library", title="Opening")],
        [slot("10:00", "library", title="Welcome")],
        [(0, 0)],
    ),
    "another room at the same time is another slot": (
        [slot("10:00")],
        [slot("10:00", "library")],
        [],
    ),
    "an empty slot can become one that holds a presentation": (
        [slot("10:00")],
        [slot("10:00", presentation=TIDES)],
        [(0, 0)],
    ),
}


@pytest.mark.parametrize(("before", "after", "pairs"), PICTURES.values(), ids=PICTURES)
def test_passes_in_pictures(before, after, pairs):
    assert pair_slots(before, after) == pairs


def test_a_file_without_titles_finds_the_slot_that_has_one():
    assert pair_slots(
        [slot("10:00", title="Opening")], [slot("10:00")], frozenset({"presentation"})
    ) == [(0, 0)]
