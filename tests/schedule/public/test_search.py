import pytest
from django.http import QueryDict

from conference.schedule.public.search import SearchForm, SearchIndex
from conference.schedule.release.programme import programme_of
from tests.schedule.contents import content, section, slot, speaker, talk

SHOWN = content(
    sections=[
        section(
            [
                slot("2026-08-14 09:00-10:00", "hall north", "plenary", presentation=1),
                slot("2026-08-14 10:00-11:00", "hall", presentation=2),
                slot("2026-08-14 10:00-11:00", "north", presentation=3),
                slot("2026-08-14 12:00-13:00", "hall", "lunch", title="Whale soup"),
            ]
        ),
        section(
            [slot("2026-08-15 10:00-12:00", "loft", presentation=4)],
            slug="tutorials",
            name="Tutorials",
        ),
    ],
    rooms=("hall", "north", "loft"),
    talks=[
        talk(1, "Opening", [1]),
        talk(2, "Counting whales", [2], abstract="With *one* microphone.", track="Data"),
        talk(3, "Café culture", [3], track="People"),
        talk(4, "Whales, hands on", [2, 3], section="tutorials", track="Data"),
    ],
    speakers=[speaker(1, "Ada"), speaker(2, "Renata Ćwiklińska"), speaker(3, "Bo Straße")],
    tracks=[("Data", "#2e7049"), ("People", "#6b4fa0")],
)


@pytest.fixture(scope="module")
def index():
    return SearchIndex(programme_of(SHOWN))


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [1, 2, 3, 4]),
        ("q=whales", [2, 4]),
        ("q=WHALES+microphone", [2]),
        ("q=cwiklinska", [2, 4]),
        ("q=cafe", [3]),
        ("q=CAFÉ", [3]),
        ("q=strasse", [3, 4]),
        ("q=data", [2, 4]),
        ("q=plenary", [1]),
        ("q=soup", []),
        ("section=tutorials", [4]),
        ("track=Data", [2, 4]),
        ("kind=plenary", [1]),
        ("room=north", [1, 3]),
        ("speaker=3", [3, 4]),
        ("track=Data&section=talks&q=whale", [2]),
        ("track=Data&room=north", []),
        ("q=++", [1, 2, 3, 4]),
    ],
)
def test_what_is_found_is_all_of_what_was_asked(index, query, numbers):
    form = SearchForm(index, QueryDict(query))
    assert form.errors == {}
    assert index.find(form.asked) == numbers


@pytest.mark.parametrize("name", ["section", "track", "kind", "room", "speaker"])
def test_what_is_not_there_to_choose_is_said_and_left_out(index, name):
    form = SearchForm(index, QueryDict(f"{name}=nowhere&q=whales"))
    assert form.errors == {name: ["“nowhere” is not in this schedule: choose one from the list."]}
    assert form.asked == {"q": "whales"}


def test_choices_are_those_that_some_talk_has(index):
    choices = {
        name: field.choices for name, field in SearchForm(index).fields.items() if name != "q"
    }
    assert choices == {
        "section": [("talks", "Talks"), ("tutorials", "Tutorials")],
        "track": [("Data", "Data"), ("People", "People")],
        "kind": [("plenary", "plenary"), ("talk", "talk")],
        "room": [("hall", "Hall"), ("north", "North"), ("loft", "Loft")],
        "speaker": [("1", "Ada"), ("3", "Bo Straße"), ("2", "Renata Ćwiklińska")],
    }


def test_where_there_is_nothing_to_choose_nothing_is_asked():
    shown = content(
        [slot("2026-08-14 10:00-11:00", "hall", presentation=1)],
        talks=[talk(1, "One", [1])],
        speakers=[speaker(1, "Ada")],
    )
    index = SearchIndex(programme_of(shown))
    assert list(SearchForm(index).fields) == ["q"]
    # A link may still ask for it.
    assert list(SearchForm(index, QueryDict("room=hall")).fields) == ["q", "room"]


def test_too_many_words_are_refused_in_a_sentence(index):
    form = SearchForm(index, QueryDict(f"q={'x' * 101}"))
    assert list(form.errors) == ["q"]
    assert form.asked == {}


def test_a_talk_that_is_given_twice_is_found_once_by_what_is_true_of_one_of_its_times():
    shown = content(
        [
            slot("2026-08-14 10:00-11:00", "hall", presentation=1),
            slot("2026-08-15 10:00-11:00", "north", "plenary", presentation=1),
        ],
        talks=[talk(1, "One")],
    )
    index = SearchIndex(programme_of(shown))
    asked = [{}, {"room": "north"}, {"q": "plenary"}, {"room": "hall", "kind": "plenary"}]
    assert [index.find(each) for each in asked] == [[1], [1], [1], []]


def test_what_was_chosen_stays_chosen_in_the_list(index):
    form = SearchForm(index, QueryDict("track=Data"))
    assert str(form["track"]) == (
        '<select id="search-track" name="track"><option value="">any</option>'
        '<option value="Data" selected>Data</option><option value="People">People</option></select>'
    )
