import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from conference.core.dates import DateInAddress, moment, offset_name, span

ADELAIDE = ZoneInfo("Australia/Adelaide")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
NEW_YORK = ZoneInfo("America/New_York")
KATHMANDU = ZoneInfo("Asia/Kathmandu")
PARIS = ZoneInfo("Europe/Paris")


def at(zone, date, clock):
    return moment(dt.date.fromisoformat(date), dt.time.fromisoformat(clock), zone).isoformat()


@pytest.mark.parametrize(
    ("zone", "date", "clock", "expected"),
    [
        (ADELAIDE, "2026-08-14", "10:00", "2026-08-14T10:00:00+09:30"),
        (ADELAIDE, "2026-12-14", "10:00", "2026-12-14T10:00:00+10:30"),
        (LORD_HOWE, "2026-12-14", "10:00", "2026-12-14T10:00:00+11:00"),
        (KATHMANDU, "2026-08-14", "10:00", "2026-08-14T10:00:00+05:45"),
        (NEW_YORK, "2026-08-14", "10:00", "2026-08-14T10:00:00-04:00"),
    ],
)
def test_a_clock_time_is_the_moment_at_which_clocks_of_the_zone_show_it(
    zone, date, clock, expected
):
    assert at(zone, date, clock) == expected


@pytest.mark.parametrize(
    ("zone", "date", "clock", "expected"),
    [
        (ADELAIDE, "2026-10-04", "02:30", "2026-10-04T03:30:00+10:30"),
        (LORD_HOWE, "2026-10-04", "02:10", "2026-10-04T02:40:00+11:00"),
        (NEW_YORK, "2026-03-08", "02:00", "2026-03-08T03:00:00-04:00"),
    ],
)
def test_a_skipped_time_is_the_moment_that_it_would_have_been_before_the_change(
    zone, date, clock, expected
):
    assert at(zone, date, clock) == expected


@pytest.mark.parametrize(
    ("zone", "date", "clock", "expected"),
    [
        (ADELAIDE, "2026-04-05", "02:30", "2026-04-05T02:30:00+10:30"),
        (LORD_HOWE, "2026-04-05", "01:45", "2026-04-05T01:45:00+11:00"),
        (NEW_YORK, "2026-11-01", "01:30", "2026-11-01T01:30:00-04:00"),
    ],
)
def test_a_time_that_clocks_show_twice_is_the_first_of_the_two(zone, date, clock, expected):
    assert at(zone, date, clock) == expected


def spans(zone, date, start, end):
    day, start, end = (
        dt.date.fromisoformat(date),
        dt.time.fromisoformat(start),
        dt.time.fromisoformat(end),
    )
    return tuple(moment.isoformat() for moment in span(day, start, end, zone))


def test_an_end_that_is_not_after_the_start_lies_on_the_next_day():
    assert spans(PARIS, "2026-08-14", "22:00", "00:00") == (
        "2026-08-14T22:00:00+02:00",
        "2026-08-15T00:00:00+02:00",
    )
    assert spans(PARIS, "2026-08-14", "22:00", "06:00") == (
        "2026-08-14T22:00:00+02:00",
        "2026-08-15T06:00:00+02:00",
    )


def test_a_span_across_a_change_of_clocks_has_the_offsets_of_both_sides():
    assert spans(PARIS, "2026-10-24", "22:00", "04:00") == (
        "2026-10-24T22:00:00+02:00",
        "2026-10-25T04:00:00+01:00",
    )


def test_a_span_that_starts_at_a_skipped_time_never_ends_before_it_begins():
    assert spans(NEW_YORK, "2026-03-08", "02:30", "03:15") == (
        "2026-03-08T03:30:00-04:00",
        "2026-03-08T03:30:00-04:00",
    )


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (ADELAIDE, "UTC+09:30"),
        (NEW_YORK, "UTC−04:00"),
        (ZoneInfo("America/St_Johns"), "UTC−02:30"),
        (ZoneInfo("UTC"), "UTC"),
    ],
)
def test_an_offset_is_written_as_people_write_it(zone, expected):
    assert offset_name(dt.datetime(2026, 8, 14, 10, tzinfo=zone)) == expected


def test_a_time_without_a_zone_has_no_offset():
    with pytest.raises(ValueError, match="has no time zone"):
        offset_name(dt.datetime(2026, 8, 14, 10))  # noqa: DTZ001


def test_a_date_in_an_address_is_one_that_calendars_have():
    converter = DateInAddress()
    assert converter.to_python("2027-02-28") == dt.date(2027, 2, 28)
    assert converter.to_url(dt.date(2027, 2, 28)) == "2027-02-28"
    with pytest.raises(ValueError, match="day"):
        converter.to_python("2027-02-31")
