"""The colours that organisers choose, made to stand out on light and on dark pages.

Organisers choose any colour. What the pages use is the nearest lightness of the same hue whose
contrast meets WCAG 2 AA on every background that it stands on: 4.5 to 1 for a conference's accent,
which is the colour of words; 3 to 1 for a track's, which is that of a mark.
"""

import colorsys
import functools
import hashlib
from collections.abc import Collection
from dataclasses import dataclass

AA = 4.5
AA_OF_MARKS = 3.0
LIGHT_BACKGROUNDS = ("#fdfdfc", "#f3f3f0")
DARK_BACKGROUNDS = ("#141416", "#202023")
INK_ON_ACCENT = ("#ffffff", "#141416")
STEPS = 256
GOLDEN_RATIO = 0.618034  # steps of it around the circle of hues never come near one another

Channels = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Palette:
    """The accent for light and for dark pages, and the colour of text that stands on it ("#rrggbb"
    each).
    """

    accent: str
    accent_ink: str
    dark_accent: str
    dark_accent_ink: str

    @property
    def stylesheet(self) -> str:
        """The custom properties that `static/css/site.css` leaves to the conference."""
        return (
            "@media screen {\n"
            f"  :root {{ --accent: {self.accent}; --accent-ink: {self.accent_ink}; }}\n"
            "}\n"
            "@media screen and (prefers-color-scheme: dark) {\n"
            f"  :root {{ --accent: {self.dark_accent}; --accent-ink: {self.dark_accent_ink}; }}\n"
            "}\n"
        )

    @property
    def digest(self) -> str:
        """A short hash of the stylesheet, for its address."""
        return hashlib.sha256(self.stylesheet.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Shades:
    """A colour as light and as dark pages show it ("#rrggbb" each)."""

    on_light: str
    on_dark: str


@functools.lru_cache(maxsize=1024)
def shades_of_mark(colour: str) -> Shades:
    """A track's colour as its mark shows it ("#rrggbb", else ValueError)."""
    return Shades(
        _readable(colour, LIGHT_BACKGROUNDS, AA_OF_MARKS),
        _readable(colour, DARK_BACKGROUNDS, AA_OF_MARKS),
    )


@functools.lru_cache(maxsize=256)
def palette(accent: str) -> Palette:
    """The palette of a conference whose accent is `accent` ("#rrggbb", else ValueError)."""
    light = _readable(accent, LIGHT_BACKGROUNDS, AA)
    dark = _readable(accent, DARK_BACKGROUNDS, AA)
    return Palette(light, _ink_on(light), dark, _ink_on(dark))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours by WCAG 2: from 1 (the same) to 21 (black and white)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _readable(colour: str, backgrounds: tuple[str, ...], ratio: float) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    shades = [
        colour,
        *(_hex(colorsys.hls_to_rgb(hue, step / STEPS, saturation)) for step in range(STEPS + 1)),
    ]
    fitting = [
        shade for shade in shades if min(contrast(shade, ground) for ground in backgrounds) >= ratio
    ]
    # Black or white always fits, so there is always one.
    return min(
        fitting, key=lambda shade: abs(colorsys.rgb_to_hls(*_channels(shade))[1] - lightness)
    )


def _ink_on(accent: str) -> str:
    return max(INK_ON_ACCENT, key=lambda ink: contrast(ink, accent))


def _channels(colour: str) -> Channels:
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(f"{colour!r} is not a colour of the form #rrggbb")
    red, green, blue = bytes.fromhex(colour[1:])
    return red / 255, green / 255, blue / 255


def _hex(channels: Channels) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _luminance(colour: str) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def free_colour(taken: Collection[str]) -> str:
    """A colour for a new track, "#rrggbb": the first of a row of hues, each far from those before
    it, that is not `taken`.
    """
    hue = 0.58
    while True:
        red, green, blue = colorsys.hls_to_rgb(hue, 0.4, 0.55)
        colour = f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
        if colour not in taken:
            return colour
        hue = (hue + GOLDEN_RATIO) % 1
