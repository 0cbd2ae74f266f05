"""What frab's schedule.xml and c3voc's JSON have in common: the same events, under the same names.

Both formats are older than most programs that read them, and some of those are strict about names:
ids are whole numbers, guids are UUIDs, acronyms and slugs have a shape. Here is what our schedules
do not have of that by themselves. `frab` and `c3voc` write it down.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.text import slugify

from conference.core.characters import printable
from conference.schedule.feeds.exports import minutes_of, uid_of
from conference.schedule.release.content import About, Content
from conference.schedule.release.programme import Entry, Programme, programme_of

GENERATOR = "Plenary"
TIME_STEP = "00:05"
"""The grain of the grid that programs draw."""

SHORTEST = 4
"""Acronyms and the last part of a slug have at least so many characters."""

LONGEST_SLUG = 60
FIRST_FREE_ID = 1_000_000_000
LAST_ID = 2**31 - 1
"""Events without a presentation, and those in which one stands again, have ids from there to there:
programs keep ids in 32 bits.
"""


@dataclass(frozen=True, slots=True)
class VocEvent:
    """An event by the names that both formats know.

    It stands in the leftmost of its rooms only, since an id is there but once; `subtitle` names the
    others. `start` is a clock time and `duration` hours and minutes.
    """

    entry: Entry
    id: int
    guid: str
    slug: str
    room: str
    subtitle: str
    date: str
    start: str
    duration: str


@dataclass(frozen=True, slots=True)
class VocRoom:
    """A room of a day, and what takes place in it by time."""

    name: str
    guid: str
    events: tuple[VocEvent, ...]


@dataclass(frozen=True, slots=True)
class VocDay:
    """A date, from the moment at which its first event starts to that at which its last one
    ends.
    """

    index: int
    date: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime
    rooms: tuple[VocRoom, ...]


@dataclass(frozen=True)
class VocSchedule:
    """A schedule as both formats see it."""

    acronym: str
    programme: Programme
    days: tuple[VocDay, ...]


def voc_schedule(content: Content) -> VocSchedule:
    """The schedule that `content` shows.

    A schedule without events has the days of its conference, empty: the formats want at least one.
    """
    programme = programme_of(content)
    acronym = acronym_of(content.conference)
    events = {event.entry.key: event for event in _events(content, programme, acronym)}
    days = [
        VocDay(
            index,
            day.date,
            starts_at=min((entry.starts_at for entry in day.entries), key=_instant),
            ends_at=max((entry.ends_at for entry in day.entries), key=_instant),
            rooms=tuple(_rooms(content, [events[entry.key] for entry in day.entries])),
        )
        for index, day in enumerate(programme.days, 1)
    ]
    return VocSchedule(acronym, programme, tuple(days or _empty_days(content, programme)))


def acronym_of(conference: About) -> str:
    """The conference's slug in the shape that both formats accept: four or more of a-z, 0-9 and
    _.
    """
    acronym = re.sub("[^a-z0-9_]", "_", conference.slug.lower())
    return acronym if len(acronym) >= SHORTEST else f"{acronym}_{conference.starts_on.year}"


def guid_of(name: str) -> str:
    """A UUID that is the same whenever it is asked for: that of `name`, which is unique in the
    world.
    """
    return str(uuid5(NAMESPACE_URL, name))


def room_guid(content: Content, slug: str) -> str:
    """The UUID of a room."""
    return guid_of(uid_of(content, f"room-{slug}"))


def person_guid(content: Content, pk: int) -> str:
    """The UUID of somebody who speaks."""
    return guid_of(uid_of(content, f"speaker-{pk}"))


def _events(content: Content, programme: Programme, acronym: str) -> Iterator[VocEvent]:
    ids = _ids(programme)
    for entry in programme.entries:
        number = ids[entry.key]
        hours, minutes = divmod(minutes_of(entry), 60)
        room, others = _places(entry)
        yield VocEvent(
            entry,
            id=number,
            guid=entry.key if entry.id == entry.key else guid_of(uid_of(content, entry.id)),
            slug=f"{acronym}-{number}-{_title_slug(entry.title)}",
            room=room,
            subtitle=f"+ {', '.join(others)}" if others else "",
            date=entry.starts_at.isoformat(),
            start=f"{entry.starts_at:%H:%M}",
            duration=f"{hours:02}:{minutes:02}",
        )


def _ids(programme: Programme) -> dict[str, int]:
    """The id of each entry, by key: its presentation's number, else a number drawn from the key.

    An id may stand in a file but once: only the first entry of a presentation has its number.
    """
    ids = {e.key: (e.number or 0) if e.id != e.key else 0 for e in programme.entries}
    taken = set(ids.values())
    for key in sorted(key for key, number in ids.items() if not number):
        number = FIRST_FREE_ID + UUID(key).int % (LAST_ID - FIRST_FREE_ID)
        while number in taken:
            number = number + 1 if number < LAST_ID else FIRST_FREE_ID
        taken.add(number)
        ids[key] = number
    return ids


def _places(entry: Entry) -> tuple[str, list[str]]:
    names = [printable(room.name) for room in sorted(entry.rooms, key=lambda room: room.order)] or [
        ""
    ]
    return names[0], names[1:]


def _title_slug(title: str) -> str:
    slug = slugify(title)[:LONGEST_SLUG].strip("-_")
    return slug if len(slug) >= SHORTEST else "-".join(filter(None, ("event", slug)))


def _rooms(content: Content, events: list[VocEvent]) -> Iterator[VocRoom]:
    slugs: dict[str, str] = {}
    for room in content.rooms:
        slugs.setdefault(printable(room.name), room.slug)
    held: dict[str, list[VocEvent]] = defaultdict(list)
    for event in events:
        held[event.room].append(event)
    for name in (*slugs, ""):
        if held[name]:
            yield VocRoom(name, room_guid(content, slugs.get(name, "")), tuple(held[name]))


def _empty_days(content: Content, programme: Programme) -> Iterator[VocDay]:
    first, last = content.conference.starts_on, content.conference.ends_on
    for index in range((last - first).days + 1):
        date = first + dt.timedelta(days=index)
        midnight = dt.datetime.combine(date, dt.time(), programme.zone)
        yield VocDay(index + 1, date, midnight, midnight + dt.timedelta(days=1), ())


def _instant(at: dt.datetime) -> dt.datetime:
    return at.astimezone(dt.UTC)
