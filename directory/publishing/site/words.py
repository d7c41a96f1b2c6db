"""The interface's own sentences, in the language of a page.

They are in `words/<language>.json`, one file per language with a translation. A directory may be
offered in other languages too: its names and notices are then in that language, and our own
sentences are in English, marked as English, so that a screen reader says them right.

Texts returned as `Markup` are fit for HTML; all values put into them are escaped.
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

#: The verdicts that visitors are shown, once they are confirmed. A site that blocks our crawler is
#: not among them: it may still admit people.
VISITORS_CONCERN: Final = (
    Verdict.CHANGED, Verdict.INSECURE, Verdict.GONE, Verdict.FAILING, Verdict.MOVED,
)  # fmt: skip

#: The language of the words if there is no translation into the page's own.
FALLBACK: Final = "en"

_RIGHT_TO_LEFT: Final = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
)
_RIGHT_TO_LEFT_SCRIPTS: Final = frozenset({"adlm", "arab", "hebr", "nkoo", "syrc", "thaa"})
_SCRIPT_LENGTH: Final = 4


def direction(language: str) -> str:
    """Return `rtl` or `ltr`: how a language (a BCP 47 tag) is written."""
    primary, *rest = language.lower().split("-")
    for part in rest:
        if len(part) == _SCRIPT_LENGTH and part.isalpha():
            return "rtl" if part in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if primary in _RIGHT_TO_LEFT else "ltr"


def own_name(language: str) -> str:
    """Return a language's name for itself; the tag itself if the name is not known."""
    names = _file("languages")
    return names.get(language) or names.get(language.split("-", maxsplit=1)[0]) or language


def marked(language: str, around: str) -> Markup:
    """Return the attributes of an element in one language within another; none if both are the
    same."""
    if language == around or not language:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(language, direction(language))


@dataclass(frozen=True, slots=True)
class Told:
    """A text, and the attributes of its element, saying its language."""

    text: str
    attributes: Markup


@dataclass(frozen=True)
class SiteWords:
    """The sentences for a page in one language.

    language: of the page; default: of the directory; spoken: the language of the sentences, which
    differs if there is no translation into the page's. escaped: the sentences with their
    placeholders, fit for HTML.
    """

    language: str
    default: str
    spoken: str
    sentences: Mapping[str, str]
    escaped: Mapping[str, Markup]

    @property
    def direction(self) -> str:
        """The direction of writing of the page."""
        return direction(self.language)

    @property
    def foreign(self) -> Markup:
        """The attributes of an element that contains only a sentence of ours."""
        return marked(self.spoken, self.language)

    def plain(self, key: str, **values: object) -> str:
        """Return a sentence as text, not fit for HTML. Raise KeyError if there is none."""
        return self.sentences[key].format(**values)

    def bare(self, key: str, **values: object) -> Markup:
        """Return a sentence for HTML, in an element that says its language (see `foreign`)."""
        return self.escaped[key].format(**values) if values else self.escaped[key]

    def say(self, key: str, **values: object) -> Markup:
        """Return a sentence for HTML, which says its language itself if it is not the page's."""
        said = self.bare(key, **values)
        if not self.foreign:
            return said
        return Markup("<span{}>{}</span>").format(self.foreign, said)

    def number(self, key: str, count: int, **values: object) -> Markup:
        """Return the sentence for this count: of `<key>_one` and `<key>_other`."""
        return self.say(
            f"{key}_one" if count == 1 else f"{key}_other", count=f"{count:,}", **values
        )

    def day(self, day: date) -> Markup:
        """Return a day with the month's name, to be put into a sentence."""
        return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), self.plain_day(day))

    def plain_day(self, day: date) -> str:
        """Return a day with the month's name, as text."""
        month = self.sentences["months"].split()[day.month - 1]
        return self.plain("date", day=day.day, month=month, year=day.year)

    def listed(self, parts: Iterable[object]) -> str:
        """Return `1`, `1 and 2` or `1, 2 and 3`, as text."""
        *first, last = map(str, parts)
        return self.plain("and", first=", ".join(first), last=last) if first else last

    def text(self, texts: Mapping[str, str]) -> Markup:
        """Return what others wrote, in the page's language if possible: isolated, so that its
        direction of writing changes nothing around it."""
        told = self.told(texts)
        return Markup("<bdi{}>{}</bdi>").format(told.attributes, told.text)

    def told(self, texts: Mapping[str, str]) -> "Told":
        """Return the same as `text`, for an element that contains nothing else."""
        found, language = text_in(texts, self.language, self.default)
        return Told(found, marked(language, self.language))


def words_for(language: str, default: str) -> SiteWords:
    """Return the words for pages in this language of a directory with this default language."""
    spoken = language if language in _offered() else language.split("-", maxsplit=1)[0]
    own = _file(spoken) if spoken in _offered() else {}
    if not own:
        return SiteWords(language, default, FALLBACK, _file(FALLBACK), _escaped(FALLBACK))
    # `es` is right for a page in `es-US`: only what is truly another language is marked.
    return SiteWords(language, default, language, own, _escaped(spoken))


def health_words(languages: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the text beside a link that is not well, by verdict: in each of these languages for
    which there are words, else in English. Under `since`: since when, with `{date}`."""
    verdicts = (*map(str, VISITORS_CONCERN), "since")
    return {one: _in_each(f"health_{one}", languages) for one in verdicts}


def general_words(languages: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return what replaces `{name}`, `{host}` and `{privacy_url}` in a notice that is shown once
    for several links: by placeholder and language, as `health_words`."""
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
