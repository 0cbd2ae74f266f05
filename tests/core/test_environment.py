"""Every variable is judged, and a refusal is one sentence that names it."""

import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from conference.core import environment

HOME = Path("/srv/plenary")


def refusal(read, *arguments, **named):
    with pytest.raises(ImproperlyConfigured) as refused:
        read(*arguments, **named)
    return str(refused.value)


def test_a_missing_variable_names_itself(monkeypatch):
    monkeypatch.delenv("THING", raising=False)
    sentence = (
        "THING is not set: give it in the process environment or in the file .env "
        "(see .env.example)."
    )

    assert refusal(environment.text, "THING") == sentence
    monkeypatch.setenv("THING", "  ")
    assert refusal(environment.text, "THING") == sentence
    assert environment.text("THING", "default") == "default"


def test_a_secret_may_begin_with_a_dollar_sign(monkeypatch):
    monkeypatch.setenv("THING", "$ecret")

    assert environment.text("THING") == "$ecret"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1", True), ("True", True), ("on", True), ("0", False), ("no", False), ("", False)],
)
def test_flags_are_read(monkeypatch, value, expected):
    monkeypatch.setenv("THING", value)

    assert environment.flag("THING", default=False) is expected


def test_values_that_cannot_be_used_are_refused_with_what_was_expected(monkeypatch):
    monkeypatch.setenv("THING", "maybe")

    assert (
        refusal(environment.flag, "THING", default=False) == "THING is “maybe”: it must be 1 or 0."
    )
    assert (
        refusal(environment.number, "THING", default=1)
        == "THING is “maybe”: it must be a whole number, 0 or more."
    )
    assert (
        refusal(environment.choice, "THING", "a", ("a", "b"))
        == "THING is “maybe”: it must be one of a, b."
    )


def test_lists_are_written_with_commas(monkeypatch):
    monkeypatch.setenv("THING", "example.org, www.example.org ,")

    assert environment.words("THING") == ["example.org", "www.example.org"]


def test_a_folder_is_made_where_it_is_wanted(monkeypatch, tmp_path):
    monkeypatch.setenv("THING", "logs/deep")

    assert environment.folder("THING", default=None, start=tmp_path) == tmp_path / "logs" / "deep"
    assert (tmp_path / "logs" / "deep").is_dir()
    monkeypatch.delenv("THING")
    assert environment.folder("THING", default=None, start=tmp_path) is None


def test_a_folder_that_cannot_be_made_is_refused(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("THING", "file/logs")

    assert refusal(environment.folder, "THING", default=None, start=tmp_path) == (
        f"THING is “{tmp_path}/file/logs”, which cannot be made (Not a directory): "
        "name a folder that can be written to."
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "https://example.org:8443",
        "http://127.0.0.1:8000",
        "http://localhost",
        "http://[::1]:8000",
        "http://plenary.localhost:8000",
    ],
)
def test_the_sites_address_is_a_scheme_and_a_host(monkeypatch, address):
    monkeypatch.setenv("THING", address + "/")

    assert environment.site_url("THING", "") == address


@pytest.mark.parametrize(
    "address",
    [
        "example.org",
        "ftp://example.org",
        "https:",
        "https://example.org/conference",
        "https://example.org?x=1",
        "https://user:password@example.org",
        "https://example.org:port",
    ],
)
def test_what_is_no_site_address_is_refused(monkeypatch, address):
    monkeypatch.setenv("THING", address)

    assert refusal(environment.site_url, "THING", "") == (
        f"THING is “{address}”: it must be the site's address without a path, such as "
        f"https://example.org."
    )


@pytest.mark.parametrize(
    "host", ["example.org", "10.0.0.1", "127.0.0.1.example.org", "localhost.example.org"]
)
def test_http_is_refused_for_every_host_but_this_one(monkeypatch, host):
    monkeypatch.setenv("THING", f"http://{host}")

    assert refusal(environment.site_url, "THING", "") == (
        f"THING is “http://{host}”: http is accepted only for this machine itself (127.0.0.1, "
        f"localhost); "
        "use https."
    )


def test_sqlite_waits_for_its_turn_to_write(monkeypatch):
    monkeypatch.setenv("THING", "sqlite:///data/plenary.sqlite3")

    config = environment.database("THING", "", HOME)

    assert (config["ENGINE"], config["NAME"]) == (
        "django.db.backends.sqlite3",
        HOME / "data" / "plenary.sqlite3",
    )
    assert config["OPTIONS"] == {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }


def test_an_sqlite_file_may_lie_anywhere(monkeypatch):
    monkeypatch.setenv("THING", "sqlite:////var/lib/plenary.sqlite3")

    assert environment.database("THING", "", HOME)["NAME"] == Path("/var/lib/plenary.sqlite3")


def test_postgresql_keeps_its_connections(monkeypatch):
    monkeypatch.setenv("THING", "postgres://ada:p%40ss@db.example.org:5433/plenary?sslmode=require")

    config = environment.database("THING", "", HOME)

    assert config == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "plenary",
        "USER": "ada",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": 5433,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**environment.POSTGRES_OPTIONS, "sslmode": "require"},
    }


@pytest.mark.parametrize(("value", "size"), [("true", 16), ("25", 25)])
def test_postgresql_shares_its_connections_in_a_pool(monkeypatch, value, size):
    monkeypatch.setenv("THING", f"postgres://127.0.0.1/plenary?pool={value}")

    config = environment.database("THING", "", HOME)

    assert (config["CONN_MAX_AGE"], config["OPTIONS"]) == (
        0,
        {
            **environment.POSTGRES_OPTIONS,
            "pool": {"min_size": 2, "max_size": size, "timeout": 10},
        },
    )


def test_a_database_that_cannot_be_used_is_refused_without_its_password(monkeypatch):
    monkeypatch.setenv("THING", "mysql://ada:secret@db/plenary")
    assert (
        refusal(environment.database, "THING", "", HOME)
        == "THING begins with “mysql:”: it must begin with sqlite: or postgres:."
    )
    for value in ("postgres://ada:secret@db:port/plenary", "postgres://ada:secret@db"):
        monkeypatch.setenv("THING", value)
        assert refusal(environment.database, "THING", "", HOME) == (
            "THING cannot be read: it must look like sqlite:///FILE or "
            "postgres://USER:PASSWORD@HOST:PORT/NAME."
        )
    monkeypatch.setenv("THING", "postgres://ada:secret@db/plenary?pool=many")
    assert refusal(environment.database, "THING", "", HOME) == (
        "THING says pool=many: it must be “true” or a number of connections."
    )


def test_counts_are_kept_in_the_database_or_in_redis_or_in_the_process(monkeypatch):
    assert environment.cache("THING", "dbcache://counters") == {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "counters",
        "KEY_PREFIX": "plenary",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
    monkeypatch.setenv("THING", "redis://127.0.0.1:6379/1")
    assert environment.cache("THING", "") == {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://127.0.0.1:6379/1",
        "KEY_PREFIX": "plenary",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
    monkeypatch.setenv("THING", "locmemcache://?max_entries=7")
    config = environment.cache("THING", "")
    assert (config["BACKEND"], config["OPTIONS"]) == (
        "django.core.cache.backends.locmem.LocMemCache",
        {"MAX_ENTRIES": 7},
    )


@pytest.mark.parametrize("scheme", ["memcache", "filecache"])
def test_a_cache_that_cannot_be_used_is_refused(monkeypatch, scheme):
    monkeypatch.setenv("THING", f"{scheme}://127.0.0.1:11211")

    assert refusal(environment.cache, "THING", "") == (
        f"THING begins with “{scheme}:”: it must begin with dbcache:, redis:, rediss: or "
        "locmemcache:."
    )


def test_the_cores_are_those_that_this_process_may_use(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 3, 5})
    assert environment.cores() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert environment.cores() == 7


def test_mail_goes_to_a_server_that_speaks_tls(monkeypatch):
    monkeypatch.setenv("THING", "smtp+tls://ada%40example.org:p%40ss@mail.example.org")

    assert environment.email("THING", "", HOME) == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_FILE_PATH": None,
        "EMAIL_HOST": "mail.example.org",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "ada@example.org",
        "EMAIL_HOST_PASSWORD": "p@ss",
        "EMAIL_USE_TLS": True,
        "EMAIL_USE_SSL": False,
    }


def test_mail_may_be_kept_in_files(monkeypatch):
    monkeypatch.setenv("THING", "filemail:///data/mail")

    config = environment.email("THING", "", HOME)

    assert (config["EMAIL_BACKEND"], config["EMAIL_FILE_PATH"]) == (
        "django.core.mail.backends.filebased.EmailBackend",
        HOME / "data" / "mail",
    )


def test_a_mail_server_that_cannot_be_used_is_refused_without_its_password(monkeypatch):
    monkeypatch.setenv("THING", "imap://ada:secret@mail")
    assert refusal(environment.email, "THING", "", HOME) == (
        "THING begins with “imap:”: it must begin with smtp+tls:, smtp+ssl:, smtp:, consolemail:, "
        "filemail: or dummymail:."
    )
    monkeypatch.setenv("THING", "smtp://ada:secret@mail:port")
    assert refusal(environment.email, "THING", "", HOME) == (
        "THING cannot be read: it must look like smtp+tls://USER:PASSWORD@HOST:PORT."
    )


def test_logs_go_to_standard_output_or_to_a_file():
    assert environment.logging_to(None, "INFO")["handlers"]["log"]["stream"] == "ext://sys.stdout"
    assert (
        environment.logging_to(HOME, "INFO")["handlers"]["log"]["filename"] == HOME / "plenary.log"
    )
