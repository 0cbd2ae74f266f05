"""Programmes in the database: read in five queries, written by a difference under the conference's
lock. `store` alone calls what writes.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from conference.core.bulk import insert_rows
from conference.editions.actions import take_number
from conference.editions.models import Conference, Section, Track
from conference.presentations.models import Presentation, PresentationSpeaker
from conference.schedule.core import programme as core
from conference.speakers.models import Speaker

COLUMNS = (
    *("conference_id", "number", "section_id", "track_id"),
    *("title", "abstract", "code", "imported"),
)


def read_programme(conference: Conference) -> core.Programme:
    """All tracks, speakers and talks of a conference, without a lock."""
    speakers: dict[int, list[str]] = defaultdict(list)
    held = PresentationSpeaker.objects.filter(presentation__conference=conference)
    for talk, key in held.order_by("order", "pk").values_list("presentation", "speaker__key"):
        speakers[talk].append(str(key))
    names = ("pk", "number", "section__slug", "title", "abstract", "track__name", "code")
    talks = Presentation.objects.filter(conference=conference).values_list(*names, "imported")
    tracks = Track.objects.filter(conference=conference).values_list("name", "colour")
    rows = Speaker.objects.filter(conference=conference).values_list("key", "name", "pk")
    people = [(str(key), name, pk) for key, name, pk in rows]
    return core.Programme(
        tracks={name: core.Track(name, colour) for name, colour in tracks},
        people={key: core.Person(key, name) for key, name, _pk in people},
        ids={key: pk for key, _name, pk in people},
        talks={
            number: core.Talk(
                number=number,
                section=section,
                title=title,
                abstract=abstract,
                track=track or "",
                speakers=tuple(speakers[pk]),
                code=code,
                imported=imported and core.texts_from_json(imported),
            )
            for pk, number, section, title, abstract, track, code, imported in talks
        },
        last_number=Conference.objects.values_list("last_number", flat=True).get(pk=conference.pk),
    )


def write_new(conference: Conference, d: core.ProgrammeDiff) -> None:
    """Make what is new, and change what changes: before slots come to hold it."""
    Track.objects.bulk_create(
        Track(conference=conference, name=edit.after.name, colour=edit.after.colour)
        for edit in d.tracks
        if edit.after and not edit.before
    )
    people = [edit.after for edit in d.people if edit.after and not edit.before]
    insert_rows(
        Speaker,
        ("conference_id", "key", "name", "biography"),
        ((conference.pk, UUID(person.key), person.name, "") for person in people),
    )
    _write_talks(conference, [edit for edit in d.talks if edit.after])


def _write_talks(conference: Conference, edits: list[core.Edit[core.Talk]]) -> None:
    new = [edit.after for edit in edits if edit.after and not edit.before]
    changed = [edit.after for edit in edits if edit.after and edit.before]
    tracks = dict(Track.objects.filter(conference=conference).values_list("name", "pk"))
    sections = dict(Section.objects.filter(conference=conference).values_list("slug", "pk"))

    def row(talk: core.Talk) -> tuple[Any, ...]:
        imported = talk.imported and core.part_as_json(talk.imported)
        place = (conference.pk, talk.number, sections[talk.section], tracks.get(talk.track))
        return (*place, talk.title, talk.abstract, talk.code, imported)

    # New numbers are inserted only, so that no difference can take over a talk that came meanwhile.
    insert_rows(Presentation, COLUMNS, map(row, new))
    insert_rows(Presentation, COLUMNS, map(row, changed), over=("conference_id", "number"))
    _write_speakers(
        conference,
        [
            edit
            for edit in edits
            if edit.after and (edit.before.speakers if edit.before else ()) != edit.after.speakers
        ],
    )
    if new:
        take_number(conference, max(talk.number for talk in new))


def _write_speakers(conference: Conference, edits: list[core.Edit[core.Talk]]) -> None:
    talks = Presentation.objects.filter(conference=conference)
    ids = dict(talks.values_list("number", "pk"))
    keys = dict(Speaker.objects.filter(conference=conference).values_list("key", "pk"))
    people = {str(key): pk for key, pk in keys.items()}
    had = [ids[edit.key] for edit in edits if edit.before]
    PresentationSpeaker.objects.filter(presentation__in=had).delete()
    insert_rows(
        PresentationSpeaker,
        ("presentation_id", "speaker_id", "order"),
        (
            (ids[edit.key], people[speaker], order)
            for edit in edits
            for order, speaker in enumerate(edit.after.speakers if edit.after else ())
        ),
    )


def remove_old(conference: Conference, d: core.ProgrammeDiff) -> None:
    """Remove what goes: after slots have ceased to hold it."""
    talks = Presentation.objects.filter(conference=conference, number__in=_going(d.talks))
    talks.delete()
    Speaker.objects.filter(conference=conference, key__in=_going(d.people)).delete()
    Track.objects.filter(conference=conference, name__in=_going(d.tracks)).delete()


def _going(edits: Iterable[core.Edit[Any]]) -> list[Any]:
    return [edit.key for edit in edits if edit.after is None]
