"""What a file becomes, and what importing again does: section by section of
docs/schedule-csv.md.
"""

import datetime as dt
from pathlib import Path

import pytest

from conference.presentations.models import Presentation
from conference.schedule.draft.store import load_timetable
from schedule_import.planning import checks
from schedule_import.planning.options import Options, preview_import
from tests.factories import (
    make_conference,
    make_kind,
    make_presentation,
    make_room,
    make_section,
    make_slot,
    make_speaker,
)
from tests.schedule_import.importing import brief, bring_in, counts, draft, keys, preview

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[1] / "examples"
DAY = "2027-05-14"


@pytest.fixture
def section():
    return make_section(make_conference(slug="lakeside"), slug="talks")


# --- What a file becomes --------------------------------------------------------------------------


def test_the_classic_sample_becomes_two_days_two_rooms_two_kinds_and_eight_slots(section):
    plan = preview_import(section, (SAMPLES / "schedule.csv").read_bytes(), Options())
    assert brief(plan.errors) == []
    assert counts(plan) == {
        "added days": 2,
        "added rooms": 2,
        "added slot_kinds": 2,
        "added slots": 8,
        "added slot_rooms": 12,
    }


def test_the_sample_with_a_row_twice_names_rows_13_and_14(section):
    plan = preview_import(section, (SAMPLES / "schedule_overlap.csv").read_bytes(), Options())
    assert brief(plan.errors) == [(14, "room", "duplicate", [13])]
    assert plan.errors[0].value == "Room2"
    assert not plan.ok
    assert counts(plan) == {}


def test_rows_of_a_kind_that_spans_rooms_become_one_slot(section):
    bring_in(
        section, f"{DAY},9:00,10:00,Plenary,A,Opening,", f"{DAY},9:00,10:00,plenary,B,Opening,"
    )
    assert draft(section) == [(f"{DAY} 09:00-10:00", "Plenary", "A+B", "Opening", None)]


def test_plenaries_of_different_titles_are_different_slots(section):
    bring_in(section, f"{DAY},9:00,10:00,plenary,A,One,", f"{DAY},9:00,10:00,plenary,B,Two,")
    assert [slot[2:4] for slot in draft(section)] == [("A", "One"), ("B", "Two")]


def test_rows_of_any_other_kind_are_slots_of_their_own(section):
    bring_in(section, f"{DAY},12:00,13:00,lunch,A,Lunch,", f"{DAY},12:00,13:00,lunch,B,Lunch,")
    assert [slot[1:4] for slot in draft(section)] == [
        ("lunch", "A", "Lunch"),
        ("lunch", "B", "Lunch"),
    ]


def test_a_new_kind_that_is_said_to_span_rooms_does(section):
    rows = (f"{DAY},12:00,13:00,Lunch,A,,", f"{DAY},12:00,13:00,lunch,B,,")
    bring_in(section, *rows, kinds={"lunch": (True, False)})
    assert draft(section) == [(f"{DAY} 12:00-13:00", "Lunch", "A+B", "", None)]


@pytest.mark.parametrize(
    ("kind", "flags"),
    [
        ("plenary", (True, True)),
        ("talk", (False, True)),
        ("Long Talk", (False, True)),
        ("tutorial", (False, True)),
        ("Keynote", (False, True)),
        ("workshop (3 h)", (False, True)),
        ("lunch", (False, False)),
        ("break", (False, False)),
    ],
)
def test_a_new_kind_is_proposed_to_take_presentations_by_its_name(section, kind, flags):
    plan = preview(section, f"{DAY},9:00,10:00,{kind},A,,")
    assert [(k.spans_rooms, k.takes_presentation) for k in plan.names.new_kinds] == [flags]


def test_new_rooms_come_in_the_order_of_the_file_behind_those_that_exist(section):
    make_room(section.conference, name="Zed", slug="zed", order=4)
    rows = [f"{DAY},9:00,10:00,talk,{room},," for room in ("Room 10", "annex", "Room 9", "Zed")]
    bring_in(section, *rows)
    assert [(room.name, room.slug) for room in load_timetable(section).rooms] == [
        ("Zed", "zed"),
        ("Room 10", "room-10"),
        ("annex", "annex"),
        ("Room 9", "room-9"),
    ]


def test_rooms_without_latin_letters_get_slugs_of_their_own(section):
    bring_in(section, f"{DAY},9:00,10:00,talk,大広間,,", f"{DAY},9:00,10:00,talk,会議室,,")
    assert sorted(room.slug for room in load_timetable(section).rooms) == ["room", "room-2"]


def test_names_are_compared_without_case_and_the_first_spelling_stays(section):
    bring_in(section, f"{DAY},9:00,10:00,Talk,Room  1,,")
    bring_in(section, f"{DAY},10:00,11:00,TALK,ROOM 1,,")
    assert [slot[1:3] for slot in draft(section)] == [("Talk", "Room 1"), ("Talk", "Room 1")]


def test_a_presentation_is_placed_by_its_number(section):
    make_presentation(section, number=7, title="Lakes")
    bring_in(section, f"{DAY},9:00,10:00,talk,A,,7")
    assert draft(section) == [(f"{DAY} 09:00-10:00", "talk", "A", "", 7)]


# --- Overlaps -------------------------------------------------------------------------------------


def test_two_slots_in_one_room_overlap_and_the_lower_row_bears_it(section):
    plan = preview(
        section,
        f"{DAY},10:00,11:00,talk,A,,",
        f"{DAY},9:30,10:30,lunch,A,,",
        f"{DAY},11:00,12:00,talk,A,,",
    )
    assert brief(plan.errors) == [(3, "room", "overlap", [2])]
    assert plan.errors[0].message == (
        f"A is not free on {DAY} from 09:30 to 10:30: it is taken by row 2. "
        "Change the time or the room of one of them. If several things may take place in “A” at "
        'one time, make it a shared room: --shared-room "A".'
    )


def test_overlaps_are_found_across_midnight(section):
    rows = (
        f"{DAY},22:00,02:00,party,A,,",
        "2027-05-15,1:30,3:00,talk,A,,",
        "2027-05-15,2:00,2:30,talk,B,,",
    )
    assert brief(preview(section, *rows).errors) == [(3, "room", "overlap", [2])]


def test_the_same_row_twice_is_a_duplicate_and_no_overlap(section):
    row = f"{DAY},10:00,11:00,talk,A,,"
    plan = preview(section, row, row, row)
    assert brief(plan.errors) == [(3, "room", "duplicate", [2]), (4, "room", "duplicate", [2, 3])]


def test_a_row_names_ten_others_at_most(section):
    plan = preview(section, *(f"{DAY},10:00,11:{minute:02},talk,A,," for minute in range(20)))
    assert [len(problem.other_rows) for problem in plan.errors] == [*range(1, 11), *([10] * 9)]


def test_a_slot_of_another_section_is_in_the_way_and_is_named(section):
    other = make_section(section.conference, slug="tutorials")
    bring_in(other, f"{DAY},9:00,12:00,tutorial,A,Boats,")
    for mode in ("add", "replace"):
        plan = preview(section, f"{DAY},11:00,12:00,talk,a,,", mode=mode)
        assert brief(plan.errors) == [(2, "room", "overlap", [])]
        assert plan.errors[0].other_slots == (
            f"“Boats” ({DAY}, 09:00–12:00) of the section “tutorials”",
        )


@pytest.mark.parametrize(
    ("owner", "advice"),
    [
        ("talks", "or import with “replace”, if the file is the whole schedule of this section."),
        ("sprints", "or first move the slot of the other section."),
    ],
)
def test_what_can_be_done_about_an_overlap_depends_on_whose_the_slot_is(section, owner, advice):
    others = make_section(section.conference, slug="sprints", order=1)
    bring_in(section if owner == "talks" else others, "2027-05-14,9:00,11:00,talk,Hall,Old,")
    (error,) = preview(section, "2027-05-14,10:00,12:00,talk,Hall,New,").errors
    assert (error.code, f"{advice} If several things" in error.message) == ("overlap", True)


def test_rows_with_other_errors_are_checked_for_overlaps_as_well(section):
    plan = preview(section, f"{DAY},10:00,11:00,talk,A,,99", f"{DAY},10:30,11:00,talk,A,,")
    assert brief(plan.errors) == [
        (2, "presentation", "unknown-presentation", []),
        (3, "room", "overlap", [2]),
    ]


@pytest.mark.slow
def test_twenty_thousand_rows_that_all_overlap_are_answered(section):
    rows = [
        f"{DAY},{i // 1700:02}:{i % 1700 * 60 // 1700:02},12:{i % 60:02},talk,A,{i},"
        for i in range(20_000)
    ]
    plan = preview(section, *rows)
    assert {problem.code for problem in plan.errors} == {"overlap"}
    assert len(plan.errors) == 19_999


# --- Presentations --------------------------------------------------------------------------------


def test_unknown_presentations_are_named(section):
    other = make_section(section.conference, slug="tutorials")
    make_presentation(other, number=8, title="Knots")
    plan = preview(section, f"{DAY},9:00,10:00,talk,A,,7", f"{DAY},9:00,10:00,talk,B,,8")
    assert brief(plan.errors) == [
        (2, "presentation", "unknown-presentation", []),
        (3, "presentation", "unknown-presentation", []),
    ]
    assert "There is no presentation 7" in plan.errors[0].message
    assert "“Knots”" in plan.errors[1].message
    assert "tutorials" in plan.errors[1].message


def test_unknown_presentations_are_named_in_rows_that_cannot_be_read_too(section):
    make_presentation(section, number=7)
    plan = preview(section, f"{DAY},soon,10:00,talk,A,,999", f"{DAY},soon,,talk,A,,7")
    assert brief(plan.errors) == [
        (2, "time_start", "bad-time", []),
        (2, "presentation", "unknown-presentation", []),
        (3, "time_start", "bad-time", []),
        (3, "time_end", "missing-value", []),
    ]


def test_a_presentation_in_two_slots_at_the_same_time_is_a_conflict(section):
    make_presentation(section, number=7)
    plan = preview(
        section,
        f"{DAY},9:00,10:00,talk,A,,7",
        f"{DAY},10:00,11:00,talk,A,,7",
        f"{DAY},10:30,11:30,talk,B,,7",
        f"{DAY},9:30,11:30,talk,C,,7",
    )
    assert brief(plan.errors) == [
        (4, "presentation", "presentation-conflict", [3]),
        (5, "presentation", "presentation-conflict", [2, 3, 4]),
    ]
    assert plan.errors[0].message == (
        "Presentation 7 is in row 3 at the same time. It can be given several times, one after the "
        "other: change a time, or take it out of one of them."
    )


def test_a_presentation_that_meets_itself_is_no_double_booked_speaker_as_well(section):
    ada = make_speaker(section.conference)
    make_presentation(section, number=7, speakers=[ada])
    plan = preview(section, f"{DAY},9:00,10:00,talk,A,,7", f"{DAY},9:00,10:00,talk,B,,7")
    assert [problem.code for problem in (*plan.errors, *plan.warnings)] == ["presentation-conflict"]


@pytest.mark.parametrize("mode", ["add", "replace"])
def test_a_presentation_may_be_given_several_times_one_after_the_other(section, mode):
    make_presentation(section, number=7)
    rows = (f"{DAY},9:00,10:00,talk,A,,7", f"{DAY},10:00,11:00,talk,A,,7")
    bring_in(section, *rows, mode=mode)
    assert [(slot[0], slot[4]) for slot in draft(section)] == [
        (f"{DAY} 09:00-10:00", 7),
        (f"{DAY} 10:00-11:00", 7),
    ]
    assert counts(preview(section, *rows, mode=mode)) == {"unchanged slots": 2}


def test_times_that_make_a_presentation_meet_itself_are_a_conflict_without_its_column_too(section):
    make_presentation(section, number=7)
    bring_in(section, f"{DAY},9:00,10:00,talk,A,Lakes,7", f"{DAY},11:00,12:00,talk,A,Lakes again,7")
    plan = preview(
        section,
        f"{DAY},9:00,10:00,talk,A,Lakes",
        f"{DAY},9:30,10:30,talk,B,Lakes again",
        header="date,time_start,time_end,kind,room,title",
        mode="replace",
    )
    assert brief(plan.errors) == [(3, "presentation", "presentation-conflict", [2])]


def test_two_presentations_in_one_slot_are_a_conflict(section):
    make_presentation(section, number=7)
    make_presentation(section, number=8)
    plan = preview(section, f"{DAY},9:00,10:00,plenary,A,,7", f"{DAY},9:00,10:00,plenary,B,,8")
    assert brief(plan.errors) == [(3, "presentation", "presentation-conflict", [2])]


def test_a_kind_that_takes_no_presentation_is_a_conflict(section):
    make_presentation(section, number=7)
    plan = preview(section, f"{DAY},9:00,10:00,lunch,A,,7")
    assert brief(plan.errors) == [(2, "presentation", "presentation-conflict", [])]


def test_one_row_of_a_plenary_is_enough_to_name_its_presentation(section):
    make_presentation(section, number=7)
    bring_in(section, f"{DAY},9:00,10:00,plenary,A,,", f"{DAY},9:00,10:00,plenary,B,,7")
    assert draft(section) == [(f"{DAY} 09:00-10:00", "plenary", "A+B", "", 7)]


# --- Warnings -------------------------------------------------------------------------------------


def test_names_that_differ_in_blanks_or_punctuation_are_similar(section):
    make_room(section.conference, name="Room 1")
    rows = (
        f"{DAY},9:00,10:00,talk,Room1,,",
        f"{DAY},10:00,11:00,t-alk,Room1,,",
        f"{DAY},9:00,10:00,talk,room 1,,",
    )
    plan = preview(section, *rows)
    assert brief(plan.warnings) == [
        (2, "room", "similar-name", []),
        (3, "kind", "similar-name", []),
    ]
    assert "“Room 1”" in plan.warnings[0].message


def test_room_one_and_room_two_are_not_similar(section):
    plan = preview(section, f"{DAY},9:00,10:00,talk,Room1,,", f"{DAY},9:00,10:00,talk,Room2,,")
    assert plan.warnings == ()


def test_times_that_the_clocks_skip_or_repeat_are_warned_of():
    conference = make_conference(
        time_zone="Europe/Zurich", starts_on=dt.date(2027, 3, 28), ends_on=dt.date(2027, 10, 31)
    )
    section = make_section(conference)
    rows = (
        "2027-03-28,2:30,4:00,talk,A,,",
        "2027-10-31,1:00,2:30,talk,A,,",
        "2027-10-30,22:00,2:00,talk,B,,",
    )
    plan = preview(section, *rows)
    assert brief(plan.warnings) == [
        (2, "time_start", "clock-change", []),
        (3, "time_end", "clock-change", []),
        (4, "time_end", "clock-change", []),
    ]
    assert "does not exist" in plan.warnings[0].message
    assert "exists twice" in plan.warnings[1].message


def test_a_speaker_in_two_places_is_warned_of(section):
    speaker = make_speaker(section.conference, name="Ada")
    make_presentation(section, number=7, title="Lakes", speakers=[speaker])
    make_presentation(section, number=8, title="Boats", speakers=[speaker])
    plan = preview(section, f"{DAY},9:00,10:00,talk,A,,7", f"{DAY},9:30,10:30,talk,B,,8")
    assert plan.ok
    assert brief(plan.warnings) == [(3, "presentation", "double-booked-speaker", [2])]
    assert (
        plan.warnings[0].message == f"Ada also speaks in “Lakes” ({DAY}, 09:00–10:00) at this time."
    )


def test_who_speaks_everywhere_at_once_is_warned_of_once_in_each_row(section, monkeypatch):
    monkeypatch.setattr(checks, "MANY", 5)
    speaker = make_speaker(section.conference, name="Ada")
    for number in range(1, 9):
        make_presentation(section, number=number, speakers=[speaker])
    rows = [f"{DAY},9:00,10:00,talk,R{number},,{number}" for number in range(1, 9)]
    assert [each[:2] for each in brief(preview(section, *rows).warnings)] == [
        (row, "presentation") for row in range(3, 10)
    ]


def test_a_speaker_of_another_section_is_seen_as_well(section):
    speaker = make_speaker(section.conference, name="Ada")
    other = make_section(section.conference, slug="tutorials")
    make_presentation(other, number=1, title="Knots", speakers=[speaker])
    bring_in(other, f"{DAY},9:00,12:00,tutorial,B,,1")
    make_presentation(section, number=7, speakers=[speaker])
    plan = preview(section, f"{DAY},9:00,10:00,talk,A,,7")
    assert brief(plan.warnings) == [(2, "presentation", "double-booked-speaker", [])]
    assert plan.warnings[0].other_slots == (f"“Knots” ({DAY}, 09:00–12:00)",)


# --- Importing again: add -------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["add", "replace"])
def test_the_same_file_twice_changes_nothing(section, mode):
    make_presentation(section, number=7)
    rows = (
        f"{DAY},9:00,10:00,plenary,A,Opening,",
        f"{DAY},9:00,10:00,plenary,B,Opening,",
        f"{DAY},10:00,11:00,talk,A,,7",
    )
    bring_in(section, *rows)
    before = load_timetable(section)
    plan = preview(section, *rows, mode=mode)
    assert counts(plan) == {"unchanged slots": 2}
    assert plan.diff.is_empty
    bring_in(section, *rows, mode=mode)
    assert load_timetable(section) == before


def test_add_leaves_what_the_file_does_not_say(section):
    bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    bring_in(section, f"{DAY},10:00,11:00,talk,A,Two,")
    assert [slot[3] for slot in draft(section)] == ["One", "Two"]


def test_add_changes_the_title_and_the_presentation_that_a_row_gives(section):
    make_presentation(section, number=7)
    bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    plan = preview(section, f"{DAY},9:00,10:00,talk,A,Two,7")
    assert counts(plan) == {"changed slots": 1}
    bring_in(section, f"{DAY},9:00,10:00,talk,A,Two,7")
    assert draft(section) == [(f"{DAY} 09:00-10:00", "talk", "A", "Two", 7)]


def test_in_add_an_empty_cell_means_nothing(section):
    make_presentation(section, number=7)
    bring_in(section, f"{DAY},9:00,10:00,talk,A,One,7")
    bring_in(section, f"{DAY},9:00,10:00,talk,A,,")
    assert draft(section) == [(f"{DAY} 09:00-10:00", "talk", "A", "One", 7)]


def test_a_row_of_a_plenary_joins_the_slot_of_the_same_times_and_title(section):
    bring_in(section, f"{DAY},9:00,10:00,plenary,A,Opening,")
    key = keys(section)["Opening"]
    plan = preview(section, f"{DAY},9:00,10:00,plenary,B,Opening,")
    assert counts(plan) == {"added rooms": 1, "added slot_rooms": 1, "moved slots": 1}
    bring_in(section, f"{DAY},9:00,10:00,plenary,B,Opening,")
    assert draft(section) == [(f"{DAY} 09:00-10:00", "plenary", "A+B", "Opening", None)]
    assert keys(section) == {"Opening": key}


def test_what_meets_another_slot_is_refused_with_a_hint_to_replace(section):
    bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    plan = preview(section, f"{DAY},9:30,10:30,talk,A,,", f"{DAY},9:00,10:00,lunch,A,,")
    assert brief(plan.errors) == [(2, "room", "overlap", []), (3, "room", "overlap", [2])]
    assert plan.errors[0].other_slots == (f"“One” ({DAY}, 09:00–10:00)",)
    assert "“replace”" in plan.errors[0].message


def test_a_stored_slot_that_the_file_names_is_known_by_its_row(section):
    bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    plan = preview(section, f"{DAY},9:00,10:00,talk,A,,", f"{DAY},9:30,10:30,talk,A,,")
    assert [(p.row, list(p.other_rows), list(p.other_slots)) for p in plan.errors] == [(3, [2], [])]


def test_add_moves_a_presentation_out_of_the_slot_where_it_stood(section):
    make_presentation(section, number=7)
    bring_in(section, f"{DAY},9:00,10:00,talk,A,,7")
    bring_in(section, f"{DAY},9:00,10:00,talk,A,,", f"{DAY},14:00,15:00,talk,A,,7")
    assert [slot[0::4] for slot in draft(section)] == [
        (f"{DAY} 09:00-10:00", None),
        (f"{DAY} 14:00-15:00", 7),
    ]


def test_two_titles_for_one_stored_plenary_are_refused(section):
    bring_in(
        section, f"{DAY},9:00,10:00,plenary,A,Opening,", f"{DAY},9:00,10:00,plenary,B,Opening,"
    )
    plan = preview(
        section, f"{DAY},9:00,10:00,plenary,A,Welcome,", f"{DAY},9:00,10:00,plenary,B,Hello,"
    )
    assert brief(plan.errors) == [(3, "title", "overlap", [2])]


def test_one_title_for_two_stored_plenaries_makes_them_one(section):
    bring_in(section, f"{DAY},9:00,10:00,plenary,A,One,", f"{DAY},9:00,10:00,plenary,B,Two,")
    first = keys(section)["One"]
    bring_in(section, f"{DAY},9:00,10:00,plenary,A,Both,", f"{DAY},9:00,10:00,plenary,B,Both,")
    assert draft(section) == [(f"{DAY} 09:00-10:00", "plenary", "A+B", "Both", None)]
    assert keys(section) == {"Both": first}


# --- Importing again: replace ---------------------------------------------------------------------


def test_replace_makes_the_section_what_the_file_says(section):
    bring_in(section, f"{DAY},9:00,10:00,talk,A,One,", "2027-05-15,9:00,10:00,talk,A,Two,")
    plan = preview(
        section, f"{DAY},9:00,10:00,talk,A,One,", f"{DAY},11:00,12:00,talk,B,Three,", mode="replace"
    )
    assert counts(plan) == {
        "added rooms": 1,
        "added slots": 1,
        "added slot_rooms": 1,
        "unchanged slots": 1,
        "removed days": 1,
        "removed slots": 1,
        "removed slot_rooms": 1,
    }


def test_a_slot_that_only_moved_keeps_its_key(section):
    make_presentation(section, number=7)
    bring_in(section, f"{DAY},9:00,10:00,talk,A,,7", f"{DAY},12:00,13:00,lunch,A,Lunch,")
    before = keys(section)
    rows = (f"{DAY},15:00,16:00,talk,B,,7", f"{DAY},12:30,13:30,lunch,A,Lunch,")
    plan = preview(section, *rows, mode="replace")
    assert counts(plan) == {
        "added rooms": 1,
        "added slot_rooms": 1,
        "moved slots": 2,
        "removed slot_rooms": 1,
    }
    bring_in(section, *rows, mode="replace")
    assert keys(section) == before


def test_replace_unschedules_presentations_and_lists_them(section):
    make_presentation(section, number=7, title="Lakes")
    bring_in(section, f"{DAY},9:00,10:00,talk,A,,7", f"{DAY},10:00,11:00,talk,A,,")
    plan = preview(section, f"{DAY},10:00,11:00,talk,A,,", mode="replace")
    assert plan.answer(applied=False)["unscheduled_presentations"] == [
        {"number": 7, "title": "Lakes"}
    ]
    bring_in(section, f"{DAY},10:00,11:00,talk,A,,", mode="replace")
    assert not Presentation.objects.get(number=7).slots.exists()


def test_a_column_that_the_file_lacks_stays_as_it_is(section):
    make_presentation(section, number=7)
    bring_in(section, f"{DAY},9:00,10:00,talk,A,One,7")
    short = "date,time_start,time_end,kind,room"
    plan = preview(section, f"{DAY},9:00,10:00,talk,A", header=short, mode="replace")
    assert counts(plan) == {"unchanged slots": 1}
    assert plan.diff.is_empty
    bring_in(section, f"{DAY},9:00,9:30,talk,A", header=short, mode="replace")
    assert draft(section) == [(f"{DAY} 09:00-09:30", "talk", "A", "One", 7)]


def test_an_empty_cell_clears_in_replace(section):
    make_presentation(section, number=7)
    bring_in(section, f"{DAY},9:00,10:00,talk,A,One,7")
    bring_in(section, f"{DAY},9:00,10:00,talk,A,,", mode="replace")
    assert draft(section) == [(f"{DAY} 09:00-10:00", "talk", "A", "", None)]


def test_rooms_and_kinds_stay_when_their_slots_go(section):
    bring_in(section, f"{DAY},9:00,10:00,tutorial,A,,")
    bring_in(section, f"{DAY},9:00,10:00,talk,B,,", mode="replace")
    timetable = load_timetable(section)
    assert [room.name for room in timetable.rooms] == ["A", "B"]
    assert [kind.label for kind in timetable.kinds] == ["talk", "tutorial"]


def test_replace_does_not_meet_the_slots_that_it_replaces(section):
    bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    assert preview(section, f"{DAY},9:30,10:30,talk,A,Two,", mode="replace").ok


def test_the_other_sections_stay_as_they_are(section):
    other = make_section(section.conference, slug="tutorials")
    bring_in(other, f"{DAY},9:00,12:00,tutorial,B,Boats,")
    before = load_timetable(other)
    bring_in(section, f"{DAY},9:00,10:00,talk,A,,", mode="replace")
    assert load_timetable(other).slots == before.slots


# --- Cost -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 1_000])
def test_the_plan_takes_the_same_number_of_queries_for_any_number_of_rows(
    section, number, django_assert_num_queries
):
    kind = make_kind(section)
    make_slot(section, kind=kind, rooms=[make_room(section.conference, name="Z")])
    rows = [
        f"{DAY},{i % 10:02}:{i // 10 % 60:02},{i % 10:02}:{i // 10 % 60 + 1:02},talk,R{i // 600},,"
        for i in range(number)
    ]
    with django_assert_num_queries(12):
        preview(section, *rows, mode="replace")


# --- What is easily got wrong ---------------------------------------------------------------------


def test_a_retitled_plenary_becomes_one_with_the_slot_that_has_the_title(section):
    bring_in(section, f"{DAY},9:00,10:00,plenary,A,,", f"{DAY},9:00,10:00,plenary,B,Open,")
    bring_in(section, f"{DAY},9:00,10:00,plenary,A,Open,")
    assert draft(section) == [(f"{DAY} 09:00-10:00", "plenary", "A+B", "Open", None)]


def test_without_titles_each_of_two_plenaries_at_one_time_stays_what_it_is(section):
    bring_in(section, f"{DAY},9:00,10:00,plenary,A,Left,", f"{DAY},9:00,10:00,plenary,B,Right,")
    before = load_timetable(section)
    header = "date,time_start,time_end,kind,room"
    rows = (f"{DAY},9:00,10:00,plenary,A", f"{DAY},9:00,10:00,plenary,B")
    plan = preview(section, *rows, header=header, mode="replace")
    assert plan.after.slots == before.slots
    plan = preview(section, *rows, f"{DAY},9:00,10:00,plenary,C", header=header, mode="replace")
    assert [(slot.title, sorted(slot.rooms)) for slot in plan.after.slots] == [
        ("Left", ["a", "c"]),
        ("Right", ["b"]),
    ]


def test_in_add_a_slot_that_gets_another_presentation_has_changed(section):
    for number in (1, 3, 4):
        make_presentation(section, number=number, title=f"Talk {number}")
    bring_in(section, f"{DAY},9:00,10:00,talk,A,,1", f"{DAY},10:00,11:00,talk,A,,3")
    plan = preview(section, f"{DAY},9:00,10:00,talk,A,,4")
    assert counts(plan) == {"changed slots": 1, "unchanged slots": 1}
    assert plan.answer(applied=False)["unscheduled_presentations"] == [
        {"number": 1, "title": "Talk 1"}
    ]
    plan = preview(section, f"{DAY},9:00,10:00,talk,A,,3")
    assert counts(plan) == {"changed slots": 1, "removed slots": 1, "removed slot_rooms": 1}
    bring_in(section, f"{DAY},9:00,10:00,talk,A,,3")
    assert [slot[0::4] for slot in draft(section)] == [(f"{DAY} 09:00-10:00", 3)]


def test_in_add_a_talk_that_the_file_puts_elsewhere_takes_its_slot_with_it(section):
    make_presentation(section, number=7)
    bring_in(section, f"{DAY},9:00,10:00,talk,A,,7")
    before = keys(section)
    plan = preview(section, f"{DAY},9:30,10:30,talk,A,,7")
    assert (plan.errors, counts(plan)) == ((), {"moved slots": 1})
    bring_in(section, f"{DAY},9:30,10:30,talk,A,,7")
    assert draft(section) == [(f"{DAY} 09:30-10:30", "talk", "A", "", 7)]
    assert keys(section) == before


def test_in_add_a_slot_with_a_title_stays_when_its_talk_leaves(section):
    make_presentation(section, number=7)
    bring_in(section, f"{DAY},9:00,10:00,talk,A,Tide tables,7")
    bring_in(section, f"{DAY},14:00,15:00,talk,A,,7")
    assert draft(section) == [
        (f"{DAY} 09:00-10:00", "talk", "A", "Tide tables", None),
        (f"{DAY} 14:00-15:00", "talk", "A", "", 7),
    ]
    refused = preview(section, f"{DAY},9:30,10:30,talk,A,,")
    assert brief(refused.errors) == [(2, "room", "overlap", [])]


def test_in_add_a_slot_that_the_file_names_stays_when_its_talk_leaves(section):
    make_presentation(section, number=7)
    bring_in(section, f"{DAY},9:00,10:00,talk,A,,7")
    bring_in(section, f"{DAY},9:00,10:00,talk,A,,", f"{DAY},14:00,15:00,talk,A,,7")
    assert draft(section) == [
        (f"{DAY} 09:00-10:00", "talk", "A", "", None),
        (f"{DAY} 14:00-15:00", "talk", "A", "", 7),
    ]


def test_in_add_a_talk_stays_where_the_file_lists_it_and_leaves_its_other_slots(section):
    make_presentation(section, number=7)
    first, second = f"{DAY},9:00,10:00,talk,A,,7", f"{DAY},11:00,12:00,talk,A,,7"
    bring_in(section, first, second)
    assert counts(preview(section, first)) == {"unchanged slots": 2}
    bring_in(section, first, f"{DAY},14:00,15:00,talk,A,,7")
    assert [slot[0] for slot in draft(section)] == [f"{DAY} 09:00-10:00", f"{DAY} 14:00-15:00"]


def test_in_add_the_other_rooms_of_a_slot_that_the_file_names_in_one_are_still_taken(section):
    bring_in(section, f"{DAY},9:00,10:00,plenary,A,Open,", f"{DAY},9:00,10:00,plenary,B,Open,")
    plan = preview(section, f"{DAY},9:00,10:00,plenary,A,Open,", f"{DAY},9:30,10:30,talk,B,,")
    assert brief(plan.errors) == [(3, "room", "overlap", [])]
    assert plan.errors[0].other_slots == ("“Open” (2027-05-14, 09:00–10:00)",)


@pytest.mark.parametrize("date", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_days_at_the_ends_of_the_calendar_are_no_days(section, date):
    assert brief(preview(section, f"{date},22:00,24:00,talk,A,,").errors) == [
        (2, "date", "bad-date", [])
    ]


def test_a_room_of_thousands_of_digits_is_too_long_and_nothing_worse(section):
    plan = preview(section, f"{DAY},9:00,10:00,talk,{'1' * 5_000},,")
    assert brief(plan.errors) == [(2, "room", "too-long", [])]
