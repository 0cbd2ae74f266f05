"""The real web server while many ask for many things that have to be made."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote
from zoneinfo import available_timezones

import pytest

from conference.core.management.commands.serve import MOST_MEGABYTES
from tests.server_settings import KEPT_PAGES_BYTES
from tests.servers import running_site

pytestmark = [pytest.mark.slow, pytest.mark.faults]
GREEDY = 32
"""More than there are threads."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    big = ["--days", "30", "--rooms", "10", "--talks", "3000", "--speakers", "2000"]
    small = ["--days", "1", "--rooms", "5", "--talks", "50", "--speakers", "30"]
    commands = [["create_demo", "--slug", "big", "--force", *big]]
    commands += [["create_demo", "--slug", "small", "--force", *small]]
    with running_site(tmp_path_factory.mktemp("site"), *commands, WEB_PROCESSES="2") as site:
        yield site


class Crowd:
    """So many visitors that ask for `addresses`, each as soon as it has the last answer, for as
    long as one wants; then the statuses that they got.
    """

    def __init__(self, site, size, addresses):
        self.site, self.size, self.addresses = site, size, addresses
        self.goes_on = threading.Event()
        self.lock, self.statuses = threading.Lock(), set()

    def __enter__(self):
        self.goes_on.set()
        self.pool = ThreadPoolExecutor(self.size)
        self.visits = [self.pool.submit(self._visit) for _number in range(self.size)]
        return self

    def __exit__(self, *_fault):
        self.goes_on.clear()
        for visit in self.visits:
            self.statuses |= visit.result()
        self.pool.shutdown()

    def _visit(self):
        statuses = set()
        while self.goes_on.is_set():
            with self.lock:
                address = next(self.addresses)
            statuses.add(self.site.get(address, timeout=120).status)
        return statuses


def zones():
    return itertools.cycle(sorted(quote(zone) for zone in available_timezones() if "/" in zone))


def choices():
    """What has no end: zones, searches, stars, and nonsense."""
    for number, zone in enumerate(zones()):
        page = "/big/schedule/"
        numbers = ",".join(str(number * 7 % 3000 + each) for each in range(140))
        yield from (
            f"{page}?zone={zone}",
            f"{page}presentation/?q=word{number}&zone={zone}",
            f"{page}my.svg?talks={numbers}",
            f"/big/schedule/my.ics?talks={numbers}",
            f"{page}?zone=nonsense{number}",
            f"/nonsense{number}/",
        )


def most_megabytes(site):
    """What any process held at most since it began."""
    return max(site.most_megabytes_of(worker) for worker in site.workers())


def test_while_many_ask_for_what_they_choose_pages_for_all_are_made_and_memory_is_bounded(site):
    with Crowd(site, GREEDY, choices()) as crowd:
        pages = [f"/big/schedule/presentation/{number}/" for number in range(1, 101)]
        answers = [site.get(page).status for page in pages]
        alive = site.get("/healthz").status

    assert (answers, alive) == ([200] * 100, 200)
    assert crowd.statuses <= {200, 302, 404, 503}
    assert most_megabytes(site) < MOST_MEGABYTES
    assert "Traceback" not in site.log("plenary.log")


def bytes_kept_of_zones(site):
    sizes = [path.stat().st_size for path in (site.folder / "pages" / "zones").glob("?/*")]
    return sum(-(-size // 4096) * 4096 for size in sizes)


def test_what_is_kept_of_500_zones_is_bounded_and_all_are_served_meanwhile(site):
    """The oldest pages go while others are written and read."""
    pages = [f"/small/schedule/?zone={zone}" for zone in itertools.islice(zones(), 500)]
    with Crowd(site, 4, itertools.cycle(["/small/schedule/", "/small/"])) as crowd:
        kept, answers = [], set()
        for page in pages:
            answer = site.get(page)
            answers.add((answer.status, b"Times are in" in answer.content))
            kept.append(bytes_kept_of_zones(site))

    assert (answers, crowd.statuses) == ({(200, True)}, {200})
    assert KEPT_PAGES_BYTES["zones"] / 2 < max(kept) <= KEPT_PAGES_BYTES["zones"]
    assert most_megabytes(site) < MOST_MEGABYTES
