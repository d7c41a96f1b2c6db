"""The editorial flow: which moves there are, and what is said of the others."""

from itertools import product

import pytest

from directory.model.vocab import EditorialState as State
from directory.rules.workflow import MOVES, IllegalMove, check_move

ALLOWED = {
    (State.DRAFT, State.IN_REVIEW),
    (State.DRAFT, State.RETIRED),
    (State.IN_REVIEW, State.DRAFT),
    (State.IN_REVIEW, State.PUBLISHED),
    (State.IN_REVIEW, State.RETIRED),
    (State.PUBLISHED, State.IN_REVIEW),
    (State.PUBLISHED, State.RETIRED),
    (State.RETIRED, State.DRAFT),
}
ALL = set(product(State, State))


@pytest.mark.parametrize(("current", "wanted"), sorted(ALLOWED))
def test_a_link_may_move_along_the_flow(current: State, wanted: State) -> None:
    check_move(current, wanted)


@pytest.mark.parametrize(("current", "wanted"), sorted(ALL - ALLOWED))
def test_any_other_move_is_refused_and_the_possible_ones_are_named(
    current: State, wanted: State
) -> None:
    with pytest.raises(IllegalMove) as refusal:
        check_move(current, wanted)
    said = str(refusal.value)
    assert f"“{current}” cannot become “{wanted}”" in said
    possible = said.partition("it can become: ")[2].split(", ")
    assert possible == sorted(b for a, b in ALLOWED if a is current)


def test_the_table_speaks_of_every_state() -> None:
    assert set(MOVES) == set(State)


def test_nothing_reaches_the_public_without_review() -> None:
    assert {a for a, b in ALLOWED if b is State.PUBLISHED} == {State.IN_REVIEW}
