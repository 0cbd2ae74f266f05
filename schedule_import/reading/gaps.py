"""What a list lacks: columns that mean something else than their name, and those that are not
there.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from conference.core.tables.cells import read_number
from conference.core.tables.dates import read_date
from conference.core.tables.files import Cell, Table
from conference.core.tables.questions import Choice, Question, Questions
from conference.core.tables.times import read_moment
from schedule_import.reading.column_names import DESCRIPTIONS, heading_key
from schedule_import.reading.headings import Headings, header_at, values_at
from schedule_import.reading.kind_words import default_kind
from schedule_import.reading.records import Dialect, Setting
from schedule_import.reading.rows import Problem

NO_NUMBER = re.compile(r"[^-+#., 0-9]")
TITLE = re.compile(r"\w \w|[^\W\d_]{5}")
SEVERAL_WORDS = re.compile(r"\w \w")
NUMBER_OF_ROOM = re.compile(r"(?:track |room )?(?:[0-9]{1,3}|[a-z]|[ivx]+)", re.IGNORECASE)
MOST_DAYS = 14  # of a conference, to choose from
NONE = "-"


class Meaning(NamedTuple):
    """Where our columns stand, and what is wrong with that."""

    places: dict[str, int]
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Given:
    """The columns of a list by their places, and `values` that hold for all rows without one.

    `missing` are needed columns that nothing stands in for; `numbers_tracks` where the room is a
    number of a track.
    """

    places: Mapping[str, int]
    values: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    numbers_tracks: bool = False


def mean_columns(
    table: Table, headings: Headings, setting: Setting, questions: Questions
) -> Meaning:
    """What the columns mean whose names leave that to their values: numbers and names of talks,
    titles, lengths beside ends.
    """
    places = dict(headings.places)
    warnings: list[Problem] = []
    if "time_end" in places and "duration" in places:
        warnings.append(_passed_over(table, places.pop("duration")))
    _mean_presentation(table, places, setting, questions)
    _ask_title(table, places, headings.unread, questions)
    return Meaning(places, tuple(warnings))


def _passed_over(table: Table, place: int) -> Problem:
    header = header_at(table, place)
    message = _("The column “%(column)s” is ignored, since there is a column of ends.")
    row = table.header.number
    return Problem(row, header, header, "ignored-column", message % {"column": header})


def _mean_presentation(
    table: Table, places: dict[str, int], setting: Setting, questions: Questions
) -> None:
    """A column called talk or id holds numbers of presentations, else titles or codes."""
    at = places.get("presentation")
    if at is None or heading_key(header_at(table, at)) == "presentation":
        return
    values = [value for value in values_at(table, at) if value]
    header = header_at(table, at)
    name = "title" if heading_key(header) in ("talk", "proposal") else "code"
    if name in places:
        return
    if name == "title":
        if _most(bool(TITLE.search(value)) for value in values):
            places[name] = places.pop("presentation")
        return
    if _are_numbers(values, setting, has_titles=_have_titles(table, at, places)):
        return
    answer = _ask_codes(table, header, values, setting, questions)
    if answer in ("code", None):
        places["code"] = places.pop("presentation")
    elif answer == NONE:
        del places["presentation"]


def _ask_codes(
    table: Table, header: str, values: Sequence[str], setting: Setting, questions: Questions
) -> str | None:
    """What a column called id holds that are no numbers of presentations, or not all of them."""
    sentence = _("The values of “%(column)s” are no numbers of presentations. What are they?") % {
        "column": header
    }
    return questions.ask(
        Question(
            name="codes",
            sentence=sentence,
            choices=(
                Choice("code", _("what another system calls the talks: kept to find them again")),
                Choice("presentation", _("numbers of presentations, to be mended")),
                Choice(NONE, _("nothing that matters")),
            ),
            proposed="code",
            may_assume=not _some_are_ours(values, setting),
            example=values[0],
            row=table.header.number,
            column="code",
            option="--answer codes=code",
        )
    )


def _are_numbers(values: Sequence[str], setting: Setting, *, has_titles: bool) -> bool:
    """Whether what stands in a column called id are numbers of presentations of the section, and
    not what another system calls the talks. Without titles numbers can mean nothing else; of an
    empty column nobody can tell.
    """
    if not values or any(value in setting.codes for value in values):
        return not values
    if setting.numbers is None or not has_titles:
        return not _most(bool(NO_NUMBER.search(value)) for value in values)
    return _most(_is_ours(value, setting) for value in values)


def _have_titles(table: Table, at: int, places: Mapping[str, int]) -> bool:
    """Whether most rows that have a value in this column have a title as well."""
    if "title" not in places:
        return False
    pairs = zip(values_at(table, at), values_at(table, places["title"]), strict=True)
    return _most(bool(title) for value, title in pairs if value)


def _some_are_ours(values: Sequence[str], setting: Setting) -> bool:
    return any(_is_ours(value, setting) for value in values) and not setting.codes


def _is_ours(value: str, setting: Setting) -> bool:
    return read_number(value) in (setting.numbers or ())


def _most(facts: Iterable[bool]) -> bool:
    """Whether more than half of them hold."""
    facts = list(facts)
    return 2 * sum(facts) > len(facts)


def _ask_title(
    table: Table, places: dict[str, int], unread: Sequence[int], questions: Questions
) -> None:
    """Where nothing would have a title: which of the columns that are not read holds it."""
    title = places.get("title")
    called = heading_key(header_at(table, title)) if title is not None else ""
    if called not in (*DESCRIPTIONS, "") and any(values_at(table, title or 0)):
        return
    if "presentation" in places:
        return
    unread = [place for place in unread if _is_text(table, place)]
    if not unread:
        return
    others = [place for place in (title, places.get("abstract")) if place is not None]
    headers = {header_at(table, place): place for place in (*unread, *others)}
    answer = questions.ask(
        Question(
            name="title",
            sentence=_("No column is called title. Which one holds the titles?"),
            choices=(
                *(Choice(header, header) for header in headers),
                Choice(NONE, _("none of them: nothing has a title")),
            ),
            proposed=header_at(table, unread[0]),
            example=next(values_at(table, unread[0])),
            row=table.header.number,
            column="title",
            option="--answer title=…",
        )
    )
    if answer in headers:
        chosen = headers[answer]
        if places.get("abstract") == chosen:
            del places["abstract"]
        if title is not None and title != chosen:
            places["abstract"] = title
        places["title"] = chosen
    elif answer == NONE:
        places.pop("title", None)


def _is_text(table: Table, place: int) -> bool:
    """Whether a column has words in every row, mostly several, and not only days and times."""
    values = list(values_at(table, place))
    if not all(NO_NUMBER.search(value) for value in values):
        return False
    if 2 * sum(bool(SEVERAL_WORDS.search(value)) for value in values) < len(values):
        return False
    return not all(read_date(value).is_a_day or read_moment(value).time for value in values)


def fill_gaps(
    table: Table,
    places: Mapping[str, int],
    dialect: Dialect,
    setting: Setting,
    questions: Questions,
    dates: dict[int, Cell],
) -> Given:
    """What stands in for needed columns that are not there: other columns, cells that hold two
    things, and answers. `dates` are those of rows by their numbers, which lines above them or names
    of sheets say; answers for whole sheets are added.
    """
    places = dict(places)
    values: dict[str, str] = {}
    numbers_tracks = _take_track(table, places, dialect, questions)
    moments = _Moments(table, places, setting)
    absent = {
        name for name in ("date", "time_start", "time_end", "kind", "room") if name not in places
    }
    lacking = [
        name for name in ("time_start", "time_end") if name in absent and not getattr(moments, name)
    ]
    if len(absent) > 3 and len(places) < 2:
        return Given(places, {}, tuple(n for n in ORDER if n in absent), numbers_tracks)
    if "date" in absent and not moments.date:
        if len(table.sheets) > 1:
            dates |= _dates_of_sheets(table, dates, setting, questions)
        elif not dates:
            values["date"] = _ask_date(table, setting, questions)
    if "kind" in absent:
        kind = default_kind(setting.section)
        values["kind"] = kind if numbers_tracks else _ask_kind(table, kind, questions)
    if "room" in absent:
        values["room"] = _ask_room(table, questions)
    return Given(places, values, tuple(lacking), numbers_tracks)


ORDER = ("date", "time_start", "time_end", "kind", "room")


class _Moments:
    """Which columns are not needed, since cells of others say the same."""

    def __init__(self, table: Table, places: Mapping[str, int], setting: Setting) -> None:
        found = [
            read_moment(cell, setting.days)
            for name in ("date", "time_start")
            if name in places
            for row in table.rows
            if (cell := row.cells[places[name]] if places[name] < len(row.cells) else "") != ""
        ]
        self.date = any(each.date or each.instant for each in found)
        self.time_start = any((each.time and each.date) or each.instant for each in found)
        self.time_end = "duration" in places or any(each.until for each in found)


def _take_track(
    table: Table, places: dict[str, int], dialect: Dialect, questions: Questions
) -> bool:
    """PyCon's tables have a track in place of a room; whether it is a number of one."""
    at = places.get("track")
    if dialect is not Dialect.DURATIONS or "room" in places or at is None:
        return False
    values = [value for value in values_at(table, at) if value]
    is_room = all(NUMBER_OF_ROOM.fullmatch(value) for value in values) or (
        questions.ask(
            Question(
                name="track",
                sentence=_("There is no column of rooms. Is the track the room?"),
                choices=(
                    Choice("room", _("yes, each track is a room")),
                    Choice("track", _("no, it is a topic")),
                ),
                proposed="room",
                example=values[0],
                row=table.header.number,
                column="track",
                option="--answer track=room",
            )
        )
        == "room"
    )
    if is_room:
        places["room"] = places.pop("track")
    return is_room


def _dates_of_sheets(
    table: Table, dates: Mapping[int, Cell], setting: Setting, questions: Questions
) -> dict[int, Cell]:
    """The dates of the rows of sheets of which nothing says the day: each is asked about."""
    said: dict[int, Cell] = {}
    for number, (sheet, rows) in enumerate(table.parts(), start=1):
        without = [row.number for row in rows if row.number not in dates and row != table.header]
        if sheet and without and len(without) >= len(rows) - 1:
            date = _ask_date(table, setting, questions, sheet.name, number)
            said |= dict.fromkeys(without, date)
    return said


def _ask_date(
    table: Table, setting: Setting, questions: Questions, sheet: str = "", number: int = 0
) -> str:
    """The day of the file, or of one of its sheets."""
    first, last = setting.days
    sentence = _("The file has no column of dates. Which day is this?")
    if sheet:
        sentence = _("The sheet “%(sheet)s” has no column of dates. Which day is this?")
    count = (last - first).days + 1
    days = [str(first.fromordinal(first.toordinal() + n)) for n in range(min(count, MOST_DAYS))]
    question = Question(
        name=f"date-{number}" if sheet else "date",
        sentence=sentence % {"sheet": sheet},
        choices=tuple(Choice(day, day) for day in days) if count <= MOST_DAYS else (),
        proposed=days[0] if count == 1 else "",
        row=table.header.number,
        column="date",
        option=f"--answer date-{number}={days[0]}" if sheet else f"--date {days[0]}",
    )
    return questions.ask(question) or ""


def _ask_kind(table: Table, kind: str, questions: Questions) -> str:
    question = Question(
        name="kind",
        sentence=_("The file has no column of kinds. Of which kind are its rows?"),
        proposed=kind,
        may_assume=True,
        row=table.header.number,
        column="kind",
        option=f"--answer kind={kind}",
    )
    return questions.ask(question) or kind


def _ask_room(table: Table, questions: Questions) -> str:
    question = Question(
        name="room",
        sentence=_("The file has no column of rooms. In which room is all of it?"),
        row=table.header.number,
        column="room",
        option=_("--room NAME"),
    )
    return questions.ask(question) or ""
