"""A file to begin with: the columns of exports, and two rows that can be imported into the section
as they are.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from conference.core.names import name_key, similarity_key
from conference.core.tables.files import protect_cell
from conference.editions.models import Section
from conference.schedule.core.timetable import Timetable
from conference.schedule.draft.store import load_conference
from conference.schedule.feeds.exports import CSV_COLUMNS
from schedule_import.planning.names import PRESENTATION_WORDS

COLUMNS = (*CSV_COLUMNS, "section")
START, MIDDLE, END = dt.time(9), dt.time(9, 30), dt.time(9, 45)


def example_file(section: Section) -> str:
    """The text of a CSV file for `section`: the importer finds neither an error nor a warning in
    it.
    """
    timetable = load_conference(section.conference)
    days = _days(section.conference.starts_on, section.conference.ends_on)
    day, room = next(_free(timetable, list(days)))
    rows = (
        {
            "time_start": START,
            "time_end": MIDDLE,
            "kind": PRESENTATION_WORDS[0],
            "title": _("A first talk"),
        },
        {"time_start": MIDDLE, "time_end": END, "kind": "break", "title": _("Coffee")},
    )
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for row in rows:
        times = {name: f"{row[name]:%H:%M}" for name in ("time_start", "time_end")}
        place = {"date": day.isoformat(), "room": protect_cell(room), "section": section.slug}
        writer.writerow({**row, **times, **place})
    return text.getvalue()


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for number in range((last - first).days + 1):
        yield first + dt.timedelta(days=number)


def _free(timetable: Timetable, days: Sequence[dt.date]) -> Iterator[tuple[dt.date, str]]:
    """Days and rooms in which nothing takes place at that time; at last a room that is not there
    yet.
    """
    busy = {
        (slot.date, room)
        for slot in timetable.slots
        if slot.begins < dt.datetime.combine(slot.date, END)
        and slot.finishes > dt.datetime.combine(slot.date, START)
        for room in slot.rooms
    }
    for day in days:
        yield from ((day, room.name) for room in timetable.rooms if (day, room.slug) not in busy)
    names = {name_key(room.name) for room in timetable.rooms}
    looks = {similarity_key(room.name) for room in timetable.rooms}
    for number in range(1, len(names) + 2):
        name = _("Main hall") if number == 1 else _("Hall %(number)d") % {"number": number}
        if name_key(name) not in names and similarity_key(name) not in looks:
            yield days[0], name
