"""What people do with conferences: dates, numbers, and the version that public pages go by."""

import datetime as dt

import pytest

from conference.core.errors import DomainError
from conference.editions import actions
from conference.editions.actions import (
    LeftOutside,
    change_conference,
    follow_clock,
    next_number,
    raise_public_version,
    remove_part,
    save_part,
    take_number,
)
from conference.editions.models import Conference, Section, Track
from tests.factories import (
    make_conference,
    make_presentation,
    make_section,
    make_slot,
    make_user,
)

pytestmark = pytest.mark.django_db
FIRST, SECOND, LAST = (dt.date(2027, 5, day) for day in (14, 15, 16))


def version_of(conference):
    return Conference.objects.values_list("public_version", flat=True).get(pk=conference.pk)


def lines(conference):
    """The history, oldest first: who, which code, what."""
    entries = conference.history.order_by("pk")
    return [(entry.by_name, entry.code, entry.sentence) for entry in entries]


# --- Numbers --------------------------------------------------------------------------------------


def test_numbers_count_up_in_each_conference_by_itself(conference):
    other = make_conference()

    assert [next_number(conference), next_number(conference), next_number(other)] == [1, 2, 1]


def test_a_number_given_by_hand_is_not_given_again(conference):
    take_number(conference, 41)
    take_number(conference, 7)

    assert next_number(conference) == 42


def test_the_number_of_a_removed_presentation_is_not_given_again(conference):
    make_presentation(make_section(conference), number=5).delete()

    assert next_number(conference) == 6


# --- The conference and its parts -----------------------------------------------------------------


def test_a_change_says_what_changed_and_is_a_new_public_version(conference):
    person = make_user(name="Olga Organiser")

    changed = change_conference(
        conference, changes={"title": "Brook 2027", "venue": "The mill"}, by=person
    )

    conference.refresh_from_db()
    assert (changed.title, conference.title, conference.venue) == (
        "Brook 2027",
        "Brook 2027",
        "The mill",
    )
    assert conference.public_version == 2
    assert lines(conference) == [
        ("Olga Organiser", "conference-changed", "Conference changed: title, venue.")
    ]


def test_what_is_as_it_was_is_no_change(conference):
    change_conference(conference, changes={"title": conference.title}, by=None)

    assert (version_of(conference), lines(conference)) == (1, [])


def test_a_change_keeps_what_somebody_else_changed_meanwhile(conference):
    seen_by_another = Conference.objects.get(pk=conference.pk)
    change_conference(conference, changes={"title": "Brook 2027"}, by=None)
    change_conference(seen_by_another, changes={"venue": "The mill"}, by=None)

    conference.refresh_from_db()
    assert (conference.title, conference.venue, conference.public_version) == (
        "Brook 2027",
        "The mill",
        3,
    )


def test_what_cannot_be_a_conference_is_refused_whole(conference):
    with pytest.raises(DomainError) as refusal:
        change_conference(conference, changes={"ends_on": dt.date(2027, 5, 13)}, by=None)

    assert str(refusal.value) == "“lakeside”: The last day is before the first day."
    conference.refresh_from_db()
    assert (conference.ends_on, conference.public_version) == (LAST, 1)


def test_sections_and_tracks_are_added_changed_and_removed_with_a_line_each(conference):
    section = Section(conference=conference, slug="talks", name="Talks")
    track = Track(conference=conference, name="Web", colour="#336699")
    save_part(section, by=None)
    save_part(track, by=None)
    track.name = "The Web"
    save_part(track, by=None)
    remove_part(track, by=None)

    assert lines(conference) == [
        ("", "section-added", "Added: section “Talks”."),
        ("", "track-added", "Added: track “Web”."),
        ("", "track-changed", "Changed: track “The Web”."),
        ("", "track-removed", "Removed: track “The Web”."),
    ]
    assert (version_of(conference), Section.objects.get(), Track.objects.count()) == (5, section, 0)


# --- Dates ----------------------------------------------------------------------------------------


@pytest.fixture
def three_days(conference):
    """A conference with a talk on each of its days, and one on the day before it."""
    schedule = make_section(conference)
    for date in (FIRST - dt.timedelta(days=1), FIRST, SECOND, LAST):
        make_slot(schedule, date=date, title=f"Tides {date.day}")
    return conference


def test_dates_that_leave_slots_outside_are_refused_by_name(three_days):
    with pytest.raises(LeftOutside) as refusal:
        change_conference(three_days, changes={"starts_on": SECOND, "ends_on": SECOND}, by=None)

    assert str(refusal.value) == (
        "2 slots would stand outside these dates: “Tides 14” (2027-05-14, 10:00–11:00), "
        "“Tides 16” (2027-05-16, 10:00–11:00)."
    )
    three_days.refresh_from_db()
    assert (three_days.starts_on, three_days.ends_on) == (FIRST, LAST)


def test_of_many_slots_outside_the_first_are_named(three_days):
    schedule = three_days.sections.get()
    for hour in (12, 14, 16):
        make_slot(schedule, date=LAST, title="Late", start=dt.time(hour), end=dt.time(hour, 30))

    with pytest.raises(LeftOutside) as refusal:
        change_conference(three_days, changes={"ends_on": SECOND}, by=None)

    assert str(refusal.value) == (
        "4 slots would stand outside these dates: “Tides 16” (2027-05-16, 10:00–11:00), "
        "“Late” (2027-05-16, 12:00–12:30), “Late” (2027-05-16, 14:00–14:30), …."
    )


def test_slots_are_left_outside_by_who_says_so(three_days):
    changes = {"starts_on": SECOND}

    change_conference(three_days, changes=changes, leave_outside=True, by=None)

    three_days.refresh_from_db()
    assert three_days.starts_on == SECOND


def test_dates_that_leave_nothing_more_outside_are_taken(three_days):
    """The slot on the day before the conference stood outside already."""
    earlier = {"starts_on": FIRST - dt.timedelta(days=5), "ends_on": LAST + dt.timedelta(days=5)}
    change_conference(three_days, changes={"ends_on": LAST + dt.timedelta(days=1)}, by=None)
    change_conference(three_days, changes={"ends_on": LAST}, by=None)
    change_conference(three_days, changes=earlier, by=None)

    three_days.refresh_from_db()
    assert (three_days.starts_on, three_days.ends_on) == tuple(earlier.values())


# --- What changes by the clock --------------------------------------------------------------------

NOON = dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC)
EVENING = dt.datetime(2027, 1, 1, 18, tzinfo=dt.UTC)


@pytest.fixture
def clock(monkeypatch):
    """Something public that changes at noon and in the evening of New Year's Day."""

    def next_of(_conference, after):
        return min((at for at in (NOON, EVENING) if at > after), default=None)

    monkeypatch.setattr(actions, "_clocks", [lambda _conference, _after: None, next_of])


def state(conference):
    return Conference.objects.values_list("public_version", "next_change_at").get(pk=conference.pk)


def test_each_moment_at_which_something_changes_by_the_clock_is_one_new_version(
    conference, clock, time_machine
):
    time_machine.move_to(NOON - dt.timedelta(seconds=1), tick=False)
    raise_public_version(conference)
    assert (follow_clock(conference.pk), state(conference)) == (2, (2, NOON))

    time_machine.move_to(NOON, tick=False)
    assert (follow_clock(conference.pk), state(conference)) == (3, (3, EVENING))
    assert (follow_clock(conference.pk), state(conference)) == (3, (3, EVENING))

    time_machine.move_to(EVENING + dt.timedelta(days=1), tick=False)
    assert (follow_clock(conference.pk), state(conference)) == (4, (4, None))
    assert (follow_clock(conference.pk), state(conference)) == (4, (4, None))


def test_moments_that_nobody_noticed_are_one_new_version(conference, clock, time_machine):
    time_machine.move_to(NOON - dt.timedelta(days=1), tick=False)
    raise_public_version(conference)

    time_machine.move_to(EVENING, tick=False)

    assert (follow_clock(conference.pk), state(conference)) == (3, (3, None))
