"""The JSON Schemas of a release (draft 2020-12), and checks against them.

The files in `schema/` are the contract with other programs; a test compares their vocabularies with
ours. They are open: a reader of version 1.0 accepts what 1.1 adds. A release of a version that we
know is checked against closed ones: a field that they do not name is a fault. What a schema finds
is reported as a sentence.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import jsonschema_rs

from directory.publishing.release.directory_file import Section
from directory.publishing.release.faults import quoted

DIRECTORY_SCHEMA: Final = "directory.schema.json"
MANIFEST_SCHEMA: Final = "manifest.schema.json"
HEALTH_SCHEMA: Final = "health.schema.json"
CHANGES_SCHEMA: Final = "changes.schema.json"
#: Types for TypeScript, made of the schemas by tests/web/types.cjs.
TYPES: Final = "types.d.ts"
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
        """Return what is wrong with a decoded JSON value, a sentence each; the first few."""
        found: list[str] = []
        try:
            for error in self._validator.iter_errors(value):
                found.append(_sentence(error))
                if len(found) == _MOST_PROBLEMS:
                    break
        except ValueError:  # nested too deep, or text that is not valid Unicode
            found.append("It contains something that cannot be read.")
        return found


def schema_bytes(name: str) -> bytes:
    """Return the schema file of this name, as the package ships it."""
    return (resources.files("directory.publishing.release") / "schema" / name).read_bytes()


@lru_cache(maxsize=2)
def manifest_shape(*, closed: bool = True) -> Shape:
    """Return the shape of `manifest.json`. closed: no other fields than those of the schema."""
    return Shape(_schema(MANIFEST_SCHEMA, closed=closed))


@lru_cache(maxsize=2)
def document_shape(*, closed: bool = True) -> Shape:
    """Return the shape of `directory.json` as a whole. closed: as of `manifest_shape`."""
    return Shape(_schema(DIRECTORY_SCHEMA, closed=closed))


@lru_cache(maxsize=2)
def tail_shape(*, closed: bool = True) -> Shape:
    """Return the shape of the end of `directory.json`. closed: as of `manifest_shape`."""
    whole = _schema(DIRECTORY_SCHEMA, closed=closed)
    tail = {"serial": {"$ref": "#/$defs/serial"}, "updated_on": {"$ref": "#/$defs/day"}}
    shape = {"$defs": whole["$defs"], "type": "object", "required": [*tail], "properties": tail}
    return Shape(_closed(shape) if closed else shape)


@lru_cache(maxsize=2 * len(Section))
def entry_shape(section: Section, *, closed: bool = True) -> Shape:
    """Return the shape of one entry of a section of `directory.json`. closed: as of
    `manifest_shape`."""
    whole = _schema(DIRECTORY_SCHEMA, closed=closed)
    return Shape({"$defs": whole["$defs"], "$ref": f"#/$defs/{_ENTRIES[section]}"})


def _schema(name: str, *, closed: bool) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(schema_bytes(name))
    return _closed(schema) if closed else schema


def _closed(schema: Any) -> Any:
    """Return the same schema with objects closed: only the fields that it names."""
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _closed(value) for key, value in schema.items()}
    if made.get("type") in ("object", ["object", "null"]) and isinstance(
        made.get("properties"), dict
    ):
        made["additionalProperties"] = False
    return made


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
            return f"{place} is not one of the words that are allowed there: {held}."
        case "pattern" | "format":
            return f"{place} is not in the right form, or contains hidden characters: {held}."
        case other:
            return f"{place} breaks the rule {quoted(other)} of the schema: {held}."
