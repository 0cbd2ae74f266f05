"""The calendars, read back by two parsers that share no code, and line by line by the rules of RFC
5545.
"""

import datetime as dt
import re

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from conference.schedule.feeds.calendars import (
    NoSuchPart,
    presentation_part,
    presentations_part,
    room_part,
    section_part,
    speaker_part,
    tells_cancelled,
    write_ics,
)
from tests.schedule.contents import (
    CALENDAR_ID,
    content,
    section,
    slot,
    speaker,
    talk,
    with_change,
)

PUBLISHED_AT = dt.datetime(2026, 7, 2, 12, tzinfo=dt.UTC)
ADELAIDE, LORD_HOWE, KATHMANDU = "Australia/Adelaide", "Australia/Lord_Howe", "Asia/Kathmandu"


def file_of(shown, **options):
    return write_ics(shown, stamp=PUBLISHED_AT, **options)


def events_of(shown, **options):
    calendar = Calendar.from_ical(file_of(shown, **options))
    return calendar, list(calendar.walk("VEVENT"))


def moments_by_vobject(shown):
    """Starts and ends as the other parser reads them."""
    calendar = vobject.readOne(file_of(shown).decode())
    return [
        tuple(
            at.value.astimezone(dt.UTC).replace(tzinfo=dt.UTC)
            for at in (event.dtstart, event.dtend)
        )
        for event in calendar.vevent_list
    ]


def lines_of(shown, **options):
    """Its content lines as (name, parameters, value), unfolded and still escaped."""
    text = file_of(shown, **options).decode().replace("\r\n ", "")
    return [
        re.fullmatch(r"([A-Z-]+)((?:;[A-Z-]+=[^:;]+)*):(.*)", line).groups()
        for line in text.split("\r\n")[:-1]
    ]


def test_an_event_says_what_a_calendar_can_show():
    shown = content(
        [slot("2026-08-14 10:00-11:00", "hall north", "plenary", presentation=7, sequence=3)],
        talks=[
            talk(
                7,
                "Listening; and, more",
                [1, 2],
                abstract="Of the\n*sea*.\n\nMore.",
                track="People",
            )
        ],
        speakers=[speaker(1, "Ada"), speaker(2, "Bo")],
        tracks=[("People", "#6b4fa0")],
    )
    _calendar, [event] = events_of(
        shown, page_of=lambda entry: f"https://plenary.example/{entry.number}/"
    )
    moments = [
        event.decoded(name).isoformat() for name in ("dtstart", "dtend", "dtstamp", "last-modified")
    ]
    words = {
        name: str(event[name])
        for name in ("uid", "summary", "location", "status", "sequence", "description", "url")
    }
    assert moments == [
        "2026-08-14T00:30:00+00:00",
        "2026-08-14T01:30:00+00:00",
        "2026-07-02T12:00:00+00:00",
        "2026-07-01T10:00:00+00:00",
    ]
    assert words == {
        "uid": f"presentation-7@{CALENDAR_ID}",
        "summary": "Listening; and, more",
        "location": "Hall, North",
        "status": "CONFIRMED",
        "sequence": "3",
        "description": "Ada, Bo\n\nOf the sea.\n\nMore.",
        "url": "https://plenary.example/7/",
    }
    assert event.categories == ["plenary", "People"]


def test_the_other_parser_reads_the_same():
    shown = content(
        [slot("2026-08-14 10:00-11:00", "hall", presentation=7, sequence=3)],
        talks=[talk(7, "Listening; and, \\more", [1], abstract="Line\nand line.")],
        speakers=[speaker(1, "Ada")],
    )
    event = vobject.readOne(file_of(shown).decode()).vevent
    assert {
        name: getattr(event, name).value
        for name in ("summary", "description", "location", "sequence", "status")
    } == {
        "summary": "Listening; and, \\more",
        "description": "Ada\n\nLine and line.",
        "location": "Hall",
        "sequence": "3",
        "status": "CONFIRMED",
    }


def test_a_calendar_says_its_name_and_when_to_look_again():
    calendar, _events = events_of(content([slot("2026-08-14 10:00-11:00", "hall")]))
    names = ("version", "prodid", "name", "x-wr-calname", "x-wr-timezone")
    assert {name: str(calendar[name]) for name in names} == {
        "version": "2.0",
        "prodid": "-//Plenary//Schedule//EN",
        "name": "Southern Skies 2026",
        "x-wr-calname": "Southern Skies 2026",
        "x-wr-timezone": ADELAIDE,
    }
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in calendar.to_ical()
    assert b"\r\nX-PUBLISHED-TTL:PT1H\r\n" in calendar.to_ical()
    assert "METHOD" not in calendar


# --- Time zones -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "when", "moments"),
    [
        (ADELAIDE, "2026-08-14 10:00-11:00", ("2026-08-14 00:30", "2026-08-14 01:30")),
        (ADELAIDE, "2026-12-14 10:00-11:00", ("2026-12-13 23:30", "2026-12-14 00:30")),
        # Clocks go forward at 02:00 on 4 October, and back at 03:00 on 5 April.
        (ADELAIDE, "2026-10-03 22:00-04:00", ("2026-10-03 12:30", "2026-10-03 17:30")),
        (ADELAIDE, "2026-10-04 01:30-02:30", ("2026-10-03 16:00", "2026-10-03 17:00")),
        (ADELAIDE, "2026-04-05 01:30-02:30", ("2026-04-04 15:00", "2026-04-04 16:00")),
        (ADELAIDE, "2026-04-05 02:30-03:30", ("2026-04-04 16:00", "2026-04-04 18:00")),
        (KATHMANDU, "2026-08-14 10:00-11:00", ("2026-08-14 04:15", "2026-08-14 05:15")),
        # By half an hour only, at 02:00 each time.
        (LORD_HOWE, "2026-10-04 01:45-02:45", ("2026-10-03 15:15", "2026-10-03 15:45")),
        (LORD_HOWE, "2026-10-04 09:00-10:00", ("2026-10-03 22:00", "2026-10-03 23:00")),
        (LORD_HOWE, "2026-04-05 01:15-02:15", ("2026-04-04 14:15", "2026-04-04 15:45")),
        ("America/St_Johns", "2026-03-08 12:00-13:00", ("2026-03-08 14:30", "2026-03-08 15:30")),
        ("UTC", "2026-08-14 10:00-11:00", ("2026-08-14 10:00", "2026-08-14 11:00")),
    ],
)
def test_both_parsers_find_the_moments(zone, when, moments):
    shown = content([slot(when, "hall")], zone=zone)
    expected = tuple(dt.datetime.fromisoformat(f"{moment}+00:00") for moment in moments)
    _calendar, [event] = events_of(shown)
    by_icalendar = tuple(event.decoded(name).astimezone(dt.UTC) for name in ("dtstart", "dtend"))
    assert by_icalendar == expected
    assert moments_by_vobject(shown) == [expected]


def test_times_are_in_utc_so_that_no_zone_needs_to_be_explained():
    calendar, [event] = events_of(content([slot("2026-12-14 10:00-11:00", "hall")]))
    assert calendar.walk("VTIMEZONE") == []
    assert event["dtstart"].to_ical() == b"20261213T233000Z"
    assert event["dtend"].to_ical() == b"20261214T003000Z"


# --- By the letter --------------------------------------------------------------------------------

LONG = "Ünïcode, and; then \\ some 🎉 " * 12


def test_lines_end_as_they_must_and_none_is_longer_than_75_octets():
    raw = file_of(content([slot("2026-08-14 10:00-11:00", "hall", title=LONG.strip())]))
    lines = raw.split(b"\r\n")
    assert lines[-1] == b""
    assert [line for line in lines if len(line) > 75 or b"\n" in line or b"\r" in line] == []
    assert [line for line in lines if line.decode(errors="replace").count("\ufffd")] == []
    assert str(Calendar.from_ical(raw).events[0]["summary"]) == LONG.strip()


def test_text_is_escaped():
    title = "a,b;c\\d"
    shown = content(
        [slot("2026-08-14 10:00-11:00", "hall", presentation=7)],
        talks=[talk(7, title, abstract="e\n\nf")],
    )
    lines = lines_of(shown, part=presentation_part(shown, 7))
    assert [(name, value) for name, _parameters, value in lines if "\\" in value] == [
        ("NAME", r"a\,b\;c\\d · Southern Skies 2026"),
        ("X-WR-CALNAME", r"a\,b\;c\\d · Southern Skies 2026"),
        ("SUMMARY", r"a\,b\;c\\d"),
        ("DESCRIPTION", r"e\n\nf"),
    ]


@pytest.mark.parametrize(
    "end", ["\r\n", "\r", "\n", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\0"]
)
def test_names_of_several_lines_are_one_line(end):
    """As a release that was frozen before such names were refused may hold them."""
    odd, plain = f"One{end}X-EVIL:1", "One X-EVIL:1"
    shown = with_change(
        content(
            sections=[
                section(
                    [
                        slot("2026-08-14 09:00-10:00", "hall", presentation=1),
                        slot("2026-08-14 10:00-11:00", "hall", title=odd),
                    ],
                    cancelled=[cancelled(presentation=9, title=odd, room_names=[odd, odd])],
                    name=odd,
                )
            ],
            talks=[talk(1, odd, [1], track=odd)],
            speakers=[speaker(1, odd)],
            tracks=[(odd, "#6b4fa0")],
        ),
        lambda data: [
            data["conference"].update(title=odd),
            data["rooms"][0].update(name=odd),
            [kind.update(label=odd) for kind in data["sections"][0]["kinds"]],
        ],
    )
    parts = [section_part(shown, "talks"), room_part(shown, "hall"), speaker_part(shown, 1)]
    for part in (*parts, presentation_part(shown, 1)):
        calendar, [event, *_others] = events_of(shown, part=part)
        assert str(calendar["name"]) == str(calendar["x-wr-calname"]) == f"{plain} · {plain}"
        assert [str(event[name]) for name in ("summary", "location")] == [plain, plain]
        assert event.categories == [plain, plain]
        assert vobject.readOne(file_of(shown, part=part).decode()).version.value
    _calendar, events = events_of(shown)
    assert [(str(each["summary"]), str(each["location"])) for each in events] == [
        (plain, plain),
        (plain, plain),
        (plain, f"{plain}, {plain}"),
    ]


def test_each_event_has_each_property_once_and_an_end_but_no_duration():
    lines = [
        name
        for name, _parameters, _value in lines_of(content([slot("2026-08-14 10:00-11:00", "hall")]))
    ]
    event = lines[lines.index("UID") - lines[: lines.index("UID")][::-1].index("BEGIN") :]
    names = event[: event.index("END")]
    assert sorted(names) == sorted(set(names))
    assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "LAST-MODIFIED", "STATUS"} <= set(
        names
    )
    assert "DURATION" not in names


@given(st.text(min_size=1))
def test_any_title_is_read_back_by_both_parsers(title):
    shown = content([slot("2026-08-14 10:00-11:00", "hall", title=title)], zone="UTC")
    _calendar, [event] = events_of(shown)
    other = vobject.readOne(file_of(shown).decode()).vevent
    assert str(event["summary"]) == other.summary.value


# --- What was taken off ---------------------------------------------------------------------------

GONE = {"title": "Gone", "presentation": 9, "sequence": 4, "room_names": ["Attic", "Hall"]}


def cancelled(**fields):
    return slot("2026-08-14 10:00-11:00", "attic hall", **{**GONE, **fields})


def with_cancelled(*slots, **fields):
    return content(sections=[section([], cancelled=slots)], rooms=["hall"], **fields)


def test_what_was_taken_off_is_cancelled():
    _calendar, [event] = events_of(with_cancelled(cancelled()))
    words = {
        name: str(event[name]) for name in ("uid", "summary", "location", "status", "sequence")
    }
    assert words == {
        "uid": f"presentation-9@{CALENDAR_ID}",
        "summary": "Gone",
        "location": "Attic, Hall",
        "status": "CANCELLED",
        "sequence": "4",
    }


def test_a_cancelled_event_without_a_title_is_called_by_its_kind():
    gone = slot("2026-08-14 10:00-11:00", "hall", "lunch", room_names=["Hall"])
    _calendar, [event] = events_of(with_cancelled(gone))
    assert str(event["summary"]) == "lunch"


def test_calendars_can_leave_out_what_was_taken_off():
    _calendar, events = events_of(with_cancelled(cancelled()), with_cancelled=False)
    assert events == []


@pytest.mark.parametrize(
    ("at", "still"),
    [
        ("2026-08-16T12:00+00:00", True),
        ("2026-09-15T23:59+00:00", True),
        ("2026-09-16T09:00+09:30", True),
        ("2026-09-16T00:00+00:00", False),
    ],
)
def test_what_was_taken_off_is_told_for_thirty_days_after_the_last_day(at, still):
    assert tells_cancelled(dt.date(2026, 8, 16), dt.datetime.fromisoformat(at)) is still


def test_an_empty_calendar_has_a_zone_because_it_must_have_something():
    calendar, events = events_of(content())
    assert [str(part["tzid"]) for part in calendar.subcomponents] == ["UTC"]
    assert (str(calendar["version"]), events) == ("2.0", [])
    assert vobject.readOne(file_of(content()).decode()).version.value == "2.0"


# --- A talk in several slots ----------------------------------------------------------------------


def test_a_talk_that_is_given_twice_is_two_events_with_ids_of_their_own():
    again = slot("2026-08-15 10:00-11:00", "north", presentation=7)
    first = slot("2026-08-14 10:00-11:00", "hall", presentation=7)
    shown = content([again, first], talks=[talk(7, "Listening")])
    for options in ({}, {"part": presentation_part(shown, 7)}):
        _calendar, events = events_of(shown, **options)
        assert [(str(event["uid"]), str(event["location"])) for event in events] == [
            (f"presentation-7@{CALENDAR_ID}", "Hall"),
            (f"{again['key']}@{CALENDAR_ID}", "North"),
        ]


# --- Parts ----------------------------------------------------------------------------------------


@pytest.fixture
def shown():
    return content(
        sections=[
            section(
                [
                    slot("2026-08-14 09:00-10:00", "hall", presentation=1),
                    slot("2026-08-14 10:00-11:00", "hall north", "lunch", title="Lunch"),
                ],
                cancelled=[cancelled(presentation=9, speakers=[4])],
            ),
            section(
                [slot("2026-08-14 09:00-10:00", "north", presentation=2)], slug="labs", name="Labs"
            ),
        ],
        talks=[talk(1, "One", [1, 2]), talk(2, "Two", [2], section="labs")],
        speakers=[speaker(1, "Ada"), speaker(2, "Bo")],
    )


@pytest.mark.parametrize(
    ("part_of", "of", "name", "titles"),
    [
        (section_part, "talks", "Talks · Southern Skies 2026", ["One", "Lunch", "Gone"]),
        (section_part, "labs", "Labs · Southern Skies 2026", ["Two"]),
        (room_part, "north", "North · Southern Skies 2026", ["Two", "Lunch"]),
        (room_part, "hall", "Hall · Southern Skies 2026", ["One", "Lunch", "Gone"]),
        (room_part, "attic", "Southern Skies 2026", ["Gone"]),
        (speaker_part, 1, "Ada · Southern Skies 2026", ["One"]),
        (speaker_part, 2, "Bo · Southern Skies 2026", ["One", "Two"]),
        (speaker_part, 4, "Southern Skies 2026", ["Gone"]),
        (presentation_part, 2, "Two · Southern Skies 2026", ["Two"]),
        (presentation_part, 9, "Gone · Southern Skies 2026", ["Gone"]),
    ],
)
def test_a_part_has_its_name_its_events_and_what_was_taken_off_it(shown, part_of, of, name, titles):
    calendar, events = events_of(shown, part=part_of(shown, of))
    assert (str(calendar["name"]), [str(event["summary"]) for event in events]) == (name, titles)


@pytest.mark.parametrize(
    ("part_of", "of"),
    [(section_part, "none"), (room_part, "none"), (speaker_part, 3), (presentation_part, 3)],
)
def test_a_part_that_never_was_is_refused(shown, part_of, of):
    with pytest.raises(NoSuchPart):
        part_of(shown, of)


def test_picked_talks_none_of_which_ever_was_are_refused(shown):
    with pytest.raises(NoSuchPart):
        presentations_part(shown, "Mine", {3, 77})


def test_picked_talks_are_a_part_and_unknown_ones_are_left_out(shown):
    calendar, events = events_of(shown, part=presentations_part(shown, "Mine", {2, 9, 77}))
    assert str(calendar["name"]) == "Mine · Southern Skies 2026"
    assert [(str(event["summary"]), str(event["status"])) for event in events] == [
        ("Two", "CONFIRMED"),
        ("Gone", "CANCELLED"),
    ]
