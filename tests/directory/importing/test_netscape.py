"""Netscape bookmark files: folders, descriptions, and the slips of those who write them."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.importing.records import FileFormat, ImportEntry, Problem
from directory.model.text import tidy_line
from tests.directory.importing.reading import description_of, entries_of, entry_of, rows_of
from tests.rows import each

NETSCAPE = FileFormat.NETSCAPE

NESTED = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks menu</H1>
<DL><p>
    <DT><A HREF="https://a.org/" ADD_DATE="1">A</A>
    <HR>
    <DT><H3 ADD_DATE="2">Job banks</H3>
    <DD>All that we link to
    <DL><p>
        <DT><A HREF="https://b.org/" PRIVATE="1" TAGS="jobs,state">B</A>
        <DD>The bank of <i>B</i>
- open to all
        <DT><H3>Veterans</H3>
        <DL><p>
            <DT><A HREF="https://c.org/">C</A>
        </DL><p>
        <DT><A HREF="https://d.org/">D</A>
    </DL><p>
    <DT><A HREF="https://e.org/">E</A>
</DL><p>
"""


def test_bookmarks_come_with_their_folders_and_lines() -> None:
    """Folders are no rows; the page's own title is no folder."""
    entries = entries_of(NESTED, NETSCAPE)
    assert [(entry.line, entry.name, entry.category) for entry in entries] == [
        (5, "A", ()),
        (10, "B", ("Job banks",)),
        (15, "C", ("Job banks", "Veterans")),
        (17, "D", ("Job banks",)),
        (19, "E", ()),
    ]


def test_description_tags_and_privacy_are_kept() -> None:
    """A description may have several lines, and tags in it."""
    entry = entries_of(NESTED, NETSCAPE)[1]
    assert description_of(entry) == "The bank of B\n- open to all"
    assert entry.fields["notes"] == "tags: jobs,state\nmarked as private in the bookmark file"


@each(
    ("bookmark", "url", "name"),
    [
        # Text after an inline tag belongs to the name.
        ('<A HREF="https://a.org">Mass <b>JobQuest</b> search</A>', "https://a.org",
         "Mass JobQuest search"),
        # Attributes that nobody has heard of do no harm.
        ('<A BOOKMARKS="x" HREF="https://a.org">A</A>', "https://a.org", "A"),
        ('<A HREF="https://a.org" FOLDED>A</A>', "https://a.org", "A"),
        ("<a href=https://a.org>A</a>", "https://a.org", "A"),
        ("<A HREF='https://a.org'>A</A>", "https://a.org", "A"),
        # Addresses are written with and without escapes.
        ('<A HREF="https://a.org/?a=1&amp;b=2">A</A>', "https://a.org/?a=1&b=2", "A"),
        ('<A HREF="https://a.org/?id=1&section=2&copy=3">A</A>',
         "https://a.org/?id=1&section=2&copy=3", "A"),
        ('<A HREF="https://a.org">Fish &amp; Game &lt;jobs&gt; R&D</A>', "https://a.org",
         "Fish & Game <jobs> R&D"),
        ('<A HREF="https://a.org">two\n  lines</A>', "https://a.org", "two lines"),
        ('<A HREF="https://a.org"></A>', "https://a.org", ""),
        ('<A HREF="">A</A>', "", "A"),
        ('<A ADD_DATE="1">A</A>', "", "A"),
        ('<A FEEDURL="https://a.org/feed">A</A>', "https://a.org/feed", "A"),
        ('<A HREF="javascript:void(0)">A</A>', "javascript:void(0)", "A"),
        ('<A HREF="?lY47tw">A</A>', "?lY47tw", "A"),
        ('<A HREF="place:type=6&sort=14">A</A>', "place:type=6&sort=14", "A"),
    ],
)  # fmt: skip
def test_a_bookmark_is_read_as_it_is_written(bookmark: str, url: str, name: str) -> None:
    """Whether the address may be linked is for the plan to say."""
    entry = entry_of(f"<DL><p>\n<DT>{bookmark}\n</DL>", NETSCAPE)
    assert (entry.url, entry.name) == (url, name)


@each(
    "rubbish",
    ["<script>", "<style>", "<title>", "<textarea>", "<![if IE]>", "<![x", "<!-- x", "<!DOCTYPE [",
     "</b>", "</DL", "<", "&", "&#0;", "<?php", "<A NAME='top'></A>"],
)  # fmt: skip
def test_rubbish_in_a_description_costs_no_bookmark(rubbish: str) -> None:
    """No unclosed element or section swallows what follows."""
    bookmarks = [f'<DT><A HREF="https://{n}.org" ADD_DATE="1">{n}</A>' for n in "abc"]
    text = f"<DL><p>\n{bookmarks[0]}\n<DD>see {rubbish}\n{bookmarks[1]}\n{bookmarks[2]}\n</DL>"
    assert [entry.name for entry in entries_of(text, NETSCAPE)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "tag", ['<A HREF="https://a.org>A</A>', '<A HREF="https://a.org" TAGS="x>A', '<H3 FOLDED="1>x']
)
def test_an_unclosed_quotation_mark_costs_only_its_own_bookmark(tag: str) -> None:
    """It is a problem with its line; the bookmarks after it are read."""
    good = '<DT><A HREF="https://b.org">B</A>\n<DT><A HREF="https://c.org">C</A>'
    rows = rows_of(f"<DL><p>\n<DT>{tag}\n{good}\n</DL>", NETSCAPE)
    assert [row.line for row in rows] == [2, 3, 4]
    assert isinstance(rows[0], Problem)
    assert [row.url for row in rows if isinstance(row, ImportEntry)] == [
        "https://b.org",
        "https://c.org",
    ]


def test_a_link_in_a_description_is_part_of_it() -> None:
    """Its address is kept; a real bookmark without its `DT` is told by its attributes."""
    text = (
        '<DL><DT><A HREF="https://a.org">A</A><DD>see <a href="https://x.org">the list</a>, too\n'
        '<A HREF="https://b.org" ADD_DATE="1">B</A></DL>'
    )
    first, second = entries_of(text, NETSCAPE)
    assert description_of(first) == "see the list (https://x.org), too"
    assert second.url == "https://b.org"


def test_a_description_attribute_serves_where_there_is_no_other() -> None:
    """As one bookmark service writes it, with a line break inside."""
    text = '<DL><DT><a href="https://a.org" description="one\ntwo" tags="x">A</a></DL>'
    assert description_of(entry_of(text, NETSCAPE)) == "one\ntwo"


def test_an_anchor_that_leads_nowhere_is_no_bookmark() -> None:
    """It only marks a place."""
    text = '<DL><DT><A NAME="top"></A><DT><A HREF="https://a.org">A</A></DL>'
    assert entry_of(text, NETSCAPE).name == "A"


def test_a_list_without_end_or_beginning_is_read() -> None:
    """Folders before any list, lists that are not closed."""
    text = (
        '<DT><H3>One</H3><DL><DT><A HREF="https://a.org">A</A>\n</DL></DL></DL>'
        '<DT><H3>Two<DL><DT><A HREF="https://b.org">B</A>'
    )
    assert [entry.category for entry in entries_of(text, NETSCAPE)] == [("One",), ("Two",)]


names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@pytest.mark.slow
@given(st.lists(st.tuples(names, names, names), max_size=15))
def test_every_bookmark_comes_out_once_as_it_went_in(
    bookmarks: list[tuple[str, str, str]],
) -> None:
    """Whatever is in its folder, name and address."""
    text = "<DL><p>\n" + "\n".join(
        f"<DT><H3>{html.escape(folder)}</H3><DL><p>"
        f'<DT><A HREF="{html.escape(url)}">{html.escape(name)}</A></DL>'
        for folder, url, name in bookmarks
    )
    entries = entries_of(text, NETSCAPE)
    assert [(e.line, e.url, e.name) for e in entries if isinstance(e, ImportEntry)] == [
        (line, url, tidy_line(name)) for line, (_, url, name) in enumerate(bookmarks, start=2)
    ]
