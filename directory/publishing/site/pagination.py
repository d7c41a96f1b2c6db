"""The links of a category in the order for visitors, on pages of limited length."""

import unicodedata
from array import array
from collections.abc import Sequence
from typing import Final

import msgspec

from directory.publishing.release.placeholders import text_in
from directory.publishing.release.reader import Edition

#: The most links on one page.
PER_PAGE: Final = 200
#: Of more links than this in one category, the names are not kept in memory to sort them.
_SORTED: Final = 20_000


class _Named(msgspec.Struct):
    names: dict[str, str]


_NAMED = msgspec.json.Decoder(_Named)


def ordered(edition: Edition, category: str | None, language: str) -> Sequence[int]:
    """Return where in the directory's file the links of one category itself are: by name, as sorted
    in that language; by id if there are too many to sort."""
    places = edition.places.get(category, array("Q"))
    if len(places) > _SORTED:
        return places
    default = edition.header.default_language
    keys = [
        _sort_key(text_in(_NAMED.decode(line).names, language, default)[0])
        for line in edition.lines_in(category)
    ]
    order = sorted(range(len(places)), key=lambda index: (keys[index], index))
    return array("Q", (places[index] for index in order))


def count(edition: Edition, category: str | None, *, below: bool = True) -> int:
    """Return how many links a category has. below: with those of the categories below it."""
    kinds = [category]
    if below and category is not None:
        kinds += [one.slug for one in edition.below(category)]
    return sum(len(edition.places.get(kind, ())) for kind in kinds)


def paged(places: Sequence[int]) -> list[Sequence[int]]:
    """Return the places page by page; there is always a first page."""
    starts = range(0, max(len(places), 1), PER_PAGE)
    return [places[start : start + PER_PAGE] for start in starts]


def _sort_key(name: str) -> tuple[str, str]:
    """Return a key that ignores capitals and accents, except between equals."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign)), name
