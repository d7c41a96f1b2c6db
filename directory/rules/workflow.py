"""The editorial flow: which state a link may move to from which.

    draft ⇄ in_review → published → retired → draft

One table; a move that is not in it raises.
"""

from directory.model.vocab import EditorialState as State

MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.IN_REVIEW, State.RETIRED}),
    State.IN_REVIEW: frozenset({State.DRAFT, State.PUBLISHED, State.RETIRED}),
    State.PUBLISHED: frozenset({State.IN_REVIEW, State.RETIRED}),
    State.RETIRED: frozenset({State.DRAFT}),
}


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
