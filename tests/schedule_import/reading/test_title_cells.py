"""Cells of grids, and titles of lists, that hold a title and who speaks."""

import io
import json
from contextlib import suppress

import pytest
from django.core.management import call_command

from schedule_import.planning.options import Options, preview_import
from tests.factories import make_conference, make_section
from tests.schedule_import.importing import counts, file_of
from tests.schedule_import.reading.test_sheets import book_of

DAY = "2027-05-14"


@pytest.fixture
def section(db):
    return make_section(make_conference(slug="lakeside"), slug="talks", name="Talks")


def grid(*cells):
    """A grid with one room, and these cells below each other."""
    rows = [f'{9 + at}:00,"{cell}"' for at, cell in enumerate(cells)]
    return "\n".join([f"{DAY},Red", *rows, f"{9 + len(cells)}:00,"]).encode()


def look(section, content, **answers):
    return preview_import(section, content, Options(answers=answers))


def said(plan):
    return [(row.title, row.speakers or ()) for row in plan.parsed.rows]


MOSS = ("Moss and memory", ("Mira Holt",))
KITES = ("Kites", ("Ana Ruiz", "Otto Berg"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Moss and memory\nMira Holt", "Kites\nAna Ruiz\nOtto Berg"),
        ("Moss and memory – Mira Holt", "Kites – Ana Ruiz & Otto Berg"),
        ("Moss and memory - Mira Holt", "Kites - Ana Ruiz; Otto Berg"),
        ("Moss and memory | Mira Holt", "Kites | Ana Ruiz and Otto Berg"),
        ("Moss and memory (Mira Holt)", "Kites (Ana Ruiz and Otto Berg)"),
    ],
)
def test_cells_of_a_grid_are_cut_into_title_and_speakers_if_somebody_says_so(
    section, first, second
):
    content = grid(first, second, "Lunch")
    (error,) = look(section, content).errors
    assert (error.code, "--answer title-cell=cut" in error.message) == ("question", True)
    plan = look(section, content, **{"title-cell": "cut"})
    assert (plan.errors, said(plan)) == ((), [MOSS, KITES, ("Lunch", ())])
    assert {"added presentations": 2, "added speakers": 3}.items() <= counts(plan).items()
    whole = look(section, content, **{"title-cell": "whole"})
    assert [speakers for _title, speakers in said(whole)] == [(), (), ()]


def test_the_question_shows_a_cell_cut_in_two(section):
    plan = look(section, grid("Moss and memory\nMira Holt", "Growing\nGreen Kites\nAna Ruiz"))
    question = plan.parsed.questions.asked["title-cell"]
    assert [(choice.value, choice.label) for choice in question.choices] == [
        ("cut", "cut: “Growing” is the title, and the speakers are “Green Kites Ana Ruiz”"),
        ("cut-last", "cut: “Growing Green Kites” is the title, and the speakers are “Ana Ruiz”"),
        ("whole", "whole: all of it is the title"),
    ]
    assert (question.row, question.example) == (3, "Growing Green Kites Ana Ruiz")


def test_speakers_may_stand_before_their_titles(section):
    content = grid("Mira Holt – moss and memory", "Otto Berg – how to fly", "Opening")
    assert look(section, content).parsed.questions.asked["title-cell"].proposed == "speaker-first"
    plan = look(section, content, **{"title-cell": "speaker-first"})
    assert said(plan) == [
        ("moss and memory", ("Mira Holt",)),
        ("how to fly", ("Otto Berg",)),
        ("Opening", ()),
    ]


@pytest.mark.parametrize(
    "cells",
    [
        ("Moss – a love story", "Kites – how to fly", "Ponds"),
        ("On moss (keynote)", "On kites (workshop)"),
        ("Moss – Mira Holt", "Kites", "Ponds"),
        ("Part 1 – Day 1", "Part 2 – Day 2"),
        ("Lunch – Foyer", "Coffee – Foyer"),
    ],
)
def test_nothing_is_asked_where_most_cells_name_no_people(section, cells):
    plan = look(section, grid(*cells))
    assert "title-cell" not in plan.parsed.questions.asked


def test_a_cell_without_people_stays_whole_among_others(section):
    content = grid("Moss – Mira Holt", "Ponds – a love story", "Kites – Otto Berg")
    assert said(look(section, content, **{"title-cell": "cut"})) == [
        ("Moss", ("Mira Holt",)),
        ("Ponds – a love story", ()),
        ("Kites", ("Otto Berg",)),
    ]


def test_a_kind_in_a_cell_is_read_as_well(section):
    content = grid("keynote: Moss – Mira Holt", "Kites (workshop) – Otto Berg")
    plan = look(section, content, **{"title-cell": "cut"})
    assert [(row.kind, row.title, row.speakers) for row in plan.parsed.rows] == [
        ("keynote", "Moss", ("Mira Holt",)),
        ("workshop", "Kites", ("Otto Berg",)),
    ]


def test_titles_of_a_list_without_speakers_are_cut_as_well(section):
    rows = (
        f"{DAY},9:00,10:00,talk,Red,Moss – Mira Holt",
        f"{DAY},10:00,11:00,talk,Red,Kites – Ana Ruiz",
    )
    content = file_of(*rows, header="date,start,end,kind,room,title")
    assert [error.code for error in look(section, content).errors] == ["question"]
    plan = look(section, content, **{"title-cell": "cut"})
    assert (plan.errors, said(plan)) == ((), [("Moss", ("Mira Holt",)), ("Kites", ("Ana Ruiz",))])


def test_a_grid_on_a_sheet_for_each_day_comes_in_with_talks_and_speakers(section, tmp_path):
    """As Sessionize writes it: rooms across, times down, title and speakers in a cell."""
    path = tmp_path / "grid.xlsx"
    path.write_bytes(
        book_of(
            Friday=[("", "Red", "Blue"), ("9:00 - 10:00", "Moss\nMira Holt", "Kites\nAna Ruiz")],
            Saturday=[("", "Red", "Blue"), ("9:00 - 10:00", "Ponds\nMira Holt, Otto Berg", "")],
        )
    )
    out = io.StringIO()
    answers = ("--answer", "title-cell=cut", "--answer", "speaker-comma=several")
    with suppress(SystemExit):
        call_command("import_schedule", "lakeside/talks", str(path), "--json", *answers, stdout=out)
    answer = json.loads(out.getvalue())
    assert (answer["errors"], answer["applied"]) == ([], True)
    assert {"slots": 3, "presentations": 3, "speakers": 3}.items() <= answer["added"].items()
