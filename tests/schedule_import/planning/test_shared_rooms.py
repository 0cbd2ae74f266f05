"""What meets in a room is an overlap, unless somebody says that the room is shared."""

import pytest

from conference.schedule.draft.room_actions import change_room
from conference.schedule.draft.store import load_timetable
from conference.schedule.models import Room
from schedule_import.actions import undo_import
from tests.factories import make_conference, make_room, make_section, make_speaker
from tests.schedule_import.importing import HEADER, brief, bring_in, draft, keys, preview

pytestmark = pytest.mark.django_db
DAY = "2027-05-14"
FAIR = (f"{DAY},9:00,18:00,exhibition,Hall,Fair,", f"{DAY},12:00,13:00,lunch,Hall,Soup,")
DEMOS = tuple(f"{DAY},14:00,15:00,demo,Hall,{title}," for title in ("Boats", "Kites"))
SHARED = {"shared hall": "yes"}


@pytest.fixture
def section():
    return make_section(make_conference(slug="lakeside"), slug="talks")


def shared(section):
    return dict(section.conference.rooms.values_list("name", "is_shared"))


def titles(section):
    return [title for _when, _kind, _room, title, _talk in draft(section)]


@pytest.mark.parametrize(
    ("on_a_page", "how"),
    [
        (False, '--shared-room "Hall".'),
        (True, "say so among the questions about the file, or on the page of rooms."),
    ],
)
def test_an_overlap_says_that_a_room_can_be_shared_and_how(section, on_a_page, how):
    plan = preview(section, *FAIR, on_a_page=on_a_page)
    assert brief(plan.errors) == [(3, "room", "overlap", [2])]
    advice = "If several things may take place in “Hall” at one time, make it a shared room: "
    assert plan.errors[0].message.endswith(advice + how)
    (question,) = plan.parsed.questions.asked.values()
    assert question.sentence == "May several things take place in “Hall” at one time?"


@pytest.mark.parametrize("mode", ["add", "replace"])
def test_what_meets_in_a_room_that_somebody_shares_comes_in(section, mode):
    bring_in(section, *FAIR, mode=mode, answers=SHARED)
    assert (titles(section), shared(section)) == (["Fair", "Soup"], {"Hall": True})


def test_a_room_that_is_there_becomes_shared_and_is_not_asked_about_again(section):
    make_room(section.conference, name="Hall")
    plan = preview(section, *FAIR, answers=SHARED)
    assert [(room.slug, room.is_shared) for room in plan.diff.rooms_changed] == [("hall", True)]
    bring_in(section, *FAIR, answers=SHARED)
    again = preview(section, *FAIR, *DEMOS)
    assert (again.errors, dict(again.parsed.questions.asked)) == ((), {})


def test_no_other_room_becomes_shared_and_no_is_no(section):
    other = (f"{DAY},9:00,10:00,talk,Foyer,A,", f"{DAY},9:30,10:00,talk,Foyer,B,")
    plan = preview(section, *FAIR, *other, answers=SHARED)
    assert brief(plan.errors) == [(5, "room", "overlap", [4])]
    assert brief(preview(section, *FAIR, answers={"shared hall": "no"}).errors) == [
        (3, "room", "overlap", [2])
    ]


def test_what_is_there_of_another_section_may_be_met_in_a_shared_room(section):
    other = make_section(section.conference, slug="sprints", order=1)
    bring_in(other, FAIR[0])
    assert brief(preview(section, FAIR[1]).errors) == [(2, "room", "overlap", [])]
    bring_in(section, FAIR[1], answers=SHARED)
    assert titles(section) == ["Soup"]


def test_a_speaker_may_not_be_in_two_places_of_one_shared_room(section):
    make_speaker(section.conference, name="Mira Holt")
    rows = [
        f"{DAY},14:00,15:00,talk,Hall,Boats,Mira Holt",
        f"{DAY},14:00,15:00,talk,Hall,Kites,Ben Ode",
        f"{DAY},14:00,15:00,talk,Hall,Moss,Mira Holt",
    ]
    header = HEADER.replace("presentation", "speaker")
    plan = preview(section, *rows, header=header, answers=SHARED)
    (warning,) = plan.warnings
    assert (warning.row, warning.code, warning.other_rows) == (4, "double-booked-speaker", (2,))


@pytest.mark.parametrize("mode", ["add", "replace"])
def test_things_of_one_kind_and_time_in_a_shared_room_stay_apart_when_the_file_comes_again(
    section, mode
):
    bring_in(section, *DEMOS, answers=SHARED)
    before = keys(section)
    plan = preview(section, *reversed(DEMOS), mode=mode)
    assert (plan.errors, plan.diff.is_empty) == ((), True)
    bring_in(section, DEMOS[0].replace("Boats", "Moss"))
    after = keys(section)
    assert {title: after[title] for title in before} == before
    assert titles(section) == ["Boats", "Kites", "Moss"]


def test_two_titles_for_one_slot_are_two_slots_if_the_room_is_shared(section):
    bring_in(section, DEMOS[0])
    rows = (DEMOS[1], DEMOS[0].replace("Boats", "Moss"))
    errors = preview(section, *rows).errors
    assert brief(errors) == [(3, "title", "overlap", [2]), (3, "room", "overlap", [2])]
    assert all('--shared-room "Hall"' in error.message for error in errors)
    bring_in(section, *rows, answers=SHARED)
    assert titles(section) == ["Boats", "Kites", "Moss"]


def test_a_slot_in_a_shared_room_that_says_nothing_yet_takes_the_first_title(section):
    bring_in(section, f"{DAY},14:00,15:00,demo,Hall,,")
    bring_in(section, *DEMOS, answers=SHARED)
    assert titles(section) == ["Boats", "Kites"]


def test_an_undo_makes_the_room_what_it_was_and_its_undo_shares_it_again(section):
    make_room(section.conference, name="Hall")
    entry = bring_in(section, *FAIR, answers=SHARED)
    undo = undo_import(entry, by=None)
    assert (titles(section), shared(section)) == ([], {"Hall": False})
    undo_import(undo, by=None)
    assert (titles(section), shared(section)) == (["Fair", "Soup"], {"Hall": True})


def test_a_room_stays_shared_after_an_undo_if_others_meet_in_it(section):
    other = make_section(section.conference, slug="sprints", order=1)
    make_room(section.conference, name="Hall")
    entry = bring_in(section, *FAIR, answers=SHARED)
    bring_in(other, *DEMOS)
    undo_import(entry, by=None)
    assert (titles(section), shared(section)) == ([], {"Hall": True})
    assert titles(other) == ["Boats", "Kites"]


def test_an_undo_leaves_alone_what_somebody_else_said_of_a_room(section):
    entry = bring_in(section, FAIR[0])
    other = make_section(section.conference, slug="sprints", order=1)
    bring_in(other, f"{DAY},20:00,21:00,demo,Hall,Late,")
    change_room(Room.objects.get(), name="Hall", capacity=None, is_shared=True, by=None)
    undo_import(entry, by=None)
    assert [(room.name, room.is_shared) for room in load_timetable(section).rooms] == [
        ("Hall", True)
    ]
