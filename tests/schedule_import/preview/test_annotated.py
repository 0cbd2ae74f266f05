"""The annotated file and the example file: what people take away, change, and bring back."""

import csv
import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from conference.core.tables.files import read_table
from conference.schedule.core.timetable import Timetable
from schedule_import.planning.options import Mode, Options, preview_import
from schedule_import.planning.plan import Surroundings, plan_import
from schedule_import.preview.annotated import NothingToAnnotate, annotate
from schedule_import.preview.example import COLUMNS, example_file
from schedule_import.reading.parse import parse_schedule
from schedule_import.reading.records import Setting
from tests.factories import make_conference, make_room, make_section
from tests.schedule_import.importing import bring_in, draft, preview

DAY = "2027-05-14"
TAKE_OUT = "This row says the same as row 2: take one of them out."


@pytest.fixture
def section(db):
    return make_section(make_conference(slug="lakeside"), slug="talks", name="Talks")


def lines(content, delimiter=","):
    return list(
        csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter)
    )


def again(section, content):
    return preview_import(section, content, Options())


def brief(problems):
    return [(problem.row, problem.column, problem.code) for problem in problems]


def without_padding(annotated):
    """The rows without empty cells at their end, with which workbooks make all of one width."""
    return [(number, " | ".join(cells).rstrip(" |")) for number, cells in annotated.rows]


def workbook(rows, formats=()):
    """An .xlsx of these rows; `formats` are number formats by column, for dates and times."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        styles = [book.add_format({"num_format": each}) if each else None for each in formats]
        for number, row in enumerate(rows):
            for position, value in enumerate(row):
                style = styles[position] if position < len(styles) and number else None
                sheet.write(number, position, value, style)
    return content.getvalue()


def test_the_annotated_file_has_every_row_with_what_is_wrong_in_it(section):
    plan = preview(
        section,
        f"{DAY},9:00,10:00,talk,A,One,",
        f"{DAY},9:00,10:00,talk,A,One,",
        "",
        f"{DAY},9:00,,talk,B,,",
    )
    assert lines(annotate(plan).as_csv()) == [
        ["date", "time_start", "time_end", "kind", "room", "title", "presentation", "errors"],
        [DAY, "9:00", "10:00", "talk", "A", "One", "", ""],
        [DAY, "9:00", "10:00", "talk", "A", "One", "", f"Error (room): {TAKE_OUT}"],
        [""] * 8,
        [
            DAY,
            "9:00",
            "",
            "talk",
            "B",
            "",
            "",
            (
                "Error (time_end): This cell is empty. Every row needs a value in the column "
                "“time_end”."
            ),
        ],
    ]


@pytest.mark.parametrize("form", ["as_csv", "as_xlsx"])
def test_the_annotated_file_says_the_same_when_it_comes_back(section, form):
    rows = (
        f"{DAY},9:00,10:00,talk,A,One,",
        f"{DAY},9:30,10:00,talk,A,Two,",
        "2027-06-01,9:00,10:00,talk,B,'=1+1,",
        f'{DAY},9:00,10:00,talk,B,"two, cells",',
        f"{DAY},9:00,10:00,talk,C,two, cells,x",
    )
    plan = preview(section, *rows)
    assert brief(plan.errors) == [
        (3, "room", "overlap"),
        (6, "presentation", "unknown-presentation"),
        (6, None, "extra-value"),
    ]
    back = again(section, getattr(annotate(plan), form)())
    assert (brief(back.errors), brief(back.warnings)) == (brief(plan.errors), brief(plan.warnings))
    assert back.parsed.rows == plan.parsed.rows
    # And once more: the old column is replaced, not kept beside the new one.
    twice = annotate(back)
    assert [cells.count("errors") for _number, cells in twice.rows][0] == 1
    assert without_padding(twice) == without_padding(annotate(plan))


def test_a_mended_annotated_file_is_applied_without_a_word_about_its_column(section):
    plan = preview(section, f"{DAY},9:00,10:00,talk,A,One,", f"{DAY},9:30,10:00,talk,A,Two,")
    mended = annotate(plan).as_csv().replace(b"9:30,10:00", b"10:00,11:00")
    back = again(section, mended)
    assert (back.errors, back.warnings) == ((), ())
    assert [slot.title for slot in back.diff.added] == ["One", "Two"]


@pytest.mark.parametrize("form", ["as_csv", "as_xlsx"])
def test_dates_and_times_of_a_workbook_stay_what_they_are(section, form):
    day = dt.date(2027, 5, 14)
    content = workbook(
        [
            ["date", "time_start", "time_end", "kind", "room", "title"],
            [day, dt.time(9), dt.time(10, 30), "talk", "A", "One"],
            [day, dt.time(22), 1, "talk", "A", "To midnight"],
            [
                dt.datetime.combine(day, dt.time()),
                dt.datetime.combine(day, dt.time(9)),
                dt.time(9, 30),
                "talk",
                "A",
                "Clash",
            ],
        ],
        ["yyyy-mm-dd", "hh:mm", "[h]:mm"],
    )
    plan = preview_import(section, content, Options())
    assert brief(plan.errors) == [(4, "room", "overlap")]
    back = again(section, getattr(annotate(plan), form)())
    assert back.parsed.rows == plan.parsed.rows
    assert brief(back.errors) == brief(plan.errors)


def test_a_file_with_semicolons_keeps_them_and_blank_lines_above_the_header_count(section):
    content = f"\n;;;;\ndate;time_start;time_end;kind;room\n{DAY};9:00;8:00;talk;A\n".encode()
    plan = preview_import(section, content, Options())
    assert brief(plan.errors) == [(4, "time_end", "ends-before-start")]
    annotated = lines(annotate(plan).as_csv(), delimiter=";")
    assert [len(line) for line in annotated] == [6, 6, 6, 6]
    assert annotated[2] == ["date", "time_start", "time_end", "kind", "room", "errors"]
    assert brief(again(section, annotate(plan).as_csv()).errors) == brief(plan.errors)


def test_what_is_wrong_with_the_header_or_the_file_stands_in_the_first_row_below(section):
    content = f"date,time_start,time_end,kind,title\n{DAY},9:00,10:00,talk,caf\xe9\n".encode(
        "cp1252"
    )
    annotated = lines(annotate(preview_import(section, content, Options())).as_csv())
    assert annotated[0][-1] == "errors"
    assert annotated[1][-1].startswith("Error (first row): The file has no column of rooms.")
    assert "Warning (title): The file is not in UTF-8" in annotated[1][-1]
    assert annotated[1][4] == "café"


def test_no_spreadsheet_runs_anything_of_an_annotated_file(section):
    plan = preview(
        section,
        "=1+1,-9:00,@SUM(A1),+talk,\t=cmd,'=2,",
        header="=date,time_start,time_end,kind,room,title,x",
    )
    for _number, cells in annotate(plan).rows:
        assert [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))] == []


def test_the_workbook_is_text_with_the_cells_in_error_marked(section):
    plan = preview(
        section, f"{DAY},9:00,8:00,talk,A,http://example.org,", f"{DAY},9:00,,talk,B,'=1+1,"
    )
    annotated = annotate(plan)
    assert annotated.marked == {(2, 2), (3, 2)}
    table = read_table(annotated.as_xlsx())
    assert table.rows[0].cells[:6] == (DAY, "9:00", "8:00", "talk", "A", "http://example.org")
    assert table.rows[1].cells[5] == "'=1+1"


def test_a_grid_keeps_its_shape_and_gets_its_errors_in_the_last_column(section):
    content = workbook(
        [
            [DAY, "Hall", "Room 2"],
            ["9:00-10:00", "First", "Second"],
            ["9:30-10:30", "Third", ""],
        ]
    )
    plan = preview_import(section, content, Options())
    assert [(error.cell, error.code) for error in plan.errors] == [("B3", "overlap")]
    annotated = annotate(plan)
    assert (annotated.position, annotated.marked) == (3, {(3, 1)})
    assert [cells[:3] for _number, cells in annotated.rows] == [
        (DAY, "Hall", "Room 2"),
        ("9:00-10:00", "First", "Second"),
        ("9:30-10:30", "Third", ""),
    ]
    for back in (again(section, annotated.as_csv()), again(section, annotated.as_xlsx())):
        assert [(error.cell, error.code) for error in back.errors] == [("B3", "overlap")]
        assert back.warnings == plan.warnings


def test_merged_cells_of_a_grid_stay_merged(section):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(
            [
                [DAY, "Hall", "Room 2"],
                ["9:00"],
                ["10:00", "Talk", "Beside"],
                ["11:00", "", "x" * 201],
            ]
        ):
            sheet.write_row(number, 0, row)
        sheet.merge_range(1, 1, 1, 2, "Opening")
        sheet.merge_range(2, 1, 3, 1, "Long talk")
    plan = preview_import(section, content.getvalue(), Options())
    assert "too-long" in {error.code for error in plan.errors}
    back = again(section, annotate(plan).as_xlsx())
    assert back.parsed.rows == plan.parsed.rows
    assert back.parsed.table.merged == plan.parsed.table.merged


def test_a_file_that_is_no_table_has_nothing_to_be_annotated(section):
    with pytest.raises(NothingToAnnotate, match="This file is no table"):
        annotate(preview_import(section, b"\x89PNG\r\n", Options()))


def test_a_file_of_next_to_nothing_but_blank_lines_is_not_written_with_them(section):
    content = (
        b"date,time_start,time_end,kind,room\n"
        + b"\n" * 50_000
        + f"{DAY},9:00,8:00,talk,A\n".encode()
    )
    plan = preview_import(section, content, Options())
    assert brief(plan.errors) == [(50_002, "time_end", "ends-before-start")]
    assert len(lines(annotate(plan).as_csv())) == 2
    assert [row.number for row in read_table(annotate(plan).as_xlsx()).rows] == [2]


NOTHING_AROUND = Surroundings(
    section="talks",
    zone=ZoneInfo("Europe/Zurich"),
    draft=Timetable(),
    elsewhere=(),
    talks={},
    speakers={},
)
CELLS = st.one_of(
    st.sampled_from([DAY, "9:00", "10:00", "talk", "A", "B", "", "05/06/2027", "'=x", "=x", "7"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6),
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=8), min_size=1, max_size=6))
def test_any_table_comes_back_as_what_it_was(rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["date", "time_start", "time_end", "kind", "room", "title"], *rows])

    def read(content):
        return parse_schedule(
            content,
            Setting("talks", (dt.date(2027, 5, 14), dt.date(2027, 5, 16))),
        )

    parsed = read(text.getvalue().encode())
    if parsed.table is None:
        return
    plan = plan_import(parsed, NOTHING_AROUND, mode=Mode.ADD)
    for content in (annotate(plan).as_csv(), annotate(plan).as_xlsx()):
        assert read(content).rows == parsed.rows
        assert brief(read(content).errors) == brief(parsed.errors)


# --- The example ----------------------------------------------------------------------------------


def example_rows(section):
    return list(csv.DictReader(io.StringIO(example_file(section))))


def test_the_example_has_the_columns_of_exports_and_two_rows_on_the_first_day(section):
    assert example_rows(section) == [
        dict(zip(COLUMNS, values, strict=True))
        for values in (
            [DAY, "09:00", "09:30", "talk", "Main hall", "A first talk", "", "", "", "", "talks"],
            [DAY, "09:30", "09:45", "break", "Main hall", "Coffee", "", "", "", "", "talks"],
        )
    ]


def test_the_example_takes_a_room_that_is_free_in_all_sections(section):
    other = make_section(section.conference, slug="tutorials")
    make_room(section.conference, name="Hall", order=0)
    make_room(section.conference, name="Cellar", order=1)
    bring_in(other, f"{DAY},9:15,12:00,talk,Hall,,")
    assert {row["room"] for row in example_rows(section)} == {"Cellar"}
    bring_in(section, f"{DAY},8:00,9:01,talk,Cellar,,")
    assert [(row["date"], row["room"]) for row in example_rows(section)] == [
        ("2027-05-15", "Hall")
    ] * 2


def test_the_example_makes_a_room_where_all_are_taken_at_all_times(section):
    days = ("2027-05-14", "2027-05-15", "2027-05-16")
    names = ("Main hall", "HALL-2")
    bring_in(section, *(f"{day},9:00,10:00,talk,{name},," for day in days for name in names))
    assert {row["room"] for row in example_rows(section)} == {"Hall 3"}


def test_the_example_is_imported_without_an_error_or_a_warning(section):
    bring_in(section, f"{DAY},9:00,10:00,talk,Main hall,,")
    plan = preview_import(section, example_file(section).encode(), Options())
    assert (plan.errors, plan.warnings) == ((), ())
    bring_in(section, *example_file(section).splitlines()[1:], header=",".join(COLUMNS))
    assert len(draft(section)) == 3
