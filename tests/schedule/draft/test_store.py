"""Timetables in the database: what is saved is what is read; one lock; few statements."""

import datetime as dt
import re
import threading
from dataclasses import replace
from itertools import groupby
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given

from conference.editions.models import Section
from conference.presentations.models import Presentation
from conference.schedule.core.conflicts import conflicts
from conference.schedule.core.timetable import Kind as KindValue
from conference.schedule.core.timetable import Presentation as PresentationValue
from conference.schedule.core.timetable import Room as RoomValue
from conference.schedule.core.timetable import Slot as SlotValue
from conference.schedule.core.timetable import Timetable, diff
from conference.schedule.draft.store import (
    ImpossibleTimetable,
    StaleDraft,
    load_conference,
    load_drafts,
    load_timetable,
    save_diff,
)
from conference.schedule.models import Day, Room, Slot, SlotKind, SlotRoom
from tests.factories import make_conference, make_presentation, make_section, make_slot
from tests.schedule.stored import make_stage, placements, rolled_back, save
from tests.schedule.strategies import DAYS, PRESENTATIONS, valid_timetables

pytestmark = pytest.mark.django_db

FRIDAY = DAYS[0]
AULA, LIBRARY = RoomValue("aula", "Aula"), RoomValue("library", "Library", 1)
TALK = KindValue("talk", "Talk", takes_presentation=True)
PLENARY = KindValue("plenary", "Plenary", spans_rooms=True)
KEY, OTHER_KEY = UUID(int=1), UUID(int=2)
TIDES, WAVES = PRESENTATIONS[:2]


def slot(start="10:00", end="11:00", room="aula", **fields):
    fields = {"key": None, "kind": "talk", "date": FRIDAY, **fields}
    start, end = dt.time.fromisoformat(start), dt.time.fromisoformat(end)
    return SlotValue(start=start, end=end, rooms=frozenset(room.split()), **fields)


def timetable(*slots, rooms=(AULA, LIBRARY)):
    return Timetable((FRIDAY,), rooms, (TALK, PLENARY), slots)


def rows():
    """Everything that the schedule's tables hold."""
    tables = (Day, Room, SlotKind, Slot, SlotRoom, Presentation)
    return [list(model.objects.order_by("pk").values()) for model in tables]


# --- What is saved is what is read ----------------------------------------------------------------


@given(valid_timetables(), valid_timetables())
def test_what_is_saved_is_what_is_read_and_an_undo_brings_back_what_was(before, after):
    with rolled_back():
        section = make_stage()
        assert save(section, before) == load_timetable(section) == before
        places = placements(section)
        stored = before.as_json()
        assert save(section, after) == load_timetable(section) == after
        assert save(section, Timetable.from_json(stored)) == load_timetable(section) == before
        assert placements(section) == places
        assert Presentation.objects.filter(section=section).count() == len(PRESENTATIONS)


@given(valid_timetables())
def test_the_same_once_more_changes_no_row(one):
    with rolled_back():
        section = make_stage()
        save(section, one)
        before = rows()
        save(section, one)
        assert rows() == before


def test_two_presentations_can_change_places():
    section = make_stage()
    first, second = slot(key=KEY), slot("11:00", "12:00", key=OTHER_KEY)
    save(
        section, timetable(replace(first, presentation=TIDES), replace(second, presentation=WAVES))
    )
    save(
        section, timetable(replace(first, presentation=WAVES), replace(second, presentation=TIDES))
    )
    assert placements(section) == {1: OTHER_KEY, 2: KEY, 3: None, 4: None, 5: None}


def test_two_slots_can_change_keys():
    section = make_stage()
    save(
        section,
        timetable(
            slot(key=KEY, title="a"), slot("11:00", "12:00", "library", key=OTHER_KEY, title="b")
        ),
    )
    after = timetable(
        slot(key=OTHER_KEY, title="a"), slot("11:00", "12:00", "library", key=KEY, title="b")
    )
    save(section, after)
    assert load_timetable(section) == after


def test_a_slot_that_moves_keeps_its_row_and_its_key():
    section = make_stage()
    (was,) = save(section, timetable(slot(title="Opening"))).slots
    pk = Slot.objects.get().pk
    save(section, timetable(slot("14:00", "15:00", "library", title="Opening")))
    assert Slot.objects.values_list("pk", "key").get() == (pk, was.key)


def test_rooms_can_change_names():
    section = make_stage()
    save(section, timetable())
    pks = dict(Room.objects.values_list("slug", "pk"))
    save(section, timetable(rooms=(replace(AULA, name="Library"), replace(LIBRARY, name="Aula"))))
    assert dict(Room.objects.values_list("slug", "name")) == {"aula": "Library", "library": "Aula"}
    assert dict(Room.objects.values_list("slug", "name_key")) == {
        "aula": "library",
        "library": "aula",
    }
    assert dict(Room.objects.values_list("slug", "pk")) == pks


def test_a_new_room_can_take_the_name_of_one_that_goes():
    section = make_stage()
    save(section, timetable(slot(key=KEY)))
    after = timetable(slot(room="hall", key=KEY), rooms=(RoomValue("hall", "Aula"), LIBRARY))
    save(section, after)
    assert load_timetable(section) == after


def test_a_kind_can_be_spelt_anew():
    section = make_stage()
    save(section, timetable(slot(key=KEY)))
    pk = SlotKind.objects.get(label_key="talk").pk
    after = replace(timetable(slot(key=KEY)), kinds=(replace(TALK, label="TALK"), PLENARY))
    save(section, after)
    assert load_timetable(section) == after
    assert SlotKind.objects.get(label="TALK").pk == pk


def test_a_section_without_days_and_kinds_gets_those_of_its_first_slots():
    section = make_section(make_conference())
    save(section, timetable(slot(key=KEY)))
    assert load_timetable(section) == timetable(slot(key=KEY))


def test_a_slot_is_read_with_its_presentation_its_speakers_and_its_section():
    section = make_stage()
    save(section, timetable(slot(presentation=WAVES)))
    (found,) = load_timetable(section).slots
    assert found.section == section.slug
    assert found.presentation.title == "Waves"
    assert [speaker.name for speaker in found.presentation.speakers] == ["Ann", "Bob"]


def test_a_conference_is_read_section_by_section_or_as_a_whole():
    talks = make_stage()
    workshops = make_section(talks.conference)
    save(talks, timetable(slot(key=KEY)))
    save(workshops, timetable(slot(room="library", key=OTHER_KEY)))
    make_slot()  # of another conference
    assert [one.key for one in load_timetable(talks).slots] == [KEY]
    assert [(one.key, one.section) for one in load_drafts(talks.conference).elsewhere(talks)] == [
        (OTHER_KEY, workshops.slug)
    ]
    whole = load_conference(talks.conference)
    assert {one.key: one.section for one in whole.slots} == {
        KEY: talks.slug,
        OTHER_KEY: workshops.slug,
    }
    assert whole.rooms == (AULA, LIBRARY)


# --- What is refused ------------------------------------------------------------------------------


def refused(section, after):
    """The sentences with which saving `after` is refused; nothing may have been written."""
    before = rows()
    with pytest.raises(ImpossibleTimetable) as refusal:
        save(section, after)
    assert rows() == before
    return refusal.value.sentences


def test_a_change_made_for_an_older_draft_is_refused():
    section = make_stage()
    old = load_timetable(section)
    now = save(section, timetable(slot()))
    before = rows()
    with pytest.raises(StaleDraft) as refusal:
        save_diff(section, diff(old, timetable(slot("12:00", "13:00"))))
    assert refusal.value.now == now
    assert rows() == before


def test_an_overlap_in_the_section_is_refused():
    assert refused(make_stage(), timetable(slot(), slot("10:30", "11:30"))) == (
        "“Talk” (2027-05-14, 10:00–11:00) and “Talk” (2027-05-14, 10:30–11:30) both take Aula.",
    )


def test_an_overlap_with_another_section_is_refused():
    talks = make_stage()
    workshops = make_section(talks.conference, slug="workshops")
    save(workshops, timetable(slot(title="Weaving")))
    assert refused(talks, timetable(slot("10:30", "11:30"))) == (
        "“Weaving” (2027-05-14, 10:00–11:00) of the section “workshops” and "
        f"“Talk” (2027-05-14, 10:30–11:30) of the section “{talks.slug}” both take Aula.",
    )


def test_a_room_that_another_section_uses_cannot_be_removed():
    talks = make_stage()
    workshops = make_section(talks.conference, slug="workshops")
    save(workshops, timetable(slot(title="Weaving")))
    assert refused(talks, timetable(rooms=(LIBRARY,))) == (
        "“Weaving” (2027-05-14, 10:00–11:00) of the section “workshops” is in a room "
        "that would no longer be there.",
    )


def test_a_presentation_of_another_section_cannot_be_placed():
    talks = make_stage(presentations=[TIDES])
    make_presentation(make_section(talks.conference), number=99)
    after = timetable(
        slot(presentation=TIDES), slot("11:00", "12:00", presentation=PresentationValue(99))
    )
    assert refused(talks, after) == ("There is no presentation 99 in this section.",)


def test_a_presentation_that_was_given_to_another_section_still_makes_way():
    talks = make_stage()
    save(talks, timetable(slot(key=KEY, presentation=TIDES)))
    Presentation.objects.filter(number=TIDES.number).update(section=make_section(talks.conference))
    save(talks, timetable(slot(key=KEY, presentation=WAVES)))
    assert list(Slot.objects.values_list("key", "presentation__number")) == [(KEY, 2)]


def test_a_presentation_that_was_given_to_another_section_stands_in_no_other_changes_way():
    talks = make_stage()
    save(talks, timetable(slot(key=KEY, presentation=TIDES)))
    Presentation.objects.filter(number=TIDES.number).update(section=make_section(talks.conference))
    save(talks, timetable(slot(key=KEY, presentation=TIDES, title="On the beach")))
    assert list(Slot.objects.values_list("title", "presentation__number")) == [("On the beach", 1)]


def test_a_presentation_stands_in_several_slots_and_leaves_one_of_them():
    section = make_stage()
    first, second = (
        slot(key=KEY, presentation=TIDES),
        slot("14:00", "15:00", key=OTHER_KEY, presentation=TIDES),
    )
    save(section, timetable(first, second))
    assert load_timetable(section) == timetable(first, second)
    emptied = replace(first, presentation=None)
    save(section, timetable(emptied, second))
    assert load_timetable(section) == timetable(emptied, second)
    assert refused(section, timetable(first, replace(second, start=dt.time(10, 30)))) == (
        "“Tides” (2027-05-14, 10:00–11:00) and “Tides” (2027-05-14, 10:30–15:00) both take Aula.",
        "“Tides” (2027-05-14, 10:00–11:00) and “Tides” (2027-05-14, 10:30–15:00) both hold "
        "presentation 1, at the same time.",
    )


def test_a_slot_of_another_conference_cannot_be_taken_over_by_its_key():
    theirs = make_slot()
    section = make_stage()
    with pytest.raises(IntegrityError), transaction.atomic():
        save(section, timetable(slot(key=theirs.key)))
    assert Slot.objects.get().day.section == theirs.day.section


# --- Few statements -------------------------------------------------------------------------------


BATCHES = 15  # further bulk statements for a thousand slots, a hundred rows in each


def shapes(queries):
    """What statements do, and to which table; a run of the same is one bulk statement in
    batches.
    """
    sentences = [query["sql"].partition(" times: ")[2] or query["sql"] for query in queries]
    words = [
        (sql.split()[0], re.findall(r'(?:FROM|INTO|UPDATE) "(\w+)"', sql)[:1]) for sql in sentences
    ]
    return [shape for shape, _batch in groupby(words)]


def large(count, *, hour=9, title="", presentations=()):
    """`count` slots of five minutes, ten at a time."""
    slots = []
    for at in range(count):
        start = dt.datetime(2027, 5, 14, hour) + dt.timedelta(minutes=5 * (at // 10))  # noqa: DTZ001
        end = start + dt.timedelta(minutes=5)
        slots.append(
            SlotValue(
                key=UUID(int=at + 1),
                date=FRIDAY,
                start=start.time(),
                end=end.time(),
                kind="talk",
                rooms=frozenset({f"room-{at % 10}"}),
                title=title,
                presentation=presentations[at] if presentations else None,
            )
        )
    return timetable(
        *slots, rooms=tuple(RoomValue(f"room-{at}", f"Room {at}", at) for at in range(10))
    )


def statements_of_a_life(count):
    """The statements that add `count` slots with presentations, move them, empty them and remove
    them.
    """
    presentations = [PresentationValue(number + 1) for number in range(count)]
    section = make_section(make_conference())
    Presentation.objects.bulk_create(
        Presentation(
            conference=section.conference, section=section, number=each.number, title="Tides"
        )
        for each in presentations
    )
    moved = large(count, hour=10, presentations=presentations)
    exchanged = replace(
        moved,
        slots=tuple(replace(one, rooms=frozenset({_next_room(*one.rooms)})) for one in moved.slots),
    )
    life = {
        "added": large(count, presentations=presentations),
        "moved": moved,
        "in other rooms": exchanged,
        "with titles and nothing else": replace(
            exchanged,
            slots=tuple(replace(s, title="Ice", presentation=None) for s in exchanged.slots),
        ),
        "removed": large(0),
    }
    statements = {}
    for what, after in life.items():
        change = diff(load_timetable(section), after)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            save_diff(section, change)
        statements[what] = shapes(captured.captured_queries)
        assert len(captured) <= len(statements[what]) + BATCHES
        assert load_timetable(section) == after
    return statements


def _next_room(slug):
    return f"room-{(int(slug[-1]) + 1) % 10}"


@pytest.mark.slow
def test_a_thousand_slots_are_saved_with_the_statements_of_one():
    """Counted by what they do and to which table; a run of the same is one bulk statement in
    batches.
    """
    one, thousand = statements_of_a_life(1), statements_of_a_life(1000)
    assert thousand == one
    assert max(len(statements) for statements in one.values()) <= 25


@pytest.mark.parametrize("count", [1, 1000])
def test_all_drafts_are_loaded_in_seven_queries(count, django_assert_num_queries):
    section = make_section(make_conference())
    save(section, large(count))
    section = Section.objects.select_related("conference").get(pk=section.pk)
    with django_assert_num_queries(7):
        drafts = load_drafts(section.conference)
        assert len(drafts.of(section).slots) == len(drafts.together.slots) == count
        assert drafts.elsewhere(section) == ()
    with django_assert_num_queries(7):
        assert load_timetable(section) == drafts.of(section)
    with django_assert_num_queries(7):
        assert load_conference(section.conference) == drafts.together


# --- Two at once ----------------------------------------------------------------------------------


def at_once(*tasks):
    """What each task returns, or the error that it raises; each runs in a thread with its own
    connection.
    """
    together = threading.Barrier(len(tasks), timeout=20)
    outcomes = [None] * len(tasks)

    def run(position, task):
        try:
            outcomes[position] = task(together)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            outcomes[position] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def saving(section, change):
    def task(together):
        together.wait()
        return save_diff(Section.objects.select_related("conference").get(pk=section.pk), change)

    return task


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_of_two_sections_that_want_one_room_at_once_one_gets_it(attempt):
    talks = make_stage()
    workshops = make_section(talks.conference)
    save(talks, timetable())
    tasks = []
    for section, start, end in ((talks, "10:00", "11:00"), (workshops, "10:30", "11:30")):
        draft = load_timetable(section)
        after = Timetable((FRIDAY,), draft.rooms, (TALK,), (slot(start, end, key=uuid4()),))
        tasks.append(saving(section, diff(draft, after)))
    outcomes = at_once(*tasks)
    assert {type(each) for each in outcomes} == {ImpossibleTimetable, Timetable}
    whole = load_conference(talks.conference)
    assert len(whole.slots) == 1
    assert conflicts(whole) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_to_one_draft_at_once_one_is_written():
    section = make_stage()
    draft = save(section, timetable(slot(key=KEY, title="Opening")))
    tasks = [
        saving(section, diff(draft, timetable(slot(key=KEY, title=title))))
        for title in ("Welcome", "Farewell")
    ]
    outcomes = at_once(*tasks)
    written = [each for each in outcomes if isinstance(each, Timetable)]
    assert [type(each) for each in outcomes if each not in written] == [StaleDraft]
    assert written == [load_timetable(section)]
