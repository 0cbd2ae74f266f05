"""What publishing would change, in words."""

import pytest
from django.utils import timezone

from conference.schedule.core.diff_in_words import SectionChanges
from conference.schedule.models import Slot
from conference.schedule.release.comparison import compare
from conference.schedule.release.content import Content
from conference.schedule.release.freezing import freeze
from tests.factories import make_presentation, make_room, make_section, make_slot, make_speaker
from tests.schedule.contents import with_change


@pytest.fixture
def content(conference):
    """A release with one talk in one room, by Ada."""
    conference.tracks.create(name="Web", colour="#336699")
    section = make_section(conference, slug="talks", name="Talks")
    slot = make_slot(section, rooms=[make_room(conference, name="Blue", slug="blue")])
    speakers = [make_speaker(conference, name="Ada"), make_speaker(conference, name="Bo")]
    talk = make_presentation(section, number=7, title="On lakes", speakers=speakers)
    Slot.objects.filter(pk=slot.pk).update(presentation=talk)
    return freeze(conference, sections=[section], previous=None, at=timezone.now())


def changed(content, change):
    return compare(content, with_change(content, change))


def set_in(where, **values):
    return lambda content: where(content).update(values)


def test_nothing_differs_from_itself(content):
    comparison = compare(content, Content.from_json(content.as_json()))

    assert comparison.is_empty
    assert comparison.sections == (
        SectionChanges("talks", "Talks", is_new=False, lines=(), texts=()),
    )


def test_before_the_first_release_everything_is_new(content):
    (section,) = compare(None, content).sections

    assert (section.is_new, section.texts) == (True, ())
    assert [(line.status, line.title, line.rooms) for line in section.lines] == [
        ("added", "On lakes", ("Blue",))
    ]


def test_a_slot_that_moves_says_what_it_was(content):
    comparison = changed(
        content, set_in(lambda c: c["sections"][0]["slots"][0], start="12:00", end="13:00")
    )

    (line,) = comparison.sections[0].lines
    assert (line.status, line.start.hour, line.was) == ("moved", 12, ("was 10:00–11:00",))


def test_a_section_that_goes_takes_its_slots_with_it(content):
    comparison = changed(content, lambda c: c["sections"].clear())

    assert [(line.status, line.title) for line in comparison.sections[0].lines] == [
        ("removed", "On lakes")
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": "On ponds"}, "“On lakes” is now called “On ponds”."),
        ({"abstract": "Water."}, "The abstract of “On lakes” is new."),
        ({"track": "Web"}, "The track of “On lakes” is now: Web."),
        ({"speakers": []}, "The speakers of “On lakes” are now: – (before: Ada, Bo)."),
    ],
)
def test_texts_of_a_presentation_are_told(content, change, sentence):
    comparison = changed(content, set_in(lambda c: c["presentations"][0], **change))

    assert comparison.sections[0].texts == (sentence,)
    assert not comparison.is_empty


@pytest.mark.parametrize(
    ("where", "change", "sentences"),
    [
        (
            lambda c: c["conference"],
            {"venue": "The mill"},
            ("The conference’s venue is now: The mill (before: –).",),
        ),
        (
            lambda c: c["conference"],
            {"time_zone": "Europe/Vienna"},
            ("The conference’s time zone is now: Europe/Vienna (before: Europe/Zurich).",),
        ),
        (lambda c: c["rooms"][0], {"name": "Azure"}, ("The room “Blue” is now called “Azure”.",)),
        (lambda c: c["rooms"][0], {"capacity": 80}, ("The room “Blue” now holds 80 people.",)),
        (
            lambda c: c["rooms"][0],
            {"is_shared": True},
            ("In the room “Blue” several things may now take place at one time.",),
        ),
        (
            lambda c: c["tracks"][0],
            {"colour": "#000000"},
            ("The tracks, their names or their colours are different.",),
        ),
        (
            lambda c: c["sections"][0],
            {"name": "Speeches"},
            ("The section “Talks” is now called “Speeches”.",),
        ),
        (
            lambda c: c["sections"][0]["kinds"][0],
            {"spans_rooms": True},
            ("The slot kinds of Talks are different.",),
        ),
        (lambda c: c["speakers"][0], {"biography": "Swims."}, ("The biography of Ada is new.",)),
    ],
)
def test_what_all_sections_share_is_told(content, where, change, sentences):
    comparison = changed(content, set_in(where, **change))

    assert comparison.shared == sentences
    assert not comparison.is_empty


def test_a_speaker_who_is_renamed_is_told_once_for_the_person_and_once_for_the_talk(content):
    comparison = changed(content, set_in(lambda c: c["speakers"][0], name="Ada Lake"))

    assert comparison.shared == ("The speaker “Ada” is now called “Ada Lake”.",)
    assert comparison.sections[0].texts == (
        "The speakers of “On lakes” are now: Ada Lake, Bo (before: Ada, Bo).",
    )


def test_rooms_in_another_order_are_told(content):
    red = {"slug": "red", "name": "Red", "capacity": None}
    content = with_change(content, lambda c: c["rooms"].append(red))

    assert changed(content, lambda c: c["rooms"].reverse()).shared == (
        "The rooms stand in another order.",
    )


def test_the_order_of_sections_and_a_section_that_is_gone_are_told(conference):
    make_slot(make_section(conference, slug="talks", name="Talks", order=1))
    posters = make_section(conference, slug="posters", name="Posters", order=2)
    sections = conference.sections.all()
    before = freeze(conference, sections=sections, previous=None, at=timezone.now())
    conference.sections.filter(pk=posters.pk).update(order=0)
    turned = freeze(conference, sections=sections.all(), previous=before, at=timezone.now())
    posters.delete()
    gone = freeze(conference, sections=sections.all(), previous=before, at=timezone.now())

    assert compare(before, turned).shared == ("The sections stand in another order.",)
    assert compare(before, gone).shared == ("The section “Posters” is gone.",)
