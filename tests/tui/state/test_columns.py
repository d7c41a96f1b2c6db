"""Columns fill the table, and what matters most is there at any width."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.state.columns import Field, columns_for


@pytest.mark.parametrize(
    ("width", "with_kind", "fields"),
    [
        (20, False, "SIGNS HEALTH NAME"),
        (52, False, "SIGNS HEALTH NAME"),
        (60, False, "SIGNS HEALTH NAME"),
        (66, False, "SIGNS HEALTH NAME HOST"),
        (80, False, "SIGNS HEALTH NAME HOST STATE"),
        (88, False, "SIGNS HEALTH NAME HOST STATE"),
        (90, False, "SIGNS HEALTH NAME HOST STATE SINCE"),
        (120, False, "SIGNS HEALTH NAME HOST STATE CATEGORY SINCE"),
        (80, True, "SIGNS HEALTH NAME KIND"),
        (90, True, "SIGNS HEALTH NAME KIND HOST"),
        (120, True, "SIGNS HEALTH NAME KIND HOST CATEGORY SINCE"),
    ],
)
def test_columns_join_by_their_worth(width: int, with_kind: bool, fields: str) -> None:
    columns = columns_for(width, with_kind=with_kind)
    assert [column.field for column in columns] == [Field[name] for name in fields.split()]


@given(st.integers(7, 400), st.booleans())
def test_columns_and_the_blanks_after_them_fill_the_width(width: int, with_kind: bool) -> None:
    columns = columns_for(width, with_kind=with_kind)
    assert sum(column.width + 1 for column in columns) == width
    assert all(column.width >= 0 for column in columns)


@given(st.integers(62, 400))
def test_more_room_never_makes_the_name_hard_to_recognise(width: int) -> None:
    name = next(c for c in columns_for(width, with_kind=False) if c.field is Field.NAME)
    assert name.width >= 24
