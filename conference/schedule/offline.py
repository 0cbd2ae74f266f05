"""The schedule without a network: the service worker's script, and the pack of pages that it keeps.

One pack holds the home page, the schedule with its days and rooms, talks, speakers, and "my schedule", each
without the frame around it, which is the same for all and there once, like each day of the schedule.
static/js/worker.js puts them together again; it keeps nothing that depends on who asks.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference.core.errors import NotFound
from conference.core.public_pages import shared_response
from conference.core.version import code_version
from conference.core.zones import choose_zone
from conference.schedule.grid import grid_of
from conference.schedule.picks import MOST_PICKS, MOST_PICKS_IN_A_CODE
from conference.schedule.programme import Programme, ProgrammeDay
from conference.schedule.published import PublicSchedule, find_public_schedule
from conference.schedule.search import SearchForm

Render = Callable[..., SafeString]
"""A template with what it is to show, as keywords, made into HTML."""

# Where the worker puts a page's own parts into the frame.
MARKS = {"title": "<!--title-->", "body_class": "<!--body-class-->", "main": "<!--main-->"}
BROWSERS_LANGUAGES = {"en": "en-001"}
"""What browsers call a language whose dates they are to write as we do: plain "en" is American to them."""

ASSET = re.compile(r'(?:href|src)="([^"]+\.(?:css|js|woff2|svg))"')


@login_not_required
@require_safe
def worker_script(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """The service worker of a conference's pages.

    It lives beside them, because that is how far it may reach. It is a different script for every release,
    which is how browsers learn that there is something new; while none is public it keeps nothing.
    """
    public = find_public_schedule(conference_slug)
    told = json.dumps([*public.facts, code_version(), get_language()], default=str)
    home = reverse("dashboard:home", args=[conference_slug])
    orders = {
        "home": home,
        "schedule": reverse("schedule:detail", args=[conference_slug]),
        "draft": reverse("dashboard:draft", args=[conference_slug]),
        "assets": settings.STATIC_URL,
        "pack": reverse("schedule:offline", args=[conference_slug]) if public.release_pk else None,
        "version": hashlib.sha256(told.encode()).hexdigest()[:16],
    }

    def render() -> str:
        script = json.dumps(static("js/worker.js"))
        return f"importScripts({script});\nserve({json.dumps(orders)});\n"

    return shared_response(request, ["sw.js", told], render, content_type="text/javascript")


@login_not_required
@require_safe
def offline_pack(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """What the service worker keeps, as JSON; 404 while nothing is public."""
    public = find_public_schedule(conference_slug)
    if public.release_pk is None:
        raise NotFound(
            _("The schedule of %(conference)s is not published yet.") % {"conference": public.conference}
        )

    def render() -> str:
        return json.dumps(_pack(request, public), ensure_ascii=False)

    return shared_response(request, ["offline.json", *public.facts], render, content_type="application/json")


def _pack(request: HttpRequest, public: PublicSchedule) -> dict[str, Any]:
    shared = {
        "conference": public.conference,
        "release": public.release,
        "has_talks": public.has_talks,
        "programme": public.programme,
        "chosen": choose_zone(""),
    }

    def render(template: str, **context: Any) -> SafeString:
        return render_to_string(template, {**shared, **context}, request)

    frame = render("schedule/offline_frame.html", marks=MARKS)
    programme = public.programme
    return {
        "frame": frame,
        "marks": MARKS,
        "assets": sorted(set(ASSET.findall(frame))),
        "pages": dict(_pages(public.conference.slug, programme, render)) if programme else {},
        "instead": _instead(public.conference.slug, programme) if programme else {},
        "days": {_mark(day): _day(day, render) for day in programme.days} if programme else {},
        "absent": {"title": _("Not on this device"), "main": render("schedule/_offline_absent.html")},
        **_words(public),
    }


def _instead(slug: str, programme: Programme) -> dict[str, dict[str, str]]:
    """Pages that are not kept, each with the page that holds all of it, and the sentence that says so."""
    note = _("Sections by themselves need the network: here is everything.")
    page = reverse("schedule:detail", args=[slug])
    addresses = [
        reverse("schedule:section", args=[slug, section.slug]) for section in programme.used_sections
    ]
    return {address: {"page": page, "note": note} for address in addresses}


def _words(public: PublicSchedule) -> dict[str, Any]:
    """What the worker says beside the pages: how old they are, and what it cannot do by itself."""
    release, programme = public.release, public.programme
    note = _(
        "The network does not answer. This is release %(number)s, published on {published} and kept on this "
        "device since {kept}."
    )
    searches = _("Searching needs the network: here is everything.")
    zones = _("Other time zones need the network: all times here are the conference’s own, in %(zone)s.")
    return {
        "language": BROWSERS_LANGUAGES.get(get_language(), get_language()),
        "published": release.created_at.isoformat() if release else "",
        "note": note % {"number": release.number if release else ""},
        "note_of_a_page": _("The network does not answer. This page is as it was on {kept}."),
        # What addresses may ask for, and what is said instead.
        "beyond": {
            **dict.fromkeys(SearchForm.base_fields, searches),
            "zone": zones % {"zone": programme.zone_name if programme else ""},
        },
    }


def _pages(slug: str, programme: Programme, render: Render) -> Iterator[tuple[str, dict[str, str]]]:
    def address(name: str, *arguments: object) -> str:
        return reverse(f"schedule:{name}", args=[slug, *arguments])

    def page(title: str, body: str, **context: Any) -> dict[str, str]:
        main = render("schedule/_offline_page.html", body=f"schedule/{body}.html", **context)
        return {"title": title, "main": main}

    home = render("dashboard/_home.html")
    yield reverse("dashboard:home", args=[slug]), {"title": _("Home"), "body_class": "home", "main": home}
    yield from _schedules(address, programme, render)
    limits = {"most": MOST_PICKS, "most_in_a_code": MOST_PICKS_IN_A_CODE}
    mine = settings.SITE_URL + address("my")
    yield address("my"), page(_("My schedule"), "_my_schedule", address=mine, **limits)
    days = programme.of(programme.talks.values()).days
    yield address("presentations"), page(_("Talks"), "_offline_talks", days=days)
    for number, entry in programme.talks.items():
        yield address("presentation", number), page(entry.title, "_sheet", entry=entry)
    people = [(person, programme.given_by(person)) for person in programme.people.values()]
    yield address("speakers"), page(_("Speakers"), "_offline_speakers", speakers=people)
    for person, given in people:
        yield address("speaker", person.id), page(person.name, "_speaker", person=person, given=given)


def _schedules(
    address: Callable[..., str], programme: Programme, render: Render
) -> Iterator[tuple[str, dict[str, str]]]:
    """The whole schedule, its days and its rooms. The days are in the pack once, and marks on the pages."""

    def page(part: Programme, heading: str, parts: list[SafeString], body_class: str = "") -> dict[str, str]:
        context = {"programme": part, "is_part": part is not programme, "heading": heading, "parts": parts}
        days = [(day, None) for day in part.days]
        main = render("schedule/_offline_schedule.html", days=days, **context)
        return {"title": heading, "body_class": f"schedule {body_class}", "main": main}

    yield address("detail"), page(programme, _("Schedule"), [_mark(day) for day in programme.days])
    for day in programme.days:
        heading = date_format(day.date, _("l, j F"))
        yield address("day", day.date), page(programme.on(day.date), heading, [_mark(day)])
    for room in programme.rooms:
        part = programme.in_room(room)
        parts = [_day(day, render, programme=part) for day in part.days]
        yield address("room", room.slug), page(part, room.name, parts, "schedule--room")


def _day(day: ProgrammeDay, render: Render, **context: Any) -> SafeString:
    return render("schedule/_day.html", day=day, grid=grid_of(day), **context)


def _mark(day: ProgrammeDay) -> SafeString:
    return format_html("<!--{}-->", day.date)
