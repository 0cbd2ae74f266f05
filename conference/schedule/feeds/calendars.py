"""The schedule as calendars (iCalendar, RFC 5545): of everything, or of a part of it.

docs/formats.md describes them. What was taken off the schedule stays in them as cancelled, so that
a calendar that somebody subscribed to learns of it.
"""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vDuration, vText

from conference.core.characters import one_line, printable
from conference.core.dates import span
from conference.core.markdown import plain_paragraphs
from conference.editions.models import Conference
from conference.schedule.feeds.exports import uid_of
from conference.schedule.release.content import CancelledEvent, Content
from conference.schedule.release.programme import Entry, programme_of

PRODUCT = "-//Plenary//Schedule//EN"
ASK_AGAIN_AFTER = dt.timedelta(hours=1)
"""How often a program that subscribes to a calendar is asked to look for changes."""

CANCELLED_FOR = dt.timedelta(days=30)
"""So long after the last day of the conference calendars still say what was taken off."""


class NoSuchPart(LookupError):
    """What is asked for was never on the schedule."""


@dataclass(frozen=True)
class Part:
    """What a calendar holds: its name ("" if it is all), and which entries and cancelled events
    belong.
    """

    name: str
    holds: Callable[[Entry], bool]
    held: Callable[[CancelledEvent], bool]


EVERYTHING = Part("", holds=lambda _entry: True, held=lambda _event: True)


# --- Parts ----------------------------------------------------------------------------------------


def section_part(content: Content, slug: str) -> Part:
    """What belongs to one section; `NoSuchPart` if the release has none of that slug."""
    names = [section.name for section in content.sections if section.slug == slug]
    if not names:
        raise NoSuchPart(slug)
    return Part(
        names[0],
        holds=lambda entry: entry.section.slug == slug,
        held=lambda event: event.slot.section == slug,
    )


def room_part(content: Content, slug: str) -> Part:
    """What takes place in one room; `NoSuchPart` if nothing does and nothing did."""
    room = content.room_by_slug.get(slug)
    if room is None and not any(slug in event.slot.rooms for event in content.cancelled):
        raise NoSuchPart(slug)
    return Part(
        room.name if room else "",
        holds=lambda entry: room in entry.rooms,
        held=lambda event: slug in event.slot.rooms,
    )


def speaker_part(content: Content, pk: int) -> Part:
    """What one speaker gives; `NoSuchPart` for somebody who never gave anything."""
    person = content.person_by_id.get(pk)
    if person is None and not any(pk in event.speakers for event in content.cancelled):
        raise NoSuchPart(str(pk))
    return Part(
        person.name if person else "",
        holds=lambda entry: person in entry.people,
        held=lambda event: pk in event.speakers,
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
        held=lambda event: event.number in numbers,
    )


def _titles(content: Content) -> dict[int, str]:
    """Of all presentations that are on the schedule, or were, by number."""
    gone = {e.number: e.slot.title for e in content.cancelled if e.number is not None}
    return gone | {talk.number: talk.title for talk in content.talks}


# --- The file -------------------------------------------------------------------------------------


def write_ics(
    content: Content,
    *,
    stamp: dt.datetime,
    with_cancelled: bool = True,
    part: Part = EVERYTHING,
    page_of: Callable[[Entry], str] | None = None,
) -> bytes:
    """A part of the schedule as an iCalendar file; `with_cancelled` with what was taken off it.

    `stamp` is the moment at which the content was made: a release's time, never now for one.
    `page_of` gives the absolute address of an entry's page, if it has one.
    """
    calendar = _frame(content, part)
    for entry in filter(part.holds, programme_of(content).entries):
        event = _event(entry, uid_of(content, entry.id), stamp)
        if page_of:
            event.add("url", page_of(entry))
        calendar.add_component(event)
    for cancelled in filter(part.held, content.cancelled if with_cancelled else ()):
        calendar.add_component(_cancelled_event(content, cancelled, stamp))
    if not calendar.subcomponents:
        calendar.add_component(_utc())
    return calendar.to_ical()


def tells_cancelled(conference_ends_on: dt.date, at: dt.datetime) -> bool:
    """Whether calendars that are asked for at a moment still say what was taken off."""
    return at < _end_of_cancelled(conference_ends_on)


def when_cancelled_go(conference: Conference, after: dt.datetime) -> dt.datetime | None:
    """When calendars stop to say what was taken off; None if that is not after `after`.

    They are kept by the conference's public version, which changes at this moment.
    """
    moment = _end_of_cancelled(conference.ends_on)
    return moment if moment > after else None


def _end_of_cancelled(conference_ends_on: dt.date) -> dt.datetime:
    day_after = conference_ends_on + CANCELLED_FOR + dt.timedelta(days=1)
    return dt.datetime.combine(day_after, dt.time(), dt.UTC)


def _frame(content: Content, part: Part) -> Calendar:
    title = content.conference.title
    # As text, of which separators are escaped: the library knows neither name.
    name = vText(one_line(f"{part.name} · {title}" if part.name else title))
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    # The names of RFC 7986, and those that the programs knew before it.
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", content.conference.time_zone)
    calendar.add("refresh-interval", ASK_AGAIN_AFTER, parameters={"value": "DURATION"})
    # A name that the library does not know: it would not write a duration for it.
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN_AFTER))
    return calendar


def _event(entry: Entry, uid: str, stamp: dt.datetime) -> Event:
    event = _event_frame(uid, stamp, entry.sequence, entry.modified_at)
    _add_times(event, entry.starts_at, entry.ends_at)
    event.add("summary", one_line(entry.title))
    event.add("location", one_line(", ".join(room.name for room in entry.rooms)))
    event.add("status", "CONFIRMED")
    categories = [entry.kind, *([entry.track.name] if entry.track else [])]
    event.add("categories", [one_line(category) for category in categories])
    words = [", ".join(person.name for person in entry.people), plain_paragraphs(entry.abstract)]
    if any(words):
        event.add("description", printable("\n\n".join(filter(None, words))))
    return event


def _cancelled_event(content: Content, cancelled: CancelledEvent, stamp: dt.datetime) -> Event:
    uid, slot = uid_of(content, cancelled.id), cancelled.slot
    event = _event_frame(uid, stamp, cancelled.sequence, cancelled.modified_at)
    zone = ZoneInfo(content.conference.time_zone)
    _add_times(event, *span(slot.date, slot.start, slot.end, zone))
    event.add("summary", one_line(slot.title or slot.kind))
    event.add("location", one_line(", ".join(cancelled.room_names)))
    event.add("status", "CANCELLED")
    return event


def _event_frame(uid: str, stamp: dt.datetime, sequence: int, modified_at: str) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp.astimezone(dt.UTC))
    event.add("last-modified", dt.datetime.fromisoformat(modified_at).astimezone(dt.UTC))
    event.add("sequence", sequence)
    return event


def _add_times(event: Event, starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    # In UTC: every program knows what that is, and needs no zone from us.
    event.add("dtstart", starts_at.astimezone(dt.UTC))
    event.add("dtend", ends_at.astimezone(dt.UTC))


def _utc() -> Timezone:
    """What a calendar without events holds: RFC 5545 §3.6 wants at least one component."""
    timezone, standard = Timezone(), TimezoneStandard()
    timezone.add("tzid", "UTC")
    standard.add("dtstart", dt.datetime(1970, 1, 1))  # noqa: DTZ001 - §3.6.5: a clock time
    standard.add("tzoffsetfrom", dt.timedelta())
    standard.add("tzoffsetto", dt.timedelta())
    timezone.add_component(standard)
    return timezone
