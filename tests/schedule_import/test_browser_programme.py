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


def upload(page, name, content):
    """From the desk to the preview of a file."""
    page.goto("/lakeside/organise/")
    page.get_by_role("link", name="Import").first.click()
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Show what it would change").click()
    page.get_by_role("heading", name="Preview of").wait_for()


def apply_and_publish(page):
    page.get_by_role("button", name="Apply this").click()
    page.get_by_role("link", name="Publish the schedule").click()
    page.get_by_role("main").get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("is public").first.wait_for()


def texts():
    talks = Presentation.objects.order_by("number")
    return [
        (talk.title, talk.abstract, [speaker.name for speaker in talk.speakers.all()])
        for talk in talks
    ]


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

    page.goto("/lakeside/schedule/")
    expect(page.get_by_role("button", name="Moss and memory").first).to_be_visible()  # a star
    page.get_by_role("link", name="Moss and memory").first.click()
    expect(page.get_by_role("main")).to_contain_text("What stays")
    page.get_by_role("main").get_by_role("link", name="Per Aune").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Per Aune")
    page.goto("/lakeside/schedule/presentation/?q=bridges")
    expect(page.get_by_role("main")).to_contain_text("Quiet bridges")
    expect(page.get_by_role("main")).not_to_contain_text("Moss and memory")

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

    page.goto("/lakeside/organise/")
    page.get_by_role("link", name="Import").first.click()
    page.get_by_role("link", name="Undo").first.click()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("heading", name="is undone").wait_for()
    assert texts() == [
        ("Moss and memory", "What we wrote here", ["Mira Holt", "Per Aune"]),
        FIRST[1],
    ]
    assert Slot.objects.count() == 2
