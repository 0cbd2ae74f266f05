"""Timetables of the strategies in the database."""

from contextlib import contextmanager

from django.db import transaction

from conference.presentations.models import Presentation
from conference.schedule.core.timetable import diff
from conference.schedule.draft.store import load_timetable, save_diff
from tests.factories import make_conference, make_presentation, make_section, make_speaker
from tests.schedule.strategies import PRESENTATIONS


@contextmanager
def rolled_back():
    """What one example writes is gone before the next: hypothesis runs all of them in one test."""
    before = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)


def make_stage(conference=None, presentations=PRESENTATIONS):
    """A section with an empty schedule, and rows for the presentations that the strategies
    place.
    """
    conference = conference or make_conference()
    section = make_section(conference)
    people = {
        speaker: make_speaker(conference, name=speaker.name)
        for presentation in presentations
        for speaker in presentation.speakers
    }
    for each in presentations:
        speakers = [people[speaker] for speaker in each.speakers]
        make_presentation(section, number=each.number, title=each.title, speakers=speakers)
    return section


def save(section, timetable):
    """Make the draft of `section` be `timetable`; returns what is stored then."""
    return save_diff(section, diff(load_timetable(section), timetable))


def placements(section):
    """Where each presentation of `section` stands, if it does: the key of its slot by its
    number.
    """
    return dict(Presentation.objects.filter(section=section).values_list("number", "slots__key"))
