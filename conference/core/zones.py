"""Time zones as people write them."""

import functools
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, available_timezones

LONGEST_NAME = 64
"""No zone's name has more characters than that; longer texts are not looked at."""


UNKNOWN = "unknown"
"""What `?zone=` says where a visitor asked for something that is no zone: the words themselves
would make as many pages as there are words.
"""


@dataclass(frozen=True, slots=True)
class ZoneChoice:
    """What a visitor asked for by `?zone=`: a zone, something that is none, or nothing."""

    zone: ZoneInfo | None
    is_unknown: bool = False

    @property
    def query(self) -> str:
        """What links add to keep the zone: "?zone=Europe%2FBerlin", or nothing."""
        return f"?{urlencode({'zone': self.zone.key})}" if self.zone else ""

    @property
    def facts(self) -> list[str]:
        """What a page that shows times in it depends on."""
        return [self.zone.key if self.zone else UNKNOWN if self.is_unknown else ""]


def choose_zone(text: str) -> ZoneChoice:
    """The choice that `text`, the value of `?zone=`, makes."""
    zone = find_zone(text)
    return ZoneChoice(zone, is_unknown=zone is None and bool(text.strip()))


def find_zone(text: str) -> ZoneInfo | None:
    """The zone that `text` names: "Europe/Berlin", in any case, with blanks for its "_", or the
    place alone where only one zone is called so ("new york"). None if there is no such zone.
    """
    if len(text) > LONGEST_NAME:
        return None
    name = _names().get(_folded(text))
    return ZoneInfo(name) if name else None


def _folded(text: str) -> str:
    return "_".join(text.casefold().split())


@functools.cache
def _names() -> Mapping[str, str]:
    """Every way to write a zone, folded, and its name."""
    # The others are old abbreviations, and "localtime", which would be the server's.
    known = sorted(name for name in available_timezones() if "/" in name or name == "UTC")
    places: dict[str, set[str]] = defaultdict(set)
    for name in known:
        places[_folded(name.rpartition("/")[2])].add(name)
    single = {place: names.pop() for place, names in places.items() if len(names) == 1}
    return single | {_folded(name): name for name in known}
