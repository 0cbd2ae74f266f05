"""Pages that read a draft in several queries, while somebody writes between any two of them."""

import threading
import uuid

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conference.core.database import one_snapshot
from conference.editions.actions import lock_conference
from conference.presentations.models import Presentation, PresentationSpeaker
from conference.schedule.draft.store import load_drafts
from conference.schedule.models import Day, Room, Slot, SlotKind
from conference.schedule.release.actions import publish_schedule
from conference.schedule.release.freezing import freeze_draft
from conference.speakers.models import Speaker
from schedule_import.planning.options import look_around
from tests.factories import (
    make_conference,
    make_kind,
    make_member,
    make_presentation,
    make_room,
    make_section,
    make_slot,
    make_speaker,
)
from tests.schedule_import.importing import bring_in, file_of

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
PATIENCE = 30  # seconds; a test that needs them has failed
DAY = "2027-05-14"


def write_anew(section):
    """Nothing of the draft is left, and something else stands there: room, kind, talk, speaker."""
    name = uuid.uuid4().hex[:8]
    with transaction.atomic():
        lock_conference(section.conference)
        for model in (Slot, PresentationSpeaker, Presentation, Speaker, Day, SlotKind, Room):
            model.objects.all().delete()
        slot = make_slot(
            section,
            rooms=[make_room(section.conference, name=f"Room {name}")],
            kind=make_kind(section, label=f"kind {name}", takes_presentation=True),
        )
        make_presentation(section, slot=slot, speakers=[make_speaker(section.conference)])


def in_a_thread(work):
    """Do it on a connection of its own, and wait for its end; what goes wrong in it goes wrong
    here.
    """
    faults = []

    def run():
        try:
            work()
        except BaseException as fault:  # noqa: BLE001  a thread's own would only be printed
            faults.append(fault)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    assert not thread.is_alive(), "who reads keeps a writer waiting"
    assert faults == []


class WriteBefore:
    """Has somebody write before query number `at`, from 1; counts the queries."""

    def __init__(self, at, section):
        self.at, self.section, self.asked = at, section, 0

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            self.asked += 1
            if self.asked == self.at:
                in_a_thread(lambda: write_anew(self.section))
        return execute(sql, params, many, context)


def while_others_write(section, read):
    """What `read` gives, each time with a write before another of its queries."""
    at, found = 0, []
    while True:
        at += 1
        watch = WriteBefore(at, section)
        with connection.execute_wrapper(watch):
            found.append(read())
        if watch.asked < at:
            return found


@pytest.fixture
def section():
    section = make_section(make_conference(slug="lakeside"), slug="talks")
    write_anew(section)
    return section


def is_whole(timetable):
    """That all that its slots refer to is there."""
    return len(timetable.slots) == 1 and all(
        slot.kind in timetable.kind_by_key
        and slot.date in timetable.days
        and slot.presentation.speakers
        and slot.rooms == timetable.room_by_slug.keys()
        for slot in timetable.slots
    )


def test_drafts_are_as_they_were_at_one_moment(section):
    found = while_others_write(section, lambda: load_drafts(section.conference).of(section))

    assert len(found) == 8
    assert [is_whole(timetable) for timetable in found] == [True] * 8


def test_what_would_be_published_is_as_it_was_at_one_moment(section):
    found = while_others_write(section, lambda: freeze_draft(section.conference, None))

    assert [(len(c.events), len(c.talks), len(c.people)) for c in found] == [(1, 1, 1)] * len(found)


def test_what_a_file_is_compared_with_is_as_it_was_at_one_moment(section):
    found = while_others_write(section, lambda: look_around(section))

    assert [is_whole(around.draft) for around in found] == [True] * len(found)
    assert [list(around.talks) == list(around.speakers) for around in found] == [True] * len(found)


@pytest.fixture
def pages(section):
    """The organisers' pages that read a draft."""
    publish_schedule(section.conference, by=None)
    undone = bring_in(section, f"{DAY},12:00,13:00,talk,Attic,Tides,")
    write_anew(section)
    organiser = Client()
    organiser.force_login(make_member(section.conference))
    uploaded = organiser.post(
        reverse("schedule_import:upload", args=["lakeside", "talks"]),
        {"pasted": file_of(f"{DAY},14:00,15:00,talk,Hall,Waves,").decode(), "mode": "add"},
    )
    kind = SlotKind.objects.get()
    addresses = [
        reverse("dashboard:organise", args=["lakeside"]),
        *(
            reverse(f"schedule_organise:{name}", args=["lakeside"])
            for name in ("draft", "publish", "export", "rooms", "kinds", "presentations")
        ),
        reverse("schedule_organise:draft_empty", args=["lakeside", "talks"]),
        reverse("schedule_organise:kind_change", args=["lakeside", "talks", kind.pk]),
        reverse("schedule_import:undo", args=["lakeside", "talks", undone.pk]),
        uploaded.url,
    ]
    return organiser, addresses


@pytest.mark.slow
def test_no_page_makes_an_error_whenever_somebody_writes(section, pages):
    organiser, addresses = pages
    statuses = {
        (address, answer.status_code)
        for address in addresses
        for answer in while_others_write(section, lambda at=address: organiser.get(at))
    }

    assert len({address for address, _status in statuses}) == len(addresses)
    # A kind that is gone is not found.
    assert {status for _address, status in statuses} <= {200, 302, 404}


def test_a_reader_keeps_no_writer_waiting_and_waits_for_none(section):
    """Also when the one has begun before the other, and has not ended."""
    with one_snapshot():
        before = load_drafts(section.conference)
        in_a_thread(lambda: write_anew(section))
        assert load_drafts(section.conference) == before
    assert load_drafts(section.conference) != before

    now = load_drafts(section.conference)
    with transaction.atomic():
        lock_conference(section.conference)
        Slot.objects.all().delete()
        seen = []
        in_a_thread(lambda: seen.append(load_drafts(section.conference)))
    assert seen == [now]


def test_after_reading_writers_lock_again(section):
    """SQLite is told for the one transaction alone that it locks nothing."""
    with one_snapshot():
        load_drafts(section.conference)
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        lock_conference(section.conference)

    locking = "BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "FOR UPDATE"
    assert any(locking in query["sql"] for query in asked)
