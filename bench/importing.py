"""The import of 10,000 rows in 100 rooms beside a straight script that does the least an import can
do (`bench.straight`), and beside the raw limit of the same database; with talks and speakers too.

The raw limit: the very same rows, put into the same tables with their indexes in one transaction,
by executemany (SQLite) or COPY (PostgreSQL). DATABASE_URL says which database; `python -m bench`
runs both.
"""

import datetime as dt
import os
import resource
import sys
from typing import Any
from zoneinfo import ZoneInfo

ROOMS = 100
ROWS = 10_000
MOST_ROWS = 20_000
FIRST_DAY = dt.date(2027, 5, 14)


def a_file(rows: int, first_day: dt.date = FIRST_DAY, *, with_talks: bool = False) -> bytes:
    """A CSV file of talks of 20 minutes: 20 a day in each room; `with_talks` says who gives them,
    3,000 people, and what they are about.
    """
    lines = ["date,time_start,time_end,kind,room,title" + ",speaker,abstract" * with_talks]
    for number in range(rows):
        room, slot = number % ROOMS, number // ROOMS
        day, minute = first_day + dt.timedelta(days=slot // 20), 9 * 60 + slot % 20 * 20
        start, end = divmod(minute, 60), divmod(minute + 20, 60)
        line = (
            f"{day},{start[0]:02}:{start[1]:02},{end[0]:02}:{end[1]:02},talk,Room {room + 1},Talk "
            f"{number}"
        )
        who = f",Person {room + slot % 30 * ROOMS},What talk {number} is about." * with_talks
        lines.append(line + who)
    return "\n".join(lines).encode()


def _models_of(section: Any) -> dict[Any, Any]:
    """What an import writes: each model with its rows, those that others need first."""
    from conference.presentations.models import Presentation, PresentationSpeaker
    from conference.schedule.models import Day, Room, Slot, SlotKind, SlotRoom
    from conference.speakers.models import Speaker
    from schedule_import.models import ScheduleImport

    conference = section.conference
    return {
        Speaker: Speaker.objects.filter(conference=conference),
        Presentation: Presentation.objects.filter(conference=conference),
        PresentationSpeaker: PresentationSpeaker.objects.filter(
            presentation__conference=conference
        ),
        Room: Room.objects.filter(conference=conference),
        Day: Day.objects.filter(section=section),
        SlotKind: SlotKind.objects.filter(section=section),
        Slot: Slot.objects.filter(day__section=section),
        SlotRoom: SlotRoom.objects.filter(slot__day__section=section),
        ScheduleImport: ScheduleImport.objects.none(),
    }


def _rows_of(section: Any) -> dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]:
    """What an import has written, table by table, with new keys and ids: columns and rows."""
    from django.db import connection

    tables = {}
    for model, rows in _models_of(section).items():
        fields = list(model._meta.local_concrete_fields)
        values = [
            tuple(
                field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields
            )
            for row in rows.order_by("pk")
        ]
        tables[model._meta.db_table] = (tuple(field.column for field in fields), values)
    return tables


def _put_raw(tables: dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in tables.items():
            names = ", ".join(f'"{column}"' for column in columns)
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                places = ", ".join(["?"] * len(columns))
                cursor.connection.executemany(
                    f'INSERT INTO "{table}" ({names}) VALUES ({places})', rows
                )


def _empty(section: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for model in reversed(_models_of(section)):
            cursor.execute(f'DELETE FROM "{model._meta.db_table}"')


def _section() -> Any:
    from conference.editions.actions import create_conference

    conference = create_conference(
        "bench",
        title="Bench",
        starts_on=FIRST_DAY,
        ends_on=FIRST_DAY + dt.timedelta(days=30),
        time_zone=ZoneInfo("Europe/Zurich"),
        sections={"talks": "Talks"},
        by=None,
    )
    return conference.sections.get()


def compare() -> None:
    """Print the figures for the database of DATABASE_URL."""
    section = _section()
    _compare(section, "import", a_file(ROWS))
    _compare(section, "import with talks and speakers", a_file(ROWS, with_talks=True))


def _compare(section: Any, name: str, content: bytes) -> None:
    from django.db import connection

    from bench.figures import measure
    from bench.straight import import_straight
    from schedule_import.actions import import_schedule
    from schedule_import.planning.options import Options

    def bring_in() -> None:
        plan = import_schedule(
            section, file_name="b.csv", content=content, options=Options(), by=None
        )
        if not plan.ok:
            raise RuntimeError(plan.answer())

    bring_in()
    tables = _rows_of(section)
    _empty(section)

    def straight() -> None:
        import_straight(section, content)

    limit, least, ours = measure(
        lambda: _put_raw(tables), straight, bring_in, before_each=lambda: _empty(section)
    )
    _empty(section)
    title = f"{connection.vendor}: {name}, {ROWS} rows in {ROOMS} rooms"
    print(f"{title}: {ours}")
    print(f"  straight script {least}; ratio {ours.median / least.median:.1f}")
    print(f"  the same rows put raw {limit}; ratio {ours.median / limit.median:.1f}")
    parts = _parts(section, content)
    rest = ours.median - sum(figure.median for figure in parts.values())
    told = ", ".join(f"{part} {figure.median * 1000:.0f}" for part, figure in parts.items())
    print(f"  parts in ms: {told}, check and write {rest * 1000:.0f}")


def _parts(section: Any, content: bytes) -> dict[str, Any]:
    """What reading, parsing and planning take, each alone."""
    from bench.figures import measure
    from conference.core.tables.files import read_table
    from conference.core.tables.questions import Questions
    from schedule_import.planning.options import look_around, setting_of
    from schedule_import.planning.plan import Mode, plan_import
    from schedule_import.reading.parse import parse_schedule

    around = look_around(section)
    setting = setting_of(section, around)
    table = read_table(content, Questions())
    parsed = parse_schedule(table, setting)
    figures = measure(
        lambda: read_table(content, Questions()),
        lambda: parse_schedule(table, setting),
        lambda: plan_import(parsed, around, mode=Mode.ADD, answers={}),
    )
    return dict(zip(("read", "parse", "plan"), figures, strict=True))


def memory() -> None:
    """Print the peak memory of an import of the most rows that a file may have."""
    from schedule_import.actions import import_schedule
    from schedule_import.planning.options import Options

    section = _section()
    before = _peak_megabytes()
    import_schedule(
        section, file_name="b.csv", content=a_file(MOST_ROWS), options=Options(), by=None
    )
    after = _peak_megabytes()
    print(
        f"peak memory of an import of {MOST_ROWS} rows: {after:.0f} MB (before it: {before:.0f} MB)"
    )


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Make an empty database for this run, measure, and take it away again."""
    from django.test.utils import setup_databases, teardown_databases

    databases = setup_databases(verbosity=0, interactive=False)
    try:
        {"compare": compare, "memory": memory}[sys.argv[1]]()
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conference.settings")
    django.setup()
    main()
