"""Timetables in the database: read in a constant number of queries, written by one diff under one
lock.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from conference.core.database import one_snapshot
from conference.core.errors import DomainError
from conference.editions.actions import lock_conference
from conference.editions.models import Conference, Section
from conference.presentations.models import Presentation, PresentationSpeaker
from conference.schedule.core import timetable as core
from conference.schedule.core.rules import refusals
from conference.schedule.models import Day, Room, Slot, SlotKind, SlotRoom

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


@dataclass(frozen=True, slots=True)
class StoredPresentation:
    """A presentation of the conference: its row, the slug of its section, and its value."""

    pk: int
    section: str
    value: core.Presentation


@dataclass(frozen=True)
class Drafts:
    """The drafts of all sections of a conference, and what they are made of, by slug of the
    section.
    """

    rooms: tuple[core.Room, ...]
    days: Mapping[str, tuple[dt.date, ...]]
    kinds: Mapping[str, tuple[core.Kind, ...]]
    slots: Mapping[str, tuple[core.Slot, ...]]
    slot_ids: SlotIds
    presentations: tuple[StoredPresentation, ...]

    def of(self, section: Section) -> core.Timetable:
        """The draft of one section, with all rooms of its conference."""
        slug = section.slug
        return core.Timetable(
            days=self.days.get(slug, ()),
            rooms=self.rooms,
            kinds=self.kinds.get(slug, ()),
            slots=self.slots.get(slug, ()),
        )

    def elsewhere(self, section: Section) -> tuple[core.Slot, ...]:
        """The slots of the other sections, which take rooms and speakers as well."""
        others = (slots for slug, slots in self.slots.items() if slug != section.slug)
        return core.Timetable(slots=tuple(chain.from_iterable(others))).slots

    @cached_property
    def together(self) -> core.Timetable:
        """All drafts in one timetable, each slot with the slug of its section."""
        return core.Timetable(
            days=tuple(chain.from_iterable(self.days.values())),
            rooms=self.rooms,
            kinds=tuple(chain.from_iterable(self.kinds.values())),
            slots=tuple(chain.from_iterable(self.slots.values())),
        )


@one_snapshot()
def load_drafts(conference: Conference) -> Drafts:
    """All drafts of a conference as they are at one moment, in seven queries, whatever their number
    and size. What else is to fit them is to be read in the same `one_snapshot`.
    """
    days: dict[str, tuple[dt.date, ...]] = defaultdict(tuple)
    for slug, date in _of(conference, Day, "section").values_list("section__slug", "date"):
        days[slug] += (date,)
    kinds: dict[str, tuple[core.Kind, ...]] = defaultdict(tuple)
    fields = ("section__slug", "label_key", "label", "spans_rooms", "takes_presentation")
    for slug, *kind in _of(conference, SlotKind, "section").values_list(*fields):
        kinds[slug] += (core.Kind(*kind),)
    presentations = tuple(_load_presentations(conference))
    slots, slot_ids = _load_slots(conference, presentations)
    rooms = Room.objects.filter(conference=conference).order_by()
    return Drafts(
        rooms=tuple(
            core.Room(*room) for room in rooms.values_list("slug", "name", "order", "capacity")
        ),
        days=days,
        kinds=kinds,
        slots=slots,
        slot_ids=slot_ids,
        presentations=presentations,
    )


def load_timetable(section: Section) -> core.Timetable:
    """The draft of one section, with all rooms of its conference; as many queries as
    `load_drafts`, which whoever wants more than this should call.
    """
    return load_drafts(section.conference).of(section)


def load_conference(conference: Conference) -> core.Timetable:
    """The drafts of all sections in one timetable, each slot with the slug of its section."""
    return load_drafts(conference).together


def _of(conference: Conference, model: Any, path: str) -> QuerySet[Any]:
    # Joins straight down to the conference: a list of sections to look in is slower to look up.
    return model.objects.filter(**{f"{path}__conference": conference}).order_by()


def _load_presentations(conference: Conference) -> Iterator[StoredPresentation]:
    speakers: dict[int, list[core.Speaker]] = defaultdict(list)
    given = _of(conference, PresentationSpeaker, "presentation").order_by("order", "pk")
    for pk, speaker, name in given.values_list("presentation", "speaker", "speaker__name"):
        speakers[pk].append(core.Speaker(speaker, name))
    rows = Presentation.objects.filter(conference=conference).order_by()
    for pk, section, number, title in rows.values_list("pk", "section__slug", "number", "title"):
        value = core.Presentation(number, title, tuple(speakers[pk]))
        yield StoredPresentation(pk, section, value)


def _load_slots(
    conference: Conference, presentations: Iterable[StoredPresentation]
) -> tuple[dict[str, tuple[core.Slot, ...]], SlotIds]:
    held = {stored.pk: stored.value for stored in presentations}
    rooms: dict[int, set[str]] = defaultdict(set)
    pairs = _of(conference, SlotRoom, "slot__day__section")
    for slot_id, slug in pairs.values_list("slot_id", "room__slug"):
        rooms[slot_id].add(slug)
    slots: dict[str, list[core.Slot]] = defaultdict(list)
    ids: SlotIds = {}
    fields = ("pk", "key", "day__date", "start", "end", "kind__label_key", "title")
    rows = _of(conference, Slot, "day__section").values_list(
        *fields, "presentation_id", "day__section__slug"
    )
    for pk, key, date, start, end, kind, title, holds, section in rows:
        room_slugs, presentation = frozenset(rooms[pk]), held.get(holds)
        slots[section].append(
            core.Slot(key, date, start, end, kind, room_slugs, title, presentation, section)
        )
        ids[key] = pk
    return {section: tuple(some) for section, some in slots.items()}, ids


# --- Writing --------------------------------------------------------------------------------------


def save_diff(section: Section, timetable_diff: core.TimetableDiff) -> core.Timetable:
    """Write a diff into the draft of `section`, in one transaction; returns what is then stored.

    Refuses with `StaleDraft` if the draft is not the one that the diff was made for, and with
    `ImpossibleTimetable` what breaks the rules or meets a slot of any section. Then nothing is
    written.
    """
    with transaction.atomic():
        lock_conference(section.conference)
        drafts = load_drafts(section.conference)
        now = drafts.of(section)
        if now.digest != timetable_diff.before_digest:
            raise StaleDraft(now)
        after = core.apply(timetable_diff, now)
        after = replace(after, slots=tuple(_ours(slot, section) for slot in after.slots))
        if sentences := refusals(after, drafts.elsewhere(section)):
            raise ImpossibleTimetable(sentences)
        _write(section, timetable_diff, after, drafts)
    return after


def _ours(slot: core.Slot, section: Section) -> core.Slot:
    return replace(slot, key=slot.key or uuid4(), section=section.slug)


def _write(section: Section, d: core.TimetableDiff, after: core.Timetable, drafts: Drafts) -> None:
    """Take away first what stands in the way of the new; days and kinds go last, when nothing needs
    them.
    """
    now, held = drafts.of(section), _rows_held(section, after, drafts)
    _remove_slots(now, after, drafts.slot_ids)
    _remove_slot_rooms(now, after, drafts.slot_ids)
    _write_rooms(section.conference, d, now)
    _write_kinds(section, (*d.kinds_added, *d.kinds_changed))
    Day.objects.bulk_create([Day(section=section, date=day) for day in d.days_added])
    new_ids = _write_slots(section, now, after, held)
    _add_slot_rooms(section.conference, now, after, {**drafts.slot_ids, **new_ids})
    Day.objects.filter(section=section, date__in=d.days_removed).delete()
    SlotKind.objects.filter(
        section=section, label_key__in=[kind.key for kind in d.kinds_removed]
    ).delete()


def _chunks(things: Iterable[Any]) -> Iterator[list[Any]]:
    everything = list(things)
    for at in range(0, len(everything), IDS_AT_ONCE):
        yield everything[at : at + IDS_AT_ONCE]


def _rows_held(section: Section, after: core.Timetable, drafts: Drafts) -> dict[int, int]:
    """The rows of presentations by number; refuses a slot that comes to hold one of no or another
    section.
    """
    rows = {stored.value.number: stored.pk for stored in drafts.presentations}
    own = {each.value.number for each in drafts.presentations if each.section == section.slug}
    if missing := sorted(_numbers(after) - own - _numbers(drafts.of(section))):
        sentence = _("There is no presentation %(number)d in this section.")
        raise ImpossibleTimetable([sentence % {"number": number} for number in missing])
    return rows


def _numbers(timetable: core.Timetable) -> set[int]:
    return {slot.presentation.number for slot in timetable.slots if slot.presentation}


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
        Slot.objects.filter(pk__in=some).delete()


def _write_slots(
    section: Section, now: core.Timetable, after: core.Timetable, held: Mapping[int, int]
) -> SlotIds:
    """Write new slots and changed ones; returns the rows of the new."""
    old = {slot.key: slot for slot in now.slots}
    new = [slot for slot in after.slots if slot.key not in old]
    changed = [
        slot for slot in after.slots if slot.key in old and old[slot.key].content != slot.content
    ]
    days = dict(Day.objects.filter(section=section).values_list("date", "pk"))
    kinds = dict(SlotKind.objects.filter(section=section).values_list("label_key", "pk"))
    # New keys are inserted only, so that no diff can take over a slot of another schedule.
    written = Slot.objects.bulk_create(_row(slot, days, kinds, held) for slot in new)
    Slot.objects.bulk_create(
        [_row(slot, days, kinds, held) for slot in changed],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["day", "kind", "start", "end", "title", "presentation"],
    )
    return {row.key: row.pk for row in written}


def _row(
    slot: core.Slot,
    days: Mapping[dt.date, int],
    kinds: Mapping[str, int],
    held: Mapping[int, int],
) -> Slot:
    return Slot(
        key=slot.key or uuid4(),
        day_id=days[slot.date],
        kind_id=kinds[slot.kind],
        start=slot.start,
        end=slot.end,
        title=slot.title,
        presentation_id=held[slot.presentation.number] if slot.presentation else None,
    )


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


def _add_slot_rooms(
    conference: Conference, now: core.Timetable, after: core.Timetable, slot_ids: SlotIds
) -> None:
    had = _rooms_by_key(now)
    new = [
        (slot_ids[key], room)
        for key, rooms in _rooms_by_key(after).items()
        for room in rooms - had.get(key, frozenset())
    ]
    room_ids = dict(Room.objects.filter(conference=conference).values_list("slug", "pk"))
    SlotRoom.objects.bulk_create(
        [SlotRoom(slot_id=slot, room_id=room_ids[room]) for slot, room in new]
    )
