import re

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from tests.schedule.public.test_in_a_browser import violations
from tests.schedule.published import publish_talks

SCHEDULE, MINE = "/lakeside/schedule/", "/lakeside/schedule/my/"
LISTENING, LOOKING = "/lakeside/schedule/presentation/7/", "/lakeside/schedule/presentation/8/"


@pytest.fixture
def published(conference):
    publish_talks(conference)
    return conference


def star(page, title):
    return page.get_by_role("button", name=f"Star: {title}", exact=True)


def shown_talks(page):
    return page.locator("[data-talk]:visible .entry__title").all_inner_texts()


def starred(page, *paths):
    """The page after the talks at these addresses were starred."""
    for path in paths:
        page.goto(path)
        page.locator(".sheet .star").click()
    return page


def test_a_star_is_a_button_that_the_keyboard_presses_and_that_stays_pressed(published, page):
    page.goto(SCHEDULE)
    button = star(page, "Looking")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.focus()
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(star(page, "Looking")).to_have_attribute("aria-pressed", "true")
    expect(star(page, "Listening")).to_have_attribute("aria-pressed", "false")
    star(page, "Looking").focus()
    page.keyboard.press("Enter")
    expect(star(page, "Looking")).to_have_attribute("aria-pressed", "false")


def test_every_talk_has_one_star_after_all_that_is_said_of_it_and_nothing_else_has(published, page):
    page.goto(SCHEDULE)
    expect(page.locator(".star")).to_have_count(3)
    starred = page.locator(".entry:has(> .star:last-child) .entry__title")
    assert starred.all_inner_texts() == ["Listening", "Looking", "Leaving"]


@pytest.mark.parametrize("path", [LOOKING, "/lakeside/schedule/presentation/"])
def test_a_star_given_on_the_schedule_is_there_elsewhere(published, page, path):
    page.goto(SCHEDULE)
    star(page, "Looking").click()
    page.goto(path)
    expect(star(page, "Looking").first).to_have_attribute("aria-pressed", "true")


def test_another_window_of_the_same_browser_sees_it_at_once(published, page, context):
    page.goto(SCHEDULE)
    other = context.new_page()
    other.goto(LOOKING)
    star(page, "Looking").click()
    expect(star(other, "Looking").first).to_have_attribute("aria-pressed", "true")


def test_a_star_is_large_enough_for_a_finger(published, page):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(SCHEDULE)
    box = star(page, "Looking").bounding_box()
    assert (box["width"], box["height"]) == (44, 44)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_without_script_there_are_no_stars_and_the_page_says_how(published, browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(SCHEDULE)
    expect(page.locator(".star")).to_have_count(0)
    page.goto(MINE)
    expect(
        page.get_by_text("Stars are kept by your browser, which needs JavaScript for it.")
    ).to_be_visible()
    assert shown_talks(page) == []
    context.close()


def test_where_nothing_can_be_kept_there_are_no_stars(published, page):
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full'); };")
    page.goto(SCHEDULE)
    expect(page.locator(".star")).to_have_count(0)
    page.goto(MINE)
    expect(page.get_by_text("Your browser does not let this site keep anything")).to_be_visible()


@pytest.mark.parametrize("kept", ["null", "{}", "nonsense", '["7", {}, 7.5]'])
def test_what_was_not_written_by_us_does_no_harm(published, page, kept):
    page.add_init_script(f"localStorage.setItem('plenary:stars:lakeside', {kept!r});")
    page.goto(MINE)
    expect(page.get_by_text("No stars yet.")).to_be_visible()


# --- My schedule ----------------------------------------------------------------------------------


def test_my_schedule_shows_the_starred_talks_by_day(published, page):
    starred(page, LOOKING, "/lakeside/schedule/presentation/9/").goto(MINE)
    assert shown_talks(page) == ["Looking", "Leaving"]
    assert page.locator("[data-day]:visible h2").all_inner_texts() == [
        "Friday 14 May",
        "Sunday 16 May",
    ]
    star(page, "Looking").click()
    assert shown_talks(page) == ["Looking", "Leaving"]
    page.reload()
    assert shown_talks(page) == ["Leaving"]


def test_my_schedule_is_empty_at_first(published, page):
    page.goto(MINE)
    expect(page.get_by_text("No stars yet.")).to_be_visible()
    expect(page.get_by_role("heading", name="Take it with you")).to_be_hidden()


def test_the_starred_talks_are_a_calendar_file(published, page):
    starred(page, LOOKING).goto(MINE)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as a calendar file").click()
    calendar = Calendar.from_ical(download.value.path().read_bytes())
    assert [str(event["summary"]) for event in calendar.events] == ["Looking"]


def test_the_code_is_only_asked_for_when_somebody_wants_it(published, page):
    asked = []
    page.on(
        "request", lambda request: asked.append(request.url) if "my.svg" in request.url else None
    )
    starred(page, LISTENING, LOOKING).goto(MINE)
    assert asked == []
    page.get_by_text("To another device").click()
    image = page.get_by_role("img", name="QR code of the link")
    expect(image).to_be_visible()
    expect(image).to_have_js_property("complete", value=True)
    assert [url.partition("?")[2] for url in asked] == ["talks=7,8"]


def test_a_link_offers_its_talks_to_another_device(published, page):
    starred(page, LOOKING).goto(f"{MINE}?talks=7,8,4711")
    expect(
        page.get_by_text("This link brings 2 talks, 1 of which you have not starred.")
    ).to_be_visible()
    assert shown_talks(page) == ["Listening", "Looking"]
    page.get_by_role("button", name="Add to my schedule").click()
    expect(page).to_have_url(re.compile(f"{MINE}$"))
    expect(page.get_by_role("heading", name="Talks from a link")).to_be_hidden()
    page.reload()
    assert shown_talks(page) == ["Listening", "Looking"]


@pytest.mark.parametrize(
    ("choice", "left"),
    [("Replace my schedule", ["Listening"]), ("Leave mine as it is", ["Looking"])],
)
def test_a_link_can_replace_or_be_left(published, page, choice, left):
    starred(page, LOOKING).goto(f"{MINE}?talks=7")
    page.get_by_role("button", name=choice).click()
    assert shown_talks(page) == left
    page.reload()
    assert shown_talks(page) == left


def test_a_link_with_nothing_new_says_so(published, page):
    starred(page, LOOKING).goto(f"{MINE}?talks=8")
    expect(page.get_by_text("You have starred all talks of this link already (1).")).to_be_visible()
    expect(page.get_by_role("button", name="Add to my schedule")).to_be_hidden()


@pytest.mark.parametrize("talks", ["4711", "x", "7,%3Cscript%3E"])
def test_a_link_without_talks_offers_nothing(published, page, talks):
    page.goto(f"{MINE}?talks={talks}")
    expect(page.get_by_text("No stars yet.")).to_be_visible()
    expect(page.get_by_role("heading", name="Talks from a link")).to_be_hidden()


def test_the_link_on_the_page_is_the_one_that_brings_them(published, page, live_server):
    starred(page, LISTENING, LOOKING).goto(MINE)
    page.get_by_text("To another device").click()
    link = page.get_by_role("textbox", name="Open this link there").input_value()
    assert link == f"http://127.0.0.1:8000{MINE}?talks=7,8"


@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("dark", 360),
        pytest.param("light", 360, marks=pytest.mark.slow),
        pytest.param("dark", 1280, marks=pytest.mark.slow),
        pytest.param("light", 1280, marks=pytest.mark.slow),
    ],
)
def test_axe_finds_nothing_wrong_with_stars_and_my_schedule(published, page, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    starred(page, LOOKING).goto(SCHEDULE)
    assert violations(page) == []
    page.goto(f"{MINE}?talks=7,8,9")
    page.get_by_text("To another device").click()
    expect(page.get_by_role("img", name="QR code of the link")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
