"""The spine: a query brings the links that it means, in order, whichever way they are found."""

from collections.abc import Callable
from itertools import chain
from typing import Any

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.queries.keyset import ReadingPace
from directory.queries.search import Sort, spine
from directory.rules.query import LinkQuery, QueryWords, parse_query
from tests.directory.queries.stock import TODAY, held
from tests.directory.samples import add, edit

pytestmark = pytest.mark.both_databases

#: The three ways to the same links: all at once; step by step; steps that bring little.
PACES = [
    ReadingPace(),
    ReadingPace(few=0, ranked=0),
    ReadingPace(first_chunk=20, first_step=30, step=60, few=0, ranked=0),
]


def ids(catalog: Catalog, text: str, sort: Sort = Sort.ADDED, **more: Any) -> list[int]:
    """The links that a query means."""
    chunks = spine(catalog.reading, parse_query(text), sort, today=TODAY, **more)
    return list(chain.from_iterable(chunks))


def _danger(row: Any) -> bool:
    return row.state == "published" and row.reason in ("hijacked", "parked")


QUERIES: dict[str, Callable[[Any], bool]] = {
    "": bool,
    "state:draft,retired": lambda row: row.state in ("draft", "retired"),
    "-state:published": lambda row: row.state != "published",
    "verdict:gone": lambda row: row.verdict == "gone",
    "verdict:never": lambda row: row.verdict is None,
    "verdict:never,ok": lambda row: row.verdict in (None, "ok"),
    "-verdict:gone": lambda row: row.verdict != "gone",
    "category:job-banks": lambda row: (row.category or "").startswith("job-banks"),
    "category:none": lambda row: row.category is None,
    "-category:job-banks": lambda row: not (row.category or "").startswith("job-banks"),
    "category:job-banks/trades,local-services/housing": (
        lambda row: row.category in ("job-banks/trades", "local-services/housing")
    ),
    "class:private,tribal": lambda row: row.operator_class in ("private", "tribal"),
    "audience:none": lambda row: row.id % 4 != 0,
    "-audience:none": lambda row: row.id % 4 == 0,
    "host:gov": lambda row: row.host.endswith(".gov"),
    "host:ov": lambda row: row is None,
    "host:a_b": lambda row: row is None,
    "steward:none": lambda row: row.steward == "",
    'steward:"maria alvarez"': lambda row: row.steward == "Maria Alvarez",
    "language:es": lambda row: "es" in str(row.languages),
    "language:none": lambda row: "en" not in str(row.languages) and "es" not in str(row.languages),
    "is:held": _danger,
    "-is:held": lambda row: not _danger(row),
    "is:unconfirmed": lambda row: row.confirmed is not None and not row.confirmed,
    "is:forced": lambda row: (
        row.exit_override != "by_rule"
        and (row.exit_override_until is None or str(row.exit_override_until) >= str(TODAY))
    ),
    "is:proposed": lambda row: row.proposed is not None,
    "is:overdue": lambda row: str(row.review_by) < str(TODAY),
    "is:vouched": lambda row: str(row.vouched_until) >= str(TODAY),
    "is:suggested": lambda row: row.suggested_url is not None,
    "is:held,proposed": lambda row: _danger(row) or row.proposed is not None,
    "verdict:gone state:published": lambda row: row.verdict == "gone" and row.state == "published",
    "oak": lambda row: "Oak" in row.operator,
    "oak -library": lambda row: "Oak" in row.operator and "Library" not in row.operator,
    "-oak": lambda row: "Oak" not in row.operator,
    "oak state:draft": lambda row: "Oak" in row.operator and row.state == "draft",
    "oak verdict:ok": lambda row: "Oak" in row.operator and row.verdict == "ok",
    '"job board"': lambda row: "Job Board" in row.operator,
}


@pytest.mark.slow
def test_a_query_means_what_its_words_say_whichever_way_is_taken(stocked: Catalog) -> None:
    rows = held(stocked)
    without = []
    for text, means in QUERIES.items():
        wanted = sorted(link_id for link_id, row in rows.items() if means(row))
        without += [] if wanted else [text]
        for pace in PACES:
            assert ids(stocked, text, pace=pace) == wanted, text
            assert sorted(ids(stocked, text, Sort.RANK, pace=pace)) == wanted, text
    assert without == ["host:ov", "host:a_b"], "all others are met by some links"


@pytest.mark.slow
@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize("text", ["", "class:private", "verdict:moved", "oak"])
def test_each_order_holds_in_both_directions(
    stocked: Catalog, text: str, pace: ReadingPace
) -> None:
    for sort in (Sort.NAME, Sort.HOST, Sort.ADDED):
        up = ids(stocked, text, sort, pace=pace)
        down = ids(stocked, text, sort, pace=pace, descending=True)
        assert up == ids(stocked, text, sort), "the ways differ"
        assert down == up[::-1]
        assert len(set(up)) == len(up) > 5


def test_links_are_sorted_by_the_column_and_then_by_number(sqlite_catalog: Catalog) -> None:
    for place, name in enumerate(["b", "a", "b", "a"]):
        add(sqlite_catalog, f"https://{place}.example/", name=name)
    assert ids(sqlite_catalog, "", Sort.NAME) == [2, 4, 1, 3]
    assert ids(sqlite_catalog, "", Sort.RANK) == [2, 4, 1, 3], "nothing to rank by"
    assert ids(sqlite_catalog, "", Sort.HOST, descending=True) == [4, 3, 2, 1]


@pytest.mark.slow
def test_the_first_chunk_is_small_and_no_transaction_is_open_between_chunks(
    own_stock: Catalog,
) -> None:
    pace = ReadingPace(first_chunk=20, step=100)
    chunks = spine(own_stock.reading, parse_query(""), Sort.ADDED, today=TODAY, pace=pace)
    first = next(chunks)
    assert (first.typecode, len(first)) == ("i", 20)
    add(own_stock, "https://new.example/")
    assert [len(chunk) for chunk in chunks] == [100, 100, 81]


def test_a_name_that_begins_with_the_word_ranks_above_a_mention(catalog: Catalog) -> None:
    add(catalog, "https://a.example/", name="Housing", descriptions={"en": "near veterans"})
    add(catalog, "https://b.example/", name="Jobs for veterans")
    add(catalog, "https://c.example/", name="Else")
    assert ids(catalog, "veter", Sort.RANK) == [2, 1]
    assert ids(catalog, "veter", Sort.RANK, pace=ReadingPace(ranked=0, few=0)) == [2, 1]
    broken_off = ReadingPace(ranked=0, few=0, first_step=1, step=1)
    assert ids(catalog, "e", Sort.RANK, pace=broken_off)[0] == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed",
    ["r", "resu", "RÉSUMÉ", "resume", "state.ma", "jobs", "veteran", "wwii", '"for veterans"',
     "工作", "mass.example/jobs", "example.com", "ask", "équipe", "c++", "'quoted'",
     "jobs-veterans"],
)  # fmt: skip
def test_words_are_found_in_all_texts_of_a_link(catalog: Catalog, typed: str) -> None:
    link = add(
        catalog,
        "https://state.mass.example/jobs/veterans",
        name="Résumé “help” for veterans/WWII & C++",
        descriptions={"en": "It's 'quoted'", "zh": "工作"},
        operator="Équipe example.com",
        notes="ask again",
    )
    add(catalog, "https://other.test/", name="Nothing")
    assert ids(catalog, typed) == [link.id]
    assert ids(catalog, typed, Sort.RANK) == [link.id]
    assert ids(catalog, f"-{typed}") == [2]


def test_a_bare_word_is_a_beginning_and_a_quoted_one_is_whole(catalog: Catalog) -> None:
    add(catalog, name="Veterans")
    assert ids(catalog, "veter") == [1]
    assert ids(catalog, '"veter"') == []
    assert ids(catalog, '"veterans"') == [1]
    assert ids(catalog, "terans") == []


def test_the_full_text_index_follows_every_change(catalog: Catalog) -> None:
    link = add(catalog, name="Bakery", notes="old note")
    link = edit(catalog, link, {"names": {"en": "Dairy"}})
    assert ids(catalog, "bakery") == []
    assert ids(catalog, "dairy") == [1]
    assert ids(catalog, "old note") == [1]
    edit(catalog, link, {"notes": ""})
    assert ids(catalog, "note") == []
    with catalog.change(who="maria") as change:
        workflow.retire(change, 1, 3)
    assert ids(catalog, "dairy state:retired") == [1]


@pytest.mark.parametrize(
    "text", ["'", "''", "\\", "a:*", "a & b", "!x", "<->", "(", "x')", "a|b", "\u0301a", "ⅷ", "²"]
)
def test_no_character_has_a_meaning_to_the_database(catalog: Catalog, text: str) -> None:
    add(catalog, name="Plain")
    for words in (
        QueryWords(f"{text}zq"),
        QueryWords(f"{text} zq", exact=True),
        QueryWords(text + "9"),
    ):
        query = LinkQuery(words=(words,))
        assert list(chain.from_iterable(spine(catalog.reading, query, today=TODAY))) == []
