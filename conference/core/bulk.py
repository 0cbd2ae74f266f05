"""Many rows of one model at once, without an object for each."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import Any

from django.db import connections, models, router

DIFFERENT_VALUES = 4_096  # of one column: schedules have the same few days, times and rooms


def insert_rows(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    over: Sequence[str] = (),
) -> None:
    """Insert `rows`, whose values belong to the columns `names`; with `over`, names of columns
    that are unique together, they overwrite the rows that have the same values there.

    It takes a third of the time of `bulk_create`, and knows less: every column without a default in
    the database has to be named, no `pre_save` is called, and no primary key comes back. Raises
    what Django raises, such as IntegrityError.
    """
    connection = connections[router.db_for_write(model)]
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    prepare = [_prepare(field, connection) for field in fields]
    by_column = list(zip(*rows, strict=True))
    if not by_column:
        return
    prepared = [list(map(made, each)) for made, each in zip(prepare, by_column, strict=True)]
    quote = connection.ops.quote_name
    columns = [quote(field.column) for field in fields]
    into = f"{quote(model._meta.db_table)} ({', '.join(columns)})"
    end = _overwriting(columns, [columns[names.index(name)] for name in over]) if over else ""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            places = ", ".join(["%s"] * len(fields))
            insert = f"INSERT INTO {into} VALUES ({places}) {end}"  # noqa: S608  of names of columns
            cursor.executemany(insert, list(zip(*prepared, strict=True)))
        elif over:
            # Without a length: a cast to it would cut what is too long, where an insert refuses it.
            types = [field.db_type(connection).partition("(")[0] for field in fields]
            arrays = ", ".join(f"%s::{kind}[]" for kind in types)
            insert = f"INSERT INTO {into} SELECT * FROM unnest({arrays}) {end}"  # noqa: S608  of types
            cursor.execute(insert, prepared)
        else:
            with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in zip(*prepared, strict=True):
                    copy.write_row(row)


def _prepare(field: Any, connection: Any) -> Callable[[Any], Any]:
    """What makes the database's value of one of the field's."""
    made = partial(field.get_db_prep_save, connection=connection)
    return made if isinstance(field, models.JSONField) else lru_cache(DIFFERENT_VALUES)(made)


def _overwriting(columns: Sequence[str], over: Sequence[str]) -> str:
    updates = ", ".join(f"{column} = excluded.{column}" for column in columns)
    return f"ON CONFLICT ({', '.join(over)}) DO UPDATE SET {updates}"
