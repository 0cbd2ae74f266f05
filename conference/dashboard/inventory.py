"""What a conference has to make its schedules of: its rooms and kinds, and how much of each is in use."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from conference.editions.models import Conference, Section
from conference.schedule.models import Room, SlotKind, SlotRoom


@dataclass(frozen=True)
class RoomUse:
    """A room, and how many slots each section has in it: sections without any are left out."""

    room: Room
    slots: tuple[tuple[Section, int], ...]


def rooms_of(conference: Conference) -> list[RoomUse]:
    """The rooms from the left of the grid, in three queries."""
    sections = list(conference.sections.all())
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    pairs = SlotRoom.objects.filter(room__conference=conference).order_by()
    rows = pairs.values_list("room", "slot__day__schedule__section").annotate(Count("pk"))
    for room, section, count in rows:
        counts[room][section] = count
    return [
        RoomUse(
            room, tuple((each, counts[room.pk][each.pk]) for each in sections if each.pk in counts[room.pk])
        )
        for room in conference.rooms.order_by("order", "slug")
    ]


def kinds_of(conference: Conference) -> list[tuple[Section, list[Any]]]:
    """Each section with its slot kinds (`slots_in` of which are slots), in two queries."""
    kinds: dict[int, list[Any]] = defaultdict(list)
    rows = SlotKind.objects.filter(schedule__section__conference=conference).select_related("schedule")
    for kind in rows.order_by("label_key").annotate(slots_in=Count("slots")):
        kinds[kind.schedule.section_id].append(kind)
    return [(section, kinds[section.pk]) for section in conference.sections.all()]
