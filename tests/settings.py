"""The settings with what tests need: nothing here changes how a page behaves."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="plenary-tests-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

# Only DATABASE_URL is the tester's to choose.
for name in (
    "DEBUG",
    "SITE_URL",
    "CACHE_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "LOG_DIR",
    "LOG_LEVEL",
):
    os.environ.pop(name, None)
for name in ("TRUSTED_PROXY_COUNT", "HSTS_SECONDS"):
    os.environ.pop(name, None)
os.environ.update(
    ENV_FILE=os.devnull,
    SECRET_KEY="only-for-tests",
    ALLOWED_HOSTS="testserver",
    DATA_DIR=str(FOLDER),
)

from conference.settings import *  # noqa: E402, F403
from conference.settings import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because threads and a live server need connections of their own; nobody needs it after
    # a crash.
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Most tests need no database, and every test empties this.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

STATIC_ROOT = FOLDER  # WhiteNoise wants a folder that exists; files come from static/ itself
