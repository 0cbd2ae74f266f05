"""A small conference with a public schedule, for tests of what stands on it."""

from conference.schedule.release.actions import publish_schedule
from tests.factories import (
    make_kind,
    make_presentation,
    make_room,
    make_section,
    make_slot,
    make_speaker,
)

NOT_YET = "The schedule is not published yet."


def publish_talks(conference):
    """Publish talks 7 and 8 on the first day, 9 on the second, and a lunch; returns the section."""
    section = make_section(conference, slug="talks", name="Talks")
    hall = make_room(conference, name="Hall")
    speaker = make_speaker(conference, name="Ada")
    days = [conference.starts_on, conference.starts_on, conference.ends_on]
    for number, title, start, day in zip(
        (7, 8, 9), ("Listening", "Looking", "Leaving"), (9, 10, 11), days, strict=True
    ):
        slot = make_slot(section, rooms=[hall], start=f"{start}:00", end=f"{start}:45", date=day)
        abstract = f"Of *{title.lower()}*."
        make_presentation(
            section, number=number, title=title, abstract=abstract, speakers=[speaker], slot=slot
        )
    lunch = make_kind(section, label="lunch")
    make_slot(section, rooms=[hall], kind=lunch, title="Lunch", start="12:00", end="13:00")
    publish_schedule(conference, by=None)
    return section
