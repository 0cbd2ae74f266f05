"""The organisers' pages in a real browser: they work, they fit, and nothing breaks the site's own
policy.
"""

import pytest
from playwright.sync_api import expect

from conference.schedule.models import Release, Slot
from conference.teams.roles import Role
from tests.factories import (
    make_kind,
    make_member,
    make_presentation,
    make_room,
    make_section,
    make_slot,
)

PAGES = (
    "/accounts/",
    "/lakeside/organise/",
    "/lakeside/organise/publish/",
    "/lakeside/schedule/draft/",
)
ADMIN_PAGES = (
    "/admin/",
    "/admin/schedule/slot/",
    "/admin/schedule/slot/add/",
    "/admin/presentations/presentation/add/",
    "/admin/editions/track/",
    "/admin/teams/team/",
)


@pytest.fixture
def talks(conference):
    section = make_section(conference, slug="talks", name="Talks")
    talk = make_presentation(
        section, number=7, title="On lakes and the very long names that some of them have"
    )
    slot = make_slot(section, rooms=[make_room(conference, name="Blue")])
    Slot.objects.filter(pk=slot.pk).update(presentation=talk)
    conference.tracks.create(name="Web", colour="#336699")
    return section


@pytest.fixture
def staff(conference, log_in):
    log_in(make_member(conference, Role.ORGANISER, name="Olga Organiser", is_staff=True))


def test_an_organiser_publishes_and_withdraws(page, staff, talks):
    page.goto("/lakeside/organise/")
    page.get_by_role("link", name="Publish the schedule").click()
    page.get_by_label("Note").fill("First version")
    page.get_by_role("button", name="Publish").click()
    published = page.get_by_role("status").inner_text()
    page.get_by_role("link", name="Release 1").click()
    expect(page.locator("main")).to_contain_text("On lakes")

    page.goto("/lakeside/organise/publish/")
    page.get_by_text("Take the schedule off the public pages").click()
    page.get_by_role("button", name="Withdraw release 1").click()
    withdrawn = page.get_by_role("status").inner_text()

    assert published == "Release 1 is public now."
    assert withdrawn == "Release 1 is withdrawn: the public pages say “not published yet”."
    assert Release.objects.get().withdrawn_by.name == "Olga Organiser"


def test_a_slot_is_added_by_hand_in_the_admin(page, staff, talks, conference):
    make_kind(talks, label="break")
    page.goto("/admin/schedule/slot/add/")
    page.get_by_label("Date").fill("2027-05-14")
    page.get_by_label("Start").fill("10:30")
    page.get_by_label("End").fill("11:30")
    page.get_by_label("Kind").select_option("break")
    page.get_by_label("Blue").check()
    page.get_by_label("Title").fill("Coffee")
    page.get_by_role("button", name="Save", exact=True).click()
    refused = page.locator(".errorlist").inner_text()
    page.get_by_label("Start").fill("11:00")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/admin/schedule/slot/")

    assert refused == (
        "“On lakes and the very long names that some of them have” (2027-05-14, 10:00–11:00) and "
        "“Coffee” (2027-05-14, 10:30–11:30) both take Blue."
    )
    assert sorted(slot.title for slot in Slot.objects.all()) == ["", "Coffee"]


@pytest.mark.parametrize("width", [1280, 360])
def test_no_page_is_wider_than_the_screen(page, staff, talks, width):
    page.set_viewport_size({"width": width, "height": 800})
    too_wide = []
    for address in PAGES:
        page.goto(address)
        if page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        ):
            too_wide.append(address)
        assert page.locator("h1").count() == 1

    assert too_wide == []


def test_the_admin_keeps_the_sites_policy(page, staff, talks):
    # A page that breaks the Content-Security-Policy fails the test by the fixture's own check.
    statuses = [page.goto(address).status for address in ADMIN_PAGES]

    assert statuses == [200] * len(ADMIN_PAGES)
