"""Starred talks, as addresses carry them: "7,12,33"."""

import re
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from conference.core.errors import DomainError

MOST_STARS = 500
MOST_STARS_IN_A_CODE = 150
"""A phone's camera does not read codes of longer addresses."""

LIST_OF_TALKS = re.compile(r"[0-9]{1,10}(,[0-9]{1,10})*")
QUIET_ZONE = 4
"""Modules of white around a code, which cameras want."""


class NoListOfTalks(DomainError):
    """Not a list of talks; the sentence says what one looks like."""


def parse_talks(text: str, most: int = MOST_STARS) -> tuple[int, ...]:
    """The numbers in `text`, in order, each once; `NoListOfTalks` if it is none or too long."""
    if not LIST_OF_TALKS.fullmatch(text):
        raise NoListOfTalks(
            _(
                "“%(text)s” is no list of talks: write their numbers with commas between them, as "
                "in 7,12,33."
            )
            % {"text": text[:50]}
        )
    numbers = tuple(sorted({int(number) for number in text.split(",")}))
    if len(numbers) > most:
        raise NoListOfTalks(
            _("These are %(count)d talks: name at most %(most)d.")
            % {"count": len(numbers), "most": most}
        )
    return numbers


def query_of(numbers: tuple[int, ...]) -> str:
    """What follows the "?" of an address that carries them."""
    return urlencode({"talks": ",".join(map(str, numbers))}, safe=",")


def code_as_svg(address: str) -> str:
    """A QR code of `address` as an SVG image, black on white whatever the page's colours are."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(address)
    matrix = code.get_matrix()
    squares = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(matrix)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    size = len(matrix)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        'shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#ffffff"/>'
        f'<path d="{squares}" fill="#000000"/></svg>'
    )
