"""A table becomes rows of a schedule, and a list of everything that is wrong with it."""

import datetime as dt
import io
import time
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from conference.core.tables.files import NumberedRow, Table
from schedule_import.reading.parse import ParsedSchedule, parse_schedule
from schedule_import.reading.records import Dialect, Setting
from schedule_import.reading.rows import COLUMNS, ERROR_CODES, WARNING_CODES, Problem, ScheduleRow

EXAMPLES = Path(__file__).parents[1] / "examples"
HEADER = "date,time_start,time_end,kind,room"
GOOD = "2013-12-12,10:00,11:00,talk,Room 1"


def parse(source, date_order=None, column_choice=None):
    return parse_schedule(
        source.encode() if isinstance(source, str) else source,
        Setting("talks", (dt.date(2013, 12, 12), dt.date(2013, 12, 13))),
        date_order=date_order,
        column_choice=column_choice,
    )


def brief(problems):
    return [(problem.row, problem.column, problem.value, problem.code) for problem in problems]


def errors_of(*rows, header=HEADER, **options):
    return brief(parse("\n".join((header, *rows)), **options).errors)


def row_of(row, header=HEADER):
    """The only row of a file without errors."""
    parsed = parse(f"{header}\n{row}")
    assert parsed.errors == ()
    (only,) = parsed.rows
    return only


def test_the_classic_sample_is_read():
    parsed = parse((EXAMPLES / "schedule.csv").read_bytes())
    assert (parsed.errors, parsed.warnings, parsed.row_count) == ((), (), 12)
    assert (parsed.encoding, parsed.delimiter, parsed.date_order) == ("utf-8", ",", "mdy")
    assert parsed.columns == {"date", "time_start", "time_end", "kind", "room"}
    assert parsed.rows[-1] == ScheduleRow(
        number=13,
        date=dt.date(2013, 12, 13),
        start=dt.time(12),
        end=dt.time(12, 45),
        kind="plenary",
        room="Room2",
        title=None,
        presentation=None,
    )


def test_a_row_with_all_columns_is_read():
    row = row_of(
        "12.12.2013;9pm;12:00 AM;talk;Room 1;Opening;#7;TALKS",
        header="date;time_start;time_end;kind;room;title;presentation;section",
    )
    assert row == ScheduleRow(
        2,
        dt.date(2013, 12, 12),
        dt.time(21),
        dt.time(0),
        "talk",
        "Room 1",
        title="Opening",
        presentation=7,
    )


def test_cells_that_are_missing_at_the_end_are_empty():
    row = row_of(GOOD, header=f"{HEADER},title,presentation,section")
    assert (row.title, row.presentation) == ("", None)


@pytest.mark.parametrize(
    ("column", "header"),
    [(column.name, name) for column in COLUMNS for name in (column.name, *column.aliases)],
)
def test_every_column_is_known_by_every_name(column, header):
    assert parse(f"{header}\n7").columns == {column}


@pytest.mark.parametrize(
    "header", ["Time_Start", "TIME START", " time-start ", '"time\n\u00a0start"', "timestart"]
)
def test_names_of_columns_match_without_case_blanks_underscores_and_hyphens(header):
    assert parse(f"{header}\nx").columns == {"time_start"}


def test_columns_stand_in_any_order():
    assert row_of("Room 1,talk,11:00,10:00,2013-12-12", header="room,kind,end,start,day") == row_of(
        GOOD
    )


def test_columns_that_are_missing_are_named_once_each():
    assert errors_of("Room 1,2013-12-12", "Room 2,2013-12-12", header="room,date") == [
        (1, "time_start", "", "missing-column"),
        (1, "time_end", "", "missing-column"),
    ]


def test_what_stands_above_the_names_of_the_columns_is_passed_over_with_a_warning():
    parsed = parse(f"PyOhio 2027 schedule,,,\n\nAll times are local,,,\n{HEADER}\n{GOOD}\n")
    assert parsed.errors == ()
    assert brief(parsed.warnings) == [(1, None, "PyOhio 2027 schedule", "assumed")]
    assert parsed.warnings[0].message == (
        "Row 4 names the columns. What stands above it is no part of the schedule: “PyOhio 2027 "
        "schedule, All times are local”."
    )
    assert [row.number for row in parsed.rows] == [5]


def test_a_column_that_is_there_twice_is_an_error_and_the_first_counts():
    parsed = parse(f"{HEADER},title,Title\n{GOOD},first,third")
    assert brief(parsed.errors) == [(1, "title", "Title", "duplicate-column")]
    assert parsed.rows[0].title == "first"


def test_columns_that_are_not_known_are_ignored_with_a_warning():
    parsed = parse(f"notes,{HEADER},Colour!\n,{GOOD},red")
    assert parsed.errors == ()
    assert brief(parsed.warnings) == [
        (1, "notes", "notes", "ignored-column"),
        (1, "Colour!", "Colour!", "ignored-column"),
    ]


def test_columns_without_a_name_are_ignored_in_silence_unless_they_have_values():
    assert parse(f",{HEADER},\n,{GOOD},").warnings == ()
    assert brief(parse(f",{HEADER},\n,{GOOD},red").warnings) == [(1, None, "", "ignored-column")]


def test_somebody_can_say_which_column_is_which():
    parsed = parse(
        "Tag,start,end,Art,Saal,room,Notizen\n2013-12-12,10:00,11:00,Vortrag,A,x,y",
        column_choice={"tag": "date", "Art": "kind", "SAAL": "room", "room": "", "Notizen": ""},
    )
    assert (parsed.errors, parsed.warnings) == ((), ())
    assert (parsed.rows[0].kind, parsed.rows[0].room) == ("Vortrag", "A")


def test_a_choice_that_does_not_exist_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="'raum'"):
        parse(f"{HEADER}\n{GOOD}", column_choice={"Saal": "raum"})
    with pytest.raises(ValueError, match="'ymd'"):
        parse(f"{HEADER}\n{GOOD}", date_order="ymd")


def test_every_empty_cell_that_is_needed_is_an_error():
    assert errors_of(",,,,,x", header=f"{HEADER},title") == [
        (2, name, "", "missing-value")
        for name in ("date", "time_start", "time_end", "kind", "room")
    ]


def test_the_error_of_a_formula_is_no_value_and_no_empty_cell():
    header = f"{HEADER},title,presentation"
    found = errors_of(
        "#NAME?,#NUM!,#NULL!,#N/A,#DIV/0!,#REF!,#VALUE!", f"{GOOD},#REF,", header=header
    )
    assert found == [
        (2, "date", "#NAME?", "bad-date"),
        (2, "time_start", "#NUM!", "bad-time"),
        (2, "time_end", "#NULL!", "bad-time"),
        (2, "kind", "#N/A", "missing-value"),
        (2, "room", "#DIV/0!", "missing-value"),
        (2, "title", "#REF!", "missing-value"),
        (2, "presentation", "#VALUE!", "unknown-presentation"),
    ]
    (problem,) = parse(f"{HEADER},title\n{GOOD},#REF!").errors
    assert problem.message == (
        "“#REF!” is what a spreadsheet shows where a formula has no value. Mend the formula, or "
        "write the text itself into the cell."
    )


def test_other_sheets_of_a_workbook_are_one_warning_that_names_them():
    names = ("Saturday", "Sunday", "Monday", "Tuesday")
    rows = [tuple(line.split(",")) for line in (HEADER, GOOD)]
    table = Table(
        "xlsx", None, NumberedRow(1, rows[0]), (NumberedRow(2, rows[1]),), other_sheets=names
    )
    assert [problem.as_json() for problem in parse(table).warnings] == [
        {
            "row": 1,
            "column": None,
            "value": "Saturday, Sunday, Monday, …",
            "code": "ignored-column",
            "message": (
                "These sheets are not read: Saturday, Sunday, Monday, …. If they belong to the "
                "schedule, say so, or put all into one sheet; “replace” takes out what stands only "
                "in them."
            ),
            "other_rows": [],
            "other_slots": [],
        }
    ]


def test_a_value_beyond_the_header_is_an_error():
    assert errors_of(f"{GOOD},,extra,more", f"{GOOD},,") == [(2, None, "extra", "extra-value")]


def test_cells_are_trimmed_and_lose_one_protecting_quote():
    row = row_of(
        "2013-12-12, 10:00\u202fAM ,11\u00a0am,\u3000big   talk,'=Room,''-\t1",
        header=f"{HEADER},title",
    )
    assert (row.start, row.end, row.kind, row.room, row.title) == (
        dt.time(10), dt.time(11), "big talk", "=Room", "'- 1"
    )  # fmt: skip


@pytest.mark.parametrize(("column", "limit"), [("kind", 50), ("room", 100), ("title", 200)])
def test_names_that_are_too_long_are_errors_and_the_row_is_compared_all_the_same(column, limit):
    values = {"kind": "talk", "room": "Room 1", "title": ""} | {column: "é" * limit}
    line = "2013-12-12,10:00,11:00,{kind},{room},{title}"
    header = f"{HEADER},title"
    assert errors_of(line.format(**values), header=header) == []
    values[column] += "é"
    parsed = parse(f"{header}\n{line.format(**values)}")
    assert brief(parsed.errors) == [(2, column, values[column], "too-long")]
    assert getattr(parsed.rows[0], column) == "é" * limit


@pytest.mark.parametrize("date", ["12/32/2013", "30.02.2013", "soon"])
def test_what_is_no_day_is_a_bad_date(date):
    assert errors_of(f"{date},10:00,11:00,talk,Room 1") == [(2, "date", date, "bad-date")]


def dated(*dates, clock=("10:00", "11:00")):
    return [f"{date},{clock[0]},{clock[1]},talk,Room {number}" for number, date in enumerate(dates)]


def test_dates_in_question_are_one_error_at_the_first_of_them():
    dates = ("12/12/2013", "3/4/2013", "2013-12-12", "5/6/2013", "4/3/2013")
    parsed = parse("\n".join((HEADER, *dated(*dates))))
    assert [(p.row, p.column, p.value, p.code, p.other_rows) for p in parsed.errors] == [
        (3, "date", "3/4/2013", "ambiguous-date", (5, 6))
    ]
    assert (parsed.date_order, parsed.date_order_is_open) == (None, True)
    assert [row.number for row in parsed.rows] == [2, 4]


def test_dates_that_demand_both_orders_are_in_question():
    parsed = parse("\n".join((HEADER, *dated("12/31/2013", "31/12/2013", "1/1/2013"))))
    assert [(p.row, p.code, p.other_rows) for p in parsed.errors] == [(2, "ambiguous-date", (3,))]
    assert [row.number for row in parsed.rows] == [4]


def test_an_order_that_is_said_settles_the_question_and_refuses_what_it_does_not_fit():
    parsed = parse("\n".join((HEADER, *dated("3/4/2013", "31/12/2013"))), date_order="mdy")
    assert (parsed.rows[0].date, parsed.date_order, parsed.date_order_is_open) == (
        dt.date(2013, 3, 4),
        "mdy",
        False,
    )
    assert brief(parsed.errors) == [(3, "date", "31/12/2013", "bad-date")]


def test_12_hour_times_in_all_of_the_file_put_the_month_first():
    twelve = dated("3/4/2013", "5/6/2013", clock=("10 AM", "11 AM"))
    assert errors_of(*twelve) == []
    assert parse("\n".join((HEADER, *twelve))).rows[0].date == dt.date(2013, 3, 4)
    assert [code for *_, code in errors_of(*twelve, GOOD)] == ["ambiguous-date"]


@pytest.mark.parametrize(
    ("start", "end", "problem"),
    [
        ("10", "11:00", (2, "time_start", "10", "bad-time")),
        ("10:00", "eleven", (2, "time_end", "eleven", "bad-time")),
        ("24:00", "1:00", (2, "time_start", "24:00", "bad-time")),
        ("10:00 AM", "11:00", (2, "time_end", "11:00", "bad-time")),
        ("10:00", "11 AM", (2, "time_end", "11 AM", "bad-time")),
        ("10:00", "10:00", (2, "time_end", "10:00", "ends-before-start")),
        ("10:00", "9:00", (2, "time_end", "9:00", "ends-before-start")),
        ("11:59", "6:00", (2, "time_end", "6:00", "ends-before-start")),
        ("12:00", "6:01", (2, "time_end", "6:01", "ends-before-start")),
        ("0:00", "24:00", (2, "time_end", "24:00", "ends-before-start")),
        ("12 AM", "12 AM", (2, "time_end", "12 AM", "ends-before-start")),
    ],
)
def test_times_that_cannot_be_are_errors(start, end, problem):
    parsed = parse(f"{HEADER}\n2013-12-12,{start},{end},talk,Room 1")
    assert (brief(parsed.errors), parsed.rows) == ([problem], ())


@pytest.mark.parametrize(
    ("start", "end", "clocks"),
    [
        ("0:00", "0:01", (0, 0, 0, 1)),
        ("10:00", "24:00", (10, 0, 0, 0)),
        ("10:00", "0:00", (10, 0, 0, 0)),
        ("11 PM", "12 AM", (23, 0, 0, 0)),
        ("12:00", "6:00", (12, 0, 6, 0)),
        ("23:30", "0:30:00", (23, 30, 0, 30)),
    ],
)
def test_a_slot_ends_later_on_its_day_or_at_midnight_or_early_on_the_next(start, end, clocks):
    row = row_of(f"2013-12-12,{start},{end},talk,Room 1")
    assert (row.start.hour, row.start.minute, row.end.hour, row.end.minute) == clocks


def test_a_row_of_another_section_is_an_error():
    header = f"{HEADER},section"
    assert errors_of(f"{GOOD},Talks", f"{GOOD},", f"{GOOD},tutorials", header=header) == [
        (4, "section", "tutorials", "other-section")
    ]


@pytest.mark.parametrize("number", ["0", "7.5", "A7", "-7"])
def test_what_is_no_number_of_a_presentation_is_an_error_and_the_row_is_compared_all_the_same(
    number,
):
    parsed = parse(f"{HEADER},presentation\n{GOOD},{number}")
    assert brief(parsed.errors) == [(2, "presentation", number, "unknown-presentation")]
    assert parsed.rows == (row_of(f"{GOOD},", header=f"{HEADER},presentation"),)


def test_days_outside_the_conference_are_warnings():
    parsed = parse(
        "\n".join((HEADER, *dated("2013-12-11", "2013-12-12", "2013-12-13", "2013-12-14")))
    )
    assert brief(parsed.warnings) == [
        (2, "date", "2013-12-11", "outside-conference"),
        (5, "date", "2013-12-14", "outside-conference"),
    ]
    assert len(parsed.rows) == 4


def test_windows_1252_is_a_warning_at_the_first_cell_that_it_matters_to():
    parsed = parse(f"{HEADER}\n{GOOD}\n2013-12-12,10:00,11:00,talk,Café\n".encode("cp1252"))
    assert brief(parsed.warnings) == [(3, "room", "Café", "read-as-windows-1252")]
    assert (parsed.encoding, parsed.rows[1].room) == ("windows-1252", "Café")


def test_problems_stand_in_order_of_rows_and_columns():
    assert errors_of(
        "x,10,,talk,,7.5,A,beyond", "y,10:00,9:00,talk,Room 1", header=f"{HEADER},id,section"
    ) == [
        (2, "date", "x", "bad-date"),
        (2, "time_start", "10", "bad-time"),
        (2, "time_end", "", "missing-value"),
        (2, "room", "", "missing-value"),
        (2, "presentation", "7.5", "unknown-presentation"),
        (2, "section", "A", "other-section"),
        (2, None, "beyond", "extra-value"),
        (3, "date", "y", "bad-date"),
        (3, "time_end", "9:00", "ends-before-start"),
    ]


def test_messages_name_the_value_but_not_pages_of_it():
    (problem,) = parse(f"{HEADER}\n{'x' * 1000},10:00,11:00,talk,Room 1").errors
    assert problem.value == "x" * 1000
    assert f"“{'x' * 59}…”" in problem.message


def test_cells_are_known_as_they_stand_in_the_file():
    parsed = parse(f"{HEADER},title\n\n{GOOD}, '=1 \n{GOOD}")
    assert [parsed.cell(3, name) for name in ("date", "room", "title", "section")] == [
        "2013-12-12",
        "Room 1",
        "'=1",
        "",
    ]
    assert [parsed.cell(number, "title") for number in (1, 2, 4, 99)] == ["", "", "", ""]


def test_typed_cells_of_a_workbook_are_read():
    row = (dt.date(2013, 12, 12), dt.time(10), dt.date(1900, 1, 1), "talk", "Room 1", "7")
    header = tuple(HEADER.split(",")) + ("id",)
    table = Table("xlsx", None, NumberedRow(1, header), (NumberedRow(2, row),))
    parsed = parse(table)
    assert (parsed.errors, parsed.warnings) == ((), ())
    assert parsed.rows == (row_of("2013-12-12,10:00,24:00,talk,Room 1,7", header=f"{HEADER},id"),)
    assert [parsed.cell(2, name) for name in ("date", "time_start", "presentation")] == [
        "2013-12-12",
        "10:00",
        "7",
    ]


def test_typed_cells_where_they_do_not_belong_are_errors():
    moment = dt.datetime.fromisoformat("2013-12-12 10:00")
    row = (moment, dt.date(1900, 1, 1), dt.time(11, 0, 30), "talk", dt.time(9))
    table = Table("xlsx", None, NumberedRow(1, tuple(HEADER.split(","))), (NumberedRow(2, row),))
    assert brief(parse(table).errors) == [
        (2, "time_start", "1900-01-01", "bad-time"),
        (2, "time_end", "11:00:30", "bad-time"),
    ]


def test_text_and_typed_times_go_together():
    row = (dt.date(2013, 12, 12), dt.time(10), "11 AM", "talk", "Room 1")
    table = Table("xlsx", None, NumberedRow(1, tuple(HEADER.split(","))), (NumberedRow(2, row),))
    assert parse(table).errors == ()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x89PNG\0", "not-a-table"),
        (b"\xff\xfea", "encoding"),
        (HEADER.encode(), "empty"),
        (b"x" * 5_000_001, "too-large"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_error_without_a_row(data, code):
    parsed = parse(data)
    assert [problem.code for problem in parsed.errors] == [code]
    assert parsed == ParsedSchedule(
        rows=(),
        named={},
        row_count=0,
        columns=frozenset(),
        errors=(Problem(None, None, "", code, parsed.errors[0].message),),
        warnings=(),
        date_order=None,
        date_order_is_open=False,
        encoding=None,
        delimiter=None,
        table=None,
        places={},
    )
    assert parsed.cell(2, "room") == ""


@pytest.mark.slow
def test_one_row_and_twenty_thousand_are_read_alike_and_within_a_moment():
    # The whole import of 20,000 rows has five seconds; this is the part of reading and parsing.
    content = HEADER + f"\n{GOOD}" * 20_000
    begin = time.process_time()
    parsed = parse(content)
    assert time.process_time() - begin < 1.5
    assert (len(parsed.rows), parsed.row_count, parsed.errors) == (20_000, 20_000, ())
    assert (parsed.rows[0], parsed.rows[-1].number) == (row_of(GOOD), 20_001)
    assert [problem.code for problem in parse(f"{content}\n{GOOD}").errors] == ["too-large"]


def test_a_workbook_is_read_like_the_csv_file_that_it_could_be():
    day, end_of_day = dt.date(2013, 12, 12), dt.timedelta(days=1)
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        formats = [
            book.add_format({"num_format": style}) for style in ("d.m.yyyy", "hh:mm", "[h]:mm")
        ]
        sheet.write_row(0, 0, [*HEADER.split(","), "Title", "ID"])
        for column, value, style in zip(
            range(3), (day, dt.time(22), end_of_day), formats, strict=True
        ):
            sheet.write_datetime(2, column, value, style)
        sheet.write_row(2, 3, ["talk", "Room 1", "Night talk", 7])
        sheet.write_row(3, 0, ["2013-12-13", "9 am", "10 AM", "talk", "Room 1", "", ""])
    csv_file = f"""{HEADER},title,id

2013-12-12,22:00,24:00,talk,Room 1,Night talk,7
2013-12-13,9 am,10 AM,talk,Room 1,,"""
    from_workbook, from_text = parse(content.getvalue()), parse(csv_file)
    assert (from_workbook.errors, from_workbook.warnings) == ((), ())
    assert from_workbook.rows == from_text.rows
    assert (from_workbook.encoding, from_workbook.delimiter, from_workbook.row_count) == (
        "xlsx",
        None,
        2,
    )


def test_a_problem_has_all_keys_of_the_contract():
    problem = Problem(
        14, "room", "Room2", "duplicate", "…", other_rows=(13,), other_slots=("Lunch",)
    )
    assert problem.as_json() == {
        "row": 14,
        "column": "room",
        "value": "Room2",
        "code": "duplicate",
        "message": "…",
        "other_rows": [13],
        "other_slots": ["Lunch"],
    }


names = st.sampled_from(
    [name for column in COLUMNS for name in (column.name, *column.aliases)] + ["", "notes"]
)
texts = st.sampled_from(
    [
        "",
        "x",
        "3/4/2013",
        "12/31/13",
        "31/12/2013",
        "2013-12-12",
        "10:00",
        "10 AM",
        "24:00",
        "0:00",
        "7",
        "'=1",
        "talks",
    ]
)
cells = texts | st.text(max_size=5) | st.dates() | st.times() | st.datetimes()
tables = st.builds(
    lambda header, rows: Table(
        "windows-1252",
        ",",
        NumberedRow(1, tuple(header)),
        tuple(NumberedRow(number, tuple(row)) for number, row in enumerate(rows, start=2)),
    ),
    st.lists(names | cells, max_size=9),
    st.lists(st.lists(cells, max_size=10), max_size=6),
)


@given(tables, st.sampled_from([None, "mdy", "dmy"]))
def test_any_table_is_answered(table, date_order):
    parsed = parse(table, date_order=date_order)
    numbers = [row.number for row in parsed.rows]
    if parsed.table is None:  # refused as a whole
        (error,) = parsed.errors
        assert (error.code in {"not-a-table", "empty"}, parsed.rows) == (True, ())
        return
    assert parsed.row_count == len(table.rows)
    assert numbers == sorted(set(numbers))
    assert {problem.code for problem in parsed.errors} <= set(ERROR_CODES)
    assert {problem.code for problem in parsed.warnings} <= set(WARNING_CODES)
    lines = [problem.row or 0 for problem in parsed.errors]
    assert lines == sorted(lines)
    assert len(numbers) == len(table.rows) or parsed.errors or parsed.dialect is Dialect.GRID
