"""Timetables in the database: read in a constant number of queries, written by one diff under one
lock.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from conference.core.errors import DomainError
from conference.editions.actions import lock_conference
from conference.editions.models import Conference, Section
from conference.schedule.core import timetable as core
from conference.schedule.core.rules import refusals
from conference.schedule.models import (
    Day,
    Presentation,
    PresentationSpeaker,
    Room,
    Schedule,
    Slot,
    SlotKind,
    SlotRoom,
)

IDS_AT_ONCE = 5_000  # below every database's limit of parameters in one statement

SlotIds = dict[UUID | None, int]


class StaleDraft(DomainError):
    """The draft is no longer what a change was made for; `now` is what it has become."""

    def __init__(self, now: core.Timetable) -> None:
        super().__init__(
            _("The draft of this schedule has changed in the meantime. Nothing was written.")
        )
        self.now = now


class ImpossibleTimetable(DomainError):
    """A timetable that may not be stored; `sentences` say why, one for each fault."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences[:10]))
        self.sentences = tuple(sentences)


# --- Reading --------------------------------------------------------------------------------------


def load_timetable(section: Section) -> core.Timetable:
    """The draft of one section, with all rooms of its conference, in six queries whatever its
    size.
    """
    return _load(section.conference, Q(section=section))


def load_elsewhere(section: Section) -> tuple[core.Slot, ...]:
    """The slots of the conference's other sections, which take rooms and speakers as well."""
    return _load(section.conference, ~Q(section=section)).slots


def load_conference(conference: Conference) -> core.Timetable:
    """The drafts of all sections in one timetable, each slot with the slug of its section."""
    return _load(conference, Q())


def _load(conference: Conference, which: Q) -> core.Timetable:
    schedules = Schedule.objects.filter(which, section__conference=conference)
    rooms = Room.objects.filter(conference=conference)
    kinds = SlotKind.objects.filter(schedule__in=schedules)
    return core.Timetable(
        days=tuple(Day.objects.filter(schedule__in=schedules).values_list("date", flat=True)),
        rooms=tuple(core.Room(room.slug, room.name, room.order, room.capacity) for room in rooms),
        kinds=tuple(
            core.Kind(k.label_key, k.label, k.spans_rooms, k.takes_presentation) for k in kinds
        ),
        slots=tuple(_load_slots(schedules)),
    )


def _load_slots(schedules: Any) -> Iterator[core.Slot]:
    rooms: dict[int, set[str]] = defaultdict(set)
    pairs = SlotRoom.objects.filter(slot__day__schedule__in=schedules).order_by()
    for slot_id, slug in pairs.values_list("slot_id", "room__slug"):
        rooms[slot_id].add(slug)
    speakers: dict[int, list[core.Speaker]] = defaultdict(list)
    given = PresentationSpeaker.objects.filter(presentation__slot__day__schedule__in=schedules)
    for number, speaker, name in given.order_by("order", "pk").values_list(
        "presentation__number", "speaker_id", "speaker__name"
    ):
        speakers[number].append(core.Speaker(speaker, name))
    slots = Slot.objects.filter(day__schedule__in=schedules).order_by()
    fields = ("pk", "key", "day__date", "start", "end", "kind__label_key", "title")
    held = ("presentation__number", "presentation__title", "day__schedule__section__slug")
    for pk, key, date, start, end, kind, title, number, talk, section in slots.values_list(
        *fields, *held
    ):
        given_by = tuple(speakers[number])
        presentation = None if number is None else core.Presentation(number, talk, given_by)
        yield core.Slot(
            key, date, start, end, kind, frozenset(rooms[pk]), title, presentation, section
        )


# --- Writing --------------------------------------------------------------------------------------


def save_diff(section: Section, timetable_diff: core.TimetableDiff) -> core.Timetable:
    """Write a diff into the draft of `section`, in one transaction; returns what is then stored.

    Refuses with `StaleDraft` if the draft is not the one that the diff was made for, and with
    `ImpossibleTimetable` what breaks the rules or meets a slot of any section. Then nothing is
    written.
    """
    with transaction.atomic():
        lock_conference(section.conference)
        now = load_timetable(section)
        if now.digest != timetable_diff.before_digest:
            raise StaleDraft(now)
        after = core.apply(timetable_diff, now)
        after = replace(after, slots=tuple(_ours(slot, section) for slot in after.slots))
        if sentences := refusals(after, load_elsewhere(section)):
            raise ImpossibleTimetable(sentences)
        _write(section, timetable_diff, now, after)
    return after


def _ours(slot: core.Slot, section: Section) -> core.Slot:
    return replace(slot, key=slot.key or uuid4(), section=section.slug)


def _write(
    section: Section, d: core.TimetableDiff, now: core.Timetable, after: core.Timetable
) -> None:
    """Take away first what stands in the way of the new; days and kinds go last, when nothing needs
    them.
    """
    schedule, _created = Schedule.objects.get_or_create(section=section)
    placed_now, placed_after = _placements(now), _placements(after)
    _unplace(
        section.conference, [number for number, _key in placed_now.items() - placed_after.items()]
    )
    _remove_slots(now, after)
    _remove_slot_rooms(now, after)
    _write_rooms(section.conference, d, now)
    _write_kinds(schedule, (*d.kinds_added, *d.kinds_changed))
    Day.objects.bulk_create([Day(schedule=schedule, date=day) for day in d.days_added])
    new_ids = _write_slots(schedule, now, after)
    _add_slot_rooms(section.conference, now, after, new_ids)
    _place(section, dict(placed_after.items() - placed_now.items()), new_ids)
    Day.objects.filter(schedule=schedule, date__in=d.days_removed).delete()
    SlotKind.objects.filter(
        schedule=schedule, label_key__in=[kind.key for kind in d.kinds_removed]
    ).delete()


def _placements(timetable: core.Timetable) -> dict[int, UUID | None]:
    return {slot.presentation.number: slot.key for slot in timetable.slots if slot.presentation}


def _chunks(things: Iterable[Any]) -> Iterator[list[Any]]:
    everything = list(things)
    for at in range(0, len(everything), IDS_AT_ONCE):
        yield everything[at : at + IDS_AT_ONCE]


def _unplace(conference: Conference, numbers: Iterable[int]) -> None:
    # Before any is placed anew: two presentations that change places would meet for a moment.
    for some in _chunks(numbers):
        Presentation.objects.filter(conference=conference, number__in=some).update(slot=None)


def _place(section: Section, keys: dict[int, UUID | None], new_ids: SlotIds) -> None:
    found = [
        presentation
        for some in _chunks(keys)
        for presentation in Presentation.objects.filter(section=section, number__in=some).only(
            "number"
        )
    ]
    if missing := sorted(keys.keys() - {presentation.number for presentation in found}):
        raise ImpossibleTimetable(
            [
                _("There is no presentation %(number)d in this section.") % {"number": n}
                for n in missing
            ]
        )
    slot_ids = _slot_ids(keys.values(), new_ids)
    for presentation in found:
        presentation.slot_id = slot_ids[keys[presentation.number]]
    Presentation.objects.bulk_update(found, ["slot"], batch_size=500)


def _slot_ids(keys: Collection[UUID | None], new_ids: SlotIds) -> SlotIds:
    """The rows of slots by key; those just written are known and not asked for."""
    rows = {key: new_ids[key] for key in keys if key in new_ids}
    for some in _chunks(key for key in keys if key not in new_ids):
        rows.update(Slot.objects.filter(key__in=some).values_list("key", "pk"))
    return rows


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
                conference=conference, slug=r.slug, name=r.name, order=r.order, capacity=r.capacity
            )
            for r in (*d.rooms_changed, *d.rooms_added)
        ],
        update_conflicts=True,
        unique_fields=["conference", "slug"],
        update_fields=["name", "name_key", "order", "capacity"],
    )


def _write_kinds(schedule: Schedule, kinds: Sequence[core.Kind]) -> None:
    SlotKind.objects.bulk_create(
        [
            SlotKind(
                schedule=schedule,
                label=kind.label,
                spans_rooms=kind.spans_rooms,
                takes_presentation=kind.takes_presentation,
            )
            for kind in kinds
        ],
        update_conflicts=True,
        unique_fields=["schedule", "label_key"],
        update_fields=["label", "spans_rooms", "takes_presentation"],
    )


def _remove_slots(now: core.Timetable, after: core.Timetable) -> None:
    staying = {slot.key for slot in after.slots}
    for some in _chunks(slot.key for slot in now.slots if slot.key not in staying):
        Slot.objects.filter(key__in=some).delete()


def _write_slots(schedule: Schedule, now: core.Timetable, after: core.Timetable) -> SlotIds:
    """Write new slots and changed ones; returns the rows of the new."""
    old = {slot.key: slot for slot in now.slots}
    new = [slot for slot in after.slots if slot.key not in old]
    changed = [
        slot for slot in after.slots if slot.key in old and old[slot.key].content != slot.content
    ]
    days = dict(Day.objects.filter(schedule=schedule).values_list("date", "pk"))
    kinds = dict(SlotKind.objects.filter(schedule=schedule).values_list("label_key", "pk"))
    # New keys are inserted only, so that no diff can take over a slot of another schedule.
    written = Slot.objects.bulk_create(_row(slot, days, kinds) for slot in new)
    Slot.objects.bulk_create(
        [_row(slot, days, kinds) for slot in changed],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["day", "kind", "start", "end", "title"],
    )
    return {row.key: row.pk for row in written}


def _row(slot: core.Slot, days: dict[dt.date, int], kinds: dict[str, int]) -> Slot:
    return Slot(
        key=slot.key or uuid4(),
        day_id=days[slot.date],
        kind_id=kinds[slot.kind],
        start=slot.start,
        end=slot.end,
        title=slot.title,
    )


def _rooms_by_key(timetable: core.Timetable) -> dict[UUID | None, frozenset[str]]:
    return {slot.key: slot.rooms for slot in timetable.slots}


def _remove_slot_rooms(now: core.Timetable, after: core.Timetable) -> None:
    stays = _rooms_by_key(after)
    left = {key: rooms - stays[key] for key, rooms in _rooms_by_key(now).items() if key in stays}
    for some in _chunks(key for key, rooms in left.items() if rooms):
        pairs = SlotRoom.objects.filter(slot__key__in=some).values_list(
            "pk", "slot__key", "room__slug"
        )
        for gone in _chunks(pk for pk, key, room in pairs if room in left[key]):
            SlotRoom.objects.filter(pk__in=gone).delete()


def _add_slot_rooms(
    conference: Conference, now: core.Timetable, after: core.Timetable, new_ids: SlotIds
) -> None:
    had = _rooms_by_key(now)
    new = [
        (key, r)
        for key, rooms in _rooms_by_key(after).items()
        for r in rooms - had.get(key, frozenset())
    ]
    slot_ids = _slot_ids({key for key, _room in new}, new_ids)
    room_ids = dict(Room.objects.filter(conference=conference).values_list("slug", "pk"))
    SlotRoom.objects.bulk_create(
        [SlotRoom(slot_id=slot_ids[key], room_id=room_ids[room]) for key, room in new]
    )
