"""Private by default, and what caches may keep."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.test import Client
from django.urls import path

from conference.urls import urlpatterns as site_patterns


@login_not_required
def public_page(request):
    return HttpResponse("the same for everyone", headers={"Cache-Control": "public, max-age=60"})


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


urlpatterns = [
    path("public", public_page),
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
