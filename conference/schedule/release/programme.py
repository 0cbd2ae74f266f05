"""What a release shows, ready to be shown: a programme of days and entries.

It is made of the content of a release, or of a draft frozen on the fly, and of nothing else. `grid`
lays a day out for the eye; the feeds write the same entries as files.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from conference.core.dates import offset_name, span
from conference.schedule.core import timetable as core
from conference.schedule.release.content import Content, Event, Person, Section, Track

FEW_ROOMS = 2  # that many are named, also where they are all


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
    moments, and `zone` is the visitor's, if pages are to show its times. `id` is what it is known
    by in its conference, see `content.event_ids`, and `key` its slot's key. `number` and `abstract`
    are those of its presentation, if it holds one; `title` is never empty, and `own_title` is what
    was typed into the slot. `is_everywhere` says that it takes all rooms of its day, which are more
    than two.
    """

    id: str
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
    rooms: tuple[core.Room, ...]
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
    def rooms(self) -> tuple[core.Room, ...]:
        """The rooms in which something takes place, from the left."""
        used = {room for entry in self.entries for room in entry.rooms}
        return tuple(sorted(used, key=attrgetter("order")))

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
    rooms: tuple[core.Room, ...]
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
    def talks(self) -> dict[int, tuple[Entry, ...]]:
        """Of each presentation, by number, the entries in which it takes place, in the order of the
        programme. It may be given twice, or in parts.
        """
        found: dict[int, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            if entry.number is not None:
                found[entry.number].append(entry)
        return {number: tuple(entries) for number, entries in found.items()}

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

    def on(self, date: dt.date) -> "Programme":
        """What starts on one date."""
        return self._keeping(lambda entry: entry if entry.date == date else None)

    def of_section(self, slug: str) -> "Programme":
        """What belongs to one section."""
        return self._keeping(lambda entry: entry if entry.section.slug == slug else None)

    def in_room(self, room: core.Room) -> "Programme":
        """What takes place in one room, as it is seen from there: without the other rooms."""
        return self._keeping(
            lambda entry: replace(entry, rooms=(room,)) if room in entry.rooms else None
        )

    def by_day(
        self, talks: Iterable[tuple[Entry, ...]]
    ) -> list[tuple[ProgrammeDay, list[tuple[Entry, ...]]]]:
        """Talks under the day on which each takes place first; without the days that have none."""
        found: dict[dt.date, list[tuple[Entry, ...]]] = defaultdict(list)
        for talk in talks:
            found[talk[0].date].append(talk)
        return [(day, found[day.date]) for day in self.days if day.date in found]

    def given_by(self, person: Person) -> tuple[tuple[Entry, ...], ...]:
        """The presentations that somebody gives, each with all its entries, in the order of the
        programme.
        """
        return tuple(self.talks[number] for number in self._numbers_of_people.get(person.id, ()))

    @cached_property
    def _numbers_of_people(self) -> dict[int, list[int]]:
        numbers: dict[int, list[int]] = defaultdict(list)
        for number, (entry, *_others) in self.talks.items():
            for person in entry.people:
                numbers[person.id].append(number)
        return numbers

    def beside(self, entries: Collection[Entry]) -> tuple[Entry, ...]:
        """What holds another presentation while one of `entries` takes place, in the order of the
        programme.
        """
        times = [(entry.starts_at.timestamp(), entry.ends_at.timestamp()) for entry in entries]
        numbers = {entry.number for entry in entries}
        return tuple(
            other
            for other in self.entries
            if other.number is not None
            and other.number not in numbers
            and any(
                other.starts_at.timestamp() < ends and other.ends_at.timestamp() > begins
                for begins, ends in times
            )
        )

    def _keeping(self, change: Callable[[Entry], Entry | None]) -> "Programme":
        days = (
            replace(day, entries=tuple(kept for entry in day.entries if (kept := change(entry))))
            for day in self.days
        )
        return replace(self, days=tuple(day for day in days if day.entries))


def programme_of(content: Content) -> Programme:
    """The programme that `content` shows."""
    zone = ZoneInfo(content.conference.time_zone)
    make = _EntryMaker(content, zone)
    by_date: dict[dt.date, list[Entry]] = defaultdict(list)
    for event in content.events:
        by_date[event.slot.date].append(make.entry(event))
    return Programme(
        title=content.conference.title,
        zone=zone,
        rooms=content.rooms,
        sections=content.sections,
        days=tuple(_day(date, by_date[date]) for date in sorted(by_date)),
    )


def _day(date: dt.date, entries: list[Entry]) -> ProgrammeDay:
    rooms = {room for entry in entries for room in entry.rooms}
    everywhere = len(rooms) if len(rooms) > FEW_ROOMS else None
    named = [
        replace(entry, is_everywhere=True) if len(entry.rooms) == everywhere else entry
        for entry in entries
    ]
    return ProgrammeDay(date, _in_order(named))


class _EntryMaker:
    """Makes entries of events, with what slots refer to by name at hand."""

    def __init__(self, content: Content, zone: ZoneInfo) -> None:
        self.content = content
        self.zone = zone
        self.sections = {section.slug: section for section in content.sections}
        self.kinds = {(s.slug, kind.key): kind for s in content.sections for kind in s.kinds}
        self.tracks = {track.name: track for track in content.tracks}

    def entry(self, event: Event) -> Entry:
        """The entry that shows `event`."""
        slot, number = event.slot, event.number
        talk = None if number is None else self.content.talk_by_number[number]
        kind = self.kinds[slot.section, slot.kind]
        starts_at, ends_at = span(slot.date, slot.start, slot.end, self.zone)
        people = self.content.person_by_id
        return Entry(
            id=event.id,
            key=str(slot.key),
            date=slot.date,
            start=slot.start,
            end=slot.end,
            starts_at=starts_at,
            ends_at=ends_at,
            section=self.sections[slot.section],
            kind=kind.label,
            title=(talk.title if talk else slot.title) or kind.label,
            own_title=slot.title,
            rooms=tuple(self.content.rooms_of(slot)),
            number=number,
            abstract=talk.abstract if talk else "",
            track=self.tracks.get(talk.track) if talk and talk.track else None,
            people=tuple(people[pk] for pk in talk.speakers) if talk else (),
            is_pause=not talk and not kind.takes_presentation,
            sequence=event.sequence,
            modified_at=event.modified_at,
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
    return min((room.order for room in entry.rooms), default=0)
