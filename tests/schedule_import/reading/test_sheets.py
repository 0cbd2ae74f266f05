"""Workbooks with several sheets: which are read, and how places in them are called."""

import io
import json
from contextlib import suppress
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import QueryDict
from django.urls import reverse

from conference.teams.roles import Role
from schedule_import.planning.options import Options, preview_import
from schedule_import.preview.annotated import annotate
from schedule_import.preview.mended import read_mending
from schedule_import.preview.picture import draw_plan
from schedule_import.preview.rows_with_problems import find_rows
from tests.factories import make_conference, make_member, make_section
from tests.schedule_import.importing import brief, draft

HEAD = ("start", "end", "kind", "room", "title")
FRIDAY = (HEAD, ("9:00", "10:00", "talk", "Red", "Moss"))
KITES = ("9:00", "10:00", "talk", "Red", "Kites")
SATURDAY = (HEAD, KITES, ("10:00", "11:00", "talk", "Red", "Pond"))
SPEAKERS = (("name", "mail"), ("Mira Holt", "mira@example.org"))


@pytest.fixture
def section(db):
    return make_section(make_conference(slug="lakeside"), slug="talks", name="Talks")


def book_of(**sheets):
    """A workbook with a sheet of rows for each name; _ is a blank in it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name.replace("_", " "))
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return out.getvalue()


def look(section, content, on_a_page=False, **answers):
    return preview_import(section, content, Options(answers=answers, on_a_page=on_a_page))


def said(plan):
    return [(f"{row.date:%d} {row.start:%H:%M}", row.room, row.title) for row in plan.parsed.rows]


BOTH = [
    ("14 09:00", "Red", "Moss"),
    ("15 09:00", "Red", "Kites"),
    ("15 10:00", "Red", "Pond"),
]


@pytest.mark.parametrize(
    ("friday", "saturday"),
    [("Friday", "Saturday"), ("2027-05-14", "2027-05-15"), ("Fri 14 May", "Samstag 15.5.")],
)
def test_sheets_named_after_days_are_one_table_with_these_dates(section, friday, saturday):
    plan = look(section, book_of(**{friday: FRIDAY, saturday: SATURDAY}))
    assert (plan.errors, said(plan)) == ((), BOTH)
    assert brief(plan.warnings) == [(1, None, "assumed", [])]


def test_titles_above_the_names_of_columns_stand_on_every_sheet(section):
    title = (("The whole programme",),)
    plan = look(section, book_of(Friday=title + FRIDAY, Saturday=title + SATURDAY))
    assert (plan.errors, said(plan)) == ((), BOTH)
    assert "The whole programme, The whole programme" in plan.warnings[0].message


def test_sheets_that_may_be_two_versions_are_asked_about(section):
    content = book_of(
        draft=[("date", *HEAD), ("2027-05-14", *FRIDAY[1])],
        final=[("date", *HEAD), ("2027-05-15", *SATURDAY[1])],
    )
    (error,) = look(section, content).errors
    assert (error.code, error.value) == ("question", "final")
    assert error.message == (
        "The workbook has several sheets: “draft”, “final”. Which are to be read? In the file "
        "stands “final”. On the command line: --answer sheets=all."
    )
    assert said(look(section, content, sheets="all")) == BOTH[:2]
    assert said(look(section, content, sheets="first")) == BOTH[:1]
    chosen = look(section, content, sheets="final")
    assert (said(chosen), brief(chosen.warnings)) == (BOTH[1:2], [(1, None, "ignored-column", [])])
    assert chosen.warnings[0].value == "draft"


def test_a_sheet_of_something_else_is_asked_about_and_left_out(section):
    content = book_of(Friday=FRIDAY, Saturday=SATURDAY, Speakers=SPEAKERS)
    assert [error.code for error in look(section, content).errors] == ["question"]
    plan = look(section, content, sheets="all")
    assert (plan.errors, said(plan), plan.warnings[0].value) == ((), BOTH, "Speakers")


def test_sheets_with_other_columns_are_refused_and_can_be_read_one_by_one(section):
    other = [("start", "end", "room", "kind", "title"), ("9:00", "10:00", "Red", "talk", "Kites")]
    content = book_of(Friday=FRIDAY, Saturday=other)
    plan = look(section, content)
    assert [error.code for error in plan.errors] == ["not-a-table"]
    assert plan.errors[0].message.startswith("The sheets “Friday” and “Saturday” have not the same")
    assert "sheets" in plan.parsed.questions.asked
    assert said(look(section, content, sheets="Saturday")) == BOTH[1:2]


def test_the_day_of_a_sheet_that_nothing_says_is_asked(section):
    content = book_of(Day_1=FRIDAY, Day_2=SATURDAY)
    errors = look(section, content).errors
    assert [error.code for error in errors] == ["question", "question"]
    assert "--answer date-2=" in errors[1].message
    plan = look(section, content, **{"date-1": "2027-05-14", "date-2": "2027-05-15"})
    assert (plan.errors, said(plan)) == ((), BOTH)


def grids(*below):
    """A grid for each day, with rooms of its own."""
    return book_of(
        Friday=[("", "Red", "Blue"), ("9:00", "Moss", "Kites"), ("10:00",)],
        Saturday=[("", "Red", "Attic"), ("9:00", "Ponds", ""), *below, ("10:30",)],
    )


def test_a_grid_for_each_day_has_the_days_of_its_sheets(section):
    plan = look(section, grids(("9:30", "", "Reeds")))
    assert plan.errors == ()
    assert said(plan) == [
        ("14 09:00", "Red", "Moss"),
        ("14 09:00", "Blue", "Kites"),
        ("15 09:00", "Red", "Ponds"),
        ("15 09:30", "Attic", "Reeds"),
    ]
    assert plan.parsed.source.name(4) == "Saturday!C3"


def test_a_date_in_a_grid_wins_over_the_name_of_its_sheet(section):
    content = book_of(
        Friday=[("2027-05-16", "Red"), ("9:00", "Moss"), ("10:00",)],
        Saturday=[("", "Red"), ("9:00", "Kites"), ("10:00",)],
    )
    plan = look(section, content)
    assert said(plan) == [("16 09:00", "Red", "Moss"), ("15 09:00", "Red", "Kites")]


def test_blank_columns_at_the_left_leave_merged_cells_in_their_rooms(section):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Friday")
        sheet.write_row(0, 2, ["", "Red", "Blue", "Attic"])
        sheet.write_row(1, 2, ["9:00", "Moss"])
        sheet.merge_range(1, 4, 1, 5, "Kites")
        sheet.write(2, 2, "10:00")
    plan = look(section, out.getvalue())
    assert said(plan) == [
        ("14 09:00", "Red", "Moss"),
        ("14 09:00", "Blue", "Kites"),
        ("14 09:00", "Attic", "Kites"),
    ]
    assert plan.parsed.source.name(1) == "D2"


def test_errors_name_the_sheet_and_the_cell(section):
    plan = look(section, grids(("9:3o", "", "Reeds")))
    (error,) = plan.errors
    assert (error.cell, error.code) == ("Saturday!A3", "bad-time")
    assert error.message.startswith("Saturday!A3: ")
    answer = plan.answer(applied=False)["errors"][0]
    assert (answer["row"], answer["sheet"], answer["cell"]) == (3, "Saturday", "Saturday!A3")


WRONG = (HEAD, KITES, ("9:3o", "11:00", "talk", "Red", "Pond"))


def test_a_cell_of_a_further_sheet_is_shown_mended_and_left_out(section):
    content = book_of(Friday=FRIDAY, Saturday=WRONG)
    plan = look(section, content)
    (error,) = plan.errors
    assert (error.cell, error.value) == ("Saturday!A3", "9:3o")
    row = find_rows(plan, draw_plan(plan, zone=ZoneInfo("Europe/Berlin"))).rows[0]
    assert (row.name, row.cells[0].name) == ("row 3 of “Saturday”", "Saturday!A3")

    mended = read_mending(data(**{"cell-Saturday!A3": "10:00"}), Options().mending, plan)
    plan = preview_import(section, content, Options(mending=mended))
    assert (plan.errors, said(plan)) == ((), BOTH)
    plan = look(section, content)
    out = read_mending(data(**{"left-out": str(error.row)}), Options().mending, plan)
    assert out.names_left_out == ["3 of “Saturday”"]
    plan = preview_import(section, content, Options(mending=type(out).from_json(out.as_json())))
    assert (plan.errors, said(plan)) == ((), BOTH[:2])


def data(**fields):
    query = QueryDict(mutable=True)
    query.update(fields)
    return query


@pytest.mark.parametrize(
    "content", [book_of(Friday=FRIDAY, Saturday=WRONG), grids(("9:3o", "", "R"))]
)
def test_the_file_with_its_errors_has_its_sheets_and_is_read_again(section, content):
    plan = look(section, content)
    back = look(section, annotate(plan).as_xlsx())
    assert [sheet.name for sheet in back.parsed.table.sheets] == ["Friday", "Saturday"]
    assert said(back) == said(plan)
    assert [(e.cell, e.code) for e in back.errors] == [(e.cell, e.code) for e in plan.errors]
    assert back.parsed.table.header.cells[-1] == "errors"
    assert sum("Error (" in str(row.cells[-1]) for row in back.parsed.table.rows) == 1


def test_the_command_answers_with_the_sheets_that_it_is_told(section, tmp_path):
    path = tmp_path / "programme.xlsx"
    path.write_bytes(book_of(Friday=FRIDAY, Saturday=SATURDAY, Speakers=SPEAKERS))

    def run(*options):
        out = io.StringIO()
        with suppress(SystemExit):
            call_command(
                "import_schedule", "lakeside/talks", str(path), "--json", *options, stdout=out
            )
        return json.loads(out.getvalue())

    assert [error["code"] for error in run()["errors"]] == ["question"]
    assert draft(section) == []
    assert run("--answer", "sheets=all")["added"]["slots"] == 3


def test_on_the_page_one_says_which_sheets_are_read(section, client):
    client.force_login(make_member(section.conference, Role.ORGANISER, name="Ona"))
    other = [("start", "end", "room", "kind", "title"), ("9:00", "10:00", "Red", "talk", "Kites")]
    file = SimpleUploadedFile("programme.xlsx", book_of(Friday=FRIDAY, Saturday=other))
    address = reverse("schedule_import:upload", args=["lakeside", "talks"])
    page = client.post(address, {"file": file, "mode": "add"}, follow=True)
    assert "have not the same columns" in page.content.decode()
    assert "Only Saturday" in page.content.decode()

    (name,) = page.context["answer_form"].questions.values()
    address = page.redirect_chain[-1][0] + "answer/"
    page = client.post(address, {"mode": "add", name: "Saturday"}, follow=True)
    assert said(page.context["plan"]) == BOTH[1:2]
    assert "These sheets are not read: Friday." in page.content.decode()
