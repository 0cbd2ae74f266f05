"""A presentation is written under the conference's lock, with the conference's next number."""

import pytest

from conference.presentations.actions import next_number, save_presentation
from conference.presentations.models import Presentation
from tests.factories import make_conference, make_presentation, make_section, make_user

pytestmark = pytest.mark.django_db


def a_new_one(section, **fields):
    return Presentation(conference=section.conference, section=section, title="On lakes", **fields)


def test_the_next_number_is_that_of_the_conference():
    section = make_section()
    make_presentation(section, number=3)
    make_presentation(make_section(section.conference), number=41)
    make_presentation(number=99)  # of another conference
    assert next_number(section.conference) == 42


def test_the_first_presentation_is_number_one():
    assert next_number(make_conference()) == 1


def test_a_new_presentation_gets_the_next_number_or_keeps_its_own():
    section = make_section()
    make_presentation(section, number=7)
    added = [
        save_presentation(a_new_one(section), by=None),
        save_presentation(a_new_one(section, number=20), by=None),
        save_presentation(a_new_one(section), by=None),
    ]
    assert [each.number for each in added] == [8, 20, 21]
    assert Presentation.objects.filter(section=section).count() == 4


def test_a_changed_presentation_keeps_its_number_and_stands_in_the_history():
    presentation, somebody = make_presentation(number=7), make_user(name="Olga Organiser")
    presentation.title = "On rivers"
    save_presentation(presentation, by=somebody)
    presentation.refresh_from_db()
    assert (presentation.number, presentation.title) == (7, "On rivers")
    history = presentation.conference.history.values_list("by_name", "sentence")
    assert list(history) == [("Olga Organiser", "Presentation changed: 7: On rivers.")]
