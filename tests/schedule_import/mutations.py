"""Files for hypothesis: any bytes, and good files of every dialect with something done to them."""

import csv
import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import xlsxwriter
from hypothesis import strategies as st

from tests.schedule_import.importing import HEADER

EXAMPLES = Path(__file__).parent / "examples"
OWN = [
    line.split(",")
    for line in (
        HEADER,
        "2027-05-14,9:00,10:00,plenary,Hall,Opening,",
        "2027-05-14,9:00,10:00,plenary,Annex,Opening,",
        "2027-05-14,10:00,11:00,talk,Hall,,7",
        "2027-05-14,10:00,11:00,talk,Annex,,8",
        "2027-05-14,12:00,13:00,lunch,Foyer,Lunch,",
        "2027-05-14,22:00,01:00,party,Foyer,Boat trip,",
    )
]


def _example(name):
    return list(csv.reader((EXAMPLES / name).read_text(encoding="utf-8").splitlines()))


GOOD = {
    "own": OWN,
    "classic": _example("schedule.csv"),
    "pycon": _example("pycon.csv"),
    "scipy": _example("scipy.csv"),
    "grid": _example("grid.csv"),
}

NASTY = [
    *("", " ", "0", "-1", "7", "#8", "9" * 30, "9" * 5000, "1e400", "NaN", "٣", "²", "½"),
    *(
        "24:00",
        "00:00",
        "0:00",
        "23:59",
        "25:00",
        "9:60",
        "12:00 AM",
        "12:00 PM",
        "10am",
        "10.00 AM",
        "noon",
    ),
    *(
        "2027-05-14",
        "3/4/2027",
        "13/5/2027",
        "5/13/27",
        "02/29/2027",
        "31.12.2027",
        "0/0/0",
        "1/1/1",
    ),
    *("0001-01-01", "0000-01-01", "9999-12-31", "12/31/9999", "10000-01-01", "2027-03-28", "2:30"),
    *(
        "=1+1",
        "'=1",
        "+",
        "-",
        "@x",
        '"',
        '""',
        "'",
        "\n",
        "\r\n",
        "a\nb",
        "\x00",
        "\x01",
        "\x7f",
        "\x85",
    ),
    *(
        "\u2028",
        "\ufeff",
        "\u202e",
        "\u200b",
        "\u0301",
        "İ",
        "ß",
        "ſt",
        "ﬁ",
        "Ⅷ",
        "\U0001f984",
        "\ufffe",
    ),
    *(
        "talk",
        "Talk",
        "plenary",
        "lunch",
        "Hall",
        "hall ",
        "HALL",
        "Room 1",
        "Room1",
        "Room  1",
        "room-1",
    ),
    *(
        "x" * 50,
        "x" * 51,
        "x" * 100,
        "x" * 101,
        "x" * 201,
        "x" * 5000,
        "ß" * 100,
        "İ" * 100,
        "ﷺ" * 100,
    ),
    *(
        "date",
        "time_start",
        "room",
        "errors",
        "title",
        "section",
        "presentation",
        "track",
        "duration",
    ),
    *(
        "<b>",
        "{{ x }}",
        "%s",
        "%(name)s",
        "../../x",
        "'; drop table slot; --",
        "#7 & #8",
        "admin",
        "...",
    ),
]
# No surrogates: no encoding of a file has them.
cells = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def _row(draw, rows):
    return draw(st.integers(0, len(rows) - 1))


def _change_cell(draw, rows):
    row = rows[_row(draw, rows)]
    if row:
        row[draw(st.integers(0, len(row) - 1))] = draw(cells)


def _change_column(draw, rows):
    place, value = draw(st.integers(0, 7)), draw(cells)
    for row in rows[draw(st.integers(0, 1)) :]:
        if place < len(row):
            row[place] = value


def _drop_row(draw, rows):
    if len(rows) > 1:
        del rows[_row(draw, rows)]


def _double_row(draw, rows):
    rows.insert(_row(draw, rows), list(rows[_row(draw, rows)]))


def _swap_rows(draw, rows):
    a, b = _row(draw, rows), _row(draw, rows)
    rows[a], rows[b] = rows[b], rows[a]


def _add_row(draw, rows):
    rows.insert(_row(draw, rows), draw(st.lists(cells, max_size=8)))


def _drop_column(draw, rows):
    place = draw(st.integers(0, 7))
    for row in rows:
        del row[place : place + 1]


def _double_column(draw, rows):
    place, to = draw(st.integers(0, 7)), draw(st.integers(0, 7))
    for row in rows:
        row[to:to] = row[place : place + 1]


def _cut_row(draw, rows):
    del rows[_row(draw, rows)][draw(st.integers(0, 7)) :]


def _lengthen_row(draw, rows):
    rows[_row(draw, rows)].extend(draw(st.lists(cells, min_size=1, max_size=3)))


def _turn_over(draw, rows):
    width = max(map(len, rows))
    filled = [row + [""] * (width - len(row)) for row in rows]
    rows[:] = [list(column) for column in zip(*filled, strict=True)] or [[]]


CHANGES = [
    *(_change_cell, _change_column, _drop_row, _double_row, _swap_rows, _add_row),
    *(_drop_column, _double_column, _cut_row, _lengthen_row, _turn_over),
]


@st.composite
def tables(draw, good=GOOD):
    """The rows of a good file with one to four things done to them."""
    rows = [list(row) for row in good[draw(st.sampled_from(sorted(good)))]]
    for change in draw(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4)):
        change(draw, rows)
    return rows


def as_csv(rows, delimiter=",", newline="\n", quoting=csv.QUOTE_MINIMAL):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=quoting).writerows(rows)
    return out.getvalue()


ENCODINGS = [
    *(
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "cp1252",
        "latin-1",
        "cp437",
    ),
    *("utf-7", "shift_jis", "cp037", "mac-roman"),
]


@st.composite
def damaged(draw, files):
    """A file of which a few bytes are others, are missing or come on top; or its end is cut off."""
    content = bytearray(draw(files))
    for _change in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(content)))
        length = draw(st.sampled_from([0, 1, 1, 1, 2, 30]))
        content[place : place + length] = draw(st.binary(max_size=3))
    if draw(st.integers(0, 9)) == 0:
        del content[draw(st.integers(0, len(content))) :]
    return bytes(content)


@st.composite
def written_tables(draw, good=GOOD):
    text = as_csv(
        draw(tables(good)),
        delimiter=draw(st.sampled_from(",,,;\t|")),
        newline=draw(st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\r\r\n"])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    )
    return text.encode(draw(st.sampled_from(ENCODINGS)), errors="replace")


csv_files = damaged(written_tables()) | written_tables()

marks = st.sampled_from(
    [
        *(
            b"",
            b"PK\x03\x04",
            b"PK\x05\x06",
            b"\xff\xfe",
            b"\xfe\xff",
            b"\xef\xbb\xbf",
            b"\x89PNG\r\n\x1a\n",
        ),
        *(
            b"%PDF-",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"<html>",
            b"{",
            b"\x1f\x8b",
            HEADER.encode() + b"\n",
        ),
    ]
)
any_bytes = st.builds(bytes.__add__, marks, st.binary(max_size=300))

# --- Workbooks ------------------------------------------------------------------------------------

DATE, TIME = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII), re.compile(r"[012]?\d:\d\d", re.ASCII)


def as_xlsx(rows, *, typed=True):
    """A workbook of the rows; `typed`: dates, times and numbers are such, as when somebody typed
    them in.
    """
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        # The same bytes each time, as hypothesis needs them: else the workbook says when it was
        # made.
        book.set_properties({"created": dt.datetime(2027, 5, 1, tzinfo=dt.UTC)})
        sheet = book.add_worksheet()
        styles = {dt.date: "yyyy-mm-dd", dt.time: "hh:mm"}
        formats = {kind: book.add_format({"num_format": style}) for kind, style in styles.items()}
        for number, row in enumerate(rows):
            for place, text in enumerate(row):
                value = _typed(text) if typed else text
                sheet.write(number, place, value, formats.get(type(value)))
    return content.getvalue()


def _typed(text):
    try:
        if DATE.fullmatch(text) and text > "1900":
            return dt.date.fromisoformat(text)
        if TIME.fullmatch(text):
            return dt.time(*map(int, text.split(":")))
    except ValueError:
        return text
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else text


def with_parts(data, parts):
    """The workbook with other parts in place of its own; None takes one out."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            part = parts.get(member.filename, old.read(member))
            if part is not None:
                new.writestr(member, part)
    return content.getvalue()


SNIPPETS = [
    *(
        b"",
        b"<c><v>1</v></c>",
        b'<c r="B2" t="s"><v>0</v></c>',
        b'<c r="XFD1048576"><v>1</v></c>',
        b"<row>",
    ),
    *(
        b"</row>",
        b'<row r="9"/>',
        b'<mergeCell ref="A1:C9"/>',
        b'<mergeCells><mergeCell ref="A2:B4"/>',
    ),
    *(
        b"</mergeCells>",
        b'state="hidden"',
        b'r="0"',
        b'r="A1"',
        b't="e"',
        b't="b"',
        b't="d"',
        b's="1"',
    ),
    *(
        b's="99"',
        b"<v>1e400</v>",
        b"<v>-1</v>",
        b"<v>NaN</v>",
        b"<v>45000.99999999</v>",
        b"<f>A1</f>",
    ),
    *(
        b"<!DOCTYPE x>",
        b"&amp;",
        b"&#0;",
        b"&x;",
        b"\xff",
        b"\0",
        b'formatCode="[h]:mm"',
        b"<is><t>x</t></is>",
    ),
]


@st.composite
def workbooks(draw):
    """A workbook of a changed table, of which parts may be changed, taken out or put into another's
    place.
    """
    data = as_xlsx(draw(tables()), typed=draw(st.booleans()))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    changed = {}
    for name in draw(st.lists(st.sampled_from(sorted(parts)), max_size=2)):
        changed[name] = draw(
            st.none()
            | st.just(parts[draw(st.sampled_from(sorted(parts)))])
            | _with_snippet(parts[name])
            | damaged(st.just(parts[name]))
        )
    return with_parts(data, changed)


@st.composite
def _with_snippet(draw, xml):
    """XML with a snippet at the end of some tag, or in place of one."""
    ends = [match.span() for match in re.finditer(rb"<[^>]*>", xml)]
    start, end = draw(st.sampled_from(ends)) if ends else (0, 0)
    keep = draw(st.sampled_from([start, end, max(start, end - 1)]))
    return xml[:keep] + draw(st.sampled_from(SNIPPETS)) + xml[end:]


xlsx_files = workbooks() | damaged(workbooks())
