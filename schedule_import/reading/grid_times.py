"""The times of one block of a grid: when what stands beside them ends, and which cannot be
meant.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from conference.core.tables.cells import as_text
from conference.core.tables.files import Table
from conference.core.tables.times import read_time
from conference.schedule.core.timetable import span_is_allowed
from schedule_import.reading.grid_blocks import Given, TimeRow
from schedule_import.reading.rows import shorten


class Times:
    """The rows of a block at whose time something begins or ends."""

    def __init__(self, rows: Iterable[TimeRow], table: Table) -> None:
        self._rows = [row for row in rows if row.is_timed]
        self._early = dict(_early_times(self._rows, table))

    def start_of(self, row: TimeRow) -> Given:
        """The time of the row; one that is earlier than a time above it is refused."""
        return replace(row.start, refused=self._early.get(row.number, ""))

    def end_of(self, row: TimeRow, last_row: int) -> Given | None:
        """The end of what begins in `row` and covers all to `last_row`; None if its row has no
        time.
        """
        if not row.is_timed:
            return None
        at = bisect_right(self._rows, last_row, key=lambda each: each.number) - 1
        last = self._rows[at]
        if last.end is not None:
            return last.end
        if at + 1 == len(self._rows):
            return Given("", last.start.spot)
        following = self._rows[at + 1]
        return following.start if _is_past_midnight(last, following) else self.start_of(following)


def _early_times(rows: Sequence[TimeRow], table: Table) -> Iterator[tuple[int, str]]:
    """What to say of each time that is earlier than one above it, by the number of its row."""
    latest = None
    for row in rows:
        time = read_time(row.start.cell)
        if time is None or time.is_end_of_day:
            continue
        if latest is None or time.clock >= latest[0]:
            latest = time.clock, row
            continue
        message = _(
            "“%(value)s” is earlier than “%(above)s” above it, in %(cell)s. Write an afternoon "
            "like 13:30 or 1:30 PM, and put what starts after midnight below the next date."
        )
        above = latest[1].start
        named = {"value": as_text(row.start.cell), "above": shorten(as_text(above.cell))}
        yield row.number, message % {**named, "cell": above.spot.name(table)}


def _is_past_midnight(last: TimeRow, following: TimeRow) -> bool:
    """Whether the next time can only be the small hours; 1:30 below 12:30 may be an afternoon
    without PM.
    """
    start, end = read_time(last.start.cell), read_time(following.start.cell)
    if start is None or end is None or end.clock >= start.clock:
        return False
    if not span_is_allowed(start.clock, end.clock):
        return False
    return start.clock.hour > 12 or end.clock.hour == 0 or start.hours == end.hours == 12
