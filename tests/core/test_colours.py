import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.core.colours import (
    AA,
    AA_OF_MARKS,
    DARK_BACKGROUNDS,
    LIGHT_BACKGROUNDS,
    Palette,
    Shades,
    contrast,
    palette,
    shades_of_mark,
)

SITE = Path(__file__).parents[2] / "static" / "css" / "site.css"
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


@given(colours)
def test_the_mark_of_any_track_stands_out_on_every_background_of_both_schemes(colour):
    found = shades_of_mark(colour)
    assert min(contrast(found.on_light, ground) for ground in LIGHT_BACKGROUNDS) >= AA_OF_MARKS
    assert min(contrast(found.on_dark, ground) for ground in DARK_BACKGROUNDS) >= AA_OF_MARKS


@pytest.mark.parametrize(
    ("colour", "shades"),
    [
        ("#336699", Shades("#336699", "#376ea4")),
        ("#6b4fa0", Shades("#6b4fa0", "#785bae")),
        ("#f0d000", Shades("#a18c00", "#f0d000")),
        ("#000000", Shades("#000000", "#6a6a6a")),
    ],
)
def test_a_track_keeps_its_colour_where_that_stands_out_and_its_hue_elsewhere(colour, shades):
    assert shades_of_mark(colour) == shades


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#777777", "#777777") == 1
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


def test_the_digest_changes_with_the_colours():
    assert palette("#8a2b3c").digest != palette("#8a2b3d").digest


@pytest.mark.parametrize("word", ["red", "#fff", "8a2b3c0", "#8a2b3", "#gggggg"])
@pytest.mark.parametrize("reader", [palette, shades_of_mark])
def test_what_is_no_colour_is_refused(reader, word):
    with pytest.raises(ValueError, match=r"not a colour|non-hexadecimal"):
        reader(word)


def test_the_backgrounds_are_those_of_the_tokens():
    sheet = SITE.read_text()
    light, dark = sheet.split("prefers-color-scheme: dark", 1)
    dark = dark.split("@media print", 1)[0]
    for part, grounds in ((light, LIGHT_BACKGROUNDS), (dark, DARK_BACKGROUNDS)):
        assert (
            tuple(re.search(rf"--{name}: (#\w+)", part)[1] for name in ("paper", "surface"))
            == grounds
        )
