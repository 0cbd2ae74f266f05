"""Which slot of one timetable is which slot of another."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conference.schedule.core.timetable import Slot

Marks = Callable[["Slot"], list[Any]]
Shelves = dict[Any, deque[int]]
Known = frozenset[str]
EVERYTHING: Known = frozenset({"title", "presentation"})
ANYTHING = "anything"  # where a slot stands that may be taken whatever it holds


Pairing = Callable[[Sequence["Slot"], Sequence["Slot"]], list[tuple[int, int]]]


def pair_keys(before: Sequence["Slot"], after: Sequence["Slot"]) -> list[tuple[int, int]]:
    """The pairs of slots with the same key, as (position, position), whatever they hold.

    For changes that somebody makes slot by slot: one that gets another presentation has changed.
    """
    position = {slot.key: at for at, slot in enumerate(before) if slot.key}
    return sorted((position[slot.key], at) for at, slot in enumerate(after) if slot.key in position)


def pair_slots(
    before: Sequence["Slot"], after: Sequence["Slot"], known: Known = EVERYTHING
) -> list[tuple[int, int]]:
    """Which slot of `before` each slot of `after` is, as (position, position); the rest are gone or
    new.

    In passes, each over what the earlier ones left: equal in everything and of the same key; the
    same presentation (of several slots of one presentation first those in the same place, then
    those of the same key, then the others in order of start); the same key; equal in everything;
    the same kind and the same title that is not empty, in order of start; the same kind, date and
    start with a room in common. No pair joins two different presentations. `known` names what
    `after` says at all: a spreadsheet without a column "title" knows nothing of titles.
    """
    said = [name for name in ("title", "presentation") if name in known]
    passes: list[Marks] = [
        lambda slot: [(slot.presentation, slot.place)] if slot.presentation else [],
        lambda slot: [(slot.presentation, slot.key)] if slot.presentation and slot.key else [],
        lambda slot: [slot.presentation] if slot.presentation else [],
        lambda slot: [slot.key] if slot.key else [],
        lambda slot: [(slot.place, slot.kind, *(getattr(slot, name) for name in said))],
        lambda slot: [(slot.kind, slot.title)] if slot.title else [],
        lambda slot: [(slot.kind, slot.date, slot.start, room) for room in sorted(slot.rooms)],
    ]
    pairs = _pair_equals(before, after)
    free = set(range(len(before))) - set(pairs.values())
    old_in_order = sorted(free, key=lambda at: before[at].order)
    new_in_order = sorted(
        (at for at in range(len(after)) if at not in pairs), key=lambda at: after[at].order
    )
    for marks in passes:
        shelves = _shelve(before, [at for at in old_in_order if at in free], marks)
        for at in new_in_order:
            if at not in pairs and (match := _take(shelves, free, after[at], marks)) is not None:
                pairs[at] = match
                free.discard(match)
    return sorted((old, new) for new, old in pairs.items())


def _pair_equals(before: Sequence["Slot"], after: Sequence["Slot"]) -> dict[int, int]:
    """The slots that nothing has happened to, by their position in `after`: they are most of a
    draft, and take no further pass.
    """
    position: dict[Any, int] = {slot.key: at for at, slot in enumerate(before) if slot.key}
    found = ((at, position.get(slot.key)) for at, slot in enumerate(after))
    return {at: old for at, old in found if old is not None and before[old] == after[at]}


def _shelve(slots: Sequence["Slot"], positions: Iterable[int], marks: Marks) -> Shelves:
    """Put each slot where `_take` will look for it: by its marks, with what it holds and with
    anything.
    """
    shelves: Shelves = defaultdict(deque)
    for at in positions:
        for mark in marks(slots[at]):
            shelves[mark, slots[at].presentation].append(at)
            shelves[mark, ANYTHING].append(at)
    return shelves


def _take(shelves: Shelves, free: set[int], slot: "Slot", marks: Marks) -> int | None:
    """The first free slot with a mark in common that holds no other presentation."""
    holdings = [slot.presentation, None] if slot.presentation else [ANYTHING]
    for mark in marks(slot):
        for holding in holdings:
            shelf = shelves.get((mark, holding), deque())
            while shelf and shelf[0] not in free:
                shelf.popleft()
            if shelf:
                return shelf.popleft()
    return None
