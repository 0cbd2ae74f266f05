"""The speakers of a talk, out of one cell."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from conference.core.characters import one_line
from conference.core.tables.calendar_words import fold
from conference.core.tables.files import Cell, TableError
from conference.core.tables.questions import Choice, Question, Questions
from schedule_import.reading.records import Source
from schedule_import.reading.rows import Problem, ScheduleRow, shorten

BETWEEN = re.compile(r"\s*[;；、\n]\s*|\s+(?:&|and)\s+")
COMMA = re.compile(r"[,，]")
SIGN = re.compile(r"\s+[/|+]\s+|(?<=\w)[/|](?=\w)")
# "Ana Ruiz y Juan Pérez" are two people, "Ortega y Gasset" is one.
OTHER_ANDS = re.compile(r"(\s+(?:und|et|y|e|en|i)\s+)")
NOBODY = {
    *("", "tba", "tbd", "tbc", "tobeannounced", "tobeconfirmed", "tobedetermined", "none", "nn"),
    *("nochoffen", "aconfirmer", "adefinir", "porconfirmar", "pordefinir", "aconfirmar"),
    *("daconfermare", "dadefinire", "未定", "待定"),
}  # what stands where it is not known who speaks, without blanks and signs
NOT_AVAILABLE = {"NA", "N/A", "n/a"}  # but somebody may be called Na
LONGEST_NAME = 100
MAX_PEOPLE = 50_000  # all that the cells of a file name, each as often as they do


def check_count(cells: Iterable[Cell | None]) -> None:
    """TableError for a file whose cells name more people than there can be in a conference."""
    ways = (BETWEEN, COMMA, SIGN)
    count = sum(
        1 + sum(len(way.findall(cell)) for way in ways) for cell in cells if isinstance(cell, str)
    )
    if count > MAX_PEOPLE:
        message = _("The file names more than %(limit)d speakers. Split it, or take them out.")
        raise TableError("too-large", message % {"limit": MAX_PEOPLE})


def find_long_names(rows: Iterable[ScheduleRow], source: Source) -> Iterator[Problem]:
    """An error for each row that names somebody with more characters than a name can have."""
    for row in rows:
        for name in row.speakers or ():
            if len(name) > LONGEST_NAME:
                message = _(
                    "The speaker “%(name)s” has %(length)d characters; at most %(limit)d are "
                    "possible. Shorten the name, and write what else is to be said of somebody "
                    "into another column."
                )
                named = {"name": shorten(name), "length": len(name), "limit": LONGEST_NAME}
                yield source.problem(row.number, "speaker", "too-long", message % named)
                break


def ask_what_parts(
    cells: Iterable[tuple[int, str]], questions: Questions
) -> tuple[re.Pattern[str], ...]:
    """What stands between two speakers besides what always does: commas, or signs such as a slash,
    if somebody says so; asked of each if there is one.

    `cells` are the rows' numbers and their cells.
    """
    cells = list(cells)
    asked = ((COMMA, _ask_for_commas), (SIGN, _ask_for_signs))
    return tuple(way for way, ask in asked if _are_several(cells, way, ask, questions))


def _are_several(
    cells: Iterable[tuple[int, str]],
    way: re.Pattern[str],
    ask: Callable[[str, str], Question],
    questions: Questions,
) -> bool:
    found = (
        (row, cell, piece)
        for row, cell in cells
        if way.search(cell) and not _is_whole(cell)
        for piece in _people(cell)
        if way.search(piece) and not _is_nobody(piece)
    )
    row, cell, piece = next(found, (0, "", ""))
    if not piece:
        return False
    question = replace(ask(cell, one_line(piece)), example=one_line(cell), row=row)
    return questions.ask(question) == "several"


def _ask_for_commas(cell: str, piece: str) -> Question:
    pieces = [each for each in _people(cell) if COMMA.search(each)]
    is_one = all(
        # A longer one is no name; to find that out takes the square of its length.
        len(each) <= 2 * LONGEST_NAME and re.fullmatch(r"\S+, *\S+( \S+)?", each)
        for each in pieces
    )
    sentence = _("A comma stands among the speakers. Is “%(cell)s” one person, or several?")
    return Question(
        name="speaker-comma",
        sentence=sentence % {"cell": piece},
        choices=(
            Choice("one", _("one: the last name stands first")),
            Choice("several", _("several: a comma stands between two people")),
        ),
        proposed="one" if is_one else "several",
        column="speaker",
        option="--answer speaker-comma=one",
    )


def _ask_for_signs(_cell: str, piece: str) -> Question:
    found = SIGN.search(piece)
    sentence = _("“%(sign)s” stands among the speakers. Is “%(cell)s” one person, or several?")
    return Question(
        name="speaker-sign",
        sentence=sentence % {"cell": piece, "sign": found[0].strip() if found else ""},
        choices=(
            Choice("several", _("several: it stands between two people")),
            Choice("one", _("one: it belongs to the name")),
        ),
        proposed="several",
        column="speaker",
        option="--answer speaker-sign=several",
    )


def split_speakers(
    cell: Cell | None, further: Iterable[re.Pattern[str]] = ()
) -> tuple[str, ...] | None:
    """The people that a cell names, in order and each once, without those of whom it says that
    nobody knows them yet; None where there is no such column. `further` stands between two as well.
    """
    if cell is None:
        return None
    names = _people(cell) if isinstance(cell, str) else []
    if isinstance(cell, str) and not _is_whole(cell):
        for way in further:
            known = (name for name in names if not _is_nobody(name))  # N/A has a slash
            names = [part for name in known for part in way.split(name)]
    return tuple(dict.fromkeys(one_line(name) for name in names if not _is_nobody(name)))


def _is_nobody(name: str) -> bool:
    """Whether a cell says here that it is not known who speaks: TBA, N.N., a dash."""
    return one_line(name) in NOT_AVAILABLE or re.sub(r"[\W_]+", "", fold(name)) in NOBODY


def _is_whole(cell: str) -> bool:
    """Whether a semicolon ends the cell, as in exports: then it parts people, and no comma does."""
    return cell.rstrip().endswith(";")


def _people(cell: str) -> list[str]:
    parts: list[str] = []
    for part in BETWEEN.split(cell):
        parts += _of_one_part(OTHER_ANDS.split(part))
    return parts


def _of_one_part(pieces: list[str]) -> list[str]:
    """The people in a text that was split at `OTHER_ANDS`, which joins what is no two full
    names.
    """
    people, words = [[pieces[0]]], len(pieces[0].split())
    for between, further in zip(pieces[1::2], pieces[2::2], strict=True):
        words_of_further = len(further.split())
        if words > 1 and words_of_further > 1:
            people.append([further])
            words = words_of_further
        else:
            people[-1] += [between, further]
            words += 1 + words_of_further
    return ["".join(each) for each in people]
