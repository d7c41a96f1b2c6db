"""Of a schema and a value that it accepts: values that it must refuse, one for each of its rules.

The schema and the value are walked side by side; where a keyword of JSON Schema speaks, a copy of
the value is made that breaks it there and, as far as can be, nowhere else.
"""

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

#: A value of another type, for each type.
_OTHER_TYPE: Mapping[str, Any] = {
    "object": [], "array": {}, "string": 7, "integer": "seven", "boolean": "yes", "null": 7.5,
}  # fmt: skip

#: Further rules: schema id, pointer, the rules, and the steps to their value.
_Further = tuple[str, str, Any, tuple[Any, ...]]


class Bad(NamedTuple):
    """A value to be refused. rule: the place in the schema of the rule that it breaks."""

    rule: str
    value: Any


class Walk:
    """A walk through one value by the schemas, which are known by their `$id`."""

    def __init__(self, schemas: Mapping[str, Any], root: str, value: Any) -> None:
        self._schemas = schemas
        self._root = root
        self._value = value
        self._met: set[str] = set()

    def bad(self) -> Iterator[Bad]:
        """Values that break one rule each; every rule that the value meets, once."""
        self._met.clear()
        yield from self._at(self._root, "", self._schemas[self._root], ())

    def _at(self, base: str, place: str, schema: Any, path: tuple[Any, ...]) -> Iterator[Bad]:
        value = self._value
        for step in path:
            value = value[step]
        for keyword, (kind, make) in _BREAKERS.items():
            if keyword in schema and isinstance(value, kind):
                for number, other in enumerate(make(schema[keyword], value)):
                    rule = f"{base}#{place}/{keyword}/{number}"
                    if rule not in self._met:
                        self._met.add(rule)
                        yield Bad(rule, self._with(path, other))
        for further in self._below(base, place, schema, value):
            yield from self._at(*further[:3], (*path, *further[3]))

    def _below(self, base: str, place: str, schema: Any, value: Any) -> Iterator[_Further]:
        """The rules for the same value, and those for the values in it."""
        if "$ref" in schema:
            other, _, pointer = schema["$ref"].partition("#")
            yield other or base, pointer, self._found(other or base, pointer), ()
        for index, option in enumerate(schema.get("anyOf", ())):
            if option.get("type") != "null" and value is not None:
                yield base, f"{place}/anyOf/{index}", option, ()
        if isinstance(value, dict):
            for name, inner in schema.get("properties", {}).items():
                if name in value:
                    yield base, f"{place}/properties/{name}", inner, (name,)
            each = schema.get("additionalProperties")
            if isinstance(each, dict) and value:
                yield base, f"{place}/additionalProperties", each, (next(iter(value)),)
        if isinstance(value, list) and "items" in schema:
            for index in range(len(value)):
                yield base, f"{place}/items", schema["items"], (index,)

    def _found(self, base: str, pointer: str) -> Any:
        target = self._schemas[base]
        for part in pointer.strip("/").split("/"):
            target = target[part]
        return target

    def _with(self, path: tuple[Any, ...], other: Any) -> Any:
        if not path:
            return other
        whole = copy.deepcopy(self._value)
        inner = whole
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = other
        return whole


def _without_each(names: list[str], value: Any) -> Iterator[Any]:
    for gone in names:
        yield {name: kept for name, kept in value.items() if name != gone}


def _of_another_type(kinds: str | list[str], _value: Any) -> Iterator[Any]:
    known = [kinds] if isinstance(kinds, str) else kinds
    yield next(_OTHER_TYPE[kind] for kind in known if kind != "null")


def _with_one_more(rule: Any, value: Any) -> Iterator[Any]:
    if rule is False:
        yield value | {"notes": "x"}


#: For each keyword: of which type the value is of which it speaks, and what breaks it.
_BREAKERS: Mapping[str, tuple[Any, Callable[[Any, Any], Iterator[Any]]]] = {
    "type": (object, _of_another_type),
    "required": (dict, _without_each),
    "additionalProperties": (dict, _with_one_more),
    "propertyNames": (dict, lambda _rule, value: iter([{**value, "no language!": "x"}])),
    "minProperties": (dict, lambda _rule, _value: iter([{}])),
    "minItems": (list, lambda _rule, _value: iter([[]])),
    "uniqueItems": (list, lambda _rule, value: iter([[*value, value[0]]] if value else [])),
    "enum": (object, lambda _rule, _value: iter(["nonsense"])),
    "const": (object, lambda _rule, _value: iter(["nonsense"])),
    "pattern": (str, lambda _rule, _value: iter(["\u202e \x00"])),
    "format": (str, lambda _rule, _value: iter(["2026-02-31"])),
    "minLength": (str, lambda _rule, _value: iter([""])),
    "maxLength": (str, lambda most, _value: iter(["https://" + "x" * most])),
    "minimum": (int, lambda least, _value: iter([least - 1])),
    "maximum": (int, lambda most, _value: iter([most + 1])),
}
