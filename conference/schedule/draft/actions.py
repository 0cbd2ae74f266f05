"""What people do with a draft. Each action is one transaction; `by` is None for the command
line.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.accounts.models import User
from conference.core.errors import DomainError
from conference.core.slugs import free_slugs
from conference.editions.actions import lock_conference
from conference.editions.models import Conference, Section
from conference.presentations.models import Presentation
from conference.schedule.core import timetable as core
from conference.schedule.core.pairing import pair_keys
from conference.schedule.core.programme import Edit, ProgrammeDiff
from conference.schedule.core.steps import StepChanges, step_changes
from conference.schedule.draft.programme import read_programme
from conference.schedule.draft.steps import keep_step
from conference.schedule.draft.store import StaleDraft, load_timetable, save_diff
from conference.schedule.models import Day, Room, SlotKind

SLOTS_NAMED = 20  # in one sentence of the history


def save_slot(
    section: Section, *, before: core.Slot | None, after: core.Slot | None, by: User | None
) -> core.Timetable:
    """Add, change or (with `after` None) remove one slot of the draft, checked like any other
    write.

    `before` is the slot as whoever decides this saw it (None: a new one); refuses with `StaleSlot`
    if it is not so any more.
    """
    with transaction.atomic():
        lock_conference(section.conference)
        draft = load_timetable(section)
        if before is not None:
            now = next((slot for slot in draft.slots if slot.key == before.key), None)
            if now != before:
                raise StaleSlot(draft, _with_title(before, draft), now)
            before = now  # which knows the title of its presentation
        others = tuple(slot for slot in draft.slots if before is None or slot.key != before.key)
        slots = others if after is None else (*others, after)
        days = draft.days if after is None else (*draft.days, after.date)
        saved = save_diff(section, core.diff(draft, replace(draft, slots=slots, days=days)))
        code, sentence = _what_was_done(section, draft, before, after)
        changes = step_changes({section.slug: (draft, saved)})
        keep_step(section.conference, changes, by=by, code=code, sentence=sentence, about=section)
        return saved


def _with_title(slot: core.Slot, draft: core.Timetable) -> core.Slot:
    """The slot with the title of its presentation, which a form carries by number alone."""
    held = (other.presentation for other in draft.slots)
    return replace(
        slot, presentation=next((talk for talk in held if talk == slot.presentation), None)
    )


def _what_was_done(
    section: Section, draft: core.Timetable, before: core.Slot | None, after: core.Slot | None
) -> tuple[str, str]:
    """What saving a slot did, as a code and as a sentence of the history."""
    names = {
        "section": section,
        "before": core.name_of_slot(draft, before) if before else "",
        "after": core.name_of_slot(draft, after) if after else "",
    }
    if before is None:
        return "slot-added", _("%(section)s: %(after)s added.") % names
    if after is None:
        return "slot-removed", _("%(section)s: %(before)s removed.") % names
    if names["before"] == names["after"]:
        return "slot-changed", _("%(section)s: %(before)s changed.") % names
    return "slot-changed", _("%(section)s: %(before)s changed; it is now %(after)s.") % names


class StaleSlot(DomainError):
    """Somebody else has changed the slot meanwhile, or removed it (`now` is None); the sentence
    says so.
    """

    def __init__(self, draft: core.Timetable, before: core.Slot, now: core.Slot | None) -> None:
        names = {"before": core.name_of_slot(draft, before)}
        if now is None:
            sentence = (
                _("Somebody has removed %(before)s in the meantime. Nothing was written.") % names
            )
        else:
            rooms = ", ".join(draft.room_by_slug[room].name for room in sorted(now.rooms))
            sentence = _(
                "Somebody has changed %(before)s in the meantime: it is now %(now)s in %(rooms)s. "
                "Nothing was written."
            ) % {**names, "now": core.name_of_slot(draft, now), "rooms": rooms}
        super().__init__(sentence)
        self.now = now


def remove_slots(section: Section, *, keys: Collection[UUID], by: User | None) -> core.Timetable:
    """Remove some slots of the draft, whatever they say now; what they hold is left unscheduled."""
    with transaction.atomic():
        lock_conference(section.conference)
        draft = load_timetable(section)
        kept = tuple(slot for slot in draft.slots if slot.key not in keys)
        saved = save_diff(section, core.diff(draft, replace(draft, slots=kept)))
        gone = [core.name_of_slot(draft, slot) for slot in draft.slots if slot.key in keys]
        if gone:
            named = gone[:SLOTS_NAMED] + ["…"] * (len(gone) > SLOTS_NAMED)
            sentence = _("%(section)s: %(slots)s removed.")
            sentence %= {"section": section, "slots": ", ".join(named)}
            changes, code = step_changes({section.slug: (draft, saved)}), "slots-removed"
            keep_step(
                section.conference, changes, by=by, code=code, sentence=sentence, about=section
            )
        return saved


def remove_presentation(presentation: Presentation, *, by: User | None) -> None:
    """Take a presentation off the programme for good.

    A slot that held it goes as well, unless it has a title of its own: that one stays with its
    title. If somebody has removed it meanwhile there is nothing to do.
    """
    conference = presentation.conference
    with transaction.atomic():
        lock_conference(conference)
        talk = read_programme(conference).talks.get(presentation.number)
        if talk is None:
            return
        holding = Section.objects.filter(days__slots__presentation=presentation).distinct()
        drafts = {}
        for section in holding.select_related("conference"):
            draft = load_timetable(section)
            slots = tuple(_without(presentation.number, draft.slots))
            saved = save_diff(section, core.diff(draft, replace(draft, slots=slots), pair_keys))
            drafts[section.slug] = (draft, saved)
        changes = step_changes(drafts, ProgrammeDiff(talks=(Edit(talk, None),)))
        sentence = _("Presentation %(presentation)s removed.") % {"presentation": presentation}
        code = "presentation-removed"
        keep_step(conference, changes, by=by, code=code, sentence=sentence, about=presentation)
        presentation.delete()


def _without(number: int, slots: Iterable[core.Slot]) -> Iterator[core.Slot]:
    for slot in slots:
        if slot.presentation is None or slot.presentation.number != number:
            yield slot
        elif slot.title:
            yield replace(slot, presentation=None)


def empty_draft(section: Section, *, seen: str | None = None, by: User | None) -> core.Timetable:
    """Remove all days, kinds and slots of a section; its presentations stay, without a slot.

    `seen` is the digest of the draft that was looked at (None: nobody looked); `StaleDraft` if it
    is another by now.
    """
    with transaction.atomic():
        lock_conference(section.conference)
        draft = load_timetable(section)
        if seen is not None and seen != draft.digest:
            raise StaleDraft(draft)
        sentence = ngettext(
            "%(section)s: the draft emptied, %(count)d slot.",
            "%(section)s: the draft emptied, %(count)d slots.",
            len(draft.slots),
        ) % {"section": section, "count": len(draft.slots)}
        saved = save_diff(section, core.diff(draft, core.Timetable(rooms=draft.rooms)))
        changes, code = step_changes({section.slug: (draft, saved)}), "draft-emptied"
        keep_step(section.conference, changes, by=by, code=code, sentence=sentence, about=section)
        return saved


def remove_empty(thing: Day | Room | SlotKind, *, by: User | None) -> None:
    """Remove a day, a room or a slot kind; refuses while there are slots on, in or of it.

    If somebody has removed it meanwhile there is nothing to do: a second click leads to the same.
    """
    section = None if isinstance(thing, Room) else thing.section
    conference = thing.conference if isinstance(thing, Room) else thing.section.conference
    with transaction.atomic():
        lock_conference(conference)
        now = type(thing).objects.filter(pk=thing.pk).first()
        if now is None:
            return
        if refusal := slots_in_the_way(now):
            raise DomainError(refusal)
        what = f"{section}: {now._meta.verbose_name}" if section else now._meta.verbose_name
        sentence = _("Removed: %(what)s “%(name)s”.") % {"what": what, "name": now}
        code = f"{now._meta.model_name}-removed"
        keep_step(conference, _removal_of(now), by=by, code=code, sentence=sentence, about=now)
        now.delete()


def _removal_of(thing: Day | Room | SlotKind) -> StepChanges:
    if isinstance(thing, Room):
        return StepChanges(rooms=(Edit(room_value(thing), None),))
    sort, part = (
        ("kinds", kind_value(thing)) if isinstance(thing, SlotKind) else ("days", thing.date)
    )
    return StepChanges(sections={thing.section.slug: {sort: (Edit(part, None),)}})


def room_value(room: Room) -> core.Room:
    """A room's row as a value of timetables."""
    return core.Room(room.slug, room.name, room.order, room.capacity, room.is_shared)


def kind_value(kind: SlotKind) -> core.Kind:
    """A kind's row as a value of timetables."""
    return core.Kind(kind.label_key, kind.label, kind.spans_rooms, kind.takes_presentation)


def slots_in_the_way(thing: Day | Room | SlotKind) -> str:
    """Why a day, a room or a slot kind cannot go, as a sentence; "" if it can."""
    count = thing.slots.count()
    if not count:
        return ""
    return ngettext(
        "“%(thing)s” has %(count)d slot: move it elsewhere or remove it first.",
        "“%(thing)s” has %(count)d slots: move them elsewhere or remove them first.",
        count,
    ) % {"thing": thing, "count": count}


def room_slug(conference: Conference, name: str) -> str:
    """The slug of a new room: made of its name, and of a number if another room has that slug."""
    taken = set(Room.objects.filter(conference=conference).values_list("slug", flat=True))
    return next(free_slugs([name], taken, otherwise="room"))
