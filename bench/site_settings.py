"""The settings of the site, with the constant view beside its own."""

import os

from conference.settings import *  # noqa: F403

ROOT_URLCONF = "bench.site_urls"
STATIC_ROOT = os.environ["BENCH_STATIC_ROOT"]
