"""Private by default, and what caches may keep."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.urls import path, reverse

from conference.core import middleware
from conference.core.errors import NotFound
from conference.core.middleware import (
    FormMiddleware,
    NeighboursMiddleware,
    PrivateCacheMiddleware,
    _public_page_at,
)
from conference.core.public_pages import public_page
from conference.urls import handler404 as site_handler404
from conference.urls import urlpatterns as site_patterns

PUBLIC = {"Cache-Control": "public, max-age=60"}


@login_not_required
def open_page(request):
    return HttpResponse("the same for everyone", headers=PUBLIC)


@public_page
def page_for_everyone(request, word):
    """What a public page sees of a request: nothing of who asks."""
    if word == "nothing":
        raise NotFound("There is nothing.")
    if word == "fails":
        raise ZeroDivisionError
    knows = [name for name in ("user", "session", "allauth", "_messages") if hasattr(request, name)]
    return HttpResponse(f"{word} {request.resolver_match.kwargs} {knows}", headers=PUBLIC)


@login_not_required
def page_that_knows(request):
    return HttpResponse(f"hello {request.user}", headers={"Cache-Control": "public, max-age=60"})


@login_not_required
def page_with_a_form(request):
    return render(request, "account/_form.html")


@login_not_required
def page_that_refuses(request):
    raise PermissionDenied


def private_page(request):
    return HttpResponse("for members")


handler404 = site_handler404
urlpatterns = [
    path("public", open_page),
    path("everyone/<word>", page_for_everyone, name="everyone"),
    path("knows", page_that_knows),
    path("form", page_with_a_form),
    path("refuses", page_that_refuses),
    path("private", private_page),
    *site_patterns,
]

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def test_a_view_that_says_nothing_is_private(client):
    answer = client.get("/private")

    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/private")


def test_a_private_view_opens_for_whoever_is_logged_in(client, stranger):
    client.force_login(stranger)

    answer = client.get("/private")

    assert (answer.text, answer["Cache-Control"]) == ("for members", "private, no-store")


def test_a_public_page_does_not_depend_on_who_asks(client, stranger):
    client.force_login(stranger)

    answer = client.get("/public")

    assert answer["Cache-Control"] == "public, max-age=60"
    assert "Vary" not in answer
    assert answer.cookies == {}


def test_a_page_for_everyone_never_learns_who_asks(client, stranger, django_assert_num_queries):
    client.force_login(stranger)
    client.cookies["csrftoken"] = "malformed"

    with django_assert_num_queries(0):
        answer = client.get("/everyone/hello")

    assert answer.text == "hello {'word': 'hello'} []"
    assert (answer["Cache-Control"], answer.cookies, "Vary" in answer) == (
        PUBLIC["Cache-Control"],
        {},
        False,
    )
    assert answer["Content-Length"] == str(len(answer.content))


def test_a_page_for_everyone_can_only_be_looked_at(client):
    assert client.head("/everyone/hello").status_code == 200
    assert Client(enforce_csrf_checks=True).post("/everyone/hello").status_code == 403
    assert client.post("/everyone/hello").status_code == 405
    assert client.options("/everyone/hello").status_code == 405


def test_what_is_not_there_is_said_in_the_frame_of_whoever_asks(client, stranger):
    client.force_login(stranger)

    answer = client.get("/everyone/nothing")

    assert (answer.status_code, "There is nothing." in answer.text) == (404, True)
    assert answer.wsgi_request.user == stranger


def test_an_address_leads_to_the_page_that_stands_there_now(client, settings):
    assert client.get("/everyone/hello").status_code == 200
    settings.ROOT_URLCONF = "conference.urls"
    assert client.get("/everyone/hello").status_code == 404


def test_a_page_for_everyone_that_fails_is_an_error_like_any_other(client):
    client.raise_request_exception = False

    answer = client.get("/everyone/fails")

    assert (answer.status_code, answer["X-Frame-Options"]) == (500, "DENY")


def test_a_public_page_asks_the_database_nothing(client, stranger, django_assert_num_queries):
    client.force_login(stranger)

    with django_assert_num_queries(0):
        client.get("/public")


def test_a_malformed_cookie_is_replaced_where_a_form_needs_it_and_nowhere_else(client):
    client.cookies["csrftoken"] = "malformed"
    answer = client.get("/public")
    assert (answer["Cache-Control"], answer.cookies, "Vary" in answer) == (
        "public, max-age=60",
        {},
        False,
    )
    assert list(client.get("/form").cookies) == ["csrftoken"]
    assert Client(enforce_csrf_checks=True).post("/form").status_code == 403


def test_each_sign_of_the_visitor_by_itself_makes_an_answer_private():
    def judged(*, accessed=False, vary="", cookie=False):
        def view(request):
            response = HttpResponse(headers={**PUBLIC, "Vary": vary} if vary else PUBLIC)
            if cookie:
                response.set_cookie("theme", "dark")
            return response

        request = RequestFactory().get("/")
        request.session = type("Session", (), {"accessed": accessed})()
        return PrivateCacheMiddleware(view)(request)["Cache-Control"]

    private, public = "private, no-store", PUBLIC["Cache-Control"]
    assert judged() == public
    assert judged(vary="Accept-Encoding") == public
    assert judged(vary="Accept-Encoding, Cookie") == private
    assert judged(cookie=True) == private
    assert judged(accessed=True) == private


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ({"CSRF_COOKIE": "new", "CSRF_COOKIE_NEEDS_UPDATE": True}, {}),
        ({"CSRF_COOKIE": "the browser's own"}, {"CSRF_COOKIE": "the browser's own"}),
        (
            {"CSRF_COOKIE": "the browser's own", "CSRF_COOKIE_NEEDS_UPDATE": False},
            {"CSRF_COOKIE": "the browser's own"},
        ),
        ({}, {}),
    ],
)
def test_only_a_cookie_that_django_made_up_itself_is_forgotten(meta, expected):
    request = RequestFactory().get("/")
    request.META |= meta

    FormMiddleware(lambda _request: HttpResponse())(request)

    assert {
        name: value for name, value in request.META.items() if name.startswith("CSRF")
    } == expected


@pytest.mark.parametrize("address", ["/knows", "/form", "/accounts/login/"])
def test_an_answer_that_touched_the_session_or_a_cookie_is_kept_nowhere(client, stranger, address):
    answer = client.get(address)

    assert answer["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer["Vary"]


def test_every_answer_carries_the_headers_that_defend_it(client):
    for address in (
        "/public",
        "/private",
        "/refuses",
        "/no-such-page",
        "/healthz",
        "/accounts/login/",
    ):
        headers = client.get(address).headers
        assert {
            name: headers.get(name)
            for name in (
                "X-Content-Type-Options",
                "X-Frame-Options",
                "Referrer-Policy",
                "Cross-Origin-Opener-Policy",
                "Permissions-Policy",
            )
        } == {
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        }
        assert sorted(headers["Content-Security-Policy"].split("; ")) == [
            "base-uri 'none'",
            "connect-src 'self'",
            "default-src 'none'",
            "font-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "img-src 'self' data:",
            "manifest-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            "worker-src 'self'",
        ]


def test_djangos_own_pages_for_developers_may_have_styles(client, settings):
    settings.DEBUG = True

    assert "Content-Security-Policy" not in client.get("/no-such-page/")
    assert "Content-Security-Policy" in client.get("/public")


def test_no_address_that_somebody_makes_up_is_remembered_if_it_is_long(client):
    known = _public_page_at.cache_info().currsize
    answer = client.get("/everyone/" + "x" * 5000)

    assert _public_page_at.cache_info().currsize == known
    assert answer.status_code == 200


def test_a_cookie_full_of_backslashes_is_read_at_once(client):
    """Python 3.11 takes eight seconds for this one, and all other threads wait for it."""
    cookies = 'theme="' + '\\"' * 32_000 + '"; csrftoken=' + "a" * 32
    begun = time.process_time()
    answer = client.get(reverse("account_login"), headers={"cookie": cookies})

    assert answer.status_code == 200
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_form_may_have_half_a_megabyte_and_more_only_where_files_are_taken(client, content_type):
    """And never in one text. Whoever may not upload is led to the log-in, or refused."""

    def send(size, address):
        return client.post(address, "a" * size, content_type=content_type).status_code

    login = reverse("account_login")
    upload = reverse("schedule_import:upload", args=["lakeside", "talks"])
    is_text = content_type.startswith("application/")
    assert send(500_000, login) != 413
    assert send(500_001, login) == send(500_001, "/no/such/page/") == 413
    assert (send(500_001, upload) == 413) is is_text
    assert send(12_000_001, upload) == 413


@pytest.fixture
def two_busy_threads(settings):
    """What answers with two threads, both of which are at work until `end` is set."""
    settings.THREADS_FOR_PAGES = 2
    begun, end = threading.Semaphore(0), threading.Event()

    def page(request):
        begun.release()
        assert end.wait(30)
        return HttpResponse("a page")

    answer = NeighboursMiddleware(page)
    with ThreadPoolExecutor() as threads:
        answers = [threads.submit(answer, RequestFactory().get("/")) for _thread in range(2)]
        for _thread in range(2):
            assert begun.acquire(timeout=30)
        yield answer, end, threads
        end.set()
    assert [each.result().status_code for each in answers] == [200, 200]


def test_who_comes_while_all_threads_work_waits_for_the_next_that_is_free(
    two_busy_threads, monkeypatch
):
    monkeypatch.setattr(middleware, "SECONDS_FOR_A_PLACE", 30)
    answer, end, threads = two_busy_threads

    waiting = threads.submit(answer, RequestFactory().get("/"))
    end.set()

    assert waiting.result().status_code == 200


def test_who_comes_while_all_threads_hang_is_told_to_come_back(two_busy_threads, monkeypatch):
    monkeypatch.setattr(middleware, "SECONDS_FOR_A_PLACE", 0)
    answer, _end, _threads = two_busy_threads

    assert answer(RequestFactory().get("/")).status_code == 503
