"""What a conference has to make its schedules of: rooms, kinds and presentations, and their use."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from conference.editions.models import Conference, Section
from conference.presentations.models import Presentation
from conference.schedule.models import Room, Slot, SlotKind, SlotRoom


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
    rows = pairs.values_list("room", "slot__day__section").annotate(Count("pk"))
    for room, section, count in rows:
        counts[room][section] = count
    return [
        RoomUse(
            room,
            tuple(
                (each, counts[room.pk][each.pk]) for each in sections if each.pk in counts[room.pk]
            ),
        )
        for room in conference.rooms.order_by("order", "slug")
    ]


def kinds_of(conference: Conference) -> list[tuple[Section, list[Any]]]:
    """Each section with its slot kinds (`slots_in` of which are slots), in two queries."""
    kinds: dict[int, list[Any]] = defaultdict(list)
    rows = SlotKind.objects.filter(section__conference=conference)
    for kind in rows.order_by("label_key").annotate(slots_in=Count("slots")):
        kinds[kind.section_id].append(kind)
    return [(section, kinds[section.pk]) for section in conference.sections.all()]


def presentations_of(
    conference: Conference, *, section: str = "", slot: str = ""
) -> QuerySet[Presentation]:
    """The presentations by number, with what their list shows of them, in six queries.

    `section` is a slug, `slot` one of "none" and "some"; an empty string leaves none out.
    """
    found = conference.presentations.order_by("number")
    if section:
        found = found.filter(section__slug=section)
    if slot:
        placed = Slot.objects.filter(presentation=OuterRef("pk"))
        found = found.filter(Exists(placed) if slot == "some" else ~Exists(placed))
    slots = Slot.objects.select_related("day", "kind").order_by("day__date", "start")
    return found.select_related("section").prefetch_related(
        "presentation_speakers__speaker", Prefetch("slots", slots), "slots__rooms"
    )
