import gzip
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import RequestFactory

from conference.core.public_pages import shared_response


@pytest.fixture
def made():
    """How often a page was made."""
    return []


def ask(made, *facts, encoding="", **options):
    def render():
        made.append(threading.get_ident())
        time.sleep(0.05)
        return "Grüezi"

    request = RequestFactory().get("/", headers={"Accept-Encoding": encoding})
    return shared_response(request, ["page", *facts], render, **options)


def test_a_page_is_made_once_however_many_ask_for_it_at_once(made):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _number: ask(made).content, range(8)))
    assert (len(made), set(answers)) == (1, {"Grüezi".encode()})


def test_another_page_is_made_by_itself(made):
    assert ask(made, 1)["ETag"] != ask(made, 2)["ETag"]
    assert len(made) == 2


def test_who_takes_gzip_gets_it(made):
    answer = ask(made, encoding="br, gzip")
    assert (answer["Content-Encoding"], gzip.decompress(answer.content).decode()) == (
        "gzip",
        "Grüezi",
    )
    assert answer["Vary"] == "Accept-Encoding"
    assert answer.content == ask(made, encoding="gzip").content
    assert "Content-Encoding" not in ask(made)


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip;q=0.1, br", True),
        ("GZIP ; q=1.0", True),
        ("gzip;q=0", False),
        ("br, gzip; q=0.000", False),
        ("gzippy", False),
        ("br", False),
    ],
)
def test_who_refuses_gzip_does_not_get_it(made, accepted, is_packed):
    assert ("Content-Encoding" in ask(made, encoding=accepted)) is is_packed


def test_what_is_not_to_be_kept_is_made_each_time(made):
    etags = {ask(made, is_kept=False)["ETag"] for _time in range(3)}
    assert (len(made), len(etags)) == (3, 1)
