"""What is on at a moment, and what comes next.

The answer only changes when something starts or ends. Such moments are counted, and the count
stands for the time: pages that show the same are the same, and can be kept until it changes.
"""

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from conference.schedule.release.programme import Entry, Programme


class Phase(StrEnum):
    """Where a conference stands."""

    BEFORE = "before"
    ON = "on"
    BETWEEN = "between"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Present:
    """What holds since `since` (None before the first start): what is on, and what is next in each
    room.

    Before the conference and between its days `coming` is the one thing to know: what begins next.
    """

    phase: Phase
    since: dt.datetime | None
    on: tuple[Entry, ...]
    coming: tuple[Entry, ...]

    @property
    def clock(self) -> str:
        """The time of `since`: "10:50"."""
        return f"{self.since:%H:%M}" if self.since else ""


def tick_at(programme: Programme, at: dt.datetime) -> int:
    """How often something has started or ended by the moment `at`."""
    return bisect_right(programme.edges, at.timestamp())


def present_at(programme: Programme, tick: int) -> Present:
    """What is on after so many starts and ends, and what comes next."""
    now = programme.edges[tick - 1] if tick else float("-inf")
    on = tuple(
        entry
        for entry in programme.entries
        if entry.starts_at.timestamp() <= now < entry.ends_at.timestamp()
    )
    later = [entry for entry in programme.entries if entry.starts_at.timestamp() > now]
    since = dt.datetime.fromtimestamp(now, programme.shown_zone) if tick else None
    phase = _phase(since, on, later, programme)
    return Present(
        phase, since, on, _next_in_each_room(later) if phase is Phase.ON else tuple(later[:1])
    )


def _phase(
    since: dt.datetime | None, on: tuple[Entry, ...], later: list[Entry], programme: Programme
) -> Phase:
    if since is None:
        return Phase.BEFORE
    if on or (later and later[0].date == since.astimezone(programme.zone).date()):
        return Phase.ON
    return Phase.BETWEEN if later else Phase.OVER


def _next_in_each_room(later: list[Entry]) -> tuple[Entry, ...]:
    """The first thing in each room on the day that comes next, each named once; in a room that is
    shared, all that start then.
    """
    today = [entry for entry in later if entry.date == later[0].date]
    first: dict[str, dt.datetime] = {}
    for entry in today:
        for room in entry.rooms:
            first.setdefault(room.slug, entry.starts_at)
    return tuple(
        entry for entry in today if any(first[room.slug] == entry.starts_at for room in entry.rooms)
    )
