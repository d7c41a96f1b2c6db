"""The commands as staff and programs use them: words, JSON, exit codes."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.fleet.server import Fleet
from directory.rules.urls import lane_of
from tests.tui.running import environment, jobbank

LINK_KEYS = {"id", "url", "name", "category", "state", "exit_notice", "health", "last_check"}
HEALTH_KEYS = {"verdict", "reason", "since", "confirmed"}
CHECK_KEYS = {"at", "verdict", "reasons", "status", "final_url", "suggested_url"}

SITES = {
    "good.example": "ok",
    "gone.example": "status-410",
    "moved.example": "redirect-301",
    "down.example": "status-500",
    "lapsed.example": "certificate-expired",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an empty catalog."""
    assert jobbank(tmp_path, "init", "--empty").returncode == 0
    return tmp_path


def simulated(fleet: Fleet) -> dict[str, str]:
    """The settings under which commands see this fleet."""
    return {
        "JOBBANK_SIMULATION": str(fleet.simulation_file),
        "JOBBANK_ALLOW_NETWORKS": "127.0.0.0/8",
        "JOBBANK_HOST_DELAY": "0",
    }


def add(folder: Path, *urls: str) -> None:
    """Imports these addresses and publishes them."""
    rows = "".join(f"{url},{lane_of(url)}\n" for url in urls)
    (folder / "links.csv").write_text("url,name\n" + rows, encoding="utf-8")
    assert jobbank(folder, "import", "links.csv", "--publish").returncode == 0


def lines(text: str) -> list[dict[str, Any]]:
    """JSON lines, read."""
    return [json.loads(line) for line in text.splitlines()]


def test_init_makes_a_catalog_with_the_starter_directory(tmp_path: Path) -> None:
    done = jobbank(tmp_path, "init")
    assert done.returncode == 0
    assert "has been checked" in done.stderr
    listed = lines(jobbank(tmp_path, "links", "--json").stdout)
    assert len(listed) >= 130
    assert {link["category"].split("/")[0] for link in listed} == {
        "job-banks",
        "career-resources",
        "government-agencies",
        "local-services",
    }


def test_a_second_init_leaves_the_catalog_alone(folder: Path) -> None:
    before = (folder / "jobbank.db").read_bytes()
    done = jobbank(folder, "init")
    assert done.returncode == 2
    assert "already" in done.stderr
    assert (folder / "jobbank.db").read_bytes() == before


def test_offline_the_crawl_is_inconclusive_and_changes_nothing(tmp_path: Path) -> None:
    assert jobbank(tmp_path, "init").returncode == 0
    nowhere = tmp_path / "nowhere.json"
    nowhere.write_text('{"names": {}, "unknown": "servfail"}', encoding="utf-8")
    before = jobbank(tmp_path, "links", "--json").stdout
    done = jobbank(tmp_path, "crawl", settings={"JOBBANK_SIMULATION": str(nowhere)})
    assert done.returncode == 3
    assert "this machine seems to be offline" in done.stderr
    assert done.stdout == ""  # no link is called anything
    assert jobbank(tmp_path, "links", "--json").stdout == before


def test_a_crawl_gives_each_link_its_verdict(folder: Path) -> None:
    with Fleet(SITES) as fleet:
        add(folder, *(f"https://{host}/jobs/list" for host in SITES))
        done = jobbank(folder, "crawl", "--json", settings=simulated(fleet))
    assert done.returncode == 1
    *links, summary = lines(done.stdout)
    assert {lane_of(link["url"]): link["verdict"] for link in links} == {
        "good.example": "ok",
        "gone.example": "gone",
        "moved.example": "moved",
        "down.example": "failing",
        "lapsed.example": "insecure",
    }
    assert summary["type"] == "summary"
    assert (summary["status"], summary["checked"]) == ("complete", 5)


def test_links_tells_health_and_last_check(folder: Path) -> None:
    with Fleet(SITES) as fleet:
        add(folder, "https://good.example/", "https://moved.example/jobs/list")
        jobbank(folder, "crawl", settings=simulated(fleet))
    good, moved = lines(jobbank(folder, "links", "--json").stdout)
    assert set(good) >= LINK_KEYS
    assert set(good["health"]) >= HEALTH_KEYS
    assert set(good["last_check"]) >= CHECK_KEYS
    assert good["health"]["verdict"] == "ok"
    assert good["health"]["confirmed"] is True
    assert good["exit_notice"] is True
    assert moved["health"]["confirmed"] is False  # one look proves nothing
    assert moved["last_check"]["suggested_url"].startswith("https://moved.example/")
    table = jobbank(folder, "links").stdout
    assert "(moved)" in table
    assert "https://good.example/" in table


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
        (("--verdict", "ok"), ["https://good.example/"]),
        (("--verdict", "gone"), ["https://gone.example/"]),
        (("--query", "GOOD"), ["https://good.example/"]),
        (("--state", "draft"), []),
        (("--query", "%"), []),
    ],
)
def test_links_can_be_filtered(folder: Path, arguments: tuple[str, ...], wanted: list[str]) -> None:
    with Fleet(SITES) as fleet:
        add(folder, "https://good.example/", "https://gone.example/")
        jobbank(folder, "crawl", settings=simulated(fleet))
    found = lines(jobbank(folder, "links", "--json", *arguments).stdout)
    assert [link["url"] for link in found] == wanted


def test_check_looks_and_stores_nothing(folder: Path) -> None:
    with Fleet(SITES) as fleet:
        done = jobbank(
            folder,
            "check",
            "https://good.example/",
            "https://gone.example/",
            "--json",
            settings=simulated(fleet),
        )
    assert done.returncode == 1
    assert [line["verdict"] for line in lines(done.stdout)] == ["ok", "gone"]
    assert jobbank(folder, "links", "--json").stdout == ""


def test_check_speaks_to_people(folder: Path) -> None:
    with Fleet(SITES) as fleet:
        done = jobbank(folder, "check", "https://gone.example/", settings=simulated(fleet))
    assert "The site says that the page was removed for good." in done.stdout
    assert "→ Retire the link." in done.stdout


def test_an_import_tells_what_becomes_of_each_row(folder: Path) -> None:
    (folder / "links.csv").write_text(
        "name,url\nGood,https://good.example/\nAgain,https://good.example/#x\nBad,ftp://x.example/\n",
        encoding="utf-8",
    )
    planned = jobbank(folder, "import", "links.csv", "--dry-run", "--json")
    assert [(row["line"], row["outcome"]) for row in lines(planned.stdout)] == [
        (2, "added"),
        (3, "duplicate"),
        (4, "rejected"),
    ]
    assert jobbank(folder, "links", "--json").stdout == ""
    done = jobbank(folder, "import", "links.csv")
    assert done.returncode == 1
    assert "only http and https" in done.stdout
    (link,) = lines(jobbank(folder, "links", "--json").stdout)
    assert link["state"] == "draft"


def test_a_release_is_the_same_twice_and_verifies(folder: Path) -> None:
    add(folder, "https://good.example/")
    assert jobbank(folder, "export", "release").returncode == 0
    first = (folder / "release" / "directory.json").read_bytes()
    assert jobbank(folder, "export", "release").returncode == 0
    assert (folder / "release" / "directory.json").read_bytes() == first
    assert jobbank(folder, "verify", "release").returncode == 0
    (folder / "release" / "directory.json").write_bytes(first.replace(b"good", b"evil"))
    tampered = jobbank(folder, "verify", "release")
    assert tampered.returncode == 1
    assert "directory.json" in tampered.stdout


def test_the_audit_trail_is_proved(folder: Path) -> None:
    done = jobbank(folder, "audit", "verify")
    assert done.returncode == 0
    assert "holds" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("links",), 4, "jobbank init"),
        (("crawl",), 4, "jobbank init"),
        (("export", "out"), 4, "jobbank init"),
        (("links", "--verdict", "broken"), 2, "is not one of"),
        (("crawl", "--due", "--all"), 2, "not both"),
        (("check", "ftp://x.example/"), 2, "only http and https"),
        (("check", "http://127.0.0.1/"), 2, "not an address on the public internet"),
        (("nonsense",), 2, "No such command"),
        (("verify", "nowhere"), 1, "nowhere"),
    ],
)
def test_what_cannot_be_done_is_said_in_plain_words(
    tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = jobbank(tmp_path, *arguments)
    assert done.returncode == code
    assert words in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_catalog_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "jobbank.db").write_bytes(b"this is no database " * 500)
    done = jobbank(tmp_path, "links")
    assert done.returncode == 4
    assert "damaged" in done.stderr


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    done = jobbank(tmp_path, "links", settings={"JOBBANK_HOST_DELAY": "soon"})
    assert done.returncode == 2
    assert "host_delay" in done.stderr


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


def test_the_head_of_a_pipe_may_close_early(folder: Path) -> None:
    add(folder, *(f"https://good.example/{number}" for number in range(2000)))
    command = f"{sys.executable} -m tui.cli.main links --json | head -n 1"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr == ""


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
