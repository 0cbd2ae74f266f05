"""How names are compared."""

import unicodedata
from functools import lru_cache

from conference.core.characters import normal, one_line


@lru_cache(4_096)  # a schedule names the same few rooms and kinds again and again
def name_key(text: str) -> str:
    """The form under which two spellings of one name are equal: NFC, single blanks, case folded.

    It can be up to three times as long as `text`: some letters fold to three.
    """
    return normal("NFC", one_line(text)).casefold()


def similarity_key(text: str) -> str:
    """The form under which names that differ only in blanks and punctuation are equal.

    Symbols stay, so that C++ and C are two names. A name of nothing but punctuation stays as it is
    compared.
    """
    key = name_key(text)
    # Separators (Z), punctuation (P) and what cannot be seen (C), such as a soft hyphen.
    return "".join(letter for letter in key if unicodedata.category(letter)[0] not in "ZPC") or key
