"""Pages and feeds that are the same bytes for everyone: made once, kept, and asked for again
cheaply.
"""

import functools
import gzip
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import parse_etags
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from conference.core.kept_pages import LastVersion, kept_pages
from conference.core.turns import TooBusy, place_to_make_a_page, turn_to_make_a_page
from conference.core.version import code_version

FRESHNESS = "public, max-age=0, must-revalidate"
"""Anyone may keep an answer, and asks each time whether it still holds: that costs little."""

NEVER = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*", re.IGNORECASE)
"""The weight of an encoding that a browser names in order to refuse it."""


BUSY = 503
LONGEST_ACCEPT = 200
"""Characters of Accept-Encoding that are looked at: browsers say less."""

View = Callable[..., HttpResponseBase]


def public_page(view: View) -> View:
    """Mark a view that is the same for everyone: it can only be looked at, and never learns who
    asks.

    Its request has neither user nor session, and forms cannot be on it (`PublicPageMiddleware`).
    """
    page = login_not_required(require_safe(view))
    page.is_public_page = True  # type: ignore[attr-defined]
    return page


def address_of(request: HttpRequest) -> str:
    """The address of the page that is asked for, as `reverse` spells it: of all that could be said
    of a kept page's address, only this is the same for everyone.
    """
    found = request.resolver_match
    if found is None:
        raise ValueError("Only the address of a page that was found can be told.")
    return reverse(found.view_name, args=found.args, kwargs=found.kwargs)


def shared_response(
    request: HttpRequest,
    facts: list[Any],
    render: Callable[[], str | bytes],
    *,
    version: Sequence[Any] = (),
    content_type: str = "text/html",
    shelf: str | None = "pages",
) -> HttpResponseBase:
    """Answer with what `render` makes, or with what it made before; 304 if the browser has it.

    `facts` (plain data) must tell apart all that the answer depends on, its address among them;
    `version` holds those of them that only say how new it is. While a new version is being made,
    others get the last one. The language and the version of the code are added here.

    `render` must not depend on who asks, so it gets nothing of the request (`address_of` tells
    where it is). It may raise `Http404`: then nothing is kept. `shelf` says where `kept_pages`
    keep it; None is for an answer to words that somebody typed, since there is no end of those.
    """
    lasting = [code_version(), get_language(), *facts]
    name = _name_of([*lasting, *version])
    is_packed = _takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", "")[:LONGEST_ACCEPT])
    etag = f'"{name}-gzip"' if is_packed else f'"{name}"'

    headers = {"ETag": etag, "Cache-Control": FRESHNESS, "Vary": "Accept-Encoding"}
    if _has_it(request, etag):
        return HttpResponseNotModified(headers=headers)
    try:
        packed = _find_or_make(name, render, shelf, _name_of(lasting) if version else "")
    except LastVersion as last:
        packed = last.body
        del headers["ETag"]
    except TooBusy:
        return come_back()
    headers["Content-Type"] = f"{content_type}; charset=utf-8"
    if is_packed:
        headers["Content-Encoding"] = "gzip"
    # Few take no gzip: for them it is unpacked, instead of being made and kept a second time.
    return HttpResponse(packed if is_packed else gzip.decompress(packed), headers=headers)


def _name_of(facts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()[:32]


def _find_or_make(
    name: str, render: Callable[[], str | bytes], shelf: str | None, lasting_name: str
) -> bytes:
    def make() -> bytes:
        return _pack(render())

    if shelf is None:
        with (
            place_to_make_a_page(is_for_all=False),
            turn_to_make_a_page(kept_pages().turns, is_for_all=False),
        ):
            return make()
    return kept_pages(shelf).find_or_make(name, make, lasting_name=lasting_name)


def come_back() -> HttpResponse:
    """That something is busy or does not answer, and that one should come back in a moment."""
    body = render_to_string("503.html")
    return HttpResponse(
        body, status=BUSY, headers={"Retry-After": "3", "Cache-Control": "no-store"}
    )


def _pack(body: str | bytes) -> bytes:
    # Its length tells nobody anything: there is no secret in these pages.
    # Without the time of day, so that the same page is the same bytes.
    return gzip.compress(body.encode() if isinstance(body, str) else body, mtime=0)


def _has_it(request: HttpRequest, etag: str) -> bool:
    """Whether the browser names this very answer. "*" names none: only `render` knows if the page
    exists.
    """
    named = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    return etag in (each.removeprefix("W/") for each in named)


@functools.lru_cache(maxsize=64)
def _takes_gzip(accepted: str) -> bool:
    encodings = (encoding.partition(";") for encoding in accepted.split(","))
    return any(
        name.strip().lower() == "gzip" and not NEVER.fullmatch(weight)
        for name, _sign, weight in encodings
    )
