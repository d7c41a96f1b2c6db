"""The crawl as a process: what it says, what it leaves, and when it may be believed."""

import re
import signal
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec
import pytest

from crawler.simulation.server import Role
from crawler.simulation.simulation import Simulation, save_simulation
from directory.catalog import workflow
from directory.model.findings import words_of
from directory.model.observation import unpack
from directory.model.reasons import Reason
from directory.model.vocab import RunStatus, Verdict
from tests.behaviours import Fleet
from tests.crawler.crawling import SECONDS, Crawl, Desk, Gate
from tests.crawler.judge.building import judged
from tests.directory.samples import behind_its_back
from tests.tui.running import jobbank_process, simulated

pytestmark = pytest.mark.slow

MONDAY = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str) -> Desk:
    """An empty catalog in a folder of its own."""
    return Desk(tmp_path, sqlite_url)


# --- what it says ------------------------------------------------------------------


def test_its_progress_is_json_lines_with_the_documented_keys(desk: Desk) -> None:
    with Fleet({"well.example": "ok", "moved.example": "redirect-301"}) as fleet:
        ids = desk.add("https://well.example/jobs", "https://moved.example/jobs")
        with Crawl.command(desk.folder, desk.environment(fleet)) as crawl:
            done = crawl.finish()
    assert done.code == 1, "a link has moved, and staff should know"
    assert done.errors == ""
    assert done.begin == {"type": "begin", "run": 1, "total": 2, "already_checked": 0}
    assert done.of("https://well.example/jobs") == {
        "type": "link",
        "id": ids["https://well.example/jobs"],
        "name": "https://well.example/jobs",
        "url": "https://well.example/jobs",
        "verdict": "ok",
        "reasons": ["ok"],
        "findings": [{"reason": "ok", "verdict": "ok", "evidence": ""}],
        "evidence": "",
        "status": 200,
        "final_url": "https://well.example/jobs",
        "suggested_url": None,
    }
    moved = done.of("https://moved.example/jobs")
    assert (moved["verdict"], moved["reasons"]) == ("moved", ["permanent-redirect"])
    assert moved["suggested_url"] == moved["final_url"] == "https://moved.example/current/jobs"
    assert done.summary == {
        "type": "summary",
        "run": 1,
        "status": "complete",
        "checked": 2,
        "left": 0,
        "faults": 0,
        "fault_report": "",
        "counts": {"ok": 1, "moved": 1},
        "note": "",
    }


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [("ok", 0), ("certificate-ends-soon", 0), ("redirect-301", 1), ("robots-disallow-all", 1)],
)  # fmt: skip
def test_its_exit_code_says_whether_a_link_needs_attention(
    desk: Desk, behaviour: str, code: int
) -> None:
    with Fleet({"a.example": behaviour, "well.example": "ok"}) as fleet:
        desk.add("https://a.example/jobs", "https://well.example/")
        assert desk.crawl(fleet).code == code


@pytest.mark.both_databases
def test_a_crawl_leaves_its_evidence_in_the_catalog_on_each_kind_of_database(
    tmp_path: Path, database_url: str
) -> None:
    desk = Desk(tmp_path, database_url)
    with Fleet({"a.example": "redirect-to-sign-in"}) as fleet:
        ids = desk.add("https://a.example/jobs")
        desk.crawl(fleet)
    held = desk.health()[ids["https://a.example/jobs"]]
    assert (held["verdict"], held["reason"]) == (Verdict.BLOCKED, "sign-in-required")
    assert (held["last_status"], held["final_url"]) == (200, "https://a.example/login?next=%2Fjobs")
    evidence = unpack(held["observation"])
    assert [hop.status for hop in evidence.hops] == [302, 200]
    assert judged(evidence).reasons == words_of(held["findings"]), "it can be judged again"


def test_a_catalog_without_links_is_crawled_in_no_time(desk: Desk) -> None:
    with Fleet() as fleet:
        done = desk.crawl(fleet)
    assert done.code == 0
    assert [line["type"] for line in done.lines] == ["begin", "summary"]


def test_a_wrong_setting_is_said_in_a_line(desk: Desk) -> None:
    with Fleet() as fleet:
        done = desk.crawl(fleet, host_delay="soon")
    assert (done.code, list(done.lines)) == (2, [])
    assert "host_delay" in done.errors
    assert len(done.errors.splitlines()) == 1


def test_a_missing_simulation_file_is_named_in_a_line(desk: Desk) -> None:
    done = desk.crawl(Path("nowhere.json"))
    assert (done.code, list(done.lines)) == (2, [])
    assert "the simulation file nowhere.json" in done.errors
    assert len(done.errors.splitlines()) == 1


@pytest.mark.parametrize(
    "database", ["sqlite:///nowhere.db", "sqlite:///missing/folder.db", "nonsense"]
)
def test_without_a_catalog_it_says_so_in_a_line(desk: Desk, database: str) -> None:
    with Fleet() as fleet:
        done = Desk(desk.folder, database).crawl(fleet)
    assert (done.code, list(done.lines)) == (4, [])
    assert len(done.errors.splitlines()) == 1
    assert "Traceback" not in done.errors
    assert database.rpartition("/")[2] in done.errors or database == "nonsense"


def test_links_of_a_retired_state_are_not_looked_at(desk: Desk) -> None:
    with Fleet({"a.example": "ok", "b.example": "ok"}) as fleet:
        ids = desk.add("https://a.example/", "https://b.example/")
        with desk.catalog() as catalog, catalog.change(who="test") as change:
            workflow.retire(change, ids["https://b.example/"], 1)
        done = desk.crawl(fleet)
        assert fleet.log.count("b.example") == 0
    assert [line["url"] for line in done.links] == ["https://a.example/"]


def test_with_due_only_links_that_are_due_are_looked_at(desk: Desk) -> None:
    with Fleet({"a.example": "ok", "b.example": "ok"}, clock=MONDAY) as fleet:
        desk.add("https://a.example/")
        desk.crawl(fleet)
        desk.add("https://b.example/")
        new_only = desk.crawl(fleet, "--due")
        nothing = desk.crawl(fleet, "--due")
        fleet.update({}, clock=MONDAY + timedelta(days=9))
        both = desk.crawl(fleet, "--due")
    assert [line["url"] for line in new_only.links] == ["https://b.example/"]
    assert nothing.begin["total"] == 0
    assert both.begin["total"] == 2


# --- cut off and taken up again ------------------------------------------------------


@pytest.fixture
def many() -> Iterator[Fleet]:
    """A dozen sites that work."""
    with Fleet({f"h{number}.example": "ok" for number in range(12)}) as fleet:
        yield fleet


def pages_of(fleet: Fleet) -> Counter[str]:
    """How often each page was asked for."""
    return Counter(
        f"http://{entry.host}{entry.path}"
        for entry in fleet.log.requests()
        if entry.path != "/robots.txt"
    )


def test_after_kill_9_the_next_crawl_fetches_only_the_rest(desk: Desk, many: Fleet) -> None:
    urls = [f"http://h{host}.example/{n}" for host in range(12) for n in range(10)]
    ids = desk.add(*urls)
    with desk.crawling(many, host_delay=0.2) as crawl:
        crawl.read_until(lambda lines: len(lines) > 10)
        told = {line["url"] for line in crawl.kill() if line["type"] == "link"}
    kept = {row["link_id"] for row in desk.held_back()}
    assert 10 <= len(told) < len(urls)
    assert {ids[url] for url in told} <= kept, "nothing is told that could still be lost"

    in_the_first = pages_of(many)
    done = desk.crawl(many)
    in_the_second = pages_of(many) - in_the_first
    assert done.begin["already_checked"] == len(kept)
    assert done.begin["total"] == len(urls) - len(kept)
    assert {ids[url] for url in in_the_second} == set(ids.values()) - kept
    assert max(in_the_second.values()) == 1
    assert (done.code, done.summary["status"]) == (0, "complete")
    assert (done.summary["checked"], done.summary["left"]) == (len(urls), 0)
    assert set(desk.health()) == set(ids.values())
    assert [run["status"] for run in desk.runs()] == [RunStatus.COMPLETE]


def test_with_fresh_an_interrupted_crawl_is_closed_and_a_new_one_begun(
    desk: Desk, many: Fleet
) -> None:
    ids = desk.add(*[f"http://h{host}.example/{n}" for host in range(12) for n in range(5)])
    with desk.crawling(many, host_delay=0.2) as crawl:
        crawl.read_until(lambda lines: len(lines) > 5)
        crawl.kill()
    done = desk.crawl(many, "--fresh")
    assert (done.begin["already_checked"], done.begin["total"]) == (0, len(ids))
    assert done.begin["run"] == 2
    assert {line["id"] for line in done.links} == set(ids.values())
    assert [run["status"] for run in desk.runs()] == [RunStatus.INTERRUPTED, RunStatus.COMPLETE]
    assert desk.held_back() == []


def test_what_an_old_interrupted_crawl_saw_is_kept_but_not_gone_on_with(desk: Desk) -> None:
    gate = Gate()
    roles: dict[str, Role] = {"quick.example": "ok", "slow.example": gate.behind()}
    with Fleet(roles, clock=MONDAY) as fleet:
        ids = desk.add("http://quick.example/", "http://slow.example/")
        with desk.crawling(fleet) as crawl:
            crawl.read_until(lambda lines: len(lines) > 1)
            crawl.kill()
        gate.open()
        fleet.update({}, clock=MONDAY + timedelta(hours=25))
        done = desk.crawl(fleet)
    assert (done.begin["run"], done.begin["total"]) == (2, 2)
    assert desk.health()[ids["http://quick.example/"]]["looks"] == 2


def test_a_second_crawl_says_so_and_leaves_the_first_alone(desk: Desk) -> None:
    gate = Gate()
    with Fleet({"slow.example": gate.behind()}) as fleet:
        desk.add("http://slow.example/")
        with desk.crawling(fleet) as first:
            assert fleet.log.wait_for(lambda log: log.count() == 2, SECONDS)
            second = desk.crawl(fleet)
            fresh = desk.crawl(fleet, "--fresh")
            gate.open()
            done = first.finish()
    for refused in (second, fresh):
        assert (refused.code, list(refused.lines)) == (4, [])
        assert "another crawl of this catalog is under way" in refused.errors
        assert len(refused.errors.splitlines()) == 1
    assert (done.code, done.summary["checked"]) == (0, 1)


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_a_crawl_that_is_asked_to_end_does_so_with_what_is_done(
    desk: Desk, asked: signal.Signals
) -> None:
    gate = Gate()
    with Fleet({"quick.example": "ok", "slow.example": gate.behind()}) as fleet:
        ids = desk.add("http://quick.example/", "http://slow.example/1", "http://slow.example/2")
        with desk.crawling(fleet) as crawl:
            crawl.read_until(lambda lines: len(lines) > 1)
            assert fleet.log.wait_for(lambda log: log.count() == 4, SECONDS)
            crawl.process.send_signal(asked)
            crawl.process.wait(SECONDS)
            done = crawl.finish()
        quick = ids["http://quick.example/"]
        assert done.errors == ""
        assert (done.code, done.summary["status"], done.summary["left"]) == (1, "interrupted", 2)
        assert [line["id"] for line in done.links] == [quick]
        assert set(desk.health()) == {quick}, "finished work is applied"
        gate.open()
        rest = desk.crawl(fleet)
    assert {line["url"] for line in rest.links} == {
        "http://slow.example/1",
        "http://slow.example/2",
    }
    assert (rest.code, rest.summary["status"], rest.summary["checked"]) == (0, "complete", 3)


def test_a_crawl_that_is_asked_to_end_before_it_has_looked_at_anything_ends_as_cleanly(
    desk: Desk,
) -> None:
    with Fleet({"slow.example": Gate().behind()}) as fleet:
        desk.add("http://slow.example/")
        with desk.crawling(fleet) as crawl:
            crawl.read_until(lambda lines: len(lines) == 1)
            crawl.process.send_signal(signal.SIGINT)
            crawl.process.wait(SECONDS)
            done = crawl.finish()
    assert done.errors == ""
    assert (done.code, done.links) == (1, [])
    assert (done.summary["status"], done.summary["left"]) == ("interrupted", 1)


_PARENT = """
import subprocess, sys
subprocess.run([sys.executable, "-m", "crawler.run", "--with-parent"])
"""


def test_a_crawl_does_not_outlive_the_parent_with_which_it_is_to_end(desk: Desk) -> None:
    with Fleet({"slow.example": Gate().behind()}) as fleet:
        desk.add("http://slow.example/")
        parent = subprocess.Popen(
            [sys.executable, "-c", _PARENT],
            cwd=desk.folder,
            env=desk.environment(fleet),
            stdout=subprocess.DEVNULL,
        )
        assert fleet.log.wait_for(lambda log: log.count() == 2, SECONDS)
        parent.kill()
        parent.wait()
        left = fleet.log.wait_for(lambda log: log.requests()[-1].finished is not None, SECONDS)
    assert left, "its connection is closed, since it is gone"


def test_a_reader_that_goes_away_ends_the_crawl_without_a_fuss(desk: Desk) -> None:
    gate = Gate()
    with Fleet({"quick.example": "ok", "slow.example": gate.behind()}) as fleet:
        desk.add("http://quick.example/", "http://slow.example/")
        with desk.crawling(fleet) as crawl:
            crawl.read_until(lambda lines: len(lines) > 1)
            crawl.out.close()
            gate.open()
            assert crawl.process.wait(SECONDS) != 0
    assert len(desk.held_back()) == 2, "what was seen is safe all the same"


# --- time and trust --------------------------------------------------------------------


def simulation_without_names(desk: Desk, unknown: Literal["nxdomain", "servfail"]) -> Path:
    path = desk.folder / "offline.json"
    save_simulation(path, Simulation(names={}, clock=MONDAY, unknown=unknown))
    return path


@pytest.mark.parametrize("unknown", ["servfail", "nxdomain"])
def test_a_machine_without_network_changes_no_link(
    desk: Desk, unknown: Literal["nxdomain", "servfail"]
) -> None:
    with Fleet({"a.example": "ok", "b.example": "status-404"}, clock=MONDAY) as fleet:
        desk.add("http://a.example/", "http://b.example/")
        desk.crawl(fleet)
    before = desk.health()
    done = desk.crawl(simulation_without_names(desk, unknown))
    assert (done.code, done.summary["status"]) == (3, "inconclusive")
    assert "offline" in done.summary["note"]
    assert desk.health() == before
    assert desk.runs()[-1]["status"] is RunStatus.INCONCLUSIVE
    assert desk.held_back() == []


def test_a_network_that_loses_a_third_of_the_sites_at_once_is_not_believed(desk: Desk) -> None:
    hosts = [f"h{number}.example" for number in range(9)]
    with Fleet(dict.fromkeys(hosts, "ok"), clock=MONDAY) as fleet:
        desk.add(*[f"http://{host}/" for host in hosts])
        assert desk.crawl(fleet).code == 0
        before = desk.health()
        fleet.update(dict.fromkeys(hosts[:3], "refused"), clock=MONDAY + timedelta(days=1))
        done = desk.crawl(fleet)
        assert (done.code, done.summary["status"]) == (3, "inconclusive")
        assert desk.health() == before
        fleet.update({hosts[0]: "ok"}, clock=MONDAY + timedelta(days=2))
        assert desk.crawl(fleet).summary["status"] == "complete"


def test_a_link_is_called_broken_only_after_looks_on_several_days(desk: Desk) -> None:
    roles = {
        "gone.example": "status-404",
        "down.example": "status-503",
        "sold.example": "redirect-to-marketplace",
        "well.example": "ok",
    }
    confirmed: dict[int, set[str]] = {}
    with Fleet(roles, clock=MONDAY) as fleet:
        ids = desk.add(*[f"https://{host}/" for host in roles])
        for day in (0, 1, 2, 3):
            fleet.update({}, clock=MONDAY + timedelta(days=day, minutes=day))
            desk.crawl(fleet)
            health = desk.health()
            confirmed[day] = {
                host for host in roles if health[ids[f"https://{host}/"]]["confirmed"]
            }
        fleet.update({"down.example": "ok"}, clock=MONDAY + timedelta(days=4))
        desk.crawl(fleet)
    assert confirmed[0] == {"sold.example", "well.example"}, "danger at once, trouble in time"
    assert confirmed[1] == confirmed[0] | {"gone.example"}
    assert confirmed[2] == confirmed[1]
    assert confirmed[3] == set(roles)
    back = desk.health()[ids["https://down.example/"]]
    assert (back["verdict"], back["reason"]) == (Verdict.OK, Reason.OK)


# --- what it may not do ----------------------------------------------------------------


def test_a_private_address_is_refused_in_a_crawl_too(desk: Desk) -> None:
    with Fleet({"inside.example": "ok", "a.example": "redirect-to-private"}) as fleet:
        desk.add("http://inside.example/", "http://a.example/")
        done = desk.crawl(fleet, allow_networks="")
        assert fleet.log.tally().connections == 0
    assert {line["reasons"][0] for line in done.links} == {"refused-address"}


def test_a_fault_of_our_own_is_no_verdict_and_leaves_the_link_for_the_next_crawl(
    desk: Desk,
) -> None:
    with Fleet({"a.example": "ok", "b.example": "ok"}) as fleet:
        ids = desk.add("https://a.example/", "http://b.example/")
        unreadable = desk.folder / "unreadable.json"
        missing = str(desk.folder / "missing.pem")
        save_simulation(unreadable, msgspec.structs.replace(fleet.simulation(), ca_file=missing))
        done = desk.crawl(unreadable)
        assert (done.code, done.summary["status"], done.summary["left"]) == (1, "interrupted", 1)
        assert [line["url"] for line in done.links] == ["http://b.example/"]
        assert set(desk.health()) == {ids["http://b.example/"]}
        rest = desk.crawl(fleet)
    assert [line["url"] for line in rest.links] == ["https://a.example/"]
    assert (rest.code, rest.summary["checked"]) == (0, 2)


def test_a_fault_at_one_link_costs_that_link_alone(desk: Desk) -> None:
    """In the middle of a lane: those before and after it on the same host are looked at."""
    with Fleet({"a.example": "ok", "b.example": "ok"}) as fleet:
        urls = [f"http://{host}.example/{path}" for host in "ab" for path in range(3)]
        ids = desk.add(*urls)
        spoilt = {"id": ids[urls[1]]}
        behind_its_back(desk.database, ("UPDATE link SET names = '[]' WHERE id = :id", spoilt))
        done = desk.crawl(fleet)
        assert (done.code, done.errors) == (1, "")
        assert {line["url"] for line in done.links} == set(urls) - {urls[1]}
        summary = done.summary
        assert (summary["status"], summary["checked"], summary["left"]) == ("complete", 5, 1)
        report = Path(summary["fault_report"])
        assert summary["faults"] == 1
        assert f"Link {ids[urls[1]]}, {urls[1]}\nTraceback" in report.read_text("utf-8")
        assert stat.S_IMODE(report.stat().st_mode) == 0o600
        report.unlink()
        told = jobbank_process(
            desk.folder, "crawl", settings=simulated(fleet) | {"JOBBANK_DATABASE": desk.database}
        )
        assert told.returncode == 1
        assert "1 link could not be checked, because of a fault of this program." in told.stderr
        assert "Traceback" not in told.stderr
        Path(re.findall(r"need the file (\S+)\.$", told.stderr, re.M)[0]).unlink()


def test_with_few_file_descriptors_the_crawl_is_slower_and_not_wrong(desk: Desk) -> None:
    hosts = [f"h{number}.example" for number in range(120)]
    with Fleet(dict.fromkeys(hosts, "ok")) as fleet:
        desk.add(*[f"http://{host}/" for host in hosts])
        command = (sys.executable, "-c", _FEW_DESCRIPTORS)
        with Crawl.command(desk.folder, desk.environment(fleet), command) as crawl:
            done = crawl.finish()
    assert done.errors == ""
    assert done.summary["counts"] == {"ok": len(hosts)}
    assert done.code == 0


_FEW_DESCRIPTORS = """
import resource, runpy
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
runpy.run_module("crawler.run", run_name="__main__")
"""
