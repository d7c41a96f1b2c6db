"""Our own JSON: what `jobbank links --json` and a release say, or a list made by hand.

Keys are read as leniently as the headings of a CSV file. What the catalog works
out by itself (health, checks, computed notices, ids) is left aside and said so.
"""

import json
from collections.abc import Iterator
from typing import Any

from directory.importing.cells import is_editorial_state
from directory.importing.columns import STATE, normal_heading
from directory.importing.filled_in import Cell, read_row
from directory.importing.json_walk import Break, JsonWalk
from directory.importing.records import Parsed, Problem, Row, shown
from directory.model.fields import FIELDS
from directory.rules.field_values import as_text

#: Keys of our own listings and releases that an import does not take over.
LEFT_ASIDE = frozenset(
    {
        "id", "version", "health", "last check", "verdict", "exit notice", "exit override",
        "exit override reason", "disclaimers", "notices", "previous urls", "url key", "host",
        "lane", "host shown", "anchor", "privacy url", "listed on", "created at", "updated at",
        "published at", "vouched on", "vouched until", "vouched by", "snoozed until",
        "snoozed at", "snoozed for", "released until", "released for", "released at",
        "released by", "released", "held back", "written by",
    }
)  # fmt: skip
_BY_LANGUAGE = frozenset(
    name for field in FIELDS if field.each for name in (field.each, field.name)
)


def parse_json(text: str) -> Parsed:
    """The links of a JSON text: a list, `{"links": […]}`, or one object per line."""
    rows: list[Row] = []
    left: dict[str, None] = {}
    walk = JsonWalk(text)
    for found in walk:
        if isinstance(found, Break):
            rows.append(Problem(found.line, shown(found.text), found.reason))
        elif isinstance(found.value, dict):
            left |= dict.fromkeys(_left_aside(found.value))
            rows.append(read_row(found.line, _cells(found.value)))
        else:
            what = shown(json.dumps(found.value, ensure_ascii=False))
            rows.append(Problem(found.line, what, "this is not an object that describes a link"))
    return Parsed(tuple(rows), tuple(_remarks(sorted(left), walk.others)))


def _remarks(left: list[str], others: list[str]) -> Iterator[str]:
    if left:
        yield f"not imported, since the catalog itself decides on it: {', '.join(left)}"
    if others:
        yield f"only the links were read; the file also holds: {shown(', '.join(others))}"


def _is_left_aside(key: str, value: Any) -> bool:
    normal = normal_heading(key)
    if normal == STATE:
        return isinstance(value, str) and is_editorial_state(value)
    return normal in LEFT_ASIDE


def _left_aside(link: dict[str, Any]) -> Iterator[str]:
    return (key for key, value in link.items() if value and _is_left_aside(key, value))


def _cells(link: dict[str, Any]) -> Iterator[Cell]:
    for key, value in link.items():
        if not _is_left_aside(key, value):
            yield from _cells_of(key, value)


def _cells_of(key: str, value: Any) -> Iterator[Cell]:
    """The value as the cells of a table would say it."""
    normal = normal_heading(key)
    if isinstance(value, dict) and normal in _BY_LANGUAGE:
        for language, text in value.items():
            yield Cell(f"{key}:{language}", _as_text(text))
    elif isinstance(value, dict) and normal == "operator":
        for part, text in value.items():
            yield Cell("operator" if part == "name" else f"operator {part}", _as_text(text))
    else:
        yield Cell(key, _as_text(value))


def _as_text(value: Any) -> str:
    match value:
        case None | bool() | str():
            return as_text(value)
        case list() if all(isinstance(part, str) for part in value):
            return as_text(value, "; ")
        case dict() if not value:
            return ""
        case _:
            return json.dumps(value, ensure_ascii=False)
