"""Which pages of a run are nearly the same, though no two have the same bytes.

Block and sign-in pages repeat the requested address, the visitor's
address or the number of a session. So a page is compared by the words of its
beginning: numbers and words with digits count as one word, and words of the
page's own address do not count. Of these words the smallest hashes are kept
(bottom-k sketches, Broder, "On the resemblance and containment of documents",
1997); two pages are nearly the same when four fifths of the hashes are common.

Pages are grouped by the leader algorithm (Hartigan, "Clustering algorithms", 1975): a page joins
the first group whose first page is nearly the same. Only the groups that were matched last are
compared, so the work is linear; a group that many sites share, or that matches several times in a
row, is always among them.
"""

import re
from collections import OrderedDict
from zlib import crc32

from directory.model.observation import Page

Sketch = frozenset[int]

#: Hashes in a sketch; words of a page that are read; groups that are compared.
SKETCH_SIZE = 24
WORDS = 200
GROUPS = 64
#: The share of common hashes (Dice) from which on two pages are nearly the same.
NEARLY_THE_SAME = 0.8

_WORD = re.compile(r"\w+")
_LONGEST = 4000  # characters, many times the length of these words


def sketch_of(page: Page, addresses: str) -> Sketch:
    """Return the sketch of a page; empty for one without words. addresses: hrefs that it may
    repeat, a blank between them."""
    own = set(_WORD.findall(addresses.casefold()))
    beginning = f"{page.title[:_LONGEST]} {page.headline[:_LONGEST]} {page.text[:_LONGEST]}"
    words = _WORD.findall(beginning.casefold())[:WORDS]
    distinct = {_masked(word) for word in words if word not in own}
    return frozenset(sorted(_hash(word) for word in distinct)[:SKETCH_SIZE])


def resembles(one: Sketch, other: Sketch) -> bool:
    """Return True if two pages are nearly the same; two pages without words count as the same."""
    common = 2 * len(one & other)
    return common >= NEARLY_THE_SAME * (len(one) + len(other))


class PageGroups:
    """Groups of pages that are nearly the same, each named by the sketch of its first page."""

    def __init__(self) -> None:
        self._leaders: OrderedDict[Sketch, None] = OrderedDict()

    def group_of(self, sketch: Sketch) -> Sketch:
        """Return the group of the next page."""
        leader = self._leader_of(sketch)
        self._leaders[leader] = None
        self._leaders.move_to_end(leader)
        if len(self._leaders) > GROUPS:
            self._leaders.popitem(last=False)
        return leader

    def _leader_of(self, sketch: Sketch) -> Sketch:
        if sketch in self._leaders:
            return sketch
        return next((one for one in reversed(self._leaders) if resembles(one, sketch)), sketch)


def _masked(word: str) -> str:
    return "0" if any(sign.isdigit() for sign in word) else word


def _hash(word: str) -> int:
    return crc32(word.encode())
