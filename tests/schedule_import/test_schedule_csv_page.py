"""docs/schedule-csv.md says what the importer does."""

import datetime as dt
import json
import re
from pathlib import Path

from conference.core.tables.files import MAX_BYTES, MAX_COLUMNS, MAX_ROWS
from conference.core.tables.workbook_reader import (
    MAX_CELLS,
    MAX_UNZIPPED,
    MOST_MEMORY,
    MOST_SECONDS,
)
from schedule_import.forms import KINDS_ASKED
from schedule_import.preview.picture import MOST_SLOTS
from schedule_import.preview.rows_with_problems import PROBLEMS_SHOWN, ROWS_SHOWN
from schedule_import.reading.parse import parse_schedule
from schedule_import.reading.people import LONGEST_NAME, MAX_PEOPLE
from schedule_import.reading.records import Setting
from schedule_import.reading.rows import COLUMNS, ERROR_CODES, LONGEST, WARNING_CODES, Problem

PAGE = (Path(__file__).parents[2] / "docs" / "schedule-csv.md").read_text(encoding="utf-8")


def section(heading):
    return re.split(r"^#+ ", PAGE.split(f" {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def table(heading):
    """The rows of the first table below a heading, as lists of cells."""
    lines = [line for line in section(heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


def test_every_column_stands_there_with_all_its_names():
    documented = [
        (name, needed, re.findall("`(.+?)`", aliases))
        for name, needed, aliases, _ in table("Columns")
    ]
    assert documented == [
        (f"`{column.name}`", "yes" if column.needed else "no", list(column.aliases))
        for column in COLUMNS
    ]


def test_the_longest_names_stand_there():
    limits = {
        name.strip("`"): re.search(r"At most ([\d,]+)", text)
        for name, _, _, text in table("Columns")
    }
    assert {
        name: int(found[1].replace(",", "")) for name, found in limits.items() if found
    } == LONGEST


def test_every_error_and_every_warning_stands_there_in_order_with_a_cure():
    assert tuple(code.strip("`") for code, _, _ in table("Errors")) == ERROR_CODES
    assert tuple(code.strip("`") for code, _, _ in table("Warnings")) == WARNING_CODES
    assert all(what and cure for _, what, cure in table("Errors") + table("Warnings"))


def test_the_limits_stand_there():
    numbers = [
        int(number.replace(",", ""))
        for number in re.findall(r"[\d,]*\d", section("Limits").replace("A1", ""))
    ]
    workbook = [MAX_UNZIPPED // 1_000_000, MOST_MEMORY >> 20, MOST_SECONDS]
    shown = [ROWS_SHOWN, PROBLEMS_SHOWN, KINDS_ASKED, MOST_SLOTS]
    table = [MAX_CELLS, MAX_COLUMNS]
    people = [MAX_PEOPLE, LONGEST_NAME]
    assert numbers == [MAX_BYTES // 1_000_000, MAX_ROWS, *workbook, *table, *people, *shown]


def test_its_examples_are_files_without_a_fault():
    for example in blocks("csv"):
        parsed = parse_schedule(
            example.encode(),
            Setting("talks", (dt.date.min, dt.date.max)),
        )
        assert (parsed.errors, parsed.warnings) == ((), ())
        assert parsed.row_count == len(parsed.rows) == len(example.splitlines()) - 1


def test_its_second_example_is_the_classic_sample():
    sample = Path(__file__).parent / "examples" / "schedule.csv"
    assert blocks("csv")[1] == sample.read_text(encoding="utf-8")


def test_its_json_has_problems_as_the_importer_prints_them():
    (answer,) = map(json.loads, blocks("json"))
    (error,) = answer["errors"]
    problem = Problem(**{**error, "other_rows": (13,), "other_slots": ()})
    assert problem.as_json() == error
