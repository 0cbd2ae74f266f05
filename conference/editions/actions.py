"""What people do with conferences. Each action is one transaction; `by` is None for the command
line.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from conference.accounts.models import User
from conference.core.errors import DomainError
from conference.editions.history import record
from conference.editions.models import Conference, Section, Track

DateCheck = Callable[[Conference, dt.date, dt.date], str]
"""Says in a sentence what of a conference would stand outside, if it took place from the one date
to the other; "" if nothing would.
"""

Clock = Callable[[Conference, dt.datetime], dt.datetime | None]
"""Says when something that the public pages of a conference show changes next after a moment, by
the clock alone; None if nothing does.
"""

_date_checks: list[DateCheck] = []
_clocks: list[Clock] = []


# --- What all writers share -----------------------------------------------------------------------


def lock_conference(conference: Conference) -> Conference:
    """Let nobody else write to this conference until the transaction ends; returns it as it is now.

    PostgreSQL locks the row; SQLite has locked the whole database since the transaction began.
    """
    return Conference.objects.select_for_update().get(pk=conference.pk)


def next_number(conference: Conference) -> int:
    """A number that nothing else in the conference has had: for a proposal, or for a presentation
    that comes from none.
    """
    with transaction.atomic():
        number = lock_conference(conference).last_number + 1
        take_number(conference, number)
    return number


def take_number(conference: Conference, number: int) -> None:
    """Remember that somebody gave this number by hand, so that `next_number` goes on after it."""
    Conference.objects.filter(pk=conference.pk, last_number__lt=number).update(last_number=number)


def register_clock(clock: Clock) -> None:
    """Add something of the public pages that changes by the clock; apps above do, in `ready`."""
    _clocks.append(clock)


def raise_public_version(conference: Conference) -> None:
    """Say that public pages of the conference show something else from this transaction on.

    What was kept of them is then not asked for any more. Whoever changes what they show calls this,
    under the conference's lock.
    """
    now = timezone.now()
    moments = [moment for clock in _clocks if (moment := clock(conference, now))]
    Conference.objects.filter(pk=conference.pk).update(
        public_version=F("public_version") + 1,
        public_token=uuid4(),
        next_change_at=min(moments, default=None),
    )


def follow_clock(conference_pk: int) -> int:
    """The public version of a conference whose `next_change_at` may have come.

    If it has, that is a new version: whoever notices first raises it, and sets the next moment.
    """
    with transaction.atomic():
        conference = lock_conference(Conference(pk=conference_pk))
        if conference.next_change_at and conference.next_change_at <= timezone.now():
            raise_public_version(conference)
            conference.refresh_from_db(fields=["public_version"])
    return conference.public_version


# --- The conference itself ------------------------------------------------------------------------


def create_conference(
    slug: str,
    *,
    title: str,
    starts_on: dt.date,
    ends_on: dt.date,
    time_zone: ZoneInfo,
    sections: Mapping[str, str],
    by: User | None,
) -> Conference:
    """Make a conference whose sections (slug: name, in order) have nothing on their schedules yet.

    Refuses with a `DomainError` what cannot be a conference or a section, a slug that is taken for
    one.
    """
    conference = Conference(
        slug=slug, title=title, starts_on=starts_on, ends_on=ends_on, time_zone=time_zone
    )
    with transaction.atomic():
        _save_valid(conference, slug)
        for order, (section_slug, name) in enumerate(sections.items()):
            section = Section(conference=conference, slug=section_slug, name=name, order=order)
            _save_valid(section, section_slug)
        record_new_conference(conference, by=by)
    return conference


def record_new_conference(conference: Conference, *, by: User | None) -> None:
    """The first line of a conference's history."""
    sentence = _("Conference “%(conference)s” made.") % {"conference": conference}
    record(conference, by=by, code="conference-added", sentence=sentence, about=conference)


def _save_valid(
    place: Conference | Section, slug: str, *, fields: Sequence[str] | None = None
) -> None:
    try:
        place.full_clean()
    except ValidationError as error:
        sentences = " ".join(error.messages)
        raise DomainError(f"“{slug}”: {sentences}") from error
    place.save(update_fields=fields)


class LeftOutside(DomainError):
    """New dates of a conference leave something outside; the sentence says what."""


def register_date_check(check: DateCheck) -> None:
    """Have `check` asked before a conference changes its dates; apps above do, in `ready`."""
    _date_checks.append(check)


def change_conference(
    conference: Conference,
    *,
    changes: Mapping[str, Any],
    leave_outside: bool = False,
    by: User | None,
) -> Conference:
    """Give fields of a conference other values (name of the field: value); returns it as it is now.

    Refuses with `LeftOutside` dates outside which something would stand, unless `leave_outside`:
    it stays where it is then. Refuses with a `DomainError` what cannot be a conference.
    """
    with transaction.atomic():
        current = lock_conference(conference)
        changed = [name for name, value in changes.items() if getattr(current, name) != value]
        if not changed:
            return current
        _check_dates(current, changes, leave_outside)
        for name in changed:
            setattr(current, name, changes[name])
        _save_valid(current, current.slug, fields=changed)
        fields = [Conference._meta.get_field(name) for name in changed]
        labels = [str(field.verbose_name) for field in fields]  # type: ignore[union-attr]
        sentence = _("Conference changed: %(fields)s.") % {"fields": ", ".join(labels)}
        record(current, by=by, code="conference-changed", sentence=sentence, about=current)
        raise_public_version(current)
    return current


def _check_dates(conference: Conference, changes: Mapping[str, Any], leave_outside: bool) -> None:
    first = changes.get("starts_on", conference.starts_on)
    last = changes.get("ends_on", conference.ends_on)
    if leave_outside or (first, last) == (conference.starts_on, conference.ends_on):
        return
    sentences = [sentence for check in _date_checks if (sentence := check(conference, first, last))]
    if sentences:
        raise LeftOutside(" ".join(sentences))


# --- Its sections and tracks ----------------------------------------------------------------------


def save_part(part: Section | Track, *, by: User | None) -> None:
    """Add a section or a track, or change one."""
    code = f"{part._meta.model_name}-{'added' if part.pk is None else 'changed'}"
    names = {"what": part._meta.verbose_name, "name": part}
    sentence = (
        _("Added: %(what)s “%(name)s”.") if part.pk is None else _("Changed: %(what)s “%(name)s”.")
    )
    with transaction.atomic():
        lock_conference(part.conference)
        part.save()
        record(part.conference, by=by, code=code, sentence=sentence % names, about=part)
        raise_public_version(part.conference)


def remove_part(part: Section | Track, *, by: User | None) -> None:
    """Remove a section or a track; a section that something belongs to stays (ProtectedError)."""
    code = f"{part._meta.model_name}-removed"
    sentence = _("Removed: %(what)s “%(name)s”.")
    names = {"what": part._meta.verbose_name, "name": part}
    with transaction.atomic():
        lock_conference(part.conference)
        record(part.conference, by=by, code=code, sentence=sentence % names, about=part)
        part.delete()
        raise_public_version(part.conference)
