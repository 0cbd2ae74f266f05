"""Kinds that files name without a column for them."""

from collections.abc import Iterable, Mapping

from conference.core.names import name_key

TALK = "talk"
PLENARY = "plenary"
WORDS: Mapping[str, str] = {
    "talk": TALK,
    "tutorial": "tutorial",
    "keynote": "keynote",
    "workshop": "workshop",
    "plenary": PLENARY,
    "panel": "panel",
    "poster": "poster",
    "registration": "registration",
    "lunch": "lunch",
    "lunch break": "lunch",
    "break": "break",
    "coffee": "break",
    "coffee break": "break",
    "tea": "break",
    "tea break": "break",
    "social": "social",
    "sprint": "sprint",
}
"""Words that a cell of a grid can name a kind with, besides the kinds that the schedule has."""

PAUSES = frozenset({"lunch", "break", "registration", "social"})
"""Kinds during which nobody speaks."""


def default_kind(section_slug: str) -> str:
    """The kind of what names none: the one that the section is called after ("tutorials"), else a
    talk.
    """
    return WORDS.get(name_key(section_slug).removesuffix("s"), TALK)


def kind_words(labels: Iterable[str]) -> Mapping[str, str]:
    """The kind for each word, by its key; `labels` are those of the kinds that the schedule has."""
    known = {name_key(label): label for label in labels}
    return {word: known.get(kind, kind) for word, kind in WORDS.items()} | known
