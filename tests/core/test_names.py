"""How names are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.core.names import name_key, similarity_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Room 1", "room  1 "),
        ("STRASSE", "straße"),
        ("Cafe\u0301", "CAFÉ"),
        ("a\N{NO-BREAK SPACE}b", "A B"),
    ],
)
def test_spellings_of_one_name_are_equal(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("Room 1", "Room1"), ("e", "é"), ("A", "B")])
def test_other_names_are_not(one, other):
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Room 1", "Room1"), ("Room-1", "room_1"), ("Room\N{SOFT HYPHEN}1", "Room #1")],
)
def test_names_that_differ_in_blanks_or_punctuation_are_similar(one, other):
    assert similarity_key(one) == similarity_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Room 1", "Room 2"), ("C++", "C"), ("!!", "??"), ("कि", "की")]
)
def test_names_that_differ_otherwise_are_not_similar(one, other):
    assert similarity_key(one) != similarity_key(other)


@given(st.text())
def test_the_key_of_a_key_is_itself(text):
    assert name_key(name_key(text)) == name_key(text)
    assert similarity_key(name_key(text)) == similarity_key(text)


@given(st.text())
def test_a_key_is_at_most_three_times_as_long_as_the_name(text):
    assert len(name_key(text)) <= 3 * len(text)
