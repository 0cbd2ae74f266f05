"""What somebody can send to the admin's lists and forms instead of what stands there."""

import datetime as dt
import re

import pytest
from django.contrib import admin
from django.urls import reverse

from conference.core.admin import MOST_ROWS, CarefulAdmin, CarefulInline
from conference.editions.admin import ReadOnlyAdmin
from conference.editions.models import Conference
from tests.factories import (
    make_conference,
    make_kind,
    make_presentation,
    make_section,
    make_slot,
    make_speaker,
)

pytestmark = pytest.mark.django_db


def test_all_pages_of_the_admin_are_careful():
    pages = admin.site._registry.values()

    assert [page for page in pages if not isinstance(page, CarefulAdmin)] == []
    assert [
        row for page in pages for row in page.inlines if not issubclass(row, CarefulInline)
    ] == []


@pytest.mark.parametrize(
    ("selected", "status"), [("abc", 400), ("1.5", 400), ("9" * 5_000, 400), (str(10**30), 302)]
)
def test_an_action_on_what_can_be_no_row_changes_nothing(
    client, superuser, conference, selected, status
):
    client.force_login(superuser)
    answers = {}
    for model, page in admin.site._registry.items():
        if not isinstance(page, ReadOnlyAdmin):
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            sent = {"action": "delete_selected", "_selected_action": [selected], "post": "yes"}
            answers[model.__name__] = client.post(address, sent).status_code

    assert len(answers) > 8
    assert answers == dict.fromkeys(answers, status)
    assert Conference.objects.get() == conference


@pytest.mark.parametrize("number", ["1000", str(10**30)])
def test_a_form_shows_no_more_rows_than_can_be_sent(client, superuser, conference, number):
    client.force_login(superuser)
    rows = {f"{kind}-{name}": "0" for kind in ("sections", "tracks") for name in ("INITIAL_FORMS",)}
    sent = {**rows, "sections-TOTAL_FORMS": number, "tracks-TOTAL_FORMS": "0"}
    answer = client.post(
        reverse("admin:editions_conference_change", args=[conference.pk]), {"title": "New", **sent}
    )

    (sections, tracks) = answer.context["inline_admin_formsets"]
    assert (len(sections.formset.forms), len(tracks.formset.forms)) == (MOST_ROWS, 0)
    assert Conference.objects.get().title == conference.title


@pytest.mark.parametrize("part", ["year", "month", "day"])
def test_a_date_that_there_is_not_is_no_error_of_ours(client, superuser, conference, part):
    client.force_login(superuser)
    answers = {}
    for model, page in admin.site._registry.items():
        if page.date_hierarchy:
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            asked = {f"{page.date_hierarchy}__year": "2027", f"{page.date_hierarchy}__month": "5"}
            asked[f"{page.date_hierarchy}__{part}"] = "9" * 11
            answers[model.__name__] = client.get(address, asked).status_code

    assert len(answers) == 4
    assert set(answers.values()) <= {302, 400}


# --- Choices --------------------------------------------------------------------------------------


@pytest.fixture
def many(conference, monkeypatch):
    """A section with more rooms, kinds, talks and speakers than are listed."""
    monkeypatch.setattr("conference.core.admin.MOST_CHOICES", 5)
    section = make_section(conference)
    for number in range(6):
        kind = make_kind(section, label=f"kind {number}", takes_presentation=True)
        person = make_speaker(conference, name=f"Speaker {number}")
        slot = make_slot(section, kind=kind, start=dt.time(9 + number), end=dt.time(10 + number))
        make_presentation(section, number=number + 1, slot=slot, speakers=[person])
    return section


def listed(page):
    """How many rows each field lists, and how many buttons and links lead to a list instead."""
    return {
        "options": len(re.findall(r"<option (?!value=\"\")", page)),
        "boxes": len(re.findall(r'<input type="checkbox" name="rooms"', page)),
        "keys": len(re.findall(r'class="related-lookup"', page)),
    }


def test_of_many_rows_none_is_listed_to_choose_from(client, superuser, many):
    client.force_login(superuser)
    slot, talk = many.days.get().slots.first(), many.presentations.first()
    pages = {
        "slot": client.get(reverse("admin:schedule_slot_change", args=[slot.pk])),
        "new slot": client.get(reverse("admin:schedule_slot_add")),
        "talk": client.get(reverse("admin:presentations_presentation_change", args=[talk.pk])),
        "new talk": client.get(reverse("admin:presentations_presentation_add")),
    }

    assert {name: listed(page.text) for name, page in pages.items()} == {
        "slot": {"options": 0, "boxes": 0, "keys": 3},
        "new slot": {"options": 1, "boxes": 0, "keys": 3},
        "talk": {"options": 1, "boxes": 0, "keys": 3},
        "new talk": {"options": 1, "boxes": 0, "keys": 2},
    }
    assert f"<strong>{slot.presentation}</strong>" in pages["slot"].text


def test_a_form_that_says_it_has_many_rows_lists_nobody_for_each(client, superuser, many):
    client.force_login(superuser)
    talk = many.presentations.first()
    rows = {"presentation_speakers-TOTAL_FORMS": "1000", "presentation_speakers-INITIAL_FORMS": "0"}
    page = client.post(
        reverse("admin:presentations_presentation_change", args=[talk.pk]), {"title": "New", **rows}
    )

    assert page.text.count("<tr") > MOST_ROWS
    assert listed(page.text)["options"] == 1


def test_a_row_that_is_not_listed_is_chosen_by_its_key(client, superuser, many):
    client.force_login(superuser)
    slot = many.days.get().slots.first()
    address = reverse("admin:schedule_slot_change", args=[slot.pk])
    form = client.get(address).context["adminform"].form
    typed = {
        "date": "2027-05-14",
        "start": "09:00",
        "end": "10:00",
        "kind": many.kinds.last().pk,
        "rooms": ",".join(str(room.pk) for room in many.conference.rooms.all()[:1]),
        "title": "",
        "presentation": slot.presentation_id,
        "seen": form["seen"].value(),
    }

    assert client.post(address, typed).status_code == 302
    slot.refresh_from_db()
    assert slot.kind == many.kinds.last()


def test_the_key_of_a_row_that_one_may_not_choose_tells_nothing_of_it(client, superuser, many):
    client.force_login(superuser)
    other = make_presentation(make_section(make_conference(title="Elsewhere")), title="A secret")
    slot = many.days.get().slots.first()
    for key in (other.pk, "x", 10**30):
        page = client.post(
            reverse("admin:schedule_slot_change", args=[slot.pk]), {"presentation": key}
        )
        assert (page.status_code, "A secret" in page.text) == (200, False)


def test_a_filter_lists_no_more_than_can_be_looked_through(client, superuser, many):
    client.force_login(superuser)
    page = client.get(reverse("admin:schedule_slot_changelist"))

    assert len(re.findall(r'href="\?kind__id__exact=\d+"', page.text)) == 5
