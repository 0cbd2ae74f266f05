"""The schedule without a network: the service worker's script, and the pack of pages that it keeps.

One pack holds the schedule, every talk and "my schedule", each without the frame around it, which is the
same for all and there once. static/js/worker.js puts them together again; it keeps nothing that depends on
who asks.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.loader import get_template, render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference.core.public_pages import shared_response
from conference.core.version import code_version
from conference.core.zones import choose_zone
from conference.schedule.grid import grid_of
from conference.schedule.picks import MOST_PICKS, MOST_PICKS_IN_A_CODE
from conference.schedule.programme import Programme
from conference.schedule.published import PublicSchedule, find_public_schedule

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
        raise Http404(
            _("The schedule of %(conference)s is not published yet.") % {"conference": public.conference}
        )

    def render() -> str:
        return json.dumps(_pack(request, public), ensure_ascii=False)

    return shared_response(request, ["offline.json", *public.facts], render, content_type="application/json")


def _pack(request: HttpRequest, public: PublicSchedule) -> dict[str, Any]:
    frame = render_to_string(
        "schedule/offline_frame.html",
        {"conference": public.conference, "marks": MARKS, **_shared(public)},
        request,
    )
    pages = dict(_pages(request, public, public.programme)) if public.programme else {}
    return {
        "frame": frame,
        "marks": MARKS,
        "assets": sorted(set(ASSET.findall(frame))),
        "pages": pages,
        "absent": {
            "title": _("Not on this device"),
            "main": render_to_string("schedule/_offline_absent.html", _shared(public), request),
        },
        "notes": _notes(public),
        "language": BROWSERS_LANGUAGES.get(get_language(), get_language()),
        "published": public.release.created_at.isoformat() if public.release else "",
    }


def _notes(public: PublicSchedule) -> dict[str, str]:
    """What is said of the age of the pack, and of a page kept beside it; the worker fills in the times."""
    pack = _(
        "The network does not answer. This is release %(number)s, published on {published} and kept on this "
        "device since {kept}."
    )
    return {
        "pack": pack % {"number": public.release.number if public.release else ""},
        "page": _("The network does not answer. This page is as it was on {kept}."),
    }


def _shared(public: PublicSchedule) -> dict[str, Any]:
    return {
        "conference": public.conference,
        "release": public.release,
        "has_talks": public.has_talks,
        "chosen": choose_zone(""),
    }


def _pages(
    request: HttpRequest, public: PublicSchedule, programme: Programme
) -> Iterator[tuple[str, dict[str, str]]]:
    slug = public.conference.slug
    shared = {**_shared(public), "programme": programme}
    schedule = get_template("schedule/_offline_schedule.html")
    days = [(day, grid_of(day)) for day in programme.days]
    yield (
        reverse("schedule:detail", args=[slug]),
        {
            "title": _("Schedule"),
            "body_class": "schedule",
            "main": schedule.render({**shared, "days": days}, request),
        },
    )
    mine = get_template("schedule/_my_schedule.html")
    limits = {
        "most": MOST_PICKS,
        "most_in_a_code": MOST_PICKS_IN_A_CODE,
        "address": settings.SITE_URL + reverse("schedule:my", args=[slug]),
    }
    yield (
        reverse("schedule:my", args=[slug]),
        {"title": _("My schedule"), "main": mine.render({**shared, **limits}, request)},
    )
    talk = get_template("schedule/_offline_presentation.html")
    for number, entry in programme.talks.items():
        main = talk.render({**shared, "entry": entry}, request)
        yield reverse("schedule:presentation", args=[slug, number]), {"title": entry.title, "main": main}
