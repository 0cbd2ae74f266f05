"""The site's settings; only its static files go elsewhere, so that a run leaves nothing behind."""

import os

from conference.settings import *  # noqa: F403

STATIC_ROOT = os.environ["BENCH_STATIC_ROOT"]
