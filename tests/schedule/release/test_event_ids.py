import datetime as dt
from dataclasses import replace

from conference.schedule.release import freezing
from conference.schedule.release.content import event_ids
from tests.schedule.contents import content, slot, talk

AT = dt.datetime(2026, 7, 9, tzinfo=dt.UTC)
FIRST = slot("2026-08-14 10:00-11:00", "hall", presentation=7)
AGAIN = slot("2026-08-15 10:00-11:00", "north", presentation=7)
LUNCH = slot("2026-08-14 12:00-13:00", "hall", "lunch")


def release_of(*slots):
    return content(slots, talks=[talk(7, "Twice")])


def test_a_talk_is_known_by_its_number_in_its_first_slot_and_by_the_key_of_each_further_one():
    shown = release_of(AGAIN, LUNCH, FIRST)
    ids = event_ids(event.slot for event in shown.events)
    assert {str(key): name for key, name in ids.items()} == {
        FIRST["key"]: "presentation-7",
        AGAIN["key"]: AGAIN["key"],
        LUNCH["key"]: LUNCH["key"],
    }


def test_when_the_first_slot_goes_the_talk_moves_and_the_further_event_is_cancelled():
    before, after = release_of(FIRST, AGAIN), release_of(AGAIN)
    counted = freezing._counted_on(after, before)
    assert [(event.id, str(event.slot.key), event.sequence) for event in counted] == [
        ("presentation-7", AGAIN["key"], 1)
    ]
    [gone] = freezing._cancelled(replace(after, events=counted), before, AT)
    assert (gone.id, gone.slot.title, gone.room_names, gone.sequence) == (
        AGAIN["key"],
        "Twice",
        ("North",),
        1,
    )


def test_when_a_talk_is_given_again_only_the_further_event_is_new():
    before, after = release_of(FIRST), release_of(FIRST, AGAIN)
    counted = freezing._counted_on(after, before)
    assert [(event.id, event.sequence) for event in counted] == [
        ("presentation-7", 0),
        (AGAIN["key"], 0),
    ]
    assert freezing._cancelled(replace(after, events=counted), before, AT) == ()
