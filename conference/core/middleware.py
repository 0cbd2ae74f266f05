"""What holds for every answer: private by default, and never kept by a cache that is shared."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import middleware
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import has_vary_header

Next = Callable[[HttpRequest], HttpResponseBase]


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Asks for a log-in unless the view is marked with Django's `login_not_required`.

    The mark is looked at first: Django's own middleware loads the user before, which makes every public
    page depend on the session ("Vary: Cookie"), and then no cache can keep it.
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


class FormCookieMiddleware:
    """Lets only a page with a form set the cookie that forms need, whatever the browser's own looks like.

    Django answers a malformed one with a new one on any page, which no cache can keep then. A form asks for
    it all the same. This stands right inside of Django's `CsrfViewMiddleware`.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", False):
            del request.META["CSRF_COOKIE"]
        return self.get_response(request)


class HeadersMiddleware:
    """The headers that neither Django nor the policy of django-csp sets."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response
