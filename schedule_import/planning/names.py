"""Rooms and kinds that a file names: those that exist, and those that it would make."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from django.utils.translation import gettext as _

from conference.core.names import name_key, similarity_key
from conference.core.slugs import free_slugs
from conference.schedule.core.timetable import Kind, Room, Timetable
from schedule_import.reading.parse import ParsedSchedule
from schedule_import.reading.rows import Problem, ScheduleRow

PRESENTATION_WORDS = ("talk", "tutorial", "keynote", "workshop")
PLENARY = "plenary"


@dataclass(frozen=True)
class KindAnswer:
    """What somebody said of a new kind; None: not asked yet."""

    spans_rooms: bool | None = None
    takes_presentation: bool | None = None


@dataclass(frozen=True)
class Names:
    """Every room and kind after the import, and where to find them by the key of their name."""

    rooms: tuple[Room, ...]
    kinds: tuple[Kind, ...]
    new_rooms: tuple[Room, ...]
    new_kinds: tuple[Kind, ...]
    room_by_key: Mapping[str, Room]
    kind_by_key: Mapping[str, Kind]

    def room_of(self, row: ScheduleRow) -> Room:
        return self.room_by_key[name_key(row.room)]

    def kind_of(self, row: ScheduleRow) -> Kind:
        return self.kind_by_key[name_key(row.kind)]

    @cached_property
    def shared(self) -> frozenset[str]:
        """The slugs of the rooms in which several things may take place at one time."""
        return frozenset(room.slug for room in self.rooms if room.is_shared)

    def sharing(self, slugs: Collection[str]) -> Self:
        """The same with these rooms shared as well."""

        def told(room: Room) -> Room:
            return replace(room, is_shared=room.is_shared or room.slug in slugs)

        return replace(
            self,
            rooms=tuple(map(told, self.rooms)),
            new_rooms=tuple(map(told, self.new_rooms)),
            room_by_key={key: told(room) for key, room in self.room_by_key.items()},
        )


def resolve_names(
    rows: Iterable[ScheduleRow],
    draft: Timetable,
    answers: Mapping[str, KindAnswer],
    spanning: Collection[str] = (),
    heads: Iterable[str] = (),
) -> Names:
    """Find or make the room and the kind of every row; `answers` are kept by the key of the kind's
    label.

    New kinds whose keys are in `spanning` span rooms unless somebody said otherwise.
    New rooms come behind those that exist, in the order of `heads`, the columns of a grid, else in
    that of the rows; the spelling that comes first stays.
    """
    rows = list(rows)
    rooms = {name_key(room.name): room for room in draft.rooms}
    kinds = dict(draft.kind_by_key)
    room_names = _new_names((row.room for row in rows), rooms)
    kind_labels = _new_names((row.kind for row in rows), kinds)
    new_rooms = tuple(_new_rooms(_in_order(room_names, heads), draft))
    spoken = {name_key(row.kind) for row in rows if row.speakers}
    new_kinds = tuple(
        _new_kind(key, label, answers.get(key, KindAnswer()), key in spanning, key in spoken)
        for key, label in kind_labels.items()
    )
    return Names(
        rooms=(*draft.rooms, *new_rooms),
        kinds=(*draft.kinds, *new_kinds),
        new_rooms=new_rooms,
        new_kinds=new_kinds,
        room_by_key=rooms | {name_key(room.name): room for room in new_rooms},
        kind_by_key=kinds | {kind.key: kind for kind in new_kinds},
    )


def _new_names(names: Iterable[str], known: Mapping[str, object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        key = name_key(name)
        if key not in known:
            found.setdefault(key, name)
    return found


def _in_order(names: Mapping[str, str], heads: Iterable[str]) -> list[str]:
    """Names by their keys, those of `heads` first and in that order."""
    places = {key: place for place, key in enumerate(dict.fromkeys(map(name_key, heads)))}
    return [names[key] for key in sorted(names, key=lambda key: places.get(key, len(places)))]


def _new_rooms(names: list[str], draft: Timetable) -> Iterator[Room]:
    taken = set(draft.room_by_slug)
    last = max((room.order for room in draft.rooms), default=-1)
    slugs = free_slugs(names, taken, otherwise="room")
    for order, (name, slug) in enumerate(zip(names, slugs, strict=True), start=last + 1):
        yield Room(slug=slug, name=name, order=order)


def _new_kind(
    key: str, label: str, answer: KindAnswer, seems_to_span: bool, has_speakers: bool
) -> Kind:
    if key == PLENARY:
        return Kind(key, label, spans_rooms=True, takes_presentation=True)
    takes = answer.takes_presentation
    if takes is None:
        takes = has_speakers or any(word in key for word in PRESENTATION_WORDS)
    spans = seems_to_span if answer.spans_rooms is None else answer.spans_rooms
    return Kind(key, label, spans_rooms=spans, takes_presentation=takes)


def similar_names(parsed: ParsedSchedule, names: Names) -> Iterator[Problem]:
    """A warning for each new name that differs from another only in blanks or punctuation."""
    rooms = {name_key(room.name): room.name for room in names.rooms}
    kinds = {kind.key: kind.label for kind in names.kinds}
    new_rooms = {name_key(room.name) for room in names.new_rooms}
    new_kinds = {kind.key for kind in names.new_kinds}
    yield from _similar(parsed, "kind", kinds, new_kinds, lambda row: row.kind)
    yield from _similar(parsed, "room", rooms, new_rooms, lambda row: row.room)


def _similar(
    parsed: ParsedSchedule,
    column: str,
    names: Mapping[str, str],
    new: set[str],
    name_of: Callable[[ScheduleRow], str],
) -> Iterator[Problem]:
    alike: dict[
        str, str
    ] = {}  # the first name of each look, those that exist before those of the file
    seen: set[str] = set()
    for key in sorted(names, key=lambda key: key in new):
        if key not in new:
            alike.setdefault(similarity_key(names[key]), key)
    for row in parsed.rows:
        key = name_key(name_of(row))
        if key in seen or key not in new:
            continue
        seen.add(key)
        other = alike.setdefault(similarity_key(names[key]), key)
        if other != key:
            message = _(
                "“%(name)s” looks like “%(other)s”, which is another %(what)s. If they are the "
                "same, spell them alike."
            )
            what = _("room") if column == "room" else _("kind")
            named = {"name": names[key], "other": names[other], "what": what}
            yield parsed.source.problem(row.number, column, "similar-name", message % named)
