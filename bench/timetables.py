"""`conflicts` and `diff` on 1,000 slots."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

from bench.figures import measure
from conference.schedule.core.conflicts import conflicts
from conference.schedule.core.timetable import (
    Kind,
    Presentation,
    Room,
    Slot,
    Speaker,
    Timetable,
    diff,
)

SLOTS = 1_000
FIRST_DAY = dt.date(2027, 5, 14)


def a_timetable(slots: int = SLOTS) -> Timetable:
    """Ten slots a day in ten rooms, each with a talk by one of half as many speakers."""
    return Timetable(
        days=tuple(FIRST_DAY + dt.timedelta(days=day) for day in range(slots // 100 + 1)),
        rooms=tuple(Room(f"room-{room}", f"Room {room}", room) for room in range(10)),
        kinds=(Kind("talk", "Talk", takes_presentation=True),),
        slots=tuple(
            Slot(
                key=UUID(int=number + 1),
                date=FIRST_DAY + dt.timedelta(days=number // 100),
                start=dt.time(9 + number // 10 % 10),
                end=dt.time(10 + number // 10 % 10),
                kind="talk",
                rooms=frozenset({f"room-{number % 10}"}),
                presentation=Presentation(
                    number + 1, f"Talk {number}", (Speaker(number % (slots // 2)),)
                ),
            )
            for number in range(slots)
        ),
    )


def main() -> None:
    before = a_timetable()
    moved = [
        replace(slot, start=dt.time(20), end=dt.time(21)) if number % 10 == 0 else slot
        for number, slot in enumerate(before.slots)
    ]
    after = replace(before, slots=tuple(moved[:-50]))
    # Fresh copies: a timetable remembers its digest.
    found, differences = measure(
        lambda: conflicts(replace(before)), lambda: diff(replace(before), replace(after))
    )
    print(f"conflicts of {SLOTS} slots: {found}")
    print(f"diff of {SLOTS} slots, 100 of them moved and 50 removed: {differences}")


if __name__ == "__main__":
    main()
