"""The real web server while its database or Redis is gone, or frozen: it says nothing any more."""

import socket
import time
from contextlib import ExitStack, closing

import pytest
from django.db import connection

from tests.servers import Relay, Visitor, database_for_a_site, running_site

pytestmark = [pytest.mark.slow, pytest.mark.faults]
PAGE = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
DEMO = ["create_demo", "--slug", "x", "--force"]
PUBLIC = ("/x/", "/x/schedule/", "/x/schedule.ics", "/accounts/login/", "/healthz")


def test_without_redis_pages_are_there_and_log_ins_come_back_later(tmp_path):
    with running_site(
        tmp_path, ["create_demo", "--slug", "x", "--force"], CACHE_URL="redis://127.0.0.1:1/0"
    ) as site:
        pages = ("/x/", "/x/schedule/", "/x/schedule.ics", "/accounts/login/", "/healthz")

        assert [site.get(page, timeout=5).status for page in pages] == [200] * 5
        assert site.get("/readyz", timeout=10).status == 503


@pytest.mark.parametrize("answers", ["connections and nothing more", "nothing"])
def test_without_its_database_a_page_says_to_come_back_and_files_are_there(tmp_path, answers):
    with socket.socket() as frozen, ExitStack() as stack:
        frozen.bind(("127.0.0.1", 0))
        if answers != "nothing":
            frozen.listen(100)
        url = f"postgres://nobody@127.0.0.1:{frozen.getsockname()[1]}/nothing"
        site = stack.enter_context(running_site(tmp_path, is_there=False, DATABASE_URL=url))
        asked = [stack.enter_context(closing(site.connect(PAGE))) for _number in range(60)]
        time.sleep(0.5)

        assert site.get("/healthz", timeout=10).status == 200
        assert site.get("/static/css/site.css", timeout=10).status == 200
        assert {peer.recv(13) for peer in asked} == {b"HTTP/1.1 503 "}
        assert "try again in a few seconds" in site.get("/").content.decode()
        assert "could not be answered: OperationalError: " in site.log("plenary.log")


def test_while_redis_is_frozen_public_pages_are_there_and_log_ins_come_back_later(tmp_path):
    with socket.socket() as frozen, ExitStack() as stack:
        frozen.bind(("127.0.0.1", 0))
        frozen.listen(100)
        url = f"redis://127.0.0.1:{frozen.getsockname()[1]}/0"
        site = stack.enter_context(running_site(tmp_path, DEMO, CACHE_URL=url))
        visitor = Visitor(site)
        typed = {"login": "a@example.org", "password": "x"}
        answers = [visitor.post("/accounts/login/", **typed) for _time in range(3)]

        assert [answer.status for answer in answers] == [503] * 3
        assert [site.get(page, timeout=5).status for page in PUBLIC] == [200] * 5
        assert site.get("/readyz", timeout=10).status == 503


@pytest.mark.database
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is no server")
def test_while_postgresql_is_frozen_files_are_there_and_pages_say_to_come_back(tmp_path):
    """Its connections stay, and new ones are taken: nothing is said any more."""
    with ExitStack() as stack:
        url = stack.enter_context(database_for_a_site(tmp_path))
        relay = stack.enter_context(Relay.before(url))
        site = stack.enter_context(
            running_site(tmp_path, DEMO, DATABASE_URL=relay.url, WEB_PROCESSES="2")
        )
        assert [site.get(page).status for page in PUBLIC] == [200] * 5
        relay.freeze()
        asked = [stack.enter_context(closing(site.connect(PAGE))) for _number in range(60)]
        time.sleep(1.5)

        during = [site.get("/x/schedule/", timeout=10).status for _time in range(10)]
        assert during == [503] * 10
        assert site.get("/healthz", timeout=10).status == 200
        assert site.get("/static/css/site.css", timeout=10).status == 200
        for peer in asked:
            peer.settimeout(240)  # some wait for a thread that waits itself
        assert {peer.recv(13) for peer in asked} == {b"HTTP/1.1 503 "}

        relay.thaw()
        assert [site.get(page).status for page in PUBLIC] == [200] * 5
