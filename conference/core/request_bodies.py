"""What a request brings along (a form, a file) is read by few threads, before any page asks for it.

Neither Django nor the web server gives up on a peer that sends its form byte by byte. Here such
peers keep each other waiting, and no one who only reads pages. A proxy that hands on whole requests
keeps them away altogether.
"""

import io
import threading
from collections.abc import Callable, Iterable
from typing import Any

Environ = dict[str, Any]
View = Callable[..., Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

SECONDS_FOR_A_PLACE = 0.25
"""An ordinary form is read in less; who waits for longer waits for slow peers."""


def read_first(application: Application, *, readers: int, most_bytes: int) -> Application:
    """The WSGI `application`, which gets bodies that are there already.

    At most `readers` threads of this process wait for peers to send theirs; further ones answer
    503. What says that it is larger than `most_bytes` is left unread: `application` refuses it.
    """
    places = threading.BoundedSemaphore(readers)

    def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = _length_of(environ)
        if not 0 < length <= most_bytes:
            return application(environ, start_response)
        if not places.acquire(timeout=SECONDS_FOR_A_PLACE):
            return _come_back(start_response)
        try:
            body = environ["wsgi.input"].read(length)
        finally:
            places.release()
        return application({**environ, "wsgi.input": io.BytesIO(body)}, start_response)

    return answer


def _length_of(environ: Environ) -> int:
    text = environ.get("CONTENT_LENGTH") or ""
    return int(text) if text.isascii() and text.isdigit() else 0


def _come_back(start_response: Callable[..., Any]) -> list[bytes]:
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Cache-Control", "no-store"),
        ("Retry-After", "5"),
    ]
    start_response("503 Service Unavailable", headers)
    return [b"Too many forms arrive at once. Please send yours again in a few seconds.\n"]


def takes_uploads(view: View) -> View:
    """Mark a view to which more than a form may be sent: `SizeMiddleware` asks for it."""
    view.takes_uploads = True  # type: ignore[attr-defined]
    return view
