"""The pages of categories.

A category's page shows its own links and, under a heading each, those of the categories below it.
If that is too many for one page, it shows only its own links, on as many pages as needed, and leads
to the categories below, each of which has its own pages in any case.
"""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from directory.publishing.release import paths
from directory.publishing.release.reader import Edition
from directory.publishing.site.frame import PageLink
from directory.publishing.site.listing import Group, ListEntry, Lister
from directory.publishing.site.notices import Titled
from directory.publishing.site.pagination import PER_PAGE, count, ordered, paged


class CategoryPages:
    """Makes the template values of category pages, in one language."""

    def __init__(self, edition: Edition, lister: Lister) -> None:
        self._edition = edition
        self._lister = lister
        self._words = lister.words
        self._home = paths.site(lister.words.language, edition.header)

    def elsewhere(self, slug: str | None, number: int) -> dict[str, str]:
        """Return the places of a page of this category, by language. number: of the page, from
        1."""
        header = self._edition.header
        return {
            language: paths.category(slug, paths.site(language, header), number)
            for language in header.languages
        }

    def of(self, slug: str | None) -> Iterator[tuple[int, dict[str, object]]]:
        """Yield the pages of a category: the number of each, from 1, and its template values."""
        category_pages = paged(ordered(self._edition, slug, self._words.language))
        for number, own in enumerate(category_pages, 1):
            place = paths.category(slug, self._home, number)
            groups = list(self._groups(slug, place, own))
            yield (
                number,
                {
                    "title": self._title(slug),
                    "parents": self._parents(slug, place),
                    "below": self._below(slug, place) if number == 1 else [],
                    "count": self._words.number("links", count(self._edition, slug)),
                    "groups": groups,
                    "notices": self._notices(groups),
                    "number": number,
                    "pages": self._pages(slug, place, number, len(category_pages)),
                },
            )

    def _pages(self, slug: str | None, place: str, number: int, last: int) -> list[PageLink]:
        """Return links to the numbered pages of a category, the current one without an address."""
        return [
            PageLink(
                self._words.say("page", page=other),
                None
                if other == number
                else paths.way(place, paths.category(slug, self._home, other)),
            )
            for other in range(1, last + 1)
        ]

    def _title(self, slug: str | None) -> Markup:
        if slug is None:
            return self._words.say("unsorted")
        return self._words.text(self._edition.categories[slug].names)

    def _parents(self, slug: str | None, place: str) -> list[PageLink]:
        parent = None if slug is None else self._edition.categories[slug].parent
        if parent is None:
            return []
        href = paths.way(place, paths.category(parent, self._home))
        return [PageLink(self._title(parent), href)]

    def _below(self, slug: str | None, place: str) -> list[PageLink]:
        return [
            PageLink(
                self._title(one),
                paths.way(place, paths.category(one, self._home)),
                f"{count(self._edition, one):,}",
            )
            for one in self._filled_below(slug)
        ]

    def _filled_below(self, slug: str | None) -> list[str]:
        if slug is None:
            return []
        found = (one.slug for one in self._edition.below(slug))
        return [one for one in found if count(self._edition, one)]

    def _groups(self, slug: str | None, place: str, own: Sequence[int]) -> Iterator[Group]:
        below = self._filled_below(slug)
        if own:
            heading = self._words.say("own_links" if below else "all_links")
            yield self._lister.group("links", heading, self._entries(own, place))
        if count(self._edition, slug) > PER_PAGE:
            return
        for one in below:
            entries = ordered(self._edition, one, self._words.language)
            name = one.rpartition("/")[2]
            found = self._entries(entries, place)
            yield self._lister.group(f"in-{name}", self._title(one), found)

    def _entries(self, found: Sequence[int], place: str) -> list[ListEntry]:
        return [self._lister.entry(link, place) for link in self._edition.links_at(found)]

    def _notices(self, groups: Sequence[Group]) -> list[Titled]:
        """Return the notices to which entries of the page refer."""
        slugs = {slug for group in groups for entry in group.entries for slug in entry.shared}
        return self._lister.board.among(slugs)
