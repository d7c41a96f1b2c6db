"""What is under way, in numbers and words: bars, pace, time left, and lines that fit."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.vocab import Verdict
from tui.state.progress import (
    Activity,
    ActProgress,
    CheckingPace,
    Crawling,
    Stage,
    bar,
    counts_words,
    crawl_line,
    crawl_lines,
    duration,
    how_far,
    speed,
)
from tui.widgets.plot import columns, plot

CRAWL = Crawling(
    run_id=7,
    stage=Stage.CHECKING,
    checked=1_200,
    total=5_000,
    counts={"ok": 1_100, "gone": 97, "changed": 3},
    newest=((Verdict.GONE, "https://a.example/jobs"), (Verdict.OK, "https://b.example/")),
    pace=CheckingPace(((100.0, 1_000), (105.0, 1_200))),
)


@pytest.mark.parametrize(
    ("done", "total", "shown"),
    [
        (0, 10, "░░░░"),
        (5, 10, "██░░"),
        (10, 10, "████"),
        (1, 10, "▍░░░"),
        (12, 10, "████"),
        (3, None, "░░░░"),
        (0, 0, "░░░░"),
    ],
)
def test_a_bar_is_as_full_as_the_work_is_done(done: int, total: int | None, shown: str) -> None:
    assert bar(done, total, 4) == shown


@given(done=st.integers(-5, 2000), total=st.none() | st.integers(0, 1000), width=st.integers(0, 60))
def test_a_bar_is_as_wide_as_it_was_to_be(done: int, total: int | None, width: int) -> None:
    assert len(bar(done, total, width)) == width


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "under a minute"),
        (59, "under a minute"),
        (60, "1 min"),
        (61, "2 min"),
        (3_600, "1 h"),
        (3_601, "1 h 1 min"),
        (47 * 3_600, "47 h"),
        (60 * 3_600, "3 days"),
    ],
)
def test_a_time_is_told_as_a_person_would(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("readings", "per_second"),
    [
        ((), None),
        (((10.0, 5),), None),
        (((10.0, 5), (10.5, 9)), None),
        (((10.0, 5), (12.0, 25)), 10.0),
        (((10.0, 5), (12.0, 5)), 0.0),
    ],
)
def test_a_pace_is_known_after_a_second(
    readings: tuple[tuple[float, int], ...], per_second: float | None
) -> None:
    pace = CheckingPace()
    for seconds, checked in readings:
        pace = pace.noted(seconds, checked)
    assert pace.per_second == per_second


def test_a_pace_forgets_what_was_long_ago() -> None:
    pace = CheckingPace().noted(0, 0).noted(100, 10).noted(110, 30)
    assert pace.per_second == 2.0


@pytest.mark.parametrize(
    ("crawl", "words", "told"),
    [
        (Crawling(), "starting…", []),
        (CRAWL, "1,200 of 5,000 links", ["40 a second", "about 2 min left"]),
        (replace(CRAWL, total=None), "1,200 links checked", ["40 a second"]),
        (replace(CRAWL, pace=CheckingPace()), "1,200 of 5,000 links", []),
        (
            replace(CRAWL, pace=CheckingPace(((0.0, 1_195), (10.0, 1_200)))),
            "1,200 of 5,000 links",
            ["30 a minute", "about 2 h 7 min left"],
        ),
        (
            replace(CRAWL, stage=Stage.WEIGHING),
            "1,200 links checked; weighing what was seen",
            [],
        ),
        (replace(CRAWL, stage=Stage.KEEPING), "1,200 links checked; keeping what was seen", []),
    ],
)
def test_how_far_a_crawl_is_and_how_fast(crawl: Crawling, words: str, told: list[str]) -> None:
    assert (how_far(crawl), speed(crawl)) == (words, told)


def test_counts_are_told_by_glyph_number_and_word_the_worst_first() -> None:
    counts = {"ok": 1_100, "vouched": 2, "gone": 97, "changed": 3, "moved": 0}
    assert counts_words(counts) == ["! 3 changed", "x 97 gone", "? 2 vouched", "+ 1,100 ok"]


def test_a_narrow_line_tells_what_counts_most() -> None:
    assert crawl_line(CRAWL, 60) == "Crawl ██▉░░░░░░░░░ 1,200 of 5,000 links · 40 a second"
    assert crawl_line(CRAWL, 200).endswith("· + 1,100 ok · x https://a.example/jobs")


@given(st.integers(1, 250))
def test_the_lines_on_a_crawl_fit_and_are_always_four(width: int) -> None:
    for crawl in (CRAWL, Crawling(), replace(CRAWL, where="other", scope="all")):
        lines = crawl_lines(crawl, width)
        assert len(lines) == 4
        assert max(map(len, lines)) <= width


@pytest.mark.parametrize(
    ("activity", "line"),
    [
        (Activity(), ""),
        (Activity().with_asking("Checking it…"), "Checking it…"),
        (Activity().with_asking("One").with_asking("Two").without_asking("Two"), "One"),
        (
            Activity(crawl=CRAWL).with_act(ActProgress("Retiring", 3, 12)),
            "Retiring ████░░░░░░░░░░░░ 3 of 12   Esc stops it",
        ),
        (Activity().with_crawl(Crawling()), "Crawl ░░░░░░░░░░░░░░░░ starting…"),
    ],
)
def test_the_nearest_to_the_person_is_told_first(activity: Activity, line: str) -> None:
    assert activity.line(80) == line


# --- the plot ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "rows", "shown"),
    [
        ([0, 4, 8], 1, [" ▄█"]),
        ([0, 1, 1000], 1, [" ▁█"]),
        ([0, 0], 1, ["  "]),
        ([5, 5], 1, ["██"]),
        ([0, 8, 16], 2, ["  █", " ██"]),
        ([100, 104], 1, ["▂█"]),
    ],
)
def test_bars_show_numbers_by_their_height(numbers: list[int], rows: int, shown: list[str]) -> None:
    assert columns(numbers, rows) == shown


def test_the_plot_names_each_verdict_with_its_numbers() -> None:
    days = [date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3)]
    counts = {"ok": (10, 10, 10), "gone": (0, 4, 2)}
    assert plot(days, counts, 60, 6) == [
        "Health over time, 2026-10-01 to 2026-10-03",
        "A column is a day; each row has its own scale.",
        "                ████",
        "x gone          ████████ now 2 (0 to 4)",
        "            ████████████",
        "+ ok        ████████████ now 10",
    ]


def test_the_plot_shows_the_latest_days_when_there_is_no_room_for_all() -> None:
    days = [date(2026, 1, 1).replace(day=day) for day in range(1, 31)]
    lines = plot(days, {"gone": tuple(range(30))}, 48, 3)
    assert lines[0] == "Health over time, 2026-01-21 to 2026-01-30"
    assert lines[2].endswith("now 29 (20 to 29)")


def test_a_plot_of_nothing_says_so() -> None:
    assert plot([], {}, 80, 10)[1] == "No crawl has ended yet."


@pytest.mark.slow
@given(
    numbers=st.lists(st.integers(0, 2_000_000), min_size=1, max_size=50),
    width=st.integers(1, 200),
    height=st.integers(1, 40),
)
def test_the_plot_fits(numbers: list[int], width: int, height: int) -> None:
    days = [date.fromordinal(730_000 + place) for place in range(len(numbers))]
    lines = plot(days, {"ok": numbers, "failing": list(reversed(numbers))}, width, height)
    assert 1 <= len(lines) <= height
    assert max(map(len, lines)) <= width
