"""A table of cases as one test: all rows run, and all that are wrong are named."""

import inspect

import pytest

from tests.rows import each


def test_all_wrong_rows_are_named_and_the_others_run() -> None:
    seen = []

    @each(("number", "limit"), [(1, 2), (3, 2), (2, 2), (9, 2)])
    def small(number: int, limit: int) -> None:
        seen.append(number)
        assert number <= limit

    with pytest.raises(ExceptionGroup, match="2 of 4 rows are wrong") as failed:
        small()
    assert seen == [1, 3, 2, 9]
    assert [error.__notes__ for error in failed.value.exceptions] == [["row: 3-2"], ["row: 9-2"]]


def test_pytest_gives_it_its_fixtures_and_not_its_rows() -> None:
    @each("row", ["a"], ids=str.upper)
    def test(row: str, fixture: str) -> None:
        assert row == fixture

    assert list(inspect.signature(test).parameters) == ["fixture"]
    with pytest.raises(ExceptionGroup) as failed:
        test(fixture="b")
    assert failed.value.exceptions[0].__notes__ == ["row: A"]


@pytest.mark.slow
def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(AssertionError):
        each("row", [])
