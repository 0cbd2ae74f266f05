"""Many rows of one model at once, without an object for each."""

from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from typing import Any

from django.db import connections, models, router

DIFFERENT_VALUES = 4_096  # of one column: schedules have the same few days, times and rooms


def insert_rows(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    over: str | None = None,
) -> None:
    """Insert `rows`, whose values belong to the columns `names`; with `over`, a unique column, they
    overwrite the rows that have the same value there.

    It takes a third of the time of `bulk_create`, and knows less: every column without a default in
    the database has to be named, no `pre_save` is called, and no primary key comes back. Raises
    what Django raises, such as IntegrityError.
    """
    connection = connections[router.db_for_write(model)]
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    prepare = [
        lru_cache(DIFFERENT_VALUES)(partial(field.get_db_prep_save, connection=connection))
        for field in fields
    ]
    values = [tuple(made(value) for made, value in zip(prepare, row, strict=True)) for row in rows]
    if not values:
        return
    quote = connection.ops.quote_name
    columns = [quote(field.column) for field in fields]
    start = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(columns)})"
    end = f" {_overwriting(columns, quote(over))}" if over else ""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Without a length: a cast to it would cut what is too long, where an insert refuses it.
            types = [field.db_type(connection).partition("(")[0] for field in fields]
            arrays = ", ".join(f"%s::{kind}[]" for kind in types)
            source = f"SELECT * FROM unnest({arrays})"  # noqa: S608  of names of types
            cursor.execute(
                f"{start} {source}{end}", [list(each) for each in zip(*values, strict=True)]
            )
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"{start} VALUES ({places}){end}", values)


def _overwriting(columns: Sequence[str], over: str) -> str:
    updates = ", ".join(f"{column} = excluded.{column}" for column in columns)
    return f"ON CONFLICT ({over}) DO UPDATE SET {updates}"
