"""Whether the process lives, and whether it can serve."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

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
    """Whether the database (its migrations applied) and the cache answer: 200 or 503, each by
    name.
    """
    checks = {"database": _database_is_ready(), "cache": _cache_is_ready()}
    is_ready = all(checks.values())
    words = {name: "ok" if answers else "failed" for name, answers in checks.items()}
    answer = {"status": "ok" if is_ready else "unavailable", **words}
    return JsonResponse(answer, status=200 if is_ready else 503)


def _database_is_ready() -> bool:
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        logger.exception("The database does not answer.")
        return False
    if missing:
        logger.error("%d migrations are not applied: run manage.py migrate.", len(missing))
    return not missing


def _cache_is_ready() -> bool:
    try:
        cache.set("readyz", "ok", timeout=10)
        return cache.get("readyz") == "ok"
    except Exception:  # every back end has its own exceptions
        logger.exception("The cache does not answer.")
        return False
