"""Several rooms in one cell are asked about, and never become a room of that name in silence."""

import pytest

from tests.factories import make_conference, make_kind, make_room, make_section
from tests.schedule_import.importing import brief, bring_in, draft, preview

pytestmark = pytest.mark.django_db
DAY = "2027-05-14"
APART = (f"{DAY},9:00,10:00,talk,Red,Moss,", f"{DAY},9:00,10:00,talk,Blue,Kites,")


@pytest.fixture
def section():
    return make_section(make_conference(slug="lakeside"), slug="talks")


@pytest.mark.parametrize("cell", ["Red; Blue", "Red + Blue", "Red/Blue", "Red and Blue"])
def test_rooms_of_the_file_in_one_cell_are_asked_about(section, cell):
    plan = preview(section, *APART, f"{DAY},12:00,13:00,lunch,{cell},Soup,")
    assert brief(plan.errors) == [(4, "room", "question", [])]
    assert f"“{cell}” can be 2 rooms" in plan.errors[0].message
    assert "--answer rooms=all" in plan.errors[0].message


def test_rooms_of_the_conference_in_one_cell_are_asked_about(section):
    for order, name in enumerate(("Red", "Blue")):
        make_room(section.conference, name=name, order=order)
    plan = preview(section, f"{DAY},12:00,13:00,lunch,Red/Blue,Soup,")
    assert [problem.code for problem in plan.errors] == ["question"]


def test_a_room_that_the_conference_has_is_that_room(section):
    for order, name in enumerate(("Red", "Blue", "Red/Blue")):
        make_room(section.conference, name=name, order=order)
    plan = preview(section, f"{DAY},12:00,13:00,lunch,red/blue,Soup,")
    assert (plan.errors, [slot.rooms for slot in plan.diff.added]) == ((), [{"redblue"}])


@pytest.mark.parametrize("cell", ["Hall A/B", "Foyer + Bar", "Salt & Pepper", "Red"])
def test_what_is_no_list_of_known_rooms_is_a_room(section, cell):
    bring_in(section, *APART, f"{DAY},12:00,13:00,lunch,{cell},Soup,")
    assert draft(section)[-1][2] == cell


def test_where_they_are_several_it_is_one_slot_in_all_of_them(section):
    rows = (*APART, f"{DAY},12:00,13:00,lunch,Red; Blue; Green,Soup,")
    bring_in(section, *rows, answers={"rooms": "all"})
    assert draft(section)[-1] == (f"{DAY} 12:00-13:00", "lunch", "Red+Blue+Green", "Soup", None)


def test_where_they_are_one_room_it_is_called_so(section):
    rows = (*APART, f"{DAY},12:00,13:00,lunch,Red/Blue,Soup,")
    bring_in(section, *rows, answers={"rooms": "one"})
    assert draft(section)[-1][2] == "Red/Blue"


def test_rooms_in_one_cell_are_not_free_for_others(section):
    plan = preview(
        section, *APART, f"{DAY},9:30,10:30,lunch,Red; Blue,Soup,", answers={"rooms": "all"}
    )
    assert brief(plan.errors) == [(4, "room", "overlap", [2]), (4, "room", "overlap", [3])]


@pytest.mark.parametrize("mode", ["add", "replace"])
@pytest.mark.parametrize("stored", [True, False])
def test_a_kind_that_does_not_span_rooms_is_in_several_of_them_never_in_silence(
    section, mode, stored
):
    both = f"{DAY},12:00,13:00,talk,Red; Blue,Everybody,"
    if stored:
        make_kind(section, label="talk", takes_presentation=True)
    plan = preview(
        section,
        *(*APART, both),
        mode=mode,
        answers={"rooms": "all"},
        kinds={} if stored else {"talk": (False, True)},
    )
    assert brief(plan.errors) == [(4, "room", "question", [])]
    assert "a slot of the kind “talk” is in one room" in plan.errors[0].message
    assert "Give the row a kind that spans rooms, such as plenary" in plan.errors[0].message


@pytest.mark.parametrize("mode", ["add", "replace"])
def test_a_talk_of_a_new_kind_in_several_rooms_is_one_slot_also_the_second_time(section, mode):
    rows = (*APART, f"{DAY},12:00,13:00,talk,Red; Blue,Everybody,")
    bring_in(section, *rows, mode=mode, answers={"rooms": "all"})
    assert draft(section)[-1] == (f"{DAY} 12:00-13:00", "talk", "Red+Blue", "Everybody", None)
    assert preview(section, *rows, mode=mode, answers={"rooms": "all"}).diff.is_empty
