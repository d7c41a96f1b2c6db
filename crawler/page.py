"""Reading a page once: its title, language, visible text, and where it sends the visitor.

Only the first 256 KiB are read, or less of a page that is made to keep a parser
busy (`crawler/affordable.py`).
"""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser
from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    to_unicode,
)

from crawler.affordable import affordable
from crawler.fetch.ask import Answer
from crawler.privacy import privacy_address
from directory.model.observation import Page

TEXT_KEPT = 2000
SOURCE_KEPT = 2000
PARSED_FIRST = 6 * 1024  # bytes; enough for most pages, whose other words are estimated
WORDS_KEPT = 1000
FEW_WORDS = 100

_HTML_TYPES = ("text/html", "application/xhtml")
_UTF8 = re.compile(rb"charset\s*=\s*[\"']?\s*utf-?8", re.IGNORECASE)
_BROWSERS_ENCODINGS = re.compile(
    r"utf-?(8|16)|ascii|cp\d|iso-?(8859|2022)|koi8|mac|gb|hz$|big5|euc|shift|johab|tis"
)
_FURNITURE = re.compile(rb"<(?:script|iframe|frame|img|svg|object|embed|video|canvas|form|input)\b")
#: Where scripts and frames come from, when that is another host; attributes come in any order.
_EMBEDS = re.compile(
    rb"<(?:script|iframe|frame)\b[^>]{0,300}?\bsrc\s*=\s*[\"']?(?:https?:)?//([\w.-]{1,253})",
    re.IGNORECASE,
)
_MOST_EMBEDS = 20
_PASSWORD = re.compile(rb"<input\b[^>]{0,300}?\btype\s*=\s*[\"']?password", re.IGNORECASE)
_REFRESH_SOMEWHERE = re.compile(rb"http-equiv\s*=\s*[\"']?\s*refresh")
#: `<seconds> ; url=<target>`, as HTML's shared declarative refresh steps read it, leniently.
_REFRESH = re.compile(
    r"^\s*(\d{0,6})(?:\.\d*)?\s*(?:[;,\s]\s*(?:url\s*=\s*)?(.*))?$", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A page, and the refresh target that it names ("" for none)."""

    page: Page
    refresh: str


def read_page(answer: Answer) -> Reading:
    """What the body of an answer says. Bodies that are not HTML are not read further."""
    kind = answer.header("content-type").split(";")[0].strip().lower()
    is_html = kind.startswith(_HTML_TYPES) or (not kind and b"<" in answer.body[:1024])
    if not is_html:
        page = Page(
            bytes=len(answer.body),
            truncated=answer.truncated,
            is_html=False,
            content_type=kind,
            text=_plain_text(answer) if kind.startswith("text/") else "",
        )
        return Reading(page, "")
    return _read_html(_as_utf8(answer), answer, kind)


def _read_html(whole: bytes, answer: Answer, kind: str) -> Reading:
    """Parses the beginning; all of it only when the beginning does not tell enough."""
    wanted = whole[:PARSED_FIRST]
    html = affordable(wanted)
    parts = _parse(html)
    if len(whole) > PARSED_FIRST and not parts.tell_enough(_may_refresh(whole)):
        wanted = whole
        html = affordable(whole)
        parts = _parse(html)
    words = round(len(parts.words) * len(whole) / max(1, len(html)))
    few = words < FEW_WORDS
    page = Page(
        title=parts.title,
        headline=parts.headline,
        language=parts.language,
        text=" ".join(parts.words[:WORDS_KEPT])[:TEXT_KEPT],
        words=words,
        bytes=len(answer.body),
        truncated=answer.truncated or len(html) < len(wanted),
        content_type=kind,
        embeds=_embeds(whole),
        password_field=bool(_PASSWORD.search(whole)),
        privacy_url=privacy_address(whole, answer.url),
        furniture=len(_FURNITURE.findall(html.lower())) if few else 0,
        source=html[:SOURCE_KEPT].decode("utf-8", "replace") if few else "",
    )
    return Reading(page, parts.refresh)


def whole_text(answer: Answer) -> str:
    """All visible text of an answer's page, for comparing it with another."""
    return " ".join(_parse(affordable(_as_utf8(answer))).words)


def _may_refresh(html: bytes) -> bool:
    return bool(_REFRESH_SOMEWHERE.search(html.lower()))


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the parser found in a piece of HTML."""

    title: str
    headline: str
    language: str
    refresh: str
    words: list[str]

    def tell_enough(self, may_refresh: bool) -> bool:
        """True if the rest of the page would not change what is kept of it."""
        return bool(self.title) and len(self.words) >= FEW_WORDS and not may_refresh


def _parse(html: bytes) -> _Parts:
    lowered = html.lower()
    tree = LexborHTMLParser(html)
    _strip(tree, lowered, "noscript", "template")
    refresh = _meta_refresh(tree) if b"http-equiv" in lowered else ""
    _strip(tree, lowered, "script", "style")
    return _Parts(
        title=_title(tree),
        headline=_headline(tree),
        language=(tree.root.attributes.get("lang") or "")[:35] if tree.root else "",
        refresh=refresh,
        words=tree.body.text(separator=" ").split() if tree.body else [],
    )


def _strip(tree: LexborHTMLParser, lowered: bytes, *tags: str) -> None:
    """Takes elements out of the tree; looking for those that are not there would cost time."""
    there = [tag for tag in tags if f"<{tag}".encode() in lowered]
    if there:
        tree.strip_tags(there)


def refresh_target(value: str, *, longest: int = 30) -> str:
    """The address in a Refresh value such as `0; url=/new`; "" when it only reloads, or late.

    longest: seconds after which a refresh is no redirect any more.
    """
    match = _REFRESH.match(value)
    if match is None or not match[2] or int(match[1] or 0) > longest:
        return ""
    target = match[2].strip()
    if target[:1] in ("'", '"'):
        target = target[1:].split(target[0], 1)[0]
    return target


def _meta_refresh(tree: LexborHTMLParser) -> str:
    for node in tree.css("meta[http-equiv]"):
        if (node.attributes.get("http-equiv") or "").strip().lower() == "refresh":
            target = refresh_target(node.attributes.get("content") or "")
            if target:
                return target
    return ""


def _title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("head > title") or tree.css_first("title")
    return " ".join(node.text().split())[:300] if node else ""


def _headline(tree: LexborHTMLParser) -> str:
    texts = (" ".join(node.text().split()) for node in tree.css("h1")[:3])
    return " · ".join(filter(None, texts))[:300]


def _embeds(html: bytes) -> tuple[str, ...]:
    hosts = dict.fromkeys(host.decode("ascii").lower() for host in _EMBEDS.findall(html))
    return tuple(hosts)[:_MOST_EMBEDS]


def _as_utf8(answer: Answer) -> bytes:
    """The body in UTF-8, whatever it came in; most come in it already."""
    content_type = answer.header("content-type")
    by_mark, mark = read_bom(answer.body)
    body = answer.body[len(mark or b"") :]
    declared = content_type.encode("latin-1", "replace") + body[:1024]
    if by_mark == "utf-8" or (by_mark is None and _UTF8.search(declared)):
        return body
    encoding = by_mark or _known(http_content_type_encoding(content_type)) or _within(body)
    return to_unicode(body, encoding).encode("utf-8", "replace")


def _within(body: bytes) -> str:
    """The encoding that the page itself names, or seems to be in."""
    named = _known(html_body_declared_encoding(body))
    # Who can read this in the page has read it as ASCII, so UTF-16 it is not.
    return _guess(body) if named is None or named.startswith("utf-16") else named


def _known(encoding: str | None) -> str | None:
    """The encoding, if browsers have it. Python knows others, which are no text (zlib), or
    take time without end (punycode)."""
    return encoding if encoding and _BROWSERS_ENCODINGS.match(encoding) else None


def _guess(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character cut in two at the very end is still UTF-8.
        return "utf-8" if error.start >= len(body) - 3 else "windows-1252"
    return "utf-8"


def _plain_text(answer: Answer) -> str:
    return " ".join(answer.body[: TEXT_KEPT * 4].decode("utf-8", "replace").split())[:TEXT_KEPT]
