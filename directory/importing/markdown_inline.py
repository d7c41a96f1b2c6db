"""The links within one stretch of Markdown, and the text between them.

markdown-it tells the links from the text; what it leaves to us are bare
addresses in the text, and links written as HTML.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from directory.importing.html_text import Attributes, HtmlReader, attribute
from directory.model.text import tidy_line

_BARE = re.compile(r"(?:https?://|www\.)[^\s<>\[\]{}\"“”|`]+", re.IGNORECASE)
HTML_BREAK = "\v"
_AFTER_AN_ADDRESS = ".,;:!?'*_~"


@dataclass(frozen=True, slots=True)
class Text:
    """Text outside links. A "\\n" is a line break of the source, HTML_BREAK one of the page."""

    text: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link. text: what it shows; bare: that is nothing but its address."""

    line: int
    href: str
    text: str
    bare: bool = False


Piece = Text | Anchor


def pieces_of(inline: Token, line: int) -> list[Piece]:
    """The pieces of an inline token whose source begins on `line`, in their order."""
    reading = _Reading(line)
    for token in inline.children or ():
        reading.take(token)
    reading.close_link()
    return list(_with_bare_addresses(reading.pieces, line))


def plain_text(pieces: Sequence[Piece]) -> str:
    """What the pieces say, links included, on one line."""
    return tidy_line("".join(piece.text for piece in pieces))


class _Reading:
    """Puts the tokens of one stretch together to pieces."""

    def __init__(self, line: int) -> None:
        self.pieces: list[Piece] = []
        self._line = line
        self._href: str | None = None
        self._opened_on = line
        self._text: list[str] = []

    def take(self, token: Token) -> None:
        match token.type:
            case "link_open":
                self._open_link(str(token.attrGet("href") or ""))
            case "link_close":
                self.close_link()
            case "softbreak" | "hardbreak":
                self._line += 1
                self._say("\n")
            case "html_inline":
                self._take_html(token.content)
            case _:
                self._say(token.content)

    def close_link(self) -> None:
        """The link at hand, if any, is complete."""
        if self._href is not None:
            text = tidy_line("".join(self._text))
            bare = not text or text in {self._href, self._href.removeprefix("mailto:")}
            self.pieces.append(Anchor(self._opened_on, self._href, text, bare))
            self._href, self._text = None, []

    def _open_link(self, href: str) -> None:
        self.close_link()  # as browsers do: a link within a link ends the outer one
        self._href, self._opened_on, self._text = href, self._line, []

    def _say(self, text: str) -> None:
        if self._href is not None:
            self._text.append(text)
        elif self.pieces and isinstance(self.pieces[-1], Text):
            self.pieces[-1] = Text(self.pieces[-1].text + text)
        else:
            self.pieces.append(Text(text))

    def _take_html(self, markup: str) -> None:
        tag = _Tag()
        tag.read(markup)
        if tag.name == "br":
            self._say(HTML_BREAK)
        elif tag.name == "a" and tag.href:
            self._open_link(tag.href)
        elif tag.name == "/a":
            self.close_link()
        self._line += markup.count("\n")


class _Tag(HtmlReader):
    """The one tag of an `html_inline` token."""

    def __init__(self) -> None:
        super().__init__()
        self.name = ""
        self.href = ""

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """An opening tag."""
        self.name, self.href = tag, attribute(attrs, "href")

    def handle_endtag(self, tag: str) -> None:
        """A closing tag."""
        self.name = f"/{tag}"


def _with_bare_addresses(pieces: Sequence[Piece], line: int) -> Iterator[Piece]:
    for piece in pieces:
        if isinstance(piece, Anchor):
            line = piece.line
            yield piece
        else:
            yield from _split(piece.text, line)
            line += piece.text.count("\n")


def _split(text: str, line: int) -> Iterator[Piece]:
    at = 0
    for found in _BARE.finditer(text):
        address = _trimmed(found[0])
        if found.start() > at:
            yield Text(text[at : found.start()])
        on = line + text.count("\n", 0, found.start())
        href = address if "://" in address else f"https://{address}"
        yield Anchor(on, href, address, bare=True)
        at = found.start() + len(address)
    if at < len(text):
        yield Text(text[at:])


def _trimmed(address: str) -> str:
    """Without the punctuation of the sentence: a closing bracket belongs to the address only
    if it is opened in it."""
    while address and _is_beyond(address):
        address = address[:-1]
    return address


def _is_beyond(address: str) -> bool:
    """True if the last character belongs to the sentence."""
    unopened = address.count("(") < address.count(")")
    return address[-1] in _AFTER_AN_ADDRESS or (address[-1] == ")" and unopened)
