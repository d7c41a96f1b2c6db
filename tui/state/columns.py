"""Which columns a table of links has room for, and how wide each one is.

The cursor and mark, the health and the name are always shown. The others are added in the order
of their importance as long as the name keeps enough room to be recognised.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Field(StrEnum):
    """What a column shows; the value is its heading."""

    SIGNS = ""
    HEALTH = "Health"
    NAME = "Name"
    KIND = "Why it is here"
    HOST = "Site"
    STATE = "State"
    CATEGORY = "Category"
    SINCE = "Since"


@dataclass(frozen=True, slots=True)
class Column:
    """A column and its width in cells; a blank follows, which is not counted."""

    field: Field
    width: int


#: The cursor's sign and the mark; a click on these cells marks.
SIGNS_WIDTH = 2
_HEALTH_WIDTH = 12  # glyph, blank, the longest word in brackets
_GLYPH_WIDTH = 1
_NARROW = 44  # below, health is its glyph alone, and the name has the rest
_NAME_LEAST = 32
_HOST_MOST = 32
_HOST_LEAST = 16
_WIDTHS = {
    Field.KIND: 20,
    Field.HOST: _HOST_LEAST,
    Field.STATE: 11,
    Field.SINCE: 10,
    Field.CATEGORY: 18,
}
_BY_WORTH = {
    False: (Field.HOST, Field.STATE, Field.SINCE, Field.CATEGORY),
    True: (Field.KIND, Field.HOST, Field.SINCE, Field.CATEGORY),
}
_IN_ORDER = (Field.KIND, Field.HOST, Field.STATE, Field.CATEGORY, Field.SINCE)


@lru_cache(maxsize=32)
def columns_for(width: int, *, with_kind: bool) -> tuple[Column, ...]:
    """Return the columns for a table of `width` cells, left to right; with blanks they fill it.

    with_kind: the table is the queue, where the reason for being listed matters more than the
    editorial state.
    """
    health = _HEALTH_WIDTH if width >= _NARROW else _GLYPH_WIDTH
    free = width - (SIGNS_WIDTH + 1) - (health + 1) - 1  # for the name and what joins it
    joined: dict[Field, int] = {}
    for field in _BY_WORTH[with_kind]:
        if free - _WIDTHS[field] - 1 < _NAME_LEAST:
            break
        joined[field] = _WIDTHS[field]
        free -= _WIDTHS[field] + 1
    if Field.HOST in joined:
        more = min(_HOST_MOST - _HOST_LEAST, max(0, free - _NAME_LEAST) // 3)
        joined[Field.HOST] += more
        free -= more
    rest = [Column(field, joined[field]) for field in _IN_ORDER if field in joined]
    first = (Column(Field.SIGNS, SIGNS_WIDTH), Column(Field.HEALTH, health))
    return (*first, Column(Field.NAME, max(0, free)), *rest)
