"""What an operator copies from deploy/: that it says what docs/security.md asks of a proxy."""

import configparser
import re
import shutil
import socket
import ssl
from contextlib import ExitStack, closing

import pytest
from django.conf import settings

from conference.core.management.commands.serve import SECONDS_FOR_HEADERS, SECONDS_TO_END
from tests.servers import nginx_before, running_site

DEPLOY = settings.BASE_DIR / "deploy"
WORD = re.compile(r"[{};]|[^\s{};]+")


def blocks_of(path):
    """The blocks of a file for nginx by their heads, each with its directives; the outermost has
    the head "".
    """
    text = re.sub(r"#.*", "", path.read_text())
    blocks, heads, words = {"": {}}, [""], []
    for word in WORD.findall(text):
        if word == "{":
            heads.append(" ".join(words) + "+" * sum(h.startswith(words[0]) for h in blocks))
            blocks[heads[-1]] = {}
        elif word == "}":
            heads.pop()
        elif word == ";":
            name, *values = words
            blocks[heads[-1]].setdefault(name, []).append(" ".join(values))
        else:
            words.append(word)
            continue
        words = []
    return blocks


@pytest.fixture(scope="module")
def blocks():
    return blocks_of(DEPLOY / "nginx.conf")


def test_the_proxy_hands_on_whole_requests_with_headers_of_its_own(blocks):
    place = blocks["location /"]

    assert place["proxy_request_buffering"] == place["proxy_buffering"] == ["on"]
    assert place["proxy_set_header"] == [
        'Connection ""',
        "Host $host",
        "X-Forwarded-For $remote_addr",
        "X-Forwarded-Proto $scheme",
        'X-Forwarded-Host ""',
    ]
    assert blocks["server+"]["underscores_in_headers"] == ["off"]


def test_the_proxy_bounds_what_one_address_can_take(blocks):
    limits = {
        name: blocks["server+"][name]
        for name in ("client_max_body_size", "client_header_timeout", "client_body_timeout")
    }

    assert limits == {
        "client_max_body_size": [f"{settings.MOST_BYTES_OF_A_REQUEST // 1_000_000}m"],
        "client_header_timeout": ["15s"],
        "client_body_timeout": ["15s"],
    }
    for kind in ("conn", "req"):
        [shared] = blocks[""][f"limit_{kind}_zone"]
        zone = re.fullmatch(r"\$binary_remote_addr zone=(\w+):10m( rate=200r/s)?", shared)[1]
        [used] = blocks["server+"][f"limit_{kind}"]
        assert zone in used


def test_the_proxy_closes_idle_connections_before_plenary_does(blocks):
    [idle] = blocks["upstream plenary"]["keepalive_timeout"]

    assert int(idle.removesuffix("s")) < SECONDS_FOR_HEADERS


def test_the_proxy_leads_http_to_https(blocks):
    assert blocks["server"]["return"] == ["301 https://$host$request_uri"]
    assert [place for place in blocks["server+"]["listen"] if "ssl" not in place] == []


def test_the_service_is_started_again_whatever_ended_it():
    service = configparser.ConfigParser(interpolation=None)
    service.read(DEPLOY / "plenary.service")

    assert service["Service"]["Restart"] == "always"
    assert service["Service"]["ExecStart"].endswith("/python manage.py serve")
    assert int(service["Service"]["TimeoutStopSec"]) > SECONDS_TO_END


# --- nginx itself, where it is installed ----------------------------------------------------------


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    """The port of nginx for https, before a site that believes it."""
    if not (shutil.which("nginx") and shutil.which("openssl")):
        pytest.skip("needs nginx and openssl")
    folder = tmp_path_factory.mktemp("proxy")
    address = {"SITE_URL": "https://127.0.0.1", "TRUSTED_PROXY_COUNT": "1"}
    with ExitStack() as stack:
        site = stack.enter_context(running_site(folder, WEB_PROCESSES="1", **address))
        yield stack.enter_context(nginx_before(site, folder))


def connect(port, *sent):
    """A connection over TLS, over which these bytes went."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    plain = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection = context.wrap_socket(plain)
    for each in sent:
        connection.sendall(each)
    return connection


def a_form(length):
    return (
        "POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


@pytest.mark.slow
def test_behind_the_proxy_forms_that_arrive_byte_by_byte_hold_up_no_other_form(proxy):
    """By themselves so many would take all the threads that read forms."""
    peers = [connect(proxy, a_form(5000), b"a") for _number in range(40)]
    answers = []
    for _time in range(4):
        with closing(connect(proxy, a_form(7), b"login=x")) as peer:
            answers.append(peer.recv(13))
    for peer in peers:
        peer.close()

    assert answers == [b"HTTP/1.1 403 "] * 4  # none of them has the token that forms need


@pytest.mark.slow
def test_the_proxy_refuses_what_is_too_large_unread(proxy):
    with closing(connect(proxy, a_form(400_000_000), b"a")) as peer:
        assert peer.recv(13) == b"HTTP/1.1 413 "
