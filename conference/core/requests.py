"""Requests as strangers send them: what their content type says is not taken at its word."""

import codecs
import encodings
import json
from typing import Any
from uuid import UUID, uuid5

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest

REQUEST_ID = "request_id"
OF_PAGES = (REQUEST_ID, "csrfmiddlewaretoken")
"""Fields that are others on each page, whatever is asked for."""


class StrangersRequest(WSGIRequest):
    """A request whose content type may be anything.

    Django would let one that cannot be read through as an error of ours, since it reads it before
    any middleware is asked; `ReadableMiddleware` refuses it then.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]
        except ValueError:
            self.content_type, self.content_params = "", {}


def request_id_of(request: HttpRequest) -> UUID | None:
    """The id that the form of a page gave its request (`{% request_id %}`); None without one.

    It is another one for each account, address and content of the form: an id that is sent with
    anything else than it was made for asks for something else.
    """
    try:
        given = UUID(request.POST.get(REQUEST_ID, ""))
    except ValueError:
        return None
    sent = sorted((name, values) for name, values in request.POST.lists() if name not in OF_PAGES)
    return uuid5(given, json.dumps([str(request.user.pk), request.path_info, sent]))


def forget_unknown_charsets() -> None:
    """Have Python forget the names of charsets that it did not find.

    It remembers each for ever, and every part of a form can name one: some hundred thousand of them
    would fill the memory of a process.
    """
    codecs.unregister(encodings.search_function)
    codecs.register(_find_charset)


def _find_charset(name: str) -> codecs.CodecInfo | None:
    found = encodings.search_function(name)
    if found is None:
        encodings._cache.pop(name, None)
    return found
