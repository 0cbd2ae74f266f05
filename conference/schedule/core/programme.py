"""The other half of the core: what is presented, as a value, and what would change in it.

A timetable says when and where; a programme says what: talks, who gives them, and their tracks.
The same laws hold as for timetables: the difference of a programme to itself is empty; applied to
the first, it gives the second; inverted and applied to the second, the first. A difference names
only what it touches, so that it still fits when something else has changed since. No Django here.
"""

import hashlib
import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, Self, TypeVar, cast


class Named(Protocol):
    """A part of a programme, told apart by its `key` among those of its sort."""

    @property
    def key(self) -> Hashable: ...


T = TypeVar("T", bound=Named)


@dataclass(frozen=True, slots=True)
class Texts:
    """What a file said of a talk when it was last imported; None where it had no such column."""

    title: str | None = None
    abstract: str | None = None
    track: str | None = None
    speakers: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """A presentation, whenever and wherever it is given.

    `track` is the name of a track, "" for none; `speakers` are keys, in order; `code` is its name
    in another system; `imported` what the last file said of it.
    """

    number: int
    section: str
    title: str
    abstract: str = ""
    track: str = ""
    speakers: tuple[str, ...] = ()
    code: str = ""
    imported: Texts | None = None

    @property
    def key(self) -> int:
        return self.number

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The talk of which `part_as_json`, through JSON, made this."""
        texts = data["imported"]
        return cls(
            **{
                **data,
                "speakers": tuple(data["speakers"]),
                "imported": texts and texts_from_json(texts),
            }
        )


def texts_from_json(data: Mapping[str, Any]) -> Texts:
    """The texts of which `part_as_json`, through JSON, made this."""
    speakers = data["speakers"]
    return Texts(**{**data, "speakers": None if speakers is None else tuple(speakers)})


def part_as_json(part: Any) -> dict[str, Any]:
    """A part of a programme, or its texts, as plain data; a tenth of what `asdict` takes."""
    values = ((name, getattr(part, name)) for name in part.__slots__)
    return {
        name: part_as_json(value) if isinstance(value, Texts) else value for name, value in values
    }


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker; `key` is a UUID, made once."""

    key: str
    name: str

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(**data)


@dataclass(frozen=True, slots=True)
class Track:
    """A subject; told apart by its name."""

    name: str
    colour: str

    @property
    def key(self) -> str:
        return self.name

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(**data)


@dataclass(frozen=True)
class Programme:
    """Tracks, speakers and talks of a conference, by their keys; and the last number that it gave.

    Numbers are never given twice, so that the last one is no part of what differs. `ids` are those
    by which timetables know the speakers, by their keys.
    """

    tracks: Mapping[str, Track] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    talks: Mapping[int, Talk] = field(default_factory=dict)
    last_number: int = 0
    ids: Mapping[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Edit(Generic[T]):
    """One part as it was and as it becomes: None before is new, None after goes."""

    before: T | None
    after: T | None

    @property
    def part(self) -> T:
        """What it is about: as it becomes, or as it was if it goes."""
        return cast("T", self.before if self.after is None else self.after)

    @property
    def key(self) -> Any:
        return self.part.key

    @property
    def inverse(self) -> "Edit[T]":
        return Edit(self.after, self.before)


class WrongProgramme(ValueError):
    """A difference was to be applied to a programme in which a part of it is something else."""


@dataclass(frozen=True)
class ProgrammeDiff:
    """All that leads from one programme to another, each sort in the order of its keys."""

    tracks: tuple[Edit[Track], ...] = ()
    people: tuple[Edit[Person], ...] = ()
    talks: tuple[Edit[Talk], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.tracks or self.people or self.talks)

    @property
    def inverse(self) -> "ProgrammeDiff":
        return ProgrammeDiff(
            tracks=tuple(edit.inverse for edit in self.tracks),
            people=tuple(edit.inverse for edit in self.people),
            talks=tuple(edit.inverse for edit in self.talks),
        )

    @property
    def digest(self) -> str:
        """A hash of everything that it does."""
        text = json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Plain data for storage; `from_json` reads it back."""
        return {
            sort: [
                [edit.before and part_as_json(edit.before), edit.after and part_as_json(edit.after)]
                for edit in getattr(self, sort)
            ]
            for sort in ("tracks", "people", "talks")
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The difference that `as_json` wrote down."""

        def edits(sort: str, kind: Any) -> tuple[Any, ...]:
            return tuple(
                Edit(before and kind.from_json(before), after and kind.from_json(after))
                for before, after in data[sort]
            )

        return cls(
            tracks=edits("tracks", Track),
            people=edits("people", Person),
            talks=edits("talks", Talk),
        )


def programme_diff(before: Programme, after: Programme) -> ProgrammeDiff:
    """What leads from `before` to `after`."""
    return ProgrammeDiff(
        tracks=_edits(before.tracks, after.tracks),
        people=_edits(before.people, after.people),
        talks=_edits(before.talks, after.talks),
    )


def _edits(before: Mapping[Any, T], after: Mapping[Any, T]) -> tuple[Edit[T], ...]:
    keys = sorted(before.keys() | after.keys())
    edits = (Edit(before.get(key), after.get(key)) for key in keys)
    return tuple(edit for edit in edits if edit.before != edit.after)


def apply_edits(d: ProgrammeDiff, programme: Programme) -> Programme:
    """The programme that a difference leads to; `WrongProgramme` if a part that it names is not
    what it was made for.
    """
    return Programme(
        tracks=_applied(d.tracks, programme.tracks),
        people=_applied(d.people, programme.people),
        talks=_applied(d.talks, programme.talks),
        last_number=max([programme.last_number, *(edit.key for edit in d.talks)]),
        ids=programme.ids,
    )


def _applied(edits: tuple[Edit[T], ...], parts: Mapping[Any, T]) -> dict[Any, T]:
    result = dict(parts)
    for edit in edits:
        if result.pop(edit.key, None) != edit.before:
            raise WrongProgramme(edit.key)
        if edit.after is not None:
            result[edit.key] = edit.after
    return result
