"""`manage.py import_schedule`, as docs/schedule-csv.md promises it."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from conference.schedule.models import Slot
from schedule_import.models import ScheduleImport
from tests.factories import make_conference, make_presentation, make_section
from tests.schedule_import.importing import NO_TALKS, bring_in, draft, file_of

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent / "examples"
DAY = "2027-05-14"


@pytest.fixture
def section():
    return make_section(make_conference(slug="lakeside"), slug="talks")


def run(*arguments):
    """Exit status, standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command("import_schedule", *arguments, stdout=out, stderr=err)
    except SystemExit as stop:
        status = stop.code
    except CommandError as fault:
        status = fault.returncode
        err.write(str(fault))
    return status, out.getvalue(), err.getvalue()


@pytest.fixture
def write(tmp_path):
    def write(*rows, **options):
        path = tmp_path / "schedule.csv"
        path.write_bytes(file_of(*rows, **options))
        return str(path)

    return write


def test_the_json_of_the_classic_sample_is_the_whole_answer(section):
    status, out, err = run("lakeside/talks", str(SAMPLES / "schedule.csv"), "--json")
    answer = json.loads(out)
    warnings = answer.pop("warnings")
    assert (status, err) == (0, "")
    assert answer == {
        "ok": True,
        "applied": True,
        "rows": 12,
        "encoding": "utf-8",
        "delimiter": ",",
        "added": {"days": 2, "rooms": 2, "slot_kinds": 2, "slots": 8, "slot_rooms": 12} | NO_TALKS,
        "moved": {"slots": 0},
        "changed": {"slots": 0, "presentations": 0},
        "unchanged": {"slots": 0},
        "removed": {"days": 0, "slots": 0, "slot_rooms": 0} | NO_TALKS,
        "unscheduled_presentations": [],
        "errors": [],
    }
    assert {warning["code"] for warning in warnings} == {"outside-conference"}
    assert len(draft(section)) == 8


def test_a_second_time_the_classic_sample_changes_nothing(section):
    run("lakeside/talks", str(SAMPLES / "schedule.csv"), "--json")
    status, out, _err = run("lakeside/talks", str(SAMPLES / "schedule.csv"), "--json")
    answer = json.loads(out)
    assert (status, answer["ok"], answer["applied"]) == (0, True, True)
    assert answer["unchanged"] == {"slots": 8}
    assert answer["added"] == {
        "days": 0,
        "rooms": 0,
        "slot_kinds": 0,
        "slots": 0,
        "slot_rooms": 0,
        **NO_TALKS,
    }


def test_a_refused_file_writes_nothing_and_all_its_counts_are_zero(section):
    status, out, _err = run("lakeside/talks", str(SAMPLES / "schedule_overlap.csv"), "--json")
    answer = json.loads(out)
    assert status == 1
    assert (answer["ok"], answer["applied"], answer["rows"]) == (False, False, 13)
    assert answer["added"] == {
        "days": 0,
        "rooms": 0,
        "slot_kinds": 0,
        "slots": 0,
        "slot_rooms": 0,
        **NO_TALKS,
    }
    (error,) = answer["errors"]
    assert {key: error[key] for key in error if key != "message"} == {
        "row": 14,
        "column": "room",
        "value": "Room2",
        "code": "duplicate",
        "other_rows": [13],
        "other_slots": [],
    }
    assert "13" in error["message"]
    assert (Slot.objects.count(), ScheduleImport.objects.count()) == (0, 0)


def test_a_dry_run_says_what_would_change_and_writes_nothing(section, write):
    status, out, _err = run(
        "lakeside/talks", write(f"{DAY},9:00,10:00,talk,A,One,"), "--dry-run", "--json"
    )
    answer = json.loads(out)
    assert (status, answer["ok"], answer["applied"], answer["added"]["slots"]) == (
        0,
        True,
        False,
        1,
    )
    assert (Slot.objects.count(), ScheduleImport.objects.count()) == (0, 0)


def test_a_dry_run_with_errors_exits_with_one(section, write):
    status, out, _err = run("lakeside/talks", write(f"{DAY},9:00,8:00,talk,A,,"), "--dry-run")
    assert (status, out) == (1, "1 error in 1 row. Nothing was written.\n")


def test_without_json_people_read_what_happens(section, write):
    bring_in(section, f"{DAY},9:00,10:00,talk,A,One,", f"{DAY},11:00,12:00,talk,A,Two,")
    rows = (f"{DAY},9:00,10:00,talk,A,One,", f"{DAY},10:00,10:30,talk,A,Two,")
    status, out, err = run("lakeside/talks", write(*rows), "--mode", "replace")
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        f"moved    {DAY} 10:00–10:30 Two – A (was 11:00–12:00)",
        "2 rows; slots: 0 added, 1 moved, 0 changed, 0 removed, 1 unchanged. Applied.",
    ]


def test_without_json_errors_name_row_column_value_and_code(section, write):
    status, out, err = run(
        "lakeside/talks", write(f"{DAY},9:00,10:00,talk,A,,", f"{DAY},9:00,10:00,talk,A,,")
    )
    assert (status, out) == (1, "1 error in 2 rows. Nothing was written.\n")
    assert err == (
        "Error: row 3, room “A”: This row says the same as row 2: take one of them out. "
        "[duplicate]\n"
    )


def test_kinds_span_rooms_when_told_so(section, write):
    rows = (
        f"{DAY},12:00,13:00,lunch,A,,",
        f"{DAY},12:00,13:00,lunch,B,,",
        f"{DAY},15:00,15:30,tea,A,,",
    )
    status, out, _err = run(
        "lakeside/talks", write(*rows), "--spans", "Lunch", "--spans", "tea", "--json"
    )
    assert (status, json.loads(out)["added"]["slots"]) == (0, 2)


def test_dates_are_read_in_the_order_that_is_told(section, write):
    path = write("05/06/2027,9:00,10:00,talk,A,,")
    assert run("lakeside/talks", path, "--json")[0] == 1
    assert run("lakeside/talks", path, "--date-order", "dmy", "--json")[0] == 0
    assert draft(section)[0][0] == "2027-06-05 09:00-10:00"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nowhere/talks", "x.csv"), "There is no conference “nowhere”. There are: lakeside."),
        (
            ("lakeside/nothing", "x.csv"),
            "Lakeside 2027 has no section “nothing”. There are: talks.",
        ),
        (("lakeside", "x.csv"), "“lakeside” names no section: write CONFERENCE/SECTION."),
        (
            ("lakeside/talks", "/nowhere/x.csv"),
            "/nowhere/x.csv cannot be read: No such file or directory.",
        ),
    ],
)
def test_wrong_usage_exits_with_two_and_prints_nothing_on_standard_output(
    section, arguments, sentence
):
    assert run(*arguments, "--json") == (2, "", sentence)


def test_a_misspelt_kind_that_is_to_span_rooms_is_wrong_usage(section, write):
    path = write(f"{DAY},12:00,13:00,lunch,A,,")
    status, out, err = run("lakeside/talks", path, "--spans", "lnuch", "--json")
    assert (status, out, err) == (2, "", "--spans lnuch: the file names no such kind.")
    assert Slot.objects.count() == 0


def test_the_import_is_kept_with_its_file_and_what_it_did(section, write):
    make_presentation(section, number=7)
    path = write(f"{DAY},9:00,10:00,talk,A,,7")
    run("lakeside/talks", path, "--json")
    kept = ScheduleImport.objects.get()
    assert (kept.file_name, bytes(kept.content)) == ("schedule.csv", Path(path).read_bytes())
    assert (kept.uploaded_by, kept.applied_by) == (None, None)
    assert kept.before["slots"] == []
    assert [len(each.slots) for each in kept.timetables()] == [0, 1]
    assert kept.result["added"]["slots"] == 1


def test_a_file_above_the_limit_is_refused(section, tmp_path):
    path = tmp_path / "large.csv"
    path.write_bytes(b"x" * 5_000_001)
    status, out, _err = run("lakeside/talks", str(path), "--json")
    assert status == 1
    assert [(error["row"], error["code"]) for error in json.loads(out)["errors"]] == [
        (None, "too-large")
    ]


# --- Rooms that are shared ------------------------------------------------------------------------

FAIR = (f"{DAY},9:00,18:00,exhibition,Hall,Fair,", f"{DAY},12:00,13:00,lunch,Hall,Soup,")


def test_a_room_is_shared_by_an_option_and_the_command_says_so(section, write):
    path = write(*FAIR)
    assert run("lakeside/talks", path)[0] == 1
    status, out, err = run("lakeside/talks", path, "--shared-room", "hall")
    assert (status, err, "shared: room Hall\n" in out) == (0, "", True)
    assert len(draft(section)) == 2


def test_a_shared_room_that_is_nowhere_is_wrong_usage(section, write):
    path = write(FAIR[0])
    for further in ([], ["--dry-run"]):
        assert run("lakeside/talks", path, "--shared-room", "Hull", *further) == (
            2,
            "",
            "--shared-room Hull: neither the file nor the conference has such a room.",
        )
    assert draft(section) == []
