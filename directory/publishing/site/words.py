"""The interface's own sentences, in the language of a page.

They stand in `words/<language>.json`, one file per language that somebody has put them into. A
directory may be offered in other languages too: its names and notices are then in that language,
and what only we say is in English, marked as English, so that a screen reader says it right.

What comes back from here as `Markup` is fit for HTML; all that goes into it is escaped.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from markupsafe import Markup, escape

from directory.model.vocab import Verdict
from directory.publishing.release.placeholders import OF_A_LINK, text_in

#: The verdicts that visitors are shown, once they are confirmed. That a program of ours was not
#: let in is none: people may well be.
VISITORS_CONCERN: Final = (
    Verdict.CHANGED, Verdict.INSECURE, Verdict.GONE, Verdict.FAILING, Verdict.MOVED,
)  # fmt: skip

#: The language of the words where nobody has put them into the page's own.
FALLBACK: Final = "en"

_RIGHT_TO_LEFT: Final = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
)
_RIGHT_TO_LEFT_SCRIPTS: Final = frozenset({"adlm", "arab", "hebr", "nkoo", "syrc", "thaa"})
_SCRIPT_LENGTH: Final = 4


def direction(language: str) -> str:
    """`rtl` or `ltr`: how a language (a BCP 47 tag) is written."""
    primary, *rest = language.lower().split("-")
    for part in rest:
        if len(part) == _SCRIPT_LENGTH and part.isalpha():
            return "rtl" if part in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if primary in _RIGHT_TO_LEFT else "ltr"


def own_name(language: str) -> str:
    """What a language calls itself; the tag itself where we do not know."""
    names = _file("languages")
    return names.get(language) or names.get(language.split("-", maxsplit=1)[0]) or language


def marked(language: str, around: str) -> Markup:
    """The attributes of an element in one language that stands within another; none when it is
    the same."""
    if language == around or not language:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(language, direction(language))


@dataclass(frozen=True, slots=True)
class Told:
    """A text, and the attributes of the element that holds it, saying its language."""

    text: str
    attributes: Markup


@dataclass(frozen=True)
class SiteWords:
    """The sentences for a page in one language.

    language: of the page; default: of the directory; spoken: the language that the sentences are
    in, which is another one where nobody has put them into the page's. escaped: the sentences
    with their places to fill in, fit for HTML.
    """

    language: str
    default: str
    spoken: str
    sentences: Mapping[str, str]
    escaped: Mapping[str, Markup]

    @property
    def direction(self) -> str:
        """How the page is written."""
        return direction(self.language)

    @property
    def foreign(self) -> Markup:
        """The attributes of an element that holds nothing but a sentence of ours."""
        return marked(self.spoken, self.language)

    def plain(self, key: str, **values: object) -> str:
        """A sentence as text, not fit for HTML. Raises KeyError when there is none."""
        return self.sentences[key].format(**values)

    def bare(self, key: str, **values: object) -> Markup:
        """A sentence for HTML, in an element that says its language (see `foreign`)."""
        return self.escaped[key].format(**values) if values else self.escaped[key]

    def say(self, key: str, **values: object) -> Markup:
        """A sentence for HTML, which says its language itself where it is not the page's."""
        said = self.bare(key, **values)
        if not self.foreign:
            return said
        return Markup("<span{}>{}</span>").format(self.foreign, said)

    def number(self, key: str, count: int, **values: object) -> Markup:
        """The sentence for so many: of `<key>_one` and `<key>_other`."""
        return self.say(
            f"{key}_one" if count == 1 else f"{key}_other", count=f"{count:,}", **values
        )

    def day(self, day: date) -> Markup:
        """A day in words, to be put into a sentence."""
        return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), self.plain_day(day))

    def plain_day(self, day: date) -> str:
        """A day in words, as text."""
        month = self.sentences["months"].split()[day.month - 1]
        return self.plain("date", day=day.day, month=month, year=day.year)

    def listed(self, parts: Iterable[object]) -> str:
        """`1`, `1 and 2`, `1, 2 and 3`, as text."""
        *first, last = map(str, parts)
        return self.plain("and", first=", ".join(first), last=last) if first else last

    def text(self, texts: Mapping[str, str]) -> Markup:
        """What others wrote, best in the page's language: set apart, so that its direction of
        writing changes nothing around it."""
        told = self.told(texts)
        return Markup("<bdi{}>{}</bdi>").format(told.attributes, told.text)

    def told(self, texts: Mapping[str, str]) -> "Told":
        """As `text`, for an element that holds nothing else."""
        found, language = text_in(texts, self.language, self.default)
        return Told(found, marked(language, self.language))


def words_for(language: str, default: str) -> SiteWords:
    """The words for pages in this language of a directory with this default language."""
    spoken = language if language in _offered() else language.split("-", maxsplit=1)[0]
    own = _file(spoken) if spoken in _offered() else {}
    if not own:
        return SiteWords(language, default, FALLBACK, _file(FALLBACK), _escaped(FALLBACK))
    # `es` is right for a page in `es-US`: only what is truly another language is marked.
    return SiteWords(language, default, language, own, _escaped(spoken))


def health_words(languages: Iterable[str]) -> dict[str, dict[str, str]]:
    """What is said beside a link that is not well, by verdict: in each of these languages for
    which there are words, else in English. Under `since`: since when, with `{date}`."""
    verdicts = (*map(str, VISITORS_CONCERN), "since")
    return {one: _in_each(f"health_{one}", languages) for one in verdicts}


def general_words(languages: Iterable[str]) -> dict[str, dict[str, str]]:
    """What a notice says in the place of `{name}`, `{host}` and `{privacy_url}` where it is shown
    once for several links: by placeholder and language, as `health_words`."""
    return {name: _in_each(f"any_{name}", languages) for name in OF_A_LINK}


def _in_each(key: str, languages: Iterable[str]) -> dict[str, str]:
    spoken = [words_for(one, one) for one in languages]
    offered = [words for words in spoken if not words.foreign] or [words_for(FALLBACK, FALLBACK)]
    return {words.language: words.sentences[key] for words in offered}


@cache
def _offered() -> frozenset[str]:
    names = (one.name for one in (files(__package__) / "words").iterdir())
    found = {name.removesuffix(".json") for name in names if name.endswith(".json")}
    return frozenset(found - {"languages"})


@cache
def _file(name: str) -> dict[str, str]:
    text = (files(__package__) / "words" / f"{name}.json").read_text("utf-8")
    loaded: dict[str, str] = json.loads(text)
    return loaded


@cache
def _escaped(name: str) -> dict[str, Markup]:
    return {key: escape(sentence) for key, sentence in _file(name).items()}
