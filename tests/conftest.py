"""Fixtures for all tests: people, a browser, and no network but this machine's own."""

import ipaddress
import os
import socket

import hypothesis
import pytest
from django.core.cache import cache

from conference.core.kept_pages import kept_pages
from conference.schedule.release.public_schedule import public_release_at
from conference.teams.roles import Role
from tests.factories import make_conference, make_member, make_user

# Playwright keeps an event loop in the thread of the test, which Django takes for asynchronous
# code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# Where a change is judged, the same examples every time; everywhere else new ones, which may find
# something. `.ci/run` asks for the thorough profile where it runs everything.
for name, examples in (("quick", 20), ("thorough", 100)):
    hypothesis.settings.register_profile(
        name,
        deadline=None,
        print_blob=True,
        derandomize=os.environ.get("CI") == "true",
        max_examples=examples,
    )
hypothesis.settings.load_profile("quick")

pytest_plugins = ["tests.addresses", "tests.browsers", "tests.pictures"]

ASKS_THE_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_collection_modifyitems(items):
    """Mark what only some runs want: property tests, and tests that touch the database."""
    for item in items:
        if getattr(item.function, "is_hypothesis_test", False):
            item.add_marker(pytest.mark.property)
        if item.get_closest_marker("django_db") or ASKS_THE_DATABASE & set(item.fixturenames):
            item.add_marker(pytest.mark.database)


def _refuse_foreign_hosts(connect):
    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
            raise ConnectionRefusedError(f"Tests have no network: {address[0]} was asked for.")
        return connect(self, address)

    return guarded


def _is_local(host):
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def _no_network():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _refuse_foreign_hosts(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", _refuse_foreign_hosts(socket.socket.connect_ex))
        yield


@pytest.fixture(autouse=True)
def _empty_cache():
    """No page, no known release, and no count of attempted log-ins outlives its test."""
    cache.clear()
    kept_pages().clear()
    kept_pages.cache_clear()  # and it no longer rests, if its disk refused something
    public_release_at.cache_clear()


@pytest.fixture
def conference(db):
    return make_conference(slug="lakeside", title="Lakeside 2027", is_current=True)


@pytest.fixture
def organiser(conference):
    """Someone in a team with every right in `conference`."""
    return make_member(
        conference, Role.ORGANISER, email="organiser@example.org", name="Olga Organiser"
    )


@pytest.fixture
def stranger(db):
    """Someone with an account and nothing else."""
    return make_user(email="stranger@example.org", name="Stan Stranger")


@pytest.fixture
def superuser(db):
    return make_user(email="root@example.org", name="Rita Root", is_staff=True, is_superuser=True)
