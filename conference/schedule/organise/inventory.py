"""What a conference has to make its schedules of: rooms, kinds and presentations, and their use."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber

from conference.editions.models import Conference, Section
from conference.presentations.models import Presentation
from conference.schedule.models import Room, Slot, SlotKind, SlotRoom

ON_A_PAGE = 100
"""Rooms, kinds of a section, presentations."""


@dataclass(frozen=True)
class RoomUse:
    """A room, and how many slots each section has in it: sections without any are left out."""

    room: Room
    slots: tuple[tuple[Section, int], ...]


def rooms_of(conference: Conference, page: str | None = None) -> tuple[Page[Room], list[RoomUse]]:
    """A page of the rooms from the left of the grid, and their use, in four queries."""
    rooms = Paginator(conference.rooms.order_by("order", "slug"), ON_A_PAGE).get_page(page)
    return rooms, list(_uses_of(conference, list(rooms.object_list)))


def _uses_of(conference: Conference, rooms: list[Room]) -> Iterator[RoomUse]:
    sections = list(conference.sections.all())
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    pairs = SlotRoom.objects.filter(room__in=rooms).order_by()
    rows = pairs.values_list("room", "slot__day__section").annotate(Count("pk"))
    for room, section, count in rows:
        counts[room][section] = count
    for room in rooms:
        used = counts[room.pk]
        yield RoomUse(room, tuple((each, used[each.pk]) for each in sections if each.pk in used))


def page_of_room(room: Room) -> int:
    """On which page of the rooms one stands, from 1."""
    before = Q(order__lt=room.order) | Q(order=room.order, slug__lt=room.slug)
    return Room.objects.filter(before, conference=room.conference_id).count() // ON_A_PAGE + 1


def kinds_of(
    conference: Conference, page: str | None = None
) -> tuple[Page[int], list[tuple[Section, list[Any]]]]:
    """A page of the slot kinds of each section (`slots_in` of which are slots), in two queries.

    All sections stand on every page, each with the next of its kinds.
    """
    sections = list(conference.sections.annotate(kinds_in=Count("kinds")))
    most = max((section.kinds_in for section in sections), default=0)
    places = Paginator(range(most), ON_A_PAGE).get_page(page)
    first = (places.number - 1) * ON_A_PAGE
    place = Window(RowNumber(), partition_by="section", order_by="label_key")
    used = Slot.objects.filter(kind=OuterRef("pk")).order_by().values("kind")
    slots_in = Coalesce(Subquery(used.annotate(n=Count("pk")).values("n")), 0)
    rows = SlotKind.objects.filter(section__conference=conference).order_by("label_key")
    rows = rows.annotate(place=place, slots_in=slots_in)
    kinds: dict[int, list[Any]] = defaultdict(list)
    for kind in rows.filter(place__gt=first, place__lte=first + ON_A_PAGE):
        kinds[kind.section_id].append(kind)
    return places, [(section, kinds[section.pk]) for section in sections]


def page_of_kind(kind: SlotKind) -> int:
    """On which page of the kinds one stands, from 1."""
    before = SlotKind.objects.filter(section=kind.section_id, label_key__lt=kind.label_key)
    return before.count() // ON_A_PAGE + 1


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
