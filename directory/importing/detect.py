"""Detect the format of a file: by its content, and only then by its name.

Bookmark files are called `.htm`, `.html` or `.txt`, and lists come without any ending; their
content is hardly ever ambiguous.
"""

import re
from pathlib import PurePath

from directory.importing.csv_file import has_known_headings
from directory.importing.records import FileFormat, ImportRefused

_BY_ENDING = {
    ".csv": FileFormat.CSV,
    ".tsv": FileFormat.CSV,
    ".tab": FileFormat.CSV,
    ".json": FileFormat.JSON,
    ".jsonl": FileFormat.JSON,
    ".ndjson": FileFormat.JSON,
    ".htm": FileFormat.NETSCAPE,
    ".html": FileFormat.NETSCAPE,
    ".opml": FileFormat.OPML,
    ".xml": FileFormat.OPML,
    ".md": FileFormat.MARKDOWN,
    ".markdown": FileFormat.MARKDOWN,
}
_LOOKED_AT = 20_000
_NETSCAPE = re.compile(r"<!DOCTYPE\s+NETSCAPE-Bookmark-file|<D[LT]\b[^>]*>.*?<A\s", re.I | re.S)
_BEFORE_OPML = re.compile(r"<\?xml\b[^>]*>|<!DOCTYPE[^>\[]*>|<!--.*?-->|\s+", re.I | re.S)
_OPML = re.compile(r"<opml\b", re.I)
_JSON = re.compile(r"^[\[{]\s*[\[{\"\]}]")
_MARKDOWN_LINK = re.compile(r"^\[[^\]\n]*\][(\[]")  # as in ["Jobs"](https://…)
_MARKDOWN = re.compile(
    r"^[ \t]*+(?:[-*+]|\d++[.)])[ \t]++.*(?:\]\(|https?://|\[[^\[\]]++\]\[)|^#{1,6}[ \t]|^\|.*\]\(",
    re.M,
)


def detect_format(name: str, text: str) -> FileFormat:
    """Return the format of this text, from a file of this name.

    Raise ImportRefused if it cannot be detected.
    """
    by_name = _BY_ENDING.get(PurePath(name).suffix.lower())
    found = _by_content(text.lstrip()[:_LOOKED_AT]) if text.strip() else by_name
    if found is not None:
        return found
    if by_name is not None:
        return by_name
    if not text.strip():
        return FileFormat.CSV  # an empty file has no rows in any format
    raise ImportRefused(
        "its format cannot be detected from its content; "
        f"give it with --format ({', '.join(FileFormat)})"
    )


def _is_opml(text: str) -> bool:
    place = 0
    while found := _BEFORE_OPML.match(text, place):
        place = found.end()
    return _OPML.match(text, place) is not None


def _by_content(text: str) -> FileFormat | None:
    if _is_opml(text):
        return FileFormat.OPML
    if _NETSCAPE.search(text) and text.startswith("<"):
        return FileFormat.NETSCAPE
    if _JSON.match(text) and not _MARKDOWN_LINK.match(text):
        return FileFormat.JSON
    # The last line may have been cut in the middle of a cell.
    if has_known_headings(text[: text.rfind("\n") + 1] or text):
        return FileFormat.CSV
    if _MARKDOWN.search(text):
        return FileFormat.MARKDOWN
    return None
