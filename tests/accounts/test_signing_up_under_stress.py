"""Signing up, while the process is killed, and while somebody else does it with that address."""

import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.db import connections
from django.test import Client
from django.urls import reverse

from conference.accounts.forms import SignUpForm
from conference.accounts.models import User
from tests.schedule_import.processes import Breeder

KILLED = {"signal": signal.SIGKILL}


def signing_up(email):
    form = {"name": "Ada", "email": email, "password1": "pebbles in a lake"}
    return {"session": "", "pages": [("/accounts/signup/", form, None)]}


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_of_two_who_sign_up_with_an_address_at_once_the_second_finds_an_account(
    monkeypatch, mailoutbox
):
    both, try_save = threading.Barrier(2, timeout=30), SignUpForm.try_save

    def wait_for_the_other(self, request):
        both.wait()
        return try_save(self, request)

    def sign_up(name):
        form = {"name": name, "email": "ada@example.org", "password1": "pebbles in a lake"}
        answer = Client().post(reverse("account_signup"), form)
        connections.close_all()
        return answer.status_code, answer.url

    monkeypatch.setattr(SignUpForm, "try_save", wait_for_the_other)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(sign_up, ["Ada", "Eve"]))

    assert answers == [(302, "/accounts/confirm-email/")] * 2
    assert User.objects.count() == EmailAddress.objects.count() == 1
    assert sorted(mail.subject for mail in mailoutbox) == [
        "Confirm your e-mail address",
        "You have an account already",
    ]


@pytest.mark.slow
@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_killed_between_any_two_statements_no_account_is_left_without_its_address():
    breeder = Breeder()
    answer = breeder.run(**signing_up("nobody-kills@example.org"))
    points = len(answer["points"])
    made = []
    for number in range(1, points + 1):
        email = f"killed-at-{number}@example.org"
        assert breeder.run(**signing_up(email), die_at=number) == KILLED
        made.append(User.objects.filter(email=email).exists())
    breeder.end()

    assert answer["answers"] == [[302, "/accounts/confirm-email/"]]
    assert made == sorted(made)
    assert (made[0], made[-1]) == (False, True)
    users = User.objects.order_by("email").values_list("email", "name")
    addresses = EmailAddress.objects.order_by("email").values_list("email", "user__name")
    assert list(users) == list(addresses)
