"""The counts of attempts, for the rate limits: all processes share them, and pages cannot push them
out.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client, RequestFactory

from conference.core import environment
from conference.core.public_pages import shared_response


@pytest.fixture
def table(db, settings, monkeypatch):
    """The cache that the settings take by default."""
    monkeypatch.delenv("CACHE_URL", raising=False)
    settings.CACHES = {"default": environment.cache("CACHE_URL", "dbcache://counters")}
    call_command("migrate", verbosity=0)
    yield "counters"
    caches.close_all()


def test_who_migrates_makes_the_table_and_once_is_enough(table):
    call_command("migrate", verbosity=0)

    assert table in connection.introspection.table_names()
    assert isinstance(caches["default"], DatabaseCache)


def test_no_table_is_made_where_none_is_asked_for(db):
    call_command("migrate", verbosity=0)

    assert "counters" not in connection.introspection.table_names()


def test_another_process_sees_the_same_counts(table):
    cache.set("attempts", [1.5, 2.5], 60)

    other = caches.create_connection("default")
    assert (other.get("attempts"), other.add("attempts", []), other.add("lock", True)) == (
        [1.5, 2.5],
        False,
        True,
    )
    assert cache.add("lock", True) is False


def test_attempts_to_log_in_are_counted_there(client, table):
    form = {"login": "nobody@example.org", "password": "a wrong password"}
    answers = [client.post("/accounts/login/", form) for _time in range(6)]

    assert ["Too many wrong" in answer.text for answer in answers] == [False] * 5 + [True]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM counters WHERE cache_key LIKE '%login_failed%'")
        assert cursor.fetchone()[0] > 0


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_attempts_that_are_made_at_once_are_counted_each(table, monkeypatch):
    judged, encode = [], MD5PasswordHasher.encode

    def counted(self, password, salt):
        judged.append(password)
        return encode(self, password, salt)

    def attempt(number):
        form = {"login": "nobody@example.org", "password": f"guess {number}"}
        answer = Client().post("/accounts/login/", form)
        connections.close_all()
        return answer.status_code

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(attempt, range(36)))

    assert (answers, len(judged) <= 5, len(judged) > 0) == ([200] * 36, True, True)


def test_pages_are_not_among_the_counts(table, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = shared_response(RequestFactory().get("/"), ["a page"], lambda: "Hello")
    assert answer.status_code == 200
