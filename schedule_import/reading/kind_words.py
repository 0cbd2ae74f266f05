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
    **dict.fromkeys(
        (
            *("mittagspause", "mittagessen", "mittag", "déjeuner", "repas", "almuerzo", "comida"),
            *("almoço", "pranzo", "lunchpauze", "obiad", "przerwa obiadowa", "buffet"),
        ),
        "lunch",
    ),
    **dict.fromkeys(
        (
            *("pause", "kaffeepause", "kaffee", "pause café", "descanso", "café", "coffee/tea"),
            *("pausa", "pausa café", "pausa caffè", "intervalo", "pauze", "koffiepauze", "przerwa"),
            *("przerwa kawowa", "morning break", "afternoon break", "morning coffee"),
            *("afternoon coffee", "afternoon tea", "coffee & networking", "networking break"),
        ),
        "break",
    ),
    **dict.fromkeys(
        (
            *("registrierung", "anmeldung", "einlass", "inscription", "accueil", "registro"),
            *("credenciamento", "registrazione", "registratie", "rejestracja", "check-in"),
            *("doors open", "badge pickup"),
        ),
        "registration",
    ),
    **dict.fromkeys(
        ("party", "social event", "conference dinner", "dinner", "abendessen", "reception"),
        "social",
    ),
}
"""Words that a cell of a grid, or a title, can name a kind with, besides the kinds that the
schedule has.
"""

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
