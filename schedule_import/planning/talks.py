"""The talks of a file: which rows are one talk, which are new, and what changes in the others."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from conference.core.names import name_key
from conference.core.tables.questions import Choice, Question, Questions
from conference.schedule.core.programme import (
    Programme,
    ProgrammeDiff,
    Talk,
    Texts,
    programme_diff,
)
from conference.schedule.core.timetable import Presentation, Speaker, Timetable
from schedule_import.planning.checks import FileSlot, Reporter
from schedule_import.planning.names import Names
from schedule_import.planning.talk_matching import FileTalk, Matcher, Programmed
from schedule_import.planning.talk_texts import (
    Conflict,
    People,
    Side,
    Tracks,
    conflicts_of,
    merged,
    said_of,
)
from schedule_import.reading.rows import Problem, shorten

TELLING = frozenset({"speaker", "abstract", "code"})
"""A file with one of these columns is about talks; titles alone may be anything."""

FEW = 3  # of one or two titles nobody can tell whether they are a programme
CONFLICTS_SHOWN = 20  # edited on both sides, with both texts
COLUMN_OF = {"speakers": "speaker"}


@dataclass(frozen=True)
class TalkPlan:
    """What a file makes of the programme.

    `held` is the presentation of each entry that holds a talk, by the number of its first row;
    `matched` the numbers of the talks that the file names, new ones included; `conflicts` the
    texts that were edited here and that the file says otherwise.
    """

    before: Programme = field(default_factory=Programme)
    after: Programme = field(default_factory=Programme)
    held: Mapping[int, Presentation] = field(default_factory=dict)
    matched: frozenset[int] = frozenset()
    conflicts: tuple[Conflict, ...] = ()
    problems: tuple[Problem, ...] = ()

    @cached_property
    def edits(self) -> ProgrammeDiff:
        return programme_diff(self.before, self.after)


def plan_talks(
    entries: Sequence[FileSlot],
    names: Names,
    numbers: Mapping[int, int],
    around: Programmed,
    report: Reporter,
    *,
    clears: bool,
) -> TalkPlan:
    """What the rows that can be read say of talks.

    `numbers` are the presentations that entries name, by the number of their first row. Where the
    file `clears`, an empty cell takes away what stands here.
    """
    questions = report.parsed.questions
    saying = [entry for entry in entries if _may_be_talk(entry, names)]
    saying = _those_of_talks(saying, numbers, around.draft, report)
    if not saying:
        return TalkPlan(around.programme, around.programme)
    talks, problems = _talks_of(saying, numbers, questions, report)
    matcher = Matcher(talks, around, report)
    matcher.match(questions)
    people = People(around.programme, around.namespace, questions)
    writer = _Writer(talks, around, questions, people, Tracks(around.programme), clears)
    return writer.plan([*problems, *matcher.problems])


def _may_be_talk(entry: FileSlot, names: Names) -> bool:
    return names.kind_of(entry.rows[0]).takes_presentation and any(
        row.title or row.code for row in entry.rows
    )


def _those_of_talks(
    saying: list[FileSlot], numbers: Mapping[int, int], draft: Timetable, report: Reporter
) -> list[FileSlot]:
    """The entries that give talks: all of them, if the file tells of talks or somebody says so.

    A file that has numbers of presentations beside, as exports have, gives a talk its number or
    says something of it: a title alone is one only if somebody says so.
    """
    columns = report.parsed.columns
    if columns & TELLING and "presentation" not in columns:
        return saying
    told, titled = list[FileSlot](), list[FileSlot]()
    for entry in saying:
        (told if columns & TELLING and _tells(entry, numbers) else titled).append(entry)
    return saying if titled and _are_talks(titled, numbers, draft, report) else told


def _tells(entry: FileSlot, numbers: Mapping[int, int]) -> bool:
    return entry.rows[0].number in numbers or any(
        row.speakers or row.abstract or row.code for row in entry.rows
    )


def _are_talks(
    saying: Sequence[FileSlot],
    numbers: Mapping[int, int],
    draft: Timetable,
    report: Reporter,
) -> bool:
    """Whether somebody says so; proposed where there are several titles, unless titles stand
    without presentations in the draft already.
    """
    titled = [entry for entry in saying if entry.rows[0].number not in numbers]
    if not titled:
        return False
    titles = {name_key(entry.rows[0].title or "") for entry in titled}
    has_bare_titles = any(
        slot.title and not slot.presentation and draft.kind_by_key[slot.kind].takes_presentation
        for slot in draft.slots
    )
    is_likely = len(titles) >= max(FEW, len(titled) / 2) and not has_bare_titles
    question = Question(
        name="talks",
        sentence=_("Are these titles talks with pages of their own?"),
        choices=(Choice("yes", _("Yes")), Choice("no", _("No, they only stand in the schedule"))),
        proposed="yes" if is_likely else "no",
        unless_asked="no",
        example=titled[0].rows[0].title or "",
        row=titled[0].rows[0].number,
        column="title",
        option="--talks",
    )
    return report.parsed.questions.ask(question) == "yes"


# --- Which rows are one talk ----------------------------------------------------------------------


def _talks_of(
    entries: Iterable[FileSlot],
    numbers: Mapping[int, int],
    questions: Questions,
    report: Reporter,
) -> tuple[list[FileTalk], list[Problem]]:
    """The talks of the file in its order: entries of one number, one code, or one title."""
    groups: dict[Any, list[FileSlot]] = defaultdict(list)
    for entry in entries:
        row = entry.rows[0]
        code = next((row.code for row in entry.rows if row.code), "")
        if number := numbers.get(row.number):
            groups["number", number].append(entry)
        elif code:
            groups["code", code].append(entry)
        else:
            groups["title", name_key(row.title or "")].append(entry)
    talks: list[FileTalk] = []
    problems: list[Problem] = []
    for (sort, key), group in groups.items():
        for part in _parts(group, questions) if sort == "title" else [group]:
            talk = FileTalk(said_of(part), part, key if sort == "number" else None)
            problems += _contradictions(talk, report)
            if talk.said.title or sort == "number":
                talks.append(talk)
            else:
                problems.append(report.problem(talk.first, "title", "missing-value", _no_title()))
    return talks, problems


def _parts(group: list[FileSlot], questions: Questions) -> list[list[FileSlot]]:
    """Entries of one title: one talk if its speakers agree, else what somebody says."""
    if len(group) == 1:
        return [group]
    speakers = {tuple(map(name_key, said_of([entry]).speakers or ())) for entry in group}
    if len(speakers) == 1 and () not in speakers:
        return [group]
    title = group[0].rows[0].title or ""
    question = Question(
        name="same-title",
        sentence=_("Several rows have the same title, and no code or speakers that say more."),
        choices=(
            Choice("one", _("One talk that is given several times")),
            Choice("different", _("Different talks")),
            Choice("none", _("No talks: the title only stands in the schedule")),
        ),
        proposed="none",
        example=title,
        row=group[0].rows[0].number,
        column="title",
        option="--answer same-title=one|different|none",
    )
    answer = questions.ask(question)
    if answer == "one":
        return [group]
    return [[entry] for entry in group] if answer == "different" else []


def _contradictions(talk: FileTalk, report: Reporter) -> Iterator[Problem]:
    """Rows of one talk that give it another title."""
    for entry in talk.entries[1:]:
        row = entry.rows[0]
        if row.title and name_key(row.title) != name_key(talk.said.title):
            message = _(
                "The same talk has the title “%(title)s” in %(row)s. A talk has one title: give "
                "both rows the same, or another code."
            )
            named = {"row": report.name(talk.first.number), "title": shorten(talk.said.title)}
            yield report.problem(
                row, "title", "presentation-conflict", message % named, [talk.first.number]
            )


def _no_title() -> str:
    return _("This talk has no title. Write it into the column “title”.")


# --- What they become -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Writer:
    """Gives the talks of the file numbers, people and tracks, and says what they become."""

    talks: Sequence[FileTalk]
    around: Programmed
    questions: Questions
    people: People
    tracks: Tracks
    clears: bool

    def plan(self, problems: Iterable[Problem]) -> TalkPlan:
        before, section = self.around.programme, self.around.section
        number = before.last_number
        texts: dict[int, Texts] = {}
        for talk in self.talks:
            if talk.number is None:
                number = talk.number = number + 1
            texts[talk.number] = self._texts(talk)
        old = {n: before.talks.get(n) or Talk(n, section, "") for n in texts}
        conflicts = [
            each
            for n, said in texts.items()
            for each in conflicts_of(old[n], said, clears=self.clears)
        ]
        side = self._side(conflicts)
        codes = {talk.number: talk.said.code for talk in self.talks}
        now = {
            n: merged(old[n], said, codes[n], side, clears=self.clears) for n, said in texts.items()
        }
        after = replace(
            before,
            talks={**before.talks, **now},
            people={**before.people, **self.people.new},
            tracks={**before.tracks, **self.tracks.new},
        )
        return TalkPlan(
            before,
            after,
            held=dict(self._held(after)),
            matched=frozenset(texts),
            conflicts=tuple(conflicts),
            problems=tuple(problems),
        )

    def _texts(self, talk: FileTalk) -> Texts:
        """What the file says, in the names and keys of the conference; None where it says
        nothing.
        """
        said, row = talk.said, talk.first.number
        now = self.around.programme.talks.get(talk.number or 0)
        speakers = said.speakers and self.people.keys_of(
            said.speakers, row, now.speakers if now else ()
        )
        return Texts(
            title=said.title or None,
            abstract=said.abstract,
            track=said.track and self.tracks.name_of(said.track),
            speakers=speakers,
        )

    def _side(self, conflicts: Sequence[Conflict]) -> Side:
        if not conflicts:
            return "file"
        if self.questions.must_be_answered:
            return "ours"  # which texts meet follows from the answers
        first = conflicts[0]
        question = Question(
            name="texts",
            sentence=_(
                "These texts were edited here, and the file says otherwise. Which shall stay?"
            ),
            choices=(
                Choice("ours", _("Keep what was written here")),
                Choice("file", _("Take what the file says")),
            ),
            proposed="ours",
            may_assume=not any(conflict.is_new_in_file for conflict in conflicts),
            example="\n".join(self._list_of(conflicts)),
            quoted=False,
            column=COLUMN_OF.get(first.name, first.name),
            option="--texts ours|file",
        )
        return "file" if self.questions.ask(question) == "file" else "ours"

    def _list_of(self, conflicts: Sequence[Conflict]) -> Iterator[str]:
        """What is asked about, a line for each; how many more there are, if not all are shown."""
        yield from map(self._in_words, conflicts[:CONFLICTS_SHOWN])
        if (more := len(conflicts) - CONFLICTS_SHOWN) > 0:
            yield _("and %(count)d more") % {"count": more}

    def _in_words(self, conflict: Conflict) -> str:
        """Both texts of a conflict, beside the talk and our name of the column."""
        sentence = _("%(title)s, %(column)s: here “%(ours)s”, in the file “%(theirs)s”")
        names = {"title": shorten(conflict.talk.title), "column": conflict.name}
        texts = {"ours": self._shown(conflict.ours), "theirs": self._shown(conflict.theirs)}
        return sentence % (names | texts)

    def _shown(self, value: Any) -> str:
        """A text, or the names of the speakers with these keys."""
        known = {**self.around.programme.people, **self.people.new}
        if not isinstance(value, str):
            value = "; ".join(known[key].name for key in value or ())
        return shorten(value)

    def _held(self, after: Programme) -> Iterator[tuple[int, Presentation]]:
        ids = {key: -number for number, key in enumerate(self.people.new, start=1)}
        ids.update(after.ids)
        for talk in self.talks:
            now = after.talks[talk.number or 0]
            speakers = tuple(Speaker(ids[key], after.people[key].name) for key in now.speakers)
            for entry in talk.entries:
                yield entry.rows[0].number, Presentation(now.number, now.title, speakers)
