"""Which feeds a public page has: what its `<link rel="alternate">` say, and the links that people
click.
"""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

JSON = "application/json"
CSV = "text/csv"
ICS = "text/calendar"
FRAB = "application/vnd.c3voc.schedule+xml"
C3VOC = "application/json"


@dataclass(frozen=True, slots=True)
class FeedLink:
    """The same in another form: an absolute path, its media type, and what it is called."""

    path: str
    content_type: str
    title: str | Promise

    @property
    def webcal(self) -> str:
        """The address under which calendar programs subscribe at a click; empty if it is no
        calendar.
        """
        if self.content_type != ICS:
            return ""
        return f"webcal://{urlsplit(settings.SITE_URL).netloc}{self.path}"


@lru_cache(maxsize=256)
def feed_links_of_schedule(conference_slug: str) -> tuple[FeedLink, ...]:
    """The feeds of the whole schedule: of the home page, the schedule, and its days."""
    return (
        _feed_link("ics", ICS, _("Schedule as a calendar"), conference_slug),
        _feed_link("json", JSON, _("Schedule as JSON"), conference_slug),
        _feed_link("csv", CSV, _("Schedule as a spreadsheet (CSV)"), conference_slug),
        _feed_link("xml", FRAB, _("Schedule for conference apps (frab XML)"), conference_slug),
        _feed_link("c3voc", C3VOC, _("Schedule for conference apps (c3voc JSON)"), conference_slug),
    )


def feed_links_of_section(conference_slug: str, section_slug: str) -> tuple[FeedLink, ...]:
    """The feeds of a section's page."""
    title = _("This section as a calendar")
    return (_feed_link("section_ics", ICS, title, conference_slug, section_slug),)


def feed_links_of_room(conference_slug: str, room_slug: str) -> tuple[FeedLink, ...]:
    """The feeds of a room's page."""
    return (_feed_link("room_ics", ICS, _("This room as a calendar"), conference_slug, room_slug),)


def feed_links_of_presentation(conference_slug: str, number: int) -> tuple[FeedLink, ...]:
    """The feeds of a presentation's page."""
    return (
        _feed_link("presentation_ics", ICS, _("This talk as a calendar"), conference_slug, number),
    )


def feed_links_of_speaker(conference_slug: str, pk: int) -> tuple[FeedLink, ...]:
    """The feeds of a speaker's page."""
    title = _("This speaker’s talks as a calendar")
    return (_feed_link("speaker_ics", ICS, title, conference_slug, pk),)


def _feed_link(name: str, content_type: str, title: Promise, *args: object) -> FeedLink:
    return FeedLink(reverse(f"schedule:{name}", args=args), content_type, title)
