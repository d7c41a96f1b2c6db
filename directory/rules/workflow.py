"""The editorial flow: which state a link may move to from which, and what needs approval.

    draft ⇄ in_review → published → retired → draft

One table; a move that is not in it raises. `rights.py` says who may make it.

Where four eyes are asked for, who wrote a change cannot approve it. So the
catalog remembers who has written a link since it was last approved: names, one
a line. What visitors never see needs nobody's approval.
"""

from collections.abc import Iterable

from directory.model.vocab import EditorialState as State

MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.IN_REVIEW, State.RETIRED}),
    State.IN_REVIEW: frozenset({State.DRAFT, State.PUBLISHED, State.RETIRED}),
    State.PUBLISHED: frozenset({State.IN_REVIEW, State.RETIRED}),
    State.RETIRED: frozenset({State.DRAFT}),
}

#: Fields that are for staff alone. All others of a link are public.
INTERNAL_FIELDS = frozenset({"notes", "steward", "review_by"})


class IllegalMove(ValueError):
    """The link cannot go from its state to that one; says from which states it could."""


def check_move(current: State, wanted: State) -> None:
    """Returns when the move is in the table; raises IllegalMove otherwise."""
    if wanted in MOVES[current]:
        return
    possible = ", ".join(sorted(state.value for state in MOVES[current]))
    raise IllegalMove(
        f"a link that is “{current.value}” cannot become “{wanted.value}”; "
        f"it can become: {possible}"
    )


def writes_public(fields: Iterable[str]) -> bool:
    """True if one of these fields is one that visitors may see."""
    return not INTERNAL_FIELDS.issuperset(fields)


def authors(names: str) -> list[str]:
    """The names in a text that has one a line."""
    return names.split("\n") if names else []


def with_author(names: str, who: str) -> str:
    """The names with this one as the newest, at the end."""
    who = " ".join(who.split())
    return "\n".join([*(name for name in authors(names) if name != who), who])


def is_author(names: str, who: str) -> bool:
    """True if this person is one of them."""
    return " ".join(who.split()) in authors(names)
