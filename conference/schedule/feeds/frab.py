"""The schedule as frab's schedule.xml, which conference apps, video teams and signage read.

It conforms to the XML schema of c3voc (https://c3voc.de/schedule/schema.xsd); docs/formats.md says
what stands where.
"""

from collections.abc import Callable
from xml.etree import ElementTree as ET

from conference.core.characters import printable
from conference.schedule.feeds.conference_apps import (
    GENERATOR,
    TIME_STEP,
    VocDay,
    VocEvent,
    person_guid,
    voc_schedule,
)
from conference.schedule.release.content import Content
from conference.schedule.release.programme import Entry


def write_frab(
    content: Content,
    *,
    version: str,
    site_url: str,
    page_of: Callable[[Entry | None], str],
) -> bytes:
    """The schedule as XML in UTF-8.

    `version` names the release. `page_of` gives the absolute address of an entry's page, or of the
    schedule's own for None.
    """
    schedule = voc_schedule(content)
    root = ET.Element("schedule")
    ET.SubElement(root, "generator", name=GENERATOR)
    _text(root, "url", page_of(None))
    _text(root, "version", version)
    root.append(_conference(content, schedule.acronym, len(schedule.days), site_url, page_of(None)))
    for day in schedule.days:
        root.append(_day(day, content, page_of))
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _conference(content: Content, acronym: str, days: int, site_url: str, url: str) -> ET.Element:
    about = content.conference
    conference = ET.Element("conference")
    _text(conference, "acronym", acronym)
    _text(conference, "title", about.title)
    _text(conference, "start", about.starts_on.isoformat())
    _text(conference, "end", about.ends_on.isoformat())
    _text(conference, "days", str(days))
    _text(conference, "timeslot_duration", TIME_STEP)
    _text(conference, "base_url", f"{site_url}/")
    _text(conference, "url", url)
    _text(conference, "time_zone_name", about.time_zone)
    for track in content.tracks:
        ET.SubElement(conference, "track", name=printable(track.name), color=track.colour)
    return conference


def _day(day: VocDay, content: Content, page_of: Callable[[Entry | None], str]) -> ET.Element:
    element = ET.Element(
        "day",
        index=str(day.index),
        date=day.date.isoformat(),
        start=day.starts_at.isoformat(),
        end=day.ends_at.isoformat(),
    )
    for room in day.rooms:
        inside = ET.SubElement(element, "room", name=room.name, guid=room.guid)
        for event in room.events:
            inside.append(_event(event, content, page_of(event.entry)))
    return element


def _event(event: VocEvent, content: Content, url: str) -> ET.Element:
    entry = event.entry
    element = ET.Element("event", guid=event.guid, id=str(event.id))
    _text(element, "date", event.date)
    _text(element, "start", event.start)
    _text(element, "duration", event.duration)
    _text(element, "room", event.room)
    _text(element, "slug", event.slug)
    _text(element, "url", url)
    _text(element, "title", entry.title)
    _text(element, "subtitle", event.subtitle)
    _text(element, "track", entry.track.name if entry.track else "")
    _text(element, "type", entry.kind)
    # In which language somebody speaks is not known.
    _text(element, "language", "")
    _text(element, "abstract", entry.abstract)
    _text(element, "description", "")
    persons = ET.SubElement(element, "persons")
    for person in entry.people:
        guid = person_guid(content, person.id)
        ET.SubElement(persons, "person", id=str(person.id), guid=guid).text = printable(person.name)
    ET.SubElement(element, "links")
    ET.SubElement(element, "attachments")
    return element


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = printable(text)
