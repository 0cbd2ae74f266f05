"""What a step changes: its laws, and what it does not fit any more."""

import json
from dataclasses import replace

import pytest
from hypothesis import given

from conference.schedule.core.programme import programme_diff
from conference.schedule.core.steps import StepChanges, step_changes, with_step
from conference.schedule.core.timetable import Room, Timetable, WrongTimetable
from tests.schedule.core.test_programme import PROGRAMMES
from tests.schedule.strategies import KEYED, timetables

pytestmark = pytest.mark.property


def numbered(timetable):
    """The timetable as steps keep it: presentations by their numbers alone."""
    return Timetable.from_json(timetable.as_json())


@given(timetables(KEYED))
def test_from_a_timetable_to_itself_there_is_no_change(timetable):
    assert step_changes({"talks": (timetable, timetable)}).is_empty


@given(timetables(KEYED), timetables(KEYED))
def test_a_step_leads_from_one_timetable_to_the_other_and_back(before, after):
    changes = step_changes({"talks": (before, after)})
    assert with_step(changes, "talks", before) == after
    assert with_step(changes.inverse, "talks", after) == before


@given(timetables(KEYED), timetables(KEYED), PROGRAMMES, PROGRAMMES)
def test_a_step_that_was_written_down_is_the_same(before, after, old, new):
    changes = step_changes({"talks": (before, after)}, programme_diff(old, new))
    read = StepChanges.from_json(json.loads(json.dumps(changes.as_json())))
    assert read.as_json() == changes.as_json()
    assert with_step(read, "talks", numbered(before)) == numbered(after)
    assert read.programme == changes.programme


def test_a_step_fits_while_what_it_names_is_as_it_was():
    red, blue = Room("red", "Red"), Room("blue", "Blue")
    changes = step_changes(
        {"talks": (Timetable(rooms=(red, blue)), Timetable(rooms=(replace(red, name="Rot"), blue)))}
    )
    elsewhere = Timetable(rooms=(red, replace(blue, name="Blau")))
    assert [room.name for room in with_step(changes, "talks", elsewhere).rooms] == ["Blau", "Rot"]
    with pytest.raises(WrongTimetable, match="red"):
        with_step(changes, "talks", Timetable(rooms=(replace(red, capacity=9), blue)))
