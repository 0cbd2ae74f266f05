import datetime as dt
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from conference.schedule.core.timetable import Kind, Room
from conference.schedule.release.content import Person, Section, Track
from conference.schedule.release.programme import Clock, Entry, Programme, programme_of
from tests.effort import lines_run
from tests.schedule.contents import KINDS, MODIFIED_AT, content, section, slot, speaker, talk

HALL = Room("hall", "Hall", 0, None)
TALKS = Section(
    "talks", "Talks", tuple(Kind(key, key, **abilities) for key, abilities in KINDS.items())
)
ZONE = ZoneInfo("Australia/Adelaide")


def titles(programme):
    return [
        (day.date.isoformat(), [entry.title for entry in day.entries]) for day in programme.days
    ]


def test_an_entry_carries_all_that_a_page_shows():
    lesson = slot("2026-08-14 10:00-11:00", "hall", presentation=7, sequence=2)
    programme = programme_of(
        content(
            [lesson],
            rooms=["hall"],
            talks=[talk(7, "Listening", [2, 1], abstract="Of the *sea*.", track="People")],
            speakers=[speaker(1, "Ada", "Counts."), speaker(2, "Bo")],
            tracks=[("People", "#6b4fa0")],
        )
    )
    assert programme.days[0].entries == (
        Entry(
            id="presentation-7",
            key=lesson["key"],
            date=dt.date(2026, 8, 14),
            start=dt.time(10),
            end=dt.time(11),
            starts_at=dt.datetime(2026, 8, 14, 10, tzinfo=ZONE),
            ends_at=dt.datetime(2026, 8, 14, 11, tzinfo=ZONE),
            section=TALKS,
            kind="talk",
            title="Listening",
            own_title="",
            rooms=(HALL,),
            number=7,
            abstract="Of the *sea*.",
            track=Track("People", "#6b4fa0"),
            people=(Person(2, "Bo", ""), Person(1, "Ada", "Counts.")),
            is_pause=False,
            sequence=2,
            modified_at=MODIFIED_AT,
        ),
    )


def test_an_empty_release_has_no_days():
    assert programme_of(content(rooms=[])) == Programme(
        "Southern Skies 2026", ZONE, (), (TALKS,), ()
    )


def test_days_merge_the_sections_by_time_then_by_room():
    programme = programme_of(
        content(
            sections=[
                section(
                    [
                        slot("2026-08-15 10:00-11:00", "north", title="North"),
                        slot("2026-08-14 12:00-13:00", "hall", title="Noon"),
                    ]
                ),
                section(
                    [
                        slot("2026-08-15 10:00-12:00", "hall", title="Hall"),
                        slot("2026-08-15 09:00-10:00", "north", title="Nine"),
                    ],
                    slug="tutorials",
                    name="Tutorials",
                ),
            ]
        )
    )
    assert titles(programme) == [
        ("2026-08-14", ["Noon"]),
        ("2026-08-15", ["Nine", "Hall", "North"]),
    ]
    assert [entry.section.name for entry in programme.days[1].entries] == [
        "Tutorials",
        "Tutorials",
        "Talks",
    ]


@pytest.mark.parametrize(
    ("end", "ends_at"),
    [("00:00", "2026-08-16T00:00:00+09:30"), ("02:00", "2026-08-16T02:00:00+09:30")],
)
def test_a_party_past_midnight_belongs_to_the_day_on_which_it_starts(end, ends_at):
    programme = programme_of(
        content([slot(f"2026-08-15 21:00-{end}", "hall", "party", title="Party")])
    )
    assert titles(programme) == [("2026-08-15", ["Party"])]
    assert programme.days[0].entries[0].ends_at.isoformat() == ends_at


def test_what_starts_after_midnight_belongs_to_that_day_and_is_its_first():
    programme = programme_of(
        content(
            [
                slot("2026-08-15 10:00-11:00", "hall", title="Ten"),
                slot("2026-08-15 00:30-02:00", "hall", title="Late"),
            ]
        )
    )
    assert titles(programme) == [("2026-08-15", ["Late", "Ten"])]


def test_a_title_is_that_of_the_presentation_else_of_the_slot_else_the_kind():
    programme = programme_of(
        content(
            [
                slot("2026-08-15 10:00-11:00", "hall", title="Of the slot", presentation=1),
                slot("2026-08-15 11:00-12:00", "hall", title="Of the slot"),
                slot("2026-08-15 12:00-13:00", "hall"),
            ],
            talks=[talk(1, "Of the talk")],
        )
    )
    entries = programme.days[0].entries
    assert [(entry.title, entry.own_title, entry.is_unnamed) for entry in entries] == [
        ("Of the talk", "Of the slot", False),
        ("Of the slot", "Of the slot", False),
        ("talk", "", True),
    ]


def test_a_pause_is_a_kind_that_takes_no_presentation():
    programme = programme_of(
        content(
            [
                slot("2026-08-15 12:00-13:00", "hall north", "lunch"),
                slot("2026-08-15 13:00-14:00", "hall"),
            ]
        )
    )
    assert [entry.is_pause for entry in programme.days[0].entries] == [True, False]


def test_a_day_knows_only_the_rooms_that_it_uses():
    programme = programme_of(
        content(
            [
                slot("2026-08-14 10:00-11:00", "loft hall", "plenary"),
                slot("2026-08-15 10:00-11:00", "north"),
            ],
            rooms=["hall", "north", "loft"],
        )
    )
    assert [[room.name for room in day.rooms] for day in programme.days] == [
        ["Hall", "Loft"],
        ["North"],
    ]


def test_what_takes_all_rooms_of_its_day_is_everywhere_whatever_other_days_have():
    slots = [
        slot("2026-08-14 10:00-11:00", "hall north loft", "plenary", title="Opening"),
        slot("2026-08-15 10:00-11:00", "hall north loft", "plenary", title="Middle"),
        slot("2026-08-15 11:00-12:00", "tent", title="Sprint"),
        slot("2026-08-16 10:00-11:00", "hall north", "plenary", title="Closing"),
    ]
    rooms = ("hall", "north", "loft", "tent")
    programme = programme_of(content(sections=[section(slots)], rooms=rooms))
    everywhere = [
        entry.title for day in programme.days for entry in day.entries if entry.is_everywhere
    ]
    assert everywhere == ["Opening"]


def test_a_day_lasts_from_its_first_start_to_its_last_end_past_midnight():
    day = programme_of(
        content(
            [
                slot("2026-08-15 20:00-01:00", "hall", "party", title="Party"),
                slot("2026-08-15 22:00-23:30", "north", title="Late talk"),
            ]
        )
    ).days[0]
    assert (day.begins.text, day.finishes.text, day.finishes.date) == ("20:00", "01:00", None)


def test_the_offset_is_said_once_unless_it_changes_between_the_days():
    steady = content(
        [slot("2026-10-02 10:00-11:00", "hall"), slot("2026-10-03 10:00-11:00", "hall")]
    )
    changing = content(
        [slot("2026-10-03 10:00-11:00", "hall"), slot("2026-10-04 10:00-11:00", "hall")]
    )
    assert programme_of(steady).offset == "UTC+09:30"
    assert programme_of(changing).offset is None
    assert [day.offset for day in programme_of(changing).days] == ["UTC+09:30", "UTC+10:30"]


@pytest.mark.parametrize(
    ("times", "offset"),
    [
        # Clocks on Lord Howe Island go back by half an hour at 02:00 on 4 April 2027.
        (["09:00-10:00"], "UTC+10:30"),
        (["01:00-01:15", "09:00-10:00"], "UTC+11:00, later UTC+10:30"),
        (["01:00-04:00"], "UTC+11:00, later UTC+10:30"),
    ],
)
def test_a_day_on_which_clocks_change_names_both_offsets(times, offset):
    slots = [slot(f"2027-04-04 {time}", "hall") for time in times]
    programme = programme_of(content(slots, zone="Australia/Lord_Howe"))
    assert (programme.days[0].offset, programme.offset) == (offset, offset)


def test_talks_of_a_day_are_its_presentations():
    programme = programme_of(
        content(
            [
                slot("2026-08-14 10:00-11:00", "hall", presentation=1),
                slot("2026-08-14 11:00-12:00", "hall"),
            ],
            talks=[talk(1, "One")],
        )
    )
    assert programme.days[0].talks == 1


# --- The visitor's zone ---------------------------------------------------------------------------


def shown_in(zone, *slots):
    """Each entry of a programme in a visitor's zone: its date, its start and its end, with dates if
    given.
    """
    programme = programme_of(content(slots)).in_zone(ZoneInfo(zone))
    return [
        (
            entry.date.isoformat(),
            *(
                (clock.text, clock.date and clock.date.isoformat())
                for clock in (entry.begins, entry.finishes)
            ),
        )
        for entry in programme.entries
    ]


def test_times_in_the_conference_zone_are_those_that_were_typed():
    entry = next(programme_of(content([slot("2026-08-14 20:00-01:00", "hall", "party")])).entries)
    assert entry.begins == Clock("20:00", dt.datetime(2026, 8, 14, 20, tzinfo=ZONE))
    assert entry.finishes == Clock("01:00", dt.datetime(2026, 8, 15, 1, tzinfo=ZONE))


def test_a_time_that_falls_on_another_date_there_says_so():
    assert shown_in(
        "America/New_York",
        slot("2026-08-14 09:00-10:00", "hall"),
        slot("2026-08-14 13:00-14:00", "hall"),
        slot("2026-08-14 14:00-15:00", "hall"),
    ) == [
        ("2026-08-14", ("19:30", "2026-08-13"), ("20:30", None)),
        ("2026-08-14", ("23:30", "2026-08-13"), ("00:30", "2026-08-14")),
        ("2026-08-14", ("00:30", None), ("01:30", None)),
    ]


def test_days_and_their_order_stay_the_conferences():
    slots = [slot("2026-08-14 23:00-23:30", "hall"), slot("2026-08-15 09:00-10:00", "hall")]
    programme = programme_of(content(slots)).in_zone(ZoneInfo("Pacific/Auckland"))
    assert [(day.date.isoformat(), day.begins.text) for day in programme.days] == [
        ("2026-08-14", "01:30"),
        ("2026-08-15", "11:30"),
    ]
    assert programme.days[0].begins.date == dt.date(2026, 8, 15)


def test_moments_stay_what_they_are():
    before = programme_of(content([slot("2026-08-14 09:00-10:00", "hall")]))
    after = before.in_zone(ZoneInfo("Asia/Kathmandu"))
    entries = [next(programme.entries) for programme in (before, after)]
    assert entries[0].starts_at == entries[1].starts_at
    assert entries[1].begins.at.isoformat() == "2026-08-14T05:15:00+05:45"
    assert (after.shown_zone.key, after.zone_name, after.offset) == (
        "Asia/Kathmandu",
        "Australia/Adelaide",
        "UTC+05:45",
    )


def test_the_conferences_own_zone_changes_nothing():
    programme = programme_of(content([slot("2026-08-14 09:00-10:00", "hall")]))
    assert programme.in_zone(ZONE) is programme
    assert programme.in_zone(None) is programme


def test_the_offset_shown_is_that_of_the_visitor_on_each_day():
    # Clocks in New York go back on 1 November 2026.
    slots = [slot("2026-10-31 12:00-13:00", "hall"), slot("2026-11-02 12:00-13:00", "hall")]
    programme = programme_of(content(slots)).in_zone(ZoneInfo("America/New_York"))
    assert programme.offset is None
    assert [day.offset for day in programme.days] == ["UTC−04:00", "UTC−05:00"]


# --- Parts ----------------------------------------------------------------------------------------


@pytest.fixture
def two_sections():
    return programme_of(
        content(
            sections=[
                section(
                    [
                        slot("2026-08-14 10:00-11:00", "hall", presentation=1),
                        slot("2026-08-14 10:30-11:30", "north", presentation=2),
                        slot("2026-08-14 11:00-12:00", "hall", presentation=3),
                        slot("2026-08-15 10:00-11:00", "hall north", "plenary", title="Both rooms"),
                    ]
                ),
                section(
                    [slot("2026-08-15 11:00-12:00", "loft", title="Hands on")],
                    "tutorials",
                    "Tutorials",
                ),
                section([], "sprints", "Sprints"),
            ],
            rooms=("hall", "north", "loft"),
            talks=[talk(1, "One", [2]), talk(2, "Two", [1]), talk(3, "Three", [2, 1])],
            speakers=[speaker(1, "bo"), speaker(2, "Ada")],
        )
    )


def test_a_part_keeps_only_its_own_entries_and_days(two_sections):
    assert titles(two_sections.on(dt.date(2026, 8, 14))) == [
        ("2026-08-14", ["One", "Two", "Three"])
    ]
    assert titles(two_sections.of_section("tutorials")) == [("2026-08-15", ["Hands on"])]
    assert titles(two_sections.in_room(two_sections.rooms[1])) == [
        ("2026-08-14", ["Two"]),
        ("2026-08-15", ["Both rooms"]),
    ]
    [(day, talks)] = two_sections.by_day([two_sections.talks[3]])
    assert (day.date.isoformat(), talks) == ("2026-08-14", [two_sections.talks[3]])


def test_a_room_is_seen_without_the_others(two_sections):
    north = two_sections.in_room(two_sections.rooms[1])
    assert [entry.rooms for entry in north.entries] == [(north.rooms[1],), (north.rooms[1],)]


def test_talks_are_known_by_number_and_people_by_name(two_sections):
    assert list(two_sections.talks) == [1, 2, 3]
    assert [person.name for person in two_sections.people.values()] == ["Ada", "bo"]
    talks = two_sections.talks
    assert two_sections.given_by(two_sections.people[2]) == (talks[1], talks[3])


def test_sections_in_which_something_takes_place_are_told_from_the_others(two_sections):
    assert [part.slug for part in two_sections.used_sections] == ["talks", "tutorials"]


def test_what_one_misses_is_what_overlaps(two_sections):
    talks = two_sections.talks
    assert [
        [other.number for other in two_sections.beside(talks[number])] for number in (1, 2, 3)
    ] == [
        [2],
        [1, 3],
        [2],
    ]


def conference_of(days):
    """A hundred talks a day, one after the other in ten rooms, each given by somebody else."""
    rooms = [f"room{number}" for number in range(10)]
    slots = [
        slot(
            f"2026-08-{14 + day} {9 + hour:02}:00-{9 + hour:02}:45",
            room,
            presentation=1 + day * 100 + hour * 10 + at,
        )
        for day in range(days)
        for hour in range(10)
        for at, room in enumerate(rooms)
    ]
    numbers = range(1, 1 + days * 100)
    talks = [talk(number, f"Talk {number}", [number]) for number in numbers]
    speakers = [speaker(number, f"Ada {number}") for number in numbers]
    return content(slots, rooms=rooms, talks=talks, speakers=speakers)


def read_of(frozen):
    """Read a programme, and what each of its people gives."""
    programme = programme_of(frozen)
    given = [programme.given_by(person) for person in programme.people.values()]
    assert len(given) == sum(day.talks for day in programme.days)


def test_three_times_as_many_talks_take_three_times_the_work_to_read():
    works = [lines_run(partial(read_of, conference_of(days))) for days in (1, 3)]
    assert 2 < works[1] / works[0] < 3.5
