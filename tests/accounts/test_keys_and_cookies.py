"""What was given to somebody once, tried again: later, elsewhere, for another account."""

import datetime as dt
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse

from conference.accounts.models import User
from tests.accounts.visitors import (
    NEW,
    PASSWORD,
    STRANGERS,
    browser,
    choose_a_new_password,
    is_in,
    log_in,
)

pytestmark = pytest.mark.django_db
RESET = r"http://127\.0\.0\.1:8000(/accounts/password/reset/key/(\w+)-(\S+)/)"


@pytest.fixture
def ada():
    return User.objects.create_confirmed_user("ada@example.org", PASSWORD, name="Ada")


@pytest.fixture
def eve():
    return User.objects.create_confirmed_user("eve@example.org", STRANGERS, name="Eve")


# --- Keys for a new password ----------------------------------------------------------------------


def key_for(email, mailoutbox):
    """The address, the account and the key of a mailed link."""
    browser().post(reverse("account_reset_password"), {"email": email})
    return re.search(RESET, mailoutbox[-1].body).groups()


def opens(address, client=None):
    """Whether a link still leads to a new password and into the account."""
    client = client or browser("203.0.113.5")
    form = client.get(address, follow=True).redirect_chain
    if form:
        client.post(form[-1][0], {"password1": NEW, "password2": NEW})
    return is_in(client)


def test_a_key_opens_the_account_to_whoever_has_the_mail_and_once(ada, mailoutbox):
    address, _account, _key = key_for("ada@example.org", mailoutbox)

    assert [opens(address), opens(address)] == [True, False]


def test_a_key_that_was_followed_and_not_used_is_of_no_use_to_another_browser(ada, mailoutbox):
    address, account, _key = key_for("ada@example.org", mailoutbox)
    browser().get(address)
    without_key = reverse("account_reset_password_from_key", args=[account, "set-password"])

    eves = browser("203.0.113.5")
    eves.post(without_key, {"password1": NEW, "password2": NEW})

    assert (is_in(eves), log_in(browser())) == (False, True)


def test_a_key_dies_after_three_days(ada, mailoutbox):
    address, _account, _key = key_for("ada@example.org", mailoutbox)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 60)

    with time_machine.travel(later):
        assert opens(address) is False


def give_another_address(user):
    EmailAddress.objects.filter(user=user).update(email="ada@example.net")
    User.objects.filter(pk=user.pk).update(email="ada@example.net")


def add_an_address(user):
    EmailAddress.objects.create(user=user, email="ada@example.net", verified=True)


def log_in_elsewhere(user):
    assert log_in(browser(), user.email) is True


@pytest.mark.parametrize("event", [give_another_address, add_an_address, log_in_elsewhere])
def test_a_key_dies_with_what_it_was_made_for(ada, mailoutbox, event):
    address, _account, _key = key_for("ada@example.org", mailoutbox)
    event(ada)

    assert opens(address) is False


def test_of_two_keys_the_second_dies_with_the_use_of_the_first(ada, mailoutbox):
    first, _account, _key = key_for("ada@example.org", mailoutbox)
    second, _account, _key = key_for("ada@example.org", mailoutbox)

    assert [opens(first), opens(second)] == [True, False]


def test_the_key_of_one_account_opens_no_other(ada, eve, mailoutbox):
    _address, adas, _key = key_for("ada@example.org", mailoutbox)
    _address, _eves, key = key_for("eve@example.org", mailoutbox)

    assert opens(reverse("account_reset_password_from_key", args=[adas, key])) is False


def test_who_follows_a_key_while_somebody_else_is_logged_in_does_not_act_for_them(
    ada, eve, mailoutbox
):
    address, _account, _key = key_for("ada@example.org", mailoutbox)
    eves = browser("203.0.113.5")
    log_in(eves, "eve@example.org", STRANGERS)

    opens(address, eves)

    eve.refresh_from_db()
    assert eve.check_password(STRANGERS) is True
    assert eves.session["_auth_user_id"] == str(ada.pk)


# --- To give the password once more ---------------------------------------------------------------


def asks_for_the_password(client):
    """Whether the page of addresses wants it before it adds one."""
    answer = client.post(reverse("account_email"), {"action_add": "", "email": "a@example.net"})
    return answer.url.startswith(reverse("account_reauthenticate"))


def give_the_password(client, password):
    client.post(reverse("account_reauthenticate"), {"password": password})


def test_the_password_once_more_counts_for_one_browser_and_five_minutes(ada):
    hers, elsewhere = browser(), browser("203.0.113.5")
    for client in (hers, elsewhere):
        log_in(client)
    give_the_password(hers, PASSWORD)

    assert (asks_for_the_password(hers), asks_for_the_password(elsewhere)) == (False, True)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=301)):
        assert asks_for_the_password(hers) is True


def test_what_one_account_was_about_to_do_is_not_done_for_the_next(ada, eve, mailoutbox):
    desk = browser()
    log_in(desk)
    asks_for_the_password(desk)
    desk.post(reverse("account_logout"))
    log_in(desk, "eve@example.org", STRANGERS)

    give_the_password(desk, STRANGERS)
    assert mailoutbox == []

    asks_for_the_password(desk)
    assert [mail.to for mail in mailoutbox] == [["a@example.net"]]


def test_the_password_of_another_account_is_not_ones_own(ada, eve):
    hers = browser()
    log_in(hers)
    give_the_password(hers, STRANGERS)

    assert asks_for_the_password(hers) is True


# --- The cookie of a known browser ----------------------------------------------------------------


def test_the_cookie_of_a_known_browser_opens_nothing(ada):
    hers, his = browser(), browser("203.0.113.5")
    log_in(hers)
    his.cookies["known_browser"] = hers.cookies["known_browser"].value

    assert his.get(reverse("account_email")).url.startswith("/accounts/login/")
    assert his.get(reverse("account_login")).status_code == 200


def test_after_a_change_of_password_an_old_cookie_is_ten_guesses_and_no_way_in(ada, mailoutbox):
    """Whoever knew the password and was in keeps the cookie."""
    his = browser()
    log_in(his)
    choose_a_new_password(browser("203.0.113.5"), mailoutbox)
    his.cookies.pop("sessionid")

    assert log_in(his) is False
    for number in range(9):
        assert log_in(his, password=f"guess {number}") is False
    assert log_in(his, password=NEW) is False  # no more are counted as guesses
    assert log_in(browser("203.0.113.9"), password=NEW) is True


@pytest.mark.parametrize("cookie", ["{pk}", "{pk}:1s:forged", "{pk}.1:x", "é", "x" * 4000])
def test_a_cookie_that_somebody_made_is_no_known_browser(ada, cookie):
    for number in range(5):
        his = browser()
        his.cookies["known_browser"] = cookie.format(pk=ada.pk)
        assert log_in(his, password=f"guess {number}") is False
    his.cookies["known_browser"] = cookie.format(pk=ada.pk)

    assert log_in(his) is False
