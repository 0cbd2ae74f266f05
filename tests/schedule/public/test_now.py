import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from conference.schedule.public.now import Phase, Present, present_at, tick_at
from conference.schedule.release.programme import programme_of
from tests.schedule.contents import content, slot

ADELAIDE = ZoneInfo("Australia/Adelaide")


@pytest.fixture(scope="module")
def programme():
    return programme_of(
        content(
            [
                slot("2026-08-14 09:00-10:00", "hall north loft", "plenary", title="Opening"),
                slot("2026-08-14 10:00-11:00", "hall", title="Long"),
                slot("2026-08-14 10:00-10:20", "north", title="Short"),
                slot("2026-08-14 10:40-11:30", "north", title="Later"),
                slot("2026-08-14 21:00-01:00", "hall", "party", title="Party"),
                slot("2026-08-15 09:00-10:00", "hall", title="Second day"),
            ],
            rooms=("hall", "north", "loft"),
        )
    )


def seen(programme, when):
    """What one sees at a time of the conference's clock: the phase, what is on, what comes."""
    at = dt.datetime.fromisoformat(when).replace(tzinfo=ADELAIDE)
    present = present_at(programme, tick_at(programme, at))
    return (
        str(present.phase),
        [entry.title for entry in present.on],
        [entry.title for entry in present.coming],
        present.clock,
    )


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-01-01T00:00", ("before", [], ["Opening"], "")),
        ("2026-08-14T08:59:59", ("before", [], ["Opening"], "")),
        ("2026-08-14T09:00", ("on", ["Opening"], ["Long", "Short"], "09:00")),
        ("2026-08-14T10:00", ("on", ["Long", "Short"], ["Later", "Party"], "10:00")),
        ("2026-08-14T10:20", ("on", ["Long"], ["Later", "Party"], "10:20")),
        ("2026-08-14T11:00", ("on", ["Later"], ["Party"], "11:00")),
        ("2026-08-14T15:00", ("on", [], ["Party"], "11:30")),
        ("2026-08-14T23:00", ("on", ["Party"], ["Second day"], "21:00")),
        ("2026-08-15T00:30", ("on", ["Party"], ["Second day"], "21:00")),
        ("2026-08-15T01:00", ("on", [], ["Second day"], "01:00")),
        ("2026-08-15T09:59", ("on", ["Second day"], [], "09:00")),
        ("2026-08-15T10:00", ("over", [], [], "10:00")),
        ("2030-01-01T00:00", ("over", [], [], "10:00")),
    ],
)
def test_what_is_on_and_what_comes_next(programme, when, expected):
    assert seen(programme, when) == expected


def test_in_the_evening_before_another_day_one_thing_is_to_be_known():
    two_days = programme_of(
        content(
            [
                slot("2026-08-14 09:00-17:00", "hall", title="First"),
                slot("2026-08-15 09:00-10:00", "hall", title="Second"),
                slot("2026-08-15 09:00-10:00", "north", title="Beside it"),
            ]
        )
    )
    assert seen(two_days, "2026-08-14T18:00") == ("between", [], ["Second"], "17:00")


def test_all_that_starts_next_in_a_shared_room_is_named():
    fair = programme_of(
        content(
            [
                slot("2026-08-14 09:00-10:00", "hall", title="Opening"),
                slot("2026-08-14 10:00-12:00", "north", title="Fair"),
                slot("2026-08-14 10:00-11:00", "north", title="Posters"),
                slot("2026-08-14 11:00-12:00", "north", title="Soup"),
            ],
            shared=("north",),
        )
    )
    assert seen(fair, "2026-08-14T09:00") == ("on", ["Opening"], ["Posters", "Fair"], "09:00")
    assert seen(fair, "2026-08-14T10:30")[1:3] == (["Posters", "Fair"], ["Soup"])


def test_what_takes_several_rooms_is_named_once():
    lunch = programme_of(
        content(
            [
                slot("2026-08-14 09:00-10:00", "hall", title="Talk"),
                slot("2026-08-14 12:00-13:00", "hall north", "lunch", title="Lunch"),
                slot("2026-08-14 13:00-14:00", "north", title="After"),
            ]
        )
    )
    assert seen(lunch, "2026-08-14T09:30") == ("on", ["Talk"], ["Lunch"], "09:00")


def test_a_tick_passes_only_when_something_starts_or_ends(programme):
    at = dt.datetime(2026, 8, 14, 10, 0, tzinfo=ADELAIDE)
    ticks = [
        tick_at(programme, at + dt.timedelta(minutes=minutes))
        for minutes in (-1, 0, 19, 20, 39, 40)
    ]
    assert ticks == [1, 2, 2, 3, 3, 4]


def test_the_time_is_told_in_the_zone_shown(programme):
    berlin = programme.in_zone(ZoneInfo("Europe/Berlin"))
    assert present_at(berlin, 1).clock == "01:30"


def test_nothing_is_to_be_known_of_an_empty_programme():
    empty = programme_of(content(rooms=[]))
    assert present_at(empty, tick_at(empty, dt.datetime(2026, 8, 14, tzinfo=ADELAIDE))) == Present(
        Phase.BEFORE, None, (), ()
    )


def test_in_the_night_in_which_clocks_go_back_moments_count():
    # Clocks in Adelaide show 02:00 to 03:00 twice on 4 April 2027.
    night = programme_of(content([slot("2027-04-03 22:00-02:30", "hall", "party", title="Party")]))
    end = dt.datetime(2027, 4, 3, 17, 0, tzinfo=dt.UTC)  # 02:30, the second time
    assert present_at(night, tick_at(night, end)).phase is Phase.OVER
    before = end - dt.timedelta(minutes=61)
    assert [entry.title for entry in present_at(night, tick_at(night, before)).on] == ["Party"]
