"""The admin of teams: who gets in, who may let in, and where."""

import pytest
from django.urls import reverse

from conference.accounts.models import User
from conference.teams.models import Membership, Team
from conference.teams.roles import Role
from tests.factories import make_conference, make_member, make_user


@pytest.fixture
def team(client, conference):
    """An empty team, in a conference whose organiser is logged in."""
    client.force_login(make_member(conference, Role.ORGANISER, is_staff=True))
    return Team.objects.create(conference=conference, name="Helpers", role=Role.VIEWER)


def rows(*typed, initial=0):
    """What the form sends: each row is (primary key or "", e-mail address, whether to remove
    it).
    """
    sent = {"memberships-TOTAL_FORMS": len(typed), "memberships-INITIAL_FORMS": initial}
    for number, (key, email, gone) in enumerate(typed):
        sent |= {f"memberships-{number}-id": key, f"memberships-{number}-user": email}
        if gone:
            sent[f"memberships-{number}-DELETE"] = "on"
    return sent


def save(client, team, typed):
    address = reverse("admin:teams_team_change", args=[team.pk])
    return client.post(address, {"name": team.name, "role": team.role, **typed})


def emails(team):
    return sorted(Membership.objects.filter(team=team).values_list("user__email", flat=True))


def test_a_member_is_named_by_e_mail_address_in_any_case(client, team):
    make_user(email="ada@example.org")

    save(client, team, rows(("", "Ada@Example.org", False)))

    assert emails(team) == ["ada@example.org"]


def test_an_address_without_an_account_is_refused(client, team):
    response = save(client, team, rows(("", "nobody@example.org", False)))

    assert response.context["inline_admin_formsets"][0].formset.errors == [
        {
            "user": [
                "There is no account with the e-mail address “nobody@example.org”: ask the person "
                "to sign up first, then name the address that they used."
            ]
        }
    ]
    assert emails(team) == []


def test_an_account_whose_address_nobody_has_confirmed_is_refused(client, team):
    User.objects.create_user("ada@example.org")

    response = save(client, team, rows(("", "ada@example.org", False)))

    assert response.context["inline_admin_formsets"][0].formset.errors == [
        {
            "user": [
                "Nobody has confirmed the e-mail address “ada@example.org” yet: ask the person to "
                "choose a new password for it, which confirms it, then name it again."
            ]
        }
    ]
    assert emails(team) == []


def test_a_member_whose_address_is_no_longer_confirmed_does_not_hold_up_the_team(client, team):
    member = Membership.objects.create(team=team, user=User.objects.create_user("ada@example.org"))

    response = save(
        client, team, {"name": "Hands", **rows((member.pk, "ada@example.org", False), initial=1)}
    )

    team.refresh_from_db()
    assert (response.status_code, team.name, emails(team)) == (302, "Hands", ["ada@example.org"])


def test_letters_that_look_the_same_are_not_the_same_address(client, team):
    make_user(email="ada@l\u0131ght.example")  # a dotless i, which is “I” in capitals too

    save(client, team, rows(("", "ada@light.example", False)))

    assert emails(team) == []


def test_the_same_person_twice_is_refused(client, team):
    member = Membership.objects.create(team=team, user=make_user(email="ada@example.org"))

    response = save(
        client,
        team,
        rows((member.pk, "ada@example.org", False), ("", "ada@example.org", False), initial=1),
    )

    assert response.status_code == 200
    assert emails(team) == ["ada@example.org"]


def test_a_member_is_removed_and_the_others_stay(client, team):
    gone = Membership.objects.create(team=team, user=make_user(email="ada@example.org"))
    stays = Membership.objects.create(team=team, user=make_user(email="bo@example.org"))

    save(
        client,
        team,
        rows((gone.pk, "ada@example.org", True), (stays.pk, "bo@example.org", False), initial=2),
    )

    assert list(Membership.objects.filter(team=team)) == [stays]


def test_who_joins_and_who_leaves_stands_in_the_history(client, team):
    ada, bo, cy = (
        make_user(email=f"{name.lower()}@example.org", name=name) for name in ("Ada", "Bo", "Cy")
    )
    save(client, team, rows(("", ada.email, False), ("", bo.email, False)))
    first, second = Membership.objects.filter(team=team).order_by("pk")
    save(client, team, rows((first.pk, cy.email, False), (second.pk, bo.email, True), initial=2))
    save(client, team, {"role": Role.PROGRAMME, **rows((first.pk, cy.email, False), initial=1)})
    client.post(reverse("admin:teams_team_delete", args=[team.pk]), {"post": "yes"})

    assert [entry.sentence for entry in team.conference.history.order_by("pk")] == [
        "Ada joined the team “Helpers”.",
        "Bo joined the team “Helpers”.",
        "Bo left the team “Helpers”.",
        "Ada left the team “Helpers”.",
        "Cy joined the team “Helpers”.",
        "Team “Helpers” changed: Programme: the draft of the schedule, its import, speakers, "
        "tracks.",
        "Team “Helpers” removed; in it: Cy.",
    ]


def test_saving_a_team_as_it_is_changes_nothing(client, team):
    member = Membership.objects.create(team=team, user=make_user(email="ada@example.org"))

    response = save(client, team, rows((member.pk, "ada@example.org", False), initial=1))

    assert response.status_code == 302
    assert list(Membership.objects.filter(team=team)) == [member]


def test_nobody_is_let_into_a_team_of_another_conference(client, team):
    foreign = Team.objects.create(conference=make_conference(), name="Others", role=Role.ORGANISER)
    me = Membership.objects.get(team__conference=team.conference, team__role=Role.ORGANISER).user

    save(client, foreign, rows(("", me.email, False)))
    address = reverse("admin:teams_team_add")
    made = client.post(
        address,
        {"conference": foreign.conference.pk, "name": "Mine", "role": Role.ORGANISER, **rows()},
    )

    assert emails(foreign) == []
    assert list(made.context["adminform"].form.errors) == ["conference"]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PROGRAMME])
def test_only_organisers_see_teams(client, conference, role):
    client.force_login(make_member(conference, role, is_staff=True))
    team = conference.teams.get()

    statuses = [
        client.get(reverse("admin:teams_team_changelist")).status_code,
        client.get(reverse("admin:teams_team_change", args=[team.pk])).status_code,
        save(client, team, rows(("", "ada@example.org", False))).status_code,
    ]

    assert statuses == [403, 403, 403]


def test_the_list_counts_members_however_one_searches(client, team):
    for name in ("ada", "bo"):
        Membership.objects.create(team=team, user=make_user(email=f"{name}@helpers.example"))

    page = client.get(reverse("admin:teams_team_changelist"), {"q": "helpers.example"})

    assert [(found.name, found.size) for found in page.context["cl"].result_list] == [
        ("Helpers", 2)
    ]


def test_moments_are_shown_on_the_conferences_clocks(client, team):
    member = Membership.objects.create(team=team, user=make_user())
    Membership.objects.filter(pk=member.pk).update(joined_at="2027-01-15T23:30:00+00:00")

    page = client.get(reverse("admin:teams_team_change", args=[team.pk])).content.decode()

    assert "2027-01-16 00:30 (Europe/Zurich)" in page
