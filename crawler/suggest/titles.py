"""How similar two titles are, and two paths. Pure.

Titles are compared as sets of words: without case, accents and plural endings, and without the
words that every title has. A title's parts that name the site ("… | Department of Labor") are
dropped first: they would make all pages of a site similar. What remains is compared by the
Sørensen–Dice coefficient, twice the common words over the words of both: 1 for the same words, 0
for none in common. Chinese and Japanese, written without blanks, are compared by pairs of
characters.
"""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

import ada_url

Words = frozenset[str]

#: Words that prove nothing if two titles share them: articles, prepositions, “page”.
_COMMON = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "our", "the", "to"}
    | {"with", "your", "welcome", "home", "page", "official", "site", "website"}
    | {"de", "del", "el", "en", "la", "las", "los", "por", "para", "y", "un", "una", "inicio"}
    | {"bienvenido", "pagina", "sitio", "da", "do", "das", "dos", "e", "o", "os", "na", "no"}
    | {"des", "du", "et", "le", "les", "pour", "au", "aux", "une", "accueil"}
)
_SEPARATOR = re.compile(r"(?:(?<!\s)\s++)?[|·•»›]\s*+|(?<!\s)\s++[-–—:]++\s++")
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
_ENDING = re.compile(r"\.(?:html?|aspx?|php\d?|jsp|cfm|shtml|xhtml|do)$", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")  # JobSearch.aspx
_INDEX = frozenset({"index", "default"})
_LONGEST = 300


def words(text: str) -> Words:
    """Return the words of a text, in the form in which they are compared."""
    folded = unicodedata.normalize("NFKD", text[:_LONGEST]).casefold()
    bare = "".join(sign for sign in folded if not unicodedata.combining(sign))
    found: set[str] = set()
    for word in _WORD.findall(unicodedata.normalize("NFC", bare)):
        found.update(_pieces(word))
    return frozenset(found - _COMMON)


def parts(title: str) -> list[str]:
    """Return the parts of a title such as “Job search | Department of Labor”, in order."""
    return [part for part in _SEPARATOR.split(title.strip()[:_LONGEST]) if part.strip()]


def likeness(one: Words, other: Words) -> float:
    """Return the Sørensen–Dice coefficient of two sets of words; 0 if either is empty."""
    if not one or not other:
        return 0.0
    return 2 * len(one & other) / (len(one) + len(other))


def subject(title: str, site_names: Iterable[Words]) -> list[str]:
    """Return the parts of a title that do not name the site; empty if all of them do."""
    names = set(site_names)
    return [part for part in parts(title) if words(part) and words(part) not in names]


def title_likeness(wanted: str, title: str, site_names: Iterable[Words]) -> float:
    """Return how similar the wanted title and a page's are, without names of the site; 0 to 1.

    Of a page's title, the first part alone is compared as well as all of it: what follows is often
    the section, or the site under another name. Of the wanted title everything is compared.
    """
    names = list(site_names)
    sought = words(" ".join(subject(wanted, names)))
    left = subject(title, names)
    if not left:
        return 0.0
    return max(_alike(sought, words(left[0])), _alike(sought, words(" ".join(left))))


def _alike(sought: Words, found: Words) -> float:
    """Return their likeness; one common word proves nothing, unless neither has another one."""
    return likeness(sought, found) if len(sought & found) > 1 or sought == found else 0.0


def slug_words(href: str) -> Words:
    """Return the words of the last two parts of an address's path, without file endings and
    `index`."""
    path = ada_url.URL(href).pathname
    segments = [_ENDING.sub("", unquote(part)) for part in path.split("/") if part]
    named = [part for part in segments if part.lower() not in _INDEX]
    return words(_CAMEL.sub(" ", " ".join(named[-2:])))


def _pieces(word: str) -> list[str]:
    """Return a word without its plural ending; for unspaced writing, its pairs of characters."""
    if _UNSPACED.fullmatch(word):
        return [word[place : place + 2] for place in range(max(1, len(word) - 1))]
    return [word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] != "s" else word]
