"""The schedule as files: pure renderers of the content of a release, or of a draft.

docs/formats.md describes the JSON, docs/schedule-csv.md the CSV file. See `calendars`, `frab`,
`c3voc`.
"""

import csv
import datetime as dt
from collections.abc import Iterator
from typing import Any, TextIO

from conference.core.tables.files import protect_cell, protect_text
from conference.schedule.core.timetable import Room
from conference.schedule.release.content import Content
from conference.schedule.release.programme import Entry, programme_of

CSV_COLUMNS = (
    *("date", "time_start", "time_end", "kind", "room", "title", "presentation"),
    *("speaker", "abstract", "track"),
)
JSON_VERSION = 1
MIDNIGHT = dt.time(0)


# --- CSV: the importer's dialect ------------------------------------------------------------------


def write_csv(content: Content, out: TextIO, *, with_section: bool) -> None:
    """Write the schedule to `out`, a text file opened with newline=""; see `csv_rows`."""
    csv.writer(out).writerows(csv_rows(content, with_section=with_section))


def csv_rows(content: Content, *, with_section: bool) -> Iterator[list[str]]:
    """The header, then one row for each room of each slot, by time: what the importer reads without
    an error.

    `with_section` adds the column "section", for a file of more than one. Cells that a spreadsheet
    would run as a formula are protected; a midnight end is 24:00.
    """
    yield [*CSV_COLUMNS, "section"] if with_section else [*CSV_COLUMNS]
    for entry in programme_of(content).entries:
        for room in entry.rooms:
            cells = [*_csv_cells(entry, room)]
            yield [*cells, protect_cell(entry.section.slug)] if with_section else cells


def _csv_cells(entry: Entry, room: Room) -> Iterator[str]:
    yield entry.date.isoformat()
    yield entry.start.isoformat("minutes")
    yield "24:00" if entry.end == MIDNIGHT else entry.end.isoformat("minutes")
    yield protect_cell(entry.kind)
    yield protect_cell(room.name)
    # A presentation's number tells the importer whose title this is.
    yield protect_cell(entry.own_title if entry.number is None else entry.title)
    yield "" if entry.number is None else str(entry.number)
    yield protect_cell(_speakers(entry))
    yield protect_text(entry.abstract)
    yield protect_cell(entry.track.name if entry.track else "")


def _speakers(entry: Entry) -> str:
    """The names as the importer parts them. Where one holds a comma, a semicolon stands behind the
    last as well: it says that the comma parts nothing.
    """
    names = "; ".join(person.name for person in entry.people)
    return f"{names};" if "," in names else names


# --- JSON: our own --------------------------------------------------------------------------------


def schedule_as_json(
    content: Content, *, number: int | None, published_at: dt.datetime | None
) -> dict[str, Any]:
    """The schedule as plain data for JSON; `number` and `published_at` are a release's, None for a
    draft.
    """
    programme = programme_of(content)
    plain = content.as_json()
    release = (
        None
        if published_at is None
        else {"number": number, "published_at": published_at.isoformat()}
    )
    return {
        "version": JSON_VERSION,
        "conference": plain["conference"],
        "release": release,
        "sections": [
            {"slug": section.slug, "name": section.name} for section in programme.sections
        ],
        "rooms": plain["rooms"],
        "tracks": plain["tracks"],
        "speakers": plain["speakers"],
        "events": [_json_event(entry, content) for entry in programme.entries],
    }


def _json_event(entry: Entry, content: Content) -> dict[str, Any]:
    return {
        "uid": uid_of(content, entry.id),
        "key": entry.key,
        "section": entry.section.slug,
        "number": entry.number,
        "kind": entry.kind,
        "title": entry.title,
        "abstract": entry.abstract,
        "track": entry.track.name if entry.track else None,
        "speakers": [{"id": person.id, "name": person.name} for person in entry.people],
        "rooms": [{"slug": room.slug, "name": room.name} for room in entry.rooms],
        "date": entry.date.isoformat(),
        "start": entry.starts_at.isoformat(),
        "end": entry.ends_at.isoformat(),
        "duration": minutes_of(entry),
        "sequence": entry.sequence,
        "last_modified": entry.modified_at,
    }


def minutes_of(entry: Entry) -> int:
    """The whole minutes that really pass between its start and its end."""
    # In UTC, because times of one zone subtract as clock times, which is wrong in a night when
    # clocks change.
    return int(
        (entry.ends_at.astimezone(dt.UTC) - entry.starts_at.astimezone(dt.UTC)).total_seconds()
        // 60
    )


def uid_of(content: Content, name: str) -> str:
    """What something is known by in the whole world; `name` is what it is known by in its
    conference. It holds no host, so that a site can move to another one.
    """
    return f"{name}@{content.conference.calendar_id}"
