"""Find the field of a link to which a column of a table belongs.

Staff, and the registries that governments publish, name the same thing in many ways. A heading is
compared without regard to case, blanks, underscores and hyphens. If two columns of one file could
fill the same field, the better name wins (`link` before `domain name`) and the other column is kept
in the notes, as is every unknown column: nothing of the file is lost.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from directory.model.fields import BY_NAME, FIELDS
from directory.model.text import language_tag, tidy_line
from directory.rules.field_values import normal

#: Not a field of a link: a postal code in it is a service area.
STATE: Final = "state"

#: Headings of the column of a field, the best first.
SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    **{field.name: field.columns for field in FIELDS if field.columns},
    STATE: ("state",),
}

#: Headings of an operator that is the site's organisation, and so may name the link.
NAMING_OPERATORS: Final = frozenset(
    {"organization", "organisation", "organization name", "organisation name"}
)

_BY_HEADING = {
    heading: (field, rank)
    for field, headings in SYNONYMS.items()
    for rank, heading in enumerate(headings)
}
_LANGUAGE_MARKED = re.compile(r"^(.*?) ?(?:: ?|\( ?|\[ ?)([a-z]{2,3}(?: [a-z0-9]++)*) ?[)\]]?$")
_LANGUAGE_SUFFIXED = re.compile(r"^(.*?) ([a-z]{2}|[a-z]{2} [a-z]{2})$")
_NO_LANGUAGE_WORDS = frozenset({"id", "no"})  # `name id` and `title no` are numbers


@dataclass(frozen=True, slots=True)
class Target:
    """The field for a column's cells. field: the name of a link's field, or STATE; language: "" if
    the heading names none; rank: 0 for the best heading of this field."""

    field: str
    language: str = ""
    rank: int = 0


def normal_heading(heading: str) -> str:
    """Return the heading in the form in which it is compared: `Domain_Type ` → `domain type`."""
    return normal(tidy_line(heading))


@lru_cache(maxsize=1024)
def target_of(heading: str) -> Target | None:
    """Return the field for a column of this heading; None if it is not known."""
    heading = normal_heading(heading)
    if heading in _BY_HEADING:
        field, rank = _BY_HEADING[heading]
        return Target(field, rank=rank)
    marked = _LANGUAGE_MARKED.match(heading)
    suffixed = _LANGUAGE_SUFFIXED.match(heading)
    if marked:
        return _in_language(marked[1], marked[2])
    if suffixed and suffixed[2] not in _NO_LANGUAGE_WORDS:
        return _in_language(suffixed[1], suffixed[2])
    return None


def _in_language(heading: str, tag: str) -> Target | None:
    field, rank = _BY_HEADING.get(heading, ("", 0))
    if field not in BY_NAME or not BY_NAME[field].each:
        return None
    try:
        return Target(field, language_tag(tag.replace(" ", "-")), rank)
    except ValueError:
        return None
