"""The JSON Schemas of a release (draft 2020-12), and checking against them.

The files in `schema/` are the contract with other programs; a test holds their
vocabularies equal to ours. What a schema finds is put into plain words here.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import jsonschema_rs

from directory.publishing.faults import quoted
from directory.publishing.layout import Section

DIRECTORY_SCHEMA: Final = "directory.schema.json"
MANIFEST_SCHEMA: Final = "manifest.schema.json"
HEALTH_SCHEMA: Final = "health.schema.json"
CHANGES_SCHEMA: Final = "changes.schema.json"
#: Those that are part of each release.
PUBLISHED_SCHEMAS: Final = (DIRECTORY_SCHEMA, HEALTH_SCHEMA, CHANGES_SCHEMA, MANIFEST_SCHEMA)

_ENTRIES: Final[Mapping[Section, str]] = {
    Section.CATEGORIES: "category",
    Section.NOTICES: "notice",
    Section.WITHHELD: "id",
    Section.WITHDRAWN: "tombstone",
    Section.LINKS: "link",
}
_MOST_PROBLEMS = 5


class Shape:
    """One schema, ready to check values."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._validator = jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True)

    def problems(self, value: Any) -> list[str]:
        """What is wrong with a decoded JSON value, a sentence each; the first few."""
        found: list[str] = []
        try:
            for error in self._validator.iter_errors(value):
                found.append(_sentence(error))
                if len(found) == _MOST_PROBLEMS:
                    break
        except ValueError:  # nested too deep, or text that is no Unicode
            found.append("It holds something that cannot be read.")
        return found


def schema_bytes(name: str) -> bytes:
    """The schema file of this name, as the package ships it."""
    return (resources.files("directory.publishing") / "schema" / name).read_bytes()


@lru_cache(maxsize=1)
def manifest_shape() -> Shape:
    """The shape of `manifest.json`."""
    return Shape(json.loads(schema_bytes(MANIFEST_SCHEMA)))


@lru_cache(maxsize=1)
def document_shape() -> Shape:
    """The shape of `directory.json` as a whole."""
    return Shape(json.loads(schema_bytes(DIRECTORY_SCHEMA)))


@lru_cache(maxsize=1)
def tail_shape() -> Shape:
    """The shape of what ends `directory.json`."""
    whole = json.loads(schema_bytes(DIRECTORY_SCHEMA))
    tail = {"serial": {"$ref": "#/$defs/serial"}, "updated_on": {"$ref": "#/$defs/day"}}
    return Shape(
        {
            "$defs": whole["$defs"], "type": "object", "additionalProperties": False,
            "required": [*tail], "properties": tail,
        }
    )  # fmt: skip


@lru_cache(maxsize=len(Section))
def entry_shape(section: Section) -> Shape:
    """The shape of one entry of a section of `directory.json`."""
    whole = json.loads(schema_bytes(DIRECTORY_SCHEMA))
    return Shape({"$defs": whole["$defs"], "$ref": f"#/$defs/{_ENTRIES[section]}"})


def _sentence(error: jsonschema_rs.ValidationError) -> str:
    path = ".".join(str(part) for part in error.instance_path)
    place = quoted(path) if path else "It"
    held = quoted(error.instance)
    match error.kind.name:
        case "required":
            return f"{place} lacks a field: {quoted(error.kind.value)}."
        case "additionalProperties":
            foreign = quoted(", ".join(error.kind.value))
            return f"{place} has a field that does not belong in a release: {foreign}."
        case "type":
            return f"{place} is not of the right kind: {held}."
        case "enum" | "const":
            return f"{place} is none of the words that are allowed there: {held}."
        case "pattern" | "format":
            return f"{place} is not in the right form, or holds hidden characters: {held}."
        case other:
            return f"{place} breaks the rule {quoted(other)} of the schema: {held}."
