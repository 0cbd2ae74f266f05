"""Files made to take all memory or all time get an answer, in a process that stays small."""

import io
import json
import struct
import zipfile
from collections import defaultdict

import pytest
from django.test import Client
from django.urls import reverse

from conference.core.tables.files import MAX_COLUMNS, MAX_ROWS
from conference.core.tables.workbook_reader import MAX_CELLS
from conference.schedule.models import Slot
from tests.factories import make_conference, make_member, make_section
from tests.schedule_import.importing import HEADER
from tests.schedule_import.mutations import as_xlsx, with_parts
from tests.schedule_import.processes import Breeder

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
DAY = "2027-05-14"
MEGABYTES = 500
ROWS = [HEADER.split(","), [DAY, "9:00", "10:00", "talk", "Hall", "Tides", ""]]
PLAIN = as_xlsx(ROWS)
SHEET, TEXTS, STYLES, BOOK = (
    f"xl/{name}.xml" for name in ("worksheets/sheet1", "sharedStrings", "styles", "workbook")
)
SPREADSHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet(rows, after="", before=""):
    return f"<worksheet {SPREADSHEET}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def part(name):
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as book:
        return book.read(name).decode()


# --- Workbooks ------------------------------------------------------------------------------------


def unpacks_to_300_megabytes():
    return with_parts(PLAIN, {SHEET: sheet(" " * 300_000_000)})


def unpacks_to_more_than_it_declares():
    size = len(sheet(" " * 60_000_000))
    return with_parts(PLAIN, {SHEET: sheet(" " * 60_000_000)}).replace(
        struct.pack("<I", size), struct.pack("<I", 1_000)
    )


def declares_more_than_there_can_be():
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as book:
        size = book.getinfo(SHEET).file_size
    return PLAIN.replace(struct.pack("<I", size), struct.pack("<I", 0xFFFFFFF0))


def has_a_hundred_thousand_sheets():
    """All in the list of sheets, and all the same part."""
    one = part(BOOK)
    entry = one[one.index("<sheet ") : one.index("</sheets>")]
    return with_parts(PLAIN, {BOOK: one.replace(entry, entry * 100_000)})


def has_more_than_a_million_sheets():
    """In 114 kB."""
    sheet = '<sheet name="a" r:id="rId1"/>'
    return with_parts(PLAIN, {BOOK: part(BOOK).replace("<sheets>", f"<sheets>{sheet * 1_600_000}")})


def has_a_thousand_parts_of_a_megabyte():
    content = io.BytesIO(PLAIN)
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as book:
        for number in range(1_000):
            book.writestr(f"xl/worksheets/sheet{number + 2}.xml", sheet(" " * 1_000_000))
    return content.getvalue()


def packs_one_part_under_a_thousand_names():
    """Entries that overlap: one packed part of 10 MB, to which all names lead."""
    content = io.BytesIO(PLAIN)
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/big.png", bytes(10_000_000))
        big = book.getinfo("xl/media/big.png")
        for number in range(1_000):
            twin = zipfile.ZipInfo(f"xl/media/{number}.png")
            for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(twin, field, getattr(big, field))
            book.filelist.append(twin)
            book.NameToInfo[twin.filename] = twin
    return content.getvalue()


def shows_one_long_text_in_all_cells():
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_001))
    texts = f"<sst {SPREADSHEET}><si><t>{'x' * 30_000}</t></si></sst>"
    return with_parts(PLAIN, {SHEET: sheet(cells), TEXTS: texts})


def reaches_to_the_last_cell_there_can_be():
    return with_parts(
        PLAIN, {SHEET: sheet('<row><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>')}
    )


def is_full_of_entities():
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE sst [<!ENTITY a0 "ha">{laughs}]>'
    return with_parts(PLAIN, {TEXTS: f"{doctype}<sst {SPREADSHEET}><si><t>&a11;</t></si></sst>"})


def is_nested_a_million_times():
    return with_parts(PLAIN, {SHEET: sheet("<row>" * 1_000_000 + "</row>" * 1_000_000)})


def has_a_tag_with_a_million_attributes():
    attributes = " ".join(f'a{n:x}=""' for n in range(1_000_000))
    tag = f"<x {attributes}/>"
    return with_parts(PLAIN, {SHEET: part(SHEET).replace("<sheetData>", f"{tag}<sheetData>")})


def has_a_list_of_sheets_that_is_nested_six_million_times():
    nest = "<x>" * 6_000_000 + "</x>" * 6_000_000
    return with_parts(PLAIN, {BOOK: part(BOOK).replace("<sheets>", f"{nest}<sheets>")})


def has_merged_cells_without_number():
    areas = '<mergeCell ref="A1:XFD1048576"/>' * 200_000
    after = f"</sheetData><mergeCells>{areas}</mergeCells>"
    return with_parts(PLAIN, {SHEET: part(SHEET).replace("</sheetData>", after)})


def says_that_it_is_huge():
    """The dimension that a sheet says of itself is nobody's business but its own."""
    dimension = '<dimension ref="A1:XFD1048576"/>'
    return with_parts(PLAIN, {SHEET: part(SHEET).replace("<sheetData>", f"{dimension}<sheetData>")})


def has_hundreds_of_thousands_of_formats():
    formats = "".join(f'<numFmt numFmtId="{n}" formatCode="0"/>' for n in range(200, 300_200))
    styles = part(STYLES)
    at = styles.index("<fonts")
    return with_parts(
        PLAIN, {STYLES: f'{styles[:at]}<numFmts count="300000">{formats}</numFmts>{styles[at:]}'}
    )


def has_nine_million_styles():
    styles = part(STYLES).replace("</cellXfs>", f"{'<xf/>' * 9_000_000}</cellXfs>")
    return with_parts(PLAIN, {STYLES: styles})


def has_a_million_formats_with_names():
    formats = "".join(f'<numFmt numFmtId="{n}" formatCode="0"/>' for n in range(1_000_000))
    styles = part(STYLES).replace("<fonts", f"<numFmts>{formats}</numFmts><fonts", 1)
    return with_parts(PLAIN, {STYLES: styles})


# --- Tables ---------------------------------------------------------------------------------------


def rows_that_all_overlap():
    """20,000 rows, all in one room at one time, and no two of them the same."""
    rows = [f"{DAY},9:00,{10 + n // 60 % 12}:{n % 60:02},talk,Hall,T{n}," for n in range(20_000)]
    return "\n".join([HEADER, *rows]).encode()


def rows_at_one_moment():
    """20,000 rooms, each with a talk of its own; the second time, each row finds its slot."""
    rows = [f"{DAY},9:00,10:00,talk,Room {n},T{n}," for n in range(MAX_ROWS)]
    return "\n".join([HEADER, *rows]).encode()


def as_many_good_rows_as_can_be():
    """One room for each 216 rows: three days, twelve hours, six talks an hour."""
    rows = []
    for n in range(MAX_ROWS):
        day, hour, minute = 14 + n % 3, 8 + n // 3 % 12, n // 36 % 6 * 10
        times = f"{hour}:{minute:02},{hour}:{minute + 9:02}"
        rows.append(f"2027-05-{day},{times},talk,Room {n // 216},Talk {n},")
    return "\n".join([HEADER, *rows]).encode()


def rows_with_every_fault():
    """120,000 errors, and as many cells to show."""
    rows = [f"32/13/2027,25:00,noon,,,{'t' * 201},x{n}" for n in range(20_000)]
    return "\n".join([HEADER, *rows]).encode()[:5_000_000]


def columns_without_number():
    """Two and a half million columns, of which none is known."""
    return ("a," * 2_490_000 + "a\n1,2,3\n").encode()


def columns_that_all_have_names():
    return (",".join(f"{n:x}" for n in range(800_000)) + "\n1,2,3\n").encode()


def columns_that_are_all_the_same():
    return ("room," * 990_000 + "room\n1,2,3\n").encode()


def cells_beyond_the_columns():
    return f"{HEADER}\n".encode() + (b"1," * 120 + b"\n") * 20_000


def one_cell_of_five_megabytes():
    return f'{HEADER}\n{DAY},9:00,10:00,talk,"{"x " * 2_400_000}",,\n'.encode()


def brackets_that_nobody_closes():
    """In a heading, and in a cell that could be one."""
    row = f'{DAY},9:00,10:00,talk,Hall,"{"(" * 1_200_000}{"[" * 1_200_000}",'
    return f'{HEADER},"{"(" * 1_200_000}{"[" * 1_200_000}"\n{row}\n'.encode()


def names_that_are_joined_without_end():
    return f'{HEADER},speaker\n{DAY},9:00,10:00,talk,Hall,T,,"{"a y " * 1_200_000}"\n'.encode()


def a_word_that_is_nearly_a_weekday():
    return f"{HEADER}\n{'a' * 4_900_000}!,9:00,10:00,talk,Hall,T,\n".encode()


def commas_before_one_long_name():
    name = "," * 40_000 + "x" * 4_800_000 + " y z"
    return f'{HEADER},speaker\n{DAY},9:00,10:00,talk,Hall,T,,"{name}"\n'.encode()


def accents_without_number_on_one_letter():
    text = "a" + "\u0301\u0323" * 170_000
    return f"{HEADER},{text}\n{','.join([text] * 6)},\n".encode()


def as_many_columns_as_can_be():
    """A thousand columns that nobody knows, with values; and as many rows as there can be of so
    many.
    """
    header = ",".join(f"colour {n}" for n in range(MAX_COLUMNS))
    return "\n".join(
        [header, *[",".join("1" * MAX_COLUMNS)] * (MAX_CELLS // MAX_COLUMNS - 1)]
    ).encode()


def a_grid_of_as_many_cells_as_can_be():
    rows = (f"{hour:02}:{minute:02}" + ",x" * 700 for hour in range(24) for minute in range(60))
    return "\n".join(
        [f"{DAY}," + ",".join(f"R{n}" for n in range(700)), *list(rows)[:1_425]]
    ).encode()


def a_workbook_of_as_many_cells_as_can_be():
    """20,000 rows of 49 cells, most of which no column names, each with a text of its own."""
    header = "".join(map(cell, [*HEADER.split(","), *(f"c{n}" for n in range(42))]))
    rows = "".join(
        f'<row r="{n}">{"".join(cell(f"{n:x}{place:x}") for place in range(25))}</row>'
        for n in range(2, 20_002)
    )
    return with_parts(PLAIN, {SHEET: sheet(f'<row r="1">{header}</row>{rows}')})


def cell(text):
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


TOO_LARGE, NO_TABLE = {"too-large"}, {"not-a-table"}
BOMBS = {
    unpacks_to_300_megabytes: TOO_LARGE,
    unpacks_to_more_than_it_declares: NO_TABLE,
    declares_more_than_there_can_be: set(),
    has_a_hundred_thousand_sheets: set(),
    has_more_than_a_million_sheets: TOO_LARGE,
    has_a_tag_with_a_million_attributes: set(),
    has_a_list_of_sheets_that_is_nested_six_million_times: TOO_LARGE,
    has_nine_million_styles: set(),
    has_a_million_formats_with_names: TOO_LARGE,
    has_a_thousand_parts_of_a_megabyte: TOO_LARGE,
    packs_one_part_under_a_thousand_names: NO_TABLE,
    shows_one_long_text_in_all_cells: TOO_LARGE,
    reaches_to_the_last_cell_there_can_be: TOO_LARGE,
    says_that_it_is_huge: set(),
    is_full_of_entities: NO_TABLE,
    is_nested_a_million_times: {"empty"},
    has_merged_cells_without_number: TOO_LARGE,
    has_hundreds_of_thousands_of_formats: set(),
    rows_that_all_overlap: {"overlap"},
    rows_at_one_moment: set(),
    rows_with_every_fault: {
        "bad-date",
        "bad-time",
        "missing-value",
        "too-long",
        "unknown-presentation",
    },
    columns_without_number: TOO_LARGE,
    columns_that_all_have_names: TOO_LARGE,
    columns_that_are_all_the_same: TOO_LARGE,
    brackets_that_nobody_closes: {"too-long"},
    a_word_that_is_nearly_a_weekday: {"bad-date"},
    commas_before_one_long_name: {"question", "too-long"},
    names_that_are_joined_without_end: {"too-long"},
    accents_without_number_on_one_letter: {"bad-date", "bad-time", "too-long"},
    as_many_columns_as_can_be: {"missing-column"},
    cells_beyond_the_columns: TOO_LARGE,
    one_cell_of_five_megabytes: {"too-long"},
    a_grid_of_as_many_cells_as_can_be: TOO_LARGE,
    a_workbook_of_as_many_cells_as_can_be: {"bad-date", "bad-time", "unknown-presentation"},
}


# --- JSON and XML ---------------------------------------------------------------------------------

EVENT = {"title": "Tides", "persons": [{"name": "Ann Holt"}]}
OPENING = b'{"schedule": {"conference": {"days": '


def schedule_of(events):
    """A schedule of these events: one room for each 216, on three days, six events an hour."""
    days = defaultdict(lambda: defaultdict(list))
    for n, event in enumerate(events):
        clock = f"{8 + n // 3 % 12:02}:{n // 36 % 6 * 10:02}"
        event = {"start": clock, "duration": "00:09", **event}
        days[f"2027-05-{14 + n % 3}"][f"Room {n // 216}"].append(event)
    listed = [{"date": date, "rooms": rooms} for date, rooms in days.items()]
    return json.dumps({"schedule": {"conference": {"days": listed}}}).encode()


def lists_in_lists():
    return OPENING + b"[" * 4_900_000


def closed_lists_in_lists():
    return OPENING + b"[" * 2_400_000 + b"]" * 2_400_000 + b"}}}"


def objects_in_objects():
    return b'{"a":' * 950_000 + b"1" + b"}" * 200_000


def hundreds_of_thousands_of_keys():
    keys = ",".join(f'"{n:x}":0' for n in range(480_000))
    return b'{"schedule": {' + keys.encode() + b"}}"


def a_million_empty_objects():
    return OPENING + b"[" + b"{}," * 1_600_000 + b"{}]}}}"


def a_number_of_five_million_digits():
    return OPENING + b"1" * 4_900_000 + b"}}}"


def numbers_of_four_thousand_digits():
    return schedule_of(
        {**EVENT, "duration": int("9" * 4_000), "id": 10**4_000} for _n in range(500)
    )


def keys_that_stand_there_twice():
    return OPENING + b'[{"date": "2027-05-14", "rooms": {"A": [], "A": []}}]}}}'


def letters_that_are_half_of_one():
    odd = {**EVENT, "title": "\ud800", "abstract": "a\x00b\udfff", "persons": [{"name": "\udead"}]}
    return schedule_of([odd, {**EVENT, "code": "\ud83d"}])


def as_many_events_as_can_be():
    talks = ({"title": f"T{n}", "persons": [{"name": f"P{n}"}]} for n in range(MAX_ROWS))
    return schedule_of(talks)


def more_events_than_can_be():
    return schedule_of({"start": "", "title": "x"} for _n in range(MAX_ROWS + 1))


def an_event_with_half_a_million_people():
    return schedule_of([{**EVENT, "persons": [f"{n:x}" for n in range(500_000)]}])


def an_abstract_of_five_megabytes():
    return schedule_of([{**EVENT, "abstract": "x " * 2_400_000}])


def laughs():
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE schedule [<!ENTITY a0 "ha">{entities}]>'
    return f"{doctype}<schedule><day>&a11;</day></schedule>".encode()


def asks_for_a_file():
    doctype = b'<!DOCTYPE schedule [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return doctype + b"<schedule><day><room><event>&a;</event></room></day></schedule>"


def asks_for_another_host():
    return b'<!DOCTYPE schedule SYSTEM "http://127.0.0.1:9/x.dtd"><schedule><day/></schedule>'


def elements_in_elements():
    return b"<schedule>" + b"<a>" * 700_000 + b"</a>" * 700_000 + b"</schedule>"


def days_in_days():
    """Each day of which has all rooms that stand in it, further in as well."""
    return (
        b"<schedule>" + b'<day date="2027-05-14"><room>' * 60_000 + b"<event/>"
        b"" + b"</room></day>" * 60_000 + b"</schedule>"
    )


def a_million_elements():
    return b"<schedule>" + b"<a/>" * 1_240_000 + b"</schedule>"


def an_element_with_a_million_attributes():
    attributes = " ".join(f'a{n:x}=""' for n in range(480_000))
    return f"<schedule {attributes}/>".encode()


SCHEDULE_BOMBS = {
    lists_in_lists: NO_TABLE,
    closed_lists_in_lists: NO_TABLE,
    objects_in_objects: NO_TABLE,
    hundreds_of_thousands_of_keys: NO_TABLE,
    a_million_empty_objects: NO_TABLE,
    a_number_of_five_million_digits: NO_TABLE,
    numbers_of_four_thousand_digits: {"bad-time", "too-long"},
    keys_that_stand_there_twice: NO_TABLE,
    letters_that_are_half_of_one: set(),
    as_many_events_as_can_be: set(),
    more_events_than_can_be: TOO_LARGE,
    an_event_with_half_a_million_people: {"too-large"},
    an_abstract_of_five_megabytes: {"too-long"},
    laughs: NO_TABLE,
    asks_for_a_file: NO_TABLE,
    asks_for_another_host: NO_TABLE,
    elements_in_elements: {"empty"},
    days_in_days: {"empty"},
    a_million_elements: {"empty"},
    an_element_with_a_million_attributes: {"empty"},
}
BOMBS |= SCHEDULE_BOMBS


# --- What comes of them ---------------------------------------------------------------------------


@pytest.fixture
def breeder():
    breeder = Breeder()
    yield breeder
    breeder.end()


@pytest.fixture
def section():
    return make_section(make_conference(slug="lakeside"), slug="talks")


def by_command(breeder, path, *, megabytes=MEGABYTES):
    """The codes of the errors; the process that found them stayed small."""
    answer = breeder.run(command=["import_schedule", "lakeside/talks", str(path), "--json"])
    assert answer["status"] in (0, 1)
    assert answer["megabytes"] < megabytes
    return {error["code"] for error in json.loads(answer["output"])["errors"]}


def by_pages(breeder, section, path):
    """Upload, look at the preview, fetch it annotated, apply; the process stays small."""
    client = Client()
    client.force_login(make_member(section.conference))
    at = reverse("schedule_import:upload", args=["lakeside", "talks"])
    pages = [
        (at, {"mode": "add"}, str(path)),
        (f"{at}{{}}/", None, None),
        (f"{at}{{}}/annotated.csv", None, None),
        (f"{at}{{}}/annotated.xlsx", None, None),
        (f"{at}{{}}/apply/", {"digest": ""}, None),
    ]
    answer = breeder.run(session=client.cookies["sessionid"].value, pages=pages)
    statuses = [status for status, _address in answer["answers"]]
    assert [statuses[place] for place in (0, 1, 4)] == [302, 200, 302]
    assert set(statuses[2:4]) in ({200}, {404})
    assert answer["megabytes"] < MEGABYTES


@pytest.mark.parametrize("make", BOMBS, ids=lambda make: make.__name__)
def test_a_bomb_gets_an_answer_in_a_process_that_stays_small(breeder, section, tmp_path, make):
    path = tmp_path / "bomb"
    path.write_bytes(make())
    assert path.stat().st_size <= 5_000_000
    codes = by_command(breeder, path)
    by_pages(breeder, section, path)
    assert codes == BOMBS[make]
    assert Slot.objects.exists() == (not codes)


def test_twenty_thousand_good_rows_are_imported_in_a_process_that_stays_small(
    breeder, section, tmp_path
):
    path = tmp_path / "large.csv"
    path.write_bytes(as_many_good_rows_as_can_be())
    assert by_command(breeder, path, megabytes=300) == set()
    assert Slot.objects.count() == MAX_ROWS
