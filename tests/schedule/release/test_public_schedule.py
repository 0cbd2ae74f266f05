"""Which release is public, and the version that tells public pages apart."""

import datetime as dt

import pytest

from conference.core.errors import NotFound
from conference.editions import actions
from conference.editions.actions import change_conference
from conference.editions.models import Conference
from conference.presentations.models import Presentation
from conference.schedule.models import Release
from conference.schedule.release.actions import publish_schedule, withdraw_release
from conference.schedule.release.public_schedule import find_public_schedule
from tests.factories import make_conference, make_section, make_slot
from tests.schedule.published import publish_talks

NOON = dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC)


def known():
    """What is known of the public schedule: its version, and the number of its release."""
    public = find_public_schedule("lakeside")
    return public.version, public.release.number if public.release else None


def publicity():
    """Which releases are public: of each its conference, its number, and whether."""
    rows = Release.objects.with_publicity().order_by("conference__slug", "number")
    return [(row.conference.slug, row.number, row.is_public) for row in rows]


def test_each_release_and_each_withdrawal_is_a_new_public_version(conference):
    seen = [known()]
    section = publish_talks(conference)
    seen.append(known())
    make_slot(section, date=conference.ends_on)
    publish_schedule(conference, by=None)
    seen.append(known())
    withdraw_release(conference, by=None)
    seen.append(known())
    publish_schedule(conference, by=None)
    seen.append(known())

    assert seen == [(1, None), (2, 1), (3, 2), (4, None), (5, 3)]


def test_what_publishing_and_withdrawing_did_stands_in_the_history(conference, organiser):
    make_slot(make_section(conference))
    publish_schedule(conference, by=organiser)
    withdraw_release(conference, by=None)

    lines = [(entry.by_name, entry.sentence) for entry in conference.history.order_by("pk")]
    assert lines == [
        ("Olga Organiser", "Release 1 published."),
        ("", "Release 1 withdrawn."),
    ]


def test_of_each_conference_the_last_release_is_public_unless_it_is_withdrawn(conference):
    other = make_conference(slug="riverside")
    for place in (conference, other):
        section = publish_talks(place)
        make_slot(section, date=place.ends_on)
        publish_schedule(place, by=None)

    before = publicity()
    withdraw_release(conference, by=None)
    after = publicity()

    assert before == [
        ("lakeside", 1, False),
        ("lakeside", 2, True),
        ("riverside", 1, False),
        ("riverside", 2, True),
    ]
    assert after == [
        ("lakeside", 1, False),
        ("lakeside", 2, False),
        ("riverside", 1, False),
        ("riverside", 2, True),
    ]
    assert [release.conference for release in Release.objects.public()] == [other]


def test_facts_are_others_with_the_site_the_conference_and_the_version(conference, settings):
    def facts_of(slug):
        public = find_public_schedule(slug)
        return [public.facts, public.version_facts]

    facts = [facts_of("lakeside")]
    change_conference(conference, changes={"venue": "The mill"}, by=None)
    facts.append(facts_of("lakeside"))
    settings.SITE_URL = "https://elsewhere.example"
    facts.append(facts_of("lakeside"))
    make_conference(slug="riverside")
    facts.append(facts_of("riverside"))

    assert len({str(one) for one in facts}) == 4
    assert facts_of("riverside") == facts[-1]


def test_a_version_that_has_come_by_the_clock_is_another_page(
    client, conference, monkeypatch, time_machine, django_assert_num_queries
):
    """A moment before it the page is the old one, from it on a new one, and that stays."""
    monkeypatch.setattr(
        actions, "_clocks", [lambda _conference, after: NOON if after < NOON else None]
    )
    time_machine.move_to(NOON - dt.timedelta(hours=1), tick=False)
    publish_talks(conference)
    etags = []
    for moment in (-60, -1, 0, 1, 60):
        time_machine.move_to(NOON + dt.timedelta(seconds=moment), tick=False)
        etags.append(client.get("/lakeside/schedule/")["ETag"])

    assert etags[0] == etags[1]
    assert etags[1] != etags[2]
    assert etags[2] == etags[3] == etags[4]
    with django_assert_num_queries(1):
        client.get("/lakeside/schedule/")


def test_the_version_alone_takes_one_query_and_the_release_another_once(
    conference, django_assert_num_queries
):
    publish_talks(conference)

    with django_assert_num_queries(1):
        assert find_public_schedule("lakeside").version == 2
    with django_assert_num_queries(2):
        first = find_public_schedule("lakeside").release_pk
    with django_assert_num_queries(1):
        again = find_public_schedule("lakeside").release_pk

    assert (first, again) == (Release.objects.get().pk,) * 2


def test_a_conference_that_there_is_not_is_named(conference):
    with pytest.raises(NotFound) as refusal:
        find_public_schedule("nowhere")

    assert str(refusal.value) == "There is no conference “nowhere”: look at its address again."


def test_a_version_that_is_counted_again_after_a_restore_is_another_page(client, conference):
    publish_talks(conference)
    restored = Conference.objects.filter(pk=conference.pk)
    kept = restored.values("public_version", "public_token", "title").get()
    change_conference(conference, changes={"title": "One"}, by=None)
    first = client.get("/lakeside/")
    restored.update(**kept)
    change_conference(conference, changes={"title": "Two"}, by=None)
    second = client.get("/lakeside/")

    assert restored.get().public_version == kept["public_version"] + 1
    assert ("Two" in second.content.decode(), "One" in second.content.decode()) == (True, False)
    assert first["ETag"] != second["ETag"]


def test_a_public_page_that_is_not_there_is_looked_for_once(
    client, conference, django_assert_num_queries
):
    publish_talks(conference)
    client.get("/lakeside/schedule/presentation/999/")

    # Which version, and of the frame of the page that says so: which version, which release.
    with django_assert_num_queries(4):
        assert client.get("/lakeside/schedule/presentation/999/").status_code == 404


def test_nothing_from_before_a_withdrawal_is_a_last_version_afterwards(conference):
    def lasting():
        return find_public_schedule("lakeside").facts

    publish_talks(conference)
    first = lasting()
    Presentation.objects.update(title="New")
    publish_schedule(conference, by=None)
    assert lasting() == first

    withdraw_release(conference, by=None)
    withdrawn = lasting()
    publish_schedule(conference, by=None)
    again = lasting()

    assert len({str(each) for each in (first, withdrawn, again)}) == 3
