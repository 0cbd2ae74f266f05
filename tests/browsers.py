"""A real Chromium for tests: pages that complain fail the test that opened them."""

import os
import shutil
from contextlib import contextmanager
from functools import cache

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

NO_BROWSER = "no Chromium found"
OPENS_A_PAGE = {"browser", "context", "page"}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", event => console.error(
    `Content-Security-Policy: ${event.violatedDirective} refused ${event.blockedURI} in ${event.documentURI}`
));
"""

SMALL_TARGETS = """() => document.fonts.ready.then(() => [...document.querySelectorAll("a, button, input, select, summary, textarea")]
    .filter(each => each.checkVisibility() && !each.matches(".skip-link, [type=hidden]"))
    .filter(each => {
        const said = [...each.parentElement.childNodes].filter(node => node.nodeType === Node.TEXT_NODE);
        return !said.some(node => /\\w/.test(node.data));
    })
    .filter(each => Math.min(each.getBoundingClientRect().width, each.getBoundingClientRect().height) < 24)
    .map(each => `${each.localName} ${each.innerText || each.name}`))"""
"""What is too small for a finger, by WCAG 2.2: less than 24 pixels high or wide, links in sentences
aside.
"""


@cache
def find_chromium():
    """The path of the first Chromium in the path; None if there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(items):
    """Whatever opens a page is a browser test; without a browser it is skipped."""
    for item in items:
        if OPENS_A_PAGE & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("browser") and find_chromium() is None:
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_terminal_summary(terminalreporter):
    """Say how many browser tests were skipped, where one sees it: at the end."""
    reports = terminalreporter.getreports("skipped")
    skipped = sum(NO_BROWSER in str(report.longrepr) for report in reports)
    why = f" ({NO_BROWSER}: install chromium to run them)" if skipped else ""
    terminalreporter.write_line(f"Browser tests skipped: {skipped}{why}")


@contextmanager
def running_chromium():
    """A Chromium for as long as the block runs."""
    # Chromium's sandbox refuses to run as root, which is who runs tests in a container.
    arguments = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def browser():
    with running_chromium() as chromium:
        yield chromium


@pytest.fixture
def allowed_complaints():
    """Parts of complaints that the test expects: append to it, for instance "404"."""
    return []


@pytest.fixture
def context(browser, live_server, allowed_complaints):
    """A fresh browser window on the live server; whatever its pages complain about fails the
    test.
    """
    complaints = []
    # What a service worker keeps for later would outlive the rows of its test; its own tests allow
    # it.
    context = browser.new_context(base_url=live_server.url, service_workers="block")
    context.set_default_timeout(15_000)
    context.add_init_script(REPORT_VIOLATIONS)
    context.on(
        "console", lambda said: complaints.append(said.text) if said.type == "error" else None
    )
    context.on("weberror", lambda error: complaints.append(str(error.error)))

    def keep_at_home(route):
        if route.request.url.startswith(live_server.url):
            route.continue_()
        else:
            complaints.append(f"A page asked for {route.request.url}.")
            route.abort()

    context.route("**/*", keep_at_home)
    yield context
    context.close()
    unexpected = [
        text for text in complaints if not any(part in text for part in allowed_complaints)
    ]
    assert unexpected == []


@pytest.fixture
def page(context):
    return context.new_page()


@pytest.fixture
def log_in(context, live_server):
    """Call it with a user: the browser is then logged in, without the form."""

    def log_in(user):
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return log_in
