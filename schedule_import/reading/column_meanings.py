"""What columns mean whose names leave that to their values: numbers, codes and names of talks,
titles, speakers.
"""

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from conference.core.tables.cells import read_number
from conference.core.tables.dates import read_date
from conference.core.tables.files import Table
from conference.core.tables.questions import Choice, Question, Questions
from conference.core.tables.times import read_moment
from schedule_import.reading.column_names import heading_key, is_description, number_of_speaker
from schedule_import.reading.column_words import NAMES_OF_PEOPLE, NAMES_OF_ROOMS, NAMES_OF_TALKS
from schedule_import.reading.headings import Headings, header_at, values_at
from schedule_import.reading.records import Setting
from schedule_import.reading.rows import Problem

NO_NUMBER = re.compile(r"[^-+#., 0-9]")
TITLE = re.compile(r"\w \w|[^\W\d_]{5}")
SEVERAL_WORDS = re.compile(r"\w \w")
NONE = "-"
FEW = 3  # of one or two words nobody can tell whether they are titles


class Meaning(NamedTuple):
    """Where our columns stand, and what is wrong with that."""

    places: dict[str, int]
    warnings: tuple[Problem, ...] = ()


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
    _take_rooms_and_speakers(table, places, headings.unread)
    _ask_title(table, places, headings.unread, questions)
    named = headings.places.get("title")
    freed = () if named is None or named in places.values() else (named,)
    _ask_speakers(table, places, (*freed, *headings.unread), questions)
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
    header = header_at(table, title) if title is not None else ""
    called = heading_key(header)
    # A "name" may be that of the talk, or of who gives it where nobody else is named.
    may_be_people = called in NAMES_OF_PEOPLE and "speaker" not in places
    is_clear = bool(called) and not is_description(header) and not may_be_people
    if "presentation" in places or (is_clear and any(values_at(table, title or 0))):
        return
    has_talks = may_be_people or bool({"speaker", "abstract"} & places.keys())
    unread = [place for place in unread if _is_text(table, place, of_one_word=has_talks)]
    if not unread:
        return
    others = [place for place in (title, places.get("abstract")) if place is not None]
    headers = {header_at(table, place): place for place in (*unread, *others)}
    about_talks = [at for at in unread if heading_key(header_at(table, at)) in NAMES_OF_TALKS]
    likely = [*about_talks, *(others if may_be_people else ()), *unread][0]
    answer = questions.ask(_question_of_title(table, headers, likely))
    if answer in headers:
        chosen = headers[answer]
        if places.get("abstract") == chosen:
            del places["abstract"]
        if title is not None and title != chosen and not may_be_people:
            places["abstract"] = title
        places["title"] = chosen
    elif answer == NONE:
        places.pop("title", None)


def _question_of_title(table: Table, headers: Iterable[str], likely: int) -> Question:
    return Question(
        name="title",
        sentence=_("No column is called title. Which one holds the titles?"),
        choices=(
            *(Choice(header, header) for header in headers),
            Choice(NONE, _("none of them: nothing has a title")),
        ),
        proposed=header_at(table, likely),
        example=next(values_at(table, likely)),
        row=table.header.number,
        column="title",
        option=f"--answer title={shlex.quote(header_at(table, likely))}",
    )


def _take_rooms_and_speakers(table: Table, places: dict[str, int], unread: Sequence[int]) -> None:
    """Columns whose names say it only in a list: "Stage", which may be a room of a grid, and
    "Speaker 1".
    """
    for place in unread:
        header = header_at(table, place)
        if "room" not in places and heading_key(header) in NAMES_OF_ROOMS:
            places["room"] = place
        elif "speaker" not in places and number_of_speaker(header):
            places["speaker"] = place


def _ask_speakers(
    table: Table, places: dict[str, int], unread: Sequence[int], questions: Questions
) -> None:
    """A column of names beside one of titles names the speakers, if no other does."""
    if "speaker" in places or "title" not in places:
        return
    for place in unread:
        if heading_key(header_at(table, place)) not in NAMES_OF_PEOPLE:
            continue
        header, example = header_at(table, place), next(filter(None, values_at(table, place)), "")
        answer = questions.ask(
            Question(
                name="names",
                sentence=_("Does the column “%(column)s” name the speakers?") % {"column": header},
                choices=(Choice("speaker", _("yes")), Choice(NONE, _("no, it is not needed"))),
                proposed="speaker",
                example=example,
                row=table.header.number,
                column="speaker",
                option="--answer names=speaker",
            )
        )
        if answer != NONE:
            places["speaker"] = place
        return


def _is_text(table: Table, place: int, *, of_one_word: bool) -> bool:
    """Whether a column has words in every row, and not only days and times: mostly several words,
    or different ones, if there are more than a few rows or titles `of_one_word` are likely.
    """
    values = list(values_at(table, place))
    if not all(NO_NUMBER.search(value) for value in values):
        return False
    different = len(set(values)) if of_one_word or len(values) >= FEW else 0
    if 2 * max(different, sum(map(bool, map(SEVERAL_WORDS.search, values)))) < len(values):
        return False
    return not all(read_date(value).is_a_day or read_moment(value).time for value in values)
