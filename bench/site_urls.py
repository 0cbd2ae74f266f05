"""The site's addresses, and one that does no more than Django must: a constant answer of a given size."""

import functools
import random

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe


@functools.cache
def _body(size: int) -> bytes:
    return random.Random(size).randbytes(size)


@login_not_required
@require_safe
def constant(request: HttpRequest, size: int) -> HttpResponse:
    return HttpResponse(_body(size), content_type="text/html; charset=utf-8")


urlpatterns = [path("", include("conference.urls")), path("constant/<int:size>", constant)]
