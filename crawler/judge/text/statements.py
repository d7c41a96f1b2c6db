"""Statements of a page about itself, in its title, its headline, or a sentence of its text.

Shared by the families that judge wording. A phrase proves something only if it is the whole of a
statement (a whole part of a title), or a statement about this very page; an article about error
pages has the same words in it. So each family examines

- the parts of title and headline, after words such as “sorry” and “error” are taken off their ends;
- the sentences of a short page, where the words right before the statement must not make it a
  condition (“if the page no longer exists, …”) and the sentence must not be a question.

Most pages contain none of the words, which is found within some microseconds: a phrase is searched
only if its longest word is among the words of the text.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from crawler.judge.input import Case
from crawler.judge.patterns import SignList, Signs
from crawler.judge.text.normalize import parts, plain
from directory.model.observation import Observation, Page

T = TypeVar("T")

#: How many words before a statement are searched for one that makes it a condition.
HEDGED_WITHIN = 5
HEDGED_CHARACTERS = 40
LONGEST_QUOTE = 120

_SENTENCE = re.compile(r"[^.!?。！？؟\n]+[.!?。！？؟]*")
_BETWEEN_SCRIPTS = re.compile(r"(?<=[0-9])(?=[^\W0-9_a-z])|(?<=[^\W0-9_a-z])(?=[0-9])")
_NO_WORD = {code: " " for code in range(128) if not chr(code).isalnum()}
#: The non-ASCII punctuation of English texts; without it, most of them are ASCII.
_PUNCTUATION = re.compile("[\u00a0\u00ab\u00b7\u00bb\u2010-\u201f\u2022\u2026\u203a\u2192]")
#: Words on too many pages to be a useful index.
_EVERYWHERE = frozenset({"the", "page", "will", "find", "back", "here", "this", "site", "website"})
_H1_SEPARATOR = " · "  # between headlines, as crawler/page/parse.py joins them


def page_that_came(seen: Observation, *also: int) -> Page | None:
    """Return the HTML page that came with a 2xx status, or one of `also`; None for anything
    else."""
    page, status = seen.page, seen.status
    if page is None or not page.is_html or seen.stop is not None:
        return None
    came = status is not None and (200 <= status < 300 or status in also)
    return page if came else None


def length(page: Page) -> int:
    """Return the approximate number of words; in scripts without blanks, two characters are one."""
    if len(page.text) > 12 * page.words:
        return max(page.words, len(page.text) // 2)
    return page.words


def quoted(text: str) -> str:
    """Return the text in quotation marks, on one line and cut to LONGEST_QUOTE characters."""
    text = " ".join(text.split())
    return f"“{text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + '…'}”"


# --- parts of titles -----------------------------------------------------------


def headings_with_parts(page: Page) -> list[tuple[str, tuple[str, ...]]]:
    """Return the title and each headline: as written, and its parts."""
    title = [(page.title, title_parts(page.title))] if page.title else []
    return title + [(page.headline, every) for every in headlines(page.headline)]


def _bare(part: str, around: SignList) -> str:
    tokens = part.split() if part.isascii() else _BETWEEN_SCRIPTS.sub(" ", part).split()
    first, end = 0, len(tokens)
    while first < end and tokens[first] in around.members:
        first += 1
    while end > first and tokens[end - 1] in around.members:
        end -= 1
    return " ".join(tokens[first:end])


@lru_cache(maxsize=32)
def title_parts(title: str) -> tuple[str, ...]:
    """Return the parts of a title, each plain."""
    return tuple(parts(title))


@lru_cache(maxsize=32)
def headlines(headline: str) -> tuple[tuple[str, ...], ...]:
    """Return the parts of each of a page's headlines, each plain."""
    return tuple(title_parts(line) for line in headline.split(_H1_SEPARATOR) if line)


# --- phrases within a text -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Index:
    """Phrases, indexed for search. by_word: those in Latin letters, by their longest word. words:
    these words. others: those of scripts in which words are not always separated."""

    words: frozenset[str]
    by_word: dict[str, tuple[str, ...]]
    others: tuple[str, ...]


@lru_cache(maxsize=64)
def _index(members: frozenset[str]) -> _Index:
    by_word: dict[str, tuple[str, ...]] = {}
    others = []
    for phrase in sorted(members):
        if phrase.isascii():
            word = max(phrase.split(), key=lambda word: (word not in _EVERYWHERE, len(word)))
            by_word[word] = (*by_word.get(word, ()), f" {phrase} ")
        else:
            others.append(phrase)
    return _Index(frozenset(by_word), by_word, tuple(others))


@lru_cache(maxsize=16)
def _joint(lists: tuple[frozenset[str], ...]) -> _Index:
    return _index(frozenset().union(*lists))


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text prepared for search. padded: plain, a blank at each end."""

    padded: str
    words: frozenset[str]
    ascii: bool


@lru_cache(maxsize=8)
def text_of(raw: str) -> PlainText:
    """Return the text, plain and split into words."""
    words = _words(raw)
    padded = f" {' '.join(words)} "
    return PlainText(padded, frozenset(words), padded.isascii())


def headings_of(page: Page) -> PlainText:
    """Return title and headline together, prepared for search."""
    return text_of(f"{page.title} {page.headline}")


def _words(raw: str) -> list[str]:
    """Return the words of a text as `normalize.plain` makes them; for plain ASCII in a tenth of its
    time."""
    if not raw.isascii():
        raw = _PUNCTUATION.sub(" ", raw)
    return (raw.lower().translate(_NO_WORD) if raw.isascii() else plain(raw)).split()


def phrases_in(text: PlainText, phrases: SignList) -> list[str]:
    """Return the phrases that the text contains as whole words, each as it is stored for search."""
    return _found(text, _index(phrases.members))


def _found(text: PlainText, index: _Index) -> list[str]:
    if text.words.isdisjoint(index.words) and text.ascii:
        return []
    found = [
        phrase
        for word in sorted(text.words & index.words)
        for phrase in index.by_word[word]
        if phrase in text.padded
    ]
    if not text.ascii:
        found += [phrase for phrase in index.others if phrase in text.padded]
    return found


@dataclass(frozen=True, slots=True)
class Phrases:
    """The lists of one family, and the searches for their phrases.

    The lists are those of the family's file: a phrase of `titles` is the whole of a part of a
    title, ignoring words of `around` at its ends. A statement is a phrase of `statements`, or one
    of `subjects` followed directly by one of `predicates`. Words of `hedges` right before a
    statement cancel it, as do words of `narrowings` right after a predicate.
    """

    signs: Signs
    family: str

    def __getitem__(self, name: str) -> SignList:
        return self.signs[f"{self.family}.{name}"]

    def may_be_in(self, text: PlainText, *names: str) -> bool:
        """Return False if the text has no phrase of these lists; within a few microseconds."""
        return bool(_found(text, _joint(tuple([self[name].members for name in names]))))

    def found(self, name: str, raw: str) -> list[str]:
        """Return the phrases of a list that a text contains as whole words, as stored for
        search."""
        return phrases_in(text_of(raw), self[name])

    def bare(self, part: str) -> str:
        """Return a part of a title (plain) without the words of `around` at its ends."""
        return _bare(part, self["around"])

    def is_title(self, part: str, name: str = "titles") -> bool:
        """Return True if the part, with or without the words around it, is a phrase of the list."""
        members = self[name].members
        return part in members or self.bare(part) in members

    def statement(
        self, raw: str, name: str = "statements", *, predicated: bool = True, answers: bool = True
    ) -> str:
        """Return the first sentence of a text that makes a statement; "" for none.

        name: the list of whole statements. predicated: whether subject and predicate also make one.
        answers: whether a sentence that follows a question may make one.
        """
        whole = self.found(name, raw)
        subjects = self.found("subjects", raw) if predicated else []
        if not whole and not (subjects and self.found("predicates", raw)):
            return ""
        asked = False
        for sentence in _SENTENCE.findall(raw):
            answer, asked = asked, sentence.rstrip().endswith(("?", "？", "؟"))
            if asked or (answer and not answers):
                continue
            padded = f" {' '.join(_words(sentence))} "
            places = [*_places(padded, whole), *self._predicated(padded, subjects)]
            if any(not self._hedged(padded[:place]) for place in places):
                return str(sentence).strip()
        return ""

    def _predicated(self, padded: str, subjects: Iterable[str]) -> Iterator[int]:
        """Yield where subjects begin that are followed directly by a predicate."""
        for subject in subjects:
            for place in _all_of(padded, subject):
                behind = padded[place + len(subject) :].lstrip()
                if any(
                    _begins(behind, predicate) and not self._narrowed(behind[len(predicate) :])
                    for predicate in self["predicates"].members
                ):
                    yield place

    def _narrowed(self, rest: str) -> bool:
        rest = rest.lstrip()
        narrowings = self.signs.lists.get(f"{self.family}.narrowings")
        return narrowings is not None and any(_begins(rest, word) for word in narrowings.members)

    def _hedged(self, before: str) -> bool:
        last = " ".join(before.split()[-HEDGED_WITHIN:])[-HEDGED_CHARACTERS:]
        return bool(self.found("hedges", last))


def unless_approved(case: Case, page: Page, says: Callable[[Case, Page], T]) -> T | None:
    """Return what `says` finds on the page; None for nothing, or if the approved page says it
    too."""
    said = says(case, page)
    if not said or (case.approved is not None and says(case, case.approved)):
        return None
    return said


def lines_of(text: str) -> Iterator[str]:
    """Return the sentences of a text, each plain; an entry of a menu also counts as one."""
    return (line for line in map(plain, _SENTENCE.findall(text)) if line)


def _places(padded: str, phrases: Iterable[str]) -> Iterator[int]:
    return (place for phrase in phrases for place in _all_of(padded, phrase))


def _all_of(padded: str, phrase: str) -> Iterator[int]:
    place = padded.find(phrase)
    while place >= 0:
        yield place
        place = padded.find(phrase, place + 1)


def _begins(behind: str, phrase: str) -> bool:
    return behind.startswith(f"{phrase} " if phrase.isascii() else phrase)
