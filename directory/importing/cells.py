"""From the words in a cell to the value of a field.

Each reader here takes the text of one cell and gives the value, or raises
ValueError in words for staff, naming what would have been right.
"""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from directory.model.areas import service_area, us_area
from directory.model.text import language_tag, tidy_line
from directory.model.vocab import Audience, Cost, EditorialState, HowToApply, OperatorClass

_Word = TypeVar("_Word", bound=StrEnum)

_EMPTY = frozenset({"", "(blank)", "n/a", "#n/a", "-", "–", "—"})
_YES = frozenset({"yes", "y", "true", "1"})
_NO = frozenset({"no", "n", "false", "0"})

#: Words of government registries, beside those of `OperatorClass` itself.
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
_SEPARATOR = re.compile(r"[;,|\n]")
_BLANKS = re.compile(r"[\s_-]+")
_HOST = re.compile(
    r"^(?:[^\s/?#@:.]+\.)+[^\s/?#@:.\d][^\s/?#@:.]*\.?(?::\d+)?(?:[/?#].*)?$", re.DOTALL
)


def is_empty(text: str) -> bool:
    """True for a blank cell, and for the signs by which people say that it is blank."""
    return text.strip().casefold() in _EMPTY


def with_scheme(text: str) -> str:
    """A bare host (`29palms.gov`, `www.example.org/jobs`) with `https://` before it;
    anything else as it is."""
    text = text.strip()
    if text.startswith("//") and _HOST.match(text[2:]):
        return f"https:{text}"
    return f"https://{text}" if _HOST.match(text) else text


def parts(text: str) -> list[str]:
    """The parts of a cell that lists several things: `US-MA; US-RI`."""
    return [part.strip() for part in _SEPARATOR.split(text) if part.strip()]


def operator_class(text: str) -> OperatorClass:
    """The class, from our own word or from a registry's (`Federal - Executive`, `City`)."""
    normal = _normal(text.partition(" - ")[0])
    if normal in _CLASS_WORDS:
        return _CLASS_WORDS[normal]
    return _word(OperatorClass, text.partition(" - ")[0])


def service_areas(text: str) -> list[str]:
    """ISO 3166 codes, sorted."""
    return sorted({service_area(part) for part in parts(text)})


def postal_area(text: str) -> str | None:
    """The area of a two-letter US postal code; None for any other text."""
    try:
        return us_area(text)
    except ValueError:
        return None


def is_editorial_state(text: str) -> bool:
    """True for draft, in review, published and retired."""
    return _normal(text) in {_normal(state.value) for state in EditorialState}


def languages(text: str) -> list[str]:
    """BCP 47 tags, sorted."""
    return sorted({language_tag(part) for part in parts(text)})


def audiences(text: str) -> list[Audience]:
    """Words of `Audience`, sorted."""
    return sorted({_word(Audience, part) for part in parts(text)})


def cost(text: str) -> Cost:
    """A word of `Cost`."""
    return _word(Cost, text)


def how_to_apply(text: str) -> HowToApply:
    """A word of `HowToApply`."""
    return _word(HowToApply, text)


def yes_or_no(text: str) -> bool:
    """True for yes, true, 1; False for no, false, 0."""
    normal = _normal(text)
    if normal in _YES:
        return True
    if normal in _NO:
        return False
    raise ValueError(f"“{text.strip()}” is neither yes nor no")


def day(text: str) -> date:
    """A day such as 2027-01-31."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"“{text.strip()}” is not a date such as 2027-01-31") from None


def _word(vocabulary: type[_Word], text: str) -> _Word:
    normal = _normal(text)
    for word in vocabulary:
        if _normal(word.value) == normal:
            return word
    raise ValueError(f"“{tidy_line(text)}” is not one of {_listed(vocabulary)}")


def _listed(words: Iterable[StrEnum]) -> str:
    return ", ".join(word.value for word in words)


def _normal(text: str) -> str:
    return _BLANKS.sub(" ", text.casefold()).strip()
