"""Talks in a file: made once, found again, changed where the file says so, and taken back."""

import pytest

from conference.editions.models import Track
from conference.presentations.models import Presentation
from conference.schedule.draft.actions import remove_presentation
from conference.schedule.release.actions import publish_schedule
from conference.speakers.models import Speaker
from schedule_import.actions import (
    ChangedSinceImport,
    PlanHasErrors,
    answers_before,
    undo_import,
)
from schedule_import.planning.options import Options
from schedule_import.planning.undo import plan_undo
from tests.factories import make_conference, make_presentation, make_section, make_speaker
from tests.schedule_import.importing import brief, bring_in, counts, draft, preview

pytestmark = pytest.mark.django_db
DAY = "2027-05-14"
HEADER = "date,time_start,time_end,kind,room,title,speaker,abstract,track"
CODED = f"{HEADER},code"
MOSS = f"{DAY},9:00,10:00,talk,A,Moss,Ann Holt; Bo Lind,How it grows.,Gardens"
TIDES = f"{DAY},10:00,11:00,talk,A,Tides,Ann Holt,,Sea"


@pytest.fixture
def section():
    return make_section(make_conference(slug="lakeside"), slug="talks", name="Talks")


def talks(section):
    """Every presentation: number, title, abstract, track, speakers, code."""
    return [
        (
            talk.number,
            talk.title,
            talk.abstract,
            talk.track.name if talk.track else "",
            [each.speaker.name for each in talk.presentation_speakers.order_by("order")],
            talk.code,
        )
        for talk in section.presentations.order_by("number")
    ]


def titles(section):
    return [(talk.number, talk.title) for talk in section.presentations.order_by("number")]


def question(plan):
    """The names of the questions that nobody has answered."""
    return [each.name for each in plan.parsed.questions.open]


# --- New talks ------------------------------------------------------------------------------------


def test_a_name_that_is_longer_than_names_can_be_is_refused(section):
    rows = (f"{DAY},9:00,10:00,talk,A,Moss,{'x' * 101}; Bo Lind,,", TIDES.replace("Ann", "x" * 95))
    (error,) = preview(section, *rows, header=HEADER).errors
    assert (error.row, error.column, error.code) == (2, "speaker", "too-long")


def test_a_file_with_speakers_makes_talks_in_their_slots(section):
    entry = bring_in(section, MOSS, TIDES, header=HEADER)

    assert talks(section) == [
        (1, "Moss", "How it grows.", "Gardens", ["Ann Holt", "Bo Lind"], ""),
        (2, "Tides", "", "Sea", ["Ann Holt"], ""),
    ]
    assert draft(section) == [
        (f"{DAY} 09:00-10:00", "talk", "A", "", 1),
        (f"{DAY} 10:00-11:00", "talk", "A", "", 2),
    ]
    assert [Speaker.objects.count(), Track.objects.count()] == [2, 2]
    assert len(set(Track.objects.values_list("colour", flat=True))) == 2
    added = {name: entry.result["added"][name] for name in ("presentations", "speakers", "tracks")}
    assert added == {"presentations": 2, "speakers": 2, "tracks": 2}


def test_numbers_go_on_after_the_last_one_that_the_conference_gave(section):
    make_presentation(section, number=7)
    bring_in(section, MOSS, header=HEADER)

    assert titles(section)[1:] == [(8, "Moss")]


def test_rows_of_a_kind_that_takes_no_presentation_are_no_talks(section):
    bring_in(section, MOSS, f"{DAY},12:00,13:00,lunch,A,Lunch,,,", header=HEADER)

    assert titles(section) == [(1, "Moss")]
    assert draft(section)[1] == (f"{DAY} 12:00-13:00", "lunch", "A", "Lunch", None)


def test_a_new_kind_whose_rows_name_speakers_takes_presentations(section):
    bring_in(section, f"{DAY},9:00,10:00,panel,A,Moss,Ann Holt,,", header=HEADER)

    assert titles(section) == [(1, "Moss")]


def test_a_talk_in_several_rooms_at_once_is_one(section):
    rows = [f"{DAY},9:00,10:00,plenary,{room},Moss,Ann Holt,," for room in "AB"]
    bring_in(section, *rows, header=HEADER)

    assert titles(section) == [(1, "Moss")]
    assert draft(section) == [(f"{DAY} 09:00-10:00", "plenary", "A+B", "", 1)]


def test_titles_alone_are_talks_if_somebody_says_so(section):
    rows = (f"{DAY},9:00,9:30,talk,A,Moss,", f"{DAY},10:00,10:30,talk,A,Sea,")
    plan = preview(section, *rows)
    assert (plan.ok, "added presentations" in counts(plan)) == (True, False)

    bring_in(section, *rows, answers={"talks": "yes"})
    assert titles(section) == [(1, "Moss"), (2, "Sea")]


def test_on_a_page_it_is_proposed_that_several_titles_are_talks(section):
    rows = [f"{DAY},{hour}:00,{hour}:30,talk,A,Talk {hour}," for hour in (9, 10, 11)]

    assert counts(preview(section, *rows, on_a_page=True))["added presentations"] == 3
    assert "added presentations" not in counts(preview(section, *rows[:2], on_a_page=True))
    bring_in(section, *rows)
    later = f"{DAY},12:00,12:30,talk,A,Talk 12,"
    assert "added presentations" not in counts(preview(section, *rows, later, on_a_page=True))


def test_a_talk_without_a_title_is_refused(section):
    plan = preview(section, f"{DAY},9:00,10:00,talk,A,,Ann Holt,,,x1", header=CODED)

    assert brief(plan.errors) == [(2, "title", "missing-value", [])]


# --- Found again ----------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["add", "replace"])
def test_the_same_file_again_changes_nothing(section, mode):
    bring_in(section, MOSS, TIDES, header=HEADER)
    plan = preview(section, MOSS, TIDES, header=HEADER, mode=mode)

    assert (plan.is_empty, plan.warnings) == (True, ())
    assert plan.programme.matched == {1, 2}


def test_a_talk_that_moves_keeps_its_number(section):
    bring_in(section, MOSS, TIDES, header=HEADER)
    bring_in(
        section,
        MOSS.replace("9:00,10:00", "14:00,15:00"),
        TIDES,
        header=HEADER,
        mode="replace",
    )

    assert titles(section) == [(1, "Moss"), (2, "Tides")]
    assert draft(section)[1] == (f"{DAY} 14:00-15:00", "talk", "A", "", 1)


def test_what_the_file_says_otherwise_changes_and_an_absent_column_leaves_the_rest(section):
    bring_in(section, MOSS, header=HEADER)
    bring_in(
        section,
        f"{DAY},9:00,10:00,talk,A,Moss,Bo Lind",
        header="date,time_start,time_end,kind,room,title,speaker",
    )

    assert talks(section) == [(1, "Moss", "How it grows.", "Gardens", ["Bo Lind"], "")]


def test_an_empty_cell_means_nothing_unless_the_file_replaces_the_section(section):
    bring_in(section, MOSS, header=HEADER)
    row = f"{DAY},9:00,10:00,talk,A,Moss,,,"
    bring_in(section, row, header=HEADER)
    assert talks(section)[0][2:5] == ("How it grows.", "Gardens", ["Ann Holt", "Bo Lind"])

    bring_in(section, row, header=HEADER, mode="replace")
    assert talks(section)[0][2:5] == ("", "", [])


def test_a_code_finds_a_talk_whatever_its_title_and_place(section):
    bring_in(section, f"{MOSS},x1", header=CODED)
    moved = f"{DAY},14:00,15:00,talk,B,Moss and memory,Ann Holt; Bo Lind,How it grows.,Gardens,x1"
    bring_in(section, moved, header=CODED, mode="replace")

    assert talks(section) == [
        (1, "Moss and memory", "How it grows.", "Gardens", ["Ann Holt", "Bo Lind"], "x1")
    ]


def test_a_number_finds_a_talk_and_changes_its_title(section):
    make_presentation(section, number=7, title="Moss")
    header = "date,time_start,time_end,kind,room,title,presentation,speaker"
    bring_in(section, f"{DAY},9:00,10:00,talk,A,Moss and memory,7,Ann Holt", header=header)

    assert titles(section) == [(7, "Moss and memory")]


def test_of_two_talks_of_one_title_the_one_in_that_place_is_meant_else_none(section):
    for _time in range(2):
        make_presentation(section, title="Moss")
    (error,) = preview(section, MOSS, header=HEADER).errors
    assert (error.code, error.column) == ("ambiguous-talk", "title")

    bring_in(
        section,
        f"{DAY},9:00,10:00,talk,A,,{Presentation.objects.latest('number').number}",
    )
    plan = preview(section, MOSS, header=HEADER)
    assert plan.programme.matched == {Presentation.objects.latest("number").number}


def test_a_talk_of_another_title_in_the_same_place_may_be_renamed(section):
    bring_in(section, MOSS, TIDES, header=HEADER)
    row = f"{DAY},9:00,10:00,talk,A,Moss and memory,Cy Moor,,"
    plan = preview(section, row, TIDES, header=HEADER, mode="replace")
    assert brief(plan.errors) == [(2, "title", "question", [])]
    assert "“Moss” to “Moss and memory”" in plan.errors[0].message

    plan = preview(section, row, TIDES, header=HEADER, mode="replace", answers={"renamed": "no"})
    assert [talk.number for talk in plan.unscheduled] == [1]
    bring_in(section, row, TIDES, header=HEADER, mode="replace", answers={"renamed": "yes"})
    assert titles(section) == [(1, "Moss and memory"), (2, "Tides")]


def test_a_talk_with_the_same_speakers_elsewhere_may_be_renamed(section):
    bring_in(section, MOSS, header=HEADER)
    row = f"{DAY},15:00,16:00,talk,B,Moss and memory,Bo Lind; Ann Holt,,"

    assert question(preview(section, row, header=HEADER)) == ["renamed"]


def test_rows_of_one_title_and_the_same_speakers_are_one_talk_given_twice(section):
    bring_in(section, MOSS, MOSS.replace("9:00,10:00", "14:00,15:00"), header=HEADER)

    assert titles(section) == [(1, "Moss")]
    assert [number for *_slot, number in draft(section)] == [1, 1]


@pytest.mark.parametrize(
    ("answer", "made", "held"),
    [
        ("one", [(1, "TBA")], [1, 1]),
        ("different", [(1, "TBA"), (2, "TBA")], [1, 2]),
        ("none", [], [None, None]),
    ],
)
def test_rows_of_one_title_without_speakers_are_asked_about(section, answer, made, held):
    rows = [f"{DAY},{hour}:00,{hour}:30,talk,A,TBA,,," for hour in (9, 10)]
    assert question(preview(section, *rows, header=HEADER)) == ["same-title"]

    bring_in(section, *rows, header=HEADER, answers={"same-title": answer})
    assert titles(section) == made
    assert [number for *_slot, number in draft(section)] == held
    again = preview(section, *rows, header=HEADER, answers={"same-title": answer})
    assert again.is_empty


def test_two_titles_for_one_code_are_refused(section):
    rows = (f"{MOSS},x1", f"{TIDES},x1")

    assert brief(preview(section, *rows, header=CODED).errors) == [
        (3, "title", "presentation-conflict", [2])
    ]


# --- Speakers and tracks --------------------------------------------------------------------------


def test_a_speaker_and_a_track_are_found_by_their_names(section):
    ann = make_speaker(section.conference, name="Ann  HOLT")
    Track.objects.create(conference=section.conference, name="SEA", colour="#112233")
    bring_in(section, TIDES, header=HEADER)

    assert list(Presentation.objects.get().speakers.all()) == [ann]
    assert talks(section)[0][3] == "SEA"


def test_of_two_speakers_of_one_name_it_is_asked_who_is_meant(section):
    first, second = (make_speaker(section.conference, name="Ann Holt") for _time in range(2))
    plan = preview(section, TIDES, header=HEADER)
    assert question(plan) == ["speaker ann holt"]
    assert brief(plan.errors) == [(2, "speaker", "question", [])]

    bring_in(section, TIDES, header=HEADER, answers={"speaker ann holt": str(second.key)})
    assert list(Presentation.objects.get().speakers.all()) == [second]
    answers = {"speaker ann holt": "another", "renamed": "no"}
    bring_in(
        section, TIDES.replace("Tides", "Waves"), header=HEADER, mode="replace", answers=answers
    )
    assert Presentation.objects.latest("number").speakers.get() not in (first, second)


# --- Edited here and in the file ------------------------------------------------------------------


def edit(section, **fields):
    section.presentations.filter(number=1).update(**fields)


def test_what_was_edited_here_stays_where_the_file_has_not_changed(section):
    bring_in(section, MOSS, header=HEADER)
    edit(section, title="Moss, a life", abstract="Edited.")
    plan = preview(section, MOSS, header=HEADER)

    assert (plan.is_empty, [w.code for w in plan.warnings]) == (True, ["assumed"])
    assert [(c.name, c.ours, c.theirs) for c in plan.programme.conflicts] == [
        ("title", "Moss, a life", "Moss"),
        ("abstract", "Edited.", "How it grows."),
    ]
    bring_in(section, MOSS, header=HEADER, answers={"texts": "file"})
    assert talks(section)[0][:3] == (1, "Moss", "How it grows.")


def test_what_was_edited_here_and_in_the_file_is_asked_about(section):
    bring_in(section, MOSS, header=HEADER)
    edit(section, abstract="Edited.")
    row = MOSS.replace("How it grows.", "How it lives.")
    plan = preview(section, row, header=HEADER)
    assert question(plan) == ["texts"]
    assert not plan.ok

    bring_in(section, row, header=HEADER, answers={"texts": "ours"})
    assert talks(section)[0][2] == "Edited."
    assert preview(section, row, header=HEADER).is_empty
    bring_in(section, row, header=HEADER, answers={"texts": "file"})
    assert talks(section)[0][2] == "How it lives."


# --- Undo -----------------------------------------------------------------------------------------


def everything(section):
    keys = sorted(Speaker.objects.values_list("key", "name"))
    return talks(section), keys, sorted(Track.objects.values_list("name", "colour")), draft(section)


def test_every_text_that_an_answer_would_overwrite_is_named(section):
    bring_in(section, MOSS, TIDES, header=HEADER)
    section.presentations.filter(title="Moss").update(abstract="Ours.")
    section.presentations.filter(title="Tides").update(title="High tides")
    row = MOSS.replace("How it grows.", "How it dries.")
    plan = preview(section, row, TIDES, header=HEADER, answers={"renamed": "yes"})
    assert [(error.code, error.value, error.message) for error in plan.errors] == [
        (
            "question",
            "",
            "These texts were edited here, and the file says otherwise. Which shall stay? Moss, "
            "abstract: here “Ours.”, in the file “How it dries.”; High tides, title: here “High "
            "tides”, in the file “Tides”. On the command line: --texts ours|file.",
        )
    ]


def test_undoing_the_first_import_takes_its_talks_speakers_and_tracks_along(section):
    entry = bring_in(section, MOSS, TIDES, header=HEADER)
    undo = undo_import(entry, by=None)

    assert everything(section) == ([], [], [], [])
    removed = {n: undo.result["removed"][n] for n in ("presentations", "speakers", "tracks")}
    assert removed == {"presentations": 2, "speakers": 2, "tracks": 2}


def test_an_undo_takes_texts_back_and_can_itself_be_undone(section):
    bring_in(section, MOSS, header=HEADER)
    before = everything(section)
    row = MOSS.replace("How it grows.", "New.").replace("Bo Lind", "Cy Moor")
    entry = bring_in(section, row, TIDES, header=HEADER)
    after = everything(section)

    undo = undo_import(entry, by=None)
    assert everything(section) == before
    undo_import(undo, by=None)
    assert everything(section) == after


def test_speakers_and_tracks_that_something_else_uses_stay(section):
    entry = bring_in(section, MOSS, header=HEADER)
    ann = Speaker.objects.get(name="Ann Holt")
    make_presentation(section, title="Weaving", speakers=[ann], track=Track.objects.get())
    undo_import(entry, by=None)

    assert [title for _number, title in titles(section)] == ["Weaving"]
    assert [list(model.objects.values_list("name", flat=True)) for model in (Speaker, Track)] == [
        ["Ann Holt"],
        ["Gardens"],
    ]


def test_a_talk_that_was_published_stays_without_a_slot(section):
    entry = bring_in(section, MOSS, header=HEADER)
    publish_schedule(section.conference, by=None)
    undo_import(entry, by=None)

    assert (titles(section), draft(section)) == ([(1, "Moss")], [])


def test_who_undoes_is_told_of_talks_that_were_edited_since(section):
    entry = bring_in(section, MOSS, header=HEADER)
    edit(section, title="Moss, a life")

    assert plan_undo(entry).other_losses == ("The talk “Moss, a life” was edited.",)
    with pytest.raises(ChangedSinceImport):
        undo_import(entry, by=None)
    undo_import(entry, force=True, by=None)
    assert titles(section) == []


def test_a_talk_that_is_gone_already_does_not_stop_an_undo(section):
    entry = bring_in(section, MOSS, TIDES, header=HEADER)
    remove_presentation(section.presentations.get(number=1), by=None)
    undo_import(entry, force=True, by=None)

    assert (titles(section), draft(section)) == ([], [])


# --- Safety and cost ------------------------------------------------------------------------------


def test_a_file_with_an_open_question_is_not_applied(section):
    rows = [f"{DAY},{hour}:00,{hour}:30,talk,A,TBA,,," for hour in (9, 10)]
    with pytest.raises(PlanHasErrors):
        bring_in(section, *rows, header=HEADER)

    assert everything(section) == ([], [], [], [])


def test_the_digest_is_the_same_each_time_and_another_for_other_texts(section):
    first, again = (preview(section, MOSS, header=HEADER) for _time in range(2))
    other = preview(section, MOSS.replace("grows", "lives"), header=HEADER)

    assert first.digest == again.digest != other.digest


def test_answers_are_kept_with_the_file():
    options = Options(answers={"renamed": "yes"}, on_a_page=True)

    assert Options.from_json(options.as_json()) == options


def test_answers_about_the_talks_that_are_here_are_asked_anew_of_the_next_version(section):
    answers = {"renamed": "yes", "texts": "file", "speaker-comma": "one"}
    bring_in(section, MOSS, header=HEADER, answers=answers)
    for name in ("schedule (2).csv", "schedule - Kopie.csv", "schedule_final_v2.csv"):
        assert answers_before(section, name).answers == {"speaker-comma": "one"}


def test_the_day_and_the_room_of_one_file_are_not_those_of_another_number(section):
    answers = {"date": DAY, "date-2": DAY, "room": "A", "speaker-comma": "one"}
    bring_in(section, MOSS, header=HEADER, answers=answers)
    assert answers_before(section, "schedule.csv").answers == answers
    assert answers_before(section, "schedule (2).csv").answers == answers
    for name in ("schedule2.csv", "schedule-15.csv", "schedule_v2.csv"):
        assert answers_before(section, name).answers == {"speaker-comma": "one"}


def test_what_is_here_is_asked_about_when_it_is_known_what_the_file_says(section):
    bring_in(section, MOSS, TIDES, header=HEADER)
    edit(section, abstract="Ours.")
    rows = (
        MOSS.replace("How it grows.", "How it dries.").replace(
            "Ann Holt; Bo Lind", "Ann Holt / Bo"
        ),
        TIDES.replace("Tides", "High tides"),
    )
    assert question(preview(section, *rows, header=HEADER)) == ["speaker-sign"]
    answers = {"speaker-sign": "several"}
    assert question(preview(section, *rows, header=HEADER, answers=answers)) == ["renamed"]
    answers["renamed"] = "yes"
    assert question(preview(section, *rows, header=HEADER, answers=answers)) == ["texts"]


@pytest.mark.parametrize("number", [1, 100])
def test_talks_are_written_with_the_same_number_of_queries_however_many(
    section, number, django_assert_max_num_queries
):
    rows = [f"{DAY},9:00,10:00,talk,R{i},Talk {i},P{i},x,T" for i in range(number)]
    with django_assert_max_num_queries(80):
        bring_in(section, *rows, header=HEADER)
    assert section.presentations.count() == number
