"""The programme for search engines: schema.org events as JSON-LD, to stand in a page.

A <script> of this type is data: no browser runs it, and no Content-Security-Policy is asked.
"""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from conference.core.markdown import plain_text
from conference.editions.models import Conference
from conference.schedule.public.addresses import absolute, talk_path
from conference.schedule.release.content import Person
from conference.schedule.release.programme import Entry, Programme

DESCRIPTION_LENGTH = 300
HARMLESS = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def conference_as_data(conference: Conference, programme: Programme | None) -> dict[str, Any]:
    """The whole conference as one event: from its first entry to its last, else from day to day.

    Its presentations are events on their own pages alone (`talk_as_data`): on the schedule's they
    would be a third of what a phone has to load.
    """
    entries = list(programme.entries) if programme else []
    starts = min(
        (entry.starts_at for entry in entries), key=lambda at: at.timestamp(), default=None
    )
    ends = max((entry.ends_at for entry in entries), key=lambda at: at.timestamp(), default=None)
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": conference.title,
        "startDate": (starts or conference.starts_on).isoformat(),
        "endDate": (ends or conference.ends_on).isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "url": absolute("site:home", conference.slug),
        **_at(conference.venue, conference.venue),
    }


def talk_as_data(conference: Conference, talk: tuple[Entry, ...]) -> dict[str, Any]:
    """One presentation as an event: the first time that it takes place, with the others beside."""
    entry, *again = talk
    others = {"subEvent": [_talk(conference, other) for other in again]} if again else {}
    return {
        "@context": "https://schema.org",
        **_talk(conference, entry),
        "description": plain_text(entry.abstract, at_most=DESCRIPTION_LENGTH),
        "eventStatus": "https://schema.org/EventScheduled",
        "superEvent": {
            "@type": "Event",
            "name": conference.title,
            "startDate": conference.starts_on.isoformat(),
            "endDate": conference.ends_on.isoformat(),
            "url": absolute("site:home", conference.slug),
            **_at(conference.venue, conference.venue),
        },
        **others,
    }


def speaker_as_data(conference: Conference, person: Person) -> dict[str, Any]:
    """Someone who speaks, and where."""
    return {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": person.name,
        "description": plain_text(person.biography, at_most=DESCRIPTION_LENGTH),
        "url": absolute("schedule:speaker", conference.slug, person.id),
        "performerIn": conference_as_data(conference, None),
    }


def as_json_ld(data: dict[str, Any]) -> SafeString:
    """`data` as it may stand between <script type="application/ld+json"> and </script>."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(HARMLESS)
    return mark_safe(text)  # noqa: S308 - no character that could end the element is left in it


def _talk(conference: Conference, entry: Entry) -> dict[str, Any]:
    performers = [{"@type": "Person", "name": person.name} for person in entry.people]
    return {
        "@type": "Event",
        "name": entry.title,
        "startDate": entry.starts_at.isoformat(),
        "endDate": entry.ends_at.isoformat(),
        "url": f"{settings.SITE_URL}{talk_path(conference.slug, entry.number or 0)}",
        **_at(", ".join(room.name for room in entry.rooms), conference.venue),
        **({"performer": performers} if performers else {}),
    }


def _at(name: str, address: str) -> dict[str, Any]:
    place = {"@type": "Place", "name": name, **({"address": address} if address else {})}
    return {"location": place} if name else {}
