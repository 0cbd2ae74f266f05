"""The content of releases, as `freeze` makes it, built by hand for tests that need no rows."""

import uuid
from dataclasses import replace

from conference.schedule.release.content import Content, event_ids

MODIFIED_AT = "2026-07-01T10:00:00+00:00"
CALENDAR_ID = "6c1a8f0e-2a39-4f0c-8f0e-3d2b9a7c5e11"
KINDS = {
    "talk": {"spans_rooms": False, "takes_presentation": True},
    "plenary": {"spans_rooms": True, "takes_presentation": True},
    "lunch": {"spans_rooms": True, "takes_presentation": False},
    "party": {"spans_rooms": True, "takes_presentation": False},
}


def slot(when, rooms, kind="talk", *, title="", presentation=None, **fields):
    """A slot from "2026-08-14 10:00-11:00" in rooms given by slug, separated by blanks."""
    date, times = when.split()
    start, end = times.split("-")
    key = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{when} {rooms} {kind} {title}"))
    return {
        "id": key if presentation is None else f"presentation-{presentation}",
        "key": key,
        "date": date,
        "start": start,
        "end": end,
        "kind": kind,
        "rooms": rooms.split(),
        "title": title,
        "presentation": presentation,
        "sequence": 0,
        "modified_at": MODIFIED_AT,
        **fields,
    }


def section(slots, slug="talks", name="Talks", cancelled=()):
    kinds = [{"key": key, "label": key, **abilities} for key, abilities in KINDS.items()]
    return {
        "slug": slug,
        "name": name,
        "kinds": kinds,
        "slots": list(slots),
        "cancelled": [{"speakers": [], **gone} for gone in cancelled],
    }


def talk(number, title, speakers=(), *, abstract="", track=None, section="talks"):
    return {
        "number": number,
        "title": title,
        "abstract": abstract,
        "section": section,
        "track": track,
        "speakers": list(speakers),
    }


def speaker(number, name, biography=""):
    return {"id": number, "name": name, "biography": biography}


def content(
    slots=(),
    *,
    rooms=("hall", "north"),
    shared=(),
    sections=None,
    talks=(),
    speakers=(),
    tracks=(),
    zone="Australia/Adelaide",
):
    """The content of a release; rooms by slug, their names being those with a capital letter, and
    those of them that are shared.
    """
    data = {
        "version": 1,
        "conference": {
            "slug": "southern-2026",
            "title": "Southern Skies 2026",
            "starts_on": "2026-08-14",
            "ends_on": "2026-08-16",
            "time_zone": zone,
            "venue": "Adelaide Town Hall",
            "contact_email": "hello@southern.example",
            "code_of_conduct_url": "",
            "privacy_url": "",
            "calendar_id": CALENDAR_ID,
        },
        "rooms": [
            {"slug": room, "name": room.capitalize(), "capacity": None, "is_shared": room in shared}
            for room in rooms
        ],
        "tracks": [{"name": name, "colour": colour} for name, colour in tracks],
        "sections": [section(slots)] if sections is None else sections,
        "presentations": list(talks),
        "speakers": list(speakers),
    }
    content = Content.from_json(data)
    ids = event_ids(event.slot for event in content.events)
    events = tuple(replace(event, id=ids[event.slot.key]) for event in content.events)
    return replace(content, events=events)


def with_change(shown, change):
    """Another content: `shown` after `change` was made to its plain data."""
    data = shown.as_json()
    change(data)
    return Content.from_json(data)
