"""None of the old importer's defects is built again: each file through the page, and through the
command.
"""

import datetime as dt
import io
import json
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conference.presentations.models import Presentation
from conference.schedule.draft.store import load_timetable
from conference.schedule.models import Day, Room, Slot, SlotKind, SlotRoom
from schedule_import.models import ScheduleImport
from schedule_import.planning.options import Options, preview_import
from tests.factories import (
    make_conference,
    make_member,
    make_presentation,
    make_room,
    make_section,
)
from tests.schedule_import.importing import NO_TALKS, bring_in, draft, file_of
from tests.schedule_import.old_defects import (
    AT_TEN,
    CLASSIC,
    DEFECTS,
    HEADER,
    NO_FILE_SHOWS,
    SHOWN_APART,
    TALK,
)

pytestmark = pytest.mark.django_db
SCHEDULE = (Day, Room, SlotKind, Slot, SlotRoom)
MINUTES = [
    f"12/12/2013,{hour}:{minute:02},{hour}:{minute + 1:02},talk"
    for hour in range(8, 12)
    for minute in range(50)
]


class Site:
    """A conference in December 2013 with two sections, two presentations and an organiser."""

    def __init__(self, client, tmp_path, **fields):
        fields = {"starts_on": dt.date(2013, 12, 12), "ends_on": dt.date(2013, 12, 13)} | fields
        self.conference = make_conference(slug="lakeside", title="Lakeside 2013", **fields)
        self.section = make_section(self.conference, slug="talks", name="Talks")
        self.other = make_section(self.conference, slug="tutorials", name="Tutorials")
        for number in (1, 2):
            make_presentation(self.section, number=number, title=f"Talk {number}")
        self.organiser = make_member(self.conference)
        self.client, self.folder = client, tmp_path
        client.force_login(self.organiser)

    def at(self, name, *pk):
        return reverse(f"schedule_import:{name}", args=["lakeside", "talks", *pk])

    def rows(self):
        """Every row of the schedule, as it stands in the database."""
        return {model.__name__: sorted(model.objects.values_list(), key=repr) for model in SCHEDULE}

    def draft(self):
        return [
            " ".join(
                filter(
                    None, (when.removeprefix("2013-"), kind, rooms, title, number and f"#{number}")
                )
            )
            for when, kind, rooms, title, number in draft(self.section)
        ]


@pytest.fixture
def site(client, tmp_path):
    return Site(client, tmp_path)


class Answer:
    """What the page or the command said: errors and warnings as (row, column, code)."""

    def __init__(self, errors=(), warnings=(), added=None, text=""):
        self.errors, self.warnings = tuple(errors), tuple(warnings)
        self.added, self.text = added, text


def by_page(site, content, *, name="schedule.csv", mode="add", spans=()):
    """Upload, answer the questions, apply what the preview shows."""
    before = site.rows()
    file = SimpleUploadedFile(name, content)
    response = site.client.post(site.at("upload"), {"file": file, "mode": mode}, follow=True)
    if not response.redirect_chain:
        codes = [fault.code for fault in response.context["form"].errors.as_data()["file"]]
        return Answer([(None, None, code) for code in codes], text=text_of(response))
    upload = ScheduleImport.objects.latest("pk")
    if spans:
        answers = {"mode": mode, "kind": spans, **{f"spans-{key}": "on" for key in spans}}
        response = site.client.post(site.at("answer", upload.pk), answers, follow=True)
    plan = response.context["plan"]
    assert site.rows() == before, "looking writes nothing"
    shown = text_of(response)
    for problem in (*plan.errors, *plan.warnings):
        assert " ".join(problem.message.split()) in shown
    response = site.client.post(
        site.at("apply", upload.pk), {"digest": plan.digest}, follow=plan.ok
    )
    assert response.status_code == (200 if plan.ok else 302)
    places = [
        [(p.row, p.column, p.code) for p in problems] for problems in (plan.errors, plan.warnings)
    ]
    return Answer(*places, added=plan.answer(applied=False)["added"], text=shown)


def by_command(site, content, *, name="schedule.csv", mode="add", spans=()):
    """The same with one command; its exit status says whether there are errors."""
    path = site.folder / name
    path.write_bytes(content)
    out = io.StringIO()
    arguments = ["--mode", mode, "--json", *(word for kind in spans for word in ("--spans", kind))]
    status = 0
    try:
        call_command("import_schedule", "lakeside/talks", str(path), *arguments, stdout=out)
    except SystemExit as stop:
        status = stop.code
    answer = json.loads(out.getvalue())
    assert status == (1 if answer["errors"] else 0)
    places = [
        [(p["row"], p["column"], p["code"]) for p in answer[name]]
        for name in ("errors", "warnings")
    ]
    return Answer(*places, added=answer["added"], text=out.getvalue())


def text_of(response):
    """The words of a page."""
    return " ".join(unescape(re.sub("<[^>]*>", " ", response.content.decode())).split())


both_ways = pytest.mark.parametrize("way", [by_page, by_command])


def file(*rows, header=HEADER):
    return file_of(*rows, header=header)


# --- The table ------------------------------------------------------------------------------------


@both_ways
@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_a_file_that_shows_an_old_defect_is_answered_as_it_should_be(client, tmp_path, defect, way):
    site = Site(client, tmp_path, time_zone=defect.time_zone)
    for rows in defect.before:
        bring_in(site.section, *rows, header=HEADER)
    if defect.elsewhere:
        bring_in(site.other, *defect.elsewhere, header=HEADER)
    before = site.rows()
    answer = way(site, defect.file, name=defect.file_name, mode=defect.mode, spans=defect.spans)
    assert (answer.errors, answer.warnings) == (defect.errors, defect.warnings)
    if defect.errors:
        assert site.rows() == before
    else:
        assert tuple(site.draft()) == defect.becomes
        assert preview_import(site.section, defect.file, Options()).diff.is_empty, "a second time"
    if defect.rooms is not None:
        assert tuple(Room.objects.order_by("order").values_list("name", flat=True)) == defect.rooms


def test_every_old_defect_is_in_the_table_or_shown_apart_or_cannot_be_shown_by_a_file():
    tables = [{defect.number for defect in DEFECTS}, set(SHOWN_APART), set(NO_FILE_SHOWS)]
    assert sorted(number for table in tables for number in table) == list(range(1, 68))
    assert [name for name in SHOWN_APART.values() if name not in globals()] == []
    assert all(defect.was for defect in DEFECTS)


# --- Those that take more than one file to show ---------------------------------------------------


@both_ways
def test_a_misspelt_kind_is_seen_before_anything_is_written(site, way):
    """It became a kind like any other, silently."""
    bring_in(site.section, TALK, header=HEADER)
    answer = way(site, file("12/12/2013,11:00 AM,12:00 PM,tlak,R1"))
    assert answer.added == {
        "days": 0,
        "rooms": 0,
        "slot_kinds": 1,
        "slots": 1,
        "slot_rooms": 1,
        **NO_TALKS,
    }
    if way is by_page:
        assert "tlak" in answer.text


@both_ways
def test_a_plenary_in_rooms_that_are_no_neighbours_leaves_the_room_between_them_alone(site, way):
    """It was drawn over the room between its rooms, and pushed that room's talk aside."""
    rows = [f"12/12/2013,10:00 AM,11:00 AM,{what}" for what in ("plenary,A", "talk,B", "plenary,C")]
    assert way(site, file(*rows)).errors == ()
    assert site.draft() == ["12-12 10:00-11:00 plenary A+C", "12-12 10:00-11:00 talk B"]
    call_command("publish_schedule", "lakeside", stdout=io.StringIO())
    page = site.client.get(reverse("schedule:detail", args=["lakeside"])).content.decode()
    body = page[page.index("<tbody") : page.index("</tbody>")]
    assert re.findall("Plenary|Talk", text_of_cells(body)) == ["Plenary", "Talk", "Plenary"]
    assert "colspan" not in body


def text_of_cells(markup):
    return " ".join(re.sub("<[^>]*>", " ", markup).split())


@both_ways
def test_a_formula_does_not_run_in_what_is_exported_again(site, way):
    """It came back from every export as a formula, for a spreadsheet program to run."""
    assert (
        way(
            site, file('12/12/2013,10:00 AM,11:00 AM,=1+1,"=HYPERLINK(""http://example.org"")"')
        ).errors
        == ()
    )
    assert site.draft() == ['12-12 10:00-11:00 =1+1 =HYPERLINK("http://example.org")']
    exported = io.StringIO()
    call_command("export_schedule", "lakeside/talks", stdout=exported)
    cells = exported.getvalue().splitlines()[1].split(",")
    assert [cell.strip('"')[:2] for cell in cells if "=" in cell] == ["'=", "'="]


@both_ways
def test_a_room_that_somebody_made_by_hand_is_found_whatever_its_place(site, way):
    """The import broke down, since it looked for a room of this name and of another order."""
    make_room(site.conference, name="Main", order=5)
    assert way(site, file("12/12/2013,10:00 AM,11:00 AM,talk,Main")).errors == ()
    assert list(Room.objects.values_list("name", "order")) == [("Main", 5)]
    assert site.draft() == ["12-12 10:00-11:00 talk Main"]


@both_ways
def test_many_rows_take_no_more_statements_than_few(site, way):
    """It took seven statements for each row, and a request as long as that."""
    counts = []
    for number in (10, 200):
        rows = [f"{row},Room {number}" for row in MINUTES[:number]]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert way(site, file(*rows), mode="replace").errors == ()
        counts.append(len(captured))
    assert len(site.draft()) == 200
    few, many = counts
    assert (
        many <= few + 10
    )  # bulk statements come in batches; and the first schedule has nothing to remove


def test_a_form_without_a_file_and_a_command_without_one_say_so(site):
    """A form that was sent without either of its buttons was a fault of the server."""
    for data in ({}, {"submit": "1"}, {"delete": "1"}, {"mode": "delete"}):
        response = site.client.post(site.at("upload"), data)
        assert (response.status_code, ScheduleImport.objects.count()) == (200, 0)
        assert response.context["form"].errors
    with pytest.raises(CommandError) as refusal:
        call_command("import_schedule", "lakeside/talks")
    assert "FILE" in str(refusal.value)


def test_to_load_the_result_again_imports_nothing_again(site):
    """The page was the answer to the form itself: to load it again sent the form again."""
    content = SimpleUploadedFile("schedule.csv", file(TALK))
    sent = site.client.post(site.at("upload"), {"file": content, "mode": "add"})
    upload = ScheduleImport.objects.get()
    assert (sent.status_code, sent.headers["Location"]) == (302, site.at("detail", upload.pk))
    digest = site.client.get(sent.headers["Location"]).context["plan"].digest
    for _click in range(2):
        applied = site.client.post(site.at("apply", upload.pk), {"digest": digest})
        assert (applied.status_code, applied.headers["Location"]) == (
            302,
            site.at("detail", upload.pk),
        )
        assert site.client.get(applied.headers["Location"]).status_code == 200
    assert site.draft() == [AT_TEN]
    assert ScheduleImport.objects.count() == 1


@both_ways
def test_a_presentation_whose_slot_goes_stays_and_is_listed(site, way):
    """To empty the schedule deleted the accepted presentations with their slots."""
    bring_in(site.section, f"{TALK},1", header=f"{HEADER},presentation")
    answer = way(site, file("12/13/2013,9:00 AM,10:00 AM,lunch,R2"), mode="replace")
    assert site.draft() == ["12-13 09:00-10:00 lunch R2"]
    assert list(Presentation.objects.values_list("number", "title", "slots")) == [
        (1, "Talk 1", None),
        (2, "Talk 2", None),
    ]
    assert "Talk 1" in answer.text


@both_ways
def test_rooms_that_only_an_import_made_go_when_it_is_undone(site, way):
    """To empty the schedule left its rooms and kinds behind, in the way of the next import."""
    before = site.rows()
    way(site, file(*CLASSIC))
    undo(site, way)
    assert site.rows() == before


def undo(site, way):
    """Take back the last import: on its page, or with the command."""
    if way is by_command:
        call_command("undo_import", "lakeside/talks", stdout=io.StringIO())
        return
    entry = site.section.imports.can_be_undone().in_order().first()
    digest = site.client.get(site.at("undo", entry.pk)).context["plan"].digest
    assert site.client.post(site.at("undo", entry.pk), {"digest": digest}).status_code == 302


@both_ways
def test_one_day_can_be_taken_away_and_brought_back(site, way):
    """There was one button, which emptied everything for ever."""
    rows = (TALK, "12/13/2013,10:00 AM,11:00 AM,talk,R1,1")
    bring_in(site.section, *rows, header=f"{HEADER},presentation")
    before = load_timetable(site.section)
    way(site, file("12/13/2013,10:00 AM,11:00 AM,talk,R1"), mode="replace")
    assert site.draft() == ["12-13 10:00-11:00 talk R1 #1"]
    undo(site, way)
    assert load_timetable(site.section) == before


@both_ways
def test_it_is_written_down_who_emptied_a_schedule(site, way):
    """Nobody knew who had done it, and only a script in the page asked whether one was sure."""
    bring_in(site.section, *CLASSIC, header=HEADER)
    way(site, file(TALK), mode="replace")
    entry = site.section.imports.in_order().first()
    who = site.organiser if way is by_page else None  # None: somebody at the command line
    assert (entry.applied_by, entry.uploaded_by, bytes(entry.content)) == (who, who, file(TALK))
    assert entry.result["removed"] == {"days": 0, "slots": 3, "slot_rooms": 4, **NO_TALKS}


@both_ways
def test_what_is_exported_comes_back_unchanged_and_can_be_changed_in_a_spreadsheet(site, way):
    """There was no way out: every later change went slot by slot through the admin."""
    rows = (
        f"{TALK},1",
        "12/12/2013,11:00 PM,12:00 AM,plenary,R1,2",
        "12/12/2013,11:00 PM,12:00 AM,plenary,R2,2",
    )
    bring_in(site.section, *rows, header=f"{HEADER},presentation")
    before = site.rows()
    exported = io.StringIO(newline="")
    call_command("export_schedule", "lakeside/talks", stdout=exported)
    for mode in ("add", "replace"):
        assert way(site, exported.getvalue().encode(), mode=mode).errors == ()
        assert site.rows() == before
    keys = {slot.presentation.number: slot.key for slot in load_timetable(site.section).slots}
    changed = exported.getvalue().replace("10:00,11:00", "14:00,15:00")
    assert way(site, changed.encode(), mode="replace").errors == ()
    assert site.draft() == ["12-12 14:00-15:00 talk R1 #1", "12-12 23:00-00:00 plenary R1+R2 #2"]
    assert {
        slot.presentation.number: slot.key for slot in load_timetable(site.section).slots
    } == keys


@both_ways
def test_slots_of_one_hour_are_told_apart_by_their_rooms(site, way, admin_client):
    """The admin's list showed two slots of one hour as the same line."""
    way(site, file(TALK, "12/12/2013,10:00 AM,11:00 AM,talk,R2"))
    page = admin_client.get(reverse("admin:schedule_slot_changelist")).content.decode()
    table = page.partition('id="result_list"')[2]
    lines = [text_of_cells(row) for row in re.findall("<tr.*?</tr>", table, re.DOTALL)[1:]]
    assert len(lines) == 2
    assert ["R1" in line for line in sorted(lines)] == [True, False]
    assert ["R2" in line for line in sorted(lines)] == [False, True]


@both_ways
def test_nothing_is_public_before_it_is_published(site, way, client):
    """The half-made schedule was public from its first row on."""
    way(site, file("12/12/2013,10:00 AM,11:00 AM,talk,Hidden Hall"))
    client.logout()
    page = client.get(reverse("schedule:detail", args=["lakeside"]))
    assert page.status_code == 200
    assert "Hidden Hall" not in page.content.decode()
    assert client.get(reverse("schedule:json", args=["lakeside"])).status_code == 404
