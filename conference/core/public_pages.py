"""Pages and feeds that are the same bytes for everyone: made once, kept, and asked for again cheaply."""

import gzip
import hashlib
import json
import re
import threading
from collections.abc import Callable
from typing import Any, Protocol, cast

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import condition

from conference.core.colours import palette
from conference.core.version import code_version

KEPT_FOR = 24 * 60 * 60
"""Seconds for which a finished page stays in the cache; its key changes with everything that it shows."""

FRESH_FOR = 0
"""Seconds for which a browser need not ask again: who publishes wants to see it, and asking costs little."""

NEVER = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*", re.IGNORECASE)
"""The weight of an encoding that a browser names in order to refuse it."""

MAKING = tuple(threading.Lock() for _place in range(64))
"""Who makes a page holds one of these, so that others who want it meanwhile wait instead of making it too."""


class Framed(Protocol):
    """A conference, as far as the frame around its pages shows it (templates/base.html)."""

    slug: str
    title: str
    venue: str
    contact_email: str
    code_of_conduct_url: str
    privacy_url: str
    accent: str


def facts_of_frame(conference: Framed) -> list[str]:
    """All that the frame of a conference's pages shows, for the key of a page that stands in it."""
    return [
        conference.slug,
        conference.title,
        conference.venue,
        conference.contact_email,
        conference.code_of_conduct_url,
        conference.privacy_url,
        palette(conference.accent).digest,
    ]


def shared_response(
    request: HttpRequest,
    facts: list[Any],
    render: Callable[[], str | bytes],
    *,
    content_type: str = "text/html",
    is_kept: bool = True,
) -> HttpResponseBase:
    """Answer with what `render` makes, from the cache if it was made before; 304 if the browser has it.

    `facts` (plain data) must tell apart all that the answer depends on, its address among them; the language
    and the version of the code are added here. `render` must not depend on who asks. An answer to words that
    somebody typed is not to be kept (`is_kept`): there is no end of those.

    It is compressed for whoever takes it so. That tells nobody anything: there is no secret in these pages.
    """
    told = json.dumps([code_version(), get_language(), *facts], default=str)
    key = hashlib.sha256(told.encode()).hexdigest()[:32]

    packs = _takes_gzip(request.headers.get("Accept-Encoding", ""))
    etag = f"{key}-gzip" if packs else key

    def make() -> bytes:
        body = render()
        encoded = body.encode() if isinstance(body, str) else body
        # Without the time of day, so that the same page is the same bytes.
        return gzip.compress(encoded, mtime=0) if packs else encoded

    @condition(etag_func=lambda _request: f'"{etag}"')
    def respond(_request: HttpRequest) -> HttpResponse:
        body = _made_once(f"page:{etag}", make) if is_kept else make()
        headers = {"Content-Encoding": "gzip"} if packs else {}
        return HttpResponse(body, content_type=f"{content_type}; charset=utf-8", headers=headers)

    response = respond(request)
    patch_cache_control(response, public=True, max_age=FRESH_FOR, must_revalidate=True)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _takes_gzip(accepted: str) -> bool:
    encodings = (encoding.partition(";") for encoding in accepted.split(","))
    return any(
        name.strip().lower() == "gzip" and not NEVER.fullmatch(weight) for name, _sign, weight in encodings
    )


def _made_once(name: str, make: Callable[[], bytes]) -> bytes:
    """What is kept under `name`. If nothing is, one thread makes it: after a release all come at once."""
    body = cache.get(name)
    if body is None:
        with MAKING[hash(name) % len(MAKING)]:
            body = cache.get_or_set(name, make, KEPT_FOR)
    return cast(bytes, body)
