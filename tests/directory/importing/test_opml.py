"""OPML: folders, addresses, and XML that is not quite XML."""

from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.importing.records import FileFormat, ImportEntry, ImportRefused, Problem
from directory.model.text import tidy_line
from tests.directory.importing.reading import (
    description_of,
    entries_of,
    entry_of,
    problem_of,
    rows_of,
)

OPML = FileFormat.OPML

NESTED = """<?xml version='1.0' encoding='UTF-8' ?>
<opml version="2.0">
  <head><title>Feeds</title></head>
  <body>
    <outline text="Job banks">
      <outline text="A" title="The A" htmlUrl="https://a.org" xmlUrl="https://a.org/rss"
        description="All of A" type="rss"/>
      <outline text="Veterans">
        <outline text="B" type="link" url="https://b.org"/>
      </outline>
      <outline type="group"><outline text="C" xmlUrl="https://c.org/rss">
        <outline text="D" XMLURL="https://d.org/rss"/>
      </outline></outline>
    </outline>
    <outline text="E" htmlUrl="" xmlUrl="https://e.org/rss" category="/Jobs/State,/x"/>
  </body>
</opml>
"""


def test_outlines_come_with_their_folders_and_lines() -> None:
    """A folder is no row; an outline with an address and others inside is both."""
    entries = entries_of(NESTED, OPML)
    assert [(e.line, e.name, e.url, e.category) for e in entries] == [
        (6, "The A", "https://a.org", ("Job banks",)),
        (9, "B", "https://b.org", ("Job banks", "Veterans")),
        (11, "C", "https://c.org/rss", ("Job banks",)),
        (12, "D", "https://d.org/rss", ("Job banks", "C")),
        (15, "E", "https://e.org/rss", ("Jobs", "State")),
    ]


def test_the_website_is_preferred_and_the_feed_kept() -> None:
    """The directory sends people to pages."""
    first = entries_of(NESTED, OPML)[0]
    assert first.fields["notes"] == "feed: https://a.org/rss"
    assert description_of(first) == "All of A"


def test_an_outline_without_address_is_a_problem_of_its_own() -> None:
    """Not skipped, and no hindrance."""
    text = (
        '<opml><body>\n<outline text="Empty"/>\n'
        '<outline text="A" url="https://a.org"/></body></opml>'
    )
    problem = problem_of(text, OPML)
    assert (problem.line, problem.text) == (2, "Empty")
    assert "no address" in problem.reason


def test_bare_ampersands_are_forgiven() -> None:
    """The address keeps its parameters; a `<` in a name costs nothing either."""
    text = '<opml><body><outline text="R&D <3" url="https://a.org/?a=1&b=2&amp;c=3"/></body></opml>'
    entry = entry_of(text, OPML)
    assert (entry.name, entry.url) == ("R&D <3", "https://a.org/?a=1&b=2&c=3")


def test_a_broken_outline_is_told_by_its_line_and_the_rest_is_read() -> None:
    """A `<` with quotation marks inside an attribute cannot be mended."""
    text = (
        '<opml><body>\n<outline text="A" url="https://a.org"/>\n'
        '<outline text="B" description="see <a href="https://x.org">x</a>" url="https://b.org"/>\n'
        '<outline text="C" url="https://c.org"/>\n</body></opml>'
    )
    rows = rows_of(text, OPML)
    assert [row.url for row in rows if isinstance(row, ImportEntry)] == [
        "https://a.org",
        "https://c.org",
    ]
    problem = next(row for row in rows if isinstance(row, Problem))
    assert problem.line == 3
    assert "not well formed" in problem.reason


def test_a_file_cut_short_gives_what_is_there_and_says_so() -> None:
    """The end of the file is told as the place to look at."""
    rows = rows_of('<opml><body>\n<outline text="A" url="https://a.org"/>\n<outline te', OPML)
    assert [type(row) for row in rows] == [ImportEntry, Problem]


def test_outlines_nested_beyond_reason_are_told() -> None:
    """What lies deeper than the parser goes is not lost in silence."""
    deep = '<outline text="d">' * 400 + '<outline text="A" url="https://a.org"/>'
    problem = problem_of(f"<opml><body>{deep}{'</outline>' * 400}</body></opml>", OPML)
    assert "depth" in problem.reason


def test_entities_from_outside_are_not_fetched(tmp_path: Path) -> None:
    """No file of this machine gets into the catalog by way of an import."""
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden")
    text = (
        f'<!DOCTYPE opml [<!ENTITY e SYSTEM "{secret.as_uri()}">]>\n'
        '<opml><body><outline text="x&e;y" url="https://a.org"/>&e;</body></opml>'
    )
    assert "hidden" not in repr(rows_of(text, OPML))


def test_entities_that_grow_without_end_are_stopped() -> None:
    """They are refused or cut; a gigabyte of text is not made of them."""
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "0123456789">'
        for n in range(10)
    )
    text = (
        f'<!DOCTYPE opml [{entities}]><opml><body><outline text="&e9;" url="https://a.org"/>'
        "</body></opml>"
    )
    try:
        size = len(repr(rows_of(text, OPML)))
    except ImportRefused as refusal:
        assert "cannot be read as OPML" in str(refusal)
    else:
        assert size < 100_000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no XML at all", "cannot be read as OPML"),
        ("<?xml version='1.0'?>", "cannot be read as OPML"),
        ("<html><body/></html>", "its root is <html>"),
        ("<rss/>", "its root is <rss>"),
    ],
)
def test_what_is_no_opml_is_refused(text: str, words: str) -> None:
    """And it is said what it is instead."""
    with pytest.raises(ImportRefused, match=words):
        rows_of(text, OPML)


def test_namespaces_do_not_matter() -> None:
    """Some programs put one on the root."""
    text = '<opml xmlns="urn:x"><body><outline text="A" url="https://a.org"/></body></opml>'
    assert entry_of(text, OPML).name == "A"


words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=20)


@pytest.mark.slow
@given(st.lists(st.tuples(words, words), max_size=15))
def test_every_outline_comes_out_once_as_it_went_in(outlines: list[tuple[str, str]]) -> None:
    """Whatever is in its name and address; a blank address makes a problem of it."""
    text = "<opml><body>\n" + "\n".join(
        f"<outline text={quoteattr(name)} url={quoteattr(url)}/>" for name, url in outlines
    )
    rows = rows_of(text + "</body></opml>", OPML)
    assert [row.line for row in rows] == list(range(2, len(outlines) + 2))
    for row, (name, url) in zip(rows, outlines, strict=True):
        if isinstance(row, ImportEntry):
            assert (row.name, row.url) == (tidy_line(name), url)
        else:
            assert not url.strip()
