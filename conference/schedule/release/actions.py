"""What people do with releases. Each action is one transaction; `by` is None for the command
line.
"""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from conference.accounts.models import User
from conference.core.errors import DomainError
from conference.editions.actions import lock_conference, raise_public_version
from conference.editions.history import record
from conference.editions.models import Conference, Section
from conference.schedule.core.rules import double_uses
from conference.schedule.draft.store import ImpossibleTimetable
from conference.schedule.models import Release
from conference.schedule.release.content import Content, timetable_of
from conference.schedule.release.freezing import freeze, freeze_draft


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


class NothingDrafted(DomainError):
    """Nothing is public, and nothing stands in the draft either."""

    def __init__(self) -> None:
        super().__init__(
            _("The draft is empty, so there is nothing to publish: import a spreadsheet first.")
        )


def refusal_to_publish(last: Release | None, content: Content) -> DomainError | None:
    """Why `content` is not worth publishing after `last`, a release with its `is_public`; None if
    it is.

    An empty schedule may take the place of one that is public, which is how people learn that all
    of it is off.
    """
    is_public = last is not None and last.is_public
    if last and is_public and last.digest == content.digest:
        return NothingToPublish(last)
    if not is_public and not content.events:
        return NothingDrafted()
    return None


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

    The other sections stay as they stand in the last release. `seen` is the digest of the draft
    that was looked at (None: nobody looked), as `freeze_draft` has it. Refuses with `DraftChanged`
    if it is another by now, with `ImpossibleTimetable` if old and new sections together need one
    room twice, and as `refusal_to_publish` says.
    """
    _refuse_long_note(note)
    with transaction.atomic():
        lock_conference(conference)
        last = Release.objects.with_publicity().latest_of(conference)
        previous = Content.from_json(last.content) if last else None
        at, chosen = timezone.now(), conference.sections.all() if sections is None else sections
        content = freeze(conference, sections=chosen, previous=previous, at=at)
        if refusal := refusal_to_publish(last, content):
            raise refusal
        if seen is not None and seen != freeze_draft(conference, previous).digest:
            raise DraftChanged
        if sentences := double_uses(timetable_of(content)):
            raise ImpossibleTimetable(sentences)
        release = Release.objects.create(
            conference=conference,
            number=last.number + 1 if last else 1,
            content=content.as_json(),
            digest=content.digest,
            note=note,
            created_at=at,
            created_by=by,
        )
        _tell(release, "published", _("Release %(number)d published."), by)
    return release


def withdraw_release(conference: Conference, *, by: User | None) -> Release:
    """Take the schedule off the public pages until the next release; refuses if nothing is
    public.
    """
    with transaction.atomic():
        lock_conference(conference)
        release = Release.objects.public_of(conference)
        if release is None:
            raise DomainError(_("No schedule is public: there is nothing to withdraw."))
        release.withdrawn_at = timezone.now()
        release.withdrawn_by = by
        release.save(update_fields=["withdrawn_at", "withdrawn_by"])
        _tell(release, "withdrawn", _("Release %(number)d withdrawn."), by)
    return release


def _tell(release: Release, deed: str, sentence: str, by: User | None) -> None:
    """Add what was done with a release to the history, and say that public pages are new."""
    record(
        release.conference,
        by=by,
        code=f"release-{deed}",
        sentence=sentence % {"number": release.number},
        about=release,
    )
    raise_public_version(release.conference)
