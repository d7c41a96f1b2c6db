"""`jobbank crawl ID…` and `--where`: chosen links are checked now, and the results stored."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.check.retry_policy import ASKED_IN_A_ROW
from crawler.simulation.behaviour import with_robots
from crawler.simulation.pages import message_reply
from crawler.simulation.site import Site
from tests.behaviours import Fleet
from tests.rows import each
from tests.tui.running import add, jobbank, lines, simulated

pytestmark = pytest.mark.slow

NEVER = (None, False)
MORNING = datetime(2026, 10, 9, 9, tzinfo=UTC)
WELL, GONE, DOWN = (f"https://{host}.example/jobs" for host in ("well", "gone", "down"))
SITES = {"well.example": "ok", "gone.example": "status-404", "down.example": "status-500"}


def _health(folder: Path, settings: Mapping[str, str]) -> dict[int, Any]:
    """What is stored of each link: verdict and whether it is confirmed, by id."""
    listed = lines(jobbank(folder, "links", "--json", settings=settings).stdout)
    return {link["id"]: (link["health"]["verdict"], link["health"]["confirmed"]) for link in listed}


def test_chosen_links_are_checked_named_and_stored(folder: Path) -> None:
    with Fleet(SITES) as fleet:
        add(folder, WELL, GONE, DOWN)
        done = jobbank(folder, "crawl", "2", "1", settings=simulated(fleet))
        assert fleet.log.paths("down.example") == []
        health = _health(folder, simulated(fleet))
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"gone      2  gone.example: {GONE}",
        "          The page was not found. (the server answered 404)",
        "          What to do: Find where it went and change the address, or retire the link.",
        f"ok        1  well.example: {WELL}",
        "          The page answers as it should.",
    ]
    assert "The results are stored. One bad check confirms nothing" in done.stderr
    assert health == {1: ("ok", True), 2: ("gone", False), 3: NEVER}


def test_links_of_a_query_are_checked_but_for_retired_ones(folder: Path) -> None:
    with Fleet(SITES) as fleet:
        add(folder, WELL, GONE, DOWN)
        assert jobbank(folder, "retire", "2").returncode == 0
        found = jobbank(folder, "crawl", "--where", "jobs", "--json", settings=simulated(fleet))
        nothing = jobbank(folder, "crawl", "--where", "state:retired", settings=simulated(fleet))
    *links, summary = lines(found.stdout)
    assert sorted((link["id"], link["verdict"]) for link in links) == [(1, "ok"), (3, "failing")]
    assert {link["type"] for link in links} == {"link"}
    assert (summary["type"], summary["status"], summary["checked"]) == ("summary", "complete", 2)
    assert (nothing.returncode, nothing.stderr) == (0, "There was nothing to check.\n")


@each(
    ("arguments", "said"),
    [
        (("9",), "there is no link 9"),
        (("1", "9", "10"), "there are no links 9 and 10"),
        (("2",), "link 2 is retired, and retired links are not checked"),
        (("--where", ""), "an empty query means all links"),
        (("--where", "verdict:nothing"), "nothing"),
        (("1", "--where", "jobs"), "not both"),
        (("1", "--due"), "do not go with links that are named"),
        (("--where", "jobs", "--all"), "do not go with links that are named"),
        (("1", "--fresh"), "do not go with links that are named"),
    ],
)
def test_what_cannot_be_checked_is_refused(
    folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    if not (folder / "links.csv").exists():
        add(folder, WELL, GONE)
        jobbank(folder, "retire", "2")
    done = jobbank(folder, "crawl", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_three_checks_within_a_minute_confirm_nothing(folder: Path) -> None:
    with Fleet(SITES, clock=MORNING) as fleet:
        add(folder, WELL, GONE, DOWN)
        settings = simulated(fleet)
        jobbank(folder, "crawl", settings=settings)
        for second in (20, 40, 60):
            fleet.update({}, clock=MORNING + timedelta(seconds=second))
            jobbank(folder, "crawl", "2", "3", settings=settings)
        assert _health(folder, settings) == {
            1: ("ok", True),
            2: ("gone", False),
            3: ("failing", False),
        }
        for days in (1, 3):  # two looks a day apart are believed; three over three days, too
            fleet.update({}, clock=MORNING + timedelta(days=days, hours=1))
            jobbank(folder, "crawl", "2", "3", settings=settings)
        shown = lines(jobbank(folder, "show", "3", "--json", settings=settings).stdout)[0]
        assert _health(folder, settings) == {
            1: ("ok", True),
            2: ("gone", True),
            3: ("failing", True),
        }
        fleet.update({"gone.example": "ok"}, clock=MORNING + timedelta(days=3, hours=2))
        jobbank(folder, "crawl", "2", settings=settings)
        assert _health(folder, settings)[2] == ("ok", True)
    assert len(shown["history"]) == 1, "all of them are one span"


def test_with_silent_canaries_nothing_is_stored(folder: Path) -> None:
    with Fleet(SITES | {"canary.example": "refused", "second.example": "refused"}) as fleet:
        add(folder, WELL, GONE)
        canaries = "https://canary.example/, https://second.example/"
        settings = simulated(fleet) | {"JOBBANK_CANARIES": canaries}
        done = jobbank(folder, "crawl", "1", "2", settings=settings)
        assert _health(folder, settings) == {1: NEVER, 2: NEVER}
    assert (done.returncode, done.stdout) == (3, "")
    assert "This crawl is inconclusive: none of the canaries answered" in done.stderr


def test_a_link_whose_site_wants_to_be_left_alone_is_named(folder: Path) -> None:
    later = message_reply(429, "Too Many Requests", "Later.", headers=(("Retry-After", "3600"),))
    busy = Site(with_robots(lambda _request: later))
    with Fleet({"busy.example": busy}, clock=MORNING) as fleet:
        urls = [f"https://busy.example/{number}" for number in range(ASKED_IN_A_ROW)]
        add(folder, *urls)
        jobbank(folder, "crawl", settings=simulated(fleet))
        fleet.update({}, clock=MORNING + timedelta(minutes=10))
        done = jobbank(folder, "crawl", "1", settings=simulated(fleet))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(
        "Link 1 was not checked; its site asked not to be asked again before 2026-10-09 10:00 UTC: "
        "https://busy.example/0"
    )


def test_a_chosen_crawl_is_listed_as_such_and_does_not_change_how_crawls_stand(
    folder: Path,
) -> None:
    with Fleet(SITES, clock=MORNING) as fleet:
        add(folder, WELL, GONE)
        settings = simulated(fleet)
        jobbank(folder, "crawl", settings=settings)
        fleet.update({"well.example": "refused"}, clock=MORNING + timedelta(days=1))
        broken = settings | {"JOBBANK_CANARIES": "https://no.example/, https://nor.example/"}
        assert jobbank(folder, "crawl", "1", "2", settings=broken).returncode == 3
        listed = jobbank(folder, "runs", settings=settings)
        as_json = lines(jobbank(folder, "runs", "--json", settings=settings).stdout)
        days = lines(jobbank(folder, "runs", "--health", "--json", settings=settings).stdout)
    assert listed.returncode == 0, "the latest crawl of all links was believed"
    assert listed.stdout.splitlines()[0].split("\t")[2:4] == ["inconclusive", "chosen"]
    assert [(run["scope"], run["total"]) for run in as_json] == [("chosen", 2), ("all", None)]
    assert [day["day"] for day in days] == ["2026-10-09"]
