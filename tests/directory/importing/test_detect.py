"""The format is told by what a file holds, and by its name only where that says nothing."""

import pytest

from directory.importing.detect import detect_format
from directory.importing.records import FileFormat, ImportRefused
from tests.rows import each

BOOKMARKS = '<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p><DT><A HREF="https://a.org">A</A></DL>'
OPML = "<?xml version='1.0'?>\n<!-- made by hand -->\n<opml><body/></opml>"


@each(
    ("name", "text", "expected"),
    [
        ("export.txt", BOOKMARKS, FileFormat.NETSCAPE),
        ("export", '<META charset="utf-8">\n<DL><DT><A HREF="x">', FileFormat.NETSCAPE),
        ("feeds.txt", OPML, FileFormat.OPML),
        ("links.txt", '[{"url": "https://a.org"}]', FileFormat.JSON),
        ("links.txt", '\n{"url": "https://a.org"}\n{"url": "https://b.org"}', FileFormat.JSON),
        ("links.txt", "url;name\nhttps://a.org;A\n", FileFormat.CSV),
        ("links.txt", "Domain name\na.gov\n", FileFormat.CSV),
        ("links.txt", "# Jobs\n\n- [A](https://a.org)\n", FileFormat.MARKDOWN),
        ("links.txt", "* https://a.org\n", FileFormat.MARKDOWN),
        ("links.txt", '["Jobs"](https://a.org) and\n\n- [B](https://b.org)', FileFormat.MARKDOWN),
        ("links.csv", BOOKMARKS, FileFormat.NETSCAPE),
        ("links.csv", "who,what\n", FileFormat.CSV),
        ("bookmarks.html", "<p>nothing</p>", FileFormat.NETSCAPE),
        ("feeds.xml", "<rss/>", FileFormat.OPML),
        ("README.md", "some words", FileFormat.MARKDOWN),
        ("links.jsonl", "{", FileFormat.JSON),
        ("empty.htm", "", FileFormat.NETSCAPE),
        ("empty", " \n", FileFormat.CSV),
    ],
)
def test_content_comes_before_the_name(name: str, text: str, expected: FileFormat) -> None:
    """A file with a misleading name, or none, is read for what it is."""
    assert detect_format(name, text) is expected


def test_what_cannot_be_told_is_refused_with_the_choice() -> None:
    """The message names the formats that can be said on the command line."""
    with pytest.raises(ImportRefused, match=r"--format \(csv, json, netscape, opml, markdown"):
        detect_format("notes.txt", "call Maria on Tuesday")
