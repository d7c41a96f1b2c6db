"""`-` reads standard input: addresses to check, and files to import."""

from pathlib import Path

import pytest

from crawler.simulation.server import Fleet
from tests.databases import new_sqlite
from tests.tui.running import SITES, jobbank, lines, simulated

CSV = "url,name\nhttps://one.example/,One\nnot an address,Two\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an empty catalog."""
    new_sqlite(tmp_path / "jobbank.db")
    return tmp_path


def test_addresses_are_read_from_standard_input(tmp_path: Path) -> None:
    given = "\ufeffhttps://good.example/\r\n\n  https://gone.example/jobs/list  \n"
    with Fleet(SITES) as fleet:
        done = jobbank(tmp_path, "check", "-", "--json", settings=simulated(fleet), given=given)
    assert done.returncode == 1
    assert {line["url"]: line["verdict"] for line in lines(done.stdout)} == {
        "https://good.example/": "ok",
        "https://gone.example/jobs/list": "gone",
    }


@pytest.mark.parametrize(
    ("given", "said"), [("\n \n", "no address on standard input"), ("no address\n", "no address")]
)
def test_standard_input_without_addresses_is_refused(tmp_path: Path, given: str, said: str) -> None:
    done = jobbank(tmp_path, "check", "-", given=given)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize("options", [(), ("--format", "csv")])
def test_an_import_from_standard_input_is_planned_as_a_file(
    folder: Path, options: tuple[str, ...]
) -> None:
    done = jobbank(folder, "import", "-", "--json", *options, given=CSV)
    assert done.returncode == 1
    assert [(line["file"], line["line"], line["outcome"]) for line in lines(done.stdout)] == [
        ("-", 2, "added"), ("-", 3, "rejected"),
    ]  # fmt: skip
    assert done.stderr.startswith("- (csv): 2 rows; 1 added")
    (act,) = lines(jobbank(folder, "acts", "--limit", "1", "--json").stdout)
    assert act["title"] == "Import of standard input"


def test_what_cannot_be_imported_from_standard_input_is_refused(folder: Path) -> None:
    done = jobbank(folder, "import", "-", "--format", "opml", given="<html>")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: -: ")
    twice = jobbank(folder, "import", "-", "-", given=CSV)
    assert (twice.returncode, "can be given once" in twice.stderr) == (2, True)
