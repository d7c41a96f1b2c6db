"""What a page says of itself, in its title, its headline, or a sentence of its text.

Shared by the families that go by wording. A phrase proves something only where
it is the whole of what is said (a whole part of a title), or a statement about
this very page; an article about error pages has the same words in it. So each
family looks

- at the parts of title and headline, once words such as “sorry” and “error” are
  taken off their ends;
- at the sentences of a short page, where what stands right before the statement
  must not make it a condition (“if the page no longer exists, …”) and the
  sentence must not be a question.

Most pages hold none of the words, and are known by it in some microseconds: a
phrase is looked for only where its longest word is among the words of the text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from crawler.judge.input import Case
from crawler.judge.patterns import SignList, Signs
from crawler.judge.text.normalize import parts, plain
from directory.model.observation import Observation, Page

#: How many words before a statement are looked at for what would make it a condition.
HEDGED_WITHIN = 5
HEDGED_CHARACTERS = 40
LONGEST_QUOTE = 120

_SENTENCE = re.compile(r"[^.!?。！？؟\n]+[.!?。！？؟]*")
_BETWEEN_SCRIPTS = re.compile(r"(?<=[0-9])(?=[^\W0-9_a-z])|(?<=[^\W0-9_a-z])(?=[0-9])")
_NO_WORD = {code: " " for code in range(128) if not chr(code).isalnum()}
#: The punctuation that else plain English has, too; taken out, most of it is ASCII.
_PUNCTUATION = re.compile("[\u00a0\u00ab\u00b7\u00bb\u2010-\u201f\u2022\u2026\u203a\u2192]")
#: Words that so many pages hold that they tell nothing.
_EVERYWHERE = frozenset({"the", "page", "will", "find", "back", "here", "this", "site", "website"})
_H1_SEPARATOR = " · "  # between headlines, as crawler/page/parse.py joins them


def page_that_came(seen: Observation) -> Page | None:
    """The HTML page that came with a 2xx status; None for anything else."""
    page, status = seen.page, seen.status
    if page is None or not page.is_html or seen.stop is not None:
        return None
    return page if status is not None and 200 <= status < 300 else None


def length(page: Page) -> int:
    """About how many words the page has; in scripts without blanks, two characters are one."""
    if len(page.text) > 12 * page.words:
        return max(page.words, len(page.text) // 2)
    return page.words


def quoted(text: str) -> str:
    """The text in quotation marks, on one line and cut to what fits it."""
    text = " ".join(text.split())
    return f"“{text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + '…'}”"


# --- parts of titles -----------------------------------------------------------


def bare(part: str, around: SignList) -> str:
    """A part of a title (plain) without the words at its ends that say nothing."""
    tokens = part.split() if part.isascii() else _BETWEEN_SCRIPTS.sub(" ", part).split()
    first, end = 0, len(tokens)
    while first < end and tokens[first] in around.members:
        first += 1
    while end > first and tokens[end - 1] in around.members:
        end -= 1
    return " ".join(tokens[first:end])


def is_phrase(part: str, phrases: SignList, around: SignList) -> bool:
    """True if the part, as it is or without the words around it, is one of the phrases."""
    return part in phrases.members or bare(part, around) in phrases.members


@lru_cache(maxsize=32)
def title_parts(title: str) -> tuple[str, ...]:
    """The parts of a title, each plain."""
    return tuple(parts(title))


@lru_cache(maxsize=32)
def headlines(headline: str) -> tuple[tuple[str, ...], ...]:
    """The parts of each of a page's headlines, each plain."""
    return tuple(title_parts(line) for line in headline.split(_H1_SEPARATOR) if line)


# --- phrases within a text -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Index:
    """Phrases as they are sought. by_word: those in Latin letters, by their longest word.
    words: these words. others: those of scripts in which words are not always kept apart."""

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
class Text:
    """A text made ready to be looked through. padded: plain, a blank at each end."""

    padded: str
    words: frozenset[str]
    ascii: bool


@lru_cache(maxsize=8)
def text_of(raw: str) -> Text:
    """The text, plain and in words."""
    words = _words(raw)
    padded = f" {' '.join(words)} "
    return Text(padded, frozenset(words), padded.isascii())


def headings_of(page: Page) -> Text:
    """Title and headline, to be looked through at once."""
    return text_of(f"{page.title} {page.headline}")


def may_hold(text: Text, signs: Signs, names: tuple[str, ...]) -> bool:
    """False if the text holds no phrase of the lists of these names; in a few microseconds."""
    return bool(_found(text, _joint(tuple([signs[name].members for name in names]))))


def _words(raw: str) -> list[str]:
    """The words of a text as `words.plain` makes them; of plain ASCII in a tenth of its time."""
    if not raw.isascii():
        raw = _PUNCTUATION.sub(" ", raw)
    return (raw.lower().translate(_NO_WORD) if raw.isascii() else plain(raw)).split()


def phrases_in(text: Text, phrases: SignList) -> list[str]:
    """The phrases that the text contains as whole words, each as it is sought."""
    return _found(text, _index(phrases.members))


def _found(text: Text, index: _Index) -> list[str]:
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
class Wording:
    """How one family words its statements.

    Either a phrase of `statements` makes one, or one of `subjects` with one of
    `predicates` right behind it. hedges: words that undo one when they stand
    right before it. narrowings: words that undo one right behind a predicate.
    answers: whether a sentence that follows a question may make one.
    """

    statements: SignList
    subjects: SignList
    predicates: SignList
    hedges: SignList
    narrowings: SignList | None = None
    answers: bool = True


def wording(case: Case, family: str, *, answers: bool = True) -> Wording:
    """The lists of this family."""
    lists = case.signs.lists
    return Wording(
        statements=lists[f"{family}.statements"],
        subjects=lists[f"{family}.subjects"],
        predicates=lists[f"{family}.predicates"],
        hedges=lists[f"{family}.hedges"],
        narrowings=lists.get(f"{family}.narrowings"),
        answers=answers,
    )


def statement(raw: str, wording: Wording) -> str | None:
    """The first sentence of the text that makes one of these statements; None for none."""
    text = text_of(raw)
    whole = phrases_in(text, wording.statements)
    subjects = phrases_in(text, wording.subjects)
    if not whole and not (subjects and phrases_in(text, wording.predicates)):
        return None
    asked = False
    for sentence in _SENTENCE.findall(raw):
        answers, asked = asked, sentence.rstrip().endswith(("?", "？", "؟"))
        if asked or (answers and not wording.answers):
            continue
        padded = f" {' '.join(_words(sentence))} "
        places = [*_places(padded, whole), *_predicated(padded, subjects, wording)]
        if any(not _hedged(padded[:place], wording.hedges) for place in places):
            return str(sentence).strip()
    return None


def lines_of(text: str) -> Iterator[str]:
    """The sentences of a text, each plain; an entry of a menu is one, too."""
    return (line for line in map(plain, _SENTENCE.findall(text)) if line)


def _places(padded: str, phrases: Iterable[str]) -> Iterator[int]:
    """Where the phrases begin."""
    return (place for phrase in phrases for place in _all_of(padded, phrase))


def _all_of(padded: str, phrase: str) -> Iterator[int]:
    place = padded.find(phrase)
    while place >= 0:
        yield place
        place = padded.find(phrase, place + 1)


def _predicated(padded: str, subjects: Iterable[str], wording: Wording) -> Iterator[int]:
    """Where subjects begin that have a predicate right behind them."""
    predicates = wording.predicates.members
    for subject in subjects:
        for place in _all_of(padded, subject):
            behind = padded[place + len(subject) :].lstrip()
            if any(
                _begins(behind, predicate) and not _narrowed(behind[len(predicate) :], wording)
                for predicate in predicates
            ):
                yield place


def _begins(behind: str, phrase: str) -> bool:
    return behind.startswith(f"{phrase} " if phrase.isascii() else phrase)


def _narrowed(rest: str, wording: Wording) -> bool:
    rest = rest.lstrip()
    narrowings = wording.narrowings
    return narrowings is not None and any(_begins(rest, word) for word in narrowings.members)


def _hedged(before: str, hedges: SignList) -> bool:
    last = " ".join(before.split()[-HEDGED_WITHIN:])[-HEDGED_CHARACTERS:]
    return bool(phrases_in(text_of(last), hedges))
