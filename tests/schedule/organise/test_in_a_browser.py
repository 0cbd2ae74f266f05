"""Every page of the organisers in a real browser: by keyboard, on a phone, in light and dark."""

import pytest
from playwright.sync_api import expect

from conference.schedule.models import SlotKind
from conference.schedule.release.actions import publish_schedule
from conference.teams.roles import Role
from tests.browsers import SMALL_TARGETS
from tests.factories import make_member, make_presentation, make_room, make_section
from tests.schedule.public.test_in_a_browser import violations
from tests.schedule_import.importing import bring_in, draft

DAY = "2027-05-14"


@pytest.fixture
def talks(conference):
    section = make_section(conference, slug="talks", name="Talks")
    make_presentation(
        section, number=7, title="On lakes and the very long names that some of them have"
    )
    bring_in(
        section,
        f"{DAY},10:00,11:00,talk,Blue,,7",
        f"{DAY},10:00,11:00,talk,The red room behind the staircase,On ponds,",
        f"{DAY},12:00,13:00,lunch,Blue,Lunch,",
        f"{DAY},12:00,13:00,lunch,The red room behind the staircase,Lunch,",
    )
    publish_schedule(conference, note="First version", by=None)
    bring_in(section, f"{DAY},14:00,15:00,talk,Green,On rivers,")
    publish_schedule(conference, note="With rivers", by=None)
    make_room(conference, name="Attic", order=9, capacity=1200)
    return section


@pytest.fixture
def at_work(page, transactional_db, conference, talks, log_in):
    """The page of an organiser's browser, on the rooms."""
    log_in(make_member(conference, Role.ORGANISER, name="Olga Organiser"))
    page.goto("/lakeside/organise/rooms/")
    return page


def addresses():
    lunch, talk = (SlotKind.objects.get(label=label).pk for label in ("lunch", "talk"))
    below = (
        "organise/",
        "organise/presentations/",
        "organise/publish/",
        "schedule/draft/",
        "organise/rooms/",
        "organise/rooms/blue/",
        "organise/merge-rooms/",
        "organise/merge-rooms/?gone=green&stays=blue",
        "organise/merge-rooms/?gone=the-red-room-behind-the-staircase&stays=blue",
        "organise/kinds/",
        "organise/kinds/talks/add/",
        f"organise/kinds/talks/{lunch}/",
        f"organise/kinds/talks/{lunch}/change/?spans_rooms=on",
        f"organise/kinds/talks/{talk}/change/",
        "organise/releases/",
        "organise/releases/1/",
        "organise/releases/2/",
    )
    return ["/accounts/", *(f"/lakeside/{each}" for each in below)]


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_to_complain_about(at_work, scheme, width):
    page = at_work
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    found = []
    for address in addresses():
        page.goto(address)
        for details in page.locator("details").all():
            details.evaluate("each => { each.open = true }")
        found += [(address, *violation) for violation in violations(page)]

    assert found == []


def test_whatever_one_presses_on_a_phone_is_large_enough_for_a_finger(at_work):
    page = at_work
    page.set_viewport_size({"width": 390, "height": 800})
    small = []
    for address in addresses():
        page.goto(address)
        for details in page.locator("details").all():
            details.evaluate("each => { each.open = true }")
        small += [(address, each) for each in page.evaluate(SMALL_TARGETS)]

    assert small == []


def test_no_page_is_wider_than_the_screen(at_work):
    page = at_work
    wider = []
    for address in addresses():
        page.goto(address)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth") != width:
                wider.append((address, width))

    assert wider == []


def test_a_room_is_moved_by_keyboard_and_one_goes_on_from_there(at_work, conference):
    page = at_work
    page.get_by_role("button", name="Down Blue").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#room-blue")).to_be_focused()
    order = list(conference.rooms.order_by("order").values_list("name", flat=True))
    page.keyboard.press("Tab")

    assert order[:3] == ["The red room behind the staircase", "Blue", "Green"]
    assert page.evaluate("document.activeElement.innerText.split(/\\s+/)") == ["Up", "Blue"]


def test_two_rooms_are_merged_by_keyboard(at_work, talks):
    page = at_work
    page.get_by_role("link", name="Merge Green").focus()
    page.keyboard.press("Enter")
    page.get_by_label("The room that stays").focus()
    page.keyboard.type("Blue")
    page.get_by_role("button", name="Show what would move").focus()
    page.keyboard.press("Enter")
    page.get_by_text("1 slot moves to “Blue”.").wait_for()
    page.get_by_role("button", name="Merge the rooms").focus()
    page.keyboard.press("Enter")
    said = page.get_by_role("status").inner_text()

    assert said == "“Green” is now part of “Blue”: 1 slot was moved."
    assert (f"{DAY} 14:00-15:00", "talk", "Blue", "On rivers", None) in draft(talks)


def test_a_kind_comes_to_span_rooms_after_a_look_at_what_that_means(at_work, talks):
    page = at_work
    page.goto("/lakeside/organise/kinds/")
    page.get_by_role("link", name="Change lunch (Talks)").click()
    page.get_by_label("Spans rooms").check()
    page.get_by_role("button", name="Show what this would change").click()
    expect(page.locator("tbody .badge")).to_have_text(["moved", "removed"])
    page.get_by_role("button", name="Change the kind").click()
    said = page.get_by_role("status").inner_text()

    assert said == "“lunch” is changed, and with it so many slots: 2."
    assert [row[2] for row in draft(talks) if row[1] == "lunch"] == [
        "Blue+The red room behind the staircase"
    ]


def test_an_old_release_is_found_and_looked_at(at_work):
    page = at_work
    page.get_by_role("link", name="Releases").click()
    page.get_by_role("link", name="Release 1").click()

    page.get_by_text("Release 1, not public any more: release 2 came after it.").wait_for()
    assert page.locator("td.entry:visible .entry__title").all_inner_texts() == [
        "On lakes and the very long names that some of them have",
        "On ponds",
        "Lunch",
        "Lunch",
    ]
