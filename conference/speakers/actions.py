"""What people do with speakers. Each action is one transaction; `by` is None for the command
line.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from conference.accounts.models import User
from conference.editions.actions import lock_conference
from conference.editions.history import record
from conference.speakers.models import Speaker


def save_speaker(speaker: Speaker, *, by: User | None) -> Speaker:
    """Write a speaker, new or changed."""
    is_new = speaker.pk is None
    sentence = _("Speaker added: %(name)s.") if is_new else _("Speaker changed: %(name)s.")
    with transaction.atomic():
        lock_conference(speaker.conference)
        speaker.save()
        record(
            speaker.conference,
            by=by,
            code="speaker-added" if is_new else "speaker-changed",
            sentence=sentence % {"name": speaker},
            about=speaker,
        )
    return speaker


def remove_speaker(speaker: Speaker, *, by: User | None) -> None:
    """Remove a speaker who gives no presentation; the database refuses one who does."""
    with transaction.atomic():
        lock_conference(speaker.conference)
        sentence = _("Speaker removed: %(name)s.") % {"name": speaker}
        code = "speaker-removed"
        record(speaker.conference, by=by, code=code, sentence=sentence, about=speaker)
        speaker.delete()
