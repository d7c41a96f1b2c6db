"""`directory.opml` and `bookmarks.html`: read by lxml and html.parser, and by our own import."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import etree

from directory.importing.netscape import parse_netscape
from directory.importing.opml import parse_opml
from directory.importing.records import ImportEntry, Parsed
from directory.publishing.formats import bookmarks, opml
from directory.publishing.release.public_schema import LinkEntry
from directory.publishing.release.reader import Edition
from tests.directory.publishing.formats.editions import WEBSITE, edition, header, link, made

LINKS = (
    link(1, category="job-banks/state", names={"en": "Mass <b>JobQuest</b>", "es": "x"}),
    link(2, url="https://a.example/?copy=1&lt;=2%27", category="job-banks"),
    link(3, category="career-resources", descriptions={"en": "One & two\n\nThree > 2", "es": "y"}),
    link(4, names={"es": "Sólo «aquí»"}, listed_on=date(1970, 1, 2)),
)
#: Where each of them is, in the order of the files: what a folder holds itself comes first.
IN_FOLDERS = [
    (LINKS[1], ("Job banks",)),
    (LINKS[0], ("Job banks", "States")),
    (LINKS[2], ("Careers",)),
    (LINKS[3], ()),
]


def described(entry: LinkEntry) -> str:
    """The description in English."""
    return entry.descriptions.get("en", "")


@pytest.fixture
def sample(tmp_path: Path) -> Edition:
    """A directory with links on both levels and beside them."""
    head = header("R&D <Office>", "links@work.example", WEBSITE)
    return edition(tmp_path, LINKS, head=head)


@pytest.mark.parametrize(
    ("name", "parse"),
    [(opml.NAME, parse_opml), (bookmarks.NAME, parse_netscape)],
    ids=["opml", "bookmarks"],
)
def test_our_own_import_finds_the_same_addresses_names_texts_and_folders(
    sample: Edition, name: str, parse: Callable[[str], Parsed]
) -> None:
    entries = [
        row for row in parse(made(sample)[name].decode()).rows if isinstance(row, ImportEntry)
    ]
    assert [
        (row.url, row.name, row.category, row.fields.get("descriptions")) for row in entries
    ] == [
        (
            entry.url,
            entry.names.get("en", entry.names.get("es")),
            folders,
            {"": described(entry)} if described(entry) else None,
        )
        for entry, folders in IN_FOLDERS
    ]


def test_the_outline_is_opml_2(sample: Edition) -> None:
    root = etree.fromstring(made(sample)[opml.NAME])
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    texts: list[tuple[str, str | None]] = [(one.tag, one.text) for one in root.iterfind("head/*")]
    assert dict(texts) == {
        "title": "Directory of links: R&D <Office>",
        "dateModified": "Fri, 09 Oct 2026 00:00:00 GMT",
        "ownerName": "R&D <Office>",
        "ownerEmail": "links@work.example",
        "ownerId": f"{WEBSITE}site/",
        "docs": "http://opml.org/spec2.opml",
    }
    links = root.findall(".//outline[@type='link']")
    assert [one.get("url") for one in links] == [entry.url for entry, _ in IN_FOLDERS]
    assert [one.get("text") for one in root.findall("body/outline")] == [
        "Job banks", "Careers", "Sólo «aquí»"
    ]  # fmt: skip


def test_an_outline_without_links_says_so_in_its_body_and_imports_as_nothing(
    tmp_path: Path,
) -> None:
    content = made(edition(tmp_path))[opml.NAME]
    (only,) = etree.fromstring(content).findall("body/outline")
    assert {name: only.get(name) for name in only.attrib} == {
        "text": "There are no links in this directory.",
        "isComment": "true",
    }
    assert not [row for row in parse_opml(content.decode()).rows if isinstance(row, ImportEntry)]


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its title."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(content.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of each tag of this name."""
        return [attributes for name, attributes in self.tags if name == tag]


def test_the_bookmark_file_is_as_browsers_write_it(sample: Edition) -> None:
    content = made(sample)[bookmarks.NAME]
    assert content.startswith(b"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n")
    page = Tags(content)
    assert {tag for tag, _ in page.tags} == {
        "meta", "title", "h1", "dl", "p", "dt", "h3", "dd", "a"
    }  # fmt: skip
    midnight = datetime(2026, 10, 9, tzinfo=UTC)
    added = {entry.id: str(int(midnight.timestamp())) for entry in LINKS} | {4: "86400"}
    assert page.of("a") == [
        {"href": entry.url, "add_date": added[entry.id]} for entry, _ in IN_FOLDERS
    ]
    assert content.decode().count("</DL><p>") == len(page.of("dl")) == 4


def test_a_bookmark_file_opened_as_a_page_may_do_nothing(sample: Edition) -> None:
    metas = Tags(made(sample)[bookmarks.NAME]).of("meta")
    assert {"http-equiv": "Content-Security-Policy", "content": "default-src 'none'"} in metas
    assert {"name": "referrer", "content": "no-referrer"} in metas


def test_a_bookmark_without_a_known_day_has_none(tmp_path: Path) -> None:
    content = made(edition(tmp_path, [link(1, listed_on=None)]))[bookmarks.NAME]
    assert Tags(content).of("a") == [{"href": "https://host1.example/"}]
