"""Where slots of one room that take place at one time stand side by side in the grid of a day."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from conference.schedule.release.programme import Entry


def lanes_of_room(entries: Sequence[Entry], at_most: int | None = None) -> dict[str, set[int]]:
    """The lanes of one room that each entry takes, by its id: the first free one, and those that
    stay empty beside it. With `at_most` so many lanes, an entry that finds none is left out.
    """
    lanes = range(len(entries) if at_most is None else at_most)
    placed: list[Entry] = []
    taken: dict[str, set[int]] = {}
    for entry in entries:
        busy = _lanes_beside(entry, placed, taken)
        lane = next((lane for lane in lanes if lane not in busy), None)
        if lane is not None:
            taken[entry.id] = {lane}
            placed.append(entry)
    width = 1 + max(max(own) for own in taken.values())
    for entry in placed:
        _widen(taken[entry.id], _lanes_beside(entry, placed, taken), width)
    return taken


def _widen(own: set[int], busy: Collection[int], width: int) -> None:
    while (right := max(own) + 1) < width and right not in busy:
        own.add(right)
    while (left := min(own) - 1) >= 0 and left not in busy:
        own.add(left)


def _lanes_beside(
    entry: Entry, placed: Iterable[Entry], taken: Mapping[str, Collection[int]]
) -> set[int]:
    """The lanes that others take at any time of `entry`."""
    return {
        lane
        for other in placed
        if other is not entry
        and other.first_minute < entry.last_minute
        and entry.first_minute < other.last_minute
        for lane in taken[other.id]
    }
