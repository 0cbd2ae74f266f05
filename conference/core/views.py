"""Whether the process lives, and whether it can serve; and what is said of a request that cannot be
read.
"""

import logging
import os
import tempfile

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponseBadRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

ENOUGH_BYTES = 1_000_000
"""A disk with less room than this is full: the next upload would not fit."""

logger = logging.getLogger(__name__)


@login_not_required
@never_cache
@require_safe
def health_show(request: HttpRequest) -> JsonResponse:
    """That this process answers; it asks nobody else."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def readiness_show(request: HttpRequest) -> JsonResponse:
    """Whether the database (its migrations applied) and the cache can be written to, and the disk:
    200 or 503, each by name.
    """
    checks = {
        "database": _database_is_ready(),
        "cache": _cache_is_ready(),
        "disk": _disk_is_ready(),
    }
    is_ready = all(checks.values())
    words = {name: "ok" if answers else "failed" for name, answers in checks.items()}
    answer = {"status": "ok" if is_ready else "unavailable", **words}
    return JsonResponse(answer, status=200 if is_ready else 503)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBadRequest:
    """That a request cannot be read. Nothing of it is looked at again: Django's own page reads the
    form once more, and would fail at what it is to report.
    """
    return HttpResponseBadRequest(render_to_string("400.html"))


def _database_is_ready() -> bool:
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        with transaction.atomic():
            Session.objects.create(session_key="readyz", expire_date=timezone.now())
            transaction.set_rollback(True)
    except DatabaseError:
        logger.exception("The database does not answer, or cannot be written to.")
        return False
    if missing:
        logger.error("%d migrations are not applied: run manage.py migrate.", len(missing))
    return not missing


def _disk_is_ready() -> bool:
    try:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
            file.write(bytes(ENOUGH_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        logger.error("Nothing can be written to %s: %s.", settings.DATA_DIR, error.strerror)
        return False
    return True


def _cache_is_ready() -> bool:
    try:
        cache.set("readyz", "ok", timeout=10)
        return cache.get("readyz") == "ok"
    except Exception:  # every back end has its own exceptions
        logger.exception("The cache does not answer.")
        return False
