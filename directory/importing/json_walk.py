"""The objects of a JSON text one by one, each with its line.

The json module reads the values; this walks over them. It accepts a list of
objects, an object with a list under `links`, one object, and one object per line
(JSON lines). A break in the middle costs the object in which it stands, not
those after it: reading goes on at the next line that begins with `{`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_BLANKS = re.compile(r"[\s,]*")
_NEXT_OBJECT = re.compile(r"\n[ \t]*(?=\{)")


@dataclass(frozen=True, slots=True)
class Value:
    """A value that stands where a link should; line: where it begins."""

    line: int
    value: Any


@dataclass(frozen=True, slots=True)
class Break:
    """Here the text is not JSON. text: what stands there."""

    line: int
    text: str
    reason: str


class JsonWalk:
    """Walks once over a text. `others`: the keys found beside `links`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._counted = 0
        self._line = 1
        self._told_end = False  # it has been said that nothing more can be read
        self._decoder = json.JSONDecoder()
        self.others: list[str] = []

    def __iter__(self) -> Iterator[Value | Break]:
        while self._skip_blanks():
            try:
                match self._text[self._at]:
                    case "[":
                        self._at += 1
                        yield from self._elements()
                    case "{":
                        yield from self._object()
                    case _:
                        yield Value(self._here(), self._value())
            except _BrokenJson as broken:
                if not self._told_end:
                    yield self._resume(broken)

    def _elements(self) -> Iterator[Value | Break]:
        """The elements of a list, its bracket being passed; to behind its end."""
        while self._skip_blanks():
            if self._text[self._at] == "]":
                self._at += 1
                return
            try:
                yield Value(self._here(), self._value())
            except _BrokenJson as broken:
                yield self._resume(broken)
        raise _BrokenJson("the text ends here in the middle of a list")

    def _object(self) -> Iterator[Value | Break]:
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
            yield Value(line, members)

    def _key(self) -> str:
        key = self._value()
        if not isinstance(key, str):
            raise _BrokenJson("a name in quotation marks should stand here")
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
        """Moves to the next character that says something; False at the end."""
        self._at = _BLANKS.match(self._text, self._at).end()  # type: ignore[union-attr]
        return self._at < len(self._text)

    def _here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _resume(self, broken: "_BrokenJson") -> Break:
        line, begin = self._here(), self._at
        following = _NEXT_OBJECT.search(self._text, self._at)
        self._at = following.end() if following else len(self._text)
        reason = f"this is not JSON ({broken})"
        if following is None:
            self._told_end = True
            reason += "; nothing after it was read"
        return Break(line, self._text[begin : begin + 200], reason)


class _BrokenJson(Exception):
    """The text is not JSON at the place where the walk stands."""
