"""Normalise text for comparison: without case, accents, punctuation and odd blanks."""

import re
import unicodedata

_NO_WORD = re.compile(r"[\W_]+")
_ASCII_SIGNS = {code: " " for code in range(128) if not chr(code).isalnum()}
_TYPOGRAPHIC = "\u00a0\u2018\u2019\u201c\u201d\u2013\u2014\u2026·•»«→©®™"
#: Combining marks, on or under a letter; all that are in use are below U+3100.
_ACCENTS = re.compile(f"[{''.join(filter(unicodedata.combining, map(chr, range(0x300, 0x3100))))}]")
_SEPARATORS = re.compile(r"[|·•»«→:–—]|\s[-/]\s|>>")


def plain(text: str) -> str:
    """Return the text in lower case, without accents and punctuation, words one blank apart.

    `¡Página no encontrada!` → `pagina no encontrada`. Scripts without case or blanks remain as they
    are.
    """
    if not text.isascii():
        for sign in _TYPOGRAPHIC:  # often all that is not ASCII, and the rest is slow
            text = text.replace(sign, " ")
    if text.isascii():
        return " ".join(text.lower().translate(_ASCII_SIGNS).split())
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = _ACCENTS.sub("", folded)
    return _NO_WORD.sub(" ", unicodedata.normalize("NFC", kept).replace("đ", "d")).strip()


def parts(title: str) -> list[str]:
    """Return the parts of a title, each plain: `Page not found | Elm County` has two."""
    return [part for part in map(plain, _SEPARATORS.split(title)) if part]


def tokens(text: str) -> list[str]:
    """Return the words of a text, each plain; of scripts without blanks, each pair of
    characters."""
    words: list[str] = []
    for word in plain(text).split():
        if len(word) > 1 and ord(word[0]) >= 0x2E80:
            words += [word[place : place + 2] for place in range(len(word) - 1)]
        else:
            words.append(word)
    return words
