"""Marks behave as a set of links of the list would, without being one."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rows import each
from tui.state.selection import Marks

SPINE = [10, 20, 30, 40, 50]


def _marked(*steps: Callable[[Marks], None]) -> list[int]:
    marks = Marks()
    for step in steps:
        step(marks)
    return list(marks.ids(SPINE))


def toggle(link_id: int) -> Callable[[Marks], None]:
    return lambda marks: marks.toggle(link_id)


def to(place: int) -> Callable[[Marks], None]:
    return lambda marks: marks.extend_to(SPINE, place)


@each(
    ("steps", "marked"),
    [
        ((), []),
        ((toggle(30), toggle(10)), [10, 30]),
        ((toggle(30), toggle(30)), []),
        ((toggle(20), to(3)), [20, 30, 40]),
        ((toggle(40), to(1)), [20, 30, 40]),
        ((toggle(40), to(3)), [40]),
        ((to(2),), [30]),
        ((to(2), to(4)), [30, 40, 50]),
        ((toggle(99), to(2)), [30]),
        ((toggle(20), to(9)), [20]),
        ((toggle(20), to(-1)), [20]),
        ((Marks.mark_all,), SPINE),
        ((Marks.mark_all, to(2)), SPINE),
        ((Marks.mark_all, toggle(20)), [10, 30, 40, 50]),
        ((Marks.mark_all, toggle(20), to(3)), [10, 50]),
        ((Marks.mark_all, toggle(20), toggle(20), to(3)), SPINE),
        ((Marks.mark_all, Marks.clear), []),
        ((toggle(20), Marks.clear, to(3)), [40]),
        ((toggle(20), Marks.invert), [10, 30, 40, 50]),
        ((Marks.mark_all, toggle(20), Marks.invert), [20]),
    ],
)
def test_steps_mark_links(steps: tuple[Callable[[Marks], None], ...], marked: list[int]) -> None:
    assert _marked(*steps) == marked


def test_all_takes_in_links_that_join_later() -> None:
    marks = Marks()
    marks.mark_all()
    marks.toggle(20)
    grown = [*SPINE, 60, 70]
    assert list(marks.ids(grown)) == [10, 30, 40, 50, 60, 70]
    assert marks.count(len(grown)) == 6
    assert 60 in marks
    assert marks.takes_in_new


def test_a_link_that_has_left_the_list_is_no_longer_marked() -> None:
    marks = Marks()
    marks.toggle(20)
    marks.toggle(30)
    marks.keep([30, 40])
    assert marks.count(2) == 1
    assert 20 not in marks


def test_of_all_but_one_all_are_marked_once_that_one_has_left() -> None:
    marks = Marks()
    marks.mark_all()
    marks.toggle(20)
    marks.keep([10, 30])
    assert marks.count(2) == 2


_PLACES = st.integers(0, 11)
_STEPS = st.one_of(
    st.tuples(st.just("toggle"), _PLACES),
    st.tuples(st.just("range"), _PLACES),
    st.tuples(st.sampled_from(["all", "clear", "invert", "leave", "join"]), _PLACES),
)


class _Model:
    """The same by a plain set, in the words of the person who marks."""

    def __init__(self) -> None:
        self.spine = list(range(100, 112))
        self.marked: set[int] = set()
        self.anchor: int | None = None
        self.all = False

    def step(self, name: str, place: int) -> None:
        here = self.spine[place] if place < len(self.spine) else None
        if name == "toggle" and here is not None:
            self.marked ^= {here}
            self.anchor = here
        elif name == "range" and here is not None:
            self._range(here)
        elif name in ("all", "clear"):
            self.all = name == "all"
            self.marked = set(self.spine) if self.all else set()
            self.anchor = None
        elif name == "invert":
            self.all = not self.all
            self.marked = set(self.spine) - self.marked
        elif name == "leave" and here is not None:
            self.spine.remove(here)
            self.marked.discard(here)
        elif name == "join":
            self.spine.append(max(self.spine, default=100) + 200)
            self.marked |= {self.spine[-1]} if self.all else set()

    def _range(self, here: int) -> None:
        if self.anchor not in self.spine:
            self.anchor = here
            self.marked.add(here)
            return
        ends = sorted((self.spine.index(self.anchor), self.spine.index(here)))
        between = set(self.spine[ends[0] : ends[1] + 1])
        self.marked = self.marked | between if self.anchor in self.marked else self.marked - between


def _do(marks: Marks, model: _Model, name: str, place: int) -> None:
    spine = list(model.spine)
    match name:
        case "toggle" if place < len(spine):
            marks.toggle(spine[place])
        case "range":
            marks.extend_to(spine, place)
        case "all":
            marks.mark_all()
        case "clear":
            marks.clear()
        case "invert":
            marks.invert()
    model.step(name, place)
    if name == "leave":
        marks.keep(model.spine)


@pytest.mark.slow
@given(st.lists(_STEPS, max_size=30))
def test_any_steps_do_what_they_would_do_to_a_set(steps: list[tuple[str, int]]) -> None:
    marks, model = Marks(), _Model()
    for name, place in steps:
        _do(marks, model, name, place)
        expected = [link_id for link_id in model.spine if link_id in model.marked]
        assert list(marks.ids(model.spine)) == expected
        assert marks.count(len(model.spine)) == len(expected)
        assert [i for i in model.spine if i in marks] == expected
