"""Reading what a person typed, or a cell of a file, as the value of a link's field.

There is one reader per kind of field, for the form, the command line and the import.
"""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

from directory.model.fields import FieldKind, LinkField

_Word = TypeVar("_Word", bound=StrEnum)

_YES: Final = frozenset({"yes", "y", "true", "1"})
_NO: Final = frozenset({"no", "n", "false", "0"})
_SEPARATOR: Final = re.compile(r"[;,|\n]")
_BLANKS: Final = re.compile(r"[\s_-]+")
_MANY: Final = frozenset({FieldKind.SOME, FieldKind.AREAS, FieldKind.LANGUAGES})


def read(field: LinkField, text: str) -> Any:
    """Return the value: a word of the vocabulary, a list, a day, a bool, or the stripped text;
    None for an empty one, where the field may be None.

    Raise ValueError, with a message for staff that says what is accepted.
    """
    if field.nullable and not text.strip():
        return None
    match field.kind:
        case FieldKind.ONE if field.vocabulary:
            return word(field.vocabulary, text)
        case FieldKind.SOME if field.vocabulary:
            return sorted({word(field.vocabulary, part) for part in parts(text)})
        case FieldKind.SOME:
            return parts(text)
        case FieldKind.AREAS:
            from directory.model.areas import service_area  # it takes long to import

            return sorted({service_area(part) for part in parts(text)})
        case FieldKind.LANGUAGES:
            from directory.model.text import language_tag  # it takes long to import

            return sorted({language_tag(part) for part in parts(text)})
        case FieldKind.DAY:
            return day(text)
        case FieldKind.YES_NO:
            return _yes_or_no(text)
        case FieldKind.LINE | FieldKind.TEXT | FieldKind.ONE:
            return text.strip()


def typed(field: LinkField, text: str) -> Any:
    """Return the value as plain data, a day as ISO 8601; what cannot be read, as it was typed:
    `LinkFields` refuses it with a reason."""
    try:
        value = read(field, text)
    except ValueError:
        return parts(text) if field.kind in _MANY else text.strip()
    return value.isoformat() if isinstance(value, date) else value


def as_text(value: Any, separator: str = ", ") -> str:
    """Return a value as text that `read` accepts; empty for None."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return separator.join(map(str, value))
        case _:
            return str(value)


def parts(text: str) -> list[str]:
    """Return the parts of a text that lists several things: `US-MA; US-RI`."""
    return [part.strip() for part in _SEPARATOR.split(text) if part.strip()]


def word(vocabulary: type[_Word], text: str) -> _Word:
    """Return the word of the vocabulary; case, blanks, underscores and hyphens are ignored.

    Raise ValueError if it has no such word.
    """
    for one in vocabulary:
        if normal(one.value) == normal(text):
            return one
    raise ValueError(f"“{text.strip()}” is not one of {_listed(vocabulary)}")


def normal(text: str) -> str:
    """Return the text in the form in which words are compared: `On-site_form ` → `on site form`."""
    return _BLANKS.sub(" ", text.casefold()).strip()


def day(text: str) -> date:
    """Return a day such as 2027-01-31. Raise ValueError for any other text."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"“{text.strip()}” is not a date such as 2027-01-31") from None


def _yes_or_no(text: str) -> bool:
    if normal(text) in _YES:
        return True
    if normal(text) in _NO:
        return False
    raise ValueError(f"“{text.strip()}” is neither yes nor no")


def _listed(words: Iterable[StrEnum]) -> str:
    return ", ".join(one.value for one in words)
