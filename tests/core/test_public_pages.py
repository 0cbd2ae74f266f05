import gzip
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.http import Http404
from django.test import RequestFactory

from conference.core import public_pages
from conference.core.kept_pages import kept_pages
from conference.core.public_pages import shared_response


@pytest.fixture
def made():
    """How often a page was made."""
    return []


def ask(made, *facts, encoding="", known="", **options):
    def render():
        made.append(threading.get_ident())
        time.sleep(0.05)
        return "Grüezi"

    request = RequestFactory().get(
        "/", headers={"Accept-Encoding": encoding, "If-None-Match": known}
    )
    return shared_response(request, ["page", *facts], render, **options)


def kept():
    """How many pages are kept."""
    return len(list(kept_pages().folder.glob("?/*")))


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


def test_who_takes_no_gzip_gets_the_same_page_unpacked(made):
    answers = [ask(made, encoding=encoding) for encoding in ("gzip", "", "gzip", "identity")]

    assert [answer.get("Content-Encoding") for answer in answers] == ["gzip", None, "gzip", None]
    assert [answer.content.decode() for answer in answers[1::2]] == ["Grüezi"] * 2
    assert len({answer["ETag"] for answer in answers}) == 2
    assert (len(made), kept()) == (1, 1)


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_browser_that_has_the_answer_is_told_so_and_nothing_is_made(made, encoding):
    etag = ask(made, encoding=encoding, is_kept=False)["ETag"]
    for known in (etag, f'"other", {etag}', f"W/{etag}"):
        answer = ask(made, encoding=encoding, known=known)
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
        assert (answer["Cache-Control"], answer["Vary"]) == (
            "public, max-age=0, must-revalidate",
            "Accept-Encoding",
        )
    assert len(made) == 1


@pytest.mark.parametrize("known", ["*", '"other"', "nonsense", "W/"])
def test_a_browser_that_has_something_else_gets_the_answer(made, known):
    assert (ask(made, known=known).status_code, len(made)) == (200, 1)


def test_a_new_version_of_the_code_is_another_page(made, monkeypatch):
    before = ask(made)["ETag"]
    monkeypatch.setattr(public_pages, "code_version", lambda: "another")

    answer = ask(made, known=before)

    assert (answer.status_code, answer["ETag"] != before, len(made)) == (200, True, 2)


def test_of_what_is_not_there_nothing_is_kept(made):
    def render():
        raise Http404("no such talk")

    for known in ("", "*"):
        request = RequestFactory().get("/", headers={"If-None-Match": known})
        with pytest.raises(Http404, match="no such talk"):
            shared_response(request, ["page"], render)

    assert kept() == 0
    assert ask(made).content.decode() == "Grüezi"


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
    assert (len(made), len(etags), kept()) == (3, 1, 0)
