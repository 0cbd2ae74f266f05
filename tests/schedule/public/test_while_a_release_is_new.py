"""Right after publishing: every page of the new release has to be made, and everybody asks."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from conference.core.kept_pages import KeptPages
from conference.presentations.models import Presentation
from conference.schedule.release.actions import publish_schedule
from tests.factories import make_conference
from tests.schedule.published import publish_talks

PAGES = [
    "/lakeside/",
    "/lakeside/schedule/",
    "/lakeside/schedule/?zone=Asia/Tokyo",
    "/lakeside/schedule/room/hall/",
    "/lakeside/schedule/presentation/",
    "/lakeside/schedule/presentation/7/",
    "/lakeside/schedule/speaker/",
    "/lakeside/schedule/my/",
    "/lakeside/schedule/offline.json",
    "/lakeside/schedule/offline/1.json",
    "/lakeside/schedule.ics",
    "/lakeside/schedule.json",
    "/lakeside/schedule.csv",
    "/lakeside/schedule.xml",
    "/lakeside/c3voc.json",
]


def ask(address):
    answer = Client().get(address)
    connections.close_all()
    return answer.status_code, answer.content


@pytest.fixture
def slow(monkeypatch):
    """Whoever makes a page begins, and ends only when one lets them."""
    begun, may_end, made = threading.Event(), threading.Event(), KeptPages._made

    def make_slowly(self, make, lasting_name):
        begun.set()
        assert may_end.wait(30)
        return made(self, make, lasting_name)

    monkeypatch.setattr(KeptPages, "_made", make_slowly)
    return begun, may_end


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", PAGES)
def test_while_a_page_of_a_new_release_is_made_others_get_that_of_the_last(address, request):
    conference = make_conference(slug="lakeside")
    publish_talks(conference)
    old = ask(address)
    Presentation.objects.update(title="New")
    publish_schedule(conference, by=None)
    begun, may_end = request.getfixturevalue("slow")

    with ThreadPoolExecutor(1) as pool:
        making = pool.submit(ask, address)
        assert begun.wait(30)
        meanwhile = [ask(address) for _time in range(3)]
        may_end.set()
        new = making.result()

    assert (old[0], meanwhile) == (200, [old] * 3)
    assert (ask(address), new != old) == (new, True)
