"""How much of a page a parser can read without running for minutes.

By the rules of HTML, the cost of a page can grow with the square of its length, in time or in
memory: each `<div>` searches all open elements, each attribute all others of its tag, and each
paragraph reopens every unclosed `<font>` of the one before (19 KB of that took 660 MB). Only the
beginning of such a page is read. Ordinary pages of any length are read whole.
"""

import re

MOST_TAGS = 8000
MOST_REOPENED = 400_000
MOST_ATTRIBUTES = 3000

_SMALL = 4096
_LONG_TAG = 20_000
#: Elements that a parser reopens in the next paragraph; with attributes, without limit.
_FORMATTING = re.compile(
    rb"<(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/]", re.IGNORECASE
)
_PLAIN_FORMATTING = 39  # thirteen elements, each at most three times
_ATTRIBUTE_ENDS = re.compile(rb"[\s/\"']")
_TAG = re.compile(rb"<[A-Za-z][^>]{%d,}" % _LONG_TAG)


def affordable(html: bytes) -> bytes:
    """Return the page, or as much of its beginning as a parser can read in acceptable time."""
    if html.count(b"<") > MOST_TAGS:
        html = _until_tag(html, MOST_TAGS)
    while len(html) > _SMALL and _reopened(html) > MOST_REOPENED:
        html = html[: len(html) // 2]
    return _without_overlong_tag(html)


def _until_tag(html: bytes, number: int) -> bytes:
    rest = html.split(b"<", number + 1)[-1]
    return html[: len(html) - len(rest) - 1]


def _reopened(html: bytes) -> int:
    """Return the most elements that could be reopened: each formatting one in each other."""
    starts = html.count(b"<") - html.count(b"</")
    if starts * starts // 4 + _PLAIN_FORMATTING * starts <= MOST_REOPENED:
        return 0  # for any proportion of the two sorts
    return (len(_FORMATTING.findall(html)) + _PLAIN_FORMATTING) * starts


def _without_overlong_tag(html: bytes) -> bytes:
    half = _LONG_TAG // 2
    if all(html.find(b">", start, start + half) >= 0 for start in range(0, len(html) - half, half)):
        return html
    for tag in _TAG.finditer(html):
        if len(_ATTRIBUTE_ENDS.findall(tag[0])) > 2 * MOST_ATTRIBUTES:  # two for `a="b"`
            return html[: tag.start()]
    return html
