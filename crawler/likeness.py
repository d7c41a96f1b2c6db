"""How much one page is like another, by their words; small enough to be kept for days.

A sketch is the smallest of the hashes of a page's words (each with its
how-manieth occurrence), so that of two sketches the share of common words can
be estimated: bottom-k sketches after Broder, "On the resemblance and
containment of documents", 1997. Numbers count as equal, and words of the
page's own address do not count: a page that says that it could not find what
was asked for repeats it.
"""

from collections import Counter
from zlib import crc32

from crawler.judge.words import plain, tokens

SKETCH = 512
_LONGEST = 64 * 1024

Sketch = tuple[int, ...]


def sketch(text: str, url: str) -> Sketch:
    """The sketch of a page's visible text; url: the address at which it came."""
    own = set(plain(url.partition("://")[2].partition("/")[2]).split())
    seen: Counter[str] = Counter()
    hashes = set()
    for word in tokens(text[:_LONGEST]):
        if word in own:
            continue
        kept = "0" if word.isdigit() else word
        seen[kept] += 1
        hashes.add(crc32(f"{kept} {seen[kept]}".encode()))
    return tuple(sorted(hashes)[:SKETCH])


def alike(one: Sketch, other: Sketch) -> float:
    """The share of common words, 0 to 1 (Dice); two empty pages are alike."""
    if not one or not other:
        return float(one == other)
    union = sorted(set(one) | set(other))[:SKETCH]
    common = len(set(one) & set(other) & set(union))
    resemblance = common / len(union)
    return 2 * resemblance / (1 + resemblance)
