"""What one cell says of a day; and the one order that all dates of a file have."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from conference.core.characters import normal
from conference.core.dates import EARLIEST_DAY, LATEST_DAY
from conference.core.tables.calendar_words import MONTH_OF, WEEKDAY_OF, fold
from conference.core.tables.workbooks import Value as Cell

DateOrder = Literal["mdy", "dmy"]
DATE_ORDERS: tuple[DateOrder, ...] = ("mdy", "dmy")
LONGEST_DATE = 200
"""Characters. To find a weekday in a text takes a time that grows with the square of its length."""

Days = tuple[dt.date, dt.date]
"""The first and the last day of a conference: a date without a year is one of its days."""

YEAR_FIRST = re.compile(
    r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})\.?|([0-9]{4})([0-9]{2})([0-9]{2})"
)
DOTTED = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4}|[0-9]{2})?")
IN_QUESTION = re.compile(r"([0-9]{1,2})([-/])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2}))?")
# 2027年5月14日(金), 5月14日 星期五, 2027년 5월 14일 (금)
_EASTERN_WEEKDAY = (
    r" ?\(?(?:星期|周|週)?([月火水木金土日一二三四五六天월화수목금토일])(?:曜日?|요일)?\)?"
)
EASTERN = re.compile(
    r"(?:([0-9]{4}) ?[年년] ?)?([0-9]{1,2}) ?[月월] ?([0-9]{1,2}) ?[日号號일]"
    rf"(?:{_EASTERN_WEEKDAY})?"
)
BEFORE_EASTERN_WEEKDAY = re.compile(rf"([0-9].*[0-9]){_EASTERN_WEEKDAY}")  # 2027/5/14（金）
EASTERN_WEEKDAYS = ("月一월", "火二화", "水三수", "木四목", "金五금", "土六토", "日天일")
WORDS = re.compile(r"[0-9]+|[^\W\d_]+")
WORDED = re.compile(r"[\w ,./()'ºª-]+")
BESIDE_NUMBERS = {
    *("st", "nd", "rd", "th", "er", "e", "o", "a", "r", "of", "the", "on", "den", "der", "am"),
    *("de", "del", "le", "el", "il", "da", "do", "dia", "feira", "dnia"),
}  # "the 14th of May", "le 1er mai", "14 de maio de 2027", "14 maja 2027 r."
WEEKDAY_FIRST = re.compile(r"\(?(?P<word>[^\W\d_]+)(?:-feira)?[).,]*[ -]*(?P<rest>.*)")
WEEKDAY_LAST = re.compile(r"(?P<rest>.*?)[ ,]*\(?(?P<word>[^\W\d_]+)[).]*")
DAY_ALONE = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th|\.)?(?:,? [0-9]{4})?")
MONTH_WORDS = "|".join(sorted(MONTH_OF, key=len, reverse=True))
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th|er|\.|º)?"
DATE_WITHIN = re.compile(
    rf"(?<![0-9/.-])(?:[0-9]{{4}}([-/.])[0-9]{{1,2}}\1[0-9]{{1,2}}"
    rf"|[0-9]{{1,2}}([-/])[0-9]{{1,2}}\2(?:[0-9]{{4}}|[0-9]{{2}})"
    rf"|[0-9]{{1,2}}\. ?[0-9]{{1,2}}\.(?: ?[0-9]{{4}}|[0-9]{{2}})?"
    rf"|{_DAY}[ -](?:de |of )?(?:{MONTH_WORDS})\b\.?(?:[ ,-]+(?:de |del )?[0-9]{{4}}|-[0-9]{{2}})?"
    rf"|\b(?:{MONTH_WORDS})\b\.? {_DAY}(?:,? [0-9]{{4}})?)(?![0-9/]|[.-][0-9])"
)
DIFFERENT_CELLS = 4_096  # a schedule says the same few dates and times again and again

# A workbook writes 24:00 as one whole day, which is the first day that it can count, or with the
# calendar of old Macs the second. No conference took place then.
WHOLE_DAYS = (dt.date(1900, 1, 1), dt.date(1904, 1, 2))
LAST_BARE_YEAR = 1905  # up to it, the day of a workbook's moment says that it is a time alone


@dataclass(frozen=True, slots=True)
class DateReading:
    """The day that a cell means if the month stands first, and if the day does; None: there is
    none.

    `is_of_another_weekday` where there would be one, but the cell names a weekday that it is not.
    """

    month_first: dt.date | None
    day_first: dt.date | None
    is_of_another_weekday: bool = False

    @property
    def is_a_day(self) -> bool:
        """Whether it is a day under any order."""
        return self.month_first is not None or self.day_first is not None

    @property
    def is_in_question(self) -> bool:
        return self.month_first != self.day_first

    @property
    def demands(self) -> DateOrder | None:
        """The only order under which this is a day."""
        if not self.is_in_question or (self.month_first and self.day_first):
            return None
        return "mdy" if self.month_first else "dmy"

    def under(self, order: DateOrder | None) -> dt.date | None:
        """The day under this order; without one, None for what is in question."""
        if order is None and self.is_in_question:
            return None
        return self.day_first if order == "dmy" else self.month_first


NO_DATE = DateReading(None, None)


@dataclass(frozen=True, slots=True)
class OrderDecision:
    """The order of all a/b/year dates of a file; None if none is in question, or if somebody must
    say it.
    """

    order: DateOrder | None
    is_open: bool = False


@lru_cache(DIFFERENT_CELLS)
def read_date(cell: Cell, within: Days | None = None) -> DateReading:
    """Read a calendar date; both readings are None for what is none.

    A date without a year, or a weekday alone, is the only such day `within` the conference.
    """
    if not isinstance(cell, str):
        day = _day_of(cell)
        return DateReading(day, day)
    if len(cell) > LONGEST_DATE:
        return NO_DATE
    plain = normal("NFKC", cell).strip()
    if match := EASTERN.fullmatch(plain):
        return _eastern(match, within)
    if match := BEFORE_EASTERN_WEEKDAY.fullmatch(plain):
        return _on_weekday(read_date(match[1], within), _eastern_weekday(match[2]))
    weekday, text = _without_weekday(fold(cell).strip(" ,"))
    if not text:
        return _only_weekday(weekday, within)
    first, second = (
        (_in_words(text, within),) * 2 if _is_worded(text) else _in_numbers(text, within)
    )
    return _on_weekday(DateReading(first, second), weekday)


def _on_weekday(reading: DateReading, weekday: int | None) -> DateReading:
    """What is left of a reading where a weekday stands beside it."""
    if weekday is None:
        return reading
    days = (reading.month_first, reading.day_first)
    fitting = [day if day and day.weekday() == weekday else None for day in days]
    if reading.is_a_day and not any(fitting):
        return replace(NO_DATE, is_of_another_weekday=True)
    return DateReading(fitting[0], fitting[1])


def _eastern(match: re.Match[str], within: Days | None) -> DateReading:
    year, month, day, weekday = match.groups()
    date = _date(year, month, day) if year else _without_year(month, day, within)
    return _on_weekday(DateReading(date, date), _eastern_weekday(weekday))


def _eastern_weekday(name: str | None) -> int | None:
    """The number of a weekday, from 0 for Monday, by the one sign that stands for it."""
    return next((at for at, names in enumerate(EASTERN_WEEKDAYS) if name and name in names), None)


def find_date(text: str) -> str | None:
    """The only date that stands in the text, among other words; None where there is none, or
    several.
    """
    plain = fold(text)
    found = [match.group() for match in DATE_WITHIN.finditer(plain)]
    return found[0] if len(found) == 1 else None


def _without_weekday(text: str) -> tuple[int | None, str]:
    """The weekday at the start or the end of the text, and the rest of it."""
    for pattern in (WEEKDAY_FIRST, WEEKDAY_LAST):
        match = pattern.fullmatch(text)
        if match is None or match["word"] not in WEEKDAY_OF:
            continue
        word, rest = match["word"], match["rest"]
        is_month = word in MONTH_OF and DAY_ALONE.fullmatch(rest)  # "mar 16" is a day in March
        if not is_month and (rest == "" or re.search("[0-9]", rest)):
            return WEEKDAY_OF[word], rest
    return None, text


def _only_weekday(weekday: int | None, within: Days | None) -> DateReading:
    """The day of the conference that is this weekday, if it has no second one."""
    if weekday is None or within is None:
        return NO_DATE
    first, last = within
    ahead = (weekday - first.weekday()) % 7
    if not dt.timedelta(ahead) <= last - first < dt.timedelta(ahead + 7):
        return NO_DATE
    day = first + dt.timedelta(ahead)
    return DateReading(day, day)


def _is_worded(text: str) -> bool:
    return any(word in MONTH_OF for word in WORDS.findall(text))


def _in_words(text: str, within: Days | None) -> dt.date | None:
    """A date with the name of its month: 14 May 2027, May 14, 2027, 14-May-27, 14 de mayo."""
    if not WORDED.fullmatch(text):
        return None
    words = [word for word in WORDS.findall(text) if word not in BESIDE_NUMBERS]
    months = [at for at, word in enumerate(words) if word in MONTH_OF]
    if len(months) != 1 or not all(word.isdigit() for word in words if word not in MONTH_OF):
        return None
    month, numbers = str(MONTH_OF[words[months[0]]]), [w for w in words if w.isdigit()]
    match (months[0], [len(number) for number in numbers]):
        case (0 | 1, [1 | 2]):
            return _without_year(month, numbers[0], within)
        case (1, [1 | 2, 2 | 4]) | (0, [1 | 2, 4]):
            return _date(numbers[1], month, numbers[0])
        case (1, [4, 1 | 2]):
            return _date(numbers[0], month, numbers[1])
    return None


def _in_numbers(text: str, within: Days | None) -> tuple[dt.date | None, dt.date | None]:
    if match := YEAR_FIRST.fullmatch(text):
        year, _sign, month, day, *packed = match.groups()
        both = _date(year, month, day) if year else _date(*packed)
        return both, both
    if match := DOTTED.fullmatch(text):
        day, month, year = match.groups()
        both = _date(year, month, day) if year else _without_year(month, day, within)
        return both, both
    if match := IN_QUESTION.fullmatch(text):
        first, sign, second, year = match.groups()
        if year:
            return _date(year, first, second), _date(year, second, first)
        if sign == "/":
            return _without_year(first, second, within), _without_year(second, first, within)
    return None, None


def _day_of(cell: dt.date | dt.time | dt.datetime) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if not isinstance(cell, dt.date) or cell.year < LAST_BARE_YEAR:
        return None
    return _if_possible(cell)


def _without_year(month: str, day: str, within: Days | None) -> dt.date | None:
    """The only day of this month and day within the conference; else that of its first year."""
    if within is None:
        return None
    first, last = within
    days = [_date(f"{year:04}", month, day) for year in sorted({first.year, last.year})]
    inside = [each for each in days if each and first <= each <= last]
    return inside[0] if len(inside) == 1 else days[0] if len(days) == 1 else None


def _date(year: str, month: str, day: str) -> dt.date | None:
    full_year = int(year) if len(year) == 4 else 2000 + int(year)
    try:
        return _if_possible(dt.date(full_year, int(month), int(day)))
    except ValueError:
        return None


def _if_possible(day: dt.date) -> dt.date | None:
    return day if EARLIEST_DAY <= day <= LATEST_DAY else None


def decide_date_order(
    dates: Iterable[DateReading],
    *,
    given: DateOrder | None,
    are_all_times_12_hour: bool,
    first_day: dt.date,
    last_day: dt.date,
) -> OrderDecision:
    """Which order the dates of a file have. `given`, if somebody said one, counts; nothing is
    guessed.

    Else the order that a date demands; else the only one under which all dates lie from
    `first_day` to `last_day`; else month first, if both put equally many there and all times of the
    file are 12-hour.
    """
    readings = set(dates)
    if not any(reading.is_in_question for reading in readings):
        return OrderDecision(None)
    if given is not None:
        return OrderDecision(given)
    demanded = {reading.demands for reading in readings} - {None}
    if demanded:
        return (
            OrderDecision(demanded.pop())
            if len(demanded) == 1
            else OrderDecision(None, is_open=True)
        )
    inside = {order: list(_inside(readings, order, first_day, last_day)) for order in DATE_ORDERS}
    whole = [order for order in DATE_ORDERS if all(inside[order])]
    if len(whole) == 1:
        return OrderDecision(whole[0])
    if are_all_times_12_hour and sum(inside["mdy"]) == sum(inside["dmy"]):
        return OrderDecision("mdy")
    return OrderDecision(None, is_open=True)


def _inside(
    readings: Iterable[DateReading], order: DateOrder, first_day: dt.date, last_day: dt.date
) -> Iterator[bool]:
    days = [reading.under(order) for reading in readings]
    return (first_day <= day <= last_day for day in days if day is not None)
