#!/usr/bin/env python
"""Plenary's command line: `python manage.py help` lists the commands."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conference.settings")
    try:
        # Asked here, because Django's commands would answer a missing variable with a traceback.
        settings.INSTALLED_APPS  # noqa: B018
    except ImproperlyConfigured as error:
        sys.exit(f"Plenary cannot start: {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
