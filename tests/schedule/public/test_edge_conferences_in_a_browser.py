"""Conferences of unusual shape: none is wider than the window, cuts a word off, or is wrong for
axe.
"""

from dataclasses import replace

import pytest

from tests.schedule.contents import content, section, slot, speaker, talk
from tests.schedule.public.test_in_a_browser import violations
from tests.schedule.public.test_pages import publish

LONGEST = "Donaudampfschifffahrtsgesellschaftskapitänszimmer"
SCHEDULE, TALKS = "/lakeside/schedule/", "/lakeside/schedule/presentation/"

CUT_OFF = """() => [...document.querySelectorAll("main :is(h1, h2, h3, p, li, dt, dd, th, td, span)")]
    .filter(each => each.clientWidth && each.scrollWidth > each.clientWidth + 1)
    .filter(each => each.checkVisibility() && !each.closest(".visually-hidden"))
    .map(each => `${each.localName} ${each.className}: ${each.textContent}`)"""
"""The elements whose words need more room than they have."""


def with_rooms(count):
    """A day on which each of so many rooms has a talk, between a plenary and a lunch in all of
    them.
    """
    rooms = [f"room-{number}" for number in range(1, count + 1)]
    slots = [
        slot("2026-08-14 09:00-10:00", " ".join(rooms), "plenary", presentation=100),
        *(
            slot("2026-08-14 10:00-10:20", room, presentation=number)
            for number, room in enumerate(rooms, start=1)
        ),
        slot("2026-08-14 12:30-13:30", " ".join(rooms), "lunch"),
    ]
    talks = [
        talk(number, f"Documenting {LONGEST}", [1], track="Craft") for number in range(1, count + 1)
    ]
    return content(
        slots,
        rooms=rooms,
        talks=[*talks, talk(100, "Opening", [1])],
        speakers=[speaker(1, "Ada")],
        tracks=[("Craft", "#6b4fa0")],
    )


def of_an_hour():
    """Twelve slots of five minutes, and nothing else."""
    slots = [
        slot(
            f"2026-08-14 09:{minute:02}-{9 + (minute + 5) // 60:02}:{(minute + 5) % 60:02}",
            "hall",
            title="Go",
        )
        for minute in range(0, 60, 5)
    ]
    return content(slots, rooms=["hall"])


def with_long_names():
    """Rooms, titles, speakers, a track and a section of one long word each."""
    long_talk = talk(1, f"{LONGEST} {LONGEST}", [1], abstract=LONGEST * 3, track=LONGEST)
    shown = content(
        rooms=["hall", "north", "south"],
        sections=[
            section(
                [
                    slot("2026-08-14 09:00-10:00", "hall", presentation=1),
                    slot("2026-08-14 10:00-11:00", "hall north", "party", title=LONGEST * 4),
                ],
                name=LONGEST,
            ),
            section(
                [slot("2026-08-14 10:00-11:00", "south", title=LONGEST)], slug="other", name="Other"
            ),
        ],
        talks=[long_talk],
        speakers=[speaker(1, f"{LONGEST} {LONGEST}", LONGEST)],
        tracks=[(LONGEST, "#6b4fa0")],
    )
    rooms = tuple(replace(room, name=f"{LONGEST} {room.name}") for room in shown.rooms)
    return replace(shown, rooms=rooms)


@pytest.mark.parametrize(
    ("shown", "addresses"),
    [
        (with_rooms(1), [SCHEDULE]),
        (with_rooms(10), [SCHEDULE]),
        (with_rooms(14), [SCHEDULE]),
        (of_an_hour(), [SCHEDULE, TALKS]),
        (
            with_long_names(),
            ["/lakeside/", SCHEDULE, TALKS, f"{TALKS}1/", "/lakeside/schedule/speaker/1/"],
        ),
        (content(), ["/lakeside/", SCHEDULE, TALKS]),
    ],
    ids=["one room", "ten rooms", "fourteen rooms", "one hour", "long names", "nothing"],
)
def test_a_page_of_any_shape_fits_the_window_cuts_nothing_off_and_is_right_for_axe(
    page, conference, shown, addresses
):
    publish(conference, shown)
    found = {}
    for address in addresses:
        page.goto(address)
        for width in (360, 1024, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            overhang = page.evaluate("document.documentElement.scrollWidth") - width
            found[address, width] = (overhang, page.evaluate(CUT_OFF), violations(page))

    assert found == dict.fromkeys(found, (0, [], []))
