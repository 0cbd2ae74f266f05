"""The importer's pages in a real browser: by mouse, by keyboard, on a phone, and without
JavaScript.
"""

import re

import pytest
from playwright.sync_api import expect

from conference.schedule.models import Slot
from schedule_import.actions import upload_schedule
from schedule_import.models import ScheduleImport
from schedule_import.planning.options import Options
from schedule_import.planning.plan import Mode
from tests.browsers import SMALL_TARGETS
from tests.factories import make_presentation, make_section, make_speaker
from tests.schedule.public.test_in_a_browser import violations
from tests.schedule_import.importing import bring_in, draft, file_of

pytestmark = pytest.mark.browser
DAY, NEXT = "2027-05-14", "2027-05-15"
FIRST = (
    f"{DAY},9:00,9:30,plenary,Main hall,Opening,",
    f"{DAY},9:00,9:30,plenary,Room 2,Opening,",
    f"{DAY},9:30,10:15,talk,Main hall,,1",
    f"{DAY},9:30,10:15,talk,Room 2,,2",
    f"{DAY},12:00,13:00,lunch,Main hall,Lunch,",
    f"{NEXT},10:00,10:45,talk,Room 2,,3",
)
SECOND = (
    f"{DAY},9:00,9:30,plenary,Main hall,Opening,",
    f"{DAY},9:00,9:30,plenary,Room 2,Opening,",
    f"{DAY},9:30,10:15,talk,Main hall,,2",
    f"{DAY},10:30,11:15,talk,Room 2,,1",
    f"{DAY},10:15,10:30,break,Main hall,Coffee,",
    f"{DAY},12:00,13:00,lunch,Main hall,Late lunch,",
    f"{NEXT},20:00,1:00,party,Main hall,Party,",
)
WRONG = (
    *SECOND,
    f"{DAY},10:00,11:00,talk,Main hall,Clash,",
    f"{DAY},25:00,11:30,talk,Room2,Never,",
)


@pytest.fixture
def section(conference):
    section = make_section(conference, slug="talks", name="Talks")
    titles = ("How lakes freeze", "Sailing for Pythonistas", "Testing the waters")
    for number, title in enumerate(titles, start=1):
        make_presentation(section, number=number, title=title, speakers=[make_speaker(conference)])
    return section


@pytest.fixture
def scheduled(section):
    bring_in(section, *FIRST)
    return section


@pytest.fixture
def at_home(page, transactional_db, section, organiser, log_in):
    """The page of the organiser's browser, on the upload form."""
    log_in(organiser)
    page.goto("/lakeside/organise/import/talks/")
    return page


def uploaded(section, *rows, mode="replace", by=None):
    """The address of the preview of these rows."""
    options = Options(mode=Mode(mode))
    entry = upload_schedule(
        section, file_name="week 2.csv", content=file_of(*rows), options=options, by=by
    )
    return f"/lakeside/organise/import/talks/{entry.pk}/"


def file(*rows, name="schedule.csv"):
    return {"name": name, "mimeType": "text/csv", "buffer": file_of(*rows)}


def test_a_file_with_errors_is_mended_applied_and_taken_back(at_home, scheduled):
    page = at_home
    page.reload()  # now there is something that could be replaced
    page.get_by_label("Drop a spreadsheet here").set_input_files(file(*WRONG))
    page.get_by_label("Make the section exactly what the file says").check()
    page.get_by_role("button", name="Show what it would change").click()
    page.get_by_text("2 errors: the file cannot be applied.").wait_for()

    page.get_by_role("link", name="Row 9: overlap").click()
    expect(page.locator("#problem-9:target")).to_have_count(1)
    page.locator("#problem-9").get_by_role("link", name="In the picture").click()
    expect(page.locator("#slot-9:target").get_by_text("Clash")).to_have_count(1)

    with page.expect_download() as download:
        page.get_by_role("link", name="The same as CSV").click()
    annotated = download.value.path().read_bytes().decode("utf-8-sig")
    lines = [line for line in annotated.splitlines() if "Clash" not in line and "Never" not in line]
    page.get_by_role("link", name="Upload the mended file").click()
    mended = {"name": "mended.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    page.get_by_label("Drop a spreadsheet here").set_input_files(mended)
    page.get_by_label("Make the section exactly what the file says").check()
    page.get_by_role("button", name="Show what it would change").click()
    page.get_by_text("1 presentation loses its slot").wait_for()
    legend = page.get_by_role("list", name="What becomes of the slots").inner_text()
    assert re.sub(r"\s+", " ", legend) == "2 added 2 moved 1 changed 1 removed 1 unchanged"

    page.get_by_role("button", name="Apply this").click()
    page.get_by_role("heading", name="mended.csv is applied").wait_for()
    assert len(draft(scheduled)) == 6
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("heading", name="The import of mended.csv is undone").wait_for()
    assert len(draft(scheduled)) == 5


def test_a_file_is_dropped_anywhere_on_the_page(at_home):
    page = at_home
    transfer = page.evaluate_handle(
        """text => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], "dropped.csv", {type: "text/csv"}));
            return transfer;
        }""",
        file_of(*FIRST).decode(),
    )
    page.dispatch_event("h1", "dragover", {"dataTransfer": transfer})
    expect(page.locator("[data-drop].is-dropping")).to_have_count(1)
    page.dispatch_event("h1", "drop", {"dataTransfer": transfer})
    expect(page.locator("[data-drop].is-dropping")).to_have_count(0)
    page.get_by_role("button", name="Show what it would change").click()
    page.get_by_role("heading", name="Preview of dropped.csv").wait_for()


def test_cells_are_pasted_and_everything_goes_by_keyboard_alone(at_home, section):
    page = at_home
    page.get_by_label("Or paste cells").focus()
    page.keyboard.insert_text(file_of(*FIRST[:3]).decode().replace(",", "\t"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Preview of pasted.tsv").wait_for()
    reached = []
    while "Apply this" not in reached and len(reached) < 30:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="pasted.tsv is applied").wait_for()
    assert len(draft(section)) == 2


def test_filters_change_the_list_in_place_and_the_back_button_brings_it_back(at_home, scheduled):
    page = at_home
    page.goto(uploaded(scheduled, *WRONG))
    page.evaluate("window.still = true")
    page.get_by_role("link", name=re.compile("^overlap")).click()
    page.wait_for_url("**/?show=overlap#problems")
    expect(page.locator("[id^=problem-]")).to_have_count(1)
    assert page.evaluate("window.still") is True
    assert page.evaluate("document.activeElement.getAttribute('aria-current')") == "true"
    page.go_back()
    expect(page.locator(".finding-row").nth(1)).to_be_attached()


def test_questions_are_answered_on_the_preview(at_home, section):
    page = at_home
    rows = (
        "05/06/2027,9:00,10:00,talk,Hall,One,",
        "05/06/2027,12:00,13:00,lunch,Hall,,",
        "05/06/2027,12:00,13:00,lunch,Room 2,,",
    )
    page.goto(uploaded(section, *rows, mode="add"))
    page.get_by_label("Day first").check()
    page.get_by_role("button", name="Show the preview again").click()
    page.get_by_text("Saturday").wait_for()
    page.get_by_role("group", name="lunch").get_by_label(
        "takes place in all its rooms at once"
    ).check()
    page.get_by_role("button", name="Show the preview again").click()
    # What was answered is folded away.
    page.locator(".answers:not([open])").first.wait_for()
    page.get_by_role("button", name="Apply this").click()
    page.get_by_role("heading", name="week 2.csv is applied").wait_for()
    assert [slot[2] for slot in draft(section)] == ["Hall", "Hall+Room 2"]


def test_what_takes_longer_than_a_second_says_so_and_is_sent_once(at_home, section):
    page = at_home
    page.goto(uploaded(section, *FIRST))
    # The answer never comes: the browser stays where it is.
    page.evaluate("document.addEventListener('submit', event => event.preventDefault())")
    button = page.get_by_role("button", name="Apply this")
    button.click()
    page.locator(".button:disabled").get_by_text("Apply this").wait_for()
    status = page.get_by_role("status").get_by_text("Applying…")
    assert status.count() == 0
    status.wait_for()
    # Who goes back to the page finds it as it was.
    page.evaluate("window.dispatchEvent(new Event('pageshow'))")
    assert (button.is_disabled(), status.count()) == (False, 0)


@pytest.mark.parametrize("width", [360, 390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_fit_the_screen(at_home, scheduled, width, scheme):
    page = at_home
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    wrong, right = uploaded(scheduled, *WRONG), uploaded(scheduled, *SECOND)
    entry = ScheduleImport.objects.exclude(applied_at=None).get()
    applied = f"/lakeside/organise/import/talks/{entry.pk}/"
    for address in ("/lakeside/organise/import/talks/", wrong, right, applied, f"{applied}undo/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == width, address
        assert width > 400 or page.evaluate(SMALL_TARGETS) == [], address


@pytest.mark.parametrize(
    ("scheme", "width"), [pytest.param("light", 1280, marks=pytest.mark.slow), ("dark", 390)]
)
def test_axe_finds_nothing_to_complain_about(at_home, scheduled, scheme, width):
    page = at_home
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    wrong, right = uploaded(scheduled, *WRONG), uploaded(scheduled, *SECOND)
    entry = ScheduleImport.objects.exclude(applied_at=None).get()
    applied = f"/lakeside/organise/import/talks/{entry.pk}/"
    found = []
    for address in ("/lakeside/organise/import/talks/", wrong, right, applied, f"{applied}undo/"):
        page.goto(address)
        found += [(address, *violation) for violation in violations(page)]
    assert found == []


def test_on_a_phone_the_picture_is_a_list_by_time_with_what_is_wrong_above_it(at_home, scheduled):
    page = at_home
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(uploaded(scheduled, *WRONG))
    problems, picture = (page.locator(part).bounding_box() for part in ("#problems", "#picture"))
    assert problems["y"] < picture["y"]
    cells = page.locator("#day-2027-05-14 .entry:visible")
    tops = [cells.nth(number).bounding_box()["y"] for number in range(cells.count())]
    assert tops == sorted(tops)
    assert len(tops) == len(set(tops)) == 6


def test_without_javascript_everything_still_works(
    browser, live_server, transactional_db, scheduled, organiser, client
):
    client.force_login(organiser)
    window = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    window.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page = window.new_page()
    page.goto("/lakeside/organise/import/talks/")
    page.get_by_label("Drop a spreadsheet here").set_input_files(file(*WRONG))
    page.get_by_role("button", name="Show what it would change").click()
    page.get_by_role("link", name=re.compile("^errors")).click()
    page.wait_for_url("**/?show=errors#problems")
    assert page.locator(".finding-row").count() == page.locator(".finding-row--error").count() > 0
    page.goto(uploaded(scheduled, *SECOND))
    page.get_by_role("button", name="Apply this").click()
    page.get_by_role("heading", name="week 2.csv is applied").wait_for()
    window.close()
    assert Slot.objects.filter(title="Party").count() == 1
