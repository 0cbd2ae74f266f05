"""What the admin answers a viewer, who may look at a conference's drafts: names of people, and
nothing by which their e-mail addresses could be found out.
"""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from conference.accounts.models import User
from conference.schedule.models import Release
from conference.schedule.release.actions import publish_schedule
from conference.speakers.models import Speaker
from conference.teams.roles import Role
from schedule_import.models import ScheduleImport
from tests.factories import (
    make_member,
    make_presentation,
    make_section,
    make_slot,
    make_speaker,
)

HIDDEN = "hidden.example"


@pytest.fixture
def people(conference):
    """Organisers whose names sort the other way round than their addresses; one has no name."""
    return [
        make_member(conference, email=f"{local}@{HIDDEN}", name=name)
        for local, name in [("a", "Zoe"), ("z", "Adam"), ("nameless", "")]
    ]


@pytest.fixture
def rows(conference, people):
    """One row or more of everything that a viewer sees, made by each of these people."""
    section = make_section(conference)
    conference.tracks.create(name="Web", colour="#336699")
    for person in people:
        speaker = make_speaker(conference, name=f"Speaker {person.name}", user=person)
        make_presentation(section, slot=make_slot(section), speakers=[speaker])
        ScheduleImport.objects.create(
            section=section,
            file_name="schedule.csv",
            content=f"note,{HIDDEN}".encode(),
            uploaded_at=timezone.now(),
            uploaded_by=person,
            applied_by=person,
        )
        publish_schedule(conference, by=person)


@pytest.fixture
def viewer(client, conference, rows):
    client.force_login(
        make_member(conference, Role.VIEWER, email="viewer@example.org", name="Vi", is_staff=True)
    )
    return client


def lists():
    """The list of every model in the admin."""
    return {
        model: reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    }


@pytest.fixture
def seen(viewer):
    """The lists that a viewer sees, each with its rows."""
    answers = {model: viewer.get(address) for model, address in lists().items()}
    return {
        model: list(answer.context["cl"].queryset)
        for model, answer in answers.items()
        if answer.status_code == 200
    }


def test_a_viewer_sees_rows_of_everything_but_people_and_teams(seen):
    unseen = {model._meta.label for model in lists() if model not in seen}

    assert unseen == {"accounts.User", "teams.Team"}
    assert [model._meta.label for model, rows in seen.items() if not rows] == []


@pytest.mark.slow
def test_no_page_of_the_admin_shows_a_viewer_an_address(viewer, seen):
    pages = [lists()[model] for model in seen]
    for model, rows in seen.items():
        for page in ("change", "history"):
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
            pages += [reverse(name, args=[row.pk]) for row in rows]
    answers = {page: viewer.get(page, follow=True) for page in pages}

    assert {answer.status_code for answer in answers.values()} == {200}
    assert [page for page, answer in answers.items() if HIDDEN in answer.text] == []


def test_no_search_finds_anything_by_an_address(viewer, seen):
    found = {
        (model._meta.label, typed): list(
            viewer.get(lists()[model], {"q": typed}).context["cl"].queryset
        )
        for model in seen
        for typed in (HIDDEN, f"a@{HIDDEN}", "@")
    }

    assert {place: rows for place, rows in found.items() if rows} == {}


def test_people_are_found_by_the_names_that_are_shown(viewer):
    found = viewer.get(lists()[Speaker], {"q": "Zoe"}).context["cl"].queryset

    assert [speaker.user.name for speaker in found] == ["Zoe"]


def paths_to_people(model, depth=3, seen=()):
    """Every way of lookups from a model to a person."""
    for field in model._meta.get_fields():
        target = field.related_model
        if not target or target in seen or not depth:
            continue
        if target is User:
            yield field.name
        else:
            for rest in paths_to_people(target, depth - 1, (*seen, model)):
                yield f"{field.name}__{rest}"


@pytest.mark.slow
def test_no_lookup_reaches_an_address(viewer, seen):
    asked = {
        (lists()[model], f"{path}__{question}")
        for model in seen
        for path in paths_to_people(model)
        for question in (
            "email__startswith",
            "email",
            "emailaddress__email__startswith",
            "password__gt",
        )
    }
    answers = {viewer.get(address, {lookup: "a"}).status_code for address, lookup in asked}

    assert len(asked) > 100
    assert answers == {400}


def test_no_lookup_reaches_what_the_page_does_not_show(viewer):
    lookups = ("content__contains", "content__startswith", "result__contains", "before__gt")
    answers = [viewer.get(lists()[ScheduleImport], {lookup: HIDDEN}) for lookup in lookups]

    assert [answer.status_code for answer in answers] == [400] * 4


@pytest.mark.slow
def test_the_filters_of_every_list_still_work(viewer, seen):
    for model in seen:
        page = viewer.get(lists()[model])
        choices = [
            choice["query_string"]
            for each in page.context["cl"].filter_specs
            for choice in each.choices(page.context["cl"])
        ]
        for query in choices:
            assert viewer.get(lists()[model] + query).status_code == 200, (model, query)


def test_columns_of_people_are_sorted_by_name(viewer):
    columns = [
        (Speaker, "user"),
        (ScheduleImport, "uploaded_by"),
        (ScheduleImport, "applied_by"),
        (Release, "created_by"),
    ]
    orders = []
    for model, column in columns:
        number = viewer.get(lists()[model]).context["cl"].list_display.index(column)
        page = viewer.get(lists()[model], {"o": str(number)})
        orders.append([getattr(row, column).name for row in page.context["cl"].queryset])

    assert orders == [["", "Adam", "Zoe"]] * 4


def test_no_choice_that_completes_itself_finds_anything_by_an_address(viewer):
    found = {}
    for model in (*admin.site._registry, *User._meta.apps.get_models()):
        for field in model._meta.get_fields():
            if not field.many_to_one or field.related_model not in admin.site._registry:
                continue
            names = {
                "app_label": model._meta.app_label,
                "model_name": model._meta.model_name,
                "field_name": field.name,
            }
            answer = viewer.get(reverse("admin:autocomplete"), {**names, "term": HIDDEN})
            found[model._meta.label, field.name] = (
                answer.json()["results"] if answer.status_code == 200 else answer.status_code
            )

    assert found["presentations.PresentationSpeaker", "speaker"] == []
    assert found["speakers.Speaker", "user"] == 403
    assert [place for place, results in found.items() if results not in ([], 403)] == []
