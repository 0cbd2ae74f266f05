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
"""So many pages are made at once by all processes of a machine together; the others wait."""


SECONDS_BETWEEN_LOOKS = 0.01
"""One can wait for one lock, but not for whichever of two is free first."""


class TooBusy(Exception):  # noqa: N818 - it is no error of ours
    """Too many threads of this process make pages, or wait for one."""


_places = threading.BoundedSemaphore(settings.THREADS_THAT_MAKE_PAGES)


@contextlib.contextmanager
def place_to_make_a_page() -> Iterator[None]:
    """Keep some of the threads of this process for what is at hand: raises `TooBusy` if all that
    may make a page, or wait for one, do.
    """
    if not _places.acquire(blocking=False):
        raise TooBusy
    try:
        yield
    finally:
        _places.release()


@contextlib.contextmanager
def turn_to_make_a_page(folder: Path) -> Iterator[None]:
    """Wait for one of the machine's turns to make a page; `folder` holds their locks.

    Where these cannot be made, nobody waits: a disk that is full must not stop the site.
    """
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            locks = [
                stack.enter_context(open_lock(folder, f"turn-{number}"))
                for number in range(AT_ONCE)
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
