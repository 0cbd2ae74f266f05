"""As many days of a timetable as a page can bear: all of them, or one at a time."""

import datetime as dt
from dataclasses import dataclass, replace

from conference.schedule.public.grid import Grid, grid_of
from conference.schedule.release.programme import Programme, ProgrammeDay

MOST_ENTRIES = 1_000
"""On one page; beyond that it is one day at a time, and of that day the first ones."""

MOST_ROOMS = 100
"""Of one day, from the left."""

DAYS_LISTED = 60
"""Days that the page can be turned to: those around the one that is shown."""


@dataclass(frozen=True)
class SomeDays:
    """The days that are shown, with their grids; `turns` are the dates that the page can be turned
    to, none where all are shown. The others count what is left out.
    """

    days: tuple[tuple[ProgrammeDay, Grid], ...]
    turns: tuple[dt.date, ...] = ()
    more_days: int = 0
    more_entries: int = 0
    more_rooms: int = 0


def some_days(programme: Programme, wanted: str) -> SomeDays:
    """All days of `programme`; or, if these are too much for a page, the day `wanted` (2027-05-14),
    else the first.
    """
    days = programme.days
    if (
        sum(len(day.entries) for day in days) <= MOST_ENTRIES
        and len(days) <= DAYS_LISTED
        and all(len(day.rooms) <= MOST_ROOMS for day in days)
    ):
        return SomeDays(tuple((day, grid_of(day)) for day in days))
    at = next((at for at, day in enumerate(days) if day.date.isoformat() == wanted), 0)
    first = max(0, min(at - DAYS_LISTED // 2, len(days) - DAYS_LISTED))
    turns = tuple(day.date for day in days[first : first + DAYS_LISTED])
    part = _part_of(days[at])
    return SomeDays(
        days=((part, grid_of(part)),),
        turns=turns,
        more_days=len(days) - len(turns),
        more_entries=len(days[at].entries) - len(part.entries),
        more_rooms=max(0, len(days[at].rooms) - MOST_ROOMS),
    )


def _part_of(day: ProgrammeDay) -> ProgrammeDay:
    rooms = set(day.rooms[:MOST_ROOMS])
    entries = [
        replace(entry, rooms=kept)
        for entry in day.entries
        if (kept := tuple(room for room in entry.rooms if room in rooms))
    ]
    return replace(day, entries=tuple(entries[:MOST_ENTRIES]))
