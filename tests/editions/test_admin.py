"""The admin of conferences, sections and tracks."""

from collections import Counter

import pytest
from django.urls import reverse

from conference.accounts.models import User
from conference.editions.models import Conference, Section, Track
from conference.teams.roles import Role
from tests.factories import (
    make_conference,
    make_day,
    make_member,
    make_presentation,
    make_section,
    make_slot,
)


def form_of(conference, **typed):
    inlines = {
        f"{name}-{field}": 0
        for name in ("sections", "tracks")
        for field in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {
        "title": conference.title,
        "slug": conference.slug,
        "starts_on": conference.starts_on.isoformat(),
        "ends_on": conference.ends_on.isoformat(),
        "time_zone": str(conference.time_zone),
        "accent": conference.accent,
        **inlines,
        **typed,
    }


def save(client, conference, **typed):
    address = reverse("admin:editions_conference_change", args=[conference.pk])
    return client.post(address, form_of(conference, **typed))


@pytest.fixture
def staff(client, conference):
    person = make_member(conference, Role.ORGANISER, is_staff=True)
    client.force_login(person)
    return person


def test_organisers_change_their_conference_but_neither_its_slug_nor_which_is_current(
    client, staff
):
    conference = make_conference(slug="brook")
    conference.teams.create(name="Organisers", role=Role.ORGANISER).members.add(staff)

    response = save(
        client, conference, title="Brook 2027", slug="river", is_current="on", venue="The mill"
    )

    assert response.status_code == 302
    conference.refresh_from_db()
    assert (conference.title, conference.slug, conference.venue) == (
        "Brook 2027",
        "brook",
        "The mill",
    )
    assert not conference.is_current


def test_a_conference_that_ends_before_it_starts_is_refused(client, staff, conference):
    response = save(client, conference, ends_on="2027-05-13")

    form = response.context["adminform"].form
    assert form.errors == {"__all__": ["The last day is before the first day."]}


def test_dates_that_leave_slots_outside_are_refused_until_one_says_to_leave_them(
    client, staff, conference
):
    make_slot(make_section(conference), title="Opening")
    sections = {"sections-TOTAL_FORMS": 0}

    asked_at_first = save(client, conference, starts_on="2027-05-13", **sections)
    refused = save(client, conference, starts_on="2027-05-15", **sections)
    form = refused.context["adminform"].form
    conference.refresh_from_db()
    kept = conference.starts_on
    confirmed = save(client, conference, starts_on="2027-05-15", leave_outside="on", **sections)

    assert form.errors == {
        "__all__": ["1 slot would stand outside these dates: “Opening” (2027-05-14, 10:00–11:00)."]
    }
    assert (kept.isoformat(), form["starts_on"].value()) == ("2027-05-13", "2027-05-15")
    assert not form.fields["leave_outside"].widget.is_hidden
    assert (asked_at_first.status_code, confirmed.status_code) == (302, 302)
    conference.refresh_from_db()
    assert conference.starts_on.isoformat() == "2027-05-15"


def test_what_to_do_with_slots_outside_is_not_asked_before_there_are_any(client, staff, conference):
    page = client.get(reverse("admin:editions_conference_change", args=[conference.pk]))

    assert page.context["adminform"].form.fields["leave_outside"].widget.is_hidden


def test_a_tick_for_slots_outside_stays_in_sight_when_something_else_is_wrong(
    client, staff, conference
):
    response = save(client, conference, leave_outside="on", title="")

    form = response.context["adminform"].form
    assert list(form.errors) == ["title"]
    assert not form.fields["leave_outside"].widget.is_hidden


def test_what_is_done_here_stands_in_the_history_and_is_a_new_public_version(
    client, staff, superuser, conference
):
    tracks = {
        "tracks-TOTAL_FORMS": 1,
        "tracks-0-name": "Web",
        "tracks-0-colour": "#336699",
    }
    save(client, conference, venue="The mill", **tracks)
    track = Track.objects.get()
    gone = {**tracks, "tracks-INITIAL_FORMS": 1, "tracks-0-id": track.pk, "tracks-0-DELETE": "on"}
    save(client, conference, venue="The mill", **gone)
    client.force_login(superuser)
    client.post(reverse("admin:editions_conference_add"), form_of(conference, slug="brook"))

    conference.refresh_from_db()
    lines = [entry.sentence for entry in conference.history.order_by("pk")]
    assert lines == [
        "Conference changed: venue.",
        "Added: track “Web”.",
        "Removed: track “Web”.",
    ]
    assert conference.public_version == 4
    assert [entry.sentence for entry in Conference.objects.get(slug="brook").history.all()] == [
        "Conference “Lakeside 2027” made."
    ]


def test_links_without_a_scheme_are_taken_for_https(client, staff, conference):
    save(client, conference, privacy_url="example.org/privacy")

    assert Conference.objects.get().privacy_url == "https://example.org/privacy"


def test_only_superusers_make_and_remove_conferences(client, staff, superuser, conference):
    add, remove = (
        reverse("admin:editions_conference_add"),
        reverse("admin:editions_conference_delete", args=[conference.pk]),
    )

    as_staff = [client.get(address).status_code for address in (add, remove)]
    client.force_login(superuser)
    as_superuser = [client.get(address).status_code for address in (add, remove)]

    assert (as_staff, as_superuser) == ([403, 403], [200, 200])


def test_sections_are_added_on_the_conferences_page_and_keep_their_slugs(client, staff, conference):
    section = make_section(conference, slug="talks", name="Talks")
    rows = {
        "sections-TOTAL_FORMS": 2,
        "sections-INITIAL_FORMS": 1,
        "sections-0-id": section.pk,
        "sections-0-name": "Speeches",
        "sections-0-slug": "speeches",
        "sections-0-order": 0,
        "sections-1-name": "Tutorials",
        "sections-1-slug": "tutorials",
        "sections-1-order": 1,
    }

    save(client, conference, **rows)

    assert list(Section.objects.values_list("slug", "name")) == [
        ("talks", "Speeches"),
        ("tutorials", "Tutorials"),
    ]


def test_a_section_with_a_schedule_or_presentations_is_not_removed(client, staff, conference):
    with_schedule = make_day(make_section(conference)).section
    with_talk = make_presentation(make_section(conference)).section
    empty = make_section(conference)

    for section in (with_schedule, with_talk, empty):
        client.post(reverse("admin:editions_section_delete", args=[section.pk]), {"post": "yes"})

    assert set(Section.objects.all()) == {with_schedule, with_talk}


def test_a_second_section_of_the_same_slug_is_refused(client, staff, conference):
    make_section(conference, slug="talks")

    response = client.post(
        reverse("admin:editions_section_add"),
        {"conference": conference.pk, "name": "More talks", "slug": "talks", "order": 1},
    )

    assert list(response.context["adminform"].form.errors) == ["__all__"]


def test_a_section_stays_in_its_conference(client, staff, conference):
    section = make_section(conference, name="Talks")
    other = make_conference()
    other.teams.create(name="Organisers", role=Role.ORGANISER).members.add(staff)

    client.post(
        reverse("admin:editions_section_change", args=[section.pk]),
        {"conference": other.pk, "name": "Speeches", "slug": section.slug, "order": 0},
    )

    section.refresh_from_db()
    assert (section.conference, section.name) == (conference, "Speeches")


def test_a_tracks_colour_is_checked_and_shown(client, staff, conference):
    address = reverse("admin:editions_track_add")

    refused = client.post(address, {"conference": conference.pk, "name": "Web", "colour": "red"})
    client.post(address, {"conference": conference.pk, "name": "Web", "colour": "#336699"})

    assert refused.context["adminform"].form.errors == {
        "colour": ["Give a colour as # and six hexadecimal digits, such as #8a2b3c."]
    }
    assert list(Track.objects.values_list("name", "colour")) == [("Web", "#336699")]
    assert (
        'fill="#336699"' in client.get(reverse("admin:editions_track_changelist")).content.decode()
    )


def test_choices_hold_ones_own_conferences_only(client, staff, conference):
    make_conference(title="Somebody else's")

    form = client.get(reverse("admin:editions_section_add")).context["adminform"].form

    assert [str(label) for _key, label in form.fields["conference"].choices] == [
        "---------",
        conference.title,
    ]


def test_a_page_asks_once_for_each_right_in_each_conference(client, staff, conference, monkeypatch):
    asked = Counter()
    has_perm = User.has_perm

    def counted(user, permission, obj=None):
        asked[permission, obj] += 1
        return has_perm(user, permission, obj)

    for _number in range(3):
        make_section(conference)
    make_conference()
    monkeypatch.setattr(User, "has_perm", counted)

    client.get(reverse("admin:editions_conference_change", args=[conference.pk]))

    assert asked
    assert set(asked.values()) == {1}
