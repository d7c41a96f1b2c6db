"""What is published of links whose operator no file names: never that no government runs them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.tui.in_process import Shell

pytestmark = pytest.mark.slow

ADDRESSES = """name,url
USAJOBS,https://www.usajobs.gov/
Army,https://www.goarmy.mil/
Boston,https://ci.boston.ma.us/
Campaign,https://3riverscfc.org/
Indeed,https://www.indeed.com/
"""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """On a new catalog without links."""
    made = Shell(tmp_path, f"sqlite:///{tmp_path / 'jobbank.db'}")
    assert made.run("init", "--empty").code == 0
    (tmp_path / "a.csv").write_text(ADDRESSES, "utf-8")
    return made


def operators(shell: Shell) -> dict[str, tuple[str, str]]:
    """Class and basis of each link, by name."""
    lines = shell.run("links", "--json").lines
    return {one["name"]: (one["operator_class"], one["operator_basis"]) for one in lines}


def test_a_new_catalog_knows_the_registries_and_the_names_of_governments(shell: Shell) -> None:
    listed = shell.run("registries", "list").out
    assert "dotgov" in listed
    assert "the snapshot of 2026-11-30 that comes with jobbank" in listed
    assert shell.run("import", "a.csv", "--publish").code == 0
    assert operators(shell) == {
        "USAJOBS": ("federal", "registry"),
        "Army": ("federal", "domain"),
        "Boston": ("local", "domain"),
        "Campaign": ("federal", "registry"),
        "Indeed": ("unknown", "default"),
    }
    newer = "Domain name,Domain type,Organization name\nusajobs.gov,City,Town of A\n"
    (shell.folder / "newer.csv").write_text(newer, "utf-8")
    said = shell.run("registries", "load", "newer.csv", "--json").lines[-1]
    assert said["listed_before"] > 16_000, "it takes the place of the one that came with us"


def test_a_release_counts_unknown_operators_and_says_nothing_false_of_them(shell: Shell) -> None:
    shell.run("import", "a.csv", "--publish")
    made = shell.run("export", "release", "--anyway")
    assert made.code == 0
    assert "1 link: the operator is unknown." in made.said
    assert shell.run("export", "release", "--json").lines[0]["unknown_operators"] == 1
    text = (shell.folder / "release" / "directory.json").read_text("utf-8")
    notices: dict[str, Any] = {
        one["names"]["en"]: one["exit_notice"]["notice"] for one in json.loads(text)["links"]
    }
    assert notices.pop("Indeed") == "exit-unknown"
    assert set(notices.values()) == {"exit-government"}
    assert "We do not run or control that website" in text
    page = (shell.folder / "release" / "out" / "5" / "index.html").read_text("utf-8")
    assert "not run by a government" not in page
    assert shell.run("verify", "release").code == 0


def test_coverage_counts_unknown_operators_if_there_are_any(shell: Shell) -> None:
    known = ADDRESSES.replace("Indeed,https://www.indeed.com/\n", "")
    (shell.folder / "known.csv").write_text(known, "utf-8")
    shell.run("import", "known.csv", "--publish")
    assert "unknown" not in shell.run("audit", "coverage").said
    assert shell.run("audit", "coverage", "--json").lines[-1]["state"] != "summary"
    shell.run("import", "a.csv", "--publish")
    told = shell.run("audit", "coverage", "--json", "--html", "coverage.html")
    last = told.lines[-1]
    assert (last["state"], last["unknown_operators"]) == ("summary", 1)
    assert last["words"] == "1 link: the operator is unknown"
    assert "1 link: the operator is unknown." in told.said
    page = (shell.folder / "coverage.html").read_text("utf-8")
    assert "links whose operator is unknown: 1<" in page
