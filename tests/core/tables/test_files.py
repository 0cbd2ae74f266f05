"""Files of any kind become numbered rows, or a refusal with a sentence; nothing else comes out."""

import csv
import io
import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conference.core.characters import one_line
from conference.core.tables.files import (
    MAX_BYTES,
    MAX_COLUMNS,
    NumberedRow,
    Table,
    TableError,
    protect_cell,
    read_table,
    unprotect_cell,
)

ENCODINGS = {
    "utf-8": ("utf-8", ""),
    "utf-8 with BOM": ("utf-8-sig", ""),
    "utf-16-le": ("utf-16-le", "\ufeff"),
    "utf-16-be": ("utf-16-be", "\ufeff"),
    "windows-1252": ("cp1252", ""),
}


def refusal(data, **limits):
    with pytest.raises(TableError) as caught:
        read_table(data, **limits)
    return caught.value.code


def rows_of(data, **limits):
    table = read_table(data, **limits)
    return {row.number: row.cells for row in (table.header, *table.rows)}


@pytest.mark.parametrize(
    ("delimiter", "newline", "encoding"),
    list(itertools.product([",", ";", "\t"], ["\n", "\r\n", "\r"], ENCODINGS)),
)
def test_every_separator_line_break_and_encoding_gives_the_same_rows(delimiter, newline, encoding):
    rows = [
        ["date", "room"],
        ["2027-05-01", "Café"],
        ["", ""],
        ["2027-05-02", f"A{delimiter}{newline}B"],
    ]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(rows)
    codec, mark = ENCODINGS[encoding]
    assert read_table((mark + text.getvalue()).encode(codec)) == Table(
        encoding=codec.removesuffix("-sig")
        .removesuffix("-le")
        .removesuffix("-be")
        .replace("cp", "windows-"),
        delimiter=delimiter,
        header=NumberedRow(1, ("date", "room")),
        rows=(
            NumberedRow(2, ("2027-05-01", "Café")),
            NumberedRow(4, ("2027-05-02", f"A{delimiter}{newline}B")),
        ),
    )


def test_the_separator_is_the_one_that_gives_the_header_most_columns():
    assert read_table(b"a,b;c;d\n1;2;3\n").header.cells == ("a,b", "c", "d")


@pytest.mark.parametrize(("mark", "newline"), [("", "\n"), ("\ufeff", "\r\n")])
def test_a_first_line_that_names_the_separator_is_taken_at_its_word_and_is_no_row(mark, newline):
    table = read_table(newline.join([f"{mark}sep=;", "a,b,c;d", "1,2,3;4"]).encode())
    assert (table.delimiter, table.header.number, table.header.cells) == (";", 1, ("a,b,c", "d"))
    assert table.rows == (NumberedRow(2, ("1,2,3", "4")),)
    assert read_table(b"sep=|\na").header.cells == ("sep=|",)


def test_separators_within_quotes_of_the_header_do_not_count():
    table = read_table(b'"a;b;c;d",e\n1,2\n')
    assert (table.delimiter, table.header.cells) == (",", ("a;b;c;d", "e"))


def test_a_file_of_one_column_is_separated_by_commas():
    assert read_table(b"date\n1").delimiter == ","


def test_line_breaks_within_quotes_do_not_start_a_row():
    assert rows_of(b'a,b\n"one\ntwo\r\nthree",x\nlast,y\n') == {
        1: ("a", "b"),
        2: ("one\ntwo\r\nthree", "x"),
        3: ("last", "y"),
    }


def test_rows_with_nothing_but_separators_are_counted_and_skipped():
    assert rows_of(b'a,b\n\n,\n , \t\n"",""\nx,y\n\n') == {1: ("a", "b"), 6: ("x", "y")}


def test_the_header_is_the_first_row_with_content_and_keeps_its_number():
    assert rows_of(b"\n;;\na;b\n1;2\n") == {3: ("a", "b"), 4: ("1", "2")}


def test_quotes_may_stand_behind_blanks_and_hold_quotes():
    assert rows_of(b'a, "b"\n1, "say ""hi"""\n') == {1: ("a", "b"), 2: ("1", 'say "hi"')}


def test_a_quote_within_an_unquoted_cell_is_a_quote():
    assert rows_of(b'a,b\n5" screen,1\n') == {1: ("a", "b"), 2: ('5" screen', "1")}


def test_rows_may_be_shorter_or_longer_than_the_header():
    assert rows_of(b"a,b\n1\n1,2,3\n") == {1: ("a", "b"), 2: ("1",), 3: ("1", "2", "3")}


def test_a_cell_may_be_as_long_as_a_file():
    long = "x" * 4_000_000
    before = csv.field_size_limit(131_072)
    try:
        assert rows_of(f"a\n{long}\n".encode()) == {1: ("a",), 2: (long,)}
    finally:
        csv.field_size_limit(max(before, MAX_BYTES))


@pytest.mark.parametrize(("data", "row"), [(b'a,b\n1,2\n"open,3\n4,5\n', 3), (b'a,b\n"x"y,1\n', 2)])
def test_quotes_that_do_not_close_well_are_refused_with_their_row(data, row):
    with pytest.raises(TableError) as caught:
        read_table(data)
    assert (caught.value.code, caught.value.row) == ("not-a-table", row)
    assert f"Row {row} " in caught.value.message


@pytest.mark.parametrize(
    "data", [b"", b"\n", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe", b",,\n;;\n", b"date,room\n"]
)
def test_a_file_without_rows_below_the_header_is_empty(data):
    assert refusal(data) == "empty"


@pytest.mark.parametrize(
    "data",
    [
        b"a,b\n1,\0\n",
        "a,b\n1,2\n".encode("utf-16-le"),
        "a,b\n1,\0\n".encode("utf-16"),
        "a,b\n".encode("utf-32"),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        b"\x7fELF\x02\x01\x01",
        b"\x01\x02\x03\x04",
        b"<!DOCTYPE html><html></html>",
        b'<?xml version="1.0"?><schedule/>',
        b"\n  <table><tr><td>1",
        b'{"slots": []}',
        b'[{"date": "2027-05-01"}]',
    ],
)
def test_what_is_no_table_is_refused(data):
    assert refusal(data) == "not-a-table"


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfea",  # half a letter
        b"\xff\xfe\x00\xd8a\x00",  # half a pair
        b"\xfe\xff\xdc\x00\x00a",
        b"date,room\n2027-05-01,\x81\n\x98\n",  # one of them is no letter, whatever the encoding
    ],
)
def test_broken_encodings_are_refused(data):
    assert refusal(data) == "encoding"


def test_windows_1252_is_what_is_not_valid_utf_8():
    assert read_table(b"a\n\x93x\x94 \x80\n").rows[0].cells == ("“x” €",)


def test_size_is_judged_before_anything_is_read():
    assert refusal(b"\0" * (MAX_BYTES + 1)) == "too-large"
    assert refusal(b"a\nbb\n", max_bytes=4) == "too-large"
    assert rows_of(b"a\nb\n", max_bytes=4) == {1: ("a",), 2: ("b",)}


def test_the_sentence_about_size_names_the_limit():
    # Not the file's own size: the command reads no more than shows that it is too large.
    with pytest.raises(TableError, match=r"has more than 5 MB\."):
        read_table(b"x" * 5_550_001)


def test_columns_and_cells_are_counted_while_reading():
    assert len(read_table(b"a," * (MAX_COLUMNS - 1) + b"a\nx\n").header.cells) == MAX_COLUMNS
    assert refusal(b"a," * MAX_COLUMNS + b'a\n"never closed') == "too-large"
    assert len(read_table(b"a\n" * 9_999 + b"," * 99 + b"b\n").rows) == 9_999
    assert refusal(b"a\n" * 9_999 + b"," * 100 + b'b\n"never closed') == "too-large"


def test_rows_are_counted_while_reading():
    allowed = b"a\n" + b"x\n\n" * 20_000
    assert len(read_table(allowed).rows) == 20_000
    assert refusal(allowed + b'x\n"never closed') == "too-large"


SIGNS = "=+-@＝＋－＠"
NEAR_FORMULAS = st.text(f"'\",; a{SIGNS}")


@given(st.text() | NEAR_FORMULAS)
@example("'=1")
@example("''")
@example("a;=1;'=2,\"=3")
def test_a_protected_cell_comes_back_as_it_was(text):
    assert unprotect_cell(protect_cell(text)) == one_line(text)


def cells_of_programs(row):
    """The cells that a line has for programs that split it at one thing, where we meant another."""
    for ours, theirs in itertools.product(",;\t", ",;\t"):
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=ours).writerow(row)
        for cell in next(csv.reader(io.StringIO(text.getvalue()), delimiter=theirs)):
            yield cell.lstrip(" ") if theirs == ";" else cell


@given(NEAR_FORMULAS | st.text("\t\r\n;='x"))
@example("x;=cmd|' /C calc'!A0")
@example('x;"=cmd')
@example(",=cmd")
@example("\t=cmd")
@example("\r=cmd")
def test_no_program_finds_a_formula_in_a_protected_cell(text):
    cells = cells_of_programs([protect_cell(text), "2027-05-14", protect_cell(text)])

    assert [cell for cell in cells if cell.lstrip("\t\r\n").startswith(tuple(SIGNS))] == []


@pytest.mark.parametrize(
    ("text", "protected"),
    [
        ("=1+1", "'=1+1"),
        ("'=1", "''=1"),
        ("-", "'-"),
        ("＝1", "'＝1"),
        ("＠home", "'＠home"),
        ("x;=1", "x;'=1"),
        ("x,''-1;\"@2", "x,'''-1;\"'@2"),
        ("\t=1", "'=1"),
        ("x\r\n=1", "x =1"),
        ("'quoted'", "'quoted'"),
        ("a=b", "a=b"),
        ("Tea, -5 degrees; tea", "Tea, -5 degrees; tea"),
        ('x; "=1', "x; \"'=1"),
        ("", ""),
    ],
)
def test_only_what_begins_like_a_formula_is_protected(text, protected):
    assert protect_cell(text) == protected


def read_or_refuse(data):
    try:
        return read_table(data)
    except TableError as refusal:
        return refusal.code


@given(st.binary() | st.text().map(str.encode) | st.text("a,;\t\"\r\n'").map(str.encode))
@example(b"PK\x03\x04")
@example(b"PK\x05\x06" + b"\0" * 18)
@example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
def test_any_bytes_are_a_table_or_refused(data):
    answer = read_or_refuse(data)
    assert isinstance(answer, Table) or answer in ("not-a-table", "encoding", "empty", "too-large")


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8")), min_size=2),
        min_size=2,
    ),
)
def test_what_a_csv_writer_writes_is_read_again(rows):
    rows = [["date", "room"], *rows]
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    expected = {
        number: tuple(row) for number, row in enumerate(rows, start=1) if any(map(one_line, row))
    }
    data = text.getvalue().encode()
    assert (rows_of(data) if len(expected) > 1 else refusal(data)) == (
        expected if len(expected) > 1 else "empty"
    )
