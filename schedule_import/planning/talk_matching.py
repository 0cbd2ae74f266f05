"""Which of the section's talks are those of a file."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from conference.core.names import name_key
from conference.core.tables.questions import Choice, Question, Questions
from conference.schedule.core.programme import Programme, Talk
from conference.schedule.core.timetable import Slot, Timetable
from schedule_import.planning.checks import FileSlot, Reporter
from schedule_import.planning.talk_texts import Said
from schedule_import.reading.rows import Problem, ScheduleRow, shorten

PAIRS_NAMED = 5  # in one question


@dataclass
class FileTalk:
    """A talk as the file says it, the entries that give it, and the number that it has or gets."""

    said: Said
    entries: list[FileSlot]
    number: int | None = None

    @property
    def first(self) -> ScheduleRow:
        return self.entries[0].rows[0]


@dataclass(frozen=True)
class Programmed:
    """The programme that a file meets, where its talks stand, and in what the file is to be kept:
    `section` is its slug, `namespace` makes the keys of new speakers.
    """

    programme: Programme
    draft: Timetable
    section: str
    namespace: UUID


class Matcher:
    """Finds the talks of the file among those of the section: by number, code, title, then place
    or speakers.
    """

    def __init__(self, talks: Sequence[FileTalk], around: Programmed, report: Reporter) -> None:
        self.talks, self.around, self.report = talks, around, report
        self.problems: list[Problem] = []
        ours = around.programme.talks.values()
        self.free = {talk.number: talk for talk in ours if talk.section == around.section}
        self.places: dict[int, set[Any]] = defaultdict(set)
        for slot in around.draft.slots:
            if slot.presentation:
                self.places[slot.presentation.number] |= set(_places(slot))

    def match(self, questions: Questions) -> None:
        """Give each talk of the file that is one of the section's its number."""
        for talk in self.talks:
            if talk.number is not None:
                self.free.pop(talk.number, None)
        self._by(lambda talk: [talk.code] if talk.code else [], lambda said: said.code)
        self._by(_titles, lambda said: name_key(said.title))
        self._renamed(questions)

    def _by(self, keys_of: Callable[[Talk], Iterable[str]], key_of: Callable[[Said], str]) -> None:
        found: dict[str, list[int]] = defaultdict(list)
        for number, ours in self.free.items():
            for key in keys_of(ours):
                found[key].append(number)
        for talk in self.talks:
            fitting = [] if talk.number else found.get(key_of(talk.said), [])
            fitting = [number for number in fitting if number in self.free]
            if len(fitting) > 1:
                here = [number for number in fitting if self._stands_there(talk, number)]
                fitting = here if len(here) == 1 else fitting
            if len(fitting) > 1:
                self.problems.append(self._ambiguous(talk, fitting))
            if fitting:
                talk.number = fitting[0]
                del self.free[fitting[0]]

    def _stands_there(self, talk: FileTalk, number: int) -> bool:
        return any(self.places[number].intersection(_places(entry.slot)) for entry in talk.entries)

    def _ambiguous(self, talk: FileTalk, fitting: Sequence[int]) -> Problem:
        message = _(
            "“%(title)s” can be one of several talks of this section: %(numbers)s. Write the "
            "number of the one that is meant into the column “presentation”."
        )
        named = {
            "title": shorten(talk.said.title),
            "numbers": ", ".join(map(str, sorted(fitting))),
        }
        return self.report.problem(talk.first, "title", "ambiguous-talk", message % named)

    def _renamed(self, questions: Questions) -> None:
        """Talks that stand where one stood that the file does not name, or have its speakers."""
        pairs = [] if questions.must_be_answered else list(self._likely_pairs())
        if not pairs:
            return
        some = [
            _("“%(old)s” to “%(new)s”")
            % {"old": shorten(self.free[number].title), "new": shorten(talk.said.title)}
            for talk, number in pairs[:PAIRS_NAMED]
        ]
        if len(pairs) > PAIRS_NAMED:
            some.append(_("and %(count)d more") % {"count": len(pairs) - PAIRS_NAMED})
        question = Question(
            name="renamed",
            sentence=_("Were these talks renamed: %(pairs)s?") % {"pairs": "; ".join(some)},
            choices=(
                Choice("yes", _("Yes, they are the same talks")),
                Choice("no", _("No, they are new talks")),
            ),
            proposed="yes",
            row=pairs[0][0].first.number,
            column="title",
            option="--renamed yes|no",
        )
        if questions.ask(question) == "yes":
            for talk, number in pairs:
                talk.number = number
                del self.free[number]

    def _likely_pairs(self) -> Iterator[tuple[FileTalk, int]]:
        people = self.around.programme.people
        speakers = {
            number: {name_key(people[key].name) for key in talk.speakers}
            for number, talk in self.free.items()
        }
        left = dict.fromkeys(self.free)
        for talk in self.talks:
            if talk.number is not None:
                continue
            ours = {name_key(name) for name in talk.said.speakers or ()}
            likely = [
                number
                for number in left
                if self._stands_there(talk, number) or (ours and ours == speakers[number])
            ]
            if likely:
                del left[likely[0]]
                yield talk, likely[0]


def _titles(talk: Talk) -> set[str]:
    """Under which a file may name it: its title, and the one that the last file gave it."""
    was = talk.imported.title if talk.imported else None
    return {name_key(title) for title in (talk.title, was) if title}


def _places(slot: Slot) -> Iterator[Any]:
    for room in slot.rooms:
        yield slot.date, slot.start, room
