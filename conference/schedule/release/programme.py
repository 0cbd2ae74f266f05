"""What a release shows, ready to be shown: a programme of days and entries.

Pure and fast: it reads the content that `releases.freeze` makes (a release, or the draft frozen on
the fly) and nothing else. `grid` lays a day out for the eye; `exports` writes the same entries as
files.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from conference.core.colours import Shades, shades_of_mark
from conference.core.dates import offset_name, span
from conference.schedule.release.content import Content, event_id

FEW_ROOMS = 2  # that many are named, also where they are all


@dataclass(frozen=True, slots=True)
class Room:
    """A place; `position` counts from the left over all rooms of the release."""

    slug: str
    name: str
    capacity: int | None
    position: int


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
class Section:
    """A part of the programme."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A time as a page shows it ("10:00"), and the moment that it is.

    `date` is given where the time falls on another date than the one under which it stands.
    """

    text: str
    at: dt.datetime
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that takes place: when, where, what and by whom.

    `date`, `start` and `end` are the conference's clock times, `starts_at` and `ends_at` the
    moments, and `zone` is the visitor's, if pages are to show its times. `number` and `abstract`
    are those of its presentation, if it holds one; `title` is never empty, and `own_title` is what
    was typed into the slot. `is_everywhere` says that it takes all rooms of its day, which are more
    than two.
    """

    uid: str
    key: str
    date: dt.date
    start: dt.time
    end: dt.time
    starts_at: dt.datetime
    ends_at: dt.datetime
    section: Section
    kind: str
    title: str
    own_title: str
    rooms: tuple[Room, ...]
    number: int | None
    abstract: str
    track: Track | None
    people: tuple[Person, ...]
    is_pause: bool
    sequence: int
    modified_at: str
    zone: ZoneInfo | None = None
    is_everywhere: bool = False

    @property
    def begins(self) -> Clock:
        """Its start as pages show it, under the conference's date."""
        return self._clock(self.start, self.starts_at, self.date)

    @property
    def finishes(self) -> Clock:
        """Its end as pages show it, beside its start."""
        under = self.starts_at.astimezone(self.zone).date() if self.zone else self.date
        return self._clock(self.end, self.ends_at, under)

    @property
    def offset(self) -> str:
        """How far the zone shown is from UTC: "UTC+09:30"; see `_offsets`."""
        return _offsets([self])

    def _clock(self, typed: dt.time, at: dt.datetime, under: dt.date) -> Clock:
        if self.zone is None:
            # As it was typed. An end after midnight says nothing: everyone takes it so.
            return Clock(f"{typed:%H:%M}", at)
        there = at.astimezone(self.zone)
        return Clock(f"{there:%H:%M}", there, there.date() if there.date() != under else None)

    @property
    def first_minute(self) -> int:
        """Its start, in minutes of clock time since midnight of its day."""
        return self.start.hour * 60 + self.start.minute

    @property
    def last_minute(self) -> int:
        """Its end, counted likewise; over 1440 if it runs past midnight."""
        minute = self.end.hour * 60 + self.end.minute
        return minute if self.end > self.start else minute + 24 * 60

    @property
    def is_unnamed(self) -> bool:
        """Whether its title is nothing but its kind, which then need not be said twice."""
        return self.title.casefold() == self.kind.casefold()


@dataclass(frozen=True)
class ProgrammeDay:
    """What starts on one date, in all sections: by time, then from the left room to the right."""

    date: dt.date
    entries: tuple[Entry, ...]

    @cached_property
    def rooms(self) -> tuple[Room, ...]:
        """The rooms in which something takes place, from the left."""
        used = {room for entry in self.entries for room in entry.rooms}
        return tuple(sorted(used, key=attrgetter("position")))

    @property
    def offset(self) -> str:
        """How far the zone shown is from UTC on that day: "UTC+09:30"; see `_offsets`."""
        return _offsets(self.entries)

    @property
    def talks(self) -> int:
        """How many presentations it holds."""
        return sum(entry.number is not None for entry in self.entries)

    @property
    def begins(self) -> Clock:
        """When it begins, as pages show it."""
        return self.entries[0].begins

    @property
    def finishes(self) -> Clock:
        """When the last of it ends, as pages show it beside its begin."""
        last = max(self.entries, key=attrgetter("last_minute")).finishes
        is_elsewhere = self.entries[0].zone is not None and last.at.date() != self.begins.at.date()
        return replace(last, date=last.at.date() if is_elsewhere else None)


@dataclass(frozen=True)
class Programme:
    """A whole release, or a part of it: its days, and everything that they refer to."""

    title: str
    zone: ZoneInfo
    rooms: tuple[Room, ...]
    sections: tuple[Section, ...]
    days: tuple[ProgrammeDay, ...]
    visitor_zone: ZoneInfo | None = None

    @property
    def zone_name(self) -> str:
        """The conference's zone as it is known everywhere: "Australia/Adelaide"."""
        return self.zone.key

    @property
    def shown_zone(self) -> ZoneInfo:
        """The zone whose clock times are shown: the visitor's, else the conference's."""
        return self.visitor_zone or self.zone

    @cached_property
    def offset(self) -> str | None:
        """How far the zone shown is from UTC; None if that differs between days, which then say
        it.
        """
        offsets = {day.offset for day in self.days}
        return offsets.pop() if len(offsets) == 1 else None

    @property
    def entries(self) -> Iterator[Entry]:
        """All entries, day by day."""
        for day in self.days:
            yield from day.entries

    @cached_property
    def talks(self) -> dict[int, Entry]:
        """The entries that hold a presentation, by its number, in the order of the programme."""
        return {entry.number: entry for entry in self.entries if entry.number is not None}

    @cached_property
    def people(self) -> dict[int, Person]:
        """Everyone who speaks, by id, in the order of their names."""
        everyone = {person.id: person for entry in self.entries for person in entry.people}
        return dict(sorted(everyone.items(), key=lambda item: (item[1].name.casefold(), item[0])))

    @cached_property
    def used_sections(self) -> tuple[Section, ...]:
        """The sections of which something takes place."""
        used = {entry.section for entry in self.entries}
        return tuple(section for section in self.sections if section in used)

    @cached_property
    def edges(self) -> tuple[float, ...]:
        """The moments at which something starts or ends, in order, as timestamps."""
        moments = {
            at.timestamp() for entry in self.entries for at in (entry.starts_at, entry.ends_at)
        }
        return tuple(sorted(moments))

    def in_zone(self, zone: ZoneInfo | None) -> "Programme":
        """The same with its times shown in a visitor's zone; its days stay the conference's."""
        if zone is None or zone == self.zone:
            return self
        return replace(self._keeping(lambda entry: replace(entry, zone=zone)), visitor_zone=zone)

    def of(self, entries: Iterable[Entry]) -> "Programme":
        """Only these of its entries."""
        chosen = {entry.key for entry in entries}
        return self._keeping(lambda entry: entry if entry.key in chosen else None)

    def on(self, date: dt.date) -> "Programme":
        """What starts on one date."""
        return self._keeping(lambda entry: entry if entry.date == date else None)

    def of_section(self, slug: str) -> "Programme":
        """What belongs to one section."""
        return self._keeping(lambda entry: entry if entry.section.slug == slug else None)

    def in_room(self, room: Room) -> "Programme":
        """What takes place in one room, as it is seen from there: without the other rooms."""
        return self._keeping(
            lambda entry: replace(entry, rooms=(room,)) if room in entry.rooms else None
        )

    def given_by(self, person: Person) -> tuple[Entry, ...]:
        """What somebody gives, in the order of the programme."""
        return tuple(entry for entry in self.entries if person in entry.people)

    def beside(self, entry: Entry) -> tuple[Entry, ...]:
        """The other presentations that somebody at `entry` misses, in the order of the
        programme.
        """
        begins, ends = entry.starts_at.timestamp(), entry.ends_at.timestamp()
        return tuple(
            other
            for other in self.talks.values()
            if other is not entry
            and other.starts_at.timestamp() < ends
            and other.ends_at.timestamp() > begins
        )

    def _keeping(self, change: Callable[[Entry], Entry | None]) -> "Programme":
        days = (
            replace(day, entries=tuple(kept for entry in day.entries if (kept := change(entry))))
            for day in self.days
        )
        return replace(self, days=tuple(day for day in days if day.entries))


def programme_of(content: Content) -> Programme:
    """The programme that `content` shows; KeyError or ValueError if `releases.freeze` did not make
    it.
    """
    return _Reader(content).programme()


def _day(date: dt.date, entries: list[Entry]) -> ProgrammeDay:
    rooms = {room for entry in entries for room in entry.rooms}
    named = [replace(e, is_everywhere=len(e.rooms) == len(rooms) > FEW_ROOMS) for e in entries]
    return ProgrammeDay(date, _in_order(named))


class _Reader:
    """One walk through the content, with what slots refer to by name at hand."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.zone = ZoneInfo(content["conference"]["time_zone"])
        self.rooms = {
            room["slug"]: Room(room["slug"], room["name"], room["capacity"], position)
            for position, room in enumerate(content["rooms"])
        }
        self.tracks = {
            track["name"]: Track(track["name"], track["colour"]) for track in content["tracks"]
        }
        self.people = {
            p["id"]: Person(p["id"], p["name"], p["biography"]) for p in content["speakers"]
        }
        self.talks = {talk["number"]: talk for talk in content["presentations"]}

    def programme(self) -> Programme:
        by_date: dict[dt.date, list[Entry]] = {}
        for entry in self._entries():
            by_date.setdefault(entry.date, []).append(entry)
        return Programme(
            title=self.content["conference"]["title"],
            zone=self.zone,
            rooms=tuple(self.rooms.values()),
            sections=tuple(Section(s["slug"], s["name"]) for s in self.content["sections"]),
            days=tuple(_day(date, by_date[date]) for date in sorted(by_date)),
        )

    def _entries(self) -> Iterator[Entry]:
        for section in self.content["sections"]:
            kinds = {kind["key"]: kind for kind in section["kinds"]}
            for slot in section["slots"]:
                yield self._entry(
                    Section(section["slug"], section["name"]), kinds[slot["kind"]], slot
                )

    def _entry(self, section: Section, kind: dict[str, Any], slot: dict[str, Any]) -> Entry:
        talk = self.talks.get(slot["presentation"], {})
        date = dt.date.fromisoformat(slot["date"])
        start, end = dt.time.fromisoformat(slot["start"]), dt.time.fromisoformat(slot["end"])
        starts_at, ends_at = span(date, start, end, self.zone)
        return Entry(
            uid=event_id(slot),
            key=slot["key"],
            date=date,
            start=start,
            end=end,
            starts_at=starts_at,
            ends_at=ends_at,
            section=section,
            kind=kind["label"],
            title=talk.get("title") or slot["title"] or kind["label"],
            own_title=slot["title"],
            rooms=tuple(self.rooms[room] for room in slot["rooms"]),
            number=slot["presentation"],
            abstract=talk.get("abstract", ""),
            track=self.tracks.get(talk.get("track")),
            people=tuple(self.people[person] for person in talk.get("speakers", ())),
            is_pause=not talk and not kind["takes_presentation"],
            sequence=slot["sequence"],
            modified_at=slot["modified_at"],
        )


def _offsets(entries: Iterable[Entry]) -> str:
    """The offsets at which they start and end; "UTC+11:00, later UTC+10:30" where clocks change
    meanwhile.
    """
    moments = [at for entry in entries for at in (entry.begins.at, entry.finishes.at)]
    names = dict.fromkeys(offset_name(at) for at in sorted(moments, key=lambda at: at.timestamp()))
    return _(", later ").join(names)


def _in_order(entries: list[Entry]) -> tuple[Entry, ...]:
    return tuple(
        sorted(entries, key=lambda entry: (entry.start, _leftmost(entry), entry.end, entry.key))
    )


def _leftmost(entry: Entry) -> int:
    return min((room.position for room in entry.rooms), default=0)
