"""What would become of the drafts: if two rooms were one, if a kind could do other things, or if
the conference had other dates.

Nothing here writes. A page shows it, and the action that follows carries its digest, so that
nothing is done but what was looked at.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.errors import DomainError
from conference.editions.models import Conference, Section
from conference.schedule.core import timetable as core
from conference.schedule.core.conflicts import errors
from conference.schedule.core.diff_in_words import ChangeLine, SectionChanges, describe
from conference.schedule.core.rules import refusals, with_kind_in_single_rooms, with_kind_spanning
from conference.schedule.draft.store import Drafts, load_drafts

SLOTS_NAMED = 3  # of those that stand outside, in one sentence


class ConsequencesChanged(DomainError):
    """What would be done now is not what somebody has looked at."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The draft has changed since you looked at what would happen. Nothing was written: "
                "look again, then confirm that."
            )
        )


@dataclass(frozen=True)
class RoomMerge:
    """What it means that everything in the room `gone` takes place in the room `stays`.

    `sections` are those in which slots move; `refusals` say what stands in the way, empty if
    nothing does.
    """

    gone: core.Room
    stays: core.Room
    sections: tuple[SectionChanges, ...]
    refusals: tuple[str, ...]
    digest: str

    @property
    def moves(self) -> int:
        """How many slots move, in all sections."""
        return sum(len(section.lines) for section in self.sections)


@dataclass(frozen=True)
class KindChange:
    """What it means that a kind can do what `kind` says: the draft as it is, and as it becomes."""

    kind: core.Kind
    before: core.Timetable
    after: core.Timetable
    refusals: tuple[str, ...]

    @cached_property
    def changes(self) -> core.TimetableDiff:
        return core.diff(self.before, self.after)

    @property
    def digest(self) -> str:
        """The same exactly if the same change would be made to the same draft."""
        return self.changes.digest

    @cached_property
    def lines(self) -> list[ChangeLine]:
        """Every slot that becomes another one, in words."""
        return describe(self.changes, self.before, self.after)

    @property
    def slots_before(self) -> int:
        return sum(slot.kind == self.kind.key for slot in self.before.slots)

    @property
    def slots_after(self) -> int:
        return sum(slot.kind == self.kind.key for slot in self.after.slots)

    @cached_property
    def unscheduled(self) -> tuple[core.Presentation, ...]:
        """The presentations that would lose their slot, by number."""
        placed = {slot.presentation for slot in self.after.slots}
        lost = {slot.presentation for slot in self.before.slots if slot.presentation} - placed
        return tuple(sorted(lost, key=lambda talk: talk.number))


# --- Two rooms become one -------------------------------------------------------------------------


def merge_of_rooms(conference: Conference, *, gone: str, stays: str) -> RoomMerge:
    """What merging the room with the slug `gone` into that with the slug `stays` does to all
    sections.

    Takes the same number of queries whatever the drafts hold. `DomainError` if one of the rooms is
    not there, or if they are one.
    """
    drafts = load_drafts(conference)
    whole = drafts.together
    rooms = [_room(whole, slug) for slug in (gone, stays)]
    if gone == stays:
        raise DomainError(
            _("“%(room)s” cannot be merged into itself: choose another room that stays.")
            % {"room": rooms[0].name}
        )
    merged = with_rooms_merged(whole, gone=gone, stays=stays)
    moving = {slot.section for slot in whole.slots if gone in slot.rooms}
    return RoomMerge(
        gone=rooms[0],
        stays=rooms[1],
        sections=tuple(_moves(conference, drafts, gone=gone, stays=stays)),
        refusals=tuple(
            conflict.sentence
            for conflict in errors(merged, _)
            if any(slot.section in moving for slot in conflict.slots)
        ),
        digest=core.diff(whole, merged).digest,
    )


def with_rooms_merged(timetable: core.Timetable, *, gone: str, stays: str) -> core.Timetable:
    """The same timetable with every slot of the room `gone` in the room `stays`; both are still
    there.

    A slot that has both keeps the one that stays.
    """
    slots = tuple(
        replace(slot, rooms=slot.rooms - {gone} | {stays}) if gone in slot.rooms else slot
        for slot in timetable.slots
    )
    return replace(timetable, slots=slots)


def _room(timetable: core.Timetable, slug: str) -> core.Room:
    if slug not in timetable.room_by_slug:
        raise DomainError(
            _("The room “%(room)s” is not there any more: choose among those that are.")
            % {"room": slug}
        )
    return timetable.room_by_slug[slug]


def _moves(
    conference: Conference, drafts: Drafts, *, gone: str, stays: str
) -> Iterator[SectionChanges]:
    for section in conference.sections.all():
        before = drafts.of(section)
        if any(gone in slot.rooms for slot in before.slots):
            after = with_rooms_merged(before, gone=gone, stays=stays)
            lines = describe(core.diff(before, after), before, after)
            yield SectionChanges(section.slug, section.name, False, tuple(lines), ())


# --- A kind can do other things -------------------------------------------------------------------


def change_of_kind(
    section: Section, *, key: str, spans_rooms: bool, takes_presentation: bool
) -> KindChange:
    """What setting these two for a kind does to the draft of `section`; `DomainError` if it is not
    there.
    """
    drafts = load_drafts(section.conference)
    draft, elsewhere = drafts.of(section), drafts.elsewhere(section)
    if key not in draft.kind_by_key:
        raise DomainError(
            _(
                "The schedule of %(section)s has no kind “%(kind)s” any more: choose among those "
                "that it has."
            )
            % {"section": section, "kind": key}
        )
    after = with_abilities(
        draft, key, spans_rooms=spans_rooms, takes_presentation=takes_presentation
    )
    return KindChange(after.kind_by_key[key], draft, after, tuple(refusals(after, elsewhere)))


def with_abilities(
    timetable: core.Timetable, key: str, *, spans_rooms: bool, takes_presentation: bool
) -> core.Timetable:
    """The same timetable with a kind that can do just this: its slots are merged or split if need
    be, and hold no presentation if they may not.
    """
    if spans_rooms != timetable.kind_by_key[key].spans_rooms:
        timetable = (with_kind_spanning if spans_rooms else with_kind_in_single_rooms)(
            timetable, key
        )
    kinds = tuple(
        replace(kind, takes_presentation=takes_presentation) if kind.key == key else kind
        for kind in timetable.kinds
    )
    slots = tuple(
        replace(slot, presentation=None) if slot.kind == key and not takes_presentation else slot
        for slot in timetable.slots
    )
    return replace(timetable, kinds=kinds, slots=slots)


def slots_outside(conference: Conference, first: dt.date, last: dt.date) -> str:
    """Which slots stand within the conference now, and would not if it took place from `first` to
    `last`, as a sentence; "" if there are none.
    """
    draft = load_drafts(conference).together
    outside = [
        slot
        for slot in draft.slots
        if conference.includes(slot.date) and not first <= slot.date <= last
    ]
    if not outside:
        return ""
    named = [core.name_of_slot(draft, slot) for slot in outside[:SLOTS_NAMED]]
    if len(outside) > SLOTS_NAMED:
        named.append("…")
    return ngettext(
        "%(count)d slot would stand outside these dates: %(slots)s.",
        "%(count)d slots would stand outside these dates: %(slots)s.",
        len(outside),
    ) % {"count": len(outside), "slots": ", ".join(named)}
