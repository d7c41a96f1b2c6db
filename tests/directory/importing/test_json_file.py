"""Our own JSON: lists, listings, releases, and JSON lines."""

import json
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.importing.records import FileFormat, ImportEntry, Problem
from directory.importing.service import parse_text
from directory.model.vocab import (
    Audience,
    ExitDisplay,
    HowToApply,
    OperatorBasis,
    OperatorClass,
    Verdict,
)
from directory.publishing.release.public_schema import (
    Anchor,
    ExitNotice,
    HealthEntry,
    LinkEntry,
    Operator,
)
from tests.directory.importing.reading import entries_of, entry_of, problem_of, rows_of

JSON = FileFormat.JSON
A, B = '{"url": "https://a.org", "name": "A"}', '{"url": "https://b.org", "name": "B"}'


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"[{A}, {B}]", [1, 1]),
        (f"[\n{A},\n{B}\n]\n", [2, 3]),
        (f"[\n{A},\n{B},\n]\n", [2, 3]),
        (f'{{"links": [\n{A},\n\n{B}]}}', [2, 4]),
        (f'{{"schema": 1, "links": [\n{A},\n{B}\n], "notices": []}}', [2, 3]),
        (f"{A}\n{B}\n", [1, 2]),
        (f"\n{A}\n\n{B}", [2, 4]),
    ],
)
def test_every_shape_gives_the_same_links_with_their_lines(text: str, lines: list[int]) -> None:
    """A list, a document with `links`, and one object per line."""
    entries = entries_of(text, JSON)
    assert [(entry.url, entry.name) for entry in entries] == [
        ("https://a.org", "A"),
        ("https://b.org", "B"),
    ]
    assert [entry.line for entry in entries] == lines


def test_one_object_is_one_link() -> None:
    """Without a list around it."""
    assert entry_of(A, JSON).name == "A"


def test_a_link_of_a_release_gives_its_fields() -> None:
    """Names by language, the operator as an object, lists as lists."""
    link = {
        "id": 12,
        "url": "https://a.org",
        "names": {"en": "A", "es": "Á"},
        "descriptions": {"en": "a; b"},
        "category": "job-banks/veterans",
        "operator": {"name": "State of Ohio", "class": "state", "basis": "curator"},
        "service_areas": ["US-OH"],
        "languages": ["en", "es"],
        "audiences": ["veterans"],
        "cost": None,
        "account_needed": False,
        "how_to_apply": "aggregator",
        "exit_notice": True,
        "health": {"verdict": "ok"},
    }
    parsed = parse_text(json.dumps({"links": [link], "categories": [1]}), JSON)
    assert parsed.rows == (
        ImportEntry(
            1,
            "https://a.org",
            {
                "names": {"en": "A", "es": "Á"},
                "descriptions": {"en": "a; b"},
                "operator": "State of Ohio",
                "operator_class": OperatorClass.STATE,
                "operator_basis": OperatorBasis.IMPORTED,
                "service_areas": ["US-OH"],
                "languages": ["en", "es"],
                "audiences": [Audience.VETERANS],
                "account_needed": False,
                "how_to_apply": HowToApply.AGGREGATOR,
            },
            ("job-banks/veterans",),
        ),
    )
    assert parsed.remarks == (
        "not imported, since the catalog itself decides on it: exit_notice, health, id",
        "only the links were read; the file also contains: categories",
    )


def test_a_link_of_a_release_leaves_nothing_over() -> None:
    """Each of its keys is taken over, or left aside on purpose; none ends in the notes."""
    link = LinkEntry(
        id=1,
        url="https://a.org/",
        host="a.org",
        host_shown="a.org",
        anchor=Anchor("external noopener noreferrer", "no-referrer"),
        privacy_url="https://a.org/privacy",
        listed_on=date(2026, 10, 9),
        names={"en": "A"},
        descriptions={},
        category=None,
        operator=Operator("", OperatorClass.PRIVATE, OperatorBasis.DEFAULT),
        service_areas=(),
        languages=(),
        audiences=(),
        cost=None,
        account_needed=None,
        how_to_apply=None,
        exit_notice=ExitNotice(
            due=True, notice="exit", rule="private", show=ExitDisplay.PAGE, page="out/1/"
        ),
        disclaimers=("no-endorsement",),
        health=HealthEntry(Verdict.OK, "ok", date(2026, 10, 9), confirmed=True),
        released_until=date(2027, 1, 31),
    )
    entry = entry_of(msgspec.json.encode({"links": [link]}).decode(), JSON)
    assert entry.fields == {"names": {"en": "A"}}


def test_a_class_that_nobody_vouched_for_is_not_taken_over() -> None:
    """`private` by default says nothing of the operator."""
    text = '{"url": "https://a.org", "operator": {"class": "private", "basis": "default"}}'
    assert entry_of(text, JSON).fields == {}


def test_a_class_that_is_unknown_is_not_taken_over() -> None:
    """The registries and the domain name may say more."""
    text = '{"url": "https://a.org", "operator": {"class": "unknown", "basis": "curator"}}'
    assert entry_of(text, JSON).fields == {}


def test_a_listing_does_not_carry_its_editorial_state_over() -> None:
    """A postal code under the same key would be a service area."""
    text = '{"url": "https://a.org", "state": "published"}\n{"url": "https://b.org", "state": "MA"}'
    first, second = entries_of(text, JSON)
    assert first.fields == {}
    assert second.fields == {"service_areas": ["US-MA"]}


def test_a_listing_does_not_carry_over_what_the_catalog_says_of_dangers() -> None:
    """Whether a link is held back, and who released it, is for this catalog to say."""
    text = '{"url": "https://a.org", "held_back": false, "released": {"by": "ana"}}'
    assert entry_of(text, JSON).fields == {}


def test_unknown_keys_are_kept_in_the_notes() -> None:
    """Whatever their kind."""
    text = '{"url": "https://a.org", "rank": 3, "tags": ["a", "b"], "more": {"x": [1]}, "no": []}'
    assert entry_of(text, JSON).fields == {"notes": 'rank: 3\ntags: a; b\nmore: {"x": [1]}'}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (f"{A}\n{{broken}}\n{B}", 2, "not JSON"),
        (f'{A}\n{{"url" "x"}}\n{B}', 2, "a colon is missing"),
        (f"{A}\n{{1: 2}}\n{B}", 2, "a name in quotation marks"),
        (f"[\n{A},\n{{broken}},\n{B}]", 3, "not JSON"),
        (f'{{"links": [\n{A},\n"x",\n{B}]}}', 3, "not an object that describes a link"),
        (f"{A}\n17\n{B}", 2, "not an object that describes a link"),
        (f"{A}\n{'[' * 3000}\n{B}", 2, "not JSON"),
        (f'{A}\n{{"n": {"9" * 5000}}}\n{B}', 2, "too long"),
        (f'{A}\n{{"url": "https://c.org", "cost": "cheap"}}\n{B}', 2, "“cheap” is not one of"),
    ],
)
def test_a_broken_object_does_not_stop_the_others(text: str, line: int, words: str) -> None:
    """It is told with its line, and reading goes on at the next line that begins an object."""
    rows = rows_of(text, JSON)
    assert [row.url for row in rows if isinstance(row, ImportEntry)] == [
        "https://a.org",
        "https://b.org",
    ]
    problem = next(row for row in rows if isinstance(row, Problem))
    assert problem.line == line
    assert words in problem.reason


def test_a_file_cut_short_says_that_nothing_more_was_read() -> None:
    """What came before the cut is kept."""
    problem = problem_of(f'{{"links": [\n{A},\n{{"url": "https://b', JSON)
    assert problem.line == 3
    assert "nothing after it was read" in problem.reason


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@pytest.mark.slow
@given(st.lists(json_values, max_size=10), st.sampled_from([None, 2]))
def test_every_element_of_a_list_comes_out_once(values: list[object], indent: int | None) -> None:
    """Objects that make no sense become problems or rows to reject, never nothing."""
    assert len(rows_of(json.dumps(values, indent=indent), JSON)) == len(values)


@pytest.mark.slow
@given(st.lists(st.dictionaries(st.sampled_from(["url", "name", "x"]), json_values), max_size=6))
def test_every_line_of_json_lines_comes_out_once(values: list[dict[str, object]]) -> None:
    """One object per line, whatever is in it."""
    text = "\n".join(json.dumps(value) for value in values)
    assert [row.line for row in rows_of(text, JSON)] == list(range(1, len(values) + 1))
