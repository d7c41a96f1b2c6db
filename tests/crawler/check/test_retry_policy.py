"""How often a host is tried again while it gives nothing but trouble."""

import pytest

from crawler.check.retry_policy import (
    ASKED_IN_A_ROW,
    FAILED_IN_A_ROW,
    SILENT,
    TRIES,
    Patience,
)

LANE, OTHER = "a.example", "b.example"
SECURE, PLAIN = "https://a.example/jobs", "http://a.example/jobs"


def test_a_failure_is_tried_three_times_and_after_many_in_a_row_once() -> None:
    patience = Patience()
    assert TRIES == 3
    for _ in range(FAILED_IN_A_ROW):
        assert patience.tries(LANE) == TRIES
        patience.heard(LANE, failed=True)
    assert (patience.tries(LANE), patience.tries(OTHER)) == (1, TRIES)


def test_one_link_that_works_and_all_is_forgiven() -> None:
    patience = Patience()
    for _ in range(FAILED_IN_A_ROW):
        patience.heard(LANE, failed=True)
    patience.heard(LANE, failed=False)
    assert patience.tries(LANE) == TRIES


@pytest.mark.parametrize(
    ("draw", "pauses"), [(0.0, [0.75, 2.25]), (0.5, [1.0, 3.0]), (1.0, [1.25, 3.75])]
)
def test_pauses_grow_and_are_never_quite_the_same(draw: float, pauses: list[float]) -> None:
    patience = Patience(jitter=lambda: draw)
    assert [patience.pause(1), patience.pause(2)] == pauses


def test_the_usual_draw_is_by_chance() -> None:
    patience = Patience(first_pause=2.0)
    pauses = [patience.pause(1) for _ in range(50)]
    assert len(set(pauses)) > 1
    assert all(1.5 <= pause <= 2.5 for pause in pauses)


def test_a_site_that_gave_no_answer_three_times_is_silent() -> None:
    patience = Patience()
    for _ in range(SILENT):
        assert not patience.is_silent(SECURE)
        patience.heard_nothing(SECURE)
        patience.heard(LANE, failed=True)
    assert patience.is_silent(SECURE)
    assert patience.is_silent("https://a.example/other")
    assert not patience.is_silent("https://b.example/jobs")


def test_a_silent_door_says_nothing_of_the_other_and_the_other_nothing_of_it() -> None:
    patience = Patience()
    for _ in range(SILENT):
        patience.heard_nothing(SECURE)
    assert not patience.is_silent(PLAIN)
    patience.heard(LANE, failed=False)
    assert patience.is_silent(SECURE)


def test_a_host_that_asks_for_much_patience_again_and_again_is_left_alone() -> None:
    patience = Patience()
    believed = [patience.wants_to_be_left_alone(LANE) for _ in range(ASKED_IN_A_ROW)]
    assert believed == [False] * (ASKED_IN_A_ROW - 1) + [True]
    assert not patience.wants_to_be_left_alone(OTHER)


def test_a_page_that_comes_in_between_shows_that_the_wish_was_of_one_page_alone() -> None:
    patience = Patience()
    for _ in range(ASKED_IN_A_ROW - 1):
        patience.wants_to_be_left_alone(LANE)
        patience.heard(LANE, failed=True)
    patience.heard(LANE, failed=False)
    assert not patience.wants_to_be_left_alone(LANE)


def test_of_a_lane_that_is_done_nothing_is_kept() -> None:
    patience = Patience()
    for _ in range(FAILED_IN_A_ROW):
        patience.heard(LANE, failed=True)
        patience.heard_nothing(SECURE)
        patience.heard_nothing(PLAIN)
        patience.wants_to_be_left_alone(LANE)
    patience.forget(LANE)
    assert patience.tries(LANE) == TRIES
    assert not patience.is_silent(SECURE)
    assert not patience.is_silent(PLAIN)
    assert not patience.wants_to_be_left_alone(LANE)
