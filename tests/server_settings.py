"""The site's settings for a server that tests start: nobody has collected the static files."""

from conference.settings import *  # noqa: F403
from conference.settings import KEPT_PAGES_BYTES, STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True

# Few enough that tests can fill them.
KEPT_PAGES_BYTES = {**KEPT_PAGES_BYTES, "zones": 1_000_000}
