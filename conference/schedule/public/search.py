"""Looking for presentations: by words, and by what they belong to."""

import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.schedule.release.programme import Entry, Programme

MATCHES: dict[str, Callable[[Entry, str], bool]] = {
    "section": lambda entry, slug: entry.section.slug == slug,
    "track": lambda entry, name: entry.track is not None and entry.track.name == name,
    "kind": lambda entry, label: entry.kind == label,
    "room": lambda entry, slug: any(room.slug == slug for room in entry.rooms),
    "speaker": lambda entry, number: any(str(person.id) == number for person in entry.people),
}


class SearchForm(forms.Form):
    """What somebody looks for among the presentations of a programme; all of it may be left
    open.
    """

    q = forms.CharField(
        label=gettext_lazy("Words"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    section = forms.ChoiceField(label=gettext_lazy("Section"), required=False)
    track = forms.ChoiceField(label=gettext_lazy("Track"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    room = forms.ChoiceField(label=gettext_lazy("Room"), required=False)
    speaker = forms.ChoiceField(label=gettext_lazy("Speaker"), required=False)

    def __init__(self, programme: Programme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "search-%s", **kwargs})
        for name, choices in _choices(programme).items():
            if len(choices) < 2 and name not in self.data:
                del self.fields[name]  # one choice is none
                continue
            field: Any = self.fields[name]
            field.choices = [("", _("any")), *choices]
            field.error_messages["invalid_choice"] = _(
                "“%(value)s” is not in this schedule: choose one from the list."
            )

    @property
    def asked(self) -> dict[str, str]:
        """What was asked for, without what was left open; of what could not be understood,
        nothing.
        """
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def find_talks(programme: Programme, asked: dict[str, str]) -> list[Entry]:
    """The entries with a presentation that have every word asked for, anywhere, and all else that
    was asked.

    Case and accents do not matter.
    """
    words = _folded(asked.get("q", "")).split()
    filters = [(MATCHES[name], value) for name, value in asked.items() if name in MATCHES]
    return [
        entry
        for entry in programme.talks.values()
        if all(matches(entry, value) for matches, value in filters) and _holds(entry, words)
    ]


def _holds(entry: Entry, words: Iterable[str]) -> bool:
    if not words:
        return True
    names = [person.name for person in entry.people]
    track = entry.track.name if entry.track else ""
    text = _folded(" ".join([entry.title, entry.abstract, track, entry.kind, *names]))
    return all(word in text for word in words)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _choices(programme: Programme) -> dict[str, list[tuple[str, str]]]:
    talks = list(programme.talks.values())
    return {
        "section": _distinct((entry.section.slug, entry.section.name) for entry in talks),
        "track": sorted(_distinct((e.track.name, e.track.name) for e in talks if e.track)),
        "kind": sorted(_distinct((entry.kind, entry.kind) for entry in talks)),
        "room": [(room.slug, room.name) for room in programme.rooms if _is_used(room.slug, talks)],
        "speaker": [(str(person.id), person.name) for person in programme.people.values()],
    }


def _is_used(slug: str, talks: list[Entry]) -> bool:
    return any(MATCHES["room"](entry, slug) for entry in talks)


def _distinct(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return list(dict.fromkeys(pairs))
