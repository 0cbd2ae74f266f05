"""What cannot be in a timetable: which slots get in each other's way."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from conference.schedule.core.overlaps import Booking, Clash, overlaps
from conference.schedule.core.timetable import Slot, Timetable, name_of_slot


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Conflict:
    """Two slots that get in each other's way, and a sentence that names both.

    `code` is "overlap" (one room, two slots), "presentation-conflict" (one presentation, twice at
    the same time), both errors, or "double-booked-speaker", a warning. `names` are the rooms, the
    number of the presentation, or the speakers.
    """

    code: str
    severity: Severity
    slots: tuple[Slot, Slot]
    names: tuple[str, ...]
    sentence: str


AT_MOST = 20  # slots that one slot is told of, in which its speaker is as well

Taken = dict[Any, str]  # the things that a slot takes: what tells each apart, and its name
Translate = Callable[[str], str]
_: Translate = str  # only marks what `translate` is asked for, so that the catalogues hold it
AND, OF_SECTION = _(" and "), _("%(slot)s of the section “%(section)s”")
SENTENCES = {
    "overlap": (Severity.ERROR, _("%(one)s and %(other)s both take %(names)s.")),
    "presentation-conflict": (
        Severity.ERROR,
        _("%(one)s and %(other)s both hold presentation %(names)s, at the same time."),
    ),
    "double-booked-speaker": (
        Severity.WARNING,
        _("%(one)s and %(other)s need %(names)s at the same time."),
    ),
}


def conflicts(timetable: Timetable, translate: Translate = str) -> list[Conflict]:
    """Everything that gets in each other's way, by time, in O(n log n + answers); who speaks in
    very many slots at once is told of some of them.

    Give it the slots of all sections of a conference: a room is a place, whoever uses it. What
    meets in a room that is shared is in nobody's way.
    `translate` turns the English of the sentences into the reader's language.
    """
    speakers: list[Taken] = [
        {speaker.id: speaker.name for speaker in slot.presentation.speakers}
        if slot.presentation
        else {}
        for slot in timetable.slots
    ]
    clashes = _clashes(timetable, "double-booked-speaker", speakers, translate, at_most=AT_MOST)
    # Of a presentation that meets itself the error has said all.
    warnings = (
        clash for clash in clashes if clash.slots[0].presentation != clash.slots[1].presentation
    )
    return _by_time((*errors(timetable, translate), *warnings))


def errors(timetable: Timetable, translate: Translate = str) -> list[Conflict]:
    """Those of the `conflicts` that are errors: rooms and presentations in two slots at one
    time.
    """
    names = {room.slug: room.name for room in timetable.rooms}
    shared = {room.slug for room in timetable.rooms if room.is_shared}
    rooms: list[Taken] = [
        {slug: names.get(slug, slug) for slug in slot.rooms - shared} for slot in timetable.slots
    ]
    held: list[Taken] = [
        {slot.presentation.number: str(slot.presentation.number)} if slot.presentation else {}
        for slot in timetable.slots
    ]
    return _by_time(
        (
            *_clashes(timetable, "overlap", rooms, translate),
            *_clashes(timetable, "presentation-conflict", held, translate),
        )
    )


def _by_time(found: Iterable[Conflict]) -> list[Conflict]:
    return sorted(
        found, key=lambda conflict: (*(slot.order for slot in conflict.slots), conflict.code)
    )


def _clashes(
    timetable: Timetable,
    code: str,
    taken: list[Taken],
    translate: Translate,
    at_most: int | None = None,
) -> Iterator[Conflict]:
    slots, (severity, sentence) = timetable.slots, SENTENCES[code]
    owned = [(at, what) for at, things in enumerate(taken) for what in things]
    bookings = [Booking(what, slots[at].begins, slots[at].finishes) for at, what in owned]
    shared: dict[Clash, list[str]] = defaultdict(list)
    for later, earlier in overlaps(bookings, at_most):
        first, what = owned[earlier]
        shared[first, owned[later][0]].append(taken[first][what])
    for (first, second), names in shared.items():
        pair = (slots[first], slots[second])
        one, other = (_name_in_pair(timetable, slot, pair, translate) for slot in pair)
        said = {"one": one, "other": other, "names": translate(AND).join(sorted(names))}
        yield Conflict(code, severity, pair, tuple(sorted(names)), translate(sentence) % said)


def _name_in_pair(
    timetable: Timetable, slot: Slot, pair: tuple[Slot, Slot], translate: Translate
) -> str:
    name = name_of_slot(timetable, slot)
    if not slot.section or pair[0].section == pair[1].section:
        return name
    return translate(OF_SECTION) % {"slot": name, "section": slot.section}
