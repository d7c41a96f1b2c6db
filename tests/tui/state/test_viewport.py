"""The window keeps the cursor in the list, and in sight unless the wheel took it away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rows import each
from tui.state.viewport import Window

HUNDRED = Window(total=100, place=20, top=15, height=10)


@each(
    ("moved", "place", "top"),
    [
        (HUNDRED.by(1), 21, 15),
        (HUNDRED.by(-1), 19, 15),
        (HUNDRED.to(24), 24, 15),
        (HUNDRED.to(25), 25, 16),
        (HUNDRED.to(14), 14, 14),
        (HUNDRED.to(0), 0, 0),
        (HUNDRED.to(500), 99, 90),
        (HUNDRED.to(-1), 0, 0),
        (HUNDRED.page(1), 29, 24),
        (HUNDRED.page(-1), 11, 6),
        (HUNDRED.page(-9), 0, 0),
        (HUNDRED.page(50), 99, 90),
        (HUNDRED.scrolled(60), 20, 60),
        (HUNDRED.scrolled(60).by(1), 21, 21),
        (HUNDRED.scrolled(0).by(1), 21, 12),
        (HUNDRED.scrolled(500), 20, 90),
        (HUNDRED.resized(3), 20, 18),
        (HUNDRED.resized(0), 20, 20),
        (HUNDRED.resized(200), 20, 0),
        (HUNDRED.scrolled(60).resized(20), 20, 60),
        (HUNDRED.grown(1000), 20, 15),
        (HUNDRED.relisted(100, 50), 50, 45),
        (HUNDRED.relisted(18, 20), 17, 8),
        (HUNDRED.relisted(0, 20), 0, 0),
        (HUNDRED.scrolled(60).relisted(100, 22), 22, 62),
        (Window().by(1), 0, 0),
        (Window().page(1), 0, 0),
        (Window(height=10).relisted(3, 0), 0, 0),
    ],
)
def test_a_move_leads_to_a_place(moved: Window, place: int, top: int) -> None:
    assert (moved.place, moved.top) == (place, top)


@pytest.mark.parametrize(
    ("window", "margin", "places"),
    [
        (HUNDRED, 0, range(15, 25)),
        (HUNDRED, 5, range(10, 30)),
        (HUNDRED, 40, range(65)),
        (HUNDRED.to(99), 40, range(50, 100)),
        (Window(height=10), 40, range(0)),
        (Window(total=3, height=10), 0, range(3)),
    ],
)
def test_what_is_around_the_window_ends_with_the_list(
    window: Window, margin: int, places: range
) -> None:
    assert window.around(margin) == places


_STEPS = st.one_of(
    st.tuples(
        st.sampled_from(["to", "by", "page", "scrolled", "resized"]), st.integers(-2000, 2000)
    ),
    st.tuples(st.just("relisted"), st.integers(0, 2000)),
)


@pytest.mark.slow
@given(st.lists(_STEPS, max_size=20))
def test_no_steps_lead_out_of_the_list(steps: list[tuple[str, int]]) -> None:
    window = Window(total=50, height=10)
    for name, number in steps:
        arguments = (number, number // 3) if name == "relisted" else (number,)
        window = getattr(window, name)(*arguments)
        assert 0 <= window.place <= max(0, window.total - 1)
        assert 0 <= window.top <= max(0, window.total - window.height)
        if name in {"to", "by", "page"} and window.total:
            assert window.place in window.visible()
