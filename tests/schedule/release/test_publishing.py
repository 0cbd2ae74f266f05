"""The commands that make, publish and export a conference: what they print and how they end."""

import csv
import io
import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from conference.editions.models import Conference, Section
from conference.schedule.draft.store import load_timetable
from conference.schedule.feeds.exports import CSV_COLUMNS
from conference.schedule.models import Release, Room, Slot
from tests.factories import (
    make_kind,
    make_presentation,
    make_room,
    make_section,
    make_slot,
)

CREATE = (
    "--title",
    "Lakeside",
    "--starts",
    "2027-05-14",
    "--ends",
    "2027-05-16",
    "--time-zone",
    "Europe/Zurich",
)


def run(command, *arguments):
    """(exit status, standard output, the sentence on standard error) of a command."""
    out = io.StringIO()
    try:
        call_command(command, *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    return 0, out.getvalue(), ""


@pytest.fixture
def talks(conference):
    section = make_section(conference, slug="talks", name="Talks")
    talk = make_presentation(section, number=7, title="On lakes, and ponds")
    slot = make_slot(section, rooms=[make_room(conference, name="Blue")])
    Slot.objects.filter(pk=slot.pk).update(presentation=talk)
    return section


@pytest.fixture
def tutorials(conference):
    section = make_section(conference, slug="tutorials", name="Tutorials", order=1)
    lunch = make_kind(section, label="lunch", spans_rooms=True)
    rooms = [make_room(conference, name=name) for name in ("Red", "+1")]
    make_slot(section, kind=lunch, rooms=rooms, title="=Lunch")
    return section


# --- publish_schedule -----------------------------------------------------------------------------


def test_publishing_makes_a_release_with_its_note(talks):
    answer = run("publish_schedule", "lakeside", "--note", "First version")

    assert answer == (0, "Release 1 of Lakeside 2027 is public.\n", "")
    assert list(Release.objects.values_list("number", "note", "created_by")) == [
        (1, "First version", None)
    ]


def test_publishing_the_same_again_changes_nothing_and_says_so(talks):
    run("publish_schedule", "lakeside")

    assert run("publish_schedule", "lakeside") == (
        0,
        "Nothing has changed since release 1, which is public.\n",
        "",
    )
    assert Release.objects.count() == 1


def test_an_empty_draft_is_not_published_where_nothing_is_public(conference):
    make_section(conference)

    assert run("publish_schedule", "lakeside") == (
        1,
        "",
        "The draft is empty, so there is nothing to publish: import a spreadsheet first.",
    )
    assert Release.objects.count() == 0


def test_an_empty_draft_takes_the_place_of_what_is_public(conference, talks):
    run("publish_schedule", "lakeside")
    Slot.objects.all().delete()

    assert run("publish_schedule", "lakeside")[0] == 0
    [section] = Release.objects.latest_of(conference).content["sections"]
    assert (section["slots"], len(section["cancelled"])) == ([], 1)


def test_one_section_is_published_alone(conference, talks, tutorials):
    run("publish_schedule", "lakeside", "--section", "tutorials")

    assert [section["slug"] for section in Release.objects.get().content["sections"]] == [
        "tutorials"
    ]


def test_two_sections_that_need_one_room_at_a_time_are_not_published(conference, talks, tutorials):
    run("publish_schedule", "lakeside", "--section", "talks")
    slot = Slot.objects.get(day__section=talks)
    red = Room.objects.get(slug="red")
    # In the draft the talk leaves its room and lunch comes in; the last release still has the talk
    # there.
    blue = slot.rooms.get()
    slot.slot_rooms.update(room=red)
    Slot.objects.filter(day__section=tutorials).get().slot_rooms.filter(room=red).update(room=blue)

    status, out, sentence = run("publish_schedule", "lakeside", "--section", "tutorials")

    assert (status, out) == (1, "")
    assert sentence == (
        "“=Lunch” (2027-05-14, 10:00–11:00) of the section “tutorials” and “On lakes, and ponds” "
        "(2027-05-14, 10:00–11:00) of the section “talks” both take Blue."
    )
    assert Release.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["seaside"], "There is no conference “seaside”. There are: lakeside."),
        (
            ["lakeside", "--section", "sprints"],
            "Lakeside 2027 has no section “sprints”. There are: talks.",
        ),
    ],
)
def test_publishing_what_does_not_exist_is_wrong_usage(talks, arguments, sentence):
    assert run("publish_schedule", *arguments) == (2, "", sentence)


# --- create_conference ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sections", "said"),
    [
        ([], "Lakeside is made, with 0 sections.\n"),
        (["--section", "talks"], "Lakeside is made, with 1 section.\n"),
    ],
)
def test_sections_are_counted_as_one_says_it(db, sections, said):
    assert run("create_conference", "lakeside", *CREATE, *sections) == (0, said, "")


def test_a_conference_is_made_with_empty_schedules(db):
    answer = run(
        "create_conference",
        "lakeside",
        *CREATE,
        "--section",
        "talks",
        "--section",
        "t2:Long tutorials",
    )

    assert answer == (0, "Lakeside is made, with 2 sections.\n", "")
    conference = Conference.objects.get()
    assert (
        str(conference.time_zone),
        conference.starts_on.isoformat(),
        conference.ends_on.isoformat(),
    ) == (
        "Europe/Zurich",
        "2027-05-14",
        "2027-05-16",
    )
    assert list(Section.objects.values_list("slug", "name", "order")) == [
        ("talks", "Talks", 0),
        ("t2", "Long tutorials", 1),
    ]
    assert [load_timetable(section).slots for section in Section.objects.all()] == [(), ()]
    assert (Room.objects.count(), Slot.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("slug", "changes", "said"),
    [
        ("admin", [], "“admin”: This slug is the site's own: choose another."),
        ("lake side", [], "“lake side”: Enter a valid “slug” consisting of letters"),
        ("taken", [], "“taken”: Conference with this Slug already exists."),
        ("lakeside", ["--ends", "2027-05-01"], "“lakeside”: The last day is before the first day."),
        ("lakeside", ["--section", "a b"], "“a b”: Enter a valid “slug” consisting of letters"),
    ],
)
def test_what_cannot_be_a_conference_is_refused_and_nothing_is_left(db, slug, changes, said):
    run("create_conference", "taken", *CREATE)

    status, out, sentence = run("create_conference", slug, *CREATE, *changes)

    assert (status, out) == (1, "")
    assert sentence.startswith(said)
    assert list(Conference.objects.values_list("slug", flat=True)) == ["taken"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (["--time-zone", "Atlantis"], "“Atlantis” is no time zone: name one of the IANA database"),
        (["--starts", "14.05.2027"], "“14.05.2027” is no date: write it as 2027-05-14"),
        (["--section", "a", "--section", "a"], "A section is named twice: name each once."),
    ],
)
def test_arguments_that_cannot_be_read_are_wrong_usage(db, changes, sentence):
    status, out, said = run("create_conference", "lakeside", *CREATE, *changes)

    # argparse itself ends with 2 on the command line; called from Python, it is a CommandError.
    assert out == ""
    assert sentence in said
    assert Conference.objects.count() == 0


@pytest.mark.slow
def test_wrong_usage_ends_with_2_and_prints_nothing(tmp_path):
    command = [sys.executable, "manage.py", "create_conference", "lakeside", "--title", "Lakeside"]
    environment = {
        "SECRET_KEY": "x",
        "ALLOWED_HOSTS": "x",
        "DATA_DIR": str(tmp_path),
        "PATH": "/usr/bin:/bin",
    }

    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert "--starts" in done.stderr


# --- export_schedule ------------------------------------------------------------------------------


TALK = ["2027-05-14", "10:00", "11:00", "talk", "Blue", "On lakes, and ponds", "7"]


def rows_of(text):
    return list(csv.reader(io.StringIO(text)))


def test_the_draft_of_a_section_is_exported_as_the_importers_csv(talks, tutorials):
    status, out, _said = run("export_schedule", "lakeside/talks")

    assert (status, rows_of(out)) == (
        0,
        [
            [*CSV_COLUMNS],
            [*TALK, "", "", ""],
        ],
    )


def test_the_draft_of_a_conference_says_which_section_each_row_is_of(talks, tutorials):
    _status, out, _said = run("export_schedule", "lakeside")

    header, *rows = rows_of(out)
    assert header == [*CSV_COLUMNS, "section"]
    assert sorted(rows) == [
        ["2027-05-14", "10:00", "11:00", "lunch", "'+1", "'=Lunch", *[""] * 4, "tutorials"],
        ["2027-05-14", "10:00", "11:00", "lunch", "Red", "'=Lunch", *[""] * 4, "tutorials"],
        [*TALK, "", "", "", "talks"],
    ]


def test_the_draft_is_exported_as_json(talks):
    _status, out, _said = run("export_schedule", "lakeside", "--format", "json")

    feed = json.loads(out)
    assert (feed["version"], feed["release"]) == (1, None)
    assert [(event["title"], event["start"]) for event in feed["events"]] == [
        ("On lakes, and ponds", "2027-05-14T10:00:00+02:00")
    ]


def test_the_draft_is_exported_as_a_calendar(talks):
    _status, out, _said = run("export_schedule", "lakeside/talks", "--format", "ics")

    assert out.startswith("BEGIN:VCALENDAR\r\n")
    assert "SUMMARY:On lakes\\, and ponds\r\n" in out


def test_a_file_is_written_byte_for_byte(talks, tmp_path):
    printed = run("export_schedule", "lakeside/talks")[1]
    file = tmp_path / "talks.csv"

    answer = run("export_schedule", "lakeside/talks", "--output", str(file))

    assert answer == (0, "", "")
    assert file.read_bytes() == printed.encode()
    assert file.read_bytes().count(b"\r\n") == 2


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("seaside", "There is no conference “seaside”. There are: lakeside."),
        ("seaside/talks", "There is no conference “seaside”. There are: lakeside."),
        ("lakeside/sprints", "Lakeside 2027 has no section “sprints”. There are: talks."),
    ],
)
def test_exporting_what_does_not_exist_is_wrong_usage(talks, place, sentence):
    assert run("export_schedule", place) == (2, "", sentence)


def test_a_file_that_cannot_be_written_is_wrong_usage(talks, tmp_path):
    file = tmp_path / "nowhere" / "talks.csv"

    assert run("export_schedule", "lakeside", "--output", str(file)) == (
        2,
        "",
        f"{file} cannot be written (No such file or directory): name another file.",
    )


def test_an_empty_schedule_is_a_file_with_a_header(conference):
    make_section(conference, slug="sprints")

    assert rows_of(run("export_schedule", "lakeside/sprints")[1]) == [[*CSV_COLUMNS]]
