"""What a file says of a talk, and what it becomes where it says otherwise than what stands here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from conference.core.colours import free_colour
from conference.core.names import name_key
from conference.core.tables.questions import Choice, Question, Questions
from conference.schedule.core.programme import Person, Programme, Talk, Texts, Track
from schedule_import.planning.checks import FileSlot
from schedule_import.reading.people import split_speakers

Side = Literal["ours", "file"]
FIELDS = ("title", "abstract", "track", "speakers")
ANOTHER = "another"


class Said(NamedTuple):
    """What the rows of one talk say; None where the file has no such column."""

    title: str
    abstract: str | None = None
    track: str | None = None
    speakers: tuple[str, ...] | None = None
    code: str = ""


def said_of(entries: Iterable[FileSlot]) -> Said:
    """The first value that a row gives, for each side of a talk."""
    rows = [row for entry in entries for row in entry.rows]
    if len(rows) == 1:
        (row,) = rows
        return Said(row.title or "", row.abstract, row.track, row.speakers, row.code or "")

    def first(name: str) -> Any:
        values = [getattr(row, name) for row in rows]
        return next(filter(None, values), values[0])

    return Said(
        title=first("title") or "",
        abstract=first("abstract"),
        track=first("track"),
        speakers=first("speakers"),
        code=first("code") or "",
    )


class People:
    """Finds the speakers of a file in the conference by their names, and makes those it lacks.

    `namespace` makes their keys, so that the same file makes the same speakers each time that it is
    looked at.
    """

    def __init__(self, programme: Programme, namespace: UUID, questions: Questions) -> None:
        self.programme, self.namespace, self.questions = programme, namespace, questions
        self.new: dict[str, Person] = {}
        self.made: dict[str, str] = {}  # the keys of the new ones by the keys of their names
        self.known: dict[str, list[str]] = {}
        for person in programme.people.values():
            self.known.setdefault(name_key(person.name), []).append(person.key)

    def keys_of(self, names: Sequence[str], row: int, now: Sequence[str] = ()) -> tuple[str, ...]:
        """The keys of these speakers, each once; `row` names them.

        Who speaks `now` stays where the names say the same, as a file can say it: it cannot part
        two people of one name, nor a name that holds a separator.
        """
        if now and _keys(names) == _keys(
            _as_a_file_says(self.programme.people[key].name for key in now)
        ):
            return tuple(now)
        return tuple(dict.fromkeys(self._key_of(name, row, now) for name in names))

    def _key_of(self, name: str, row: int, now: Sequence[str]) -> str:
        known = self.known.get(name_key(name), [])
        known = [key for key in known if key in now] or known
        if not known:
            return self._make(name)
        if len(known) == 1:
            return known[0]
        answer = self._ask(name, known, row)
        return self._make(name) if answer == ANOTHER else answer or known[0]

    def _make(self, name: str) -> str:
        if made := self.made.get(name_key(name)):
            return made
        key = str(uuid5(self.namespace, name_key(name)))
        while key in self.programme.people:
            key = str(uuid5(self.namespace, key))
        self.new[key] = Person(key, name)
        self.made[name_key(name)] = key
        return key

    def _ask(self, name: str, known: Sequence[str], row: int) -> str | None:
        titles: dict[str, str] = {}
        for talk in self.programme.talks.values():
            for key in talk.speakers:
                titles.setdefault(key, talk.title)
        choices = [
            Choice(
                key,
                _("The one who gives “%(title)s”") % {"title": titles[key]}
                if key in titles
                else _("One who gives no talk yet"),
            )
            for key in known
        ]
        question = Question(
            name=f"speaker {name_key(name)}",
            sentence=_("Several speakers of the conference are called %(name)s. Who is meant?")
            % {"name": name},
            choices=(*choices, Choice(ANOTHER, _("Another person of this name"))),
            row=row,
            column="speaker",
            option=f'--answer "speaker {name_key(name)}=…"',
        )
        return self.questions.ask(question)


def _as_a_file_says(names: Iterable[str]) -> Sequence[str]:
    return split_speakers("; ".join(names)) or ()


def _keys(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(map(name_key, names)))


class Tracks:
    """Finds the tracks of a file by their names, and makes those that the conference lacks."""

    def __init__(self, programme: Programme) -> None:
        self.known = {name_key(name): name for name in programme.tracks}
        self.taken = {track.colour for track in programme.tracks.values()}
        self.new: dict[str, Track] = {}

    def name_of(self, name: str) -> str:
        """The name as the conference spells it; "" for none."""
        if name and name_key(name) not in self.known:
            colour = free_colour(self.taken)
            self.taken.add(colour)
            self.known[name_key(name)] = name
            self.new[name] = Track(name, colour)
        return self.known.get(name_key(name), "")


@dataclass(frozen=True)
class Conflict:
    """A text of a talk that was edited here since the file was last imported, and that the file
    gives otherwise; `is_new_in_file` says that the file has changed it as well.
    """

    talk: Talk
    name: str
    ours: Any
    theirs: Any
    is_new_in_file: bool


def conflicts_of(talk: Talk, texts: Texts, *, clears: bool) -> Iterator[Conflict]:
    """Where what a file says meets what somebody wrote here since its last version; an empty text
    says something only where the file `clears`.
    """
    for name, theirs in _said(texts, clears=clears).items():
        ours, base = getattr(talk, name), _base(talk, name)
        if base is not None and ours not in (base, theirs):
            yield Conflict(talk, name, ours, theirs, is_new_in_file=theirs != base)


def merged(talk: Talk, texts: Texts, code: str, side: Side, *, clears: bool) -> Talk:
    """The talk with what a file says of it; `side` wins where it was edited here as well."""
    conflicts = conflicts_of(talk, texts, clears=clears) if side == "ours" else ()
    edited = {conflict.name for conflict in conflicts}
    said = _said(texts, clears=clears)
    nothing = {n: v for n, v in _said(texts, clears=True).items() if not v and not getattr(talk, n)}
    texts_now = {name: getattr(talk, name) for name in FIELDS}
    texts_now |= {name: value for name, value in said.items() if name not in edited}
    base = {name: getattr(talk.imported, name) for name in FIELDS} if talk.imported else {}
    return Talk(
        talk.number,
        talk.section,
        code=code or talk.code,
        imported=Texts(**{**base, **nothing, **said}),
        **texts_now,
    )


def _said(texts: Texts, *, clears: bool) -> Mapping[str, Any]:
    values = {name: getattr(texts, name) for name in FIELDS}
    return {
        name: value for name, value in values.items() if value or (clears and value is not None)
    }


def _base(talk: Talk, name: str) -> Any:
    return getattr(talk.imported, name) if talk.imported else None
