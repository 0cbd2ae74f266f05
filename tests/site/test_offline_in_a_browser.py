"""The service worker in a real browser. Its context is its own: what it keeps must not meet other
tests.
"""

import datetime as dt
import re

import pytest
from django.http import Http404
from playwright.sync_api import Error, expect

from conference.presentations.models import Presentation
from conference.schedule.release.actions import publish_schedule, withdraw_release
from tests.browsers import REPORT_VIOLATIONS
from tests.factories import make_section, make_slot
from tests.schedule.published import publish_talks

pytestmark = pytest.mark.browser

SCHEDULE, MINE = "/lakeside/schedule/", "/lakeside/schedule/my/"
LOOKING = "/lakeside/schedule/presentation/8/"
TIME = r"\d{1,2} [A-Z][a-z]+ \d{4},? (at )?\d\d:\d\d \S+"
NOTE = re.compile(
    rf"^The network does not answer\. This is release 1, published on {TIME} "
    rf"and kept on this device since {TIME}\.$"
)
NOTE_OF_A_VISITED_PAGE = re.compile(
    rf"^The network does not answer\. This page is as it was on {TIME}\.$"
)
KEPT_ADDRESSES = """async () => {
  const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const requests = await Promise.all(caches_.map((cache) => cache.keys()));
  return requests.flat().map((request) => new URL(request.url).pathname);
}"""
VERSION = "async () => (await caches.keys()).filter((name) => !name.endsWith(':visited'))"


@pytest.fixture
def published(conference):
    publish_talks(conference)
    return conference


@pytest.fixture
def complaints():
    return []


@pytest.fixture
def context(browser, live_server, complaints):
    """A window in which service workers run; without a network, the browser complains, and that is
    all.
    """
    context = browser.new_context(base_url=live_server.url)
    context.set_default_timeout(15_000)
    context.add_init_script(REPORT_VIOLATIONS)
    context.on(
        "console", lambda said: complaints.append(said.text) if said.type == "error" else None
    )
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    context.close()
    assert [text for text in complaints if "Failed to load resource" not in text] == []


def visit(page, path=SCHEDULE):
    """Open a page and wait until the worker has kept what it keeps."""
    page.goto(path)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    wait_for(page, lambda: page.evaluate("navigator.serviceWorker.controller !== null"))


@pytest.mark.smoke
def test_after_one_visit_the_schedule_talks_and_stars_work_without_a_network(
    published, page, context
):
    visit(page)
    context.set_offline(True)
    page.goto(SCHEDULE)
    expect(page.locator(".offline-note")).to_have_text(NOTE)
    page.get_by_role("link", name="Looking").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Looking")
    expect(page.locator(".offline-note")).to_have_text(NOTE)
    expect(page.locator(".sheet__text")).to_contain_text("Of looking.")
    page.get_by_role("button", name="Star: Looking").click()
    page.goto(MINE)
    assert page.locator("[data-talk]:visible .entry__title").all_inner_texts() == ["Looking"]


def test_a_kept_page_looks_like_the_page(published, page, context):
    visit(page, LOOKING)
    expected = (
        page.title(),
        page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize"),
    )
    context.set_offline(True)
    page.reload()
    assert (
        page.title(),
        page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize"),
    ) == expected
    assert page.evaluate("document.fonts.check('16px \"Source Serif 4\"')")


def test_with_a_network_pages_are_fresh_and_say_nothing_of_age(published, page):
    visit(page)
    Presentation.objects.filter(number=8).update(title="Looking again")
    publish_schedule(published, by=None)
    page.goto(SCHEDULE)
    expect(page.get_by_role("link", name="Looking again")).to_be_visible()
    expect(page.locator(".offline-note")).to_have_count(0)


def test_a_new_release_replaces_what_was_kept(published, page, context):
    visit(page)
    before = page.evaluate(VERSION)
    Presentation.objects.filter(number=8).update(title="Looking again")
    publish_schedule(published, by=None)
    page.goto(SCHEDULE)
    # Asked once each time: between two questions the second version may join the first.
    wait_for(page, lambda: before[0] not in page.evaluate(VERSION))
    context.set_offline(True)
    page.goto(LOOKING)
    expect(page.get_by_role("heading", level=1)).to_have_text("Looking again")


def test_an_old_release_is_not_said_to_be_newer_than_it_is(published, page, context, monkeypatch):
    visit(page)
    kept_at = page.evaluate("Date.now()")

    def fails(_request, _public):
        raise Http404

    monkeypatch.setattr("conference.site.views.pack_of", fails)
    Presentation.objects.filter(number=8).update(title="Looking again")
    publish_schedule(published, by=None)
    page.wait_for_timeout(1500)
    page.goto(SCHEDULE)
    page.goto(section := f"{SCHEDULE}section/talks/")
    wait_for(page, lambda: section in page.evaluate(KEPT_ADDRESSES))
    context.set_offline(True)
    page.goto(SCHEDULE)
    expect(page.locator(".offline-note")).to_have_text(NOTE)
    assert moment_of(page.locator(".offline-note time").last) <= kept_at
    page.goto(section)
    assert moment_of(page.locator(".offline-note time").last) > kept_at


def test_what_is_withdrawn_is_not_kept(published, page):
    visit(page)
    withdraw_release(published, by=None)
    page.goto(SCHEDULE)
    # The pages of a withdrawn schedule do not start the worker any more; the browser asks for it by
    # itself.
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
    wait_for(page, lambda: page.evaluate(KEPT_ADDRESSES) == [])


def test_without_a_network_every_link_from_home_to_a_speaker_leads_somewhere(
    published, page, context
):
    visit(page, "/lakeside/")
    context.set_offline(True)
    page.reload()
    for place, link, heading in [
        ("main", "Friday, 14 May", "Friday, 14 May"),
        ("main", "Looking", "Looking"),
        ("main", "Ada", "Ada"),
        ("main", "Leaving", "Leaving"),
        ("main", "Hall", "Hall"),
        ("banner", "Talks", "Talks"),
        ("banner", "Home", "Lakeside 2027"),
        ("main", "Friday, 14 May", "Friday, 14 May"),
    ]:
        page.get_by_role(place).get_by_role("link", name=link, exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        expect(page.locator(".offline-note")).to_have_text(NOTE)
    expect(page.locator(".day .entry__title")).to_have_text(["Listening", "Looking", "Lunch"])


def test_what_an_address_asks_for_beyond_a_kept_page_is_said_to_be_missing(
    published, page, context
):
    visit(page)
    context.set_offline(True)
    zone = (
        "Other time zones need the network: all times here are the conference’s own, "
        "in Europe/Zurich."
    )
    search = "Searching needs the network: here is everything."
    for query, said in [
        ("?zone=Asia/Tokyo", [zone]),
        ("?text=sea&room=hall", [search]),
        ("?zone=", []),
    ]:
        page.goto(f"{SCHEDULE}presentation/{query}")
        words = page.locator(".offline-note").inner_text()
        assert [sentence for sentence in (zone, search) if sentence in words] == said


def test_a_visited_page_beside_the_pack_is_kept_too_and_others_are_not(published, page, context):
    section = make_section(published, slug="labs", name="Labs")
    make_slot(section, title="Lab", start="15:00", end="16:00")
    publish_schedule(published, by=None)
    visit(page)
    page.goto("/lakeside/schedule/section/talks/")
    wait_for(page, lambda: "/lakeside/schedule/section/talks/" in page.evaluate(KEPT_ADDRESSES))
    context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Talks")
    expect(page.locator(".offline-note")).to_have_text(NOTE_OF_A_VISITED_PAGE)
    page.goto("/lakeside/schedule/section/labs/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Schedule")
    expect(page.locator(".offline-note")).to_contain_text("Sections by themselves need the network")
    page.goto("/lakeside/schedule/presentation/4711/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Not on this device")
    page.get_by_role("link", name="your stars").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My schedule")


def test_private_pages_are_never_kept(published, organiser, page, context, log_in):
    visit(page)
    log_in(organiser)
    private = [
        "/accounts/",
        "/lakeside/organise/",
        "/lakeside/organise/publish/",
        "/lakeside/schedule/draft/",
    ]
    for path in private:
        assert page.goto(path).status == 200
    page.goto(SCHEDULE)
    assert [path for path in page.evaluate(KEPT_ADDRESSES) if path in private] == []
    context.set_offline(True)
    for path in private:
        with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
            page.goto(path)


def moment_of(time):
    return dt.datetime.fromisoformat(time.get_attribute("datetime")).timestamp() * 1000


def wait_for(page, is_so):
    """Ask again and again until it is so; the test fails after ten seconds."""
    for _attempt in range(100):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError("It did not come to be so within ten seconds.")
