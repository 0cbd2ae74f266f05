"""Names, titles and texts for invented conferences: plain and plausible, as many as are asked
for.
"""

import math
import random
import tomllib
from collections.abc import Iterator, Sequence

from django.conf import settings

PHRASES: dict[str, list[str]] = tomllib.loads(
    (settings.BASE_DIR / "fixtures" / "phrases.toml").read_text(encoding="utf-8")
)


def people(count: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """`count` people as name and biography; the names differ."""
    parts = (PHRASES["given_names"], PHRASES["family_names"])
    for turn, (given, family) in _combinations(count, parts, chance):
        generation = f" {turn + 1}" if turn else ""
        trade, habit = chance.choice(PHRASES["trades"]), chance.choice(PHRASES["habits"])
        yield f"{given} {family}{generation}", f"{given} writes software for {trade} and {habit}."


def titles(count: int, chance: random.Random) -> Iterator[str]:
    """`count` different titles."""
    parts = (PHRASES["deeds"], PHRASES["things"], PHRASES["circumstances"])
    for turn, words in _combinations(count, parts, chance):
        yield " ".join(words) + (f", part {turn + 1}" if turn else "")


def abstracts(count: int, chance: random.Random) -> Iterator[str]:
    """`count` abstracts of three sentences; if there are many, some are alike."""
    for _number in range(count):
        yield " ".join(chance.choice(PHRASES[part]) for part in ("openings", "middles", "endings"))


def _combinations(
    count: int, parts: Sequence[Sequence[str]], chance: random.Random
) -> Iterator[tuple[int, list[str]]]:
    """One word of each part, `count` times in random order; none comes twice in the same turn (0,
    1, …).
    """
    total = math.prod(len(part) for part in parts)
    for turn in range(math.ceil(count / total)):
        for number in chance.sample(range(total), min(total, count - turn * total)):
            words = []
            for part in parts:
                number, at = divmod(number, len(part))
                words.append(part[at])
            yield turn, words
