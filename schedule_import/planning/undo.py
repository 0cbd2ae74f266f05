"""What undoing an import would make of the draft. Writes nothing."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from conference.core.database import one_snapshot
from conference.core.names import name_key
from conference.presentations.models import Presentation
from conference.schedule.core.overlaps import Booking, overlaps
from conference.schedule.core.programme import Edit, Programme, ProgrammeDiff, programme_diff
from conference.schedule.core.rules import refusals
from conference.schedule.core.timetable import Kind, Slot, Timetable, TimetableDiff, diff
from conference.schedule.core.timetable import Presentation as Talk
from conference.schedule.draft.store import Drafts, load_drafts
from conference.schedule.models import Release
from schedule_import.models import ScheduleImport
from schedule_import.planning.plan import counts_of
from schedule_import.reading.rows import Problem


@dataclass(frozen=True)
class UndoPlan:
    """What undoing an entry of the history would do to the draft as it is now.

    `left` is what the entry left and `differences` what was changed since then, which goes as well.
    `refusals` say in sentences why it cannot be. `edits` are of the programme; `edited_since` are
    the titles of talks that somebody has changed since, whose texts go back as well.
    """

    now: Timetable
    target: Timetable
    left: Timetable
    refusals: tuple[str, ...]
    edits: ProgrammeDiff = field(default_factory=ProgrammeDiff)
    edited_since: tuple[str, ...] = ()

    @cached_property
    def changes(self) -> TimetableDiff:
        return diff(self.now, self.target)

    @cached_property
    def differences(self) -> TimetableDiff:
        return diff(self.left, self.now)

    @property
    def has_changed_since(self) -> bool:
        """Whether something goes that was not there when the entry was applied, or comes that went
        since.
        """
        return self.now.slots != self.left.slots or bool(self.other_losses)

    @cached_property
    def other_losses(self) -> tuple[str, ...]:
        """What was done since to days and kinds and is taken back as well, in sentences.

        Rooms are the conference's and do not count; new kinds stay.
        """
        d, target = self.differences, self.target
        days = [day for day in d.days_added if day not in target.days]
        days_back = [day for day in d.days_removed if day in target.days]
        kinds = [kind for kind in d.kinds_changed if kind not in target.kinds]
        kinds_back = [kind for kind in d.kinds_removed if kind.key in target.kind_by_key]
        return (
            *(_("The day %(day)s is new.") % {"day": day} for day in days),
            *(_("The day %(day)s was removed.") % {"day": day} for day in days_back),
            *(_("The kind “%(kind)s” was changed.") % {"kind": kind.label} for kind in kinds),
            *(
                _("The kind “%(kind)s” was removed or renamed.") % {"kind": kind.label}
                for kind in kinds_back
            ),
            *(_("The talk “%(title)s” was edited.") % {"title": t} for t in self.edited_since),
        )

    @property
    def digest(self) -> str:
        """What the page carries: the same only for the very same changes to the same draft."""
        return self.changes.digest + self.edits.digest

    @cached_property
    def unscheduled(self) -> tuple[Talk, ...]:
        """The presentations that would lose their slot, by number."""
        placed = {slot.presentation for slot in self.target.slots}
        lost = {slot.presentation for slot in self.now.slots if slot.presentation} - placed
        return tuple(sorted(lost, key=lambda talk: talk.number))

    def answer(self) -> dict[str, Any]:
        """What it does, for the command and the history: the same keys as an import's."""
        talks = [{"number": talk.number, "title": talk.title} for talk in self.unscheduled]
        return {**_answer(self.changes, self.edits), "unscheduled_presentations": talks}


def refused_answer(code: str, message: str) -> dict[str, Any]:
    """The answer where nothing was written: all counts are 0."""
    error = Problem(None, None, "", code, message).as_json()
    return {**_answer(TimetableDiff("")), "ok": False, "applied": False, "errors": [error]}


def _answer(changes: TimetableDiff, edits: ProgrammeDiff | None = None) -> dict[str, Any]:
    return {
        "ok": True,
        "applied": True,
        "rows": 0,
        "encoding": None,
        "delimiter": None,
        **counts_of(changes, edits),
        "unscheduled_presentations": [],
        "errors": [],
        "warnings": [],
    }


def plan_undo(entry: ScheduleImport, drafts: Drafts | None = None) -> UndoPlan:
    """What it takes to make the draft again what it was before an applied import, or undo."""
    section = entry.section
    with one_snapshot():
        drafts = drafts or load_drafts(section.conference, with_programme=True)
        before, after = timetables_of(entry)
    now, elsewhere = drafts.of(section), drafts.elsewhere(section)
    renamed = _renamed_kinds(after, now)
    before, after = _with_kinds(before, renamed), _with_kinds(after, renamed)
    target = undone(now, before, after, {room for slot in elsewhere for room in slot.rooms})
    target = with_sharing_back(target, before, after, elsewhere)
    done = entry.what_changed().programme
    programme = drafts.programme or Programme()
    kept = {slot.presentation.number for slot in (*target.slots, *elsewhere) if slot.presentation}
    back = programme_back(programme, done, kept | released_since(entry, done))
    talks = {talk.number for talk in back.talks.values() if talk.section == section.slug}
    sentences = (*refusals(target, elsewhere), *_lost(talks, target), *_names_taken(now, target))
    edits = programme_diff(programme, back)
    return UndoPlan(now, target, after, sentences, edits, _edited_since(programme, done))


def released_since(entry: ScheduleImport, done: ProgrammeDiff) -> set[int]:
    """The numbers of talks that were published since the entry made talks: these stay."""
    if all(edit.before for edit in done.talks):
        return set()
    releases = Release.objects.filter(
        conference=entry.section.conference, created_at__gte=entry.applied_at
    )
    talks = releases.values_list("content__presentations", flat=True)
    return {talk["number"] for each in talks for talk in each or ()}


def programme_back(
    now: Programme, done: ProgrammeDiff, talks_that_stay: Collection[int]
) -> Programme:
    """The programme as it was before `done`, texts included.

    Talks that it made go, unless they are among `talks_that_stay`; speakers and tracks that it made
    go as well, unless a talk still has them.
    """
    talks, people, tracks = dict(now.talks), dict(now.people), dict(now.tracks)
    for edit in done.talks:
        if edit.before:
            talks[edit.key] = edit.before
        elif edit.key not in talks_that_stay:
            talks.pop(edit.key, None)
    speaking = {key for talk in talks.values() for key in talk.speakers}
    named = {talk.track for talk in talks.values()}
    _take_back(people, done.people, speaking)
    _take_back(tracks, done.tracks, named)
    return replace(now, talks=talks, people=people, tracks=tracks)


def _take_back(parts: dict[str, Any], edits: Iterable[Edit[Any]], used: Collection[str]) -> None:
    for edit in edits:
        if edit.before:
            parts.setdefault(edit.key, edit.before)
        elif edit.key not in used:
            parts.pop(edit.key, None)


def _edited_since(now: Programme, done: ProgrammeDiff) -> tuple[str, ...]:
    """The titles of talks that are not what the entry left, and that are still there."""
    return tuple(
        talk.title
        for edit in done.talks
        if edit.after and (talk := now.talks.get(edit.key)) and talk != edit.after
    )


def timetables_of(entry: ScheduleImport) -> tuple[Timetable, Timetable]:
    """What an applied import found, and what it left, with the titles that presentations have
    now.
    """
    rows = Presentation.objects.filter(section=entry.section)
    titles = dict(rows.values_list("number", "title"))
    before, after = entry.timetables()
    return _with_titles(before, titles), _with_titles(after, titles)


def _with_titles(timetable: Timetable, titles: Mapping[int, str]) -> Timetable:
    slots = [
        replace(slot, presentation=replace(talk, title=titles.get(talk.number, "")))
        if (talk := slot.presentation)
        else slot
        for slot in timetable.slots
    ]
    return replace(timetable, slots=tuple(slots))


def _renamed_kinds(left: Timetable, now: Timetable) -> dict[str, Kind]:
    """The kinds that bear another label than an import left them with, by the key that they had.

    A kind is known by its label alone; but if the slots of one that is gone are all of one that is
    new, it is the same.
    """
    kinds_now = {slot.key: slot.kind for slot in now.slots}
    pairs = {(slot.kind, kinds_now[slot.key]) for slot in left.slots if slot.key in kinds_now}
    fates, origins = Counter(old for old, _new in pairs), Counter(new for _old, new in pairs)
    return {
        old: now.kind_by_key[new]
        for old, new in pairs
        if old not in now.kind_by_key
        and new not in left.kind_by_key
        and fates[old] == origins[new] == 1
    }


def _with_kinds(timetable: Timetable, renamed: Mapping[str, Kind]) -> Timetable:
    kinds = [
        replace(kind, key=renamed[kind.key].key, label=renamed[kind.key].label)
        if kind.key in renamed
        else kind
        for kind in timetable.kinds
    ]
    slots = [
        replace(slot, kind=renamed[slot.kind].key) if slot.kind in renamed else slot
        for slot in timetable.slots
    ]
    return replace(timetable, kinds=tuple(kinds), slots=tuple(slots))


def undone(
    now: Timetable, before: Timetable, after: Timetable, rooms_elsewhere: Collection[str]
) -> Timetable:
    """The draft as it was before an import that found `before` and left `after`.

    Days, kinds and slots are again what they were, keys and presentations' places included. Rooms
    that the import made go, unless something uses them: `rooms_elsewhere` are the slugs that other
    sections use. All other rooms stay as they are now, and kinds that were made since stay too.
    """
    used = {room for slot in before.slots for room in slot.rooms} | set(rooms_elsewhere)
    made = after.room_by_slug.keys() - before.room_by_slug.keys()
    rooms = [room for room in now.rooms if room.slug in used or room.slug not in made]
    there = {room.slug for room in rooms}
    rooms += [room for room in before.rooms if room.slug in used and room.slug not in there]
    made_since = now.kind_by_key.keys() - after.kind_by_key.keys() - before.kind_by_key.keys()
    kinds = [*before.kinds, *(now.kind_by_key[key] for key in sorted(made_since))]
    return Timetable(days=before.days, rooms=tuple(rooms), kinds=tuple(kinds), slots=before.slots)


def with_sharing_back(
    target: Timetable, before: Timetable, after: Timetable, elsewhere: Iterable[Slot]
) -> Timetable:
    """The same timetable with those rooms that an import made shared, or its undo made no longer
    so, as they were; but what something still meets in, `elsewhere` too, stays shared.
    """
    was = {room.slug: room.is_shared for room in before.rooms if room.slug in after.room_by_slug}
    changed = {slug for slug in was if was[slug] != after.room_by_slug[slug].is_shared}
    bookings = [
        Booking(room, slot.begins, slot.finishes)
        for slot in (*target.slots, *elsewhere)
        for room in slot.rooms & changed
    ]
    needed = {bookings[later].what for later, _earlier in overlaps(bookings, at_most=1)}
    rooms = [
        replace(room, is_shared=was[room.slug] or room.slug in needed)
        if room.slug in changed
        else room
        for room in target.rooms
    ]
    return replace(target, rooms=tuple(rooms))


def _lost(there: Collection[int], target: Timetable) -> Iterator[str]:
    """The presentations that would come back to their slots, and are not `there` any more."""
    for slot in target.slots:
        if slot.presentation and slot.presentation.number not in there:
            yield _(
                "Presentation %(number)d is not in this section any more: its slot cannot come "
                "back."
            ) % {"number": slot.presentation.number}


def _names_taken(now: Timetable, target: Timetable) -> Iterator[str]:
    """The rooms that would come back, while another room has their name."""
    names = {name_key(room.name): room for room in now.rooms}
    for room in target.rooms:
        other = names.get(name_key(room.name), room)
        if other.slug != room.slug:
            yield _("The room “%(name)s” would come back, but another room has this name now.") % {
                "name": room.name
            }
