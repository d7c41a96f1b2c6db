"""Netscape bookmark files, as browsers and bookmark services export them.

The format was never specified: tags are not closed, folders are a heading before a list, a
description is the text between one bookmark and the next. So the file is read as a stream of
tokens, of which only a few have a meaning: `DL` opens and closes a folder, `H3` names the next one,
`A` in a `DT` is a bookmark, `DD` its description.
"""

import re
from dataclasses import dataclass, field

from directory.importing.html_text import Attributes, HtmlReader, attribute
from directory.importing.records import (
    UNSAID_LANGUAGE,
    ImportEntry,
    ImportRefused,
    Parsed,
    Problem,
    Row,
    shown,
)
from directory.model.text import tidy_line, tidy_text

_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_LINE_BREAKS = frozenset({"br", "p", "li", "tr", "div"})
#: Only a bookmark has these; an `A` without them in a description is part of that.
_OF_BOOKMARKS = frozenset(
    {"add_date", "last_visit", "last_modified", "private", "toread", "tags", "icon", "icon_uri"}
)
#: No tag continues to here, unless a quotation mark in it is not closed.
_NEXT_BOOKMARK = re.compile(r"\n[^\S\n]*+<(?:DT|/?DL)\b", re.IGNORECASE)
#: A tag that is not closed is read to the end of the file, and so is the next one. How often all of
#: the file may be read in this way, so that the work does not grow with the square of its size.
MOST_TIMES_READ = 20
_SMALL = 64 * 1024
_UNCLOSED = "a quotation mark in the tag of this bookmark is not closed"


def parse_netscape(text: str) -> Parsed:
    """Return the bookmarks of a file, each with the path of its folders."""
    bookmarks = _Bookmarks()
    bookmarks.read(text)
    bookmarks.finish()
    return Parsed(tuple(bookmarks.rows))


@dataclass(slots=True)
class _Bookmark:
    line: int
    attributes: Attributes
    folders: tuple[str, ...]
    name: list[str] = field(default_factory=list)
    description: list[str] = field(default_factory=list)

    def entry(self) -> ImportEntry:
        fields: dict[str, object] = {}
        name = tidy_line("".join(self.name))
        description = tidy_text("".join(self.description)) or tidy_text(
            attribute(self.attributes, "description")
        )
        if name:
            fields["names"] = {UNSAID_LANGUAGE: name}
        if description:
            fields["descriptions"] = {UNSAID_LANGUAGE: description}
        notes = []
        if tags := tidy_line(attribute(self.attributes, "tags")):
            notes.append(f"tags: {tags}")
        if attribute(self.attributes, "private") == "1":
            notes.append("marked as private in the bookmark file")
        if notes:
            fields["notes"] = "\n".join(notes)
        address = attribute(self.attributes, "href") or attribute(self.attributes, "feedurl")
        return ImportEntry(self.line, address, fields, self.folders)


class _Bookmarks(HtmlReader):
    """The reader that collects the bookmarks from the tokens."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._folders: list[str] = []
        self._next_folder = ""
        self._bookmark: _Bookmark | None = None
        self._into: list[str] | None = None  # where the next text belongs
        self._heading: list[str] = []
        self._in_description = False
        self._address_in_text = ""
        self._read_in_tags = 0

    def parse_starttag(self, i: int) -> int:
        """Report a tag that runs into the next bookmark as a problem, and read that bookmark."""
        end = super().check_for_whole_start_tag(i)
        source = self.rawdata[i:end] if end >= 0 else self.rawdata[i:]
        self._read_in_tags += len(source)
        if self._read_in_tags > MOST_TIMES_READ * len(self.rawdata) + _SMALL:
            raise ImportRefused(
                "too many tags of this file are not closed; export the bookmarks again"
            )
        beyond = _NEXT_BOOKMARK.search(source)
        if beyond is None:
            return super().parse_starttag(i)
        self.finish()
        self.rows.append(Problem(self.line, shown(source[: beyond.start()]), _UNCLOSED))
        return i + beyond.start()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag == "a":
            self._open_link(attrs)
        elif tag in _HEADINGS:
            self.finish()
            self._heading = []
            self._into = self._heading
        elif tag == "dl":
            self.finish()
            self._folders.append(self._next_folder)
            self._next_folder = ""
        elif tag == "dt":
            self.finish()
        elif tag == "dd":
            self._in_description = True
            self._into = self._bookmark.description if self._bookmark else None
        elif tag in _LINE_BREAKS:
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._close_link()
        elif tag in _HEADINGS:
            self._close_heading()
        elif tag == "dl":
            self.finish()
            if self._folders:
                self._folders.pop()

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)

    def finish(self) -> None:
        """Complete the bookmark or heading that is being read."""
        self._close_heading()
        if self._bookmark is not None:
            self.rows.append(self._bookmark.entry())
        self._bookmark = None
        self._into = None
        self._in_description = False
        self._address_in_text = ""

    def _close_heading(self) -> None:
        if self._into is self._heading:
            self._next_folder = tidy_line("".join(self._heading))
            self._into = None

    def _open_link(self, attributes: Attributes) -> None:
        of_bookmark = any(name in _OF_BOOKMARKS for name, _ in attributes)
        if self._in_description and self._bookmark is not None and not of_bookmark:
            self._address_in_text = attribute(attributes, "href")
            return
        names = {name for name, _ in attributes}
        if "href" not in names and names & {"name", "id"}:
            return  # it marks a place, and leads nowhere
        self.finish()
        self._next_folder = ""  # a heading without a list is not a folder
        folders = tuple(folder for folder in self._folders if folder)
        self._bookmark = _Bookmark(self.line, attributes, folders)
        self._into = self._bookmark.name

    def _close_link(self) -> None:
        if self._address_in_text:
            apart = "" if self._into and self._into[-1][-1:].isspace() else " "
            self.handle_data(f"{apart}({self._address_in_text})")
            self._address_in_text = ""
        elif self._bookmark is not None and not self._in_description:
            self._into = self._bookmark.description
