"""Finished pages in files, which all processes of a machine share.

A file holds the bytes of one page and nothing else, so nothing in it is ever run or unpickled. It
is written beside its place and moved there when it is whole and on the disk: a reader finds all of
a page or none of it, whatever process or power supply died meanwhile.
"""

import contextlib
import functools
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

from conference.core.turns import (
    TooBusy,
    open_lock,
    place_to_make_a_page,
    take_lock,
    turn_to_make_a_page,
)

logger = logging.getLogger(__name__)

KEPT_FOR = 24 * 60 * 60
"""Seconds after which a page is made anew, and its file may go."""

REST = 60
"""Seconds for which nothing is kept after the disk refused something."""

SHELVES = 16
"""Folders in which the pages lie, by the first digit of their names; each has its part of the
bytes.
"""

BLOCK = 4096
"""Even a small file takes this much of a disk."""


class LastVersion(Exception):  # noqa: N818 - it is no error
    """A page is being made, and there is its last version: `body`."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.body = body


class KeptPages:
    """The pages in `folder`, which never hold more than `most_bytes` together: the oldest make
    room. They are the same for all, or (`is_for_all` false) what somebody chose; all of a site
    wait for the same `turns` (a folder) to be made.
    """

    def __init__(
        self, folder: Path, most_bytes: int, *, turns: Path | None = None, is_for_all: bool = True
    ) -> None:
        self.folder = folder
        self.most_bytes_of_a_shelf = most_bytes // SHELVES
        self.turns = turns or folder / "locks"
        self.is_for_all = is_for_all
        self._rests_until = 0.0

    def find_or_make(
        self, name: str, make: Callable[[], bytes], *, lasting_name: str = ""
    ) -> bytes:
        """The page called `name` (hexadecimal digits). If it is not here, `make` makes it and it is
        kept.

        Of all processes and threads that want it then, one makes it while the others wait. What
        all versions of a page have in common is their `lasting_name`, of which only one is made at
        a time: who would wait and finds the last version gets that by `LastVersion` instead.
        Raises `TooBusy` where too many threads of this process make pages, or wait for one.
        """
        body = self.find(name)
        if body is not None:
            return body
        last = self.find(lasting_name) if lasting_name else None
        try:
            with (
                place_to_make_a_page(is_for_all=self.is_for_all),
                self._only_one(lasting_name or name, waits=last is None),
            ):
                body = self.find(name)
                if body is None:
                    body = self._made(make, lasting_name)
                    self.keep(name, body, lasting_name)
        except TooBusy:
            if last is None:
                raise
            raise LastVersion(last) from None
        return body

    def _made(self, make: Callable[[], bytes], lasting_name: str) -> bytes:
        try:
            with turn_to_make_a_page(self.turns, is_for_all=self.is_for_all):
                return make()
        except Exception:
            # There is no new version: the last one is not to be shown any more either.
            if lasting_name:
                with contextlib.suppress(OSError):
                    self._path(lasting_name).unlink()
            raise

    def find(self, name: str) -> bytes | None:
        """The bytes of a page; None if it is not here, or too old, or cannot be read."""
        try:
            with open(self._path(name), "rb", buffering=0) as file:
                if os.fstat(file.fileno()).st_mtime < time.time() - KEPT_FOR:
                    return None
                return file.read()
        except OSError:
            return None

    def keep(self, name: str, body: bytes, lasting_name: str = "") -> None:
        """Keep a page, also as the last version of `lasting_name`. A disk that is full or cannot be
        written to only means that it is made again.
        """
        if self._is_resting() or _on_disk(len(body)) > self.most_bytes_of_a_shelf:
            return
        shelf = self.folder / name[0]
        changed = {shelf}
        try:
            shelf.mkdir(parents=True, exist_ok=True)
            _write(shelf / name, body)
            if lasting_name:
                _link(shelf / name, self._path(lasting_name))
                changed.add(self._path(lasting_name).parent)
            for each in changed:
                _make_room(each, self.most_bytes_of_a_shelf)
        except OSError as error:
            self._rests_until = time.monotonic() + REST
            logger.warning(
                "No page can be kept in %s (%s): each is made anew.", self.folder, error.strerror
            )

    def clear(self) -> None:
        """Forget all pages."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, name: str) -> Path:
        return self.folder / name[:1] / name

    def _is_resting(self) -> bool:
        return time.monotonic() < self._rests_until

    @contextlib.contextmanager
    def _only_one(self, name: str, *, waits: bool) -> Iterator[None]:
        """Be here alone with this name. If somebody is here, wait, or raise `TooBusy`. The system
        lets go of the lock if a process dies.

        On a disk that has no room for locks nobody knows of others, and everyone goes on.
        """
        with contextlib.ExitStack() as stack:
            is_alone = True
            if not self._is_resting():
                with contextlib.suppress(OSError):
                    lock = stack.enter_context(open_lock(self.folder / "locks", name[:3]))
                    is_alone = take_lock(lock, waits=waits)
            if not is_alone:
                raise TooBusy
            yield


@functools.cache
def kept_pages(shelf: str = "pages") -> KeptPages:
    """The pages of this site: those in the conference's own times, or ("zones") those in all the
    other zones, which are many, and have a place of their own so that they push out nothing.
    """
    folder = Path(settings.KEPT_PAGES_FOLDER)
    most_bytes = settings.KEPT_PAGES_BYTES[shelf]
    if shelf == "pages":
        return KeptPages(folder, most_bytes)
    return KeptPages(folder / shelf, most_bytes, turns=folder / "locks", is_for_all=False)


def _write(path: Path, body: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    try:
        with open(descriptor, "wb") as file:
            file.write(body)
            file.flush()
            # By the clock that tells its age later, which need not be the disk's.
            os.utime(descriptor, (now := time.time(), now))
            os.fsync(descriptor)
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _link(path: Path, lasting: Path) -> None:
    """Have `lasting` lead to the file at `path`, as a second name of it."""
    lasting.parent.mkdir(exist_ok=True)
    name = tempfile.mktemp(dir=lasting.parent)  # noqa: S306 - a link is made there or fails
    with contextlib.suppress(OSError):  # some file systems have no links: then all wait
        os.link(path, name)
        os.replace(name, lasting)


def _make_room(shelf: Path, most_bytes: int) -> None:
    """Remove the oldest files until no more than `most_bytes` are left, and all that are too old.

    What a process that was killed left half-written goes in the same way.
    """
    files = []
    for path in shelf.iterdir():
        with contextlib.suppress(FileNotFoundError):  # another process was faster
            status = path.stat()
            files.append((status.st_mtime, _on_disk(status.st_size), path))
    oldest, used = time.time() - KEPT_FOR, 0
    for changed_at, size, path in sorted(files, reverse=True):
        used += size
        if used > most_bytes or changed_at < oldest:
            path.unlink(missing_ok=True)


def _on_disk(size: int) -> int:
    return -(-size // BLOCK) * BLOCK
