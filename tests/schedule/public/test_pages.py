import gzip
import json
import re
from random import Random

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

from conference.core.colours import palette
from conference.core.kept_pages import kept_pages
from conference.editions.actions import change_conference, raise_public_version
from conference.schedule.models import Release
from conference.schedule.release.actions import publish_schedule, withdraw_release
from conference.schedule.release.public_schedule import programme_of_release
from tests.factories import make_conference, make_section, make_slot, make_user
from tests.schedule.contents import content, section, slot, speaker, talk
from tests.schedule.published import NOT_YET

ALWAYS = [
    "/lakeside/",
    "/lakeside/schedule/",
    "/lakeside/schedule/presentation/",
    "/lakeside/schedule/speaker/",
]
"""Pages that are there before anything is published, and then say so."""

WITHIN = [
    "/lakeside/schedule/2026-08-15/",
    "/lakeside/schedule/section/talks/",
    "/lakeside/schedule/room/hall/",
]
OF_ONE = ["/lakeside/schedule/presentation/1/", "/lakeside/schedule/speaker/1/"]
PAGES = pytest.mark.parametrize("address", [*ALWAYS, *WITHIN, *OF_ONE])
PLAIN_404 = "The address is wrong, the page is gone, or it is not yours to see."


def publish(conference, shown):
    """Make `shown` the public release of a conference, as it stands."""
    last = Release.objects.latest_of(conference)
    raise_public_version(conference)
    return Release.objects.create(
        conference=conference,
        number=last.number + 1 if last else 1,
        content=shown.as_json(),
        digest=shown.digest,
        created_at=timezone.now(),
    )


def programme(talks=3):
    """A release with a plenary, a lunch and `talks` talks of one speaker each, one after the
    other.
    """
    slots = [
        slot("2026-08-14 09:00-10:00", "hall north", "plenary", title="Opening"),
        slot("2026-08-14 12:00-13:00", "hall north", "lunch", title="Lunch"),
    ]
    for number in range(1, talks + 1):
        hour, minute = 9 + number // 12, number % 12 * 5
        when = f"2026-08-15 {hour:02}:{minute:02}-{hour:02}:{minute + 4:02}"
        slots.append(slot(when, "hall", presentation=number))
    return content(
        slots,
        talks=[talk(number, f"Talk {number}", [number]) for number in range(1, talks + 1)],
        speakers=[speaker(number, f"Speaker {number}") for number in range(1, talks + 1)],
    )


def titles(answer):
    """The titles of the entries on a page, in order."""
    return re.findall(r'class="entry__title">(?:<a [^>]+>)?([^<]+)', answer.content.decode())


def text_of(answer):
    """What one reads on a page: its words without the tags, blanks folded."""
    main = answer.content.decode().partition("<main")[2].partition(">")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def menu_of(answer):
    """The entries of a page's menu with where they lead."""
    menu = answer.content.decode().partition('<nav class="menu"')[2].partition("</nav>")[0]
    return re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', menu)


def test_talks_and_ones_own_are_in_the_menu_once_there_are_any(client, conference):
    home, account = ("/lakeside/", "Home"), ("/accounts/", "Account")
    without = [home, ("/lakeside/schedule/", "Schedule"), account]
    assert menu_of(client.get("/lakeside/")) == without
    publish(conference, content([slot("2026-08-14 09:00-10:00", "hall", title="Opening")]))
    assert menu_of(client.get("/lakeside/")) == without
    publish(conference, programme())
    assert menu_of(client.get("/lakeside/schedule/presentation/1/?zone=Asia/Tokyo")) == [
        ("/lakeside/?zone=Asia%2FTokyo", "Home"),
        ("/lakeside/schedule/?zone=Asia%2FTokyo", "Schedule"),
        ("/lakeside/schedule/presentation/?zone=Asia%2FTokyo", "Talks"),
        ("/lakeside/schedule/my/?zone=Asia%2FTokyo", "My schedule"),
        account,
    ]
    lunch_room = content(
        [
            slot("2026-08-14 09:00-10:00", "hall", presentation=1),
            slot("2026-08-14 12:00-13:00", "north"),
        ],
        talks=[talk(1, "Talk 1")],
    )
    publish(conference, lunch_room)
    there = menu_of(client.get("/lakeside/schedule/room/north/"))
    assert [name for _address, name in there] == [
        "Home",
        "Schedule",
        "Talks",
        "My schedule",
        "Account",
    ]


def test_a_schedule_without_talks_says_so_and_asks_nobody_to_star_or_to_search(client, conference):
    publish(conference, content([slot("2026-08-14 09:00-10:00", "hall", title="Opening")]))
    assert text_of(client.get("/lakeside/schedule/presentation/")) == (
        "Schedule Talks No talk stands on the schedule yet."
    )
    assert text_of(client.get("/lakeside/schedule/my/")) == (
        "Schedule My schedule No talk stands on the schedule yet, so there is nothing to star."
    )
    assert "Search the talks" not in text_of(client.get("/lakeside/"))


def test_a_title_stands_as_it_was_typed_and_a_bare_kind_begins_with_a_capital(client, conference):
    slots = [
        slot("2026-08-14 09:00-10:00", "hall", presentation=7),
        slot("2026-08-14 10:00-11:00", "hall", title="iPhone hour"),
        slot("2026-08-14 11:00-12:00", "hall", "lunch"),
    ]
    publish(conference, content(slots, talks=[talk(7, "npm, pip")]))
    assert titles(client.get("/lakeside/schedule/")) == ["npm, pip", "iPhone hour", "Lunch"]


def test_the_schedule_says_day_time_room_kind_title_and_speakers(client, conference):
    shown = content(
        [
            slot("2026-08-14 10:00-11:00", "hall", presentation=7),
            slot("2026-08-14 20:00-01:00", "north", "party"),
        ],
        talks=[talk(7, "Listening <to> the sea", [1, 2], track="People")],
        speakers=[speaker(1, "Ada"), speaker(2, "Bo")],
        tracks=[("People", "#6b4fa0")],
    )
    publish(conference, shown)
    words = text_of(client.get("/lakeside/schedule/"))
    assert words.partition(" Release 1,")[0].partition(" Now Today ")[2] == (
        "Friday 14 August Rooms across, times down Friday 14 August Lakeside 2027 · Times are in "
        "Australia/Adelaide, UTC+09:30 Time Hall North 10:00 Listening &lt;to&gt; the sea Ada, Bo "
        "10:00 – 11:00 Hall talk People 20:00 Party 20:00 – 01:00 North"
    )


def test_every_time_carries_its_offset(client, conference):
    publish(conference, content([slot("2026-08-14 20:00-01:00", "hall", "party")]))
    page = client.get("/lakeside/schedule/").content.decode()
    assert re.findall(r'<time datetime="([^"]+)">(\d\d:\d\d)', page) == [
        ("2026-08-14T20:00:00+09:30", "20:00"),
        ("2026-08-14T20:00:00+09:30", "20:00"),
        ("2026-08-15T01:00:00+09:30", "01:00"),
    ]


def test_days_on_both_sides_of_a_change_of_clocks_name_their_own_offset(client, conference):
    publish(
        conference,
        content([slot("2026-10-03 10:00-11:00", "hall"), slot("2026-10-04 10:00-11:00", "hall")]),
    )
    words = text_of(client.get("/lakeside/schedule/"))
    assert re.findall(r"(\d+ October) (UTC\S+)", words) == [
        ("3 October", "UTC+09:30"),
        ("4 October", "UTC+10:30"),
    ]


def test_what_takes_all_rooms_says_so_once_there_are_more_than_two(client, conference):
    rooms = ("hall", "north", "loft")
    publish(
        conference,
        content([slot("2026-08-14 09:00-10:00", "hall north loft", "plenary")], rooms=rooms),
    )
    assert "09:00 – 10:00 all rooms" in text_of(client.get("/lakeside/schedule/"))


@PAGES
@pytest.mark.parametrize("talks", [1, 40])
def test_pages_take_one_query_warm_and_four_cold_however_much_they_show(
    client, conference, django_assert_num_queries, talks, address
):
    publish(conference, programme(talks))
    programme_of_release.cache_clear()
    with django_assert_num_queries(4):
        client.get(address)
    # A page that was made before needs no programme; home counts what has started by now.
    if address != "/lakeside/":
        programme_of_release.cache_clear()
    with django_assert_num_queries(1):
        client.get(address)
    etag = client.get(address)["ETag"]
    with django_assert_num_queries(1):
        client.get(address, headers={"If-None-Match": etag})


@PAGES
def test_a_public_page_is_the_same_bytes_for_everyone_and_touches_no_session(
    client, conference, address
):
    publish(conference, programme())
    anonymous = client.get(address)
    client.force_login(make_user())
    known = client.get(address)
    assert known.content == anonymous.content
    for answer in (anonymous, known):
        assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert (answer.get("Vary"), len(answer.cookies)) == ("Accept-Encoding", 0)


@PAGES
def test_a_page_that_one_has_already_is_not_sent_again(client, conference, address):
    publish(conference, programme())
    etag = client.get(address)["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


@PAGES
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Riverside"),
        ("venue", "Town hall"),
        ("accent", "#123456"),
        ("contact_email", "a@example.org"),
        ("code_of_conduct_url", "https://example.org/coc"),
        ("privacy_url", "https://example.org/privacy"),
    ],
)
def test_a_page_is_another_when_its_frame_is(client, conference, address, field, value):
    publish(conference, programme())
    before = client.get(address)
    change_conference(conference, changes={field: value}, by=None)
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.content != before.content


@pytest.mark.parametrize("address", ALWAYS)
def test_a_page_is_another_with_each_release_and_without_one(client, conference, address):
    etags = [client.get(address)["ETag"]]
    for talks in (1, 2):
        publish(conference, programme(talks))
        etags.append(client.get(address)["ETag"])
    withdraw_release(conference, by=None)
    etags.append(client.get(address)["ETag"])
    assert len(set(etags)) == 4


@pytest.mark.parametrize("address", [*ALWAYS, *WITHIN])
def test_the_schedule_is_not_published_yet_before_the_first_release_and_when_withdrawn(
    client, conference, address
):
    answer = client.get(address)
    assert (answer.status_code, NOT_YET in text_of(answer)) == (200, True)
    publish(conference, programme())
    assert NOT_YET not in text_of(client.get(address))
    withdraw_release(conference, by=None)
    answer = client.get(address)
    assert (answer.status_code, NOT_YET in text_of(answer)) == (200, True)


@pytest.mark.parametrize("address", OF_ONE)
def test_a_talk_and_a_speaker_are_not_found_while_nothing_is_public(client, conference, address):
    assert client.get(address).status_code == 404
    publish(conference, programme())
    assert client.get(address).status_code == 200
    withdraw_release(conference, by=None)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "part",
    [
        "2026-08-13/",
        "2026-02-31/",
        "section/workshops/",
        "room/cellar/",
        "presentation/99/",
        "speaker/99/",
    ],
)
def test_what_the_release_does_not_have_is_not_found(client, conference, part):
    publish(conference, programme())
    assert client.get(f"/lakeside/schedule/{part}").status_code == 404


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/lakeside/", "The programme Nothing stands on the schedule yet."),
        ("/lakeside/schedule/", "Schedule Nothing stands on the schedule yet."),
        ("/lakeside/schedule/presentation/", "Talks No talk stands on the schedule yet."),
        ("/lakeside/schedule/speaker/", "Speakers Nobody is named on the schedule yet."),
    ],
)
def test_a_release_without_slots_says_so(client, conference, address, said):
    publish(conference, content(rooms=[]))
    assert text_of(client.get(address)).endswith(said)


@pytest.mark.parametrize(
    "part", ["", "schedule/", "schedule/presentation/7/", "schedule/speaker/1/"]
)
def test_utc_is_not_named_twice(client, conference, part):
    publish(conference, rich_programme())
    words = text_of(client.get(f"/lakeside/{part}", {"zone": "UTC"}))
    assert ("UTC" in words, "UTC, UTC" in words) == (True, False)


def test_the_draft_is_not_shown(client, conference):
    part = make_section(conference)
    make_slot(part, title="Public")
    publish_schedule(conference, by=None)
    make_slot(part, title="Secret", start="14:00", end="15:00")
    words = text_of(client.get("/lakeside/schedule/"))
    assert ("Public" in words, "Secret" in words) == (True, False)


def test_several_sections_are_one_schedule(client, conference):
    publish(conference, two_sections())
    assert titles(client.get("/lakeside/schedule/")) == ["Tutorial", "Talk", "Lunch"]


def two_sections():
    """Talks in the hall, a tutorial in the north room, and a lunch in both, on two days."""
    return content(
        sections=[
            section(
                [
                    slot("2026-08-14 10:00-11:00", "hall", title="Talk"),
                    slot("2026-08-15 12:00-13:00", "hall north", "lunch", title="Lunch"),
                ]
            ),
            section(
                [slot("2026-08-14 09:00-10:00", "north", title="Tutorial")],
                slug="tutorials",
                name="Tutorials",
            ),
        ]
    )


@pytest.mark.parametrize(
    ("part", "heading", "shown"),
    [
        ("2026-08-14/", "Friday, 14 August", ["Tutorial", "Talk"]),
        ("2026-08-15/", "Saturday, 15 August", ["Lunch"]),
        ("section/talks/", "Talks", ["Talk", "Lunch"]),
        ("section/tutorials/", "Tutorials", ["Tutorial"]),
        ("room/hall/", "Hall", ["Talk", "Lunch"]),
        ("room/north/", "North", ["Tutorial", "Lunch"]),
    ],
)
def test_a_day_a_section_and_a_room_have_pages_of_their_own(
    client, conference, part, heading, shown
):
    publish(conference, two_sections())
    answer = client.get(f"/lakeside/schedule/{part}")
    assert f"<h1>{heading}</h1>" in answer.content.decode()
    assert titles(answer) == shown


def test_the_page_of_a_room_shows_no_other_room(client, conference):
    publish(conference, two_sections())
    page = client.get("/lakeside/schedule/room/hall/").content.decode()
    assert re.findall(r'class="entry__room">([^<]+?)\s*<', page) == ["Hall", "Hall"]


def rich_programme():
    """Two talks at a time, of three speakers, with texts."""
    return content(
        [
            slot("2026-08-14 10:00-11:00", "hall", presentation=7),
            slot("2026-08-14 10:30-11:30", "north", presentation=8),
            slot("2026-08-14 12:00-13:00", "hall north", "lunch", title="Lunch"),
        ],
        talks=[
            talk(7, "Listening <to> the sea", [1, 2], abstract="Of *hydrophones*.", track="People"),
            talk(8, "Counting", [3]),
        ],
        speakers=[speaker(1, "Ada", "She **counts**."), speaker(2, "Bo"), speaker(3, "Cy")],
        tracks=[("People", "#6b4fa0")],
    )


def test_the_page_of_a_talk_says_all_there_is_to_it(client, conference):
    publish(conference, rich_programme())
    answer = client.get("/lakeside/schedule/presentation/7/")
    words = text_of(answer)
    assert (
        "Listening &lt;to&gt; the sea Ada , Bo When Friday, 14 August 2026 10:00 – 11:00" in words
    )
    assert "Australia/Adelaide, UTC+09:30 Where Hall Track People Kind talk" in words
    assert "<p>Of <em>hydrophones</em>.</p>" in answer.content.decode()
    assert "<p>She <strong>counts</strong>.</p>" in answer.content.decode()
    assert words.endswith("At the same time Counting Cy 10:30 – 11:30 North talk")


def test_the_page_of_a_speaker_says_who_and_what(client, conference):
    publish(conference, rich_programme())
    answer = client.get("/lakeside/schedule/speaker/1/")
    assert text_of(answer).startswith(
        "Schedule Speakers Ada She counts . On the programme Listening &lt;to&gt; the sea Ada, Bo "
        "Friday 14 August 10:00 – 11:00 Hall talk People"
    )


def test_speakers_are_listed_by_name_with_what_they_give(client, conference):
    publish(conference, rich_programme())
    assert text_of(client.get("/lakeside/schedule/speaker/")) == (
        "Schedule Speakers Ada Listening &lt;to&gt; the sea Bo Listening &lt;to&gt; the sea Cy "
        "Counting"
    )


def links_of(answer):
    return re.findall(r'<a[^>]* href="([^"]+)"', answer.content.decode().partition("<main")[2])


@pytest.mark.parametrize(
    ("page", "calendar"),
    [
        ("schedule/", "schedule.ics"),
        ("schedule/room/hall/", "schedule/room/hall/schedule.ics"),
        ("schedule/section/talks/", "schedule/section/talks/schedule.ics"),
        ("schedule/speaker/1/", "schedule/speaker/1/schedule.ics"),
    ],
)
def test_a_calendar_can_be_saved_and_subscribed_to(client, conference, page, calendar):
    publish(conference, rich_programme())
    links = [link for link in links_of(client.get(f"/lakeside/{page}")) if link.endswith(".ics")]
    assert links == [f"/lakeside/{calendar}", f"webcal://127.0.0.1:8000/lakeside/{calendar}"]


def test_entries_lead_to_their_pages_and_pauses_nowhere(client, conference):
    publish(conference, rich_programme())
    entries = re.findall(
        r'class="entry__title">(?:<a href="([^"]+)">)?',
        client.get("/lakeside/schedule/").content.decode(),
    )
    assert entries == [
        "/lakeside/schedule/presentation/7/",
        "/lakeside/schedule/presentation/8/",
        "",
    ]


@PAGES
def test_every_link_of_a_page_leads_somewhere(client, conference, address):
    publish(conference, programme())
    links = {
        link.partition("#")[0] for link in links_of(client.get(address)) if link.startswith("/")
    }
    assert {link: client.get(link).status_code for link in links if link} == {
        link: 200 for link in links if link
    }


# --- Data for search engines ----------------------------------------------------------------------


def events_of(answer):
    """The events in the data of a page: its own, and those within it."""
    text = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', answer.content.decode()
    )[1]
    data = json.loads(text)
    return [data["name"], *(event["name"] for event in data.get("subEvent", ()))]


def test_each_talk_is_an_event_on_its_own_page_and_not_once_more_on_the_schedule(
    client, conference
):
    publish(conference, programme(talks=2))
    addresses = [
        "",
        "2026-08-15/",
        "section/talks/",
        "room/hall/",
        "presentation/1/",
        "presentation/2/",
    ]
    found = [events_of(client.get(f"/lakeside/schedule/{address}")) for address in addresses]
    assert found == [*[[conference.title]] * 4, ["Talk 1"], ["Talk 2"]]


# --- Searching ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "count", "shown"),
    [
        ("", "2 talks", ["Listening &lt;to&gt; the sea", "Counting"]),
        ("?q=sea", "1 of 2 talks", ["Listening &lt;to&gt; the sea"]),
        ("?speaker=3", "1 of 2 talks", ["Counting"]),
        ("?room=north&q=sea", "0 of 2 talks", []),
    ],
)
def test_talks_are_found_without_a_script(client, conference, query, count, shown):
    publish(conference, rich_programme())
    answer = client.get(f"/lakeside/schedule/presentation/{query}")
    assert titles(answer) == shown
    assert f" {count} " in text_of(answer)


def test_of_a_single_talk_none_is_found_in_the_singular(client, conference):
    publish(conference, programme(talks=1))
    assert " 0 of 1 talk " in text_of(client.get("/lakeside/schedule/presentation/?q=nothing"))


def test_what_cannot_be_asked_for_is_explained(client, conference):
    publish(conference, rich_programme())
    words = text_of(client.get("/lakeside/schedule/presentation/?room=cellar"))
    assert "“cellar” is not in this schedule: choose one from the list." in words
    assert " 2 of 2 talks " in words


def test_searches_are_not_kept_but_known_again(client, conference):
    publish(conference, rich_programme())
    client.get("/lakeside/schedule/presentation/")
    before = len(cache._cache)
    answer = client.get("/lakeside/schedule/presentation/?q=sea")
    assert len(cache._cache) == before
    again = client.get(
        "/lakeside/schedule/presentation/?q=sea", headers={"If-None-Match": answer["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_addresses_without_end_are_not_kept_while_nothing_is_public(client, conference):
    for slug in ("one", "two"):
        assert client.get(f"/lakeside/schedule/room/{slug}/").status_code == 200
    assert len(cache._cache) == 0


# --- The visitor's zone ---------------------------------------------------------------------------


@PAGES
def test_each_zone_is_a_page_of_its_own_however_it_is_written(client, conference, address):
    publish(conference, programme())
    etags = {
        zone: client.get(address, {"zone": zone})["ETag"]
        for zone in ("", "Europe/Berlin", "berlin", "UTC")
    }
    assert etags["berlin"] == etags["Europe/Berlin"]
    assert len(set(etags.values())) == 3


def test_a_page_in_another_zone_names_it_and_keeps_the_days(client, conference):
    publish(conference, content([slot("2026-08-14 09:00-10:00", "hall", title="Opening")]))
    words = text_of(client.get("/lakeside/schedule/?zone=new+york"))
    assert (
        "Times are shown in America/New_York, UTC−04:00 . The days are the conference’s own, in"
        in words
    )
    assert "Friday 14 August Rooms across" in words
    assert "Opening Thu 13 Aug, 19:30 – 20:30 Hall talk" in words


def test_links_keep_the_zone(client, conference):
    publish(conference, rich_programme())
    for address in ("/lakeside/", "/lakeside/schedule/", "/lakeside/schedule/presentation/7/"):
        links = links_of(client.get(address, {"zone": "Europe/Berlin"}))
        pages = [
            link
            for link in links
            if link.startswith("/lakeside/schedule/")
            and not link.endswith((".ics", ".json", ".csv", "/my/"))
        ]
        without = {link for link in pages if "zone=Europe%2FBerlin" not in link}
        assert without <= {address}  # the way back to the conference's times


def test_every_zone_that_is_none_leads_to_one_page_that_says_so(client, conference):
    publish(conference, rich_programme())
    answers = [
        client.get(address, {"q": "x", "zone": zone})
        for address in ("/lakeside/", "/lakeside/schedule/presentation/")
        for zone in ("<Atlantis>", "x" * 3000, "UNKNOWN")
    ]
    words = text_of(client.get(answers[-1].url))

    assert [(answer.status_code, answer.url) for answer in answers] == [
        *[(302, "/lakeside/?q=x&zone=unknown")] * 3,
        *[(302, "/lakeside/schedule/presentation/?q=x&zone=unknown")] * 3,
    ]
    assert (
        "There is no time zone of that name. Write one as Europe/Berlin, or just its city." in words
    )


def test_the_times_stay_the_conferences_where_a_zone_is_none(client, conference):
    publish(conference, rich_programme())

    assert "10:00 – 11:00" in text_of(client.get("/lakeside/schedule/", {"zone": "unknown"}))


def test_a_number_in_an_address_has_one_spelling(client, conference):
    publish(conference, rich_programme())
    answer = client.get("/lakeside/schedule/presentation/0000005/?zone=UTC")

    assert (answer.status_code, answer.url) == (
        301,
        "/lakeside/schedule/presentation/5/?zone=UTC",
    )
    assert client.get("/lakeside/schedule/presentation/5/").resolver_match.kwargs["number"] == 5


def test_whatever_a_request_says_of_its_place_no_kept_page_repeats_it(client, conference):
    publish(conference, rich_programme())
    clean = client.get("/lakeside/schedule/").content
    kept_pages().clear()

    for said in (
        {"SCRIPT_NAME": "//evil.example"},
        {"HTTP_SCRIPT_NAME": "//evil.example"},
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_X_SCRIPT_NAME": "/evil"},
        {"HTTP_REFERER": "https://evil.example/"},
    ):
        assert client.get("/lakeside/schedule/", **said).content == clean
        kept_pages().clear()


# --- For other programs ---------------------------------------------------------------------------


@PAGES
def test_a_page_says_what_it_is_to_others(client, conference, address):
    publish(conference, programme())
    head = client.get(address, {"zone": "UTC"}).content.decode().partition("</head>")[0]
    assert re.findall(r'<link rel="canonical" href="([^"]+)">', head) == [
        f"http://127.0.0.1:8000{address}"
    ]
    said = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]+)">', head))
    assert set(said) == {"site_name", "type", "title", "description", "url"}
    assert said["url"] == f"http://127.0.0.1:8000{address}"


@pytest.mark.parametrize(
    ("address", "kind", "name"),
    [
        ("/lakeside/", "Event", "Lakeside 2027"),
        ("/lakeside/schedule/", "Event", "Lakeside 2027"),
        ("/lakeside/schedule/presentation/7/", "Event", "Listening <to> the sea"),
        ("/lakeside/schedule/speaker/1/", "Person", "Ada"),
    ],
)
def test_a_page_carries_its_events_as_data(client, conference, address, kind, name):
    publish(conference, rich_programme())
    page = client.get(address).content.decode()
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    data = json.loads(text)
    assert (data["@type"], data["name"]) == (kind, name)


def test_the_site_map_leads_to_that_of_each_conference(client, conference):
    publish(conference, rich_programme())
    index = client.get("/sitemap.xml")
    assert (index.status_code, index["Content-Type"]) == (200, "application/xml; charset=utf-8")
    assert b"<loc>http://127.0.0.1:8000/lakeside/sitemap.xml</loc>" in index.content
    pages = re.findall(
        r"<loc>http://127.0.0.1:8000([^<]+)", client.get("/lakeside/sitemap.xml").content.decode()
    )
    assert len(pages) == 13
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_the_site_map_names_only_conferences_with_a_public_schedule(client, conference):
    def named():
        return re.findall(
            r"<loc>http://127.0.0.1:8000([^<]+)", client.get("/sitemap.xml").content.decode()
        )

    publish(make_conference(slug="another"), programme())
    publish(conference, programme())
    publish(conference, rich_programme())
    make_conference(slug="secret")
    assert named() == ["/another/sitemap.xml", "/lakeside/sitemap.xml"]
    withdraw_release(conference, by=None)
    assert named() == ["/another/sitemap.xml"]


@pytest.mark.parametrize("address", ["/robots.txt", "/sitemap.xml", "/lakeside/sitemap.xml"])
def test_a_site_map_is_known_again(client, conference, address):
    publish(conference, rich_programme())
    answer = client.get(address, headers={"If-None-Match": client.get(address)["ETag"]})
    assert answer.status_code == 304


# --- Compression ----------------------------------------------------------------------------------


def test_a_page_is_compressed_for_those_who_take_it_so(client, conference):
    publish(conference, programme(40))
    plain = client.get("/lakeside/schedule/")
    packed = client.get("/lakeside/schedule/", headers={"Accept-Encoding": "br, gzip"})
    assert (plain.get("Content-Encoding"), packed["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] != plain["ETag"]
    assert (plain["Vary"], packed["Vary"]) == ("Accept-Encoding", "Accept-Encoding")
    again = client.get(
        "/lakeside/schedule/", headers={"Accept-Encoding": "gzip", "If-None-Match": packed["ETag"]}
    )
    assert (again.status_code, again["ETag"]) == (304, packed["ETag"])


def test_three_hundred_talks_are_at_most_60_kb_on_the_way(client, conference):
    publish(conference, three_hundred_talks())
    packed = client.get("/lakeside/schedule/", headers={"Accept-Encoding": "gzip"})
    assert len(packed.content) < 60_000


def three_hundred_talks():
    """Three days of ten rooms with ten talks each, with titles and names that do not compress like
    one.
    """
    random = Random(7)
    words = ["".join(random.choices("aeioulmnrstkdp", k=random.randint(3, 9))) for _ in range(600)]
    rooms = [f"room-{number}" for number in range(10)]
    places = [
        (f"2026-08-{14 + day} {9 + hour:02}:00-{9 + hour:02}:45", room)
        for day in range(3)
        for hour in range(10)
        for room in rooms
    ]
    return content(
        [
            slot(when, room, presentation=number)
            for number, (when, room) in enumerate(places, start=1)
        ],
        rooms=rooms,
        talks=[
            talk(number, " ".join(random.choices(words, k=7)).capitalize(), [number], track="Data")
            for number in range(1, 301)
        ],
        speakers=[
            speaker(number, " ".join(random.choices(words, k=2)).title())
            for number in range(1, 301)
        ],
        tracks=[("Data", "#2e7049")],
    )


# --- The home page --------------------------------------------------------------------------------


def test_home_says_what_when_and_where(client, conference):
    conference.venue = "Town hall, 1 Lake Street"
    conference.save()
    publish(conference, programme())
    assert text_of(client.get("/lakeside/")) == (
        "Lakeside 2027 14 – 16 May 2027 Town hall, 1 Lake Street It is over. The programme stays "
        "here: what was said, by whom, and when. The programme Friday, 14 August 09:00 – 13:00 2 "
        "rooms Saturday, 15 August 09:05 – 09:19 3 talks 1 room Times are in Australia/Adelaide, "
        "UTC+09:30. Another time zone Time zone Such as Europe/Berlin, or just the city. Show "
        "times In your zone, See the whole schedule Search the talks Speakers"
    )


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (
            "2026-08-01T00:00:00+09:30",
            "It begins Friday, 14 August Opening 09:00 – 10:00 Hall, North plenary",
        ),
        (
            "2026-08-14T09:20:00+09:30",
            "On now as of 09:00 Opening 09:00 – 10:00 Hall, North plenary "
            "Next Friday, 14 August Lunch 12:00 – 13:00 Hall, North",
        ),
        (
            "2026-08-14T11:00:00+09:30",
            "On now as of 10:00 Nothing, for the moment. "
            "Next Friday, 14 August Lunch 12:00 – 13:00 Hall, North",
        ),
        (
            "2026-08-14T20:00:00+09:30",
            "It goes on Saturday, 15 August Talk 1 Speaker 1 09:05 – 09:09 Hall talk",
        ),
        (
            "2026-08-16T00:00:00+09:30",
            "It is over. The programme stays here: what was said, by whom, and when.",
        ),
    ],
)
def test_home_says_the_next_thing_that_matters(client, conference, time_machine, now, said):
    publish(conference, programme())
    time_machine.move_to(now)
    words = text_of(client.get("/lakeside/"))
    assert (
        words.removeprefix("Lakeside 2027 14 – 16 May 2027 ").partition(" The programme Friday")[0]
        == said
    )


def test_home_is_the_same_until_something_starts_or_ends(client, conference, time_machine):
    publish(conference, programme())
    etags = []
    for clock in ("08:59", "09:00", "09:59", "10:00"):
        time_machine.move_to(f"2026-08-14T{clock}:00+09:30")
        etags.append(client.get("/lakeside/")["ETag"])
    assert etags[1] == etags[2]
    assert len(set(etags)) == 3


def test_the_front_door_leads_to_the_current_conference(client, conference):
    make_conference(slug="later", starts_on=conference.starts_on.replace(year=2030))
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/lakeside/")
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_the_front_door_says_that_there_is_no_conference_yet(client, db):
    answer = client.get("/")
    assert answer.status_code == 200
    assert text_of(answer).startswith("No conference yet")


@pytest.mark.parametrize(
    ("address", "sentence", "leads_to"),
    [
        (
            "/lakeside/schedule/presentation/99/",
            "“99” is not in the public schedule of Lakeside 2027: look it up there.",
            "/lakeside/schedule/",
        ),
        (
            "/lakeside/schedule/room/cellar/schedule.ics",
            "Nothing of that kind stands on the schedule.",
            "/lakeside/schedule/",
        ),
        ("/lakeside/nowhere/", PLAIN_404, "/lakeside/schedule/"),
        ("/unknown/", "There is no conference “unknown”: look at its address again.", "/"),
        ("/unknown/schedule/", "There is no conference “unknown”: look at its address again.", "/"),
        ("/unknown/colours.abc.css", PLAIN_404, "/"),
    ],
)
def test_what_is_not_found_is_named_and_the_way_leads_to_its_conference(
    client, conference, address, sentence, leads_to
):
    publish(conference, programme())
    answer = client.get(address)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert re.findall('<p class="lead">(.*?)</p>', page) == [sentence]
    assert re.findall('<a class="button button--quiet" href="(.*?)"', page) == [leads_to]
    assert answer.cookies == {}


def test_a_stranger_learns_nothing_from_what_is_not_found(client, conference, stranger):
    section = make_section(conference, slug="secret")
    client.force_login(stranger)
    pages = [
        client.get(f"/lakeside/organise/import/{slug}/").content.decode()
        for slug in (section.slug, "no-such-section")
    ]
    assert pages[0] == pages[1]
    assert PLAIN_404 in pages[0]


def test_the_colours_of_a_conference_are_a_stylesheet_for_ever(client, conference):
    colours = palette(conference.accent)
    answer = client.get(f"/lakeside/colours.{colours.digest}.css")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.content.decode() == colours.stylesheet
    assert f"/lakeside/colours.{colours.digest}.css" in client.get("/lakeside/").content.decode()


def test_colours_of_another_digest_are_not_found(client, conference):
    assert client.get("/lakeside/colours.0123456789ab.css").status_code == 404


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_a_page_of_refusal_stands_without_a_request_or_a_database(name):
    page = render_to_string("site/page_not_found.html" if name == "404" else f"{name}.html")
    assert page.count("<h1") == 1


def test_the_page_of_a_fault_stands_without_static_files_and_addresses(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    settings.ROOT_URLCONF = "conference.nowhere"
    assert "<h1>Something went wrong here</h1>" in render_to_string("500.html")


def test_only_pages_behind_a_log_in_show_messages():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    context = {"messages": ["Saved."]}
    assert "Saved." in render_to_string("workspace.html", context, request)
    assert "Saved." not in render_to_string("base.html", context, request)


@pytest.mark.parametrize(("width", "display"), [(390, "block"), (1280, "table")])
def test_the_schedule_is_a_list_on_a_phone_and_a_grid_on_a_wide_screen(
    page, conference, width, display
):
    publish(conference, programme())
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/lakeside/schedule/")
    assert (
        page.locator(".grid").first.evaluate("table => getComputedStyle(table).display") == display
    )
    assert page.get_by_role("heading", name="Talk 1", exact=True).is_visible()
    assert page.locator(".entry__room").first.is_visible() == (width == 390)


def test_slots_in_the_grid_are_as_high_as_they_last_and_as_wide_as_their_rooms(page, conference):
    publish(
        conference,
        content(
            [
                slot("2026-08-14 09:00-10:00", "hall north", "plenary", title="Opening"),
                slot("2026-08-14 10:00-12:00", "hall", title="Long"),
                slot("2026-08-14 10:00-11:00", "north", title="First half"),
                slot("2026-08-14 11:00-12:00", "north", title="Second half"),
            ]
        ),
    )
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/lakeside/schedule/")
    boxes = {
        title: page.locator("td.entry", has=page.get_by_role("heading", name=title)).bounding_box()
        for title in ("Opening", "Long", "First half", "Second half")
    }
    assert boxes["Long"]["height"] == pytest.approx(2 * boxes["Opening"]["height"], abs=2)
    assert boxes["First half"]["height"] == pytest.approx(boxes["Opening"]["height"], abs=2)
    assert boxes["Second half"]["y"] == pytest.approx(
        boxes["Long"]["y"] + boxes["Long"]["height"] / 2, abs=2
    )
    assert boxes["Opening"]["width"] == pytest.approx(
        boxes["Long"]["width"] + boxes["First half"]["width"], abs=2
    )


def test_what_begins_at_one_time_is_told_apart_on_a_phone_also_across_a_free_room(page, conference):
    slots = [slot("2026-08-14 09:00-10:00", room, title=room) for room in ("hall", "south")]
    later = slot("2026-08-14 11:00-12:00", "north", title="Later")
    publish(conference, content([*slots, later], rooms=["hall", "north", "south"]))
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/lakeside/schedule/")
    rule = page.locator(".entry", has_text="south").evaluate(
        "each => getComputedStyle(each).borderTopWidth"
    )
    assert rule == "1px"


def test_a_grid_that_is_wider_than_the_window_scrolls_by_itself(page, conference):
    names = [f"room-{number}" for number in range(16)]
    opening = slot("2026-08-14 08:00-09:00", " ".join(names), "plenary", title="Opening")
    publish(
        conference,
        content([opening, *(slot("2026-08-14 09:00-10:00", name) for name in names)], rooms=names),
    )
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/lakeside/schedule/")
    frame = page.get_by_role("region", name="Friday 14 August").last
    assert frame.evaluate("frame => frame.scrollWidth > frame.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") == 1280
    frame.evaluate("frame => { frame.scrollLeft = frame.scrollWidth }")
    times = page.get_by_role("rowheader", name="08:00").bounding_box()
    title = page.get_by_role("heading", name="Opening").bounding_box()
    assert 0 < title["x"] - (times["x"] + times["width"]) < 20


def test_the_first_key_press_leads_past_the_menu(page, conference):
    publish(conference, programme())
    page.goto("/lakeside/schedule/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


# --- A talk in several slots ----------------------------------------------------------------------

FIRST = slot("2026-08-14 10:00-11:00", "hall", presentation=7)
AGAIN = slot("2026-08-15 14:00-15:00", "north", "plenary", presentation=7)
BESIDE = slot("2026-08-15 14:30-15:30", "hall", presentation=8)


@pytest.fixture
def given_twice(conference):
    """Talk 7 stands in two slots; talk 8 takes place beside the second of them."""
    shown = content(
        [AGAIN, FIRST, BESIDE],
        talks=[talk(7, "Listening", [1]), talk(8, "Counting", [2])],
        speakers=[speaker(1, "Ada"), speaker(2, "Bo")],
    )
    return publish(conference, shown)


def test_a_talk_that_is_given_twice_has_one_page_with_all_its_times_and_rooms(client, given_twice):
    page = client.get("/lakeside/schedule/presentation/7/")
    words = text_of(page)
    assert words.index("Friday, 14 August 2026 10:00 – 11:00") < words.index("Hall")
    assert words.index("Hall") < words.index("Saturday, 15 August 2026 14:00 – 15:00")
    assert page.content.decode().count("<h1>") == 1
    assert [entry.number for entry in page.context["beside"]] == [8]
    beside = client.get("/lakeside/schedule/presentation/8/").context["beside"]
    assert [entry.id for entry in beside] == [AGAIN["key"]]


def test_both_places_of_a_talk_on_the_schedule_lead_to_its_page(client, given_twice):
    page = client.get("/lakeside/schedule/").content.decode()
    assert page.count('<a href="/lakeside/schedule/presentation/7/">Listening</a>') == 2
    assert [page.count(f'id="{name}"') for name in ("presentation-7", AGAIN["key"])] == [1, 1]


@pytest.mark.parametrize("address", ["presentation/", "presentation/?room=north", "speaker/1/"])
def test_lists_name_a_talk_once_with_all_its_times(client, given_twice, address):
    page = client.get(f"/lakeside/schedule/{address}").content.decode()
    assert page.count('<a href="/lakeside/schedule/presentation/7/">Listening</a>') == 1
    assert page.count("Friday 14 August</span>") == 1
    assert page.count("Saturday 15 August</span>") == 1


def test_the_list_of_speakers_names_a_talk_once(client, given_twice):
    page = client.get("/lakeside/schedule/speaker/").content.decode()
    assert page.count(">Listening</a>") == 1


def test_my_schedule_holds_a_talk_once_with_all_its_times(client, given_twice):
    page = client.get("/lakeside/schedule/my/").content.decode()
    assert [page.count(f'data-talk="{number}"') for number in (7, 8)] == [1, 1]


def test_search_engines_are_told_of_every_time(client, given_twice):
    first = json_ld_of(client.get("/lakeside/schedule/presentation/7/"))
    [again] = first["subEvent"]
    assert (first["name"], first["startDate"][:10]) == ("Listening", "2026-08-14")
    assert (again["startDate"], again["location"]["name"]) == ("2026-08-15T14:00:00+09:30", "North")


def json_ld_of(page):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.content.decode())
    return json.loads(found[1])
