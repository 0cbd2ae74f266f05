"""What strangers try on accounts: to get into one, to keep somebody out, to learn who has one."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.urls import reverse

from conference.accounts.models import User
from tests.accounts.visitors import (
    NEW,
    PASSWORD,
    STRANGERS,
    TYPED,
    browser,
    choose_a_new_password,
    code_in,
    is_in,
    log_in,
    sign_up,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return User.objects.create_confirmed_user("ada@example.org", PASSWORD, name="Ada")


# --- To get in by the address of somebody else ----------------------------------------------------


def test_the_mail_about_an_account_that_a_stranger_made_confirms_nothing_by_being_opened(
    mailoutbox,
):
    sign_up(browser(), "ada@example.org")
    links = re.findall(r"http://127\.0\.0\.1:8000(/\S+)", mailoutbox[0].body)
    hers = browser("203.0.113.5")

    for path in links:
        hers.get(path)
        hers.post(path)
    answers = [hers.get(TYPED), hers.post(TYPED, {"code": code_in(mailoutbox[0])})]

    assert links == ["/accounts/password/reset/"]
    assert [answer.url for answer in answers] == ["/accounts/login/"] * 2
    assert User.objects.get().is_confirmed is False


def test_who_makes_the_account_of_another_is_out_when_she_makes_it_hers(mailoutbox):
    his, hers = browser(), browser("203.0.113.5")
    sign_up(his, "ada@example.org")
    code = code_in(mailoutbox[0])

    sign_up(hers, "ada@example.org", PASSWORD)
    assert mailoutbox[-1].subject == "You have an account already"
    choose_a_new_password(hers, mailoutbox)

    user = User.objects.get()
    assert (is_in(hers), user.is_confirmed, user.check_password(NEW)) == (True, True, True)
    his.post(TYPED, {"code": code})
    assert (is_in(his), log_in(browser(), password=STRANGERS)) == (False, False)


def test_a_session_of_an_account_ends_with_its_password(ada, mailoutbox):
    his, hers = browser(), browser("203.0.113.5")
    log_in(his)

    choose_a_new_password(hers, mailoutbox)

    assert his.get(reverse("account_email")).url.startswith("/accounts/login/")
    assert hers.get(reverse("account_email")).status_code == 200


def test_the_password_of_an_account_that_nobody_confirmed_opens_nothing():
    user = User.objects.create_user("ada@example.org", STRANGERS)

    assert log_in(browser(), password=STRANGERS) is False

    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    assert log_in(browser(), password=STRANGERS) is True


def test_the_address_of_another_is_not_put_into_ones_own_account(mailoutbox):
    User.objects.create_confirmed_user("eve@example.org", STRANGERS)
    his, hers = browser(), browser("203.0.113.5")
    log_in(his, "eve@example.org", STRANGERS)
    form = {"action_add": "", "email": "ada@example.org"}
    question = his.post(reverse("account_email"), form).url
    his.post(question, {"password": STRANGERS})

    hers.get(TYPED)
    hers.post(TYPED, {"code": code_in(mailoutbox[0])})

    assert re.findall(r"http://127\.0\.0\.1:8000(/\S+)", mailoutbox[0].body) == []
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["eve@example.org"]
    assert sign_up(hers, "ada@example.org", PASSWORD).url == TYPED
    assert mailoutbox[-1].subject == "Confirm your e-mail address"


def test_a_code_is_guessed_three_times_and_no_more_by_forms_that_are_sent_at_once(mailoutbox):
    """Each of them reads the session before any other has counted there."""
    his = browser()
    sign_up(his, "ada@example.org")
    [session] = Session.objects.all()
    for number in range(3):
        his.post(TYPED, {"code": f"WRNG-{number:04}"})
        session.save()

    answer = his.post(TYPED, {"code": code_in(mailoutbox[0])})

    assert (answer.status_code, answer.url, is_in(his)) == (302, "/accounts/login/", False)
    assert User.objects.get().is_confirmed is False


def test_the_third_guess_at_a_code_may_be_right(mailoutbox):
    his = browser()
    sign_up(his, "ada@example.org")
    for _attempt in range(2):
        his.post(TYPED, {"code": "BCDF-GHJK"})

    his.post(TYPED, {"code": code_in(mailoutbox[0])})

    assert is_in(his) is True


# --- To keep somebody out -------------------------------------------------------------------------


def test_wrong_passwords_from_elsewhere_keep_nobody_out(ada):
    guesses = [log_in(browser(), password="wrong") for _attempt in range(20)]

    assert guesses == [False] * 20
    assert (log_in(browser()), log_in(browser("203.0.113.5"))) == (False, True)


def test_five_wrong_passwords_are_the_last_from_one_address(ada):
    for _attempt in range(5):
        log_in(browser(), password="wrong")

    assert log_in(browser()) is False


def test_an_address_of_ipv6_is_its_whole_network(ada):
    for number in range(5):
        log_in(browser(f"2001:db8:1:2::{number}"), password="wrong")

    assert log_in(browser("2001:db8:1:2:ffff::1")) is False
    assert log_in(browser("2001:db8:1:3::1")) is True


def test_wrong_passwords_from_the_venue_keep_nobody_there_out(ada):
    for number in range(40):
        log_in(browser(), f"person{number}@example.org", "wrong")

    assert log_in(browser()) is True


def test_right_passwords_are_not_counted(ada):
    assert [log_in(browser()) for _attempt in range(8)] == [True] * 8


@pytest.mark.slow
def test_one_address_tries_a_hundred_accounts_and_no_more(ada):
    hers = browser()
    log_in(hers)
    hers.post(reverse("account_logout"))
    for number in range(100):
        log_in(browser(), f"person{number}@example.org", "wrong")

    assert (log_in(browser()), log_in(browser("203.0.113.5")), log_in(hers)) == (False, True, True)


@pytest.fixture
def besieged(ada):
    """An account that all strange browsers have been shut out of, wherever they are."""
    for number in range(100):
        log_in(browser(f"198.51.100.{number // 5}"), password="wrong")


@pytest.mark.slow
def test_all_addresses_together_try_a_hundred_passwords_of_an_account_and_no_more(besieged):
    assert log_in(browser("203.0.113.5")) is False


@pytest.mark.slow
def test_no_number_of_wrong_passwords_keeps_out_the_browser_that_was_in_before(ada, request):
    hers = browser("203.0.113.5")
    log_in(hers)
    hers.post(reverse("account_logout"))
    request.getfixturevalue("besieged")

    assert (log_in(hers, password="a slip"), log_in(hers)) == (False, True)
    question = hers.post(reverse("account_email"), {"action_add": "", "email": "a@example.net"}).url
    assert hers.post(question, {"password": PASSWORD}).url == TYPED


@pytest.mark.slow
def test_whoever_is_kept_out_of_a_new_browser_comes_in_by_mail(besieged, mailoutbox):
    hers = browser("203.0.113.5")

    choose_a_new_password(hers, mailoutbox)
    hers.post(reverse("account_logout"))

    assert log_in(hers, password=NEW) is True


def test_whoever_cannot_sign_up_since_a_stranger_does_all_the_time_comes_in_by_mail(mailoutbox):
    his, hers = browser(), browser("203.0.113.5")
    for _attempt in range(20):
        sign_up(browser(), "ada@example.org")
    refused = [sign_up(client, "ada@example.org").status_code for client in (his, hers)]
    mails = len(mailoutbox)

    choose_a_new_password(hers, mailoutbox)

    assert (refused, mails, is_in(hers)) == ([429, 429], 20, True)


def test_the_mails_that_a_stranger_asks_for_open_the_account_to_its_owner_alone(ada, mailoutbox):
    for _attempt in range(10):
        browser().post(reverse("account_reset_password"), {"email": "ada@example.org"})
    hers = browser("203.0.113.5")

    choose_a_new_password(hers, mailoutbox)

    assert (len(mailoutbox), mailoutbox[-1].subject, is_in(hers)) == (
        11,
        "Your password was changed",
        True,
    )


def test_a_browser_that_was_in_before_does_not_guess_for_ever(ada):
    hers = browser()
    log_in(hers)
    hers.post(reverse("account_logout"))
    for _attempt in range(10):
        log_in(hers, password="wrong")

    assert log_in(hers) is False


@pytest.mark.parametrize("change", [lambda cookie, pk: cookie, lambda cookie, pk: f"{pk}{cookie}"])
def test_the_cookie_of_another_account_is_worth_nothing(ada, change):
    User.objects.create_confirmed_user("eve@example.org", STRANGERS)
    his = browser()
    log_in(his, "eve@example.org", STRANGERS)
    cookie = his.cookies["known_browser"].value
    others = [browser() for _attempt in range(6)]
    for other in others:
        other.cookies["known_browser"] = change(cookie, f"{ada.pk}.")

    guesses = [log_in(other, password="wrong") for other in others[:5]]

    assert (guesses, log_in(others[5])) == ([False] * 5, False)


def test_two_people_of_one_browser_are_both_known_in_it(ada):
    User.objects.create_confirmed_user("eve@example.org", STRANGERS)
    desk = browser()
    for person in [("ada@example.org", PASSWORD), ("eve@example.org", STRANGERS)]:
        log_in(desk, *person)
        desk.post(reverse("account_logout"))
    for number in range(5):
        log_in(browser(), "ada@example.org", f"wrong {number}")

    assert (log_in(browser()), log_in(desk)) == (False, True)


def test_the_cookie_of_a_known_browser_goes_to_the_account_pages_alone(ada, settings):
    settings.SESSION_COOKIE_SECURE = True
    client = browser()
    log_in(client)

    cookie = client.cookies["known_browser"]
    names = ("path", "secure", "httponly", "samesite", "max-age")
    assert [cookie[name] for name in names] == ["/accounts/", True, True, "Lax", 31536000]


# --- To learn who has an account ------------------------------------------------------------------


@pytest.fixture
def hashes(monkeypatch):
    """The passwords that were hashed: nearly all the time that an answer takes."""
    done = []
    encode = MD5PasswordHasher.encode

    def counted(self, password, salt):
        done.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return done


def sign_up_and_look(email):
    """All that somebody sees who signs up with an address, types a wrong code, and gives up."""
    client = browser()
    shown = [
        sign_up(client, email),
        client.get(TYPED),
        client.post(TYPED, {"code": "BCDF-GHJK"}),
        client.post(reverse("account_logout")),
        client.get(TYPED),
        client.get(reverse("account_login")),
        client.post(reverse("account_login"), {"login": email, "password": STRANGERS}),
        sign_up(browser(), email),
    ]
    changing = re.compile(re.escape(email) + r'|name="csrfmiddlewaretoken" value="\w+"')
    return [
        (answer.status_code, answer.get("Location"), changing.sub("", answer.text))
        for answer in shown
    ]


def test_signing_up_shows_the_same_whether_there_is_an_account_or_not(ada, mailoutbox):
    assert sign_up_and_look("ada@example.org") == sign_up_and_look("new@example.org")
    assert [mail.subject for mail in mailoutbox] == [
        "You have an account already",
        "You have an account already",
        "Confirm your e-mail address",
        "You have an account already",
    ]


def test_signing_up_takes_the_same_work_whether_there_is_an_account_or_not(ada, hashes):
    sign_up(browser(), "ada@example.org")
    sign_up(browser(), "new@example.org")

    assert hashes == [STRANGERS, STRANGERS]


def test_logging_in_takes_the_same_work_for_every_address(ada, hashes):
    User.objects.create_user("without@example.org")
    User.objects.create_user("unconfirmed@example.org", STRANGERS)
    User.objects.create_user("inactive@example.org", PASSWORD, is_active=False)
    hashes.clear()

    done = []
    for name in ("ada", "nobody", "without", "unconfirmed", "inactive"):
        assert log_in(browser(), f"{name}@example.org", STRANGERS) is False
        done.append(len(hashes))

    assert done == [1, 2, 3, 4, 5]


def test_asking_for_a_new_password_takes_no_such_work_for_any_address(ada, hashes):
    for email in ("ada@example.org", "nobody@example.org"):
        browser().post(reverse("account_reset_password"), {"email": email})

    assert hashes == []
