"""Where the groups of the queue begin and end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.state.groups import Groups

SIZES = [("gone", 3), ("moved", 2), ("draft", 4)]


def made(sizes: list[tuple[str, int]]) -> Groups:
    """Groups of these sizes; each comes in two parts."""
    groups = Groups()
    for kind, size in sizes:
        groups.add(kind, size // 2)
        groups.add(kind, size - size // 2)
    return groups


@pytest.mark.parametrize(
    ("place", "kind", "around", "after", "before"),
    [
        (0, "gone", range(3), 3, None),
        (2, "gone", range(3), 3, 0),
        (3, "moved", range(3, 5), 5, 0),
        (4, "moved", range(3, 5), 5, 3),
        (5, "draft", range(5, 9), None, 3),
        (8, "draft", range(5, 9), None, 5),
    ],
)
def test_a_place_knows_its_group_and_its_neighbours(
    place: int, kind: str, around: range, after: int | None, before: int | None
) -> None:
    groups = made(SIZES)
    assert groups.at(place) == kind
    assert groups.around(place) == around
    assert groups.after(place) == after
    assert groups.before(place) == before


def test_beyond_the_list_and_in_an_empty_one_there_is_no_group() -> None:
    assert made(SIZES).at(9) == ""
    empty = Groups()
    assert (empty.at(0), empty.around(0), empty.before(0), empty.after(0)) == (
        "",
        range(0),
        None,
        None,
    )


@pytest.mark.slow
@given(st.lists(st.integers(1, 4), min_size=1, max_size=5), st.data())
def test_links_that_leave_move_the_groups_up_and_empty_ones_go(
    sizes: list[int], data: st.DataObject
) -> None:
    kinds = [f"kind {number}" for number, size in enumerate(sizes) for _ in range(size)]
    groups = made([(f"kind {number}", size) for number, size in enumerate(sizes)])
    while kinds:
        place = data.draw(st.integers(0, len(kinds) - 1))
        groups.drop(place)
        del kinds[place]
        assert [groups.at(place) for place in range(len(kinds) + 1)] == [*kinds, ""]
