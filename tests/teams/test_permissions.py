"""What teams grant, to whom and where."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser

from conference.accounts.models import User
from conference.teams.permissions import TeamBackend, conferences_where
from conference.teams.roles import PERMISSIONS, Role
from tests.factories import make_conference, make_member, make_user

pytestmark = pytest.mark.django_db
VIEW = "schedule.view_draft"


def granted(person, conference):
    """What each of the three places says of somebody: one right, all rights, the conferences."""
    backend = TeamBackend()
    return (
        backend.has_perm(person, VIEW, conference),
        backend.get_all_permissions(person, conference),
        list(conferences_where(person, VIEW)),
    )


@pytest.mark.parametrize("role", Role)
def test_a_member_has_the_rights_of_the_role_in_the_conference_of_the_team(conference, role):
    person, elsewhere = make_member(conference, role), make_conference()

    assert granted(person, conference) == (True, set(PERMISSIONS[role]), [conference])
    assert granted(person, elsewhere) == (False, set(), [conference])


def test_an_inactive_member_has_none_in_any_of_the_three_places(conference):
    person = make_member(conference, Role.ORGANISER, is_active=False)

    assert granted(person, conference) == (False, set(), [])


def test_an_inactive_account_whose_rights_were_asked_for_before_has_none_either(conference):
    person = make_member(conference, Role.ORGANISER)
    granted(person, conference)
    person.is_active = False

    assert granted(person, conference) == (False, set(), [])


def test_a_member_whose_address_nobody_has_confirmed_has_none(conference):
    person = make_member(conference, Role.ORGANISER)
    EmailAddress.objects.filter(user=person).update(verified=False)
    EmailAddress.objects.create(user=person, email="another@example.org", verified=True)

    assert granted(person, conference) == (False, set(), [])
    EmailAddress.objects.filter(user=person).update(verified=True)
    person = User.objects.get(pk=person.pk)
    assert granted(person, conference) == (True, set(PERMISSIONS[Role.ORGANISER]), [conference])


def test_an_inactive_superuser_has_no_conferences(conference):
    active, inactive = (make_user(is_superuser=True, is_active=active) for active in (True, False))

    assert list(conferences_where(active, VIEW)) == [conference]
    assert list(conferences_where(inactive, VIEW)) == []


def test_who_is_not_logged_in_has_no_rights(conference):
    assert granted(AnonymousUser(), conference) == (False, set(), [])


@pytest.mark.parametrize("place", [None, "lakeside"])
def test_rights_hold_in_a_conference_and_nowhere_else(conference, place):
    person = make_member(conference, Role.ORGANISER)

    backend = TeamBackend()
    assert backend.has_perm(person, VIEW, place) is False
    assert backend.get_all_permissions(person, place) == set()


def test_a_right_that_no_role_knows_is_nobodys(conference):
    person = make_member(conference, Role.ORGANISER)

    assert list(conferences_where(person, "schedule.fly")) == []
    assert TeamBackend().has_perm(person, "schedule.fly", conference) is False
