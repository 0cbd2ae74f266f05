"""Cells that hold a title and who speaks: where they are cut in two, if somebody says so."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from conference.core.characters import one_line
from conference.core.names import name_key
from conference.core.tables.questions import Choice, Question, Questions
from schedule_import.reading.kind_words import PAUSES
from schedule_import.reading.rows import shorten

CUT, CUT_LAST, SPEAKER_FIRST, WHOLE = "cut", "cut-last", "speaker-first", "whole"
LINE, BRACKET = "line", "bracket"
MARKS: Mapping[str, re.Pattern[str]] = {
    "dash": re.compile(r" [–—-] "),
    "bar": re.compile(r" \| "),
}
IN_BRACKETS = re.compile(r"(.+?) ?\(([^()]+)\)")
BETWEEN_PEOPLE = re.compile(r"[,;&/\n]|\b(?:and|und|et|y|e)\b")
ASIDE = re.compile(r"\([^()]*\)|\[[^][]*\]")
WORDS = re.compile(r"[^\W\d_][\w.'’-]*")
PARTICLES = {*("de", "da", "di", "du", "del", "der", "den", "la", "le", "van", "von", "zu", "bin")}
MOST_WORDS = 5  # of a name
FEWEST = 2  # cells that have to be alike before anybody is asked


@dataclass(frozen=True)
class Way:
    """Where cells are cut: at which mark, and which of the parts is the title (`answer`)."""

    mark: str = ""
    answer: str = WHOLE
    kinds: Mapping[str, str] | None = None

    def cut(self, text: str) -> tuple[str, str]:
        """Title and people of a cell; the whole text and "" where it is not cut."""
        found = self.parts(text) if self.answer != WHOLE else None
        return found or (one_line(text), "")

    def parts(self, text: str) -> tuple[str, str] | None:
        """Title and people, each line trimmed; None where these are not in the cell, or where it is
        a pause ("Lunch – Foyer").
        """
        pieces = self._pieces(text)
        if pieces is None:
            return None
        title, people = pieces
        kind = (self.kinds or {}).get(name_key(title))
        # A name of one word is one on a line of its own, below the title.
        fewest = 1 if self.mark == LINE and self.answer != SPEAKER_FIRST else 2
        if kind in PAUSES or not title or not _are_people(people, fewest):
            return None
        return title, people

    def _pieces(self, text: str) -> tuple[str, str] | None:
        if self.mark == LINE:
            return self._lines([line for each in text.split("\n") if (line := one_line(each))])
        line = one_line(text)
        if self.mark == BRACKET:
            found = IN_BRACKETS.fullmatch(line)
            is_kind = found and name_key(found[2]) in (self.kinds or {})
            return (found[1], found[2]) if found and not is_kind else None
        marks = list(MARKS[self.mark].finditer(line))
        if not marks:
            return None
        at = marks[0 if self.answer == SPEAKER_FIRST else -1]
        before, behind = line[: at.start()].strip(), line[at.end() :].strip()
        return (behind, before) if self.answer == SPEAKER_FIRST else (before, behind)

    def _lines(self, lines: Sequence[str]) -> tuple[str, str] | None:
        if len(lines) < 2:
            return None
        if self.answer == SPEAKER_FIRST:
            return " ".join(lines[1:]), lines[0]
        if self.answer == CUT_LAST:
            return " ".join(lines[:-1]), lines[-1]
        return lines[0], "\n".join(lines[1:])


CAN_BE_CUT = re.compile("|".join(["\n", r"\(", *(mark.pattern for mark in MARKS.values())]))


def _are_people(text: str, fewest: int) -> bool:
    """Whether a text can be names of a few words each, with capital letters where there are such;
    one of them has as many words as `fewest`.
    """
    people = [WORDS.findall(each) for each in BETWEEN_PEOPLE.split(ASIDE.sub(" ", text))]
    people = [words for words in people if words]
    has_digit = any(letter.isdigit() for letter in text)
    return not has_digit and any(len(n) >= fewest for n in people) and all(map(_is_name, people))


def _is_name(words: Sequence[str]) -> bool:
    own = [word for word in words if word not in PARTICLES]
    return 0 < len(own) <= MOST_WORDS and not any(word[0].islower() for word in own)


def ask_for_cuts(
    cells: Iterable[tuple[int, str]], kinds: Mapping[str, str], questions: Questions
) -> Way:
    """How the cells of a file are to be cut: asked, if most hold title and people. `cells` are
    their rows and texts with line breaks, `kinds` those that a cell can name, by the key of each
    word.
    """
    cells = list(cells)
    if sum(CAN_BE_CUT.search(text) is not None for _row, text in cells) < FEWEST:
        return Way()  # as most files: then nothing has to be tried
    cells = [(row, text) for row, text in cells if name_key(one_line(text)) not in kinds]
    ways = [Way(LINE, CUT, kinds), *(Way(mark, CUT, kinds) for mark in (*MARKS, BRACKET))]
    ways += [Way(mark, SPEAKER_FIRST, kinds) for mark in (LINE, *MARKS)]
    found = [(way, [each for each in cells if way.parts(each[1])]) for way in ways]
    best, alike = max(found, key=lambda pair: len(pair[1]))
    if len(alike) < FEWEST or 2 * len(alike) <= len(cells):
        return Way()
    row, text = max(alike, key=lambda each: len(each[1].strip().split("\n")))
    answer = questions.ask(_question(best, row, text))
    return Way(best.mark, answer or WHOLE, kinds)


def _question(way: Way, row: int, text: str) -> Question:
    answers = [CUT, SPEAKER_FIRST] if way.mark != BRACKET else [CUT]
    if way.mark == LINE and len([line for line in text.split("\n") if one_line(line)]) > 2:
        answers.insert(1, CUT_LAST)
    label = _("cut: “%(title)s” is the title, and the speakers are “%(people)s”")
    choices = [
        Choice(answer, label % {"title": shorten(parts[0]), "people": one_line(parts[1])})
        for answer in answers
        if (parts := Way(way.mark, answer, way.kinds).parts(text))
    ]
    return Question(
        name="title-cell",
        sentence=_("Most cells seem to hold a title and who speaks. How are they to be read?"),
        choices=(*choices, Choice(WHOLE, _("whole: all of it is the title"))),
        proposed=way.answer,
        example=one_line(text),
        row=row,
        column="title",
        option=f"--answer title-cell={way.answer}",
    )
