"""What people do with the rooms of a conference. Each action is one transaction under the
conference's lock.

Releases stay as they are.
"""

from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from conference.accounts.models import User
from conference.core.errors import DomainError
from conference.core.names import name_key
from conference.editions.actions import lock_conference
from conference.editions.models import Conference
from conference.schedule.core import timetable as core
from conference.schedule.core.conflicts import errors
from conference.schedule.core.programme import Edit
from conference.schedule.core.steps import StepChanges, step_changes
from conference.schedule.draft.actions import remove_empty, room_slug, room_value
from conference.schedule.draft.steps import is_done, keep_step
from conference.schedule.draft.store import (
    ImpossibleTimetable,
    load_conference,
    load_timetable,
    save_diff,
)
from conference.schedule.draft.what_if import (
    ConsequencesChanged,
    RoomMerge,
    merge_of_rooms,
    with_rooms_merged,
)
from conference.schedule.models import Room


def add_room(
    conference: Conference,
    *,
    name: str,
    capacity: int | None,
    is_shared: bool = False,
    by: User | None,
    request: UUID | None = None,
) -> Room:
    """A new room behind all others; `DomainError` if the conference has one of this name, unless
    the same `request` of a page made it.
    """
    with transaction.atomic():
        lock_conference(conference)
        if is_done(request):
            return _made_before(conference, name)
        _check_name(conference, name)
        last = conference.rooms.aggregate(last=Max("order"))["last"]
        room = Room.objects.create(
            conference=conference,
            name=name,
            slug=room_slug(conference, name),
            order=0 if last is None else last + 1,
            capacity=capacity,
            is_shared=is_shared,
        )
        sentence = _("Room “%(room)s” added.") % {"room": room}
        _keep(room, _of_rooms((None, room_value(room))), "added", sentence, by, request)
    return room


def _made_before(conference: Conference, name: str) -> Room:
    if room := conference.rooms.filter(name_key=name_key(name)).first():
        return room
    sentence = _("The room “%(room)s” was added, and changed or removed in the meantime.")
    raise DomainError(sentence % {"room": name})


def change_room(
    room: Room, *, name: str, capacity: int | None, is_shared: bool, by: User | None
) -> Room:
    """Give a room another name or capacity, or say whether it is shared; its slug, and so its
    address, stays. `ImpossibleTimetable` if it would no longer be shared while things meet in it.
    """
    with transaction.atomic():
        lock_conference(room.conference)
        _check_presence(room)
        room.refresh_from_db(fields=["name", "order", "capacity", "is_shared"])
        _check_name(room.conference, name, but=room)
        if not is_shared:
            _check_use(room)
        was, before = room.name, room_value(room)
        room.name, room.capacity, room.is_shared = name, capacity, is_shared
        room.save(update_fields=["name", "name_key", "capacity", "is_shared"])
        sentence = (
            _("Room “%(room)s” changed.")
            if was == name
            else _("Room “%(was)s” changed; it is now “%(room)s”.")
        )
        changes = _of_rooms((before, room_value(room)))
        _keep(room, changes, "changed", sentence % {"was": was, "room": name}, by)
    return room


def move_room(room: Room, *, steps: int, by: User | None, request: UUID | None = None) -> Room:
    """Put a room so many places further to the right in the grid (below 0: to the left), up to its
    edge; once for each `request` of a page.
    """
    with transaction.atomic():
        lock_conference(room.conference)
        _check_presence(room)
        if is_done(request):
            return room
        rooms = list(room.conference.rooms.order_by("order", "slug"))
        at = rooms.index(room)
        rooms.insert(max(0, at + steps), rooms.pop(at))
        moved = [each for place, each in enumerate(rooms) if each.order != place]
        before = [room_value(each) for each in moved]
        for place, each in enumerate(rooms):
            each.order = place
        Room.objects.bulk_update(moved, ["order"])
        sentence = (
            _("Room “%(room)s” moved to the left.")
            if steps < 0
            else _("Room “%(room)s” moved to the right.")
        )
        changes = _of_rooms(*zip(before, map(room_value, moved), strict=True))
        _keep(room, changes, "moved", sentence % {"room": room}, by, request)
    return next(each for each in rooms if each == room)


def remove_room(room: Room, *, by: User | None) -> None:
    """Remove a room in which nothing takes place; `DomainError` while something does."""
    remove_empty(room, by=by)


def merge_rooms(
    conference: Conference, *, gone: str, stays: str, digest: str, by: User | None
) -> RoomMerge:
    """Move everything in the room with the slug `gone`, in all sections, to that with the slug
    `stays`, and remove it.

    `digest` is that of the `RoomMerge` which was looked at: `ConsequencesChanged` if it is another
    by now. `ImpossibleTimetable` if two slots would then take one room at one time. Then nothing is
    written.
    """
    with transaction.atomic():
        lock_conference(conference)
        merge = merge_of_rooms(conference, gone=gone, stays=stays)
        if merge.digest != digest:
            raise ConsequencesChanged
        if merge.refusals:
            raise ImpossibleTimetable(merge.refusals)
        moving = {section.slug for section in merge.sections}
        drafts = {}
        for section in conference.sections.select_related("conference").filter(slug__in=moving):
            draft = load_timetable(section)
            merged = with_rooms_merged(draft, gone=gone, stays=stays)
            drafts[section.slug] = (draft, save_diff(section, core.diff(draft, merged)))
        room = conference.rooms.get(slug=gone)
        sentence = _("Room “%(gone)s” merged into “%(stays)s”.")
        names = {"gone": merge.gone.name, "stays": merge.stays.name}
        changes = step_changes(drafts)
        changes = replace(changes, rooms=(*changes.rooms, Edit(room_value(room), None)))
        _keep(room, changes, "merged", sentence % names, by)
        room.delete()
    return merge


def _keep(
    room: Room,
    changes: StepChanges,
    deed: str,
    sentence: str,
    by: User | None,
    request: UUID | None = None,
) -> None:
    keep_step(
        room.conference,
        changes,
        by=by,
        code=f"room-{deed}",
        sentence=sentence,
        about=room,
        request=request,
    )


def _of_rooms(*pairs: tuple[core.Room | None, core.Room | None]) -> StepChanges:
    """Rooms as they were and as they become."""
    return StepChanges(rooms=tuple(Edit(*pair) for pair in pairs))


def _check_presence(room: Room) -> None:
    if not Room.objects.filter(pk=room.pk).exists():
        raise DomainError(
            _("Somebody has removed the room “%(room)s” in the meantime: look at the rooms again.")
            % {"room": room}
        )


def _check_use(room: Room) -> None:
    """Refuse if two things of the drafts take place in the room at one time."""
    drafts = load_conference(room.conference)
    alone = tuple(replace(each, is_shared=each.slug != room.slug) for each in drafts.rooms)
    meeting = [
        conflict.sentence
        for conflict in errors(replace(drafts, rooms=alone), _)
        if conflict.code == "overlap"
    ]
    if meeting:
        sentence = _("Several things take place in “%(room)s” at one time, so it stays shared.")
        raise ImpossibleTimetable([sentence % {"room": room}, *meeting])


def _check_name(conference: Conference, name: str, but: Room | None = None) -> None:
    other = conference.rooms.filter(name_key=name_key(name)).first()
    if other and other != but:
        raise DomainError(
            _(
                "The conference has a room “%(room)s” already: choose another name, or merge the "
                "two rooms."
            )
            % {"room": other}
        )
