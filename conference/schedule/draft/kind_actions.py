"""What people do with slot kinds. Each action is one transaction under the conference's lock."""

from django.db import transaction
from django.utils.translation import gettext as _

from conference.accounts.models import User
from conference.core.errors import DomainError
from conference.core.names import name_key
from conference.editions.actions import lock_conference
from conference.editions.history import record
from conference.editions.models import Section
from conference.schedule.draft.actions import remove_empty
from conference.schedule.draft.store import ImpossibleTimetable, save_diff
from conference.schedule.draft.what_if import ConsequencesChanged, KindChange, change_of_kind
from conference.schedule.models import SlotKind


def add_kind(
    section: Section, *, label: str, spans_rooms: bool, takes_presentation: bool, by: User | None
) -> SlotKind:
    """A new kind for the slots of a section; `DomainError` if it has one of this label."""
    with transaction.atomic():
        lock_conference(section.conference)
        _check_label(section, label)
        kind = SlotKind.objects.create(
            section=section,
            label=label,
            spans_rooms=spans_rooms,
            takes_presentation=takes_presentation,
        )
        sentence = _("%(section)s: slot kind “%(kind)s” added.")
        _record(section, "added", sentence % {"section": section, "kind": label}, by)
    return kind


def rename_kind(kind: SlotKind, *, label: str, by: User | None) -> SlotKind:
    """Give a kind another label; its slots stay of it. `DomainError` if another kind has this
    label.
    """
    section, was = kind.section, kind.label
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
        kind.label = label
        kind.save(update_fields=["label", "label_key"])
        sentence = _("%(section)s: slot kind “%(was)s” renamed “%(kind)s”.")
        names = {"section": section, "was": was, "kind": label}
        _record(section, "renamed", sentence % names, by)
    return kind


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
        save_diff(section, change.changes)
        sentence = _(
            "%(section)s: slot kind “%(kind)s” changed. It spans rooms: %(spans)s; it takes a "
            "presentation: %(takes)s."
        )
        words = {True: _("yes"), False: _("no")}
        can = {"spans": words[spans_rooms], "takes": words[takes_presentation]}
        names = {"section": section, "kind": change.kind.label, **can}
        _record(section, "changed", sentence % names, by)
    return change


def remove_kind(kind: SlotKind, *, by: User | None) -> None:
    """Remove a kind of which there are no slots; `DomainError` while there are."""
    remove_empty(kind, by=by)


def _record(section: Section, deed: str, sentence: str, by: User | None) -> None:
    record(section.conference, by=by, code=f"slotkind-{deed}", sentence=sentence, about=section)


def _check_label(section: Section, label: str, but: SlotKind | None = None) -> None:
    other = SlotKind.objects.filter(section=section, label_key=name_key(label)).first()
    if other and other != but:
        raise DomainError(
            _("The schedule of %(section)s has a kind “%(kind)s” already: choose another label.")
            % {"section": section, "kind": other}
        )
