"""Readers for the cells of files, in addition to those of `rules.field_values`."""

import re
from typing import Final

from directory.model.areas import us_area
from directory.model.vocab import EditorialState, OperatorClass
from directory.rules.field_values import normal, word

_EMPTY = frozenset({"", "(blank)", "n/a", "#n/a", "-", "–", "—"})

#: Words of government registries, in addition to those of `OperatorClass`.
_CLASS_WORDS: Final = {
    "federal government": OperatorClass.FEDERAL,
    "state government": OperatorClass.STATE,
    "state or territory": OperatorClass.STATE,
    "territory": OperatorClass.STATE,
    "interstate": OperatorClass.STATE,
    "city": OperatorClass.LOCAL,
    "county": OperatorClass.LOCAL,
    "local government": OperatorClass.LOCAL,
    "special district": OperatorClass.LOCAL,
    "school district": OperatorClass.LOCAL,  # a local government that runs schools
    "tribal government": OperatorClass.TRIBAL,
    "non profit": OperatorClass.NONPROFIT,
    "business": OperatorClass.PRIVATE,
    "commercial": OperatorClass.PRIVATE,
}
_HOST = re.compile(
    r"^(?:[^\s/?#@:.]+\.)+[^\s/?#@:.\d][^\s/?#@:.]*\.?(?::\d+)?(?:[/?#].*)?$", re.DOTALL
)


def is_empty(text: str) -> bool:
    """Return True for a blank cell, and for a sign that marks a cell as blank."""
    return text.strip().casefold() in _EMPTY


def with_scheme(text: str) -> str:
    """Return a bare host (`29palms.gov`, `www.example.org/jobs`) with `https://` before it;
    anything else unchanged, without blanks around it."""
    text = text.strip()
    if text.startswith("//") and _HOST.match(text[2:]):
        return f"https:{text}"
    return f"https://{text}" if _HOST.match(text) else text


def operator_class(text: str) -> OperatorClass:
    """Return the class, from our own word or from a registry's (`Federal - Executive`, `City`).

    Raise ValueError for any other text.
    """
    branch = text.partition(" - ")[0]
    return _CLASS_WORDS.get(normal(branch)) or word(OperatorClass, branch)


def postal_area(text: str) -> str | None:
    """Return the area of a two-letter US postal code; None for any other text."""
    try:
        return us_area(text)
    except ValueError:
        return None


def is_editorial_state(text: str) -> bool:
    """Return True for draft, in review, published and retired."""
    return normal(text) in {normal(state.value) for state in EditorialState}
