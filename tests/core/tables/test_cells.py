"""What one cell says, and the one order that the dates of a file have."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.core.tables.cells import read_number
from conference.core.tables.dates import (
    DateReading,
    OrderDecision,
    decide_date_order,
    find_date,
    read_date,
)
from conference.core.tables.times import (
    Moment,
    TimeReading,
    read_duration,
    read_moment,
    read_time,
)

NEW_YEARS_EVE = dt.date(2013, 12, 31)
NOTHING = DateReading(None, None)


def same(day):
    return DateReading(day, day)


def moment(text):
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("cell", "reading"),
    [
        ("2013-12-31", same(NEW_YEARS_EVE)),
        ("2013-1-5", same(dt.date(2013, 1, 5))),
        ("31.12.2013", same(NEW_YEARS_EVE)),
        ("31.12.13", same(NEW_YEARS_EVE)),
        ("5.1.2013", same(dt.date(2013, 1, 5))),
        ("12/31/2013", DateReading(NEW_YEARS_EVE, None)),
        ("12/31/13", DateReading(NEW_YEARS_EVE, None)),
        ("31/12/2013", DateReading(None, NEW_YEARS_EVE)),
        ("3/4/2013", DateReading(dt.date(2013, 3, 4), dt.date(2013, 4, 3))),
        ("12/12/2013", same(dt.date(2013, 12, 12))),
        ("29.02.2028", same(dt.date(2028, 2, 29))),
        (NEW_YEARS_EVE, same(NEW_YEARS_EVE)),
        (moment("2013-12-31"), same(NEW_YEARS_EVE)),
        (moment("2013-12-31 10:00"), same(NEW_YEARS_EVE)),
        ("2013/12/31", same(NEW_YEARS_EVE)),
        ("2013.12.31", same(NEW_YEARS_EVE)),
        ("20131231", same(NEW_YEARS_EVE)),
        ("31-12-2013", DateReading(None, NEW_YEARS_EVE)),
        ("3-4-2013", DateReading(dt.date(2013, 3, 4), dt.date(2013, 4, 3))),
        ("31-Dec-13", same(NEW_YEARS_EVE)),
        ("31 December 2013", same(NEW_YEARS_EVE)),
        ("December 31, 2013", same(NEW_YEARS_EVE)),
        ("Dec. 31st, 2013", same(NEW_YEARS_EVE)),
        ("Tuesday, December 31, 2013", same(NEW_YEARS_EVE)),
        ("Tue 31/12/2013", DateReading(None, NEW_YEARS_EVE)),
        ("31.12.2013 (Di)", same(NEW_YEARS_EVE)),
        ("Dienstag, den 31. Dezember 2013", same(NEW_YEARS_EVE)),
        ("mardi 31 décembre 2013", same(NEW_YEARS_EVE)),
        ("martes, 31 de diciembre de 2013", same(NEW_YEARS_EVE)),
        ("terça-feira, 31 de dezembro de 2013", same(NEW_YEARS_EVE)),
        ("martedì 31 dicembre 2013", same(NEW_YEARS_EVE)),
        ("dinsdag 31 december 2013", same(NEW_YEARS_EVE)),
        ("wtorek, 31 grudnia 2013 r.", same(NEW_YEARS_EVE)),
        ("３１．１２．２０１３", same(NEW_YEARS_EVE)),
        ("2013年12月31日", same(NEW_YEARS_EVE)),
        ("２０１３年１２月３１日（火）", same(NEW_YEARS_EVE)),
        ("2013年12月31日 星期二", same(NEW_YEARS_EVE)),
        ("2013년 12월 31일 (화)", same(NEW_YEARS_EVE)),
        ("2013年12月31日（水）", DateReading(None, None, is_of_another_weekday=True)),
        ("2013年13月31日", NOTHING),
        ("2013/12/31（火）", same(NEW_YEARS_EVE)),
        ("2013-12-31 (화)", same(NEW_YEARS_EVE)),
        ("2013.12.31 周二", same(NEW_YEARS_EVE)),
        ("2013/12/31(水)", DateReading(None, None, is_of_another_weekday=True)),
        ("1er mai 2027", same(dt.date(2027, 5, 1))),
        ("16. März 2027", same(dt.date(2027, 3, 16))),
        ("mar 16, 2027", same(dt.date(2027, 3, 16))),
        ("środa 14 października 2026", same(dt.date(2026, 10, 14))),
    ],
)
def test_dates_are_read(cell, reading):
    assert read_date(cell) == reading


@pytest.mark.parametrize(
    "cell",
    [
        "", "tomorrow", "12/31", "12/31/013", "1/1/20130", "31 December", "Tuesday",
        "14-15 May 2027", "May 14-15", "May 2027", "31 December 2013 at noon", "2013-12-31 00:00",
        "12.31.2013", "30.02.2013", "29.02.2027",
        "13/13/2013", "31/04/2013",
        "30/02/2013", "00/12/2013", "2013-00-10", "0000-01-01", "20131331", dt.time(10), dt.time(0),
    ],
)  # fmt: skip
def test_what_is_no_day_of_the_calendar_is_not_read(cell):
    assert read_date(cell) == NOTHING


@pytest.mark.parametrize(
    ("cell", "clock", "hours"),
    [
        ("10:00 AM", "10:00", 12),
        ("10am", "10:00", 12),
        ("10 Pm", "22:00", 12),
        ("1:05pm", "13:05", 12),
        ("09:30 AM", "09:30", 12),
        ("12 AM", "00:00", 12),
        ("12:00 PM", "12:00", 12),
        ("12:45 am", "00:45", 12),
        ("10:00", "10:00", 24),
        ("9:00", "09:00", 24),
        ("09:05:00", "09:05", 24),
        ("0:00", "00:00", 24),
        ("23:59", "23:59", 24),
        (dt.time(10, 30), "10:30", None),
        (moment("1899-12-31 10:30"), "10:30", None),
        (moment("2013-12-31 22:00"), "22:00", None),
        (NEW_YEARS_EVE, "00:00", None),
        ("9:00:00 AM", "09:00", 12),
        ("2 p.m.", "14:00", 12),
        ("10:00 A.M.", "10:00", 12),
        ("10h30", "10:30", 24),
        ("10 h 30", "10:30", 24),
        ("10h", "10:00", 24),
        ("10.30", "10:30", 24),
        ("10:00 Uhr", "10:00", 24),
        ("１０：３０", "10:30", 24),
        ("10時30分", "10:30", 24),
        ("10時半", "10:30", 24),
        ("9点", "09:00", 24),
        ("午後1:30", "13:30", 12),
        ("午前０時３０分", "00:30", 12),
        ("下午 12:15", "12:15", 12),
        ("오후 1시 30분", "13:30", 12),
        ("noon", "12:00", None),
        (dt.time(12, 59, 59), "13:00", None),
        (dt.time(13, 0, 1), "13:00", None),
    ],
)
def test_times_are_read(cell, clock, hours):
    assert read_time(cell) == TimeReading(dt.time.fromisoformat(clock), hours)


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("24:00", 24),
        ("24:00:00", 24),
        ("midnight", None),
        (dt.date(1900, 1, 1), None),
        (dt.date(1904, 1, 2), None),
        (dt.time(23, 59, 59), None),
    ],
)
def test_midnight_at_the_end_of_a_day_is_known_as_such(cell, hours):
    assert read_time(cell) == TimeReading(dt.time(0), hours, is_end_of_day=True)


@pytest.mark.parametrize(
    "cell",
    [
        "", "tea time", "10", "1030", "24:01", "25:00", "10:60", "10:5", "010:00",
        "10:00:30", "10:00:0", "10h5", "10.3",
        "0 AM", "13 PM", "13:00 PM", "00:30 AM", "-10:00", "24 AM", "9:00-10:00",
        "午後13:30", "25時", "10時60分", "午後", "10分",
        dt.time(10, 0, 30), moment("2013-12-31 10:00:02"),
    ],
)  # fmt: skip
def test_what_is_no_time_is_not_read(cell):
    assert read_time(cell) is None


WITHIN = (dt.date(2027, 5, 14), dt.date(2027, 5, 16))  # a Friday to a Sunday


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("14 May", 14),
        ("May 15", 15),
        ("Fri 14 May", 14),
        ("sam. 15 mai", 15),
        ("15.5.", 15),
        ("15/5", 15),
        ("Saturday", 15),
        ("niedziela", 16),
        ("5月15日（土）", 15),
        ("5월 14일", 14),
    ],
)
def test_a_date_without_a_year_is_one_of_the_conference(cell, day):
    assert read_date(cell, WITHIN).under("dmy") == dt.date(2027, 5, day)


def test_around_new_year_a_date_without_a_year_is_on_the_side_that_is_in_the_conference():
    within = (dt.date(2027, 12, 30), dt.date(2028, 1, 2))
    assert read_date("31 December", within) == same(dt.date(2027, 12, 31))
    assert read_date("1 January", within) == same(dt.date(2028, 1, 1))
    assert read_date("1 May", within) == NOTHING


def test_a_weekday_alone_is_no_day_where_the_conference_has_none_or_two_of_them():
    assert read_date("Monday", WITHIN) == NOTHING
    assert read_date("Friday", (dt.date(2027, 5, 14), dt.date(2027, 5, 21))) == NOTHING


@pytest.mark.parametrize("cell", ["Monday, 2013-12-31", "31 December 2013 (Wed)", "Fr 31.12.2013"])
def test_a_weekday_that_is_not_the_days_is_told(cell):
    assert read_date(cell) == DateReading(None, None, is_of_another_weekday=True)


def test_a_weekday_says_which_order_a_date_has():
    assert read_date("Thu 3/4/2027") == DateReading(dt.date(2027, 3, 4), None)
    assert read_date("Sat 3/4/2027") == DateReading(None, dt.date(2027, 4, 3))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Day 1: Friday, 14 May 2027, all day", "14 may 2027"),
        ("Programme of May 14, 2027", "may 14, 2027"),
        ("2027-05-14 and 2027-05-15", None),
        ("The mayor opens", None),
    ],
)
def test_one_date_is_found_among_other_words(text, found):
    assert find_date(text) == found


TEN, ELEVEN = TimeReading(dt.time(10), 24), TimeReading(dt.time(11), 24)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("10:00", Moment(TEN)),
        ("10:00 - 11:00", Moment(TEN, ELEVEN)),
        ("10:00–11:00", Moment(TEN, ELEVEN)),
        ("10h-11h", Moment(TEN, ELEVEN)),
        ("10:00 bis 11:00 Uhr", Moment(TEN, ELEVEN)),
        ("10–11 Uhr", Moment(TEN, ELEVEN)),
        ("10 - 11h", Moment(TEN, ELEVEN)),
        ("10-11:00 Uhr", Moment(TEN, ELEVEN)),
        ("10-11", Moment()),
        ("2013-12-31 10:00-11:00", Moment(TEN, ELEVEN, same(NEW_YEARS_EVE))),
        (
            "12:30–1:15pm",
            Moment(TimeReading(dt.time(12, 30), 12), TimeReading(dt.time(13, 15), 12)),
        ),
        (
            "11:30-1:15 pm",
            Moment(TimeReading(dt.time(11, 30), 12), TimeReading(dt.time(13, 15), 12)),
        ),
        ("2013-12-31 10:00:00", Moment(TEN, date=same(NEW_YEARS_EVE))),
        ("2013-12-31T10:00", Moment(TEN, date=same(NEW_YEARS_EVE))),
        ("31.12.2013, 10:00 - 11:00", Moment(TEN, ELEVEN, same(NEW_YEARS_EVE))),
        ("Tue 31 Dec 2013 10:00", Moment(TEN, date=same(NEW_YEARS_EVE))),
        ("10:00 31/12/2013", Moment(TEN, date=DateReading(None, NEW_YEARS_EVE))),
        ("Opening at 10:00", Moment()),
        ("10:00 tomorrow", Moment()),
    ],
)
def test_moments_and_spans_are_read(cell, found):
    assert read_moment(cell) == found


def test_an_offset_makes_a_moment_of_the_whole_world():
    found = read_moment("2013-12-31T23:30:00-05:00")
    assert found.instant == dt.datetime(2014, 1, 1, 4, 30, tzinfo=dt.UTC)
    for moment in ("2013-12-31T10:00-10:00", "2013-12-31 10:00:00-10:00"):
        assert read_moment(moment).instant == dt.datetime(2013, 12, 31, 20, tzinfo=dt.UTC)
    assert read_moment("2013-12-31T10:00:00Z").instant == dt.datetime(
        2013, 12, 31, 10, tzinfo=dt.UTC
    )


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("45", 45), ("45.0", 45), ("45 min", 45), ("90 minutes", 90), ("0:45", 45),
        ("00:45:00", 45),
        ("1h", 60), ("1h30", 90), ("1 h 30 min", 90), ("1.5h", 90), ("1,5 h", 90), ("PT1H15M", 75),
        (dt.time(1, 30), 90), ("0", None), ("24:00", None), ("half an hour", None), ("", None),
    ],
)  # fmt: skip
def test_lengths_are_read(cell, minutes):
    assert read_duration(cell) == (minutes and dt.timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("cell", "number"), [("7", 7), ("#7", 7), ("# 7", 7), ("007", 7), ("999999999", 999_999_999)]
)
def test_numbers_are_read(cell, number):
    assert read_number(cell) == number


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "0",
        "-7",
        "+7",
        "7.0",
        "7.5",
        "seven",
        "7 8",
        "##7",
        "1000000000",
        "9" * 5000,
        "٧",
        dt.time(7),
    ],
)
def test_what_is_no_positive_whole_number_is_not_read(cell):
    assert read_number(cell) is None


FIRST_DAY, LAST_DAY = dt.date(2013, 3, 1), dt.date(2013, 4, 5)


def decide(*cells, given=None, twelve=False):
    return decide_date_order(
        map(read_date, cells),
        given=given,
        are_all_times_12_hour=twelve,
        first_day=FIRST_DAY,
        last_day=LAST_DAY,
    )


MONTH_FIRST, DAY_FIRST = OrderDecision("mdy"), OrderDecision("dmy")
OPEN, NO_QUESTION = OrderDecision(None, is_open=True), OrderDecision(None)


@pytest.mark.parametrize(
    ("cells", "decision"),
    [
        (["2013-12-31", "31.12.2013", "12/12/2013"], NO_QUESTION),
        (["31/31/2013", "nonsense", ""], NO_QUESTION),
        (["01/02/2020", "12/31/2013"], MONTH_FIRST),
        (["01/02/2020", "31/12/2013"], DAY_FIRST),
        (["31/12/2013", "12/31/2013"], OPEN),
        (["3/11/2013"], MONTH_FIRST),  # inside the conference; 3 November is not
        (["11/3/2013"], DAY_FIRST),
        (["3/11/2013", "2013-12-31"], OPEN),  # all dates must lie inside
        (["3/11/2013", "11/3/2013"], OPEN),
        (["3/4/2013"], OPEN),  # 4 March and 3 April are both inside
        (["7/8/2013"], OPEN),
    ],
)
def test_a_file_has_the_order_that_nothing_contradicts(cells, decision):
    assert decide(*cells) == decision


def test_month_first_goes_with_12_hour_times_where_nothing_else_decides():
    assert decide("3/4/2013", twelve=True) == MONTH_FIRST
    assert decide("3/11/2013", "11/3/2013", twelve=True) == MONTH_FIRST
    assert decide("3/11/2013", "3/12/2013", "11/3/2013", twelve=True) == OPEN
    assert decide("11/3/2013", twelve=True) == DAY_FIRST
    assert decide("31/12/2013", "12/31/2013", twelve=True) == OPEN
    assert decide("2013-12-31", twelve=True) == NO_QUESTION


@pytest.mark.parametrize("cells", [["3/4/2013"], ["12/31/2013"], ["31/12/2013", "12/31/2013"]])
def test_an_order_that_somebody_says_counts(cells):
    assert [decide(*cells, given=order) for order in ("mdy", "dmy")] == [MONTH_FIRST, DAY_FIRST]


def oracle(triples, twelve):
    """The contract's sentence, said once more and slowly."""

    def days(order):
        try:
            return [dt.date(y, a, b) if order == "mdy" else dt.date(y, b, a) for a, b, y in triples]
        except ValueError:
            return None

    questions = [(a, b) for a, b, _ in triples if a != b]
    if not questions:
        return NO_QUESTION
    possible = [order for order in ("mdy", "dmy") if days(order) is not None]
    if len(possible) < 2:
        return OrderDecision(possible[0]) if possible else OPEN
    inside = {
        order: sum(FIRST_DAY <= day <= LAST_DAY for day in set(days(order))) for order in possible
    }
    whole = [order for order in possible if inside[order] == len(set(days(order)))]
    if len(whole) == 1:
        return OrderDecision(whole[0])
    return MONTH_FIRST if twelve and inside["mdy"] == inside["dmy"] else OPEN


# Every pair is a day in one order at least.
small, day_only = st.integers(1, 12), st.integers(13, 28)
pairs = (
    st.tuples(small, small)
    | st.tuples(small, day_only)
    | st.tuples(day_only, small)
    | small.map(lambda n: (n, n))
)
near = st.tuples(st.sampled_from([3, 4]), st.integers(1, 12)) | st.tuples(
    st.integers(1, 12), st.sampled_from([3, 4])
)


@given(st.lists(st.one_of(pairs, near), max_size=4), st.booleans())
def test_the_order_is_what_the_contract_says(triples, twelve):
    triples = [(first, second, 2013) for first, second in triples]
    cells = [f"{first}/{second}/{year}" for first, second, year in triples]
    assert decide(*cells, twelve=twelve) == oracle(triples, twelve)
