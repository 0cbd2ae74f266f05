"""Timetables for hypothesis: small worlds in which nearly everything meets, midnight included.

Times are half hours, so that `cells` can say by counting, without comparing any clock, what a slot
takes.
"""

import datetime as dt
from dataclasses import replace
from itertools import combinations
from uuid import UUID

from hypothesis import strategies as st

from conference.schedule.core.timetable import Kind, Presentation, Room, Slot, Speaker, Timetable

DAYS = [dt.date(2027, 5, 14), dt.date(2027, 5, 15), dt.date(2027, 5, 17)]
TIMES = [dt.time(minutes // 60, minutes % 60) for minutes in range(0, 24 * 60, 30)]
BUSY_TIMES = [dt.time(hour, minute) for hour in (0, 5, 6, 10, 11, 12, 22, 23) for minute in (0, 30)]
KEYS = [UUID(int=number) for number in range(1, 9)]
ROOM_NAMES = ["Aula", "Library", "Café"]
LABELS = {"talk": ["talk", "Talk"], "plenary": ["plenary"], "lunch": ["lunch", "LUNCH"]}
TITLES = ["", "Opening", "Lunch"]
ANN, BOB, CEM = Speaker(1, "Ann"), Speaker(2, "Bob"), Speaker(3, "Cem")
PRESENTATIONS = [
    Presentation(1, "Tides", (ANN,)),
    Presentation(2, "Waves", (ANN, BOB)),
    Presentation(3, "Ice", (BOB,)),
    Presentation(4, "Reeds", (CEM,)),
    Presentation(5, "Anonymous", ()),
]

KEYED = st.sampled_from(KEYS)
KEYED_OR_NOT = st.none() | KEYED
times = st.sampled_from(BUSY_TIMES) | st.sampled_from(TIMES)


@st.composite
def room_lists(draw):
    """Rooms whose names and places in the row change from one timetable to the next."""
    slugs = draw(st.lists(st.sampled_from(["aula", "library", "cafe"]), min_size=1, unique=True))
    names = draw(st.permutations(ROOM_NAMES))
    orders = st.integers(0, 3)
    capacities = st.none() | st.integers(1, 200)
    shared = st.sampled_from([False, False, False, True])
    return tuple(
        Room(slug, name, draw(orders), draw(capacities), draw(shared))
        for slug, name in zip(slugs, names, strict=False)
    )


@st.composite
def kind_lists(draw):
    keys = draw(st.lists(st.sampled_from(sorted(LABELS)), min_size=1, unique=True))
    return tuple(
        Kind(key, draw(st.sampled_from(LABELS[key])), draw(st.booleans()), draw(st.booleans()))
        for key in keys
    )


def _slots(days, rooms, kinds, keys):
    return st.builds(
        Slot,
        key=keys,
        date=st.sampled_from(days),
        start=times,
        end=times,
        kind=st.sampled_from([kind.key for kind in kinds]),
        rooms=st.frozensets(st.sampled_from([room.slug for room in rooms]), min_size=1),
        title=st.sampled_from(TITLES),
        presentation=st.none() | st.sampled_from(PRESENTATIONS),
    )


@st.composite
def timetables(draw, keys=KEYED_OR_NOT, max_slots=8):
    """Any timetable, possible or not; no key twice, and rooms and kinds that it knows."""
    rooms, kinds = draw(room_lists()), draw(kind_lists())
    days = draw(st.lists(st.sampled_from(DAYS), min_size=1, unique=True))
    slots = draw(
        st.lists(
            _slots(days, rooms, kinds, keys),
            max_size=max_slots,
            unique_by=lambda slot: slot.key or object(),
        )
    )
    return Timetable(tuple(days), rooms, kinds, tuple(slots))


@st.composite
def valid_timetables(draw, keys=KEYED, max_slots=10, shares_rooms=True):
    """A timetable that may be stored: of any, the slots that break no rule and get in nobody's
    way.
    """
    anything = draw(timetables(keys=keys, max_slots=max_slots))
    if not shares_rooms:
        rooms = tuple(replace(room, is_shared=False) for room in anything.rooms)
        anything = replace(anything, rooms=rooms)
    kinds = anything.kind_by_key
    kept = []
    for slot in draw(st.permutations(anything.slots)):
        if not kinds[slot.kind].spans_rooms:
            slot = replace(slot, rooms=frozenset(sorted(slot.rooms)[:1]))
        if not kinds[slot.kind].takes_presentation:
            slot = replace(slot, presentation=None)
        if is_valid(replace(anything, slots=(*kept, slot))):
            kept.append(slot)
    return replace(anything, slots=tuple(kept))


# --- What is so, said as slowly and plainly as possible -------------------------------------------


def cells(slot):
    """The half hours that a slot takes, counted from the beginning of its day."""
    start = slot.start.hour * 2 + slot.start.minute // 30
    end = slot.end.hour * 2 + slot.end.minute // 30
    if end <= start:
        end += 48
    first = slot.date.toordinal() * 48
    return set(range(first + start, first + end))


def meet(slot, other):
    return bool(cells(slot) & cells(other))


def get_in_the_way(slot, other, shared=frozenset()):
    """Whether two slots that meet need one room that is not shared, or hold one presentation."""
    return bool(slot.rooms & other.rooms - shared) or same_presentation(slot, other)


def same_presentation(slot, other):
    return slot.presentation is not None and slot.presentation == other.presentation


def is_valid(timetable):
    """Whether a timetable keeps every rule of a stored one."""
    slots, kinds = timetable.slots, timetable.kind_by_key
    shared = {room.slug for room in timetable.rooms if room.is_shared}
    keys = [slot.key for slot in slots if slot.key]
    spanning = [slot for slot in slots if kinds[slot.kind].spans_rooms]
    return (
        all(_is_valid_alone(slot, kinds[slot.kind]) for slot in slots)
        and len(set(keys)) == len(keys)
        and not any(_say_the_same(a, b) for a, b in combinations(spanning, 2))
        and not any(meet(a, b) and get_in_the_way(a, b, shared) for a, b in combinations(slots, 2))
    )


def _say_the_same(slot, other):
    """Whether two slots differ in their rooms alone, as far as anybody can read."""
    said = [(s.date, s.start, s.end, s.kind, s.title) for s in (slot, other)]
    are_two_talks = slot.presentation and other.presentation and not same_presentation(slot, other)
    return said[0] == said[1] and bool(slot.title or not are_two_talks)


def _is_valid_alone(slot, kind):
    hours = len(cells(slot)) / 2
    over_midnight = slot.start.hour + slot.start.minute / 60 + hours > 24
    is_night = slot.start.hour >= 12 and slot.end <= dt.time(6)
    return (
        hours < 24
        and (not over_midnight or is_night or (hours <= 16 and slot.end <= dt.time(12)))
        and (kind.spans_rooms or len(slot.rooms) == 1)
        and (kind.takes_presentation or slot.presentation is None)
    )


def places(timetable):
    """What is on where and when, whatever slots it is written down as."""
    return {
        (slot.date, slot.start, slot.end, slot.kind, slot.title, room)
        for slot in timetable.slots
        for room in slot.rooms
    }
