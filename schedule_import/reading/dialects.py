"""Which dialect a table is in. Its columns say so, never the name of its file."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from django.utils.translation import ngettext

from conference.core.tables.files import Table
from conference.core.tables.questions import Questions
from schedule_import.reading.grids import has_rooms_across, is_grid, read_grid
from schedule_import.reading.known_exports import Export, find_export
from schedule_import.reading.lists import is_head_of_list, read_columns, with_head
from schedule_import.reading.people import check_count
from schedule_import.reading.records import Reading, Setting
from schedule_import.reading.rows import Problem


def read_records(
    table: Table, *, setting: Setting, column_choice: Mapping[str, str], questions: Questions
) -> Reading:
    """Read a table in its dialect: the export of another system by that one's columns, a list
    wherever a row names two columns of ours.

    What can be read in two ways is asked in `questions`. `column_choice` says of headers which of
    our columns they are, "" for none (ValueError if there is no such column): who chose one has
    said that this is no grid. Raises TableError for a grid that is too large, and for a file that
    names too many speakers.
    """
    reading = _read_in_dialect(table, setting, column_choice, questions)
    check_count(record.cells.get("speaker") for record in reading.records)
    return reading


def _read_in_dialect(
    table: Table, setting: Setting, column_choice: Mapping[str, str], questions: Questions
) -> Reading:
    headed = with_head(table)
    if export := find_export(headed):
        choice = {**export.columns, **column_choice}
        reading = read_columns(export.table, choice, setting, questions)
        warnings = [*reading.warnings, *_unscheduled(export)]
        return replace(reading, system=export.name, warnings=tuple(warnings))
    is_list = is_head_of_list(headed.header) or any(column_choice.values())
    if is_list or not is_grid(table) or not has_rooms_across(table, setting, questions):
        return read_columns(headed, column_choice, setting, questions)
    return read_grid(table, setting, questions)


def _unscheduled(export: Export) -> Iterator[Problem]:
    """That some sessions of an export have no time."""
    if not export.unscheduled:
        return
    message = ngettext(
        "%(count)d session of this export has no start and is left out.",
        "%(count)d sessions of this export have no start and are left out.",
        export.unscheduled,
    )
    number = export.table.header.number
    yield Problem(number, None, "", "assumed", message % {"count": export.unscheduled})
