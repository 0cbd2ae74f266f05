"""How soon a browser shows the schedule, and what it loads for it: a first visit and a second
one.
"""

import statistics
from typing import Any

from tests.browsers import find_chromium, running_chromium

RUNS = 5
ARRIVED = """
    () => new Promise(resolve => {
        const [page] = performance.getEntriesByType("navigation");
        const files = performance.getEntriesByType("resource");
        const [paint] = performance.getEntriesByName("first-contentful-paint");
        resolve({
            paint: paint ? paint.startTime : null,
            page: page.transferSize,
            bytes: [page, ...files].reduce((sum, each) => sum + each.transferSize, 0),
            requests: 1 + files.length,
        });
    })
"""


def print_paints(url: str) -> None:
    """Print when the first content is there (ms after the click), and the bytes and requests on the
    wire.
    """
    if find_chromium() is None:
        print("There is no Chromium: what a browser shows when is left out.")
        return
    with running_chromium() as browser:
        visits = [_visit_twice(browser, url) for _run in range(RUNS + 1)][1:]
    for name, loads in zip(("first visit", "second visit"), zip(*visits, strict=True), strict=True):
        last = loads[-1]
        print(
            f"{name}: {_first_paint(loads)}; {last['bytes']:,} bytes in {last['requests']} "
            f"requests, {last['page']:,} of them the page"
        )


def _first_paint(loads: list[dict[str, Any]]) -> str:
    """Some browsers report no paint where nobody looks at their window."""
    paints = [load["paint"] for load in loads if load["paint"] is not None]
    if not paints:
        return "the browser reported no first paint"
    figure = f"{statistics.median(paints):.0f} ms ({min(paints):.0f}–{max(paints):.0f})"
    return f"first contentful paint {figure}, reported by {len(paints)} of {len(loads)} visits"


def _visit_twice(browser: Any, url: str) -> list[dict[str, Any]]:
    # The worker that keeps pages for later loads them after the page is there: it is not what a
    # visit costs.
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    loads = []
    for _visit in range(2):
        page.goto(url, wait_until="networkidle")
        loads.append(page.evaluate(ARRIVED))
    context.close()
    return loads
