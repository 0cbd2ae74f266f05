"""The pictures in docs/pictures: each is taken by a test, shown in the README or a guide, and
small.
"""

import re
import struct
from pathlib import Path

from django.conf import settings

from tests.pictures import FOLDER, MOST_BYTES, WIDTH

ROOT = Path(settings.BASE_DIR)


def kept():
    return {path.stem for path in FOLDER.iterdir()}


def test_every_picture_is_taken_by_a_test():
    tests = [path.read_text() for path in (ROOT / "tests").rglob("test_*.py")]
    taken = {name for text in tests for name in re.findall(r"take_picture\(\s*\"([a-z-]+)\"", text)}

    assert kept() == taken


def test_every_picture_stands_in_a_page_in_words_too():
    pages = [path.read_text() for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))]
    picture = re.compile(r"!\[[^\]]{20,}\]\((?:docs/)?pictures/([a-z-]+)\.png\)")
    shown = {name for text in pages for name in picture.findall(text)}

    assert kept() == shown


def test_the_pictures_are_small():
    sizes = {path.stem: (path.read_bytes(), path.stat().st_size) for path in FOLDER.iterdir()}
    widths = {
        name: struct.unpack(">I", content[16:20])[0] for name, (content, _size) in sizes.items()
    }

    assert widths == dict.fromkeys(kept(), WIDTH)
    assert [name for name, (_content, size) in sizes.items() if size >= MOST_BYTES] == []
