"""The text about a link, for people who decide whether to follow it.

The site and its search describe a link in the same words, because both take them from here. What is
not known is left out.
"""

from collections.abc import Iterator
from functools import cache
from gettext import NullTranslations, translation
from typing import Final

import pycountry
from markupsafe import Markup

from directory.publishing.release.public_schema import LinkEntry
from directory.publishing.site.rendering import fact
from directory.publishing.site.words import VISITORS_CONCERN, SiteWords

#: More areas than this are counted, not named.
_AREAS_NAMED: Final = 5
_EVERYONE: Final = "everyone"


def kind_of_operator(link: LinkEntry) -> str:
    """Return the key of the sentence that says who runs the destination."""
    return f"class_{link.operator.class_}"


def badges(link: LinkEntry, words: SiteWords) -> Iterator[str]:
    """Yield short facts about the link, as text, except its languages."""
    if link.cost is not None:
        yield words.plain(f"cost_{link.cost}")
    if link.account_needed is not None:
        yield words.plain("account_yes" if link.account_needed else "account_no")
    if link.how_to_apply is not None:
        yield words.plain(f"apply_{link.how_to_apply}")
    for audience in link.audiences:
        if audience != _EVERYONE:
            yield words.plain(f"audience_{audience}")
    yield from _areas(link, words)


def other_languages(link: LinkEntry, words: SiteWords) -> tuple[str, ...]:
    """Return the languages of the destination; none if it is only that of the page."""
    return () if link.languages == (words.language,) else link.languages


def _areas(link: LinkEntry, words: SiteWords) -> Iterator[str]:
    for code in link.service_areas[:_AREAS_NAMED]:
        yield area_name(code, words.spoken)
    more = len(link.service_areas) - _AREAS_NAMED
    if more > 0:
        yield words.plain("areas_more", count=more)


def way_out(link: LinkEntry) -> str:
    """Return the key of the sentence that says where following the link leads."""
    if link.exit_notice.page is not None:
        return "leads_to_exit"
    return "leaves" if link.anchor.rel else "stays"


def remark(link: LinkEntry, words: SiteWords) -> str:
    """Return what visitors should know of a link that is not well, as text; "" for nothing.

    Nothing is said after only one bad check, nor about a danger from which staff have released the
    link.
    """
    health = link.health
    if health is None or not health.confirmed or link.released_until is not None:
        return ""
    if health.verdict not in VISITORS_CONCERN:
        return ""
    since = words.plain("health_since", date=words.plain_day(health.since))
    return f"{words.plain(f'health_{health.verdict}')} {since}"


@cache
def area_name(code: str, language: str) -> str:
    """Return the name of a service area (ISO 3166), as text, in the language if it is known there;
    the code itself for an unknown one."""
    country, _, part = code.partition("-")
    found = (
        pycountry.subdivisions.get(code=code) if part else pycountry.countries.get(alpha_2=country)
    )
    if found is None:
        return code
    name: str = found.name
    return _names("iso3166-2" if part else "iso3166-1", language).gettext(name)


@cache
def _names(standard: str, language: str) -> NullTranslations:
    folder = pycountry.LOCALES_DIR
    return translation(standard, folder, [language.replace("-", "_")], fallback=True)


def run_by(link: LinkEntry, words: SiteWords) -> Markup:
    """Return who runs the destination, by name if it is known, and of which kind."""
    if not link.operator.name:
        return words.say(kind_of_operator(link))
    kind = words.plain(kind_of_operator(link))
    return words.say("run_by", name=fact(link.operator.name), kind=kind)


def in_element(text: str, words: SiteWords) -> Markup:
    """Return a sentence of ours, given as text, for HTML; without an element if it is empty."""
    if not text or not words.foreign:
        return Markup("{}").format(text)
    return Markup("<span{}>{}</span>").format(words.foreign, text)
