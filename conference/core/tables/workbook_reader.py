"""Reads an Excel workbook (.xlsx) from standard input, and prints its sheets as JSON.

A file of a few kilobytes can be made to take all the memory there is, or hours. So this is a
process of its own, which the system ends when it takes more than its share: `workbooks` starts it.
It imports nothing of the site and is given no settings, so there is nothing for a file to find.
"""

import datetime as dt
import io
import json
import posixpath
import re
import resource
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from python_calamine import CalamineSheet, CalamineWorkbook

MOST_MEMORY = 400 << 20  # bytes of addresses, some of which stay unused
MOST_SECONDS = 20  # of computing
MAX_UNZIPPED = 50_000_000  # bytes, actual and not declared; and characters of all cells
MAX_LIST = 10_000_000  # bytes of the list of sheets: a hundred thousand of them have six millions
MAX_CELLS = 1_000_000  # of the rectangle from A1 to the last cell with a value
MAX_MERGED = 100_000  # areas of merged cells
MAX_SHEETS = 100  # that are read; a conference has fewer days
MAX_PLAIN_NUMBER = 1e15  # beyond it a float no longer tells whole numbers apart
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
PACKAGE = b"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="xl/workbook.xml"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""  # python-calamine knows a workbook by it, and real ones lack it at times
VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)[\s>]")
ROW = re.compile(rb"<(?:\w+:)?row\s[^<>]*>")
COLUMN = re.compile(rb"<(?:\w+:)?col\s[^<>]*>")
HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
NUMBER = re.compile(rb"""\sr\s*=\s*["']([0-9]{1,7})["']""")
FIRST = re.compile(rb"""\smin\s*=\s*["']([0-9]{1,5})["']""")
LAST = re.compile(rb"""\smax\s*=\s*["']([0-9]{1,5})["']""")
ADDRESS = re.compile(  # of a cell with something in it
    rb"""<(?:\w+:)?c\s[^<>]*?\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["'][^<>]*(?<!/)>"""
)
ERROR = re.compile(rb"""(<(?:\w+:)?c\s[^<>]*?\bt\s*=\s*)(?:"e"|'e')""")  # a cell that shows one


class Refusal(Exception):
    """Why a workbook is not read: a word for which `workbooks` has a sentence, and its numbers."""

    def __init__(self, word: str, **numbers: int) -> None:
        super().__init__(word, numbers)


def main() -> None:
    """Answer with the sheets or a refusal; without memory or time for it, end without an answer."""
    limits = {
        resource.RLIMIT_AS: MOST_MEMORY,
        resource.RLIMIT_CPU: MOST_SECONDS,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in limits.items():
        with suppress(ValueError):  # a lower one holds already, or, on macOS, there is none
            resource.setrlimit(limit, (most, most))
    answer: dict[str, Any]
    try:
        answer = read(sys.stdin.buffer.read(), max_rows=int(sys.argv[1]))
    except Refusal as refusal:
        answer = {"refusal": refusal.args}
    except MemoryError:
        raise
    except BaseException:  # noqa: BLE001  zipfile, expat and calamine, in Rust, have many of them
        answer = {"refusal": ["broken", {}]}
    text = json.dumps(answer, default=_as_json, ensure_ascii=False)
    sys.stdout.buffer.write(text.encode())


def _as_json(value: dt.date | dt.time) -> dict[str, str]:
    return {type(value).__name__: value.isoformat()}


def read(data: bytes, *, max_rows: int) -> dict[str, Any]:
    """The "sheets" that can be seen and have content, in their order; the first alone if none has.

    Of each its "name", the "rows" with content and their numbers, the areas of "merged" cells that
    show a value, and which rows and columns are hidden. All of them share one limit: the names of
    those for which too little of it is left are among the "others".
    """
    parts = _unpack(data)
    sheets = _visible_sheets(parts)
    # Many sheets can lead to one part: each part is looked at once.
    filled = {part for part in {part for *_sheet, part in sheets} if _has_value(parts.get(part))}
    wanted = [sheet for sheet in sheets if sheet[2] in filled] or sheets[:1]
    for part in {part for *_sheet, part in wanted}:
        # python-calamine takes the error of a formula for an empty cell: it gets it as text.
        parts[part] = ERROR.sub(rb'\1"str"', parts[part])
    book = CalamineWorkbook.from_filelike(_packed(parts))
    left = Allowance(max_rows)
    found: dict[str, dict[str, Any]] = {}
    others = []
    for place, name, part in wanted:
        is_new = part not in found and len(found) < MAX_SHEETS
        sheet = _further(book, place, parts[part], left) if found and is_new else None
        if not found:
            sheet = _sheet(book, place, parts[part], left)
        if sheet is None:
            others.append(name)
        else:
            found[part] = {"name": name, **sheet}
    return {"sheets": list(found.values()), "others": others}


@dataclass
class Allowance:
    """What is left of the limits of a workbook, as its sheets are read one after the other."""

    rows: int
    cells: int = MAX_CELLS
    merged: int = MAX_MERGED
    characters: int = MAX_UNZIPPED


def _further(
    book: CalamineWorkbook, place: int, part: bytes, left: Allowance
) -> dict[str, Any] | None:
    """A sheet behind the first; None if too little is left for it, or if it is damaged: the first
    may be all that is wanted.
    """
    if _span(part) > left.cells:  # python-calamine would take the memory for it, and end all
        return None
    try:
        return _sheet(book, place, part, left)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  a Refusal, or any of those of calamine
        return None


def _span(part: bytes) -> int:
    """The cells of the rectangle from A1 to the last cell with content, by their addresses."""
    last_row = last_column = 0
    for match in ADDRESS.finditer(part):
        last_row = max(last_row, int(match[2]))
        column = 0
        for letter in match[1]:
            column = column * 26 + letter - ord("A") + 1
        last_column = max(last_column, column)
    return last_row * last_column


def _sheet(book: CalamineWorkbook, place: int, part: bytes, left: Allowance) -> dict[str, Any]:
    """What one sheet holds; takes it from what is `left`."""
    sheet = book.get_sheet_by_index(place)
    merged = sheet.merged_cell_ranges or []
    if len(merged) > left.merged:
        raise Refusal("merged", limit=MAX_MERGED)
    last_row, last_column = sheet.end or (0, 0)
    if (last_row + 1) * (last_column + 1) > left.cells:
        raise Refusal("far", row=last_row + 1, column=last_column + 1)
    rows = list(_rows(sheet, left))
    numbers = {number for number, _cells in rows}
    left.rows -= len(rows)
    left.cells -= (last_row + 1) * (last_column + 1)
    left.merged -= len(merged)
    return {
        "rows": rows,
        "merged": [
            (top + 1, bottom + 1, first, last)
            for (top, first), (bottom, last) in merged
            if top + 1 in numbers
        ],
        "hidden_rows": [number for number in _hidden_rows(part) if number in numbers],
        "hidden_columns": list(_hidden_columns(part, last_column)),
    }


def _hidden_rows(part: bytes) -> Iterator[int]:
    """The numbers of the rows that are hidden or filtered out."""
    number = 0
    for tag in ROW.findall(part):
        given = NUMBER.search(tag)
        number = int(given[1]) if given else number + 1
        if HIDDEN.search(tag):
            yield number


def _hidden_columns(part: bytes, last: int) -> Iterator[int]:
    """The hidden columns from 0, up to the last with a value."""
    for tag in COLUMN.findall(part):
        first, end = FIRST.search(tag), LAST.search(tag)
        if first and end and HIDDEN.search(tag):
            yield from range(int(first[1]) - 1, min(int(end[1]), last + 1))


def _has_value(part: bytes | None) -> bool:
    return part is not None and VALUE.search(part) is not None


def _unpack(data: bytes) -> dict[str, bytes]:
    """The parts of the archive by name, in small letters."""
    parts: dict[str, bytes] = {}
    room = MAX_UNZIPPED
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = {name.lower() for name in archive.namelist()}
        if WORKBOOK not in names:
            raise Refusal(_other_archive(names))
        for member in archive.infolist():
            with archive.open(member) as stream:
                content = stream.read(room + 1)
            room -= len(content)
            if room < 0:
                raise Refusal("unpacked", limit=MAX_UNZIPPED // 1_000_000)
            if member.filename.lower().endswith((".xml", ".rels")):
                parts[member.filename.lower()] = content
    return parts


def _other_archive(names: set[str]) -> str:
    if "content.xml" in names and "mimetype" in names:
        return "opendocument"
    return "binary" if "xl/workbook.bin" in names else "archive"


def _packed(parts: Mapping[str, bytes]) -> io.BytesIO:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as target:
        for name, content in {**parts, "_rels/.rels": PACKAGE}.items():
            target.writestr(name, content)
    archive.seek(0)
    return archive


def _tree(part: bytes) -> ET.Element:
    # Without memory, expat goes on to the end of a part, and asks for more at each element.
    if len(part) > MAX_LIST:
        raise Refusal("large")
    return ET.fromstring(part)  # noqa: S314  what it could take is limited, as for all of this


def _visible_sheets(parts: Mapping[str, bytes]) -> list[tuple[int, str, str]]:
    """Of each worksheet that is not hidden, at least one: its place among all sheets, its name, and
    its part of the archive.
    """
    targets = {
        relation.get("Id"): _part(relation.get("Target", ""))
        for relation in _tree(parts[RELATIONS])
        if relation.get("Type", "").endswith("/worksheet")
    }
    sheets = (each for each in _tree(parts[WORKBOOK]).iter() if each.tag.endswith("}sheet"))
    found = []
    for place, sheet in enumerate(sheets):
        identity = next((value for key, value in sheet.items() if key.endswith("}id")), "")
        if identity in targets and sheet.get("state", "visible") == "visible":
            found.append((place, sheet.get("name", ""), targets[identity]))
    if not found:
        raise Refusal("hidden")
    return found


def _part(target: str) -> str:
    """The part that a relation of the workbook leads to, as python-calamine finds it."""
    if target.startswith(("/xl/", "xl/")):
        return target.removeprefix("/").lower()
    return posixpath.join("xl", target).lower()


def _rows(sheet: CalamineSheet, left: Allowance) -> Iterator[tuple[int, list[Any]]]:
    """The rows in which a cell has a value, with their numbers in the spreadsheet."""
    count = 0
    # python-calamine begins with the first column that has a value: cells would lose their names.
    blank = [""] * (sheet.start or (0, 0))[1]
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if all(cell == "" for cell in cells):
            continue
        values = [_value(cell) for cell in cells]
        count += 1
        left.characters -= sum(len(value) for value in values if isinstance(value, str))
        if count > left.rows + 1:  # the names of the columns are none
            raise Refusal("rows", limit=left.rows)
        if left.characters < 0:
            raise Refusal("unpacked", limit=MAX_UNZIPPED // 1_000_000)
        yield number, blank + values


def _value(value: object) -> Any:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number(float(value))
    if isinstance(value, dt.timedelta):
        return _duration(value)
    if isinstance(value, dt.datetime):
        return _whole_second(value)
    if isinstance(value, dt.time):
        return _whole_second(dt.datetime.combine(dt.date.min, value)).time()
    return value if isinstance(value, dt.date) else str(value)


def _number(value: float) -> str:
    """Without a fraction for whole numbers, as a spreadsheet shows them."""
    return str(int(value)) if abs(value) < MAX_PLAIN_NUMBER and value.is_integer() else str(value)


def _duration(value: dt.timedelta) -> Any:
    """A time of day, where the hours fit into one; "24:00", and beyond."""
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if 0 <= hours < 24:
        return dt.time(hours, minutes, seconds)
    return f"{hours}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def _whole_second(value: dt.datetime) -> dt.datetime:
    """Times are fractions of a day in a workbook: 10:20 may be 10:19:59.999."""
    return (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)


if __name__ == "__main__":
    main()
