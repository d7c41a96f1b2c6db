"""OPML, as feed readers and outliners export it.

An outline with an address is a link; one with others inside it is a folder. The website's address
is preferred to the feed's: the directory sends people to pages. External entities and the network
are not used; a file that is not well formed is read as far as possible, and the places where it
breaks are reported.
"""

from collections.abc import Iterator
from typing import cast

from lxml import etree

from directory.importing.html_text import escape_bare_ampersands
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

_ADDRESSES = ("htmlurl", "url", "xmlurl")


def parse_opml(text: str) -> Parsed:
    """Return the outlines of an OPML text, each with the path of its folders.

    Raise ImportRefused if it is not OPML.
    """
    lines = text.split("\n")
    root, faults = _parse_xml(text)
    breaks = {line: _break(line, lines, message) for line, message in faults.items()}
    rows: list[Row] = []
    for row in _outlines(root, lines):
        damaged = isinstance(row, Problem) and row.line in breaks
        rows.append(breaks[row.line] if damaged else row)
    if breaks and not any(row in breaks.values() for row in rows):
        rows.append(next(iter(breaks.values())))
    return Parsed(tuple(sorted(rows, key=lambda row: row.line)))


def _break(line: int, lines: list[str], message: str) -> Problem:
    reason = (
        f"the XML is not well formed here ({message}); "
        "it was read as far as possible: compare the plan with the file"
    )
    return Problem(line, shown(lines[line - 1]), reason)


def _parse_xml(text: str) -> tuple[etree._Element, dict[int, str]]:
    """Return the root, and by line what is wrong there, if it may make an outline unreadable.

    A bare `&`, and a `<` within an attribute, are faults that do no damage.
    """
    try:
        return _root(text, _parser(recover=False)), {}
    except etree.XMLSyntaxError:
        pass  # the second attempt finds where it breaks
    parser = _parser(recover=True)
    try:
        root = _root(escape_bare_ampersands(text), parser)
    except etree.XMLSyntaxError as error:
        raise ImportRefused(f"the file cannot be read as OPML: {error.msg}") from None
    last = text.count("\n") + 1
    faults: dict[int, str] = {}
    for fault in parser.error_log:
        if fault.level >= etree.ErrorLevels.ERROR and fault.type_name != "ERR_LT_IN_ATTRIBUTE":
            faults.setdefault(min(max(fault.line, 1), last), fault.message.strip())
    return root, faults


def _root(text: str, parser: etree.XMLParser) -> etree._Element:
    root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    if root is None:
        raise ImportRefused("the file cannot be read as OPML: there is no XML in it")
    if _name(root) not in {"opml", "body", "outline"}:
        raise ImportRefused(f"the file is XML, but its root is <{_name(root)}> and not <opml>")
    return root


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",  # the text is already decoded, whatever it declares
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _outlines(root: etree._Element, lines: list[str]) -> Iterator[Row]:
    """Yield the rows in the order of the file; without recursion, at any depth.

    All of the file but its head is read: a stray end tag may have closed the body too early.
    """
    waiting: list[tuple[etree._Element, tuple[str, ...]]] = [(root, ())]
    while waiting:
        element, folders = waiting.pop()
        children = [child for child in element if _name(child) != "head"]
        inside = folders
        if _name(element) == "outline":
            title = _title(element)
            if _address(element) or not any(_name(child) == "outline" for child in children):
                yield _row(element, _first_line(element, lines), folders)
            inside = (*folders, title) if title else folders
        waiting.extend((child, inside) for child in reversed(children))


def _row(outline: etree._Element, line: int, folders: tuple[str, ...]) -> Row:
    title, address = _title(outline), _address(outline)
    if not address:
        return Problem(line, shown(title), "the outline has no address and nothing inside it")
    fields: dict[str, object] = {}
    if title:
        fields["names"] = {UNSAID_LANGUAGE: title}
    description = tidy_text(_attributes(outline).get("description", ""))
    if description and description != title:
        fields["descriptions"] = {UNSAID_LANGUAGE: description}
    feed = _attributes(outline).get("xmlurl", "").strip()
    if feed and feed != address:
        fields["notes"] = f"feed: {feed}"
    if not folders:
        folders = _categories(_attributes(outline).get("category", ""))
    return ImportEntry(line, address, fields, folders)


def _categories(text: str) -> tuple[str, ...]:
    """Return the first of the comma-separated categories, each a path with slashes."""
    first = text.partition(",")[0]
    return tuple(part.strip() for part in first.split("/") if part.strip())


def _address(outline: etree._Element) -> str:
    attributes = _attributes(outline)
    return next((attributes[name] for name in _ADDRESSES if attributes.get(name, "").strip()), "")


def _title(outline: etree._Element) -> str:
    attributes = _attributes(outline)
    return tidy_line(attributes.get("title", "")) or tidy_line(attributes.get("text", ""))


def _attributes(element: etree._Element) -> dict[str, str]:
    """Return the attributes by name in lower case: `xmlUrl` is written in several ways."""
    return {str(name).lower(): str(value) for name, value in element.attrib.items()}


def _first_line(element: etree._Element, lines: list[str]) -> int:
    """Return the line where the element's tag begins; the parser gives the line where it ends."""
    line = min(cast("int | None", element.sourceline) or 1, len(lines))
    while line > 1 and "<" not in lines[line - 1]:
        line -= 1
    return line


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()
