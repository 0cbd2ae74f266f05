"""What one cell says, and the one order that the dates of a file have."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedule_import.reading.cells import (
    DateReading,
    OrderDecision,
    TimeReading,
    decide_date_order,
    read_date,
    read_number,
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
    ],
)
def test_dates_are_read(cell, reading):
    assert read_date(cell) == reading


@pytest.mark.parametrize(
    "cell",
    [
        "", "tomorrow", "13-12-31", "2013/12/31", "2013.12.31", "31-12-2013", "12/31", "12/31/013",
        "1/1/20130",
        "31 December 2013", "2013-12-31 00:00", "12.31.2013", "30.02.2013", "29.02.2027",
        "13/13/2013", "31/04/2013",
        "30/02/2013", "00/12/2013", "2013-00-10", "0000-01-01", "٢٠١٣-١٢-٣١", "20131231",
        moment("2013-12-31 10:00"), dt.time(10), dt.time(0),
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
    ],
)
def test_times_are_read(cell, clock, hours):
    assert read_time(cell) == TimeReading(dt.time.fromisoformat(clock), hours)


@pytest.mark.parametrize(
    ("cell", "hours"),
    [("24:00", 24), ("24:00:00", 24), (dt.date(1900, 1, 1), None), (dt.date(1904, 1, 2), None)],
)
def test_midnight_at_the_end_of_a_day_is_known_as_such(cell, hours):
    assert read_time(cell) == TimeReading(dt.time(0), hours, is_end_of_day=True)


@pytest.mark.parametrize(
    "cell",
    [
        "", "noon", "10", "10.30", "10h30", "1030", "24:01", "25:00", "10:60", "10:5", "010:00",
        "10:00:30", "10:00:0",
        "0 AM", "13 PM", "13:00 PM", "00:30 AM", "10:00 A.M.", "10:00:00 AM", "10:00 Uhr", "-10:00",
        "١٠:٠٠", "24 AM",
        dt.time(10, 0, 30), moment("2013-12-31 10:00:01"),
    ],
)  # fmt: skip
def test_what_is_no_time_is_not_read(cell):
    assert read_time(cell) is None


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
    inside = [
        order for order in possible if all(FIRST_DAY <= day <= LAST_DAY for day in days(order))
    ]
    if len(inside) == 1:
        return OrderDecision(inside[0])
    return MONTH_FIRST if twelve else OPEN


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
