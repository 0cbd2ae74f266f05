"""What would become of the drafts: everything is there to be looked at before it is written."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conference.core.errors import DomainError
from conference.schedule.core.conflicts import conflicts
from conference.schedule.core.timetable import Kind, Room, Slot, Timetable
from conference.schedule.draft.store import load_timetable
from conference.schedule.draft.what_if import (
    change_of_kind,
    merge_of_rooms,
    with_abilities,
    with_rooms_merged,
)
from tests.factories import make_kind, make_section
from tests.schedule.stored import make_stage, save
from tests.schedule.strategies import (
    DAYS,
    LABELS,
    PRESENTATIONS,
    cells,
    is_valid,
    places,
    valid_timetables,
)

FRIDAY = DAYS[0]
TIDES, WAVES = PRESENTATIONS[:2]
ROOMS = (Room("aula", "Aula"), Room("library", "Library", 1), Room("cafe", "Café", 2))
KINDS = (Kind("lunch", "Lunch", spans_rooms=True), Kind("talk", "Talk", takes_presentation=True))


def slot(number, start, end, rooms, kind="talk", **fields):
    """A slot on Friday, whose key is a number."""
    times = (dt.time(start), dt.time(end))
    return Slot(UUID(int=number), FRIDAY, *times, kind, frozenset(rooms.split()), **fields)


EARLY = slot(1, 10, 11, "aula", presentation=TIDES)
LATE = slot(2, 11, 12, "library", presentation=WAVES)
LUNCH = slot(3, 12, 13, "aula library", "lunch", title="Lunch")
DRAFT = Timetable((FRIDAY,), ROOMS, KINDS, (EARLY, LATE, LUNCH))


@pytest.fixture
def section(db):
    """Talks in the aula and the library, and one lunch in both."""
    section = make_stage()
    save(section, DRAFT)
    return section


def brief(lines):
    return [
        (line.status, f"{line.start:%H:%M}", line.title, line.rooms, line.was) for line in lines
    ]


# --- Two rooms become one -------------------------------------------------------------------------

slugs = st.sampled_from([room.slug for room in ROOMS])


@given(valid_timetables(), slugs, slugs)
def test_merged_rooms_hold_what_both_held(one, gone, stays):
    assume(gone != stays and {gone, stays} <= one.room_by_slug.keys())

    after = with_rooms_merged(one, gone=gone, stays=stays)

    assert places(after) == {
        (*what, stays if room == gone else room) for *what, room in places(one)
    }
    assert [replace(each, rooms=frozenset()) for each in sorted(after.slots, key=key_of)] == [
        replace(each, rooms=frozenset()) for each in sorted(one.slots, key=key_of)
    ]
    meeting = [
        (a, b)
        for a in one.slots
        for b in one.slots
        if {gone, stays} & a.rooms and {gone, stays} & b.rooms and a != b and cells(a) & cells(b)
        if not one.room_by_slug[stays].is_shared
    ]
    assert bool(meeting) == any(each.code == "overlap" for each in conflicts(after))
    assert is_valid(after) == (not meeting)


def key_of(each):
    return each.key


def test_a_merge_says_which_slots_move_and_from_where(section):
    merge = merge_of_rooms(section.conference, gone="library", stays="aula")

    assert (merge.gone, merge.stays, merge.refusals, merge.moves) == (ROOMS[1], ROOMS[0], (), 2)
    (changes,) = merge.sections
    assert (changes.slug, changes.name) == (section.slug, section.name)
    assert brief(changes.lines) == [
        ("moved", "11:00", "Waves", ("Aula",), ("was in Library",)),
        ("moved", "12:00", "Lunch", ("Aula",), ("was in Aula, Library",)),
    ]


def test_a_merge_names_every_overlap_of_all_sections(section):
    other = make_section(section.conference, slug="workshops", order=1)
    make_kind(other, label="Talk")
    elsewhere = [slot(8, 10, 11, "cafe", title="Knots"), slot(9, 12, 13, "cafe", title="Ropes")]
    save(other, replace(load_timetable(other), days=(FRIDAY,), slots=tuple(elsewhere)))

    merge = merge_of_rooms(section.conference, gone="cafe", stays="aula")

    assert merge.refusals == (
        f"“Tides” (2027-05-14, 10:00–11:00) of the section “{section.slug}” and “Knots” "
        f"(2027-05-14, "
        "10:00–11:00) of the section “workshops” both take Aula.",
        "“Ropes” (2027-05-14, 12:00–13:00) of the section “workshops” and “Lunch” (2027-05-14, "
        f"12:00–13:00) of the section “{section.slug}” both take Aula.",
    )
    assert [(changes.slug, len(changes.lines)) for changes in merge.sections] == [("workshops", 2)]


def test_a_merge_writes_the_kinds_as_each_section_does(section):
    other = make_section(section.conference, slug="workshops", order=1)
    make_kind(other, label="TALK")
    knots = slot(8, 15, 16, "library", title="Knots")
    save(other, replace(load_timetable(other), days=(FRIDAY,), slots=(knots,)))

    merge = merge_of_rooms(section.conference, gone="library", stays="aula")

    assert {line.kind for changes in merge.sections for line in changes.lines} == {
        "Talk",
        "Lunch",
        "TALK",
    }


def test_a_merge_has_another_digest_when_any_draft_has_changed(section):
    other = make_section(section.conference, slug="workshops", order=1)
    before = merge_of_rooms(section.conference, gone="cafe", stays="aula").digest
    assert merge_of_rooms(section.conference, gone="cafe", stays="aula").digest == before
    assert (
        merge_of_rooms(section.conference, gone="cafe", stays="library").digest == before
    )  # no slot moves

    make_kind(other, label="workshop")

    assert merge_of_rooms(section.conference, gone="cafe", stays="aula").digest != before


@pytest.mark.parametrize(
    ("gone", "stays", "sentence"),
    [
        ("attic", "aula", "The room “attic” is not there any more: choose among those that are."),
        ("aula", "attic", "The room “attic” is not there any more: choose among those that are."),
        ("aula", "aula", "“Aula” cannot be merged into itself: choose another room that stays."),
    ],
)
def test_two_rooms_that_are_not_two_cannot_be_merged(section, gone, stays, sentence):
    with pytest.raises(DomainError) as refusal:
        merge_of_rooms(section.conference, gone=gone, stays=stays)

    assert str(refusal.value) == sentence


# --- A kind can do other things -------------------------------------------------------------------


@given(valid_timetables(), st.sampled_from(sorted(LABELS)), st.booleans(), st.booleans())
def test_a_kind_that_can_do_other_things_leaves_a_timetable_that_can_be_stored(
    one, key, spans, takes
):
    assume(key in one.kind_by_key)

    after = with_abilities(one, key, spans_rooms=spans, takes_presentation=takes)

    kind = after.kind_by_key[key]
    assert (kind.spans_rooms, kind.takes_presentation) == (spans, takes)
    assert is_valid(after)
    assert places(after) == places(one)
    untouched = [[each for each in some.slots if each.kind != key] for some in (one, after)]
    assert untouched[0] == untouched[1]


def test_setting_what_is_set_already_changes_nothing(section):
    change = change_of_kind(section, key="talk", spans_rooms=False, takes_presentation=True)

    assert (change.changes.is_empty, change.lines, change.unscheduled, change.refusals) == (
        True,
        [],
        (),
        (),
    )
    assert (change.slots_before, change.slots_after) == (2, 2)


def test_slots_that_would_become_one_are_shown(section):
    second = slot(4, 10, 11, "library", title="Panel", presentation=WAVES)
    save(section, replace(DRAFT, slots=(replace(EARLY, title="Panel"), second, LUNCH)))

    change = change_of_kind(section, key="talk", spans_rooms=True, takes_presentation=True)

    assert brief(change.lines) == [
        ("moved", "10:00", "Tides", ("Aula", "Library"), ("was in Aula",)),
        ("removed", "10:00", "Waves", ("Library",), ()),
    ]
    assert (change.slots_before, change.slots_after, change.unscheduled) == (2, 1, (WAVES,))


def test_a_slot_that_would_become_several_is_shown(section):
    change = change_of_kind(section, key="lunch", spans_rooms=False, takes_presentation=False)

    assert brief(change.lines) == [
        ("moved", "12:00", "Lunch", ("Aula",), ("was in Aula, Library",)),
        ("added", "12:00", "Lunch", ("Library",), ()),
    ]
    assert (change.slots_before, change.slots_after, change.unscheduled) == (1, 2, ())


def test_presentations_that_would_lose_their_slot_are_shown(section):
    change = change_of_kind(section, key="talk", spans_rooms=False, takes_presentation=False)

    assert change.unscheduled == (TIDES, WAVES)
    assert brief(change.lines) == [
        ("changed", "10:00", "Talk", ("Aula",), ("held presentation 1, “Tides”",)),
        ("changed", "11:00", "Talk", ("Library",), ("held presentation 2, “Waves”",)),
    ]


def test_a_kind_that_is_not_there_is_named(section):
    with pytest.raises(DomainError) as refusal:
        change_of_kind(section, key="party", spans_rooms=True, takes_presentation=False)

    assert str(refusal.value) == (
        f"The schedule of {section} has no kind “party” any more: choose among those that it has."
    )
