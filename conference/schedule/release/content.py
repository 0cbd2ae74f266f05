"""What a release carries: everything that its public pages show, as plain data.

The same shape, frozen on the fly, feeds the exports of the draft. `docs/formats.md` describes it.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from copy import deepcopy
from typing import Any
from uuid import UUID

from conference.editions.models import Conference, Section
from conference.presentations.models import Presentation
from conference.schedule.core import timetable as core
from conference.schedule.draft.store import load_drafts
from conference.schedule.models import Slot

Content = dict[str, Any]
NO_TIME = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
NOTHING: Content = {
    "conference": {},
    "rooms": [],
    "sections": [],
    "presentations": [],
    "speakers": [],
}


def freeze(
    conference: Conference,
    *,
    sections: Iterable[Section],
    previous: Content | None,
    at: dt.datetime,
) -> Content:
    """The content of a release of `conference` made at the moment `at`.

    The given sections are taken from their drafts, the others as they stand in `previous`, which is
    None before the first release. What `previous` shows in the same way keeps its sequence and its
    time; what differs counts one up.
    """
    last = previous or NOTHING
    chosen = {section.slug for section in sections}
    kept = {section["slug"]: section for section in deepcopy(last["sections"])}
    frozen, drafts = [], load_drafts(conference)
    presentations: dict[int, dict[str, Any]] = {}
    for section in conference.sections.select_related("conference"):
        if section.slug in chosen:
            timetable = drafts.of(section)
            frozen.append(_section(section, timetable))
            presentations |= _presentations(section, timetable)
        elif section.slug in kept:
            frozen.append(kept[section.slug])
            presentations |= _kept_presentations(last, section.slug)
    content: Content = {
        "version": 1,
        "conference": _conference(conference),
        "rooms": _rooms(conference, last, frozen),
        "tracks": list(conference.tracks.values("name", "colour")),
        "sections": frozen,
        "presentations": [presentations[number] for number in sorted(presentations)],
        "speakers": _speakers(conference, last, presentations),
    }
    _count_on(content, last, at)
    _keep_cancelled(content, last, at)
    return content


def freeze_draft(conference: Conference, previous: Content | None) -> Content:
    """The content of a release of all drafts that is not made (yet).

    Its time is always the same, and so is its digest, as long as publishing would show the same.
    """
    return freeze(conference, sections=conference.sections.all(), previous=previous, at=NO_TIME)


def digest_of(content: Content) -> str:
    """The same for equal contents, on every machine."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def timetable_of(content: Content, section_slug: str | None = None) -> core.Timetable:
    """The timetable that a release shows, of one section or of all."""
    sections = [s for s in content["sections"] if section_slug in (None, s["slug"])]
    speakers = {
        person["id"]: core.Speaker(person["id"], person["name"]) for person in content["speakers"]
    }
    talks = {
        talk["number"]: core.Presentation(
            talk["number"], talk["title"], tuple(speakers[person] for person in talk["speakers"])
        )
        for talk in content["presentations"]
    }
    slots = [(section["slug"], slot) for section in sections for slot in section["slots"]]
    return core.Timetable(
        days=tuple(dt.date.fromisoformat(slot["date"]) for _slug, slot in slots),
        rooms=tuple(
            core.Room(room["slug"], room["name"], order, room["capacity"])
            for order, room in enumerate(content["rooms"])
        ),
        kinds=tuple(
            {k["key"]: core.Kind(**k) for section in sections for k in section["kinds"]}.values()
        ),
        slots=tuple(
            core.Slot(
                key=UUID(slot["key"]),
                date=dt.date.fromisoformat(slot["date"]),
                start=dt.time.fromisoformat(slot["start"]),
                end=dt.time.fromisoformat(slot["end"]),
                kind=slot["kind"],
                rooms=frozenset(slot["rooms"]),
                title=slot["title"],
                presentation=talks.get(slot["presentation"]),
                section=slug,
            )
            for slug, slot in slots
        ),
    )


def _conference(conference: Conference) -> dict[str, Any]:
    return {
        "slug": conference.slug,
        "title": conference.title,
        "starts_on": conference.starts_on.isoformat(),
        "ends_on": conference.ends_on.isoformat(),
        "time_zone": str(conference.time_zone),
        "venue": conference.venue,
        "contact_email": conference.contact_email,
        "code_of_conduct_url": conference.code_of_conduct_url,
        "privacy_url": conference.privacy_url,
    }


def _section(section: Section, timetable: core.Timetable) -> dict[str, Any]:
    place = {room.slug: position for position, room in enumerate(timetable.rooms)}
    return {
        "slug": section.slug,
        "name": section.name,
        "kinds": [
            {
                "key": kind.key,
                "label": kind.label,
                "spans_rooms": kind.spans_rooms,
                "takes_presentation": kind.takes_presentation,
            }
            for kind in timetable.kinds
        ],
        "slots": [
            {
                "key": str(slot.key),
                "date": slot.date.isoformat(),
                "start": slot.start.isoformat("minutes"),
                "end": slot.end.isoformat("minutes"),
                "kind": slot.kind,
                "rooms": sorted(slot.rooms, key=place.__getitem__),
                "title": slot.title,
                "presentation": slot.presentation.number if slot.presentation else None,
            }
            for slot in timetable.slots
        ],
        "cancelled": [],
    }


def _presentations(section: Section, timetable: core.Timetable) -> dict[int, dict[str, Any]]:
    # Those that stand in its schedule, as `load_drafts` sees them, whatever section they name as
    # theirs.
    held = Slot.objects.filter(day__section=section).values("presentation")
    rows = Presentation.objects.filter(pk__in=held).select_related("track")
    speakers = {
        slot.presentation.number: [speaker.id for speaker in slot.presentation.speakers]
        for slot in timetable.slots
        if slot.presentation
    }
    return {
        talk.number: {
            "number": talk.number,
            "title": talk.title,
            "abstract": talk.abstract,
            "section": section.slug,
            "track": talk.track.name if talk.track else None,
            "speakers": speakers[talk.number],
        }
        for talk in rows
    }


def _kept_presentations(last: Content, slug: str) -> dict[int, dict[str, Any]]:
    return {talk["number"]: talk for talk in last["presentations"] if talk["section"] == slug}


def _rooms(
    conference: Conference, last: Content, sections: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    used = {room for section in sections for slot in section["slots"] for room in slot["rooms"]}
    rooms = {
        room.slug: {"slug": room.slug, "name": room.name, "capacity": room.capacity}
        for room in sorted(conference.rooms.all(), key=lambda room: (room.order, room.slug))
    }
    # A room that is gone from the conference is still there for a section that is kept as it stood.
    gone = {room["slug"]: room for room in last["rooms"] if room["slug"] not in rooms}
    return [room for slug, room in (rooms | gone).items() if slug in used]


def _speakers(
    conference: Conference, last: Content, presentations: dict[int, dict[str, Any]]
) -> list[dict[str, Any]]:
    used = {person for talk in presentations.values() for person in talk["speakers"]}
    people = {person["id"]: person for person in last["speakers"]} | {
        person["id"]: person for person in conference.speakers.values("id", "name", "biography")
    }
    return sorted(
        (people[person] for person in used), key=lambda person: (person["name"], person["id"])
    )


def event_id(slot: dict[str, Any]) -> str:
    """What an event is known by for ever: its presentation's number, else its slot's key."""
    number = slot["presentation"]
    return str(slot["key"]) if number is None else f"presentation-{number}"


def _count_on(content: Content, last: Content, at: dt.datetime) -> None:
    """Give every event its sequence and the time of its last change, as RFC 5545 §3.8.7 wants them.

    Those of a section that is kept as it stood as well: a room, a speaker or the zone may bear a
    new name.
    """
    now, before = _shown(content), _shown(last)
    history = _events(last, "cancelled") | _events(last, "slots")
    for name, slot in _events(content, "slots").items():
        if name in before and before[name] == now[name]:
            slot["sequence"], slot["modified_at"] = (
                history[name]["sequence"],
                history[name]["modified_at"],
            )
        else:
            slot["sequence"] = history[name]["sequence"] + 1 if name in history else 0
            slot["modified_at"] = at.isoformat()


def _keep_cancelled(content: Content, last: Content, at: dt.datetime) -> None:
    """Remember what was taken off, so that calendars can be told (STATUS:CANCELLED)."""
    present = _events(content, "slots")
    was = {section["slug"]: section for section in last["sections"]}
    for section in content["sections"]:
        before = was.get(section["slug"], {"cancelled": [], "slots": []})
        fresh = [
            {
                **slot,
                **_last_words(slot, last),
                "sequence": slot["sequence"] + 1,
                "modified_at": at.isoformat(),
            }
            for slot in before["slots"]
        ]
        gone = [slot for slot in (*before["cancelled"], *fresh) if event_id(slot) not in present]
        section["cancelled"] = gone


def _last_words(slot: dict[str, Any], last: Content) -> dict[str, Any]:
    # A cancelled event keeps the names that it was known by: its talk and rooms may be gone from
    # the release.
    talk = next((t for t in last["presentations"] if t["number"] == slot["presentation"]), None)
    return {
        "title": talk["title"] if talk else slot["title"],
        "room_names": [room["name"] for room in last["rooms"] if room["slug"] in slot["rooms"]],
        "speakers": talk["speakers"] if talk else [],
    }


def _events(content: Content, which: str) -> dict[str, dict[str, Any]]:
    events: dict[str, dict[str, Any]] = {}
    for section in content["sections"]:
        for slot in section[which]:
            name = event_id(slot)
            # From its second slot on, a presentation is known by the key of the slot.
            events[str(slot["key"]) if name in events else name] = slot
    return events


def _shown(content: Content) -> dict[str, Any]:
    """Everything about each event that somebody could see differ."""
    rooms = {room["slug"]: room["name"] for room in content["rooms"]}
    people = {person["id"]: person["name"] for person in content["speakers"]}
    talks = {
        talk["number"]: (
            (talk["title"], talk["abstract"], talk["track"]),
            [people[person] for person in talk["speakers"]],
        )
        for talk in content["presentations"]
    }
    kinds = {
        (s["slug"], kind["key"]): kind["label"] for s in content["sections"] for kind in s["kinds"]
    }
    section_of = {slot["key"]: s["slug"] for s in content["sections"] for slot in s["slots"]}
    return {
        name: (
            (slot["date"], slot["start"], slot["end"], content["conference"]["time_zone"]),
            sorted(rooms[room] for room in slot["rooms"]),
            (
                kinds[section_of[slot["key"]], slot["kind"]],
                slot["title"],
                talks.get(slot["presentation"]),
            ),
        )
        for name, slot in _events(content, "slots").items()
    }
