"""What attendees see, in a real browser, on the demo conference: laws that every public page
keeps.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.forms.models import model_to_dict
from playwright.sync_api import expect

from conference.core.colours import AA_OF_MARKS, contrast
from conference.editions.models import Conference
from conference.schedule.models import Release

pytestmark = pytest.mark.browser

AXE = (Path(settings.BASE_DIR) / "tests/vendor/axe-core-4.14.1.min.js").read_text()
HOME = "/saltbush-2027/"
SCHEDULE = f"{HOME}schedule/"
PAGES = [
    HOME,
    SCHEDULE,
    f"{SCHEDULE}?zone=America/New_York",
    f"{SCHEDULE}?zone=Atlantis",
    f"{SCHEDULE}2027-04-17/",
    f"{SCHEDULE}section/tutorials/",
    f"{SCHEDULE}room/wattle/",
    f"{SCHEDULE}presentation/",
    f"{SCHEDULE}presentation/?q=tide&room=cellar",
    f"{SCHEDULE}presentation/5/",
    f"{SCHEDULE}speaker/",
]
"""Besides the page of a speaker, whose address only the demo conference knows (`pages`)."""
FRIDAY_NOON = "2027-04-16T11:00:00+09:30"


_loaded: dict[str, dict] = {}
"""The demo conference and its release as they were brought in once; each test gets them as two
rows.
"""


@pytest.fixture
def demo(transactional_db):
    if not _loaded:
        call_command("load_demo", verbosity=0)
        conference = Conference.objects.get()
        release = Release.objects.get()
        _loaded["conference"] = {**model_to_dict(conference), "id": None}
        _loaded["release"] = {
            name: getattr(release, name) for name in ("number", "content", "digest", "created_at")
        }
    else:
        conference = Conference.objects.create(**_loaded["conference"])
        Release.objects.create(conference=conference, **_loaded["release"])


@pytest.fixture
def pages(demo):
    """The addresses of every sort of public page."""
    speaker = _loaded["release"]["content"]["speakers"][0]["id"]
    return [*PAGES, f"{SCHEDULE}speaker/{speaker}/"]


@pytest.fixture
def friday(page):
    """It is 11:00 on the first day, for the browser."""
    page.clock.set_fixed_time(FRIDAY_NOON)


def violations(page):
    """What axe-core finds wrong with a page: the rule, and where."""
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run({resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"
    )
    return [(each["id"], node["target"]) for each in found["violations"] for node in each["nodes"]]


def test_axe_finds_what_is_wrong(page):
    page.set_content("<html lang=en><title>T</title><main><h1>H</h1><img src='data:,'></main>")
    assert violations(page) == [("image-alt", ["img"])]


def faults_of(page, addresses):
    """What axe-core finds wrong with pages, everything on them unfolded."""
    faults = []
    for address in addresses:
        page.goto(address)
        for details in page.locator("details").all():
            details.evaluate("each => { each.open = true }")
        faults += [(address, *fault) for fault in violations(page)]
    return faults


def test_axe_finds_nothing_wrong_with_the_pages_that_most_people_see(page, demo, friday):
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 800})
    assert faults_of(page, [HOME, SCHEDULE, f"{SCHEDULE}presentation/5/"]) == []


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_wrong_with_any_page(page, pages, friday, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    assert faults_of(page, pages) == []


def test_no_page_is_wider_than_the_window(page, pages):
    wider = []
    for address in pages:
        page.goto(address)
        for width in (1280, 768, 390, 360):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth") != width:
                wider.append((address, width))

    assert wider == []


def test_every_page_has_one_first_heading_landmarks_and_named_times(page, pages):
    for address in pages:
        page.goto(address)
        assert page.locator("h1").count() == 1, address
        assert [page.get_by_role(role).count() for role in ("banner", "main", "contentinfo")] == [
            1,
            1,
            1,
        ]
        naked = page.locator("main time:not([datetime])").count()
        assert naked == 0, address


def test_a_page_reads_in_an_order_that_makes_sense(page, demo):
    """The accessibility tree of a day: headings lead down, a talk's title comes before its
    facts.
    """
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{SCHEDULE}2027-04-16/")
    levels = page.get_by_role("heading").evaluate_all(
        "all => all.map(each => Number(each.localName[1]))"
    )
    assert levels[:3] == [1, 2, 3]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    cell = page.get_by_role("cell").filter(has_text="Lazy imports")
    tree = cell.aria_snapshot().partition("\n")[
        2
    ]  # without the cell's own name, which is all of it
    places = [tree.index(text) for text in ("heading", "Lachlan Petrakis", "10:50", "The language")]
    assert places == sorted(places)
    assert page.get_by_role("columnheader", name="Main Hall").count() == 1
    assert page.get_by_role("rowheader", name="10:50").count() == 1


@pytest.mark.parametrize(
    ("address", "is_landscape"), [(SCHEDULE, True), (f"{SCHEDULE}room/wattle/", False)]
)
def test_the_schedule_prints_as_a_sheet_for_each_day(page, demo, address, is_landscape):
    page.goto(address)
    sheets = re.findall(
        rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True, format="A4")
    )
    assert [float(width) > float(height) for width, height in sheets] == [is_landscape] * 3


def test_every_sheet_says_day_conference_and_zone_and_nothing_twice(page, demo):
    """It stands in the head of the table, which the browser repeats on each sheet of the day."""
    page.emulate_media(media="print")
    page.goto(f"{SCHEDULE}section/tutorials/")
    heads = page.locator("thead:has(.grid__sheet:visible)")
    assert {head.evaluate("head => getComputedStyle(head).display") for head in heads.all()} == {
        "table-header-group"
    }
    assert [name.inner_text().split("\n") for name in page.locator(".grid__name").all()] == [
        [f"Tutorials, {day}", "Saltbush Python 2027 · Times are in Australia/Adelaide, UTC+09:30"]
        for day in ("Friday 16 April", "Saturday 17 April", "Sunday 18 April")
    ]
    assert page.locator(":is(.masthead, h1, .lead, .day__name):visible").count() == 0


def test_no_star_is_printed_that_is_not_given(page, demo):
    page.goto(f"{SCHEDULE}presentation/5/")
    page.locator(".sheet .star").click()
    page.emulate_media(media="print")
    assert page.locator(".star:visible").count() == 0
    page.goto(SCHEDULE)
    assert page.locator(".star:visible").count() == 1


def test_a_morning_stands_in_the_picture_of_the_readme(page, demo, take_picture):
    page.goto(SCHEDULE)
    take_picture("schedule", page.get_by_role("banner"), page.get_by_text("Lunch").first)


# --- Today and now --------------------------------------------------------------------------------


def test_now_leads_to_what_is_on_and_says_so(page, demo, friday):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(SCHEDULE)
    page.get_by_role("link", name="Now", exact=True).click()
    assert page.evaluate("location.hash") == "#presentation-5"
    on = page.locator(".entry--now .entry__title").all_inner_texts()
    assert on == [
        "Lazy imports, six months in",
        "Server-sent HTML, or: the boring way to a lively page",
        "Half past: notes from a zone with thirty odd minutes",
        "Your first pull request is not the code",
        "Python from a standing start",
    ]
    expect(page.locator("#presentation-5").get_by_text("on now")).to_be_visible()


def test_today_leads_to_the_day(page, demo):
    # In Adelaide it is the 17th already.
    page.clock.set_fixed_time("2027-04-16T20:00:00Z")
    page.goto(SCHEDULE)
    page.get_by_role("link", name="Today", exact=True).click()
    assert page.evaluate("location.hash") == "#day-2027-04-17"


def test_before_and_after_the_conference_there_is_no_now(page, demo):
    for moment in ("2027-04-10T11:00:00+09:30", "2027-04-19T11:00:00+09:30"):
        page.clock.set_fixed_time(moment)
        page.goto(SCHEDULE)
        assert page.locator("[data-jump]:visible").count() == 0
        assert page.locator(".entry--now").count() == 0


def test_what_is_on_changes_while_the_page_stays_open(page, demo):
    page.clock.install(time="2027-04-16T11:19:50+09:30")
    page.goto(SCHEDULE)
    talk = page.locator("#presentation-9")
    assert "entry--now" in talk.get_attribute("class")
    page.clock.run_for(60_000)
    assert "entry--now" not in talk.get_attribute("class")
    assert talk.get_by_text("on now").count() == 0


def test_a_page_of_one_day_leads_to_now_only_while_it_lasts(page, demo, friday):
    page.goto(f"{SCHEDULE}2027-04-16/")
    assert page.get_by_role("link", name="Now", exact=True).is_visible()
    page.goto(f"{SCHEDULE}2027-04-17/")
    assert page.get_by_role("navigation", name="Days", exact=True).count() == 0


# --- Colours and places ---------------------------------------------------------------------------

# The ground of a mark is that of the cell that it stands in, or of what that stands in.
MARKS_AND_THEIR_GROUNDS = """() => [...document.querySelectorAll(".entry__bar, .swatch")]
    .filter(mark => mark.checkVisibility())
    .map(mark => {
        let ground = mark;
        while (getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)") ground = ground.parentElement;
        return [getComputedStyle(mark.firstElementChild).fill, getComputedStyle(ground).backgroundColor];
    })"""


def as_hex(colour):
    """A colour as browsers compute it, "rgb(1, 2, 3)", as "#010203"."""
    return "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", colour))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_mark_of_a_track_of_any_colour_stands_out_where_it_stands(page, demo, scheme):
    release = Release.objects.get()
    colours = ["#0b0b40", "#101010", "#f7f3c0", "#ffffff", "#777777", "#c00000"]
    for number, track in enumerate(release.content["tracks"]):
        track["colour"] = colours[number % len(colours)]
    release.digest = "any colour"
    release.save(force_update=True)
    page.emulate_media(color_scheme=scheme)
    found = []
    for address in (SCHEDULE, f"{SCHEDULE}presentation/", f"{SCHEDULE}presentation/5/"):
        page.goto(address)
        found += [tuple(map(as_hex, pair)) for pair in page.evaluate(MARKS_AND_THEIR_GROUNDS)]

    assert len(set(found)) > 2
    assert {pair for pair in found if contrast(*pair) < AA_OF_MARKS} == set()


def test_only_the_current_item_of_the_menu_is_marked_where_the_system_chooses_colours(page, demo):
    page.emulate_media(forced_colors="active")
    page.goto(SCHEDULE)
    lines = page.locator(".menu a:visible").evaluate_all(
        "all => all.map(each => [each.text, getComputedStyle(each).borderBottomColor])"
    )
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert [name for name, colour in lines if colour != paper] == ["Schedule"]


SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => {
    for (const { value, sources } of list.getEntries()) {
        shifts.push([value, sources.map(({ node }) => `${node?.nodeName} ${node?.className}`)]);
    }
}).observe({ type: "layout-shift", buffered: true });
"""
PAINTED = """() => new Promise(resolve => {
    new PerformanceObserver(() => resolve()).observe({ type: "paint", buffered: true });
})"""


def test_nothing_moves_on_a_phone_when_the_modules_come_late(page, demo, context):
    """The stars, the browser's own zone, what is on now: the place of each is kept."""
    page.clock.set_fixed_time(FRIDAY_NOON)
    page.set_viewport_size({"width": 390, "height": 800})
    page.add_init_script(SHIFTS)

    held = []
    in_berlin = {"timezoneId": "Europe/Berlin"}
    context.new_cdp_session(page).send("Emulation.setTimezoneOverride", in_berlin)
    for address in (SCHEDULE, f"{SCHEDULE}2027-04-16/", f"{SCHEDULE}presentation/5/"):
        context.route("**/*.js", lambda route: held.append(route))
        page.goto(address, wait_until="commit")
        page.evaluate(PAINTED)
        context.unroute("**/*.js")
        while held:
            held.pop().fallback()
        page.locator(".star").first.wait_for()
        page.get_by_role("link", name="In your zone, Berlin").wait_for()
        page.wait_for_timeout(300)
        assert (address, page.evaluate("shifts")) == (address, [])


def test_on_a_phone_an_address_leads_to_a_talk_far_below_though_that_was_not_laid_out(page, demo):
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(reduced_motion="reduce")
    last = next(reversed(Release.objects.get().content["presentations"]))["number"]
    page.goto(f"{SCHEDULE}#presentation-{last}")
    page.wait_for_timeout(500)
    talk = page.locator(f"#presentation-{last}")
    assert page.evaluate("scrollY") > 5_000
    assert 0 < talk.bounding_box()["y"] < 800 - talk.bounding_box()["height"]
    assert talk.locator(".entry__people").is_visible()


# --- Zones ----------------------------------------------------------------------------------------


@pytest.fixture
def berlin(browser, live_server, demo):
    """A page of a browser that lives in Berlin."""
    context = browser.new_context(base_url=live_server.url, timezone_id="Europe/Berlin")
    yield context.new_page()
    context.close()


def test_the_browsers_own_zone_is_offered(berlin):
    berlin.goto(SCHEDULE)
    berlin.get_by_role("link", name="In your zone, Berlin").click()
    berlin.wait_for_url("**/schedule/?zone=Europe%2FBerlin")
    expect(berlin.locator("#presentation-5 .span")).to_have_text("03:20–04:05")
    berlin.locator("#presentation-5").get_by_role("link").click()
    berlin.wait_for_url("**/presentation/5/?zone=Europe%2FBerlin")
    expect(berlin.get_by_text("Europe/Berlin, UTC+02:00")).to_be_visible()
    assert berlin.get_by_role("link", name="In your zone").count() == 0


def test_the_offer_keeps_what_was_searched_for(berlin):
    berlin.goto(f"{SCHEDULE}presentation/?q=tide")
    berlin.get_by_role("link", name="In your zone, Berlin").click()
    berlin.wait_for_url("**/presentation/?q=tide&zone=Europe%2FBerlin")
    assert berlin.get_by_label("Words").input_value() == "tide"


def test_who_is_in_the_conferences_zone_is_offered_nothing(browser, live_server, demo):
    context = browser.new_context(base_url=live_server.url, timezone_id="Australia/Adelaide")
    page = context.new_page()
    page.goto(SCHEDULE)
    assert page.get_by_role("link", name="In your zone").count() == 0
    context.close()


# --- Without a script, and without a mouse --------------------------------------------------------


@pytest.fixture
def scriptless(browser, live_server, demo):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_zones_and_the_search_work_without_a_script(scriptless):
    scriptless.goto(SCHEDULE)
    assert scriptless.get_by_role("link", name="Now", exact=True).count() == 0
    scriptless.get_by_text("Another time zone").click()
    scriptless.get_by_label("Time zone").fill("kathmandu")
    scriptless.get_by_role("button", name="Show times").click()
    expect(scriptless.get_by_text("Times are shown in Asia/Kathmandu, UTC+05:45")).to_be_visible()
    scriptless.get_by_role("link", name="Talks", exact=True).first.click()
    scriptless.get_by_label("Words").fill("whales")
    scriptless.get_by_role("button", name="Find").click()
    scriptless.wait_for_url("**whales**")
    assert scriptless.get_by_role("heading", level=3).all_inner_texts() == [
        "Counting whales with one microphone and a very old algorithm"
    ]


WHAT_COVERS_THE_FOCUS = """() => {
    const focused = document.activeElement, box = focused.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + 2);
    return focused.contains(top) || top.closest(".entry")?.contains(focused) ? [] : [focused.textContent];
}"""


def press(page, key, until, at_most=60):
    """Press a key until the focus is on something whose text contains `until`."""
    for _time in range(at_most):
        page.keyboard.press(key)
        if until in page.evaluate("document.activeElement.textContent"):
            return
    raise AssertionError(f"{until!r} was not reached by {at_most} times {key}")


def test_from_the_schedule_to_a_speaker_by_keyboard_alone(page, demo):
    page.goto(SCHEDULE)
    press(page, "Tab", "Lazy imports, six months in")
    assert (
        page.evaluate("getComputedStyle(document.activeElement.closest('.entry')).outlineStyle")
        == "solid"
    )
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Lazy imports, six months in").wait_for()
    press(page, "Tab", "Lachlan Petrakis")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Lachlan Petrakis").wait_for()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_focus_never_hides_behind_what_stays_at_the_top(page, demo, width):
    page.set_viewport_size({"width": width, "height": 600})
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{SCHEDULE}#day-2027-04-17")
    page.locator("#day-2027-04-17 .entry__title > a").last.focus()
    covered = []
    for _time in range(30):
        page.keyboard.press("Shift+Tab")
        covered += page.evaluate(WHAT_COVERS_THE_FOCUS)

    assert covered == []


def test_a_room_is_reached_by_keyboard_alone(page, demo):
    page.goto(SCHEDULE)
    press(page, "Tab", "Days, rooms, sections")
    page.keyboard.press("Enter")
    press(page, "Tab", "Wattle")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Wattle").wait_for()


# --- Data for others ------------------------------------------------------------------------------


def test_the_data_of_a_page_is_there_and_the_policy_has_nothing_against_it(page, demo):
    """The browser window itself fails the test on any report: here is that it looked at the data at
    all.
    """
    page.goto(f"{SCHEDULE}presentation/5/")
    data = page.evaluate(
        "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)"
    )
    assert (data["@type"], data["startDate"], data["location"]["name"]) == (
        "Event",
        "2027-04-16T10:50:00+09:30",
        "Main Hall",
    )
