"""Schedules in other shapes than ours become the same rows, with errors at the cells that they
stand in.
"""

import csv
import datetime as dt
import io
import json
import re
import time
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import call_command
from hypothesis import example, given
from hypothesis import strategies as st

from conference.core.tables.files import MAX_ROWS, NumberedRow, Table
from conference.core.tables.questions import Questions
from conference.core.tables.workbook_reader import MAX_MERGED
from conference.core.tables.workbooks import MergedCells
from schedule_import.actions import apply_import, upload_schedule
from schedule_import.planning.names import KindAnswer
from schedule_import.planning.options import Options, preview_import
from schedule_import.planning.plan import Mode
from schedule_import.reading.grid_blocks import find_blocks, open_sheet
from schedule_import.reading.grid_cells import (
    GridEntry,
    date_in,
    is_like_times,
    is_times,
    read_entry,
    split_times,
)
from schedule_import.reading.kind_words import WORDS, default_kind, kind_words
from schedule_import.reading.parse import parse_schedule
from schedule_import.reading.records import Dialect, Setting, Spot
from schedule_import.reading.rows import ERROR_CODES, WARNING_CODES
from tests.factories import make_conference, make_presentation, make_section
from tests.schedule_import.importing import draft

EXAMPLES = Path(__file__).parents[1] / "examples"
ROOMS = "2027-05-14,Main Hall,Room 2"


def parse(source, *, slug="talks", date_order=None, columns=None, kinds=(), answers=None):
    return parse_schedule(
        source.encode() if isinstance(source, str) else source,
        Setting(slug, (dt.date(2027, 5, 14), dt.date(2027, 5, 16)), kinds=kinds),
        date_order=date_order,
        column_choice=columns,
        questions=Questions(answers or {}),
    )


def lines(*rows):
    return "\n".join(rows)


def said(parsed):
    """What the file says: where, when, what kind, in which room, title and number."""
    return [
        (
            parsed.source.name(row.number),
            f"{row.date:%d} {row.start:%H:%M}-{row.end:%H:%M}",
            row.kind,
            row.room,
            row.title or "",
            row.presentation,
        )
        for row in parsed.rows
    ]


def cells(parsed):
    """The titles with the names of the cells that they stand in."""
    return [(parsed.source.name(row.number), row.title) for row in parsed.rows]


def faults(parsed):
    return [(p.cell or p.row, p.column, p.value, p.code) for p in parsed.errors]


def workbook(write):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        write(book, book.add_worksheet())
    return content.getvalue()


# --- SciPy's and PyCon's tables -------------------------------------------------------------------


def test_scipys_names_of_columns_are_understood():
    parsed = parse((EXAMPLES / "scipy.csv").read_bytes())
    assert (parsed.dialect, parsed.errors, parsed.warnings) == (Dialect.ROWS, (), ())
    assert said(parsed) == [
        ("row 2", "14 14:45-15:15", "Talk", "Grand Ballroom", "", 1),
        ("row 3", "14 14:45-15:15", "Talk", "Room 203", "", 2),
        ("row 4", "14 12:15-13:30", "Lunch", "Room 203", "Lunch on the terrace", None),
    ]


def test_rows_of_scipys_other_sections_are_refused():
    parsed = parse((EXAMPLES / "scipy.csv").read_bytes(), slug="tutorials")
    assert faults(parsed) == [(row, "section", "talks", "other-section") for row in (2, 3, 4)]


def test_pycons_track_is_a_room_its_duration_makes_the_end_and_its_section_the_kind():
    parsed = parse((EXAMPLES / "pycon.csv").read_bytes())
    assert (parsed.dialect, parsed.errors, parsed.warnings) == (Dialect.DURATIONS, (), ())
    assert said(parsed) == [
        ("row 2", "14 10:50-11:20", "talk", "Track I", "", 1),
        ("row 3", "14 10:50-11:20", "talk", "Track II", "", 2),
        ("row 4", "14 11:30-12:15", "talk", "Track I", "", 3),
        ("row 5", "15 13:40-14:10", "talk", "Track II", "", 4),
    ]
    assert parsed.columns == {"room", "date", "time_start", "duration", "presentation"}
    assert parsed.cell(2, "room") == "I"


@pytest.mark.parametrize(
    ("track", "room"),
    [
        ("1", "Track 1"),
        ("B", "Track B"),
        ("viii", "Track viii"),
        ("Room 5", "Room 5"),
    ],
)
def test_a_track_that_is_a_number_is_called_track_and_a_name_stays_a_name(track, room):
    parsed = parse(f"Track,Day,Start Time,Duration,ID\n{track},2027-05-14,10:00,30,7")
    assert [row.room for row in parsed.rows] == [room]


@pytest.mark.parametrize(
    ("duration", "end"),
    [
        ("30", "10:30"),
        ("90 min", "11:30"),
        ("45 Minutes", "10:45"),
        ("20m", "10:20"),
        ("1:30", "11:30"),
        ("840", "00:00"),
    ],
)
def test_durations_are_minutes_or_hours_and_minutes(duration, end):
    parsed = parse(f"Track,Day,Start Time,Duration,ID\nI,2027-05-14,10:00,{duration},7")
    assert parsed.errors == ()
    assert [f"{row.end:%H:%M}" for row in parsed.rows] == [end]


def test_a_duration_of_a_workbook_is_a_time_of_day():
    header = NumberedRow(1, ("Track", "Day", "Start Time", "Duration"))
    row = NumberedRow(2, ("I", dt.date(2027, 5, 14), dt.time(10), dt.time(0, 45)))
    parsed = parse(Table("xlsx", None, header, (row,)))
    assert (parsed.errors, [row.end for row in parsed.rows]) == ((), [dt.time(10, 45)])


def test_what_lasts_past_midnight_ends_on_the_next_day_by_noon_within_sixteen_hours():
    header = "Track,Day,Start Time,Duration"
    parsed = parse(
        lines(
            header,
            "I,2027-05-14,11 PM,120",
            "I,2027-05-14,11 PM,480",
            "I,2027-05-14,9 AM,920",
            "I,2027-05-14,9 AM,970",
        )
    )
    assert [(row.number, row.end) for row in parsed.rows] == [
        (2, dt.time(1)),
        (3, dt.time(7)),
        (4, dt.time(0, 20)),
    ]
    assert [(p.row, p.code) for p in parsed.warnings] == [(3, "assumed"), (4, "assumed")]
    assert faults(parsed) == [
        (5, "duration", "970", "ends-before-start"),
    ]
    assert parsed.errors[0].message == (
        "The end “01:10” does not follow the start “9 AM”. A slot ends later on its day, at "
        "midnight, or by 12:00 on the next day if it lasts at most 16 hours."
    )


def test_everything_that_is_wrong_in_a_row_of_pycons_is_listed_at_its_column():
    header = "Track,Day,Start Time,Duration,ID"
    parsed = parse(
        lines(
            header,
            ",,,,",
            ",2027-05-14,10:00,half an hour,x",
            "I,2027-13-14,25:00,0,",
            "I,,10:00,,7",
        )
    )
    assert faults(parsed) == [
        (3, "room", "", "missing-value"),
        (3, "presentation", "x", "unknown-presentation"),
        (3, "duration", "half an hour", "bad-time"),
        (4, "date", "2027-13-14", "bad-date"),
        (4, "time_start", "25:00", "bad-time"),
        (4, "duration", "0", "bad-time"),
        (5, "date", "2027-05-14", "question"),
        (5, "duration", "", "missing-value"),
    ]
    assert parsed.errors[2].message == (
        "“half an hour” is no duration that can be read. Write minutes, like 45, or hours and "
        "minutes, like 1:30; less than a day."
    )


def test_a_kind_a_title_and_a_room_count_in_pycons_table_too():
    parsed = parse(
        "Track,Room,Kind,Title,Day,Start Time,Duration\nI,Aula,keynote,On bits,2027-05-14,10:00,30"
    )
    assert said(parsed) == [("row 2", "14 10:00-10:30", "keynote", "Aula", "On bits", None)]
    assert (parsed.warnings, parsed.rows[0].track) == ((), "I")


@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("talks", "talk"),
        ("Tutorials", "tutorial"),
        ("workshop", "workshop"),
        ("main", "talk"),
        ("", "talk"),
    ],
)
def test_what_names_no_kind_has_the_one_that_its_section_is_called_after(slug, kind):
    assert default_kind(slug) == kind
    header = "Track,Day,Start Time,Duration"
    assert [row.kind for row in parse(f"{header}\nI,2027-05-14,10:00,30", slug=slug).rows] == [kind]


def test_our_own_dialect_wins_wherever_its_columns_are_there():
    header = "Track,Day,Start Time,End Time,Duration,Kind,Room"
    parsed = parse(f"{header}\nI,2027-05-14,10:00,11:00,30,talk,Aula")
    assert said(parsed) == [("row 2", "14 10:00-11:00", "talk", "Aula", "", None)]
    assert (parsed.dialect, [p.value for p in parsed.warnings]) == (
        Dialect.ROWS,
        ["Duration"],
    )


@pytest.mark.parametrize(
    "header",
    [
        "start,end,day,kind,spot",
        "Zeit,Bis,Tag,Wo,Was",
        "Track,Day,Start Time,End Time,ID",
    ],
)
def test_a_table_of_rows_whose_columns_have_wrong_names_is_no_grid(header):
    parsed = parse(
        lines(header, "09:00,10:00,2027-05-14,Aula,talk", "10:00,11:00,2027-05-14,Aula,talk")
    )
    assert parsed.dialect is Dialect.ROWS
    assert {problem.code for problem in parsed.errors} & {"missing-column", "question"}


def test_who_chose_columns_has_no_grid():
    grid = lines(ROOMS, "09:00,Opening,", "10:00,,")
    assert parse(grid).dialect is Dialect.GRID
    assert parse(grid, columns={"Main Hall": ""}).dialect is Dialect.GRID
    assert parse(grid, columns={"Main Hall": "title"}).dialect is Dialect.ROWS


# --- The grid -------------------------------------------------------------------------------------


def test_a_grid_of_two_days_is_read():
    parsed = parse((EXAMPLES / "grid.csv").read_bytes())
    assert (parsed.dialect, parsed.errors, parsed.warnings) == (Dialect.GRID, (), ())
    assert said(parsed) == [
        ("B5", "14 09:00-09:45", "plenary", "Main Hall", "Opening", None),
        ("C5", "14 09:00-09:45", "plenary", "Room 2", "Opening", None),
        ("D5", "14 09:00-09:45", "plenary", "Attic", "Opening", None),
        ("B6", "14 09:45-10:30", "talk", "Main Hall", "Gardens of bits", 1),
        ("C6", "14 09:45-10:30", "talk", "Room 2", "", 2),
        ("B7", "14 10:30-11:00", "break", "Main Hall", "Coffee break", None),
        ("C7", "14 10:30-11:00", "break", "Room 2", "Coffee break", None),
        ("D7", "14 10:30-11:00", "break", "Attic", "Coffee break", None),
        ("B8", "14 11:00-12:30", "panel", "Main Hall", "Who waters the bits?", None),
        ("C8", "14 11:00-12:30", "workshop", "Room 2", "Grafting", None),
        ("B12", "15 10:00-10:45", "talk", "Main Hall", "", 3),
        ("C12", "15 10:00-10:45", "talk", "Room 2", "A title: and what follows", None),
        ("C13", "15 11:00-11:45", "talk", "Room 2", "Closing (and goodbye)", None),
    ]
    assert (parsed.row_count, parsed.encoding, parsed.delimiter) == (10, "utf-8", ",")


def merged_workbook():
    """Two days in one sheet with real dates and times, and merged cells of every shape."""

    def write(book, sheet):
        day, clock = (
            book.add_format({"num_format": "ddd d mmm yyyy"}),
            book.add_format({"num_format": "hh:mm"}),
        )
        sheet.merge_range("A1:D1", "The programme")
        sheet.write_datetime("A2", dt.datetime.fromisoformat("2027-05-14"), day)
        sheet.write_row("B2", ["Main Hall", "Room 2", 101])
        for row, hour in enumerate((9, 10, 11, 12, 13), start=2):
            sheet.write_datetime(row, 0, dt.time(hour), clock)
        sheet.merge_range("B3:D3", "Opening")
        sheet.merge_range("B4:B5", "Long workshop (workshop)")
        sheet.write("C4", 7)
        sheet.merge_range("C5:D5", "Lunch")
        sheet.merge_range("C6:D6", "talk: Both rooms")
        sheet.write("B6", "Short")
        sheet.merge_range("A9:D9", dt.datetime.fromisoformat("2027-05-15"), day)
        sheet.write_row("A10", ["", "Main Hall"])
        sheet.write("A11", "10:00-10:45")
        sheet.write("A12", "11:00-11:30")
        sheet.merge_range("B11:B12", "Both halves")

    return workbook(write)


def test_merged_cells_of_a_workbook_last_longer_and_span_rooms():
    parsed = parse(merged_workbook())
    assert (parsed.dialect, parsed.errors, parsed.warnings) == (Dialect.GRID, (), ())
    assert said(parsed) == [
        ("B3", "14 09:00-10:00", "plenary", "Main Hall", "Opening", None),
        ("C3", "14 09:00-10:00", "plenary", "Room 2", "Opening", None),
        ("D3", "14 09:00-10:00", "plenary", "101", "Opening", None),
        ("B4", "14 10:00-12:00", "workshop", "Main Hall", "Long workshop", None),
        ("C4", "14 10:00-11:00", "talk", "Room 2", "", 7),
        ("C5", "14 11:00-12:00", "lunch", "Room 2", "Lunch", None),
        ("D5", "14 11:00-12:00", "lunch", "101", "Lunch", None),
        ("B6", "14 12:00-13:00", "talk", "Main Hall", "Short", None),
        ("C6", "14 12:00-13:00", "talk", "Room 2", "Both rooms", None),
        ("D6", "14 12:00-13:00", "talk", "101", "Both rooms", None),
        ("B11", "15 10:00-11:30", "talk", "Main Hall", "Both halves", None),
    ]
    assert parsed.spanning == {"plenary", "lunch", "talk"}


def test_a_merged_block_lasts_longer_and_spans_rooms_at_once():
    table = Table(
        "xlsx",
        None,
        NumberedRow(1, ("2027-05-14", "A", "B", "C")),
        (
            NumberedRow(2, ("9:00", "Fair", "", "x")),
            NumberedRow(3, ("10:00", "", "hidden", "y")),
            NumberedRow(4, ("11:00",)),
        ),
        merged=(MergedCells(2, 3, 1, 2),),
    )
    assert said(parse(table)) == [
        ("B2", "14 09:00-11:00", "plenary", "A", "Fair", None),
        ("C2", "14 09:00-11:00", "plenary", "B", "Fair", None),
        ("D2", "14 09:00-10:00", "talk", "C", "x", None),
        ("D3", "14 10:00-11:00", "talk", "C", "y", None),
    ]


def test_a_room_whose_name_stands_over_two_columns_is_one_room():
    table = Table(
        "xlsx",
        None,
        NumberedRow(1, ("2027-05-14", "Main Hall", "", "Attic")),
        (
            NumberedRow(2, ("9:00-10:00", "Opening", "", "x")),
            NumberedRow(3, ("10:00-11:00", "", "Talk")),
        ),
        merged=(MergedCells(1, 1, 1, 2), MergedCells(2, 2, 1, 2)),
    )
    assert said(parse(table)) == [
        ("B2", "14 09:00-10:00", "talk", "Main Hall", "Opening", None),
        ("D2", "14 09:00-10:00", "talk", "Attic", "x", None),
        ("C3", "14 10:00-11:00", "talk", "Main Hall", "Talk", None),
    ]


@pytest.mark.parametrize(
    "head",
    [
        ["2027-05-14,A"],
        ["Friday 14.05.2027,A"],
        ["2027-05-14,", "Time,A"],
        [",2027-05-14", ",A"],
        ["PyOhio 2027 schedule,,,", "2027-05-14,A"],
        ["Day 1,2027-05-14", ",A"],
        ["The programme,", "5/14/27,", "Morning,", "When,A"],
        ["3.–16.05.2027: what we plan,,", "Friday (14.05.2027),", ",A"],
        ["Room,A", "2027-05-14,"],
    ],
)
def test_the_date_stands_in_the_corner_or_on_a_line_above(head):
    parsed = parse(lines(*head, "09:00-10:00,Opening"))
    assert [(row.date, row.room, row.title) for row in parsed.rows] == [
        (dt.date(2027, 5, 14), "A", "Opening")
    ]
    assert parsed.errors == ()


def test_the_corner_counts_more_than_the_line_above():
    assert (
        said(parse(lines("2027-05-14,,", "2027-05-15,A", "9:00-10:00,x")))[0][1] == "15 09:00-10:00"
    )


@pytest.mark.parametrize("line", ["Second day", "Day 2", "Afternoon"])
def test_a_line_without_a_date_ends_the_day_and_is_not_taken_for_the_same_day(line):
    parsed = parse(lines("2027-05-14,A", "9:00-10:00,x", f"{line},", "14:00-15:00,y"))
    assert said(parsed) == [("B2", "14 09:00-10:00", "talk", "A", "x", None)]
    assert faults(parsed) == [("A3", "date", line, "missing-value")]
    assert parsed.errors[0].message == (
        "A3: There is no date here that can be read. Every row of rooms needs one, like "
        "2026-12-31, in its first cell or on a line above it."
    )


def test_rooms_named_again_need_their_date_again():
    parsed = parse(lines("2027-05-14,A", "9:00-10:00,x", "Time,B", "14:00-15:00,y"))
    assert faults(parsed) == [("A3", "date", "Time", "missing-value")]
    parsed = parse(lines("2027-05-14,A", "9:00-10:00,x", "2027-05-14,B", "14:00-15:00,y"))
    assert [(row.room, row.title) for row in parsed.rows] == [("A", "x"), ("B", "y")]


def test_a_grid_without_any_date_asks_which_day_it_is():
    grid = lines("Time,A,B", "9:00,x,y", "10:00,,")
    parsed = parse(grid)
    assert (parsed.dialect, parsed.rows) == (Dialect.GRID, ())
    assert [(error.column, error.code) for error in parsed.errors] == [("date", "question")]

    answered = parse(grid, answers={"date": "2027-05-14"})
    assert (answered.errors, cells(answered)) == ((), [("B2", "x"), ("C2", "y")])
    assert {row.date for row in answered.rows} == {dt.date(2027, 5, 14)}


def test_a_grid_of_several_parts_without_dates_says_where_one_is_missing():
    rows = ("Morning,A", "9:00-10:00,x", "Afternoon,", "13:00-14:00,y")
    assert [code for *_place, code in faults(parse(lines(*rows)))] == ["missing-value"] * 2


def test_two_rows_of_rooms_without_a_date_each_say_where_it_is_missing():
    parsed = parse(lines("Time,A", "9:00-10:00,x", "Time,A", "9:00-10:00,y"))
    assert faults(parsed) == [
        ("A1", "date", "Time", "missing-value"),
        ("A3", "date", "Time", "missing-value"),
    ]


def test_a_date_that_is_no_day_is_one_error_however_much_stands_below():
    parsed = parse(lines("Friday 31.02.2027,A,B", "9:00,x,y", "10:00,z,", "11:00,,"))
    assert faults(parsed) == [("A1", "date", "Friday 31.02.2027", "bad-date")]


def test_ambiguous_dates_are_asked_for_once_and_answered():
    grid = lines("3/4/2027,A,B", "9:00-10:00,x,y", "4/5/2027,,", "9:00-10:00,z,")
    parsed = parse(grid)
    assert [(p.cell, p.row, p.code, p.other_rows) for p in parsed.errors] == [
        ("A1", 1, "ambiguous-date", (3,))
    ]
    assert parsed.date_order_is_open
    assert [row.date for row in parse(grid, date_order="dmy").rows] == [
        dt.date(2027, 4, 3),
        dt.date(2027, 4, 3),
        dt.date(2027, 5, 4),
    ]


def test_a_day_outside_the_conference_is_one_warning_at_its_date():
    parsed = parse(lines("2027-06-14,A,B", "9:00-10:00,x,y"))
    assert [(p.cell, p.column, p.value, p.code) for p in parsed.warnings] == [
        ("A1", "date", "2027-06-14", "outside-conference")
    ]


@pytest.mark.parametrize(
    ("row", "span"),
    [
        ("10:00–10:45", "10:00-10:45"),
        ("10:00 - 10:45", "10:00-10:45"),
        ("10:00-10:45", "10:00-10:45"),
        ("10:00 to 10:45", "10:00-10:45"),
        ("10am—11am", "10:00-11:00"),
        ("1:30 PM - 2 PM", "13:30-14:00"),
        ("23:00-24:00", "23:00-00:00"),
        ("22:00-01:30", "22:00-01:30"),
    ],
)
def test_a_range_says_start_and_end(row, span):
    parsed = parse(lines("2027-05-14,A", f"{row},x"))
    assert [f"{it.start:%H:%M}-{it.end:%H:%M}" for it in parsed.rows] == [span]


def test_a_single_time_lasts_until_the_next_one_and_a_range_ends_when_it_says():
    grid = lines("2027-05-14,A", "9:00,a", "9:30-9:50,b", "10:00,c", "11:00,", "12:00,d", "24:00,")
    assert [it[1] for it in said(parse(grid))] == [
        "14 09:00-09:30",
        "14 09:30-09:50",
        "14 10:00-11:00",
        "14 12:00-00:00",
    ]


def test_a_column_of_ends_beside_that_of_starts_counts():
    parsed = parse(
        lines("2027-05-14,,", "Start,End,A", "9:00,9:45,x", "10:00,10:30,y", "11:00,,z", "12:00,,")
    )
    assert [(cell, when, title) for cell, when, _kind, _room, title, _number in said(parsed)] == [
        ("C3", "14 09:00-09:45", "x"),
        ("C4", "14 10:00-10:30", "y"),
        ("C5", "14 11:00-12:00", "z"),
    ]


def test_the_last_time_needs_an_end():
    parsed = parse(
        lines("2027-05-14,A,B", "9:00,x,y", "10:00,z,w", "2027-05-15,A,", "9:00-10:00,x,")
    )
    assert faults(parsed) == [("A3", "time_end", "10:00", "missing-value")]
    assert parsed.errors[0].message == (
        "A3: Nothing says when this ends. Write start and end, like 13:30–14:15, or add a row with "
        "the time of the end alone."
    )


def test_afternoons_without_pm_are_refused_at_each_time_and_not_taken_for_the_small_hours():
    parsed = parse(
        lines(
            "2027-05-14,A",
            "9:00,a",
            "12:30,Lunch",
            "1:30,b",
            "2:15-2:30,c",
            "3:00,",
            "2027-05-15,",
            "9:00-9:30,d",
        )
    )
    assert faults(parsed) == [
        ("A4", "time_start", "1:30", "bad-time"),
        ("A5", "time_start", "2:15-2:30", "bad-time"),
    ]
    assert cells(parsed) == [("B2", "a"), ("B8", "d")]
    assert parsed.errors[0].message == (
        "A4: “1:30” is earlier than “12:30” above it, in A3. Write an afternoon like 13:30 or 1:30 "
        "PM, and put what starts after midnight below the next date."
    )


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (["20:00,Party", "01:00,"], "20:00-01:00"),
        (["12:00 PM,Picnic", "1:00 AM,"], "12:00-01:00"),
        (["12:30,Picnic", "0:00,"], "12:30-00:00"),
        (["22:00-01:30,Party", "23:00-24:00,"], "22:00-01:30"),
        (["20:00,Party", "00:30,Afterparty", "02:00,"], ["A3", "A4"]),
        (["20:00,Party", "07:00,"], "20:00-07:00"),
        (["11:30,Lunch", "1:00,"], ["A3"]),
        (["12:30,Lunch", "1:30,"], ["A3"]),
        (["9:00-9:30,x", "5:00-6:00,"], None),
    ],
)
def test_an_end_in_the_small_hours_follows_only_what_is_late_beyond_doubt(rows, found):
    parsed = parse(lines("2027-05-14,A", *rows))
    if isinstance(found, list):
        assert [(p.cell, p.code) for p in parsed.errors] == [(cell, "bad-time") for cell in found]
    else:
        assert [f"{it.start:%H:%M}-{it.end:%H:%M}" for it in parsed.rows] == [
            found or "09:00-09:30"
        ]
        assert parsed.errors == ()


@pytest.mark.parametrize("wrong", ["1O:00", "10.5", "25:00", "1030", "tba"])
def test_a_time_that_cannot_be_read_is_one_error_and_no_name_of_rooms(wrong):
    parsed = parse(lines("2027-05-14,A,B", "9:00,x,y", f"{wrong},z,w", "11:00,,"))
    assert faults(parsed) == [("A3", "time_start", wrong, "bad-time")]
    assert parsed.rows == ()


@pytest.mark.parametrize("wrong", ["1O:00", "10:0O", "25:00"])
def test_so_it_is_in_the_first_row_and_in_an_end_that_stands_alone(wrong):
    parsed = parse(lines("2027-05-14,A", f"{wrong},x", "10:00-11:00,y"))
    assert faults(parsed) == [("A2", "time_start", wrong, "bad-time")]
    parsed = parse(lines("2027-05-14,A", "9:00,x", f"{wrong},", "11:30-12:00,y"))
    assert faults(parsed) == [("A3", "time_end", wrong, "bad-time")]


def test_a_grid_whose_times_are_all_written_in_another_way_is_still_a_grid():
    parsed = parse(lines("2027-05-14,A", "9:0O,x", "10:0O,y", "11:0O,"))
    assert faults(parsed) == [
        ("A2", "time_start", "9:0O", "bad-time"),
        ("A3", "time_start", "10:0O", "bad-time"),
        ("A4", "time_end", "11:0O", "bad-time"),
    ]


def test_a_column_of_numbers_is_no_column_of_times():
    parsed = parse(lines("Nr,Titel,Wo", "1,x,A", "2,y,B"))
    assert (parsed.dialect, {problem.code for problem in parsed.errors}) == (
        Dialect.ROWS,
        {"missing-column"},
    )


def test_each_half_of_a_range_is_checked():
    parsed = parse(
        lines("2027-05-14,A", "9:00-10:00,x", "10:00-1O:45,y", "11:00-10:00,z", "1 PM-14:00,w")
    )
    assert faults(parsed) == [
        ("A3", "time_end", "10:00-1O:45", "bad-time"),
        ("A4", "time_end", "11:00-10:00", "ends-before-start"),
        ("A5", "time_end", "1 PM-14:00", "bad-time"),
    ]


def test_what_stands_beside_no_time_and_under_no_room_is_missed_there():
    parsed = parse(lines("2027-05-14,A,", "9:00,x,stray", ",y,", "10:00,,"))
    assert faults(parsed) == [
        ("C1", "room", "", "missing-value"),
        ("A3", "time_start", "", "missing-value"),
    ]
    assert [problem.message for problem in parsed.errors] == [
        "C1: There is no room above what stands below this cell. Write the name of the room here.",
        "A3: There is no time here for what stands beside it. Write one, like 13:30; or take the "
        "row out, if it says more of the rooms above.",
    ]


@pytest.mark.parametrize(
    "head", [["2027-05-14,A,B"], ["2027-05-14", "Time,A,B"], [",2027-05-14", ",A,B"]]
)
def test_a_second_row_below_the_rooms_does_not_replace_their_names(head):
    parsed = parse(lines(*head, ",(300 seats),(80 seats)", "9:00-10:00,x,y"))
    row = len(head) + 1
    assert faults(parsed) == [(f"A{row}", "time_start", "", "missing-value")]
    assert [(it.room, it.title) for it in parsed.rows] == [("A", "x"), ("B", "y")]


def test_rooms_that_no_row_names_are_missed_where_they_are_needed():
    assert faults(parse(lines("2027-05-14,", "9:00-10:00,x"))) == [
        ("B2", "room", "x", "missing-value")
    ]


def test_names_that_are_too_long_are_named_once_at_their_cells():
    parsed = parse(lines(f"2027-05-14,{'r' * 101}", f"9:00,{'t' * 201}", "10:00,x", "11:00,"))
    assert [(p.cell, p.column, p.code) for p in parsed.errors] == [
        ("B1", "room", "too-long"),
        ("B2", "title", "too-long"),
    ]


def test_the_error_of_a_formula_is_told_at_its_cell_wherever_it_stands_in_a_grid():
    parsed = parse(lines("2027-05-14,A,#REF!", "9:00,#N/A,x", "#NUM!,y,", "10:00,,"))
    assert faults(parsed) == [
        ("C1", "room", "#REF!", "missing-value"),
        ("B2", "title", "#N/A", "missing-value"),
        ("A3", "time_start", "#NUM!", "bad-time"),
    ]


def test_dashes_and_blank_cells_are_nothing_and_notes_below_are_passed_over():
    parsed = parse(
        lines(
            "2027-05-14,A,B,C",
            "9:00-10:00,-, ,…",
            "10:00-11:00,x,–,.",
            ",,,",
            "* subject to change",
        )
    )
    assert (cells(parsed), parsed.errors) == ([("B3", "x")], ())


def test_the_same_text_in_neighbouring_cells_is_not_one_slot_unless_its_kind_spans_rooms():
    parsed = parse(lines("2027-05-14,A,B", "9:00,Party,Party", "10:00,Party,", "11:00,,"))
    assert cells(parsed) == [("B2", "Party"), ("C2", "Party"), ("B3", "Party")]
    assert parsed.spanning == frozenset()


def test_empty_columns_to_the_left_of_the_times_do_not_matter():
    parsed = parse(lines(",,,", ",2027-05-14,A,B", ",9:00,x,y", ",10:00,,"))
    assert (cells(parsed), parsed.errors) == ([("C3", "x"), ("D3", "y")], ())


def test_the_column_of_errors_of_an_annotated_grid_is_passed_over():
    parsed = parse(lines("2027-05-14,A,errors", "9:00,x,Error: …", "10:00,,"))
    assert (cells(parsed), parsed.errors, parsed.warnings) == ([("B2", "x")], (), ())


def test_a_grid_with_nothing_in_it_is_empty():
    parsed = parse(lines("2027-05-14,A", "9:00,", "10:00,"))
    assert [(p.row, p.code, p.message) for p in parsed.errors] == [
        (
            None,
            "empty",
            "This grid has times and rooms, and nothing in its cells. Fill in what takes place.",
        )
    ]


@pytest.mark.slow
def test_a_grid_of_more_cells_than_one_import_holds_is_too_large():
    wide = MAX_ROWS // 10 + 1
    rows = tuple(NumberedRow(n, (f"{n + 8}:00-{n + 8}:30", *["x"] * wide)) for n in range(2, 12))
    table = Table("xlsx", None, NumberedRow(1, ("2027-05-14", *map(str, range(wide)))), rows)
    parsed = parse(table)
    assert [(p.row, p.code, p.message) for p in parsed.errors] == [
        (
            None,
            "too-large",
            "The cells of this grid make more than 20000 rows. Split it into several files.",
        )
    ]


def test_titles_and_numbers_are_columns_only_if_the_grid_has_them():
    # Importing with "replace" leaves what a file does not speak of.
    head = "2027-05-14,A,B"
    common = {"date", "time_start", "time_end", "kind", "room"}
    assert parse(lines(head, "9:00-10:00,x,")).columns == common | {"title"}
    assert parse(lines(head, "9:00-10:00,#7,")).columns == common | {"presentation"}
    assert parse(lines(head, "9:00-10:00,#7,x")).columns == common | {"title", "presentation"}


def test_a_grid_in_windows_1252_is_told_at_its_first_foreign_letter():
    parsed = parse(lines("2027-05-14,Café", "9:00-10:00,x").encode("cp1252"))
    assert [(p.row, p.value, p.code) for p in parsed.warnings] == [
        (1, "Café", "read-as-windows-1252")
    ]


# --- What one cell says ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Gardens of bits", GridEntry(None, "", "Gardens of bits")),
        ("7", GridEntry(None, "7", "")),
        ("#7", GridEntry(None, "#7", "")),
        ("# 7", GridEntry(None, "# 7", "")),
        ("#7 Gardens", GridEntry(None, "#7", "Gardens")),
        ("#7: Gardens", GridEntry(None, "#7", "Gardens")),
        ("#7 – Gardens", GridEntry(None, "#7", "Gardens")),
        ("7 wonders", GridEntry(None, "", "7 wonders")),
        ("C# 7", GridEntry(None, "", "C# 7")),
        ("Lunch", GridEntry("lunch", "", "Lunch")),
        ("COFFEE BREAK", GridEntry("break", "", "COFFEE BREAK")),
        ("Keynote", GridEntry("keynote", "", "Keynote")),
        ("keynote: On bits: a story", GridEntry("keynote", "", "On bits: a story")),
        ("On bits (Keynote)", GridEntry("keynote", "", "On bits")),
        ("talk: #7", GridEntry("talk", "#7", "")),
        ("7 (tutorial)", GridEntry("tutorial", "7", "")),
        ("Django: the good parts", GridEntry(None, "", "Django: the good parts")),
        ("Closing (and goodbye)", GridEntry(None, "", "Closing (and goodbye)")),
        ("talk:", GridEntry(None, "", "talk:")),
        ("(talk)", GridEntry(None, "", "(talk)")),
        ("Breaking the web", GridEntry(None, "", "Breaking the web")),
        ("Boat trip (Feier)", GridEntry("Feier", "", "Boat trip")),
        ("feier", GridEntry("Feier", "", "feier")),
        ("Panel: x", GridEntry("Panel discussion", "", "x")),
    ],
)
def test_a_cell_is_a_title_a_kind_or_a_number(text, entry):
    words = {**kind_words(["Feier"]), "panel": "Panel discussion"}
    assert read_entry(text, words) == entry


def test_kinds_that_the_schedule_has_keep_their_spelling_and_can_be_named():
    grid = lines("2027-05-14,A,B", "9:00-10:00,Feier: Boat,x", "10:00-11:00,Lunch,y (TALK)")
    parsed = parse(grid, kinds=["Feier", "Lunch", "Talk"])
    assert [(row.kind, row.title) for row in parsed.rows] == [
        ("Feier", "Boat"),
        ("Talk", "x"),
        ("Lunch", "Lunch"),
        ("Talk", "y"),
    ]


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        ("2027-05-14", "2027-05-14"),
        ("Fri, 14.5.27", "Fri, 14.5.27"),
        ("Day 1 (5/14/2027)", "5/14/2027"),
        (dt.date(2027, 5, 14), dt.date(2027, 5, 14)),
        (dt.date(1900, 1, 1), None),
        (dt.time(9), None),
        ("14.05.2027–16.05.2027", None),
        ("14 May 2027", "14 May 2027"),
        ("v1.2.3.4", None),
        ("2027-05-14T10:00", "2027-05-14"),
        ("", None),
    ],
)
def test_one_date_among_other_words_is_found(cell, date):
    assert date_in(cell) == date


@pytest.mark.parametrize(
    ("cell", "parts", "times", "like"),
    [
        ("10:00", ("10:00", None), True, True),
        ("10:00-11:00", ("10:00", "11:00"), True, True),
        (dt.time(10), (dt.time(10), None), True, True),
        (dt.date(1900, 1, 1), (dt.date(1900, 1, 1), None), True, True),
        (dt.date(2027, 5, 14), (dt.date(2027, 5, 14), None), False, False),
        (dt.datetime.fromisoformat("2027-05-14 10:00"), None, False, False),
        ("10.00", ("10.00", None), True, True),
        ("10.0O", ("10.0O", None), False, True),
        ("9 p.m.", ("9 p.m.", None), True, True),
        ("14.05.2027", ("14.05.2027", None), False, False),
        ("2027-05-14", ("2027", "05-14"), False, False),
        ("Morning - noon", ("Morning", "noon"), False, False),
        ("", ("", None), False, False),
    ],
)
def test_times_are_told_from_what_only_looks_like_them(cell, parts, times, like):
    assert split_times(cell) == (parts or (cell, None))
    assert (is_times(cell), is_like_times(cell)) == (times, like)


@pytest.mark.parametrize(
    ("place", "name"),
    [(0, "A9"), (25, "Z9"), (26, "AA9"), (701, "ZZ9"), (702, "AAA9"), (16383, "XFD9")],
)
def test_cells_are_named_as_spreadsheet_programs_name_them(place, name):
    assert Spot(9, place).name() == name


def test_the_examples_and_the_words_of_the_documentation_are_true():
    page = (EXAMPLES.parents[2] / "docs" / "schedule-csv.md").read_text(encoding="utf-8")
    shapes = page.partition("## Other shapes")[2]
    examples = re.findall(r"```text\n(.*?)```", shapes, re.DOTALL)
    parsed = [parse(example) for example in examples]
    assert [(it.dialect, it.errors, it.warnings) for it in parsed] == [
        (Dialect.GRID, (), ()),
        (Dialect.DURATIONS, (), ()),
    ]
    (told,) = re.findall(
        r"A kind in a cell is one that the schedule has, or one of: (.*?)\. Other", page, re.DOTALL
    )
    words = re.split(r"[,() ]*[,()][,() ]*", " ".join(told.split()).lower())
    assert set(words) == set(WORDS)
    assert f"at most {MAX_ROWS:,} rows" in " ".join(page.split())
    assert f"at most {MAX_MERGED:,} merged cells" in page


# --- All the way ----------------------------------------------------------------------------------


@pytest.fixture
def section(db):
    conference = make_conference(starts_on=dt.date(2027, 5, 14), ends_on=dt.date(2027, 5, 16))
    section = make_section(conference, slug="talks", name="Talks")
    for number in (1, 2, 3, 4, 7):
        make_presentation(section=section, number=number, title=f"Talk {number}")
    return section


def plan_of(section, content, *, mode="add", **options):
    return preview_import(section, content, Options(mode=Mode(mode), **options))


def applied(section, content, *, mode="add", **options):
    wanted = Options(mode=Mode(mode), **options)
    upload = upload_schedule(section, file_name="grid", content=content, options=wanted, by=None)
    apply_import(upload, digest=plan_of(section, content, mode=mode, **options).digest, by=None)
    return draft(section)


def exported(section):
    out = io.StringIO()
    call_command("export_schedule", f"{section.conference.slug}/{section.slug}", stdout=out)
    return out.getvalue().encode()


def test_a_grid_becomes_slots_and_merged_cells_one_slot_in_many_rooms(section):
    assert applied(section, merged_workbook()) == [
        ("2027-05-14 09:00-10:00", "plenary", "Main Hall+Room 2+101", "Opening", None),
        ("2027-05-14 10:00-11:00", "talk", "Room 2", "", 7),
        ("2027-05-14 10:00-12:00", "workshop", "Main Hall", "Long workshop", None),
        ("2027-05-14 11:00-12:00", "lunch", "Room 2+101", "Lunch", None),
        ("2027-05-14 12:00-13:00", "talk", "Room 2+101", "Both rooms", None),
        ("2027-05-14 12:00-13:00", "talk", "Main Hall", "Short", None),
        ("2027-05-15 10:00-11:30", "talk", "Main Hall", "Both halves", None),
    ]


def test_the_answer_that_a_kind_does_not_span_rooms_counts_more_than_merged_cells(section):
    plan = plan_of(section, merged_workbook(), kinds={"talk": KindAnswer(False, True)})
    assert {kind.key: kind.spans_rooms for kind in plan.names.new_kinds} == {
        "plenary": True,
        "workshop": False,
        "talk": False,
        "lunch": True,
    }


@pytest.mark.parametrize("name", ["grid", "pycon", "scipy"])
@pytest.mark.parametrize("mode", ["add", "replace"])
def test_the_same_file_twice_changes_nothing_and_neither_does_the_export(section, name, mode):
    content = (EXAMPLES / f"{name}.csv").read_bytes()
    before = applied(section, content, mode=mode)
    assert len(before) == {"grid": 11, "pycon": 4, "scipy": 3}[name]
    for again in (content, exported(section)):
        plan = plan_of(section, again, mode=mode)
        assert (plan.errors, plan.diff.is_empty) == ((), True)


def test_a_grid_says_what_the_table_of_rows_says_that_is_exported_from_it(section):
    before = applied(section, merged_workbook())
    other = make_section(make_conference(), slug="talks")
    make_presentation(section=other, number=7, title="Talk 7")
    spanning = {key: KindAnswer(True, None) for key in ("lunch", "talk")}
    assert applied(other, exported(section), kinds=spanning) == before


def test_replacing_by_a_grid_of_titles_leaves_presentations_where_they_are(section):
    applied(section, lines("2027-05-14,A", "9:00-10:00,#1").encode())
    after = applied(section, lines("2027-05-14,A", "9:00-10:00,Gardens").encode(), mode="replace")
    assert after == [("2027-05-14 09:00-10:00", "talk", "A", "Gardens", 1)]


def test_rooms_stand_as_the_columns_of_a_grid_do_whatever_is_in_them_first(section):
    grid = lines(
        "2027-05-14,Zinc,Room 10,Annex,Empty,Room 9",
        *("9:00,,,,,a", "10:00,,b,,,", "11:00,c,,d,,", "12:00,,,,,"),
        "2027-05-15,Annex,Bay,Zinc",
        *("9:00,,e,f", "10:00,,,"),
    )
    applied(section, grid.encode())
    assert list(section.conference.rooms.order_by("order").values_list("name", flat=True)) == [
        *("Zinc", "Room 10", "Annex", "Room 9", "Bay")
    ]


def test_what_meets_in_a_grid_is_named_by_its_cells(section):
    plan = plan_of(
        section,
        lines(
            "2027-05-14,A,a,B", "9:00-10:00,x,x,#9", "9:30-10:30,y,,#1", "11:00-12:00,,,#1"
        ).encode(),
    )
    assert [(p.cell, p.row, p.column, p.value, p.code, p.other_rows) for p in plan.errors] == [
        ("C2", 2, "room", "x", "duplicate", ()),
        ("D2", 2, "presentation", "#9", "unknown-presentation", ()),
        ("B3", 3, "room", "y", "overlap", (2,)),
        ("D3", 3, "room", "#1", "overlap", (2,)),
    ]
    hint = (
        "If several things may take place in “%(room)s” at one time, make it a shared room: "
        '--shared-room "%(room)s".'
    )
    assert [p.message for p in plan.errors] == [
        "C2: This row says the same as B2: take one of them out.",
        "D2: There is no presentation 9 in this section. Give the number of one that exists, or "
        "leave the cell empty.",
        "B3: A is not free on 2027-05-14 from 09:30 to 10:30: it is taken by B2. Change the time "
        f"or the room of one of them. {hint % {'room': 'A'}}",
        "D3: B is not free on 2027-05-14 from 09:30 to 10:30: it is taken by D2. Change the time "
        f"or the room of one of them. {hint % {'room': 'B'}}",
    ]
    assert plan.errors[0].as_json()["cell"] == "C2"
    assert [problem.number for problem in plan.errors] == [2, 3, 4, 5]


def test_warnings_of_a_grid_stand_once_at_the_cell_that_gives_rise_to_them(section):
    section.conference.starts_on = dt.date(2027, 3, 28)
    section.conference.save()
    grid = lines("2027-03-28,Room 1,Room1", "2:30,x,y", "4:00,z,w", "5:00,,").encode()
    plan = plan_of(section, grid)
    assert [(p.cell, p.column, p.value, p.code) for p in plan.warnings] == [
        ("C1", "room", "Room1", "similar-name"),
        ("A2", "time_start", "2:30", "clock-change"),
    ]


def test_the_command_names_cells_too(section, capsys, tmp_path):
    path = tmp_path / "grid.csv"
    path.write_text(lines("2027-05-14,A", "9:00,x", "1O:00,"))
    with pytest.raises(SystemExit) as refused:
        call_command("import_schedule", f"{section.conference.slug}/talks", str(path), json=True)
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert (refused.value.code, error["cell"], error["row"], error["code"]) == (
        1,
        "A3",
        3,
        "bad-time",
    )
    assert error["message"].startswith("A3: “1O:00” is no time that can be read.")


# --- Whatever stands there ------------------------------------------------------------------------

words = st.sampled_from(
    [
        "",
        "",
        "x",
        "Time",
        "End",
        "2027-05-14",
        "3/4/2027",
        "Friday",
        "9:00",
        "9:00-10:00",
        "1O:00",
        "24:00",
    ]
    + ["#1", "7", "Lunch", "talk: x", "A", "Track", "Duration", "Day", "Start Time", "errors", "-"]
)
any_cells = words | st.text(max_size=4) | st.dates() | st.times() | st.datetimes()


def areas(*, first_row, first_column):
    return st.builds(
        lambda row, column, height, width: MergedCells(row, row + height, column, column + width),
        st.integers(first_row, 8),
        st.integers(first_column, 5),
        st.integers(0, 3),
        st.integers(0, 3),
    )


any_tables = st.builds(
    lambda rows, merged: Table(
        "xlsx",
        None,
        NumberedRow(1, tuple(rows[0])),
        tuple(NumberedRow(number, tuple(row)) for number, row in enumerate(rows[1:], start=2)),
        tuple(merged),
    ),
    st.lists(st.lists(any_cells, max_size=6), min_size=2, max_size=8),
    st.lists(areas(first_row=1, first_column=0), max_size=5),
)
grids = st.builds(
    lambda times, columns, merged: Table(
        "xlsx",
        None,
        NumberedRow(1, ("2027-05-14", *"ABCD"[: len(columns)])),
        tuple(
            NumberedRow(number, (f"{hour:02}:00", *(column[number - 2] for column in columns)))
            for number, hour in enumerate(times, start=2)
        ),
        tuple(merged),
    ),
    st.lists(st.integers(0, 23), min_size=6, max_size=6, unique=True).map(sorted),
    st.lists(
        st.lists(st.sampled_from(["", "x", "y"]), min_size=5, max_size=5), min_size=1, max_size=4
    ).map(lambda columns: [[*column, ""] for column in columns]),
    st.lists(areas(first_row=2, first_column=1), max_size=4),
)


def spoilt(rows, changes, merged):
    """A grid with some cells exchanged."""
    rows = [list(row) for row in rows]
    for row, column, cell in changes:
        rows[row % len(rows)][column % len(rows[0])] = cell
    numbered = [NumberedRow(number, tuple(row)) for number, row in enumerate(rows, start=1)]
    return Table("xlsx", None, numbered[0], tuple(numbered[1:]), tuple(merged))


spoilt_grids = st.builds(
    spoilt,
    st.just(list(csv.reader((EXAMPLES / "grid.csv").read_text(encoding="utf-8").splitlines()))),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5), any_cells), max_size=6),
    st.lists(areas(first_row=1, first_column=0), max_size=3),
)


@given(any_tables | spoilt_grids, st.sampled_from([None, "mdy"]))
@example(Table("utf-8", ",", NumberedRow(1, ()), (NumberedRow(2, ("9:00",)),)), None)
def test_no_table_makes_it_raise(table, date_order):
    parsed = parse(table, date_order=date_order)
    numbers = [row.number for row in parsed.rows]
    assert numbers == sorted(set(numbers))
    assert {problem.code for problem in parsed.errors} <= set(ERROR_CODES)
    assert {problem.code for problem in parsed.warnings} <= set(WARNING_CODES)
    for problem in (*parsed.errors, *parsed.warnings):
        assert problem.row is None or problem.row in range(1, len(table.rows) + 2)
        assert (problem.cell == "") or problem.message.startswith(f"{problem.cell}: ")
    assert all(parsed.cell(number, "room") is not None for number in numbers)


@given(grids)
def test_in_a_good_grid_every_cell_that_can_be_seen_is_a_row_or_more(table):
    parsed = parse(table)
    if not any(cell for row in table.rows for cell in row.cells[1:]):
        assert [problem.code for problem in parsed.errors] == ["empty"]
        return
    sheet = open_sheet(table)
    seen = {
        Spot(row.number, place).name() for row, shown in sheet.rows[1:] for place in shown if place
    }
    beyond = {problem.cell for problem in parsed.errors if problem.code == "missing-value"}
    assert {parsed.source.spots[row.number]["title"].name() for row in parsed.rows} <= seen
    if not parsed.errors:
        assert {parsed.source.spots[row.number]["title"].name() for row in parsed.rows} == seen
    assert beyond <= {
        f"A{len(table.rows) + 1}"
    }  # what a merged cell draws down to the very last time


def test_parts_of_a_sheet_that_share_rooms_keep_them():
    table = Table(
        "utf-8",
        ",",
        NumberedRow(1, ("2027-05-14", "A")),
        (
            NumberedRow(2, ("9:00", "x")),
            NumberedRow(3, ("2027-05-15",)),
            NumberedRow(4, ("9:00", "y")),
        ),
    )
    blocks = find_blocks(open_sheet(table), (dt.date(2027, 5, 14), dt.date(2027, 5, 16)))
    assert [
        (b.date.cell, b.date.spot.name(), [r.cell for r in b.rooms.values()]) for b in blocks
    ] == [
        ("2027-05-14", "A1", ["A"]),
        ("2027-05-15", "A3", ["A"]),
    ]


@pytest.mark.slow
def test_twenty_thousand_cells_are_read_within_a_moment():
    rows = [["2027-05-14", *map(str, range(20))]]
    for day in range(14, 31):
        rows.append([f"2027-05-{day}", *[""] * 20])
        rows += [[f"{m // 60}:{m % 60:02}", *["x"] * 20] for m in range(540, 598)]
        rows.append(["10:00"])
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    begin = time.process_time()
    parsed = parse(out.getvalue())
    assert len(parsed.rows) == 17 * 58 * 20
    assert time.process_time() - begin < 5


def test_merged_cells_without_end_cost_no_more_than_the_sheet():
    rows = tuple(NumberedRow(number, ("9:00-10:00", *["x"] * 50)) for number in range(2, 200))
    header = NumberedRow(1, ("2027-05-14", *map(str, range(50))))
    merged = tuple(MergedCells(1 + n % 200, 1_048_576, n % 51, 16_383) for n in range(100_000))
    begin = time.process_time()
    parsed = parse(Table("xlsx", None, header, rows, merged))
    assert parsed.dialect is not None
    assert time.process_time() - begin < 5
