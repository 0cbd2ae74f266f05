"""The pictures of the README and the guides; browser tests take them: `pytest --pictures` renews
them.
"""

import base64
import struct
import zlib
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "docs" / "pictures"
WIDTH, HEIGHT = 1000, 800
ABOVE, BELOW = 8, 16
MOST_BYTES = 150_000

# The 256 colours that most pixels have are enough for pages of text, in a third of the bytes.
WITH_A_PALETTE = """
async source => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const pixels = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
    const counts = new Map();
    for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    const byUse = [...counts].sort((a, b) => b[1] - a[1]).map(([pixel]) => pixel);
    const parts = pixel => [pixel & 255, pixel >> 8 & 255, pixel >> 16 & 255];
    const palette = byUse.slice(0, 256).map(parts);
    const distance = (a, b) => a.reduce((sum, part, at) => sum + (part - b[at]) ** 2, 0);
    const places = new Map(byUse.map((pixel, at) => {
        if (at < 256) return [pixel, at];
        const distances = palette.map(colour => distance(colour, parts(pixel)));
        return [pixel, distances.indexOf(Math.min(...distances))];
    }));
    const indices = Uint8Array.from(pixels, pixel => places.get(pixel));
    const bytes = Array.from(indices, index => String.fromCharCode(index)).join("");
    return [image.width, palette.flat(), btoa(bytes)];
}
"""


def pytest_addoption(parser):
    parser.addoption(
        "--pictures", action="store_true", help="take the pictures in docs/pictures anew"
    )


@pytest.fixture
def take_picture(page, request):
    """Call it with a name and the parts of the page that the picture shows: from the first to the
    last.

    Without --pictures it only finds these parts, so that a picture that could not be taken fails
    the test.
    """
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})

    def take_picture(name, *parts):
        for part in parts:
            part.wait_for()
        if request.config.getoption("--pictures"):
            picture = _shrunk(page, _screenshot(page, parts))
            assert len(picture) < MOST_BYTES, (
                f"{name} has {len(picture):,} bytes: show less of the page"
            )
            FOLDER.mkdir(exist_ok=True)
            (FOLDER / f"{name}.png").write_bytes(picture)

    return take_picture


def _screenshot(page, parts):
    page.evaluate("document.fonts.ready")
    # Nothing of where the mouse and the keyboard happen to be.
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    page.evaluate("window.scrollTo(0, 0)")
    boxes = [part.bounding_box() for part in parts]
    top = min(box["y"] for box in boxes) - ABOVE
    bottom = max(box["y"] + box["height"] for box in boxes) + BELOW
    clip = {"x": 0, "y": max(0, top), "width": WIDTH, "height": bottom - max(0, top)}
    return page.screenshot(full_page=True, clip=clip, animations="disabled")


def _shrunk(page, screenshot):
    """The PNG file with a palette."""
    blank = page.context.new_page()
    source = f"data:image/png;base64,{base64.b64encode(screenshot).decode()}"
    width, palette, indices = blank.evaluate(WITH_A_PALETTE, source)
    blank.close()
    pixels = base64.b64decode(indices)
    lines = [pixels[start : start + width] for start in range(0, len(pixels), width)]
    header = struct.pack(">IIBBBBB", width, len(lines), 8, 3, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + line for line in lines), 9)
    chunks = ((b"IHDR", header), (b"PLTE", bytes(palette)), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
