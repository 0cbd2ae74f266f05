"""The speakers of a talk, out of one cell."""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from conference.core.characters import one_line
from conference.core.tables.files import Cell, TableError
from conference.core.tables.questions import Choice, Question, Questions
from schedule_import.reading.records import Source
from schedule_import.reading.rows import Problem, ScheduleRow, shorten

BETWEEN = re.compile(r"\s*[;\n]\s*|\s+(?:&|and)\s+")
# "Ana Ruiz y Juan Pérez" are two people, "Ortega y Gasset" is one.
OTHER_ANDS = re.compile(r"(\s+(?:und|et|y|e|en|i)\s+)")
LONGEST_NAME = 100
MAX_PEOPLE = 50_000  # all that the cells of a file name, each as often as they do


def check_count(cells: Iterable[Cell | None]) -> None:
    """TableError for a file whose cells name more people than there can be in a conference."""
    count = sum(1 + len(BETWEEN.findall(c)) + c.count(",") for c in cells if isinstance(c, str))
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


def ask_for_commas(cells: Iterable[tuple[int, str]], questions: Questions) -> bool:
    """Whether a comma in the column of speakers stands between two of them; asked if there is one.

    `cells` are the rows' numbers and their cells.
    """
    found = next(((row, cell) for row, cell in cells if "," in cell and not _is_whole(cell)), None)
    if found is None:
        return False
    row, cell = found
    pieces = [piece for piece in _people(cell) if "," in piece]
    is_one = all(
        # A longer one is no name; to find that out takes the square of its length.
        len(piece) <= 2 * LONGEST_NAME and re.fullmatch(r"\S+, *\S+( \S+)?", piece)
        for piece in pieces
    )
    answer = questions.ask(
        Question(
            name="speaker-comma",
            sentence=_("A comma stands among the speakers. Is “%(cell)s” one person, or several?")
            % {"cell": one_line(pieces[0])},
            choices=(
                Choice("one", _("one: the last name stands first")),
                Choice("several", _("several: a comma stands between two people")),
            ),
            proposed="one" if is_one else "several",
            example=one_line(cell),
            row=row,
            column="speaker",
            option="--answer speaker-comma=one",
        )
    )
    return answer == "several"


def split_speakers(cell: Cell | None, at_commas: bool) -> tuple[str, ...] | None:
    """The people that a cell names, in order and each once; None where there is no such column."""
    if cell is None:
        return None
    names = _people(cell) if isinstance(cell, str) else []
    if at_commas and isinstance(cell, str) and not _is_whole(cell):
        names = [part for name in names for part in name.split(",")]
    return tuple(dict.fromkeys(name for each in names if (name := one_line(each))))


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
