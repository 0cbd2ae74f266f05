"""Files in old encodings, and parts of workbooks that nobody sees: nothing is read in silence that
could be meant otherwise.
"""

import io

import pytest
import xlsxwriter
from django.core.management import call_command

from schedule_import.planning.options import Options, preview_import
from tests.factories import make_conference, make_section
from tests.schedule_import.importing import brief, draft, file_of

pytestmark = pytest.mark.django_db
DAY = "2027-05-14"


@pytest.fixture
def section():
    return make_section(make_conference(slug="lakeside"), slug="talks")


def look(section, content, **answers):
    return preview_import(section, content, Options(answers=answers))


def titles(plan):
    return [row.title for row in plan.parsed.rows]


def talk_called(title, encoding):
    return file_of(f"{DAY},9:00,10:00,talk,Red,{title},").decode().encode(encoding)


@pytest.mark.parametrize(
    ("title", "encoding"),
    [
        ("Čtvrtek a včely", "cp1250"),
        ("Открытие", "cp1251"),
        ("Ñandúes", "cp1252"),
        ("開会式", "shift_jis"),
        ("开幕式", "gb18030"),
    ],
)
def test_letters_that_can_be_read_in_several_ways_are_asked_about(section, title, encoding):
    plan = look(section, talk_called(title, encoding))
    assert brief(plan.errors) == [(2, None, "question", [])]
    assert "--encoding" in plan.errors[0].message
    (question,) = plan.parsed.questions.open
    right = [choice.value for choice in question.choices if choice.label.endswith(title)]
    assert titles(look(section, talk_called(title, encoding), encoding=right[0])) == [title]


@pytest.mark.parametrize("title", ["Café", "Zürich", "Fünf Brötchen", "Écoute"])
def test_letters_that_are_the_same_in_every_likely_encoding_are_read_with_a_warning(section, title):
    plan = look(section, talk_called(title, "cp1252"))
    assert (plan.errors, titles(plan)) == ((), [title])
    assert brief(plan.warnings) == [(2, "title", "read-as-windows-1252", [])]


@pytest.mark.parametrize("newline", ["\n", "\r", "\r\n"])
def test_the_question_names_the_line_whatever_ends_the_lines(section, newline):
    rows = file_of(f"{DAY},9:00,10:00,talk,Red,Moss,", f"{DAY},10:00,11:00,talk,Red,Včely,")
    plan = look(section, newline.join(rows.decode().split("\n")).encode("cp1250"))
    assert "(line 3)" in plan.errors[0].message


def workbook(*, rows=(), columns=()):
    """Three talks; rows by their numbers and columns by their letters are hidden."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["date", "start", "end", "kind", "room", "title", "track"])
        for at, title in enumerate(("Moss", "Kites", "Ponds"), start=1):
            times = (f"{8 + at}:00", f"{9 + at}:00")
            sheet.write_row(at, 0, [DAY, *times, "talk", "Red", title, "Nature"])
        for number in rows:
            sheet.set_row(number - 1, None, None, {"hidden": True})
        for letter in columns:
            sheet.set_column(f"{letter}:{letter}", None, None, {"hidden": True})
    return out.getvalue()


def test_hidden_rows_are_left_out_and_named(section):
    plan = look(section, workbook(rows=[3]))
    assert (plan.errors, titles(plan)) == ((), ["Moss", "Ponds"])
    assert [row.number for row in plan.parsed.rows] == [2, 4]
    assert brief(plan.warnings) == [(3, None, "assumed", [])]
    assert "hidden or filtered out: rows 3." in plan.warnings[0].message


def test_hidden_columns_are_left_out_and_named(section):
    plan = look(section, workbook(columns="G"))
    assert (plan.errors, "track" in plan.parsed.columns) == ((), False)
    assert brief(plan.warnings) == [(1, None, "assumed", [])]


def test_hidden_parts_are_read_if_somebody_says_so(section):
    plan = look(section, workbook(rows=[3], columns="G"), hidden="take")
    assert (plan.errors, plan.warnings) == ((), ())
    assert titles(plan) == ["Moss", "Kites", "Ponds"]


@pytest.mark.parametrize(
    ("content", "option", "room"),
    [
        (f"date,start,end,kind\n{DAY},9:00,10:00,talk".encode(), ["--room", "Aula"], "Aula"),
        (talk_called("Moss", "cp1250").replace(b"Red", "Včela".encode("cp1250")),
         ["--encoding", "windows-1250"], "Včela"),
    ],
)  # fmt: skip
def test_options_of_the_command_answer_questions(section, tmp_path, content, option, room):
    path = tmp_path / "schedule.csv"
    path.write_bytes(content)
    with pytest.raises(SystemExit):
        call_command("import_schedule", "lakeside/talks", str(path), stdout=io.StringIO())
    call_command("import_schedule", "lakeside/talks", str(path), *option, stdout=io.StringIO())
    assert [slot[2] for slot in draft(section)] == [room]
