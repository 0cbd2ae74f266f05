"""The site's settings for a server that tests start: nobody has collected the static files."""

from conference.settings import *  # noqa: F403
from conference.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
