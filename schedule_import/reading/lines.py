"""A record of a file, and what its date and its times say."""

from dataclasses import dataclass

from conference.core.tables import Cell
from schedule_import.reading.cells import (
    ERRORS_OF_FORMULAS,
    DateReading,
    TimeReading,
    as_text,
    end_after,
    read_date,
    read_duration,
    read_time,
)
from schedule_import.reading.records import Record


@dataclass(slots=True)
class Line:
    """A record of the file, and what its cells say; None for what cannot be read."""

    record: Record
    date: DateReading
    start: TimeReading | None
    end: TimeReading | None

    @property
    def number(self) -> int:
        return self.record.number

    @property
    def end_column(self) -> str:
        return "duration" if "duration" in self.record.cells else "time_end"

    def cell(self, column: str) -> Cell:
        return self.record.cells.get(column, "")

    def text(self, column: str) -> str:
        return as_text(self.cell(column))

    def name(self, column: str) -> str:
        """The text, unless it is the error of a formula."""
        text = self.text(column)
        return "" if text in ERRORS_OF_FORMULAS else text


def read_line(record: Record) -> Line:
    """What the cells of a record say: its date, which may be open, and its times."""
    cells = record.cells
    start, end = (
        None if column in record.refused else read_time(cells.get(column, ""))
        for column in ("time_start", "time_end")
    )
    if "duration" in cells:
        end = end_after(start, read_duration(cells["duration"]))
    return Line(record, read_date(cells.get("date", "")), start, end)
