"""Crawls as staff and programs start them, and what `jobbank links` tells of them."""

import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from directory.rules.urls import lane_of
from tests.behaviours import Fleet
from tests.tui.running import SITES, add, environment, jobbank, lines, simulated

pytestmark = pytest.mark.slow

LINK_KEYS = {"id", "url", "name", "category", "state", "exit_notice", "health", "last_check"}
HEALTH_KEYS = {"verdict", "reason", "since", "confirmed", "findings"}
CHECK_KEYS = {"at", "verdict", "reasons", "findings", "status", "final_url", "suggested_url"}


class Crawled(NamedTuple):
    """A crawl of all of SITES. folder: of the catalog, which no test changes."""

    folder: Path
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def crawled(initialised: Path, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """A first crawl, with its progress as JSON lines."""
    folder = shutil.copytree(initialised, tmp_path_factory.mktemp("crawled") / "copy")
    with Fleet(SITES) as fleet:
        add(folder, *(f"https://{host}/jobs/list" for host in SITES))
        return Crawled(folder, jobbank(folder, "crawl", "--json", settings=simulated(fleet)))


def test_offline_the_crawl_is_inconclusive_and_changes_nothing(folder: Path) -> None:
    add(folder, *(f"https://host-{number}.example/" for number in range(12)))
    nowhere = folder / "nowhere.json"
    nowhere.write_text('{"names": {}, "unknown": "servfail"}', encoding="utf-8")
    before = jobbank(folder, "links", "--json").stdout
    done = jobbank(folder, "crawl", settings={"JOBBANK_SIMULATION": str(nowhere)})
    assert done.returncode == 3
    assert "this machine seems to be offline" in done.stderr
    assert done.stdout == ""  # no link is called anything
    assert jobbank(folder, "links", "--json").stdout == before


def test_a_crawl_gives_each_link_its_verdict(crawled: Crawled) -> None:
    assert crawled.done.returncode == 1
    *links, summary = lines(crawled.done.stdout)
    assert {lane_of(link["url"]): link["verdict"] for link in links} == {
        "good.example": "ok",
        "gone.example": "gone",
        "moved.example": "moved",
        "down.example": "failing",
        "lapsed.example": "insecure",
    }
    assert summary["type"] == "summary"
    assert (summary["status"], summary["checked"]) == ("complete", 5)


def test_links_tells_health_and_last_check(crawled: Crawled) -> None:
    found = lines(jobbank(crawled.folder, "links", "--json").stdout)
    by_host = {lane_of(link["url"]): link for link in found}
    good, moved = by_host["good.example"], by_host["moved.example"]
    assert set(good) >= LINK_KEYS
    assert set(good["health"]) >= HEALTH_KEYS
    assert set(good["last_check"]) >= CHECK_KEYS
    assert good["health"]["verdict"] == "ok"
    assert good["health"]["confirmed"] is True
    assert good["exit_notice"] is True
    assert moved["health"]["confirmed"] is False  # one look proves nothing
    assert moved["last_check"]["suggested_url"].startswith("https://moved.example/")
    table = jobbank(crawled.folder, "links").stdout
    assert "(moved)" in table
    assert "https://good.example/" in table


def test_findings_have_one_shape_wherever_they_are_printed(crawled: Crawled) -> None:
    """They are stored: a broken file of the agency's own rules changes nothing."""
    links = lines(jobbank(crawled.folder, "links", "--json").stdout)
    with Fleet(SITES) as fleet:
        urls = [link["url"] for link in links]
        checked = jobbank(crawled.folder, "check", "--json", *urls, settings=simulated(fleet))
    *progress, _ = lines(crawled.done.stdout)
    found = {line["url"]: line["findings"] for line in progress}
    assert found["https://gone.example/jobs/list"] == [
        {"reason": "gone", "verdict": "gone", "evidence": "the server answered 410"}
    ]
    assert {line["url"]: line["findings"] for line in lines(checked.stdout)} == found
    assert {link["url"]: link["health"]["findings"] for link in links} == found
    assert {link["url"]: link["last_check"]["findings"] for link in links} == found
    broken = crawled.folder / "broken.toml"
    broken.write_text("[no-such-list]\nwords = 3\n", encoding="utf-8")
    for settings in ({}, {"JOBBANK_SIGNS": str(broken)}):
        [one] = [link for link in links if link["health"]["verdict"] == "gone"]
        asked = str(one["id"])
        [shown] = lines(jobbank(crawled.folder, "show", asked, "--json", settings=settings).stdout)
        assert shown["findings"] == shown["health"]["findings"] == found[one["url"]]
        printed = jobbank(crawled.folder, "show", asked, settings=settings).stdout
        assert "Shown by: the server answered 410" in printed


def test_of_a_link_that_was_never_checked_there_are_no_findings(folder: Path) -> None:
    add(folder, "https://good.example/")
    [link] = lines(jobbank(folder, "links", "--json").stdout)
    assert link["health"]["findings"] == link["last_check"]["findings"] == []


def test_all_is_well_exits_with_zero(folder: Path) -> None:
    with Fleet(SITES) as fleet:
        add(folder, "https://good.example/")
        assert jobbank(folder, "crawl", settings=simulated(fleet)).returncode == 0
        nothing_due = jobbank(folder, "crawl", "--due", settings=simulated(fleet))
    assert nothing_due.returncode == 0
    assert "nothing to check" in nothing_due.stderr


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("--verdict", "ok"), ["good.example"]),
        (("--verdict", "gone"), ["gone.example"]),
        (("--query", "GOOD"), ["good.example"]),
        (("--state", "draft"), []),
        (("--query", "%"), []),
    ],
)
def test_links_can_be_filtered(
    crawled: Crawled, arguments: tuple[str, ...], wanted: list[str]
) -> None:
    found = lines(jobbank(crawled.folder, "links", "--json", *arguments).stdout)
    assert [lane_of(link["url"]) for link in found] == wanted


def test_a_hostile_title_cannot_act_on_the_terminal(folder: Path) -> None:
    (folder / "links.json").write_text(
        json.dumps(
            [{"url": "https://good.example/", "name": "\u202eevil\x1b]52;c;x\x07 [/] [red]"}]
        ),
        encoding="utf-8",
    )
    imported = jobbank(folder, "import", "links.json")
    table = jobbank(folder, "links").stdout
    as_json = jobbank(folder, "links", "--json").stdout
    for text in (imported.stdout, table, as_json):
        assert not set(text) & {"\x1b", "\x07", "\u202e"}
    assert "[/] [red]" in table  # markup is shown, not obeyed


def test_ctrl_c_keeps_what_is_done_and_the_next_crawl_goes_on(folder: Path) -> None:
    hosts = {f"s{number}.example": "ok" for number in range(3)}
    with Fleet(hosts) as fleet:
        add(folder, *(f"https://{host}/{page}" for page in range(40) for host in hosts))
        settings = simulated(fleet) | {"JOBBANK_HOST_DELAY": "0.1"}
        with subprocess.Popen(
            [sys.executable, "-m", "tui.cli.main", "crawl", "--json"],
            cwd=folder,
            env=environment(settings),
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as crawl:
            assert crawl.stdout is not None
            first = crawl.stdout.readline()  # a result is safe by now
            os.killpg(crawl.pid, signal.SIGINT)  # as a terminal does
            rest = crawl.stdout.read()
        assert crawl.returncode == 1
        *done, summary = lines(first + rest)
        assert summary["status"] == "interrupted"
        assert 0 < len(done) < 120
        asked = fleet.log.count()
        again = jobbank(folder, "crawl", "--json", settings=simulated(fleet))
        pages = [request.path for request in fleet.log.requests("s0.example")]
    assert asked > 0
    assert again.returncode == 0
    *rest_done, summary = lines(again.stdout)
    assert len(done) + len(rest_done) == 120
    assert summary["checked"] == 120
    assert max(pages.count(path) for path in set(pages) - {"/robots.txt"}) <= 2


def test_a_dead_site_alone_on_its_day_is_not_taken_for_our_own_network(folder: Path) -> None:
    """When only a dead site is due, nobody answers; a site that was well is asked, and does."""
    start = datetime(2026, 10, 9, 9, tzinfo=UTC)
    with Fleet({"good.example": "ok", "dead.example": "refused"}, clock=start) as fleet:
        add(folder, "https://good.example/", "https://dead.example/")
        jobbank(folder, "crawl", settings=simulated(fleet))
        fleet.update(
            {}, clock=start + timedelta(hours=2)
        )  # the suspect is due again, the other not
        again = jobbank(folder, "crawl", "--due", "--json", settings=simulated(fleet))
        listed = lines(jobbank(folder, "links", "--verdict", "failing", "--json").stdout)
        fleet.update({"good.example": "refused"}, clock=start + timedelta(hours=12))
        offline = jobbank(folder, "crawl", "--due", settings=simulated(fleet))
    assert again.returncode == 1
    assert lines(again.stdout)[-1]["status"] == "complete"
    assert listed[0]["last_check"]["at"].startswith("2026-10-09T11")
    assert offline.returncode == 3
