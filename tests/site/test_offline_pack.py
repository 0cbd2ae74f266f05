import gzip
import json
import re

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conference.core.kept_pages import kept_pages
from conference.demo.invented_conference import Size, invent_conference
from conference.editions.models import Conference
from conference.presentations.models import Presentation
from conference.schedule.release.actions import publish_schedule, withdraw_release
from conference.schedule.release.public_schedule import find_public_schedule
from conference.site import offline_pack
from conference.speakers.models import Speaker
from tests.effort import lines_run
from tests.schedule.published import publish_talks

LIMIT = 200_000


@pytest.fixture
def published(conference):
    publish_talks(conference)
    return conference


def orders_of(client):
    script = client.get("/lakeside/sw.js").content.decode()
    return json.loads(
        re.fullmatch(r'importScripts\("/static/js/worker\.js"\);\nserve\((.+)\);\n', script).group(
            1
        )
    )


def pack_of(client, slug="lakeside"):
    """The pack, with the pages of its parts among its own."""
    pack = json.loads(client.get(f"/{slug}/schedule/offline.json").content)
    for part in pack["parts"]:
        pack["pages"] |= json.loads(client.get(part).content)
    return pack


def test_the_worker_is_a_script_that_reaches_the_conference_and_no_further(client, published):
    answer = client.get("/lakeside/sw.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Service-Worker-Allowed" not in answer
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


def test_the_worker_is_told_what_is_public_and_where_to_get_it(client, published):
    orders = orders_of(client)
    assert re.fullmatch("[0-9a-f]{16}", orders.pop("version"))
    assert orders == {
        "home": "/lakeside/",
        "schedule": "/lakeside/schedule/",
        "draft": "/lakeside/schedule/draft/",
        "assets": "/static/",
        "pack": "/lakeside/schedule/offline.json",
    }


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/privacy.css",
        "https://elsewhere.example/static/privacy.js",
        "/static/no-such-file.css",
        "/lakeside/colours.none.css",
        "//elsewhere.example/icon.svg",
    ],
)
def test_no_address_that_somebody_typed_is_an_asset(client, published, address):
    """One that does not answer would keep the worker from keeping anything."""
    before = pack_of(client)["assets"]
    Conference.objects.update(
        title=f'<link href="{address}">', privacy_url=address, code_of_conduct_url=address
    )
    published.refresh_from_db()
    publish_schedule(published, by=None)
    pack = pack_of(client)

    assert f'<a href="{address}">' in pack["frame"]
    assert pack["assets"] == before


def test_every_release_has_a_worker_of_its_own(client, published):
    before = orders_of(client)["version"]
    Presentation.objects.update(title="New")
    assert orders_of(client)["version"] == before
    publish_schedule(published, by=None)
    assert orders_of(client)["version"] != before


def test_while_nothing_is_public_there_is_nothing_to_keep(client, published):
    withdraw_release(published, by=None)
    assert orders_of(client)["pack"] is None
    assert client.get("/lakeside/schedule/offline.json").status_code == 404


def test_the_pack_holds_every_page_that_others_lead_to(client, published):
    pack = pack_of(client)
    [speaker] = Speaker.objects.all()
    assert {path: page["title"] for path, page in pack["pages"].items()} == {
        "/lakeside/": "Home",
        "/lakeside/schedule/": "Schedule",
        "/lakeside/schedule/2027-05-14/": "Friday, 14 May",
        "/lakeside/schedule/2027-05-16/": "Sunday, 16 May",
        "/lakeside/schedule/room/hall/": "Hall",
        "/lakeside/schedule/speaker/": "Speakers",
        f"/lakeside/schedule/speaker/{speaker.pk}/": "Ada",
        "/lakeside/schedule/my/": "My schedule",
        "/lakeside/schedule/presentation/": "Talks",
        "/lakeside/schedule/presentation/7/": "Listening",
        "/lakeside/schedule/presentation/8/": "Looking",
        "/lakeside/schedule/presentation/9/": "Leaving",
    }
    assert "<em>listening</em>" in pack["pages"]["/lakeside/schedule/presentation/7/"]["main"]
    assert "On now" not in pack["pages"]["/lakeside/"]["main"]


def test_each_day_is_in_the_pack_once_and_marked_where_it_belongs(client, published):
    pack = pack_of(client)
    marks = {
        path: re.findall("<!--[0-9-]+-->", page["main"])
        for path, page in pack["pages"].items()
        if "<!--" in page["main"]
    }
    assert marks == {
        "/lakeside/schedule/": ["<!--2027-05-14-->", "<!--2027-05-16-->"],
        "/lakeside/schedule/2027-05-14/": ["<!--2027-05-14-->"],
        "/lakeside/schedule/2027-05-16/": ["<!--2027-05-16-->"],
    }
    assert ["Listening" in day for day in pack["days"].values()] == [True, False]
    assert list(pack["days"]) == marks["/lakeside/schedule/"]


def test_a_kept_page_never_leads_to_the_pack_itself(client, published):
    pack = pack_of(client)
    parts = [
        pack["frame"],
        *pack["days"].values(),
        *(page["main"] for page in pack["pages"].values()),
    ]
    assert [part for part in parts if "offline.json" in part] == []


def test_the_frame_has_one_place_for_each_part_of_a_page(client, published):
    pack = pack_of(client)
    assert {name: pack["frame"].count(mark) for name, mark in pack["marks"].items()} == {
        "title": 1,
        "body_class": 1,
        "main": 1,
    }


def test_the_pack_names_the_files_that_its_pages_need(client, published):
    assets = pack_of(client)["assets"]
    colours = [path for path in assets if not path.startswith("/static/")]
    assert [client.get(path).status_code for path in colours] == [200]
    names = [path.removeprefix("/static/") for path in assets if path not in colours]
    assert [name for name in names if finders.find(name) is None] == []
    assert {"css/site.css", "css/schedule.css", "js/stars.js", "js/offline.js"} <= set(names)


def test_talks_and_speakers_are_in_parts_that_hold_each_once(client, published, monkeypatch):
    whole = pack_of(client)["pages"]
    kept_pages().clear()
    monkeypatch.setattr(offline_pack, "PAGES_OF_A_PART", 3)
    pack = json.loads(client.get("/lakeside/schedule/offline.json").content)
    parts = [json.loads(client.get(address).content) for address in pack["parts"]]

    assert pack["parts"] == [
        "/lakeside/schedule/offline/1.json",
        "/lakeside/schedule/offline/2.json",
    ]
    assert [len(part) for part in parts] == [3, 1]
    assert {**pack["pages"], **parts[0], **parts[1]} == whole
    for beyond in (0, 3):
        answer = client.get(f"/lakeside/schedule/offline/{beyond}.json")
        assert answer.status_code == 404


@pytest.mark.parametrize("path", ["sw.js", "schedule/offline.json", "schedule/offline/1.json"])
def test_each_takes_one_query_when_they_were_made_before(
    client, published, django_assert_num_queries, path
):
    first = client.get(f"/lakeside/{path}")
    with django_assert_num_queries(1):
        assert (
            client.get(f"/lakeside/{path}", headers={"If-None-Match": first["ETag"]}).status_code
            == 304
        )


def work_of_all_parts(talks):
    """Lines of Python that the pack and all its parts take, and what is made: pages, each part's
    pages, queries.
    """
    slug = f"with-{talks}"
    size = Size(days=talks // 50, rooms=10, talks=talks, speakers=talks // 2)
    invent_conference(slug, size=size, seed=1, force=True, by=None)
    public = find_public_schedule(slug)
    assert public.programme
    made = []

    def make():
        numbers = range(1, offline_pack.number_of_parts(public) + 1)
        with CaptureQueriesContext(connection) as queries:
            pack = offline_pack.pack_of(public)
            parts = [offline_pack.part_of_pack(public, number) for number in numbers]
        made.extend([len(pack["pages"]), {len(part) for part in parts[:-1]}, len(queries)])

    return lines_run(make), made


@pytest.mark.slow
def test_three_times_as_many_talks_take_three_times_the_work_to_pack(db, monkeypatch):
    """In so many parts as 3,000 talks and 2,000 speakers have, each as large as any other."""
    monkeypatch.setattr(offline_pack, "PAGES_OF_A_PART", 10)
    work_of_all_parts(50)  # templates are read
    (few, made_of_few), (many, made_of_many) = work_of_all_parts(100), work_of_all_parts(300)

    assert 2 < many / few < 3.5
    assert made_of_few == [5 + 2 + 10, {10}, made_of_few[2]]
    assert made_of_many == [5 + 6 + 10, {10}, made_of_few[2]]


@pytest.mark.slow
def test_300_talks_fit_into_200_kilobytes(client, db, django_assert_num_queries):
    size = Size(days=3, rooms=10, talks=300, speakers=200)
    invent_conference("big", size=size, seed=1, force=False, by=None)
    with django_assert_num_queries(4):
        answer = client.get("/big/schedule/offline.json", headers={"Accept-Encoding": "gzip"})
    pack = json.loads(gzip.decompress(answer.content))
    parts = [client.get(part, headers={"Accept-Encoding": "gzip"}) for part in pack["parts"]]
    pages = [json.loads(gzip.decompress(part.content)) for part in parts]
    assert len(pack["pages"]) == 5 + 3 + 10
    assert [len(each) for each in pages] == [200, 200, 100]
    static = [path for path in pack["assets"] if path.startswith(django_settings.STATIC_URL)]
    files = [finders.find(path.removeprefix(django_settings.STATIC_URL)) for path in static]
    transferred = sum(_transferred(path) for path in files)
    packed = sum(len(each.content) for each in (answer, *parts))
    assert packed + transferred < LIMIT


def _transferred(path):
    with open(path, "rb") as file:
        content = file.read()
    return len(content) if path.endswith("woff2") else len(gzip.compress(content))
