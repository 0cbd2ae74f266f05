"""What a release carries: everything that its public pages and feeds show, as one value.

It is stored as plain data for JSON, which `Content.from_json` reads and `as_json` writes;
docs/formats.md describes that. `freezing` makes one from the drafts.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Self
from uuid import UUID

from conference.core.colours import Shades, shades_of_mark
from conference.schedule.core import timetable as core

VERSION = 1


def _fields(value: Any) -> dict[str, Any]:
    """The fields of a dataclass by name: plain values, which need no copies as `asdict` makes."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


@dataclass(frozen=True, slots=True)
class About:
    """The conference. `calendar_id` never changes; the UIDs of its events in calendars hold it."""

    slug: str
    title: str
    starts_on: dt.date
    ends_on: dt.date
    time_zone: str
    venue: str
    contact_email: str
    code_of_conduct_url: str
    privacy_url: str
    calendar_id: str

    def as_json(self) -> dict[str, str]:
        """Plain data: dates as ISO 8601 writes them."""
        return {name: str(value) for name, value in _fields(self).items()}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the programme, with the kinds of its slots."""

    slug: str
    name: str
    kinds: tuple[core.Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Track:
    """A subject: its name and its colour ("#rrggbb")."""

    name: str
    colour: str

    @property
    def shades(self) -> Shades:
        """Its colour as pages show it."""
        return shades_of_mark(self.colour)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who speaks."""

    id: int
    name: str
    biography: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A presentation; `speakers` are ids of people, in the order in which they are named."""

    number: int
    title: str
    abstract: str
    section: str
    track: str | None
    speakers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A slot with what calendars need to follow it.

    `id` is what it is known by in its conference, see `event_ids`. `sequence` counts the releases
    in which it was moved or changed, and `modified_at` is the time of the last of those (ISO 8601).
    The slot knows its presentation by number only.
    """

    id: str
    slot: core.Slot
    sequence: int
    modified_at: str

    @property
    def number(self) -> int | None:
        """The number of its presentation, if it holds one."""
        return self.slot.presentation.number if self.slot.presentation else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelledEvent(Event):
    """An event of an earlier release that is gone.

    It keeps what it was known by, since its talk, rooms and speakers may be gone as well: the title
    stands in its slot, the names of its rooms and the ids of its speakers here.
    """

    room_names: tuple[str, ...]
    speakers: tuple[int, ...]


@dataclass(frozen=True)
class Content:
    """A whole release. Rooms stand from the left of the grid to the right and count from 0."""

    conference: About
    rooms: tuple[core.Room, ...] = ()
    tracks: tuple[Track, ...] = ()
    sections: tuple[Section, ...] = ()
    events: tuple[Event, ...] = ()
    cancelled: tuple[CancelledEvent, ...] = ()
    talks: tuple[Talk, ...] = ()
    people: tuple[Person, ...] = ()

    @cached_property
    def talk_by_number(self) -> dict[int, Talk]:
        return {talk.number: talk for talk in self.talks}

    @cached_property
    def person_by_id(self) -> dict[int, Person]:
        return {person.id: person for person in self.people}

    @cached_property
    def room_by_slug(self) -> dict[str, core.Room]:
        return {room.slug: room for room in self.rooms}

    @cached_property
    def digest(self) -> str:
        """The same for equal contents, on every machine."""
        text = json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def rooms_of(self, slot: core.Slot) -> list[core.Room]:
        """The rooms of a slot, from the left; without those that are gone."""
        rooms = (self.room_by_slug[slug] for slug in slot.rooms if slug in self.room_by_slug)
        return sorted(rooms, key=lambda room: room.order)

    def as_json(self) -> dict[str, Any]:
        """Plain data for storage; `from_json` reads it back."""
        return {
            "version": VERSION,
            "conference": self.conference.as_json(),
            "rooms": [_room_as_json(room) for room in self.rooms],
            "tracks": [_fields(track) for track in self.tracks],
            "sections": [
                {
                    "slug": section.slug,
                    "name": section.name,
                    "kinds": [_fields(kind) for kind in section.kinds],
                    "slots": [self._event_as_json(event) for event in self._of(section)],
                    "cancelled": [
                        self._cancelled_as_json(event)
                        for event in self.cancelled
                        if event.slot.section == section.slug
                    ],
                }
                for section in self.sections
            ],
            "presentations": [{**_fields(t), "speakers": list(t.speakers)} for t in self.talks],
            "speakers": [_fields(person) for person in self.people],
        }

    def _of(self, section: Section) -> Iterator[Event]:
        return (event for event in self.events if event.slot.section == section.slug)

    def _event_as_json(self, event: Event) -> dict[str, Any]:
        slot = event.slot
        shown = [room.slug for room in self.rooms_of(slot)]
        # A cancelled slot may name rooms that are gone.
        gone = sorted(slot.rooms.difference(shown))
        return {
            "id": event.id,
            "key": str(slot.key),
            "date": slot.date.isoformat(),
            "start": slot.start.isoformat("minutes"),
            "end": slot.end.isoformat("minutes"),
            "kind": slot.kind,
            "rooms": [*shown, *gone],
            "title": slot.title,
            "presentation": event.number,
            "sequence": event.sequence,
            "modified_at": event.modified_at,
        }

    def _cancelled_as_json(self, event: CancelledEvent) -> dict[str, Any]:
        names = {"room_names": list(event.room_names), "speakers": list(event.speakers)}
        return {**self._event_as_json(event), **names}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The content that `as_json` wrote; KeyError or ValueError if that is something else."""
        about = data["conference"]
        days = {name: dt.date.fromisoformat(about[name]) for name in ("starts_on", "ends_on")}
        sections = data["sections"]
        return cls(
            conference=About(**{**about, **days}),
            rooms=tuple(core.Room(order=order, **room) for order, room in enumerate(data["rooms"])),
            tracks=tuple(Track(**track) for track in data["tracks"]),
            sections=tuple(
                Section(s["slug"], s["name"], tuple(core.Kind(**kind) for kind in s["kinds"]))
                for s in sections
            ),
            events=tuple(Event(**_event(row, s["slug"])) for s in sections for row in s["slots"]),
            cancelled=tuple(
                CancelledEvent(
                    **_event(row, s["slug"]),
                    room_names=tuple(row["room_names"]),
                    speakers=tuple(row["speakers"]),
                )
                for s in sections
                for row in s["cancelled"]
            ),
            talks=tuple(
                Talk(**{**talk, "speakers": tuple(talk["speakers"])})
                for talk in data["presentations"]
            ),
            people=tuple(Person(**person) for person in data["speakers"]),
        )


def _room_as_json(room: core.Room) -> dict[str, Any]:
    told = {"slug": room.slug, "name": room.name, "capacity": room.capacity}
    # Only where it is so: a release from before rooms could be shared keeps its digest.
    return {**told, "is_shared": True} if room.is_shared else told


def _event(row: dict[str, Any], section: str) -> dict[str, Any]:
    number = row["presentation"]
    slot = core.Slot(
        key=UUID(row["key"]),
        date=dt.date.fromisoformat(row["date"]),
        start=dt.time.fromisoformat(row["start"]),
        end=dt.time.fromisoformat(row["end"]),
        kind=row["kind"],
        rooms=frozenset(row["rooms"]),
        title=row["title"],
        presentation=None if number is None else core.Presentation(number),
        section=section,
    )
    names = ("id", "sequence", "modified_at")
    return {"slot": slot, **{name: row[name] for name in names}}


def event_ids(slots: Iterable[core.Slot]) -> dict[UUID | None, str]:
    """What the event of each slot is known by, by the slot's key.

    It is `presentation-7` for the first slot in which presentation 7 stands, so that it stays the
    same event when the talk moves to another slot, and the slot's key for all others.
    """
    ids: dict[UUID | None, str] = {}
    seen: set[int] = set()
    for slot in sorted(slots, key=lambda slot: (slot.date, slot.start, str(slot.key))):
        number = slot.presentation.number if slot.presentation else None
        is_first = number is not None and number not in seen
        ids[slot.key] = f"presentation-{number}" if is_first else str(slot.key)
        if number is not None:
            seen.add(number)
    return ids


def timetable_of(content: Content, section_slug: str | None = None) -> core.Timetable:
    """The timetable that a release shows, of one section or of all."""
    talks = {
        talk.number: core.Presentation(
            talk.number,
            talk.title,
            tuple(core.Speaker(pk, content.person_by_id[pk].name) for pk in talk.speakers),
        )
        for talk in content.talks
    }
    slots = tuple(
        event.slot
        if event.number is None
        else replace(event.slot, presentation=talks[event.number])
        for event in content.events
        if section_slug in (None, event.slot.section)
    )
    sections = [s for s in content.sections if section_slug in (None, s.slug)]
    return core.Timetable(
        days=tuple(slot.date for slot in slots),
        rooms=content.rooms,
        kinds=tuple({kind.key: kind for s in sections for kind in s.kinds}.values()),
        slots=slots,
    )
