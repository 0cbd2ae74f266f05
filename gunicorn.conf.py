"""The production server: as many processes as there are cores, each with a few threads.

`python -m gunicorn conference.wsgi` reads this file.
"""

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from conference.core import environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conference.settings")

try:
    log_dir: Path | None = settings.LOG_DIR
    host, port = (
        environment.text("HOST", default="127.0.0.1"),
        environment.number("PORT", default=8000),
    )
    bind = f"{host}:{port}"
    workers = environment.number("WEB_PROCESSES", default=environment.cores())
    threads = environment.number("WEB_THREADS", default=4)
except ImproperlyConfigured as error:
    sys.exit(f"Plenary cannot start: {error}")


class AccessLogger(Logger):
    """Gunicorn's log with the line that it writes by default.

    Gunicorn itself prepares all headers of request and answer for that line, which takes as long as
    half a page; only these names are in it.
    """

    def atoms(self, resp: Any, _req: Any, environ: dict[str, Any], _took: Any) -> dict[str, Any]:
        """What the names in the line stand for."""
        request = (environ["REQUEST_METHOD"], environ["RAW_URI"], environ["SERVER_PROTOCOL"])
        return {
            "h": environ.get("REMOTE_ADDR", "-"),
            "l": "-",
            "u": self._get_user(environ) or "-",
            "t": self.now(),
            "r": " ".join(request),
            "s": str(resp.status).partition(" ")[0],
            "b": str(resp.sent),
            "f": environ.get("HTTP_REFERER", "-"),
            "a": environ.get("HTTP_USER_AGENT", "-"),
        }


worker_class = "gthread"
timeout = 60
graceful_timeout = 20
keepalive = 5
control_socket_disable = True
logger_class = AccessLogger
accesslog = str(log_dir / "access.log") if log_dir else "-"
errorlog = str(log_dir / "gunicorn.log") if log_dir else "-"


def on_starting(server: Arbiter) -> None:
    server.log.info("Plenary serves %s (Ctrl-C ends it).", settings.SITE_URL)
