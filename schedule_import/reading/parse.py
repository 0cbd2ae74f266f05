"""From a table to the rows of a schedule: what each cell says, and everything that is wrong with
it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils.translation import gettext as _

from conference.core.tables.cells import ERRORS_OF_FORMULAS, as_text, read_number
from conference.core.tables.dates import (
    DATE_ORDERS,
    DateOrder,
    OrderDecision,
    decide_date_order,
)
from conference.core.tables.files import Table, TableError, read_table
from conference.core.tables.mending import NOTHING_MENDED, Mending
from conference.core.tables.questions import Questions
from schedule_import.reading.dialects import read_records
from schedule_import.reading.doubtful_times import mend_afternoons, seem_lengths
from schedule_import.reading.file_warnings import warnings_of_file
from schedule_import.reading.line_times import TimeChecker
from schedule_import.reading.lines import Line, read_lines
from schedule_import.reading.other_sections import sections_of_others
from schedule_import.reading.people import ask_what_parts, find_long_names, split_speakers
from schedule_import.reading.records import Dialect, Reading, Setting, Source, Spot
from schedule_import.reading.room_lists import kinds_in_several_rooms, with_single_rooms
from schedule_import.reading.rows import (
    COLUMN_NAMES,
    LONGEST,
    Problem,
    ScheduleRow,
    problem_of,
    shorten,
    without_repeats,
)
from schedule_import.reading.schedule_files import read_schedule_file
from schedule_import.reading.session_blocks import without_blocks
from schedule_import.reading.speaker_rows import with_joined_speakers


@dataclass(frozen=True)
class ParsedSchedule:
    """What a file says, and what is wrong with it.

    `rows` are those whose date, times, kind and room can be read, whatever their other cells hold;
    `named` are the presentations that all rows name, these and others, by the number of the row.
    `row_count` counts all rows with content. `columns` are our names of the columns that the file
    has. `date_order` is the order by which its a/b/year dates were read: None if none was in
    question, or if `date_order_is_open`, and somebody must say it. `encoding` is None for a file
    that could not be read. `spanning` are the keys of kinds that a grid shows in several rooms at
    once, `rooms_across` the rooms of its columns from the left; `questions` all that was asked
    about the file, and the answers; `system` is the one that exported it.
    """

    rows: tuple[ScheduleRow, ...]
    named: Mapping[int, int]
    row_count: int
    columns: frozenset[str]
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    date_order: DateOrder | None
    date_order_is_open: bool
    encoding: str | None
    delimiter: str | None
    table: Table | None = field(repr=False)
    places: Mapping[str, int] = field(repr=False)
    spots: Mapping[int, Mapping[str, Spot]] = field(default_factory=dict, repr=False)
    dialect: Dialect = Dialect.ROWS
    spanning: frozenset[str] = frozenset()
    rooms_across: Sequence[str] = ()
    questions: Questions = field(default_factory=Questions)
    mending: Mending = NOTHING_MENDED
    system: str = ""

    @cached_property
    def source(self) -> Source:
        """Where in the file the cells of each row stand, and what is to be said of them."""
        return Source(self.table, self.places, self.spots)

    def cell(self, row_number: int, column: str) -> str:
        """The cell of a `ScheduleRow` as it stands in the file, trimmed; "" where there is none."""
        return self.source.cell(row_number, column)


def parse_schedule(
    source: Table | bytes,
    setting: Setting,
    *,
    date_order: str | None = None,
    column_choice: Mapping[str, str] | None = None,
    questions: Questions | None = None,
    mending: Mending = NOTHING_MENDED,
) -> ParsedSchedule:
    """Read a file, or the table that it was read into.

    `date_order` is "mdy" or "dmy" if somebody said it. `column_choice` says of headers of the file
    which of our columns they are, "" for none; `questions` keeps what is asked about the file, and
    the answers; `mending` is what was mended and left out. What is wrong with the file is in the
    result and never raised; ValueError is for a choice that does not exist.
    """
    given = next((order for order in DATE_ORDERS if order == date_order), None)
    if date_order is not None and given is None:
        raise ValueError(f"date_order is {date_order!r}, neither 'mdy' nor 'dmy'")
    questions = questions or Questions()
    try:
        reading = read_records(
            mending.apply(source if isinstance(source, Table) else _read_file(source, questions)),
            setting=setting,
            column_choice=column_choice or {},
            questions=questions,
        )
    except TableError as fault:
        return replace(_unreadable(fault), mending=mending, questions=questions)
    return replace(_Parser(reading, setting, given, questions).parse(), mending=mending)


def _read_file(data: bytes, questions: Questions) -> Table:
    return read_schedule_file(data) or read_table(data, questions)


def _unreadable(fault: TableError) -> ParsedSchedule:
    return ParsedSchedule(
        rows=(),
        named={},
        row_count=0,
        columns=frozenset(),
        errors=(Problem(None, None, "", fault.code, fault.message),),
        warnings=(),
        date_order=None,
        date_order_is_open=False,
        encoding=None,
        delimiter=None,
        table=None,
        places={},
    )


class _Parser:
    """Goes over the records twice: the order of the dates is one for the whole file."""

    def __init__(
        self,
        reading: Reading,
        setting: Setting,
        given_order: DateOrder | None,
        questions: Questions,
    ) -> None:
        self.reading, self.source, self.table = reading, reading.source, reading.table
        self.setting, self.questions = setting, questions
        self.given_order = given_order
        self.first_day, self.last_day = setting.days
        self.errors = list(reading.errors)
        self.warnings = [*reading.warnings, *warnings_of_file(self.table, self.source.places)]
        self.decision = OrderDecision(None)
        self.named: dict[int, int] = {}
        # What it is asked about in general is no fault of each row.
        self.asked = {each.column for each in questions.open if not each.may_assume}

    def parse(self) -> ParsedSchedule:
        lines = read_lines(self.reading.records, self.setting)
        self._decide_date_order(lines)
        self._look_at_times(lines)
        self.errors += sections_of_others(lines, self.setting, self.source)
        speakers = ((self.source.row_of(line.number), line.text("speaker")) for line in lines)
        self.between_speakers = ask_what_parts(speakers, self.questions)
        read = [row for line in lines if (row := self._check(line))]
        self.errors += find_long_names(read, self.source)
        rows = with_single_rooms(read, self.setting.rooms, self.source, self.questions)
        rows = with_joined_speakers(rows, self.source, self.questions)
        rows = without_blocks(rows, self.source, self.questions)
        tracks = {"track"} if any(row.track for row in rows) else set()
        self._tell_questions()
        return ParsedSchedule(
            rows=tuple(rows),
            named=self.named,
            row_count=len(self.table.rows),
            columns=self.reading.columns | tracks,
            errors=_in_order(self.errors),
            warnings=_in_order(self.warnings),
            date_order=self.decision.order,
            date_order_is_open=self.decision.is_open,
            encoding=self.table.encoding,
            delimiter=self.table.delimiter,
            table=self.table,
            places=self.source.places,
            spots=self.source.spots,
            dialect=self.reading.dialect,
            spanning=self.reading.spanning.union(kinds_in_several_rooms(rows)),
            rooms_across=self.reading.rooms_across,
            questions=self.questions,
            system=self.reading.system,
        )

    def _error(
        self, line: Line, column: str, code: str, message: str, other_numbers: Sequence[int] = ()
    ) -> None:
        self.errors.append(self.source.problem(line.number, column, code, message, other_numbers))

    def _tell_questions(self) -> None:
        for question in self.questions.open:
            problem = problem_of(question, on_a_page=self.questions.on_a_page)
            if self.source.spots:  # in a grid, the number of a row is not that of a record
                problem = replace(problem, line=0)
            (self.warnings if question.may_assume else self.errors).append(problem)

    def _decide_date_order(self, lines: list[Line]) -> None:
        hours = {time.hours for line in lines for time in (line.start, line.end) if time}
        self.decision = decide_date_order(
            (date for line in lines for date in (*line.start_dates, *line.end_dates)),
            given=self.given_order,
            are_all_times_12_hour=hours == {12},
            first_day=self.first_day,
            last_day=self.last_day,
        )
        if not self.decision.is_open:
            return
        first, *others = [
            line
            for line in lines
            if any(date.is_in_question for date in (*line.start_dates, *line.end_dates))
        ]
        message = _(
            "“%(value)s” can mean two days, or the dates of the file have two orders. Say which "
            "order they have: month first (mdy) or day first (dmy); or write dates like 2026-12-31."
        )
        named = {"value": shorten(first.text("date"))}
        self._error(
            first, "date", "ambiguous-date", message % named, [line.number for line in others]
        )

    def _look_at_times(self, lines: list[Line]) -> None:
        """What only all rows together tell of their times."""
        self.times = TimeChecker(self.source, self.setting, self.decision.order)
        if self.reading.dialect is Dialect.GRID:
            return
        # Where there are no ends at all that is said once.
        self.times.says_of_ends = not any(
            error.code == "missing-column" and error.column == "time_end" for error in self.errors
        )
        if seem_lengths(lines):
            first, *others = [line for line in lines if line.end]
            message = _(
                "“%(value)s” is no end but a length, as all that stands in this column seem to be. "
                "Call the column “duration”; or write ends like 13:30."
            )
            named = {"value": first.text("time_end")}
            numbers = [line.number for line in others]
            self._error(first, "time_end", "bad-time", message % named, numbers)
            for line in lines:
                line.end = None
            self.times.says_of_ends = False
        else:
            mend_afternoons(lines, self.decision.order, self.questions)

    def _check(self, line: Line) -> ScheduleRow | None:
        """List what is wrong in this row; the row if it can be compared with others all the
        same.
        """
        self._check_needed(line)
        texts = self._texts(line)
        date, times = self._check_date(line), self.times.check(line)
        self.errors += self.times.take_errors()
        self.warnings += self.times.take_warnings()
        presentation = self._check_presentation(line)
        kind, room = texts.get("kind"), texts.get("room")
        if date is None or times is None or not kind or not room:
            return None
        # What the file has no column for is None, in a row that has no such cell it is "".
        title, abstract, track, code = (
            texts.get(name, "") if name in self.reading.columns else None
            for name in ("title", "abstract", "track", "code")
        )
        return ScheduleRow(
            number=line.number,
            date=date,
            start=times[0],
            end=times[1],
            kind=kind,
            room=room,
            title=title,
            presentation=presentation,
            speakers=split_speakers(line.record.cells.get("speaker"), self.between_speakers),
            abstract=abstract,
            track=track,
            code=code,
        )

    def _check_needed(self, line: Line) -> None:
        for name, sentence in self.reading.needed.items():
            if line.record.cells.get(name) == "" and name not in self.asked:
                self._error(line, name, "missing-value", sentence)

    def _texts(self, line: Line) -> dict[str, str]:
        """What the cells say in the columns that have a limit: "" for the error of a formula, and
        no more than fits of what is too long, since pages draw it all the same.
        """
        texts = {}
        for name, limit in LONGEST.items():
            if name not in line.record.cells:
                continue
            text = texts[name] = line.text(name)
            if text in ERRORS_OF_FORMULAS:
                message = _(
                    "“%(value)s” is what a spreadsheet shows where a formula has no value. Mend "
                    "the formula, or write the text itself into the cell."
                )
                self._error(line, name, "missing-value", message % {"value": text})
                texts[name] = ""
            elif len(text) > limit:
                message = _(
                    "“%(value)s” has %(length)d characters; at most %(limit)d are possible. "
                    "Shorten it."
                )
                named = {"value": shorten(text), "length": len(text), "limit": limit}
                self._error(line, name, "too-long", message % named)
                texts[name] = text[:limit]
        return texts

    def _check_date(self, line: Line) -> dt.date | None:
        cell = line.cell("date")
        day = line.date.under(self.decision.order)
        if line.date.is_of_another_weekday:
            message = _(
                "“%(value)s” names a weekday that this day is not. Correct the date or the weekday."
            )
            value = shorten(line.text("date") or line.text("time_start"))
            self._error(line, "date", "bad-date", message % {"value": value})
            return None
        if day is not None:
            self._warn_outside(line, day)
            return day
        if cell == "" or (line.date.is_in_question and self.decision.is_open):
            return None
        if line.date.is_in_question:
            message = _(
                "“%(value)s” is no day if the %(first)s stands first, as it does in this file. "
                "Write it in the order of the others, or like 2026-12-31."
            )
        else:
            message = _(
                "“%(value)s” is no day of the calendar that can be read. Write it like 2026-12-31, "
                "12/31/2026, 31/12/2026 or 31.12.2026."
            )
        first = _("month") if self.decision.order == "mdy" else _("day")
        self._error(
            line, "date", "bad-date", message % {"value": shorten(as_text(cell)), "first": first}
        )
        return None

    def _warn_outside(self, line: Line, day: dt.date) -> None:
        if self.first_day <= day <= self.last_day:
            return
        message = _(
            "%(day)s lies outside the conference, which goes from %(first)s to %(last)s. Check the "
            "date."
        )
        named = {
            "day": day.isoformat(),
            "first": self.first_day.isoformat(),
            "last": self.last_day.isoformat(),
        }
        self.warnings.append(
            self.source.problem(line.number, "date", "outside-conference", message % named)
        )

    def _check_presentation(self, line: Line) -> int | None:
        cell = line.cell("presentation")
        number = read_number(cell)
        if number is None and cell != "":
            message = _(
                "“%(value)s” is no number of a presentation. Write the number alone, such as 7, or "
                "leave the cell empty."
            )
            self._error(
                line,
                "presentation",
                "unknown-presentation",
                message % {"value": shorten(as_text(cell))},
            )
        if number is not None:
            self.named[line.number] = number
        return number


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By row, then in the order in which the columns are documented."""
    places = {name: place for place, name in enumerate(COLUMN_NAMES)}
    ordered = sorted(
        problems, key=lambda it: (it.row or 0, places.get(it.column or "", len(places)))
    )
    return tuple(without_repeats(ordered))
