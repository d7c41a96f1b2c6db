"""The exit pages: what visitors see between our site and a website that is not ours.

    for made in files(edition): ...

There is a page for each link whose exit notice is shown on one, in each language, made ahead of
time. Its address contains the number of the link and nothing else, so no one can make it lead
elsewhere. It needs nothing from visitors or other websites: no script, no timer, no cookie.
Visitors go on by an ordinary link, or stay.

A number that was given out once keeps its page. When the link is withdrawn, or held back because of
a danger, the page says so and contains no address.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from directory.publishing.release import paths
from directory.publishing.release.public_schema import Header, LinkEntry
from directory.publishing.release.reader import Edition, MadeFile
from directory.publishing.site.frame import PageLink, contact_of, own_pages, tongues
from directory.publishing.site.link_text import in_element, remark, run_by
from directory.publishing.site.notices import NoticeBoard
from directory.publishing.site.rendering import asset, fact, host, page
from directory.publishing.site.words import SiteWords, words_for

#: The strictest that a `meta` element can set; the server adds `frame-ancestors`.
POLICY: Final = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class _Speaker:
    """The values that the pages of one language share."""

    words: SiteWords
    board: NoticeBoard
    agency: Markup
    own_pages: Sequence[PageLink]
    contact: Markup | None


@dataclass(frozen=True, slots=True)
class _Page:
    """A page to be made. place: its folder; frame: the template values of every exit page."""

    speaker: _Speaker
    place: str
    frame: Mapping[str, object]


def files(edition: Edition) -> Iterator[MadeFile]:
    """Yield the style, and a page per language for each link that needs one, by id; then for those
    that are held back or withdrawn."""
    header = edition.header
    speakers = {language: _speaker(edition, language) for language in header.languages}
    yield asset(paths.EXIT_STYLE, "base.css", "exit.css")
    for link in edition.links():
        if link.exit_notice.page is not None:
            for one in _pages(header, link.id, speakers):
                yield page(one.place, "exit.html", **one.frame, **_of_link(header, link, one))
    for link_id in edition.withheld:
        for one in _pages(header, link_id, speakers):
            yield page(
                one.place,
                "absent.html",
                **one.frame,
                title="withheld_title",
                told=[one.speaker.words.say("withheld_text")],
            )
    for tombstone in edition.withdrawn:
        for one in _pages(header, tombstone.id, speakers):
            told = _when(one.speaker.words, tombstone.on)
            yield page(one.place, "absent.html", **one.frame, title="withdrawn_title", told=[told])


def _speaker(edition: Edition, language: str) -> _Speaker:
    words = words_for(language, edition.header.default_language)
    agency = fact(edition.header.publisher.agency)
    own = own_pages(edition.header, words)
    board = NoticeBoard(edition, words)
    return _Speaker(words, board, agency, own, contact_of(edition.header))


def _pages(header: Header, link_id: int, speakers: Mapping[str, _Speaker]) -> Iterator[_Page]:
    """Yield the page of a link in each language."""
    folder = paths.exit_folder(link_id)
    found = {language: paths.in_language(folder, language, header) for language in speakers}
    for language, place in found.items():
        frame = {
            "words": speakers[language].words,
            "agency": speakers[language].agency,
            "policy": POLICY,
            "style": paths.way(place, paths.EXIT_STYLE),
            "home": paths.way(place, paths.site(language, header)),
            "own_pages": speakers[language].own_pages,
            "contact": speakers[language].contact,
            "tongues": tongues(header, language, found),
        }
        yield _Page(speakers[language], place, frame)


def _of_link(header: Header, link: LinkEntry, one: _Page) -> dict[str, object]:
    """Return the template values of the exit page of a link."""
    words, board = one.speaker.words, one.speaker.board
    assert link.exit_notice.notice is not None  # since it is due
    # Of a long category, that is its first page; the link may be on a later one.
    category_page = paths.category(link.category, paths.site(words.language, header))
    return {
        "link": link,
        "name": words.text(link.names),
        "host": host(link.host_shown),
        "written_as": None if link.host == link.host_shown else host(link.host),
        "operator": run_by(link, words),
        "notice": board.filled(link.exit_notice.notice, link),
        "own_policy": header.publisher.privacy_url,
        "disclaimers": [board.filled(slug, link) for slug in link.disclaimers],
        "remark": in_element(remark(link, words), words),
        "stay": f"{paths.way(one.place, category_page)}#link-{link.id}",
    }


def _when(words: SiteWords, day: date | None) -> Markup:
    if day is None:
        return words.say("withdrawn_text")
    return words.say("withdrawn_on", date=words.day(day))
