"""Tables that other systems write, known by their columns, and which of these are ours.

pretalx's and Sched's columns are those of their exports for organisers, Sessionize's those of
"sessions" and "flattened accepted sessions", Indico's those of a list of contributions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from conference.core.characters import one_line
from conference.core.tables.cells import as_text
from conference.core.tables.files import NumberedRow, Table
from schedule_import.reading.column_names import heading_key
from schedule_import.reading.schedule_files import as_one_cell

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
        scheduled = _scheduled(table, {"time_start": "time_start"})
        unscheduled = len(table.rows) - len(scheduled)
        return Export(table.system, replace(table, rows=scheduled), {}, unscheduled)
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
            (*row.cells[:width], *[""] * (width - len(row.cells)), as_one_cell(names[code])),
        )
        for code, row in first.items()
    )
    header = NumberedRow(table.header.number, (*table.header.cells[:width], "speaker"))
    columns = {name: "" if column == "speaker" else column for name, column in columns.items()}
    return replace(table, header=header, rows=rows), {**columns, "speaker": "speaker"}


def _text(row: NumberedRow, place: int) -> str:
    return one_line(as_text(row.cells[place])) if place < len(row.cells) else ""
