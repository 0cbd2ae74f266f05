"""Who did what in a conference: every action writes one line, in its own transaction."""

from django.db import models
from django.utils import timezone

from conference.accounts.models import User
from conference.editions.models import Conference, HistoryEntry


def record(
    conference: Conference,
    *,
    by: User | None,
    code: str,
    sentence: str,
    about: models.Model,
    step: int | None = None,
) -> HistoryEntry:
    """Add a line to the history of a conference: `sentence` says what was done to `about`, as which
    `step` of the draft if it changed that.

    To be called by an action, before its transaction ends; of what it removes, before it is gone.
    """
    return HistoryEntry.objects.create(
        conference=conference,
        at=timezone.now(),
        by=by,
        by_name=str(by) if by else "",
        code=code,
        sentence=sentence,
        about_model=about._meta.label_lower,
        about_key=str(about.pk),
        step=step,
    )
