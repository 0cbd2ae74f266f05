import re

import pytest

from conference.schedule.public import my_schedule_views
from conference.schedule.release.actions import withdraw_release
from tests.schedule.published import NOT_YET, publish_talks


@pytest.fixture
def published(conference):
    publish_talks(conference)
    return conference


def test_my_schedule_holds_every_talk_hidden(client, published):
    page = client.get("/lakeside/schedule/my/").content.decode()
    assert re.findall(r'<li class="entry talk" hidden data-talk="(\d+)">', page) == ["7", "8", "9"]


def test_my_schedule_is_the_same_for_everyone_and_kept(
    client, published, django_assert_num_queries
):
    first = client.get("/lakeside/schedule/my/")
    with django_assert_num_queries(1):
        again = client.get("/lakeside/schedule/my/?talks=7,8")
    assert again.content == first.content
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert (
        client.get("/lakeside/schedule/my/", headers={"If-None-Match": first["ETag"]}).status_code
        == 304
    )


def test_my_schedule_shows_times_in_the_zone_that_was_asked_for(client, published):
    page = client.get("/lakeside/schedule/my/?zone=Asia/Kathmandu").content.decode()
    assert "Times are in Asia/Kathmandu, UTC+05:45." in page
    assert (
        '<a href="/lakeside/schedule/presentation/7/?zone=Asia%2FKathmandu">Listening</a>' in page
    )
    assert (
        "There is no time zone of that name."
        in client.get("/lakeside/schedule/my/?zone=Atlantis", follow=True).content.decode()
    )


def test_my_schedule_says_when_nothing_is_published(client, published):
    withdraw_release(published, by=None)
    page = client.get("/lakeside/schedule/my/")
    assert page.status_code == 200
    assert NOT_YET in page.content.decode()


def test_a_code_is_an_image_of_its_own(client, published):
    answer = client.get("/lakeside/schedule/my.svg?talks=7,8")
    assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert answer.content.startswith(b"<svg ")
    again = client.get(
        "/lakeside/schedule/my.svg?talks=8,7", headers={"If-None-Match": answer["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("talks", ["", "x", ",".join(map(str, range(151)))])
def test_a_code_of_anything_else_is_refused(client, published, talks):
    assert client.get("/lakeside/schedule/my.svg", {"talks": talks}).status_code == 400


def test_numbers_that_somebody_made_up_are_dropped_before_a_code_is_made(
    client, published, monkeypatch
):
    """There is no end of them, and a code of 150 takes ten times as long as one of two."""
    drawn = []
    monkeypatch.setattr(my_schedule_views, "code_as_svg", lambda text: drawn.append(text) or "")
    for start in (1000, 2000, 3000):
        made_up = ",".join(str(number) for number in range(start, start + 148))
        client.get("/lakeside/schedule/my.svg", {"talks": f"7,9,{made_up}"})
    client.get("/lakeside/schedule/my.svg", {"talks": made_up})

    mine = "http://127.0.0.1:8000/lakeside/schedule/my/?talks="
    assert drawn == [f"{mine}7,9"] * 3 + [mine]


def test_a_conference_that_is_not_there_has_no_stars(client, published):
    found = [
        client.get(f"/unknown/schedule/{name}").status_code
        for name in ("my/", "my.svg?talks=7", "my.ics?talks=7")
    ]
    assert found == [404, 404, 404]
