"""Which column of a table holds what.

Staff, and the registries that governments publish, name the same thing in many
ways. A heading is compared without regard to case, blanks, underscores and
hyphens. Where two columns of one file could fill the same field, the better
name wins (`link` before `domain name`) and the other column is kept in the
notes, as is every column that is not known here: nothing of the file is lost.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from directory.model.text import language_tag, tidy_line


class Column(StrEnum):
    """What a column can hold."""

    URL = "url"
    NAME = "name"
    DESCRIPTION = "description"
    CATEGORY = "category"
    OPERATOR = "operator"
    OPERATOR_CLASS = "operator class"
    OPERATOR_BASIS = "operator basis"
    SERVICE_AREAS = "service areas"
    STATE = "state"
    LANGUAGES = "languages"
    AUDIENCES = "audiences"
    COST = "cost"
    ACCOUNT_NEEDED = "account needed"
    HOW_TO_APPLY = "how to apply"
    NOTES = "notes"
    STEWARD = "steward"
    REVIEW_BY = "review by"


#: Headings by which a column is known, the best first.
SYNONYMS: Final[dict[Column, tuple[str, ...]]] = {
    Column.URL: (
        "url", "uri", "link", "href", "link url", "web address", "website", "web site",
        "website url", "address", "homepage", "home page", "domain", "domain name", "host",
        "hostname",
    ),
    Column.NAME: ("name", "names", "title", "link name", "label", "site name", "site", "text"),
    Column.DESCRIPTION: ("description", "descriptions", "desc", "summary", "about"),
    Column.CATEGORY: ("category", "folder", "section", "topic", "category suggestion"),
    Column.OPERATOR: (
        "operator", "organization", "organisation", "organization name", "organisation name",
        "agency", "federal agency", "owner",
    ),
    Column.OPERATOR_CLASS: (
        "operator class", "class", "domain type", "level of government",
    ),
    Column.OPERATOR_BASIS: ("operator basis",),
    Column.SERVICE_AREAS: ("service areas", "service area", "areas", "area served"),
    Column.STATE: ("state",),
    Column.LANGUAGES: ("languages", "language", "lang"),
    Column.AUDIENCES: ("audiences", "audience"),
    Column.COST: ("cost", "price"),
    Column.ACCOUNT_NEEDED: ("account needed", "account", "account required", "login required"),
    Column.HOW_TO_APPLY: ("how to apply",),
    Column.NOTES: ("notes", "internal notes", "note"),
    Column.STEWARD: ("steward",),
    Column.REVIEW_BY: ("review by", "review date"),
}  # fmt: skip

#: Headings of an operator that is the site's own organisation, and so may name the link.
NAMING_OPERATORS: Final = frozenset(
    {"organization", "organisation", "organization name", "organisation name"}
)

_BY_HEADING = {
    heading: (column, rank)
    for column, headings in SYNONYMS.items()
    for rank, heading in enumerate(headings)
}
_IN_LANGUAGES = frozenset({Column.NAME, Column.DESCRIPTION})
_BLANKS = re.compile(r"[\s_-]+")
_LANGUAGE_MARKED = re.compile(r"^(.*?) ?(?:: ?|\( ?|\[ ?)([a-z]{2,3}(?: [a-z0-9]++)*) ?[)\]]?$")
_LANGUAGE_SUFFIXED = re.compile(r"^(.*?) ([a-z]{2}|[a-z]{2} [a-z]{2})$")
_NO_LANGUAGE_WORDS = frozenset({"id", "no"})  # `name id` and `title no` are numbers


@dataclass(frozen=True, slots=True)
class Target:
    """Where a column's cells go. language: "" when the heading names none;
    rank: 0 for the best heading of this column."""

    column: Column
    language: str = ""
    rank: int = 0


def normal_heading(heading: str) -> str:
    """The heading as it is compared: `Domain_Type ` → `domain type`."""
    return _BLANKS.sub(" ", tidy_line(heading).casefold()).strip()


@lru_cache(maxsize=1024)
def target_of(heading: str) -> Target | None:
    """What a column of this heading holds; None when that is not known."""
    normal = normal_heading(heading)
    if normal in _BY_HEADING:
        column, rank = _BY_HEADING[normal]
        return Target(column, rank=rank)
    marked = _LANGUAGE_MARKED.match(normal)
    suffixed = _LANGUAGE_SUFFIXED.match(normal)
    if marked:
        return _in_language(marked[1], marked[2])
    if suffixed and suffixed[2] not in _NO_LANGUAGE_WORDS:
        return _in_language(suffixed[1], suffixed[2])
    return None


def _in_language(heading: str, tag: str) -> Target | None:
    column, rank = _BY_HEADING.get(heading, (None, 0))
    if column not in _IN_LANGUAGES:
        return None
    try:
        return Target(column, language_tag(tag.replace(" ", "-")), rank)
    except ValueError:
        return None
