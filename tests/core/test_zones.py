from zoneinfo import ZoneInfo

import pytest

from conference.core.zones import choose_zone, find_zone


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("  America/New York ", "America/New_York"),
        ("new york", "America/New_York"),
        ("Kathmandu", "Asia/Kathmandu"),
        ("America/Argentina/Ushuaia", "America/Argentina/Ushuaia"),
        ("utc", "UTC"),
        ("Asia/Calcutta", "Asia/Calcutta"),
    ],
)
def test_a_zone_is_known_however_it_is_written(text, name):
    assert find_zone(text) == ZoneInfo(name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Atlantis",
        "localtime",
        "EST5EDT",
        "../etc/passwd",
        "/etc/localtime",
        "Europe/",
        "x" * 5000,
    ],
)
def test_what_is_no_zone_is_none(text):
    assert find_zone(text) is None


def test_a_place_that_several_zones_are_called_by_is_none():
    # America/Louisville is an old name of America/Kentucky/Louisville.
    assert find_zone("Louisville") is None


def test_a_choice_keeps_the_zone_in_links():
    chosen = choose_zone(" new york ")
    assert (chosen.zone, chosen.is_unknown, chosen.query) == (
        ZoneInfo("America/New_York"),
        False,
        "?zone=America%2FNew_York",
    )


def test_no_choice_is_not_an_unknown_one():
    assert [(chosen.is_unknown, chosen.query) for chosen in map(choose_zone, ("", "Atlantis"))] == [
        (False, ""),
        (True, ""),
    ]
