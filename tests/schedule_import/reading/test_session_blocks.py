"""Sessions that stand beside their own talks in the same room."""

import io
import json

import pytest
from django.core.management import call_command

from schedule_import.planning.options import Options, preview_import
from tests.factories import make_conference, make_section
from tests.schedule_import.importing import file_of

DAY = "2027-05-14"
HEAD = "date,start,end,kind,room,title,speaker"
ROWS = (
    "9:00,10:30,talk,Red,Living soil,",
    "9:00,9:45,talk,Red,Moss,Mira Holt",
    "9:45,10:30,talk,Red,Fungi,Ana Ruiz",
    "10:30,12:00,talk,Red,Open skies,",
    "10:30,11:00,talk,Red,Kites,Otto Berg",
    "11:00,12:00,talk,Red,Larks,Ana Ruiz",
    "9:00,12:00,talk,Blue,A long day,Mira Holt",
)


@pytest.fixture
def section(db):
    return make_section(make_conference(slug="lakeside"), slug="talks", name="Talks")


def content(*rows):
    return file_of(*(f"{DAY},{row}" for row in rows), header=HEAD)


def look(section, *rows, **answers):
    return preview_import(section, content(*rows), Options(answers=answers))


def said(plan):
    return [(row.title, row.track) for row in plan.parsed.rows]


def test_sessions_that_hold_talks_are_asked_about_and_become_tracks_or_go(section):
    rows = ROWS[:-1]
    (error,) = look(section, *rows).errors
    assert (error.row, error.code) == (2, "question")
    assert error.message == (
        "2 rows hold others in the same room, as “Living soil” holds “Moss”, and are no slots "
        "beside them. What becomes of them? In the file stands “Living soil, Open skies”. On the "
        "command line: --answer blocks=track."
    )
    tracked = look(section, *rows, blocks="track")
    assert (tracked.errors, said(tracked)) == (
        (),
        [
            ("Moss", "Living soil"),
            ("Fungi", "Living soil"),
            ("Kites", "Open skies"),
            ("Larks", "Open skies"),
        ],
    )
    left = look(section, *rows, blocks="leave")
    assert (left.errors, said(left)) == (
        (),
        [("Moss", None), ("Fungi", None), ("Kites", None), ("Larks", None)],
    )


def test_a_session_within_another_is_the_track_of_what_it_holds(section):
    plan = look(section, "9:00,12:00,talk,Red,Morning,", *ROWS[:3], blocks="track")
    assert said(plan) == [("Moss", "Living soil"), ("Fungi", "Living soil")]


@pytest.mark.parametrize(
    "rows",
    [
        ("9:00,12:00,talk,Red,Moss,", "10:00,11:00,talk,Red,Fungi,"),
        ("9:00,12:00,talk,Red,Moss,", "9:30,10:00,talk,Red,A,", "11:00,12:30,talk,Red,B,"),
        ("9:00,12:00,talk,Red,Moss,", "9:00,12:00,talk,Red,A,", "11:00,12:00,talk,Red,B,"),
        ("9:00,12:00,talk,Red,Moss,", "9:30,10:30,talk,Red,A,", "10:00,11:00,talk,Red,B,"),
        ("9:00,12:00,talk,Red,Moss,M. Holt", "9:00,10:00,talk,Red,A,", "11:00,12:00,talk,Red,B,"),
    ],
)
def test_talks_that_only_meet_are_no_sessions(section, rows):
    plan = look(section, *rows)
    assert {problem.code for problem in plan.errors} == {"overlap"}
    assert "blocks" not in plan.parsed.questions.asked


def test_the_command_makes_tracks_of_sessions(section, tmp_path):
    path = tmp_path / "programme.csv"
    path.write_bytes(content(*ROWS[:-1]))
    out = io.StringIO()
    answer = ("--answer", "blocks=track")
    call_command("import_schedule", "lakeside/talks", str(path), "--json", *answer, stdout=out)
    added = json.loads(out.getvalue())["added"]
    assert (added["slots"], added["presentations"], added["tracks"]) == (4, 4, 2)
