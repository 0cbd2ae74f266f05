"""Files that other systems write, known by their shape: which of their columns are ours, and how
their JSON and XML become a table.

pretalx's and Sched's columns are those of their exports for organisers, Sessionize's those of
"sessions" and "flattened accepted sessions", Indico's those of a list of contributions. The JSON
and the XML are the ones that c3voc describes (https://c3voc.de/wiki/schedule) and that frab,
pretalx and Plenary write.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from conference.core.characters import one_line
from conference.core.tables.cells import as_text
from conference.core.tables.files import MAX_BYTES, MAX_ROWS, NumberedRow, Table, TableError
from schedule_import.reading.column_names import heading_key

IGNORED = ""
"""In place of one of our columns: that another is not read, which needs no warning."""


@dataclass(frozen=True)
class KnownExport:
    """A table that another system writes: what it is called, the columns by which it is known (one
    of each line), and which of ours they are.
    """

    name: str
    known_by: tuple[str, ...]
    columns: Mapping[str, str]

    def fits(self, headers: set[str]) -> bool:
        """Whether a table with these headers is one."""
        return all(
            any(heading_key(name) in headers for name in line.split("|")) for line in self.known_by
        )


KNOWN_EXPORTS = (
    KnownExport(
        "pretalx",
        (
            "id",
            "proposal title|title",
            "start",
            "room",
            "speaker names|session type",
        ),
        {
            "ID": "code",
            "Proposal title": "title",
            "Title": "title",
            "Session type": "kind",
            "Track": "track",
            "Abstract": "abstract",
            "Speaker names": "speaker",
            "Room": "room",
            "Start": "time_start",
            "End": "time_end",
            "Duration": "duration",
            **dict.fromkeys(
                ("Description", "Notes", "Internal notes", "Language", "Proposal state", "Created"),
                IGNORED,
            ),
            **dict.fromkeys(("Speaker IDs", "State", "Featured", "Median score"), IGNORED),
        },
    ),
    KnownExport(
        "Sessionize",
        ("session id", "title", "scheduled at", "room"),
        {
            "Session Id": "code",
            "Title": "title",
            "Description": "abstract",
            "Session format": "kind",
            "Track": "track",
            "Assigned Track": "track",
            "Room": "room",
            "Scheduled At": "time_start",
            "Scheduled Duration": "duration",
            "Speakers": "speaker",
            **dict.fromkeys(("Owner", "Owner Email", "Owner Informed", "Owner Confirmed"), IGNORED),
            **dict.fromkeys(("Live Link", "Recording Link", "Live Url", "Level"), IGNORED),
            **dict.fromkeys(("Speaker Id", "FirstName", "LastName", "Email", "TagLine"), IGNORED),
            **dict.fromkeys(("Bio", "Profile Picture", "Status", "Recording Url"), IGNORED),
        },
    ),
    KnownExport(
        "Indico",
        ("id", "title", "date", "duration", "presenters", "materials"),
        {
            "Id": "code",
            "Title": "title",
            "Description": "abstract",
            "Date": "time_start",
            "Duration": "duration",
            "Type": "kind",
            "Track": "track",
            "Presenters": "speaker",
            **dict.fromkeys(("Session", "Materials", "Authors", "Co-Authors"), IGNORED),
            **dict.fromkeys(("Board number", "Program Codes"), IGNORED),
        },
    ),
    KnownExport(
        "Sched",
        ("name", "event_start", "event_end", "venue"),
        {
            "event_key": "code",
            "name": "title",
            "event_start": "time_start",
            "event_end": "time_end",
            "event_type": "kind",
            "description": "abstract",
            "venue": "room",
            "speakers": "speaker",
            **dict.fromkeys(("id", "active", "event_subtype", "venue_id", "seats"), IGNORED),
            **dict.fromkeys(("event_start_time", "event_end_time", "goers", "address"), IGNORED),
        },
    ),
)


class Export(NamedTuple):
    """A table of another system: the system, the table as it is to be read, what its headers mean,
    and how many of its sessions have neither a time nor a room, and are left out.
    """

    name: str
    table: Table
    columns: Mapping[str, str]
    unscheduled: int = 0


def find_export(table: Table) -> Export | None:
    """The export that a table is; None for a table that somebody made."""
    if table.system:
        return Export(table.system, table, {})
    headers = [one_line(as_text(cell)) for cell in table.header.cells]
    keys = {heading_key(header) for header in headers} - {""}
    known = next((export for export in KNOWN_EXPORTS if export.fits(keys)), None)
    if known is None:
        return None
    ours = {heading_key(name): column for name, column in known.columns.items()}
    columns: Mapping[str, str] = {
        header: ours[heading_key(header)] for header in headers if heading_key(header) in ours
    }
    if "time_end" in columns.values():
        columns = {header: "" if name == "duration" else name for header, name in columns.items()}
    if known.name == "Sessionize":
        table, columns = _with_one_row_for_each_session(table, headers, columns)
    scheduled = _scheduled(table, columns)
    unscheduled = len(table.rows) - len(scheduled)
    table = replace(table, rows=scheduled, system=known.name)
    return Export(known.name, table, columns, unscheduled)


def _scheduled(table: Table, columns: Mapping[str, str]) -> tuple[NumberedRow, ...]:
    """The rows with a start; all of them, if none has one: then something else is wrong."""
    start = next((header for header, name in columns.items() if name == "time_start"), None)
    places = [at for at, cell in enumerate(table.header.cells) if one_line(as_text(cell)) == start]
    scheduled = tuple(row for row in table.rows if any(_text(row, at) for at in places))
    return scheduled or table.rows


def _with_one_row_for_each_session(
    table: Table, headers: Sequence[str], columns: Mapping[str, str]
) -> tuple[Table, Mapping[str, str]]:
    """Sessionize's flattened list has a row for each speaker of a session: its first row gets the
    names of all, in a column `speaker`.
    """
    at = {heading_key(header): place for place, header in enumerate(headers)}
    if not {"firstname", "lastname"} <= at.keys():
        return table, columns
    names: dict[str, list[str]] = {}
    first: dict[str, NumberedRow] = {}
    for row in table.rows:
        code = _text(row, at["sessionid"]) or str(row.number)
        name = f"{_text(row, at['firstname'])} {_text(row, at['lastname'])}".strip()
        first.setdefault(code, row)
        names.setdefault(code, []).append(name)
    width = len(headers)
    rows = tuple(
        NumberedRow(
            row.number,
            (*row.cells[:width], *[""] * (width - len(row.cells)), _one_cell(names[code])),
        )
        for code, row in first.items()
    )
    header = NumberedRow(table.header.number, (*table.header.cells[:width], "speaker"))
    columns = {name: "" if column == "speaker" else column for name, column in columns.items()}
    return replace(table, header=header, rows=rows), {**columns, "speaker": "speaker"}


def _text(row: NumberedRow, place: int) -> str:
    return one_line(as_text(row.cells[place])) if place < len(row.cells) else ""


def _one_cell(names: Sequence[str]) -> str:
    """Names as one cell: the semicolon behind the last says that a comma parts nothing."""
    return "".join(f"{name.replace(';', ',')}; " for name in names if name).strip()


# --- JSON and XML ---------------------------------------------------------------------------------

HEADER = (
    *("time_start", "duration", "kind", "room", "title"),
    *("speaker", "abstract", "track", "code"),
)


def read_schedule_file(data: bytes) -> Table | None:
    """The table of the events of a c3voc JSON or a frab XML, in the file's order and numbered from
    2; None for any other file. Raises TableError for one that is too large or has no event.
    """
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if len(data) > MAX_BYTES or start[:1] not in (b"{", b"<"):
        return None
    events = _json_events(data) if start.startswith(b"{") else _xml_events(data)
    if events is None:
        return None
    system, rows = events
    if not rows:
        raise TableError("empty", _("This schedule has no event."))
    if len(rows) > MAX_ROWS:
        raise TableError("too-large", _("This schedule has more than 20,000 events."))
    numbered = tuple(NumberedRow(number, row) for number, row in enumerate(rows, start=2))
    return Table("utf-8", None, NumberedRow(1, HEADER), numbered, system=system)


Events = tuple[str, list[tuple[str, ...]]]


def _json_events(data: bytes) -> Events | None:
    try:
        schedule = json.loads(data)["schedule"]
        days = schedule["conference"]["days"]
        events = [
            _event(day["date"], room, event)
            for day in days
            for room, events in day["rooms"].items()
            for event in events
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    generator = schedule.get("generator")
    name = generator.get("name") if isinstance(generator, dict) else ""
    return _system(str(name), str(schedule.get("base_url", ""))), events


def _system(*signs: str) -> str:
    return "pretalx" if any("pretalx" in sign.casefold() for sign in signs) else "c3voc"


def _event(day: Any, room: Any, event: Mapping[str, Any]) -> tuple[str, ...]:
    people = [
        str(person.get("public_name") or person.get("name") or person.get("full_public_name") or "")
        for person in event.get("persons") or ()
    ]
    return _row(
        day=str(day),
        moment=str(event.get("date") or ""),
        start=str(event["start"]),
        duration=str(event["duration"]),
        kind=str(event.get("type") or ""),
        room=str(room or event.get("room") or ""),
        title=str(event["title"]),
        people=people,
        abstract=str(event.get("abstract") or event.get("description") or ""),
        track=str(event.get("track") or ""),
        code=str(event.get("code") or event.get("guid") or event.get("id") or ""),
    )


def _xml_events(data: bytes) -> Events | None:
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return None
    if root.tag != "schedule":
        return None
    events = [
        _xml_event(day.get("date", ""), room.get("name", ""), event)
        for day in root.iter("day")
        for room in day.iter("room")
        for event in room.findall("event")
    ]
    generator = root.find("generator")
    signs = () if generator is None else (generator.get("name", ""),)
    return ("pretalx" if "pretalx" in map(str.casefold, signs) else "frab"), events


def _xml_event(day: str, room: str, event: Element) -> tuple[str, ...]:
    def text(name: str) -> str:
        return (event.findtext(name) or "").strip()

    return _row(
        day=day,
        moment=text("date"),
        start=text("start"),
        duration=text("duration"),
        kind=text("type"),
        room=room or text("room"),
        title=text("title"),
        people=[(person.text or "").strip() for person in event.findall("persons/person")],
        abstract=text("abstract") or text("description"),
        track=text("track"),
        code=event.get("guid") or event.get("id") or "",
    )


def _row(
    *, day: str, moment: str, start: str, duration: str, people: Sequence[str], **rest: str
) -> tuple[str, ...]:
    """A row below `HEADER`. A day of these formats can end in the morning: the event's own moment
    says on which date it starts.
    """
    values = {
        **rest,
        "time_start": moment if "T" in moment else f"{day} {start}",
        "duration": duration,
        "kind": rest["kind"] or "talk",
        "speaker": _one_cell(people),
    }
    return tuple(values[name] for name in HEADER)
