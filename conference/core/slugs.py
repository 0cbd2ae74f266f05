"""How names become parts of addresses."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from django.utils.text import slugify

from conference.core.characters import normal


def free_slugs(names: Iterable[str], taken: Collection[str], otherwise: str) -> Iterator[str]:
    """A slug for each of the names that neither is `taken` nor another's: with a number if need be.

    `otherwise` serves a name that has no Latin letters or digits to make a slug of.
    """
    used = set(taken)
    count = Counter[
        str
    ]()  # how far the numbers of each slug have come: thousands of names may share one
    for name in names:
        base = slugify(normal("NFKD", name))[:100] or otherwise
        slug = base
        while slug in used:
            count[base] += 1
            slug = f"{base}-{count[base] + 1}"
        used.add(slug)
        yield slug
