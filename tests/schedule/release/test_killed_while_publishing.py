"""Killed while it publishes, a process leaves the old release or the new one, whole, and a site
that shows it.
"""

import random
import re
import signal
import threading
import time
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from conference.editions.models import Conference
from conference.presentations.models import Presentation
from tests.factories import make_conference, make_member
from tests.schedule.published import publish_talks
from tests.schedule_import.processes import Breeder
from tests.servers import Visitor, database_for_a_site, running_site

KILLED = {"signal": signal.SIGKILL}
ADDRESS = "/lakeside/organise/publish/"


@pytest.fixture
def breeder(transactional_db):
    breeder = Breeder()
    yield breeder
    breeder.end()


def change_the_draft():
    """Give a talk of the draft another title, which no release has yet."""
    title = f"Listening {uuid.uuid4()}"
    Presentation.objects.filter(number=7).update(title=title)
    return title


def publishing(conference, section):
    """The job of publishing the draft as it stands now, on the page."""
    client = Client()
    client.force_login(make_member(conference))
    seen = client.get(ADDRESS).context["form"]["seen"].value()
    form = {"sections": [section.pk], "seen": seen}
    session = client.cookies["sessionid"].value
    return {"session": session, "pages": [(ADDRESS, form, None)]}


def stored(conference):
    """All that publishing writes: releases, history, public version."""
    version = Conference.objects.values_list("public_version", "public_token")
    return [
        list(conference.releases.values_list("number", "digest")),
        list(conference.history.values_list("code", "sentence")),
        list(version),
    ]


def title_of_talk_7():
    """What the public is shown."""
    page = Client().get(reverse("schedule:presentation", args=["lakeside", 7]))
    return re.search(r"<h1[^>]*>\s*(.*?)\s*</h1>", page.content.decode(), re.DOTALL)[1]


@pytest.mark.slow
@pytest.mark.faults
def test_killed_between_any_two_statements_it_leaves_the_old_release_or_the_new_one(breeder):
    conference = make_conference(slug="lakeside")
    section = publish_talks(conference)
    title = change_the_draft()
    points = breeder.run(**publishing(conference, section))["points"]

    outcomes = []
    for number in range(1, len(points) + 1):
        shown, title, before = title, change_the_draft(), stored(conference)
        assert breeder.run(**publishing(conference, section), die_at=number) == KILLED
        after = stored(conference)
        if after == before:
            assert title_of_talk_7() == shown
            outcomes.append("old")
            title = shown
        else:
            assert [len(new) - len(old) for old, new in zip(before, after, strict=True)] == [
                1,
                1,
                0,
            ]
            assert title_of_talk_7() == title
            outcomes.append("new")

    committed = outcomes.index("new")
    assert outcomes == ["old"] * committed + ["new"] * (len(points) - committed)
    assert points[committed] == "after commit"
    assert {"INSERT", "UPDATE"} <= set(points[:committed])
    change_the_draft()
    assert breeder.run(**publishing(conference, section))["answers"] == [[302, ADDRESS]]


@pytest.mark.slow
@pytest.mark.faults
@pytest.mark.database
def test_a_worker_that_is_killed_while_it_publishes_leaves_a_site_that_shows_one_release(tmp_path):
    """Whenever the clock says so, in the server that production runs."""
    commands = (
        ["create_demo", "--slug", "x", "--force"],
        ["createsuperuser", "--noinput", "--email=root@example.org", "--name=Rita"],
    )
    with (
        database_for_a_site(tmp_path) as url,
        running_site(
            tmp_path,
            *commands,
            DATABASE_URL=url,
            WEB_PROCESSES="1",
            DJANGO_SUPERUSER_PASSWORD="pebbles in a lake",
        ) as site,
    ):
        rita = Visitor(site)
        rita.post("/accounts/login/", login="root@example.org", password="pebbles in a lake")
        chance, public, outcomes = random.Random(13), 0, set()
        longest = seconds_to_publish(rita, 0)
        for number in range(1, 9):
            rename_the_room(rita, number)
            form = rita.form("/x/organise/publish/")
            [worker] = site.workers()
            publishing = threading.Thread(target=rita.send, args=("/x/organise/publish/", form))
            publishing.start()
            time.sleep(chance.uniform(0, longest))
            site.kill(worker, signal.SIGKILL)
            publishing.join(30)
            site.wait_for_workers(1, other_than=[worker])
            site.wait_until_it_answers()
            shown = rooms_shown(rita)
            assert shown in ({public}, {number})
            outcomes.add("old" if public in shown else "new")
            [public] = shown
        seconds_to_publish(rita, 99)

        assert (rooms_shown(rita), "old" in outcomes) == ({99}, True)


def rename_the_room(rita, number):
    assert rita.post("/x/organise/rooms/room-1/", name=f"Hall {number}").status == 302


def seconds_to_publish(rita, number):
    """How long it takes, and so when to kill."""
    rename_the_room(rita, number)
    form = rita.form("/x/organise/publish/")
    started = time.monotonic()
    assert rita.send("/x/organise/publish/", form).status == 302
    return time.monotonic() - started


def rooms_shown(rita):
    """The numbers of the room in its several names."""
    page = rita.get("/x/schedule/").content.decode()
    return {int(number) for number in re.findall(r"Hall (\d+)", page)}
