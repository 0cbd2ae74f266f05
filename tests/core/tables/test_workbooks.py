"""Excel workbooks are read by content, and cannot take more than their share of memory."""

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st

from conference.core.tables import workbooks
from conference.core.tables.files import TableError, read_table
from conference.core.tables.mending import name_of_cell, place_of_cell
from conference.core.tables.workbook_reader import MAX_MERGED, MAX_SHEETS, MAX_UNZIPPED
from conference.core.tables.workbooks import MergedCells
from tests.schedule_import.mutations import with_parts

BOOK = "xl/workbook.xml"
START = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = "</sheetData></worksheet>"


def workbook(write, **options):
    """The bytes of a workbook whose sheets `write(book)` made."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as book:
        write(book)
    return content.getvalue()


def sheet_of(*rows, **options):
    """A workbook with one sheet of these rows of (value, number format) or plain values."""

    def write(book):
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                value, style = cell if isinstance(cell, tuple) else (cell, None)
                sheet.write(
                    number, column, value, book.add_format({"num_format": style}) if style else None
                )

    return workbook(write, **options)


def replaced(data, **parts):
    """The workbook with other parts, by the last word of their names; None takes a part out."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            word = name.rpartition("/")[2].partition(".")[0]
            part = parts.get(word, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return content.getvalue()


def archive(**parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return content.getvalue()


PLAIN = sheet_of(["date", "room"], ["x", "y"])


def with_sheet(xml, texts=None):
    parts = {"sheet1": START + xml + END} | ({"sharedStrings": texts} if texts else {})
    return replaced(PLAIN, **parts)


def rows_of(data):
    table = read_table(data)
    return {row.number: row.cells for row in (table.header, *table.rows)}


def refusal(data):
    with pytest.raises(TableError) as caught:
        read_table(data)
    return caught.value.code


def sentence(data):
    with pytest.raises(TableError) as caught:
        read_table(data)
    assert caught.value.code == "not-a-table"
    return caught.value.message


def test_a_workbook_is_a_table_without_a_delimiter():
    table = read_table(PLAIN)
    assert (table.encoding, table.delimiter) == ("xlsx", None)
    assert (table.header.cells, table.rows[0].cells) == (("date", "room"), ("x", "y"))


@pytest.mark.parametrize(
    ("value", "style", "cell"),
    [
        (dt.date(2027, 5, 1), "dd/mm/yyyy", dt.date(2027, 5, 1)),
        (dt.time(10, 20), "hh:mm", dt.time(10, 20)),
        (dt.time(22), "h:mm AM/PM", dt.time(22)),
        (
            dt.datetime.fromisoformat("2027-05-01 10:20"),
            "d mmm yyyy hh:mm",
            dt.datetime.fromisoformat("2027-05-01 10:20"),
        ),
        (10 / 24 + 20 / 1440 - 1e-9, "hh:mm", dt.time(10, 20)),
        (46508 + 10 / 24 - 1e-9, "yyyy-mm-dd hh:mm", dt.datetime.fromisoformat("2027-05-01 10:00")),
        (10 / 24 + 20 / 86400, "hh:mm", dt.time(10, 0, 20)),
        (1 - 1e-9, "hh:mm", dt.time(0)),
        (1 - 1e-6, "hh:mm", dt.time(0)),
        (1, "hh:mm", dt.date(1900, 1, 1)),
        (1, "[h]:mm", "24:00"),
        (10.5 / 24, "[h]:mm", dt.time(10, 30)),
        (25.5 / 24, "[h]:mm", "25:30"),
        (7, None, "7"),
        (-7, None, "-7"),
        (7.5, None, "7.5"),
        (1e20, None, "1e+20"),
        (True, None, "TRUE"),
        (False, None, "FALSE"),
        ("  7.0 ", None, "  7.0 "),
        ("=not a formula", None, "=not a formula"),
    ],
)
def test_dates_and_times_are_cells_as_such_and_everything_else_is_text(value, style, cell):
    data = sheet_of(["head"], [(value, style)], strings_to_formulas=False)
    assert rows_of(data)[2] == (cell,)


def test_a_cell_with_an_error_holds_its_name():
    def write(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["head", "room"])
        sheet.write_formula(1, 0, "=1/0", None, "#DIV/0!")
        sheet.write(1, 1, "x")
        sheet.write_formula(3, 2, "=NA()", None, "#N/A")

    assert rows_of(workbook(write)) == {
        1: ("head", "room"),
        2: ("#DIV/0!", "x", ""),
        4: ("", "", "#N/A"),
    }


def test_blank_rows_are_counted_and_the_first_columns_may_be_blank():
    def write(book):
        sheet = book.add_worksheet()
        sheet.write_row(2, 1, ["date", "room"])
        sheet.write_row(5, 1, ["x", "y"])
        sheet.write_blank(9, 9, None, book.add_format({"bold": True}))

    assert rows_of(workbook(write)) == {3: ("", "date", "room"), 6: ("", "x", "y")}


def test_merged_cells_stand_in_the_first_of_them():
    def write(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["date", "room"])
        sheet.merge_range(1, 0, 2, 0, "x")
        sheet.write(1, 1, "a")
        sheet.write(2, 1, "b")

    assert rows_of(workbook(write)) == {1: ("date", "room"), 2: ("x", "a"), 3: ("", "b")}


def test_a_header_ends_with_its_last_name():
    table = read_table(sheet_of(["date", "", "room"], ["x", "", "y", "z"]))
    assert (table.header.cells, table.rows[0].cells) == (("date", "", "room"), ("x", "", "y", "z"))


def test_the_first_sheet_that_is_not_hidden_is_read():
    def write(book):
        hidden, chart, first, second = (
            book.add_worksheet(), book.add_chartsheet(), book.add_worksheet(), book.add_worksheet()
        )  # fmt: skip
        line = book.add_chart({"type": "line"})
        line.add_series({"values": f"={first.name}!$A$1:$A$2"})
        chart.set_chart(line)
        for sheet, text in ((hidden, "hidden"), (first, "first"), (second, "second")):
            sheet.write_column(0, 0, ["head", text])
        first.activate()
        hidden.hide()

    data = workbook(write)
    assert rows_of(data) == {1: ("head",), 2: ("first",)}
    assert read_table(data).other_sheets == ("Sheet3",)


def test_other_sheets_are_named_if_they_have_content_and_can_be_seen():
    def write(book):
        for name in ("Programme", "Speakers", "blank", "lists", "Notes"):
            sheet = book.add_worksheet(name)
            sheet.set_column(0, 0, 20)
            sheet.write_blank(0, 0, None, book.add_format({"bold": True}))
            if name != "blank":
                sheet.write_column(0, 0, ["head", 7])
            if name == "lists":
                sheet.hide()

    assert read_table(workbook(write)).other_sheets == ("Speakers", "Notes")


def test_a_sheet_that_reaches_too_far_is_named_and_keeps_no_other_from_being_read():
    def write(book):
        for name in ("Programme", "Notes", "Speakers"):
            book.add_worksheet(name).write_column(0, 0, ["head", name])
        book.worksheets()[1].write(1_048_575, 16_383, "far")

    table = read_table(workbook(write))
    assert (table.rows[0].cells, table.other_sheets) == (("Programme",), ("Speakers", "Notes"))


def test_sheets_together_have_no_more_rows_than_one_may_have():
    def write(book):
        for name in ("Friday", "Saturday", "Sunday"):
            book.add_worksheet(name).write_column(0, 0, ["head", *["x"] * 9_000])

    table = read_table(workbook(write))
    assert (len(table.rows), table.other_sheets) == (18_001, ("Sunday",))


def test_a_hundred_sheets_are_read_and_the_others_named():
    def write(book):
        for number in range(MAX_SHEETS + 2):
            book.add_worksheet(f"Day {number}").write_column(0, 0, ["head", number])

    table = read_table(workbook(write))
    assert (len(table.sheets), table.other_sheets) == (100, ("Day 100", "Day 101"))


def test_rows_of_several_sheets_are_told_apart_and_known_by_their_sheets():
    def write(book):
        for name in ("Friday", "Saturday"):
            book.add_worksheet(name).write_column(2, 1, ["head", name])

    table = read_table(workbook(write))
    assert [(row.number, row.cells[1], table.where(row.number)) for row in table.rows] == [
        (4, "Friday", ("Friday", 4)),
        (7, "head", ("Saturday", 3)),
        (8, "Saturday", ("Saturday", 4)),
    ]
    assert name_of_cell(8, 1, table) == "Saturday!B4"
    assert place_of_cell("Saturday!B4", table) == (8, 1)
    assert place_of_cell("Sunday!B4", table) is None


@pytest.mark.slow
def test_sheets_without_number_that_lead_to_one_part_are_looked_at_once():
    def write(book):
        for name in ("Friday", "Saturday"):
            book.add_worksheet(name).write_column(0, 0, ["head", 7])

    data = workbook(write)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        xml = book.read(BOOK).decode()
    saturday = xml[xml.index('<sheet name="Saturday"') : xml.index("</sheets>")]
    many = xml.replace(saturday, saturday * 20_000)
    nothing = START + "<c/>" * 10_000_000 + END
    data = with_parts(data, {BOOK: many})
    assert read_table(data).other_sheets == ("Saturday",) * 19_999
    empty = with_parts(data, {"xl/worksheets/sheet2.xml": nothing})
    assert read_table(empty).other_sheets == ()


def test_cells_without_addresses_stand_one_after_the_other():
    xml = (
        '<row><c><v>1</v></c><c r="C1"><v>3</v></c><c><v>4</v></c></row>'
        "<row/><row><c><v>5</v></c></row>"
    )
    assert rows_of(with_sheet(xml)) == {1: ("1", "", "3", "4"), 3: ("5", "", "", "")}


def test_an_empty_sheet_is_empty():
    assert refusal(workbook(lambda book: book.add_worksheet())) == "empty"
    assert refusal(sheet_of(["date", "room"])) == "empty"
    assert refusal(sheet_of([" "], ["\t"])) == "empty"


@pytest.mark.slow
def test_twenty_thousand_rows_are_read_and_no_more():
    rows = [["head"], *(["x"] for _ in range(20_000))]
    assert len(read_table(sheet_of(*rows)).rows) == 20_000
    assert refusal(sheet_of(*rows, ["x"])) == "too-large"


def test_a_workbook_that_unpacks_to_too_much_is_refused_whatever_it_declares():
    bomb = with_sheet(" " * MAX_UNZIPPED)
    assert len(bomb) < 100_000
    assert refusal(bomb) == "too-large"
    declared = bomb.replace(zip_size(MAX_UNZIPPED + len(START + END)), zip_size(1_000))
    assert declared != bomb
    assert refusal(declared) in ("too-large", "not-a-table")


def zip_size(size):
    return size.to_bytes(4, "little")


def test_parts_that_are_not_read_count_as_well():
    big = io.BytesIO(PLAIN)
    with zipfile.ZipFile(big, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/image1.png", b"\0" * (MAX_UNZIPPED + 1))
    assert refusal(big.getvalue()) == "too-large"


@pytest.mark.parametrize(
    "xml",
    [
        '<row><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c><v>1</v></c><c><v>1</v></c></row>',
        "<row>"
        + "<c/>" * 300_000
        + "<c><v>1</v></c></row>"
        + "<row/>" * 6
        + "<row><c><v>1</v></c></row>",
        '<row><c r="ZZZ1"><v>1</v></c></row><row r="9999999"><c><is><t>1</t></is></c></row>',
        '<row r="99999999999"><c><v>1</v></c></row>',
    ],
)
def test_cells_far_apart_take_no_memory(xml):
    assert refusal(with_sheet(xml)) == "too-large"


@pytest.mark.slow
def test_cells_without_values_are_none_however_many_there_are():
    assert refusal(with_sheet(f"<row>{'<c/>' * 9_000_000}</row>")) == "empty"


def test_a_formatted_cell_far_below_is_no_cell():
    cells = (
        '<c r="A1"><v>1</v></c></row><row><c r="A2"><v>2</v></c></row>'
        '<row><c r="XFD1048576" s="1"/>'
    )
    xml = f"<row>{cells}</row>"
    assert rows_of(with_sheet(xml)) == {1: ("1",), 2: ("2",)}


def test_one_long_text_in_many_cells_takes_no_memory():
    texts = f"<sst><si><t>{'x' * 30_000}</t></si></sst>"
    xml = "<row><c t='s'><v>0</v></c></row>" * 2_000
    assert refusal(with_sheet(xml, texts)) == "too-large"


@pytest.mark.parametrize(
    "xml",
    [
        "<row><c",
        '<row><c r="1A"><v>1</v></c></row>',
        '<row><c r="A0"><v>1</v></c></row>',
        '<row r="x"><c><v>1</v></c></row>',
        '<row><c t="s"><v>99</v></c></row>',
        '<row><c t="nonsense"><v>1</v></c></row>',
        "<row><c t='n'><v>no number</v></c></row>",
    ],
)
def test_a_damaged_sheet_is_refused(xml):
    assert refusal(with_sheet(xml)) == "not-a-table"


def test_a_document_type_is_refused():
    xml = f'<!DOCTYPE worksheet [<!ENTITY a "b">]>{START}<row><c t="str"><v>&a;</v></c></row>{END}'
    assert refusal(replaced(PLAIN, sheet1=xml)) == "not-a-table"


@pytest.mark.parametrize("part", ["sheet1", "workbook", "sharedStrings", "styles"])
def test_a_workbook_with_a_damaged_part_is_refused(part):
    assert refusal(replaced(PLAIN, **{part: b"<x"})) == "not-a-table"


@pytest.mark.parametrize("part", ["sheet1", "sharedStrings"])
def test_a_workbook_that_lacks_a_part_is_refused(part):
    assert refusal(replaced(PLAIN, **{part: None})) == "not-a-table"


def test_a_workbook_whose_sheets_are_all_hidden_is_refused():
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as book:
        xml = book.read(BOOK).decode().replace("<sheet ", '<sheet state="hidden" ')
    assert "no sheet that can be seen" in sentence(with_parts(PLAIN, {BOOK: xml}))


# --- The process that reads -----------------------------------------------------------------------


@pytest.fixture
def reader(tmp_path, monkeypatch):
    """Has something else read workbooks: the lines of a script."""

    def replace_by(*lines):
        path = tmp_path / "reader.py"
        path.write_text("\n".join(lines))
        monkeypatch.setattr(workbooks, "READER", path)

    return replace_by


def test_the_process_that_reads_is_given_no_settings(reader, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "only-for-the-site")
    reader(
        "import json, os",
        'cells = [[1, ["name"]], *([2 + n, [name]] for n, name in enumerate(os.environ))]',
        'names = ("merged", "hidden_rows", "hidden_columns")',
        'sheet = {"name": "Sheet1", "rows": cells, **{name: [] for name in names}}',
        'print(json.dumps({"sheets": [sheet], "others": []}))',
    )
    names = {name for name, *_cells in rows_of(PLAIN).values()}
    assert names - {"LC_CTYPE"} == {"name", "PYTHONPATH"}  # Python sets the other one itself


@pytest.mark.parametrize(
    "line",
    [
        "import os; os.abort()",
        "import time; time.sleep(60)",
        "print('{\"rows\": [')",
        "raise MemoryError",
    ],
)
def test_a_file_of_which_the_process_dies_is_too_large(reader, line, monkeypatch, caplog):
    monkeypatch.setattr(workbooks, "PATIENCE", 2)
    reader(line)
    assert refusal(PLAIN) == "too-large"
    assert f"A workbook of {len(PLAIN)} bytes was not read" in caplog.text


def test_other_files_are_told_by_what_they_are():
    assert "OpenDocument" in sentence(archive(**{"mimetype": "", "content.xml": ""}))
    assert ".xlsb" in sentence(archive(**{"xl/workbook.bin": ""}))
    assert "archive" in sentence(archive(**{"word/document.xml": ""}))
    assert "archive" in sentence(b"PK\x05\x06" + bytes(18))
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert "old Office file" in sentence(old)
    assert "password" in sentence(old + "EncryptedPackage".encode("utf-16-le"))


def test_a_way_of_packing_that_cannot_be_stopped_is_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_LZMA) as book:
        book.writestr("xl/workbook.xml", b"<workbook/>")
    assert refusal(content.getvalue()) == "not-a-table"


def read_or_refuse(data):
    try:
        return read_table(data).encoding
    except TableError as fault:
        return fault.code


ANSWERS = ("xlsx", "not-a-table", "empty", "too-large")


@given(st.integers(0, len(PLAIN) - 1), st.integers(0, 255), st.integers(1, len(PLAIN)))
@example(0, 80, 4)
def test_a_workbook_with_any_byte_changed_or_its_end_cut_off_is_read_or_refused(
    place, byte, length
):
    changed = bytearray(PLAIN)
    changed[place] = byte
    assert read_or_refuse(bytes(changed)) in ANSWERS
    assert read_or_refuse(b"PK\x03\x04" + PLAIN[4:length]) in ANSWERS


attributes = st.dictionaries(
    st.sampled_from(["r", "s", "t", "x:r"]),
    st.sampled_from(
        [
            "",
            "1",
            "A1",
            "B2",
            "a3",
            "XFE1",
            "ZZZZ9",
            "A1048577",
            "-1",
            "s",
            "str",
            "inlineStr",
            "b",
            "d",
            "e",
            "n",
        ]
    )
    | st.text("A1ZaS0-:", max_size=6),
    max_size=3,
)
values = st.sampled_from(
    ["", "0", "1", "-1", "1e400", "NaN", "inf", "TRUE", "2027-05-01", "10:00", "3e9", "#REF!"]
)


@st.composite
def cells(draw):
    named = " ".join(f'{name}="{value}"' for name, value in draw(attributes).items())
    inner = draw(
        st.sampled_from(
            ["<v>{}</v>", "<is><t>{}</t></is>", "{}", "<f>1</f><v>{}</v>", "<v>{}</v><v/>"]
        )
    )
    return f"<c {named}>{inner.format(draw(values))}</c>"


@given(
    st.lists(
        st.tuples(st.sampled_from(["", ' r="1"', ' r="7"', ' r="0"', ' r="-1"']), st.lists(cells()))
    )
)
def test_a_sheet_with_any_cells_is_read_or_refused(rows):
    xml = "".join(f"<row{where}>{''.join(inner)}</row>" for where, inner in rows)
    assert read_or_refuse(with_sheet(xml.replace("x:r", "xr"))) in ANSWERS


def with_merged(*references):
    """A sheet with a value in A2 and these areas of merged cells."""
    areas = "".join(f'<mergeCell ref="{reference}"/>' for reference in references)
    row = '<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="A3"><v>2</v></c></row>'
    return with_sheet(f"{row}</sheetData><mergeCells>{areas}</mergeCells><sheetData>")


def test_merged_cells_are_known_where_something_stands():
    merged = read_table(with_merged("A2:C4", "AA3:AB3", "B3", "A9:B9")).merged
    assert merged == (MergedCells(2, 4, 0, 2), MergedCells(3, 3, 26, 27), MergedCells(3, 3, 1, 1))


@pytest.mark.slow
def test_merged_cells_without_number_are_too_large():
    assert refusal(with_merged(*["A2:B2"] * (MAX_MERGED + 1))) == "too-large"


@pytest.mark.parametrize("reference", ["A0:B2", "here", ":B2", ""])
def test_merged_cells_that_name_no_cells_are_a_damaged_workbook(reference):
    assert refusal(with_merged(reference)) == "not-a-table"
