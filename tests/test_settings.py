"""The settings, started as an operator starts them: in a process of their own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def manage(*arguments, **environment):
    """Run manage.py with nothing in its environment but what is given."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def production(tmp_path):
    """The environment that docs/configuration.md asks for in production, with secrets filled in."""
    page = (ROOT / "docs" / "configuration.md").read_text()
    lines = re.search(r"## In production.*?```\n(.*?)```", page, re.DOTALL)[1].splitlines()
    wanted = dict(line.split("=", 1) for line in lines)
    return {**wanted, "SECRET_KEY": "x1Y2z3-" * 9, "DATA_DIR": str(tmp_path)}


def setting(name, **environment):
    """What a setting is in a process with this environment."""
    code = f"from django.conf import settings; print(repr(settings.{name}))"
    answer = manage("shell", "--no-imports", "--command", code, **environment)
    assert answer.stderr == ""
    return answer.stdout.strip()


def test_the_documented_production_environment_passes_djangos_deployment_checks(tmp_path):
    answer = manage("check", "--deploy", "--fail-level", "WARNING", **production(tmp_path))

    assert (answer.returncode, answer.stdout, answer.stderr) == (
        0,
        "System check identified no issues (2 silenced).\n",
        "",
    )


@pytest.mark.parametrize("address", ["", "consolemail://", "dummymail://"])
def test_a_deployment_whose_mail_reaches_nobody_is_told_what_to_set(tmp_path, address):
    environment = {**production(tmp_path), "EMAIL_URL": address}

    answer = manage("check", "--deploy", "--fail-level", "WARNING", **environment)

    assert answer.returncode == 1
    assert (
        "?: (plenary.W001) No mail leaves this site: set EMAIL_URL to your mail server, as in "
        "smtp+tls://USER:PASSWORD@mail.example.org:587.\n"
        "\nSystem check identified 1 issue (2 silenced)."
    ) in answer.stderr


@pytest.mark.parametrize(
    ("command", "name"),
    [("migrate", "SECRET_KEY"), ("migrate", "ALLOWED_HOSTS"), ("serve", "SECRET_KEY")],
)
def test_a_missing_variable_names_itself_in_one_sentence(tmp_path, command, name):
    environment = production(tmp_path)
    del environment[name]

    answer = manage(command, **environment)

    assert (answer.returncode, answer.stdout, answer.stderr) == (
        1,
        "",
        f"Plenary cannot start: {name} is not set: give it in the process environment or in the "
        f"file .env "
        "(see .env.example).\n",
    )


@pytest.mark.slow
def test_the_web_server_starts_with_as_many_processes_as_cores_or_as_one_says(tmp_path):
    expected = len(os.sched_getaffinity(0))

    assert setting("WEB_SERVER", **production(tmp_path)) == str(
        {"host": "127.0.0.1", "port": 8000, "processes": expected, "threads": 12}
    )
    chosen = {"HOST": "::1", "PORT": "80", "WEB_PROCESSES": "3", "WEB_THREADS": "2"}
    assert setting("WEB_SERVER", **production(tmp_path), **chosen) == str(
        {"host": "::1", "port": 80, "processes": 3, "threads": 2}
    )


@pytest.mark.slow
def test_debug_needs_nothing_else(tmp_path):
    assert manage("check", DEBUG="1", DATA_DIR=str(tmp_path)).returncode == 0


@pytest.mark.slow
def test_the_process_environment_beats_the_file(tmp_path):
    (tmp_path / "env").write_text("SECRET_KEY=from-the-file\nALLOWED_HOSTS=file.example.org\n")
    environment = {"ENV_FILE": str(tmp_path / "env"), "DATA_DIR": str(tmp_path)}

    assert setting("SECRET_KEY", **environment) == "'from-the-file'"
    assert (
        setting("SECRET_KEY", **environment, SECRET_KEY="from-the-process") == "'from-the-process'"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://conference.example.org", "(True, True, True, 31536000)"),
        ("http://127.0.0.1:8000", "(False, False, False, 0)"),
    ],
)
def test_only_this_machines_own_address_relaxes_the_defences(tmp_path, address, expected):
    code = (
        "from django.conf import settings as s; print((s.SESSION_COOKIE_SECURE, "
        "s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS))"
    )
    environment = {**production(tmp_path), "SITE_URL": address}

    answer = manage("shell", "--no-imports", "--command", code, **environment)

    assert (answer.stdout.strip(), answer.stderr) == (expected, "")


def test_plain_http_for_the_world_is_refused(tmp_path):
    environment = {**production(tmp_path), "SITE_URL": "http://conference.example.org"}

    answer = manage("check", **environment)

    assert (answer.returncode, answer.stderr) == (
        1,
        "Plenary cannot start: SITE_URL is “http://conference.example.org”: http is accepted only "
        "for this "
        "machine itself (127.0.0.1, localhost); use https.\n",
    )


@pytest.mark.slow
def test_a_proxy_is_believed_only_where_one_is_announced(tmp_path):
    environment = production(tmp_path)
    believed = {
        count: (
            setting("SECURE_PROXY_SSL_HEADER", **{**environment, "TRUSTED_PROXY_COUNT": count}),
            setting("ALLAUTH_TRUSTED_PROXY_COUNT", **{**environment, "TRUSTED_PROXY_COUNT": count}),
        )
        for count in ("0", "2")
    }

    assert believed == {"0": ("None", "0"), "2": ("('HTTP_X_FORWARDED_PROTO', 'https')", "2")}


@pytest.mark.slow
def test_logs_go_into_files_where_a_folder_is_named(tmp_path):
    environment = {**production(tmp_path), "LOG_DIR": str(tmp_path / "logs")}

    code = "import logging; logging.getLogger('conference').warning('a line for the log')"
    answer = manage("shell", "--no-imports", "--command", code, **environment)

    assert (answer.stdout, answer.stderr) == ("", "")
    assert (
        "WARNING conference: a line for the log" in (tmp_path / "logs" / "plenary.log").read_text()
    )


@pytest.mark.slow
def test_a_fresh_env_file_is_private_random_and_never_overwritten(tmp_path):
    path = tmp_path / ".env"
    answer = manage(
        "write_env", "--file", str(path), "--port", "8123", DEBUG="1", DATA_DIR=str(tmp_path)
    )
    first = path.read_text()

    assert (answer.returncode, answer.stdout, answer.stderr) == (0, f"Wrote {path}.\n", "")
    assert path.stat().st_mode & 0o777 == 0o600
    assert "SITE_URL=http://127.0.0.1:8123\n" in first
    values = dict(line.split("=", 1) for line in first.splitlines()[1:])
    assert len({*values.values()}) == len(values)
    assert min(len(values[name]) for name in values if name.startswith("DEMO_")) >= 16

    answer = manage("write_env", "--file", str(path), DEBUG="1", DATA_DIR=str(tmp_path))
    assert (answer.returncode, answer.stdout) == (
        0,
        f"{path} is there already: it stays as it is.\n",
    )
    assert path.read_text() == first


def test_sqlite_runs_as_a_server_needs_it(tmp_path):
    code = (
        "from django.db import connection as c; cursor = c.cursor(); "
        "print([cursor.execute(f'PRAGMA {name}').fetchone()[0] "
        "for name in ('journal_mode', 'foreign_keys', 'busy_timeout')], c.transaction_mode)"
    )

    answer = manage("shell", "--no-imports", "--command", code, **production(tmp_path))

    assert (answer.stdout, answer.stderr) == ("['wal', 1, 30000] IMMEDIATE\n", "")


@pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql",
    reason="needs a DATABASE_URL that names a PostgreSQL server",
)
def test_postgresql_works_through_its_pool(tmp_path):
    url = os.environ["DATABASE_URL"]
    address = url.rpartition("/")[0] + "/postgres?pool=true"
    code = (
        "from django.db import connection as c; cursor = c.cursor(); cursor.execute('SELECT 1'); "
        "print(cursor.fetchone(), c.pool.max_size); c.close_pool()"
    )

    answer = manage(
        "shell", "--no-imports", "--command", code, **production(tmp_path), DATABASE_URL=address
    )

    assert (answer.stdout, answer.stderr) == ("(1,) 16\n", "")


def test_others_on_the_machine_cannot_read_the_data(tmp_path):
    folder = tmp_path / "new" / "data"
    url = f"sqlite:///{folder}/plenary.sqlite3"
    answer = manage(
        "check", **{**production(tmp_path), "DATA_DIR": str(folder), "DATABASE_URL": url}
    )

    assert answer.returncode == 0
    assert [oct(path.stat().st_mode & 0o777) for path in (folder, folder / "plenary.sqlite3")] == [
        "0o700",
        "0o600",
    ]
