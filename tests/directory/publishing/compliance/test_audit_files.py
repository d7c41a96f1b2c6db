"""The files of the audit trail, each read back by a parser that is not ours."""

import csv
import json
import tracemalloc
from collections.abc import Iterable
from io import StringIO
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from directory.publishing.compliance.audit_files import (
    COLUMNS,
    REDACTED,
    TrailHead,
    TrailWords,
    json_lines,
    page,
    write_csv,
)
from directory.publishing.compliance.audit_records import LEFT_OUT, TrailRecord, record_of, redacted
from directory.queries.audit_trail import TrailFilter
from tests.directory.publishing.compliance.histories import entry

WORDS = TrailWords(str.capitalize, lambda _, value: "nothing" if value is None else str(value))
NEW_YORK = ZoneInfo("America/New_York")


def head(*, leaves_out: bool = False, agency: str = "Office of Work", **asked: Any) -> TrailHead:
    """The head of a file of a trail that ends with entry 9."""
    return TrailHead(agency, NEW_YORK, TrailFilter(**asked), leaves_out, 9, "ab" * 32)


def rows(records: Iterable[TrailRecord], *, leaves_out: bool = False) -> list[list[str]]:
    """The CSV table, read."""
    file = StringIO(newline="")
    write_csv(head(leaves_out=leaves_out), records, WORDS, file)
    file.seek(0)
    return list(csv.reader(file, strict=True))


def test_a_row_tells_when_who_what_and_each_change() -> None:
    edit = entry(
        4, why="asked for", before={"names": {"en": "Old"}, "cost": None},
        after={"names": {"en": "New", "es": "Nuevo"}, "cost": "free"}, hash="cd" * 32,
    )  # fmt: skip
    headings, row = rows([record_of(edit)])
    assert tuple(headings) == COLUMNS
    assert row == [
        "4", "2026-10-09T12:00:00+00:00", "2026-10-09 08:00:00-04:00", edit.who, "edit", "link",
        "1", "asked for",
        "Names (en): Old → New\nNames (es): nothing → Nuevo\nCost: nothing → free", "cd" * 32,
    ]  # fmt: skip


def test_a_proposal_tells_what_was_proposed_as_fields_of_the_link() -> None:
    told = record_of(entry(
        kind="proposal", before={"patch": {"cost": "free", "url": "https://a/"}, "who": "ana"},
        after={"patch": {"cost": "fees", "url": "https://a/"}, "who": "ana"},
    ))  # fmt: skip
    assert told.changed == ((("cost",), "free", "fees"),)


def test_lists_of_objects_are_told_place_by_place() -> None:
    told = record_of(entry(before={"rules": [{"a": 1, "b": ["x"]}]},
                           after={"rules": [{"a": 1, "b": ["y"]}, {"a": 2, "b": []}]}))  # fmt: skip
    assert told.changed == ((("rules", "1", "b"), ["x"], ["y"]), (("rules", "2", "a"), None, 2))


def test_no_line_of_a_text_passes_for_another_change() -> None:
    notes = {"notes": "one\nCost: fees → free"}
    _, row = rows([record_of(entry(before=None, after=notes))])
    assert row[8] == "Notes: nothing → one\n    Cost: fees → free"


def test_a_redacted_file_says_so_before_all_else() -> None:
    records = [redacted(record_of(entry(1, why="because")))]
    said, headings, row = rows(records, leaves_out=True)
    assert said == [REDACTED]
    assert "only the unredacted export" in REDACTED
    assert tuple(headings) == COLUMNS
    assert (row[0], row[3], row[7], row[9]) == ("1", LEFT_OUT, LEFT_OUT, "h")
    about, line = map(json.loads, json_lines(head(leaves_out=True, who="Ana"), records))
    assert (about["redacted"], about["about"], about["who"]) == (True, REDACTED, LEFT_OUT)
    assert (line["number"], line["hash"], line["who"]) == (1, "h", LEFT_OUT)
    assert not {"prev", "body"} & line.keys()
    document = "".join(page(head(leaves_out=True, who="Ana"), records, WORDS))
    assert REDACTED in document
    assert "Ana" not in document


def test_a_file_says_what_was_asked_for_and_where_the_trail_ended() -> None:
    document = "".join(page(head(kind="link", link=7), [], WORDS))
    for said in ("Link: 7", "Kind: link", "America/New_York", f"entry 9, hash {'ab' * 32}",
                 "Entries on this page: 0", "Office of Work"):  # fmt: skip
        assert said in document
    (about,) = map(json.loads, json_lines(head(link=7), []))
    assert (about["link"], about["kind"], about["redacted"]) == (7, None, False)
    assert about["last_entry"] == {"number": 9, "hash": "ab" * 32}


def test_an_entry_that_cannot_be_read_is_told_as_such() -> None:
    record = record_of(entry(3, at=None, who="", what="", kind="", key="", before=None, after=None))
    assert rows([record])[1] == [
        "3", *[""] * 7, "This entry cannot be read. See: jobbank audit verify", "h",
    ]  # fmt: skip


def hostile(text: str) -> list[TrailRecord]:
    """Entries with this text wherever a text can be."""
    return [
        record_of(entry(1, who=text, what=text, kind=text, key=text, why=text,
                        before={"name": text}, after={text: {text: text}})),
        record_of(entry(2, who=text, after={"texts": [text, {text: text}]})),
    ]  # fmt: skip


NAMES = (
    "</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>',
    "]]><!-- --!> &lt; & '", "=cmd|' /C calc'!A0", " \t+1", 'a\r\n-1,"b"', "x;=1\n@SUM(A1)",
    "\u202eevil\u202c", "עברית", "\x1b[2J\x00",
)  # fmt: skip


@pytest.mark.parametrize("text", NAMES)
def test_the_page_is_strict_and_a_hostile_text_is_a_text_in_it(text: str) -> None:
    document = "".join(page(head(agency=text), hostile(text), WORDS))
    root = ElementTree.fromstring(document)  # noqa: S314  (our own page)
    assert not {one.tag for one in root.iter()} & {"script", "img", "link", "iframe", "a", "form"}
    attributes = {key for element in root.iter() for key in element.attrib}
    assert not {key for key in attributes if key.startswith("on")} | attributes & {"src", "href"}
    assert not {"\x1b", "\x00", "\u202e"} & set(document)


def test_the_page_is_accessible() -> None:
    root = ElementTree.fromstring("".join(page(head(), hostile("A"), WORDS)))  # noqa: S314
    assert root.attrib["lang"] == "en"
    (caption,), (frame,) = root.iter("caption"), root.iter("div")
    assert frame.attrib == {
        "class": "wide", "role": "region", "aria-labelledby": caption.attrib["id"], "tabindex": "0",
    }  # fmt: skip
    assert {cell.attrib["scope"] for cell in root.iter("th")} == {"col", "row"}
    assert len(list(root.iter("tr"))) == 3


@pytest.mark.slow
@given(st.text())
@example("<svg/onload=alert(1)>")
def test_no_text_makes_an_element_of_the_page_or_a_formula_of_a_cell(text: str) -> None:
    text = text.replace("\n", " ").replace("\r", " ")
    plain, other = (
        LexborHTMLParser("".join(page(head(), hostile(one), WORDS))) for one in ("A", f"A{text}")
    )
    tags = [node.tag for node in other.css("*") if node.tag != "br"]
    assert tags == [node.tag for node in plain.css("*")]
    cells = [cell for row in rows(hostile(text)) for cell in row]
    assert all(len(row) == len(COLUMNS) for row in rows(hostile(text)))
    assert not [
        cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋"))
    ]


@pytest.mark.slow
def test_memory_does_not_grow_with_the_entries() -> None:
    def records() -> Iterable[TrailRecord]:
        for number in range(20_000):
            yield record_of(entry(number, after={"notes": "n" * 200 + str(number)}))

    class Nothing(StringIO):
        def write(self, text: str, /) -> int:
            return len(text)

    tracemalloc.start()
    write_csv(head(), records(), WORDS, Nothing())
    assert sum(map(len, json_lines(head(), records()))) > 1 << 20
    assert sum(map(len, page(head(), records(), WORDS))) > 1 << 20
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 20
