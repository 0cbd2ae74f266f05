"""Killed while it applies or undoes an import, a process leaves the old draft or the new one, and
no lock.
"""

import random
import time
from functools import partial

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from conference.editions.actions import lock_conference
from conference.presentations.models import Presentation
from conference.schedule.draft.store import load_timetable
from conference.schedule.models import Day, Room, Slot, SlotKind, SlotRoom
from schedule_import.actions import apply_import, undo_import, upload_schedule
from schedule_import.models import ScheduleImport
from schedule_import.planning.options import Options, preview_import
from schedule_import.planning.plan import Mode
from schedule_import.planning.undo import plan_undo
from tests.factories import make_conference, make_member, make_presentation, make_section
from tests.schedule_import.importing import bring_in, draft, file_of
from tests.schedule_import.processes import Breeder

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
KILLED = 9
DAY, NEXT_DAY = "2027-05-14", "2027-05-15"
OLD = (
    f"{DAY},9:00,10:00,talk,Hall,,7",
    f"{DAY},10:00,11:00,talk,Hall,,8",
    f"{DAY},12:00,13:00,lunch,Foyer,Lunch,",
    f"{NEXT_DAY},9:00,10:00,plenary,Hall,Close,",
)
# Something of everything that an import can write: added, moved, changed and removed slots, a new
# room, kind and day, a day that goes, presentations that change places, come and lose their slot.
NEW = (
    f"{DAY},9:00,10:00,talk,Hall,,8",
    f"{DAY},10:00,11:00,talk,Hall,,9",
    f"{DAY},12:30,13:30,lunch,Foyer,Lunch,",
    "2027-05-16,9:00,10:00,plenary,Hall,Close,",
    "2027-05-16,9:00,10:00,plenary,Annex,Close,",
    f"{DAY},18:00,19:00,party,Annex,Boat trip,",
)
CONTENT = file_of(*NEW)
TABLES = (Day, Room, SlotKind, Slot, SlotRoom, Presentation, ScheduleImport)
_slugs = iter(range(1, 1_000_000))


@pytest.fixture
def breeder():
    breeder = Breeder()
    yield breeder
    breeder.end()


class Applying:
    """A conference with a draft, a file that would replace it, and two ways to apply that file."""

    WRITES = frozenset({"INSERT", "UPDATE", "DELETE"})

    def __init__(self, tmp_path):
        self.conference = make_conference(slug=f"lakeside-{next(_slugs)}")
        self.section = make_section(self.conference, slug="talks")
        for number in (7, 8, 9):
            make_presentation(self.section, number=number)
        bring_in(self.section, *OLD)
        self.path = tmp_path / "new.csv"
        self.path.write_bytes(CONTENT)
        self.old = draft(self.section)
        self.keys = {slot.key for slot in load_timetable(self.section).slots}
        plan = preview_import(self.section, CONTENT, Options(mode=Mode.REPLACE))
        self.kept_keys = {slot.key for slot in plan.after.slots} & self.keys
        self.digest = plan.digest
        self.new = NEW_DRAFT

    def by_command(self):
        address = f"{self.conference.slug}/talks"
        return {
            "command": ["import_schedule", address, str(self.path), "--mode", "replace", "--json"]
        }

    def by_page(self):
        upload = self.upload()
        client = Client()
        client.force_login(make_member(self.conference))
        address = reverse("schedule_import:apply", args=[self.conference.slug, "talks", upload.pk])
        pages = [(address, {"digest": self.digest}, None)]
        return {"session": client.cookies["sessionid"].value, "pages": pages}

    def upload(self):
        options = Options(mode=Mode.REPLACE)
        return upload_schedule(
            self.section, file_name="new.csv", content=CONTENT, options=options, by=None
        )

    def holds_the_new_draft(self):
        """Whether the draft is what the file says, with the keys of all slots that it keeps."""
        return (
            draft(self.section) == self.new
            and {slot.key for slot in load_timetable(self.section).slots} & self.keys
            == self.kept_keys
            and self.section.imports.applied().count() == 2
        )

    def can_be_written_at_once(self):
        """Whether nobody is left who holds a lock; a database needs a moment to see that a client
        is dead.
        """
        started = time.monotonic()
        with transaction.atomic():
            lock_conference(self.conference)
        return time.monotonic() - started < 5

    def still_works(self):
        """What was refused by death can be done again."""
        apply_import(self.upload(), digest=self.digest, by=None)
        return draft(self.section) == self.new


class Undoing(Applying):
    """The same conference with the file applied, and two ways to take that back."""

    WRITES = frozenset({"INSERT", "DELETE"})  # rows that change are inserted over those there

    def __init__(self, tmp_path):
        super().__init__(tmp_path)
        before, self.new = load_timetable(self.section), self.old
        self.entry = apply_import(self.upload(), digest=self.digest, by=None)
        self.old, self.before = draft(self.section), before

    def by_command(self):
        return {"command": ["undo_import", f"{self.conference.slug}/talks", "--json"]}

    def by_page(self):
        client = Client()
        client.force_login(make_member(self.conference))
        address = reverse(
            "schedule_import:undo", args=[self.conference.slug, "talks", self.entry.pk]
        )
        pages = [(address, {"digest": plan_undo(self.entry).digest}, None)]
        return {"session": client.cookies["sessionid"].value, "pages": pages}

    def holds_the_new_draft(self):
        """Whether the draft is what it was before the file, its keys included."""
        return (
            load_timetable(self.section) == self.before
            and self.section.imports.applied().count() == 3
        )

    def still_works(self):
        undo_import(self.entry, by=None)
        return self.holds_the_new_draft()


NEW_DRAFT = [
    ("2027-05-14 09:00-10:00", "talk", "Hall", "", 8),
    ("2027-05-14 10:00-11:00", "talk", "Hall", "", 9),
    ("2027-05-14 12:30-13:30", "lunch", "Foyer", "Lunch", None),
    ("2027-05-14 18:00-19:00", "party", "Annex", "Boat trip", None),
    ("2027-05-16 09:00-10:00", "plenary", "Hall+Annex", "Close", None),
]


def all_rows():
    """Every row of every table that an import writes."""
    return {model.__name__: sorted(model.objects.values_list(), key=repr) for model in TABLES}


def die_at_each(breeder, make_stage, way, pick):
    """Kill the process at the points that `pick` chooses of all; what each death leaves is
    checked.
    """
    job = getattr(make_stage(), way)()
    points = breeder.run(**job)["points"]
    committed = len(points) - 1 - points[::-1].index("after commit")  # the first ones only read
    stage = make_stage()
    job = getattr(stage, way)()
    for number in pick(len(points)):
        before = all_rows()
        assert breeder.run(**job, die_at=number + 1) == {"signal": KILLED}
        assert stage.can_be_written_at_once()
        if number < committed:
            assert all_rows() == before, (
                f"killed at {points[number]}, {number + 1} of {len(points)}"
            )
        else:
            assert stage.holds_the_new_draft()
            stage = make_stage()
            job = getattr(stage, way)()
    assert stage.still_works()
    return points


@pytest.mark.slow
@pytest.mark.parametrize("work", [Applying, Undoing])
def test_killed_at_some_statements_it_leaves_the_old_draft_or_the_new_one(breeder, tmp_path, work):
    def pick(count):
        return sorted({0, *range(count // 4, count, count // 4), count - 2, count - 1})

    points = die_at_each(breeder, partial(work, tmp_path), "by_page", pick)
    assert work.WRITES | {"before commit", "after commit"} <= set(points)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["by_command", "by_page"])
@pytest.mark.parametrize("work", [Applying, Undoing])
def test_killed_between_any_two_statements_it_leaves_the_old_draft_or_the_new_one(
    breeder, tmp_path, work, way
):
    die_at_each(breeder, partial(work, tmp_path), way, range)


@pytest.mark.slow
def test_killed_at_any_moment_an_import_leaves_the_old_draft_or_the_new_one(breeder, tmp_path):
    """Within a statement, or within the commit: whenever the clock says so."""
    stage = Applying(tmp_path)
    longest = measured(breeder, stage)
    chance = random.Random(13)
    outcomes = set()
    stage = Applying(tmp_path)
    for _round in range(40):
        before = all_rows()
        answer = breeder.run(**stage.by_command(), die_after=chance.uniform(0, longest))
        assert stage.can_be_written_at_once()
        if draft(stage.section) == stage.old:
            assert all_rows() == before
            outcomes.add("old")
        else:
            assert stage.holds_the_new_draft()
            outcomes.add("new" if answer["signal"] else "in time")
            stage = Applying(tmp_path)
    assert "old" in outcomes


def measured(breeder, stage):
    """How many seconds an import takes from the birth of its process on."""
    started = time.monotonic()
    breeder.run(**stage.by_command())
    return time.monotonic() - started


def test_an_import_that_nobody_kills_is_applied_in_its_own_process(breeder, tmp_path):
    stage = Applying(tmp_path)
    answer = breeder.run(**stage.by_command())
    assert (answer["signal"], answer["status"]) == (None, 0)
    assert stage.holds_the_new_draft()
