"""Line ends and control characters in the cells of a file are blanks, however the file is laid
out.
"""

import io

import pytest
import xlsxwriter

from conference.schedule.models import Room, SlotKind
from schedule_import.actions import import_schedule
from schedule_import.models import ScheduleImport
from schedule_import.planning.options import Options
from tests.factories import make_section
from tests.schedule_import.importing import draft

pytestmark = pytest.mark.django_db
DAY = "2027-05-14"
ENDS = ["\n", "\r", "\r\n", "\v", "\f", "\x07", "\x1b", "\x1c", "\x7f", "\x85", "\u2028", "\u2029"]


def rows_of_a_list(end):
    return [
        ["date", "time_start", "time_end", "kind", "room", "title"],
        [DAY, "9:00", "10:00", f"long{end}talk", f"Great{end}Hall", f"Tides{end}and waves"],
    ]


def rows_of_a_grid(end):
    return [
        ["Programme"],  # in whose line a file of text may hold no control character
        [DAY, f"Great{end}Hall"],
        ["9:00-10:00", f"long talk: Tides{end}and waves"],
    ]


def as_csv(rows):
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()


def as_workbook(rows):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
    return content.getvalue()


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("written", [as_csv, as_workbook])
@pytest.mark.parametrize("rows_of", [rows_of_a_list, rows_of_a_grid])
def test_what_is_stored_of_a_file_is_one_line(end, written, rows_of):
    section = make_section()
    if rows_of is rows_of_a_grid:
        SlotKind.objects.create(section=section, label="long talk", takes_presentation=True)
    plan = import_schedule(
        section,
        file_name=f"my{end}file.csv",
        content=written(rows_of(end)),
        options=Options(),
        by=None,
    )

    assert plan.errors == ()
    assert [slot[1:4] for slot in draft(section)] == [
        ("long talk", "Great Hall", "Tides and waves")
    ]
    assert [room.name_key for room in Room.objects.all()] == ["great hall"]
    assert ScheduleImport.objects.get().file_name == "my file.csv"
