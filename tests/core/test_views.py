"""Health and readiness."""

import os

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder


def test_a_living_process_says_so_without_asking_anyone(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]
    assert "Vary" not in answer


@pytest.mark.django_db
def test_a_ready_site_names_what_answered(client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ok", "database": "ok", "cache": "ok", "disk": "ok"},
    )
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_site_whose_migrations_are_not_applied_is_not_ready(client, caplog):
    MigrationRecorder(connection).migration_qs.filter(app="accounts").delete()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (
        503,
        {"status": "unavailable", "database": "failed", "cache": "ok", "disk": "ok"},
    )
    assert "migrations are not applied: run manage.py migrate." in caplog.text


@pytest.mark.django_db
def test_a_site_without_its_database_is_not_ready_and_tells_no_secrets(client, caplog):
    def fail(execute, sql, params, many, context):
        raise OperationalError("password=secret")

    with connection.execute_wrapper(fail):
        answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["database"]) == (503, "failed")
    assert "secret" not in answer.text
    assert "The database does not answer, or cannot be written to." in caplog.text


@pytest.mark.django_db
def test_a_site_without_its_cache_is_not_ready(client, settings, caplog):
    # Nobody listens on this port.
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1",
        }
    }

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (
        503,
        {"status": "unavailable", "database": "ok", "cache": "failed", "disk": "ok"},
    )
    assert "The cache does not answer." in caplog.text
    caches.close_all()


@pytest.mark.django_db
def test_a_site_whose_database_can_only_be_read_is_not_ready(client):
    def refuse(execute, sql, params, many, context):
        if sql.startswith("INSERT"):
            raise OperationalError("attempt to write a readonly database")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["database"]) == (503, "failed")


@pytest.mark.django_db
def test_a_site_whose_disk_is_full_is_not_ready(client, monkeypatch, caplog, settings):
    def is_full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", is_full)
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["disk"]) == (503, "failed")
    assert f"Nothing can be written to {settings.DATA_DIR}: No space left on device." in caplog.text


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_probes_only_look(client, address):
    assert client.post(address).status_code == 405
