import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.core.colours import (
    AA,
    DARK_BACKGROUNDS,
    LIGHT_BACKGROUNDS,
    Palette,
    contrast,
    palette,
)

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"
colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(colours)
def test_any_accent_can_be_read_on_every_background_of_both_schemes(accent):
    found = palette(accent)
    assert min(contrast(found.accent, ground) for ground in LIGHT_BACKGROUNDS) >= AA
    assert min(contrast(found.dark_accent, ground) for ground in DARK_BACKGROUNDS) >= AA


@given(colours)
def test_text_can_be_read_on_any_accent(accent):
    found = palette(accent)
    assert contrast(found.accent_ink, found.accent) >= AA
    assert contrast(found.dark_accent_ink, found.dark_accent) >= AA


def test_an_accent_that_can_be_read_already_stays_what_it_is():
    assert palette("#8a2b3c").accent == "#8a2b3c"
    assert palette("#9cc0f2").dark_accent == "#9cc0f2"


def test_yellow_becomes_a_dark_yellow_on_light_pages_and_stays_on_dark_ones():
    assert palette("#f0d000") == Palette("#806e00", "#ffffff", "#f0d000", "#141416")


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#777777", "#777777") == 1
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


def test_the_digest_changes_with_the_colours():
    assert palette("#8a2b3c").digest != palette("#8a2b3d").digest


@pytest.mark.parametrize("word", ["red", "#fff", "8a2b3c0", "#8a2b3", "#gggggg"])
def test_what_is_no_colour_is_refused(word):
    with pytest.raises(ValueError, match=r"not a colour|non-hexadecimal"):
        palette(word)


def test_the_backgrounds_are_those_of_the_tokens():
    sheet = TOKENS.read_text()
    light, dark = sheet.split("prefers-color-scheme: dark", 1)
    dark = dark.split("@media print", 1)[0]
    for part, grounds in ((light, LIGHT_BACKGROUNDS), (dark, DARK_BACKGROUNDS)):
        assert (
            tuple(re.search(rf"--{name}: (#\w+)", part)[1] for name in ("paper", "surface"))
            == grounds
        )
