"""Comparing words as people read them: without case, accents, punctuation and odd blanks."""

import re
import unicodedata
from functools import lru_cache

_NO_WORD = re.compile(r"[\W_]+")
_SEPARATORS = re.compile(r"\s*(?:[|·•»«→:–—]|\s-\s|\s/\s|::|>>)\s*")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text in lower case, without accents and punctuation, words one blank apart.

    `¡Página no encontrada!` → `pagina no encontrada`. Scripts without case or
    blanks come through as they are.
    """
    folded = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(char for char in folded if not unicodedata.combining(char))
    return _NO_WORD.sub(" ", unicodedata.normalize("NFC", kept).replace("đ", "d")).strip()


def parts(title: str) -> list[str]:
    """The parts of a title, each plain: `Page not found | Elm County` has two."""
    return [part for part in map(plain, _SEPARATORS.split(title)) if part]


def tokens(text: str) -> list[str]:
    """The words of a text, each plain; of scripts without blanks, each pair of characters."""
    words: list[str] = []
    for word in plain(text).split():
        if len(word) > 1 and ord(word[0]) >= 0x2E80:
            words += [word[place : place + 2] for place in range(len(word) - 1)]
        else:
            words.append(word)
    return words
