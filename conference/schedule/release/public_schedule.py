"""What the public sees of a conference's schedule: the programme of its latest release, and nothing
else.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from conference.core.errors import NotFound
from conference.editions.actions import follow_clock
from conference.editions.models import Conference
from conference.schedule.models import Release
from conference.schedule.release.content import Content
from conference.schedule.release.programme import Programme, programme_of

# Every public page asks this first. Django would take half the time of a kept page to put it into
# SQL each time.
_FIND_VERSION = f"""
    SELECT id, public_version, public_token, next_change_at <= %s
    FROM {Conference._meta.db_table} WHERE slug = %s
"""  # noqa: S608 - the name of the table is Django's own


@dataclass(frozen=True)
class PublicSchedule:
    """A conference in its public version, and the release that is public then, if one is.

    Only the version is known at first, which is enough for a page that was made before. The rest is
    loaded when somebody asks for it.
    """

    conference_pk: int
    conference_slug: str
    version: int
    token: str

    @cached_property
    def conference(self) -> Conference:
        """The conference itself."""
        if self.release:
            return self.release.conference
        return Conference.objects.get(pk=self.conference_pk)

    @property
    def release_pk(self) -> int | None:
        """The key of the release; None if nothing is published."""
        return self._known[0]

    @property
    def digest(self) -> str:
        """The digest of the release's content; "" if nothing is published."""
        return self._known[1]

    @property
    def _known(self) -> tuple[int | None, str, int | None]:
        return public_release_at(self.conference_pk, self.token)

    @cached_property
    def release(self) -> Release | None:
        """The release, its content left to be loaded when it is asked for; None if nothing is
        published.
        """
        if self.release_pk is None:
            return None
        releases = Release.objects.select_related("conference").defer("content")
        return releases.get(pk=self.release_pk)

    @cached_property
    def programme(self) -> Programme | None:
        """The programme of the release; None if nothing is published."""
        return programme_of_release(self.release_pk, self.digest) if self.release_pk else None

    @property
    def has_talks(self) -> bool:
        """Whether it holds a presentation: only then are there talks to look for, and to star."""
        return bool(self.programme and self.programme.talks)

    def has_talk(self, number: int) -> bool:
        """Whether it holds the presentation with this number."""
        return bool(self.programme and number in self.programme.talks)

    @property
    def facts(self) -> list[Any]:
        """What its pages depend on, for `shared_response`: the site, the conference …

        … and what was withdrawn last. So no last version of a page from before that is ever shown,
        not even while a new one is being made.
        """
        is_published = self.release_pk is not None
        about = [self.conference_pk, self.conference_slug]
        return [settings.SITE_URL, *about, is_published, self._known[2]]

    @property
    def version_facts(self) -> list[Any]:
        """… and its public version, which says how new they are."""
        return [self.version, self.token]


def find_public_schedule(conference_slug: str) -> PublicSchedule:
    """The public schedule of a conference in one query; `NotFound` if there is no such
    conference.

    Who comes first after something has changed by the clock also raises the public version.
    """
    pk, version, token, has_changed = _find_version(conference_slug)
    if has_changed:
        follow_clock(pk)
        pk, version, token, _again = _find_version(conference_slug)
    return PublicSchedule(pk, conference_slug, version, str(token))


def find_published_schedule(conference_slug: str) -> PublicSchedule:
    """The same, where there is a release: `NotFound` while nothing is public."""
    public = find_public_schedule(conference_slug)
    if public.release_pk is None:
        sentence = _("The schedule of %(conference)s is not published yet.")
        raise NotFound(sentence % {"conference": public.conference})
    return public


def _find_version(conference_slug: str) -> tuple[Any, ...]:
    """The key, the public version and its token, and whether something has changed by the clock
    since.
    """
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_FIND_VERSION, [now, conference_slug])
        row: tuple[Any, ...] | None = cursor.fetchone()
    if row is None:
        sentence = _("There is no conference “%(slug)s”: look at its address again.")
        raise NotFound(sentence % {"slug": conference_slug})
    return row


@lru_cache(maxsize=256)
def public_release_at(conference_pk: int, token: str) -> tuple[int | None, str, int | None]:
    """The key and the digest of the release that is public in the version of a conference with this
    token, and the key of the last one that was withdrawn; None, "" and None if none is public.

    Another release is another version, so each process asks once.
    """
    withdrawn = Release.objects.filter(conference=conference_pk).exclude(withdrawn_at=None)
    known = Release.objects.public().filter(conference=conference_pk)
    known = known.annotate(withdrawn=Subquery(withdrawn.order_by("-pk").values("pk")[:1]))
    return known.values_list("pk", "digest", "withdrawn").first() or (None, "", None)


@lru_cache(maxsize=16)
def programme_of_release(pk: int, digest: str) -> Programme:
    """The programme of the release with this key and digest.

    It never changes, so each process reads and builds it once, and keeps it while it is asked for.
    """
    data = Release.objects.values_list("content", flat=True).get(pk=pk, digest=digest)
    return programme_of(Content.from_json(data))
