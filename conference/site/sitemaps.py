"""Which pages search engines are to know: the conferences', page by page; and which are not for
them.
"""

from collections.abc import Iterable
from xml.etree import ElementTree

from conference.schedule.public.addresses import absolute
from conference.schedule.release.programme import Programme

NOTHING_TO_FIND = ("/accounts/", "/admin/", "/*/organise/", "/*/schedule/draft/")
"""Addresses behind which search engines would only meet the log-in."""

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def robots_txt() -> str:
    """What search engines are asked to leave alone, and where the site map is (RFC 9309)."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOTHING_TO_FIND)]
    return "\n".join([*lines, "", f"Sitemap: {absolute('site:sitemaps')}", ""])


def index_of(conference_slugs: Iterable[str]) -> bytes:
    """The site map of the whole site: where that of each conference is."""
    return _as_xml(
        "sitemapindex", "sitemap", (absolute("site:sitemap", slug) for slug in conference_slugs)
    )


def sitemap_of(conference_slug: str, programme: Programme | None) -> bytes:
    """The site map of one conference: its home, and what its release shows."""
    return _as_xml("urlset", "url", _pages(conference_slug, programme))


def _pages(slug: str, programme: Programme | None) -> Iterable[str]:
    yield absolute("site:home", slug)
    if programme is None:
        return
    yield absolute("schedule:detail", slug)
    yield absolute("schedule:presentations", slug)
    yield absolute("schedule:speakers", slug)
    for day in programme.days:
        yield absolute("schedule:day", slug, day.date)
    for section in programme.used_sections:
        yield absolute("schedule:section", slug, section.slug)
    for room in programme.rooms:
        yield absolute("schedule:room", slug, room.slug)
    for number in programme.talks:
        yield absolute("schedule:presentation", slug, number)
    for person in programme.people:
        yield absolute("schedule:speaker", slug, person)


def _as_xml(root_name: str, item_name: str, addresses: Iterable[str]) -> bytes:
    root = ElementTree.Element(root_name, xmlns=NAMESPACE)
    for address in addresses:
        item = ElementTree.SubElement(root, item_name)
        ElementTree.SubElement(item, "loc").text = address
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
