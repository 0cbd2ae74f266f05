"""Timetables in the database: read in a constant number of queries, written by one diff under one
lock.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple, TypeVar
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from conference.core.database import one_snapshot
from conference.core.errors import DomainError
from conference.editions.actions import lock_conference
from conference.editions.models import Conference, Section
from conference.presentations.models import Presentation, PresentationSpeaker
from conference.schedule.core import timetable as core
from conference.schedule.core.programme import Programme, ProgrammeDiff, WrongProgramme, apply_edits
from conference.schedule.core.rules import refusals
from conference.schedule.draft.programme import read_programme, remove_old, write_new
from conference.schedule.draft.writing import write_rows
from conference.schedule.models import Day, Room, Slot, SlotKind, SlotRoom

TRIES_WITHOUT_LOCK = 2

T = TypeVar("T")


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


class Rows(NamedTuple):
    """All rows that the drafts of a conference are made of, in an order that stays: two readings
    can be compared.
    """

    days: list[Any]
    kinds: list[Any]
    rooms: list[Any]
    speakers: list[Any]
    presentations: list[Any]
    slot_rooms: list[Any]
    slots: list[Any]


@dataclass(frozen=True, slots=True)
class StoredPresentation:
    """A presentation of the conference: its row, the slug of its section, and its value."""

    pk: int
    section: str
    value: core.Presentation


@dataclass(frozen=True)
class Drafts:
    """The drafts of all sections of a conference, and what they are made of, by slug of the
    section; and its programme, for whoever asked for that as well.
    """

    conference: Conference
    rows: Rows = field(repr=False)
    programme: Programme | None = field(default=None, repr=False)

    @cached_property
    def rooms(self) -> tuple[core.Room, ...]:
        return tuple(core.Room(*room) for room in self.rows.rooms)

    @cached_property
    def days(self) -> Mapping[str, tuple[dt.date, ...]]:
        days: dict[str, tuple[dt.date, ...]] = defaultdict(tuple)
        for slug, date in self.rows.days:
            days[slug] += (date,)
        return days

    @cached_property
    def kinds(self) -> Mapping[str, tuple[core.Kind, ...]]:
        kinds: dict[str, tuple[core.Kind, ...]] = defaultdict(tuple)
        for slug, *kind in self.rows.kinds:
            kinds[slug] += (core.Kind(*kind),)
        return kinds

    @cached_property
    def presentations(self) -> tuple[StoredPresentation, ...]:
        speakers: dict[int, list[core.Speaker]] = defaultdict(list)
        for pk, speaker, name in self.rows.speakers:
            speakers[pk].append(core.Speaker(speaker, name))
        return tuple(
            StoredPresentation(pk, section, core.Presentation(number, title, tuple(speakers[pk])))
            for pk, section, number, title in self.rows.presentations
        )

    @cached_property
    def slots(self) -> Mapping[str, tuple[core.Slot, ...]]:
        held = {stored.pk: stored.value for stored in self.presentations}
        rooms: dict[int, set[str]] = defaultdict(set)
        for slot_id, slug in self.rows.slot_rooms:
            rooms[slot_id].add(slug)
        slots: dict[str, list[core.Slot]] = defaultdict(list)
        for pk, key, date, start, end, kind, title, holds, section in self.rows.slots:
            talk = held.get(holds)
            slots[section].append(
                core.Slot(key, date, start, end, kind, frozenset(rooms[pk]), title, talk, section)
            )
        return {section: tuple(some) for section, some in slots.items()}

    @cached_property
    def slot_ids(self) -> dict[UUID | None, int]:
        return {key: pk for pk, key, *_rest in self.rows.slots}

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
def load_drafts(conference: Conference, *, with_programme: bool = False) -> Drafts:
    """All drafts of a conference as they are at one moment, in seven queries, whatever their number
    and size; in twelve with its programme. What else is to fit them is to be read in the same
    `one_snapshot`.
    """
    programme = read_programme(conference) if with_programme else None
    return Drafts(conference, _read(conference), programme)


def load_timetable(section: Section) -> core.Timetable:
    """The draft of one section, with all rooms of its conference; as many queries as
    `load_drafts`, which whoever wants more than this should call.
    """
    return load_drafts(section.conference).of(section)


def load_conference(conference: Conference) -> core.Timetable:
    """The drafts of all sections in one timetable, each slot with the slug of its section."""
    return load_drafts(conference).together


def _read(conference: Conference) -> Rows:
    def rows(model: Any, path: str, *names: str, order: Sequence[str] = ("pk",)) -> list[Any]:
        # Joins straight down to the conference: a list of sections to look in is slower to look up.
        found = model.objects.filter(**{f"{path}conference": conference}).order_by(*order)
        return list(found.values_list(*names))

    section = "section__slug"
    kind = ("label_key", "label", "spans_rooms", "takes_presentation")
    slot = ("key", "day__date", "start", "end", "kind__label_key", "title", "presentation_id")
    return Rows(
        days=rows(Day, "section__", section, "date"),
        kinds=rows(SlotKind, "section__", section, *kind),
        rooms=rows(Room, "", "slug", "name", "order", "capacity", "is_shared"),
        speakers=rows(
            PresentationSpeaker,
            "presentation__",
            *("presentation", "speaker", "speaker__name"),
            order=("order", "pk"),
        ),
        presentations=rows(Presentation, "", "pk", section, "number", "title"),
        slot_rooms=rows(SlotRoom, "slot__day__section__", "slot_id", "room__slug"),
        slots=rows(Slot, "day__section__", "pk", *slot, "day__section__slug"),
    )


# --- Writing --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CheckedDiff:
    """A diff that may be written as long as `drafts` are what is stored, and what it leads to."""

    section: Section
    changes: core.TimetableDiff
    drafts: Drafts
    before: core.Timetable
    after: core.Timetable
    edits: ProgrammeDiff = field(default_factory=ProgrammeDiff)

    def write(self) -> core.Timetable:
        """Write it, under the lock under which the drafts were found to be so; returns what is then
        stored.
        """
        conference = self.section.conference
        write_new(conference, self.edits)
        held = {each.value.number: each.pk for each in self.drafts.presentations}
        if any(edit.before is None for edit in self.edits.talks):
            rows = Presentation.objects.filter(conference=conference)
            held = dict(rows.values_list("number", "pk"))
        write_rows(
            self.section,
            self.changes,
            self.before,
            self.after,
            slot_ids=self.drafts.slot_ids,
            held=held,
        )
        remove_old(conference, self.edits)
        return self.after


def check_diff(
    section: Section,
    timetable_diff: core.TimetableDiff,
    drafts: Drafts,
    edits: ProgrammeDiff | None = None,
) -> CheckedDiff:
    """What a diff leads to, with `edits` of the programme if the drafts came with that. Refuses
    with `StaleDraft` if the draft is not the one that it was made for, and with
    `ImpossibleTimetable` what breaks the rules or meets a slot of any section.
    """
    edits = edits or ProgrammeDiff()
    now = drafts.of(section)
    if now.digest != timetable_diff.before_digest:
        raise StaleDraft(now)
    after = core.apply(timetable_diff, now, lambda slot: _ours(slot, section))
    if drafts.programme:
        try:
            apply_edits(edits, drafts.programme)
        except WrongProgramme as fault:
            raise StaleDraft(now) from fault
    faults = refusals(after, drafts.elsewhere(section))
    if sentences := (*faults, *_foreign(section, after, drafts, edits)):
        raise ImpossibleTimetable(sentences)
    return CheckedDiff(section, timetable_diff, drafts, now, after, edits)


def save_diff(section: Section, timetable_diff: core.TimetableDiff) -> core.Timetable:
    """Check a diff and write it into the draft of `section`, in one transaction; returns what is
    then stored. Refuses as `check_diff` does; then nothing is written.
    """
    with transaction.atomic():
        lock_conference(section.conference)
        return check_diff(section, timetable_diff, load_drafts(section.conference)).write()


def _ours(slot: core.Slot, section: Section) -> core.Slot:
    if slot.key and slot.section == section.slug:
        return slot
    # Not `replace`, which takes three times as long, for each of thousands of slots.
    return core.Slot(
        slot.key or uuid4(), slot.date, slot.start, slot.end, slot.kind, slot.rooms, slot.title,
        slot.presentation, section.slug,
    )  # fmt: skip


def _foreign(
    section: Section, after: core.Timetable, drafts: Drafts, edits: ProgrammeDiff
) -> Iterator[str]:
    """What slots come to hold that is no presentation, or one of another section, in sentences."""
    own = {each.value.number for each in drafts.presentations if each.section == section.slug}
    own |= {edit.key for edit in edits.talks if edit.after and edit.after.section == section.slug}
    for number in sorted(_numbers(after) - own - _numbers(drafts.of(section))):
        sentence = _("There is no presentation %(number)d in this section.")
        yield sentence % {"number": number}


def _numbers(timetable: core.Timetable) -> set[int]:
    return {slot.presentation.number for slot in timetable.slots if slot.presentation}


# --- Planned without the lock, written under it ---------------------------------------------------


class DraftsChanged(DomainError):
    """The drafts of a conference are no longer what something was planned for."""

    def __init__(self) -> None:
        super().__init__(
            _("Others are changing this schedule just now. Nothing was written: try again.")
        )


@contextmanager
def still_as(drafts: Drafts) -> Iterator[None]:
    """A transaction under the conference's lock in which the drafts are what they were when they
    were loaded; `DraftsChanged` if they are not.
    """
    with transaction.atomic():
        lock_conference(drafts.conference)
        if _read(drafts.conference) != drafts.rows:
            raise DraftsChanged
        if drafts.programme and read_programme(drafts.conference) != drafts.programme:
            raise DraftsChanged
        yield


def plan_then_write(conference: Conference, work: Callable[[], T]) -> T:
    """What `work` returns, which loads drafts, plans for them, and writes within `still_as`.

    To plan can take seconds, in which others shall be able to write. If somebody did, it is all
    done again; the third time nobody else can.
    """
    for _attempt in range(TRIES_WITHOUT_LOCK):
        with suppress(DraftsChanged):
            return work()
    with transaction.atomic():
        lock_conference(conference)
        return work()
