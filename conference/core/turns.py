"""Few pages are made at once, so that whoever asks for many leaves the site to the others."""

import contextlib
import fcntl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings

AT_ONCE = 2
"""So many pages are made at once by all processes of a machine together; the others wait. One turn
is left to pages that are the same for all: of those that somebody chose (a search, another zone, a
list of talks) there is no end.
"""

SECONDS_BETWEEN_LOOKS = 0.01
"""One can wait for one lock, but not for whichever of two is free first."""


class TooBusy(Exception):  # noqa: N818 - it is no error of ours
    """Too many threads of this process make pages, or wait for one."""


_places = threading.BoundedSemaphore(settings.THREADS_THAT_MAKE_PAGES)
_places_for_choices = threading.BoundedSemaphore(max(1, settings.THREADS_THAT_MAKE_PAGES // 2))


@contextlib.contextmanager
def place_to_make_a_page(*, is_for_all: bool) -> Iterator[None]:
    """Keep some of the threads of this process for what is at hand: raises `TooBusy` if all that
    may make a page, or wait for one, do. What somebody chose may take half of them.
    """
    with contextlib.ExitStack() as stack:
        for places in (_places,) if is_for_all else (_places_for_choices, _places):
            if not places.acquire(blocking=False):
                raise TooBusy
            stack.callback(places.release)
        yield


@contextlib.contextmanager
def turn_to_make_a_page(folder: Path, *, is_for_all: bool) -> Iterator[None]:
    """Wait for one of the machine's turns to make a page; `folder` holds their locks.

    Where these cannot be made, nobody waits: a disk that is full must not stop the site.
    """
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            locks = [
                stack.enter_context(open_lock(folder, f"turn-{number}"))
                for number in range(AT_ONCE if is_for_all else AT_ONCE - 1)
            ]
            while not any(take_lock(lock, waits=False) for lock in locks):
                time.sleep(SECONDS_BETWEEN_LOOKS)
        yield


def open_lock(folder: Path, name: str) -> IO[bytes]:
    """The file `name` in `folder`, whose lock others can take or wait for."""
    folder.mkdir(parents=True, exist_ok=True)
    return open(folder / name, "ab")


def take_lock(file: IO[bytes], *, waits: bool) -> bool:
    """Take the lock of a file, which goes when the file is closed or the process dies. If another
    has it, wait, or give False.
    """
    try:
        fcntl.flock(file, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
