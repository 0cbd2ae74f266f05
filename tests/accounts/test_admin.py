"""Accounts in the Django admin."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from conference.accounts.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "pebbles in a lake"


@pytest.fixture
def admin_page(client, superuser):
    client.force_login(superuser)
    return client


def test_a_new_account_is_made_from_an_address_in_any_letters(admin_page):
    answer = admin_page.post(
        reverse("admin:accounts_user_add"),
        {
            "email": "Ada@Example.org",
            "name": "Ada",
            "usable_password": "true",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )

    user = User.objects.get(email="ada@example.org")
    assert (answer.status_code, user.name, user.check_password(PASSWORD), user.is_staff) == (
        302,
        "Ada",
        True,
        False,
    )


def test_the_address_of_an_account_is_not_changed_behind_its_owners_back(admin_page, stranger):
    admin_page.post(
        reverse("admin:accounts_user_change", args=[stranger.pk]),
        {
            "email": "else@example.org",
            "name": "Stan",
            "is_active": "on",
            "emailaddress_set-TOTAL_FORMS": "0",
            "emailaddress_set-INITIAL_FORMS": "0",
        },
    )

    stranger.refresh_from_db()
    assert (stranger.email, stranger.name) == ("stranger@example.org", "Stan")


def test_a_superuser_can_confirm_an_address_for_somebody(admin_page, stranger):
    EmailAddress.objects.update(verified=False)
    address = EmailAddress.objects.get(user=stranger)
    admin_page.post(
        reverse("admin:accounts_user_change", args=[stranger.pk]),
        {
            "name": stranger.name,
            "is_active": "on",
            "emailaddress_set-TOTAL_FORMS": "1",
            "emailaddress_set-INITIAL_FORMS": "1",
            "emailaddress_set-0-id": address.pk,
            "emailaddress_set-0-user": stranger.pk,
            "emailaddress_set-0-email": address.email,
            "emailaddress_set-0-primary": "on",
            "emailaddress_set-0-verified": "on",
        },
    )

    address.refresh_from_db()
    assert address.verified is True


def test_accounts_are_found_by_name_and_address(admin_page, stranger):
    for words in ("Stranger", "stranger@"):
        answer = admin_page.get(reverse("admin:accounts_user_changelist"), {"q": words})
        assert list(answer.context["cl"].queryset) == [stranger]


@pytest.mark.parametrize("people", [1, 30])
def test_the_list_of_accounts_takes_the_same_queries_for_any_number(
    admin_page, people, django_assert_max_num_queries
):
    for number in range(people):
        User.objects.create_user(f"person{number}@example.net")

    with django_assert_max_num_queries(6):
        admin_page.get(reverse("admin:accounts_user_changelist"))


def test_opening_the_admin_grants_nothing_in_it(client, stranger):
    stranger.is_staff = True
    stranger.save()
    client.force_login(stranger)

    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 403


def test_the_admins_log_in_is_the_sites_own(client, stranger):
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1] == ("/accounts/login/?next=%2Fadmin%2F", 302)

    client.force_login(stranger)
    assert client.get("/admin/login/").status_code == 403
    assert (
        client.post("/admin/login/", {"username": "root@example.org", "password": "x"}).status_code
        == 403
    )


def test_whoever_may_open_the_admin_guesses_nobodys_password_there(client, stranger, superuser):
    superuser.set_password(PASSWORD)
    superuser.save()
    stranger.is_staff = True
    stranger.save()
    client.force_login(stranger)

    answer = client.post("/admin/login/", {"username": superuser.email, "password": PASSWORD})

    assert (answer.status_code, answer.url) == (302, "/admin/")
    assert client.session["_auth_user_id"] == str(stranger.pk)


def test_the_admin_offers_no_second_source_of_rights(admin_page, stranger):
    page = admin_page.get(reverse("admin:accounts_user_change", args=[stranger.pk])).text

    assert "groups" not in page
    assert "user_permissions" not in page
    assert "/admin/auth/group/" not in admin_page.get(reverse("admin:index")).text


def test_what_is_done_to_an_account_stands_in_the_log_without_its_address(
    admin_page, superuser, stranger, caplog
):
    caplog.set_level("INFO", logger="plenary.accounts")
    typed = {
        "name": "Stan",
        "is_active": "on",
        "is_staff": "on",
        "emailaddress_set-TOTAL_FORMS": "0",
        "emailaddress_set-INITIAL_FORMS": "0",
    }
    admin_page.post(reverse("admin:accounts_user_change", args=[stranger.pk]), typed)
    admin_page.post(reverse("admin:accounts_user_delete", args=[stranger.pk]), {"post": "yes"})

    lines = [line.getMessage() for line in caplog.records if line.name == "plenary.accounts"]
    assert lines == [
        f"Account {stranger.pk} saved by account {superuser.pk}: name, is_staff",
        f"Account {stranger.pk} removed by account {superuser.pk}",
    ]


def test_the_admin_neither_judges_nor_changes_ones_own_password(admin_page, superuser):
    superuser.set_password(PASSWORD)
    superuser.save()
    admin_page.force_login(superuser)
    new = {"old_password": PASSWORD, "new_password1": "new words 7", "new_password2": "new words 7"}
    given = {"usable_password": "true", "password1": "new words 7", "password2": "new words 7"}

    answers = [
        admin_page.get(reverse("admin:password_change")),
        admin_page.post(reverse("admin:password_change"), new),
        admin_page.post(f"/admin/accounts/user/{superuser.pk}/password/", given),
        admin_page.post(f"/admin/accounts/user/0{superuser.pk}/password/", given),
    ]

    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, reverse("account_change_password"))
    }
    superuser.refresh_from_db()
    assert superuser.check_password(PASSWORD) is True


def test_whoever_is_given_a_password_in_the_admin_is_told_by_mail(
    admin_page, superuser, stranger, mailoutbox, caplog
):
    caplog.set_level("INFO", logger="plenary.accounts")
    address = reverse("admin:auth_user_password_change", args=[stranger.pk])
    given = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}

    admin_page.post(address, {**given, "password2": "something else"})
    assert mailoutbox == []
    admin_page.post(address, given)

    stranger.refresh_from_db()
    assert stranger.check_password(PASSWORD) is True
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        ([stranger.email], "Your password was changed")
    ]
    assert [line.getMessage() for line in caplog.records if line.name == "plenary.accounts"] == [
        f"Password of account {stranger.pk} set by account {superuser.pk}"
    ]
