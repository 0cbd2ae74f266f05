"""What an import or an undo does to talks, speakers and tracks, as pages list it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from conference.schedule.core.programme import Edit, Person, ProgrammeDiff, Talk

SHOWN = 200
LONGEST = 300
"""Characters of a text that a list shows."""


@dataclass(frozen=True)
class Text:
    """A side of a talk as it was and as it becomes."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class TalkChange:
    """One talk: `status` is "added", "changed" or "removed"."""

    status: str
    number: int
    title: str
    speakers: str
    texts: tuple[Text, ...] = ()


@dataclass(frozen=True)
class ProgrammeChanges:
    """The talks that change, at most so many, and how many more; the names of speakers and tracks
    that come and go.
    """

    talks: tuple[TalkChange, ...]
    more_talks: int
    new_speakers: tuple[str, ...]
    gone_speakers: tuple[str, ...]
    new_tracks: tuple[str, ...]
    gone_tracks: tuple[str, ...]


def describe_programme(edits: ProgrammeDiff, people: Mapping[str, Person]) -> ProgrammeChanges:
    """A list of what `edits` do; `people` are those of the conference besides."""
    names = {key: person.name for key, person in people.items()}
    names |= {edit.key: edit.part.name for edit in edits.people}
    seen = [edit for edit in edits.talks if _texts(edit, names) or not (edit.before and edit.after)]
    return ProgrammeChanges(
        talks=tuple(_change(edit, names) for edit in seen[:SHOWN]),
        more_talks=max(0, len(seen) - SHOWN),
        new_speakers=tuple(edit.after.name for edit in edits.people if edit.after),
        gone_speakers=tuple(
            edit.before.name for edit in edits.people if edit.before and not edit.after
        ),
        new_tracks=tuple(edit.after.name for edit in edits.tracks if edit.after),
        gone_tracks=tuple(
            edit.before.name for edit in edits.tracks if edit.before and not edit.after
        ),
    )


def _change(edit: Edit[Talk], names: Mapping[str, str]) -> TalkChange:
    talk = edit.part
    status = "changed" if edit.before and edit.after else "added" if edit.after else "removed"
    texts = _texts(edit, names) if status == "changed" else ()
    return TalkChange(status, talk.number, talk.title, _speakers(talk, names), tuple(texts))


def _texts(edit: Edit[Talk], names: Mapping[str, str]) -> list[Text]:
    return [
        Text(label, before[:LONGEST], after[:LONGEST])
        for (label, before), (_label, after) in zip(
            _sides(edit.before, names), _sides(edit.after, names), strict=True
        )
        if before != after
    ]


def _sides(talk: Talk | None, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield _("Title"), talk.title if talk else ""
    yield _("Speakers"), _speakers(talk, names) if talk else ""
    yield _("Track"), talk.track if talk else ""
    yield _("Abstract"), talk.abstract if talk else ""
    yield _("Code"), talk.code if talk else ""


def _speakers(talk: Talk, names: Mapping[str, str]) -> str:
    return ", ".join(names.get(key, "") for key in talk.speakers)
