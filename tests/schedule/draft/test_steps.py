"""The one list of steps: whatever changes a draft is in it, once, and can be led back from it."""

import datetime as dt
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from conference.editions.models import HistoryEntry
from conference.presentations.models import Presentation
from conference.schedule.core.programme import apply_edits
from conference.schedule.core.steps import with_step
from conference.schedule.draft.actions import (
    empty_draft,
    remove_empty,
    remove_presentation,
    remove_slots,
    save_slot,
)
from conference.schedule.draft.kind_actions import (
    add_kind,
    change_abilities,
    remove_kind,
    rename_kind,
)
from conference.schedule.draft.room_actions import (
    add_room,
    change_room,
    merge_rooms,
    move_room,
    remove_room,
)
from conference.schedule.draft.store import load_drafts, load_timetable
from conference.schedule.draft.what_if import change_of_kind, merge_of_rooms
from conference.schedule.models import Day, Room, SlotKind, Step
from schedule_import.actions import undo_import
from schedule_import.models import ScheduleImport
from tests.factories import make_presentation, make_room, make_speaker
from tests.schedule.core.test_steps import numbered
from tests.schedule.drafts import draft_a_talk_and_two_lunches
from tests.schedule_import.importing import bring_in

pytestmark = pytest.mark.django_db
DAY = "2027-05-14"
FILE = "date,time_start,time_end,kind,room,title,speaker,abstract,track"


@pytest.fixture
def section(conference):
    """A talk, two lunches and an empty room, and no step yet."""
    section = draft_a_talk_and_two_lunches(conference)
    make_room(conference, name="Green", order=2)
    ScheduleImport.objects.update(step=None)
    HistoryEntry.objects.all().delete()
    return section


def slot_of(section):
    return load_timetable(section).slots[0]


def later(section, by):
    slot = slot_of(section)
    after = replace(slot, start=dt.time(10, 15), end=dt.time(11, 15))
    save_slot(section, before=slot, after=after, by=by)


def without_first(section, by):
    remove_slots(section, keys=[slot_of(section).key], by=by)


def without_the_talk(section, by):
    remove_presentation(section.presentations.get(), by=by)


def without_anything(section, by):
    empty_draft(section, by=by)


def without_an_empty_day(section, by):
    remove_empty(Day.objects.create(section=section, date=dt.date(2027, 5, 16)), by=by)


def with_a_room(section, by):
    add_room(section.conference, name="Attic", capacity=12, by=by)


def with_another_name(section, by):
    change_room(room("Blue"), name="Azure", capacity=None, is_shared=False, by=by)


def with_rooms_moved(section, by):
    move_room(room("Red"), steps=-1, by=by)


def with_rooms_merged(section, by):
    merge = merge_of_rooms(section.conference, gone="red", stays="green")
    names = {"gone": "red", "stays": "green"}
    merge_rooms(section.conference, **names, digest=merge.digest, by=by)


def without_a_room(section, by):
    remove_room(room("Green"), by=by)


def with_a_kind(section, by):
    add_kind(section, label="Poster", spans_rooms=False, takes_presentation=True, by=by)


def with_a_kind_renamed(section, by):
    rename_kind(kind("lunch"), label="Mittag", by=by)


def with_a_kind_that_spans(section, by):
    can = {"key": "lunch", "spans_rooms": True, "takes_presentation": False}
    change_abilities(section, **can, digest=change_of_kind(section, **can).digest, by=by)


def without_a_kind(section, by):
    with_a_kind(section, by)
    remove_kind(kind("Poster"), by=by)


def with_a_file(section, by):
    row = f"{DAY},15:00,16:00,talk,Loft,Moss and memory,Ada Stone,What stays,Nature"
    bring_in(section, row, header=FILE, by=by)


def with_a_file_and_without_it(section, by):
    row = f"{DAY},15:00,16:00,talk,Loft,Moss and memory,Ada Stone,What stays,Nature"
    undo_import(bring_in(section, row, header=FILE, by=by), by=by)


ACTIONS = (
    *(later, without_first, without_the_talk, without_anything, without_an_empty_day),
    *(with_a_room, with_another_name, with_rooms_moved, with_rooms_merged, without_a_room),
    *(with_a_kind, with_a_kind_renamed, with_a_kind_that_spans, without_a_kind),
    *(with_a_file, with_a_file_and_without_it),
)


def room(name):
    return Room.objects.select_related("conference").get(name=name)


def kind(label):
    return SlotKind.objects.select_related("section__conference").get(label=label)


def state(conference, section):
    drafts = load_drafts(conference, with_programme=True)
    return numbered(drafts.of(section)), drafts.programme


@pytest.mark.parametrize("act", ACTIONS, ids=lambda act: act.__name__)
def test_whatever_is_done_to_a_draft_is_a_step_that_leads_there_and_back(
    act, conference, section, olga
):
    first, programme = state(conference, section)
    if act is without_an_empty_day:  # which the action itself makes, without a step
        first = replace(first, days=(*first.days, dt.date(2027, 5, 16)))

    act(section, by=olga)

    last, programme_now = state(conference, section)
    steps = list(Step.objects.order_by("entry__step"))
    assert [step.entry.step for step in steps] == list(range(1, len(steps) + 1))
    assert {step.entry.by for step in steps} == {olga}
    there, back = (first, programme), (last, programme_now)
    for step in steps:
        there = applied(step.what_changed(), *there)
    for step in reversed(steps):
        back = applied(step.what_changed().inverse, *back)
    assert there == (last, replace(programme_now, last_number=there[1].last_number))
    assert back == (first, replace(programme, last_number=back[1].last_number))


def applied(changes, timetable, programme):
    return with_step(changes, "talks", timetable), apply_edits(changes.programme, programme)


def test_steps_are_numbered_in_each_conference_and_have_their_line_in_the_history(
    conference, section, olga
):
    add_room(conference, name="Attic", capacity=None, by=olga)
    without_first(section, None)
    assert list(HistoryEntry.objects.order_by("pk").values_list("step", "by_name", "code")) == [
        (1, "Olga Organiser", "room-added"),
        (2, "", "slots-removed"),
    ]


def test_what_changes_nothing_is_no_step(conference, section, olga):
    slot = slot_of(section)
    save_slot(section, before=slot, after=slot, by=olga)
    assert list(HistoryEntry.objects.values_list("step", flat=True)) == [None]
    assert not Step.objects.exists()


def test_an_undo_names_the_step_that_it_takes_back(section, olga):
    with_a_file_and_without_it(section, olga)
    imported, undone = Step.objects.order_by("entry__step")
    assert (undone.undoes, undone.what_changed().programme) == (
        imported,
        imported.what_changed().programme.inverse,
    )


def test_what_a_page_asks_for_twice_is_done_once(conference, section, olga):
    request = uuid4()
    for _time in range(2):
        add_room(conference, name="Attic", capacity=None, by=olga, request=request)
    request = uuid4()
    for _time in range(2):
        move_room(room("Attic"), steps=-1, by=olga, request=request)
    request = uuid4()
    for _time in range(2):
        can = {"spans_rooms": False, "takes_presentation": True}
        add_kind(section, label="Poster", **can, by=olga, request=request)
    assert [step.entry.code for step in Step.objects.order_by("pk")] == [
        "room-added",
        "room-moved",
        "slotkind-added",
    ]
    assert isinstance(Step.objects.first().request, UUID)


def test_what_somebody_else_did_meanwhile_stands_in_the_step_before_and_not_in_the_next(
    section, olga
):
    """Each action is given what its page knew before the other one."""
    first, second, third = (Room.objects.get(slug="green") for _copy in range(3))
    change_room(first, name="Mint", capacity=5, is_shared=False, by=olga)
    change_room(second, name="Sage", capacity=5, is_shared=False, by=olga)
    kinds = [SlotKind.objects.get(label="talk") for _copy in range(2)]
    for kind, label in zip(kinds, ("speech", "lecture"), strict=True):
        rename_kind(kind, label=label, by=olga)
    for room_of_page in (second, third):
        remove_room(room_of_page, by=olga)
    steps = [step.what_changed() for step in Step.objects.order_by("entry__step")]
    rooms = [edit for step in steps for edit in step.rooms]
    kinds = [edits for step in steps if (edits := step.of("talks").get("kinds"))]
    renamed = [
        ([edit.before.label for edit in edits if edit.before], edits[-1].after.label)
        for edits in kinds
    ]
    assert [(edit.before.name, edit.after and edit.after.name) for edit in rooms] == [
        ("Green", "Mint"),
        ("Mint", "Sage"),
        ("Sage", None),
    ]
    assert renamed == [(["talk"], "speech"), (["speech"], "lecture")]


def test_a_presentation_that_somebody_has_removed_meanwhile_is_removed_once(section, olga):
    make_presentation(section, number=9)
    for of_page in [Presentation.objects.get(number=9) for _copy in range(2)]:
        remove_presentation(of_page, by=olga)
    assert [step.entry.code for step in Step.objects.all()] == ["presentation-removed"]


def test_a_step_keeps_only_what_it_changes(conference, section, olga):
    make_presentation(section, number=9, speakers=[make_speaker(conference)])
    later(section, olga)
    (step,) = Step.objects.all()
    assert (step.changes["rooms"], list(step.changes["sections"])) == ([], ["talks"])
    ((before, after),) = step.changes["sections"]["talks"]["slots"]
    assert (before[1:4], after[1:4]) == (
        [DAY, "10:00:00", "11:00:00"],
        [DAY, "10:15:00", "11:15:00"],
    )
    assert step.changes["programme"] == {"tracks": [], "people": [], "talks": []}
