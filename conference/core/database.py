"""Reading several rows that belong together, while others write."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, cast

from django.db import connection, transaction


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
