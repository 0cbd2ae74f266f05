"""From another system's export to a published site, from the desk alone: talks with pages,
speakers, stars and search; the next version with edits on both sides; and back again.
"""

import io

import pytest
import xlsxwriter
from playwright.sync_api import expect

from conference.presentations.models import Presentation
from conference.schedule.models import Slot
from tests.factories import make_section
from tests.schedule_import.desk import apply_and_publish, look_at_the_site, take_back, texts, upload

pytestmark = pytest.mark.browser
DAY = "2027-05-14"

PRETALX = (
    "ID,Proposal title,Session type,Track,Proposal state,Abstract,Speaker names,Room,Start,End\n"
    'KAVQ7T,Moss and memory,Talk,Plants,confirmed,What stays,"Mira Holt\nPer Aune",Red,'
    f"{DAY}T09:00:00+02:00,{DAY}T09:30:00+02:00\n"
    f"B8ZLMN,Quiet bridges,Talk,,confirmed,Steel,Ada Stone,Blue,"
    f"{DAY}T09:30:00+02:00,{DAY}T10:30:00+02:00\n"
).encode()
PRETALX_LATER = PRETALX.replace(b"What stays", b"What stays and what goes").replace(
    b"Quiet bridges", b"Loud bridges"
)
SESSIONIZE_HEADER = (
    *("Session Id", "Title", "Description", "Owner", "Session format", "Track", "Room"),
    *("Scheduled At", "Scheduled Duration", "Speaker Id", "FirstName", "LastName"),
)


def sessionize(moss, bridges):
    """A flattened list of sessions with these abstract and title."""
    at, later = f"{DAY} 09:00", f"{DAY} 09:30"
    talk = ("KAVQ7T", "Moss and memory", moss, "Mira", "Talk", "Plants", "Red", at, "30")
    other = ("B8ZLMN", bridges, "Steel", "Ada", "Talk", "", "Blue", later, "60")
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("Sessions")
        rows = (
            SESSIONIZE_HEADER,
            (*talk, "a", "Mira", "Holt"),
            (*talk, "b", "Per", "Aune"),
            (*other, "c", "Ada", "Stone"),
        )
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return content.getvalue()


@pytest.fixture
def section(conference):
    return make_section(conference, slug="talks", name="Talks")


@pytest.fixture
def at_the_desk(page, transactional_db, section, organiser, log_in):
    log_in(organiser)
    return page


FIRST = [
    ("Moss and memory", "What stays", ["Mira Holt", "Per Aune"]),
    ("Quiet bridges", "Steel", ["Ada Stone"]),
]


@pytest.mark.parametrize(
    ("system", "name", "first", "later"),
    [
        ("pretalx", "sessions.csv", PRETALX, PRETALX_LATER),
        (
            "Sessionize",
            "accepted.xlsx",
            sessionize("What stays", "Quiet bridges"),
            sessionize("What stays and what goes", "Loud bridges"),
        ),
    ],
)
def test_an_export_becomes_a_site_its_next_version_asks_what_stays_and_undo_gives_all_back(
    at_the_desk, system, name, first, later
):
    page = at_the_desk
    upload(page, name, first)
    expect(page.get_by_text(f"This is an export of {system}.")).to_be_visible()
    apply_and_publish(page)
    assert texts() == FIRST

    look_at_the_site(
        page,
        title="Moss and memory",
        text="What stays",
        speaker="Per Aune",
        word="bridges",
        other_title="Quiet bridges",
    )

    # Edited here meanwhile: the abstract of the one that the next version changes, too.
    moss = Presentation.objects.get(number=1)
    moss.abstract = "What we wrote here"
    moss.save()
    upload(page, f"{name.partition('.')[0]} (1).{name.partition('.')[2]}", later)
    question = page.get_by_role("group").filter(has_text="What we wrote here").last
    expect(question).to_contain_text("What stays and what goes")
    page.get_by_role("button", name="Show the preview again").click()
    apply_and_publish(page)
    assert texts() == [
        ("Moss and memory", "What we wrote here", ["Mira Holt", "Per Aune"]),
        ("Loud bridges", "Steel", ["Ada Stone"]),
    ]

    take_back(page)
    assert texts() == [
        ("Moss and memory", "What we wrote here", ["Mira Holt", "Per Aune"]),
        FIRST[1],
    ]
    assert Slot.objects.count() == 2
