"""What people do with conferences. Each action is one transaction; `by` is None for the command
line.
"""

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction

from conference.core.errors import DomainError
from conference.editions.models import Conference, Section


def lock_conference(conference: Conference) -> None:
    """Let nobody else write what belongs to this conference until the transaction ends.

    PostgreSQL locks the row; SQLite has locked the whole database since the transaction began.
    """
    Conference.objects.select_for_update().get(pk=conference.pk)


def create_conference(
    slug: str,
    *,
    title: str,
    starts_on: dt.date,
    ends_on: dt.date,
    time_zone: ZoneInfo,
    sections: Mapping[str, str],
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
    return conference


def _save_valid(place: Conference | Section, slug: str) -> None:
    try:
        place.full_clean()
    except ValidationError as error:
        sentences = " ".join(error.messages)
        raise DomainError(f"“{slug}”: {sentences}") from error
    place.save()
