"""Pages in files: whole or not at all, never more than may be, and made once however many want
them.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings

from conference.core.kept_pages import BLOCK, KEPT_FOR, REST, SHELVES, KeptPages

NAME, OTHER, THIRD = "a" * 32, "a" + "b" * 31, "a" + "c" * 31
"""Names on the same shelf."""

MAKER = """
import os, sys, time
from pathlib import Path
from conference.core.kept_pages import KeptPages

folder, made = Path(sys.argv[1]), Path(sys.argv[2])

def make():
    with made.open("a") as file:
        file.write("made\\n")
    time.sleep(float(sys.argv[3]))
    return b"a page"

print(KeptPages(folder, 16_000_000).find_or_make("a" * 32, make).decode())
"""


@pytest.fixture
def pages(tmp_path):
    return KeptPages(tmp_path / "pages", SHELVES * 3 * BLOCK)


def never():
    raise AssertionError("This page was made already.")


def age(pages, name, seconds):
    path = pages.folder / name[0] / name
    os.utime(path, (time.time() - seconds,) * 2)


def start_process(tmp_path, seconds):
    command = [
        sys.executable,
        "-c",
        MAKER,
        str(tmp_path / "pages"),
        str(tmp_path / "made"),
        str(seconds),
    ]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)


def wait_for(path):
    deadline = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_page_is_found_by_its_name_and_by_no_other(pages):
    assert pages.find_or_make(NAME, lambda: b"a page") == b"a page"
    assert (pages.find(NAME), pages.find(OTHER)) == (b"a page", None)
    assert pages.find_or_make(NAME, never) == b"a page"


def test_another_process_finds_it_too(pages):
    pages.keep(NAME, b"a page")

    assert KeptPages(pages.folder, 0).find(NAME) == b"a page"


def test_of_a_page_that_cannot_be_made_nothing_is_kept(pages):
    with pytest.raises(AssertionError):
        pages.find_or_make(NAME, never)

    assert pages.find(NAME) is None
    assert pages.find_or_make(NAME, lambda: b"a page") == b"a page"


def test_a_page_is_made_anew_after_a_day(pages):
    pages.keep(NAME, b"yesterday's")
    age(pages, NAME, KEPT_FOR - 60)
    assert pages.find(NAME) == b"yesterday's"

    age(pages, NAME, KEPT_FOR + 60)
    assert pages.find_or_make(NAME, lambda: b"today's") == b"today's"
    assert pages.find(NAME) == b"today's"


def test_the_oldest_make_room_for_the_newest(pages):
    pages.keep(NAME, b"oldest")
    age(pages, NAME, 20)
    pages.keep(OTHER, b"x" * (BLOCK + 1))
    age(pages, OTHER, 10)
    assert [pages.find(name) is not None for name in (NAME, OTHER)] == [True, True]

    pages.keep(THIRD, b"newest")

    assert [pages.find(name) for name in (NAME, OTHER, THIRD)] == [
        None,
        b"x" * (BLOCK + 1),
        b"newest",
    ]


def test_all_shelves_together_never_hold_more_than_they_may(tmp_path):
    """The last versions that stand on other shelves are among it."""
    pages, most = KeptPages(tmp_path, SHELVES * 4 * BLOCK), []
    for number in range(300):
        name, lasting_name = (f"{number * factor:032x}"[::-1] for factor in (7919, 104_729))
        pages.keep(name, b"x" * (number * 40), lasting_name)
        sizes = [path.stat().st_size for path in tmp_path.glob("?/*")]
        most.append(sum(-(-size // BLOCK) * BLOCK for size in sizes))

    assert SHELVES * 2 * BLOCK < max(most) <= SHELVES * 4 * BLOCK


def test_a_page_that_is_too_large_is_not_kept_and_pushes_nothing_out(pages):
    pages.keep(NAME, b"small")
    large = b"x" * (3 * BLOCK + 1)

    assert pages.find_or_make(OTHER, lambda: large) == large
    assert (pages.find(NAME), pages.find(OTHER)) == (b"small", None)


def test_what_is_too_old_and_what_was_left_half_written_goes(pages):
    pages.keep(NAME, b"old")
    age(pages, NAME, KEPT_FOR + 60)
    half = pages.folder / "a" / "tmp_left_by_a_process_that_was_killed"
    half.write_bytes(b"half of a pa")
    os.utime(half, (0, 0))

    pages.keep(OTHER, b"new")

    assert [path.name for path in (pages.folder / "a").iterdir()] == [OTHER]


def test_a_disk_that_refuses_a_page_breaks_nothing_and_is_left_alone_for_a_while(
    pages, caplog, monkeypatch
):
    pages.folder.write_text("a file where the folder should be")
    assert [pages.find_or_make(NAME, lambda: b"a page") for _time in range(3)] == [b"a page"] * 3
    sentence = f"No page can be kept in {pages.folder} (Not a directory): each is made anew."
    assert [record.message for record in caplog.records] == [sentence]

    pages.folder.unlink()
    later = time.monotonic() + REST + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert pages.find_or_make(NAME, lambda: b"a page") == b"a page"
    assert pages.find(NAME) == b"a page"


def test_a_disk_that_is_full_leaves_nothing_behind(pages, monkeypatch):
    def is_full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", is_full)

    assert pages.find_or_make(NAME, lambda: b"a page") == b"a page"
    assert list((pages.folder / "a").iterdir()) == []


def test_threads_that_want_a_page_at_once_wait_for_the_one_that_makes_it(pages):
    made = []

    def make():
        made.append(1)
        time.sleep(0.05)
        return b"a page"

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _number: pages.find_or_make(NAME, make), range(8)))

    assert (len(made), found) == (1, [b"a page"] * 8)


def test_processes_that_want_a_page_at_once_wait_for_the_one_that_makes_it(tmp_path):
    processes = [start_process(tmp_path, 0.5) for _number in range(3)]

    assert [process.communicate()[0] for process in processes] == ["a page\n"] * 3
    assert (tmp_path / "made").read_text() == "made\n"


def test_who_waits_for_a_process_that_is_killed_makes_the_page(tmp_path):
    killed = start_process(tmp_path, 60)
    wait_for(tmp_path / "made")
    waiting = start_process(tmp_path, 0)
    killed.kill()
    killed.communicate()

    assert waiting.communicate()[0] == "a page\n"
    assert (tmp_path / "made").read_text() == "made\nmade\n"
    assert KeptPages(Path(tmp_path / "pages"), 0).find(NAME) == b"a page"
