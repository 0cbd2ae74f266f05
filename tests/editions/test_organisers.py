"""Who may open the organisers' pages of a conference, and what is offered there."""

import pytest
from django.http import Http404

from conference.editions.organisers import conference_for, rights_of
from conference.teams.roles import Role
from tests.factories import make_conference, make_member, make_user

NOTHING = {"can_change": False, "can_publish": False, "can_open_admin": False}


@pytest.mark.parametrize(
    ("fields", "opens", "rights"),
    [
        ({"is_superuser": True}, True, {**NOTHING, "can_change": True, "can_publish": True}),
        ({"is_superuser": True, "is_active": False}, False, NOTHING),
        ({"is_staff": True}, False, {**NOTHING, "can_open_admin": True}),
        ({}, False, NOTHING),
    ],
    ids=["a superuser", "an inactive superuser", "staff", "somebody"],
)
def test_without_a_team_only_an_active_superuser_gets_in(conference, fields, opens, rights):
    person = make_user(**fields)

    assert (opens_for(person, conference), rights_of(person, conference)) == (opens, rights)


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (Role.VIEWER, NOTHING),
        (Role.PROGRAMME, {**NOTHING, "can_change": True}),
        (Role.ORGANISER, {**NOTHING, "can_change": True, "can_publish": True}),
    ],
)
def test_a_member_gets_in_and_has_the_rights_of_the_role(conference, role, rights):
    person = make_member(conference, role)

    assert (opens_for(person, conference), rights_of(person, conference)) == (True, rights)
    assert rights_of(person, make_conference()) == NOTHING


def test_a_member_whose_account_is_inactive_does_not_get_in(conference):
    person = make_member(conference, Role.ORGANISER, is_active=False)

    assert (opens_for(person, conference), rights_of(person, conference)) == (False, NOTHING)


def test_a_conference_that_there_is_not_is_not_found(superuser):
    with pytest.raises(Http404):
        conference_for(superuser, "nowhere", "schedule.view_draft")


def test_all_rights_in_a_conference_take_one_query_and_the_conference_another(
    conference, organiser, django_assert_num_queries
):
    with django_assert_num_queries(2):
        found = conference_for(organiser, "lakeside", "schedule.view_draft")
        rights_of(organiser, found)


def opens_for(person, conference):
    try:
        return conference_for(person, conference.slug, "schedule.view_draft") == conference
    except Http404:
        return False
