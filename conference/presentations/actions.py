"""What people do with presentations. Each action is one transaction; `by` is None for the command
line.

A presentation is removed by `conference.schedule.draft.actions`, which knows the slots that hold
it.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from conference.accounts.models import User
from conference.editions.actions import lock_conference, next_number, take_number
from conference.editions.history import record
from conference.presentations.models import Presentation


def save_presentation(presentation: Presentation, *, by: User | None) -> Presentation:
    """Write a presentation; a new one without a number gets the conference's next."""
    is_new, conference = presentation.pk is None, presentation.conference
    sentence = (
        _("Presentation added: %(talk)s.") if is_new else _("Presentation changed: %(talk)s.")
    )
    with transaction.atomic():
        lock_conference(conference)
        if presentation.number is None:
            presentation.number = next_number(conference)
        take_number(conference, presentation.number)
        presentation.save()
        record(
            conference,
            by=by,
            code="presentation-added" if is_new else "presentation-changed",
            sentence=sentence % {"talk": presentation},
            about=presentation,
        )
    return presentation
