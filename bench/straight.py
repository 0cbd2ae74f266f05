"""What an import cannot do without, as one straight script: it reads the file, trims its cells,
refuses overlaps by one sort, makes rows and their keys, puts them by `executemany` (SQLite) or COPY
(PostgreSQL), and keeps the file. The importer's time is compared with it.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, models, transaction
from django.utils import timezone

from conference.core.names import name_key
from conference.editions.models import Conference, Section
from conference.presentations.models import Presentation, PresentationSpeaker
from conference.schedule.models import Day, Room, Slot, SlotKind, SlotRoom
from conference.speakers.models import Speaker
from schedule_import.models import ScheduleImport

Row = dict[str, str]


def import_straight(section: Section, content: bytes) -> None:
    """Bring a file like those of `bench.importing` into a conference without rows."""
    header, *lines = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    rows = [dict(zip(header, (cell.strip() for cell in line), strict=True)) for line in lines]
    spans = [_span(row) for row in rows]
    _refuse_overlaps(rows, spans)
    with transaction.atomic():
        conference = Conference.objects.select_for_update().get(pk=section.conference_id)
        talks = _put_talks(conference, section, rows) if "speaker" in header else {}
        _put_slots(conference, section, rows, spans, talks)
        now = timezone.now()
        file = {"section": section, "file_name": "b.csv", "content": content, "result": {}}
        ScheduleImport.objects.create(**file, before={}, uploaded_at=now, applied_at=now)


def _span(row: Row) -> tuple[dt.date, dt.time, dt.time]:
    date = dt.date.fromisoformat(row["date"])
    start, end = (dt.time.fromisoformat(row[name]) for name in ("time_start", "time_end"))
    if start >= end:
        raise ValueError(row)
    return date, start, end


def _refuse_overlaps(rows: list[Row], spans: Sequence[tuple[Any, ...]]) -> None:
    taken = sorted((row["room"], *span) for row, span in zip(rows, spans, strict=True))
    for (room, date, _start, end), (next_room, next_date, start, _end) in zip(
        taken, taken[1:], strict=False
    ):
        if (room, date) == (next_room, next_date) and start < end:
            raise ValueError(f"{room}, {date}, {start}: overlap")


def _put_talks(conference: Conference, section: Section, rows: list[Row]) -> dict[str, int]:
    """The key of each new presentation, by its title."""
    people = _distinct(row["speaker"] for row in rows)
    names = ("conference_id", "key", "name", "biography")
    _put(Speaker, names, ((conference.pk, uuid4(), name, "") for name in people))
    columns = ("conference_id", "section_id", "number", "title", "abstract", "code")
    _put(
        Presentation,
        columns,
        (
            (conference.pk, section.pk, number, row["title"], row["abstract"], "")
            for number, row in enumerate(rows, 1)
        ),
    )
    talks = _ids(Presentation.objects.filter(conference=conference), "title")
    keys = _ids(Speaker.objects.filter(conference=conference), "name")
    _put(
        PresentationSpeaker,
        ("presentation_id", "speaker_id", "order"),
        ((talks[row["title"]], keys[row["speaker"]], 0) for row in rows),
    )
    Conference.objects.filter(pk=conference.pk).update(last_number=len(rows))
    return talks


def _put_slots(
    conference: Conference,
    section: Section,
    rows: list[Row],
    spans: Sequence[tuple[dt.date, dt.time, dt.time]],
    talks: dict[str, int],
) -> None:
    names = _distinct(row["room"] for row in rows)
    room_columns = ("conference_id", "name", "name_key", "slug", "order", "is_shared")
    room_rows = (
        (conference.pk, name, name_key(name), f"room-{order}", order, False)
        for order, name in enumerate(names)
    )
    _put(Room, room_columns, room_rows)
    _put(Day, ("section_id", "date"), ((section.pk, date) for date in {span[0] for span in spans}))
    kind_columns = ("section_id", "label", "label_key", "spans_rooms", "takes_presentation")
    kinds = _distinct(row["kind"] for row in rows)
    _put(SlotKind, kind_columns, ((section.pk, kind, kind, False, bool(talks)) for kind in kinds))
    room_ids = _ids(Room.objects.filter(conference=conference), "name")
    day_ids = _ids(Day.objects.filter(section=section), "date")
    kind_ids = _ids(SlotKind.objects.filter(section=section), "label")
    keys = [uuid4() for _row in rows]
    columns = ("key", "day_id", "kind_id", "start", "end", "title", "presentation_id")
    _put(
        Slot,
        columns,
        (
            (key, day_ids[date], kind_ids[row["kind"]], start, end, *_holds(row, talks))
            for key, row, (date, start, end) in zip(keys, rows, spans, strict=True)
        ),
    )
    slot_ids = _ids(Slot.objects.filter(day__section=section), "key")
    _put(
        SlotRoom,
        ("slot_id", "room_id"),
        ((slot_ids[key], room_ids[row["room"]]) for key, row in zip(keys, rows, strict=True)),
    )


def _holds(row: Row, talks: dict[str, int]) -> tuple[str, int | None]:
    return ("", talks[row["title"]]) if talks else (row["title"], None)


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _ids(rows: models.QuerySet[Any], name: str) -> dict[Any, int]:
    return dict(rows.values_list(name, "pk"))


def _put(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    table = model._meta.db_table
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["?"] * len(names))
            cursor.connection.executemany(
                f'INSERT INTO "{table}" ({columns}) VALUES ({places})',
                [tuple(map(_for_sqlite, row)) for row in rows],
            )


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, dt.time):
        return value.isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value
