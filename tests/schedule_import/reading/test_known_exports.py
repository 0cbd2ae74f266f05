"""Exports of other systems come in as they are: through the preview, as talks with speakers."""

import datetime as dt
import io
import json

import pytest
import xlsxwriter

from conference.presentations.models import Presentation
from conference.schedule.draft.store import load_timetable
from schedule_import.actions import apply_import, upload_schedule
from schedule_import.planning.options import Options, preview_import
from tests.factories import make_conference, make_section
from tests.schedule_import.importing import draft

pytestmark = pytest.mark.django_db
DAY = "2027-05-14"


def workbook_of(*rows):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


PRETALX = (
    b"ID,Proposal title,Session type,Track,Proposal state,Abstract,Duration,Speaker names,Room,"
    b"Start,End\n"
    b'KAVQ7T,Moss and memory,Talk,Plants,confirmed,"What stays,\nand what goes",30,'
    b'"Mira Holt\nPer Aune, Jr.",Red,2027-05-14T09:00:00+02:00,2027-05-14T09:30:00+02:00\n'
    b"B8ZLMN,Quiet bridges,Talk,,confirmed,,60,Ada Stone,Blue,"
    b"2027-05-14T07:30:00+00:00,2027-05-14T08:30:00+00:00\n"
)

C3VOC = json.dumps(
    {
        "schedule": {
            "version": "1",
            "base_url": "https://pretalx.example/lakeside/",
            "conference": {
                "acronym": "lakeside",
                "days": [
                    {
                        "index": 1,
                        "date": DAY,
                        "rooms": {
                            "Red": [
                                {
                                    "guid": "6a0d7d5c-0f4f-5a06-9d65-0d4c3f1f7e01",
                                    "code": "KAVQ7T",
                                    "date": "2027-05-14T09:00:00+02:00",
                                    "start": "09:00",
                                    "duration": "00:30",
                                    "room": "Red",
                                    "title": "Moss and memory",
                                    "track": "Plants",
                                    "type": "Talk",
                                    "abstract": "What stays,\nand what goes",
                                    "persons": [
                                        {"public_name": "Mira Holt"},
                                        {"name": "Per Aune, Jr."},
                                    ],
                                }
                            ],
                            "Blue": [
                                {
                                    "id": 12,
                                    "code": "B8ZLMN",
                                    "start": "09:30",
                                    "duration": "01:00",
                                    "title": "Quiet bridges",
                                    "track": None,
                                    "type": "Talk",
                                    "abstract": "",
                                    "persons": [{"name": "Ada Stone"}],
                                }
                            ],
                        },
                    }
                ],
            },
        }
    }
).encode()

FRAB = b"""<?xml version="1.0" encoding="utf-8"?>
<schedule><generator name="frab" version="0.7"/><conference><acronym>lakeside</acronym></conference>
<day index="1" date="2027-05-14"><room name="Red"><event guid="KAVQ7T" id="7">
<date>2027-05-14T09:00:00+02:00</date><start>09:00</start><duration>00:30</duration>
<title>Moss and memory</title><track>Plants</track><type>Talk</type>
<abstract>What stays,\nand what goes</abstract>
<persons><person id="1">Mira Holt</person><person id="2">Per Aune, Jr.</person></persons>
</event></room><room name="Blue"><event id="B8ZLMN"><start>09:30</start><duration>01:00</duration>
<title>Quiet bridges</title><track/><type>Talk</type><abstract/>
<persons><person id="3">Ada Stone</person></persons></event></room></day></schedule>
"""

SESSIONIZE = workbook_of(
    [
        "Session Id", "Title", "Description", "Owner", "Owner Email", "Session format", "Track",
        "Owner Informed", "Room", "Scheduled At", "Scheduled Duration", "Live Link", "Speaker Id",
        "FirstName", "LastName", "Email",
    ],
    [
        "KAVQ7T", "Moss and memory", "What stays,\nand what goes", "Mira Holt", "m@example.org",
        "Talk", "Plants", "Yes", "Red", "14 May 2027 09:00", "30", "", "a", "Mira", "Holt", "",
    ],
    [
        "KAVQ7T", "Moss and memory", "What stays,\nand what goes", "Mira Holt", "m@example.org",
        "Talk", "Plants", "Yes", "Red", "14 May 2027 09:00", "30", "", "b", "Per", "Aune, Jr.", "",
    ],
    [
        "B8ZLMN", "Quiet bridges", "", "Ada Stone", "a@example.org", "Talk", "", "Yes", "Blue",
        "14 May 2027 09:30", "60", "", "c", "Ada", "Stone", "",
    ],
)  # fmt: skip

SCHED = (
    b"event_key,active,name,event_start,event_end,event_type,event_subtype,description,venue,"
    b"speakers\n"
    b"KAVQ7T,Y,Moss and memory,2027-05-14 09:00,2027-05-14 09:30,Talk,,"
    b'"What stays,\nand what goes",Red,"Mira Holt; Per Aune, Jr.;"\n'
    b"B8ZLMN,Y,Quiet bridges,2027-05-14 09:30,2027-05-14 10:30,Talk,,,Blue,Ada Stone\n"
)


@pytest.fixture
def section():
    conference = make_conference(
        slug="lakeside", time_zone="Europe/Berlin", starts_on=dt.date(2027, 5, 14)
    )
    return make_section(conference, slug="talks", name="Talks")


def bring(section, content, **answers):
    options = Options(answers=answers, on_a_page=True)
    plan = preview_import(section, content, options)
    assert [error.message for error in plan.errors] == []
    upload = upload_schedule(section, file_name="x", content=content, options=options, by=None)
    apply_import(upload, digest=plan.digest, by=None)
    return plan


def talks(section):
    return [
        (
            talk.code,
            talk.title,
            talk.abstract,
            talk.track.name if talk.track else "",
            [speaker.name for speaker in talk.speakers.all()],
        )
        for talk in Presentation.objects.filter(section=section).order_by("number")
    ]


@pytest.mark.parametrize(
    ("system", "content", "has_tracks", "answers"),
    [
        ("pretalx", PRETALX, True, {"speaker-comma": "one"}),
        ("pretalx", C3VOC, True, {}),
        ("c3voc", C3VOC.replace(b"pretalx", b"voc"), True, {}),
        ("frab", FRAB, True, {}),
        ("Sessionize", SESSIONIZE, True, {}),
        ("Sched", SCHED, False, {}),
    ],
)
def test_an_export_of_another_system_comes_in_as_it_is(
    section, system, content, has_tracks, answers
):
    plan = bring(section, content, **answers)

    assert plan.parsed.system == system
    assert [warning.message for warning in plan.warnings] == []
    assert draft(section) == [
        (f"{DAY} 09:00-09:30", "Talk", "Red", "", 1),
        (f"{DAY} 09:30-10:30", "Talk", "Blue", "", 2),
    ]
    assert talks(section) == [
        (
            "KAVQ7T",
            "Moss and memory",
            "What stays,\nand what goes",
            "Plants" if has_tracks else "",
            ["Mira Holt", "Per Aune, Jr."],
        ),
        ("B8ZLMN", "Quiet bridges", "", "", ["Ada Stone"]),
    ]


def test_a_later_export_finds_its_talks_by_their_codes(section):
    bring(section, C3VOC)
    later = C3VOC.replace(b"Quiet bridges", b"Loud bridges").replace(b"09:30", b"11:00")
    bring(section, later)

    assert [(code, title) for code, title, *_rest in talks(section)] == [
        ("KAVQ7T", "Moss and memory"),
        ("B8ZLMN", "Loud bridges"),
    ]
    assert [str(slot.start) for slot in load_timetable(section).slots] == ["09:00:00", "11:00:00"]


def test_indicos_list_of_contributions_has_no_rooms_and_asks_for_one(section):
    content = (
        b"Id,Title,Description,Date,Duration,Type,Session,Track,Presenters,Materials\n"
        b"7,Moss and memory,What stays,14 May 2027 09:00,30 minutes,Talk,Open,Plants,Mira Holt,\n"
        b"8,Quiet bridges,,14 May 2027 09:30,1 hour,Talk,,,Ada Stone,\n"
    )
    plan = preview_import(section, content, Options(on_a_page=True))
    assert [(error.code, error.column) for error in plan.errors] == [("question", "room")]

    (name,) = (question.name for question in plan.parsed.questions.open)
    bring(section, content, **{name: "Red"})
    assert draft(section) == [
        (f"{DAY} 09:00-09:30", "Talk", "Red", "", 1),
        (f"{DAY} 09:30-10:30", "Talk", "Red", "", 2),
    ]
    assert [(code, people) for code, *_rest, people in talks(section)] == [
        ("7", ["Mira Holt"]),
        ("8", ["Ada Stone"]),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b'{"schedule": []}',
        b'{"schedule": {"conference": {"days": [{"date": 1, "rooms": {"x": [1]}}]}}}',
        b"[" * 100_000,
        b'{"schedule":' * 100_000,
        b"<schedule",
        b"<html><body>schedule</body></html>",
        b'<!DOCTYPE schedule [<!ENTITY a "b">]><schedule><day>&a;</day></schedule>',
    ],
)
def test_json_and_xml_that_are_no_schedule_are_refused_in_a_sentence(section, content):
    plan = preview_import(section, content, Options())
    assert [error.code for error in plan.errors] == ["not-a-table"]


def test_a_schedule_without_events_is_empty(section):
    for content in (
        b"<schedule/>",
        b'{"schedule": {"conference": {"days": [{"date": "2027-05-14", "rooms": {}}]}}}',
    ):
        plan = preview_import(section, content, Options())
        assert [error.message for error in plan.errors] == ["This schedule has no event."]


def test_sessions_of_an_export_that_have_no_time_yet_are_left_out_and_counted(section):
    plan = bring(
        section,
        PRETALX + b"ZZZZZZ,Later,Talk,,accepted,,30,Ada Stone,,,\n",
        **{"speaker-comma": "one"},
    )
    assert [warning.message for warning in plan.warnings] == [
        "1 session of this export has no start and is left out."
    ]
    assert len(draft(section)) == 2
