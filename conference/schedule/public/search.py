"""Looking for presentations: by words, and by what they belong to."""

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core.characters import normal
from conference.schedule.release.programme import Entry, Programme
from conference.schedule.release.public_schedule import programme_of_release

Talk = tuple[Entry, ...]
"""The entries in which one presentation takes place."""

MATCHES: dict[str, Callable[[Entry, str], bool]] = {
    "section": lambda entry, slug: entry.section.slug == slug,
    "track": lambda entry, name: entry.track is not None and entry.track.name == name,
    "kind": lambda entry, label: entry.kind == label,
    "room": lambda entry, slug: any(room.slug == slug for room in entry.rooms),
    "speaker": lambda entry, number: any(str(person.id) == number for person in entry.people),
}


class SearchIndex:
    """The talks of a programme as they are searched, and what can be chosen among them."""

    def __init__(self, programme: Programme) -> None:
        self.talks = programme.talks
        self.texts = {number: _folded(_text(talk)) for number, talk in self.talks.items()}
        self.choices = _choices(programme)
        self.options = {
            name: SafeString("".join(map(_option, choices)))
            for name, choices in self.choices.items()
        }

    def find(self, asked: dict[str, str]) -> list[int]:
        """The numbers of the talks that have every word asked for, anywhere, and all else that was
        asked; once each, if one of its times is all of that.

        Case and accents do not matter.
        """
        words = _folded(asked.get("q", "")).split()
        filters = [(MATCHES[name], value) for name, value in asked.items() if name in MATCHES]
        return [
            number
            for number, talk in self.talks.items()
            if all(word in self.texts[number] for word in words) and _matches(talk, filters)
        ]


@lru_cache(maxsize=16)
def index_of_release(pk: int, digest: str) -> SearchIndex:
    """The index of the release with this key and digest, made when somebody searches it first."""
    return SearchIndex(programme_of_release(pk, digest))


class Choice(forms.Select):
    """A list to choose from whose options are HTML already: those of a release, made once."""

    made = SafeString()

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The element with its options, the chosen one of them marked."""
        chosen = format_html('<option value="{}"', value or "")
        options = SafeString(self.made.replace(f"{chosen}>", f"{chosen} selected>"))
        attributes = flatatt(self.build_attrs({"name": name}, attrs))
        return format_html("<select{}>{}</select>", attributes, options)


def _option(choice: tuple[str, str]) -> SafeString:
    return format_html('<option value="{}">{}</option>', *choice)


def _choice(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, widget=Choice)


class SearchForm(forms.Form):
    """What somebody looks for among the talks of a schedule; all of it may be left
    open.
    """

    q = forms.CharField(
        label=gettext_lazy("Words"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    section = _choice(gettext_lazy("Section"))
    track = _choice(gettext_lazy("Track"))
    kind = _choice(gettext_lazy("Kind"))
    room = _choice(gettext_lazy("Room"))
    speaker = _choice(gettext_lazy("Speaker"))

    def __init__(self, index: SearchIndex, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "search-%s", **kwargs})
        for name, choices in index.choices.items():
            if len(choices) < 2 and name not in self.data:
                del self.fields[name]  # one choice is none
                continue
            field: Any = self.fields[name]
            field.choices = choices
            field.widget.made = _option(("", _("any"))) + index.options[name]
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


def _matches(talk: Talk, filters: list[tuple[Callable[[Entry, str], bool], str]]) -> bool:
    return any(all(matches(entry, value) for matches, value in filters) for entry in talk)


def _text(talk: Talk) -> str:
    entry = talk[0]
    names = [person.name for person in entry.people]
    kinds = dict.fromkeys(each.kind for each in talk)
    track = entry.track.name if entry.track else ""
    return " ".join([entry.title, entry.abstract, track, *kinds, *names])


def _folded(text: str) -> str:
    decomposed = normal("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _choices(programme: Programme) -> dict[str, list[tuple[str, str]]]:
    entries = [entry for talk in programme.talks.values() for entry in talk]
    used = {room.slug for entry in entries for room in entry.rooms}
    return {
        "section": _distinct((entry.section.slug, entry.section.name) for entry in entries),
        "track": sorted(_distinct((e.track.name, e.track.name) for e in entries if e.track)),
        "kind": sorted(_distinct((entry.kind, entry.kind) for entry in entries)),
        "room": [(room.slug, room.name) for room in programme.rooms if room.slug in used],
        "speaker": [(str(person.id), person.name) for person in programme.people.values()],
    }


def _distinct(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return list(dict.fromkeys(pairs))
