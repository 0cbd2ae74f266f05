"""Reading several rows that belong together, while others write; and not waiting for ever for a
database that hangs.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, cast

import psycopg
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

SECONDS_OF_SILENCE = 35.0
"""PostgreSQL itself ends a statement after 30 (`environment.POSTGRES_OPTIONS`): one that says
nothing for longer hangs.
"""


class PatientConnection(psycopg.Connection[Any]):
    """A connection that does not wait for ever. A server that was stopped, or whose disk hangs,
    keeps its connections and answers to TCP, so that no other time-out notices.
    """

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for the server; after `SECONDS_OF_SILENCE` fail with an `OperationalError` and be
        closed, as nobody knows then what the server has done.
        """
        until = time.monotonic() + (timeout or SECONDS_OF_SILENCE)
        try:
            return super().wait(gen, interval, timeout or SECONDS_OF_SILENCE)
        except psycopg.OperationalError:
            if time.monotonic() >= until:
                self.pgconn.finish()
            raise


def make_patient(connection: BaseDatabaseWrapper, **_of_the_signal: Any) -> None:
    """Have a new connection wait as `PatientConnection` does: Django offers no place to name a
    class of our own.
    """
    if isinstance(connection.connection, psycopg.Connection):
        connection.connection.__class__ = PatientConnection


@contextmanager
def one_snapshot() -> Iterator[None]:
    """All that is read within is what the database held at one moment, whatever others write
    meanwhile. Nothing may be written within.

    Nobody waits for anybody: a reader sees the last state that was whole, and writers go on. Within
    a transaction this does nothing: who has begun one in order to write holds the lock of what is
    read.
    """
    if connection.in_atomic_block:
        yield
        return
    with ExitStack() as stack:
        if connection.vendor == "sqlite":
            with _deferred():
                stack.enter_context(transaction.atomic())
        else:
            stack.enter_context(transaction.atomic())
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@contextmanager
def _deferred() -> Iterator[None]:
    """Transactions of SQLite that begin within lock nothing; all others do, since they write."""
    sqlite = cast(Any, connection)
    sqlite.ensure_connection()  # which sets the mode that the site's transactions have
    mode, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        sqlite.transaction_mode = mode
