"""The links of a part of a Markdown page: which are entries, and what belongs to each.

In a list, the first link is the entry and the text after a separator describes it. Several links in
a row with nothing but commas or an "and" between them are all entries. A link inside a description
is not imported, but reported: staff may want it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from directory.importing.columns import target_of
from directory.importing.html_text import Attributes, HtmlReader, attribute
from directory.importing.records import UNSAID_LANGUAGE, ImportEntry, Problem
from directory.model.text import tidy_line, tidy_text

_BARE = re.compile(r"(?:https?://|www\.)[^\s<>\[\]{}\"“”|`]+", re.IGNORECASE)
HTML_BREAK = "\v"
_AFTER_AN_ADDRESS = ".,;:!?'*_~"


@dataclass(frozen=True, slots=True)
class MarkdownText:
    """Text outside links. A "\\n" is a line break of the source, HTML_BREAK one of the page."""

    text: str


@dataclass(frozen=True, slots=True)
class MarkdownLink:
    """A link. text: what it shows; bare: True if that is only its address."""

    line: int
    href: str
    text: str
    bare: bool = False


Piece = MarkdownText | MarkdownLink


def pieces_of(inline: Token, line: int) -> list[Piece]:
    """Return the pieces of an inline token whose source begins on `line`, in their order."""
    reading = _Reading(line)
    for token in inline.children or ():
        reading.take(token)
    reading.close_link()
    return list(_with_bare_addresses(reading.pieces, line))


def plain_text(pieces: Sequence[Piece]) -> str:
    """Return the text of the pieces, links included, on one line."""
    return tidy_line("".join(piece.text for piece in pieces))


class _Reading:
    """The reader that joins the tokens of one inline token to pieces."""

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
        """Add the link that is open, if any, to the pieces."""
        if self._href is not None:
            text = tidy_line("".join(self._text))
            bare = not text or text in {self._href, self._href.removeprefix("mailto:")}
            self.pieces.append(MarkdownLink(self._opened_on, self._href, text, bare))
            self._href, self._text = None, []

    def _open_link(self, href: str) -> None:
        self.close_link()  # as browsers do: a link within a link ends the outer one
        self._href, self._opened_on, self._text = href, self._line, []

    def _say(self, text: str) -> None:
        if self._href is not None:
            self._text.append(text)
        elif self.pieces and isinstance(self.pieces[-1], MarkdownText):
            self.pieces[-1] = MarkdownText(self.pieces[-1].text + text)
        else:
            self.pieces.append(MarkdownText(text))

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
        self.name, self.href = tag, attribute(attrs, "href")

    def handle_endtag(self, tag: str) -> None:
        self.name = f"/{tag}"


def _with_bare_addresses(pieces: Sequence[Piece], line: int) -> Iterator[Piece]:
    for piece in pieces:
        if isinstance(piece, MarkdownLink):
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
            yield MarkdownText(text[at : found.start()])
        on = line + text.count("\n", 0, found.start())
        href = address if "://" in address else f"https://{address}"
        yield MarkdownLink(on, href, address, bare=True)
        at = found.start() + len(address)
    if at < len(text):
        yield MarkdownText(text[at:])


def _trimmed(address: str) -> str:
    """Return the address without the punctuation of the sentence: a closing bracket belongs to the
    address only if it is opened in it."""
    while address and _is_beyond(address):
        address = address[:-1]
    return address


def _is_beyond(address: str) -> bool:
    """Return True if the last character belongs to the sentence."""
    unopened = address.count("(") < address.count(")")
    return address[-1] in _AFTER_AN_ADDRESS or (address[-1] == ")" and unopened)


#: Text without content: signs, and words that only join.
_CONNECTOR = re.compile(r"^[\W_]*(?:(?:and|or|y|o|et|und)[\W_]*)?$", re.IGNORECASE)
_TASK_BOX = re.compile(r"^\s*\[[ xX]?\]\s+")
_SEPARATORS_BEFORE = re.compile(r"^[\s\-–—―:|·•,;.>→)\]]+")
_SEPARATORS_AFTER = re.compile(r"(?<![\s\-–—―:|·•,;>→(\[])[\s\-–—―:|·•,;>→(\[]++$")
_WORD_SIGN = re.compile(r"\w")
_LINE_END = re.compile(f"[\n{HTML_BREAK}]")
_SAY_NOTHING = frozenset(
    {
        "link", "here", "click here", "website", "web site", "web", "site", "homepage",
        "home page", "home", "url", "source", "more", "visit", "view", "open",
    }
)  # fmt: skip
#: A cell without a heading describes the link if it has this number of words; else it is a mark.
_WORDS_OF_A_SENTENCE = 4

IN_TEXT = "the link is in running text, not in a list or a table; add it by hand if wanted"
IN_DESCRIPTION = "the link is in the description of “{}”; add it by hand if wanted"


@dataclass(slots=True)
class Draft:
    """An incomplete entry: its description may continue in the next paragraph."""

    line: int
    href: str
    name: str
    path: tuple[str, ...]
    description: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def entry(self) -> ImportEntry:
        """Return the entry with what has been read so far."""
        fields: dict[str, object] = {}
        if self.name:
            fields["names"] = {UNSAID_LANGUAGE: self.name}
        description = tidy_text("\n".join(part for part in self.description if part))
        if description:
            fields["descriptions"] = {UNSAID_LANGUAGE: description}
        if self.notes:
            fields["notes"] = "\n".join(self.notes)
        return ImportEntry(self.line, self.href, fields, self.path)


def entries_of_item(
    pieces: Sequence[Piece], path: tuple[str, ...]
) -> tuple[list[Draft], list[Problem]]:
    """Return the entries of a list item, and a problem for each link that is only in its text."""
    first = next(n for n, piece in enumerate(pieces) if isinstance(piece, MarkdownLink))
    mains, end = _mains(pieces, first)
    before = _SEPARATORS_AFTER.sub("", _TASK_BOX.sub("", plain_text(pieces[:first])))
    after = _SEPARATORS_BEFORE.sub("", plain_text(pieces[end:]))
    drafts = []
    for anchor in mains:
        name, used = _name(anchor, before if len(mains) == 1 else "")
        draft = Draft(anchor.line, anchor.href, name, path, [after])
        if not used and _WORD_SIGN.search(before):
            draft.notes.append(f"before the link: {before}")
        drafts.append(draft)
    return drafts, _inside(pieces[end:], mains[0])


def entries_of_row(
    line: int, headings: Sequence[str], row: Sequence[Sequence[Piece]], path: tuple[str, ...]
) -> tuple[list[Draft], list[Problem]]:
    """Return the entries of a table row. The first link is one, and so is each that begins its
    cell."""
    drafts: list[Draft] = []
    problems: list[Problem] = []
    texts: list[tuple[str, str]] = []
    for number, cell in enumerate(row):
        heading = headings[number] if number < len(headings) else ""
        first = next((n for n, piece in enumerate(cell) if isinstance(piece, MarkdownLink)), None)
        if first is None or (drafts and not _CONNECTOR.match(plain_text(cell[:first]))):
            texts.append((heading, plain_text(cell)))
            problems += _inside(cell, drafts[0]) if drafts else []
            continue
        more, inside = entries_of_item(cell, path)
        for draft in more:
            draft.line = line
        drafts += more
        problems += inside
    for draft in drafts:
        _tell(draft, texts)
    return drafts, problems


def in_text(pieces: Sequence[Piece]) -> list[Problem]:
    """Return a problem for each link of a running text."""
    return [Problem(p.line, p.href, IN_TEXT) for p in pieces if isinstance(p, MarkdownLink)]


def lines_of_links(pieces: Sequence[Piece]) -> list[list[Piece]] | None:
    """Return the lines of a paragraph if each begins with a link and continues with a separator or
    not at all: a list that was written without marks. None for any other paragraph."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        if isinstance(piece, MarkdownLink):
            lines[-1].append(piece)
            continue
        for number, part in enumerate(_LINE_END.split(piece.text)):
            if number:
                lines.append([])
            if part.strip():
                lines[-1].append(MarkdownText(part))
    lines = [line for line in lines if line]
    return lines if lines and all(_is_link_line(line) for line in lines) else None


def _is_link_line(line: Sequence[Piece]) -> bool:
    if not isinstance(line[0], MarkdownLink):
        return False
    rest = plain_text(line[1:])
    return not rest or _SEPARATORS_BEFORE.match(rest) is not None


def _mains(pieces: Sequence[Piece], first: int) -> tuple[list[MarkdownLink], int]:
    """Return the links that are entries, and the position after the last of them."""
    mains: list[MarkdownLink] = []
    end = first
    for number in range(first, len(pieces)):
        piece = pieces[number]
        if isinstance(piece, MarkdownLink):
            mains.append(piece)
            end = number + 1
        elif not _CONNECTOR.match(piece.text):
            break
    return mains, end


def _name(anchor: MarkdownLink, before: str) -> tuple[str, bool]:
    """Return the link's name, and whether it is the text before the link."""
    says_nothing = anchor.bare or anchor.text.casefold() in _SAY_NOTHING
    if says_nothing and before:
        return before, True
    return ("" if anchor.bare else anchor.text), False


def _inside(pieces: Sequence[Piece], of: MarkdownLink | Draft) -> list[Problem]:
    name = of.href if isinstance(of, MarkdownLink) and of.bare else _shown_name(of)
    reason = IN_DESCRIPTION.format(name)
    return [Problem(p.line, p.href, reason) for p in pieces if isinstance(p, MarkdownLink)]


def _shown_name(of: MarkdownLink | Draft) -> str:
    return (of.text if isinstance(of, MarkdownLink) else of.name) or of.href


def _tell(draft: Draft, texts: Sequence[tuple[str, str]]) -> None:
    """Add the other cells of the row to their fields; without a known heading, to the notes."""
    for heading, text in texts:
        target = target_of(heading)
        if not text:
            continue
        if target is not None and target.field == "descriptions":
            draft.description.append(text)
        elif target is not None and target.field == "names" and _is_nameless(draft):
            draft.name = text
        elif heading:
            draft.notes.append(f"{tidy_line(heading)}: {text}")
        elif len(text.split()) >= _WORDS_OF_A_SENTENCE:
            draft.description.append(text)
        else:
            draft.notes.append(text)


def _is_nameless(draft: Draft) -> bool:
    return not draft.name or draft.name.casefold() in _SAY_NOTHING
