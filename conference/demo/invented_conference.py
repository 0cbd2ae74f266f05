"""A conference of any size, invented from a seed: to try, to measure and to show large schedules
with.
"""

import datetime as dt
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from conference.accounts.models import User
from conference.core.errors import DomainError
from conference.demo.demo_conference import refuse_beside_others
from conference.demo.phrases import abstracts, people, titles
from conference.editions.actions import create_conference, take_number
from conference.editions.models import Conference, Section, Track
from conference.presentations.models import Presentation, PresentationSpeaker
from conference.schedule.core import timetable as core
from conference.schedule.draft.store import load_timetable, save_diff
from conference.schedule.release.actions import publish_schedule
from conference.speakers.models import Speaker

FIRST_DAY = dt.date(2027, 9, 6)
TIME_ZONE = "Europe/Vienna"
TRACKS = {"Core": "#1f5f8b", "Practice": "#2e7049", "People": "#a8325f", "Beyond": "#7d5f12"}
TALK = "talk"
PLENARY = "plenary"
BREAK = "break"
SOCIAL = "social"
KINDS = (
    core.Kind(TALK, "Talk", takes_presentation=True),
    core.Kind(PLENARY, "Plenary", spans_rooms=True, takes_presentation=True),
    core.Kind(BREAK, "Break", spans_rooms=True),
    core.Kind(SOCIAL, "Social", spans_rooms=True),
)
TALK_LENGTH = dt.timedelta(minutes=30)
TALKS_BEGIN = tuple(
    dt.time(hour, minute) for hour in (10, 11, 13, 14, 16, 17) for minute in (0, 30)
)
KEYNOTE = (dt.time(9, 15), dt.time(10))
IN_ALL_ROOMS = (
    ("Good morning", PLENARY, dt.time(9), dt.time(9, 15)),
    ("Lunch", BREAK, dt.time(12), dt.time(13)),
    ("Coffee and tea", BREAK, dt.time(15), dt.time(16)),
)
PARTY = ("Party", SOCIAL, dt.time(20), dt.time(1))  # on the first evening, into the night
TWO_SPEAKERS_IN = 6  # one talk of so many is given by two


@dataclass(frozen=True)
class Size:
    """How much to invent; `talks` counts the keynotes, one for each day, as well."""

    days: int
    rooms: int
    talks: int
    speakers: int

    @property
    def in_parallel(self) -> int:
        """How many talks can run at once: each needs a room and a speaker."""
        return min(self.rooms, self.speakers)

    @property
    def room_for(self) -> int:
        """How many presentations fit."""
        return self.days * (1 + len(TALKS_BEGIN) * self.in_parallel)


class TooManyTalks(DomainError):
    """More talks than rooms, days and speakers can hold."""

    def __init__(self, size: Size) -> None:
        super().__init__(
            _(
                "Not so many talks fit (talks: %(talks)d, days: %(days)d, rooms: %(rooms)d, "
                "speakers: %(speakers)d): at most %(room_for)d do. Ask for fewer talks, or for "
                "more of the others."
            )
            % {**vars(size), "room_for": size.room_for}
        )


@dataclass(frozen=True)
class Place:
    """Where and when one presentation stands, and who gives it, by their place in the list of
    speakers.
    """

    date: dt.date
    start: dt.time
    end: dt.time
    kind: str
    rooms: frozenset[str]
    speakers: tuple[int, ...]


def invent_conference(
    slug: str, *, size: Size, seed: int, force: bool = False, by: User | None
) -> Conference:
    """Make and publish a conference in which no room and no speaker is needed twice at a time.

    The same slug, size and seed make the same conference, slot keys included. Refuses with
    `BesideOthers` unless `force`, with `TooManyTalks`, and with a `DomainError` a slug that is
    taken or is none.
    """
    if size.talks > size.room_for:
        raise TooManyTalks(size)
    chance = random.Random(f"{seed} {slug}")  # noqa: S311 - it has to be repeatable, not secret
    with transaction.atomic():
        refuse_beside_others(slug, force=force)
        conference = create_conference(
            slug,
            title=_("Invented Conference %(seed)d") % {"seed": seed},
            starts_on=FIRST_DAY,
            ends_on=FIRST_DAY + dt.timedelta(days=size.days - 1),
            time_zone=ZoneInfo(TIME_ZONE),
            sections={"talks": _("Talks")},
            by=by,
        )
        section = conference.sections.get()
        rooms = tuple(
            core.Room(f"room-{n}", f"Room {n}", n, 40 * n) for n in range(1, size.rooms + 1)
        )
        places = list(_places(size, [room.slug for room in rooms], chance))
        _create_programme(section, size, places, chance)
        draft = load_timetable(section)
        after = _timetable(size, rooms, places, chance)
        save_diff(section, core.diff(draft, replace(after, rooms=(*draft.rooms, *rooms))))
        publish_schedule(conference, by=by)
    return conference


def _places(size: Size, rooms: Sequence[str], chance: random.Random) -> Iterator[Place]:
    """One place for each presentation, in order of time; speakers take turns, so that all have
    theirs.
    """
    order = list(range(size.speakers))
    chance.shuffle(order)
    turn = itertools.cycle(order)
    keynotes = min(size.days, size.talks)
    counts = _shares(size.talks - keynotes, size.days * len(TALKS_BEGIN), chance)
    for day in range(size.days):
        date = FIRST_DAY + dt.timedelta(days=day)
        if day < keynotes:
            yield Place(date, *KEYNOTE, PLENARY, frozenset(rooms), (next(turn),))
        for start in TALKS_BEGIN:
            end = (dt.datetime.combine(date, start) + TALK_LENGTH).time()
            at_once = next(counts)
            # Turns that follow each other are of different people as long as there are that many.
            spare = size.speakers - at_once
            for room in sorted(chance.sample(rooms, at_once), key=rooms.index):
                pair = spare > 0 and chance.randrange(TWO_SPEAKERS_IN) == 0
                spare -= pair
                who = tuple(itertools.islice(turn, 1 + pair))
                yield Place(date, start, end, TALK, frozenset({room}), who)


def _shares(total: int, parts: int, chance: random.Random) -> Iterator[int]:
    """`total` dealt out to `parts` as evenly as can be, the remainder by chance."""
    each, left = divmod(total, parts)
    more = set(chance.sample(range(parts), left))
    return (each + (part in more) for part in range(parts))


def _create_programme(
    section: Section, size: Size, places: Sequence[Place], chance: random.Random
) -> None:
    """Tracks, speakers and presentations; presentation n is the one of the nth place."""
    conference = section.conference
    tracks = Track.objects.bulk_create(
        Track(conference=conference, name=name, colour=colour) for name, colour in TRACKS.items()
    )
    speakers = Speaker.objects.bulk_create(
        Speaker(conference=conference, name=name, biography=biography)
        for name, biography in people(size.speakers, chance)
    )
    texts = zip(titles(size.talks, chance), abstracts(size.talks, chance), strict=True)
    presentations = Presentation.objects.bulk_create(
        Presentation(
            conference=conference,
            section=section,
            number=number,
            title=title,
            abstract=abstract,
            track=chance.choice(tracks) if place.kind == TALK else None,
        )
        for number, (place, (title, abstract)) in enumerate(
            zip(places, texts, strict=True), start=1
        )
    )
    take_number(conference, size.talks)
    PresentationSpeaker.objects.bulk_create(
        PresentationSpeaker(presentation=presentation, speaker=speakers[who], order=order)
        for presentation, place in zip(presentations, places, strict=True)
        for order, who in enumerate(place.speakers)
    )


def _timetable(
    size: Size, rooms: tuple[core.Room, ...], places: Sequence[Place], chance: random.Random
) -> core.Timetable:
    days = tuple(FIRST_DAY + dt.timedelta(days=day) for day in range(size.days))
    everywhere = frozenset(room.slug for room in rooms)
    shared = [(day, *what) for day in days for what in IN_ALL_ROOMS] + [(FIRST_DAY, *PARTY)]
    slots = [
        core.Slot(_key(chance), day, start, end, kind, everywhere, title)
        for day, title, kind, start, end in shared
    ]
    slots += [
        core.Slot(
            _key(chance),
            place.date,
            place.start,
            place.end,
            place.kind,
            place.rooms,
            presentation=core.Presentation(number),
        )
        for number, place in enumerate(places, start=1)
    ]
    return core.Timetable(days, rooms, KINDS, tuple(slots))


def _key(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)
