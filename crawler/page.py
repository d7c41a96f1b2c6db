"""Reading a page once: its title, language, visible text, and where it sends the visitor.

Only the first 256 KiB are read, or less of a page that is made to keep a parser
busy (`crawler/affordable.py`).
"""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser
from w3lib.encoding import html_to_unicode

from crawler.affordable import affordable
from crawler.fetch.ask import Answer
from directory.model.observation import Page

TEXT_KEPT = 2000
SOURCE_KEPT = 2000
TEXT_READ = 4000  # characters whose words are counted; beyond, their number is estimated
FEW_WORDS = 100

_HTML_TYPES = ("text/html", "application/xhtml")
_UTF8 = re.compile(rb"charset\s*=\s*[\"']?\s*utf-?8", re.IGNORECASE)
_FURNITURE = re.compile(rb"<(?:script|iframe|frame|img|svg|object|embed|video|canvas|form|input)\b")
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
    whole = _as_utf8(answer)
    html = affordable(whole)
    lowered = html.lower()
    tree = LexborHTMLParser(html)
    _strip(tree, lowered, "noscript", "template")
    refresh = _meta_refresh(tree) if b"refresh" in lowered else ""
    _strip(tree, lowered, "script", "style")
    text = tree.body.text(separator=" ") if tree.body else ""
    excerpt, words = _words(text)
    few = words < FEW_WORDS
    page = Page(
        title=_title(tree),
        language=(tree.root.attributes.get("lang") or "")[:35] if tree.root else "",
        text=" ".join(excerpt)[:TEXT_KEPT],
        words=words,
        bytes=len(answer.body),
        truncated=answer.truncated or len(html) < len(whole),
        content_type=kind,
        furniture=len(_FURNITURE.findall(lowered)) if few else 0,
        source=html[:SOURCE_KEPT].decode("utf-8", "replace") if few else "",
    )
    return Reading(page, refresh)


def _words(text: str) -> tuple[list[str], int]:
    """The words with which a text begins, and about how many it has in all."""
    words = text[:TEXT_READ].split()
    if len(words) >= FEW_WORDS:
        return words, round(len(words) * max(1.0, len(text) / TEXT_READ))
    words = text.split()  # few, or only after thousands of blanks
    return words, len(words)


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


def _as_utf8(answer: Answer) -> bytes:
    """The body in UTF-8, whatever it came in; most come in it already."""
    content_type = answer.header("content-type")
    declared = content_type.encode("latin-1", "replace") + answer.body[:1024]
    if _UTF8.search(declared) and answer.body[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return answer.body
    _, text = html_to_unicode(content_type, answer.body, auto_detect_fun=_guess)
    return text.encode("utf-8", "replace")


def _guess(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character cut in two at the very end is still UTF-8.
        return "utf-8" if error.start >= len(body) - 3 else "windows-1252"
    return "utf-8"


def _plain_text(answer: Answer) -> str:
    return " ".join(answer.body[: TEXT_KEPT * 4].decode("utf-8", "replace").split())[:TEXT_KEPT]
