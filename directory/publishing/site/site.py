"""The ready-made site: the directory as pages that any web server can serve.

    for made in files(edition): ...

The default language is in `site/`, each other one in a folder below it. A page for each category,
one with all notices, and a home page. All of it works without JavaScript; a script adds a search
(see `searching.py`). A link whose exit notice is shown on an exit page leads there, never straight
out; any other exit notice is shown beside its link.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from markupsafe import Markup

from directory.model.vocab import NoticeKind
from directory.publishing.release import paths
from directory.publishing.release.paths import address
from directory.publishing.release.public_schema import CategoryEntry, Header
from directory.publishing.release.reader import Edition, MadeFile
from directory.publishing.site import not_found, searching
from directory.publishing.site.categories import CategoryPages
from directory.publishing.site.frame import (
    PageLink,
    alternates,
    contact_of,
    downloads,
    head,
    own_pages,
    tongues,
)
from directory.publishing.site.listing import Lister
from directory.publishing.site.notices import NoticeBoard
from directory.publishing.site.pagination import count
from directory.publishing.site.rendering import asset, fact, page
from directory.publishing.site.words import words_for

SITEMAP: Final = "sitemap.xml"

_SITEMAP_OPENING: Final = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"\
 xmlns:xhtml="http://www.w3.org/1999/xhtml">
"""
_ALTERNATE: Final = Markup('<xhtml:link rel="alternate" hreflang="{}" href="{}"/>\n')

#: The content security policy of the pages; the server adds `frame-ancestors`.
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'"
)


def files(edition: Edition) -> Iterator[MadeFile]:
    """Yield style and script, the site in each language, the default one first, then the site map
    and the page for addresses that lead nowhere."""
    yield asset(paths.SITE_STYLE, "base.css", "site.css")
    yield asset(paths.SITE_ICON, "icon.svg")
    narrowing = searching.facets(edition)
    if narrowing is not None:
        yield asset(paths.SITE_SCRIPT, "search.js")
    pages: list[Mapping[str, str]] = []
    for language in edition.header.languages:
        made = _Site(edition, language, narrowing)
        yield from made.files()
        pages = made.pages
    yield from _sitemap(edition.header, pages)
    yield from not_found.files(edition, POLICY, search=narrowing is not None)


def _sitemap(header: Header, pages: Iterable[Mapping[str, str]]) -> Iterator[MadeFile]:
    """Yield the site map: each page with its other languages; no file if the website's address is
    not known. Exit pages are not in it: they are marked not to be indexed.

    pages: the places of each page, by language; not of categories without links.
    """
    if header.publisher.website:
        yield MadeFile(SITEMAP, _sitemap_chunks(header, pages))


def _sitemap_chunks(header: Header, pages: Iterable[Mapping[str, str]]) -> Iterator[bytes]:
    yield _SITEMAP_OPENING.encode()
    for elsewhere in pages:
        others = Markup("").join(_ALTERNATE.format(*one) for one in alternates(header, elsewhere))
        for place in elsewhere.values():
            location = Markup("<url>\n<loc>{}</loc>\n{}</url>\n")
            yield location.format(address(header, place), others).encode()
    yield b"</urlset>\n"


class _Site:
    """The site in one language. narrowing: None if it has no search."""

    def __init__(self, edition: Edition, language: str, narrowing: searching.Facets | None) -> None:
        self._edition = edition
        self._header = edition.header
        self._updated_on = edition.updated_on
        self._words = words_for(language, edition.header.default_language)
        self._board = NoticeBoard(edition, self._words)
        self._lister = Lister(edition.header, self._words, self._board)
        self._home = paths.site(language, edition.header)
        self._narrowing = narrowing
        #: The places of each page that was made and is in the site map, by language.
        self.pages: list[Mapping[str, str]] = []

    def files(self) -> Iterator[MadeFile]:
        """Yield all pages, and the index of the search."""
        yield self._home_page()
        yield self._notices_page()
        if self._narrowing is not None:
            yield searching.index(self._edition, f"{self._home}search.json", self._lister)
        pages = CategoryPages(self._edition, self._lister)
        for slug in self._slugs():
            for number, values in pages.of(slug):
                elsewhere = pages.elsewhere(slug, number)
                place = elsewhere[self._words.language]
                frame = self._frame(place, elsewhere, indexed=bool(count(self._edition, slug)))
                yield page(place, "category.html", **frame, **self._search(place), **values)

    def _slugs(self) -> Iterator[str | None]:
        yield from self._edition.categories
        if self._edition.places.get(None):
            yield None

    def _frame(
        self, place: str, elsewhere: Mapping[str, str], *, indexed: bool = True
    ) -> dict[str, object]:
        """Return the template values of every page of the site. elsewhere: the page's places, by
        language; indexed: whether it is in the site map."""
        header, words = self._header, self._words
        if indexed:
            self.pages.append(elsewhere)
        return {
            "words": words,
            "policy": POLICY,
            "agency": fact(header.publisher.agency),
            "agency_name": header.publisher.agency,
            "contact": contact_of(header),
            "own_pages": own_pages(header, words),
            "updated_on": words.day(self._updated_on),
            "style": paths.way(place, paths.SITE_STYLE),
            "icon": paths.way(place, paths.SITE_ICON),
            "home": paths.way(place, self._home),
            "notices_page": paths.way(place, self._notices),
            "tongues": tongues(header, words.language, elsewhere),
            **head(header, place, elsewhere),
        }

    @property
    def _notices(self) -> str:
        return f"{self._home}notices/"

    def _everywhere(self, below: str) -> dict[str, str]:
        """Return the places of the same page in each language. below: its place, from the home
        page's folder."""
        return {
            language: paths.site(language, self._header) + below
            for language in self._header.languages
        }

    def _search(self, place: str) -> dict[str, object]:
        """Return the template values of the search box of a page."""
        if self._narrowing is None:
            return {"search": None}
        words = self._words
        return {
            "search": {
                "script": paths.way(place, paths.SITE_SCRIPT),
                "index": paths.way(place, f"{self._home}search.json"),
                "exits": paths.way(place, "out/"),
                "below": paths.in_language("", words.language, self._header),
                "categories": [
                    (
                        one.slug,
                        words.told(one.names),
                        [(sub.slug, words.told(sub.names)) for sub in self._filled(one.slug)],
                    )
                    for one in self._filled(None)
                ],
                "choices": self._narrowing.choices(words),
            }
        }

    def _filled(self, top: str | None) -> list[CategoryEntry]:
        """Return the categories below one that have a link."""
        return [one for one in self._edition.below(top) if count(self._edition, one.slug)]

    def _home_page(self) -> MadeFile:
        words, place = self._words, self._home
        withheld = len(self._edition.withheld)
        return page(
            place,
            "home.html",
            **self._frame(place, self._everywhere("")),
            **self._search(place),
            categories=list(self._categories(place)),
            total=words.number("links", self._edition.total),
            notices_link=Markup('<a href="{}">{}</a>').format(
                paths.way(place, self._notices), words.bare("about_notices_link")
            ),
            withheld=words.number("held", withheld) if withheld else None,
            downloads=downloads(place),
        )

    def _categories(self, place: str) -> Iterator[PageLink]:
        for top in self._filled(None):
            below = (self._category(one, place) for one in self._filled(top.slug))
            yield self._category(top, place, *below)
        unsorted = count(self._edition, None)
        if unsorted:
            href = paths.way(place, paths.category(None, self._home))
            words = self._words
            yield PageLink(words.say("unsorted"), href, words.number("links", unsorted))

    def _category(self, entry: CategoryEntry, place: str, *below: PageLink) -> PageLink:
        number = count(self._edition, entry.slug)
        return PageLink(
            self._words.text(entry.names),
            paths.way(place, paths.category(entry.slug, self._home)),
            f"{number:,}" if entry.parent else self._words.number("links", number),
            below,
        )

    def _period(self) -> Markup:
        """Return the sentence on how long before it takes effect a wording is announced."""
        period, words = self._header.notice_period, self._words
        said = words.say("notice_period", count=period.days)
        if period.next is None:
            return said
        day = words.day(period.next.effective_from)
        return said + " " + words.say("next_period", date=day, count=period.next.days)

    def _notices_page(self) -> MadeFile:
        place, words = self._notices, self._words
        coming = (one for notice in self._edition.notices.values() for one in notice.upcoming)
        next_change = min((one.effective_from for one in coming), default=None)
        return page(
            place,
            "notices.html",
            **self._frame(place, self._everywhere("notices/")),
            next_change=(
                words.say("next_change", date=words.day(next_change))
                if next_change
                else words.say("no_change")
            ),
            period=self._period(),
            disclaimers=self._board.of_kind(NoticeKind.DISCLAIMER),
            exits=self._board.of_kind(NoticeKind.EXIT),
        )
