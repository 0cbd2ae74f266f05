"""How soon a browser shows the schedule, and what it loads for it: at a desk, and on a phone with a
slow network.
"""

import statistics
from collections.abc import Callable
from typing import Any

from tests.browsers import find_chromium, running_chromium

RUNS = 5
PHONE = {"width": 390, "height": 844}
SLOWER = 4
"""So many times slower computes a phone of the middle class than a desk's machine."""

SLOW_4G = {
    "offline": False,
    "latency": 150,  # ms
    "downloadThroughput": 1_600_000 / 8,  # bytes a second
    "uploadThroughput": 750_000 / 8,
}
"""The network that Lighthouse calls slow 4G."""

OBSERVE = """
    window.measured = {shift: 0, blocked: 0};
    new PerformanceObserver(list => list.getEntries().forEach(each => {
        if (!each.hadRecentInput) measured.shift += each.value;
    })).observe({type: "layout-shift", buffered: true});
    new PerformanceObserver(list => list.getEntries().forEach(each => {
        measured.blocked += each.duration - 50;
    })).observe({type: "longtask", buffered: true});
"""
"""Sums what web.dev calls Cumulative Layout Shift and Total Blocking Time (what tasks take beyond
50 ms).
"""

ARRIVED = """
    () => {
        const [page] = performance.getEntriesByType("navigation");
        const files = performance.getEntriesByType("resource");
        const [paint] = performance.getEntriesByName("first-contentful-paint");
        return {
            ...window.measured,
            paint: paint ? paint.startTime : null,
            page: page.transferSize,
            bytes: [page, ...files].reduce((sum, each) => sum + each.transferSize, 0),
            requests: 1 + files.length,
        };
    }
"""
Load = dict[str, Any]


def print_paints(url: str) -> None:
    """Print when the first content is there (ms after the click), and the bytes and requests on the
    wire.
    """
    if find_chromium() is None:
        print("There is no Chromium: what a browser shows when is left out.")
        return
    with running_chromium() as browser:
        for name, visit in (("at a desk", _visit_twice), ("on a phone", _visit_on_a_phone)):
            visits = _repeated(lambda visit=visit: visit(browser, url))
            for number, loads in zip(("first", "second"), zip(*visits, strict=True), strict=False):
                print(f"{number} visit {name}: {described(loads)}")


def _repeated(visit: Callable[[], list[Load]]) -> list[list[Load]]:
    return [visit() for _run in range(RUNS + 1)][1:]


def described(loads: tuple[Load, ...]) -> str:
    """The medians of some loads of one page, in words."""
    last = loads[-1]
    return (
        f"{_first_paint(loads)}; layout shift {max(load['shift'] for load in loads):.3f} at most, "
        f"blocked for {statistics.median(load['blocked'] for load in loads):.0f} ms; "
        f"{last['bytes']:,} bytes in {last['requests']} requests, {last['page']:,} of them the page"
    )


def _first_paint(loads: tuple[Load, ...]) -> str:
    """Some browsers report no paint where nobody looks at their window."""
    paints = [load["paint"] for load in loads if load["paint"] is not None]
    if not paints:
        return "the browser reported no first paint"
    figure = f"{statistics.median(paints):.0f} ms ({min(paints):.0f}–{max(paints):.0f})"
    return f"first contentful paint {figure}, reported by {len(paints)} of {len(loads)} visits"


def _visit_twice(browser: Any, url: str) -> list[Load]:
    # The worker that keeps pages for later loads them after the page is there: it is not what a
    # visit costs.
    context = browser.new_context(service_workers="block")
    context.add_init_script(OBSERVE)
    page = context.new_page()
    loads = []
    for _visit in range(2):
        page.goto(url, wait_until="networkidle")
        loads.append(page.evaluate(ARRIVED))
    context.close()
    return loads


def _visit_on_a_phone(browser: Any, url: str) -> list[Load]:
    context = browser.new_context(service_workers="block", viewport=PHONE)
    context.add_init_script(OBSERVE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url, wait_until="networkidle")
    load = page.evaluate(ARRIVED)
    context.close()
    return [load]
