"""Which pages are public: a new one is a line here, which somebody reads."""

import pytest
from django.db import transaction
from django.test import Client

from conference.teams.roles import Role
from tests.addresses import address_of, all_views
from tests.factories import make_member

PUBLIC = {
    # the site's own
    "healthz",
    "readyz",
    # accounts: what one needs before one has logged in
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    # the admin's door leads to the log-in
    "admin:login",
    # what attendees see
    "site:colours",
    "site:home",
    "site:front_door",
    "schedule:c3voc",
    "schedule:csv",
    "schedule:day",
    "schedule:detail",
    "schedule:ics",
    "schedule:json",
    "schedule:my",
    "schedule:my_code",
    "schedule:my_ics",
    "site:offline",
    "site:offline_part",
    "schedule:presentation",
    "schedule:presentation_ics",
    "schedule:presentations",
    "site:robots",
    "schedule:room",
    "schedule:room_ics",
    "schedule:section",
    "schedule:section_ics",
    "site:sitemap",
    "site:sitemaps",
    "schedule:speaker",
    "schedule:speaker_ics",
    "schedule:speakers",
    "site:worker",
    "schedule:xml",
}


def test_only_these_views_are_public():
    public = {name for name, view in all_views() if not getattr(view, "login_required", True)}

    assert public == PUBLIC


def test_every_address_has_a_name():
    nameless = [
        name for name, view in all_views() if not name.replace(":", "").replace("_", "").isalnum()
    ]

    assert [name for name in nameless if not name.startswith("admin:")] == []


EVERYONE = {
    "anonymous",
    "stranger",
    "organiser elsewhere",
    "viewer",
    "programme",
    "organiser",
    "superuser",
}
MEMBERS = EVERYONE - {"anonymous"}
VIEWERS = {"viewer", "programme", "organiser", "superuser"}
PROGRAMME = {"programme", "organiser", "superuser"}
ORGANISERS = {"organiser", "superuser"}

MATRIX = {
    ("GET", "healthz"): EVERYONE,
    ("GET", "readyz"): EVERYONE,
    ("GET", "admin:index"): {"superuser"},
    ("GET", "admin:accounts_user_changelist"): {"superuser"},
    ("GET", "site:front_door"): EVERYONE,
    ("GET", "site:home"): EVERYONE,
    ("GET", "site:colours"): EVERYONE,
    ("GET", "schedule:detail"): EVERYONE,
    ("GET", "schedule:day"): EVERYONE,
    ("GET", "schedule:section"): EVERYONE,
    ("GET", "schedule:room"): EVERYONE,
    ("GET", "schedule:presentations"): EVERYONE,
    ("GET", "schedule:presentation"): EVERYONE,
    ("GET", "schedule:speakers"): EVERYONE,
    ("GET", "schedule:speaker"): EVERYONE,
    ("GET", "site:robots"): EVERYONE,
    ("GET", "site:sitemaps"): EVERYONE,
    ("GET", "site:sitemap"): EVERYONE,
    ("GET", "schedule:json"): EVERYONE,
    ("GET", "schedule:csv"): EVERYONE,
    ("GET", "schedule:c3voc"): EVERYONE,
    ("GET", "schedule:ics"): EVERYONE,
    ("GET", "schedule:my"): EVERYONE,
    ("GET", "schedule:my_code"): EVERYONE,
    ("GET", "schedule:my_ics"): EVERYONE,
    ("GET", "site:offline"): EVERYONE,
    ("GET", "site:offline_part"): EVERYONE,
    ("GET", "schedule:presentation_ics"): EVERYONE,
    ("GET", "schedule:room_ics"): EVERYONE,
    ("GET", "schedule:section_ics"): EVERYONE,
    ("GET", "schedule:speaker_ics"): EVERYONE,
    ("GET", "site:worker"): EVERYONE,
    ("GET", "schedule:xml"): EVERYONE,
    ("GET", "dashboard:account"): MEMBERS,
    ("GET", "account_email"): MEMBERS,
    ("GET", "account_change_password"): MEMBERS,
    ("GET", "dashboard:organise"): VIEWERS,
    ("GET", "editions_organise:history"): VIEWERS,
    ("GET", "schedule_organise:draft"): VIEWERS,
    ("GET", "schedule_organise:draft_empty"): PROGRAMME,
    ("POST", "schedule_organise:draft_empty"): PROGRAMME,
    ("GET", "schedule_organise:export"): VIEWERS,
    ("GET", "schedule_organise:publish"): VIEWERS,
    ("POST", "schedule_organise:publish"): ORGANISERS,
    ("POST", "schedule_organise:withdraw"): ORGANISERS,
    ("GET", "schedule_organise:presentations"): VIEWERS,
    ("GET", "schedule_organise:releases"): VIEWERS,
    ("GET", "schedule_organise:release"): VIEWERS,
    ("GET", "schedule_organise:rooms"): PROGRAMME,
    ("POST", "schedule_organise:rooms"): PROGRAMME,
    ("GET", "schedule_organise:room"): PROGRAMME,
    ("POST", "schedule_organise:room"): PROGRAMME,
    ("POST", "schedule_organise:room_move"): PROGRAMME,
    ("POST", "schedule_organise:room_remove"): PROGRAMME,
    ("GET", "schedule_organise:room_merge"): PROGRAMME,
    ("POST", "schedule_organise:room_merge"): PROGRAMME,
    ("GET", "schedule_organise:kinds"): PROGRAMME,
    ("GET", "schedule_organise:kind_add"): PROGRAMME,
    ("POST", "schedule_organise:kind_add"): PROGRAMME,
    ("GET", "schedule_organise:kind"): PROGRAMME,
    ("POST", "schedule_organise:kind"): PROGRAMME,
    ("GET", "schedule_organise:kind_change"): PROGRAMME,
    ("POST", "schedule_organise:kind_change"): PROGRAMME,
    ("POST", "schedule_organise:kind_remove"): PROGRAMME,
    ("GET", "schedule_import:upload"): PROGRAMME,
    ("POST", "schedule_import:upload"): PROGRAMME,
    ("GET", "schedule_import:detail"): PROGRAMME,
    ("GET", "schedule_import:file"): PROGRAMME,
    ("POST", "schedule_import:answer"): PROGRAMME,
    ("POST", "schedule_import:apply"): PROGRAMME,
    ("POST", "schedule_import:discard"): PROGRAMME,
    ("GET", "schedule_import:example"): PROGRAMME,
    ("GET", "schedule_import:annotated_csv"): PROGRAMME,
    ("GET", "schedule_import:annotated_xlsx"): PROGRAMME,
    ("POST", "schedule_import:undo"): PROGRAMME,
}
"""Who gets through to which page; everybody else finds nothing there, or is asked to log in."""


@pytest.fixture
def people(conference, organiser, stranger, superuser):
    return {
        "anonymous": None,
        "stranger": stranger,
        "organiser elsewhere": make_member(role=Role.ORGANISER),
        "viewer": make_member(conference, Role.VIEWER),
        "programme": make_member(conference, Role.PROGRAMME),
        "organiser": organiser,
        "superuser": superuser,
    }


@pytest.fixture
def clients(people):
    """A browser for each of the people, logged in as them."""
    clients = {who: Client() for who in people}
    for who, user in people.items():
        if user:
            clients[who].force_login(user)
    return clients


def answer_to(client, method, address):
    """The answer to a request; what the request changed is taken back."""
    with transaction.atomic():
        answer = client.generic(method, address)
        transaction.set_rollback(True)
    return answer


def gets_through(answer):
    if answer.status_code == 302:
        return not answer.url.startswith(("/accounts/login/", "/admin/login/"))
    return answer.status_code not in (403, 404)


def test_who_gets_through_to_which_page(clients, places):
    through = {
        (method, name): {
            who
            for who, client in clients.items()
            if gets_through(answer_to(client, method, address_of(name, places)))
        }
        for method, name in MATRIX
    }

    assert through == MATRIX


def test_the_matrix_knows_every_page_of_ours():
    ours = {name for name, _view in all_views() if not name.startswith(("admin:", "account_"))}

    assert ours <= {name for _method, name in MATRIX}


def test_what_one_may_not_see_looks_like_nothing(clients, places):
    hidden = [key for key, who in MATRIX.items() if who < MEMBERS]
    answers = {
        (method, name): answer_to(clients["stranger"], method, address_of(name, places))
        for method, name in hidden
    }
    said = {
        (method, name): (answer.status_code, answer.headers.get("Location", "").partition("?")[0])
        for (method, name), answer in answers.items()
    }

    assert said == {
        (method, name): (302, "/admin/login/") if name.startswith("admin:") else (404, "")
        for method, name in hidden
    }
