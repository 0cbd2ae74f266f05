import gc
from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from conference.core.database import make_patient

COLLECT_AFTER = (50_000, 20, 20)
"""New objects until Python looks for cycles among them, and such looks until it looks at older
ones. With its usual 700, a timetable of thousands of slots is looked through again and again while
it is made, which takes a quarter of the time.
"""


def make_cache_table(using: str, **_of_the_signal: Any) -> None:
    """Make the table of the database's cache, if CACHE_URL asks for one and it is not there."""
    call_command("createcachetable", database=using, verbosity=0)


class CoreConfig(AppConfig):
    name = "conference.core"

    def ready(self) -> None:
        """Register our checks and lookups, and have `migrate` make the cache's table: no migration
        does, since it belongs to no model. No connection to PostgreSQL waits for ever.

        Django sends the signal once for each app with models, which this one has not: that of the
        sessions stands for all.
        """
        gc.set_threshold(*COLLECT_AFTER)
        import_module("conference.core.checks")
        import_module("conference.core.lookups")
        connection_created.connect(make_patient)
        post_migrate.connect(make_cache_table, sender=apps.get_app_config("sessions"))
