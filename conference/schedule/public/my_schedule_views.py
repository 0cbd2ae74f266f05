"""One's own choice of talks: kept in the browser, shown on a page of its own, handed on as an
address.

The server never learns who starred what. The page is the same for everyone: it holds all talks, and
static/js/stars.js shows those that are starred in this browser.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core.public_pages import public_page, shared_response
from conference.schedule.public.feed_links import feed_links_of_schedule
from conference.schedule.public.release_page import Context, release_page
from conference.schedule.public.starred_talks import (
    MOST_STARS,
    MOST_STARS_IN_A_CODE,
    NoListOfTalks,
    code_as_svg,
    parse_talks,
    query_of,
)
from conference.schedule.release.programme import Programme
from conference.schedule.release.public_schedule import find_public_schedule

BAD_REQUEST = 400


@public_page
def my_schedule_detail(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """All talks, of which the browser shows those that are starred in it; without script it says
    how.
    """
    public = find_public_schedule(conference_slug)

    context = {
        "heading": _("My schedule"),
        "feeds": feed_links_of_schedule(conference_slug),
        "most": MOST_STARS,
        "most_in_a_code": MOST_STARS_IN_A_CODE,
    }
    return release_page(
        request, public, ["my"], "schedule/my_schedule.html", context, _talks_by_day
    )


def _talks_by_day(programme: Programme) -> Context:
    return {"talks_by_day": programme.by_day(programme.talks.values())}


@public_page
def my_code(request: HttpRequest, conference_slug: str) -> HttpResponseBase:
    """A QR code of the address that takes the talks of `?talks=` to another device."""
    public = find_public_schedule(conference_slug)
    try:
        numbers = parse_talks(request.GET.get("talks", ""), MOST_STARS_IN_A_CODE)
    except NoListOfTalks as fault:
        return HttpResponse(
            str(fault), status=BAD_REQUEST, content_type="text/plain; charset=utf-8"
        )
    # Made-up numbers make no codes: there is no end of those.
    numbers = tuple(number for number in numbers if public.has_talk(number))
    address = reverse("schedule:my", args=[conference_slug])

    def render() -> str:
        return code_as_svg(f"{settings.SITE_URL}{address}?{query_of(numbers)}")

    facts = ["my.svg", settings.SITE_URL, conference_slug, numbers]
    return shared_response(request, facts, render, content_type="image/svg+xml", shelf=None)
