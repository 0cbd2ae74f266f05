"""What the web server runs."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from conference.core.request_bodies import read_first
from conference.core.requests import StrangersRequest, forget_unknown_charsets

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conference.settings")

handler = get_wsgi_application()
handler.request_class = StrangersRequest
forget_unknown_charsets()

application = read_first(
    handler,
    readers=settings.THREADS_THAT_READ_FORMS,
    most_bytes=settings.MOST_BYTES_OF_A_REQUEST,
)
