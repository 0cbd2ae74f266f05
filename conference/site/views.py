"""The front door, the home of each conference, and what stands around all public pages."""

import functools
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.core.colours import palette
from conference.core.errors import NotFound
from conference.core.public_pages import public_page, shared_response
from conference.core.version import code_version
from conference.core.zones import choose_zone
from conference.editions.models import Conference
from conference.schedule.models import Release
from conference.schedule.public.feed_links import feed_links_of_schedule
from conference.schedule.public.json_ld import as_json_ld, conference_as_data
from conference.schedule.public.now import present_at, tick_at
from conference.schedule.public.release_page import (
    context_of_release,
    page_without_nonsense,
    place_of,
    shelf_for,
)
from conference.schedule.release.public_schedule import (
    PublicSchedule,
    find_public_schedule,
    find_published_schedule,
)
from conference.site.offline_pack import number_of_parts, pack_of, part_of_pack
from conference.site.sitemaps import index_of, robots_txt, sitemap_of

CONFERENCE_IN_PATH = re.compile(r"/([-\w]+)/", re.ASCII)
NOT_FOUND = 404
ONE_YEAR = 365 * 24 * 60 * 60


@functools.cache
def _current_slug_in_sql() -> tuple[str, tuple[Any, ...]]:
    """The question for the slug of the current conference. Django takes longer to put it into SQL
    than the database to answer it.
    """
    slugs = Conference.objects.current().values_list("slug", flat=True)
    return slugs[:1].query.sql_with_params()


@public_page
def front_door(request: HttpRequest) -> HttpResponseBase:
    """The front door leads to the current conference; before there is one, it says so."""
    with connection.cursor() as cursor:
        cursor.execute(*_current_slug_in_sql())
        found = cursor.fetchone()
    if found is None:
        return render(request, "site/front_door.html")
    response = redirect("site:home", *found)
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """That nothing is there: in a sentence of ours, if there is one, with the way back to its
    conference.
    """
    found = CONFERENCE_IN_PATH.match(request.path_info)
    context = {
        **_of_conference(found[1] if found else ""),
        "sentence": str(exception) if isinstance(exception, NotFound) else "",
    }
    return render(request, "site/page_not_found.html", context, status=NOT_FOUND)


def _of_conference(slug: str) -> dict[str, Any]:
    """What the frame of a conference's pages shows; nothing if there is no such conference."""
    try:
        public = find_public_schedule(slug)
    except Http404:
        return {}
    return {"conference": public.conference, "has_talks": public.has_talks}


@public_page
def conference_home(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """What, when and where; the next thing that matters; and the way into the programme.

    What is on changes only when something starts or ends, and with it the page: see
    `schedule.public.now`.
    """
    public = find_public_schedule(conference_slug)
    programme = public.programme
    chosen = choose_zone(request.GET.get("zone", ""))
    if elsewhere := page_without_nonsense(request, chosen):
        return elsewhere
    tick = tick_at(programme, timezone.now()) if programme else 0

    def render_home() -> str:
        conference = public.conference
        context = {
            **context_of_release(public, chosen),
            **place_of(request),
            "heading": conference.title,
            "json_ld": as_json_ld(conference_as_data(conference, programme)),
            "feeds": feed_links_of_schedule(conference.slug),
        }
        if context["programme"]:
            context["present"] = present_at(context["programme"], tick)
        return render_to_string("site/conference_home.html", context)

    return shared_response(
        request,
        ["home", *chosen.facts, *public.facts],
        render_home,
        version=[tick, *public.version_facts],
        shelf=shelf_for(chosen),
    )


@public_page
def conference_colours(request: HttpRequest, conference_slug: str, digest: str) -> HttpResponseBase:
    """The conference's own colours as a stylesheet, under an address that changes with them."""
    conference = get_object_or_404(Conference, slug=conference_slug)
    colours = palette(conference.accent)
    if digest != colours.digest:
        raise NotFound(
            _("These are not the colours of %(conference)s any more.") % {"conference": conference}
        )
    response = HttpResponse(colours.stylesheet, content_type="text/css; charset=utf-8")
    patch_cache_control(response, public=True, max_age=ONE_YEAR, immutable=True)
    return response


@public_page
def robots_show(request: HttpRequest) -> HttpResponseBase:
    """What search engines are asked to leave alone, and where the site map is."""
    facts = ["robots", settings.SITE_URL]
    return shared_response(request, facts, robots_txt, content_type="text/plain")


@public_page
def sitemap_index(request: HttpRequest) -> HttpResponseBase:
    """The site map of the site, for search engines: where those of conferences with a public
    schedule are.
    """
    releases = Release.objects.public().order_by("conference__slug")
    slugs = list(releases.values_list("conference__slug", flat=True))
    facts = ["sitemaps", settings.SITE_URL, slugs]
    return shared_response(request, facts, lambda: index_of(slugs), content_type="application/xml")


@public_page
def sitemap_detail(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """The site map of one conference: every page of its release."""
    public = find_public_schedule(conference_slug)

    def render() -> bytes:
        return sitemap_of(conference_slug, public.programme)

    return shared_response(
        request,
        ["sitemap", *public.facts],
        render,
        version=public.version_facts,
        content_type="application/xml",
    )


@public_page
def worker_script(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """The service worker of a conference's pages.

    It lives beside them, because that is how far it may reach. It is a different script for every
    release, which is how browsers learn that there is something new; while none is public it keeps
    nothing.
    """
    public = find_public_schedule(conference_slug)
    told = json.dumps(
        [*public.facts, *public.version_facts, code_version(), get_language()], default=str
    )
    home = reverse("site:home", args=[conference_slug])
    orders = {
        "home": home,
        "schedule": reverse("schedule:detail", args=[conference_slug]),
        "draft": reverse("schedule_organise:draft", args=[conference_slug]),
        "assets": settings.STATIC_URL,
        "pack": reverse("site:offline", args=[conference_slug]) if public.release_pk else None,
        "version": hashlib.sha256(told.encode()).hexdigest()[:16],
    }

    def render() -> str:
        script = json.dumps(static("js/worker.js"))
        return f"importScripts({script});\nserve({json.dumps(orders)});\n"

    return shared_response(request, ["sw.js", told], render, content_type="text/javascript")


@public_page
def offline_pack(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """What the service worker keeps, as JSON; 404 while nothing is public."""
    public = find_published_schedule(conference_slug)
    return _json_for_the_worker(request, public, ["offline.json"], lambda: pack_of(public))


@public_page
def offline_part(request: HttpRequest, conference_slug: str, number: int) -> HttpResponseBase:
    """A part of that: the pages of some talks and speakers."""
    public = find_published_schedule(conference_slug)

    def part() -> dict[str, Any]:
        if not 1 <= number <= number_of_parts(public):
            raise NotFound(_("There is no such part of the schedule: load it again."))
        return part_of_pack(public, number)

    return _json_for_the_worker(request, public, ["offline.json", number], part)


def _json_for_the_worker(
    request: HttpRequest,
    public: PublicSchedule,
    facts: list[Any],
    data: Callable[[], dict[str, Any]],
) -> HttpResponseBase:
    return shared_response(
        request,
        [*facts, *public.facts],
        lambda: json.dumps(data(), ensure_ascii=False),
        version=public.version_facts,
        content_type="application/json",
    )
