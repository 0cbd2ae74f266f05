"""The sweep that finds which bookings of one thing meet."""

import datetime as dt
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.schedule.core.overlaps import Booking, overlaps

MIDNIGHT = dt.datetime(2027, 5, 15)  # noqa: DTZ001 - clock times have no zone
HOUR = dt.timedelta(hours=1)


def booking(what, begins, hours):
    return Booking(what, MIDNIGHT + begins * HOUR, MIDNIGHT + (begins + hours) * HOUR)


bookings = st.lists(
    st.builds(booking, st.sampled_from("ab"), st.integers(-6, 6), st.integers(1, 5)), max_size=14
)


def truly_meeting(given_bookings):
    """All (later, earlier), by comparing every hour of every two."""

    def hours(one):
        return {
            one.begins + count * HOUR for count in range(int((one.finishes - one.begins) / HOUR))
        }

    return {
        (later, earlier)
        for earlier, later in combinations(range(len(given_bookings)), 2)
        if given_bookings[earlier].what == given_bookings[later].what
        and hours(given_bookings[earlier]) & hours(given_bookings[later])
    }


@given(bookings)
def test_every_two_bookings_that_meet_are_named_once(some):
    assert Counter(overlaps(some)) == Counter(truly_meeting(some))


@given(bookings, st.integers(0, 4))
def test_each_booking_is_named_as_often_as_asked_if_it_can_be(some, at_most):
    meeting = truly_meeting(some)
    found = list(overlaps(some, at_most=at_most))
    wanted = Counter(later for later, _earlier in meeting)
    assert len(set(found)) == len(found)
    assert set(found) <= meeting
    assert Counter(later for later, _earlier in found) == Counter(
        {later: min(at_most, count) for later, count in wanted.items() if at_most}
    )


def test_touching_ends_do_not_meet():
    assert list(overlaps([booking("a", 0, 2), booking("a", 2, 1), booking("a", -1, 1)])) == []


def test_a_booking_over_midnight_meets_one_of_the_next_morning():
    assert list(overlaps([booking("a", 0, 1), booking("a", -1, 2)])) == [(1, 0)]


class CountedMoment(dt.datetime):
    """A moment that counts how often it is compared."""

    comparisons = 0

    def __lt__(self, other):
        CountedMoment.comparisons += 1
        return super().__lt__(other)

    def __le__(self, other):
        CountedMoment.comparisons += 1
        return super().__le__(other)


@pytest.mark.parametrize("step", [1, -1], ids=["in order of time", "against the order of time"])
def test_twenty_thousand_bookings_that_all_meet_take_few_steps(step):
    count, at_most = 20_000, 10
    start = CountedMoment(2027, 5, 14)
    end = CountedMoment(2027, 6, 14)
    some = [Booking("a", start + dt.timedelta(seconds=step * at), end) for at in range(count)]
    CountedMoment.comparisons = 0
    found = list(overlaps(some, at_most=at_most))
    assert len(found) == sum(min(at_most, earlier) for earlier in range(count))
    assert all(later > earlier for later, earlier in found)
    assert (
        CountedMoment.comparisons <= count * 20
    )  # n log2 n is 14.3 n; all against all would be 10,000 n
