"""Whether the day and the times that a row says agree, and can be those of a slot."""

import datetime as dt

from django.utils.translation import gettext as _

from conference.core.tables.cells import as_text
from conference.core.tables.dates import DateOrder
from conference.core.tables.times import TimeReading, is_like_length, read_duration
from conference.schedule.core.timetable import is_a_usual_night, span_is_allowed
from schedule_import.reading.lines import Line
from schedule_import.reading.records import Setting, Source
from schedule_import.reading.rows import Problem, shorten

ONE_DAY = dt.timedelta(days=1)


class TimeChecker:
    """Checks the times of one row after the other, and keeps what is wrong until it is taken.

    `says_of_ends` is False where all ends are refused already.
    """

    def __init__(self, source: Source, setting: Setting, order: DateOrder | None) -> None:
        self.source, self.setting, self.order = source, setting, order
        self.says_of_ends = True
        self._errors: list[Problem] = []
        self._warnings: list[Problem] = []
        self._skipped: dict[tuple[dt.date, dt.time, dt.time], bool] = {}

    def take_errors(self) -> list[Problem]:
        """The errors of the rows that were checked since this was asked last."""
        errors, self._errors = self._errors, []
        return errors

    def take_warnings(self) -> list[Problem]:
        """The warnings of the rows that were checked since this was asked last."""
        warnings, self._warnings = self._warnings, []
        return warnings

    def check(self, line: Line) -> tuple[dt.time, dt.time] | None:
        """Start and end of a row; None where something is wrong with them."""
        start, end = line.start, line.end
        if start is None or start.is_end_of_day:
            self._refuse_time(line, "time_start")
            start = None
        if end is None and self.says_of_ends:
            self._refuse_end(line)
        if start is None or end is None or not self._agree(line):
            return None
        if start.hours and end.hours and start.hours != end.hours:
            message = _(
                "The start “%(start)s” and the end “%(end)s” are written in two ways. Write both "
                "with AM or PM, or both without."
            )
            self._error(line, "time_end", "bad-time", message % _names(line, end))
            return None
        if not self._is_span(line, start, end):
            return None
        return start.clock, end.clock

    def _error(self, line: Line, column: str, code: str, message: str) -> None:
        self._errors.append(self.source.problem(line.number, column, code, message))

    def _agree(self, line: Line) -> bool:
        """Whether all cells of the row that say its day, its start or its end say the same."""
        days = {day for date in line.start_dates if (day := date.under(self.order))}
        if len(days) > 1:
            message = _(
                "The start “%(start)s” is on another day than the date “%(date)s”. Correct one of "
                "them."
            )
            named = {"start": line.text("time_start"), "date": line.text("date")}
            self._error(line, "time_start", "bad-date", message % named)
            return False
        if len({time.clock for time in line.start_times}) > 1:
            message = _(
                "The start “%(start)s” is another time than “%(date)s”, which stands beside it. "
                "Correct one of them."
            )
            named = {"start": line.text("time_start"), "date": line.text("date")}
            self._error(line, "time_start", "bad-time", message % named)
            return False
        if len({time.clock for time in line.ends}) > 1:
            message = _(
                "The end “%(end)s” is another time than the one in “%(start)s”. Correct one of "
                "them."
            )
            named = {"start": line.text("time_start"), "end": line.text("time_end")}
            self._error(line, "time_end", "bad-time", message % named)
            return False
        return True

    def _is_span(self, line: Line, start: TimeReading, end: TimeReading) -> bool:
        if not self._ends_on_its_day(line, start, end):
            return False
        if not span_is_allowed(start.clock, end.clock):
            message = _(
                "The end “%(end)s” does not follow the start “%(start)s”. A slot ends later on its "
                "day, at midnight, or by 12:00 on the next day if it lasts at most 16 hours."
            )
            self._error(line, line.end_column, "ends-before-start", message % _names(line, end))
            return False
        day = line.date.under(self.order)
        if day and self._is_skipped(day, start.clock, end.clock):
            message = _(
                "The clocks skip this time on %(date)s: from %(start)s to %(end)s nothing can take "
                "place. Correct the times."
            )
            named = {"date": day.isoformat(), **_names(line, end)}
            self._error(line, "time_start", "bad-time", message % named)
            return False
        is_night = dt.time() < end.clock <= start.clock
        if is_night and not is_a_usual_night(start.clock, end.clock):
            message = _("This ends at %(end)s on the next day. Check that it is what you mean.")
            problem = self.source.problem(
                line.number, line.end_column, "assumed", message % {"end": f"{end.clock:%H:%M}"}
            )
            self._warnings.append(problem)
        return True

    def _ends_on_its_day(self, line: Line, start: TimeReading, end: TimeReading) -> bool:
        """Whether the end is on the day that the row gives it, if it gives one."""
        day = line.date.under(self.order)
        days = {each for date in line.end_dates if (each := date.under(self.order))}
        ends_later = end.clock <= start.clock
        if day is None or not days:
            return True
        if days == {day + ONE_DAY} and (ends_later or end.is_end_of_day):
            return True
        if days == {day} and (not ends_later or end.is_end_of_day):
            return True
        message = _(
            "This starts on %(day)s at %(start)s and ends on %(end_day)s at %(end)s. A slot ends "
            "on its day, or by 12:00 on the next one if it lasts at most 16 hours: give each day a "
            "row of its own."
        )
        named = {
            "day": day.isoformat(),
            "start": f"{start.clock:%H:%M}",
            "end_day": " / ".join(each.isoformat() for each in sorted(days)),
            "end": f"{end.clock:%H:%M}",
        }
        self._error(line, line.end_column, "ends-before-start", message % named)
        return False

    def _is_skipped(self, day: dt.date, start: dt.time, end: dt.time) -> bool:
        span = (day, start, end)
        if span not in self._skipped:  # many rows have the same
            self._skipped[span] = _is_skipped(*span, self.setting.zone)
        return self._skipped[span]

    def _refuse_end(self, line: Line) -> None:
        column = line.end_column
        cell = line.cell(column)
        if cell == "":
            return
        if column == "time_end" and is_like_length(cell) and not self.source.spots:
            message = _(
                "“%(value)s” is no end but a length. Call the column “duration”; or write the end "
                "like 13:30."
            )
        elif column == "time_end":
            self._refuse_time(line, column)
            return
        elif column == "duration":
            if read_duration(cell) is not None:
                return
            message = _(
                "“%(value)s” is no duration that can be read. Write minutes, like 45, or hours and "
                "minutes, like 1:30; less than a day."
            )
        elif line.start is not None:
            message = _(
                "Nothing says when this ends. Write start and end, like 13:30–14:15, or add a "
                "column “time_end”."
            )
            self._error(line, "time_end", "missing-value", message)
            return
        else:
            return
        self._error(line, column, "bad-time", message % {"value": shorten(as_text(cell))})

    def _refuse_time(self, line: Line, column: str) -> None:
        cell = line.cell(column)
        if cell == "":
            return
        message = line.record.refused.get(column) or _(
            "“%(value)s” is no time that can be read. Write it like 13:30 or 1:30 PM; only an end "
            "can be 24:00."
        )
        self._error(line, column, "bad-time", message % {"value": shorten(as_text(cell))})


def _is_skipped(day: dt.date, start: dt.time, end: dt.time, zone: dt.tzinfo) -> bool:
    """Whether no minute between two clock times exists on this day."""
    first = dt.datetime.combine(day, start, zone)
    last = dt.datetime.combine(day if end > start else day + ONE_DAY, end, zone)
    begun, done = first.astimezone(dt.UTC), last.astimezone(dt.UTC)
    if begun.astimezone(zone).replace(tzinfo=None) == first.replace(tzinfo=None):
        return False
    return done <= begun or done.astimezone(zone).replace(tzinfo=None) != last.replace(tzinfo=None)


def _names(line: Line, end: TimeReading) -> dict[str, str]:
    """The start and the end as the row says them."""
    return {
        "start": line.text("time_start"),
        "end": line.text("time_end") or f"{end.clock:%H:%M}",
    }
