"""A diff in words: for the preview of an import, the publishing page and the changelog."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from conference.schedule.core.timetable import Change, Slot, Timetable, TimetableDiff

ROOMS_NAMED = 20  # in one phrase


class Status(StrEnum):
    ADDED = "added"
    MOVED = "moved"
    CHANGED = "changed"
    REMOVED = "removed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class ChangeLine:
    """What becomes of one slot. `was` says in phrases what is different from before."""

    status: Status
    date: dt.date
    start: dt.time
    end: dt.time
    title: str
    kind: str
    rooms: tuple[str, ...]
    was: tuple[str, ...] = ()


@dataclass(frozen=True)
class SectionChanges:
    """What becomes different in one section: its slots, line by line, and its texts, in
    sentences.
    """

    slug: str
    name: str
    is_new: bool
    lines: tuple[ChangeLine, ...]
    texts: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.is_new or self.lines or self.texts)


def describe(
    timetable_diff: TimetableDiff, before: Timetable, after: Timetable
) -> list[ChangeLine]:
    """Every slot that is different, by time: as it becomes, or as it was if it goes."""
    d = timetable_diff
    lines = [
        *(_line(Status.ADDED, slot, after) for slot in d.added),
        *(_line(Status.REMOVED, slot, before) for slot in d.removed),
        *(_line(Status.MOVED, pair.after, after, _differences(pair, before)) for pair in d.moved),
        *(
            _line(Status.CHANGED, pair.after, after, _differences(pair, before))
            for pair in d.changed
        ),
    ]
    return sorted(lines, key=lambda line: (line.date, line.start, line.rooms, line.status))


def _line(
    status: Status, slot: Slot, timetable: Timetable, was: Iterator[str] | None = None
) -> ChangeLine:
    kind = timetable.kind_by_key.get(slot.kind)
    return ChangeLine(
        status=status,
        date=slot.date,
        start=slot.start,
        end=slot.end,
        title=title_of(slot, timetable),
        kind=kind.label if kind else slot.kind,
        rooms=room_names(slot, timetable),
        was=tuple(was or ()),
    )


def title_of(slot: Slot, timetable: Timetable) -> str:
    """What stands in the slot: its presentation, else its title, else its kind."""
    if slot.presentation and slot.presentation.title:
        return slot.presentation.title
    kind = timetable.kind_by_key.get(slot.kind)
    return slot.title or capfirst(kind.label if kind else slot.kind)


def room_names(slot: Slot, timetable: Timetable) -> tuple[str, ...]:
    """The names of its rooms, from the left of the grid."""
    rooms = [timetable.room_by_slug[slug] for slug in slot.rooms if slug in timetable.room_by_slug]
    return tuple(room.name for room in sorted(rooms, key=lambda room: (room.order, room.slug)))


def _differences(pair: Change, before: Timetable) -> Iterator[str]:
    old, new = pair.before, pair.after
    if old.date != new.date:
        yield _("was on %(day)s") % {"day": date_format(old.date, "D j M Y")}
    if (old.start, old.end) != (new.start, new.end):
        yield _("was %(start)s–%(end)s") % {
            "start": f"{old.start:%H:%M}",
            "end": f"{old.end:%H:%M}",
        }
    if old.rooms != new.rooms:
        names = room_names(old, before)
        if len(names) > ROOMS_NAMED:
            names = (*names[:ROOMS_NAMED], "…")
        yield _("was in %(rooms)s") % {"rooms": ", ".join(names)}
    if old.kind != new.kind:
        yield _("was of the kind “%(kind)s”") % {"kind": before.kind_by_key[old.kind].label}
    if old.title != new.title:
        yield _("title was “%(title)s”") % {"title": old.title} if old.title else _("had no title")
    if old.presentation != new.presentation:
        yield _presentation_was(old)


def _presentation_was(old: Slot) -> str:
    if old.presentation is None:
        return _("held no presentation")
    return _("held presentation %(number)d, “%(title)s”") % {
        "number": old.presentation.number,
        "title": old.presentation.title,
    }
