"""Which bookings of one thing meet: the sweep behind every check for overlaps."""

import datetime as dt
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from typing import NamedTuple

Clash = tuple[int, int]
"""Two positions in a sequence of bookings: the later one first."""


class Booking(NamedTuple):
    """Somebody or something (`what`) is taken from `begins` until just before `finishes`."""

    what: Hashable
    begins: dt.datetime
    finishes: dt.datetime


def overlaps(bookings: Sequence[Booking], at_most: int | None = None) -> Iterator[Clash]:
    """Yield (later, earlier) for bookings of the same thing whose times intersect; touching is
    none.

    "Later" is by position. With `at_most`, each booking is named as the later one that often at
    most (and that often if it can be), and there are O(n log n + n·at_most) steps however much
    overlaps; without, O(n log n + answers). A booking must finish after it begins.
    """
    positions: dict[Hashable, list[int]] = defaultdict(list)
    for position, booking in enumerate(bookings):
        positions[booking.what].append(position)
    for group in positions.values():
        group.sort(key=lambda position: bookings[position].begins)
        if _any_meet(bookings, group):
            yield from _overlaps_in_one_place(bookings, group, at_most)


def _any_meet(bookings: Sequence[Booking], group: list[int]) -> bool:
    """Whether two bookings of a group meet, which is sorted by when they begin."""
    times = ((bookings[position].begins, bookings[position].finishes) for position in group)
    return any(next_one[0] < one[1] for one, next_one in pairwise(times))


def _overlaps_in_one_place(
    bookings: Sequence[Booking], group: list[int], at_most: int | None
) -> Iterator[Clash]:
    running: list[int] = []  # what has begun and not finished, in order of position
    wanting: list[int] = []  # those of them that may still be named as the later one
    finishing: list[tuple[dt.datetime, int]] = []
    room_for = dict.fromkeys(group, len(bookings) if at_most is None else at_most)
    for position in group:
        while finishing and finishing[0][0] <= bookings[position].begins:
            _, finished = heappop(finishing)
            _discard(running, finished)
            _discard(wanting, finished)
        earlier = running[: min(bisect_left(running, position), room_for[position])]
        for other in earlier:
            yield position, other
        room_for[position] -= len(earlier)
        for other in wanting[bisect_right(wanting, position) :]:
            yield other, position
            room_for[other] -= 1
            if room_for[other] == 0:
                _discard(wanting, other)
        insort(running, position)
        if room_for[position]:
            insort(wanting, position)
        heappush(finishing, (bookings[position].finishes, position))


def _discard(positions: list[int], position: int) -> None:
    at = bisect_left(positions, position)
    if at < len(positions) and positions[at] == position:
        del positions[at]
