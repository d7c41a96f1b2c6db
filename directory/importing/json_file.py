"""Our own JSON: the output of `jobbank links --json`, a release, or a list made by hand.

Keys are read as leniently as the headings of a CSV file. Values that the catalog derives itself
(health, checks, computed notices, ids) are skipped, and a remark says so.

The json module reads the values; `_Walk` goes over them. It accepts a list of objects, an object
with a list under `links`, one object, and one object per line (JSON lines). A break in the middle
makes only the object in which it is unreadable: reading continues at the next line that begins with
`{`.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from directory.importing.cells import is_editorial_state
from directory.importing.columns import STATE, normal_heading
from directory.importing.filled_in import Cell, read_row
from directory.importing.records import Parsed, Problem, Row, shown
from directory.model.fields import FIELDS
from directory.rules.field_values import as_text

#: Keys of our listings and releases that an import skips.
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
    """Return the links of a JSON text: a list, `{"links": […]}`, or one object per line."""
    rows: list[Row] = []
    left: dict[str, None] = {}
    walk = _Walk(text)
    for found in walk:
        if isinstance(found, Problem):
            rows.append(found)
            continue
        line, value = found
        if isinstance(value, dict):
            left |= dict.fromkeys(_left_aside(value))
            rows.append(read_row(line, _cells(value)))
        else:
            what = shown(json.dumps(value, ensure_ascii=False))
            rows.append(Problem(line, what, "this is not an object that describes a link"))
    return Parsed(tuple(rows), tuple(_remarks(sorted(left), walk.others)))


def _remarks(left: list[str], others: list[str]) -> Iterator[str]:
    if left:
        yield f"not imported, since the catalog itself decides on it: {', '.join(left)}"
    if others:
        yield f"only the links were read; the file also contains: {shown(', '.join(others))}"


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
    """Yield the cells that a table would have for the value."""
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


_BLANKS = re.compile(r"[\s,]*")
_NEXT_OBJECT = re.compile(r"\n[ \t]*(?=\{)")


class _Walk:
    """One pass over a text: yields the line and the value of each element in the place of a link,
    and a problem if the text is not JSON. others: the keys found beside `links`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._counted = 0
        self._line = 1
        self._told_end = False  # it has been reported that nothing more can be read
        self._decoder = json.JSONDecoder()
        self.others: list[str] = []

    def __iter__(self) -> Iterator[tuple[int, Any] | Problem]:
        while self._skip_blanks():
            try:
                match self._text[self._at]:
                    case "[":
                        self._at += 1
                        yield from self._elements()
                    case "{":
                        yield from self._object()
                    case _:
                        yield self._here(), self._value()
            except _BrokenJson as broken:
                if not self._told_end:
                    yield self._resume(broken)

    def _elements(self) -> Iterator[tuple[int, Any] | Problem]:
        """Yield the elements of a list, from after its opening bracket; move behind its end."""
        while self._skip_blanks():
            if self._text[self._at] == "]":
                self._at += 1
                return
            try:
                yield self._here(), self._value()
            except _BrokenJson as broken:
                yield self._resume(broken)
        raise _BrokenJson("the text ends here in the middle of a list")

    def _object(self) -> Iterator[tuple[int, Any] | Problem]:
        line, members, held_links = self._here(), {}, False
        self._at += 1
        while self._character() != "}":
            key = self._key()
            if key == "links" and self._character() == "[":
                held_links = True
                self._at += 1
                yield from self._elements()
            else:
                members[key] = self._value()
        self._at += 1
        if held_links:
            self.others.extend(members)
        else:
            yield line, members

    def _key(self) -> str:
        key = self._value()
        if not isinstance(key, str):
            raise _BrokenJson("a name in quotation marks is missing here")
        if self._character() != ":":
            raise _BrokenJson(f"a colon is missing after “{key}”")
        self._at += 1
        return key

    def _value(self) -> Any:
        self._skip_blanks()
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            raise _BrokenJson(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
        except (ValueError, RecursionError):
            raise _BrokenJson("a number too long, or too deeply nested") from None
        return value

    def _character(self) -> str:
        if not self._skip_blanks():
            raise _BrokenJson("the text ends here in the middle of an object")
        return self._text[self._at]

    def _skip_blanks(self) -> bool:
        """Move to the next character that is neither a blank nor a comma; return False at the
        end."""
        self._at = _BLANKS.match(self._text, self._at).end()  # type: ignore[union-attr]
        return self._at < len(self._text)

    def _here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _resume(self, broken: "_BrokenJson") -> Problem:
        line, begin = self._here(), self._at
        following = _NEXT_OBJECT.search(self._text, self._at)
        self._at = following.end() if following else len(self._text)
        reason = f"this is not JSON ({broken})"
        if following is None:
            self._told_end = True
            reason += "; nothing after it was read"
        return Problem(line, shown(self._text[begin : begin + 200]), reason)


class _BrokenJson(Exception):
    """The text is not JSON at the current position."""
