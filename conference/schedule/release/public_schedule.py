"""What the public sees of a conference's schedule: the programme of its latest release, and nothing
else.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from conference.core.errors import NotFound
from conference.editions.models import Conference
from conference.schedule.models import Release
from conference.schedule.release.content import Content
from conference.schedule.release.programme import Programme, programme_of

ANY_SLUG = "<slug>"
"""Stands in the prepared question for the slug that is asked for; no conference can have it."""


@dataclass(frozen=True)
class PublicSchedule:
    """A conference, and its release if one is public.

    Only what tells them apart is known at first, which is enough for a page that was made before.
    The rest is loaded when somebody asks for it.
    """

    conference_pk: int
    release_pk: int | None
    digest: str
    conference_ends_on: dt.date
    columns: tuple[Any, ...]

    @cached_property
    def conference(self) -> Conference:
        """The conference itself."""
        return Conference.objects.get(pk=self.conference_pk)

    @cached_property
    def release(self) -> Release | None:
        """The release, its content left to be loaded when it is asked for; None if nothing is
        published.
        """
        if self.release_pk is None:
            return None
        return Release.objects.defer("content").get(pk=self.release_pk)

    @cached_property
    def programme(self) -> Programme | None:
        """The programme of the release; None if nothing is published."""
        return programme_of_release(self.release_pk, self.digest) if self.release_pk else None

    @property
    def has_talks(self) -> bool:
        """Whether it holds a presentation: only then are there talks to look for, and to star."""
        return bool(self.programme and self.programme.talks)

    @property
    def facts(self) -> list[Any]:
        """What its pages depend on, for `shared_response`: the conference, the release, the
        address.
        """
        return [settings.SITE_URL, self.release_pk, self.digest, *self.columns]


def find_public_schedule(conference_slug: str) -> PublicSchedule:
    """The public schedule of a conference in one query; `NotFound` if there is no such
    conference.
    """
    sql, parameters = _question()
    with connection.cursor() as cursor:
        cursor.execute(
            sql, [conference_slug if value == ANY_SLUG else value for value in parameters]
        )
        row = cursor.fetchone()
    if row is None:
        sentence = _("There is no conference “%(slug)s”: look at its address again.")
        raise NotFound(sentence % {"slug": conference_slug})
    conference_pk, release_pk, digest, withdrawn_at, ends_on, *columns = row
    # A cursor gives dates as the database has them: SQLite has texts.
    ends_on = dt.date.fromisoformat(str(ends_on))
    if release_pk is None or withdrawn_at is not None:
        return PublicSchedule(conference_pk, None, "", ends_on, tuple(columns))
    return PublicSchedule(conference_pk, release_pk, digest, ends_on, tuple(columns))


@cache
def _question() -> tuple[str, tuple[Any, ...]]:
    """SQL for a row of what a public schedule is known by, and all columns of its conference; its
    parameters.

    Put into words once: to do that takes Django ten times as long as to ask, and every public page
    asks.
    """
    last = Release.objects.filter(conference=OuterRef("pk")).order_by("-number")
    found = (
        Conference.objects.filter(slug=ANY_SLUG)
        .order_by()
        .annotate(
            release_pk=Subquery(last.values("pk")[:1]),
            release_digest=Subquery(last.values("digest")[:1]),
            withdrawn_at=Subquery(last.values("withdrawn_at")[:1]),
        )
        .values_list(
            "pk",
            "release_pk",
            "release_digest",
            "withdrawn_at",
            "ends_on",
            *(field.attname for field in Conference._meta.concrete_fields),
        )
    )
    sql, parameters = found.query.sql_with_params()
    return sql, parameters


@lru_cache(maxsize=16)
def programme_of_release(pk: int, digest: str) -> Programme:
    """The programme of the release with this key and digest.

    It never changes, so each process reads and builds it once, and keeps it while it is asked for.
    """
    data = Release.objects.values_list("content", flat=True).get(pk=pk, digest=digest)
    return programme_of(Content.from_json(data))
