"""Read a page once: its title, language, visible text, and where it redirects the visitor.

Only the first 256 KiB are read, or less of a page made to occupy a parser
(`crawler/page/limits.py`).

The text has one line for each block (a paragraph, an entry of a menu): a sentence does not run on
from one into the next. What a browser would not show, such as a dialog that waits for its button,
is left out of text and headline. It counts as words, and is in `whole_text`, since a script may
show it.
"""

import re
from collections.abc import Container
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode
from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    to_unicode,
)

from crawler.fetch.request import FetchResponse
from crawler.judge.families.addresses import same_site
from crawler.page.limits import affordable
from crawler.page.privacy_policy import privacy_address
from directory.model.observation import Page
from directory.rules.urls import resolve

TEXT_KEPT = 2000
SOURCE_KEPT = 2000
PARSED_FIRST = 6 * 1024  # bytes; enough for most pages, whose other words are estimated
FEW_WORDS = 100
MOST_LINKS = 1000

_HTML_TYPES = ("text/html", "application/xhtml")
_UTF8 = re.compile(rb"charset\s*+=\s*+[\"']?+\s*+utf-?8", re.IGNORECASE)
_BROWSERS_ENCODINGS = re.compile(
    r"utf-?(8|16)|ascii|cp\d|iso-?(8859|2022)|koi8|mac|gb|hz$|big5|euc|shift|johab|tis"
)
_FURNITURE = re.compile(rb"<(?:script|iframe|frame|img|svg|object|embed|video|canvas|form|input)\b")
#: Where scripts and frames come from, when that is another host; attributes come in any order.
_EMBEDS = re.compile(
    rb"<(?:script|iframe|frame)\b[^<>]{0,300}?\bsrc\s{0,9}+=\s{0,9}+[\"']?+(?:https?:)?//"
    rb"([\w.-]{1,253})"
)
_MOST_EMBEDS = 20
_PASSWORD = re.compile(rb"<input\b[^<>]{0,300}?\btype\s{0,9}+=\s{0,9}+[\"']?+password")
_REFRESH_SOMEWHERE = re.compile(rb"http-equiv\s*+=\s*+[\"']?+\s*+refresh")
#: `<seconds> ; url=<target>`, as HTML's shared declarative refresh steps read it, leniently.
_REFRESH = re.compile(
    r"^\s*(\d{0,6})(?:\.\d*)?\s*(?:[;,\s]\s*(?:url\s*=\s*)?(.*))?$", re.IGNORECASE | re.DOTALL
)
#: What ends a block; a form feed, blank to HTML and to Python, is inserted before each.
_BLOCK_ENDS = re.compile(
    rb"</(?=[pP]>|[dD](?:[iI][vV]|[dDtT])>|[lL][iI]>|[hH][1-6]>|[tT][dDhHrR]>|[nN][aA][vV]>|[uU][lL]>"
    rb"|(?:header|HEADER|main|section|article|aside|form|option|footer|dialog|summary)>)"
)
_BOUNDARY = "\f"
#: What hides an element: the word to search for in the source first, and the selectors.
_HIDERS = (
    (b"hidden", "[hidden],.hidden,[aria-hidden=true],[style*=hidden]"),
    (b"none", ".d-none,[style*=none]"),
    (b"modal", ".modal"),
    (b"<dialog", "dialog:not([open])"),
)
_HIDING = re.compile(r"(?:^|\s)(?:hidden|d-none|modal)(?:\s|$)", re.IGNORECASE)
_STYLED_AWAY = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
#: Classes of an element that is hidden only on some widths of the screen, or is open.
_SHOWN_AFTER_ALL = re.compile(r"\b(?:d-)?(?:sm|md|lg|xl|xxl)[-:]|(?:^|\s)(?:show|open|is-open)\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """A page, and the refresh target that it names ("" for none)."""

    page: Page
    refresh: str


def read_page(answer: FetchResponse) -> Reading:
    """Return what the body of an answer contains. Bodies that are not HTML are not read further."""
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


def _read_html(whole: bytes, answer: FetchResponse, kind: str) -> Reading:
    """Parse the beginning; all of it only if the beginning is not enough."""
    lowered = whole.lower()  # for all searches for words; ignoring case takes far longer
    wanted = whole[:PARSED_FIRST]
    html = affordable(wanted)
    parts = _parse(html)
    if len(whole) > PARSED_FIRST and not parts.tell_enough(_may_refresh(lowered)):
        wanted = whole
        html = affordable(whole)
        parts = _parse(html)
    words = round(parts.words * len(whole) / max(1, len(html)))
    few = words < FEW_WORDS
    page = Page(
        title=parts.title,
        headline=parts.headline,
        language=parts.language,
        text=parts.text,
        words=words,
        bytes=len(answer.body),
        truncated=answer.truncated or len(html) < len(wanted),
        content_type=kind,
        embeds=_embeds(lowered),
        password_field=b"password" in lowered and bool(_PASSWORD.search(lowered)),
        privacy_url=privacy_address(whole, answer.url),
        furniture=len(_FURNITURE.findall(html.lower())) if few else 0,
        source=html[:SOURCE_KEPT].decode("utf-8", "replace") if few else "",
    )
    return Reading(page, parts.refresh)


def whole_text(answer: FetchResponse) -> str:
    """Return all visible text of an answer's page, for comparison with another."""
    html = affordable(_as_utf8(answer))
    tree = LexborHTMLParser(html)
    _strip(tree, html.lower(), "noscript", "template", "script", "style")
    return " ".join(_raw_text(tree).split())


def page_links(html: bytes, base: str) -> dict[str, str]:
    """Return the links of a page within its site: href → its longest link text."""
    linked: dict[str, str] = {}
    for node in LexborHTMLParser(affordable(html)).css("a[href]")[:MOST_LINKS]:
        href = resolve(base, node.attributes.get("href") or "") or ""
        if is_on_site(href, base):
            href = href.partition("#")[0]
            linked[href] = max(linked.get(href, ""), node.text()[:300], key=len)
    return linked


def is_on_site(href: str, home: str) -> bool:
    """Return True for an http(s) href of the same site."""
    return href.startswith(("http://", "https://")) and same_site(href, home)


def _may_refresh(lowered: bytes) -> bool:
    return b"refresh" in lowered and bool(_REFRESH_SOMEWHERE.search(lowered))


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the parser found in a piece of HTML. words: their number, with hidden ones."""

    title: str
    headline: str
    language: str
    refresh: str
    text: str
    words: int

    def tell_enough(self, may_refresh: bool) -> bool:
        """Return True if the rest of the page would not change what is kept of it."""
        return bool(self.title) and self.words >= FEW_WORDS and not may_refresh


def _parse(html: bytes) -> _Parts:
    lowered = html.lower()
    tree = LexborHTMLParser(b"\f</".join(_BLOCK_ENDS.split(html)))
    _strip(tree, lowered, "noscript", "template")
    refresh = _meta_refresh(tree) if b"http-equiv" in lowered else ""
    _strip(tree, lowered, "script", "style")
    title = _title(tree)
    headline = _headline(tree)
    raw = _raw_text(tree)
    words = len(raw.split())
    if _take_out_hidden(tree, lowered):
        shown = _raw_text(tree)
        # An application may hide all it has until its script has run.
        if shown and not shown.isspace():
            headline, raw = _headline(tree), shown
    return _Parts(
        title=title,
        headline=headline,
        language=(tree.root.attributes.get("lang") or "")[:35] if tree.root else "",
        refresh=refresh,
        text=_text(raw),
        words=words,
    )


def _raw_text(tree: LexborHTMLParser) -> str:
    return str(tree.body.text(separator=" ")) if tree.body else ""


def _text(raw: str) -> str:
    """Return the beginning of a page's text, one line for each block that has any."""
    lines: list[str] = []
    room = TEXT_KEPT
    for block in raw.split(_BOUNDARY):
        line = " ".join(block.split())
        if line:
            lines.append(line)
            room -= len(line) + 1
            if room <= 0:
                break
    return "\n".join(lines)[:TEXT_KEPT]


def _take_out_hidden(tree: LexborHTMLParser, lowered: bytes) -> bool:
    """Remove what a browser would not show; return False if there was nothing of the kind."""
    selectors = [selector for word, selector in _HIDERS if word in lowered]
    if not selectors or tree.body is None:
        return False
    # An icon has no text; leaving it in place saves time.
    hidden = {
        node.mem_id: node
        for node in tree.body.css(",".join(selectors))
        if node.first_child is not None and _is_hidden(node)
    }
    outermost = [node for node in hidden.values() if not _is_within(node, hidden)]
    for node in outermost:
        node.decompose()
    return bool(outermost)


def _is_hidden(node: LexborNode) -> bool:
    """Return False for what only seems hidden: another style, or hidden on small screens only."""
    attributes = node.attributes
    if "hidden" in attributes or attributes.get("aria-hidden") == "true" or node.tag == "dialog":
        return True
    if _STYLED_AWAY.search(attributes.get("style") or ""):
        return True
    names = attributes.get("class") or ""
    return bool(names) and not _SHOWN_AFTER_ALL.search(names) and bool(_HIDING.search(names))


def _is_within(node: LexborNode, others: Container[int]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.mem_id in others:
            return True
        parent = parent.parent
    return False


def _strip(tree: LexborHTMLParser, lowered: bytes, *tags: str) -> None:
    """Remove elements from the tree; searching for elements that are not there would cost time."""
    there = [tag for tag in tags if f"<{tag}".encode() in lowered]
    if there:
        tree.strip_tags(there)


def refresh_target(value: str, *, longest: int = 30) -> str:
    """Return the address in a Refresh value such as `0; url=/new`; "" if it only reloads, or late.

    longest: seconds after which a refresh no longer counts as a redirect.
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


def _embeds(lowered: bytes) -> tuple[str, ...]:
    hosts = dict.fromkeys(host.decode("ascii") for host in _EMBEDS.findall(lowered))
    return tuple(hosts)[:_MOST_EMBEDS]


def _as_utf8(answer: FetchResponse) -> bytes:
    """Return the body in UTF-8, whatever its encoding; most are in UTF-8 already."""
    content_type = answer.header("content-type")
    by_mark, mark = read_bom(answer.body)
    body = answer.body[len(mark or b"") :]
    declared = content_type.encode("latin-1", "replace") + body[:1024]
    if by_mark == "utf-8" or (by_mark is None and _UTF8.search(declared)):
        return body
    encoding = by_mark or _known(http_content_type_encoding(content_type)) or _within(body)
    return to_unicode(body, encoding).encode("utf-8", "replace")


def _within(body: bytes) -> str:
    """Return the encoding that the page declares, or seems to be in."""
    named = _known(html_body_declared_encoding(body))
    # The declaration was read as ASCII, so the page is not in UTF-16.
    return _guess(body) if named is None or named.startswith("utf-16") else named


def _known(encoding: str | None) -> str | None:
    """Return the encoding if browsers have it, else None. Python has others, which are no text
    (zlib), or take unlimited time (punycode)."""
    return encoding if encoding and _BROWSERS_ENCODINGS.match(encoding) else None


def _guess(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character cut in two at the very end is still UTF-8.
        return "utf-8" if error.start >= len(body) - 3 else "windows-1252"
    return "utf-8"


def _plain_text(answer: FetchResponse) -> str:
    return " ".join(answer.body[: TEXT_KEPT * 4].decode("utf-8", "replace").split())[:TEXT_KEPT]
