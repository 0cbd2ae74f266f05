"""What people do with presentations. Each action is one transaction; `by` is None for the command
line.

A presentation is removed by `conference.schedule.draft.actions`, which knows the slots that hold
it.
"""

import logging

from django.db import transaction
from django.db.models import Max

from conference.accounts.models import User
from conference.editions.actions import lock_conference
from conference.editions.models import Conference
from conference.presentations.models import Presentation

logger = logging.getLogger("plenary.presentations")


def save_presentation(presentation: Presentation, *, by: User | None) -> Presentation:
    """Write a presentation, new or changed; a new one without a number gets the conference's
    next.
    """
    is_new = presentation.pk is None
    with transaction.atomic():
        lock_conference(presentation.conference)
        if presentation.number is None:
            presentation.number = next_number(presentation.conference)
        presentation.save()
    slug, deed = presentation.conference.slug, "added" if is_new else "changed"
    logger.info("%s: presentation %d %s by %s", slug, presentation.number, deed, by)
    return presentation


def next_number(conference: Conference) -> int:
    """The first number after all that the conference's presentations have."""
    last = Presentation.objects.filter(conference=conference).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
