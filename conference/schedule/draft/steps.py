"""The one list of what has changed the drafts of a conference."""

from uuid import UUID

from django.db import models
from django.db.models import Max

from conference.accounts.models import User
from conference.editions.history import record
from conference.editions.models import Conference
from conference.schedule.core.steps import StepChanges
from conference.schedule.models import Step


def keep_step(
    conference: Conference,
    changes: StepChanges,
    *,
    by: User | None,
    code: str,
    sentence: str,
    about: models.Model,
    request: UUID | None = None,
    undoes: Step | None = None,
) -> Step | None:
    """Keep what an action has changed as the next step, with its line in the history; None, and the
    line alone, if it has changed nothing.

    To be called by the action, under the conference's lock. `request` is what the page that asked
    for it calls it.
    """
    if changes.is_empty and not undoes:
        record(conference, by=by, code=code, sentence=sentence, about=about)
        return None
    last = conference.history.aggregate(last=Max("step"))["last"] or 0
    entry = record(conference, by=by, code=code, sentence=sentence, about=about, step=last + 1)
    return Step.objects.create(
        entry=entry, changes=changes.as_json(), request=request, undoes=undoes
    )


def is_done(request: UUID | None) -> bool:
    """Whether the step that a page asked for under this id was made already. To be asked under the
    conference's lock: then nobody else is making it.
    """
    return request is not None and Step.objects.filter(request=request).exists()
