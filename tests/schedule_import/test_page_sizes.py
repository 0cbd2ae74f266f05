"""Files as large as a file may be, made to swell pages: every page says how much it leaves out."""

import datetime as dt

import pytest
from django.urls import reverse

from conference.schedule.models import Room, SlotKind
from conference.schedule.release.actions import publish_schedule
from schedule_import.models import ScheduleImport
from tests.factories import make_conference, make_member, make_section
from tests.schedule_import.importing import HEADER

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
DAY = "2027-05-14"
MOST_ROWS = 20_000
ROWS_TO_APPLY = 2_500
"""More than any page shows of anything."""

MOST_BYTES = 1_500_000
"""Of any page, whatever the file."""


def kinds(count):
    return [HEADER, *(f"{DAY},9:00,10:00,kind {n},Room {n},," for n in range(count))]


def rooms(count):
    return [HEADER, *(f"{DAY},9:00,10:00,talk,Room {n},," for n in range(count))]


def rooms_of_one_slot(count):
    return [HEADER, *(f"{DAY},9:00,10:00,plenary,Room {n},Opening," for n in range(count))]


def days(count):
    first = dt.date(1900, 1, 1)
    dates = (first + dt.timedelta(days=n) for n in range(count))
    return [HEADER, *(f"{date},9:00,10:00,talk,Hall,," for date in dates)]


def slots_of_one_day(count):
    """In a hundred rooms, at many different times."""
    times = [(n // 100, n % 100) for n in range(count)]
    return [
        HEADER,
        *(
            f"{DAY},{6 + at // 15}:{at % 15 * 4:02},{6 + at // 15}:{at % 15 * 4 + 3:02},talk,"
            f"Room {room},Talk {at} in {room},"
            for at, room in times
        ),
    ]


def columns(_count):
    """Each row with something beyond the header, in a thousand columns."""
    return [HEADER, *(f"{DAY},9:00,10:00,talk,Hall,Tides,,{',x' * 900}" for _ in range(1_000))]


def unknown_columns(count):
    names = ",".join(f"what is this {n:03}" for n in range(990))
    return [
        f"{HEADER},{names}",
        *(f"{DAY},9:00,10:00,talk,Hall {n},Tides," for n in range(min(1_000, count))),
    ]


def columns_to_choose_from(_count):
    """None is known, so that each is a choice for each that is missing."""
    return [",".join(f"{'column ' * 40}{n}" for n in range(1_000)), ",".join("x" * 1_000)]


def long_cells(_count):
    long = "long " * 1_000
    return [HEADER, *(f"{DAY},9:00,10:00,{long}{n},{long}{n},{long}{n}," for n in range(300))]


def faults_in_a_grid(_count):
    """A thousand talks that there are not, in each of many rows."""
    head = ",".join([DAY, *(f"Room {n}" for n in range(200))])
    return [head, *(f"{9 + n // 12}:{n % 12 * 5:02}" + ",#77" * 200 for n in range(90))]


def faults_in_every_row(count):
    return [HEADER, *("soon,later,never,,,," for _ in range(count))]


FILES = [kinds, rooms, rooms_of_one_slot, days, slots_of_one_day, unknown_columns]
FILES_IN_ERROR = [
    columns,
    columns_to_choose_from,
    long_cells,
    faults_in_a_grid,
    faults_in_every_row,
]


@pytest.fixture
def section():
    return make_section(make_conference(slug="lakeside"), slug="talks", name="Talks")


@pytest.fixture
def organiser(section, client):
    client.force_login(make_member(section.conference))
    return client


def upload(client, rows):
    """The address of the preview."""
    address = reverse("schedule_import:upload", args=["lakeside", "talks"])
    answer = client.post(address, {"pasted": "\n".join(rows), "mode": "replace"})
    assert answer.status_code == 302
    return answer.url


@pytest.mark.parametrize("rows", [*FILES, *FILES_IN_ERROR])
def test_a_preview_stays_small(organiser, rows):
    answer = organiser.get(upload(organiser, rows(MOST_ROWS)))

    assert answer.status_code == 200
    assert len(answer.content) < MOST_BYTES
    assert (answer.context["plan"].errors == ()) is (rows in FILES)


def test_pages_stay_small_where_thousands_of_rows_are_left_out(organiser):
    bad = faults_in_every_row(MOST_ROWS - 1)
    preview = upload(organiser, [*bad, f"{DAY},9:00,10:00,talk,Hall,Tides,"])
    organiser.post(f"{preview}answer/", {"mode": "replace", "leave-out-errors": "1"})
    before = organiser.get(preview)
    organiser.post(f"{preview}apply/", {"digest": before.context["plan"].digest})
    after = organiser.get(preview)

    assert ScheduleImport.objects.get().applied_at
    assert len(before.context["plan"].parsed.mending.left_out) == MOST_ROWS - 1
    more = "19799 more are not shown here."
    assert more in " ".join(before.content.decode().split())
    assert "and 19799 more" in after.content.decode()
    assert max(len(before.content), len(after.content)) < 500_000


@pytest.mark.parametrize("rows", FILES)
def test_every_page_about_such_a_schedule_stays_small(organiser, section, rows):
    preview = upload(organiser, rows(ROWS_TO_APPLY))
    digest = organiser.get(preview).context["plan"].digest
    organiser.post(f"{preview}apply/", {"digest": digest})
    assert ScheduleImport.objects.get().applied_at
    conference = section.conference
    sizes = {"result": len(organiser.get(preview).content)}
    for name in ("draft", "publish", "rooms", "kinds", "presentations", "room_merge"):
        sizes[name] = len(
            organiser.get(reverse(f"schedule_organise:{name}", args=["lakeside"])).content
        )
    kind = SlotKind.objects.filter(spans_rooms=True).first() or SlotKind.objects.first()
    change = reverse("schedule_organise:kind_change", args=["lakeside", "talks", kind.pk])
    sizes["kind"] = len(organiser.get(change).content)
    first, last = Room.objects.first(), Room.objects.last()
    merge = reverse("schedule_organise:room_merge", args=["lakeside"])
    sizes["merge"] = len(organiser.get(f"{merge}?gone={last.slug}&stays={first.slug}").content)
    sizes["undo"] = len(organiser.get(f"{preview}undo/").content)
    sizes["overview"] = len(organiser.get(reverse("dashboard:organise", args=["lakeside"])).content)
    publish_schedule(conference, by=None)
    release = reverse("schedule_organise:release", args=["lakeside", 1])
    sizes["release"] = len(organiser.get(release).content)

    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}
