"""Invented conferences: of any size, the same for the same seed, and possible."""

import io
import itertools
import random
import re
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from conference.core.errors import DomainError
from conference.demo.demo_conference import BesideOthers
from conference.demo.invented_conference import Size, TooManyTalks, invent_conference
from conference.demo.phrases import abstracts, people, titles
from conference.editions.models import Conference
from conference.presentations.models import Presentation
from conference.schedule.core.conflicts import conflicts
from conference.schedule.draft.store import load_conference
from conference.schedule.feeds.exports import write_csv
from conference.schedule.models import Release
from conference.schedule.release.content import Content, timetable_of
from tests.factories import make_conference

SMALL = Size(days=2, rooms=3, talks=40, speakers=25)

pytestmark = pytest.mark.django_db


def invent(size=SMALL, *, slug="invented", seed=1, **kwargs):
    return invent_conference(slug, size=size, seed=seed, by=None, **kwargs)


def export_of(conference):
    """The published schedule as a file, and the release's texts."""
    content = Release.objects.public_of(conference).content
    out = io.StringIO(newline="")
    write_csv(Content.from_json(content), out, with_section=True)
    names = {person["id"]: person["name"] for person in content["speakers"]}
    talks = [
        (
            talk["title"],
            talk["abstract"],
            talk["track"],
            [names[person] for person in talk["speakers"]],
        )
        for talk in content["presentations"]
    ]
    return out.getvalue(), talks


def invented_and_forgotten(**kwargs):
    with transaction.atomic():
        conference = invent(**kwargs)
        made = export_of(conference), load_conference(conference).digest
        transaction.set_rollback(True)
    return made


def test_the_same_seed_makes_the_same_conference_to_the_byte():
    assert invented_and_forgotten(seed=7) == invented_and_forgotten(seed=7)


def test_another_seed_and_another_slug_make_another_conference():
    made = [
        invented_and_forgotten(seed=7),
        invented_and_forgotten(seed=8),
        invented_and_forgotten(seed=7, slug="other"),
    ]
    assert all(one != other for one, other in itertools.combinations(made, 2))


@pytest.mark.parametrize(
    "size",
    [
        SMALL,
        Size(days=1, rooms=1, talks=1, speakers=1),
        Size(days=3, rooms=1, talks=2, speakers=1),
        Size(days=2, rooms=4, talks=2 * (1 + 12 * 4), speakers=4),
        Size(days=1, rooms=9, talks=25, speakers=2),
        Size(days=5, rooms=10, talks=300, speakers=200),
    ],
    ids=str,
)
def test_an_invented_conference_of_any_size_is_possible_and_complete(size):
    conference = invent(size)
    timetable = load_conference(conference)
    assert conflicts(timetable) == []
    assert len(timetable.days) == size.days
    assert len(timetable.rooms) == size.rooms
    assert conference.speakers.count() == size.speakers
    placed = [slot.presentation.number for slot in timetable.slots if slot.presentation]
    assert sorted(placed) == list(range(1, size.talks + 1))
    speaking = Counter(
        speaker.id
        for slot in timetable.slots
        if slot.presentation
        for speaker in slot.presentation.speakers
    )
    assert len(speaking) >= min(size.speakers, size.talks)
    content = Content.from_json(Release.objects.public_of(conference).content)
    assert timetable_of(content).slots == timetable.slots


def test_an_invented_conference_has_keynotes_breaks_and_a_party_past_midnight():
    timetable = load_conference(invent())
    everywhere = {room.slug for room in timetable.rooms}
    shared = Counter(
        (slot.kind, slot.title or "keynote", f"{slot.start:%H:%M}–{slot.end:%H:%M}")
        for slot in timetable.slots
        if slot.rooms == everywhere
    )
    assert shared == {
        ("plenary", "Good morning", "09:00–09:15"): 2,
        ("plenary", "keynote", "09:15–10:00"): 2,
        ("break", "Lunch", "12:00–13:00"): 2,
        ("break", "Coffee and tea", "15:00–16:00"): 2,
        ("social", "Party", "20:00–01:00"): 1,
    }


def statements(size):
    """What is done to which tables, in order; batches that follow each other count once, savepoints
    not.
    """
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        invent(size)
        transaction.set_rollback(True)
    sentences = [
        query["sql"].partition(" times: ")[2] or query["sql"]
        for query in captured.captured_queries
        if "SAVEPOINT" not in query["sql"]
    ]
    what = [
        (sql.split()[0], *re.findall(r'(?:FROM|INTO|UPDATE) "(\w+)"', sql)) for sql in sentences
    ]
    return [statement for statement, _batches in itertools.groupby(what)]


def test_three_hundred_talks_take_the_same_statements_as_thirty():
    large = statements(Size(days=3, rooms=10, talks=300, speakers=200))
    assert large == statements(Size(days=3, rooms=10, talks=30, speakers=20))
    assert len(large) < 80


def test_more_talks_than_fit_are_refused_with_the_number_that_does():
    with pytest.raises(TooManyTalks) as refusal:
        invent(Size(days=3, rooms=2, talks=300, speakers=100))
    assert str(refusal.value) == (
        "Not so many talks fit (talks: 300, days: 3, rooms: 2, speakers: 100): at most 75 do. Ask "
        "for fewer talks, or for more of the others."
    )


def test_as_many_talks_as_are_said_to_fit_do_fit():
    invent(Size(days=3, rooms=2, talks=75, speakers=100))
    assert Presentation.objects.count() == 75


def test_an_invented_conference_is_not_put_beside_another_unless_forced():
    make_conference(slug="our-own")
    with pytest.raises(BesideOthers):
        invent()
    assert Conference.objects.count() == 1
    invent(force=True)
    assert Conference.objects.count() == 2


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("invented", "“invented”: Conference with this Slug already exists."),
        ("admin", "“admin”: This slug is the site's own: choose another."),
    ],
)
def test_a_slug_that_cannot_be_is_refused_even_when_forced(slug, sentence):
    invent()
    with pytest.raises(DomainError) as refusal:
        invent(slug=slug, force=True)
    assert str(refusal.value) == sentence
    assert Conference.objects.count() == 1


def test_names_and_titles_do_not_run_out():
    chance = random.Random(1)
    names = [name for name, _biography in people(8_000, chance)]
    talks = list(titles(20_000, chance))
    assert (len(set(names)), len(set(talks))) == (8_000, 20_000)
    assert max(map(len, talks)) <= 200
    assert len(list(abstracts(500, chance))) == 500


def test_the_command_invents_what_it_is_told_to():
    out = io.StringIO()
    call_command(
        "create_demo",
        "--slug=tiny",
        "--days=1",
        "--rooms=2",
        "--talks=9",
        "--speakers=5",
        "--seed=3",
        stdout=out,
    )
    assert out.getvalue() == (
        "Invented Conference 3 is published at http://127.0.0.1:8000/tiny/schedule/ (days: 1, "
        "rooms: 2, "
        "presentations: 9, speakers: 5).\n"
    )
    assert Presentation.objects.count() == 9


def test_the_command_makes_three_hundred_talks_in_ten_rooms_unless_told_otherwise():
    call_command("create_demo", stdout=io.StringIO())
    conference = Conference.objects.get(slug="invented")
    assert (
        conference.presentations.count(),
        conference.rooms.count(),
        conference.speakers.count(),
    ) == (
        300,
        10,
        200,
    )


def test_the_command_refuses_with_status_1_and_writes_nothing():
    make_conference(slug="our-own")
    with pytest.raises(CommandError) as refusal:
        call_command("create_demo", stdout=io.StringIO())
    assert refusal.value.returncode == 1
    assert Conference.objects.count() == 1


@pytest.mark.parametrize("argument", ["--talks=0", "--days=-1", "--rooms=two", "--speakers=1.5"])
def test_the_command_takes_whole_numbers_from_1_on(argument):
    with pytest.raises(CommandError, match="must be a whole number, 1 or more"):
        call_command("create_demo", argument, stdout=io.StringIO())
