"""Every address of the site, and something that stands at each."""

import pytest
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from conference.core.colours import palette
from conference.schedule.release.actions import publish_schedule
from schedule_import.models import ScheduleImport
from tests.factories import make_presentation, make_section, make_slot, make_speaker


def all_views(resolver=None, namespace=""):
    """(name, callback) of every address of the site."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or pattern.pattern}", pattern.callback
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from all_views(pattern, namespace + inner)


@pytest.fixture
def places(conference, organiser):
    """The arguments of every address: an uploaded file, with an error, in a published
    conference.
    """
    section = make_section(conference, slug="talks")
    speaker = make_speaker(conference)
    slot = make_slot(section)
    talk = make_presentation(section, slot=slot, speakers=[speaker])
    publish_schedule(conference, by=None)
    upload = ScheduleImport.objects.create(
        section=section,
        file_name="schedule.csv",
        content=b"date,time_start,time_end,kind,room\nsoon,10:00,11:00,talk,Red\n",
        uploaded_at=timezone.now(),
        uploaded_by=organiser,
    )
    return {
        "conference_slug": conference.slug,
        "section_slug": section.slug,
        "room_slug": slot.rooms.get().slug,
        "date": slot.day.date,
        "number": talk.number,
        "schedule_organise:number": 1,
        "site:number": 1,
        "kind_pk": slot.kind.pk,
        "schedule:pk": speaker.pk,
        "schedule_import:pk": upload.pk,
        "digest": palette(conference.accent).digest,
    }


def parameters_of(name, resolver=None, namespace="", above=()):
    """The names in the address of a view; None if there is no such view."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = (*above, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            if f"{namespace}{pattern.name}" == name:
                return here
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            found = parameters_of(name, pattern, namespace + inner, here)
            if found is not None:
                return found
    return None


def address_of(name, places):
    namespace = name.rpartition(":")[0]
    kwargs = {key: places.get(f"{namespace}:{key}", places.get(key)) for key in parameters_of(name)}
    return reverse(name, kwargs=kwargs)
