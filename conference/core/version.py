"""Which code is running."""

import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

FOLDERS = ("conference", "schedule_import", "templates", "static", "locale")
"""All that shapes a page: sources, templates, static files, translations."""

FILES = ("requirements.txt",)
"""The libraries shape it too."""


def code_version() -> str:
    """A short hash of all that shapes a page: our files, and the versions of the libraries.

    It is the same on every node that runs them. It stands in the ETag of kept pages, so that a new
    version of the site is never hidden by an old page. Worked out once for each process; under
    DEBUG each time, since templates then change in between.
    """
    return hash_of_sources(settings.BASE_DIR) if settings.DEBUG else _hash_of_this_code()


def hash_of_sources(root: Path) -> str:
    """A short hash of all that shapes a page in the project at `root`."""
    digest = hashlib.sha256()
    for path in sorted(_sources(root)):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(root)} {content}\n".encode())
    return digest.hexdigest()[:12]


def _sources(root: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        for path in (root / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
    yield from (root / name for name in FILES if (root / name).exists())


@functools.cache
def _hash_of_this_code() -> str:
    return hash_of_sources(settings.BASE_DIR)
