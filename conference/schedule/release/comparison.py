"""Two contents of releases in words: what publishing would change for those who read the public
pages.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from conference.editions.models import Conference
from conference.schedule.core.diff_in_words import ChangeLine, SectionChanges, describe
from conference.schedule.core.timetable import diff
from conference.schedule.release.content import Content, Talk, timetable_of


@dataclass(frozen=True)
class Comparison:
    """What becomes different in each section, and in what all sections share."""

    sections: tuple[SectionChanges, ...]
    shared: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not self.shared and all(section.is_empty for section in self.sections)


def compare(before: Content | None, after: Content) -> Comparison:
    """What differs from `before` (None: nothing is there yet) to `after`, for every section of the
    two.
    """
    old = {section.slug: section.name for section in before.sections} if before else {}
    names = old | {section.slug: section.name for section in after.sections}
    return Comparison(
        sections=tuple(
            SectionChanges(
                slug=slug,
                name=name,
                is_new=slug not in old,
                lines=tuple(_lines(before, after, slug)),
                texts=tuple(_texts(before, after, slug)) if before else (),
            )
            for slug, name in names.items()
        ),
        shared=tuple(_shared(before, after)) if before else (),
    )


def _lines(before: Content | None, after: Content, slug: str) -> list[ChangeLine]:
    then = timetable_of(before or replace(after, sections=(), events=()), slug)
    now = timetable_of(after, slug)
    return describe(diff(then, now), then, now)


def _texts(before: Content, after: Content, slug: str) -> Iterator[str]:
    for talk in after.talks:
        was = before.talk_by_number.get(talk.number)
        if was is None or not was.section == talk.section == slug:
            continue
        yield from _text_changes(was, talk)
        then = ", ".join(before.person_by_id[pk].name for pk in was.speakers)
        now = ", ".join(after.person_by_id[pk].name for pk in talk.speakers)
        if then != now:
            names = {"title": talk.title, "then": then or "–", "now": now or "–"}
            yield _("The speakers of “%(title)s” are now: %(now)s (before: %(then)s).") % names


def _text_changes(was: Talk, talk: Talk) -> Iterator[str]:
    names = {"then": was.title, "title": talk.title, "track": talk.track or _("none")}
    if was.title != talk.title:
        yield _("“%(then)s” is now called “%(title)s”.") % names
    if was.abstract != talk.abstract:
        yield _("The abstract of “%(title)s” is new.") % names
    if was.track != talk.track:
        yield _("The track of “%(title)s” is now: %(track)s.") % names


def _shared(before: Content, after: Content) -> Iterator[str]:
    old = before.conference.as_json()
    for field, value in after.conference.as_json().items():
        if old[field] != value:
            names = {"field": _label(field), "then": old[field] or "–", "now": value or "–"}
            yield _("The conference’s %(field)s is now: %(now)s (before: %(then)s).") % names
    yield from _sections(before, after)
    yield from _rooms(before, after)
    yield from _kinds(before, after)
    if before.tracks != after.tracks:
        yield _("The tracks, their names or their colours are different.")
    yield from _people(before, after)


def _label(field: str) -> str:
    return str(Conference._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def _sections(before: Content, after: Content) -> Iterator[str]:
    old, new = ({s.slug: s.name for s in content.sections} for content in (before, after))
    for slug, name in old.items():
        if slug not in new:
            yield _("The section “%(section)s” is gone.") % {"section": name}
    if [slug for slug in old if slug in new] != [slug for slug in new if slug in old]:
        yield _("The sections stand in another order.")


def _rooms(before: Content, after: Content) -> Iterator[str]:
    old = before.room_by_slug
    for room in after.rooms:
        was = old.get(room.slug, room)
        if was.name != room.name:
            names = {"then": was.name, "now": room.name}
            yield _("The room “%(then)s” is now called “%(now)s”.") % names
        if was.capacity != room.capacity:
            names = {"room": room.name, "count": str(room.capacity or _("an unknown number of"))}
            yield _("The room “%(room)s” now holds %(count)s people.") % names
        if was.is_shared != room.is_shared:
            sentence = (
                _("In the room “%(room)s” several things may now take place at one time.")
                if room.is_shared
                else _("In the room “%(room)s” one thing takes place at a time now.")
            )
            yield sentence % {"room": room.name}
    kept = [slug for slug in old if slug in after.room_by_slug]
    if kept != [slug for slug in after.room_by_slug if slug in old]:
        yield _("The rooms stand in another order.")


def _kinds(before: Content, after: Content) -> Iterator[str]:
    old = {section.slug: section for section in before.sections}
    for section in after.sections:
        was = old.get(section.slug, section)
        if was.name != section.name:
            names = {"then": was.name, "now": section.name}
            yield _("The section “%(then)s” is now called “%(now)s”.") % names
        if was.kinds != section.kinds:
            yield _("The slot kinds of %(section)s are different.") % {"section": section.name}


def _people(before: Content, after: Content) -> Iterator[str]:
    for person in after.people:
        was = before.person_by_id.get(person.id, person)
        names = {"then": was.name, "now": person.name}
        if was.name != person.name:
            yield _("The speaker “%(then)s” is now called “%(now)s”.") % names
        if was.biography != person.biography:
            yield _("The biography of %(now)s is new.") % names
