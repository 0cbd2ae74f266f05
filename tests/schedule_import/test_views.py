"""Upload, preview, answer, apply, undo: through the pages."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from conference.core.errors import DomainError
from conference.schedule.models import Slot
from conference.teams.roles import Role
from schedule_import import actions, views
from schedule_import.actions import forget_imports, undo_import
from schedule_import.models import ScheduleImport
from schedule_import.planning.options import Options
from schedule_import.planning.plan import Mode
from tests.factories import make_conference, make_member, make_presentation, make_section, make_user
from tests.schedule_import.importing import HEADER, NO_TALKS, bring_in, draft, file_of

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent / "examples"
DAY = "2027-05-14"


@pytest.fixture
def section():
    return make_section(make_conference(slug="lakeside"), slug="talks", name="Talks")


@pytest.fixture
def organiser(section, client):
    user = make_member(section.conference, Role.ORGANISER, name="Ona")
    client.force_login(user)
    return user


def address(name, *pk):
    return reverse(f"schedule_import:{name}", args=["lakeside", "talks", *pk])


def upload(client, content, name="schedule.csv", mode="add"):
    """Upload through the form; returns the page that follows, and the import."""
    file = SimpleUploadedFile(name, content)
    response = client.post(address("upload"), {"file": file, "mode": mode}, follow=True)
    return response, ScheduleImport.objects.order_by("pk").last()


def apply(client, response, upload):
    digest = response.context["plan"].digest
    return client.post(address("apply", upload.pk), {"digest": digest}, follow=True)


def codes(response):
    """The codes of the errors of a preview."""
    return [problem.code for problem in response.context["plan"].errors]


def test_the_classic_sample_is_previewed_applied_and_then_changes_nothing(
    client, section, organiser
):
    response, first = upload(client, (SAMPLES / "schedule.csv").read_bytes())
    answer = response.context["answer"]
    assert answer["added"] == {
        "days": 2,
        "rooms": 2,
        "slot_kinds": 2,
        "slots": 8,
        "slot_rooms": 12,
        **NO_TALKS,
    }
    assert Slot.objects.count() == 0
    result = apply(client, response, first)
    assert result.redirect_chain == [(address("detail", first.pk), 302)]
    assert "is applied" in result.content.decode()
    assert len(draft(section)) == 8
    first.refresh_from_db()
    assert (first.uploaded_by, first.applied_by) == (organiser, organiser)
    response, _second = upload(client, (SAMPLES / "schedule.csv").read_bytes())
    assert response.context["plan"].diff.is_empty
    assert "there is nothing to change" in response.content.decode()


def test_a_preview_says_how_a_grid_and_durations_were_read(client, section, organiser):
    grid, _kept = upload(client, b"2027-05-14,Hall,Annex\n10:00,Tides,Waves\n11:00,,\n")
    assert "Read as a grid: times down, rooms across." in grid.content.decode()
    durations, _kept = upload(
        client, b"Track,Day,Start Time,Duration,ID\nHall,2027-05-14,10:00,30,\n", mode="add"
    )
    assert "Read as rows with a track, a start and a duration." in durations.content.decode()
    rows, _kept = upload(client, file_of(f"{DAY},9:00,10:00,talk,Hall,Tides,"))
    assert "Read as" not in rows.content.decode()


def test_a_file_that_only_looks_strange_can_be_had_with_the_remarks(client, section, organiser):
    response, kept = upload(
        client,
        file_of(f"{DAY},9:00,10:00,talk,Room 1,Tides,", f"{DAY},9:00,10:00,talk,Room1,Waves,"),
    )
    assert (codes(response), len(response.context["plan"].warnings)) == ([], 1)
    page = response.content.decode()
    for name in ("annotated_xlsx", "annotated_csv"):
        assert address(name, kept.pk) in page
    text = client.get(address("annotated_csv", kept.pk)).content.decode("utf-8-sig")
    assert "Warning (room): " in text


def test_a_file_with_errors_shows_row_column_value_and_cure_and_cannot_be_applied(
    client, section, organiser
):
    response, kept = upload(client, (SAMPLES / "schedule_overlap.csv").read_bytes())
    page = response.content.decode()
    assert "1 error: the file cannot be applied." in page
    assert "This row says the same as row 13: take one of them out." in page
    assert "Apply this" not in page
    after = client.post(address("apply", kept.pk), {"digest": ""}, follow=True)
    assert "The file has errors. Nothing was written." in after.content.decode()
    assert Slot.objects.count() == 0


def test_a_draft_that_changed_since_the_preview_is_not_overwritten(client, section, organiser):
    response, kept = upload(client, file_of(f"{DAY},9:00,10:00,talk,A,One,"))
    bring_in(section, f"{DAY},14:00,15:00,talk,A,Other,")
    after = apply(client, response, kept)
    assert "The schedule has changed since this preview was made." in after.content.decode()
    assert [slot[3] for slot in draft(section)] == ["Other"]
    assert after.context["plan"].ok
    apply(client, after, kept)
    assert [slot[3] for slot in draft(section)] == ["One", "Other"]


def test_a_second_click_on_apply_leads_to_the_same_result(client, section, organiser):
    response, kept = upload(client, file_of(f"{DAY},9:00,10:00,talk,A,One,"))
    first = apply(client, response, kept)
    kept.refresh_from_db()
    applied_at = kept.applied_at
    second = apply(client, response, kept)
    kept.refresh_from_db()
    assert (kept.applied_at, second.redirect_chain) == (applied_at, first.redirect_chain)
    assert len(draft(section)) == 1


def test_questions_are_answered_without_uploading_again(client, section, organiser):
    rows = (f"{DAY},12:00,13:00,lunch,A,,", f"{DAY},12:00,13:00,lunch,B,,")
    response, kept = upload(client, file_of(*rows))
    assert response.context["answer"]["added"]["slots"] == 2
    answers = {"mode": "replace", "kind": "lunch", "spans-lunch": "on"}
    response = client.post(address("answer", kept.pk), answers, follow=True)
    assert response.context["answer"]["added"]["slots"] == 1
    assert response.context["plan"].mode == "replace"
    apply(client, response, kept)
    assert [slot[2] for slot in draft(section)] == ["A+B"]


def test_of_many_new_kinds_a_hundred_are_asked_about_and_all_are_made(client, section, organiser):
    """A form may have 1,000 fields: with all of them, it could not even be sent."""
    rows = [f"{DAY},9:00,10:00,kind {number},Room {number},," for number in range(350)]
    response, kept = upload(client, file_of(*rows))
    asked = [kind.label for kind in response.context["answer_form"].kinds]
    text = " ".join(response.content.decode().split())
    sent = {"mode": "add", "kind": [kind.lower() for kind in asked], "spans-kind%207": "on"}
    client.post(address("answer", kept.pk), sent)
    response = client.get(address("detail", kept.pk))
    apply(client, response, kept)

    assert asked == [f"kind {number}" for number in range(100)]
    assert "250 more new kinds are not asked about here" in text
    assert "350 new slot kinds" in text
    assert section.kinds.count() == 350
    assert [kind.label for kind in section.kinds.filter(spans_rooms=True)] == ["kind 7"]


def test_an_answer_changed_on_the_page_is_previewed_before_it_is_applied(
    client, section, organiser
):
    bring_in(section, f"{DAY},9:00,10:00,talk,A,Old,")
    rows = (f"{DAY},12:00,13:00,boat trip,A,,", f"{DAY},12:00,13:00,boat trip,B,,")
    response, kept = upload(client, file_of(*rows), mode="replace")
    page = {"digest": response.context["plan"].digest, "kind": "boat trip"}
    changed = {**page, "mode": "add", "spans-boat%20trip": "on"}
    response = client.post(address("apply", kept.pk), changed, follow=True)
    assert "You changed an answer. Nothing was written" in response.content.decode()
    assert [slot[3] for slot in draft(section)] == ["Old"]
    plan = response.context["plan"]
    assert (plan.mode, plan.answer(applied=False)["added"]["slots"]) == ("add", 1)
    client.post(address("apply", kept.pk), {**changed, "digest": plan.digest})
    assert [slot[1:4] for slot in draft(section)] == [
        ("talk", "A", "Old"),
        ("boat trip", "A+B", ""),
    ]


def test_answers_are_those_of_the_kinds_that_were_shown(client, section, organiser):
    rows = [
        f"{DAY},{hour}:00,{hour}:30,{kind},A,,"
        for hour, kind in enumerate(("aaa", "bbb", "ccc"), 9)
    ]
    _response, kept = upload(client, file_of(*rows))
    bring_in(section, f"{DAY},15:00,16:00,aaa,B,,")
    answers = {"mode": "add", "kind": ["aaa", "bbb"], "spans-bbb": "on"}
    client.post(address("answer", kept.pk), answers)
    kept.refresh_from_db()
    assert kept.options["kinds"] == {"bbb": [True, False]}


def test_a_title_above_the_columns_is_no_choice_of_a_column(client, section, organiser):
    content = b"PyOhio 2027 schedule\n" + file_of(f"{DAY},9:00,10:00,talk,A,,")
    page = upload(client, content)[0].content.decode()
    assert "Row 2 names the columns. What stands above it is no part of the schedule" in page
    assert "Which column is" not in page


def test_a_grid_without_a_date_asks_for_the_day_and_for_no_column(client, section, organiser):
    page = upload(client, b"Time,Red,Blue\n9:00-10:00,Moss,Kites\n")[0].content.decode()
    assert "Which day is this?" in page
    assert "Which column is" not in page


def test_answers_that_cannot_be_read_write_nothing_on_applying_either(client, section, organiser):
    response, kept = upload(client, file_of(f"{DAY},9:00,10:00,talk,A,,"))
    posted = {"digest": response.context["plan"].digest, "mode": "explode"}
    response = client.post(address("apply", kept.pk), posted, follow=True)
    assert "These answers could not be read." in response.content.decode()
    assert draft(section) == []


def test_the_order_of_dates_is_asked_when_it_is_open(client, section, organiser):
    response, kept = upload(client, file_of("05/06/2027,9:00,10:00,talk,A,,"))
    assert codes(response) == ["ambiguous-date"]
    assert "Order of the dates" in response.content.decode()
    response = client.post(
        address("answer", kept.pk), {"mode": "add", "date_order": "dmy"}, follow=True
    )
    assert codes(response) == []
    apply(client, response, kept)
    assert draft(section)[0][0] == "2027-06-05 09:00-10:00"


def test_a_file_above_the_limit_is_refused_at_the_form_and_not_kept(client, section, organiser):
    response, kept = upload(client, b"x" * 5_000_001)
    assert "at most 5 MB can be read" in response.content.decode()
    assert kept is None


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04garbage", b"\xff\xfe\x00"]
)
def test_what_is_no_table_is_said_so(client, section, organiser, content):
    response, _kept = upload(client, content, name="x.CSV")
    assert response.status_code == 200
    assert codes(response) in (["not-a-table"], ["empty"], ["encoding"])


def test_a_form_without_a_file_says_so(client, section, organiser):
    response = client.post(address("upload"), {"mode": "add"})
    assert response.context["form"].errors == {
        "file": ["Choose a spreadsheet, or paste its cells below."]
    }


def test_the_file_comes_back_as_it_was_uploaded(client, section, organiser):
    content = file_of(f"{DAY},9:00,10:00,talk,A,One,")
    _response, kept = upload(client, content, name='pro"gramme.csv')
    response = client.get(address("file", kept.pk))
    assert response.content == content
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_pages_change_nothing_by_get(client, section, organiser):
    _response, kept = upload(client, file_of(f"{DAY},9:00,10:00,talk,A,One,"))
    assert client.get(address("apply", kept.pk)).status_code == 405
    assert client.get(address("answer", kept.pk)).status_code == 405


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.ORGANISER, 200), (Role.PROGRAMME, 200), (Role.VIEWER, 404), (None, 404)],
)
def test_who_may_change_the_schedule_sees_the_pages_and_nobody_else(client, section, role, status):
    kept = bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    user = make_member(section.conference, role) if role else make_user()
    make_member(make_conference(slug="elsewhere"), Role.ORGANISER)
    client.force_login(user)
    for page in (
        address("upload"),
        address("example"),
        *(address(name, kept.pk) for name in ("detail", "file", "undo")),
    ):
        assert client.get(page).status_code == status
    if status == 404:
        posts = [address(name, kept.pk) for name in ("apply", "answer", "undo")]
        for page in (*posts, address("upload")):
            assert client.post(page).status_code == 404


def test_an_import_of_another_section_is_not_found_here(client, section, organiser):
    other = make_section(section.conference, slug="tutorials")
    kept = bring_in(other, f"{DAY},9:00,10:00,talk,A,One,")
    assert client.get(address("detail", kept.pk)).status_code == 404


def test_the_history_costs_the_same_for_one_file_and_for_many(
    client, section, organiser, django_assert_num_queries
):
    bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    client.get(address("upload"))
    with django_assert_num_queries(7) as first:
        client.get(address("upload"))
    for number in range(5):
        entry = bring_in(section, f"{DAY},1{number}:00,1{number}:30,talk,A,One,", by=organiser)
    undo_import(entry, by=organiser)
    with django_assert_num_queries(len(first)):
        client.get(address("upload"))


# --- Paste, columns, example ----------------------------------------------------------------------


def test_cells_pasted_from_a_spreadsheet_are_imported_and_kept_as_a_file(
    client, section, organiser
):
    text = f"date\ttime_start\ttime_end\tkind\troom\ttitle\n{DAY}\t9:00\t10:00\ttalk\tA\tÉté\n"
    response = client.post(address("upload"), {"pasted": text, "mode": "add"}, follow=True)
    kept = ScheduleImport.objects.get()
    assert (kept.file_name, bytes(kept.content).decode()) == ("pasted.tsv", text)
    apply(client, response, kept)
    assert [slot[3] for slot in draft(section)] == ["Été"]
    assert client.get(address("file", kept.pk)).content.decode() == text


def test_a_file_and_pasted_cells_at_once_are_refused(client, section, organiser):
    file = SimpleUploadedFile("x.csv", b"date\n")
    response = client.post(address("upload"), {"file": file, "pasted": "date", "mode": "add"})
    assert list(response.context["form"].errors) == ["pasted"]
    assert ScheduleImport.objects.count() == 0


def test_too_much_pasted_text_is_refused_like_too_large_a_file(
    client, section, organiser, settings
):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000
    response = client.post(address("upload"), {"pasted": "x" * 5_000_001, "mode": "add"})
    assert "at most 5 MB can be read" in response.content.decode()
    assert ScheduleImport.objects.count() == 0


def test_a_needed_column_that_was_not_recognised_is_chosen_on_the_preview(
    client, section, organiser
):
    header = "date,time_start,time_end,title,Fach,Spot,Spot 2"
    response, kept = upload(client, file_of(f"{DAY},9:00,10:00,Moss,talk,A,B", header=header))
    assert codes(response) == ["question"]
    page = response.content.decode()
    assert "Which column is “kind”?" in page
    assert "Answer the questions below first." in page
    choice = {"mode": "add", "column-kind": "Fach", "column-room": "Spot 2"}
    response = client.post(address("answer", kept.pk), choice, follow=True)
    assert codes(response) == []
    assert [slot.rooms for slot in response.context["plan"].diff.added] == [{"b"}]
    # The choice can be made again: what was chosen is shown.
    form = response.context["answer_form"]
    assert [(field.name, field.initial) for field in form.column_fields()] == [
        ("column-kind", "Fach"),
        ("column-room", "Spot 2"),
        ("column-presentation", ""),
    ]
    response = client.post(
        address("answer", kept.pk), {**choice, "column-room": "Spot"}, follow=True
    )
    assert [slot.rooms for slot in response.context["plan"].diff.added] == [{"a"}]
    response = client.post(address("answer", kept.pk), {**choice, "column-room": ""}, follow=True)
    assert codes(response) == ["question"]


@pytest.mark.parametrize("name", ["answer", "apply"])
def test_one_column_for_two_questions_is_refused_on_the_second_and_loses_nothing(
    client, section, organiser, name
):
    header = "Date,Time_start,Time_end,Title,Fach,Spot"
    response, kept = upload(client, file_of(f"{DAY},9:00,10:00,One,talk,A", header=header))
    assert codes(response) == ["question"]
    choice = {"column-kind": "Fach", "column-room": "Fach", "column-presentation": ""}
    response = client.post(address(name, kept.pk), {"mode": "replace", **choice})
    form = response.context["answer_form"]
    assert (response.status_code, form.errors) == (
        200,
        {
            "column-room": [
                "You chose “Fach” for “kind” already: choose another column, or “none of them”."
            ]
        },
    )
    assert {field: form[field].value() for field in ("mode", *choice)} == {
        "mode": "replace",
        **choice,
    }
    assert '<details class="answers" open>' in response.content.decode()
    kept.refresh_from_db()
    assert kept.options == Options(mode=Mode.ADD, on_a_page=True).as_json()
    mended = {"mode": "replace", **choice, "column-room": "Spot"}
    assert codes(client.post(address("answer", kept.pk), mended, follow=True)) == []


def test_titles_in_a_column_of_another_name_are_chosen_with_the_needed_ones(
    client, section, organiser
):
    """Rows that differ in nothing but such a title are two rows, and not one that is there
    twice.
    """
    rows = (f"{DAY},9:00,10:00,plenary,A,Eins", f"{DAY},9:00,10:00,plenary,A,Zwei")
    response, kept = upload(client, file_of(*rows, header="Nap,Kezdet,Vége,Fajta,Terem,Felirat"))
    assert codes(response) == ["missing-column"] * 5
    needed = {
        "date": "Nap",
        "time_start": "Kezdet",
        "time_end": "Vége",
        "kind": "Fajta",
        "room": "Terem",
    }
    choice = {"mode": "add"} | {f"column-{name}": header for name, header in needed.items()}
    response = client.post(address("answer", kept.pk), choice, follow=True)
    assert codes(response) == ["duplicate"]
    response = client.post(
        address("answer", kept.pk), {**choice, "column-title": "Felirat"}, follow=True
    )
    assert codes(response) == ["overlap"]
    fields = response.context["answer_form"].column_fields()
    assert [(field.name, field.initial) for field in fields] == [
        *((f"column-{name}", header) for name, header in needed.items()),
        ("column-title", "Felirat"),
        ("column-presentation", ""),
    ]


def test_an_answer_that_cannot_be_is_refused_and_changes_nothing(client, section, organiser):
    _response, kept = upload(client, file_of(f"{DAY},9:00,10:00,talk,A,One,"))
    before = ScheduleImport.objects.get(pk=kept.pk).options
    response = client.post(address("answer", kept.pk), {"mode": "explode"}, follow=True)
    assert "These answers could not be read." in response.content.decode()
    assert ScheduleImport.objects.get(pk=kept.pk).options == before


def test_answers_come_too_late_for_an_applied_file(client, section, organiser):
    kept = bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    response = client.post(address("answer", kept.pk), {"mode": "replace"}, follow=True)
    assert "This import has been applied already" in response.content.decode()
    unreadable = client.post(address("answer", kept.pk), {"mode": "explode"}, follow=True)
    assert (unreadable.status_code, len(draft(section))) == (200, 1)


def test_the_example_is_a_file_that_can_be_uploaded(client, section, organiser):
    response = client.get(address("example"))
    assert (
        response.headers["Content-Disposition"]
        == 'attachment; filename="lakeside-talks-example.csv"'
    )
    response, _kept = upload(client, response.content)
    assert (codes(response), len(response.context["plan"].diff.added)) == ([], 2)


# --- The preview ----------------------------------------------------------------------------------


def test_the_page_says_added_moved_changed_removed_and_unchanged_in_words(
    client, section, organiser
):
    bring_in(
        section,
        *(
            f"{DAY},{hour}:00,{hour}:30,talk,A,{title},"
            for hour, title in enumerate(("Stay", "Move", "Go", "Say"), 9)
        ),
    )
    rows = (
        f"{DAY},9:00,9:30,talk,A,Stay,",
        f"{DAY},15:00,15:30,talk,A,Move,",
        f"{DAY},12:00,12:30,talk,A,Other,",
    )
    response, _kept = upload(
        client, file_of(*rows, f"{DAY},18:00,18:30,talk,B,New,"), mode="replace"
    )
    page = response.content.decode()
    words = re.findall(r'<span class="badge badge--\w+ entry__status">(\w+)', page)
    assert sorted(words) == ["added", "changed", "moved", "removed", "unchanged"]
    assert "was 10:00–10:30" in page
    assert "<del>Go</del>" in page


def test_an_error_leads_to_its_slot_and_the_slot_to_its_error(client, section, organiser):
    rows = (f"{DAY},9:00,10:00,talk,A,One,", f"{DAY},9:30,10:00,talk,A,Two,")
    response, _kept = upload(client, file_of(*rows))
    page = response.content.decode()
    assert all(
        part in page
        for part in ('id="problem-3"', 'href="#slot-3"', 'id="slot-3"', 'href="#problem-3"')
    )


def test_problems_are_filtered_by_the_address(client, section, organiser):
    rows = ("2027-06-01,9:00,10:00,talk,A,One,", "2027-06-01,9:30,10:00,talk,A,Two,")
    _response, kept = upload(client, file_of(*rows))

    def rows_of(query):
        response = client.get(address("detail", kept.pk) + query)
        return [(row.number, len(row.findings)) for row in response.context["findings"].rows]

    assert rows_of("") == [(3, 2), (2, 1)]
    assert rows_of("?show=errors") == [(3, 1)]
    assert rows_of("?show=outside-conference") == [(2, 1), (3, 1)]
    assert rows_of("?show=nothing&day=yesterday") == [(3, 2), (2, 1)]


def test_a_preview_costs_the_same_for_one_row_and_for_many(
    client, section, organiser, django_assert_max_num_queries
):
    _response, one = upload(client, file_of(f"{DAY},9:00,10:00,talk,A,One,"))
    rows = [
        f"{DAY},{hour}:00,{hour + 1}:{minute},talk,A,,"
        for hour in range(9, 20)
        for minute in ("00", "30")
    ]
    _response, many = upload(client, file_of(*rows))
    client.get(address("detail", one.pk))
    with django_assert_max_num_queries(25) as first:
        client.get(address("detail", one.pk))
    with django_assert_max_num_queries(len(first)):
        client.get(address("detail", many.pk))


@pytest.mark.slow
def test_the_page_of_20000_rows_stays_small(client, section, organiser):
    rows = [
        f"2027-05-{14 + day},{hour}:{minute:02},{hour}:{minute + 9:02},talk,Room {room},,"
        for day in range(3)
        for room in range(60)
        for hour in range(8, 19)
        for minute in range(0, 60, 10)
    ]
    wrong = [f"{DAY},9:00,8:00,talk,A,Wrong {number}," for number in range(20_000 - len(rows))]
    response, _kept = upload(client, file_of(*rows, *wrong))
    assert len(response.context["picture"].days[0].day.entries) == 500
    assert len(response.context["findings"].rows) == 200
    assert len(response.content) < 1_500_000


# --- The annotated file ---------------------------------------------------------------------------


def test_the_annotated_file_is_taken_away_mended_and_brought_back(client, section, organiser):
    rows = (f"{DAY},9:00,10:00,talk,A,One,", f"{DAY},9:30,10:30,talk,A,Two,")
    _response, kept = upload(client, file_of(*rows), name="our schedule.csv")
    csv = client.get(address("annotated_csv", kept.pk))
    assert csv.headers["Content-Disposition"] == 'attachment; filename="our schedule-errors.csv"'
    response, mended = upload(client, csv.content.replace(b"9:30,10:30", b"10:00,11:00"))
    assert (codes(response), response.context["plan"].warnings) == ([], ())
    apply(client, response, mended)
    assert [slot[3] for slot in draft(section)] == ["One", "Two"]
    xlsx = client.get(address("annotated_xlsx", kept.pk))
    assert xlsx.headers["Content-Disposition"] == 'attachment; filename="our schedule-errors.xlsx"'
    response, _kept = upload(client, xlsx.content, name="back.xlsx")
    assert codes(response) == ["overlap"]


def test_there_is_no_annotated_file_of_no_table_and_of_an_applied_file(client, section, organiser):
    _response, kept = upload(client, b"\x89PNG")
    applied = bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    for entry in (kept, applied):
        assert client.get(address("annotated_csv", entry.pk)).status_code == 404
        assert client.get(address("annotated_xlsx", entry.pk)).status_code == 404


# --- History and undo -----------------------------------------------------------------------------


def test_the_history_says_who_when_and_what_it_did(client, section, organiser):
    entry = bring_in(
        section, f"{DAY},9:00,10:00,talk,A,One,", f"{DAY},10:00,11:00,talk,A,Two,", by=organiser
    )
    undo_import(entry, by=organiser)
    upload(client, file_of(f"{DAY},9:00,10:00,talk,A,One,"), name="later.csv")
    response = client.get(address("upload"))
    assert [(each.file_name, each.undoes_id) for each in response.context["page"]] == [
        ("later.csv", None),
        ("schedule.csv", entry.pk),
        ("schedule.csv", None),
    ]
    page = " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
    assert "Undo of schedule.csv" in page
    assert "by Ona 2 removed" in page
    assert "by Ona 2 added 1 new day 1 new room 1 new kind undone" in page


def test_the_history_goes_on_on_further_pages(client, section, organiser):
    for number in range(21):
        upload(client, file_of(f"{DAY},9:00,10:00,talk,A,One,"), name=f"{number}.csv")
    response = client.get(address("upload"), {"page": 2})
    assert [entry.file_name for entry in response.context["page"]] == ["0.csv"]


def test_undo_shows_what_it_takes_back_and_does_it_once(client, section, organiser):
    entry = bring_in(section, f"{DAY},9:00,10:00,talk,A,One,", by=organiser)
    response = client.get(address("undo", entry.pk))
    page = response.content.decode()
    assert "<del>One</del>" in page
    assert "has been changed since" not in page
    digest = {"digest": response.context["plan"].digest}
    first = client.post(address("undo", entry.pk), digest, follow=True)
    undo = ScheduleImport.objects.get(undoes=entry)
    assert first.redirect_chain == [(address("detail", undo.pk), 302)]
    assert "The import of schedule.csv is undone" in first.content.decode()
    assert (undo.applied_by, draft(section)) == (organiser, [])
    second = client.post(address("undo", entry.pk), digest, follow=True)
    assert (second.redirect_chain, ScheduleImport.objects.count()) == (first.redirect_chain, 2)
    assert client.get(address("undo", entry.pk)).url == address("detail", undo.pk)
    assert "This is undone:" in client.get(address("detail", entry.pk)).content.decode()


def test_an_undo_is_undone_on_its_own_page(client, section, organiser):
    entry = bring_in(section, f"{DAY},9:00,10:00,talk,A,One,", by=organiser)
    undo = undo_import(entry, by=organiser)
    response = client.get(address("undo", undo.pk))
    assert "Take back the undo of schedule.csv?" in response.content.decode()
    response = client.post(
        address("undo", undo.pk), {"digest": response.context["plan"].digest}, follow=True
    )
    assert "The import of schedule.csv is applied again" in response.content.decode()
    assert [slot[3] for slot in draft(section)] == ["One"]
    assert client.get(address("file", undo.pk)).status_code == 404
    third = undo_import(ScheduleImport.objects.get(undoes=undo), by=organiser)
    assert (
        "The import of schedule.csv is undone"
        in client.get(address("detail", third.pk)).content.decode()
    )


def test_a_file_that_was_not_applied_within_a_week_is_not_there_any_more(
    client, section, organiser, time_machine
):
    _response, kept = upload(client, file_of(f"{DAY},9:00,10:00,talk,A,One,"))
    seen = []
    for days in (7.1, 1.1):  # until it is found old, and until that is certain
        time_machine.move_to(timezone.now() + dt.timedelta(days=days))
        client.force_login(organiser)
        entries = client.get(address("upload")).context["page"]
        seen.append((client.get(address("detail", kept.pk)).status_code, list(entries)))
        if days > 7:
            forget_imports(by=None)
    assert seen == [(200, [kept]), (404, [])]


def test_undo_shows_what_was_changed_since_and_asks(client, section, organiser):
    entry = bring_in(section, f"{DAY},9:00,10:00,talk,A,One,")
    stale = client.get(address("undo", entry.pk)).context["plan"].digest
    bring_in(section, f"{DAY},11:00,12:00,talk,A,Since,")
    response = client.post(address("undo", entry.pk), {"digest": stale}, follow=True)
    page = response.content.decode()
    assert "The schedule has changed since this page was made." in page
    assert "Take it back, and those changes too" in page
    assert [change.title for change in response.context["since"]] == ["Since"]
    assert len(draft(section)) == 2
    client.post(address("undo", entry.pk), {"digest": response.context["plan"].digest})
    assert draft(section) == []


def test_an_undo_that_cannot_be_says_why_and_offers_no_button(client, section, organiser):
    bring_in(section, f"{DAY},9:00,10:00,talk,A,Old,")
    entry = bring_in(section, f"{DAY},14:00,15:00,talk,A,Old,", mode="replace")
    bring_in(
        make_section(section.conference, slug="tutorials"), f"{DAY},9:30,11:00,talk,A,Tutorial,"
    )
    response = client.get(address("undo", entry.pk))
    assert "both take A" in response.content.decode()
    assert "Take it back</button>" not in response.content.decode()
    after = client.post(
        address("undo", entry.pk), {"digest": response.context["plan"].digest}, follow=True
    )
    assert "both take A" in after.content.decode()
    assert draft(section)[0][0] == f"{DAY} 14:00-15:00"


def test_what_was_never_applied_has_nothing_to_undo(client, section, organiser):
    _response, kept = upload(client, file_of(f"{DAY},9:00,10:00,talk,A,One,"))
    assert client.get(address("undo", kept.pk)).status_code == 404
    response = client.post(address("undo", kept.pk), {"digest": ""}, follow=True)
    assert response.redirect_chain == [(address("detail", kept.pk), 302)]


def test_a_page_of_what_was_applied_says_it_slot_by_slot_with_titles(client, section, organiser):
    make_presentation(section, number=7, title="How lakes freeze")
    entry = bring_in(section, f"{DAY},9:00,10:00,talk,A,,7")
    response = client.get(address("detail", entry.pk))
    assert [(change.status, change.title) for change in response.context["changes"]] == [
        ("added", "How lakes freeze")
    ]


ROWS_IN_ERROR = (
    f"{DAY},09:00,10:00,talk,Red,Tides,",
    f"{DAY},10:00,11:o0,talk,Red,Moss,",
    f"{DAY},noonish,13:00,talk,Red,Kites,",
)


def answer(client, upload, **answers):
    return client.post(address("answer", upload.pk), {"mode": "add", **answers}, follow=True)


def test_a_cell_in_error_is_mended_on_the_preview_and_stays_mended_until_it_is_taken_back(
    client, section, organiser
):
    response, kept = upload(client, file_of(*ROWS_IN_ERROR[:2]))
    assert codes(response) == ["bad-time"]
    assert 'name="cell-C3" value="11:o0"' in response.content.decode()

    response = answer(client, kept, **{"cell-C3": "11:00"})
    assert codes(response) == []
    assert "C3 says “11:00”: take “11:o0” again, as in the file" in response.content.decode()
    assert codes(answer(client, kept)) == []

    assert codes(answer(client, kept, **{"as-in-file": "C3"})) == ["bad-time"]


def test_rows_with_errors_are_left_out_after_a_look_and_the_history_names_them(
    client, section, organiser
):
    response, kept = upload(client, file_of(*ROWS_IN_ERROR))
    assert codes(response) == ["bad-time", "bad-time"]
    assert "Leave out the 2 rows with errors" in response.content.decode()

    assert codes(answer(client, kept, **{"left-out": "4"})) == ["bad-time"]
    response = answer(client, kept, **{"leave-out-errors": "1"})
    assert codes(response) == []
    assert "2 rows are left out: 3, 4." in response.content.decode()
    assert "Take row 4 in again" in response.content.decode()

    response = apply(client, response, kept)
    assert draft(section) == [(f"{DAY} 09:00-10:00", "talk", "Red", "Tides", None)]
    (entry,) = section.conference.history.filter(code="import-applied")
    assert entry.sentence == "Talks: “schedule.csv” imported, without row 3, 4."
    assert "<dd>3, 4</dd>" in response.content.decode()


def test_a_row_that_was_left_out_is_taken_in_again(client, section, organiser):
    _response, kept = upload(client, file_of(*ROWS_IN_ERROR))
    answer(client, kept, **{"leave-out-errors": "1"})
    assert codes(answer(client, kept, **{"take-in": "3"})) == ["bad-time"]


def test_only_rows_with_errors_can_be_left_out_and_only_cells_of_the_file_mended(
    client, section, organiser
):
    _response, kept = upload(client, file_of(*ROWS_IN_ERROR[:2]))
    answer(
        client,
        kept,
        **{"left-out": ["2", "99", "x"], "take-in": "x", "as-in-file": "Q1", "cell-C99": "1"},
        **{"cell-": "1", "cell-ZZZ3": "1", "cell-A1": "day"},
    )
    kept.refresh_from_db()
    assert kept.options["mending"] == {"cells": {}, "left_out": []}


def test_in_a_grid_cells_are_mended_and_no_row_is_left_out(client, section, organiser):
    grid = f"{DAY},Hall,Room 2\n9:00-10:00,First,Second\n9:30-10:30,Third,\n".encode()
    response, kept = upload(client, grid)
    assert codes(response) == ["overlap"]
    assert "Leave" not in response.content.decode()
    assert codes(answer(client, kept, **{"cell-B3": ""})) == []


def test_an_upload_that_was_not_applied_is_discarded(client, section, organiser):
    _response, kept = upload(client, file_of(*ROWS_IN_ERROR))
    response = client.post(address("discard", kept.pk), follow=True)
    assert "“schedule.csv” is discarded: nothing of it was written." in response.content.decode()
    assert not ScheduleImport.objects.exists()

    entry = bring_in(section, f"{DAY},14:00,15:00,talk,A,Old,")
    response = client.post(address("discard", entry.pk), follow=True)
    assert "undo it instead" in response.content.decode()
    assert ScheduleImport.objects.get() == entry


@pytest.mark.parametrize("click", ["answer", "apply", "discard", "undo"])
def test_a_click_on_a_page_whose_file_was_discarded_at_that_moment_says_so(
    client, section, organiser, monkeypatch, click
):
    response, kept = upload(client, file_of(f"{DAY},14:00,15:00,talk,A,New,"))
    find = views._upload

    def find_and_discard(*arguments):
        found = find(*arguments)
        ScheduleImport.objects.all().delete()
        return found

    monkeypatch.setattr(views, "_upload", find_and_discard)
    sent = {"mode": "add"} if click == "answer" else {"digest": response.context["plan"].digest}
    response = client.post(address(click, kept.pk), sent, follow=True)
    assert response.redirect_chain == [(address("upload"), 302)]
    sentence = "“schedule.csv” was discarded in the meantime: nothing of it was written."
    assert sentence in response.content.decode()
    assert not Slot.objects.exists()


def test_a_file_that_is_discarded_while_it_is_planned_is_not_written(section, monkeypatch):
    kept = actions.upload_schedule(
        section,
        file_name="a.csv",
        content=file_of(f"{DAY},14:00,15:00,talk,A,New,"),
        options=Options(),
        by=None,
    )
    load = actions.load_drafts

    def load_and_discard(*arguments, **options):
        ScheduleImport.objects.filter(pk=kept.pk).delete()
        return load(*arguments, **options)

    monkeypatch.setattr(actions, "load_drafts", load_and_discard)
    with pytest.raises(DomainError, match="was discarded in the meantime"):
        actions.apply_import(kept, digest=None, by=None)
    assert not Slot.objects.exists()


@pytest.mark.parametrize(
    ("name", "is_version"),
    [
        ("schedule.csv", True),
        ("Schedule (2).xlsx", True),
        ("schedule-v3 2027-02-01.csv", True),
        ("schedule final.csv", True),
        ("speakers.csv", False),
        ("pasted.tsv", False),
    ],
)
def test_the_next_version_of_a_file_keeps_the_answers_of_the_last_one(
    client, section, organiser, name, is_version
):
    rows = (f"{DAY},14:00,15:00,talk,A,Old,", "06/05/2027,14:00,15:00,talk,A,New,")
    _response, kept = upload(client, file_of(*rows))
    response = answer(client, kept, date_order="dmy", **{"cell-F3": "Newer"})
    apply(client, response, kept)

    upload(client, file_of(*rows), name=name)
    options = ScheduleImport.objects.order_by("pk").last().options
    assert options["date_order"] == ("dmy" if is_version else None)
    assert options["mending"] == {"cells": {}, "left_out": []}


def test_the_preview_says_what_each_column_is(client, section, organiser):
    rows = file_of("14/05/2027,9:00,10:00,talk,Red,Tides,,dim", header=HEADER + ",light")
    response, _kept = upload(client, rows)
    assert [
        (column.letter, column.heading, column.name, column.note, column.example)
        for column in response.context["columns_read"]
    ] == [
        ("A", "date", "date", "day first", "14/05/2027"),
        ("B", "time_start", "time_start", "", "9:00"),
        ("C", "time_end", "time_end", "", "10:00"),
        ("D", "kind", "kind", "", "talk"),
        ("E", "room", "room", "", "Red"),
        ("F", "title", "title", "", "Tides"),
        ("G", "presentation", "presentation", "", ""),
        ("H", "light", "", "", "dim"),
    ]


def test_no_word_of_a_file_is_taken_for_html_where_a_question_quotes_it(client, section, organiser):
    header = "date,time_start,time_end,kind,room,title,speaker"
    row = f'{DAY},9:00,10:00,talk,Red,<b>Tides</b>,"<b>Holt</b>, Mira"'
    response, _kept = upload(client, file_of(row, header=header))
    assert "&lt;b&gt;Holt&lt;/b&gt;, Mira" in response.content.decode()
    assert "<b>" not in response.content.decode()


def test_the_preview_asks_whether_a_room_is_shared_and_applies_what_then_fits(
    client, section, organiser
):
    rows = (f"{DAY},9:00,18:00,fair,Hall,Fair,", f"{DAY},12:00,13:00,lunch,Hall,Soup,")
    response, kept = upload(client, file_of(*rows))
    form = response.context["answer_form"]
    assert (codes(response), form.asks) == (["overlap"], True)
    name = form.questions["shared hall"]

    answers = {"mode": "add", name: "yes", "kind": ["fair", "lunch"]}
    response = client.post(address("answer", kept.pk), answers, follow=True)

    assert (codes(response), response.context["answer_form"][name].value()) == ([], "yes")
    assert "Hall (shared)" in " ".join(response.content.decode().split())
    apply(client, response, kept)
    assert [title for *_place, title, _talk in draft(section)] == ["Fair", "Soup"]


GRID_WITH_SPEAKERS = (
    f'{DAY},Red,Blue\n9:00-10:00,"Tides\nMira Holt","Waves\nAda Stone"\n'
    '10:00-11:00,"Moss\nPer Aune","Kites\nJo Lind"\n'
).encode()


def test_what_a_new_kind_is_said_to_be_follows_from_other_answers_until_somebody_says_it(
    client, organiser, section
):
    """A kind that takes no presentation for all one knows would lose who speaks, as soon as a cell
    turns out to hold that.
    """
    section.slug = "sprints"
    section.save()
    file = SimpleUploadedFile("grid.csv", GRID_WITH_SPEAKERS)
    at = reverse("schedule_import:upload", args=["lakeside", "sprints"])
    page = client.post(at, {"file": file, "mode": "add"}, follow=True)
    kept = ScheduleImport.objects.get()
    answer = reverse("schedule_import:answer", args=["lakeside", "sprints", kept.pk])
    assert codes(page) == ["question"]

    sent = {"mode": "add", "kind": "sprint", "question-0": "cut"}
    plan = client.post(answer, sent, follow=True).context["plan"]
    assert plan.errors == plan.warnings == ()
    assert [edit.after.title for edit in plan.programme.edits.talks] == [
        *("Tides", "Waves", "Moss", "Kites"),
    ]

    plan = client.post(answer, sent, follow=True).context["plan"]
    assert plan.programme.edits.talks == ()
    assert [warning.message for warning in plan.warnings] == [
        "“sprint” takes no presentations: the speakers of its rows (4) are not read. Say that it "
        "takes presentations, here if the kind is new, else on the page of kinds."
    ]
