"""The user model: one address for each person, in lower case."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from conference.accounts.models import User

pytestmark = pytest.mark.django_db


def test_an_address_is_kept_in_lower_case():
    user = User.objects.create_user(" Ada@Example.ORG ", "a long password", name="Ada")

    assert (user.email, str(user), user.get_short_name()) == ("ada@example.org", "Ada", "Ada")
    assert User.objects.get_by_natural_key("ADA@example.org") == user


def test_somebody_without_a_name_goes_by_the_first_part_of_the_address():
    assert str(User.objects.create_user("ada@example.org")) == "ada"


def test_the_same_address_in_other_letters_is_refused():
    User.objects.create_user("ada@example.org")
    other = User(email="ADA@example.org", password="x")

    with pytest.raises(ValidationError) as refusal:
        other.full_clean()

    assert refusal.value.message_dict == {
        "email": ["Person with this E-mail address already exists."]
    }


def test_the_database_refuses_capitals_whoever_writes():
    with pytest.raises(IntegrityError, match="user_email_is_in_lower_case"):
        User.objects.create(email="Ada@example.org")


def test_without_a_password_nobody_can_log_in():
    User.objects.create_user("ada@example.org")

    assert authenticate(None, email="ada@example.org", password="") is None


def test_a_superuser_has_a_confirmed_address_and_so_can_log_in():
    user = User.objects.create_superuser("root@example.org", "a long password", name="Root")

    assert (user.is_staff, user.is_superuser) == (True, True)
    assert list(EmailAddress.objects.values_list("user", "email", "primary", "verified")) == [
        (user.pk, "root@example.org", True, True)
    ]
