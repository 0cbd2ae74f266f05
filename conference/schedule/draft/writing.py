"""The statements that make the rows of one timetable those of another.

`store` alone calls them, under the conference's lock.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Concat

from conference.core.bulk import insert_rows
from conference.editions.models import Conference, Section
from conference.schedule.core import timetable as core
from conference.schedule.models import Day, Room, Slot, SlotKind, SlotRoom

IDS_AT_ONCE = 5_000  # below every database's limit of parameters in one statement
SLOT_COLUMNS = ("key", "day_id", "kind_id", "start", "end", "title", "presentation_id")

SlotIds = Mapping[UUID | None, int]


def write_rows(
    section: Section,
    d: core.TimetableDiff,
    now: core.Timetable,
    after: core.Timetable,
    *,
    slot_ids: SlotIds,
    held: Mapping[int, int],
) -> None:
    """Make the rows of `now` those of `after`, to which `d` leads; `slot_ids` are the rows of all
    slots by key, `held` those of presentations by number.

    Takes away first what stands in the way of the new; days and kinds go last, when nothing needs
    them.
    """
    _remove_slots(now, after, slot_ids)
    _remove_slot_rooms(now, after, slot_ids)
    _write_rooms(section.conference, d, now)
    _write_kinds(section, (*d.kinds_added, *d.kinds_changed))
    Day.objects.bulk_create([Day(section=section, date=day) for day in d.days_added])
    _write_slots(section, now, after, held)
    _add_slot_rooms(section, now, after)
    Day.objects.filter(section=section, date__in=d.days_removed).delete()
    SlotKind.objects.filter(
        section=section, label_key__in=[kind.key for kind in d.kinds_removed]
    ).delete()


def _chunks(things: Iterable[Any]) -> Iterator[list[Any]]:
    everything = list(things)
    for at in range(0, len(everything), IDS_AT_ONCE):
        yield everything[at : at + IDS_AT_ONCE]


def _write_rooms(conference: Conference, d: core.TimetableDiff, now: core.Timetable) -> None:
    rooms = Room.objects.filter(conference=conference)
    rooms.filter(slug__in=[room.slug for room in d.rooms_removed]).delete()
    renamed = [
        room.slug for room in d.rooms_changed if room.name != now.room_by_slug[room.slug].name
    ]
    # Two rooms that change names would meet for a moment. No key of a name begins with a blank.
    rooms.filter(slug__in=renamed).update(name_key=Concat(Value(" "), "slug"))
    Room.objects.bulk_create(
        [
            Room(
                conference=conference,
                slug=r.slug,
                name=r.name,
                order=r.order,
                capacity=r.capacity,
                is_shared=r.is_shared,
            )
            for r in (*d.rooms_changed, *d.rooms_added)
        ],
        update_conflicts=True,
        unique_fields=["conference", "slug"],
        update_fields=["name", "name_key", "order", "capacity", "is_shared"],
    )


def _write_kinds(section: Section, kinds: Sequence[core.Kind]) -> None:
    SlotKind.objects.bulk_create(
        [
            SlotKind(
                section=section,
                label=kind.label,
                spans_rooms=kind.spans_rooms,
                takes_presentation=kind.takes_presentation,
            )
            for kind in kinds
        ],
        update_conflicts=True,
        unique_fields=["section", "label_key"],
        update_fields=["label", "spans_rooms", "takes_presentation"],
    )


def _remove_slots(now: core.Timetable, after: core.Timetable, slot_ids: SlotIds) -> None:
    staying = {slot.key for slot in after.slots}
    for some in _chunks(slot_ids[slot.key] for slot in now.slots if slot.key not in staying):
        Slot.objects.filter(pk__in=some).only("pk").delete()


def _write_slots(
    section: Section, now: core.Timetable, after: core.Timetable, held: Mapping[int, int]
) -> None:
    old = {slot.key: slot for slot in now.slots}
    days = dict(Day.objects.filter(section=section).values_list("date", "pk"))
    kinds = dict(SlotKind.objects.filter(section=section).values_list("label_key", "pk"))

    def row(slot: core.Slot) -> tuple[Any, ...]:
        talk = held[slot.presentation.number] if slot.presentation else None
        day, kind = days[slot.date], kinds[slot.kind]
        return (slot.key, day, kind, slot.start, slot.end, slot.title, talk)

    new = [row(slot) for slot in after.slots if slot.key not in old]
    changed = [
        row(slot)
        for slot in after.slots
        if slot.key in old and old[slot.key].content != slot.content
    ]
    # New keys are inserted only, so that no diff can take over a slot of another schedule.
    insert_rows(Slot, SLOT_COLUMNS, new)
    insert_rows(Slot, SLOT_COLUMNS, changed, over=("key",))


def _rooms_by_key(timetable: core.Timetable) -> dict[UUID | None, frozenset[str]]:
    return {slot.key: slot.rooms for slot in timetable.slots}


def _remove_slot_rooms(now: core.Timetable, after: core.Timetable, slot_ids: SlotIds) -> None:
    stays = _rooms_by_key(after)
    left = {
        slot_ids[key]: rooms - stays[key]
        for key, rooms in _rooms_by_key(now).items()
        if key in stays
    }
    for some in _chunks(pk for pk, rooms in left.items() if rooms):
        pairs = SlotRoom.objects.filter(slot__in=some).values_list("pk", "slot_id", "room__slug")
        for gone in _chunks(pk for pk, slot, room in pairs if room in left[slot]):
            SlotRoom.objects.filter(pk__in=gone).delete()


def _add_slot_rooms(section: Section, now: core.Timetable, after: core.Timetable) -> None:
    had = _rooms_by_key(now)
    new = [
        (key, room)
        for key, rooms in _rooms_by_key(after).items()
        for room in rooms - had.get(key, frozenset())
    ]
    if new:
        slots: SlotIds = dict(Slot.objects.filter(day__section=section).values_list("key", "pk"))
        rooms = dict(Room.objects.filter(conference=section.conference).values_list("slug", "pk"))
        insert_rows(SlotRoom, ("slot", "room"), ((slots[key], rooms[room]) for key, room in new))
