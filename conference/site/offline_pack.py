"""The schedule without a network: the service worker's script, and the pack of pages that it keeps.

The pack holds the home page, the schedule with its days and rooms, and the lists of talks, of
speakers and of "my schedule", each without the frame around it, which is the same for all and there
once, like each day of the schedule. The pages of talks and speakers are in parts of their own: none
of them takes long to make or to read, however large a conference is. static/js/worker.js puts all
together again; it keeps nothing that depends on who asks.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.core.zones import choose_zone
from conference.schedule.public.grid import grid_of
from conference.schedule.public.release_page import context_of_release
from conference.schedule.public.search import SearchForm
from conference.schedule.public.starred_talks import MOST_STARS, MOST_STARS_IN_A_CODE
from conference.schedule.release.content import Person
from conference.schedule.release.programme import Entry, Programme, ProgrammeDay
from conference.schedule.release.public_schedule import PublicSchedule

Render = Callable[..., SafeString]
"""A template with what it is to show, as keywords, made into HTML."""

PAGES_OF_A_PART = 200
"""So many are made within about a second."""

# Where the worker puts a page's own parts into the frame.
MARKS = {"title": "<!--title-->", "body_class": "<!--body-class-->", "main": "<!--main-->"}
BROWSERS_LANGUAGES = {"en": "en-001"}
"""What browsers call a language whose dates they are to write as we do: plain "en" is American to
them.
"""

ASSET = re.compile(r'<(?:link|script)\b[^>]*?\s(?:href|src)="([^"]+)"')


def pack_of(public: PublicSchedule) -> dict[str, Any]:
    """What the service worker keeps of a public schedule: plain data for JSON."""
    render = _renderer_of(public)
    frame = render("site/offline_frame.html", marks=MARKS)
    programme = public.programme
    return {
        "frame": frame,
        "marks": MARKS,
        "assets": _assets_of(frame, public.conference.slug),
        "pages": dict(_pages(public.conference.slug, programme, render)) if programme else {},
        "parts": [
            reverse("site:offline_part", args=[public.conference.slug, number + 1])
            for number in range(number_of_parts(public))
        ],
        "instead": _instead(public.conference.slug, programme) if programme else {},
        "days": {_mark(day): _day(day, render) for day in programme.days} if programme else {},
        "absent": {"title": _("Not on this device"), "main": render("site/_offline_absent.html")},
        **_words(public),
    }


def _assets_of(frame: str, slug: str) -> list[str]:
    """What the frame needs of ours: static files, and the conference's colours.

    All of it or nothing is kept, so nothing that an organiser typed may be among it: an address of
    another site, or one that leads nowhere, would switch all of this off.
    """
    home = reverse("site:home", args=[slug])
    ours = (settings.STATIC_URL, f"{home}colours.")
    return sorted({path for path in ASSET.findall(frame) if path.startswith(ours)})


def number_of_parts(public: PublicSchedule) -> int:
    """How many parts there are beside the pack."""
    programme = public.programme
    pages = len(programme.talks) + len(programme.people) if programme else 0
    return -(-pages // PAGES_OF_A_PART)


def part_of_pack(public: PublicSchedule, number: int) -> dict[str, Any]:
    """The part with this number, from 1 on: pages of talks, then of speakers, by address."""
    programme = public.programme
    if programme is None:
        return {}
    talks_and_speakers: list[tuple[Entry, ...] | Person] = [
        *programme.talks.values(),
        *programme.people.values(),
    ]
    start = (number - 1) * PAGES_OF_A_PART
    render = _renderer_of(public)
    return dict(
        _talk_or_speaker(public.conference.slug, programme, render, shown)
        for shown in talks_and_speakers[start : start + PAGES_OF_A_PART]
    )


def _renderer_of(public: PublicSchedule) -> Render:
    shared = context_of_release(public, choose_zone(""))

    def render(template: str, **context: Any) -> SafeString:
        return render_to_string(template, {**shared, **context})

    return render


def _instead(slug: str, programme: Programme) -> dict[str, dict[str, str]]:
    """Pages that are not kept, each with the page that holds all of it, and the sentence that says
    so.
    """
    note = _("Sections by themselves need the network: here is everything.")
    page = reverse("schedule:detail", args=[slug])
    addresses = [
        reverse("schedule:section", args=[slug, section.slug])
        for section in programme.used_sections
    ]
    return {address: {"page": page, "note": note} for address in addresses}


def _words(public: PublicSchedule) -> dict[str, Any]:
    """What the worker says beside the pages: how old they are, and what it cannot do by itself."""
    release, programme = public.release, public.programme
    note = _(
        "The network does not answer. This is release %(number)s, published on {published} and "
        "kept on this device since {kept}."
    )
    searches = _("Searching needs the network: here is everything.")
    zones = _(
        "Other time zones need the network: all times here are the conference’s own, in %(zone)s."
    )
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
        return _page(render, title, body, **context)

    home = render("site/_home.html")
    yield (
        reverse("site:home", args=[slug]),
        {"title": _("Home"), "body_class": "home", "main": home},
    )
    yield from _schedules(address, programme, render)
    limits = {"most": MOST_STARS, "most_in_a_code": MOST_STARS_IN_A_CODE}
    mine = settings.SITE_URL + address("my")
    talks = {"talks_by_day": programme.by_day(programme.talks.values())}
    yield (
        address("my"),
        page(_("My schedule"), "schedule/_my_schedule.html", address=mine, **limits, **talks),
    )
    yield address("presentations"), page(_("Talks"), "site/_offline_talks.html", **talks)
    people = [(person, programme.given_by(person)) for person in programme.people.values()]
    yield address("speakers"), page(_("Speakers"), "site/_offline_speakers.html", speakers=people)


def _talk_or_speaker(
    slug: str, programme: Programme, render: Render, shown: tuple[Entry, ...] | Person
) -> tuple[str, dict[str, str]]:
    """The address of a talk or a speaker, and the page."""
    if isinstance(shown, Person):
        given = programme.given_by(shown)
        about = _page(render, shown.name, "schedule/_speaker.html", person=shown, given=given)
        return reverse("schedule:speaker", args=[slug, shown.id]), about
    first = shown[0]
    sheet = _page(render, first.title, "schedule/_sheet.html", talk=shown, entry=first)
    return reverse("schedule:presentation", args=[slug, first.number]), sheet


def _page(render: Render, title: str, body: str, **context: Any) -> dict[str, str]:
    return {"title": title, "main": render("site/_offline_page.html", body=body, **context)}


def _schedules(
    address: Callable[..., str], programme: Programme, render: Render
) -> Iterator[tuple[str, dict[str, str]]]:
    """The whole schedule, its days and its rooms. The days are in the pack once, and marks on the
    pages.
    """

    def page(
        part: Programme, heading: str, parts: list[SafeString], body_class: str = ""
    ) -> dict[str, str]:
        context = {
            "programme": part,
            "is_part": part is not programme,
            "heading": heading,
            "parts": parts,
        }
        days = [(day, None) for day in part.days]
        main = render("site/_offline_schedule.html", days=days, **context)
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
