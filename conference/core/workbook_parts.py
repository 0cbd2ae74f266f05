"""The parts of an Excel workbook (.xlsx): unpacked, measured and parsed without trusting the
file.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

from django.utils.translation import gettext as _

MAX_UNZIPPED = 50_000_000  # bytes, actual and not declared
MAX_ELEMENTS = 3_000_000  # of the XML of one part: cells with a value and a formula have three
CHUNK = 1 << 16  # bytes
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
SHARED_TEXTS = "xl/sharedstrings.xml"
STYLES = "xl/styles.xml"
PACKAGE = "_rels/.rels"
PACKAGE_LEADS_TO_WORKBOOK = b"""<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship
Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
Target="xl/workbook.xml"/></Relationships>"""

VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)[\s>]")

Start = Callable[[str, Mapping[str, str]], None]


class WorkbookError(Exception):
    """A workbook that cannot be read: `code` is "not-a-table" or "too-large", the text a
    sentence.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet: its place among all sheets, its name, and the part of the archive that has its
    cells.
    """

    place: int
    name: str
    part: str


def broken() -> WorkbookError:
    """What to raise for a file that is no workbook in order."""
    return WorkbookError(
        "not-a-table",
        _(
            "This Excel workbook is damaged. Open it in your spreadsheet program and save it as "
            ".xlsx or CSV."
        ),
    )


def too_large() -> WorkbookError:
    """What to raise for more bytes than may be unpacked."""
    return WorkbookError(
        "too-large",
        _(
            "Unpacked, this workbook has more than %(limit)d MB. Save the sheet with the schedule "
            "alone, or as CSV."
        )
        % {"limit": MAX_UNZIPPED // 1_000_000},
    )


def _too_many_elements() -> WorkbookError:
    return WorkbookError(
        "too-large",
        _("This workbook has more cells than can be read. Save the schedule alone, or as CSV."),
    )


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts of the archive by name, in small letters."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        names = {member.filename.lower() for member in members}
        if WORKBOOK not in names:
            raise WorkbookError("not-a-table", _other_archive(names))
        parts: dict[str, bytes] = {}
        room = MAX_UNZIPPED
        for member in members:
            # Anything but plain deflate unpacks in steps that cannot be stopped in time; Excel uses
            # no other.
            if member.flag_bits & 1 or member.compress_type not in (
                zipfile.ZIP_STORED,
                zipfile.ZIP_DEFLATED,
            ):
                raise broken()
            content = _unpack_member(archive, member, room)
            room -= len(content)
            if member.filename.lower().endswith((".xml", ".rels")):
                parts[member.filename.lower()] = content
    return parts


def _unpack_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> bytes:
    content = bytearray()
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            content += chunk
            if len(content) > room:
                raise too_large()
    return bytes(content)


def _other_archive(names: set[str]) -> str:
    """What to say of an archive that is no .xlsx."""
    if "content.xml" in names and "mimetype" in names:
        return _(
            "This is an OpenDocument file. Save the schedule as .xlsx or CSV, and choose that file."
        )
    if "xl/workbook.bin" in names:
        return _(
            "This is a binary Excel workbook (.xlsb). Save it as .xlsx or CSV, and choose that "
            "file."
        )
    return _(
        "This is an archive, but no Excel workbook (.xlsx). Choose the spreadsheet itself: .xlsx "
        "or CSV."
    )


def repack(parts: Mapping[str, bytes], sheet: str) -> io.BytesIO:
    """Make an archive of what reading this sheet takes, and nothing else."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as target:
        target.writestr(PACKAGE, PACKAGE_LEADS_TO_WORKBOOK)
        for name in {WORKBOOK, RELATIONS, SHARED_TEXTS, STYLES, sheet} & parts.keys():
            target.writestr(name, parts[name])
    archive.seek(0)
    return archive


def visible_sheets(parts: Mapping[str, bytes]) -> list[SheetPart]:
    """The worksheets that are not hidden, at least one."""
    targets: dict[str, str] = {}
    sheets: list[Mapping[str, str]] = []

    def relation(name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes["Type"].endswith("/worksheet"):
            targets[attributes["Id"]] = _part(attributes["Target"])

    def sheet(name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            sheets.append(attributes)

    scan(parts[RELATIONS], relation)
    scan(parts[WORKBOOK], sheet)
    found: list[SheetPart] = []
    for place, attributes in enumerate(sheets):
        identity = next((value for key, value in attributes.items() if key.endswith(":id")), "")
        if identity in targets and attributes.get("state", "visible") == "visible":
            found.append(SheetPart(place, attributes.get("name", ""), targets[identity]))
    if found:
        return found
    raise WorkbookError(
        "not-a-table",
        _("This workbook has no sheet that can be seen. Put the schedule into its first sheet."),
    )


def names_of_filled(sheets: Sequence[SheetPart], parts: Mapping[str, bytes]) -> tuple[str, ...]:
    """The names of those sheets in which a cell has a value, found without reading them."""
    # Many sheets can lead to one part: each part is looked at once, so that this takes one look at
    # the file.
    filled = {
        part for part in {sheet.part for sheet in sheets} if VALUE.search(parts.get(part, b""))
    }
    return tuple(sheet.name for sheet in sheets if sheet.part in filled)


def _part(target: str) -> str:
    """The name of the part that a relation of the workbook leads to, as python-calamine finds
    it.
    """
    name = (
        target.removeprefix("/")
        if target.startswith(("/xl/", "xl/"))
        else posixpath.join("xl", target)
    )
    return name.lower()


def scan(
    xml: bytes,
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call back for each element, by its name without a prefix, and for text; refuse a DOCTYPE."""
    elements = 0

    def counted_start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal elements
        elements += 1
        if elements > MAX_ELEMENTS:
            raise _too_many_elements()
        start(name.rpartition(":")[2], attributes)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = counted_start
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    parser.Parse(xml, True)


def _refuse_doctype(*declaration: object) -> NoReturn:
    raise broken()
