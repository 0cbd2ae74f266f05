"""What people do with slot kinds. Each action is one transaction under the conference's lock."""

from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from conference.accounts.models import User
from conference.core.errors import DomainError
from conference.core.names import name_key
from conference.editions.actions import lock_conference
from conference.editions.models import Section
from conference.schedule.core import timetable as core
from conference.schedule.core.programme import Edit
from conference.schedule.core.steps import StepChanges, step_changes
from conference.schedule.draft.actions import kind_value, remove_empty
from conference.schedule.draft.steps import is_done, keep_step
from conference.schedule.draft.store import ImpossibleTimetable, load_timetable, save_diff
from conference.schedule.draft.what_if import ConsequencesChanged, KindChange, change_of_kind
from conference.schedule.models import SlotKind


def add_kind(
    section: Section,
    *,
    label: str,
    spans_rooms: bool,
    takes_presentation: bool,
    by: User | None,
    request: UUID | None = None,
) -> SlotKind:
    """A new kind for the slots of a section; `DomainError` if it has one of this label, unless the
    same `request` of a page made it.
    """
    with transaction.atomic():
        lock_conference(section.conference)
        if is_done(request):
            return _made_before(section, label)
        _check_label(section, label)
        kind = SlotKind.objects.create(
            section=section,
            label=label,
            spans_rooms=spans_rooms,
            takes_presentation=takes_presentation,
        )
        sentence = _("%(section)s: slot kind “%(kind)s” added.") % {
            "section": section,
            "kind": label,
        }
        changes = StepChanges(sections={section.slug: {"kinds": (Edit(None, kind_value(kind)),)}})
        _keep(section, changes, "added", sentence, by, request)
    return kind


def _made_before(section: Section, label: str) -> SlotKind:
    if kind := section.kinds.filter(label_key=name_key(label)).first():
        return kind
    sentence = _("The kind “%(kind)s” was added, and changed or removed in the meantime.")
    raise DomainError(sentence % {"kind": label})


def rename_kind(kind: SlotKind, *, label: str, by: User | None) -> SlotKind:
    """Give a kind another label; its slots stay of it. `DomainError` if another kind has this
    label.
    """
    section = kind.section
    with transaction.atomic():
        lock_conference(section.conference)
        if not SlotKind.objects.filter(pk=kind.pk).exists():
            raise DomainError(
                _(
                    "Somebody has removed the kind “%(kind)s” in the meantime: look at the kinds "
                    "again."
                )
                % {"kind": kind}
            )
        _check_label(section, label, but=kind)
        kind.refresh_from_db(fields=["label", "label_key", "spans_rooms", "takes_presentation"])
        draft, key, was = load_timetable(section), kind.label_key, kind.label
        kind.label = label
        kind.save(update_fields=["label", "label_key"])
        sentence = _("%(section)s: slot kind “%(was)s” renamed “%(kind)s”.")
        names = {"section": section, "was": was, "kind": label}
        renamed = _with_kind(draft, key, kind_value(kind))
        changes = step_changes({section.slug: (draft, renamed)})
        _keep(section, changes, "renamed", sentence % names, by)
    return kind


def _with_kind(draft: core.Timetable, key: str, kind: core.Kind) -> core.Timetable:
    """The draft in which the kind that had this key is another, with all of its slots."""
    kinds = [kind if each.key == key else each for each in draft.kinds]
    slots = [replace(slot, kind=kind.key) if slot.kind == key else slot for slot in draft.slots]
    return replace(draft, kinds=tuple(kinds), slots=tuple(slots))


def change_abilities(
    section: Section,
    *,
    key: str,
    spans_rooms: bool,
    takes_presentation: bool,
    digest: str,
    by: User | None,
) -> KindChange:
    """Set what a kind can do: its slots are merged or split, and lose presentations that they may
    not hold.

    `digest` is that of the `KindChange` which was looked at: `ConsequencesChanged` if it is another
    by now. `ImpossibleTimetable` if the draft could not be stored so. Then nothing is written.
    """
    with transaction.atomic():
        lock_conference(section.conference)
        change = change_of_kind(
            section, key=key, spans_rooms=spans_rooms, takes_presentation=takes_presentation
        )
        if change.digest != digest:
            raise ConsequencesChanged
        if change.refusals:
            raise ImpossibleTimetable(change.refusals)
        before = load_timetable(section)
        changes = step_changes({section.slug: (before, save_diff(section, change.changes))})
        sentence = _(
            "%(section)s: slot kind “%(kind)s” changed. It spans rooms: %(spans)s; it takes a "
            "presentation: %(takes)s."
        )
        words = {True: _("yes"), False: _("no")}
        can = {"spans": words[spans_rooms], "takes": words[takes_presentation]}
        names = {"section": section, "kind": change.kind.label, **can}
        _keep(section, changes, "changed", sentence % names, by)
    return change


def remove_kind(kind: SlotKind, *, by: User | None) -> None:
    """Remove a kind of which there are no slots; `DomainError` while there are."""
    remove_empty(kind, by=by)


def _keep(
    section: Section,
    changes: StepChanges,
    deed: str,
    sentence: str,
    by: User | None,
    request: UUID | None = None,
) -> None:
    keep_step(
        section.conference,
        changes,
        by=by,
        code=f"slotkind-{deed}",
        sentence=sentence,
        about=section,
        request=request,
    )


def _check_label(section: Section, label: str, but: SlotKind | None = None) -> None:
    other = SlotKind.objects.filter(section=section, label_key=name_key(label)).first()
    if other and other != but:
        raise DomainError(
            _("The schedule of %(section)s has a kind “%(kind)s” already: choose another label.")
            % {"section": section, "kind": other}
        )
