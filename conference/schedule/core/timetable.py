"""The core: a timetable is a value.

All that Plenary does with a schedule stands on two functions of plain values: `conflicts` (in a
module of its own) says what cannot be, and `diff` what would change. A spreadsheet, the draft in
the database, a release and a stored import are all read into a `Timetable` first. No Django here:
these rules can be read and tested alone.

Times are clock times at the conference; they are compared as such and never as moments.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import astuple, dataclass, field, replace
from functools import cached_property
from typing import Any, Self
from uuid import UUID

from conference.schedule.core.pairing import Pairing, pair_slots

MIDNIGHT = dt.time(0)
NOON = dt.time(12)
LATEST_END_NEXT_DAY = dt.time(6)
MINUTES_FREE_OF_A_NIGHT = 8 * 60  # of a day and its night, at least, if all lasts 16 hours


@dataclass(frozen=True, slots=True)
class Room:
    """A place. `slug` is made once and never changes; `order` counts from the left of the grid.

    In one that `is_shared`, a foyer or an exhibition, several things may take place at one time.
    """

    slug: str
    name: str
    order: int = 0
    capacity: int | None = None
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """What sort of thing a slot is; `key` is the label as it is compared (see `core.names`)."""

    key: str
    label: str
    spans_rooms: bool = False
    takes_presentation: bool = False


@dataclass(frozen=True, slots=True)
class Speaker:
    """Someone who cannot be in two places; told apart by `id` alone."""

    id: int
    name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Presentation:
    """What a slot holds; told apart by its number, which is unique in the conference."""

    number: int
    title: str = field(default="", compare=False)
    speakers: tuple[Speaker, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Slot:
    """Something that takes place from `start` to `end` in `rooms` (slugs).

    `end` at or before `start` lies on the next day, 00:00 being midnight. `key` is None for a slot
    that is not stored yet. `section` is the slug of the section whose schedule it belongs to.
    """

    key: UUID | None
    date: dt.date
    start: dt.time
    end: dt.time
    kind: str
    rooms: frozenset[str]
    title: str = ""
    presentation: Presentation | None = None
    section: str = field(default="", compare=False)

    @property
    def begins(self) -> dt.datetime:
        """The clock time at which it begins, without a zone."""
        return dt.datetime.combine(self.date, self.start)

    @property
    def finishes(self) -> dt.datetime:
        """The clock time at which it ends, without a zone; on the next day if it runs over
        midnight.
        """
        day = self.date if self.end > self.start else self.date + dt.timedelta(days=1)
        return dt.datetime.combine(day, self.end)

    @property
    def content(self) -> tuple[Any, ...]:
        """All that it says but its key."""
        return (*self.place, self.kind, self.title, self.presentation)

    @property
    def place(self) -> tuple[dt.date, dt.time, dt.time, frozenset[str]]:
        """When and where."""
        return (self.date, self.start, self.end, self.rooms)

    @property
    def order(self) -> tuple[Any, ...]:
        """A total order of slots: by time, then by everything else, so that equal sets sort
        equally.
        """
        number = self.presentation.number if self.presentation else -1
        said = (self.kind, self.title, number, self.key.int if self.key else -1)
        is_night = self.end <= self.start
        rooms = tuple(sorted(self.rooms) if len(self.rooms) > 1 else self.rooms)
        return (self.date, self.start, is_night, self.end, rooms, *said)

    def holding(self, presentation: Presentation | None, *, title: str) -> "Slot":
        """The same slot with another presentation and title."""
        # Not `replace`, which takes three times as long, for each of thousands of slots.
        return Slot(
            self.key, self.date, self.start, self.end, self.kind, self.rooms, title, presentation,
            self.section,
        )  # fmt: skip


def span_is_allowed(start: dt.time, end: dt.time) -> bool:
    """Whether a slot may run from `start` to `end`.

    It ends later on the same day, or at midnight, or on the next day: by 12:00 if it lasts at most
    16 hours, and by 06:00 if it starts at noon or later. From midnight to midnight is not allowed.
    """
    if end > start:
        return True
    if end == MIDNIGHT:
        return start > MIDNIGHT
    return is_a_usual_night(start, end) or (
        end <= NOON and _minutes(start) >= _minutes(end) + MINUTES_FREE_OF_A_NIGHT
    )


def is_a_usual_night(start: dt.time, end: dt.time) -> bool:
    """Whether what ends on the next day starts at noon or later and ends by 06:00."""
    return start >= NOON and end <= LATEST_END_NEXT_DAY


def _minutes(clock: dt.time) -> int:
    return clock.hour * 60 + clock.minute


@dataclass(frozen=True)
class Timetable:
    """Days, rooms, kinds and slots; always in the same order, so that equal timetables are
    equal.
    """

    days: tuple[dt.date, ...] = ()
    rooms: tuple[Room, ...] = ()
    kinds: tuple[Kind, ...] = ()
    slots: tuple[Slot, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", tuple(sorted(set(self.days))))
        object.__setattr__(
            self, "rooms", tuple(sorted(self.rooms, key=lambda room: (room.order, room.slug)))
        )
        object.__setattr__(self, "kinds", tuple(sorted(self.kinds, key=lambda kind: kind.key)))
        object.__setattr__(self, "slots", tuple(sorted(self.slots, key=lambda slot: slot.order)))

    @cached_property
    def room_by_slug(self) -> dict[str, Room]:
        return {room.slug: room for room in self.rooms}

    @cached_property
    def kind_by_key(self) -> dict[str, Kind]:
        return {kind.key: kind for kind in self.kinds}

    @cached_property
    def digest(self) -> str:
        """A hash of everything that is compared: the same for equal timetables, on every
        machine.
        """
        return _hash_of(self.as_json())

    def as_json(self) -> dict[str, Any]:
        """Plain data for storage; `from_json` reads it back. Presentations are kept by number
        alone.
        """
        return {
            "days": [day.isoformat() for day in self.days],
            "rooms": [list(astuple(room)) for room in self.rooms],
            "kinds": [list(astuple(kind)) for kind in self.kinds],
            "slots": [slot_as_json(slot) for slot in self.slots],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The timetable that `as_json` wrote down."""
        return cls(
            days=tuple(dt.date.fromisoformat(day) for day in data["days"]),
            rooms=tuple(Room(*room) for room in data["rooms"]),
            kinds=tuple(Kind(*kind) for kind in data["kinds"]),
            slots=tuple(slot_from_json(slot) for slot in data["slots"]),
        )


def _hash_of(data: Any) -> str:
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def slot_as_json(slot: Slot) -> list[Any]:
    """A slot as plain data, with the number of what it holds; `slot_from_json` reads it."""
    return [
        str(slot.key) if slot.key else None,
        slot.date.isoformat(),
        slot.start.isoformat(),
        slot.end.isoformat(),
        slot.kind,
        sorted(slot.rooms),
        slot.title,
        slot.presentation.number if slot.presentation else None,
    ]


def slot_from_json(data: list[Any]) -> Slot:
    """The slot that `slot_as_json` wrote down."""
    key, date, start, end, kind, rooms, title, number = data
    return Slot(
        key=UUID(key) if key else None,
        date=dt.date.fromisoformat(date),
        start=dt.time.fromisoformat(start),
        end=dt.time.fromisoformat(end),
        kind=kind,
        rooms=frozenset(rooms),
        title=title,
        presentation=None if number is None else Presentation(number),
    )


def name_of_slot(timetable: Timetable, slot: Slot) -> str:
    """How a sentence names a slot: what it holds, its day and its clock times."""
    kind = timetable.kind_by_key.get(slot.kind)
    talk = slot.presentation.title if slot.presentation else ""
    name = talk or slot.title or (kind.label if kind else slot.kind)
    return f"“{name}” ({slot.date:%Y-%m-%d}, {slot.start:%H:%M}–{slot.end:%H:%M})"


# --- What would change ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """One slot as it was and as it becomes."""

    before: Slot
    after: Slot

    @property
    def is_move(self) -> bool:
        return self.before.place != self.after.place


@dataclass(frozen=True)
class TimetableDiff:
    """All that leads from one timetable (known by its digest) to another.

    A slot is moved when its time or rooms differ, changed when only what it says does. A slot of
    `unchanged` can still carry another key, which an undo restores.
    """

    before_digest: str
    added: tuple[Slot, ...] = ()
    moved: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    removed: tuple[Slot, ...] = ()
    unchanged: tuple[Change, ...] = ()
    days_added: tuple[dt.date, ...] = ()
    days_removed: tuple[dt.date, ...] = ()
    rooms_added: tuple[Room, ...] = ()
    rooms_changed: tuple[Room, ...] = ()
    rooms_removed: tuple[Room, ...] = ()
    kinds_added: tuple[Kind, ...] = ()
    kinds_changed: tuple[Kind, ...] = ()
    kinds_removed: tuple[Kind, ...] = ()

    @property
    def pairs(self) -> tuple[Change, ...]:
        return (*self.moved, *self.changed, *self.unchanged)

    @property
    def is_empty(self) -> bool:
        return self == TimetableDiff(self.before_digest, unchanged=self.unchanged) and all(
            change.before == change.after for change in self.unchanged
        )

    @property
    def changes_names(self) -> bool:
        """Whether days or kinds come or go, or rooms come, change or go."""
        days, kinds = self.days_added + self.days_removed, self.kinds_added + self.kinds_removed
        return bool(days or kinds or self.rooms_added + self.rooms_changed + self.rooms_removed)

    @cached_property
    def digest(self) -> str:
        """A hash of where it starts and of everything that it does."""
        rooms = (self.rooms_added, self.rooms_changed, self.rooms_removed)
        rows = (*rooms, self.kinds_added, self.kinds_changed, self.kinds_removed)
        return _hash_of(
            [
                self.before_digest,
                [[slot_as_json(slot) for slot in slots] for slots in (self.added, self.removed)],
                [[slot_as_json(pair.before), slot_as_json(pair.after)] for pair in self.pairs],
                [[str(day) for day in days] for days in (self.days_added, self.days_removed)],
                [[astuple(row) for row in group] for group in rows],
            ]
        )


class WrongTimetable(ValueError):
    """A diff was to be applied to a timetable that it was not made for."""


def diff(before: Timetable, after: Timetable, pair: Pairing = pair_slots) -> TimetableDiff:
    """What leads from `before` to `after`; slots of `after` without a key take that of their
    `pair`.
    """
    pairs = pair(before.slots, after.slots)
    taken = {slot.key for slot in after.slots if slot.key}
    changes = [
        Change(before.slots[old], _with_key(after.slots[new], before.slots[old], taken))
        for old, new in pairs
    ]
    paired_before, paired_after = {old for old, _ in pairs}, {new for _, new in pairs}
    old_rooms, new_rooms = before.room_by_slug, after.room_by_slug
    old_kinds, new_kinds = before.kind_by_key, after.kind_by_key
    return TimetableDiff(
        before_digest=before.digest,
        added=tuple(slot for at, slot in enumerate(after.slots) if at not in paired_after),
        moved=tuple(c for c in changes if c.is_move),
        changed=tuple(c for c in changes if not c.is_move and c.before.content != c.after.content),
        removed=tuple(slot for at, slot in enumerate(before.slots) if at not in paired_before),
        unchanged=tuple(c for c in changes if c.before.content == c.after.content),
        days_added=tuple(day for day in after.days if day not in before.days),
        days_removed=tuple(day for day in before.days if day not in after.days),
        rooms_added=tuple(room for room in after.rooms if room.slug not in old_rooms),
        rooms_changed=tuple(
            r for r in after.rooms if r.slug in old_rooms and r != old_rooms[r.slug]
        ),
        rooms_removed=tuple(room for room in before.rooms if room.slug not in new_rooms),
        kinds_added=tuple(kind for kind in after.kinds if kind.key not in old_kinds),
        kinds_changed=tuple(k for k in after.kinds if k.key in old_kinds and k != old_kinds[k.key]),
        kinds_removed=tuple(kind for kind in before.kinds if kind.key not in new_kinds),
    )


def _with_key(slot: Slot, old: Slot, taken: set[UUID]) -> Slot:
    # A key that another slot of the new timetable claims by name is not given away.
    return slot if slot.key or old.key in taken else replace(slot, key=old.key)


def apply(
    timetable_diff: TimetableDiff,
    timetable: Timetable,
    adopt: Callable[[Slot], Slot] = lambda slot: slot,
) -> Timetable:
    """The timetable that a diff leads to, each of its slots as `adopt` makes it; `WrongTimetable`
    if it does not start at `timetable`.
    """
    d = timetable_diff
    if timetable.digest != d.before_digest:
        raise WrongTimetable(timetable.digest)
    rooms_out = {room.slug for room in (*d.rooms_changed, *d.rooms_removed)}
    kinds_out = {kind.key for kind in (*d.kinds_changed, *d.kinds_removed)}
    return Timetable(
        days=tuple(day for day in timetable.days if day not in d.days_removed) + d.days_added,
        rooms=(
            *(r for r in timetable.rooms if r.slug not in rooms_out),
            *d.rooms_changed,
            *d.rooms_added,
        ),
        kinds=(
            *(k for k in timetable.kinds if k.key not in kinds_out),
            *d.kinds_changed,
            *d.kinds_added,
        ),
        # A diff accounts for every slot.
        slots=tuple(map(adopt, (*d.added, *(pair.after for pair in d.pairs)))),
    )
