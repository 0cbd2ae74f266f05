"""Two people at once: real threads with connections of their own, on the database that the tests
run on.
"""

import datetime as dt
import random
import re
import threading
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from itertools import combinations

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from conference.schedule.core.timetable import Slot
from conference.schedule.draft.actions import save_slot
from conference.schedule.draft.room_actions import add_room
from conference.schedule.draft.store import load_conference, load_timetable
from conference.schedule.models import Release, Room
from conference.schedule.release.actions import NothingToPublish, publish_schedule
from conference.schedule.release.content import Content, timetable_of
from schedule_import import actions
from schedule_import.models import ScheduleImport
from tests.factories import (
    make_conference,
    make_kind,
    make_member,
    make_presentation,
    make_room,
    make_section,
)
from tests.schedule.strategies import meet
from tests.schedule_import.importing import bring_in, draft, file_of

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
DAY = "2027-05-14"
PATIENCE = 30  # seconds; a test that needs them has failed
A_MOMENT = 0.3  # seconds that somebody is given to do what must not be possible


@pytest.fixture
def stage():
    """A conference with two sections, which share all rooms."""
    conference = make_conference(slug="lakeside")
    for slug in ("talks", "tutorials"):
        make_section(conference, slug=slug, name=slug.capitalize())
    return conference


class Organiser:
    """Somebody with a browser, at work on one section."""

    def __init__(self, conference, section):
        self.section = conference.sections.get(slug=section)
        self.client = Client()
        self.client.force_login(make_member(conference))
        self.response = None

    def at(self, name, *pk):
        return reverse(f"schedule_import:{name}", args=["lakeside", self.section.slug, *pk])

    def upload(self, *rows, mode="add"):
        text = file_of(*rows).decode()
        self.response = self.client.post(
            self.at("upload"), {"pasted": text, "mode": mode}, follow=True
        )
        self.upload_pk = int(self.response.redirect_chain[-1][0].rstrip("/").rpartition("/")[2])
        return self

    def apply(self):
        """Click on the button of the page that is shown; the next page is shown then."""
        data = {"digest": self.response.context["plan"].digest}
        self.response = self.client.post(self.at("apply", self.upload_pk), data, follow=True)

    @property
    def has_applied(self):
        return ScheduleImport.objects.get(pk=self.upload_pk).applied_at is not None

    @property
    def page(self):
        return self.response.content.decode()

    @property
    def errors(self):
        """What is wrong on the page, looked at again: what the test's client knows of a page, it
        mixes with what others are shown at that moment.
        """
        shown = self.client.get(self.at("detail", self.upload_pk)).context
        return [(error.row, error.code, error.other_slots) for error in shown["plan"].errors]


@contextmanager
def thread_of(work):
    """Do something beside what follows; what goes wrong in it goes wrong here."""
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
    yield thread
    thread.join(PATIENCE)
    assert not thread.is_alive(), "somebody waits for ever"
    for fault in faults:
        raise fault


def together(*works):
    """Do all of it at once, each from the same signal on."""
    barrier = threading.Barrier(len(works))

    def started(work):
        def run():
            connection.ensure_connection()
            barrier.wait(PATIENCE)
            work()

        return run

    def nest(rest):
        if rest:
            with thread_of(started(rest[0])):
                nest(rest[1:])

    nest(works)


class Pause:
    """Stops the thread that executes statements before the first that begins with certain words."""

    def __init__(self, *words):
        self.words = words
        self.reached, self.may_go_on = threading.Event(), threading.Event()

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(self.words) and not self.reached.is_set():
            self.reached.set()
            assert self.may_go_on.wait(PATIENCE)
        return execute(sql, params, many, context)


def no_room_is_used_twice(conference):
    """Counted in half hours, without the product's own check."""
    slots = load_conference(conference).slots
    return not any(a.rooms & b.rooms and meet(a, b) for a, b in combinations(slots, 2))


# --- Two sections that share a room ---------------------------------------------------------------


def test_while_one_applies_the_other_waits_and_is_then_refused(stage):
    """The first has checked everything and written nearly everything when the second one clicks."""
    ann = Organiser(stage, "talks").upload(f"{DAY},9:00,11:00,talk,Hall,Tides,")
    bob = Organiser(stage, "tutorials").upload(f"{DAY},10:00,12:00,talk,Hall,Waves,")
    assert (ann.errors, bob.errors) == ([], [])
    pause = Pause('UPDATE "schedule_import_scheduleimport"')

    def apply_slowly():
        with connection.execute_wrapper(pause):
            ann.apply()

    with thread_of(apply_slowly):
        assert pause.reached.wait(PATIENCE)
        with thread_of(bob.apply) as second:
            second.join(A_MOMENT)
            assert second.is_alive(), "nobody may write while somebody else applies"
            pause.may_go_on.set()
    assert (ann.has_applied, bob.has_applied) == (True, False)
    assert [slot[3] for slot in draft(ann.section)] == ["Tides"]
    assert draft(bob.section) == []
    assert (
        "the file does not fit any more. Nothing was written: look at what is wrong now."
        in bob.page
    )
    assert re.search(r"At \d\d:\d\d, .+ applied “pasted.tsv” to Talks\.", bob.page)
    named = f"“Tides” ({DAY}, 09:00–11:00) of the section “talks”"
    assert bob.errors == [(2, "overlap", (named,))]
    assert f"Hall is not free on {DAY} from 10:00 to 12:00: it is taken by {named}." in bob.page


def rooms_and_times(turn):
    """Two files that meet in a room, in one of the ways in which they can."""
    return [
        (f"{DAY},9:00,11:00,talk,Hall,A,", f"{DAY},10:00,12:00,talk,HALL,B,"),
        (f"{DAY},22:00,02:00,party,Boat,A,", "2027-05-15,01:00,03:00,party,Boat,B,"),
        (f"{DAY},9:00,10:00,plenary,Hall,A,", f"{DAY},9:30,9:45,talk,hall,B,"),
    ][turn % 3]


def race(stage, turn):
    """Both click at once: one of them wins, and the other sees why not."""
    for section, row in zip(("talks", "tutorials"), rooms_and_times(turn), strict=True):
        yield Organiser(stage, section).upload(row, mode=("add", "replace")[turn // 3 % 2])


def let_them_race(turns):
    for turn in turns:
        conference = make_conference(slug="lakeside")
        for slug in ("talks", "tutorials"):
            make_section(conference, slug=slug)
        pair = list(race(conference, turn))
        together(*(someone.apply for someone in pair))
        (winner,) = [someone for someone in pair if someone.has_applied]
        (loser,) = [someone for someone in pair if not someone.has_applied]
        assert no_room_is_used_twice(conference)
        assert (len(draft(winner.section)), draft(loser.section)) == (1, [])
        assert "is applied" in winner.page
        assert "Nothing was written" in loser.page
        ((row, code, other_slots),) = loser.errors
        assert (row, code) == (2, "overlap")
        assert f"of the section “{winner.section.slug}”" in other_slots[0]
        conference.slug = f"past-{turn}"
        conference.save()


def test_of_two_who_click_at_once_one_wins_and_no_room_is_used_twice():
    let_them_race(range(3))


@pytest.mark.slow
def test_of_two_who_click_at_once_one_wins_every_time():
    let_them_race(range(60))


def test_a_new_room_that_both_files_name_is_made_once_and_the_second_looks_again(stage):
    ann = Organiser(stage, "talks").upload(f"{DAY},9:00,10:00,talk,Annex,Tides,")
    bob = Organiser(stage, "tutorials").upload(f"{DAY},10:00,11:00,talk,annex,Waves,")
    together(ann.apply, bob.apply)
    first, second = (ann, bob) if ann.has_applied else (bob, ann)
    assert not second.has_applied
    assert "The schedule has changed since this preview was made." in second.page
    assert second.errors == []
    second.apply()
    assert second.has_applied
    assert Room.objects.filter(conference=stage).count() == 1
    assert len(draft(first.section) + draft(second.section)) == 2


# --- While a file is planned, nobody waits --------------------------------------------------------


class WhilePlanning:
    """Each time that an action plans, somebody else does something, and is given a moment for it.

    `in_time` says of each time whether they had done it when the action went on.
    """

    def __init__(self, monkeypatch, work):
        self.work, self.in_time, self.others = work, [], ExitStack()
        for name in ("preview_import", "plan_undo"):
            monkeypatch.setattr(actions, name, partial(self.plan, getattr(actions, name)))

    def plan(self, plan, *arguments):
        thread = self.others.enter_context(thread_of(self.work))
        thread.join(A_MOMENT * 10)
        self.in_time.append(not thread.is_alive())
        return plan(*arguments)


MINE = f"{DAY},11:00,12:00,talk,Hall,Mine,"


def by_page(stage, _path):
    return Organiser(stage, "talks").upload(MINE).apply


def by_command(_stage, path):
    path.write_bytes(file_of(MINE))
    return partial(call_command, "import_schedule", "lakeside/talks", str(path), "--json")


def by_undo(stage, _path):
    talks = stage.sections.get(slug="talks")
    bring_in(talks, MINE)
    bring_in(talks, f"{DAY},9:00,10:00,talk,Hall,Other,", mode="replace")
    return partial(call_command, "undo_import", "lakeside/talks", "--json")


@pytest.mark.parametrize("way", [by_page, by_command, by_undo])
def test_others_can_write_while_a_file_is_planned(stage, tmp_path, monkeypatch, way):
    act = way(stage, tmp_path / "mine.csv")
    others = WhilePlanning(monkeypatch, lambda: make_member(stage))
    with others.others:
        act()
    assert others.in_time == [True]
    assert [slot[3] for slot in draft(stage.sections.get(slug="talks"))] == ["Mine"]


@pytest.mark.parametrize("way", [by_page, by_command, by_undo])
def test_a_room_that_was_taken_while_a_file_was_planned_is_not_used_twice(
    stage, tmp_path, monkeypatch, way
):
    talks, tutorials = stage.sections.get(slug="talks"), stage.sections.get(slug="tutorials")
    hall = make_room(stage, name="Hall")
    make_kind(tutorials)
    act = way(stage, tmp_path / "mine.csv")
    before = draft(talks)

    def take_the_room():
        if not draft(tutorials):
            day, hour = dt.date.fromisoformat(DAY), dt.time(11, 30)
            slot = Slot(None, day, hour, dt.time(12), "talk", frozenset({hall.slug}), "Theirs")
            save_slot(tutorials, before=None, after=slot, by=None)

    others = WhilePlanning(monkeypatch, take_the_room)
    with others.others, suppress(SystemExit):
        act()
    assert others.in_time[:2] == [True, True]
    assert [slot[3] for slot in draft(tutorials)] == ["Theirs"]
    assert draft(talks) == before


@pytest.mark.slow
@pytest.mark.parametrize("way", [by_command, by_undo])
def test_who_is_overtaken_twice_plans_under_the_lock(stage, tmp_path, monkeypatch, way):
    act = way(stage, tmp_path / "mine.csv")
    names = iter("ABC")
    others = WhilePlanning(
        monkeypatch, lambda: add_room(stage, name=next(names), capacity=None, by=None)
    )
    with others.others:
        act()
    assert others.in_time == [True, True, False]
    assert [slot[3] for slot in draft(stage.sections.get(slug="talks"))] == ["Mine"]
    assert sorted(room.name for room in stage.rooms.all()) == ["A", "B", "C", "Hall"]


# --- A draft that changed between preview and apply -----------------------------------------------


def change_by_another_import(organiser):
    bring_in(organiser.section, f"{DAY},14:00,15:00,talk,Hall,Other,")


def change_by_the_command(organiser, tmp_path):
    path = tmp_path / "other.csv"
    path.write_bytes(file_of(f"{DAY},14:00,15:00,talk,Hall,Other,"))
    call_command("import_schedule", "lakeside/talks", str(path), "--mode", "replace", "--json")


def change_by_undo(organiser):
    call_command("undo_import", "lakeside/talks", "--json")


def change_the_name_of_a_room(organiser):
    room = Room.objects.get(conference=organiser.section.conference, name="Hall")
    room.name = "Great Hall"
    room.save()


@pytest.mark.parametrize(
    "change",
    [change_by_another_import, change_by_the_command, change_by_undo, change_the_name_of_a_room],
)
def test_a_draft_that_changed_since_the_preview_is_not_overwritten(stage, change, tmp_path, capsys):
    make_presentation(stage.sections.get(slug="talks"), number=7)
    bring_in(stage.sections.get(slug="talks"), f"{DAY},9:00,10:00,talk,Hall,,7")
    ann = Organiser(stage, "talks").upload(f"{DAY},11:00,12:00,talk,Hall,Mine,", mode="replace")
    change(*((ann, tmp_path) if change is change_by_the_command else (ann,)))
    changed = load_timetable(ann.section)
    ann.apply()
    assert not ann.has_applied
    assert load_timetable(ann.section) == changed
    assert "The schedule has changed since this preview was made. Nothing was written" in ann.page
    ann.apply()  # the new preview, which now is what was shown
    assert ann.has_applied
    assert [slot[3] for slot in draft(ann.section)] == ["Mine"]


def test_of_two_files_for_one_section_only_the_first_is_applied(stage):
    ann = Organiser(stage, "talks").upload(f"{DAY},9:00,10:00,talk,Hall,Tides,", mode="replace")
    bob = Organiser(stage, "talks").upload(f"{DAY},9:00,10:00,talk,Annex,Waves,", mode="replace")
    together(ann.apply, bob.apply)
    first, second = (ann, bob) if ann.has_applied else (bob, ann)
    assert not second.has_applied
    assert [slot[3] for slot in draft(stage.sections.get(slug="talks"))] == [
        "Tides" if first is ann else "Waves"
    ]
    assert "The schedule has changed since this preview was made." in second.page
    shown = second.client.get(second.at("detail", second.upload_pk))
    assert shown.context["answer"]["removed"]["slots"] == 1


def test_two_clicks_at_once_on_one_button_apply_the_file_once(stage):
    ann = Organiser(stage, "talks").upload(f"{DAY},9:00,10:00,talk,Hall,Tides,")
    again = Organiser(stage, "talks")
    again.upload_pk, again.response = ann.upload_pk, ann.response
    together(ann.apply, again.apply)
    assert "is applied" in ann.page
    assert "is applied" in again.page
    assert [slot[3] for slot in draft(ann.section)] == ["Tides"]
    assert ScheduleImport.objects.count() == 1


def slots_of(timetable):
    return [(slot.key, *slot.place, slot.title) for slot in timetable.slots]


def test_what_is_published_while_somebody_applies_is_the_old_draft_or_the_new_one(stage):
    def publish():
        with suppress(NothingToPublish):  # the old draft, and it is public already
            publish_schedule(stage, by=None)

    bring_in(stage.sections.get(slug="talks"), f"{DAY},9:00,10:00,talk,Hall,Tides,")
    publish()
    for turn in range(4):
        old = load_conference(stage)
        hours = [f"{DAY},{hour}:00,{hour}:30,talk,Annex,T{turn}," for hour in range(9, 20)]
        ann = Organiser(stage, "talks").upload(*hours, mode="replace")
        together(ann.apply, publish)
        assert ann.has_applied
        content = Content.from_json(Release.objects.latest_of(stage).content)
        public = timetable_of(content)
        assert slots_of(public) in (slots_of(old), slots_of(load_conference(stage)))


# --- A crowd --------------------------------------------------------------------------------------


def a_file(chance):
    """Rows that meet each other now and then, in rooms and at hours that others want as well."""
    rows = []
    for number in range(chance.randint(1, 4)):
        hour, length = chance.randrange(9, 14), chance.choice((1, 1, 2))
        room = chance.choice(("Hall", "Annex", "Foyer"))
        rows.append(f"{DAY},{hour}:00,{hour + length}:00,talk,{room},T{number},")
    return rows


def busy(organiser, seed, rounds):
    """Upload, look, click; look again if somebody was faster, and click again."""
    chance = random.Random(seed)
    for _round in range(rounds):
        organiser.upload(*a_file(chance), mode=chance.choice(("add", "replace")))
        for _try in range(3):
            if organiser.errors or organiser.has_applied:
                break
            organiser.apply()
            if organiser.has_applied:
                break


def a_crowd_works(stage, rounds):
    crowd = [Organiser(stage, section) for section in ("talks", "tutorials", "talks", "tutorials")]
    together(*(partial(busy, someone, seed, rounds) for seed, someone in enumerate(crowd)))
    assert no_room_is_used_twice(stage)
    assert ScheduleImport.objects.applied().exists()
    for section in stage.sections.all():
        left = None
        for entry in section.imports.applied().order_by("applied_at", "pk"):
            # Nobody's work was written over unseen: each import found what the one before it left.
            before, after = entry.timetables()
            assert before.slots == (left.slots if left else ())
            left = after
        assert load_timetable(section).slots == (left.slots if left else ())


@pytest.mark.slow
def test_what_each_of_a_crowd_finds_is_what_the_one_before_left(stage):
    a_crowd_works(stage, rounds=2)


@pytest.mark.slow
def test_a_crowd_that_works_for_long_leaves_no_overlap_and_loses_nothing(stage):
    a_crowd_works(stage, rounds=25)
