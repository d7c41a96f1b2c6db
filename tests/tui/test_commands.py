"""The commands as staff and programs use them: words, JSON, exit codes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.behaviours import Fleet
from tests.tui.running import SITES, add, environment, jobbank, jobbank_process, lines, simulated


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_second_init_leaves_the_catalog_alone(folder: Path) -> None:
    before = (folder / "jobbank.db").read_bytes()
    done = jobbank(folder, "init")
    assert done.returncode == 2
    assert "already" in done.stderr
    assert (folder / "jobbank.db").read_bytes() == before


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


@pytest.mark.slow
def test_a_release_is_the_same_twice_and_verifies(folder: Path) -> None:
    add(folder, "https://good.example/")
    assert jobbank(folder, "export", "release", "--anyway").returncode == 0
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
    assert "is intact" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("links",), 4, "jobbank init"),
        (("export", "out"), 4, "jobbank init"),
        (("links", "--verdict", "broken"), 2, "is not one of"),
        (("crawl", "--due", "--all"), 2, "not both"),
        (("check", "ftp://x.example/"), 2, "only http and https"),
        (("check", "http://127.0.0.1/"), 2, "not an address on the public internet"),
        (("nonsense",), 2, "There is no command"),
        (("verify", "nowhere"), 2, "nowhere"),
    ],
)
def test_what_cannot_be_done_is_said_in_plain_words(
    tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = jobbank(tmp_path, *arguments)
    assert done.returncode == code
    assert words in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_crawl_without_a_catalog_says_how_to_make_one(tmp_path: Path) -> None:
    done = jobbank_process(tmp_path, "crawl")  # whose own process says it
    assert (done.returncode, done.stdout) == (4, "")
    assert "jobbank init" in done.stderr
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


@pytest.mark.slow
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


def test_an_argument_that_is_not_utf_8_is_refused(folder: Path) -> None:
    """As a text that was pasted in another encoding: Python keeps its bytes as surrogates."""
    done = jobbank(folder, "edit", "1", "--why", b"caf\xe9".decode("utf-8", "surrogateescape"))
    assert done.returncode == 2
    assert done.stderr.startswith("Error: “caf?” is not written in UTF-8")
