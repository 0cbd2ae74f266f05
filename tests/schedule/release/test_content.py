"""Publishing: what a release freezes, what it counts, and what it keeps."""

import datetime as dt
from copy import deepcopy
from dataclasses import replace
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import given

from conference.core.errors import DomainError
from conference.editions.models import Track
from conference.presentations.models import Presentation
from conference.schedule.core.timetable import Kind, Timetable
from conference.schedule.core.timetable import Room as RoomValue
from conference.schedule.core.timetable import Slot as SlotValue
from conference.schedule.draft.store import ImpossibleTimetable, load_conference, load_timetable
from conference.schedule.models import Release, Room, Slot, SlotRoom
from conference.schedule.release.actions import NothingToPublish, publish_schedule, withdraw_release
from conference.schedule.release.content import Content, timetable_of
from conference.schedule.release.freezing import freeze, freeze_draft
from conference.speakers.models import Speaker
from tests.factories import make_conference, make_section, make_user
from tests.schedule import contents
from tests.schedule.stored import make_stage, rolled_back, save
from tests.schedule.strategies import DAYS, PRESENTATIONS, valid_timetables

pytestmark = pytest.mark.django_db

FRIDAY = DAYS[0]
AULA, LIBRARY = RoomValue("aula", "Aula"), RoomValue("library", "Library", 1)
KINDS = (
    Kind("plenary", "Plenary", spans_rooms=True),
    Kind("talk", "Talk", takes_presentation=True),
)
OPENING_KEY, TALK_KEY, WORKSHOP_KEY = UUID(int=1), UUID(int=2), UUID(int=3)
TIDES, WAVES = PRESENTATIONS[:2]


def slot(key, start, end, room="aula", **fields):
    fields = {"kind": "talk", "date": FRIDAY, **fields}
    start, end = dt.time.fromisoformat(start), dt.time.fromisoformat(end)
    return SlotValue(key=key, start=start, end=end, rooms=frozenset(room.split()), **fields)


OPENING = slot(OPENING_KEY, "09:00", "10:00", "aula library", kind="plenary", title="Opening")
TIDES_TALK = slot(TALK_KEY, "10:00", "11:00", presentation=TIDES)
WORKSHOP = slot(WORKSHOP_KEY, "10:00", "12:00", "library", title="Weaving")


def timetable(*slots):
    return Timetable((FRIDAY,), (AULA, LIBRARY), KINDS, slots)


@pytest.fixture
def talks():
    """A section whose draft has an opening and a talk."""
    section = make_stage(make_conference(slug="lakeside"))
    save(section, timetable(OPENING, TIDES_TALK))
    return section


@pytest.fixture
def workshops(talks):
    """A second section, with one slot."""
    section = make_section(talks.conference, slug="workshops", order=1)
    save(section, timetable(WORKSHOP))
    return section


def publish(section, **fields):
    return publish_schedule(section.conference, by=None, **fields)


def events(release, which="slots"):
    """(sequence, when it last changed) of each event, by what it is known by."""
    return {
        slot["presentation"] or slot["title"]: (slot["sequence"], slot["modified_at"])
        for section in release.content["sections"]
        for slot in section[which]
    }


def sequences(release, which="slots"):
    return {name: sequence for name, (sequence, _modified_at) in events(release, which).items()}


# --- What is frozen -------------------------------------------------------------------------------


@given(valid_timetables())
def test_a_release_shows_the_timetable_of_the_draft(one):
    with rolled_back():
        section = make_stage()
        draft = save(section, one)
        frozen = freeze_draft(section.conference, None)
        shown = timetable_of(Content.from_json(frozen.as_json()))
        used = {room for each in draft.slots for room in each.rooms}
        rooms = [room for room in draft.rooms if room.slug in used]
        assert shown == replace(
            draft,
            days=tuple(each.date for each in draft.slots),
            rooms=tuple(replace(room, order=order) for order, room in enumerate(rooms)),
        )
        assert [each.presentation and each.presentation.title for each in shown.slots] == [
            each.presentation and each.presentation.title for each in draft.slots
        ]


def test_a_release_carries_everything_that_its_pages_show(talks):
    user = make_user()
    release = publish_schedule(talks.conference, note="At last", by=user)
    at = release.created_at.isoformat()
    ann = Speaker.objects.get(presentations__number=1)
    opening = contents.slot(
        "2027-05-14 09:00-10:00",
        "aula library",
        "plenary",
        title="Opening",
        key=str(OPENING_KEY),
        modified_at=at,
    )
    talk = contents.slot(
        "2027-05-14 10:00-11:00", "aula", presentation=1, key=str(TALK_KEY), modified_at=at
    )
    kinds = [
        {"key": "plenary", "label": "Plenary", "spans_rooms": True, "takes_presentation": False},
        {"key": "talk", "label": "Talk", "spans_rooms": False, "takes_presentation": True},
    ]
    frame = contents.content(
        rooms=("aula", "library"),
        sections=[contents.section([opening, talk], talks.slug, talks.name) | {"kinds": kinds}],
        talks=[contents.talk(1, "Tides", [ann.pk], section=talks.slug)],
        speakers=[contents.speaker(ann.pk, "Ann")],
    )
    conference = {
        "slug": "lakeside",
        "title": "Lakeside 2027",
        "starts_on": "2027-05-14",
        "ends_on": "2027-05-16",
        "time_zone": "Europe/Zurich",
        "venue": "",
        "contact_email": "",
        "code_of_conduct_url": "",
        "privacy_url": "",
        "calendar_id": str(talks.conference.calendar_id),
    }
    assert release.content == {**frame.as_json(), "conference": conference}
    assert (release.number, release.note, release.created_by) == (1, "At last", user)


def test_the_digest_is_that_of_the_stored_content(talks):
    release = Release.objects.get(pk=publish(talks).pk)
    assert release.digest == Content.from_json(release.content).digest
    other = deepcopy(release.content)
    other["sections"][0]["slots"][0]["title"] = "Welcome"
    assert Content.from_json(other).digest != release.digest
    assert Content.from_json(release.content).as_json() == release.content


def test_freezing_leaves_the_last_release_as_it_was(talks, workshops):
    content = publish(talks).content
    save(workshops, timetable())
    rename_the_aula()
    at = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    last = Content.from_json(content)
    frozen = freeze(talks.conference, sections=[workshops], previous=last, at=at)
    assert last == Content.from_json(content)
    assert frozen.as_json()["sections"] != content["sections"]


def test_a_presentation_is_shown_where_it_stands_whatever_section_it_names(talks, workshops):
    Presentation.objects.filter(number=1).update(section=workshops)
    content = publish(talks).content
    assert [(talk["number"], talk["section"]) for talk in content["presentations"]] == [
        (1, talks.slug)
    ]


# --- What counts ----------------------------------------------------------------------------------


def test_what_stays_as_it_was_keeps_its_sequence_and_its_time(talks):
    first = publish(talks)
    save(talks, timetable(OPENING, replace(TIDES_TALK, start=dt.time(10, 30))))
    second = publish(talks)
    assert events(second) == {
        "Opening": events(first)["Opening"],
        1: (1, second.created_at.isoformat()),
    }


def change_of(model, **fields):
    return lambda: model.objects.update(**fields)


def give_a_track():
    section = Presentation.objects.get(number=1).section
    track = Track.objects.create(conference=section.conference, name="Limnology", colour="#8a2b3c")
    Presentation.objects.filter(number=1).update(track=track)


def rename_the_aula():
    room = Room.objects.get(slug="aula")
    room.name = "Great Hall"
    room.save()


CHANGES = {
    "the title of a talk": (change_of(Presentation, title="Low tides"), {"Opening": 0, 1: 1}),
    "an abstract": (change_of(Presentation, abstract="Water."), {"Opening": 0, 1: 1}),
    "the track": (give_a_track, {"Opening": 0, 1: 1}),
    "the name of a speaker": (change_of(Speaker, name="Anna"), {"Opening": 0, 1: 1}),
    "the name of a room": (rename_the_aula, {"Opening": 1, 1: 1}),
    "a biography": (change_of(Speaker, biography="Swims."), {"Opening": 0, 1: 0}),
    "a capacity": (change_of(Room, capacity=80), {"Opening": 0, 1: 0}),
    "a room that is shared": (change_of(Room, is_shared=True), {"Opening": 0, 1: 0}),
}


@pytest.mark.parametrize(("change", "counted"), CHANGES.values(), ids=CHANGES)
def test_what_differs_counts_one_up(talks, change, counted):
    publish(talks)
    change()
    assert sequences(publish(talks)) == counted


def test_another_time_zone_moves_everything(talks):
    publish(talks)
    talks.conference.time_zone = "Europe/Lisbon"
    talks.conference.save()
    assert sequences(publish(talks)) == {"Opening": 1, 1: 1}


def test_a_title_or_a_kind_that_changes_counts(talks):
    publish(talks)
    save(talks, timetable(replace(OPENING, title="Welcome"), TIDES_TALK))
    assert sequences(publish(talks)) == {"Welcome": 1, 1: 0}
    save(talks, replace(load_timetable(talks), kinds=(KINDS[0], replace(KINDS[1], label="TALK"))))
    assert sequences(publish(talks)) == {"Welcome": 1, 1: 1}


def test_a_talk_that_changes_its_slot_is_the_same_event(talks):
    publish(talks)
    save(talks, timetable(OPENING, slot(UUID(int=9), "15:00", "16:00", presentation=TIDES)))
    release = publish(talks)
    assert sequences(release) == {"Opening": 0, 1: 1}
    assert events(release, "cancelled") == {}


def test_what_is_taken_off_is_remembered_as_cancelled_with_its_last_words(talks):
    publish(talks)
    save(talks, timetable(TIDES_TALK))
    second = publish(talks)
    (opening,) = second.content["sections"][0]["cancelled"]
    assert (opening["title"], opening["room_names"]) == ("Opening", ["Aula", "Library"])
    assert events(second, "cancelled") == {"Opening": (1, second.created_at.isoformat())}
    save(talks, timetable())
    third = publish(talks)
    assert events(third, "cancelled") == {
        "Opening": events(second, "cancelled")["Opening"],
        1: (1, third.created_at.isoformat()),
    }
    assert third.content["sections"][0]["cancelled"][1]["title"] == "Tides"


def test_what_comes_back_counts_on(talks):
    publish(talks)
    save(talks, timetable(TIDES_TALK))
    publish(talks)
    save(talks, timetable(OPENING, TIDES_TALK))
    release = publish(talks)
    assert sequences(release) == {"Opening": 2, 1: 0}
    assert events(release, "cancelled") == {}


def test_a_talk_that_goes_to_another_section_counts_on_and_is_not_cancelled(talks, workshops):
    publish(talks)
    save(talks, timetable(OPENING))
    Presentation.objects.filter(number=1).update(section=workshops)
    save(workshops, timetable(WORKSHOP, slot(UUID(int=9), "15:00", "16:00", presentation=TIDES)))
    between = publish(talks, sections=[talks])
    assert events(between, "cancelled") == {1: (1, between.created_at.isoformat())}
    release = publish(talks, sections=[workshops])
    assert sequences(release) == {"Opening": 0, 1: 2, "Weaving": 0}
    assert events(release, "cancelled") == {}


def test_a_talk_cannot_be_published_in_two_sections(talks, workshops):
    publish(talks)
    save(talks, timetable(OPENING))
    Presentation.objects.filter(number=1).update(section=workshops)
    save(workshops, timetable(slot(UUID(int=9), "15:00", "16:00", "library", presentation=TIDES)))
    with pytest.raises(ImpossibleTimetable) as refusal:
        publish(talks, sections=[workshops])
    assert refusal.value.sentences == (
        f"Presentation 1 is in two sections: in “Tides” (2027-05-14, 10:00–11:00) of the section "
        f"“{talks.slug}” and in “Tides” (2027-05-14, 15:00–16:00) of the section “workshops”.",
    )
    assert Release.objects.count() == 1


# --- Chosen sections ------------------------------------------------------------------------------


def test_only_the_chosen_sections_are_published(talks, workshops):
    assert sequences(publish(talks, sections=[workshops])) == {"Weaving": 0}


def test_the_others_stay_as_they_stood(talks, workshops):
    first = publish(talks)
    save(talks, timetable(replace(OPENING, title="Welcome")))
    save(workshops, timetable(replace(WORKSHOP, title="Knotting")))
    Presentation.objects.filter(number=1).update(title="Low tides")
    second = publish(talks, sections=[workshops])
    assert second.content["sections"][0] == first.content["sections"][0]
    assert second.content["presentations"] == first.content["presentations"]
    assert sequences(second) == {"Opening": 0, 1: 0, "Knotting": 1}


def test_a_room_that_is_gone_is_still_there_for_a_section_that_stays(talks, workshops):
    first = publish(talks)
    save(talks, timetable(replace(TIDES_TALK, rooms=frozenset({"aula"}))))
    save(
        workshops,
        timetable(replace(WORKSHOP, rooms=frozenset({"aula"}), start=dt.time(15), end=dt.time(16))),
    )
    Room.objects.get(slug="library").delete()
    second = publish(talks, sections=[workshops])
    assert second.content["rooms"] == first.content["rooms"]
    assert sequences(second) == {"Opening": 0, 1: 0, "Weaving": 1}


def test_a_room_with_a_new_name_counts_for_the_sections_that_stay_too(talks, workshops):
    publish(talks)
    rename_the_aula()
    assert sequences(publish(talks, sections=[workshops])) == {"Opening": 1, 1: 1, "Weaving": 0}


def test_sections_that_meet_are_not_published(talks, workshops):
    publish(talks)
    save(talks, timetable(OPENING))
    save(workshops, timetable(replace(WORKSHOP, rooms=frozenset({"aula"}))))
    with pytest.raises(ImpossibleTimetable) as refusal:
        publish(talks, sections=[workshops])
    assert refusal.value.sentences == (
        f"“Tides” (2027-05-14, 10:00–11:00) of the section “{talks.slug}” and "
        "“Weaving” (2027-05-14, 10:00–12:00) of the section “workshops” both take Aula.",
    )
    assert Release.objects.count() == 1
    assert publish(talks).number == 2


def test_a_draft_in_which_a_room_is_taken_twice_is_not_published(talks):
    held = Slot.objects.get(key=TALK_KEY)
    other = Slot.objects.create(
        day=held.day, kind=held.kind, start=dt.time(10, 30), end=dt.time(11, 30)
    )
    SlotRoom.objects.create(slot=other, room=held.rooms.get())
    with pytest.raises(ImpossibleTimetable), transaction.atomic():
        publish(talks)
    assert Release.objects.count() == 0


# --- Nothing new, withdrawing ---------------------------------------------------------------------


def test_there_is_nothing_to_publish_when_nothing_has_changed(talks):
    publish(talks)
    with pytest.raises(
        NothingToPublish, match=r"^Nothing has changed since release 1, which is public\.$"
    ):
        publish(talks)


def test_a_change_that_is_taken_back_is_nothing_to_publish(talks):
    publish(talks)
    save(talks, timetable(OPENING))
    save(talks, timetable(OPENING, TIDES_TALK))
    with pytest.raises(NothingToPublish):
        publish(talks)


def test_the_public_sees_the_last_release_or_none(talks):
    conference = talks.conference
    assert Release.objects.public_of(conference) is None
    publish(talks)
    save(talks, timetable(OPENING))
    second = publish(talks)
    assert Release.objects.public_of(conference) == second
    withdrawn = withdraw_release(conference, by=None)
    assert (withdrawn, withdrawn.withdrawn_at is None) == (second, False)
    assert Release.objects.public_of(conference) is None
    with pytest.raises(
        DomainError, match=r"^No schedule is public: there is nothing to withdraw\.$"
    ):
        withdraw_release(conference, by=None)


def test_what_was_withdrawn_can_be_published_again_and_counts_on(talks):
    first = publish(talks)
    withdraw_release(talks.conference, by=make_user())
    again = publish(talks)
    assert (again.number, again.digest, events(again)) == (2, first.digest, events(first))


def test_a_release_stays_what_it_is_when_the_draft_goes_on(talks):
    release = publish(talks)
    save(talks, timetable())
    Presentation.objects.all().delete()
    Speaker.objects.all().delete()
    shown = timetable_of(Content.from_json(Release.objects.get(pk=release.pk).content))
    assert shown.slots == timetable(OPENING, TIDES_TALK).slots
    assert load_conference(talks.conference).slots == ()
