"""What a list lacks: columns that are not there, and what stands in for them."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from conference.core.tables.dates import read_date
from conference.core.tables.files import Cell, Table
from conference.core.tables.questions import Choice, Question, Questions
from conference.core.tables.times import read_moment
from schedule_import.reading.headings import header_at, values_at
from schedule_import.reading.kind_words import default_kind
from schedule_import.reading.records import Dialect, Setting

NUMBER_OF_ROOM = re.compile(r"(?:track |room )?(?:[0-9]{1,3}|[a-z]|[ivx]+)", re.IGNORECASE)
MOST_DAYS = 14  # of a conference, to choose from
NONE = "-"


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


def fill_gaps(
    table: Table,
    places: Mapping[str, int],
    dialect: Dialect,
    setting: Setting,
    questions: Questions,
    dates: dict[int, Cell],
    *,
    numbers_tracks: bool,
) -> Given:
    """What stands in for needed columns that are not there: other columns, cells that hold two
    things, and answers. `dates` are those of rows by their numbers, which lines above them or names
    of sheets say; answers for whole sheets are added.
    """
    values: dict[str, str] = {}
    moments = Moments(table, places, setting)
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
            values["date"] = ask_date(table, setting, questions)
    if "kind" in absent:
        kind = default_kind(setting.section)
        is_usual = numbers_tracks and dialect is Dialect.DURATIONS
        values["kind"] = kind if is_usual else _ask_kind(table, kind, questions)
    if "room" in absent:
        values["room"] = _ask_room(table, questions)
    return Given(places, values, tuple(lacking), numbers_tracks)


ORDER = ("date", "time_start", "time_end", "kind", "room")


class Moments:
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


def find_when(
    table: Table, places: dict[str, int], setting: Setting, questions: Questions, *, has_days: bool
) -> None:
    """Add to `places` columns of days and times whose names say nothing, if somebody says so:
    without them all would stand on the one day that is asked for, whatever the file says.
    `has_days` where lines or sheets say the days.
    """
    if table.system or not places:
        return
    for name, sentence in (
        ("time_start", _("No column is called start. Which one says when it begins?")),
        ("date", _("No column is called date. Which one says the day?")),
        ("time_end", _("No column is called end. Which one says when it ends?")),
    ):
        if name in places or (name == "date" and has_days):
            continue
        if name != "date" and "time_start" not in places | {name: 0}:
            return
        if getattr(Moments(table, places, setting), name):
            continue
        found = _columns_of(name, table, places, setting)
        if found and (at := _ask_which(name, sentence, table, found, questions)) is not None:
            places[name] = at


def _columns_of(
    name: str, table: Table, places: Mapping[str, int], setting: Setting
) -> dict[str, int]:
    """The columns that are not read in which nothing but days, or times, stands; by their names."""
    found = {}
    for place in range(len(table.header.cells)):
        cells = [row.cells[place] for row in table.rows if place < len(row.cells)]
        values = [cell for cell in cells if cell != ""]
        header = header_at(table, place)
        if place in places.values() or not header or not values:
            continue
        if all(_says(name, cell, setting) for cell in values):
            found[header] = place
    return found


def _says(name: str, cell: Cell, setting: Setting) -> bool:
    """Whether a cell can stand in the column of this name."""
    if name == "date":
        return read_date(cell, setting.days).is_a_day
    moment = read_moment(cell, setting.days)
    return moment.time is not None and not (isinstance(cell, str) and cell.isdigit())


def _ask_which(
    name: str, sentence: str, table: Table, found: Mapping[str, int], questions: Questions
) -> int | None:
    """Which of these columns it is: the first as long as nobody says it, since all that follows
    from there being none would be asked in vain.
    """
    first = next(iter(found))
    answer = questions.ask(
        Question(
            name=f"column-{name}",
            sentence=sentence,
            choices=(
                *(Choice(header, header) for header in found),
                Choice(NONE, _("none of them")),
            ),
            proposed=first,
            example=next(filter(None, values_at(table, found[first]))),
            row=table.header.number,
            column=name,
            option=f"--answer column-{name}={shlex.quote(first)}",
        )
    )
    return None if answer == NONE else found[answer or first]


def take_track(
    table: Table, places: dict[str, int], dialect: Dialect, questions: Questions
) -> bool:
    """Whether a track stands in place of a room, as in PyCon's tables, where it is a number."""
    at = places.get("track")
    if "room" in places or "time_start" not in places or at is None or table.system:
        return False
    values = [value for value in values_at(table, at) if value]
    if not values:
        return False
    are_numbers = all(NUMBER_OF_ROOM.fullmatch(value) for value in values)
    is_room = (dialect is Dialect.DURATIONS and are_numbers) or (
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
                column="room",
                option="--answer track=room",
            )
        )
        != "track"
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
            date = ask_date(table, setting, questions, sheet.name, number)
            said |= dict.fromkeys(without, date)
    return said


def ask_date(
    table: Table, setting: Setting, questions: Questions, sheet: str = "", number: int = 0
) -> str:
    """The day of the file, or of the sheet with this name and number; "" if nobody says it."""
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
