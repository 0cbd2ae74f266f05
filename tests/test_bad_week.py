"""A bad week before a conference, told in a browser: the spreadsheet is wrong, and then it is
another one.
"""

import csv
import io

import pytest
import xlsxwriter
from django.core.management import call_command
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from conference.presentations.models import Presentation
from tests.factories import make_presentation, make_section, make_speaker
from tests.schedule_import.importing import HEADER, bring_in, draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FRI, SAT = "2027-05-14", "2027-05-15"
TALKS = {
    1: ("How lakes freeze", "Ada Wren"),
    2: ("Sailing for Pythonistas", "Ben Okafor"),
    3: ("Testing the waters", "Chiara Rossi"),
    4: ("Ferries and other queues", "Dmitri Sand"),
    5: ("Maps that forget", "Eva Lund"),
    6: ("What the harbour master knows", "Femi Ade"),
}
SKELETON = (
    f"{FRI},09:00,09:30,plenary,Boathouse,Opening,",
    f"{FRI},09:00,09:30,plenary,Library,Opening,",
    f"{FRI},09:30,10:15,talk,Boathouse,,1",
    f"{FRI},09:30,10:15,talk,Library,,2",
    f"{FRI},10:15,10:45,break,Boathouse,Coffee,",
    f"{FRI},10:15,10:45,break,Library,Coffee,",
    f"{FRI},10:45,11:30,talk,Boathouse,,3",
    f"{FRI},11:00,11:45,talk,Boathouse,,4",
    f"{FRI},12:30,12:00,lunch,Library,Lunch,",
    f"{FRI},19:30,22:00,party,Boathouse,Supper and songs,",
    f"{SAT},10 o’clock,10:45,talk,Library,,5",
    f"{SAT},11:00,11:45,talk,Library,,9",
)
CORRECTIONS = {
    (9, "room"): "Library",
    (10, "time_start"): "12:00",
    (10, "time_end"): "13:00",
    (12, "time_start"): "10:00",
    (13, "presentation"): "6",
}
ERRORS = {
    9: "Error (room): Boathouse is not free on 2027-05-14 from 11:00 to 11:45: it is taken by row 8. "
    "Change the time or the room of one of them. If several things may take place in “Boathouse” at "
    "one time, make it a shared room: say so among the questions about the file, or on the page of "
    "rooms.",
    10: "Error (time_end): The end “12:00” does not follow the start “12:30”. "
    "A slot ends later on its day, at midnight, or by 12:00 on the next day if it lasts at most 16 "
    "hours.",
    12: "Error (time_start): “10 o’clock” is no time that can be read. "
    "Write it like 13:30 or 1:30 PM; only an end can be 24:00.",
    13: "Error (presentation): There is no presentation 9 in this section. "
    "Give the number of one that exists, or leave the cell empty.",
}
FIRST_DRAFT = [
    (f"{FRI} 09:00-09:30", "plenary", "Boathouse+Library", "Opening", None),
    (f"{FRI} 09:30-10:15", "talk", "Boathouse", "", 1),
    (f"{FRI} 09:30-10:15", "talk", "Library", "", 2),
    (f"{FRI} 10:15-10:45", "break", "Boathouse+Library", "Coffee", None),
    (f"{FRI} 10:45-11:30", "talk", "Boathouse", "", 3),
    (f"{FRI} 11:00-11:45", "talk", "Library", "", 4),
    (f"{FRI} 12:00-13:00", "lunch", "Library", "Lunch", None),
    (f"{FRI} 19:30-22:00", "party", "Boathouse", "Supper and songs", None),
    (f"{SAT} 10:00-10:45", "talk", "Library", "", 5),
    (f"{SAT} 11:00-11:45", "talk", "Library", "", 6),
]
RENAMED_DRAFT = [
    (when, kind, rooms.replace("Boathouse", "Harbour hall"), *rest)
    for when, kind, rooms, *rest in FIRST_DRAFT
]
SECOND_VERSION = (
    f"{FRI},09:00,09:30,plenary,Harbour hall,Opening,",
    f"{FRI},09:00,09:30,plenary,Library,Opening,",
    f"{FRI},09:30,10:15,talk,Harbour hall,,1",
    f"{FRI},10:15,10:45,break,Harbour hall,Coffee,",
    f"{FRI},10:15,10:45,break,Library,Coffee,",
    f"{FRI},10:45,11:30,talk,Harbour hall,,3",
    f"{FRI},10:45,11:30,talk,Library,,2",
    f"{FRI},12:00,13:00,lunch,Library,Lunch by the lake,",
    f"{FRI},15:00,15:30,break,Harbour hall,Tea on the jetty,",
    f"{FRI},15:00,15:30,break,Library,Tea on the jetty,",
    f"{FRI},20:00,22:00,party,Harbour hall,Supper and songs,",
    f"{SAT},10:00,10:45,talk,Harbour hall,,5",
    f"{SAT},11:00,11:45,talk,Library,,6",
)
SECOND_DRAFT = [
    (f"{FRI} 09:00-09:30", "plenary", "Harbour hall+Library", "Opening", None),
    (f"{FRI} 09:30-10:15", "talk", "Harbour hall", "", 1),
    (f"{FRI} 10:15-10:45", "break", "Harbour hall+Library", "Coffee", None),
    (f"{FRI} 10:45-11:30", "talk", "Harbour hall", "", 3),
    (f"{FRI} 10:45-11:30", "talk", "Library", "", 2),
    (f"{FRI} 12:00-13:00", "lunch", "Library", "Lunch by the lake", None),
    (f"{FRI} 15:00-15:30", "break", "Harbour hall+Library", "Tea on the jetty", None),
    (f"{FRI} 20:00-22:00", "party", "Harbour hall", "Supper and songs", None),
    (f"{SAT} 10:00-10:45", "talk", "Harbour hall", "", 5),
    (f"{SAT} 11:00-11:45", "talk", "Library", "", 6),
]
# What the picture says of the second version: what becomes of a slot, the slot, its time, and what
# was.
SECOND_PICTURE = [
    ["unchanged", "Opening", "09:00–09:30", ""],
    ["unchanged", "How lakes freeze", "09:30–10:15", ""],
    ["unchanged", "Coffee", "10:15–10:45", ""],
    ["unchanged", "Testing the waters", "10:45–11:30", ""],
    ["moved", "Sailing for Pythonistas", "10:45–11:30", "was 09:30–10:15"],
    ["removed", "Ferries and other queues", "11:00–11:45", ""],
    ["changed", "Lunch by the lake", "12:00–13:00", "title was “Lunch”"],
    ["added", "Tea on the jetty", "15:00–15:30", ""],
    ["moved", "Supper and songs", "20:00–22:00", "was 19:30–22:00"],
    ["moved", "Maps that forget", "10:00–10:45", "was in Library"],
    ["unchanged", "What the harbour master knows", "11:00–11:45", ""],
]
LOST_SLOT = "1 presentation loses its slot: 4, “Ferries and other queues”."
PICTURE_AS_WORDS = """
entries => entries.map(entry => ["status", "title", "span", "was"].map(
    part => Array.from(entry.querySelectorAll(`.entry__${part}`), said => said.textContent.trim()).join("; ")
))
"""


@pytest.fixture
def section(conference):
    section = make_section(conference, slug="talks", name="Talks")
    for number, (title, name) in TALKS.items():
        speaker = make_speaker(conference, name=name)
        make_presentation(section, number=number, title=title, speakers=[speaker])
    return section


@pytest.fixture
def organising(page, section, organiser, log_in):
    """The page of the organiser's browser, on the overview of the conference."""
    log_in(organiser)
    page.goto("/lakeside/organise/")
    return page


@pytest.fixture
def scheduled(section, organiser):
    """The section after its first week, with the second name of its room."""
    rows = [row.replace("Boathouse", "Harbour hall") for row in corrected(SKELETON)]
    bring_in(section, *rows, kinds={"break": (True, False)}, by=organiser)
    return section


# --- What the organiser does ----------------------------------------------------------------------


def open_import(page):
    page.goto("/lakeside/organise/")
    page.get_by_role("row", name="Talks").get_by_role("link", name="Import").click()


def choose_file(page, name, content):
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("Drop a spreadsheet here").set_input_files(file)


def show_preview(page, name):
    page.get_by_role("button", name="Show what it would change").click()
    page.get_by_role("heading", name=f"Preview of {name}").wait_for()


def upload(page, name, content, *, replace=False):
    open_import(page)
    choose_file(page, name, content)
    if replace:
        page.get_by_label("Make the section exactly what the file says").check()
    show_preview(page, name)


def download(page, link):
    with page.expect_download() as downloading:
        page.get_by_role("link", name=link).click()
    return downloading.value.path().read_bytes()


def tick_that_a_break_is_for_all(page):
    page.get_by_role("group", name="break").get_by_label(
        "takes place in all its rooms at once"
    ).check()


def show_again(page):
    """See the preview with the answers, which are then folded away."""
    page.get_by_role("button", name="Show the preview again").click()
    page.locator(".answers:not([open])").first.wait_for()


def apply(page, name):
    page.get_by_role("button", name="Apply this").click()
    page.get_by_role("heading", name=f"{name} is applied").wait_for()


def undo(page, result):
    """Confirm what the page of an undo shows."""
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("heading", name=result).wait_for()


def publish(page, release):
    page.get_by_role("main").get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text(f"Release {release} is public now.").wait_for()


def rename_room(page, old, new):
    page.get_by_role("link", name=f"Change {old}").click()
    page.get_by_label("Name").fill(new)
    page.get_by_role("button", name="Save the room").click()
    page.get_by_text(f"The room “{new}” is saved.").wait_for()


# --- What stands there ----------------------------------------------------------------------------


def file_of(rows):
    return "\n".join([HEADER, *rows]).encode()


def rows_of(csv_file):
    return list(csv.reader(io.StringIO(csv_file.decode("utf-8-sig"), newline="")))


def mend(rows):
    """Correct the cells of a table whose first row names the columns; its column of errors
    stays.
    """
    for (number, column), value in CORRECTIONS.items():
        rows[number - 1][rows[0].index(column)] = value
    return rows


def corrected(rows):
    table = mend([line.split(",") for line in (HEADER, *rows)])
    return [",".join(cells) for cells in table[1:]]


def written(rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def errors_of(rows):
    """What the column of errors says, by the numbers of the rows."""
    column = rows[0].index("errors")
    return {number: row[column] for number, row in enumerate(rows[1:], start=2) if row[column]}


PARTS_OF_FINDINGS = ("th", "input[type=text]", ".badge")
SAID = "each => each.value ?? each.innerText"


def findings(page):
    """What the preview lists: the row, the cell in error, what is wrong with it."""
    return [
        tuple(" ".join(row.locator(part).evaluate(SAID).split()) for part in PARTS_OF_FINDINGS)
        for row in page.locator(".finding-row").all()
    ]


def picture(page):
    return page.locator("td.entry:not(.entry--repeat)").evaluate_all(PICTURE_AS_WORDS)


def legend(page):
    return " ".join(page.get_by_role("list", name="What becomes of the slots").inner_text().split())


def table(page, region):
    """The cells of a table, as they are read."""
    rows = page.get_by_role("region", name=region).locator("tbody tr").all()
    return [
        [" ".join(cell.split()) for cell in row.locator("th, td").all_inner_texts()] for row in rows
    ]


def uids():
    """What calendars know the entries of the draft by: a UID for each title."""
    text = io.StringIO()
    call_command("export_schedule", "lakeside/talks", "--format", "ics", stdout=text)
    return {
        str(event["summary"]): str(event["uid"])
        for event in Calendar.from_ical(text.getvalue()).events
    }


def published(page):
    """The public calendar: title, SEQUENCE and STATUS by UID."""
    calendar = Calendar.from_ical(page.request.get("/lakeside/schedule.ics").body())
    return {
        str(event["uid"]): (str(event["summary"]), event["sequence"], str(event["status"]))
        for event in calendar.events
    }


# --- The stories ----------------------------------------------------------------------------------


def test_a_bad_week_is_told_to_its_end(organising, section, take_picture):
    page = organising
    heading = page.get_by_role("heading", level=1)
    take_picture(
        "organise", heading, page.get_by_role("region", name="The draft, section by section")
    )

    # The skeleton has errors, and its rows come back with what is wrong in each.
    page.get_by_role("link", name="Import a spreadsheet into Talks").click()
    choose_file(page, "skeleton.csv", file_of(SKELETON))
    take_picture("upload", heading, page.locator("form.upload"))
    show_preview(page, "skeleton.csv")
    page.get_by_text("4 errors: the file cannot be applied.").wait_for()
    take_picture("errors", heading, page.locator(".picture .day").first)
    assert findings(page) == [
        ("Row 9", "Boathouse", "overlap"),
        ("Row 10", "12:00", "ends before it starts"),
        ("Row 12", "10 o’clock", "unreadable time"),
        ("Row 13", "9", "unknown presentation"),
    ]
    assert page.get_by_role("button", name="Apply this").count() == 0
    annotated = rows_of(download(page, "The same as CSV"))
    assert errors_of(annotated) == ERRORS

    # Mended, uploaded again, applied, published.
    page.get_by_role("link", name="Upload the mended file").click()
    choose_file(page, "mended.csv", written(mend(annotated)))
    show_preview(page, "mended.csv")
    tick_that_a_break_is_for_all(page)
    take_picture("questions", page.locator(".answers").first)
    show_again(page)
    assert legend(page) == "10 added 0 moved 0 changed 0 removed 0 unchanged"
    assert draft(section) == []
    apply(page, "mended.csv")
    assert draft(section) == FIRST_DRAFT
    first = uids()
    page.get_by_role("link", name="Publish the schedule").click()
    page.get_by_label("Note").fill("First version")
    publish(page, 1)
    assert published(page) == {uid: (title, 0, "CONFIRMED") for title, uid in first.items()}

    # A room changes its name.
    page.get_by_role("link", name="Rooms", exact=True).click()
    rename_room(page, "Boathouse", "Harbour hall")
    page.goto("/lakeside/organise/rooms/")
    take_picture("rooms", heading, page.get_by_role("list").filter(has_text="Harbour hall"))
    assert draft(section) == RENAMED_DRAFT
    assert uids() == first
    page.goto("/lakeside/organise/")
    page.get_by_text("The draft has changed since the last release.").wait_for()

    # The second version of the spreadsheet.
    upload(page, "week-2.csv", file_of(SECOND_VERSION), replace=True)
    take_picture("second-version", heading, page.locator(".picture .day").last)
    assert legend(page) == "1 added 3 moved 1 changed 1 removed 5 unchanged"
    assert picture(page) == SECOND_PICTURE
    assert LOST_SLOT in page.locator(".notice--warning").inner_text()
    apply(page, "week-2.csv")
    assert draft(section) == SECOND_DRAFT
    second = uids()
    tea, lunch = "Tea on the jetty", "Lunch by the lake"
    stayed = {title: uid for title, uid in first.items() if title not in (TALKS[4][0], "Lunch")}
    assert second == stayed | {lunch: first["Lunch"], tea: second[tea]}
    assert second[tea] not in first.values()

    # Undone, and applied again.
    page.get_by_role("link", name="Undo this import").click()
    take_picture("undo", heading, page.locator(".picture .day").first)
    undo(page, "The import of week-2.csv is undone")
    assert draft(section) == RENAMED_DRAFT
    assert uids() == first
    page.get_by_role("link", name="Undo this undo").click()
    undo(page, "The import of week-2.csv is applied again")
    assert draft(section) == SECOND_DRAFT
    assert uids() == second

    # Published: the public has seen nothing of all that.
    assert published(page) == {uid: (title, 0, "CONFIRMED") for title, uid in first.items()}
    page.get_by_role("link", name="Publish the schedule").click()
    page.get_by_label("Note").fill("Second version")
    take_picture(
        "publish",
        heading,
        page.get_by_role("main").get_by_role("button", name="Publish", exact=True),
    )
    assert [(what, slot, was) for what, _, _, slot, _, _, was in table(page, "Talks")] == [
        (status, title, was)
        for status, title, _span, was in SECOND_PICTURE
        if status != "unchanged"
    ]
    page.get_by_text("The room “Boathouse” is now called “Harbour hall”.").wait_for()
    publish(page, 2)
    sequences = dict.fromkeys([*second, TALKS[4][0]], 1) | {tea: 0, TALKS[6][0]: 0}
    expected = {uid: (title, sequences[title], "CONFIRMED") for title, uid in second.items()}
    assert published(page) == expected | {first[TALKS[4][0]]: (TALKS[4][0], 1, "CANCELLED")}
    assert list(Presentation.objects.filter(slots=None).values_list("number", "title")) == [
        (4, TALKS[4][0])
    ]

    # The history tells it all.
    page.goto("/lakeside/organise/import/talks/")
    take_picture("history", page.locator("#history"), page.get_by_role("region", name="History"))
    of_week_2 = "1 added 3 moved 1 changed 1 removed 5 unchanged"
    assert [(what, did, now) for what, _who, did, now in table(page, "History")] == [
        ("Undo of the undo of week-2.csv", of_week_2, "applied Undo week-2.csv (Talks)"),
        ("Undo of week-2.csv", of_week_2, "undone"),
        ("week-2.csv", f"{of_week_2} (the whole section)", "undone"),
        (
            "mended.csv",
            "10 added 2 new days 2 new rooms 5 new kinds",
            "applied Undo mended.csv (Talks)",
        ),
        ("skeleton.csv", "nothing yet", "Go on with it"),
    ]


@pytest.mark.slow
def test_the_workbook_with_its_errors_is_mended_as_well(organising, section):
    page = organising
    upload(page, "skeleton.csv", file_of(SKELETON))
    sheet = CalamineWorkbook.from_filelike(
        io.BytesIO(download(page, "The file with its errors (Excel)"))
    )
    annotated = sheet.get_sheet_by_index(0).to_python()
    assert errors_of(annotated) == ERRORS
    mended = io.BytesIO()
    with xlsxwriter.Workbook(mended, {"in_memory": True}) as book:
        paper = book.add_worksheet()
        for number, cells in enumerate(mend(annotated)):
            paper.write_row(number, 0, cells)
    upload(page, "mended.xlsx", mended.getvalue())
    tick_that_a_break_is_for_all(page)
    show_again(page)
    assert page.locator("#problems").inner_text() == ""
    apply(page, "mended.xlsx")
    assert draft(section) == FIRST_DRAFT


@pytest.mark.slow
def test_what_was_undone_can_be_uploaded_again(organising, scheduled):
    page = organising
    first = uids()
    upload(page, "week-2.csv", file_of(SECOND_VERSION), replace=True)
    apply(page, "week-2.csv")
    once = uids()
    page.get_by_role("link", name="Undo this import").click()
    undo(page, "The import of week-2.csv is undone")
    assert uids() == first
    upload(page, "week-2.csv", file_of(SECOND_VERSION), replace=True)
    apply(page, "week-2.csv")
    assert draft(scheduled) == SECOND_DRAFT
    # The new break was never published: only it is another one than before.
    tea = "Tea on the jetty"
    assert uids() == once | {tea: uids()[tea]}


def test_the_old_name_of_a_room_makes_a_second_room_and_they_are_merged(
    organising, scheduled, take_picture
):
    page = organising
    before = uids()
    upload(page, "old-name.csv", file_of(corrected(SKELETON)), replace=True)
    page.get_by_text("1 new room").wait_for()
    assert legend(page) == "0 added 5 moved 0 changed 0 removed 5 unchanged"
    apply(page, "old-name.csv")
    page.goto("/lakeside/organise/rooms/")
    page.get_by_role("link", name="Merge Boathouse").click()
    page.get_by_label("The room that stays").select_option("Harbour hall")
    page.get_by_role("button", name="Show what would move").click()
    page.get_by_role("heading", name="“Boathouse” becomes part of “Harbour hall”").wait_for()
    take_picture(
        "merge", page.get_by_role("heading", level=1), page.get_by_role("region", name="Talks")
    )
    page.get_by_role("button", name="Merge the rooms").click()
    page.get_by_role("heading", name="Rooms").wait_for()
    assert draft(scheduled) == RENAMED_DRAFT
    assert uids() == before


def test_a_break_in_two_rooms_becomes_one_for_all_afterwards(organising, section, take_picture):
    page = organising
    bring_in(section, *corrected(SKELETON))
    assert len(draft(section)) == len(FIRST_DRAFT) + 1
    page.goto("/lakeside/organise/kinds/")
    page.get_by_role("link", name="Change break").click()
    page.get_by_label("Spans rooms").check()
    page.get_by_role("button", name="Show what this would change").click()
    page.get_by_text("2 slots of this kind become 1.").wait_for()
    take_picture("kind", page.get_by_role("heading", level=1), page.locator("table").last)
    page.get_by_role("button", name="Change the kind").click()
    page.get_by_text("“break” is changed").wait_for()
    assert draft(section) == FIRST_DRAFT
