import re

import pytest

from conference.schedule.public.starred_talks import (
    NoListOfTalks,
    code_as_svg,
    parse_talks,
    query_of,
)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("7", (7,)), ("12,7,33", (7, 12, 33)), ("7,7,07", (7,)), ("0,4294967295", (0, 4294967295))],
)
def test_numbers_are_read_in_order_each_once(text, numbers):
    assert parse_talks(text) == numbers


@pytest.mark.parametrize("text", ["", ",", "7,", "7, 8", "-1", "x", "７", "7" * 11, "7,8\n", "1e3"])
def test_what_is_no_list_of_numbers_is_refused(text):
    with pytest.raises(NoListOfTalks) as refusal:
        parse_talks(text)
    assert str(refusal.value) == (
        f"“{text}” is no list of talks: write their numbers with commas between them, as in "
        f"7,12,33."
    )


def test_a_long_text_is_not_repeated_whole():
    with pytest.raises(NoListOfTalks, match="“x{50}” is no list of talks"):
        parse_talks("x" * 9000)


def test_there_is_an_end_to_it():
    assert len(parse_talks(",".join(map(str, range(500))))) == 500
    with pytest.raises(NoListOfTalks) as refusal:
        parse_talks("1,2,3", most=2)
    assert str(refusal.value) == "These are 3 talks: name at most 2."


def test_an_address_carries_them():
    assert query_of((7, 12)) == "talks=7,12"


def test_a_code_is_a_square_of_squares_in_a_quiet_zone():
    svg = code_as_svg("https://plenary.example/lakeside/schedule/my/?talks=7,12")
    size = int(re.search(r'viewBox="0 0 (\d+) \1"', svg).group(1))
    squares = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", svg)}
    edge = size - 4
    # The three finder patterns: a dark frame of 7 by 7 in three corners, and none in the fourth.
    for left, top in ((4, 4), (edge - 7, 4), (4, edge - 7)):
        assert {(left + step, top) for step in range(7)} <= squares
        assert (left + 1, top + 1) not in squares
    assert {x for x, _y in squares} | {y for _x, y in squares} <= set(range(4, edge))
    assert "style" not in svg
