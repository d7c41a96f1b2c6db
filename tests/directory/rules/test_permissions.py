"""Rights: which role may do what, and what is said to whoever may not."""

from itertools import pairwise, product

import pytest

from directory.model.vocab import EditorialState as State
from directory.model.vocab import Role
from directory.rules.permissions import RIGHTS, NotAllowed, Right, may, require, right_to_move
from tests.rows import each

ALLOWED = {
    (Role.EDITOR, Right.EDIT),
    (Role.PUBLISHER, Right.EDIT),
    (Role.PUBLISHER, Right.PUBLISH),
    (Role.PUBLISHER, Right.RELEASE),
    (Role.ADMIN, Right.EDIT),
    (Role.ADMIN, Right.PUBLISH),
    (Role.ADMIN, Right.RELEASE),
    (Role.ADMIN, Right.ADMINISTER),
}


@each(("role", "right"), sorted(product(Role, Right)))
def test_a_role_may_do_what_the_table_says_and_nothing_else(role: Role, right: Right) -> None:
    assert may(role, right) is ((role, right) in ALLOWED)
    if (role, right) in ALLOWED:
        require(role, right)
    else:
        with pytest.raises(NotAllowed):
            require(role, right)


def test_the_table_speaks_of_every_role_and_each_may_do_what_those_before_may() -> None:
    ladder = list(Role)
    assert set(RIGHTS) == set(Role)
    assert all(RIGHTS[lower] <= RIGHTS[higher] for lower, higher in pairwise(ladder))


@pytest.mark.parametrize(
    ("role", "right", "said"),
    [
        (
            Role.VIEWER,
            Right.EDIT,
            "you are a viewer here and may not change links; an editor, a publisher or an admin "
            "may. Ask one of them to do it, or an admin for another role.",
        ),
        (
            Role.EDITOR,
            Right.PUBLISH,
            "you are an editor here and may not decide what is published; a publisher or an "
            "admin may. Ask one of them to do it, or an admin for another role.",
        ),
        (
            Role.PUBLISHER,
            Right.ADMINISTER,
            "you are a publisher here and may not change people, categories and notices; an "
            "admin may. Ask one of them to do it, or an admin for another role.",
        ),
    ],
)
def test_whoever_may_not_is_told_who_may(role: Role, right: Right, said: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        require(role, right)
    assert str(refused.value) == said


@each(("current", "wanted"), sorted(product(State, State)))
def test_what_visitors_notice_needs_the_right_to_publish(current: State, wanted: State) -> None:
    noticed = current is State.PUBLISHED or wanted is State.PUBLISHED
    assert right_to_move(current, wanted) is (Right.PUBLISH if noticed else Right.EDIT)
