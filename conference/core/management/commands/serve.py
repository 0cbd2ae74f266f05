"""Run the web server: as many processes as there are cores, each with a few threads."""

import time
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.db import connections
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server import MPServer

SECONDS_FOR_HEADERS = 15
"""For so long a browser may take to say what it wants; meanwhile it holds no thread."""

MOST_BYTES_OF_HEADERS = 16 * 1024
"""Browsers send a tenth of that. To read headers takes Python and Django a time that grows with the
square of their length.
"""

SECONDS_TO_END = 20
"""For so long answers that were begun may take when the server is told to end."""

MOST_MEGABYTES = 512
"""A process that holds more memory than this for a while ends its answers and is replaced. With
conferences of thousands of talks it holds about half of that.
"""


SECONDS_OF_YOUTH = 5.0
"""A process that dies younger is replaced after `SECONDS_OF_PAUSE`, so that one which cannot live
leaves the machine to the others.
"""

SECONDS_OF_PAUSE = 1.0


class WebServer(MPServer):
    """Replaces every process that dies. By itself Granian ends the whole site where one dies within
    five seconds after it was replaced, which two bad requests could bring about.
    """

    def _respawn_workers(self, workers: list[int], *arguments: Any, **options: Any) -> None:
        now = time.monotonic()
        if any(now - self.wrks[index].birth < SECONDS_OF_YOUTH for index in workers):
            time.sleep(SECONDS_OF_PAUSE)
        super()._respawn_workers(workers, *arguments, **options)
        self.respawned_wrks.clear()


class Command(BaseCommand):
    """`manage.py serve`, which `make run` and production use."""

    help = "Run the web server (HOST, PORT, WEB_PROCESSES and WEB_THREADS say where and how)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until somebody ends it (Ctrl-C, SIGTERM)."""
        connections.close_all()  # each process has its own
        web: dict[str, Any] = settings.WEB_SERVER
        server = WebServer(
            "conference.wsgi:application",
            interface=Interfaces.WSGI,
            address=web["host"],
            port=web["port"],
            workers=web["processes"],
            blocking_threads=web["threads"],
            blocking_threads_idle_timeout=600,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(
                header_read_timeout=SECONDS_FOR_HEADERS * 1000,
                max_buffer_size=MOST_BYTES_OF_HEADERS,
            ),
            websockets=False,
            log_dictconfig=settings.LOGGING,
            log_access=True,
            log_access_format=settings.ACCESS_LOG_LINE,
            respawn_failed_workers=True,
            workers_kill_timeout=SECONDS_TO_END,
            workers_max_rss=MOST_MEGABYTES,
            rss_samples=3,  # half a minute apart: what publishing needs for seconds is no matter
        )
        self.stdout.write(f"Plenary serves {settings.SITE_URL} (Ctrl-C ends it).")
        server.serve()
