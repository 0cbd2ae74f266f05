"""Imports in processes of their own, which can be killed at any statement and whose memory is
measured.

`Breeder` starts this file as a script. The script sets Django up once and then makes a child for
each job, so that a job costs no start of Python; the child dies by a real SIGKILL where the job
says so. Nothing of this is in the product: the script watches the product's statements from
outside.
"""

import contextlib
import json
import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client, override_settings
from django.urls import get_resolver

ROOT = Path(__file__).parents[2]
MEGABYTE = 1 << 20
UNVERSIONED = "django.contrib.staticfiles.storage.StaticFilesStorage"


class Breeder:
    """The tests' end of the script, which works on the very database that the tests work on."""

    def __init__(self):
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "conference.settings",
            "DATABASE_URL": _address_of_test_database(),
            "CACHE_URL": "locmemcache://",  # whose table the tests' database has not
            "SECRET_KEY": "only-for-tests",
            "ALLOWED_HOSTS": "testserver",
            "ENV_FILE": os.devnull,
            "PYTHONPATH": str(ROOT),
            "LOG_LEVEL": "ERROR",
            "PYTHONWARNINGS": "ignore",  # nobody has collected static files
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.schedule_import.processes"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, **job):
        """Do a job in a new process: `command` (arguments) or `pages` ((address, data, file), ...).

        `session` is the key of the session in which pages are asked for. The process is killed at
        point number `die_at`, from 1, or after `die_after` seconds. Returns what became of it: the
        "signal" that killed it, or None; the "points" that it passed; "status" and "output" of a
        command, or "answers" of pages (status, and the address led to); "megabytes", the size at
        its peak of it or of a process that it started, and "seconds" of computing.
        """
        self.start(**job)
        return self.wait()

    def start(self, **job):
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()

    def wait(self):
        return json.loads(self.process.stdout.readline())

    def end(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=30)


def _address_of_test_database():
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    place = f"{database['HOST']}:{database['PORT'] or 5432}"
    who = f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    return f"postgres://{who}@{place}/{database['NAME']}"


# --- In the script --------------------------------------------------------------------------------


class Points:
    """Every place where a process can be killed: before each statement, and before and after each
    commit.
    """

    def __init__(self, die_at):
        self.die_at = die_at
        self.passed = []

    def __call__(self, execute, sql, params, many, context):
        self.pass_by(sql.split(maxsplit=1)[0])
        return execute(sql, params, many, context)

    def pass_by(self, name):
        self.passed.append(name)
        if len(self.passed) == self.die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    @contextlib.contextmanager
    def watched(self):
        """Commits are no statements to Django: it asks the driver for them."""
        commit = BaseDatabaseWrapper._commit
        points = self

        def watched_commit(wrapper):
            points.pass_by("before commit")
            commit(wrapper)
            points.pass_by("after commit")

        BaseDatabaseWrapper._commit = watched_commit
        with connection.execute_wrapper(self):
            yield
        BaseDatabaseWrapper._commit = commit


def _run_command(arguments, out):
    """The exit status; what the command prints goes into the file `out`, as it does in life."""
    try:
        call_command(*arguments, stdout=out)
    except SystemExit as stop:
        return stop.code
    except CommandError as fault:
        out.write(str(fault))
        return fault.returncode
    return 0


def _visit(client, pages):
    """Each page is asked for (data None) or sent its data, and a file; "{}" is the number of the
    import.
    """
    answers, number = [], ""
    for address, data, path in pages:
        address = address.replace("{}", number)
        if data is None:
            response = client.get(address)
        elif path is None:
            response = client.post(address, data)
        else:
            with Path(path).open("rb") as file:
                response = client.post(address, {**data, "file": file})
        led_to = response.headers.get("Location", "")
        number = led_to.rstrip("/").rpartition("/")[2] or number
        answers.append([response.status_code, led_to])
    return answers


def _do(job):
    points, result = Points(job.get("die_at")), {"signal": None}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        with points.watched():
            if "command" in job:
                result["status"] = _run_command(job["command"], out)
            else:
                client = Client()
                client.cookies["sessionid"] = job["session"]
                result["answers"] = _visit(client, job["pages"])
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        result |= {
            "megabytes": max(each.ru_maxrss for each in used) * 1024 / MEGABYTE,
            "seconds": sum(each.ru_utime + each.ru_stime for each in used),
        }
        out.seek(0)
        return {**result, "points": points.passed, "output": out.read()}


def _do_in_a_child(job):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as out:
            json.dump(_do(job), out)
        connections.close_all()
        os._exit(0)
    os.close(writing)
    if "die_after" in job and not select.select([reading], [], [], job["die_after"])[0]:
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading) as answer:
        text = answer.read()
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return {"signal": os.WTERMSIG(status)}
    return json.loads(text) if text else {"signal": None, "status": "broke off"}


def main():
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever else is printed, such as the log, gets in nobody's way
    django.setup()
    # Nobody has collected the static files, of which the product's storage knows the versions.
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": UNVERSIONED}}
    with override_settings(STORAGES=storages):
        assert get_resolver().url_patterns  # imports every view: once, and not in each child
        for line in sys.stdin:
            answers.write(json.dumps(_do_in_a_child(json.loads(line))) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
