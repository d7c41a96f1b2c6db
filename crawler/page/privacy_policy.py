"""Where a page's site keeps its privacy policy: for the exit notice, which links to it.

Only the address is needed, and it is in the footer, after everything that is parsed of a page. So
the source is searched and not parsed: first for a few stems, which takes microseconds if there are
none, and then for the link around each place found.

What the site itself marks as its policy (`rel="privacy-policy"`) comes first, then its own pages,
then those of other sites: an owner often keeps one policy for several names, but the policy of a
captcha's maker is not the site's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote, urlsplit

from crawler.judge.patterns import Signs
from crawler.judge.text.normalize import plain
from crawler.patterns import load_signs
from directory.rules.hosts import registrable_domain
from directory.rules.urls import lane_of, resolve

SEARCHED_HEAD = 8 * 1024
SEARCHED_TAIL = 64 * 1024

_LONGEST_LINK = 1500  # bytes, from `<a` to `</a>`
_MOST_PLACES = 24
_MOST_WORDS = 9  # of a beginning
_FIRST = (b"rivac",)  # in the path, if not in the text, of most policies; there in lower case
_SECOND = (b"onfidentialit", b"atenschutz", b"i prive", b"ie-priv")
_FOREIGN = tuple(
    stem.encode()
    for stem in (
        "隐私",
        "隱私",
        "私隱",
        "الخصوصية",
        "개인정보",
        "онфиденциальн",
        "ерсональн",
        "ảo mật",
    )
)
_ATTRIBUTE = re.compile(
    rb"""[\s"'/](href|rel)\s{0,9}=\s{0,9}(?:"([^"]{0,1000})"|'([^']{0,1000})'|([^\s"'>]{1,1000}))""",
    re.IGNORECASE,
)
_TAG = re.compile(rb"<[^>]{0,1000}>")


@dataclass(frozen=True, slots=True)
class _Link:
    """A link of the page. text: plain. declared: whether `rel` marks it as the policy."""

    href: str
    text: str
    declared: bool


def privacy_address(html: bytes, url: str) -> str:
    """Return the href of the privacy policy that the page at `url` names; "" if it names none.

    html: the page's source, in UTF-8 (in another encoding, what cannot be read is skipped).
    """
    searched = _searched(html)
    stems = _stems_in(searched)
    if not stems:
        return ""
    signs = load_signs()
    best, address = 0, ""
    for raw in _links_around(searched, stems):
        link = _read(raw, url)
        rank = _rank(link, url, signs) if link else 0
        if link and rank > best:
            best, address = rank, link.href
    return address


def _searched(html: bytes) -> bytes:
    """Return the beginning, where `<link>` is, and the end, where the footer is."""
    if len(html) <= SEARCHED_HEAD + SEARCHED_TAIL:
        return html
    return html[:SEARCHED_HEAD] + b"\n<>\n" + html[-SEARCHED_TAIL:]


def _stems_in(html: bytes) -> list[bytes]:
    """Return the stems to search around; the rarer ones only if the likeliest is missing.

    They are searched from the end, which is faster, and only if their first byte occurs at all,
    which is faster still.
    """
    for stems in (_FIRST, _SECOND, _FOREIGN):
        found = [stem for stem in stems if stem[:1] in html and html.rfind(stem) >= 0]
        if found:
            return found
    return []


def _links_around(html: bytes, stems: list[bytes]) -> Iterator[bytes]:
    """Yield the source of each link that contains a stem, the last of the page first."""
    places = 0
    for stem in stems:
        place = html.rfind(stem)
        while place >= 0 and places < _MOST_PLACES:
            places += 1
            begins = max(0, place - _LONGEST_LINK)
            around = html[begins : place + _LONGEST_LINK]
            lowered = around.lower()
            start = _link_start(lowered, place - begins)
            if start >= 0:
                yield around[start : _link_end(lowered, start)]
            place = html.rfind(stem, 0, place if start < 0 else begins + start)


def _link_start(lowered: bytes, place: int) -> int:
    """Return where the link around this place begins; -1 if it is in none."""
    start = max(lowered.rfind(b"<a", 0, place), lowered.rfind(b"<link", 0, place))
    is_link = lowered.startswith(b"<link", start)
    follows = lowered[start + (5 if is_link else 2) :][:1]
    ended = lowered.find(b">" if is_link else b"</a", start, place) >= 0
    return -1 if start < 0 or ended or not follows.isspace() else start


def _link_end(lowered: bytes, start: int) -> int:
    closed = b">" if lowered.startswith(b"<link", start) else b"</a"
    end = lowered.find(closed, start)
    return end + 1 if end >= 0 else len(lowered)


def _read(raw: bytes, url: str) -> _Link | None:
    """Return the link in a piece of source; None if it leads to no other page."""
    head, _, inside = raw.partition(b">")
    found = {name.lower(): double or single or bare
             for name, double, single, bare in reversed(_ATTRIBUTE.findall(head))}  # fmt: skip
    reference = unescape(found.get(b"href", b"").decode("utf-8", "replace"))
    if not reference or "\\" in reference:  # in a script, with escaped quotes
        return None
    href = resolve(url, reference)
    if href is None or not href.startswith(("http://", "https://")):
        return None
    if href.partition("#")[0] == url.partition("#")[0]:
        return None
    text = unescape(_TAG.sub(b" ", inside).partition(b"<")[0].decode("utf-8", "replace"))
    return _Link(href, plain(text[:200]), b"privacy-policy" in found.get(b"rel", b"").lower())


def _rank(link: _Link, url: str, signs: Signs) -> int:
    """Return how likely this is the policy; 0 if it is something else."""
    if link.declared:
        return 9
    host, ours = _host(link.href), _host(url)
    by_text = _by_text(link.text, signs)
    if host == ours or registrable_domain(host) == registrable_domain(ours):
        return 4 + by_text if by_text else 3 * _by_path(link.href, signs)
    return 0 if signs["privacy.others_hosts"].host_of(host) else by_text


def _by_text(text: str, signs: Signs) -> int:
    """Return 2 for a text that says “privacy policy”, 1 for “privacy”, 0 for others."""
    beginnings = signs["privacy.beginnings"].members
    words = text.split()
    if any(" ".join(words[:number]) in beginnings for number in range(1, _MOST_WORDS)):
        return 2
    # Some scripts have no blanks between words.
    if not text.isascii() and text.startswith(tuple(beginnings)):
        return 2
    return int(text in signs["privacy.texts"].members)


def _by_path(href: str, signs: Signs) -> bool:
    """Return True if the last part of the path is a name for the policy."""
    last = unquote(urlsplit(href).path).rstrip("/").rpartition("/")[2].lower()
    name = plain(last.partition(".")[0])
    return name in signs["privacy.paths"].members


def _host(href: str) -> str:
    return lane_of(href).partition(":")[0]
