"""What `make bench` says of what it measured."""

from bench.paint import ARRIVED, described

LOAD = {"paint": 400.4, "shift": 0, "blocked": 12, "bytes": 8_000, "requests": 9, "page": 1_500}


def test_a_browser_that_reports_no_paint_is_no_error():
    told = described(({**LOAD, "paint": None}, {**LOAD, "paint": None}))

    assert told == (
        "the browser reported no first paint; layout shift 0.000 at most, blocked for 12 ms; "
        "8,000 bytes in 9 requests, 1,500 of them the page"
    )


def test_the_paints_that_are_reported_count():
    told = described((LOAD, {**LOAD, "paint": None}, {**LOAD, "paint": 600}))

    assert told.startswith(
        "first contentful paint 500 ms (400–600), reported by 2 of 3 visits; layout shift"
    )


def test_a_page_that_paints_nothing_is_measured_all_the_same(page):
    page.goto("about:blank")

    assert page.evaluate(ARRIVED)["paint"] is None
