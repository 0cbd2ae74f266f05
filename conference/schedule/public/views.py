"""The public pages of the schedule. They read the latest release and nothing else."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference.core.errors import NotFound
from conference.schedule.public.feed_links import (
    alternates_of_presentation,
    alternates_of_room,
    alternates_of_schedule,
    alternates_of_section,
    alternates_of_speaker,
)
from conference.schedule.public.grid import grid_of
from conference.schedule.public.json_ld import (
    as_json_ld,
    conference_as_data,
    speaker_as_data,
    talk_as_data,
)
from conference.schedule.public.release_page import Context, release_page
from conference.schedule.public.search import SearchForm, find_talks
from conference.schedule.release.programme import Programme
from conference.schedule.release.public_schedule import PublicSchedule, find_public_schedule


@login_not_required
@require_safe
def schedule_detail(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """The whole schedule by day and time, or that it is not published yet."""
    public = find_public_schedule(conference_slug)
    context = {"heading": _("Schedule"), "feeds": alternates_of_schedule(conference_slug)}
    return _schedule_page(request, public, ["schedule"], context, lambda programme: programme)


@login_not_required
@require_safe
def day_detail(request: HttpRequest, conference_slug: str, date: dt.date) -> HttpResponseBase:
    """What starts on one date."""
    public = find_public_schedule(conference_slug)
    if public.programme and date not in [day.date for day in public.programme.days]:
        raise NotFound(_no_such(public, date))
    context = {
        "heading": date_format(date, _("l, j F")),
        "only_date": date,
        "feeds": alternates_of_schedule(conference_slug),
    }
    return _schedule_page(
        request, public, ["day", date], context, lambda programme: programme.on(date)
    )


@login_not_required
@require_safe
def section_detail(
    request: HttpRequest, conference_slug: str, section_slug: str
) -> HttpResponseBase:
    """What belongs to one section."""
    public = find_public_schedule(conference_slug)
    sections = public.programme.sections if public.programme else ()
    section = next((section for section in sections if section.slug == section_slug), None)
    if public.programme and section is None:
        raise NotFound(_no_such(public, section_slug))
    context = {
        "heading": section.name if section else _("Schedule"),
        "only_section": section,
        "feeds": alternates_of_section(conference_slug, section_slug),
    }
    return _schedule_page(
        request,
        public,
        ["section", section_slug],
        context,
        lambda programme: programme.of_section(section_slug),
    )


@login_not_required
@require_safe
def room_detail(request: HttpRequest, conference_slug: str, room_slug: str) -> HttpResponseBase:
    """What takes place in one room."""
    public = find_public_schedule(conference_slug)
    rooms = public.programme.rooms if public.programme else ()
    room = next((room for room in rooms if room.slug == room_slug), None)
    if public.programme and room is None:
        raise NotFound(_no_such(public, room_slug))
    context = {
        "heading": room.name if room else _("Schedule"),
        "only_room": room,
        "feeds": alternates_of_room(conference_slug, room_slug),
    }
    return _schedule_page(
        request,
        public,
        ["room", room_slug],
        context,
        lambda programme: programme.in_room(room) if room else programme,
    )


@login_not_required
@require_safe
def presentation_list(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """All presentations, or those that somebody looks for."""
    public = find_public_schedule(conference_slug)
    asked = {
        name: value
        for name, value in request.GET.items()
        if name in SearchForm.base_fields and value
    }

    def context_of(programme: Programme) -> Context:
        form = SearchForm(programme, request.GET if asked else None)
        found = find_talks(programme, form.asked)
        days = programme.of(found).days
        return {"form": form, "found": found, "days": days, "of": len(programme.talks)}

    return release_page(
        request,
        public,
        ["presentations", sorted(asked.items())],
        "schedule/presentation_list.html",
        {"heading": _("Talks"), "asked": asked, "feeds": alternates_of_schedule(conference_slug)},
        context_of,
        is_kept=not asked,
    )


@login_not_required
@require_safe
def presentation_detail(
    request: HttpRequest, conference_slug: str, number: int
) -> HttpResponseBase:
    """One presentation: what it is about, who gives it, when and where."""
    public = find_public_schedule(conference_slug)
    if public.programme is None or number not in public.programme.talks:
        raise NotFound(_no_such(public, number))

    def context_of(programme: Programme) -> Context:
        entry = programme.talks[number]
        data = talk_as_data(public.conference, entry)
        return {
            "entry": entry,
            "beside": programme.beside(entry),
            "json_ld": as_json_ld(data),
            "preview": data["description"],
        }

    return release_page(
        request,
        public,
        ["presentation", number],
        "schedule/presentation_detail.html",
        {
            "heading": public.programme.talks[number].title,
            "feeds": alternates_of_presentation(conference_slug, number),
        },
        context_of,
    )


@login_not_required
@require_safe
def speaker_list(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """Everyone who speaks, by name."""
    public = find_public_schedule(conference_slug)

    def context_of(programme: Programme) -> Context:
        return {
            "speakers": [
                (person, programme.given_by(person)) for person in programme.people.values()
            ]
        }

    context = {"heading": _("Speakers"), "feeds": alternates_of_schedule(conference_slug)}
    return release_page(
        request, public, ["speakers"], "schedule/speaker_list.html", context, context_of
    )


@login_not_required
@require_safe
def speaker_detail(request: HttpRequest, conference_slug: str, pk: int) -> HttpResponseBase:
    """Someone who speaks, and what they give."""
    public = find_public_schedule(conference_slug)
    if public.programme is None or pk not in public.programme.people:
        raise NotFound(_no_such(public, pk))
    person = public.programme.people[pk]

    def context_of(programme: Programme) -> Context:
        data = speaker_as_data(public.conference, person)
        return {
            "person": person,
            "given": programme.given_by(person),
            "json_ld": as_json_ld(data),
            "preview": data["description"],
        }

    context = {"heading": person.name, "feeds": alternates_of_speaker(conference_slug, pk)}
    return release_page(
        request, public, ["speaker", pk], "schedule/speaker_detail.html", context, context_of
    )


def _schedule_page(
    request: HttpRequest,
    public: PublicSchedule,
    facts: list[Any],
    context: Context,
    part_of: Callable[[Programme], Programme],
) -> HttpResponseBase:
    """A part of the schedule, laid out day by day."""

    def context_of(programme: Programme) -> Context:
        part = part_of(programme)
        return {
            "whole": programme,
            "programme": part,
            "days": [(day, grid_of(day)) for day in part.days],
            "json_ld": as_json_ld(conference_as_data(public.conference, programme)),
        }

    return release_page(
        request, public, facts, "schedule/schedule_detail.html", context, context_of
    )


def _no_such(public: PublicSchedule, name: object) -> str:
    return _("“%(name)s” is not in the public schedule of %(conference)s: look it up there.") % {
        "conference": public.conference,
        "name": name,
    }
