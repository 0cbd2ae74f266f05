"""Small drafts, and what is said of them, for the tests of what is done to drafts and of the pages
on which that is done.
"""

from tests.factories import make_presentation, make_room, make_section
from tests.schedule_import.importing import bring_in

DAY = "2027-05-14"

BLUE_IS_TAKEN_TWICE = (
    "“On lakes” (2027-05-14, 10:00–11:00) and “Walk” (2027-05-14, 10:00–11:00) both take Blue."
)
"""When a walk at ten is put into the blue room, where the talk is."""

DRAFT_HAS_CHANGED = (
    "The draft has changed since you looked at what would happen. Nothing was written: look again, "
    "then confirm that."
)


def draft_a_talk_and_two_lunches(conference):
    """Talk 7 in the blue room, and a lunch in each of two rooms, as two slots; returns the
    section.
    """
    section = make_section(conference, slug="talks", name="Talks")
    make_presentation(section, number=7, title="On lakes")
    bring_in(
        section,
        f"{DAY},10:00,11:00,talk,Blue,,7",
        f"{DAY},12:00,13:00,lunch,Blue,Lunch,",
        f"{DAY},12:00,13:00,lunch,Red,Lunch,",
    )
    return section


def draft_three_rooms(conference):
    """Talks in the blue and the red room, a lunch in both, and a green room for 40 people without
    anything; returns the section.
    """
    section = make_section(conference, slug="talks", name="Talks")
    bring_in(
        section,
        f"{DAY},10:00,11:00,talk,Blue,On lakes,",
        f"{DAY},11:00,12:00,talk,Red,On ponds,",
        f"{DAY},12:00,13:00,plenary,Blue,Lunch,",
        f"{DAY},12:00,13:00,plenary,Red,Lunch,",
    )
    make_room(conference, name="Green", order=2, capacity=40)
    return section
