"""The public pages of the schedule. They read the latest release and nothing else."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from conference.core.errors import NotFound
from conference.core.public_pages import public_page
from conference.schedule.public.feed_links import (
    feed_links_of_presentation,
    feed_links_of_room,
    feed_links_of_schedule,
    feed_links_of_section,
    feed_links_of_speaker,
)
from conference.schedule.public.grid import grid_of
from conference.schedule.public.json_ld import (
    as_json_ld,
    conference_as_data,
    speaker_as_data,
    talk_as_data,
)
from conference.schedule.public.release_page import Context, release_page
from conference.schedule.public.search import SearchForm, index_of_release
from conference.schedule.release.programme import Programme
from conference.schedule.release.public_schedule import PublicSchedule, find_public_schedule


@public_page
def schedule_detail(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """The whole schedule by day and time, or that it is not published yet."""
    public = find_public_schedule(conference_slug)
    context = {"feeds": feed_links_of_schedule(conference_slug)}
    return _schedule_page(request, public, ["schedule"], context, lambda whole: (whole, {}))


@public_page
def day_detail(request: HttpRequest, conference_slug: str, date: dt.date) -> HttpResponseBase:
    """What starts on one date."""
    public = find_public_schedule(conference_slug)
    context = {"heading": _day_name(date), "feeds": feed_links_of_schedule(conference_slug)}

    def part_of(whole: Programme) -> tuple[Programme, Context]:
        if date not in [day.date for day in whole.days]:
            raise NotFound(_no_such(public, date))
        return whole.on(date), {"only_date": date}

    return _schedule_page(request, public, ["day", date], context, part_of)


@public_page
def section_detail(
    request: HttpRequest, conference_slug: str, section_slug: str
) -> HttpResponseBase:
    """What belongs to one section."""
    public = find_public_schedule(conference_slug)
    context = {"feeds": feed_links_of_section(conference_slug, section_slug)}

    def part_of(whole: Programme) -> tuple[Programme, Context]:
        for section in whole.sections:
            if section.slug == section_slug:
                told = {"heading": section.name, "only_section": section}
                return whole.of_section(section_slug), told
        raise NotFound(_no_such(public, section_slug))

    return _schedule_page(request, public, ["section", section_slug], context, part_of)


@public_page
def room_detail(request: HttpRequest, conference_slug: str, room_slug: str) -> HttpResponseBase:
    """What takes place in one room."""
    public = find_public_schedule(conference_slug)
    context = {"feeds": feed_links_of_room(conference_slug, room_slug)}

    def part_of(whole: Programme) -> tuple[Programme, Context]:
        for room in whole.rooms:
            if room.slug == room_slug:
                return whole.in_room(room), {"heading": room.name, "only_room": room}
        raise NotFound(_no_such(public, room_slug))

    return _schedule_page(request, public, ["room", room_slug], context, part_of)


@public_page
def presentation_list(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """All presentations, or those that somebody looks for."""
    public = find_public_schedule(conference_slug)
    asked = {
        name: value
        for name, value in request.GET.items()
        if name in SearchForm.base_fields and value
    }

    def context_of(programme: Programme) -> Context:
        index = index_of_release(public.release_pk or 0, public.digest)
        form = SearchForm(index, request.GET if asked else None)
        found = [programme.talks[number] for number in index.find(form.asked)]
        return {
            "form": form,
            "found": found,
            "talks_by_day": programme.by_day(found),
            "of": len(programme.talks),
        }

    return release_page(
        request,
        public,
        ["presentations", sorted(asked.items())],
        "schedule/presentation_list.html",
        {"heading": _("Talks"), "asked": asked, "feeds": feed_links_of_schedule(conference_slug)},
        context_of,
        is_kept=not asked,
    )


@public_page
def presentation_detail(
    request: HttpRequest, conference_slug: str, number: int
) -> HttpResponseBase:
    """One presentation: what it is about, who gives it, when and where."""
    public = _published_or_not_found(conference_slug, number)

    def context_of(programme: Programme) -> Context:
        talk = programme.talks.get(number)
        if talk is None:
            raise NotFound(_no_such(public, number))
        data = talk_as_data(public.conference, talk)
        return {
            "heading": talk[0].title,
            "talk": talk,
            "entry": talk[0],
            "beside": programme.beside(talk),
            "json_ld": as_json_ld(data),
            "preview": data["description"],
        }

    return release_page(
        request,
        public,
        ["presentation", number],
        "schedule/presentation_detail.html",
        {"feeds": feed_links_of_presentation(conference_slug, number)},
        context_of,
    )


@public_page
def speaker_list(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """Everyone who speaks, by name."""
    public = find_public_schedule(conference_slug)

    def context_of(programme: Programme) -> Context:
        people = programme.people.values()
        return {"speakers": [(person, programme.given_by(person)) for person in people]}

    context = {"heading": _("Speakers"), "feeds": feed_links_of_schedule(conference_slug)}
    return release_page(
        request, public, ["speakers"], "schedule/speaker_list.html", context, context_of
    )


@public_page
def speaker_detail(request: HttpRequest, conference_slug: str, pk: int) -> HttpResponseBase:
    """Someone who speaks, and what they give."""
    public = _published_or_not_found(conference_slug, pk)

    def context_of(programme: Programme) -> Context:
        person = programme.people.get(pk)
        if person is None:
            raise NotFound(_no_such(public, pk))
        data = speaker_as_data(public.conference, person)
        return {
            "heading": person.name,
            "person": person,
            "given": programme.given_by(person),
            "json_ld": as_json_ld(data),
            "preview": data["description"],
        }

    context = {"feeds": feed_links_of_speaker(conference_slug, pk)}
    return release_page(
        request, public, ["speaker", pk], "schedule/speaker_detail.html", context, context_of
    )


def _schedule_page(
    request: HttpRequest,
    public: PublicSchedule,
    facts: list[Any],
    context: Context,
    part_of: Callable[[Programme], tuple[Programme, Context]],
) -> HttpResponseBase:
    """A part of the schedule, laid out day by day. `part_of` gives it, and what it is called."""

    def context_of(whole: Programme) -> Context:
        part, told = part_of(whole)
        return {
            **told,
            "whole": whole,
            "programme": part,
            "days": [(day, grid_of(day)) for day in part.days],
            "json_ld": as_json_ld(conference_as_data(public.conference, whole)),
        }

    context = {"heading": _("Schedule"), **context}
    return release_page(
        request, public, facts, "schedule/schedule_detail.html", context, context_of
    )


def _published_or_not_found(conference_slug: str, name: object) -> PublicSchedule:
    """The public schedule, to which something called `name` can only belong if there is one."""
    public = find_public_schedule(conference_slug)
    if public.release_pk is None:
        raise NotFound(_no_such(public, name))
    return public


def _day_name(date: dt.date) -> str:
    return date_format(date, _("l, j F"))


def _no_such(public: PublicSchedule, name: object) -> str:
    return _("“%(name)s” is not in the public schedule of %(conference)s: look it up there.") % {
        "conference": public.conference,
        "name": name,
    }
