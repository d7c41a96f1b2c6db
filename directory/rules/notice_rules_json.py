"""Notice rules as JSON, as staff edit them and as the catalog stores them.

    {"exit": [{"when": {"sites": ["own"], …}, "notice": null, "because": "…", "show": "inline"}, …],
     "disclaimers": [{"notice": "accuracy", "rules": [{"when": {}, "due": true, …}]}]}

A field or a word that is not known is refused, since a misspelt rule would otherwise apply to links
for which it was not meant.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from itertools import zip_longest
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from directory.rules.notice_rules import RuleSet

#: Bytes; the rules of an agency fit on a page or two.
LONGEST: Final = 256 * 1024

_SHAPES: Final = {
    "tuple_type": "this must be a list",
    "bool_type": "this must be true or false",
    "string_type": "this must be a text",
    "dataclass_type": "here must be an object with fields",
}


class NotRules(ValueError):
    """The text is not a set of notice rules; `problems` says why, a sentence each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def as_data(rules: RuleSet) -> dict[str, Any]:
    """Return plain data with all fields; lists are lists."""
    held: dict[str, Any] = json.loads(json.dumps(asdict(rules)))
    return held


def as_text(rules: RuleSet) -> str:
    """Return indented JSON for people to edit, with a newline at the end."""
    return json.dumps(asdict(rules), indent=2, ensure_ascii=False) + "\n"


def rules_in(text: str | bytes) -> RuleSet:
    """Return the rules in this JSON. Raise NotRules if it is not valid."""
    try:
        return _reader().validate_json(text, strict=True)
    except ValidationError as error:
        raise NotRules(*map(_sentence, error.errors(include_url=False))) from None


def rules_of(data: Mapping[str, Any]) -> RuleSet:
    """Return the rules in plain data that was stored. Raise NotRules if it is not valid."""
    return rules_in(json.dumps(data))


@cache
def _reader() -> TypeAdapter[RuleSet]:
    return TypeAdapter(RuleSet)


def _sentence(fault: Any) -> str:
    place, field = _place(fault["loc"])
    match fault["type"]:
        case "json_invalid":
            return f"this is no JSON: {fault['ctx']['error']}"
        case "extra_forbidden" | "unexpected_keyword_argument":
            return f"{place}there is no field “{field}”; see: jobbank notices rules show --json"
        case "missing" | "missing_argument":
            return f"{place}the field “{field}” is missing"
        case "enum":
            return f"{place}“{fault['input']}” cannot be used; use {fault['ctx']['expected']}"
        case kind:
            said = _SHAPES.get(kind) or fault["msg"][0].lower() + fault["msg"][1:]
            return f"{place}{field + ': ' if field else ''}{said}"


def _place(loc: tuple[int | str, ...]) -> tuple[str, str]:
    """Return where a fault is, as text, and the field that has it."""
    field = loc[-1] if loc and isinstance(loc[-1], str) else ""
    words = []
    for one, after in zip_longest(loc, loc[1:]):
        if isinstance(one, str) and isinstance(after, int):
            words.append(f"{one} {after + 1}")
        elif isinstance(one, str) and after is not None:
            words.append(one)
    return f"{', '.join(words)}: " if words else "", field
