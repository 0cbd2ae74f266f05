import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.core.characters import printable

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
