"""Freezing drafts: the content of a release, made from the drafts and from the release before."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from conference.core.database import one_snapshot
from conference.editions.models import Conference, Section
from conference.presentations.models import Presentation
from conference.schedule.core import timetable as core
from conference.schedule.draft.store import Drafts, load_drafts
from conference.schedule.release.content import (
    About,
    CancelledEvent,
    Content,
    Event,
    Person,
    Talk,
    Track,
    event_ids,
)
from conference.schedule.release.content import Section as FrozenSection

NO_TIME = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@one_snapshot()
def freeze(
    conference: Conference,
    *,
    sections: Iterable[Section],
    previous: Content | None,
    at: dt.datetime,
    drafts: Drafts | None = None,
) -> Content:
    """The content of a release of `conference` made at the moment `at`.

    The given sections are taken from their drafts, the others as they stand in `previous`, which is
    None before the first release. What `previous` shows in the same way keeps its sequence and its
    time; what differs counts one up. `drafts` holds the drafts of all sections, if they are loaded
    already, in the same snapshot.
    """
    about = _about(conference)
    last = previous or Content(about)
    chosen = {section.slug for section in sections}
    drafts = drafts or load_drafts(conference)
    frozen = _sections(conference, chosen, drafts, last)
    slots = [slot for _section, held in frozen for slot in held]
    talks = _talks(conference, slots, chosen, last)
    content = Content(
        conference=about,
        rooms=_rooms(conference, last, {room for slot in slots for room in slot.rooms}),
        tracks=tuple(Track(**row) for row in conference.tracks.values("name", "colour")),
        sections=tuple(section for section, _slots in frozen),
        talks=talks,
        people=_people(conference, last, {pk for talk in talks for pk in talk.speakers}),
    )
    ids = event_ids(slots)
    fresh = tuple(
        Event(id=ids[slot.key], slot=_by_number(slot), sequence=0, modified_at=at.isoformat())
        for slot in slots
    )
    content = replace(content, events=fresh)
    content = replace(content, events=_counted_on(content, last))
    return replace(content, cancelled=_cancelled(content, last, at))


def freeze_draft(
    conference: Conference, previous: Content | None, drafts: Drafts | None = None
) -> Content:
    """The content of a release of all drafts that is not made (yet), see `freeze`.

    Its time is always the same, and so is its digest, as long as publishing would show the same.
    """
    sections = conference.sections.all()
    return freeze(conference, sections=sections, previous=previous, at=NO_TIME, drafts=drafts)


def _about(conference: Conference) -> About:
    return About(
        slug=conference.slug,
        title=conference.title,
        starts_on=conference.starts_on,
        ends_on=conference.ends_on,
        time_zone=str(conference.time_zone),
        venue=conference.venue,
        contact_email=conference.contact_email,
        code_of_conduct_url=conference.code_of_conduct_url,
        privacy_url=conference.privacy_url,
        calendar_id=str(conference.calendar_id),
    )


def _sections(
    conference: Conference, chosen: set[str], drafts: Drafts, last: Content
) -> list[tuple[FrozenSection, tuple[core.Slot, ...]]]:
    """The sections in order with their slots: drafts of the chosen, the others as they stood."""
    stood = {section.slug: section for section in last.sections}
    published = _by_section(event.slot for event in last.events)
    frozen = []
    for slug, name in conference.sections.values_list("slug", "name"):
        if slug in chosen:
            kinds = sorted(drafts.kinds.get(slug, ()), key=lambda kind: kind.key)
            slots = drafts.slots.get(slug, ())
            frozen.append((FrozenSection(slug, name, tuple(kinds)), slots))
        elif slug in stood:
            frozen.append((stood[slug], tuple(published[slug])))
    return frozen


def _by_section(slots: Iterable[core.Slot]) -> dict[str, list[core.Slot]]:
    found: dict[str, list[core.Slot]] = defaultdict(list)
    for slot in slots:
        found[slot.section].append(slot)
    return found


def _talks(
    conference: Conference, slots: list[core.Slot], chosen: set[str], last: Content
) -> tuple[Talk, ...]:
    """The presentations that stand in the slots, as the drafts of the chosen sections have them;
    those that stand in other sections only, as they stood.
    """
    held = [(slot.presentation, slot.section) for slot in slots if slot.presentation]
    drafted = {talk.number: (talk, section) for talk, section in held if section in chosen}
    rows: Any = Presentation.objects.filter(conference=conference).order_by()
    columns = rows.values_list("number", "abstract", "track__name") if drafted else ()
    texts = {number: (abstract, track) for number, abstract, track in columns}
    talks = {
        talk.number: last.talk_by_number[talk.number]
        for talk, _section in held
        if talk.number not in drafted
    }
    for number, (talk, section) in drafted.items():
        speakers = tuple(speaker.id for speaker in talk.speakers)
        abstract, track = texts[number]
        talks[number] = Talk(number, talk.title, abstract, section, track, speakers)
    return tuple(talks[number] for number in sorted(talks))


def _rooms(conference: Conference, last: Content, used: set[str]) -> tuple[core.Room, ...]:
    rows = sorted(conference.rooms.all(), key=lambda room: (room.order, room.slug))
    rooms = {
        row.slug: core.Room(row.slug, row.name, 0, row.capacity, row.is_shared) for row in rows
    }
    # A room that is gone from the conference is still there for a section that is kept as it stood.
    gone = {room.slug: room for room in last.rooms if room.slug not in rooms}
    shown = [room for slug, room in (rooms | gone).items() if slug in used]
    return tuple(replace(room, order=order) for order, room in enumerate(shown))


def _people(conference: Conference, last: Content, used: set[int]) -> tuple[Person, ...]:
    rows = conference.speakers.values("id", "name", "biography")
    people = last.person_by_id | {row["id"]: Person(**row) for row in rows}
    return tuple(sorted((people[pk] for pk in used), key=lambda person: (person.name, person.id)))


def _by_number(slot: core.Slot) -> core.Slot:
    """The slot with nothing of its presentation but the number: the rest stands in `talks`."""
    if slot.presentation is None:
        return slot
    return replace(slot, presentation=core.Presentation(slot.presentation.number))


def _counted_on(content: Content, last: Content) -> tuple[Event, ...]:
    """The events with their sequences and the times of their last changes, as RFC 5545 §3.8.7 wants
    them.

    Those of a section that is kept as it stood as well: a room, a speaker or the zone may bear a
    new name.
    """
    now, before = _shown(content), _shown(last)
    history = {event.id: event for event in (*last.cancelled, *last.events)}
    counted = []
    for event in content.events:
        was = history.get(event.id)
        if was is not None and before.get(event.id) == now[event.id]:
            event = replace(event, sequence=was.sequence, modified_at=was.modified_at)
        elif was is not None:
            event = replace(event, sequence=was.sequence + 1)
        counted.append(event)
    return tuple(counted)


def _cancelled(content: Content, last: Content, at: dt.datetime) -> tuple[CancelledEvent, ...]:
    """What was taken off, so that calendars can be told (STATUS:CANCELLED)."""
    present = {event.id for event in content.events}
    sections = {section.slug for section in content.sections}
    fresh = (_taken_off(event, last, at) for event in last.events if event.id not in present)
    kept = (event for event in last.cancelled if event.id not in present)
    return tuple(event for event in (*kept, *fresh) if event.slot.section in sections)


def _taken_off(event: Event, last: Content, at: dt.datetime) -> CancelledEvent:
    talk = None if event.number is None else last.talk_by_number[event.number]
    title = talk.title if talk else event.slot.title
    return CancelledEvent(
        id=event.id,
        slot=replace(event.slot, title=title),
        sequence=event.sequence + 1,
        modified_at=at.isoformat(),
        room_names=tuple(room.name for room in last.rooms_of(event.slot)),
        speakers=talk.speakers if talk else (),
    )


def _shown(content: Content) -> dict[str, Any]:
    """Everything about each event that somebody could see differ."""
    names = {person.id: person.name for person in content.people}
    talks = {
        talk.number: (talk.title, talk.abstract, talk.track, [names[pk] for pk in talk.speakers])
        for talk in content.talks
    }
    labels = {(s.slug, kind.key): kind.label for s in content.sections for kind in s.kinds}
    rooms = content.room_by_slug
    return {
        event.id: (
            (event.slot.date, event.slot.start, event.slot.end, content.conference.time_zone),
            sorted(rooms[slug].name for slug in event.slot.rooms),
            labels[event.slot.section, event.slot.kind],
            event.slot.title,
            None if event.number is None else talks[event.number],
        )
        for event in content.events
    }
