"""How similar one page is to another, by their words; small enough to be kept for days.

A sketch is the smallest of the hashes of a page's different words, so that the share of common
words can be estimated from two sketches: bottom-k sketches after Broder, "On the resemblance and
containment of documents", 1997. Numbers count as equal, and words of the page's address do not
count: a page that says that it could not find the address repeats it.

Most pages are distinguished, or found to be the same, without reading all of them: by a digest of
their bytes, and by the beginning of their text.
"""

from array import array
from zlib import crc32

from crawler.fetch.request import FetchResponse
from crawler.judge.text.normalize import plain, tokens
from crawler.page.parse import Reading, whole_text
from directory.model.host import PageFingerprint

SKETCH = 512
_LONGEST = 64 * 1024
#: Beginnings with less in common belong to different pages.
_NO_LIKENESS = 0.5

Sketch = bytes  # 32-bit numbers, ascending, one after another


def fingerprint_of(answer: FetchResponse, reading: Reading, url: str) -> PageFingerprint:
    """Return the fingerprint of a page, to compare others with; url: the requested address."""
    return PageFingerprint(
        digest=_digest(answer.body),
        beginning=sketch(reading.page.text, url),
        whole=sketch(whole_text(answer), url),
    )


def likeness(answer: FetchResponse, reading: Reading, url: str, other: PageFingerprint) -> float:
    """Return how similar a page is to the other, 0 to 1; the page is read only as far as needed."""
    if _digest(answer.body) == other.digest:
        return 1.0
    beginning = alike(sketch(reading.page.text, url), other.beginning)
    if beginning < _NO_LIKENESS:
        return beginning
    return alike(sketch(whole_text(answer), url), other.whole)


def sketch(text: str, url: str) -> Sketch:
    """Return the sketch of a page's visible text; url: the address at which it came."""
    own = plain(url.partition("://")[2].partition("/")[2]).split()
    words = {"0" if word.isdigit() else word for word in tokens(text[:_LONGEST])}
    smallest = sorted({crc32(word.encode()) for word in words.difference(own)})[:SKETCH]
    return array("I", smallest).tobytes()


def alike(one: Sketch, other: Sketch) -> float:
    """Return the share of common words, 0 to 1 (Dice); two empty pages are alike."""
    if not one or not other:
        return float(one == other)
    mine, others = set(array("I", one)), set(array("I", other))
    union = sorted(mine | others)[:SKETCH]
    resemblance = len(mine & others & set(union)) / len(union)
    return 2 * resemblance / (1 + resemblance)


def _digest(body: bytes) -> int:
    return crc32(body) | len(body) << 32
