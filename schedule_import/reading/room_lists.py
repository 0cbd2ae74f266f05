"""Several rooms in one cell: "Red; Blue", "Red + Blue", "Red/Blue"."""

import re
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from conference.core.names import name_key
from conference.core.tables.questions import Choice, Question, Questions
from schedule_import.reading.records import Source
from schedule_import.reading.rows import ScheduleRow

BETWEEN = re.compile(r"\s*[;+/|&,]\s*|\s+(?:and|und|et|y|e|en|i)\s+")
SURE = re.compile(r"\s*;\s*")  # stands in no name, so that one room that is known is enough


def with_single_rooms(
    rows: Sequence[ScheduleRow], known: Iterable[str], source: Source, questions: Questions
) -> list[ScheduleRow]:
    """The rows, and where a cell names several rooms and somebody says so, one for each of them.

    A cell does so whose parts are rooms elsewhere in the file or among those `known`.
    """
    ours = {name_key(name) for name in known}
    names = ours | {name_key(row.room) for row in rows}
    others = {row.room for row in rows if name_key(row.room) not in ours}
    lists = {room: parts for room in others if (parts := _parts(room, names))}
    if not lists:
        return list(rows)
    first = next(row for row in rows if row.room in lists)
    if _ask(first, lists[first.room], source, questions) != "all":
        return list(rows)
    return [row._replace(room=room) for row in rows for room in lists.get(row.room, (row.room,))]


def kinds_in_several_rooms(rows: Iterable[ScheduleRow]) -> Iterator[str]:
    """The keys of the kinds of which one row of the file stands in several rooms."""
    seen: dict[int, str] = {}
    for row in rows:
        if seen.setdefault(row.number, row.room) != row.room:
            yield name_key(row.kind)


def _parts(cell: str, names: set[str]) -> tuple[str, ...]:
    for between, enough in ((SURE, any), (BETWEEN, all)):
        parts = tuple(dict.fromkeys(filter(None, between.split(cell))))
        if len(parts) > 1 and enough(name_key(part) in names for part in parts):
            return parts
    return ()


def _ask(
    row: ScheduleRow, rooms: Sequence[str], source: Source, questions: Questions
) -> str | None:
    spot = source.spots.get(row.number, {}).get("room")
    sentence = _("“%(cell)s” can be %(count)d rooms, or one room of this name. Which is it?")
    return questions.ask(
        Question(
            name="rooms",
            sentence=sentence % {"cell": row.room, "count": len(rooms)},
            choices=(
                Choice("all", _("several: it takes place in all of them at once")),
                Choice("one", _("one room that is called so")),
            ),
            proposed="all",
            example=row.room,
            row=spot.row if spot else row.number,
            column="room",
            option="--answer rooms=all",
        )
    )
