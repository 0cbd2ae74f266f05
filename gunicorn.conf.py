"""The production server: one process with threads. `python -m gunicorn conference.wsgi` reads this file."""

import os
import sys
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from gunicorn.arbiter import Arbiter

from conference.core import environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conference.settings")

try:
    log_dir: Path | None = settings.LOG_DIR
    bind = f"{environment.text('HOST', default='127.0.0.1')}:{environment.number('PORT', default=8000)}"
    # The cache in memory belongs to one process: several processes want CACHE_URL to name a shared one.
    workers = environment.number("WEB_PROCESSES", default=1)
    threads = environment.number("WEB_THREADS", default=8)
except ImproperlyConfigured as error:
    sys.exit(f"Plenary cannot start: {error}")

worker_class = "gthread"
timeout = 60
graceful_timeout = 20
keepalive = 5
control_socket_disable = True
accesslog = str(log_dir / "access.log") if log_dir else "-"
errorlog = str(log_dir / "gunicorn.log") if log_dir else "-"


def on_starting(server: Arbiter) -> None:
    server.log.info("Plenary serves %s (Ctrl-C ends it).", settings.SITE_URL)
