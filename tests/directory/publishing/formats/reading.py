"""The names of links as each format gives them to a reader that is not ours, and a look at
whether anything but them got in."""

import csv
import json
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from io import StringIO
from typing import Final

from lxml import etree

ATOM: Final = "{http://www.w3.org/2005/Atom}"
FORMULA: Final = tuple("=+-@＝＋－＠\t\r")


def names_in_json_ld(content: bytes) -> list[str]:
    """It can stand in a script of a page: nothing in it ends that."""
    assert not set(content) & set(b"<>&")
    text = content.decode()
    assert "\u2028" not in text
    assert "\u2029" not in text
    places = json.loads(text)["mainEntity"]["itemListElement"]
    return [one["item"]["name"][0]["@value"] for one in places]


def names_in_csv(content: bytes) -> list[str]:
    """No cell is a formula, whichever of comma and semicolon the reader takes for the delimiter.

    The apostrophe before one is taken off again.
    """
    text = content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    taken_wrongly = csv.reader(StringIO(text, newline=""), delimiter=";")
    cells = [cell for row in (*rows, *taken_wrongly) for cell in row]
    assert not [cell for cell in cells if cell.lstrip().startswith(FORMULA)]
    column = rows[0].index("name:en")
    return [row[column].replace("'", "") for row in rows[1:]]


def names_in_opml(content: bytes) -> list[str]:
    """There are no other elements or attributes than ours."""
    root = _strictly(content)
    tags = {"opml", "head", "title", "dateModified", "ownerName", "docs", "body", "outline"}
    assert {one.tag for one in root.iter()} <= tags
    outlines = root.findall(".//outline")
    assert {name for one in outlines for name in one.attrib} <= {
        "type", "text", "url", "description"
    }  # fmt: skip
    return [str(one.get("text")) for one in outlines if one.get("type") == "link"]


def names_in_bookmarks(content: bytes) -> list[str]:
    """There are no other elements or attributes than ours."""
    page = _Bookmarks()
    page.feed(content.decode())
    page.close()
    assert page.others == []
    return page.names


def names_in_atom(content: bytes) -> list[str]:
    """There are no other elements than ours, and every text is plain."""
    root = _strictly(content)
    tags = ("feed", "id", "title", "updated", "generator", "author", "name", "entry", "content")
    assert {one.tag for one in root.iter()} <= {f"{ATOM}{tag}" for tag in tags}
    assert {one.get("type", "text") for one in root.iter()} == {"text"}
    titles = (str(one.findtext(f"{ATOM}title")) for one in root.iterfind(f"{ATOM}entry"))
    return [title.removeprefix("Listed: ") for title in titles if title.startswith("Listed: ")]


def _strictly(content: bytes) -> etree._Element:
    """The root; entities would be left as they are, and none may be there."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(content, parser)
    assert not [one for one in root.iter() if not isinstance(one.tag, str)]
    return root


class _Bookmarks(HTMLParser):
    """Collects the texts of anchors, and all that is no part of a bookmark file."""

    _OURS: Final = ("meta", "title", "h1", "dl", "p", "dt", "h3", "dd", "a")
    _ATTRIBUTES: Final = ("href", "add_date", "http-equiv", "content", "name")

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.others: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.others += [tag] if tag not in self._OURS else []
        self.others += [name for name, _ in attrs if name not in self._ATTRIBUTES]
        if tag == "a":
            self._inside = True
            self.names.append("")

    def handle_endtag(self, tag: str) -> None:
        self.others += [tag] if tag not in self._OURS else []
        self._inside = self._inside and tag != "a"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.names[-1] += data

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)


def _as_xml(name: str) -> str:
    """XML has no signs for these two, which mean nothing in any text."""
    return name.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


#: By file: how names are read, and what a name looks like there.
READERS: Final[dict[str, tuple[Callable[[bytes], list[str]], Callable[[str], str]]]] = {
    "directory.jsonld": (names_in_json_ld, str),
    "directory.csv": (names_in_csv, lambda name: name.replace("'", "")),
    "directory.opml": (names_in_opml, _as_xml),
    "bookmarks.html": (names_in_bookmarks, str),
    "changes.atom": (names_in_atom, _as_xml),
}


def texts_in(value: object) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)
