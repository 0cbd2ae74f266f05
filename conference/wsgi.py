"""What the web server runs."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from conference.core.request_bodies import read_first

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conference.settings")

application = read_first(
    get_wsgi_application(),
    readers=settings.THREADS_THAT_READ_FORMS,
    most_bytes=settings.MOST_BYTES_OF_A_REQUEST,
)
