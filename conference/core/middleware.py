"""What holds for every request and every answer: what cannot be read is refused, all is private by
default, and never kept by a cache that is shared.
"""

import functools
import logging
import re
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.contrib.auth import middleware
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
)
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.cache import has_vary_header
from psycopg_pool import PoolTimeout
from redis import RedisError

from conference.core.public_pages import come_back

Next = Callable[[HttpRequest], HttpResponseBase]

FAULTS = (404, 500)
NEIGHBOURS_FAULTS = (OperationalError, InterfaceError, RedisError, PoolTimeout)
LONGEST_ADDRESS = 500
"""No public page's is longer; and what strangers make up is not remembered."""

SECONDS_FOR_A_PLACE = 1.0
"""So long a request waits for a thread that may serve pages, before it is told to come back."""

SECONDS_IF_ALL_HANG = 0.05
"""So long it waits where no thread began or ended a page for `SECONDS_FOR_A_PLACE`: those that wait
are the ones that static files and /healthz need.
"""

logger = logging.getLogger(__name__)
SAFE = ("GET", "HEAD")
FOREIGN_CHARSET = re.compile(r"charset(?!\s*=\s*\"?utf-?8\"?\s*(?:;|$))|\*\s*=", re.IGNORECASE)
"""In a content type: a charset that is not UTF-8, or one that a parameter names for itself (RFC
2231). Our forms are sent as UTF-8.
"""

PLAIN_FORM = "application/x-www-form-urlencoded"

NUL_IN_COOKIE = re.compile(r"\x00|\\000")
"""As it stands there, and as cookies in quotes write it."""


class ReadableMiddleware:
    """Answers 400 to what no page of ours can want: a NUL, which PostgreSQL cannot hold, and a form
    in another encoding than UTF-8.

    For public pages it looks at a few strings that are there anyway: a NUL in a form is found when
    the form is read.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = request.META
        if (
            "\0" in request.path_info
            or "%00" in asked.get("QUERY_STRING", "")
            or NUL_IN_COOKIE.search(asked.get("HTTP_COOKIE", ""))
        ):
            raise BadRequest("A NUL in the address or in a cookie")
        if (content_type := asked.get("CONTENT_TYPE")) and FOREIGN_CHARSET.search(content_type):
            raise BadRequest("Not in UTF-8")
        if "\\" in (cookies := asked.get("HTTP_COOKIE", "")):
            # None of ours has one, and Python takes a second to read some thousands of them.
            asked["HTTP_COOKIE"] = cookies.replace("\\", "")
        return self.get_response(request)


class SizeMiddleware:
    """Answers 413 to a request that says it is larger than its page takes, unread.

    What does not say how large it is (sent in chunks) is read as empty by Django.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH", "")
        size = int(length) if length.isdigit() else 0
        if size > settings.MOST_BYTES_OF_A_FORM and size > (most := self._most_bytes(request)):
            sentence = f"A request may have {most / 1_000_000:g} MB here; this one is larger.\n"
            return HttpResponse(sentence, status=413, content_type="text/plain; charset=utf-8")
        return self.get_response(request)

    def _most_bytes(self, request: HttpRequest) -> int:
        """More only where a view `takes_uploads`, and never in a form that is one text."""
        try:
            view = resolve(request.path_info).func
        except Resolver404:
            view = None
        is_upload = getattr(view, "takes_uploads", False) and request.content_type != PLAIN_FORM
        return settings.MOST_BYTES_OF_A_REQUEST if is_upload else settings.MOST_BYTES_OF_A_FORM


class NeighboursMiddleware:
    """Keeps the site's doors open while a neighbour (database, Redis) is gone, busy or frozen.

    Where one says so, the answer is 503, with a page that says to come back. Where one says
    nothing, threads hang: a few of each process are kept from that, for static files and /healthz.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.places = threading.BoundedSemaphore(settings.THREADS_FOR_PAGES)
        self.last_moved = time.monotonic()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == "/healthz":
            return self.get_response(request)
        if not self.places.acquire(timeout=self._seconds_to_wait()):
            return come_back()
        self.last_moved = time.monotonic()
        try:
            return self.get_response(request)
        finally:
            self.last_moved = time.monotonic()
            self.places.release()

    def _seconds_to_wait(self) -> float:
        """Longer while the threads are busy than when all of them hang."""
        is_moving = time.monotonic() - self.last_moved < SECONDS_FOR_A_PLACE
        return SECONDS_FOR_A_PLACE if is_moving else SECONDS_IF_ALL_HANG

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Tell a neighbour's silence from a fault of ours."""
        if isinstance(exception, NEIGHBOURS_FAULTS):
            return answer_for_neighbour(request, exception)
        return None


def answer_for_neighbour(request: HttpRequest, exception: Exception) -> HttpResponse:
    """503 for a neighbour that failed, which the log then says in a line."""
    reason = str(exception).partition("\n")[0]
    logger.error("%s could not be answered: %s: %s", request.path, type(exception).__name__, reason)
    return come_back()


class PublicPageMiddleware:
    """Calls the view of a `public_page` without what stands further in: cookies, sessions, log-ins,
    forms.

    Such a page is the same for everyone and can know nothing of all that. It is asked for more
    often than anything else, and to leave that out saves a fifth of the time of a kept page.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        is_possible = request.method in SAFE and len(path) <= LONGEST_ADDRESS
        found = _public_page_at(path, settings.ROOT_URLCONF) if is_possible else None
        if found is None:
            return self.get_response(request)
        if isinstance(found, str):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{found}?{query}" if query else found)
        request.resolver_match = found
        try:
            return found.func(request, *found.args, **found.kwargs)
        except NEIGHBOURS_FAULTS as fault:
            return answer_for_neighbour(request, fault)
        except Http404 as fault:
            # What is not there is said in the frame of whoever asks, as on all other addresses.
            request.fault_of_public_page = fault  # type: ignore[attr-defined]
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Say what the view has said already, instead of asking it again."""
        if fault := getattr(request, "fault_of_public_page", None):
            raise fault


@functools.lru_cache(maxsize=1024)
def _public_page_at(path: str, urlconf: str) -> ResolverMatch | str | None:
    """The public page at an address; or the address itself, if the page's is spelt otherwise (talk
    5 at …/0005/). Remembered, because finding it takes longer than reading the page.
    """
    try:
        found = resolve(path, urlconf)
    except Resolver404:
        return None
    if not getattr(found.func, "is_public_page", False):
        return None
    address = reverse(found.view_name, urlconf, found.args, found.kwargs)
    return found if unquote(address) == path else address


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Asks for a log-in unless the view is marked with Django's `login_not_required`.

    The mark is looked at first: Django's own middleware loads the user before, which makes every
    public page depend on the session ("Vary: Cookie"), and then no cache can keep it.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class PrivateCacheMiddleware:
    """Says "private, no-store" on every answer that depends on who asks.

    It stands outside of the session's middleware, so that it sees all that the others did.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        session = getattr(request, "session", None)
        touched = session is not None and session.accessed
        if touched or response.cookies or has_vary_header(response, "Cookie"):
            response["Cache-Control"] = "private, no-store"
        return response


class FormMiddleware:
    """Answers 400 to a form with a NUL in it, and lets only a page with a form set the cookie that
    forms need, whatever the browser's own looks like.

    Django answers a malformed one with a new one on any page, which no cache can keep then. A form
    asks for it all the same. This stands right inside of Django's `CsrfViewMiddleware`, which has
    read the form.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", False):
            del request.META["CSRF_COOKIE"]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Look at what was sent; files may hold any bytes."""
        if request.method not in SAFE:
            for name, values in request.POST.lists():
                if any("\0" in text for text in (name, *values)):
                    raise BadRequest("A NUL in a form")


class HeadersMiddleware:
    """The defences that Django has no setting for, the same on every answer."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.policy = "; ".join(
            f"{directive} {' '.join(sources)}"
            for directive, sources in settings.CONTENT_SECURITY_POLICY.items()
        )

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = settings.PERMISSIONS_POLICY
        # Django's own pages for developers are full of inline styles.
        if not (settings.DEBUG and response.status_code in FAULTS):
            response.headers["Content-Security-Policy"] = self.policy
        return response
