"""The least that Django can do: a constant answer through the seven middleware of `startproject`.

`gunicorn bench.constant` serves it at /SIZE, with as many bytes as SIZE says.
"""

import functools
import random

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="bench.constant",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
)
django.setup()


@functools.cache
def _body(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def constant(request: HttpRequest, size: int) -> HttpResponse:
    """As many bytes as the address says, the same each time."""
    return HttpResponse(_body(size))


urlpatterns = [path("<int:size>", constant)]
application = get_wsgi_application()
