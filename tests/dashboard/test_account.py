"""One's own page: who I am, and where I work."""

from django.urls import reverse

from conference.teams.models import Team
from conference.teams.roles import Role
from tests.factories import make_conference, make_member


def account(client):
    return client.get(reverse("dashboard:account"))


def test_a_visitor_is_asked_to_log_in(client, db):
    response = account(client)

    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/accounts/")


def test_somebody_without_a_team_learns_how_to_get_into_one(client, stranger):
    client.force_login(stranger)

    response = account(client)

    assert response.context["places"] == []
    page = response.content.decode()
    assert "stranger@example.org" in page
    assert "ask its organisers to take this e-mail address into their team" in page
    assert 'href="/admin/"' not in page


def test_members_see_their_conferences_with_their_roles(client, conference, organiser):
    Team.objects.create(conference=conference, name="Lookers-on", role=Role.VIEWER).members.add(
        organiser
    )
    make_conference(title="Somebody else's")
    client.force_login(organiser)

    response = account(client)

    assert response.context["places"] == [
        (conference, ["Viewers: look at drafts, change nothing", "Organisers: everything"])
    ]
    page = response.content.decode()
    for address in (
        "/lakeside/organise/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/logout/",
    ):
        assert f'href="{address}"' in page


def test_superusers_see_all_conferences_and_the_admin(client, conference, superuser):
    client.force_login(superuser)

    response = account(client)

    assert response.context["places"] == [(conference, [])]
    assert 'href="/admin/"' in response.content.decode()


def test_the_page_takes_the_same_number_of_queries_for_many_conferences(
    client, conference, organiser, django_assert_num_queries
):
    client.force_login(organiser)
    for _number in range(5):
        other = make_conference()
        make_member(other)
        other.teams.get().members.add(organiser)

    # The session, the user, the memberships with their teams, the conferences.
    with django_assert_num_queries(4):
        assert len(account(client).context["places"]) == 6
