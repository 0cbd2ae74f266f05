"""Addresses of public pages. Schedules name hundreds of them, so that Django is asked once for each
pattern and not once for each page.
"""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse

PLACE_OF_A_NUMBER = 987_654_321_012_345_678
"""Stands in a prepared path for a presentation's number; no conference has so many."""


@lru_cache(maxsize=256)
def _talk_path_pattern(conference_slug: str) -> str:
    return reverse("schedule:presentation", args=[conference_slug, PLACE_OF_A_NUMBER])


def talk_path(conference_slug: str, number: int) -> str:
    """The path of a presentation's page."""
    return _talk_path_pattern(conference_slug).replace(str(PLACE_OF_A_NUMBER), str(number))


def absolute(name: str, *arguments: Any) -> str:
    """The whole address of a page, with the site's own host."""
    return f"{settings.SITE_URL}{reverse(name, args=arguments)}"
