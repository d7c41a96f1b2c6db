"""The index of the search on the site's pages, and the filters of the search.

The index is one file per language that a script loads at a visitor's first search. It contains the
same words about each link as the pages, so that results read like the pages. Repeated sentences are
stored once, in a table at its end. A directory of more than `MOST` links has no index and no search
box: the index would be too large to load for one search.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from directory.model.vocab import Audience, Cost
from directory.publishing.release.directory_file import canonical
from directory.publishing.release.placeholders import privacy_address, text_in
from directory.publishing.release.public_schema import LinkEntry
from directory.publishing.release.reader import Edition, MadeFile
from directory.publishing.site.link_text import (
    area_name,
    badges,
    kind_of_operator,
    other_languages,
    remark,
    way_out,
)
from directory.publishing.site.listing import Lister, notices_apply
from directory.publishing.site.words import SiteWords, own_name
from directory.rules.notices import placeholders

MOST: Final = 20_000

#: The script's own sentences.
_SAID: Final = (
    "found_none", "found_one", "found_other", "showing", "link_notice",
)  # fmt: skip


class _Narrow(msgspec.Struct):
    """The values of a link by which a search can be filtered."""

    audiences: tuple[Audience, ...]
    cost: Cost | None
    service_areas: tuple[str, ...]


_NARROW = msgspec.json.Decoder(_Narrow)


@dataclass(frozen=True, slots=True)
class Facets:
    """The filters of the search: only values that some link has."""

    audiences: frozenset[Audience]
    costs: frozenset[Cost]
    areas: frozenset[str]

    def choices(self, words: SiteWords) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """Return name, key of the label, and the values with their words, in the order for
        visitors."""
        return [
            (
                "audience",
                "facet_audience",
                [
                    (one, words.plain(f"audience_{one}"))
                    for one in Audience
                    if one in self.audiences
                ],
            ),
            (
                "cost",
                "facet_cost",
                [(one, words.plain(f"cost_{one}")) for one in Cost if one in self.costs],
            ),
            (
                "area",
                "facet_area",
                sorted(
                    ((one, area_name(one, words.spoken)) for one in self.areas),
                    key=lambda pair: ("-" in pair[0], pair[1], pair[0]),
                ),
            ),
        ]


def facets(edition: Edition) -> Facets | None:
    """Return the filters of the search; None if the directory is too large for a search."""
    if edition.total > MOST:
        return None
    audiences: set[Audience] = set()
    costs: set[Cost] = set()
    areas: set[str] = set()
    for line in edition.lines():
        link = _NARROW.decode(line)
        audiences.update(link.audiences)
        areas.update(link.service_areas)
        if link.cost is not None:
            costs.add(link.cost)
    return Facets(frozenset(audiences), frozenset(costs), frozenset(areas))


def index(edition: Edition, name: str, lister: Lister) -> MadeFile:
    """Return the index for the pages in one language."""
    return MadeFile(name, _index(edition, lister), edition.total)


def _index(edition: Edition, lister: Lister) -> Iterator[bytes]:
    words, table = lister.words, _Table()
    head = {
        "language": words.language,
        "spoken": words.spoken,
        "say": {key: words.sentences[key] for key in _SAID},
    }
    yield canonical(head).removesuffix(b"}") + b',"links":[\n'
    separator = b""
    for link in edition.links():
        yield separator + canonical(_record(link, lister, table))
        separator = b",\n"
    yield b'\n],"table":' + canonical(table.sentences) + b"}\n"


class _Table:
    """Sentences, each stored once."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def at(self, sentence: str) -> int:
        """Return the position of the sentence in the table."""
        return self._known.setdefault(sentence, len(self._known))

    def all_at(self, sentences: Iterable[str]) -> list[int]:
        """Return the positions of several sentences."""
        return [self.at(one) for one in sentences]

    @property
    def sentences(self) -> list[str]:
        return list(self._known)


def _record(link: LinkEntry, lister: Lister, table: _Table) -> dict[str, Any]:
    """Return a link for the index; empty values are left out. The script documents the keys."""
    words, board = lister.words, lister.board
    name, name_language = text_in(link.names, words.language, words.default)
    about, about_language = text_in(link.descriptions, words.language, words.default)
    record: dict[str, Any] = {
        "i": link.id,
        "n": name,
        "nl": "" if name_language == words.language else name_language,
        "d": about,
        "dl": "" if about_language == words.language else about_language,
        "h": link.host_shown,
        "o": link.operator.name,
        "k": [table.at(words.plain(kind_of_operator(link)))],
        "b": table.all_at(badges(link, words)),
        "g": [(one, own_name(one)) for one in other_languages(link, words)],
        "w": [table.at(words.plain(way_out(link)))],
        "r": remark(link, words),
        "t": table.all_at(filter(None, [notices_apply(board.shared(link), words)])),
        "x": [one.text for one in board.own(link)],
        "c": link.category,
        "a": link.audiences,
        "p": link.service_areas,
        "m": link.cost,
    }
    exit_text, exit_language = board.text_beside(link)
    if exit_text:
        record["q"] = [table.at(exit_text)]
        record["ql"] = "" if exit_language == words.language else exit_language
        record["v"] = privacy_address(link) if "privacy_url" in placeholders(exit_text) else ""
    if link.exit_notice.page is None:
        record |= {"u": link.url, "e": link.anchor.rel, "f": link.anchor.referrerpolicy}
    return {key: value for key, value in record.items() if value}
