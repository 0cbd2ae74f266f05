"""Who speaks: several in one cell, nobody yet, and what takes place without anybody."""

import pytest

from schedule_import.planning.options import Options, preview_import
from tests.schedule_import.reading.test_meant_cells import questions, read, section

__all__ = ["section"]
pytestmark = pytest.mark.django_db


def preview(section, text, **answers):
    return preview_import(section, text.encode(), Options(answers=answers))


HEADER = "Date,Start,End,Room,Title,Speaker\n"
ROW = "2027-05-14,09:00,09:45,Red,Moss and memory,{}\n"


def speakers(parsed):
    return [row.speakers for row in parsed.rows]


@pytest.mark.parametrize(
    "nobody",
    ["TBA", "t.b.d.", "To be announced", "N/A", "NA", "n/a", "-", "–", "?", "N.N.", "À confirmer"],
)
def test_what_says_that_nobody_is_known_yet_is_no_speaker(section, nobody):
    parsed = read(section, HEADER + ROW.format(nobody))
    assert (parsed.errors, speakers(parsed)) == ((), [()])


@pytest.mark.parametrize("name", ["Na", "Tba Nbo", "Ann", "李"])
def test_short_names_are_speakers(section, name):
    assert speakers(read(section, HEADER + ROW.format(name))) == [(name,)]


def test_one_who_is_known_speaks_beside_one_who_is_not(section):
    assert speakers(read(section, HEADER + ROW.format("Mira Holt & TBA"))) == [("Mira Holt",)]


def test_the_comma_of_japan_stands_between_two_people(section):
    parsed = read(section, HEADER + ROW.format("山田 太郎、鈴木 花子"))
    assert speakers(parsed) == [("山田 太郎", "鈴木 花子")]


@pytest.mark.parametrize(
    "cell", ["Mira Holt / Per Aune", "Mira Holt | Per Aune", "Mira Holt + Per Aune"]
)
def test_a_sign_between_speakers_is_asked_about_once(section, cell):
    text = HEADER + ROW.format("N/A") + ROW.format(cell).replace("09:", "10:")
    parsed = read(section, text)
    assert [error.message for error in parsed.errors] == [
        f"“{cell[10]}” stands among the speakers. Is “{cell}” one person, or several? In the file "
        f"stands “{cell}”. On the command line: --answer speaker-sign=several."
    ]
    several = read(section, text, **{"speaker-sign": "several"})
    assert (several.errors, speakers(several)) == ((), [(), ("Mira Holt", "Per Aune")])
    one = read(section, text, **{"speaker-sign": "one"})
    assert (one.errors, speakers(one)) == ((), [(), (cell,)])


def test_commas_and_signs_are_two_questions(section):
    text = HEADER + ROW.format('"Mira Holt, Kiel / Per Aune, Ulm"')
    assert questions(read(section, text)) == ["speaker-comma", "speaker-sign"]
    parsed = read(section, text, **{"speaker-comma": "one", "speaker-sign": "several"})
    assert speakers(parsed) == [("Mira Holt, Kiel", "Per Aune, Ulm")]


def test_a_title_that_names_a_pause_says_the_kind_of_a_row_that_has_none(section):
    header = "Date,Start,End,Room,Title,Kind,Speaker\n"
    rows = [
        "2027-05-14,09:00,10:00,Red,Moss and memory,Keynote,Mira Holt",
        "2027-05-14,10:00,11:00,Red,Coffee break,,-",
        "2027-05-14,11:00,12:00,Red,Lunch,,",
        "2027-05-14,13:00,14:00,Red,Workshop,,Per Aune",
        "2027-05-14,14:00,15:00,Red,Quiet bridges,,Ada Lind",
    ]
    parsed = read(section, header + "\n".join(rows))
    assert [error.message for error in parsed.errors] == [
        "2 rows have no kind. Of which kind are they? In the file stands “Workshop”. On the "
        "command line: --answer kinds-of-others=talk."
    ]
    parsed = read(section, header + "\n".join(rows), **{"kinds-of-others": "talk"})
    assert [(row.title, row.kind) for row in parsed.rows] == [
        ("Moss and memory", "Keynote"),
        ("Coffee break", "break"),
        ("Lunch", "lunch"),
        ("Workshop", "talk"),
        ("Quiet bridges", "talk"),
    ]


def test_a_dash_is_no_track_and_no_kind(section):
    text = (
        "Date,Start,End,Room,Title,Kind,Track\n"
        "2027-05-14,09:00,09:45,Red,Moss and memory,Keynote,–\n"
        "2027-05-14,09:45,10:15,Red,Coffee,-,-\n"
    )
    parsed = read(section, text)
    assert parsed.errors == ()
    assert [(row.kind, row.track) for row in parsed.rows] == [("Keynote", ""), ("break", "")]


def test_in_which_room_the_only_break_is_that_names_none_is_asked(section):
    talk, pause = ROW.format("Mira Holt"), "2027-05-14,09:45,10:15,,Coffee break,\n"
    assert [error.message for error in read(section, HEADER + talk + pause).errors] == [
        "A row has no room. In which one is it? In the file stands “Coffee break”. On the command "
        "line: --answer rooms-of-others=NAME."
    ]
    parsed = read(section, HEADER + talk + pause, **{"rooms-of-others": "Foyer"})
    assert [(row.title, row.room) for row in parsed.rows] == [
        ("Moss and memory", "Red"),
        ("Coffee break", "Foyer"),
    ]
    nameless = read(section, HEADER + talk + pause.replace("Coffee break", "Maps"))
    assert [error.code for error in nameless.errors] == ["missing-value"]


def test_rows_that_differ_in_their_speakers_alone_are_one_talk_if_somebody_says_so(section):
    text = HEADER + "".join(map(ROW.format, ("Mira Holt", "Per Aune", "Ada Lind")))
    parsed = read(section, text)
    assert [error.message for error in parsed.errors] == [
        "Other people speak in row 3, which else says the same as row 2. One talk? In the file "
        "stands “Moss and memory”. On the command line: --answer speaker-rows=join."
    ]
    joined = read(section, text, **{"speaker-rows": "join"})
    assert (joined.errors, speakers(joined)) == ((), [("Mira Holt", "Per Aune", "Ada Lind")])
    apart = preview(section, text, **{"speaker-rows": "apart"})
    assert [(error.row, error.code) for error in apart.errors] == [
        (3, "duplicate"),
        (4, "duplicate"),
    ]


def test_the_same_row_twice_is_no_talk_of_several_speakers(section):
    plan = preview(section, HEADER + 2 * ROW.format("Mira Holt"))
    assert [(error.row, error.code) for error in plan.errors] == [(3, "duplicate")]
