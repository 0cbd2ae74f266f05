"""Rooms in which several things may take place at one time: asked about where a file would else be
refused.
"""

from django.utils.translation import gettext as _

from conference.core.names import name_key
from conference.core.tables.questions import Choice, Question, Questions
from conference.schedule.core.timetable import Room
from schedule_import.planning.names import Names

QUESTIONS_AT_MOST = 100
"""Where a file has so many, no further room is asked about: a form may have 1,000 fields."""

_ABOUT = "shared "


def answer_for(name: str) -> dict[str, str]:
    """The answer, by its question's name, that the room of this name is shared."""
    return {_ABOUT + name_key(name): "yes"}


def is_about_sharing(question_name: str) -> bool:
    return question_name.startswith(_ABOUT)


def with_shared_rooms(names: Names, questions: Questions) -> Names:
    """The names, with those rooms shared of which somebody said so."""
    said = [room for room in names.rooms if not room.is_shared and _is_said(room, questions)]
    for room in said:
        questions.ask(_question(room))
    return names.sharing({room.slug for room in said}) if said else names


def _is_said(room: Room, questions: Questions) -> bool:
    return questions.answers.get(_ABOUT + name_key(room.name)) == "yes"


def ask_whether_shared(room: Room, questions: Questions) -> str:
    """Ask whether what meets in `room` may do so; returns what a message says of that."""
    if len(questions.asked) < QUESTIONS_AT_MOST:
        questions.ask(_question(room))
    if questions.on_a_page:
        return _(
            "If several things may take place in “%(room)s” at one time, make it a shared room: "
            "say so among the questions about the file, or on the page of rooms."
        ) % {"room": room.name}
    return _(
        "If several things may take place in “%(room)s” at one time, make it a shared room: "
        "%(option)s."
    ) % {"room": room.name, "option": _option(room)}


def _question(room: Room) -> Question:
    sentence = _("May several things take place in “%(room)s” at one time?") % {"room": room.name}
    return Question(
        name=_ABOUT + name_key(room.name),
        sentence=sentence,
        choices=(
            Choice("yes", _("Yes, it is shared, as a foyer or an exhibition is")),
            Choice("no", _("No, one thing at a time")),
        ),
        proposed="no",
        unless_asked="no",
        column="room",
        option=_option(room),
    )


def _option(room: Room) -> str:
    return f'--shared-room "{room.name}"'
