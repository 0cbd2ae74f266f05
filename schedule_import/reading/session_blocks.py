"""Sessions that stand in a file beside the talks that they hold, in the same room."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.names import name_key
from conference.core.tables.questions import Choice, Question, Questions
from schedule_import.reading.records import Source
from schedule_import.reading.rows import LONGEST, ScheduleRow, shorten

FEWEST = 2  # talks of a session: a row with one talk in it is rather one with a wrong time
LEAVE, TRACK = "leave", "track"


@dataclass(eq=False)
class _Span:
    """When a row begins and ends, in minutes of its day.

    `outer` is the next one that it lies within, `inner` counts those that lie directly within it.
    It `meets` another one that begins in it and ends later, or has the same times; it `is_crowded`
    if what lies in it meets.
    """

    row: ScheduleRow
    begins: int
    ends: int
    outer: "_Span | None" = None
    inner: int = 0
    meets: bool = False
    is_crowded: bool = False
    holds_block: bool = False

    @property
    def is_block(self) -> bool:
        return (
            (self.inner >= FEWEST or self.holds_block)
            and not self.meets
            and not self.is_crowded
            and bool(self.row.title)
            and self.row.presentation is None
            and not self.row.speakers
        )


def without_blocks(
    rows: Sequence[ScheduleRow], source: Source, questions: Questions
) -> list[ScheduleRow]:
    """The rows without sessions that hold others; asked, whether their titles are the tracks of
    what they hold.
    """
    places: dict[object, list[_Span]] = defaultdict(list)
    for row in rows:
        places[row.date, name_key(row.room)].append(_span(row))
    nested = (span for spans in places.values() for span in _nested(spans))
    block_of = {span.row: block for span in nested if (block := _block_of(span))}
    blocks = dict.fromkeys(block_of.values())
    if not blocks:
        return list(rows)
    answer = _ask(list(blocks), block_of, source, questions)
    kept = [row for row in rows if row not in blocks]
    if answer != TRACK:
        return kept
    return [_with_track(row, block_of.get(row)) for row in kept]


def _span(row: ScheduleRow) -> _Span:
    begins, ends = (60 * time.hour + time.minute for time in (row.start, row.end))
    return _Span(row, begins, ends if ends > begins else ends + 24 * 60)


def _nested(spans: Sequence[_Span]) -> Sequence[_Span]:
    """The spans of one room and day, each with the one that it lies within."""
    ordered = sorted(spans, key=lambda span: (span.begins, -span.ends))
    is_open: list[_Span] = []
    for span in ordered:
        while is_open and is_open[-1].ends <= span.begins:
            is_open.pop()
        while is_open and is_open[-1].ends < span.ends:
            is_open.pop().meets = True
        if is_open:
            span.outer = is_open[-1]
            if (span.outer.begins, span.outer.ends) == (span.begins, span.ends):
                span.meets = span.outer.meets = True
        is_open.append(span)
    for span in reversed(ordered):
        if span.outer:
            span.outer.inner += 1
            span.outer.holds_block |= span.is_block
            span.outer.is_crowded |= span.meets
    return ordered


def _block_of(span: _Span) -> ScheduleRow | None:
    """The session that a row lies within, if it is one."""
    return span.outer.row if span.outer and span.outer.is_block else None


def _with_track(row: ScheduleRow, block: ScheduleRow | None) -> ScheduleRow:
    if block is None or not block.title or row.track:
        return row
    return row._replace(track=block.title[: LONGEST["track"]])


def _ask(
    blocks: Sequence[ScheduleRow],
    block_of: dict[ScheduleRow, ScheduleRow],
    source: Source,
    questions: Questions,
) -> str | None:
    first = min(blocks, key=lambda row: row.number)
    held = min((row for row in block_of if block_of[row] is first), key=lambda row: row.number)
    sentence = ngettext(
        "%(count)d row holds others in the same room, as “%(block)s” holds “%(talk)s”, and is no "
        "slot beside them. What becomes of it?",
        "%(count)d rows hold others in the same room, as “%(block)s” holds “%(talk)s”, and are no "
        "slots beside them. What becomes of them?",
        len(blocks),
    )
    named = {"block": shorten(first.title or ""), "talk": shorten(held.title or held.kind)}
    return questions.ask(
        Question(
            name="blocks",
            sentence=sentence % {"count": len(blocks), **named},
            choices=(
                Choice(TRACK, _("their titles are the tracks of what they hold")),
                Choice(LEAVE, _("they are left out")),
            ),
            proposed=TRACK if len({row.title for row in blocks}) == len(blocks) else LEAVE,
            example=", ".join(_titles(blocks)),
            row=source.row_of(first.number),
            column="title",
            option="--answer blocks=track",
        )
    )


def _titles(blocks: Sequence[ScheduleRow]) -> Iterator[str]:
    yield from (row.title or "" for row in sorted(blocks, key=lambda row: row.number))
