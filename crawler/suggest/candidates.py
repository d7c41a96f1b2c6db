"""Which pages of a site to check, and which of them is the one sought. Pure.

A check costs the site a request, so that only a few pages are checked: those whose address, or the
text of whose link on the home page, resembles what is sought. The title of the page then decides;
the address can raise a title's score but never replace it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import ada_url

from crawler.judge.families.addresses import page_key, same_site
from crawler.suggest.titles import Words, likeness, slug_words, subject, title_likeness, words

#: A page is proposed from this score on, if its title alone reaches TITLE_THRESHOLD.
THRESHOLD = 0.65
TITLE_THRESHOLD = 0.55
#: The home page needs more, since its title is similar to those of many pages.
HOME_THRESHOLD = 0.85
MOST_LOOKS = 5

_PATH_HELPS = 0.2
_WORTH_A_LOOK = 0.3
_NO_PAGES = (
    *(".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".txt", ".csv", ".ics"),
    *(".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".ico", ".mp3", ".mp4", ".zip", ".gz"),
    *(".xml", ".json", ".css", ".js", ".rss", ".atom"),
)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is sought on a site: the old address, the possible titles of the page, and the names of
    the site (as sets of words; titles are compared without them)."""

    url: str
    titles: tuple[str, ...]
    site_names: frozenset[Words] = frozenset()

    def title_score(self, title: str) -> float:
        """Return how similar a page's title is to the best of ours; 0 to 1."""
        scores = (title_likeness(wanted, title, self.site_names) for wanted in self.titles)
        return max(scores, default=0.0)

    def score(self, title: str, href: str) -> float:
        """Return the score of a page: its title's, and a little for a similar address; 0 to 1."""
        helped = self.title_score(title) + _PATH_HELPS * self._path_score(href)
        return round(min(1.0, helped), 2)

    def is_found(self, title: str, href: str) -> bool:
        """Return True if this page may be proposed."""
        return self.title_score(title) >= TITLE_THRESHOLD and self.score(title, href) >= THRESHOLD

    def _path_score(self, href: str) -> float:
        return likeness(slug_words(self.url), slug_words(href))


def worth_a_look(sought: Sought, listed: Iterable[str], linked: Mapping[str, str]) -> list[str]:
    """Return the most promising pages of the same site, best first; at most five.

    listed: hrefs of the site's sitemap. linked: hrefs on its home page → the text of the link.
    Pages of other sites, the old page itself and files that are not pages are left out.
    """
    wanted = [words(" ".join(subject(title, sought.site_names))) for title in sought.titles]
    old = slug_words(sought.url)
    seen = {page_key(sought.url)}
    rated: list[tuple[float, int, str]] = []
    for href in dict.fromkeys([*linked, *listed]):
        if not _is_page(href) or not same_site(href, sought.url) or page_key(href) in seen:
            continue
        seen.add(page_key(href))
        slug = slug_words(href)
        named = words(linked.get(href, ""))
        alike = max((max(likeness(one, slug), likeness(one, named)) for one in wanted), default=0.0)
        rating = max(alike, likeness(old, slug)) + _PATH_HELPS * likeness(old, slug)
        if rating >= _WORTH_A_LOOK:
            rated.append((-rating, len(href), href))
    return [href for _rating, _length, href in sorted(rated)[:MOST_LOOKS]]


def _is_page(href: str) -> bool:
    return not ada_url.URL(href).pathname.lower().endswith(_NO_PAGES)
