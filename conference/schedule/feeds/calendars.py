"""The schedule as calendars (iCalendar, RFC 5545): of everything, or of a part of it.

docs/formats.md describes them. What was taken off the schedule stays in them as cancelled, so that
a calendar that somebody subscribed to learns of it.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import (
    Calendar,
    Component,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vDuration,
)

from conference.core.characters import printable
from conference.core.dates import span
from conference.core.markdown import plain_paragraphs
from conference.schedule.feeds.exports import uid_of
from conference.schedule.release.content import Content, event_id
from conference.schedule.release.programme import Entry, Programme, programme_of

PRODUCT = "-//Plenary//Schedule//EN"
ASK_AGAIN_AFTER = dt.timedelta(hours=1)
"""How often a program that subscribes to a calendar is asked to look for changes."""

STEP = dt.timedelta(hours=6)
"""No zone changes its clocks twice within that time."""


class NoSuchPart(LookupError):
    """What is asked for was never on the schedule."""


@dataclass(frozen=True)
class Part:
    """What a calendar holds: its name ("" if it is all), and which entries and cancelled slots
    belong.
    """

    name: str
    holds: Callable[[Entry], bool]
    held: Callable[[dict[str, Any]], bool]


EVERYTHING = Part("", holds=lambda _entry: True, held=lambda _slot: True)


# --- Parts ----------------------------------------------------------------------------------------


def section_part(content: Content, slug: str) -> Part:
    """What belongs to one section; `NoSuchPart` if the release has none of that slug."""
    section = next((section for section in content["sections"] if section["slug"] == slug), None)
    if section is None:
        raise NoSuchPart(slug)
    gone = {slot["key"] for slot in section["cancelled"]}
    return Part(
        section["name"],
        holds=lambda entry: entry.section.slug == slug,
        held=lambda slot: slot["key"] in gone,
    )


def room_part(content: Content, slug: str) -> Part:
    """What takes place in one room; `NoSuchPart` if nothing does and nothing did."""
    names = [room["name"] for room in content["rooms"] if room["slug"] == slug]
    if not names and not any(slug in slot["rooms"] for slot in _cancelled(content)):
        raise NoSuchPart(slug)
    return Part(
        names[0] if names else "",
        holds=lambda entry: any(room.slug == slug for room in entry.rooms),
        held=lambda slot: slug in slot["rooms"],
    )


def speaker_part(content: Content, pk: int) -> Part:
    """What one speaker gives; `NoSuchPart` for somebody who never gave anything."""
    names = [person["name"] for person in content["speakers"] if person["id"] == pk]
    # Releases of an earlier version of Plenary do not say who would have spoken.
    if not names and not any(pk in slot.get("speakers", ()) for slot in _cancelled(content)):
        raise NoSuchPart(str(pk))
    return Part(
        names[0] if names else "",
        holds=lambda entry: any(person.id == pk for person in entry.people),
        held=lambda slot: pk in slot.get("speakers", ()),
    )


def presentation_part(content: Content, number: int) -> Part:
    """One presentation; `NoSuchPart` if it is not on the schedule and never was."""
    return presentations_part(content, _titles(content).get(number, ""), {number})


def presentations_part(content: Content, name: str, numbers: Collection[int]) -> Part:
    """Some presentations under a name of their own; those that were never on the schedule are left
    out.

    `NoSuchPart` if none of them ever was.
    """
    if _titles(content).keys().isdisjoint(numbers):
        raise NoSuchPart(", ".join(map(str, numbers)))
    return Part(
        name,
        holds=lambda entry: entry.number in numbers,
        held=lambda slot: slot["presentation"] in numbers,
    )


def _titles(content: Content) -> dict[int, str]:
    """Of all presentations that are on the schedule, or were, by number."""
    gone = {
        slot["presentation"]: slot["title"] for slot in _cancelled(content) if slot["presentation"]
    }
    return gone | {talk["number"]: talk["title"] for talk in content["presentations"]}


def _cancelled(content: Content) -> Iterator[dict[str, Any]]:
    for section in content["sections"]:
        yield from section["cancelled"]


# --- The file -------------------------------------------------------------------------------------


def write_ics(
    content: Content,
    *,
    host: str,
    stamp: dt.datetime,
    part: Part = EVERYTHING,
    page_of: Callable[[Entry], str] | None = None,
) -> bytes:
    """A part of the schedule as an iCalendar file, with what was taken off it marked as cancelled.

    `stamp` is the moment at which the content was made: a release's time, never now for one.
    `page_of` gives the absolute address of an entry's page, if it has one.
    """
    programme = programme_of(content)
    calendar = _frame(programme, part)
    for entry in filter(part.holds, programme.entries):
        event = _event(entry, uid_of(content, entry.uid, host), stamp)
        if page_of:
            event.add("url", page_of(entry))
        calendar.add_component(event)
    for slot in filter(part.held, _cancelled(content)):
        calendar.add_component(
            _cancelled_event(slot, programme, uid_of(content, event_id(slot), host), stamp)
        )
    # RFC 5545 §3.6 wants at least one component: a calendar without events has its zone, be it UTC.
    if programme.zone_name in calendar.get_missing_tzids() or not calendar.subcomponents:
        calendar.subcomponents.insert(0, _timezone(programme.zone, _years(calendar, content)))
    return calendar.to_ical()


def _frame(programme: Programme, part: Part) -> Calendar:
    name = printable(f"{part.name} · {programme.title}" if part.name else programme.title)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    # The names of RFC 7986, and those that the programs knew before it.
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", programme.zone_name)
    calendar.add("refresh-interval", ASK_AGAIN_AFTER, parameters={"value": "DURATION"})
    # A name that the library does not know: it would not write a duration for it.
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN_AFTER))
    return calendar


def _event(entry: Entry, uid: str, stamp: dt.datetime) -> Event:
    event = _event_frame(uid, stamp, entry.sequence, entry.modified_at)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    event.add("summary", printable(entry.title))
    event.add("location", printable(", ".join(room.name for room in entry.rooms)))
    event.add("status", "CONFIRMED")
    categories = [entry.kind, *([entry.track.name] if entry.track else [])]
    event.add("categories", [printable(category) for category in categories])
    words = [", ".join(person.name for person in entry.people), plain_paragraphs(entry.abstract)]
    if any(words):
        event.add("description", printable("\n\n".join(filter(None, words))))
    return event


def _cancelled_event(
    slot: dict[str, Any], programme: Programme, uid: str, stamp: dt.datetime
) -> Event:
    event = _event_frame(uid, stamp, slot["sequence"], slot["modified_at"])
    start, end = dt.time.fromisoformat(slot["start"]), dt.time.fromisoformat(slot["end"])
    starts_at, ends_at = span(dt.date.fromisoformat(slot["date"]), start, end, programme.zone)
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at)
    event.add("summary", printable(slot["title"] or slot["kind"]))
    event.add("location", printable(", ".join(slot["room_names"])))
    event.add("status", "CANCELLED")
    return event


def _event_frame(uid: str, stamp: dt.datetime, sequence: int, modified_at: str) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp.astimezone(dt.UTC))
    event.add("last-modified", dt.datetime.fromisoformat(modified_at).astimezone(dt.UTC))
    event.add("sequence", sequence)
    return event


# --- Its time zone --------------------------------------------------------------------------------


def _years(calendar: Calendar, content: Content) -> range:
    """The years of the conference, and those in which something in the calendar starts or ends."""
    years = [
        dt.date.fromisoformat(content["conference"][name]).year for name in ("starts_on", "ends_on")
    ]
    years += [
        event.decoded(name).year for event in calendar.events for name in ("dtstart", "dtend")
    ]
    return range(min(years), max(years) + 1)


def _timezone(zone: ZoneInfo, years: range) -> Timezone:
    """What clocks in `zone` do in the given years: one observance for each change.

    Written here because the library's own gives the time of a change as clocks show it after the
    change, and RFC 5545 §3.6.5 wants the time that they show before: programs would be wrong for up
    to an hour.
    """
    timezone = Timezone()
    timezone.add("tzid", zone.key)
    at = dt.datetime(years.start, 1, 1, tzinfo=zone).astimezone(dt.UTC)
    until = dt.datetime(min(years.stop, dt.MAXYEAR), 1, 1, tzinfo=zone).astimezone(dt.UTC)
    timezone.add_component(_observance(at, zone, before=_offset(at, zone)))
    while at < until:
        following = at + STEP
        if _state(following, zone) != _state(at, zone):
            change = _first_moment_after_the_change(at, following, zone)
            timezone.add_component(_observance(change, zone, before=_offset(at, zone)))
        at = following
    return timezone


def _first_moment_after_the_change(
    low: dt.datetime, high: dt.datetime, zone: ZoneInfo
) -> dt.datetime:
    old = _state(low, zone)
    while high - low > dt.timedelta(seconds=1):
        # Whole seconds, which is how finely zones are told.
        middle = low + (high - low) // dt.timedelta(seconds=2) * dt.timedelta(seconds=1)
        low, high = (middle, high) if _state(middle, zone) == old else (low, middle)
    return high


def _observance(at: dt.datetime, zone: ZoneInfo, *, before: dt.timedelta) -> Component:
    now = at.astimezone(zone)
    observance = TimezoneDaylight() if now.dst() else TimezoneStandard()
    observance.add("dtstart", (at + before).replace(tzinfo=None))
    observance.add("tzoffsetfrom", before)
    observance.add("tzoffsetto", _offset(at, zone))
    observance.add("tzname", now.tzname())
    return observance


def _offset(at: dt.datetime, zone: ZoneInfo) -> dt.timedelta:
    return at.astimezone(zone).utcoffset() or dt.timedelta()


def _state(at: dt.datetime, zone: ZoneInfo) -> tuple[dt.timedelta, str | None]:
    return _offset(at, zone), at.astimezone(zone).tzname()
