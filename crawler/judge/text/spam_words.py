"""The words that fill names after a takeover.

Four trades use the good names of others: gambling, adult pages, pills sold without a doctor, and
coins that promise riches. Their pages are alike all over the world, and full of the same promises.
The lists contain that selling wording and not the topics: a casino hires dealers, a school teaches
pharmacy, and a page on problem gambling says “gambling” throughout.

A page is examined in two steps, since most contain nothing of the kind: first the title and
headline, then the whole text, only if there is a reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from crawler.judge.patterns import SignList, Signs
from crawler.judge.text.statements import PlainText

KINDS = ("gambling", "adult", "pharmacy", "crypto")
#: Scripts from Thai on are written without blanks, or with endings joined to the word.
_JOINED = 0x0E00
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Index:
    """One list, indexed for lookup. by_first: phrases, a blank at each end, by their first word.
    joined: those of scripts in which blanks do not separate words."""

    firsts: frozenset[str]
    by_first: Mapping[str, tuple[str, ...]]
    joined: tuple[str, ...]


@lru_cache(maxsize=32)
def _index(members: frozenset[str]) -> _Index:
    by_first: dict[str, tuple[str, ...]] = {}
    joined = tuple(sorted(phrase for phrase in members if ord(phrase[0]) >= _JOINED))
    for phrase in sorted(members.difference(joined)):
        first = phrase.partition(" ")[0]
        by_first[first] = (*by_first.get(first, ()), f" {phrase} ")
    return _Index(frozenset(by_first), by_first, joined)


def phrases_of(phrases: SignList, text: PlainText) -> frozenset[str]:
    """Return the phrases that the text contains as whole words.

    Each word is looked up once, so that a list may be long: most texts contain none of them.
    """
    index = _index(phrases.members)
    if text.ascii and index.firsts.isdisjoint(text.words):
        return _NONE
    found = [] if text.ascii else [phrase for phrase in index.joined if phrase in text.padded]
    found += [
        phrase.strip()
        for first in index.firsts.intersection(text.words)
        for phrase in index.by_first[first]
        if phrase in text.padded
    ]
    return frozenset(found)


def promises_in(signs: Signs, text: PlainText) -> dict[str, frozenset[str]]:
    """Return the selling phrases that the text contains, by their trade; only trades with any."""
    found = {kind: phrases_of(signs[f"lexicons.{kind}"], text) for kind in KINDS}
    return {kind: said for kind, said in found.items() if said}


@lru_cache(maxsize=8)
def _words_of(members: frozenset[str]) -> frozenset[str]:
    return frozenset(word for phrase in members for word in phrase.split())


def is_trade_word(signs: Signs, word: str) -> bool:
    """Return True for a word that these trades use, which is therefore no proper name."""
    return any(word in _words_of(signs[f"lexicons.{kind}"].members) for kind in KINDS)
