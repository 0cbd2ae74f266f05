"""The schedule for programs: the latest release in formats that docs/formats.md describes."""

import io
import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from conference.core.errors import NotFound
from conference.core.public_pages import public_page, shared_response
from conference.schedule.feeds import calendars
from conference.schedule.feeds.c3voc import schedule_as_c3voc
from conference.schedule.feeds.exports import schedule_as_json, write_csv
from conference.schedule.feeds.frab import write_frab
from conference.schedule.models import Release
from conference.schedule.public.addresses import talk_path
from conference.schedule.public.feed_links import C3VOC, CSV, FRAB, ICS, JSON
from conference.schedule.public.starred_talks import NoListOfTalks, parse_talks
from conference.schedule.release.content import Content
from conference.schedule.release.programme import Entry
from conference.schedule.release.public_schedule import PublicSchedule, find_published_schedule

BAD_REQUEST = 400


@public_page
def schedule_json(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """The schedule in our own JSON; 404 while none is public."""

    def write(release: Release, content: Content) -> str:
        at = release.created_at
        feed = schedule_as_json(content, number=release.number, published_at=at)
        return json.dumps(feed, ensure_ascii=False)

    return _feed(request, find_published_schedule(conference_slug), ["schedule.json"], write, JSON)


@public_page
def schedule_csv(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """The schedule as a spreadsheet in the importer's own dialect; 404 while none is public."""

    def write(_release: Release, content: Content) -> str:
        text = io.StringIO(newline="")
        write_csv(content, text, with_section=True)
        return text.getvalue()

    response = _feed(
        request, find_published_schedule(conference_slug), ["schedule.csv"], write, CSV
    )
    response["Content-Disposition"] = f'attachment; filename="{conference_slug}-schedule.csv"'
    return response


@public_page
def schedule_xml(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """The schedule as frab's schedule.xml; 404 while none is public."""

    def write(release: Release, content: Content) -> bytes:
        return write_frab(content, **_addresses(conference_slug, release))

    return _feed(request, find_published_schedule(conference_slug), ["schedule.xml"], write, FRAB)


@public_page
def schedule_c3voc(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """The schedule as c3voc's JSON; 404 while none is public."""

    def write(release: Release, content: Content) -> str:
        feed = schedule_as_c3voc(content, **_addresses(conference_slug, release))
        return json.dumps(feed, ensure_ascii=False)

    return _feed(request, find_published_schedule(conference_slug), ["c3voc.json"], write, C3VOC)


# --- Calendars ------------------------------------------------------------------------------------


@public_page
def schedule_ics(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """The whole schedule as a calendar; 404 while none is public."""
    return _calendar(request, conference_slug, ["all"], lambda _content: calendars.EVERYTHING)


@public_page
def section_ics(request: HttpRequest, conference_slug: str, section_slug: str) -> HttpResponseBase:
    """A section as a calendar."""
    return _calendar(
        request,
        conference_slug,
        ["section", section_slug],
        lambda content: calendars.section_part(content, section_slug),
    )


@public_page
def room_ics(request: HttpRequest, conference_slug: str, room_slug: str) -> HttpResponseBase:
    """A room as a calendar."""
    return _calendar(
        request,
        conference_slug,
        ["room", room_slug],
        lambda content: calendars.room_part(content, room_slug),
    )


@public_page
def presentation_ics(request: HttpRequest, conference_slug: str, number: int) -> HttpResponseBase:
    """One presentation as a calendar."""
    return _calendar(
        request,
        conference_slug,
        ["presentation", number],
        lambda content: calendars.presentation_part(content, number),
    )


@public_page
def speaker_ics(request: HttpRequest, conference_slug: str, pk: int) -> HttpResponseBase:
    """What one speaker gives, as a calendar."""
    return _calendar(
        request,
        conference_slug,
        ["speaker", pk],
        lambda content: calendars.speaker_part(content, pk),
    )


@public_page
def my_ics(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """The talks that `?talks=7,12,33` names, as a calendar; 400 if that is no list of them."""
    try:
        numbers = parse_talks(request.GET.get("talks", ""))
    except NoListOfTalks as fault:
        return HttpResponse(
            str(fault), status=BAD_REQUEST, content_type="text/plain; charset=utf-8"
        )
    return _calendar(
        request,
        conference_slug,
        ["my", numbers],
        lambda content: calendars.presentations_part(content, _("My schedule"), numbers),
        is_kept=False,
    )


def _calendar(
    request: HttpRequest,
    conference_slug: str,
    which: list[Any],
    part_of: Callable[[Content], calendars.Part],
    *,
    is_kept: bool = True,
) -> HttpResponseBase:
    """A part of a release as a calendar whose events lead to their pages."""

    public = find_published_schedule(conference_slug)

    def write(release: Release, content: Content) -> bytes:
        try:
            part = part_of(content)
        except calendars.NoSuchPart as fault:
            raise NotFound(_("Nothing of that kind stands on the schedule.")) from fault
        return calendars.write_ics(
            content,
            stamp=release.created_at,
            with_cancelled=calendars.tells_cancelled(release.conference.ends_on, timezone.now()),
            part=part,
            page_of=lambda entry: _page_of(conference_slug, entry),
        )

    return _feed(request, public, ["schedule.ics", *which], write, ICS, is_kept=is_kept)


# --- What all feeds share -------------------------------------------------------------------------


def _feed(
    request: HttpRequest,
    public: PublicSchedule,
    facts: list[Any],
    write: Callable[[Release, Content], str | bytes],
    content_type: str,
    *,
    is_kept: bool = True,
) -> HttpResponseBase:
    def render() -> str | bytes:
        release = Release.objects.select_related("conference").get(pk=public.release_pk or 0)
        return write(release, Content.from_json(release.content))

    return shared_response(
        request,
        [*facts, *public.facts],
        render,
        version=public.version_facts,
        content_type=content_type,
        shelf="pages" if is_kept else None,
    )


def _addresses(conference_slug: str, release: Release) -> dict[str, Any]:
    return {
        "version": str(release.number),
        "site_url": settings.SITE_URL,
        "page_of": lambda entry: _page_of(conference_slug, entry),
    }


def _page_of(conference_slug: str, entry: Entry | None) -> str:
    """The absolute address of an entry's page, or of its place on the schedule; of the schedule for
    None.
    """
    if entry is not None and entry.number is not None:
        return settings.SITE_URL + talk_path(conference_slug, entry.number)
    schedule = settings.SITE_URL + reverse("schedule:detail", args=[conference_slug])
    return schedule if entry is None else f"{schedule}#{entry.id}"
