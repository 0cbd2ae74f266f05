import re
from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.core.characters import MOST_MARKS, no_part_of_a_line, normal, one_line, printable

XML_CHARACTERS = re.compile("[\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Tea, coffee;\n\tand 🎉 καφές", "Tea, coffee;\n\tand 🎉 καφές"),
        ("one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive"),
        (
            "bell\x07 null\x00 form\x0c delete\x7f half\ud800 none\uffff",
            "bell null form delete half none",
        ),
    ],
)
def test_what_other_programs_cannot_read_is_left_out(text, left):
    assert printable(text) == left


@given(st.text())
def test_every_text_becomes_one_that_xml_can_hold_and_then_stays_so(text):
    left = printable(text)
    assert XML_CHARACTERS.fullmatch(left)
    assert "\r" not in left
    assert printable(left) == left


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  a  ", "a"),
        ("a\t\n b", "a b"),
        ("a\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}b", "a b"),
        ("\N{NARROW NO-BREAK SPACE}10:00\N{NARROW NO-BREAK SPACE}AM", "10:00 AM"),
        ("a\x07b\x7fc\x85d\u2028e\u2029f", "a b c d e f"),
        ("half\ud800 none\uffff", "half none"),
        ("Tea 🎉 καφές", "Tea 🎉 καφές"),
        ("", ""),
        ("\x1a", ""),
    ],
)
def test_a_line_is_trimmed_and_white_space_of_any_kind_is_one_blank(text, line):
    assert one_line(text) == line


@given(st.text())
def test_every_text_becomes_one_line_and_then_stays_so(text):
    line = one_line(text)
    assert line.splitlines() in ([line], [])
    assert no_part_of_a_line(line) == ""
    assert one_line(line) == line


@given(st.text())
def test_what_is_no_part_of_a_line_is_all_that_ends_one_and_all_controls(text):
    found = no_part_of_a_line(text)
    assert found in text
    if not found:
        assert len(text.splitlines()) <= 1
        assert [each for each in text if each != "\t" and category(each) in ("Cc", "Cs")] == []


# --- Normal forms ---------------------------------------------------------------------------------

ACUTE, DOT_BELOW = "\u0301", "\u0323"


@given(st.text(), st.sampled_from(["NFC", "NFKC", "NFKD"]))
def test_a_text_with_few_accents_on_each_letter_becomes_what_unicode_says(text, form):
    assert normal(form, text) == normalize(form, text)


def test_a_text_with_a_million_accents_on_one_letter_is_done_at_once():
    """Python's own would take some hours."""
    ours = normal("NFKD", "a" + (ACUTE + DOT_BELOW) * 500_000)
    half = MOST_MARKS // 2
    assert ours[: MOST_MARKS + 2] == "a" + DOT_BELOW * half + ACUTE * half + "\u034f"
    assert (ours.count(ACUTE), ours.count(DOT_BELOW)) == (500_000, 500_000)
