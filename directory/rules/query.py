"""The query language, in which staff select links.

    state:published verdict:gone,failing -category:job-banks host:mass.gov veterans "night shift"

A query consists of terms and words. A term is a field, a colon and one or more values with commas
between them, any of which may match; a dash before it excludes. Every term must match. All else is
words to be found in a link's texts: a bare word is the beginning of a word, so that rows appear
while the user types; words in quotes are an exact phrase; a dash excludes here too.

`parse_query` reads it, `str(query)` writes it in its canonical form, and reading that again gives
the same query: a saved view is stored as text, a facet adds or removes a term. An unknown field or
value is refused, with the nearest known one; words are never refused, whatever characters they
contain.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import Final, assert_never

from directory.model.vocab import Audience, EditorialState, OperatorClass, Verdict

#: In characters. A longer text is not a query but, for example, a pasted page.
LONGEST_QUERY: Final = 1000
MOST_WORDS: Final = 32

#: For links without a value in the field: `category:none`.
NONE: Final = "none"
#: For links that were never checked: `verdict:never`.
NEVER: Final = "never"


class QueryField(StrEnum):
    """What a term is about; the value is the word before its colon."""

    STATE = "state"
    VERDICT = "verdict"
    CATEGORY = "category"
    CLASS = "class"
    AUDIENCE = "audience"
    HOST = "host"
    STEWARD = "steward"
    LANGUAGE = "language"
    IS = "is"


class Is(StrEnum):
    """Other properties of a link: the values of `is:`."""

    HELD = "held"  # published, and held back from visitors as a danger
    RELEASED = "released"  # a danger was found, and staff released it until a day
    SNOOZED = "snoozed"
    VOUCHED = "vouched"
    UNCONFIRMED = "unconfirmed"  # its verdict waits for another check
    FORCED = "forced"  # staff force its exit notice on or off
    PROPOSED = "proposed"  # an edit waits for approval
    OVERDUE = "overdue"  # its review date has passed
    SUGGESTED = "suggested"  # a new address is suggested for it


class QueryRefused(ValueError):
    """The query cannot be understood; the message says why, for staff."""


@dataclass(frozen=True, slots=True)
class Term:
    """One condition. values: as the catalog spells them; any of them may match."""

    field: QueryField
    values: tuple[str, ...]
    excluded: bool = False

    def __str__(self) -> str:
        values = ",".join(map(_spelled, self.values))
        return f"{'-' if self.excluded else ''}{self.field}:{values}"


@dataclass(frozen=True, slots=True)
class QueryWords:
    """What a link's texts must contain: the beginning of a word or, if `exact`, a phrase."""

    text: str
    exact: bool = False
    excluded: bool = False

    def __str__(self) -> str:
        text = f'"{self.text}"' if self.exact else self.text
        return f"{'-' if self.excluded else ''}{text}"


@dataclass(frozen=True, slots=True)
class LinkQuery:
    """The selected links are those that match every term and all words."""

    terms: tuple[Term, ...] = ()
    words: tuple[QueryWords, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, (*self.terms, *self.words)))

    def __bool__(self) -> bool:
        """Return False for the query that matches every link."""
        return bool(self.terms or self.words)

    def values(self, field: QueryField) -> tuple[str, ...]:
        """Return the values of this field that the query includes, not those that it excludes."""
        return tuple(
            value
            for term in self.terms
            if term.field is field and not term.excluded
            for value in term.values
        )

    def without(self, field: QueryField) -> "LinkQuery":
        """Return the query without the terms of this field."""
        return replace(self, terms=tuple(term for term in self.terms if term.field is not field))

    def toggled(self, field: QueryField, value: str) -> "LinkQuery":
        """Return the query with this value of the field added, or removed if it is there.

        Values of a field that are added so are alternatives. value: as the catalog spells it.
        """
        chosen = self.values(field)
        left = tuple(other for other in chosen if other != value)
        wanted = left if len(left) < len(chosen) else (*chosen, value)
        kept = tuple(term for term in self.terms if term.field is not field or term.excluded)
        return replace(self, terms=(*kept, Term(field, wanted)) if wanted else kept)


_PART = re.compile(
    r"""
    (?P<dash>-*)
    (?:
        (?P<field>[A-Za-z_]+):(?!//)(?P<values>(?:"[^"]*(?:"|$)|[^\s"])*)
      | "(?P<phrase>[^"]*)(?:"|$)
      | (?P<word>[^\s"]+)
    )
    """,
    re.VERBOSE,
)
_VALUE = re.compile(r'"([^"]*)(?:"|$)|([^,"]+)')
_LANGUAGE = re.compile(r"[A-Za-z0-9]{2,8}(-[A-Za-z0-9]{1,8})*")
_ENDS_A_VALUE = re.compile(r"[\s,]")
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.(?=www\.)|\*?\.)?([^/?#\s:]+)(?::\d+)?(?:[/?#].*)?")
_HOST_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\]")


def parse_query(text: str, categories: Collection[str] | None = None) -> LinkQuery:
    """Return the query that the text means.

    categories: the known slugs; None to accept any. Raise QueryRefused for an unknown field or
    value, and for a query of more than LONGEST_QUERY characters or MOST_WORDS words.
    """
    if len(text) > LONGEST_QUERY:
        raise QueryRefused(
            f"This is too long for a search: {len(text)} characters, where {LONGEST_QUERY} "
            "are the most. Search for a few words of it."
        )
    terms: dict[Term, None] = {}
    words: dict[QueryWords, None] = {}
    for part in _PART.finditer("".join(map(_harmless, text))):
        excluded = bool(part["dash"])
        if part["field"] is not None:
            field = _field(part["field"])
            values = _values(field, part["values"], categories)
            terms[Term(field, values, excluded)] = None
            continue
        exact = part["phrase"] is not None
        found = " ".join((part["phrase"] if exact else part["word"]).split())
        if any(map(str.isalnum, found)):
            words[QueryWords(found, exact, excluded)] = None
    if len(words) > MOST_WORDS:
        raise QueryRefused(
            f"These are too many words for a search: {len(words)}, where {MOST_WORDS} are the "
            "most. Search for a few of them."
        )
    return LinkQuery(tuple(terms), tuple(words))


def choices(field: QueryField, categories: Collection[str] = ()) -> tuple[str, ...]:
    """Return the values that a field can have; empty for free text: host, steward and language."""
    match field:
        case QueryField.STATE:
            return tuple(EditorialState)
        case QueryField.VERDICT:
            return (*Verdict, NEVER)
        case QueryField.CATEGORY:
            return (*sorted(categories), NONE)
        case QueryField.CLASS:
            return tuple(OperatorClass)
        case QueryField.AUDIENCE:
            return (*Audience, NONE)
        case QueryField.IS:
            return tuple(Is)
        case QueryField.HOST | QueryField.STEWARD | QueryField.LANGUAGE:
            return ()
        case _:
            assert_never(field)


def _harmless(character: str) -> str:
    """Return a blank for a control character or half of a character, which no text contains."""
    return " " if unicodedata.category(character) in ("Cc", "Cs") else character


def _field(word: str) -> QueryField:
    try:
        return QueryField(word.lower())
    except ValueError:
        nearest = _nearest(word.lower(), QueryField) or f"one of {', '.join(QueryField)}"
        raise QueryRefused(
            f"One cannot search by “{word}:”; did you mean {nearest}? To find these very words, "
            f'put them in quotes: "{word}: …".'
        ) from None


def _values(field: QueryField, text: str, categories: Collection[str] | None) -> tuple[str, ...]:
    given = [
        " ".join((quoted or bare).split()) for quoted, bare in _VALUE.findall(text)
    ]  # fmt: skip
    values = [_value(field, value, categories) for value in given if value]
    if not values:
        raise QueryRefused(
            f"“{field}:” needs a value after the colon{_examples(field, categories)}"
        )
    return tuple(dict.fromkeys(values))


def _value(field: QueryField, value: str, categories: Collection[str] | None) -> str:
    match field:
        case QueryField.HOST:
            return _host(value)
        case QueryField.STEWARD:
            return NONE if value.lower() == NONE else value
        case QueryField.LANGUAGE:
            return _language(value)
        case QueryField.CATEGORY:
            return _category(value, categories)
        case (
            QueryField.STATE
            | QueryField.VERDICT
            | QueryField.CLASS
            | QueryField.AUDIENCE
            | QueryField.IS
        ):
            return _one_of(field, value)
        case _:
            assert_never(field)


def _one_of(field: QueryField, value: str) -> str:
    known = choices(field)
    word = value.lower().replace("-", "_").replace(" ", "_")
    if word in known:
        return str(known[known.index(word)])
    raise _no_such(field, value, word, known)


def _category(value: str, categories: Collection[str] | None) -> str:
    word = value.lower().strip("/")
    if word == NONE or categories is None or word in categories:
        return word
    within = sorted(slug for slug in categories if slug.endswith(f"/{word}"))
    if len(within) == 1:
        return within[0]
    if within:
        raise QueryRefused(f"There are several “{value}”: {_listed(within)}; say which.")
    raise _no_such(QueryField.CATEGORY, value, word, choices(QueryField.CATEGORY, categories))


def _host(value: str) -> str:
    found = _ADDRESS.fullmatch(value.lower())
    host = found[1] if found else value.lower()
    try:
        host = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        host = ""
    if not _HOST_NAME.fullmatch(host):
        raise QueryRefused(
            f"“{value}” is not the name of a site; write it as in host:mass.gov, which finds "
            "jobs.mass.gov as well."
        )
    return host


def _language(value: str) -> str:
    if _LANGUAGE.fullmatch(value) is None:
        raise QueryRefused(
            f"“{value}” is not a language; write its short name, as in language:es, "
            f"or language:{NONE} for links of which it is not known."
        )
    return value.lower()


def _no_such(field: QueryField, value: str, word: str, known: Iterable[str]) -> QueryRefused:
    known = tuple(known)
    likely = _nearest(word, known)
    hint = f"did you mean {likely}?" if likely else f"it can be {_listed(known)}."
    return QueryRefused(f"There is no “{value}” to search for with “{field}:”; {hint}")


def _nearest(word: str, known: Iterable[str]) -> str:
    """Return the likeliest of them in quotes; "" if none is similar. Of a category, the last part
    is enough."""
    names = {name: other for other in known for name in (other.rpartition("/")[2], other)}
    begins = [name for name in names if word and name.startswith(word)]
    found = begins[:1] or get_close_matches(word, names, n=1)
    return f"“{names[found[0]]}”" if found else ""


def _examples(field: QueryField, categories: Collection[str] | None) -> str:
    known = choices(field, categories or ())
    return f": {_listed(known)}." if known else "."


def _listed(known: Collection[str], most: int = 14) -> str:
    shown = ", ".join(list(known)[:most])
    return f"{shown}, …" if len(known) > most else shown


def _spelled(value: str) -> str:
    """Return a value as it must be written to be read again."""
    return f'"{value}"' if _ENDS_A_VALUE.search(value) else value
