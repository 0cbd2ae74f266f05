"""The core: laws that hold for all timetables, and a few pictures."""

import datetime as dt
from dataclasses import replace
from itertools import combinations, product
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conference.schedule.core.conflicts import Conflict, Severity, conflicts
from conference.schedule.core.timetable import (
    Change,
    Kind,
    Presentation,
    Room,
    Slot,
    Speaker,
    Timetable,
    TimetableDiff,
    WrongTimetable,
    apply,
    diff,
    name_of_slot,
    span_is_allowed,
)
from tests.schedule.strategies import DAYS, KEYED, cells, meet, same_presentation, timetables

FRIDAY = DAYS[0]
AULA, LIBRARY = Room("aula", "Aula"), Room("library", "Library", 1)
TALK = Kind("talk", "Talk", takes_presentation=True)


def slot(start, end, room="aula", *, date=FRIDAY, **fields):
    """A talk from `start` to `end`, written as "10:00"."""
    fields = {"key": None, "kind": "talk", **fields}
    times = {"start": dt.time.fromisoformat(start), "end": dt.time.fromisoformat(end)}
    return Slot(date=date, rooms=frozenset(room.split()), **times, **fields)


def timetable(*slots):
    return Timetable((FRIDAY,), (AULA, LIBRARY), (TALK,), slots)


def without_keys(any_timetable):
    slots = tuple(replace(slot, key=None) for slot in any_timetable.slots)
    return replace(any_timetable, slots=slots)


# --- Values ---------------------------------------------------------------------------------------


@given(timetables(), st.randoms())
def test_equal_contents_in_any_order_are_one_timetable_with_one_digest(one, random):
    def shuffled(things):
        return tuple(random.sample(things, len(things)))

    other = Timetable(*(shuffled(things) for things in (one.days, one.rooms, one.kinds, one.slots)))
    assert other == one
    assert other.digest == one.digest


@given(timetables(max_slots=1), timetables(max_slots=1))
def test_only_equal_timetables_have_one_digest(one, other):
    assert (one.digest == other.digest) == (one == other)


@given(timetables())
def test_a_timetable_can_be_written_down_and_read_back(one):
    assert Timetable.from_json(one.as_json()) == one


def test_seconds_are_not_lost_in_writing():
    one = timetable(slot("10:00:30", "11:00:00.000001"))
    assert Timetable.from_json(one.as_json()) == one


@given(timetables(max_slots=1))
def test_a_slot_lasts_as_long_as_the_half_hours_that_it_takes(one):
    for each in one.slots:
        assert each.finishes - each.begins == len(cells(each)) * dt.timedelta(minutes=30)


SPANS = [
    ("10:00", "11:00", True),
    ("10:00", "10:00", False),
    ("11:00", "10:00", False),
    ("00:00", "00:00", False),
    ("00:01", "00:00", True),
    ("00:00", "23:59", True),
    ("11:59", "01:00", True),
    ("08:59", "01:00", False),
    ("17:00", "08:00", True),
    ("20:00", "12:00", True),
    ("19:59", "12:00", False),
    ("23:00", "12:01", False),
    ("12:00", "01:00", True),
    ("12:00", "06:00", True),
    ("12:00", "06:01", False),
    ("23:30", "00:30", True),
    ("23:30", "00:00", True),
    ("05:00", "06:00", True),
]


@pytest.mark.parametrize(("start", "end", "allowed"), SPANS)
def test_spans_that_a_slot_may_have(start, end, allowed):
    assert span_is_allowed(dt.time.fromisoformat(start), dt.time.fromisoformat(end)) is allowed


# --- Conflicts ------------------------------------------------------------------------------------


def test_what_meets_in_a_shared_room_is_in_nobodys_way_but_speakers_and_talks_are():
    shared = replace(AULA, is_shared=True)
    ada = Presentation(7, "On lakes", (Speaker(1, "Ada"),))
    talk, again = slot("10:00", "11:00", "aula", presentation=ada), slot("10:00", "11:30", "aula")
    whole = replace(timetable(talk, again), rooms=(shared, LIBRARY))
    assert conflicts(whole) == []
    both = replace(whole, slots=(talk, replace(again, presentation=ada)))
    assert [each.code for each in conflicts(both)] == ["presentation-conflict"]
    other = replace(again, presentation=replace(ada, number=8))
    assert [each.code for each in conflicts(replace(whole, slots=(talk, other)))] == [
        "double-booked-speaker"
    ]


def test_a_timetable_stored_before_rooms_could_be_shared_is_read_as_it_was():
    whole = timetable()
    stored = whole.as_json()
    stored["rooms"] = [room[:4] for room in stored["rooms"]]
    assert Timetable.from_json(stored) == whole


def brute_force_conflicts(one):
    """(code, slots, names) of all conflicts, by looking at every half hour of every two slots."""
    rooms = {room.slug: room.name for room in one.rooms if not room.is_shared}
    found = []
    for first, second in combinations(one.slots, 2):
        if not meet(first, second):
            continue
        if names := sorted(rooms[room] for room in first.rooms & second.rooms & rooms.keys()):
            found.append(("overlap", (first, second), tuple(names)))
        if same_presentation(first, second):
            found.append(
                ("presentation-conflict", (first, second), (str(first.presentation.number),))
            )
            continue
        speakers = [
            set(each.presentation.speakers) if each.presentation else set()
            for each in (first, second)
        ]
        if names := sorted(speaker.name for speaker in speakers[0] & speakers[1]):
            found.append(("double-booked-speaker", (first, second), tuple(names)))
    return sorted(found, key=lambda each: (each[1][0].order, each[1][1].order, each[0]))


@given(timetables(max_slots=14))
@example(timetable(slot("23:00", "00:30"), slot("00:00", "01:00", date=FRIDAY + dt.timedelta(1))))
@example(timetable(slot("23:00", "00:00"), slot("00:00", "01:00", date=FRIDAY + dt.timedelta(1))))
def test_conflicts_are_those_that_brute_force_finds(one):
    found = conflicts(one)
    assert [(each.code, each.slots, each.names) for each in found] == brute_force_conflicts(one)
    assert {(each.code, each.severity) for each in found} <= {
        ("overlap", Severity.ERROR),
        ("presentation-conflict", Severity.ERROR),
        ("double-booked-speaker", Severity.WARNING),
    }


@given(timetables())
def test_every_sentence_names_both_slots_and_what_they_share(one):
    for conflict in conflicts(one):
        for name in (*(name_of_slot(one, each) for each in conflict.slots), *conflict.names):
            assert name in conflict.sentence


def test_a_room_that_is_taken_twice_is_an_error():
    first, second = slot("10:00", "11:00", title="Opening"), slot("10:30", "12:00")
    sentence = (
        "“Opening” (2027-05-14, 10:00–11:00) and “Talk” (2027-05-14, 10:30–12:00) both take Aula."
    )
    assert conflicts(timetable(second, first)) == [
        Conflict("overlap", Severity.ERROR, (first, second), ("Aula",), sentence)
    ]


def test_who_speaks_in_very_many_slots_at_once_is_told_of_twenty_for_each():
    ann = Speaker(1, "Ann")
    talks = [Presentation(number, "Tides", (ann,)) for number in range(1, 61)]
    rooms = tuple(Room(f"r{talk.number}", f"R{talk.number}", talk.number) for talk in talks)
    slots = [slot("10:00", "11:00", f"r{talk.number}", presentation=talk) for talk in talks]
    whole = Timetable((FRIDAY,), rooms, (TALK,), tuple(slots))
    assert len(conflicts(whole)) == sum(min(earlier, 20) for earlier in range(60))


def test_a_speaker_in_two_places_is_a_warning():
    ann, bob = Speaker(1, "Ann"), Speaker(2, "Bob")
    first = slot("23:00", "00:30", presentation=Presentation(1, "Tides", (bob, ann)))
    tomorrow = FRIDAY + dt.timedelta(1)
    second = slot(
        "00:00", "01:00", "library", date=tomorrow, presentation=Presentation(2, "Ice", (ann, bob))
    )
    sentence = (
        "“Tides” (2027-05-14, 23:00–00:30) and “Ice” (2027-05-15, 00:00–01:00) "
        "need Ann and Bob at the same time."
    )
    assert conflicts(timetable(first, second)) == [
        Conflict(
            "double-booked-speaker", Severity.WARNING, (first, second), ("Ann", "Bob"), sentence
        )
    ]


def test_slots_of_two_sections_are_named_with_their_sections():
    first = slot("10:00", "11:00", "aula library", section="talks")
    second = slot("10:00", "11:00", "aula library", title="Weaving", section="workshops")
    (conflict,) = conflicts(timetable(first, second))
    assert conflict.sentence == (
        "“Talk” (2027-05-14, 10:00–11:00) of the section “talks” and "
        "“Weaving” (2027-05-14, 10:00–11:00) of the section “workshops” both take Aula and Library."
    )


def test_sentences_are_translated_before_they_are_filled():
    german = {"%(one)s and %(other)s both take %(names)s.": "%(names)s: %(one)s, %(other)s!"}
    one = timetable(slot("10:00", "11:00"), slot("10:00", "12:00"))
    (conflict,) = conflicts(one, lambda message: german.get(message, message))
    assert (
        conflict.sentence
        == "Aula: “Talk” (2027-05-14, 10:00–11:00), “Talk” (2027-05-14, 10:00–12:00)!"
    )


def test_a_room_that_the_timetable_does_not_know_is_named_by_its_slug():
    one = replace(timetable(slot("10:00", "11:00"), slot("10:00", "12:00")), rooms=())
    assert [conflict.names for conflict in conflicts(one)] == [("aula",)]


# --- Differences ----------------------------------------------------------------------------------


@given(timetables())
def test_nothing_differs_from_itself(one):
    itself = diff(one, one)
    assert itself.is_empty
    assert (itself.added, itself.moved, itself.changed, itself.removed) == ((), (), (), ())
    assert len(itself.unchanged) == len(one.slots)


@given(timetables(), timetables())
def test_only_equal_timetables_differ_by_nothing(before, after):
    adopted = replace(after, slots=tuple(_slots_after(diff(before, after))))
    assert diff(before, after).is_empty == (before == adopted)


def _slots_after(change):
    return [*change.added, *(pair.after for pair in change.pairs)]


@given(timetables(), timetables(keys=KEYED))
def test_a_difference_leads_where_it_was_made_for(before, after):
    assert apply(diff(before, after), before) == after


@given(timetables(), timetables())
def test_a_difference_leads_there_with_the_keys_that_slots_had(before, after):
    reached = apply(diff(before, after), before)
    assert without_keys(reached) == without_keys(after)
    given_keys = {each.key for each in after.slots if each.key}
    keys = [each.key for each in reached.slots if each.key]
    assert len(set(keys)) == len(keys)
    assert given_keys <= set(keys) <= given_keys | {each.key for each in before.slots}


@given(timetables(keys=KEYED))
def test_a_timetable_without_keys_takes_back_its_own(one):
    assert apply(diff(one, without_keys(one)), one).slots == one.slots or _has_twins(one)


def _has_twins(one):
    contents = [each.content for each in one.slots]
    return len(set(contents)) < len(contents)


@given(timetables(), timetables())
def test_every_slot_is_accounted_for_once(before, after):
    change = diff(before, after)
    befores = [*change.removed, *(pair.before for pair in change.pairs)]
    assert sorted(befores, key=lambda each: each.order) == list(before.slots)
    assert len(change.added) + len(change.pairs) == len(after.slots)


@given(timetables(), timetables())
def test_moved_changed_and_unchanged_mean_what_they_say(before, after):
    change = diff(before, after)
    assert all(pair.before.place != pair.after.place for pair in change.moved)
    assert all(
        pair.before.place == pair.after.place for pair in (*change.changed, *change.unchanged)
    )
    assert all(
        pair.before.content != pair.after.content for pair in (*change.moved, *change.changed)
    )
    assert all(pair.before.content == pair.after.content for pair in change.unchanged)


@given(timetables(), timetables(), timetables())
def test_only_equal_differences_have_one_digest(before, after, other):
    changes = [diff(one, two) for one, two in product([before, other], [after, other])]
    for one, two in combinations(changes, 2):
        assert (one.digest == two.digest) == (one == two)


def test_adding_and_removing_the_same_slot_are_told_apart():
    one = slot("10:00", "11:00", key=UUID(int=1))
    change = diff(Timetable(), replace(timetable(one), days=(), rooms=(), kinds=()))
    assert change.digest != replace(change, added=(), removed=(one,)).digest


PAIR = Change(slot("10:00", "11:00"), slot("11:00", "12:00"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *((field, slot("10:00", "11:00")) for field in ("added", "removed")),
        *((field, PAIR) for field in ("moved", "changed", "unchanged")),
        *((field, FRIDAY) for field in ("days_added", "days_removed")),
        *((field, AULA) for field in ("rooms_added", "rooms_changed", "rooms_removed")),
        *((field, TALK) for field in ("kinds_added", "kinds_changed", "kinds_removed")),
    ],
)
def test_everything_that_a_difference_does_is_in_its_digest(field, value):
    nothing = TimetableDiff("where it starts")
    assert replace(nothing, **{field: (value,)}).digest != nothing.digest
    assert TimetableDiff("elsewhere").digest != nothing.digest


@given(timetables(), timetables(), timetables())
def test_a_difference_is_applied_to_the_timetable_it_was_made_for_or_to_none(before, after, other):
    change = diff(before, after)
    if other == before:
        assert apply(change, other) == apply(change, before)
    else:
        with pytest.raises(WrongTimetable):
            apply(change, other)


def test_a_key_that_the_new_timetable_gives_to_another_slot_is_not_taken():
    key = UUID(int=1)
    before = timetable(slot("10:00", "11:00", key=key, presentation=Presentation(1)))
    after = timetable(
        slot("12:00", "13:00", presentation=Presentation(1)),
        slot("10:00", "11:00", key=key, presentation=Presentation(2)),
    )
    assert apply(diff(before, after), before) == after


def test_a_slot_that_only_takes_another_key_is_unchanged_and_still_a_difference():
    before = timetable(slot("10:00", "11:00", key=UUID(int=1)))
    after = timetable(slot("10:00", "11:00", key=UUID(int=2)))
    change = diff(before, after)
    assert change.unchanged == (Change(before.slots[0], after.slots[0]),)
    assert not change.is_empty
    assert apply(change, before) == after


def test_a_slot_that_moves_keeps_its_key():
    key = UUID(int=1)
    before = timetable(slot("10:00", "11:00", key=key, title="Opening"))
    after = timetable(slot("14:00", "15:00", "library", title="Opening"))
    change = diff(before, after)
    assert [(pair.before, pair.after) for pair in change.moved] == [
        (before.slots[0], replace(after.slots[0], key=key))
    ]
    assert (change.added, change.changed, change.removed, change.unchanged) == ((), (), (), ())
