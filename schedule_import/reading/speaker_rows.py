"""Talks that have a row for each of their speakers."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from conference.core.names import name_key
from conference.core.tables.questions import Choice, Question, Questions
from schedule_import.reading.records import Source
from schedule_import.reading.rows import ScheduleRow

APART = "apart"


def with_joined_speakers(
    rows: Sequence[ScheduleRow], source: Source, questions: Questions
) -> list[ScheduleRow]:
    """The rows, and one for all that say the same but for their speakers, unless somebody says that
    they are mistakes: to take one of them out would lose who stands there.
    """
    groups: dict[Any, list[ScheduleRow]] = defaultdict(list)
    for row in rows:
        groups[_what(row)].append(row)
    first = next((group for group in groups.values() if _speak_in_turn(group)), None)
    if first is None or _ask(first, source, questions) == APART:
        return list(rows)
    return sorted(
        (row for group in groups.values() for row in _joined(group)), key=lambda row: row.number
    )


def _what(row: ScheduleRow) -> Any:
    names = tuple(map(name_key, (row.kind, row.room, row.title or "")))
    return row.date, row.start, row.end, names, row.presentation, row.code


def _speak_in_turn(group: Sequence[ScheduleRow]) -> bool:
    """Whether there are several rows of a talk, and every one names other people."""
    if len(group) < 2 or not all(row.title and row.speakers for row in group):  # noqa: PLR2004
        return False
    people = [name_key(name) for row in group for name in row.speakers or ()]
    return len(set(people)) == len(people)


def _joined(group: Sequence[ScheduleRow]) -> Sequence[ScheduleRow]:
    if not _speak_in_turn(group):
        return group
    people = tuple(name for row in group for name in row.speakers or ())
    texts = (row.abstract for row in group)
    abstract = next(filter(None, texts), group[0].abstract)
    return [group[0]._replace(speakers=people, abstract=abstract)]


def _ask(group: Sequence[ScheduleRow], source: Source, questions: Questions) -> str | None:
    row = group[1]
    spot = source.spots.get(row.number, {}).get("speaker")
    sentence = _("Other people speak in %(row)s, which else says the same as %(first)s. One talk?")
    return questions.ask(
        Question(
            name="speaker-rows",
            sentence=sentence
            % {"row": source.name(row.number), "first": source.name(group[0].number)},
            choices=(
                Choice("join", _("yes, given by all of them")),
                Choice(APART, _("no, these rows are mistakes")),
            ),
            proposed="join",
            example=row.title or "",
            row=spot.row if spot else row.number,
            column="speaker",
            option="--answer speaker-rows=join",
        )
    )
