"""`manage.py write_env`: a .env file for this machine, with random secrets."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

DEMO_ACCOUNTS = ("ORGANISER", "PROGRAMME", "VIEWER")


def open_private(name: str, flags: int) -> int:
    """Open for nobody but the owner, from the first moment."""
    return os.open(name, flags, mode=0o600)


class Command(BaseCommand):
    help = "Write a .env file for trying the site on this machine, unless there is one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=settings.BASE_DIR / ".env")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        lines = [
            "# Written by `manage.py write_env`. docs/configuration.md explains every variable.",
            f"SECRET_KEY={secrets.token_urlsafe(48)}",
            "ALLOWED_HOSTS=127.0.0.1,localhost",
            f"SITE_URL=http://127.0.0.1:{options['port']}",
            *(f"DEMO_{name}_PASSWORD={secrets.token_urlsafe(12)}" for name in DEMO_ACCOUNTS),
        ]
        try:
            # "x" because a lost SECRET_KEY logs everyone out; 0600 because the file is full of
            # secrets.
            with open(path, "x", encoding="utf-8", opener=open_private) as file:
                file.write("\n".join(lines) + "\n")
        except FileExistsError:
            self.stdout.write(f"{path} is there already: it stays as it is.")
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
        else:
            self.stdout.write(f"Wrote {path}.")
