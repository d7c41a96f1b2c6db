"""The words with which names are filled that somebody has taken over.

Four trades live on other people's good names: gambling, adult pages, pills sold
without a doctor, and coins that promise riches. Their pages are alike all over
the world, and are full of the same promises. The lists hold that selling
wording and not the topics: a casino hires dealers, a school teaches pharmacy,
and a page on problem gambling says “gambling” throughout.

A page is looked at in two steps, since most hold nothing of the kind: the title
and headline first, and the whole text only when something calls for it.
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
    """One list, for looking up. by_first: phrases, a blank at each end, by their first word.
    joined: those of scripts in which words are not told apart by blanks."""

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
    """Those of many phrases that the text holds as whole words.

    Looks each word up once, so that a list may be long: most texts hold none of them.
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
    """The selling phrases that the text holds, by their trade; only trades with any."""
    found = {kind: phrases_of(signs[f"lexicons.{kind}"], text) for kind in KINDS}
    return {kind: said for kind, said in found.items() if said}


@lru_cache(maxsize=8)
def _words_of(members: frozenset[str]) -> frozenset[str]:
    return frozenset(word for phrase in members for word in phrase.split())


def is_trade_word(signs: Signs, word: str) -> bool:
    """True for a word that these trades use; it is nobody's own name, then."""
    return any(word in _words_of(signs[f"lexicons.{kind}"].members) for kind in KINDS)
