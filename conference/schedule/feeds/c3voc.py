"""The schedule as c3voc's JSON, which newer conference apps and video teams read.

It conforms to the JSON schema of c3voc (https://c3voc.de/schedule/schema.json); docs/formats.md
says what stands where.
"""

import re
from collections.abc import Callable
from typing import Any

from conference.core.characters import printable
from conference.schedule.feeds.conference_apps import (
    GENERATOR,
    TIME_STEP,
    VocDay,
    VocEvent,
    person_guid,
    room_guid,
    voc_schedule,
)
from conference.schedule.release.content import Content
from conference.schedule.release.programme import Entry

SCHEMA = "https://c3voc.de/schedule/schema.json"
ZONE_AS_THE_SCHEMA_KNOWS_IT = re.compile("^([A-Z][a-z]+/[A-Z][a-z]+)|UTC$")


def schedule_as_c3voc(
    content: Content,
    *,
    version: str,
    site_url: str,
    page_of: Callable[[Entry | None], str],
) -> dict[str, Any]:
    """The schedule as plain data for JSON.

    `version` names the release. `page_of` gives the absolute address of an entry's page, or of the
    schedule's own for None.
    """
    schedule = voc_schedule(content)
    return {
        "$schema": SCHEMA,
        "generator": {"name": GENERATOR},
        "schedule": {
            "url": page_of(None),
            "version": version,
            "base_url": f"{site_url}/",
            "conference": {
                **_conference(content),
                "acronym": schedule.acronym,
                "url": page_of(None),
                "daysCount": len(schedule.days),
                "days": [_day(day, content, page_of) for day in schedule.days],
            },
        },
    }


def _conference(content: Content) -> dict[str, Any]:
    about = content.conference
    zone = about.time_zone
    # "Australia/ACT" and its like have no place in the schema; the times have their offsets all the
    # same.
    named = {"time_zone_name": zone} if ZONE_AS_THE_SCHEMA_KNOWS_IT.search(zone) else {}
    return {
        "title": about.title,
        "start": about.starts_on.isoformat(),
        "end": about.ends_on.isoformat(),
        "timeslot_duration": TIME_STEP,
        **named,
        "rooms": [
            {
                "name": printable(room.name),
                "guid": room_guid(content, room.slug),
                "capacity": room.capacity,
            }
            for room in content.rooms
        ],
        "tracks": [{"name": track.name, "color": track.colour} for track in content.tracks],
    }


def _day(day: VocDay, content: Content, page_of: Callable[[Entry | None], str]) -> dict[str, Any]:
    return {
        "index": day.index,
        "date": day.date.isoformat(),
        "day_start": day.starts_at.isoformat(),
        "day_end": day.ends_at.isoformat(),
        "rooms": {
            room.name: [_event(event, content, page_of(event.entry)) for event in room.events]
            for room in day.rooms
        },
    }


def _event(event: VocEvent, content: Content, url: str) -> dict[str, Any]:
    entry = event.entry
    return {
        "guid": event.guid,
        "id": event.id,
        "date": event.date,
        "start": event.start,
        "duration": event.duration,
        "room": event.room,
        "slug": event.slug,
        "url": url,
        "title": entry.title,
        "subtitle": event.subtitle,
        "track": entry.track.name if entry.track else None,
        "type": entry.kind,
        # In which language somebody speaks is not known.
        "language": "",
        "abstract": entry.abstract,
        "description": "",
        "persons": [
            {
                "id": person.id,
                "guid": person_guid(content, person.id),
                "name": person.name,
                "biography": person.biography,
            }
            for person in entry.people
        ],
        "links": [],
        "attachments": [],
    }
