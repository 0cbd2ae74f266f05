import contextlib
import gzip
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.http import Http404
from django.test import RequestFactory

from conference.core import public_pages, turns
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
    etag = ask(made, encoding=encoding, shelf=None)["ETag"]
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
    etags = {ask(made, shelf=None)["ETag"] for _time in range(3)}
    assert (len(made), len(etags), kept()) == (3, 1, 0)


# --- While pages are made -------------------------------------------------------------------------


@pytest.fixture
def slow():
    """A page that is being made in another thread until one lets it end: its answer comes then."""
    begun, may_end = threading.Event(), threading.Event()

    def render():
        begun.set()
        assert may_end.wait(30)
        return "new"

    return begun, may_end, render


def answer_to(render, *, version, **options):
    return shared_response(
        RequestFactory().get("/"), ["page"], render, version=[version], **options
    )


def never():
    raise AssertionError("This page is made already.")


def test_while_a_new_version_is_made_others_get_the_last_one(slow):
    begun, may_end, render = slow
    first = answer_to(lambda: "old", version=1)
    with ThreadPoolExecutor(1) as pool:
        new = pool.submit(answer_to, render, version=2)
        assert begun.wait(30)
        meanwhile = answer_to(never, version=2)
        may_end.set()

        assert (new.result().content, new.result()["ETag"] != first["ETag"]) == (b"new", True)
    # It is no answer of that version: a browser must not take it for one later.
    assert (meanwhile.content, meanwhile.get("ETag")) == (b"old", None)
    assert meanwhile["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert answer_to(never, version=2).content == b"new"


def test_a_version_that_is_not_there_ends_the_one_before(slow):
    begun, may_end, render = slow
    answer_to(lambda: "old", version=1)

    def is_gone():
        raise Http404

    with pytest.raises(Http404):
        answer_to(is_gone, version=2)
    with ThreadPoolExecutor(2) as pool:
        making = pool.submit(answer_to, render, version=3)
        assert begun.wait(30)
        waiting = pool.submit(answer_to, never, version=3)
        may_end.set()

        assert [making.result().content, waiting.result().content] == [b"new", b"new"]


def test_two_pages_are_made_at_once_and_no_more():
    running, most, lock = [], [], threading.Lock()

    def render():
        with lock:
            running.append(1)
            most.append(len(running))
        time.sleep(0.05)
        with lock:
            running.pop()
        return "page"

    def ask(number):
        return ask_for(number, render, shelf=["pages", "zones", None][number % 3])

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(ask, range(6)))

    assert ([answer.status_code for answer in answers], max(most)) == ([200] * 6, 2)


def wait_until_taken(places):
    """Until nobody else gets one of these."""
    deadline = time.monotonic() + 30
    while places.acquire(blocking=False):
        places.release()
        assert time.monotonic() < deadline
        time.sleep(0.01)


def ask_for(name, render, **options):
    return shared_response(RequestFactory().get("/"), [name], render, **options)


@contextlib.contextmanager
def all_places_taken(slow, settings):
    """While all threads that may make a page do."""
    _begun, may_end, render = slow
    most = settings.THREADS_THAT_MAKE_PAGES
    with ThreadPoolExecutor(most) as pool:
        making = [pool.submit(ask_for, f"making {number}", render) for number in range(most)]
        wait_until_taken(turns._places)
        try:
            yield
        finally:
            may_end.set()
        assert {each.result().status_code for each in making} == {200}


def test_who_asks_for_more_than_the_threads_can_make_is_told_to_come_back(slow, settings):
    kept = ask_for("kept", lambda: "kept")
    with all_places_taken(slow, settings):
        answers = [ask_for("more", never), ask_for("chosen", never, shelf=None)]
        at_hand = ask_for("kept", never)

    assert [(answer.status_code, answer["Retry-After"]) for answer in answers] == [(503, "3")] * 2
    assert "try again in a few seconds" in answers[0].content.decode()
    assert at_hand.content == kept.content == b"kept"


@pytest.mark.parametrize("shelf", [None, "zones"])
def test_what_somebody_chose_leaves_room_for_pages_that_are_the_same_for_all(slow, settings, shelf):
    """There is no end of searches, zones and lists of talks, and anybody can ask for them."""
    begun, may_end, render = slow
    most = settings.THREADS_THAT_MAKE_PAGES // 2
    with ThreadPoolExecutor(most) as pool:
        making = [
            pool.submit(ask_for, f"chosen {number}", render, shelf=shelf) for number in range(most)
        ]
        wait_until_taken(turns._places_for_choices)
        assert begun.wait(30)
        refused = ask_for("another choice", never, shelf=shelf)
        made = [ask_for(f"page {number}", lambda: "made") for number in range(3)]
        may_end.set()
        chosen = [each.result().status_code for each in making]

    assert (refused.status_code, chosen) == (503, [200] * most)
    assert [answer.content for answer in made] == [b"made"] * 3


def test_pages_in_other_zones_push_out_nothing(settings):
    settings.KEPT_PAGES_BYTES = {"pages": 16 * 8192, "zones": 16 * 8192}
    kept_pages.cache_clear()
    request = RequestFactory().get("/")
    shared_response(request, ["own"], lambda: "own")
    for number in range(200):
        shared_response(
            request, ["zone", number], lambda number=number: f"{number}" * 3000, shelf="zones"
        )

    assert shared_response(request, ["own"], never).content == b"own"
    zones = (kept_pages().folder / "zones").glob("?/*")
    assert 0 < sum(-(-path.stat().st_size // 4096) * 4096 for path in zones) <= 16 * 8192


def test_no_place_to_make_a_page_gives_the_last_version_if_there_is_one(slow, settings):
    ask_for("lasting", lambda: "old", version=[1])
    with all_places_taken(slow, settings):
        meanwhile = ask_for("lasting", never, version=[2])

    assert (meanwhile.status_code, meanwhile.content) == (200, b"old")


def test_a_disk_that_cannot_be_written_to_changes_no_answer(settings):
    kept_pages().clear()
    kept_pages().folder.write_text("a file where the folder should be")

    def is_gone():
        raise Http404

    with pytest.raises(Http404):
        answer_to(is_gone, version=1)
    assert answer_to(lambda: "new", version=2).content == b"new"
    kept_pages().folder.unlink()


def test_what_is_at_hand_is_not_looked_up_by_long_made_up_headers(made):
    assert "Content-Encoding" not in ask(made, encoding="x" * 300 + ", gzip")
