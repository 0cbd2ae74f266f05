"""What every stored timetable keeps, whoever writes it: the sentences that refuse one which does
not.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from conference.core.dates import EARLIEST_DAY, LATEST_DAY
from conference.schedule.core.conflicts import errors
from conference.schedule.core.timetable import (
    Slot,
    Timetable,
    name_of_slot,
    span_is_allowed,
)


def refusals(timetable: Timetable, elsewhere: Iterable[Slot] = ()) -> list[str]:
    """Why `timetable` cannot be stored, in sentences; empty if it can.

    `elsewhere` are the slots of the conference's other sections: a room is a place, whoever uses
    it.
    """
    elsewhere = tuple(elsewhere)
    ours = {slot.key for slot in timetable.slots}
    whole = replace(timetable, slots=(*timetable.slots, *elsewhere)) if elsewhere else timetable
    return [
        *(sentence for slot in timetable.slots for sentence in _faults_of(timetable, slot)),
        *_shared_keys(timetable),
        *_doubled_slots(timetable),
        *_homeless(timetable, elsewhere),
        *(
            conflict.sentence
            for conflict in errors(whole, _)
            if any(slot.key in ours for slot in conflict.slots)
        ),
    ]


def double_uses(timetable: Timetable) -> list[str]:
    """What a timetable of several sections uses twice, in sentences: presentations in two sections,
    and rooms and presentations at one time.
    """
    return [
        *_presentations_in_two_sections(timetable),
        *(conflict.sentence for conflict in errors(timetable, _)),
    ]


def _faults_of(timetable: Timetable, slot: Slot) -> Iterator[str]:
    for sentence in (*_faults_of_times(timetable, slot), *_faults_of_place(timetable, slot)):
        kind = timetable.kind_by_key.get(slot.kind)
        yield sentence % {
            "slot": name_of_slot(timetable, slot),
            "kind": kind.label if kind else slot.kind,
        }


def _faults_of_times(timetable: Timetable, slot: Slot) -> Iterator[str]:
    if slot.date not in timetable.days:
        yield _("%(slot)s is on a day that the schedule does not have.")
    if not EARLIEST_DAY <= slot.date <= LATEST_DAY:
        yield _("%(slot)s must be between 1900 and 2199.")
    if not span_is_allowed(slot.start, slot.end):
        yield _(
            "%(slot)s must end after its start on the same day, at midnight, or by 12:00 of the "
            "next day if it lasts at most 16 hours."
        )
    if any(time.second or time.microsecond for time in (slot.start, slot.end)):
        yield _("%(slot)s must start and end on a full minute.")


def _faults_of_place(timetable: Timetable, slot: Slot) -> Iterator[str]:
    if not slot.rooms:
        yield _("%(slot)s needs a room.")
    if not all(room in timetable.room_by_slug for room in slot.rooms):
        yield _("%(slot)s is in a room that the conference does not have.")
    kind = timetable.kind_by_key.get(slot.kind)
    if kind is None:
        yield _("%(slot)s is of a kind that the schedule does not have.")
        return
    if len(slot.rooms) > 1 and not kind.spans_rooms:
        yield _("%(slot)s takes several rooms, but the kind “%(kind)s” does not span rooms.")
    if slot.presentation and not kind.takes_presentation:
        yield _("%(slot)s holds a presentation, but the kind “%(kind)s” takes none.")


def _presentations_in_two_sections(timetable: Timetable) -> Iterator[str]:
    first: dict[int, Slot] = {}
    for slot in timetable.slots:
        if slot.presentation:
            other = first.setdefault(slot.presentation.number, slot)
            if other.section != slot.section:
                yield _(
                    "Presentation %(number)d is in two sections: in %(one)s of the section "
                    "“%(one_section)s” and in %(other)s of the section “%(other_section)s”."
                ) % {
                    "number": slot.presentation.number,
                    "one": name_of_slot(timetable, other),
                    "one_section": other.section,
                    "other": name_of_slot(timetable, slot),
                    "other_section": slot.section,
                }


def _doubled_slots(timetable: Timetable) -> Iterator[str]:
    for slots in _equal_but_for_rooms(timetable, _spanning(timetable)):
        if len(slots) > 1:
            yield _("%(slot)s stands there twice: make it one slot with all its rooms.") % {
                "slot": name_of_slot(timetable, slots[0])
            }


def _shared_keys(timetable: Timetable) -> Iterator[str]:
    holders: dict[UUID, Slot] = {}
    for slot in timetable.slots:
        if slot.key and (other := holders.setdefault(slot.key, slot)) is not slot:
            yield _("%(slot)s and %(other)s bear the same key: only one of them can.") % {
                "slot": name_of_slot(timetable, other),
                "other": name_of_slot(timetable, slot),
            }


def _homeless(timetable: Timetable, elsewhere: tuple[Slot, ...]) -> Iterator[str]:
    for slot in elsewhere:
        if not all(room in timetable.room_by_slug for room in slot.rooms):
            yield _(
                "%(slot)s of the section “%(section)s” is in a room that would no longer be there."
            ) % {
                "slot": name_of_slot(timetable, slot),
                "section": slot.section,
            }


def _spanning(timetable: Timetable) -> set[str]:
    return {kind.key for kind in timetable.kinds if kind.spans_rooms}


def _equal_but_for_rooms(timetable: Timetable, kinds: set[str]) -> list[list[Slot]]:
    groups: dict[object, list[Slot]] = defaultdict(list)
    for slot in timetable.slots:
        if slot.kind in kinds:
            groups[slot.date, slot.start, slot.end, slot.kind, slot.title].append(slot)
    return [part for group in groups.values() for part in _by_talks(group)]


def _by_talks(slots: list[Slot]) -> list[list[Slot]]:
    """Slots of one title: those without any are told apart by what they hold, since the title of a
    talk is its presentation's. One that holds nothing is as the first that does.
    """
    if slots[0].title:
        return [slots]
    parts: dict[int | None, list[Slot]] = defaultdict(list)
    for slot in sorted(slots, key=lambda slot: slot.presentation is None):
        number = slot.presentation.number if slot.presentation else next(iter(parts), None)
        parts[number].append(slot)
    return list(parts.values())


def with_kind_spanning(timetable: Timetable, kind_key: str) -> Timetable:
    """The same timetable with a kind that spans rooms: its slots of equal date, times and title
    become one, but for those without a title that hold different presentations.

    The one keeps the key and the presentation of the leftmost that holds one, else the key of the
    leftmost; further presentations are left without a slot.
    """
    place = _places_of_rooms(timetable)

    def rank(slot: Slot) -> tuple[bool, bool, int]:
        return (
            slot.presentation is None,
            slot.key is None,
            min(place[room] for room in slot.rooms),
        )

    kinds = tuple(
        replace(kind, spans_rooms=True) if kind.key == kind_key else kind
        for kind in timetable.kinds
    )
    slots = [slot for slot in timetable.slots if slot.kind != kind_key]
    for group in _equal_but_for_rooms(timetable, {kind_key}):
        rooms = frozenset[str]().union(*(slot.rooms for slot in group))
        slots.append(replace(min(group, key=rank), rooms=rooms))
    return replace(timetable, kinds=kinds, slots=tuple(slots))


def with_kind_in_single_rooms(timetable: Timetable, kind_key: str) -> Timetable:
    """The same timetable with a kind that no longer spans rooms: each of its slots becomes one for
    each room.

    The leftmost room keeps the key and the presentation.
    """
    kinds = tuple(
        replace(kind, spans_rooms=False) if kind.key == kind_key else kind
        for kind in timetable.kinds
    )
    place = _places_of_rooms(timetable)
    slots = [slot for slot in timetable.slots if slot.kind != kind_key]
    for slot in timetable.slots:
        if slot.kind == kind_key:
            first, *others = sorted(slot.rooms, key=place.__getitem__)
            slots.append(replace(slot, rooms=frozenset({first})))
            slots += [
                replace(slot, key=None, presentation=None, rooms=frozenset({room}))
                for room in others
            ]
    return replace(timetable, kinds=kinds, slots=tuple(slots))


def _places_of_rooms(timetable: Timetable) -> dict[str, int]:
    return {room.slug: position for position, room in enumerate(timetable.rooms)}
