"""The JSON Schemas: valid, open to later fields, shipped, and of the same words as the code."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.model.text import tidy_line, tidy_text
from directory.model.vocab import (
    Audience,
    Cost,
    HowToApply,
    NoticeKind,
    OperatorBasis,
    OperatorClass,
    Verdict,
)
from directory.publishing.release.directory_file import Section, canonical
from directory.publishing.release.manifest import Manifest
from directory.publishing.release.public_schema import (
    SCHEMA_VERSION,
    CategoryEntry,
    CheckedEntry,
    Header,
    HealthEntry,
    HealthHead,
    LinkEntry,
    NoticeEntry,
    Tail,
    Withdrawn,
)
from directory.publishing.release.schemas import (
    DIRECTORY_SCHEMA,
    HEALTH_SCHEMA,
    MANIFEST_SCHEMA,
    PUBLISHED_SCHEMAS,
    Shape,
    document_shape,
    entry_shape,
    schema_bytes,
)
from tests.rows import each

DIRECTORY = json.loads(schema_bytes(DIRECTORY_SCHEMA))
MANIFEST = json.loads(schema_bytes(MANIFEST_SCHEMA))
HEALTH = json.loads(schema_bytes(HEALTH_SCHEMA))
ALL = [json.loads(schema_bytes(name)) for name in PUBLISHED_SCHEMAS]
LINK = DIRECTORY["$defs"]["link"]["properties"]
NOTICE = DIRECTORY["$defs"]["notice"]["properties"]


def objects(schema: Any) -> list[dict[str, Any]]:
    """All subschemas that name the properties of an object."""
    inner = schema.values() if isinstance(schema, dict) else schema
    found = [schema] if isinstance(schema, dict) and "required" in schema else []
    return found + [o for part in inner if isinstance(part, dict | list) for o in objects(part)]


@pytest.mark.parametrize("schema", ALL)
def test_each_schema_is_valid_by_the_draft_that_it_names(schema: dict[str, Any]) -> None:
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert jsonschema_rs.meta.is_valid(schema)


@pytest.mark.parametrize("schema", ALL)
def test_each_object_is_open_to_the_fields_of_later_versions(schema: dict[str, Any]) -> None:
    described = objects(schema)
    assert len(described) >= 2
    for part in described:
        assert "additionalProperties" not in part
        assert set(part["required"]) <= set(part["properties"])


@pytest.mark.parametrize(
    ("listed", "vocabulary"),
    [
        (NOTICE["kind"], NoticeKind),
        (LINK["operator"]["properties"]["class"], OperatorClass),
        (LINK["operator"]["properties"]["basis"], OperatorBasis),
        (LINK["audiences"]["items"], Audience),
        (DIRECTORY["$defs"]["health"]["properties"]["verdict"], Verdict),
        (LINK["cost"], Cost),
        (LINK["how_to_apply"], HowToApply),
    ],
)
def test_the_words_of_the_schema_are_those_of_the_code(
    listed: dict[str, list[str | None]], vocabulary: type[StrEnum]
) -> None:
    assert [word for word in listed["enum"] if word is not None] == list(vocabulary)


@pytest.mark.parametrize(
    ("schema", "struct"),
    [
        (DIRECTORY, Header),
        (DIRECTORY["$defs"]["category"], CategoryEntry),
        (DIRECTORY["$defs"]["notice"], NoticeEntry),
        (DIRECTORY["$defs"]["link"], LinkEntry),
        (DIRECTORY["$defs"]["tombstone"], Withdrawn),
        (DIRECTORY["$defs"]["health"], HealthEntry),
        (HEALTH, HealthHead),
        (HEALTH["$defs"]["checked"], CheckedEntry),
        (MANIFEST, Manifest),
    ],
)
def test_the_fields_of_the_schema_are_those_of_the_code_in_their_order(
    schema: dict[str, Any], struct: Any
) -> None:
    lists = {Header: [*Section, *Tail.__struct_fields__], HealthHead: ["links"]}.get(struct, [])
    defaults = dict(
        zip(reversed(struct.__struct_fields__), reversed(struct.__struct_defaults__), strict=False)
    )
    optional = {name for name, value in defaults.items() if value is msgspec.UNSET}
    fields = [*struct.__struct_encode_fields__, *lists]
    assert schema["required"] == [name for name in fields if name not in optional]
    assert list(schema["properties"]) == fields


def test_all_schemas_are_of_the_version_that_is_written_and_of_later_ones() -> None:
    for schema in ALL:
        version = Shape(schema["properties"]["schema_version"])
        for read in (SCHEMA_VERSION, "1.0", "1.1", "1.27"):
            assert version.problems(read) == []
        for other in ("2.0", "0.9", "1", "1.", "1.01", "11.0", "1.0 ", 1.0):
            assert version.problems(other)


def test_the_schema_in_a_release_is_the_shipped_one_and_accepts_the_whole_file(
    folder: Path,
) -> None:
    released = (folder / "directory.schema.json").read_bytes()
    assert released == schema_bytes(DIRECTORY_SCHEMA)
    validator = jsonschema_rs.Draft202012Validator(json.loads(released), validate_formats=True)
    document = json.loads((folder / "directory.json").read_bytes())
    validator.validate(document)
    document["links"][0]["later"] = "a field of 1.1"
    assert validator.is_valid(document)  # readers of 1.0 accept it


@each(
    ("field", "good", "bad"),
    [
        ("synonyms", {"en": [["SNAP", "food stamps"]], "es": []}, {"en": [["alone"]]}),
        ("synonyms", {}, {"no language!": [["a", "b"]]}),
        ("needs", [{"slug": "lost-job", "names": {"en": "I lost my job"}}], [{"slug": "x"}]),
        (
            "needs",
            [{"slug": "a", "names": {"en": "A"}, "categories": ["job-banks"], "links": [1]}],
            [{"slug": "a", "names": {"en": "A"}, "links": ["1"]}],
        ),
        ("appearance", {"colors": ["#0b4f8a", "#ffffff"]}, {"colors": ["red"]}),
        (
            "appearance",
            {"logo": {"file": "site/logo.png", "sha256": "0" * 64, "names": {"en": "Office"}}},
            {"logo": {"file": "../logo.png", "sha256": "0" * 64, "names": {"en": "Office"}}},
        ),
        ("statistics", "statistics.json", "https://elsewhere.example/"),
        (
            "publisher",
            {"agency": "A", "feedback_url": "mailto:a@b.example"},
            {"agency": "A", "feedback_url": "javascript:x"},
        ),
    ],
)
def test_the_head_has_room_for_what_later_work_fills(
    folder: Path, field: str, good: Any, bad: Any
) -> None:
    head = json.loads((folder / "directory.json").read_bytes())
    assert document_shape().problems(head | {field: good}) == []
    assert document_shape().problems(head | {field: bad}) != []
    head = {
        name: value
        for name, value in head.items()
        if name not in (*Section, "serial", "updated_on")
    }
    written = msgspec.json.encode(head | {field: good})
    assert json.loads(canonical(msgspec.json.decode(written, type=Header))) == head | {field: good}


def test_a_link_has_room_for_keywords(folder: Path) -> None:
    shape = entry_shape(Section.LINKS)
    link = json.loads((folder / "directory.json").read_bytes())["links"][0]
    assert "keywords" not in link
    assert shape.problems(link | {"keywords": {"en": ["truck driver", "CDL"]}}) == []
    assert shape.problems(link | {"keywords": {"en": []}}) != []
    assert shape.problems(link | {"keywords": ["truck driver"]}) != []


names = Shape({"$defs": DIRECTORY["$defs"], "$ref": "#/$defs/names"})
described = Shape({"$defs": DIRECTORY["$defs"], "$ref": "#/$defs/texts"})


@settings(deadline=None)
@given(st.text())
def test_every_text_that_the_catalog_keeps_may_be_released(text: str) -> None:
    line, lines = tidy_line(text), tidy_text(text)
    assert not line or names.problems({"en": line}) == []
    assert not lines or described.problems({"en": lines}) == []


@pytest.mark.parametrize("sign", ["\x00", "\t", "\r", "\x1b", "\x7f", "\x85", "\u2028", "\u202e"])
def test_hidden_characters_are_against_the_schema(sign: str) -> None:
    for shape in (names, described):
        assert "hidden characters" in shape.problems({"en": f"a{sign}b"})[0]


@pytest.mark.parametrize("sign", ["\u2066", "\ufeff", "\U000e0041", "\n"])
def test_a_name_is_one_line_without_marks_that_deceive(sign: str) -> None:
    assert "hidden characters" in names.problems({"en": f"a{sign}b"})[0]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"slug": "a", "parent": None, "position": 0}, "It lacks a field: “names”."),
        ({"slug": "A b", "parent": None, "names": {"en": "x"}, "position": 0}, "“slug” is not in"),
        ({"slug": "a", "parent": 3, "names": {"en": "x"}, "position": 0}, "“parent” is not of"),
        ({"slug": "a", "parent": None, "names": {}, "position": 0}, "“names” breaks the rule"),
        (
            {"slug": "a", "parent": None, "names": {"en": "x"}, "position": 0, "a\x1b": 1, "b": 2},
            "does not belong in a release: “a�, b”",
        ),
        (5, "It is not of the right kind: “5”."),
        ({"slug": "\ud800"}, "cannot be read"),
    ],
)
def test_what_is_against_the_schema_is_said_in_plain_and_inert_words(
    value: Any, words: str
) -> None:
    told = " ".join(entry_shape(Section.CATEGORIES).problems(value))
    assert words in told
    assert told.isprintable()


def test_a_word_outside_the_vocabulary_is_quoted() -> None:
    told = Shape(LINK["operator"]["properties"]["class"]).problems("royal")
    assert told == ["It is not one of the words that are allowed there: “royal”."]
