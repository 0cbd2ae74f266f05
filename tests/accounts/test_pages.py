"""Sign-up, confirmation, log-in and log-out, passwords and addresses, as people do them."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from conference.accounts.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "pebbles in a lake"


@pytest.fixture
def ada():
    return User.objects.create_confirmed_user("ada@example.org", PASSWORD, name="Ada")


def link_in(mail):
    """The path of the first link in a mail, without the site's address."""
    return re.search(r"http://127\.0\.0\.1:8000(\S+)", mail.body)[1]


def code_in(mail):
    return re.search(r"^    (\S+)$", mail.body, re.MULTILINE)[1]


def user_of(client):
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key) if key else None


def test_somebody_signs_up_confirms_the_address_and_logs_in(client, mailoutbox):
    answer = client.post(
        reverse("account_signup"),
        {"name": "Ada", "email": "Ada@Example.org", "password1": PASSWORD},
    )
    assert (answer.status_code, answer.url) == (302, "/accounts/confirm-email/")
    assert user_of(client) is None
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["ada@example.org"], "Confirm your e-mail address")
    ]

    page = client.get(answer.url).text
    assert "We have sent a mail to <strong>ada@example.org</strong>." in page
    done = client.post(answer.url, {"code": code_in(mailoutbox[0]).lower()})

    user = user_of(client)
    assert (done.url, user.name, user.email, user.is_confirmed) == (
        "/accounts/",
        "Ada",
        "ada@example.org",
        True,
    )
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), {"login": "ADA@example.org", "password": PASSWORD})
    assert user_of(client) == user


def test_three_wrong_codes_are_the_last(client, mailoutbox):
    form = {"name": "Ada", "email": "ada@example.org", "password1": PASSWORD}
    page = client.post(reverse("account_signup"), form).url

    answers = [client.post(page, {"code": "BCDF-GHJK"}) for _attempt in range(3)]
    client.post(page, {"code": code_in(mailoutbox[0])})

    assert [answer.status_code for answer in answers] == [200, 200, 302]
    assert (answers[-1].url, user_of(client)) == ("/accounts/login/", None)
    assert User.objects.get().is_confirmed is False


def test_a_code_that_was_not_typed_yet_is_no_wrong_one(client, mailoutbox):
    form = {"name": "Ada", "email": "ada@example.org", "password1": PASSWORD}
    page = client.post(reverse("account_signup"), form).url

    answers = [client.post(page, {"code": " "}) for _attempt in range(3)]
    client.post(page, {"code": code_in(mailoutbox[0])})

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, page)] * 3
    assert User.objects.get().is_confirmed is True


def test_an_address_that_would_be_cut_makes_no_account(client, mailoutbox):
    email = "a" * 250 + "@example.org"
    form = {"name": "Ada", "email": email, "password1": PASSWORD}
    answer = client.post(reverse("account_signup"), form)

    assert answer.context["form"].errors == {
        "email": ["Ensure this value has at most 254 characters (it has 262)."]
    }
    assert (User.objects.count(), mailoutbox) == (0, [])


def test_whoever_mistyped_the_address_begins_again(client, mailoutbox):
    form = {"name": "Ada", "email": "adda@example.org", "password1": PASSWORD}
    client.post(reverse("account_signup"), form)
    begun = client.post(reverse("account_logout"), {"next": reverse("account_signup")})

    answer = client.post(begun.url, {**form, "email": "ada@example.org"})
    client.post(answer.url, {"code": code_in(mailoutbox[-1])})

    assert user_of(client).email == "ada@example.org"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", "Ada\u2028ERROR forged"),
        ("name", "Ada\x1b[2J"),
        ("email", '"ada\x0bx"@example.org'),
        ("email", '"ada\x1b"@example.org'),
    ],
)
def test_nobody_signs_up_with_a_line_end_or_a_control_character(client, mailoutbox, field, typed):
    form = {"name": "Ada", "email": "ada@example.org", "password1": PASSWORD, field: typed}
    answer = client.post(reverse("account_signup"), form)

    assert "This must be one line" in answer.context["form"].errors[field][0]
    assert (User.objects.count(), mailoutbox) == (0, [])


def test_without_confirmation_nobody_logs_in(client, mailoutbox):
    User.objects.create_user("ada@example.org", PASSWORD)

    answer = client.post(
        reverse("account_login"), {"login": "ada@example.org", "password": PASSWORD}
    )

    assert (answer.status_code, user_of(client), mailoutbox) == (200, None, [])


def test_whoever_never_confirmed_the_address_does_so_by_choosing_a_new_password(client, mailoutbox):
    user = User.objects.create_user("ada@example.org", PASSWORD)

    client.post(reverse("account_reset_password"), {"email": "ada@example.org"})
    form = client.get(link_in(mailoutbox[0]), follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "ripples on a pond", "password2": "ripples on a pond"})

    assert (user_of(client), user.is_confirmed) == (user, True)


def test_asking_for_a_new_password_does_not_tell_who_has_an_account(client, ada, mailoutbox):
    known = client.post(reverse("account_reset_password"), {"email": "ada@example.org"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [mail.subject for mail in mailoutbox] == [
        "Choose a new password",
        "There is no account with this address",
    ]


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client, ada, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": "ada@example.org"})
    path = link_in(mailoutbox[0])
    form = client.get(path, follow=True)
    client.post(
        form.redirect_chain[-1][0],
        {"password1": "ripples on a pond", "password2": "ripples on a pond"},
    )

    ada.refresh_from_db()
    assert (user_of(client), ada.check_password("ripples on a pond")) == (ada, True)
    assert mailoutbox[-1].subject == "Your password was changed"
    client.session.flush()
    assert "This link is too old, or it was used already." in client.get(path, follow=True).text


def test_the_links_in_mails_lead_to_the_site_whatever_host_was_asked(
    client, ada, mailoutbox, settings
):
    settings.ALLOWED_HOSTS = ["testserver", "other.example.net"]

    client.post(
        reverse("account_reset_password"),
        {"email": "ada@example.org"},
        headers={"host": "other.example.net"},
    )

    assert link_in(mailoutbox[0]).startswith("/accounts/password/reset/key/")
    assert "other.example.net" not in mailoutbox[0].body


def test_a_wrong_password_is_refused_in_the_same_words_as_an_unknown_address(client, ada):
    for email in ("ada@example.org", "nobody@example.org"):
        answer = client.post(reverse("account_login"), {"login": email, "password": "wrong"})
        assert answer.context["form"].errors == {
            "__all__": [
                "The e-mail address or the password is not right. If you never confirmed the "
                "address, choose a new password: that confirms it."
            ]
        }


def test_too_many_mails_to_one_address_get_a_page_that_says_so(client, ada, mailoutbox):
    form = {"email": "ada@example.org"}
    answers = [client.post(reverse("account_reset_password"), form) for _attempt in range(11)]

    assert [answer.status_code for answer in answers] == [302] * 10 + [429]
    assert len(mailoutbox) == 10
    assert "Wait a few minutes, then try again." in answers[-1].text


def test_logging_in_goes_on_to_the_page_that_asked_for_it(client, ada):
    answer = client.get(reverse("account_change_password"))
    assert answer.url == "/accounts/login/?next=/accounts/password/change/"

    answer = client.post(
        answer.url, {"login": "ada@example.org", "password": PASSWORD, "next": "/accounts/email/"}
    )
    assert answer.url == "/accounts/email/"


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"],
)
def test_logging_in_never_leads_to_another_site(client, ada, address):
    form = {"login": "ada@example.org", "password": PASSWORD, "next": address}

    assert client.post(reverse("account_login"), form).url == "/accounts/"


def test_logging_out_takes_a_post(client, ada):
    client.force_login(ada)

    client.get(reverse("account_logout"))
    assert user_of(client) == ada

    answer = client.post(reverse("account_logout"))
    assert (answer.url, user_of(client)) == ("/accounts/login/", None)
    assert "You are logged out." in client.get(answer.url).text


def test_a_password_is_changed_by_whoever_knows_the_old_one(client, ada, mailoutbox):
    client.force_login(ada)
    form = {"password1": "ripples on a pond", "password2": "ripples on a pond"}

    wrong = client.post(reverse("account_change_password"), {**form, "oldpassword": "wrong"})
    assert list(wrong.context["form"].errors) == ["oldpassword"]
    client.post(reverse("account_change_password"), {**form, "oldpassword": PASSWORD})

    ada.refresh_from_db()
    assert ada.check_password("ripples on a pond")
    assert [mail.subject for mail in mailoutbox] == ["Your password was changed"]


@pytest.mark.parametrize("password", ["short", "1234567890", "ada@example.org", "password1234"])
def test_weak_passwords_are_refused(client, password):
    answer = client.post(
        reverse("account_signup"),
        {"name": "Ada", "email": "ada@example.org", "password1": password},
    )

    assert list(answer.context["form"].errors) == ["password1"]


def test_addresses_are_added_confirmed_made_the_main_one_and_removed(client, ada, mailoutbox):
    client.post(reverse("account_login"), {"login": "ada@example.org", "password": PASSWORD})
    page = reverse("account_email")

    question = client.post(page, {"action_add": "", "email": "ada@example.net"}).url
    client.post(question, {"password": PASSWORD})
    client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[0])})
    client.post(page, {"action_primary": "", "email": "ada@example.net"})
    ada.refresh_from_db()
    assert ada.email == "ada@example.net"

    client.post(page, {"action_remove": "", "email": "ada@example.org"})
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        ("ada@example.net", True, True)
    ]
    assert [mail.subject for mail in mailoutbox] == [
        "Confirm your e-mail address",
        "Your main e-mail address was changed",
        "An e-mail address was removed",
    ]


def test_what_people_do_to_their_accounts_stands_in_the_log_without_what_they_typed(
    client, ada, caplog
):
    caplog.set_level("INFO", logger="plenary.accounts")
    client.post(
        reverse("account_signup"), {"name": "Bo", "email": "bo@example.org", "password1": PASSWORD}
    )
    client.force_login(ada)
    form = {"password1": "ripples on a pond", "password2": "ripples on a pond"}
    client.post(reverse("account_change_password"), {**form, "oldpassword": PASSWORD})

    bo = User.objects.get(email="bo@example.org")
    assert caplog.messages == [
        f"Account {bo.pk}: made",
        f"Account {ada.pk}: changed its password",
    ]


def test_changing_addresses_asks_for_the_password_and_takes_nothing_in_its_place(client, ada):
    client.force_login(ada)

    answer = client.post(reverse("account_email"), {"action_add": "", "email": "ada@example.net"})

    assert answer.url.startswith("/accounts/reauthenticate/")
    assert "Give your password once more" in client.get(answer.url).text
    by_code = reverse("account_request_reauthentication_code")
    assert client.post(by_code, {"recipient": ada.email}).status_code == 403


def test_every_field_of_an_account_form_is_labelled_and_known_to_password_managers(client):
    page = client.get(reverse("account_signup")).text

    assert re.findall(r'<label class="field__label" for="(\w+)">([^<]+)<', page) == [
        ("id_name", "Name"),
        ("id_email", "E-mail address"),
        ("id_password1", "Password"),
    ]
    assert re.findall(r'autocomplete="([\w-]+)"', page) == ["name", "email", "new-password"]
    assert "placeholder" not in page


def test_an_error_is_tied_to_its_field(client):
    page = client.post(reverse("account_signup"), {"name": "", "email": "x", "password1": ""}).text

    assert 'aria-invalid="true" aria-describedby="id_name_helptext id_name_error"' in page
    assert '<ul class="field__error" id="id_name_error">' in page


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_logout",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_inactive",
        "account_email_verification_sent",
        "account_email",
        "account_change_password",
    ],
)
def test_account_pages_stand_in_the_sites_frame_and_in_no_cache(client, ada, name):
    if name in ("account_email", "account_change_password", "account_logout"):
        client.force_login(ada)
    if name == "account_email_verification_sent":
        form = {"name": "Bo", "email": "bo@example.org", "password1": PASSWORD}
        client.post(reverse("account_signup"), form)

    answer = client.get(reverse(name))

    assert answer.status_code == 200
    assert answer.text.count("<h1>") == 1
    assert "allauth" not in answer.text
    if answer.cookies or "Cookie" in answer.get("Vary", ""):
        assert answer["Cache-Control"] == "private, no-store"


def test_no_mail_has_lost_its_words(client, ada, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})

    lines = mailoutbox[0].body.splitlines()
    assert (lines[0], lines[-1]) == (
        "Hello,",
        "Sent by the conference site at http://127.0.0.1:8000",
    )
    assert "http://127.0.0.1:8000/accounts/signup/" in lines
