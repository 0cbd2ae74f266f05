"""In which letters a text is written that is neither UTF-8 nor UTF-16: asked where it matters."""

import re
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from conference.core.characters import one_line
from conference.core.tables.questions import Choice, Question, Questions

ENCODINGS: Mapping[str, str] = {
    "windows-1252": "cp1252",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "shift-jis": "shift_jis",
    "gb18030": "gb18030",
}
"""The names under which they are chosen, and those that Python knows; the likeliest first."""

CELLS_SHOWN, LONGEST_SHOWN = 3, 40
SEPARATORS = re.compile(rb'[,;\t\r\n"]')
LINE_END = re.compile(rb"\r\n|\r|\n")
EAST = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff61-\uff9f"
# What nobody writes: control characters; Latin beside Cyrillic letters in one word; one Chinese or
# Japanese character that ends a Latin word, or stands within.
NO_TEXT = re.compile(
    "[\x80-\x9f\ufffd\ue000-\uf8ff]|[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]"
    f"|[A-Za-z][{EAST}](?![{EAST}])|(?<![{EAST}])[{EAST}][A-Za-z]"
)


def decode_old(data: bytes, questions: Questions) -> tuple[str, str] | None:
    """The text and the name of its encoding; None where it is in none of `ENCODINGS`.

    Where they give different texts, all of which could be meant, somebody must say which it is.
    """
    texts = {name: text for name in ENCODINGS if (text := _decoded(data, name)) is not None}
    likely = {name: text for name, text in texts.items() if not NO_TEXT.search(text)} or texts
    if not likely:
        return None
    first = next(iter(likely))
    if first == "windows-1252" and len(set(likely.values())) == 1:
        return likely[first], first
    answer = questions.ask(_question(data, likely)) or first
    return likely[answer], answer


def line_of(data: bytes, place: int) -> int:
    """The number of the line in which a byte stands, from 1, whatever ends the lines."""
    return len(LINE_END.findall(data, 0, place)) + 1


def _decoded(data: bytes, name: str) -> str | None:
    try:
        return data.decode(ENCODINGS[name])
    except UnicodeDecodeError:
        return None


def _question(data: bytes, texts: Mapping[str, str]) -> Question:
    places = list(_differing(data, texts))
    cells = [_shown(data[start:end], next(iter(texts))) for start, end in places]
    line = line_of(data, places[0][0]) if places else 1
    sentence = _(
        "The file is not in UTF-8, and its letters can be read in several ways (line %(line)d). "
        "Which of them is right?"
    )
    return Question(
        name="encoding",
        sentence=sentence % {"line": line},
        choices=tuple(
            Choice(name, f"{name}: {', '.join(_shown(data[a:b], name) for a, b in places)}")
            for name in texts
        ),
        example=cells[0] if cells else "",
        row=line,
        option="--encoding " + "|".join(texts),
    )


def _differing(data: bytes, texts: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Where the first cells stand that the encodings read differently."""
    start, found = 0, 0
    for match in (*SEPARATORS.finditer(data), None):
        end = match.start() if match else len(data)
        cell = data[start:end]
        if not cell.isascii() and len({_shown(cell, name) for name in texts}) > 1:
            yield start, end
            found += 1
            if found == CELLS_SHOWN:
                return
        start = end + 1


def _shown(cell: bytes, name: str) -> str:
    text = one_line(cell.decode(ENCODINGS[name], errors="replace"))
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
