"""A new organiser's first hour with the demo conference, told in a browser from the log-in form
on.
"""

from pathlib import Path

import pytest
from django.core.management import call_command

from conference.schedule.models import Slot
from schedule_import.models import ScheduleImport

SAMPLES = Path(__file__).parent / "schedule_import" / "examples"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demo(live_server, monkeypatch):
    """The demo conference, and the password of its organiser."""
    monkeypatch.setenv("DEMO_ORGANISER_PASSWORD", "a-word-for-the-evening")
    call_command("load_demo", verbosity=0)
    return "a-word-for-the-evening"


def numbers(page):
    """What the preview counts, by its words."""
    return page.locator("main").inner_text()


def upload(page, name):
    page.goto("/saltbush-2027/organise/")
    page.get_by_role("link", name="Import a spreadsheet into Sprints").or_(
        page.get_by_role("row", name="Sprints").get_by_role("link", name="Import")
    ).first.click()
    page.locator("input[type=file]").set_input_files(SAMPLES / name)
    page.get_by_role("button", name="Show what it would change").click()


@pytest.mark.smoke
def test_a_spreadsheet_becomes_a_public_schedule(page, demo):
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill("organiser@example.org")
    page.get_by_label("Password").fill(demo)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    page.get_by_role("heading", level=1).wait_for()
    before = Slot.objects.count()

    upload(page, "schedule.csv")
    assert page.get_by_role("heading", level=1).inner_text() == "Preview of schedule.csv"
    words = numbers(page)
    for count in (
        "2 new days",
        "2 new rooms",
        "2 new slot kinds",
        "12 new slot-rooms",
        "8 new slots",
    ):
        assert count in words
    preview = ScheduleImport.objects.order_by("-pk").first()
    assert Slot.objects.count() == before
    page.get_by_role("button", name="Apply this").click()
    page.get_by_role("link", name="Publish the schedule").wait_for()
    preview.refresh_from_db()
    assert preview.result["added"] == {
        "days": 2,
        "rooms": 2,
        "slot_kinds": 2,
        "slots": 8,
        "slot_rooms": 12,
        "presentations": 0,
        "speakers": 0,
        "tracks": 0,
    }

    page.get_by_role("link", name="Publish the schedule").click()
    page.get_by_role("main").get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("Release 2 is public").first.wait_for()
    page.goto("/saltbush-2027/schedule/")
    assert page.locator("main").get_by_text("12 December").count() > 0

    upload(page, "schedule.csv")
    assert "there is nothing to change" in numbers(page)

    upload(page, "schedule_overlap.csv")
    words = numbers(page)
    assert "1 error: the file cannot be applied." in words
    assert "This row says the same as row 13" in words
    assert page.get_by_role("button", name="Apply this").count() == 0
    assert Slot.objects.count() == before + 8
