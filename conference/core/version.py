"""Which code is running."""

import functools
import hashlib
from pathlib import Path

from django.conf import settings

SOURCES = (("conference", "*.py"), ("templates", "*.html"), ("static", "*.*"))


def code_version() -> str:
    """A short hash of the code, the templates and the static files: the same on every node that runs them.

    It stands in the ETag of cached pages, so that a new version of the site is never hidden by an old page.
    Worked out once for each process; under DEBUG each time, since templates then change in between.
    """
    return _hash_of_sources() if settings.DEBUG else _cached_hash_of_sources()


def _hash_of_sources() -> str:
    root = Path(__file__).parents[2]
    digest = hashlib.sha256()
    for folder, pattern in SOURCES:
        for path in sorted((root / folder).rglob(pattern)):
            digest.update(str(path.relative_to(root)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


_cached_hash_of_sources = functools.cache(_hash_of_sources)
