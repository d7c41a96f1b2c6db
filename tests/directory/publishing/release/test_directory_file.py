"""The layout of directory.json: one way to write, inert in HTML, read a line at a time."""

import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.publishing.release.directory_file import (
    MAX_LINE,
    LayoutBroken,
    Section,
    canonical,
    document,
    read_document,
)
from directory.publishing.release.public_schema import Header, Publisher, Tail
from tests.rows import each

END = b'],"serial":7,"updated_on":"2026-10-09"}\n'
HEADER = Header("1.0", None, Publisher("Office"), ("en",), "en", {}, {})

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def written(**sections: list[Any]) -> bytes:
    """A document with these sections."""
    lists = [(name, sections.get(name, [])) for name in Section]
    return b"".join(document(HEADER, lists, lambda: Tail(7, date(2026, 10, 9))))


@pytest.mark.slow
@settings(deadline=None)
@given(values)
def test_whatever_is_written_reads_back_the_same_and_holds_no_markup(value: Any) -> None:
    content = canonical(value)
    assert json.loads(content) == value
    assert not set("<>&\n\u2028\u2029") & set(content.decode())


def test_keys_of_texts_are_sorted_whatever_their_order_was() -> None:
    assert canonical({"es": "b", "en": "a"}) == canonical({"en": "a", "es": "b"})


def test_text_that_is_no_unicode_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="surrogates not allowed"):
        canonical("\ud800")


def test_the_document_is_one_json_value_with_one_entry_per_line() -> None:
    content = written(categories=[{"a": 1}], withheld=[3, 17], links=[{"id": 1}, {"id": 2}])
    assert content.decode().splitlines() == [
        '{"schema_version":"1.0","next_change":null,"publisher":{"agency":"Office"},'
        '"languages":["en"],"default_language":"en","health_words":{},"general_words":{},"notice_period":{"days":30,"next":null},'
        '"categories":[',
        '{"a":1}',
        '],"notices":[',
        '],"withheld":[',
        "3,",
        "17",
        '],"withdrawn":[',
        '],"links":[',
        '{"id":1},',
        '{"id":2}',
        '],"serial":7,"updated_on":"2026-10-09"}',
    ]
    assert content.endswith(b"}\n")
    assert json.loads(content)["links"] == [{"id": 1}, {"id": 2}]


@pytest.mark.slow
@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(Section), values), max_size=8))
def test_what_was_written_is_read_back_entry_by_entry(entries: list[tuple[Section, Any]]) -> None:
    sections = {name: [value for place, value in entries if place is name] for name in Section}
    read = list(read_document(io.BytesIO(written(**sections))))
    assert read[0] == (None, 1, canonical(HEADER))
    assert read[-1] == (None, 8 + len(entries) - 2, b'{"serial":7,"updated_on":"2026-10-09"}')
    assert [(place, json.loads(raw)) for place, _, raw in read[1:-1]] == [
        (name, value) for name in Section for value in sections[name]
    ]


@each(
    ("old", "new", "line", "words"),
    [
        (b'"categories":[\n', b'"categories":[ \n', 1, "does not begin"),
        (b'{"id":1},', b'{"id":1}', 7, "links is not closed"),
        (b'{"id":2}', b'{"id":2},', 8, "links is not closed"),
        (b'],"notices":[\n', b"", 2, "categories is not closed"),
        (b'],"notices":[', b'],"notes":[', 2, "categories is not closed"),
        (b'],"links":[', b'],"links":[1', 5, "withdrawn is not closed"),
        (END, b"", 7, "ends within the list of links"),
        (END, b"]}\n", 8, "links is not closed"),
        (END, END[:-1], 8, "cut off"),
        (END, END + b"{}\n", 9, "after the end"),
        (END, END + END, 9, "after the end"),
        (b'{"id":1},', b"x" * MAX_LINE, 6, "too long"),
    ],
)
def test_a_broken_layout_is_told_with_its_line(
    old: bytes, new: bytes, line: int, words: str
) -> None:
    content = written(links=[{"id": 1}, {"id": 2}])
    assert old in content
    with pytest.raises(LayoutBroken, match=words) as broken:
        list(read_document(io.BytesIO(content.replace(old, new, 1))))
    assert broken.value.line == line


def test_an_empty_file_is_no_document() -> None:
    with pytest.raises(LayoutBroken, match="does not begin"):
        list(read_document(io.BytesIO(b"")))


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_as_entries_or_told_as_broken(content: bytes) -> None:
    try:
        entries = list(read_document(io.BytesIO(content)))
    except LayoutBroken as broken:
        assert broken.line >= 1
    else:
        assert entries[0][0] is None
