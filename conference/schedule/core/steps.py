"""What one step does to the drafts of a conference: each part that it touches, as it was and as it
becomes, and nothing else.

So a step is small enough to be kept, and still fits when other parts have changed since. Applied to
what it was made for it gives what it led to; its inverse leads back. No Django here.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, dataclass, field
from typing import Any, NamedTuple, Self

from conference.schedule.core.programme import Edit, ProgrammeDiff
from conference.schedule.core.timetable import (
    Kind,
    Room,
    Timetable,
    WrongTimetable,
    slot_as_json,
    slot_from_json,
)

Edits = tuple[Edit[Any], ...]


class _Sort(NamedTuple):
    """A sort of parts of a timetable: what tells them apart, and how they are written down."""

    key: Callable[[Any], Any]
    as_json: Callable[[Any], Any]
    from_json: Callable[[Any], Any]


SORTS = {
    "days": _Sort(lambda day: day, dt.date.isoformat, dt.date.fromisoformat),
    "rooms": _Sort(lambda room: room.slug, lambda room: list(astuple(room)), lambda it: Room(*it)),
    "kinds": _Sort(lambda kind: kind.key, lambda kind: list(astuple(kind)), lambda it: Kind(*it)),
    "slots": _Sort(lambda slot: slot.key, slot_as_json, slot_from_json),
}


@dataclass(frozen=True)
class StepChanges:
    """What a step changes: the `rooms` of the conference, the days, kinds and slots of its
    `sections` (by slug, then by sort), and its `programme`.

    Slots carry the numbers of their presentations, not what these are called.
    """

    rooms: Edits = ()
    sections: Mapping[str, Mapping[str, Edits]] = field(default_factory=dict)
    programme: ProgrammeDiff = field(default_factory=ProgrammeDiff)

    @property
    def is_empty(self) -> bool:
        return not self.rooms and not self.sections and self.programme.is_empty

    @property
    def inverse(self) -> "StepChanges":
        """What takes the step back."""
        sections = {
            slug: {sort: _inverse(edits) for sort, edits in sorts.items()}
            for slug, sorts in self.sections.items()
        }
        return StepChanges(_inverse(self.rooms), sections, self.programme.inverse)

    def of(self, section: str) -> Mapping[str, Edits]:
        """The edits of one section's timetable, the rooms of the conference among them."""
        return {**self.sections.get(section, {}), "rooms": self.rooms}

    def as_json(self) -> dict[str, Any]:
        """Plain data for storage; `from_json` reads it back."""
        return {
            "rooms": _as_json("rooms", self.rooms),
            "sections": {
                slug: {sort: _as_json(sort, edits) for sort, edits in sorts.items()}
                for slug, sorts in self.sections.items()
            },
            "programme": self.programme.as_json(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The changes that `as_json` wrote down."""
        sections = {
            slug: {sort: _from_json(sort, edits) for sort, edits in sorts.items()}
            for slug, sorts in data["sections"].items()
        }
        programme = ProgrammeDiff.from_json(data["programme"])
        return cls(_from_json("rooms", data["rooms"]), sections, programme)


def step_changes(
    drafts: Mapping[str, tuple[Timetable, Timetable]], programme: ProgrammeDiff | None = None
) -> StepChanges:
    """What leads from one timetable to another in each of some sections, by their slugs. They share
    their rooms: the last says what becomes of them.
    """
    rooms: Edits = ()
    sections = {}
    for slug, (before, after) in drafts.items():
        sorts = {
            sort: edits
            for sort in SORTS
            if (edits := _edits(sort, getattr(before, sort), getattr(after, sort)))
        }
        rooms = sorts.pop("rooms", rooms)
        if sorts:
            sections[slug] = sorts
    return StepChanges(rooms, sections, programme or ProgrammeDiff())


def with_step(changes: StepChanges, section: str, timetable: Timetable) -> Timetable:
    """The timetable of a section after a step; `WrongTimetable` if a part that the step names is
    not what the step was made for.
    """
    parts = {
        sort: _applied(sort, edits, getattr(timetable, sort))
        for sort, edits in changes.of(section).items()
    }
    return Timetable(**{**{sort: getattr(timetable, sort) for sort in SORTS}, **parts})


def _edits(sort: str, before: Iterable[Any], after: Iterable[Any]) -> Edits:
    key = SORTS[sort].key
    old, new = ({key(part): part for part in parts} for parts in (before, after))
    found = (Edit(old.get(each), new.get(each)) for each in {**old, **new})
    return tuple(edit for edit in found if edit.before != edit.after)


def _applied(sort: str, edits: Edits, parts: Iterable[Any]) -> tuple[Any, ...]:
    key = SORTS[sort].key
    result = {key(part): part for part in parts}
    for edit in edits:
        if result.pop(key(edit.part), None) != edit.before:
            raise WrongTimetable(key(edit.part))
        if edit.after is not None:
            result[key(edit.part)] = edit.after
    return tuple(result.values())


def _inverse(edits: Edits) -> Edits:
    return tuple(edit.inverse for edit in edits)


def _as_json(sort: str, edits: Edits) -> list[Any]:
    write = SORTS[sort].as_json
    return [[part and write(part) for part in (edit.before, edit.after)] for edit in edits]


def _from_json(sort: str, data: Iterable[Any]) -> Edits:
    read = SORTS[sort].from_json
    return tuple(Edit(before and read(before), after and read(after)) for before, after in data)
