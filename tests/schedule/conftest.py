"""Who does something to the draft, and who looks at it."""

import pytest

from conference.teams.roles import Role
from tests.factories import make_member, make_user


@pytest.fixture
def programme(client, conference):
    """Someone who may change the draft is logged in."""
    client.force_login(make_member(conference, Role.PROGRAMME))


@pytest.fixture
def viewer(client, conference):
    """Someone who may look and change nothing is logged in."""
    client.force_login(make_member(conference, Role.VIEWER))


@pytest.fixture
def olga(db):
    return make_user(name="Olga Organiser")


@pytest.fixture
def log(conference, olga):
    """What the history of the conference says that Olga did."""
    return lambda: [
        f"{entry.by_name}: {entry.sentence}" for entry in conference.history.filter(by=olga)
    ]
