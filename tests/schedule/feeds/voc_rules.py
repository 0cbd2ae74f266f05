"""What c3voc's published schemas ask of a schedule, in words of our own: one list of faults for
each rule.

Programs that read the formats are as strict as this. The rules are those of both formats together:
an event means the same in both.
"""

import datetime as dt
import re

from tests.schedule.contents import content, slot, speaker, talk

SHAPES = {
    "guid": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "id": r"[1-9][0-9]*",
    "date": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)",
    "start": r"([01]\d|2[0-3]):[0-5]\d",
    "duration": r"\d{1,2}:[0-5]\d",
    "slug": r"[a-z0-9_]{4,}-[0-9]+-[a-z0-9_-]{3,}[a-z0-9]",
    "url": r"https?://.+",
}
REQUIRED = {*SHAPES, "room", "title", "subtitle", "type", "abstract", "track", "language"}
ACRONYM = r"[a-z0-9_]{4,}"
COLOUR = r"#[0-9a-fA-F]{6}"


def faults_of(events):
    """What is wrong with events, each a dictionary of texts by name."""
    yield from (f"{name} is missing" for event in events for name in REQUIRED - set(event))
    for name, shape in SHAPES.items():
        yield from (
            f"{name} {event[name]!r}" for event in events if not re.fullmatch(shape, event[name])
        )
    for name in ("guid", "id", "slug"):
        values = [event[name] for event in events]
        yield from (f"{name} {value!r} twice" for value in set(values) if values.count(value) > 1)
    for event in events:
        if dt.datetime.fromisoformat(event["date"]).strftime("%H:%M") != event["start"]:
            yield f"starts at {event['start']}, and at {event['date']}"
        if int(event["id"]) >= 2**31:
            yield f"id {event['id']} does not fit into 32 bits"


def a_schedule():
    """A plenary in two rooms, a lunch, and a party past midnight."""
    return content(
        [
            slot("2026-08-14 10:00-11:00", "north hall", "plenary", presentation=7),
            slot("2026-08-14 12:00-13:00", "hall", "lunch"),
            slot("2026-08-15 22:30-02:00", "north", "party", title="Party"),
        ],
        talks=[talk(7, "Listening", [1], abstract="Of the *sea* & <land>.", track="People")],
        speakers=[speaker(1, "Ada")],
        tracks=[("People", "#6b4fa0")],
    )
