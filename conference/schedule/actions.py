"""What people do with a schedule. Each action is one transaction; `by` is None for the command line."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.accounts.models import User
from conference.core.errors import DomainError
from conference.core.slugs import free_slugs
from conference.editions.models import Conference, Section
from conference.schedule import timetable as core
from conference.schedule.models import (
    Day,
    Presentation,
    Release,
    Room,
    Schedule,
    SlotKind,
)
from conference.schedule.releases import digest_of, freeze, freeze_draft, timetable_of
from conference.schedule.rules import double_uses
from conference.schedule.store import ImpossibleTimetable, load_timetable, lock_conference, save_diff


class DraftChanged(DomainError):
    """What would be published now is not what was looked at."""

    def __init__(self) -> None:
        super().__init__(
            _("The draft has changed since you opened this page: look at it again, then publish.")
        )


class NothingToPublish(DomainError):
    """What would be published is public already."""

    def __init__(self, last: Release) -> None:
        sentence = _("Nothing has changed since release %(number)d, which is public.")
        super().__init__(sentence % {"number": last.number})


def _refuse_long_note(note: str) -> None:
    longest = Release._meta.get_field("note").max_length
    if longest is not None and len(note) > longest:
        raise DomainError(
            _("The note has %(length)d characters: at most %(longest)d are kept. Shorten it.")
            % {"length": len(note), "longest": longest}
        )


def publish_schedule(
    conference: Conference,
    *,
    sections: Collection[Section] | None = None,
    note: str = "",
    seen: str | None = None,
    by: User | None,
) -> Release:
    """Freeze the drafts of `sections` (None: of all) as the next release, which is public at once.

    The other sections stay as they stand in the last release. `seen` is the digest of the draft that was
    looked at (None: nobody looked), as `freeze_draft` has it. Refuses with `DraftChanged` if it is another by
    now, with `ImpossibleTimetable` if old and new sections together need one room twice, and with
    `NothingToPublish` if nothing differs from what is public.
    """
    _refuse_long_note(note)
    with transaction.atomic():
        lock_conference(conference)
        last = Release.objects.latest_of(conference)
        previous = last.content if last else None
        if seen is not None and seen != digest_of(freeze_draft(conference, previous)):
            raise DraftChanged
        at, chosen = timezone.now(), conference.sections.all() if sections is None else sections
        content = freeze(conference, sections=chosen, previous=previous, at=at)
        digest = digest_of(content)
        if last and last.withdrawn_at is None and last.digest == digest:
            raise NothingToPublish(last)
        if sentences := double_uses(timetable_of(content)):
            raise ImpossibleTimetable(sentences)
        return Release.objects.create(
            conference=conference,
            number=last.number + 1 if last else 1,
            content=content,
            digest=digest,
            note=note,
            created_at=at,
            created_by=by,
        )


def withdraw_release(conference: Conference, *, by: User | None) -> Release:
    """Take the schedule off the public pages until the next release; refuses if nothing is public."""
    with transaction.atomic():
        lock_conference(conference)
        release = Release.objects.public(conference)
        if release is None:
            raise DomainError(_("No schedule is public: there is nothing to withdraw."))
        release.withdrawn_at = timezone.now()
        release.withdrawn_by = by
        release.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return release


def save_slot(section: Section, *, before: core.Slot | None, after: core.Slot | None) -> core.Timetable:
    """Add, change or (with `after` None) remove one slot of the draft, checked like any other write.

    `before` is the slot as whoever decides this saw it (None: a new one); refuses with `StaleSlot` if it is
    not so any more.
    """
    with transaction.atomic():
        lock_conference(section.conference)
        draft = load_timetable(section)
        if before is not None and before not in draft.slots:
            now = next((slot for slot in draft.slots if slot.key == before.key), None)
            raise StaleSlot(draft, before, now)
        others = tuple(slot for slot in draft.slots if before is None or slot.key != before.key)
        slots = others if after is None else (*others, after)
        days = draft.days if after is None else (*draft.days, after.date)
        return save_diff(section, core.diff(draft, replace(draft, slots=slots, days=days)))


class StaleSlot(DomainError):
    """Somebody else has changed the slot meanwhile, or removed it (`now` is None); the sentence says so."""

    def __init__(self, draft: core.Timetable, before: core.Slot, now: core.Slot | None) -> None:
        names = {"before": core.name_of_slot(draft, before)}
        if now is None:
            sentence = _("Somebody has removed %(before)s in the meantime. Nothing was written.") % names
        else:
            rooms = ", ".join(draft.room_by_slug[room].name for room in sorted(now.rooms))
            sentence = _(
                "Somebody has changed %(before)s in the meantime: it is now %(now)s in %(rooms)s. "
                "Nothing was written."
            ) % {**names, "now": core.name_of_slot(draft, now), "rooms": rooms}
        super().__init__(sentence)
        self.now = now


def next_number(conference: Conference) -> int:
    """The first number after all that the conference's presentations have."""
    last = Presentation.objects.filter(conference=conference).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def remove_slots(section: Section, *, keys: Collection[UUID]) -> core.Timetable:
    """Remove some slots of the draft, whatever they say now; what they hold is left unscheduled."""
    with transaction.atomic():
        lock_conference(section.conference)
        draft = load_timetable(section)
        kept = tuple(slot for slot in draft.slots if slot.key not in keys)
        return save_diff(section, core.diff(draft, replace(draft, slots=kept)))


def remove_presentation(presentation: Presentation) -> None:
    """Take a presentation off the programme for good; the slot that held it stays, empty."""
    with transaction.atomic():
        lock_conference(presentation.conference)
        presentation.delete()


def remove_schedule(schedule: Schedule) -> None:
    """Remove the draft of a section: its days, kinds and slots; its presentations stay, unscheduled."""
    section = schedule.section
    with transaction.atomic():
        lock_conference(section.conference)
        draft = load_timetable(section)
        save_diff(section, core.diff(draft, core.Timetable(rooms=draft.rooms)))
        schedule.delete()


def remove_empty(thing: Day | Room | SlotKind) -> None:
    """Remove a day, a room or a slot kind; refuses while there are slots on, in or of it."""
    with transaction.atomic():
        lock_conference(thing.conference if isinstance(thing, Room) else thing.schedule.section.conference)
        if sentence := slots_in_the_way(thing):
            raise DomainError(sentence)
        thing.delete()


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


def create_conference(
    slug: str,
    *,
    title: str,
    starts_on: dt.date,
    ends_on: dt.date,
    time_zone: ZoneInfo,
    sections: Mapping[str, str],
) -> Conference:
    """Make a conference whose sections (slug: name, in order) have empty schedules: no days, rooms or kinds.

    Refuses with a `DomainError` what cannot be a conference or a section, a slug that is taken for one.
    """
    conference = Conference(slug=slug, title=title, starts_on=starts_on, ends_on=ends_on, time_zone=time_zone)
    with transaction.atomic():
        _save_valid(conference, slug)
        for order, (section_slug, name) in enumerate(sections.items()):
            section = Section(conference=conference, slug=section_slug, name=name, order=order)
            _save_valid(section, section_slug)
            Schedule.objects.create(section=section)
    return conference


def _save_valid(place: Conference | Section, slug: str) -> None:
    try:
        place.full_clean()
    except ValidationError as error:
        sentences = " ".join(error.messages)
        raise DomainError(f"“{slug}”: {sentences}") from error
    place.save()
