"""Cells of a list that say less than they mean: days that are counted, or stand only in the first
of their rows; names in two columns.
"""

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.characters import one_line
from conference.core.names import name_key
from conference.core.tables.calendar_words import fold
from conference.core.tables.cells import as_text
from conference.core.tables.dates import Days, read_date
from conference.core.tables.files import Cell, NumberedRow, Table
from conference.core.tables.questions import Choice, Question, Questions
from schedule_import.reading.column_names import heading_key, number_of_speaker
from schedule_import.reading.column_words import FIRST_NAMES, LAST_NAMES
from schedule_import.reading.headings import header_at, heading_keys, values_at
from schedule_import.reading.kind_words import PAUSES, WORDS, default_kind, kind_words
from schedule_import.reading.people import split_speakers
from schedule_import.reading.records import Setting
from schedule_import.reading.rows import ANNOTATION

NUMBER_OF_DAY = re.compile(r"(?:day|tag|jour|dia|giorno|dag|dzien)? ?#?([1-9][0-9]?)\.?")
YES, NO = "yes", "no"
LEAST_COLUMNS = 4  # of a table in which a row with one cell is no row of the schedule
LEAST_SHARE = 0.2  # of the rows without a time: fewer are faults
PACKED_TIME = re.compile(r"\b([01]?[0-9]|2[0-4])([0-5][0-9])\b")
PACKED_TIMES = re.compile(
    rf"{PACKED_TIME.pattern}(?: ?[-–—] ?{PACKED_TIME.pattern})?(?: ?(?:h|hrs))?"
)
DASHES = {"-", "–", "—", "--"}


def with_meant_cells(
    table: Table, places: Mapping[str, int], setting: Setting, questions: Questions
) -> Table:
    """The table with a date in each row and whole names, as far as the organiser says so."""
    table = _without_dashes(_without_notes(table, questions), places)
    table = _with_all_speakers(_with_whole_names(table, places), places)
    table = _with_dates_below(table, places, setting.days, questions)
    table = _with_colons(table, places)
    table = _with_times_below(table, places, questions)
    table = _with_rooms(table, places, questions)
    table = _with_kinds(table, places, setting, questions)
    return _with_days(table, places, setting, questions)


def _without_dashes(table: Table, places: Mapping[str, int]) -> Table:
    """The table with an empty cell where a dash says that there is no kind or track."""
    for name in {"kind", "track"} & places.keys():
        table = _changed(table, places[name], lambda _row, cell: "" if cell in DASHES else cell)
    return table


def _with_whole_names(table: Table, places: Mapping[str, int]) -> Table:
    """The column of speakers with the first names, where it holds only the last ones."""
    place = places.get("speaker")
    if place is None or heading_key(header_at(table, place)) not in LAST_NAMES:
        return table
    first = next(
        (
            at
            for at, key in enumerate(heading_keys(table))
            if key in FIRST_NAMES and at not in places.values()
        ),
        None,
    )
    if first is None:
        return table

    def whole(row: NumberedRow, cell: Cell) -> Cell:
        names = (row.cells[first] if first < len(row.cells) else "", cell)
        return " ".join(text for name in names if (text := one_line(as_text(name))))

    return _changed(table, place, whole)


def _with_all_speakers(table: Table, places: Mapping[str, int]) -> Table:
    """The column of speakers with those of "Speaker 2", "Speaker 3" and so on."""
    place = places.get("speaker")
    others = [
        at
        for at in range(len(table.header.cells))
        if at not in places.values() and number_of_speaker(header_at(table, at))
    ]
    if place is None or not others or not number_of_speaker(header_at(table, place)):
        return table

    def all_of(row: NumberedRow, _cell: Cell) -> Cell:
        return "; ".join(name for at in (place, *others) if (name := _text(row, at)))

    return _changed(table, place, all_of)


def _without_notes(table: Table, questions: Questions) -> Table:
    """The table without rows at its end that hold one text alone, such as a remark."""
    rows = list(table.rows)
    ours = {at for at, key in enumerate(heading_keys(table)) if key == ANNOTATION}
    notes = []
    while len(rows) > 1 and (text := _only_text(rows[-1], ours)):
        notes.append((rows.pop(), text))
    if not notes or len(list(filter(None, heading_keys(table)))) < LEAST_COLUMNS:
        return table
    row, text = notes[-1]
    answer = questions.ask(
        Question(
            name="notes",
            sentence=_("The last rows hold one text each. What are they?"),
            choices=(
                Choice(NO, _("remarks, which are left out")),
                Choice(YES, _("rows of the schedule")),
            ),
            proposed=NO,
            may_assume=True,
            example=text,
            row=row.number,
            option="--answer notes=no",
        )
    )
    return table if answer == YES else replace(table, rows=tuple(rows))


def _only_text(row: NumberedRow, without: Collection[int]) -> str:
    """The text of a row that holds that alone, and no day; "" for any other row."""
    texts = [_text(row, place) for place in range(len(row.cells)) if place not in without]
    texts = [text for text in texts if text]
    return texts[0] if len(texts) == 1 and not read_date(texts[0]).is_a_day else ""


def _with_dates_below(
    table: Table, places: Mapping[str, int], days: Days, questions: Questions
) -> Table:
    """The table with the date of the row above where a row has none, as in merged cells."""
    place = places.get("date")
    if place is None:
        return table
    values = list(values_at(table, place))
    empty = [row.number for row, value in zip(table.rows, values, strict=True) if not value]
    if not empty or not values[0] or not any(values):
        return table
    answer = questions.ask(
        Question(
            name="dates-below",
            sentence=_("Some rows have no date. Are they on the day of the row above them?"),
            choices=(Choice(YES, _("yes")), Choice(NO, _("no: they need dates of their own"))),
            proposed=YES,
            example=values[0],
            row=empty[0],
            column="date",
            option="--answer dates-below=yes",
        )
    )
    if answer == NO:
        return table

    def is_known(cell: Cell) -> bool:
        # What cannot be read is said of once, in its own row.
        date = read_date(cell, days)
        return date.is_a_day or date.is_in_question

    return _filled_down(table, place, set(empty), is_known)


def _with_colons(table: Table, places: Mapping[str, int]) -> Table:
    """The table with 09:00 for 0900, where all starts, or all starts and ends, are written so."""
    for name in ("time_start", "time_end"):
        values = list(filter(None, values_at(table, places[name]))) if name in places else []
        if not values or not all(map(PACKED_TIMES.fullmatch, values)):
            break
        table = _changed(
            table, places[name], lambda _row, cell: PACKED_TIME.sub(r"\1:\2", as_text(cell).strip())
        )
    return table


def _with_times_below(table: Table, places: Mapping[str, int], questions: Questions) -> Table:
    """The table with the times of the row above where rows have none, as below a merged cell beside
    several rooms.
    """
    timed = [places[name] for name in ("time_start", "time_end", "duration") if name in places]
    if "time_start" not in places or "room" not in places:
        return table
    without = (row for row in table.rows if not any(_text(row, place) for place in timed))
    empty = dict.fromkeys(row.number for row in without)
    if not LEAST_SHARE * len(table.rows) <= len(empty) < len(table.rows):
        return table
    first = next(iter(empty), 0)
    if not empty or first == table.rows[0].number:
        return table
    answer = questions.ask(
        Question(
            name="times-below",
            sentence=_("Many rows have no time. Are they at the time of the row above them?"),
            choices=(Choice(YES, _("yes")), Choice(NO, _("no: they need times of their own"))),
            proposed=YES,
            example=next(filter(None, values_at(table, places["time_start"])), ""),
            row=first,
            column="time_start",
            option="--answer times-below=yes",
        )
    )
    if answer == NO:
        return table
    for place in timed:
        table = _filled_down(table, place, set(empty), lambda _cell: True)
    return table


def _filled_down(
    table: Table, place: int, empty: Collection[int], is_known: Callable[[Cell], bool]
) -> Table:
    """The table with the cell of the row above in the column of each of the rows `empty`, if that
    `is_known`; what stands on another sheet is not above.
    """
    numbers = {row.number for row in table.rows}
    sheets = [[row.number for row in rows if row.number in numbers] for _s, rows in table.parts()]
    first_rows = {sheet[0] for sheet in sheets if sheet}
    above: Cell = ""

    def filled(row: NumberedRow, cell: Cell) -> Cell:
        nonlocal above
        if row.number in first_rows:
            above = ""
        if row.number in empty:
            return above
        above = cell if is_known(cell) else ""
        return cell

    return _changed(table, place, filled, is_needed=True)


def _with_rooms(table: Table, places: Mapping[str, int], questions: Questions) -> Table:
    """The table with a room in the rows that name none, such as breaks, if somebody says which."""
    empty = _without(table, places.get("room"))
    is_open = any(question.column == "room" for question in questions.open)  # which column it is
    is_one_pause = len(empty) == 1 and _is_pause(empty[0], places)
    if is_open or not (is_one_pause or 2 <= len(empty) < len(table.rows) / 2):
        return table
    question = Question(
        name="rooms-of-others",
        sentence=ngettext(
            "A row has no room. In which one is it?",
            "%(count)d rows have no room. In which one are they?",
            len(empty),
        )
        % {"count": len(empty)},
        example=_title_in(empty[0], places),
        row=empty[0].number,
        column="room",
        option="--answer rooms-of-others=NAME",
    )
    return _with_answer(table, places["room"], empty, questions.ask(question))


def _with_kinds(
    table: Table, places: Mapping[str, int], setting: Setting, questions: Questions
) -> Table:
    """The table with a kind in the rows that name none: the one that the title names where nobody
    speaks, such as Lunch; else if somebody says which.
    """
    table = _with_kinds_of_titles(table, places, setting)
    empty = _without(table, places.get("kind"))
    if not 2 <= len(empty) < len(table.rows):
        return table
    kind = default_kind(setting.section)
    question = Question(
        name="kinds-of-others",
        sentence=_("%(count)d rows have no kind. Of which kind are they?") % {"count": len(empty)},
        proposed=kind,
        example=_title_in(empty[0], places),
        row=empty[0].number,
        column="kind",
        option=f"--answer kinds-of-others={kind}",
    )
    return _with_answer(table, places["kind"], empty, questions.ask(question))


def _with_kinds_of_titles(table: Table, places: Mapping[str, int], setting: Setting) -> Table:
    words = kind_words(setting.kinds)
    kinds = {
        row.number: kind
        for row in _without(table, places.get("kind"))
        if (kind := words.get(name_key(_title_in(row, places)))) and not _speaks(row, places)
    }
    if not kinds:
        return table

    def named(row: NumberedRow, cell: Cell) -> Cell:
        return kinds.get(row.number, cell)

    return _changed(table, places["kind"], named, is_needed=True)


def _is_pause(row: NumberedRow, places: Mapping[str, int]) -> bool:
    """Whether a row names a pause, which often has no room, as its title or its kind."""
    names = [_title_in(row, places), _text(row, places["kind"]) if "kind" in places else ""]
    return any(WORDS.get(name_key(name)) in PAUSES for name in names)


def _speaks(row: NumberedRow, places: Mapping[str, int]) -> bool:
    """Whether somebody speaks in a row."""
    return bool(split_speakers(_text(row, places["speaker"]))) if "speaker" in places else False


def _without(table: Table, place: int | None) -> list[NumberedRow]:
    """The rows with an empty cell in a column."""
    return [row for row in table.rows if place is not None and not _text(row, place)]


def _title_in(row: NumberedRow, places: Mapping[str, int]) -> str:
    return _text(row, places["title"]) if "title" in places else ""


def _with_answer(
    table: Table, place: int, empty: Collection[NumberedRow], answer: str | None
) -> Table:
    numbers = {row.number for row in empty}
    if not answer:
        return table
    return _changed(
        table, place, lambda row, cell: answer if row.number in numbers else cell, is_needed=True
    )


def _text(row: NumberedRow, place: int) -> str:
    return one_line(as_text(row.cells[place])) if place < len(row.cells) else ""


def _with_days(
    table: Table, places: Mapping[str, int], setting: Setting, questions: Questions
) -> Table:
    place = places.get("date")
    first, last = setting.days
    values = [] if place is None else dict.fromkeys(filter(None, values_at(table, place)))
    numbers = {value: NUMBER_OF_DAY.fullmatch(fold(value)) for value in values}
    most = (last - first).days + 1
    if (
        place is None
        or not values
        or not all(found and int(found[1]) <= most for found in numbers.values())
    ):
        return table
    sentence = _("Days are counted here. Is “%(value)s” day %(number)s of the conference, %(day)s?")
    days = {
        value: first + dt.timedelta(days=int(found[1]) - 1)
        for value, found in numbers.items()
        if found
    }
    value, day = next(iter(days.items()))
    number = (day - first).days + 1
    answer = questions.ask(
        Question(
            name="day-numbers",
            sentence=sentence % {"value": value, "number": number, "day": day.isoformat()},
            choices=(Choice(YES, _("yes")), Choice(NO, _("no: write dates into the file"))),
            proposed=YES,
            example=value,
            row=table.header.number,
            column="date",
            option="--answer day-numbers=yes",
        )
    )
    if answer == NO:
        return table
    return _changed(table, place, lambda _row, cell: days.get(as_text(cell).strip(), cell))


def _changed(
    table: Table, place: int, meant: Callable[[NumberedRow, Cell], Cell], *, is_needed: bool = False
) -> Table:
    """The table with other cells in one column; where a row ends before it, only if `is_needed`."""
    rows = []
    for row in table.rows:
        cells = list(row.cells)
        if is_needed:
            cells += [""] * (place + 1 - len(cells))
        if place < len(cells):
            cells[place] = meant(row, cells[place])
        rows.append(NumberedRow(row.number, tuple(cells)))
    return replace(table, rows=tuple(rows))
