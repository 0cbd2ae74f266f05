"""The organisers' pages: who may see them, what they say, and what they do."""

import csv
import datetime as dt
import io

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conference.dashboard.overview import NextStep, overview_of
from conference.presentations.models import Presentation
from conference.schedule.draft.actions import save_slot
from conference.schedule.draft.store import load_timetable
from conference.schedule.models import Release, Slot, SlotRoom
from conference.schedule.release.actions import publish_schedule, withdraw_release
from conference.schedule.release.freezing import freeze_draft
from conference.teams.roles import Role
from schedule_import.models import ScheduleImport
from tests.factories import (
    make_conference,
    make_member,
    make_presentation,
    make_room,
    make_section,
    make_slot,
    make_speaker,
    make_user,
)
from tests.schedule.drafts import BLUE_IS_TAKEN_TWICE

PAGES = ("organise", "draft", "export", "publish")
PEOPLE = (
    "anonymous",
    "stranger",
    "another conference's organiser",
    Role.VIEWER,
    Role.PROGRAMME,
    Role.ORGANISER,
    "superuser",
)
SEES = (Role.VIEWER, Role.PROGRAMME, Role.ORGANISER, "superuser")
PUBLISHES = (Role.ORGANISER, "superuser")


@pytest.fixture
def talks(conference):
    """A section with two talks, one of them placed in the blue room, and one unplaced."""
    section = make_section(conference, slug="talks", name="Talks")
    slot = make_slot(section, rooms=[make_room(conference, name="Blue")])
    talk = make_presentation(
        section, number=7, title="On lakes", speakers=[make_speaker(conference, name="Ada")]
    )
    Slot.objects.filter(pk=slot.pk).update(presentation=talk)
    make_presentation(section, number=8, title="On ponds")
    return section


def log_in(client, person, conference):
    if person == "anonymous":
        return
    people = {
        "stranger": make_user,
        "another conference's organiser": lambda: make_member(make_conference(), Role.ORGANISER),
        "superuser": lambda: make_user(is_superuser=True),
    }
    make = people.get(person, lambda: make_member(conference, person))
    client.force_login(make())


def address(name, slug="lakeside"):
    app = "dashboard" if name == "organise" else "schedule_organise"
    return reverse(f"{app}:{name}", args=[slug])


def refusals(response):
    return list(response.context["form"].non_field_errors())


def sentences(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- Who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("person", PEOPLE)
def test_only_the_teams_of_a_conference_see_its_pages(client, conference, talks, person, name):
    log_in(client, person, conference)

    expected = 302 if person == "anonymous" else 200 if person in SEES else 404
    response = client.get(address(name))
    assert response.status_code == expected
    if expected == 200:
        assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_no_conference_are_not_found(client, superuser, name):
    client.force_login(superuser)

    assert client.get(address(name, "nowhere")).status_code == 404


@pytest.mark.parametrize("person", PEOPLE)
def test_only_organisers_publish_and_withdraw(client, conference, talks, person):
    log_in(client, person, conference)

    seen = freeze_draft(conference, None).digest
    published = client.post(address("publish"), {"sections": [talks.pk], "seen": seen}).status_code
    releases = Release.objects.count()
    publish_schedule(conference, by=None) if not releases else None
    withdrawn = client.post(address("withdraw")).status_code

    may = person in PUBLISHES
    refused = 302 if person == "anonymous" else 404
    assert (published, withdrawn, releases) == ((302, 302, 1) if may else (refused, refused, 0))
    assert (Release.objects.public_of(conference) is None) == may


@pytest.mark.parametrize("person", [Role.VIEWER, Role.PROGRAMME, Role.ORGANISER])
def test_pages_offer_what_one_may_do_and_nothing_else(client, conference, talks, person):
    log_in(client, person, conference)
    publish_schedule(conference, by=None)

    pages = (
        client.get(address("organise")).content.decode()
        + client.get(address("publish")).content.decode()
    )

    assert ("/organise/import/talks/" in pages) == (person != Role.VIEWER)
    assert ('type="submit"' in pages) == (person == Role.ORGANISER)
    assert ("ask one of them" in pages) == (person != Role.ORGANISER)
    assert 'href="/admin/"' not in pages


@pytest.mark.parametrize("name", ["organise", "draft", "export"])
def test_pages_to_look_at_refuse_what_is_sent_to_them(client, conference, organiser, name):
    client.force_login(organiser)

    assert client.post(address(name)).status_code == 405
    assert client.get(address("withdraw")).status_code == 405


# --- The overview ---------------------------------------------------------------------------------


def figures(conference):
    return [
        (
            f.section.slug,
            f.days,
            f.slots,
            f.rooms,
            f.placed,
            f.unplaced,
            f.errors,
            f.warnings,
            f.is_news,
        )
        for f in overview_of(conference).sections
    ]


def test_the_overview_counts_what_each_section_holds(conference, talks):
    tutorials = make_section(conference, slug="tutorials", order=1)
    slot = make_slot(
        tutorials, date=dt.date(2027, 5, 15), rooms=[make_room(conference, name="Red")]
    )
    make_slot(tutorials, rooms=[make_room(conference, name="Green")])
    make_slot(tutorials, rooms=[conference.rooms.get(slug="green")], start=dt.time(10, 30))
    ada = conference.speakers.get()
    talk = make_presentation(tutorials, number=9, speakers=[ada])
    Slot.objects.filter(pk=slot.pk).update(presentation=talk)

    assert figures(conference) == [
        ("talks", 1, 1, 1, 1, 1, 0, 0, True),
        ("tutorials", 2, 3, 2, 1, 0, 1, 0, True),
    ]


def test_a_conflict_of_two_sections_counts_for_both(conference, talks):
    tutorials = make_section(conference, slug="tutorials", order=1)
    make_slot(tutorials, rooms=[conference.rooms.get()])
    slot = make_slot(tutorials, rooms=[make_room(conference)])
    talk = make_presentation(tutorials, number=9, speakers=[conference.speakers.get()])
    Slot.objects.filter(pk=slot.pk).update(presentation=talk)

    assert [row[-3:-1] for row in figures(conference)] == [(1, 1), (1, 1)]


def test_the_next_step_leads_from_nothing_to_a_published_schedule(conference):
    steps = []

    def note():
        overview = overview_of(conference)
        steps.append((overview.next_step, overview.next_section and overview.next_section.slug))

    note()
    talks = make_section(conference, slug="talks")
    note()
    slot = make_slot(talks, rooms=[make_room(conference, name="Blue")])
    clash = make_slot(talks, rooms=[conference.rooms.get()])
    note()
    clash.delete()
    note()
    publish_schedule(conference, by=None)
    note()
    slot.title = "Walk"
    slot.save()
    note()
    publish_schedule(conference, by=None)
    make_section(conference, slug="sprints", order=1)
    note()
    withdraw_release(conference, by=None)
    note()

    assert steps == [
        (NextStep.ADD_SECTION, None),
        (NextStep.FILL, "talks"),
        (NextStep.SOLVE, None),
        (NextStep.PUBLISH, None),
        (NextStep.NOTHING, None),
        (NextStep.REVIEW, None),
        (NextStep.FILL, "sprints"),
        (NextStep.PUBLISH, None),
    ]


@pytest.mark.parametrize(
    ("step", "link"),
    [
        (NextStep.ADD_SECTION, "/admin/editions/section/add/"),
        (NextStep.FILL, "/lakeside/organise/import/talks/"),
        (NextStep.SOLVE, "/lakeside/schedule/draft/#conflicts"),
        (NextStep.PUBLISH, "/lakeside/organise/publish/"),
    ],
)
def test_the_next_step_is_a_link(client, conference, superuser, step, link):
    client.force_login(superuser)
    if step != NextStep.ADD_SECTION:
        section = make_section(conference, slug="talks")
    if step in (NextStep.SOLVE, NextStep.PUBLISH):
        slot = make_slot(section)
    if step == NextStep.SOLVE:
        make_slot(section, rooms=slot.rooms.all())

    response = client.get(address("organise"))

    assert response.context["overview"].next_step == step
    assert f'<a class="button" href="{link}"' in response.content.decode()


def test_the_last_imports_are_listed_with_the_newest_first(client, conference, organiser, talks):
    at = timezone.now()
    for hour in range(7):
        ScheduleImport.objects.create(
            section=talks,
            file_name=f"plan-{hour}.csv",
            content=b"",
            uploaded_at=at + dt.timedelta(hours=hour),
            uploaded_by=organiser,
        )
    client.force_login(organiser)

    imports = client.get(address("organise")).context["overview"].imports

    assert [(entry.file_name, entry.section.slug, entry.uploaded_by.name) for entry in imports] == [
        (f"plan-{hour}.csv", "talks", "Olga Organiser") for hour in (6, 5, 4, 3, 2)
    ]


def test_the_overview_takes_the_same_number_of_queries_whatever_the_conference_holds(
    client, conference, organiser, talks
):
    client.force_login(organiser)
    publish_schedule(conference, by=None)

    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get(address("organise"))
        return len(found)

    before = queries()
    for number in range(1, 5):
        section = make_section(conference, order=number)
        slot = make_slot(section, start=dt.time(12), end=dt.time(13))
        make_presentation(section, speakers=[make_speaker(conference)], slot=slot)
        ScheduleImport.objects.create(
            section=section,
            file_name="plan.csv",
            content=b"",
            uploaded_at=timezone.now(),
            uploaded_by=organiser,
        )

    assert queries() == before


# --- The draft ------------------------------------------------------------------------------------


def test_the_draft_is_shown_as_the_public_would_see_it_with_its_conflicts(
    client, conference, organiser, talks
):
    slot = make_slot(talks, rooms=[make_room(conference, name="Red")])
    make_presentation(
        talks, number=9, title="On rivers", speakers=conference.speakers.all(), slot=slot
    )
    client.force_login(organiser)

    page = client.get(address("draft")).content.decode()
    public = client.get(reverse("schedule:detail", args=["lakeside"])).content.decode()

    shown = {
        title: (title in page, title in public) for title in ("On lakes", "On rivers", "need Ada")
    }
    assert shown == {
        "On lakes": (True, False),
        "On rivers": (True, False),
        "need Ada": (True, False),
    }


def test_a_draft_that_needs_a_room_twice_names_that_and_is_not_drawn(
    client, conference, organiser, talks
):
    make_slot(talks, rooms=[conference.rooms.get()], title="Walk")
    client.force_login(organiser)

    page = client.get(address("draft")).content.decode()

    assert BLUE_IS_TAKEN_TWICE in page
    assert "The schedule can be shown again once no room is needed twice at a time." in page


def test_an_empty_draft_says_so(client, conference, organiser):
    client.force_login(organiser)

    page = client.get(address("draft")).content.decode()

    assert "Nothing stands on the schedule yet." in page
    assert "None: no room and no speaker is needed twice at a time." in page


def test_the_draft_takes_the_same_number_of_queries_with_many_slots(
    client, conference, organiser, talks
):
    client.force_login(organiser)

    def queries(name):
        with CaptureQueriesContext(connection) as found:
            client.get(address(name))
        return len(found)

    before = [queries(name) for name in PAGES]
    for hour in range(12, 20):
        slot = make_slot(talks, start=dt.time(hour), end=dt.time(hour + 1))
        make_presentation(talks, speakers=[make_speaker(conference)], slot=slot)

    assert [queries(name) for name in PAGES] == before


def test_the_draft_is_exported_whole_or_by_section(client, conference, organiser, talks):
    make_slot(
        make_section(conference, slug="sprints", order=1),
        title="Sprint",
        rooms=[make_room(conference, name="Red")],
    )
    client.force_login(organiser)

    whole = client.get(address("export"))
    part = client.get(address("export"), {"section": "sprints"})
    rows = [list(csv.reader(io.StringIO(answer.content.decode()))) for answer in (whole, part)]

    assert [answer["Content-Disposition"] for answer in (whole, part)] == [
        'attachment; filename="lakeside-schedule-draft.csv"',
        'attachment; filename="lakeside-sprints-draft.csv"',
    ]
    assert sorted(rows[0][1:]) == [
        ["2027-05-14", "10:00", "11:00", "talk", "Blue", "On lakes", "7", "Ada", "", "", "talks"],
        ["2027-05-14", "10:00", "11:00", "talk", "Red", "Sprint", "", "", "", "", "sprints"],
    ]
    assert rows[1][1:] == [
        ["2027-05-14", "10:00", "11:00", "talk", "Red", "Sprint", "", "", "", ""]
    ]
    assert client.get(address("export"), {"section": "nothing"}).status_code == 404


# --- Publishing -----------------------------------------------------------------------------------


def publish(client, *sections, **typed):
    """Publish what the page shows."""
    page = client.get(address("publish"))
    seen = page.context["form"]["seen"].value() if page.context else ""
    return client.post(
        address("publish"),
        {"sections": [section.pk for section in sections], "seen": seen, **typed},
    )


def test_publishing_makes_the_draft_public_and_says_since_when_and_by_whom(
    client, conference, organiser, talks
):
    client.force_login(organiser)
    before = client.get(address("publish")).content.decode()

    response = publish(client, talks, note="First version")
    after = client.get(address("publish")).content.decode()

    assert "Nothing is public yet: the public pages say “not published yet”." in before
    assert response["Location"] == address("publish")
    assert "Release 1 is public now." in after
    assert "(published by Olga Organiser)." in after
    assert "First version" in after
    assert "On lakes" in client.get(reverse("schedule:detail", args=["lakeside"])).content.decode()


def test_publishing_is_offered_only_where_it_would_change_something(
    client, conference, organiser, talks
):
    client.force_login(organiser)
    offers = []

    def note():
        page = client.get(address("publish")).content.decode()
        offers.append(('name="seen"' in page, "Nothing has changed" in page, "is empty" in page))

    note()
    publish_schedule(conference, by=None)
    note()
    Slot.objects.all().delete()
    note()
    publish_schedule(conference, by=None)
    withdraw_release(conference, by=None)
    note()

    assert offers == [
        (True, False, False),
        (False, True, False),
        (True, False, False),
        (False, False, True),
    ]


@pytest.mark.parametrize("change", [{"title": "On ponds"}, {"abstract": "Water."}])
def test_the_overview_says_that_a_section_differs_where_publish_lists_a_change(
    conference, talks, change
):
    publish_schedule(conference, by=None)
    assert [section.is_news for section in overview_of(conference).sections] == [False]
    Presentation.objects.filter(number=7).update(**change)

    overview = overview_of(conference)
    assert [section.is_news for section in overview.sections] == [True]
    assert overview.next_step == NextStep.REVIEW


def test_another_zone_is_for_the_overview_a_change_as_well(conference, talks):
    publish_schedule(conference, by=None)
    conference.time_zone = "Europe/Vienna"
    conference.save()

    assert overview_of(conference).next_step == NextStep.REVIEW


def test_the_page_tells_what_differs_from_the_release(client, conference, organiser, talks):
    publish_schedule(conference, by=None)
    (slot,) = load_timetable(talks).slots
    save_slot(
        talks,
        before=slot,
        after=type(slot)(**{**fields_of(slot), "start": dt.time(12), "end": dt.time(13)}),
        by=None,
    )
    Presentation.objects.filter(number=7).update(abstract="Water.")
    client.force_login(organiser)

    response = client.get(address("publish"))

    (section,) = response.context["comparison"].sections
    assert [(line.status, line.title, line.was) for line in section.lines] == [
        ("moved", "On lakes", ("was 10:00–11:00",))
    ]
    page = response.content.decode()
    assert "was 10:00–11:00" in page
    assert "The abstract of “On lakes” is new." in page


def fields_of(slot):
    return {name: getattr(slot, name) for name in slot.__dataclass_fields__}


def test_publishing_what_is_public_already_says_so(client, conference, organiser, talks):
    publish_schedule(conference, by=None)
    client.force_login(organiser)

    response = publish(client, talks)

    assert refusals(response) == ["Nothing has changed since release 1, which is public."]
    assert Release.objects.count() == 1


def test_a_second_click_on_publish_says_that_it_is_public(client, conference, organiser, talks):
    client.force_login(organiser)
    seen = freeze_draft(conference, None).digest
    first, second = (
        client.post(address("publish"), {"sections": [talks.pk], "seen": seen}) for _click in "12"
    )

    assert (first.status_code, second.status_code) == (302, 200)
    assert refusals(second) == ["Nothing has changed since release 1, which is public."]
    assert 'name="seen"' not in second.content.decode()


def test_conflicts_keep_a_schedule_from_being_published(client, conference, organiser, talks):
    make_slot(talks, rooms=[conference.rooms.get()], title="Walk")
    client.force_login(organiser)

    response = publish(client, talks)

    assert refusals(response) == [BLUE_IS_TAKEN_TWICE]
    assert Release.objects.count() == 0


def move_to_another_room(conference):
    SlotRoom.objects.update(room=make_room(conference, name="Red"))


def give_another_title(conference):
    conference.presentations.update(title="On seas")


def name_a_speaker_anew(conference):
    conference.speakers.update(name="Ada Lake")


@pytest.mark.parametrize("change", [move_to_another_room, give_another_title, name_a_speaker_anew])
def test_a_draft_that_changed_since_it_was_looked_at_is_not_published(
    client, conference, organiser, talks, change
):
    publish_schedule(conference, by=None)
    client.force_login(organiser)
    seen = client.get(address("publish")).context["form"]["seen"].value()
    change(conference)

    refused = publish(client, talks, seen=seen, note="At last")
    releases = Release.objects.count()
    form = refused.context["form"]
    typed = {name: form[name].value() for name in ("sections", "note", "seen")}
    client.post(address("publish"), typed)

    assert (typed["sections"], typed["note"]) == ([str(talks.pk)], "At last")
    assert refusals(refused) == [
        "The draft has changed since you opened this page: look at it again, then publish."
    ]
    assert (releases, Release.objects.count()) == (1, 2)


def test_one_section_is_published_and_the_others_stay_as_they_are(
    client, conference, organiser, talks
):
    make_slot(make_section(conference, slug="sprints", order=1), title="Sprint")
    client.force_login(organiser)

    publish(client, talks)

    assert [section["slug"] for section in Release.objects.get().content["sections"]] == ["talks"]


def test_publishing_no_section_at_all_is_refused_on_the_form(client, conference, organiser, talks):
    client.force_login(organiser)

    response = publish(client, note="First")

    assert response.context["form"].errors == {
        "sections": ["Choose at least one section: with none, nothing is published."]
    }
    assert response.context["form"]["note"].value() == "First"
    assert Release.objects.count() == 0


def test_a_section_of_another_conference_is_no_choice(client, conference, organiser, talks):
    client.force_login(organiser)

    response = publish(client, make_section())

    assert list(response.context["form"].errors) == ["sections"]


def test_withdrawing_takes_the_schedule_off_the_public_pages(client, conference, organiser, talks):
    publish_schedule(conference, by=None)
    client.force_login(organiser)

    response = client.post(address("withdraw"))
    page = client.get(address("publish")).content.decode()

    assert response["Location"] == address("publish")
    assert "Release 1 is withdrawn: the public pages say “not published yet”." in page
    assert "Release 1 was withdrawn on" in page
    assert "by Olga Organiser." in page
    assert client.get(reverse("schedule:json", args=["lakeside"])).status_code == 404


def test_there_is_nothing_to_withdraw_twice(client, conference, organiser, talks):
    publish_schedule(conference, by=None)
    client.force_login(organiser)
    client.post(address("withdraw"))
    client.get(address("publish"))

    response = client.post(address("withdraw"))

    assert sentences(response) == ["No schedule is public: there is nothing to withdraw."]
