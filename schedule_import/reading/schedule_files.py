"""JSON and XML of other systems as a table: a row for each event.

The JSON and the XML are the ones that c3voc describes (https://c3voc.de/wiki/schedule) and that
frab, pretalx and Plenary write; Indico's is that of its timetables (/export/timetable/ID.json).
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from zoneinfo import ZoneInfo

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from conference.core.tables.dates import read_date
from conference.core.tables.files import MAX_BYTES, MAX_ROWS, NumberedRow, Table, TableError
from conference.core.tables.times import read_moment, read_time
from schedule_import.reading.rows import shorten

HEADER = (
    *("time_start", "duration", "kind", "room", "title"),
    *("speaker", "abstract", "track", "code"),
)
Row = tuple[str, ...]
Events = tuple[str, list[Row]]
"""The system that wrote a file, and its events as rows below `HEADER`."""

ONE_DAY = dt.timedelta(days=1)


def read_schedule_file(data: bytes) -> Table | None:
    """The table of the events of a JSON or XML that is known, in the file's order and numbered from
    2; None for any other file. Raises TableError for one that is too large, has no event, or has
    something else where a text should stand.
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


def as_one_cell(names: Iterable[str]) -> str:
    """Names as one cell: the semicolon behind the last says that a comma parts nothing."""
    return "".join(f"{name.replace(';', ',')}; " for name in names if name).strip()


def _row(*, people: Iterable[str], **rest: str) -> Row:
    values = {**rest, "kind": rest["kind"] or "talk", "speaker": as_one_cell(people)}
    return tuple(values[name] for name in HEADER)


def _start(day: str, begins: str, moment: str, clock: str) -> str:
    """When an event starts: its own moment or date, else its clock time on a day that `begins` at
    some time, so that what is earlier is on the next one; "" for one without a time.
    """
    if "T" in moment or not clock:
        return moment if "T" in moment else ""
    first, own = read_moment(begins).time or read_time(begins), read_time(clock)
    date = read_date(day).month_first
    if moment:
        day = moment
    elif first and own and date and own.clock < first.clock:
        day = (date + ONE_DAY).isoformat()
    return f"{day} {clock}"


# --- JSON -----------------------------------------------------------------------------------------


def _json_events(data: bytes) -> Events | None:
    try:
        content = json.loads(data, object_pairs_hook=_with_single_keys)
    except (ValueError, RecursionError):
        return None
    try:
        if "schedule" in content:
            schedule = content["schedule"]
            return _system(schedule), list(_c3voc_events(schedule))
        if content.get("_type") == "HTTPAPIResult" and isinstance(content["results"], dict):
            return "Indico", list(_indico_events(content["results"]))
    except (KeyError, TypeError, AttributeError) as fault:
        message = _(
            "This JSON is no schedule that can be read. Its events stand in “schedule”, "
            "“conference”, “days”, “rooms”, as c3voc describes; or in “results”, as in the "
            "timetables of Indico."
        )
        raise TableError("not-a-table", message) from fault
    return None


def _with_single_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON; TableError for one that says something twice, since one would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        name = Counter(name for name, _value in pairs).most_common(1)[0][0]
        message = _(
            "“%(name)s” stands twice in one place of this JSON, and only one of them could be "
            "read. Export the schedule again, or upload it as a spreadsheet."
        )
        raise TableError("not-a-table", message % {"name": shorten(name)})
    return found


def _text(event: Mapping[str, Any], *names: str) -> str:
    """The first of some values of an event that says something; TableError for what is no text and
    no number.
    """
    for name in names:
        value = event.get(name)
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            if text := str(value).strip():
                return text
        elif value is not None:
            message = _(
                "In this schedule, “%(name)s” of the event “%(title)s” is no text: %(value)s. "
                "Export the schedule again, or upload it as a spreadsheet."
            )
            title = event.get("title")
            named = {"name": name, "title": shorten(str(title)), "value": shorten(str(value))}
            raise TableError("not-a-table", message % named)
    return ""


def _system(schedule: Mapping[str, Any]) -> str:
    generator = schedule.get("generator")
    name = generator.get("name") if isinstance(generator, dict) else ""
    return _system_of(str(name), str(schedule.get("base_url", "")))


def _system_of(*signs: str, otherwise: str = "c3voc") -> str:
    return "pretalx" if any("pretalx" in sign.casefold() for sign in signs) else otherwise


def _c3voc_events(schedule: Mapping[str, Any]) -> Iterator[Row]:
    for day in schedule["conference"]["days"]:
        for room, events in day["rooms"].items():
            for event in events:
                yield _c3voc_event(day, room, event)


def _c3voc_event(day: Mapping[str, Any], room: str, event: Mapping[str, Any]) -> Row:
    moment, clock = _text(event, "date"), _text(event, "start")
    return _row(
        time_start=_start(_text(day, "date"), _text(day, "day_start"), moment, clock),
        duration=_text(event, "duration"),
        kind=_text(event, "type"),
        room=room.strip() or _text(event, "room"),
        title=_text(event, "title"),
        people=map(_name, event.get("persons") or ()),
        abstract=_text(event, "abstract", "description"),
        track=_text(event, "track"),
        code=_text(event, "code", "guid", "id"),
    )


def _name(person: str | Mapping[str, Any]) -> str:
    if isinstance(person, str):
        return person.strip()
    return _text(person, "public_name", "name", "full_public_name")


def _indico_events(results: Mapping[str, Any]) -> Iterator[Row]:
    """The entries of all days; a session that holds talks is the track of each of them."""
    for days in results.values():
        for entries in days.values():
            for entry in entries.values():
                if inner := entry.get("entries"):
                    yield from (_indico_event(each, entry) for each in inner.values())
                else:
                    yield _indico_event(entry, {})


def _indico_event(entry: Mapping[str, Any], session: Mapping[str, Any]) -> Row:
    kind = _text(entry, "entryType").casefold()
    return _row(
        time_start=_indico_start(entry.get("startDate") or {}),
        duration=_text(entry, "duration"),
        kind="talk" if kind == "contribution" else kind,
        room=_text(entry, "room") or _text(session, "room") or _text(entry, "location"),
        title=_text(entry, "title"),
        people=map(_indico_name, entry.get("presenters") or ()),
        abstract=_text(entry, "description"),
        track=_text(session, "title"),
        code=_text(entry, "contributionId", "id") if kind == "contribution" else "",
    )


def _indico_name(person: Mapping[str, Any]) -> str:
    parts = (_text(person, "firstName"), _text(person, "familyName"))
    return " ".join(filter(None, parts)) or _text(person, "name")


def _indico_start(moment: Mapping[str, Any]) -> str:
    """The moment with its offset from UTC, if its zone is known; else its date and clock time."""
    text = f"{_text(moment, 'date')} {_text(moment, 'time')}".strip()
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(moment["tz"])).isoformat()
    except (KeyError, ValueError, TypeError, OSError):
        return text


# --- XML ------------------------------------------------------------------------------------------


def _xml_events(data: bytes) -> Events | None:
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):  # or an unknown encoding
        return None
    if root.tag != "schedule":
        return None
    change = (root.findtext("conference/day_change") or "").strip()
    events = [
        _xml_event(day, day.get("start") or change, room.get("name", ""), event)
        for day in root.findall("day")
        for room in day.findall("room")
        for event in room.findall("event")
    ]
    generator = root.find("generator")
    sign = "" if generator is None else generator.get("name", "")
    return _system_of(sign, otherwise="frab"), events


def _xml_event(day: Element, begins: str, room: str, event: Element) -> Row:
    def text(name: str) -> str:
        return (event.findtext(name) or "").strip()

    return _row(
        time_start=_start(day.get("date", ""), begins, text("date"), text("start")),
        duration=text("duration"),
        kind=text("type"),
        room=room or text("room"),
        title=text("title"),
        people=[(person.text or "").strip() for person in event.findall("persons/person")],
        abstract=text("abstract") or text("description"),
        track=text("track"),
        code=event.get("guid") or event.get("id") or "",
    )
