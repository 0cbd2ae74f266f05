"""Taking an import back: the draft is again what it was, to the keys; an undo can be taken back as
well.
"""

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from conference.core.errors import DomainError
from conference.schedule.draft.kind_actions import rename_kind
from conference.schedule.draft.store import ImpossibleTimetable, load_timetable
from conference.schedule.models import Day, Release, Room, SlotKind
from conference.schedule.release.actions import publish_schedule
from schedule_import.actions import (
    ChangedSinceImport,
    PlanChanged,
    undo_import,
    upload_schedule,
)
from schedule_import.models import ScheduleImport
from schedule_import.planning.options import Options
from schedule_import.planning.undo import plan_undo
from tests.factories import (
    make_conference,
    make_kind,
    make_member,
    make_presentation,
    make_room,
    make_section,
    make_user,
)
from tests.schedule_import.importing import NO_TALKS, bring_in, draft, file_of

pytestmark = pytest.mark.django_db
DAY, NEXT = "2027-05-14", "2027-05-15"


@pytest.fixture
def section():
    return make_section(make_conference(slug="lakeside"), slug="talks", name="Talks")


def placed(section):
    return {
        slot.presentation.number: slot.key
        for slot in load_timetable(section).slots
        if slot.presentation
    }


# --- The draft is again what it was ---------------------------------------------------------------


def test_undoing_the_first_import_leaves_an_empty_section_without_its_rooms_and_kinds(section):
    entry = bring_in(section, f"{DAY},9:00,10:00,talk,A,One,", f"{NEXT},9:00,10:00,lunch,B,,")
    undo_import(entry, by=None)
    assert draft(section) == []
    assert [model.objects.count() for model in (Day, Room, SlotKind)] == [0, 0, 0]


def test_undo_brings_back_slots_with_their_keys_and_presentations_with_their_places(section):
    for number in (1, 2):
        make_presentation(section, number=number)
    bring_in(
        section,
        f"{DAY},9:00,10:00,talk,A,,1",
        f"{DAY},10:00,11:00,talk,A,,2",
        f"{DAY},12:00,13:00,lunch,A,Lunch,",
    )
    before, places = load_timetable(section), placed(section)
    entry = bring_in(
        section, f"{NEXT},9:00,10:00,talk,B,,2", f"{DAY},12:30,13:30,lunch,A,Lunch,", mode="replace"
    )
    assert placed(section).keys() == {2}
    undo_import(entry, by=None)
    assert load_timetable(section) == before
    assert placed(section) == places


def test_undo_brings_back_every_slot_of_a_presentation_with_its_key(section):
    make_presentation(section, number=7)
    bring_in(section, f"{DAY},9:00,10:00,talk,A,,7", f"{DAY},11:00,12:00,talk,A,,7")
    before = load_timetable(section)
    entry = bring_in(section, f"{DAY},14:00,15:00,talk,A,,7")
    assert len(load_timetable(section).slots) == 1
    undo_import(entry, by=None)
    assert load_timetable(section) == before


def test_an_undo_is_an_entry_of_the_history_that_says_what_it_did(section):
    user = make_user()
    talk = make_presentation(section, number=7, title="How lakes freeze")
    entry = bring_in(section, f"{DAY},9:00,10:00,talk,A,,7", f"{DAY},10:00,11:00,talk,A,,", by=user)
    undo = undo_import(entry, by=user)
    assert (undo.undoes, undo.file_name, undo.applied_by) == (entry, "schedule.csv", user)
    assert undo.result == {
        "ok": True,
        "applied": True,
        "rows": 0,
        "encoding": None,
        "delimiter": None,
        "added": {"days": 0, "rooms": 0, "slot_kinds": 0, "slots": 0, "slot_rooms": 0, **NO_TALKS},
        "moved": {"slots": 0},
        "changed": {"slots": 0, "presentations": 0},
        "unchanged": {"slots": 0},
        "removed": {"days": 1, "slots": 2, "slot_rooms": 2, **NO_TALKS},
        "unscheduled_presentations": [{"number": 7, "title": "How lakes freeze"}],
        "errors": [],
        "warnings": [],
    }
    assert not talk.slots.exists()


def test_what_only_came_since_and_stays_is_nothing_to_ask_about(section):
    entry = bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    make_kind(section, label="Poster")
    assert not plan_undo(entry).has_changed_since
    undo_import(entry, by=None)
    assert [kind.label for kind in load_timetable(section).kinds] == ["Poster"]


def test_what_was_done_to_days_and_kinds_since_is_named(section):
    make_kind(section, label="lunch")
    entry = bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    SlotKind.objects.filter(label="lunch").delete()
    SlotKind.objects.filter(label="talk").update(takes_presentation=False)
    Day.objects.create(section=section, date="2027-05-20")
    plan = plan_undo(entry)
    assert plan.has_changed_since
    assert plan.other_losses == (
        "The day 2027-05-20 is new.",
        "The kind “talk” was changed.",
        "The kind “lunch” was removed or renamed.",
    )


def test_a_kind_keeps_the_label_that_it_has_now(section):
    bring_in(section, f"{DAY},9:00,10:00,talk,A,One,", f"{DAY},12:00,13:00,break,A,Lunch,")
    entry = bring_in(section, f"{DAY},10:00,11:00,talk,A,Two,")
    rename_kind(SlotKind.objects.get(label="break"), label="pause", by=None)
    assert not plan_undo(entry).has_changed_since
    undo_import(entry, by=None)
    assert [slot[1:4] for slot in draft(section)] == [("talk", "A", "One"), ("pause", "A", "Lunch")]
    assert sorted(SlotKind.objects.values_list("label", flat=True)) == ["pause", "talk"]


def test_an_undo_can_be_undone_and_that_again(section):
    make_presentation(section, number=1)
    entry = bring_in(section, f"{DAY},9:00,10:00,talk,A,,1", f"{DAY},12:00,13:00,lunch,B,Lunch,")
    applied = load_timetable(section)
    undo = undo_import(entry, by=None)
    redo = undo_import(undo, by=None)
    assert load_timetable(section) == applied
    undo_import(redo, by=None)
    assert draft(section) == []


def test_undoing_twice_is_undoing_once(section):
    entry = bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    first = undo_import(entry, by=None)
    assert undo_import(entry, by=None) == first
    assert ScheduleImport.objects.count() == 2


def test_what_was_never_applied_cannot_be_undone(section):
    upload = upload_schedule(section, file_name="x.csv", content=b"", options=Options(), by=None)
    with pytest.raises(DomainError, match="never applied"):
        undo_import(upload, by=None)


def test_rooms_that_another_section_uses_stay(section):
    entry = bring_in(section, f"{DAY},9:00,10:00,talk,A,,", f"{DAY},9:00,10:00,talk,B,,")
    bring_in(make_section(section.conference, slug="tutorials"), f"{DAY},11:00,12:00,talk,B,,")
    undo_import(entry, by=None)
    assert [room.name for room in Room.objects.all()] == ["B"]


def test_a_room_that_was_there_before_keeps_the_name_that_it_has_now(section):
    room = make_room(section.conference, name="A")
    entry = bring_in(section, f"{DAY},9:00,10:00,talk,A,,")
    Room.objects.filter(pk=room.pk).update(name="Aula", name_key="aula")
    undo_import(entry, by=None)
    assert [room.name for room in Room.objects.all()] == ["Aula"]


def test_releases_stay_what_they_are(section):
    entry = bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    publish_schedule(section.conference, by=None)
    content = Release.objects.get().content
    undo_import(entry, by=None)
    assert Release.objects.get().content == content


# --- Where it is not what it was -----------------------------------------------------------------


def test_a_section_that_changed_since_is_asked_about_and_undone_when_forced(section):
    entry = bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    bring_in(section, f"{DAY},11:00,12:00,talk,A,Since,")
    with pytest.raises(ChangedSinceImport) as refusal:
        undo_import(entry, by=None)
    assert [slot.title for slot in refusal.value.plan.differences.added] == ["Since"]
    assert len(draft(section)) == 2
    undo_import(entry, force=True, by=None)
    assert draft(section) == []


def test_what_was_shown_is_done_even_where_the_section_changed_since(section):
    entry = bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    bring_in(section, f"{DAY},11:00,12:00,talk,A,Since,")
    undo_import(entry, digest=plan_undo(entry).digest, by=None)
    assert draft(section) == []


def test_what_was_not_shown_is_not_done(section):
    entry = bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    shown = plan_undo(entry).digest
    bring_in(section, f"{DAY},11:00,12:00,talk,A,Since,")
    with pytest.raises(PlanChanged, match="look at what undoing would do now"):
        undo_import(entry, digest=shown, by=None)
    with pytest.raises(PlanChanged):
        undo_import(entry, digest="", by=None)
    assert len(draft(section)) == 2


def test_an_undo_that_would_overlap_another_section_is_refused(section):
    bring_in(section, f"{DAY},9:00,10:00,talk,A,Old,")
    entry = bring_in(section, f"{DAY},14:00,15:00,talk,A,Old,", mode="replace")
    bring_in(
        make_section(section.conference, slug="tutorials"), f"{DAY},9:30,11:00,talk,A,Tutorial,"
    )
    with pytest.raises(ImpossibleTimetable, match="both take A"):
        undo_import(entry, by=None)
    assert [slot[3] for slot in draft(section)] == ["Old"]
    assert plan_undo(entry).refusals != ()


def test_an_undo_that_needs_a_presentation_which_is_gone_is_refused(section):
    talk = make_presentation(section, number=7)
    bring_in(section, f"{DAY},9:00,10:00,talk,A,,7")
    entry = bring_in(section, f"{DAY},14:00,15:00,lunch,A,,", mode="replace")
    talk.delete()
    with pytest.raises(ImpossibleTimetable, match="Presentation 7 is not in this section any more"):
        undo_import(entry, by=None)


def test_a_room_that_would_come_back_under_a_name_that_is_taken_is_refused(section):
    entry = bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    undo = undo_import(entry, by=None)
    make_room(section.conference, name="a", slug="another")
    with pytest.raises(ImpossibleTimetable, match="The room “A” would come back, but another room"):
        undo_import(undo, by=None)


def test_the_plan_of_an_undo_costs_the_same_for_one_slot_and_for_many(
    section, django_assert_max_num_queries
):
    entry = bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    with django_assert_max_num_queries(20) as first:
        plan_undo(entry)
    rows = [f"{DAY},{hour}:00,{hour}:30,talk,B,," for hour in range(9, 20)]
    more = bring_in(section, *rows)
    with django_assert_max_num_queries(len(first)):
        plan_undo(more)


# --- Uploads that were never applied -------------------------------------------------------------


NOON = dt.datetime(2027, 2, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def on_day(time_machine):
    """Sets the clock to so many days after noon of the first."""

    def move(days):
        time_machine.move_to(NOON + dt.timedelta(days=days), tick=False)

    move(0)
    return move


def put(section, name):
    return upload_schedule(section, file_name=name, content=file_of(), options=Options(), by=None)


def names_left():
    return sorted(ScheduleImport.objects.values_list("file_name", flat=True))


def forget():
    """What the command says."""
    out = io.StringIO()
    call_command("forget_imports", stdout=out)
    return out.getvalue()


def test_uploads_that_were_never_applied_go_after_a_week_and_applied_ones_stay(section, on_day):
    put(section, "old.csv")
    undo_import(bring_in(section, f"{DAY},9:00,10:00,talk,A,One,"), by=None)
    on_day(2)
    put(section, "young.csv")
    said = []
    for day in (6, 7, 8, 9):
        on_day(day + 0.1)
        said.append(forget())
    sentence = "Uploads that were not applied within 7 days: %d deleted.\n"
    assert said == [sentence % count for count in (0, 0, 1, 0)]
    assert names_left() == ["schedule.csv", "schedule.csv", "young.csv"]


def test_new_uploads_forget_the_old_ones_of_all_sections(section, on_day):
    other = make_section(section.conference, slug="tutorials")
    for place in (section, other):
        put(place, "old.csv")
    for day in (8, 9):
        on_day(day)
        put(section, f"day {day}.csv")
    assert names_left() == ["day 8.csv", "day 9.csv"]


def page_of(client, upload):
    client.force_login(make_member(upload.section.conference))
    address = reverse("schedule_import:detail", args=["lakeside", "talks", upload.pk])
    return client.get(address).status_code


@pytest.mark.parametrize("days", [30, 30_000])
def test_a_clock_that_was_set_forward_deletes_nothing_that_people_wait_for(
    section, on_day, client, days
):
    waiting = put(section, "waiting.csv")
    for hour in range(3):
        on_day(days + hour / 24)
        put(section, f"hour {hour}.csv")
        forget()
    on_day(0.5)
    forget()
    put(section, "after.csv")
    assert names_left() == ["after.csv", "hour 0.csv", "hour 1.csv", "hour 2.csv", "waiting.csv"]
    assert page_of(client, waiting) == 200
    for day in (7.1, 8.2):
        on_day(day)
        forget()
    assert names_left() == ["after.csv", "hour 0.csv", "hour 1.csv", "hour 2.csv"]


@pytest.mark.parametrize("days", [30, 20_000])
def test_what_was_uploaded_while_the_clock_was_set_back_is_there_when_it_is_right(
    section, on_day, client, days
):
    put(section, "before.csv")
    on_day(-days)
    waiting = put(section, "waiting.csv")
    forget()
    for hour in range(1, 20):
        on_day(hour / 24)
        put(section, f"hour {hour:02}.csv")
        forget()
    assert names_left()[-1] == "waiting.csv"
    assert page_of(client, waiting) == 200
    on_day(1.1)
    forget()
    assert "waiting.csv" not in names_left()
    assert len(names_left()) == 20


# --- The command ---------------------------------------------------------------------------------


def run(*arguments):
    """Exit status, standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command("undo_import", *arguments, stdout=out, stderr=err)
    except SystemExit as stop:
        status = stop.code
    except CommandError as fault:
        status = fault.returncode
        err.write(str(fault))
    return status, out.getvalue(), err.getvalue()


def test_the_command_takes_back_what_was_applied_last(section):
    bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    bring_in(section, f"{DAY},10:00,11:00,talk,A,Two,")
    assert run("lakeside/talks") == (
        0,
        (
            "Undone: the import of schedule.csv. Slots: 0 added, 0 moved, 0 changed, 1 removed, 1 "
            "unchanged.\n"
        ),
        "",
    )
    assert [slot[3] for slot in draft(section)] == ["One"]
    assert run("lakeside/talks")[1].startswith("Undone: the undo of schedule.csv.")
    assert [slot[3] for slot in draft(section)] == ["One", "Two"]


def test_the_command_answers_in_json_with_the_keys_of_an_import(section):
    bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    status, out, err = run("lakeside/talks", "--json")
    answer = json.loads(out)
    assert (status, err, answer["ok"], answer["applied"]) == (0, "", True, True)
    assert answer["removed"] == {"days": 1, "slots": 1, "slot_rooms": 1, **NO_TALKS}
    assert list(answer) == list(bring_in(section, f"{DAY},9:00,10:00,talk,A,One,").result)


def test_the_command_refuses_a_section_that_changed_since_unless_it_is_forced(section):
    make_presentation(section, number=1)
    bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    slot = section.days.get().slots.get()
    slot.title = "By hand"
    slot.save()
    status, out, err = run("lakeside/talks")
    assert (status, out) == (1, "")
    assert err == (
        f"Since then:\nchanged  {DAY} 09:00–10:00 By hand – A\n"
        "The schedule has changed since this import. Undoing it would take those changes back as "
        "well. Give --force to undo it all the same. Nothing was written."
    )
    status, out, err = run("lakeside/talks", "--json")
    answer = json.loads(out)
    assert (status, err, answer["ok"], answer["applied"]) == (1, "", False, False)
    assert [error["code"] for error in answer["errors"]] == ["changed-since"]
    assert answer["removed"] == {"days": 0, "slots": 0, "slot_rooms": 0, **NO_TALKS}
    assert len(draft(section)) == 1
    assert run("lakeside/talks", "--force")[0] == 0
    assert draft(section) == []


def test_the_command_says_where_there_is_nothing_to_undo(section):
    upload_schedule(section, file_name="x.csv", content=b"", options=Options(), by=None)
    sentence = "Nothing was imported into this section."
    assert run("lakeside/talks") == (1, "", f"{sentence} Nothing was written.")
    status, out, err = run("lakeside/talks", "--json")
    assert (status, err, json.loads(out)["errors"][0]["message"]) == (1, "", sentence)


def test_the_command_says_what_stands_in_the_way(section):
    bring_in(section, f"{DAY},9:00,10:00,talk,A,Old,")
    bring_in(section, f"{DAY},14:00,15:00,talk,A,Old,", mode="replace")
    bring_in(
        make_section(section.conference, slug="tutorials"), f"{DAY},9:30,11:00,talk,A,Tutorial,"
    )
    status, _out, err = run("lakeside/talks", "--force")
    assert (status, "both take A" in err) == (1, True)


@pytest.mark.parametrize(
    "arguments", [("nowhere/talks",), ("lakeside/nothing", "--json"), ("lakeside",)]
)
def test_the_command_exits_with_two_where_there_is_no_such_section(section, arguments):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err != ""


def test_what_was_applied_undone_and_redone_stands_in_the_history(section):
    olga = make_user(name="Olga Organiser")
    entry = bring_in(section, f"{DAY},9:00,10:00,talk,A,One,", by=olga)
    undo = undo_import(entry, by=None)
    undo_import(entry, by=None)  # a second click
    undo_import(undo, by=olga)
    history = section.conference.history.order_by("pk")
    assert [(line.by_name, line.code, line.sentence) for line in history] == [
        ("Olga Organiser", "import-applied", "Talks: “schedule.csv” imported."),
        ("", "import-undone", "Talks: the import of “schedule.csv” undone."),
        ("Olga Organiser", "import-undone", "Talks: the undo of “schedule.csv” undone."),
    ]
