"""Cards: what lists and grids say of a talk or of anything else that takes place.

The same card stands on many pages of a release, so that it is made into HTML once and kept.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.core.zones import ZoneChoice
from conference.schedule.public.addresses import talk_path
from conference.schedule.release.programme import Clock, Entry


class Cards:
    """The cards of one programme in one language and one zone.

    Their titles lead to the pages of talks in the public schedule of the conference with the given
    slug, with `query` behind the address; without a slug they lead nowhere.
    """

    def __init__(self, conference_slug: str = "", query: str = "") -> None:
        self.conference_slug = conference_slug
        self.query = query
        self._template: Any = get_template("schedule/_card.html").template  # type: ignore[attr-defined]
        self._made: dict[Any, SafeString] = {}

    def card(self, entries: Sequence[Entry], *, with_date: bool = False) -> SafeString:
        """The card of an entry, or of all the entries in which one presentation takes place."""
        # A room's own page shows an entry without its other rooms.
        key = (with_date, *((entry.key, entry.rooms) for entry in entries))
        made = self._made.get(key)
        if made is None:
            made = self._template.render(Context(self._facts(entries, with_date)))
            self._made[key] = made
        return made

    def _facts(self, entries: Sequence[Entry], with_date: bool) -> dict[str, Any]:
        """What the template needs: texts only, which is four times as fast as to let it ask."""
        first = entries[0]
        says_date = with_date or len({entry.date for entry in entries}) > 1
        is_link = self.conference_slug and first.number is not None
        is_titled = first.own_title or first.number is not None
        return {
            "href": f"{talk_path(self.conference_slug, first.number)}{self.query}"
            if is_link and first.number is not None
            else "",
            "title": first.title if is_titled else capfirst(first.title),
            "people": ", ".join(person.name for person in first.people),
            "track": first.track.name if first.track else "",
            "on_light": first.track.shades.on_light if first.track else "",
            "on_dark": first.track.shades.on_dark if first.track else "",
            "kind": "" if first.is_unnamed else first.kind,
            "times": [_time(entry, says_date=says_date) for entry in entries],
        }


@lru_cache(maxsize=16)
def _kept_cards(digest: str, conference_slug: str, query: str, language: str | None) -> Cards:
    return Cards(conference_slug, query)


def cards_of_release(digest: str, conference_slug: str, chosen: ZoneChoice) -> Cards:
    """The cards of the release with this digest in the zone that was chosen, kept while they are
    asked for.
    """
    return _kept_cards(digest, conference_slug, chosen.query, get_language())


def rooms_in_words(entry: Entry) -> str:
    """Where it takes place: "Hall, North", or that it is everywhere."""
    return _("all rooms") if entry.is_everywhere else ", ".join(room.name for room in entry.rooms)


def _time(entry: Entry, *, says_date: bool) -> dict[str, str]:
    begins, finishes = entry.begins, entry.finishes
    return {
        "date": date_format(entry.date, _("l j F")) if says_date else "",
        "begins_date": _other_date(begins),
        "begins_at": begins.at.isoformat(),
        "begins": begins.text,
        "ends_date": _other_date(finishes),
        "ends_at": finishes.at.isoformat(),
        "ends": finishes.text,
        "rooms": rooms_in_words(entry),
    }


def _other_date(clock: Clock) -> str:
    return date_format(clock.date, _("D j M")) if clock.date else ""
