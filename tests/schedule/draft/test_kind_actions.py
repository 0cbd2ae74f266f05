"""What people do with slot kinds: each refused whole or done whole, and noted in the history."""

import datetime as dt
import io

import pytest

from conference.core.errors import DomainError
from conference.schedule.core.timetable import Kind
from conference.schedule.draft.kind_actions import (
    add_kind,
    change_abilities,
    remove_kind,
    rename_kind,
)
from conference.schedule.draft.store import ImpossibleTimetable, load_timetable
from conference.schedule.draft.what_if import ConsequencesChanged, change_of_kind
from conference.schedule.feeds.exports import write_csv
from conference.schedule.models import Release, SlotKind
from conference.schedule.release.actions import publish_schedule
from conference.schedule.release.freezing import freeze
from schedule_import.planning.options import Options, preview_import
from schedule_import.planning.plan import Mode
from tests.factories import make_kind, make_section, make_slot
from tests.schedule.drafts import BLUE_IS_TAKEN_TWICE, DAY, draft_a_talk_and_two_lunches
from tests.schedule.stored import placements
from tests.schedule_import.importing import bring_in, draft

pytestmark = pytest.mark.django_db
LUNCH = [
    (f"{DAY} 12:00-13:00", "lunch", "Blue", "Lunch", None),
    (f"{DAY} 12:00-13:00", "lunch", "Red", "Lunch", None),
]
TALK = (f"{DAY} 10:00-11:00", "talk", "Blue", "", 7)


@pytest.fixture
def section(conference):
    return draft_a_talk_and_two_lunches(conference)


def kind(label):
    return SlotKind.objects.select_related("section__conference").get(label=label)


def change(section, key, spans_rooms, takes_presentation, by=None):
    wanted = {"key": key, "spans_rooms": spans_rooms, "takes_presentation": takes_presentation}
    return change_abilities(
        section, **wanted, digest=change_of_kind(section, **wanted).digest, by=by
    )


def test_a_kind_is_added(section, olga, log):
    added = add_kind(section, label="Party", spans_rooms=True, takes_presentation=False, by=olga)

    assert (added.label_key, added.section) == ("party", section)
    assert load_timetable(section).kind_by_key["party"] == Kind("party", "Party", spans_rooms=True)
    assert log() == ["Olga Organiser: Talks: slot kind “Party” added."]


def test_a_section_without_a_schedule_gets_one_with_its_first_kind(conference):
    section = make_section(conference)

    add_kind(section, label="Party", spans_rooms=True, takes_presentation=False, by=None)

    assert load_timetable(section).kinds == (Kind("party", "Party", spans_rooms=True),)


def test_a_kind_takes_its_slots_along_when_it_is_renamed(section, olga, log):
    before = load_timetable(section)

    rename_kind(kind("lunch"), label="Midday meal", by=olga)

    assert draft(section) == [TALK, *((when, "Midday meal", *rest) for when, _kind, *rest in LUNCH)]
    assert [slot.key for slot in load_timetable(section).slots] == [
        slot.key for slot in before.slots
    ]
    assert log() == ["Olga Organiser: Talks: slot kind “lunch” renamed “Midday meal”."]


def test_no_two_kinds_of_a_section_have_one_label(conference, section):
    make_kind(make_section(conference, slug="sprints"), label="break")
    for write in (
        lambda: rename_kind(kind("lunch"), label="TALK", by=None),
        lambda: add_kind(
            section, label="TALK", spans_rooms=False, takes_presentation=False, by=None
        ),
    ):
        with pytest.raises(DomainError) as refusal:
            write()
        assert str(refusal.value) == (
            "The schedule of Talks has a kind “talk” already: choose another label."
        )
    assert rename_kind(kind("lunch"), label="LUNCH", by=None).label == "LUNCH"
    assert rename_kind(kind("LUNCH"), label="break", by=None).label == "break"


def test_a_kind_that_somebody_removed_meanwhile_is_named(section):
    mine = kind("lunch")
    SlotKind.objects.filter(pk=mine.pk).update(label="x")
    mine.slots.all().delete()
    SlotKind.objects.filter(pk=mine.pk).delete()

    with pytest.raises(
        DomainError, match=r"^Somebody has removed the kind “lunch” in the meantime: "
    ):
        rename_kind(mine, label="Meal", by=None)


def test_a_kind_that_comes_to_span_rooms_makes_one_slot_of_its_two(section, olga, log):
    change(section, "lunch", True, False, by=olga)

    assert draft(section) == [TALK, (f"{DAY} 12:00-13:00", "lunch", "Blue+Red", "Lunch", None)]
    assert log() == [
        "Olga Organiser: Talks: slot kind “lunch” changed. It spans rooms: yes; it takes a "
        "presentation: no."
    ]


def test_a_kind_that_no_longer_spans_rooms_makes_two_slots_of_its_one(section):
    change(section, "lunch", True, False)

    change(section, "lunch", False, False)

    assert draft(section) == [TALK, *LUNCH]


def test_a_kind_that_takes_no_presentations_leaves_them_unscheduled(section):
    done = change(section, "talk", False, False)

    assert draft(section) == [(*TALK[:4], None), *LUNCH]
    assert placements(section) == {7: None}
    assert [talk.number for talk in done.unscheduled] == [7]


def test_a_draft_that_changed_since_the_preview_is_not_touched(section):
    wanted = {"key": "talk", "spans_rooms": False, "takes_presentation": False}
    digest = change_of_kind(section, **wanted).digest
    bring_in(section, f"{DAY},16:00,17:00,talk,Red,Late,")
    before = load_timetable(section)

    with pytest.raises(ConsequencesChanged):
        change_abilities(section, **wanted, digest=digest, by=None)

    assert load_timetable(section) == before


def test_a_draft_that_cannot_be_stored_is_refused_with_its_faults(section):
    make_slot(section, rooms=section.conference.rooms.filter(slug="blue"), title="Walk")
    before = load_timetable(section)

    with pytest.raises(ImpossibleTimetable) as refusal:
        change(section, "lunch", True, False)

    assert refusal.value.sentences == (BLUE_IS_TAKEN_TWICE,)
    assert load_timetable(section) == before


def test_a_kind_is_removed_once_there_is_no_slot_of_it(section, olga, log):
    make_kind(section, label="party")

    with pytest.raises(DomainError) as refusal:
        remove_kind(kind("lunch"), by=olga)
    remove_kind(kind("party"), by=olga)

    assert str(refusal.value) == "“lunch” has 2 slots: move them elsewhere or remove them first."
    assert sorted(SlotKind.objects.values_list("label", flat=True)) == ["lunch", "talk"]
    assert log() == ["Olga Organiser: Removed: Talks: slot kind “party”."]


def test_releases_stay_as_they_are(conference, section):
    release = publish_schedule(conference, by=None)

    change(section, "lunch", True, False)
    rename_kind(kind("lunch"), label="Meal", by=None)

    assert Release.objects.get().content == release.content


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize(
    "steps", [("span",), ("span", "split"), ("take nothing",), ("rename", "span")]
)
def test_an_export_imported_again_after_a_change_of_kinds_changes_nothing(
    conference, section, steps, mode
):
    for step in steps:
        if step == "rename":
            rename_kind(kind("lunch"), label="LUNCH", by=None)
        elif step == "take nothing":
            change(section, "talk", False, False)
        else:
            change(section, "lunch", step == "span", False)
    content = freeze(conference, sections=[section], previous=None, at=dt.datetime.now(dt.UTC))
    out = io.StringIO(newline="")
    write_csv(content, out, with_section=False)

    plan = preview_import(section, out.getvalue().encode(), Options(mode=mode))

    assert (plan.errors, plan.diff.is_empty, plan.after) == ((), True, load_timetable(section))
