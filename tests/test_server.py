"""The real web server, in processes of its own: how it starts, what it writes, how it ends."""

import re
import signal
from pathlib import Path

import pytest

from tests.servers import running_site

pytestmark = [pytest.mark.slow, pytest.mark.faults]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with running_site(tmp_path_factory.mktemp("site"), WEB_PROCESSES="2") as site:
        yield site


def test_it_answers_from_as_many_processes_as_one_says(site):
    assert site.get("/healthz").status == 200
    assert len(site.workers()) == 2


def test_each_request_is_one_line_of_the_log_without_mailed_keys(site):
    site.get("/accounts/password/reset/key/9-c-secret/")
    site.get("/no%0a127.0.0.1%20forged")

    lines = site.log("access.log").splitlines()
    asked = [re.sub(r" \[.*?\]| [\d.]+ ms$", "", line) for line in lines]
    assert '127.0.0.1 "GET /accounts/password/reset/key/***/ HTTP/1.1" 200' in asked
    assert '127.0.0.1 "GET /no\\n127.0.0.1 forged HTTP/1.1" 404' in asked
    assert [line for line in asked if not line.startswith('127.0.0.1 "GET /')] == []


def test_a_process_that_dies_is_replaced(tmp_path):
    with running_site(tmp_path, WEB_PROCESSES="1") as site:
        (worker,) = site.workers()
        site.kill(worker, signal.SIGKILL)
        site.wait_until_it_answers()

        assert site.workers() != [worker]
        assert Path(f"/proc/{worker}").exists() is False


def test_told_to_end_it_ends_and_leaves_no_process(tmp_path):
    with running_site(tmp_path, WEB_PROCESSES="2") as site:
        workers = site.workers()

        assert site.end() == 0
        assert [pid for pid in workers if Path(f"/proc/{pid}").exists()] == []
