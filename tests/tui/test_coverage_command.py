"""The command `audit coverage`: gaps first, for people, for programs and as files."""

import csv
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link, edit_link
from directory.clock import clock_starting_at
from directory.model.vocab import EditorialState, NoticeKind
from tests.directory.publishing.samples import NOW, TODAY, add_notice, filled_catalog, link
from tests.tui.running import jobbank

SETTINGS = {"JOBBANK_AGENCY": "Office of Work", "JOBBANK_CONTACT": "links@work.example",
            "JOBBANK_OWN_SITES": "work.example"}  # fmt: skip
LATER = TODAY + timedelta(days=10)
DAY = ("--date", str(TODAY))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a catalog of links in every state, all of them covered."""
    filled_catalog(tmp_path).close()
    return tmp_path


@pytest.fixture
def with_gaps(folder: Path) -> Path:
    """The same with a job bank whose added notice has no Spanish text."""
    catalog = Catalog.open(f"sqlite:///{folder / 'jobbank.db'}", clock_starting_at(NOW))
    with catalog.change(who="a test") as change:
        add_notice(change, "half", NoticeKind.DISCLAIMER, "", texts={"en": "Only"})
        fields = link(
            "https://half.example/", names={"en": "=Half\u202e\x1b[2J"}, disclaimers=["half"]
        )
        add_link(change, fields, EditorialState.PUBLISHED)
    catalog.close()
    return folder


def run(folder: Path, *arguments: str, **settings: str) -> tuple[int, str, str]:
    """The exit code, what is on stdout, and what is said."""
    done = jobbank(folder, "audit", "coverage", *arguments, settings=SETTINGS | settings)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def lines(stdout: str) -> list[dict[str, Any]]:
    """The JSON lines."""
    return [json.loads(line) for line in stdout.splitlines()]


def test_without_a_gap_the_notices_are_counted_and_all_is_well(folder: Path) -> None:
    code, stdout, said = run(folder, *DAY)
    assert code == 0
    assert "disclaimer: fees: 1 link, shown in en, es" in stdout.splitlines()
    assert "exit: exit-unknown: 1 link, shown in en, es" in stdout.splitlines()
    assert [line for line in stdout.splitlines() if line.startswith("not-shown: 4 A link: ")]
    assert said == (
        "2 links: the operator is unknown. See them with: jobbank links --search class:unknown\n"
        f"No gap: 4 published links on {TODAY}. 1 link held back.\n"
    )


def test_a_gap_is_one_line_and_needs_attention(with_gaps: Path) -> None:
    code, stdout, said = run(with_gaps, *DAY)
    assert code == 1
    (gap,) = [line for line in stdout.splitlines() if line.startswith("gap: ")]
    assert "=Half" in gap
    assert "half (disclaimer, es): " in gap
    assert "has no text in es" in gap
    assert stdout.splitlines()[0] == "disclaimer: half: 1 link, shown in en"
    assert "\n1 gap in 1 link; 5 published links" in said
    assert not {"\x1b", "\u202e"} & set(stdout + said)


def test_in_json_every_line_stands_the_gaps_first(with_gaps: Path) -> None:
    code, stdout, _ = run(with_gaps, *DAY, "--json")
    assert code == 1
    told = lines(stdout)
    assert [one["state"] for one in told].index("covered") == 1
    assert {key: told[0][key] for key in ("state", "notice", "kind", "language", "gap")} == {
        "state": "gap", "notice": "half", "kind": "disclaimer", "language": "es", "gap": "no-text",
    }  # fmt: skip
    summary = told.pop()
    assert (summary["state"], summary["unknown_operators"]) == ("summary", 3)
    assert told[-1]["state"] == "not-shown"
    assert told[-1]["notice"] is None
    assert {one["id"] for one in told} == {1, 2, 3, 4, 5, told[0]["id"]}
    (own,) = [one for one in told if one["id"] == 2 and one["state"] == "not-required"]
    assert own["words"] == "The destination is one of the agency's own sites."


def test_the_files_say_the_same_as_the_lines(with_gaps: Path) -> None:
    code, stdout, said = run(with_gaps, *DAY, "--html", "a.html", "--csv", "a.csv", "--json")
    assert code == 1
    assert "Written: a.html\nWritten: a.csv\n" in said
    with (with_gaps / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    told = [(one["state"], str(one["id"]), one["notice"] or "") for one in lines(stdout)[:-1]]
    assert [(row["state"], row["link"], row["notice"]) for row in rows] == told
    assert rows[0]["name"] == "'=Half [2J"
    root = ElementTree.parse(with_gaps / "a.html").getroot()  # noqa: S314  (our own page)
    assert "Gaps" in [heading.text for heading in root.iter("h2")]
    assert not list(with_gaps.glob(".jobbank*.tmp"))
    first = (with_gaps / "a.html").read_bytes()
    run(with_gaps, *DAY, "--html", "a.html")
    assert (with_gaps / "a.html").read_bytes() == first


def test_the_wordings_of_the_day_that_is_asked_for_count(folder: Path) -> None:
    catalog = Catalog.open(f"sqlite:///{folder / 'jobbank.db'}", clock_starting_at(NOW))
    with catalog.change(who="a test") as change:
        add_notice(change, "ahead", NoticeKind.DISCLAIMER, "{agency}", effective_from=LATER)
        edit_link(change, 5, catalog.find(5).version, {"disclaimers": ["ahead"]})
    catalog.close()
    for day, states in ((TODAY, ["not-required"]), (LATER, ["covered", "covered"])):
        code, stdout, _ = run(folder, "--date", str(day), "--json")
        assert code == 0
        assert [one["state"] for one in lines(stdout) if one["notice"] == "ahead"] == states
    code, _, said = run(folder, "--date", str(TODAY - timedelta(days=400)))
    assert code == 1
    assert "a release for this day is refused" in said


@pytest.mark.parametrize(
    ("arguments", "settings", "words"),
    [
        (("--date", "tomorrow"), {}, "does not match the format"),
        (("--html", "."), {}, "no ordinary file"),
        (("--csv", "nowhere/a.csv"), {}, "could not be written"),
        (("--csv", "a", "--html", "./a"), {}, "the same file"),
        ((), {"JOBBANK_OWN_SITES": "no host"}, "own_sites"),
    ],
)
def test_what_cannot_be_done_is_told_in_plain_words(
    folder: Path, arguments: tuple[str, ...], settings: dict[str, str], words: str
) -> None:
    before = sorted(folder.iterdir())
    code, stdout, said = run(folder, *arguments, **settings)
    assert (code, stdout) == (2, "")
    assert words in said
    assert sorted(folder.iterdir()) == before


def test_without_a_catalog_nothing_is_audited(tmp_path: Path) -> None:
    code, _, said = run(tmp_path, "--html", "a.html")
    assert code == 4
    assert "jobbank init" in said
    assert not (tmp_path / "a.html").exists()


def test_the_help_has_an_example_and_the_exit_codes(tmp_path: Path) -> None:
    code, stdout, _ = run(tmp_path, "--help")
    assert code == 0
    assert "Example: jobbank audit coverage" in stdout
    assert "Exit codes: 0 no gap; 1 a gap;" in " ".join(stdout.split())
