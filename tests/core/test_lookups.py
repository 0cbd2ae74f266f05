import pytest

from conference.editions.models import Conference, Section
from tests.factories import make_conference, make_section

pytestmark = pytest.mark.django_db

BEYOND = [2**63, -(2**63) - 1, 10**30]


def test_numbers_that_no_column_can_hold_are_in_no_row():
    here = make_conference()

    assert list(Conference.objects.filter(pk__in=[*BEYOND, here.pk])) == [here]
    assert list(Conference.objects.filter(pk__in=BEYOND)) == []
    assert list(Conference.objects.exclude(pk__in=BEYOND)) == [here]
    assert list(Conference.objects.filter(public_version__in=[*BEYOND, 1])) == [here]


def test_other_ways_to_say_in_are_as_before():
    section = make_section()
    conferences = Conference.objects.filter(pk__in=[section.conference_id])

    assert list(Section.objects.filter(pk__in=Section.objects.values("pk"))) == [section]
    assert list(Section.objects.filter(conference__in=conferences)) == [section]
    assert list(Section.objects.filter(pk__in=[None, section.pk])) == [section]
