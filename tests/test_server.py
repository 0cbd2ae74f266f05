"""The real web server, in processes of its own: how it starts, what it writes, how it ends."""

import http.client
import re
import select
import signal
import time
from pathlib import Path

import pytest

from tests.servers import running_site

pytestmark = [pytest.mark.slow, pytest.mark.faults]
LOGGED_LATE = re.compile(r" django\.security\.csrf: Forbidden \(|: Request Entity Too Large: ")
"""What greedy peers asked for is refused when they are gone, which may be during the next test."""

PAGE = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


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

    time.sleep(0.2)  # the line is written after the answer
    lines = site.log("access.log").splitlines()
    asked = [re.sub(r" \[.*?\]| [\d.]+ ms$", "", line) for line in lines]
    assert '127.0.0.1 "GET /accounts/password/reset/key/***/ HTTP/1.1" 200' in asked
    assert '127.0.0.1 "GET /no\\n127.0.0.1 forged HTTP/1.1" 404' in asked
    assert [line for line in asked if not line.startswith('127.0.0.1 "')] == []


def test_a_process_that_dies_is_replaced(tmp_path):
    with running_site(tmp_path, WEB_PROCESSES="1") as site:
        (worker,) = site.workers()
        site.kill(worker, signal.SIGKILL)
        site.wait_until_it_answers()

        assert site.workers() != [worker]
        assert Path(f"/proc/{worker}").exists() is False


def test_processes_that_die_as_soon_as_they_are_there_are_replaced_each_time(tmp_path):
    with running_site(tmp_path, WEB_PROCESSES="2") as site:
        killed = []
        for _time in range(3):
            for worker in site.wait_for_workers(2, other_than=killed):
                site.kill(worker, signal.SIGKILL)
                killed.append(worker)

        site.wait_until_it_answers()
        assert len(set(killed)) == 6
        assert len(site.wait_for_workers(2, other_than=killed)) == 2
        assert site.process.poll() is None


def test_told_to_end_it_ends_and_leaves_no_process(tmp_path):
    with running_site(tmp_path, WEB_PROCESSES="2") as site:
        workers = site.workers()

        assert site.end() == 0
        assert [pid for pid in workers if Path(f"/proc/{pid}").exists()] == []


def test_a_connection_is_kept_for_longer_than_the_proxy_keeps_it(site):
    """deploy/nginx.conf closes it after 10 seconds: who closes first never asks into nothing."""
    peer = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    answers = []
    for pause in (11, 0):
        peer.request("GET", "/healthz")
        answers.append((peer.getresponse().read(), peer.sock is not None))
        time.sleep(pause)
    peer.close()

    assert answers == [(b'{"status": "ok"}', True)] * 2


# --- Slow and greedy peers ------------------------------------------------------------------------


def test_peers_that_send_one_byte_hold_nobody_up(site):
    peers = [site.connect(b"G") for _number in range(64)]

    assert [site.get("/accounts/login/", timeout=5).status for _time in range(4)] == [200] * 4
    for peer in peers:
        peer.close()


def test_a_peer_that_does_not_say_what_it_wants_is_sent_away(site):
    peer = site.connect(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")

    assert peer.recv(100) == b""
    peer.close()


def test_peers_that_send_their_forms_byte_by_byte_hold_up_no_page_and_no_file(site):
    head = (
        "POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\n"
    )
    peers = [site.connect(head.encode(), b"a") for _number in range(40)]

    pages = ("/healthz", "/static/css/site.css", "/robots.txt", "/accounts/login/")
    assert [site.get(page, timeout=10).status for page in pages] == [200] * 4
    told = [peer for peer in peers if select.select([peer], [], [], 0.5)[0]]
    assert len(told) > len(peers) / 2
    assert {peer.recv(13) for peer in told} == {b"HTTP/1.1 503 "}
    for peer in peers:
        peer.close()


def test_a_form_that_is_sent_slowly_arrives_whole(site):
    form = site.get("/accounts/login/")
    cookie = form.headers["Set-Cookie"].partition(";")[0]
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', form.content)[1]
    body = b"csrfmiddlewaretoken=" + token + b"&login=nobody%40example.org&password=x"
    head = (
        "POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nCookie: {cookie}\r\n\r\n"
    )
    peer = site.connect(head.encode())
    for at in range(0, len(body), 40):
        time.sleep(0.05)
        peer.sendall(body[at : at + 40])
    answer = b"".join(iter(lambda: peer.recv(65536), b"")).decode()
    peer.close()

    assert answer.startswith("HTTP/1.1 200 ")
    assert "nobody@example.org" in answer


def test_what_says_that_it_is_too_large_is_refused_unread(site):
    head = (
        "POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 400000000\r\n\r\n"
    )
    peer = site.connect(head.encode(), b"--x\r\n")

    assert peer.recv(100).startswith(b"HTTP/1.1 413 ")
    peer.close()


def most_megabytes_of(worker):
    """What a process held at most since it began."""
    status = Path(f"/proc/{worker}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


def test_a_form_that_would_fill_the_memory_is_refused(site):
    """9 MB of "%" are 1.6 GB once Django has taken them apart."""
    site.wait_until_it_answers()
    before = [most_megabytes_of(worker) for worker in site.workers()]
    body = b"login=" + b"%" * 9_000_000
    head = (
        "POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    peer = site.connect(head.encode(), body)
    answer = b"".join(iter(lambda: peer.recv(65536), b"")).decode()
    peer.close()
    after = [most_megabytes_of(worker) for worker in site.workers()]

    assert answer.startswith("HTTP/1.1 413 ")
    assert "A request may have 0.5 MB here; this one is larger." in answer
    assert max(after) - max(before) < 100


@pytest.mark.parametrize("name", ["Cookie", "Content-Type", "If-None-Match", "X-Any"])
def test_headers_that_would_take_long_to_read_are_refused_unread(site, name):
    value = ";" * 20_000
    peer = site.connect(f"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n{name}: {value}\r\n\r\n".encode())

    assert peer.recv(100).startswith(b"HTTP/1.1 431 ")
    peer.close()


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/accounts/login/", {"Content_Type": "application/x-www-form-urlencoded; charset=utf-16"}),
        ("/accounts/login/", {"Content_Type": "text/plain; charset*=none''a"}),
        ("/accounts/login/", {"Cookie": 'sessionid="abcdefgh\\000"'}),
        ("/accounts/login/?next=%00", {}),
        ("/no%00where/", {}),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line_of_the_log(site, path, headers):
    """With the cookie that forms want, so that the form is looked at."""
    before = site.log("plenary.log")
    sent = {"Cookie": f"csrftoken={'a' * 32}", "Content_Length": "0", **headers}
    answer = site.get(path, method="POST", **sent)
    written = [
        line
        for line in site.log("plenary.log").removeprefix(before).splitlines()
        if not LOGGED_LATE.search(line)
    ]

    assert (answer.status, b"This request could not be read" in answer.content) == (400, True)
    assert [line.partition(" django.request: ")[1] for line in written] == [" django.request: "]
    assert max(map(len, written)) < 200


def test_a_header_about_its_place_changes_no_address(site):
    clean = site.get("/accounts/login/").content
    for said in ({"SCRIPT_NAME": "/evil"}, {"X_Forwarded_Host": "evil.example"}):
        assert b"evil" not in site.get("/accounts/login/", **said).content
    assert b'href="/static/css/site.css"' in clean
