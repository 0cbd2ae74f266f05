"""Whatever is uploaded: an answer, never a fault of the server, and never half a schedule."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conference.schedule.core.rules import refusals
from conference.schedule.draft.store import load_drafts, load_timetable
from schedule_import.models import ScheduleImport
from schedule_import.planning.options import Options, preview_import
from schedule_import.planning.plan import Mode
from schedule_import.reading.rows import ERROR_CODES, WARNING_CODES
from tests.factories import make_conference, make_member, make_presentation, make_section
from tests.schedule.stored import rolled_back
from tests.schedule_import.export_mutations import (
    C3VOC,
    FRAB,
    INDICO,
    PRETALX,
    TABLES,
    export_files,
    json_files,
    xml_files,
)
from tests.schedule_import.importing import bring_in
from tests.schedule_import.mutations import (
    GOOD,
    any_bytes,
    as_csv,
    as_xlsx,
    csv_files,
    xlsx_files,
)

DAY = "2027-05-14"
WITHOUT_A_ROW = {"not-a-table", "encoding", "empty", "too-large"}
UNHURRIED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
FEW = settings(max_examples=10, suppress_health_check=UNHURRIED)
MANY = settings(max_examples=100, suppress_health_check=UNHURRIED)


class Stage:
    """A section with a draft and presentations, and another with a slot in a room that files
    name.
    """

    def __init__(self, tmp_path):
        self.conference = make_conference(slug="lakeside")
        self.section = make_section(self.conference, slug="talks")
        for number in (1, 2, 3, 7, 8):
            make_presentation(self.section, number=number)
        bring_in(
            self.section,
            f"{DAY},10:00,11:00,talk,Hall,,7",
            f"{DAY},15:00,16:00,plenary,Hall,Panel,",
        )
        bring_in(
            make_section(self.conference, slug="tutorials"), f"{DAY},17:00,18:00,talk,Annex,Other,"
        )
        self.client = Client()
        self.client.force_login(make_member(self.conference))
        self.path = tmp_path / "fuzz.csv"

    def at(self, name, *pk):
        return reverse(f"schedule_import:{name}", args=["lakeside", "talks", *pk])

    def said(self):
        return said(load_timetable(self.section))

    def has_a_sound_draft(self):
        drafts = load_drafts(self.section.conference)
        return refusals(drafts.of(self.section), drafts.elsewhere(self.section)) == []


@pytest.fixture
def stage(db, tmp_path):
    return Stage(tmp_path)


def said(timetable):
    """A timetable without the keys that only new rows get; everything else."""
    slots = sorted(
        (
            slot.date,
            slot.start,
            slot.end,
            sorted(slot.rooms),
            slot.kind,
            slot.title,
            _number_of(slot),
        )
        for slot in timetable.slots
    )
    return (timetable.days, timetable.rooms, timetable.kinds, slots)


def _number_of(slot):
    return slot.presentation.number if slot.presentation else 0


def check_problems(errors, warnings):
    """Each of them can be understood: it says what, where, and something in words."""
    for problem in errors:
        assert problem["code"] in ERROR_CODES
        assert problem["row"] is not None or problem["code"] in WITHOUT_A_ROW
    for problem in warnings:
        assert problem["code"] in WARNING_CODES
        assert problem["row"] is not None
    assert all(problem["message"].strip() for problem in (*errors, *warnings))


def go_through_the_pages(stage, content, mode, answers):
    """Upload, look, answer, look, download, apply, look, undo: as an organiser does."""
    before = stage.said()
    file = SimpleUploadedFile("fuzz.csv", content)
    response = stage.client.post(stage.at("upload"), {"file": file, "mode": mode})
    if response.status_code == 200:
        assert response.context["form"].errors
        return
    assert response.status_code == 302
    upload = ScheduleImport.objects.latest("pk")
    assert stage.client.get(stage.at("detail", upload.pk)).status_code == 200
    response = stage.client.post(stage.at("answer", upload.pk), {"mode": mode, **answers})
    if response.status_code == 200:
        assert response.context["answer_form"].errors
    else:
        assert response.status_code == 302
    response = stage.client.get(stage.at("detail", upload.pk))
    plan = response.context["plan"]
    check_problems([p.as_json() for p in plan.errors], [p.as_json() for p in plan.warnings])
    for name in ("annotated_csv", "annotated_xlsx"):
        expected = 404 if plan.parsed.table is None else 200
        assert stage.client.get(stage.at(name, upload.pk)).status_code == expected
    assert stage.said() == before
    response = stage.client.post(stage.at("apply", upload.pk), {"digest": plan.digest}, follow=True)
    assert response.redirect_chain == [(stage.at("detail", upload.pk), 302)]
    assert response.status_code == 200
    assert stage.said() == (said(plan.after) if plan.ok else before)
    if plan.ok:
        shown = stage.client.get(stage.at("undo", upload.pk))
        digest = {"digest": shown.context["plan"].digest}
        assert stage.client.post(stage.at("undo", upload.pk), digest).status_code == 302
        assert stage.said() == before


def go_through_the_command(stage, content, mode, answers):
    """The command line, with --json: its answer is true of what stands in the database
    afterwards.
    """
    before = stage.said()
    stage.path.write_bytes(content)
    order = answers.get("date_order")
    plan = preview_import(stage.section, content, Options(mode=Mode(mode), date_order=order))
    out = io.StringIO()
    arguments = ["--mode", mode, "--json", *(["--date-order", order] if order else [])]
    status = 0
    try:
        call_command("import_schedule", "lakeside/talks", str(stage.path), *arguments, stdout=out)
    except SystemExit as stop:
        status = stop.code
    except CommandError as fault:
        pytest.fail(f"a file that is there and a section that is there were refused: {fault}")
    answer = json.loads(out.getvalue())
    assert (status, answer["ok"], answer["applied"]) == (
        (0, True, True) if plan.ok else (1, False, False)
    )
    assert answer == plan.answer(applied=plan.ok)
    check_problems(answer["errors"], answer["warnings"])
    assert stage.said() == (said(plan.after) if plan.ok else before)


ways = st.sampled_from([go_through_the_pages, go_through_the_command])
modes = st.sampled_from(Mode.values)
answers = st.fixed_dictionaries(
    {},
    optional={
        "date_order": st.sampled_from(["mdy", "dmy"]),
        "kind": st.lists(st.sampled_from(["talk", "lunch", "x"])),
        "spans-talk": st.just("on"),
        "takes-talk": st.just("on"),
        "spans-lunch": st.just("on"),
        "column-room": st.sampled_from(["room", "title", "date", "Time", "x"]),
        "column-date": st.sampled_from(["", "title", "kind"]),
    },
)


def check(stage, content, way, mode, given_answers):
    with rolled_back():
        way(stage, content, mode, given_answers)
        assert stage.has_a_sound_draft()


@FEW
@given(any_bytes, ways, modes, answers)
def test_any_bytes_get_an_answer(stage, content, way, mode, given_answers):
    check(stage, content, way, mode, given_answers)


@FEW
@given(csv_files, ways, modes, answers)
def test_a_good_file_that_was_changed_gets_an_answer(stage, content, way, mode, given_answers):
    check(stage, content, way, mode, given_answers)


@FEW
@given(xlsx_files, ways, modes, answers)
def test_a_good_workbook_that_was_changed_gets_an_answer(stage, content, way, mode, given_answers):
    check(stage, content, way, mode, given_answers)


@FEW
@given(json_files | xml_files | export_files, ways, modes, answers)
def test_an_export_of_another_system_that_was_changed_gets_an_answer(
    stage, content, way, mode, given_answers
):
    check(stage, content, way, mode, given_answers)


@pytest.mark.slow
@MANY
@given(any_bytes, ways, modes, answers)
def test_any_bytes_of_very_many_get_an_answer(stage, content, way, mode, given_answers):
    check(stage, content, way, mode, given_answers)


@pytest.mark.slow
@MANY
@given(csv_files, ways, modes, answers)
def test_each_of_very_many_changed_files_gets_an_answer(stage, content, way, mode, given_answers):
    check(stage, content, way, mode, given_answers)


@pytest.mark.slow
@MANY
@given(xlsx_files, ways, modes, answers)
def test_each_of_very_many_changed_workbooks_gets_an_answer(
    stage, content, way, mode, given_answers
):
    check(stage, content, way, mode, given_answers)


@pytest.mark.slow
@pytest.mark.parametrize("files", [json_files, xml_files, export_files])
def test_each_of_very_many_changed_exports_gets_an_answer(stage, files):
    @MANY
    @given(files, ways, modes, answers)
    def each(content, way, mode, given_answers):
        check(stage, content, way, mode, given_answers)

    each()


@pytest.mark.parametrize("content", [C3VOC, PRETALX, INDICO, FRAB, *TABLES.values()])
def test_the_exports_that_are_changed_are_good_ones(stage, content):
    section = make_section(stage.conference, slug="empty")
    if isinstance(content, list):
        content = as_csv(content)
    elif not isinstance(content, str):
        content = json.dumps(content)
    plan = preview_import(section, content.encode(), Options(on_a_page=True))
    assert {error.column for error in plan.errors} <= {"room"}  # Indico's list has none
    assert plan.parsed.system


@pytest.mark.parametrize("name", sorted(GOOD))
@pytest.mark.parametrize("write", [lambda rows: as_csv(rows).encode(), as_xlsx])
def test_the_files_that_are_changed_are_good_ones(stage, name, write):
    """Else the changes would all be refused for the same reason, and show nothing."""
    section = make_section(stage.conference, slug="empty")
    content = write(GOOD[name])
    codes = {error.code for error in preview_import(section, content, Options()).errors}
    assert codes <= {"unknown-presentation", "other-section", "overlap"}
