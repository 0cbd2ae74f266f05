"""Spreadsheets that say less than they mean become published sites, from the desk alone: every
question that the importer has, its answers kept for the next version, and all of it taken back.
"""

import datetime as dt
import io
from dataclasses import dataclass

import pytest
import xlsxwriter

from conference.presentations.models import Presentation
from tests.factories import make_section, make_speaker
from tests.schedule_import.desk import (
    answer,
    apply_and_publish,
    expect_answers,
    look_at_the_site,
    take_back,
    texts,
    upload,
)
from tests.schedule_import.importing import draft

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Story:
    """A file and its next version: what is asked, round by round, and what comes of the answers.

    `public` is what the site shows after the first; `here` are edits of talks by their titles, made
    before the second; `asked_later` is all that is still to be asked then. `first_texts`, `last`
    are titles, abstracts and speakers of the talks, `slots` the draft after the first. `once` are
    the questions that have no place any more when their answers are applied.
    """

    name: str
    first: bytes
    later: bytes
    rounds: tuple[dict[str, str], ...]
    slots: list
    first_texts: list
    public: dict[str, str]
    here: dict[str, dict[str, str]]
    asked_later: tuple[dict[str, str], ...]
    last: list
    days: tuple[dt.date, dt.date] = (dt.date(2027, 5, 14), dt.date(2027, 5, 16))
    speakers: tuple[str, ...] = ()
    once: tuple[str, ...] = ()


# --- Letters of an old program, and rows that lean on others --------------------------------------

GERMAN = """\
ID;Datum;Beginn;Ende;Ort;Titel;Referent;Vortragende;Track;Zusammenfassung
K1;14.05.2027;9:00;9:30;Grün;Moos und Gedächtnis;Holt, Mira;M.;Pflanzen;Was bleibt
K2;;;;Rot;Stille Brücken;Ada Stone;;;Stahl
K3;;9:30;10:00;Grün;Fähren;João Lund;P.;;
;;10:00;10:30;;Kaffee;;;;
;;12:00;13:00;;Mittagspause;;;;
K5;;1:30;2:00;"Grün; Rot";Inseln;João Lund;;;
;;2:00;3:00;Grün;Kurzvorträge;;;;
;;3:00;4:00;Grün;Kurzvorträge;;;;
;15.05.2027;9:00;11:00;Grün;Küsten;;;;
K6;;9:00;10:00;Grün;Sande;João Lund;;;
K7;;10:00;11:00;Grün;Priele;João Lund;;;
;;9:00;18:00;Foyer;Kartenspiel;;;;
;;;;Foyer;Ausstellung;;;;
;;;;Foyer;Kinderbetreuung;;;;
Änderungen vorbehalten;;;;;;;;;
"""
LEANING = Story(
    name="programm.csv",
    first=GERMAN.encode("cp1252"),
    later=GERMAN.replace("Was bleibt", "Was bleibt und was geht")
    .replace("Stille Brücken", "Laute Brücken")
    .encode("cp1252"),
    speakers=("Ada Stone", "Ada Stone"),
    once=("^Vortrag$", "several things take place in “Foyer”", "called Ada Stone"),
    rounds=(
        {"letters can be read in several ways": "Windows-1252"},
        {
            "could be the column “speaker”": "Referent",
            "values of “ID” are no numbers": "What another system calls",
            "last rows hold one text each": "Remarks",
            "rows have no date": "Yes",
            "rows have no time": "Yes",
            "2 rows have no room": "Foyer",
            "Of which kind": "Vortrag",
            "“Holt, Mira” one person": "One",
        },
        {
            "afternoon that lacks its PM": "Yes",
            "can be 2 rooms": "Several",
            "holds others in the same room": "Their titles are the tracks",
            "^Vortrag$": "takes presentations",
        },
        {"several things take place in “Foyer”": "Yes"},
        {
            "have the same title": "No talks",
            "called Ada Stone": "Another person",
        },
    ),
    slots=[
        ("2027-05-14 09:00-09:30", "Vortrag", "Grün", "", 1),
        ("2027-05-14 09:00-09:30", "Vortrag", "Rot", "", 2),
        ("2027-05-14 09:30-10:00", "Vortrag", "Grün", "", 3),
        ("2027-05-14 10:00-10:30", "break", "Foyer", "Kaffee", None),
        ("2027-05-14 12:00-13:00", "lunch", "Foyer", "Mittagspause", None),
        ("2027-05-14 13:30-14:00", "Vortrag", "Grün+Rot", "", 4),
        ("2027-05-14 14:00-15:00", "Vortrag", "Grün", "Kurzvorträge", None),
        ("2027-05-14 15:00-16:00", "Vortrag", "Grün", "Kurzvorträge", None),
        ("2027-05-15 09:00-10:00", "Vortrag", "Grün", "", 5),
        ("2027-05-15 09:00-18:00", "Vortrag", "Foyer", "", 7),
        ("2027-05-15 09:00-18:00", "Vortrag", "Foyer", "", 8),
        ("2027-05-15 09:00-18:00", "Vortrag", "Foyer", "", 9),
        ("2027-05-15 10:00-11:00", "Vortrag", "Grün", "", 6),
    ],
    first_texts=[
        ("Moos und Gedächtnis", "Was bleibt", ["Holt, Mira"]),
        ("Stille Brücken", "Stahl", ["Ada Stone"]),
        ("Fähren", "", ["João Lund"]),
        ("Inseln", "", ["João Lund"]),
        ("Sande", "", ["João Lund"]),
        ("Priele", "", ["João Lund"]),
        ("Kartenspiel", "", []),
        ("Ausstellung", "", []),
        ("Kinderbetreuung", "", []),
    ],
    public={
        "title": "Moos und Gedächtnis",
        "text": "Was bleibt",
        "speaker": "Holt, Mira",
        "word": "Brücken",
        "other_title": "Stille Brücken",
    },
    here={"Moos und Gedächtnis": {"abstract": "Hier geschrieben"}},
    asked_later=({"edited here": "Keep what was written here"},),
    last=[
        ("Moos und Gedächtnis", "Hier geschrieben", ["Holt, Mira"]),
        ("Laute Brücken", "Stahl", ["Ada Stone"]),
        ("Fähren", "", ["João Lund"]),
        ("Inseln", "", ["João Lund"]),
        ("Sande", "", ["João Lund"]),
        ("Priele", "", ["João Lund"]),
        ("Kartenspiel", "", []),
        ("Ausstellung", "", []),
        ("Kinderbetreuung", "", []),
    ],
)

# --- Days that are counted, times of UTC, titles and speakers in one cell -------------------------

COUNTED = """\
Tag;Beginn (UTC);Ende (UTC);Sitzung
1;07:00;07:30;Moss and memory – Mira Holt
1;07:30;08:00;Quiet bridges – Ada Stone
1;08:00;08:30;Coffee
2;07:00;08:00;Ferries – Per Aune
"""
BY_NUMBERS = Story(
    name="plan.csv",
    first=COUNTED.encode(),
    later=COUNTED.replace("Quiet bridges", "Loud bridges").encode(),
    rounds=(
        {
            "Which one holds the titles": "Sitzung",
            "Days are counted": "Yes",
            "those of UTC": "Yes",
            "Of which kind": "talk",
            "In which room is all": "Red",
        },
        {"hold a title and who speaks": "Cut: “Moss and memory” is the title"},
    ),
    slots=[
        ("2027-05-14 09:00-09:30", "talk", "Red", "", 1),
        ("2027-05-14 09:30-10:00", "talk", "Red", "", 2),
        ("2027-05-14 10:00-10:30", "break", "Red", "Coffee", None),
        ("2027-05-15 09:00-10:00", "talk", "Red", "", 3),
    ],
    first_texts=[
        ("Moss and memory", "", ["Mira Holt"]),
        ("Quiet bridges", "", ["Ada Stone"]),
        ("Ferries", "", ["Per Aune"]),
    ],
    public={
        "title": "Moss and memory",
        "text": "Mira Holt",
        "speaker": "Mira Holt",
        "word": "bridges",
        "other_title": "Quiet bridges",
    },
    here={"Ferries": {"abstract": "Written here", "title": "Ferries at night"}},
    asked_later=({"renamed: “Quiet bridges” to “Loud bridges”": "Yes"},),
    last=[
        ("Moss and memory", "", ["Mira Holt"]),
        ("Loud bridges", "", ["Ada Stone"]),
        ("Ferries at night", "Written here", ["Per Aune"]),
    ],
)

# --- Columns under other names, and dates of two orders -------------------------------------------

OTHER_NAMES = """\
Datum;Los geht es;Ende;Track;Titel;Name;Beschreibung
05/06/2027;9:00;9:30;Strand;Moss and memory;Mira Holt;What stays
05/06/2027;9:30;14:00;Strand;Quiet bridges;Ada Stone;Steel
05/06/2027;9:00;10:00;Watt;Ferries;Per Aune;
"""
UNDER_OTHER_NAMES = Story(
    name="names.csv",
    first=OTHER_NAMES.encode(),
    later=OTHER_NAMES.replace("What stays", "What stays and what goes").encode(),
    days=(dt.date(2027, 5, 6), dt.date(2027, 6, 5)),
    rounds=(
        {
            "Order of the dates": "Day first",
            "Which one says when it begins": "Los geht es",
            "“Name” name the speakers": "Yes",
        },
        {"Is the track the room": "Yes", "Of which kind": "talk"},
    ),
    slots=[
        ("2027-06-05 09:00-09:30", "talk", "Strand", "", 1),
        ("2027-06-05 09:00-10:00", "talk", "Watt", "", 3),
        ("2027-06-05 09:30-14:00", "talk", "Strand", "", 2),
    ],
    first_texts=[
        ("Moss and memory", "What stays", ["Mira Holt"]),
        ("Quiet bridges", "Steel", ["Ada Stone"]),
        ("Ferries", "", ["Per Aune"]),
    ],
    public={
        "title": "Moss and memory",
        "text": "What stays",
        "speaker": "Mira Holt",
        "word": "bridges",
        "other_title": "Quiet bridges",
    },
    here={"Quiet bridges": {"abstract": "Written here"}, "Ferries": {"title": "Night ferries"}},
    asked_later=(),
    last=[
        ("Moss and memory", "What stays and what goes", ["Mira Holt"]),
        ("Quiet bridges", "Written here", ["Ada Stone"]),
        ("Night ferries", "", ["Per Aune"]),
    ],
)

# --- A workbook with a sheet for each day, and titles and speakers in its cells -------------------


def book_of_days(title, speakers):
    """A grid for each day, one room of which is hidden, and a sheet of something else."""
    days = {
        "Friday": (
            ("Time", "Red", "Blue"),
            ("9:00", f"{title}\n{speakers}", "Quiet bridges\nAda Stone"),
            ("9:30", "Coffee", "Coffee"),
            ("10:00", "", ""),
        ),
        "Saturday": (
            ("Time", "Red", "Blue", "Spare"),
            ("9:00", "Ferries\nPer Aune", "Islands\nKim Lee", "Cancelled\nKim Lee"),
            ("10:00", "", "", ""),
        ),
        "Helpers": (("Name", "Phone"), ("Olga", "12345")),
    }
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for name, rows in days.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if name == "Saturday":
                sheet.set_column(3, 3, None, None, {"hidden": True})
    return content.getvalue()


SHEETS = Story(
    name="programme.xlsx",
    first=book_of_days("Moss and memory", "Mira Holt"),
    later=book_of_days("Moss and memories", "Mira Holt, Per Aune"),
    rounds=(
        {"several sheets": "As one table: “Friday”, “Saturday”", "hidden or filtered": "No"},
        {"hold a title and who speaks": "Cut"},
    ),
    slots=[
        ("2027-05-14 09:00-09:30", "talk", "Blue", "", 2),
        ("2027-05-14 09:00-09:30", "talk", "Red", "", 1),
        ("2027-05-14 09:30-10:00", "break", "Blue", "Coffee", None),
        ("2027-05-14 09:30-10:00", "break", "Red", "Coffee", None),
        ("2027-05-15 09:00-10:00", "talk", "Blue", "", 4),
        ("2027-05-15 09:00-10:00", "talk", "Red", "", 3),
    ],
    first_texts=[
        ("Moss and memory", "", ["Mira Holt"]),
        ("Quiet bridges", "", ["Ada Stone"]),
        ("Ferries", "", ["Per Aune"]),
        ("Islands", "", ["Kim Lee"]),
    ],
    public={
        "title": "Moss and memory",
        "text": "Mira Holt",
        "speaker": "Mira Holt",
        "word": "bridges",
        "other_title": "Quiet bridges",
    },
    here={"Moss and memory": {"title": "Moss here"}},
    asked_later=(
        {
            "“Mira Holt, Per Aune” one person": "Several",
        },
        {"renamed: “Moss here” to “Moss and memories”": "Yes"},
        {"edited here": "Take what the file says"},
    ),
    last=[
        ("Moss and memories", "", ["Mira Holt", "Per Aune"]),
        ("Quiet bridges", "", ["Ada Stone"]),
        ("Ferries", "", ["Per Aune"]),
        ("Islands", "", ["Kim Lee"]),
    ],
)


@pytest.fixture
def section(conference):
    return make_section(conference, slug="talks", name="Talks")


@pytest.fixture
def at_the_desk(page, transactional_db, section, organiser, log_in):
    log_in(organiser)
    return page


STORIES = (SHEETS, LEANING, BY_NUMBERS, UNDER_OTHER_NAMES)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_spreadsheet_is_asked_about_once_published_changed_on_both_sides_and_taken_back(
    at_the_desk, section, story
):
    page = at_the_desk
    conference = section.conference
    conference.starts_on, conference.ends_on = story.days
    conference.save()
    for name in story.speakers:
        make_speaker(conference, name=name)

    upload(page, story.name, story.first)
    for answers in story.rounds:
        answer(page, answers)
    apply_and_publish(page)
    assert texts() == story.first_texts
    first_draft = draft(section)
    assert first_draft == story.slots
    look_at_the_site(page, **story.public)

    for title, edits in story.here.items():
        Presentation.objects.filter(title=title).update(**edits)
    here = texts()
    name, _dot, ending = story.name.partition(".")
    upload(page, f"{name} (2).{ending}", story.later)
    for answers in story.rounds:
        expect_answers(page, {q: said for q, said in answers.items() if q not in story.once})
    for answers in story.asked_later:
        answer(page, answers)
    apply_and_publish(page)
    assert texts() == story.last

    take_back(page)
    assert texts() == here
    assert draft(section) == first_draft
