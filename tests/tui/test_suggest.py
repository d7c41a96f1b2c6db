"""`jobbank suggest`, run as a shell would run it, against a simulated web and archive."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState
from directory.settings import SettingsError, load_settings
from tests.behaviours import Fleet
from tests.clocks import NOW
from tests.crawler.suggesting import links_to, listing, page, site
from tests.crawler.wayback import Says, Wayback, available
from tests.databases import new_sqlite
from tests.directory.samples import crawl, fields
from tests.tui.running import jobbank

OLD = "https://elm.example/old/training"
NEW = "https://elm.example/learn/job-training"
LOST = "https://oak.example/lost"
GOOD = "https://ash.example/jobs"
NAMES = {OLD: "Job training", LOST: "Summer jobs", GOOD: "Ash jobs", NEW: "Elm's new page"}

ELM = {
    "/": page("Elm County", links_to(_contact="Contact us")),
    "/sitemap.xml": listing(NEW),
    "/learn/job-training": page("Job \x1b training | Elm County"),
}
KEYS = {"id", "url", "name", "health", "suggestions", "remarks", "archive_failed"}


@pytest.fixture(scope="module")
def web() -> Iterator[Fleet]:
    """A web in which two pages are gone."""
    oak = {"/": page("Oak County")}
    with Fleet({"elm.example": site(ELM), "oak.example": site(oak), "ash.example": "ok"}) as fleet:
        yield fleet


@pytest.fixture(scope="module")
def settings(web: Fleet) -> dict[str, str]:
    """The settings under which commands see this web, and no archive."""
    return {
        "JOBBANK_SIMULATION": str(web.simulation_file),
        "JOBBANK_ALLOW_NETWORKS": "127.0.0.0/8",
        "JOBBANK_HOST_DELAY": "0",
        "JOBBANK_ARCHIVE": "",
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a catalog of four links, crawled once."""
    folder = tmp_path_factory.mktemp("suggest")
    with closing(Catalog.open(new_sqlite(folder / "jobbank.db"))) as catalog:
        with catalog.change(who="a test") as change:
            for url, name in NAMES.items():
                add_link(change, fields(url, name), EditorialState.PUBLISHED)
        crawl(catalog, {1: Reason.NOT_FOUND, 2: Reason.NOT_FOUND, 3: Reason.OK}, NOW)
    return folder


@pytest.fixture(scope="module")
def ids() -> dict[str, int]:
    """The numbers of the links, by address."""
    return {url: number for number, url in enumerate(NAMES, start=1)}


def lines(text: str) -> list[dict[str, Any]]:
    """JSON lines, read."""
    return [json.loads(line) for line in text.splitlines()]


def digest(folder: Path) -> list[str]:
    """All that the catalog holds, as SQL."""
    with closing(sqlite3.connect(folder / "jobbank.db")) as database:
        return list(database.iterdump())


def test_every_link_that_is_gone_gets_a_line_and_nothing_is_changed(
    folder: Path, settings: dict[str, str], ids: dict[str, int]
) -> None:
    before = digest(folder)
    done = jobbank(folder, "suggest", "--json", settings=settings)
    found, lost = lines(done.stdout)
    assert found.keys() == lost.keys() == KEYS
    assert (found["url"], lost["url"]) == (OLD, LOST)
    assert found["health"]["verdict"] == "gone"
    assert found["health"]["confirmed"] is False
    [one] = found["suggestions"]
    assert one["kind"] == "same-site"
    assert one["address"] == NEW
    assert one["score"] == 1.0
    assert one["same_as_link"] == ids[NEW]
    assert lost["suggestions"] == []
    assert done.returncode == 1
    assert done.stderr == "Nothing could be suggested for 1 link.\n"
    assert digest(folder) == before


def test_people_read_what_is_wrong_what_is_suggested_and_how_to_accept_it(
    folder: Path, settings: dict[str, str], ids: dict[str, int]
) -> None:
    gone, good = ids[OLD], ids[GOOD]
    with Wayback(available(OLD, "20200220080910")) as archive:
        more = settings | {"JOBBANK_ARCHIVE": archive.address}
        done = jobbank(folder, "suggest", str(gone), str(good), settings=more)
        captured = f"{archive.address}/web/20200220080910/{OLD}"
        assert [asked.query["url"] for asked in archive.asked] == [OLD]
    assert done.returncode == 0
    assert done.stderr == ""
    told = [line.strip() for line in done.stdout.splitlines()]
    assert told[:2] == [f"{gone}  Job training", OLD]
    assert told[2].startswith("gone since 2026-10-09")
    assert told[2].endswith(", not confirmed yet: The page was not found.")
    assert told[3:6] == [
        f"→ {NEW}",
        "A page of the same site, titled “Job ␛ training | Elm County”. (titles 100% alike)",
        f"Link {ids[NEW]} has this address already.",
    ]
    assert told[6] == f"→ {captured}"
    assert told[8] == f"Check it first; to accept, change the address of link {gone}."
    assert told[9:11] == [f"{good}  Ash jobs", GOOD]
    assert told[11].startswith("ok since 2026-10-09")
    assert len(told) == 12


@pytest.mark.slow
def test_an_archive_that_cannot_be_asked_is_said_and_needs_attention(
    folder: Path, settings: dict[str, str], ids: dict[str, int]
) -> None:
    with Wayback(Says(b"<html>", 403), Says(b"<html>", 403)) as archive:
        more = settings | {"JOBBANK_ARCHIVE": archive.address}
        done = jobbank(folder, "suggest", str(ids[OLD]), settings=more)
    assert done.returncode == 1
    assert f"  → {NEW}" in done.stdout
    assert (
        "The web archive could not be queried: it answered with the error code 403." in done.stdout
    )


def test_a_number_that_no_link_has_is_refused(folder: Path) -> None:
    done = jobbank(folder, "suggest", "4711")
    assert done.returncode == 2
    assert "there is no link 4711" in done.stderr
    assert done.stdout == ""


def test_without_lost_links_there_is_nothing_to_do(sqlite_url: str, tmp_path: Path) -> None:
    done = jobbank(tmp_path, "suggest", settings={"JOBBANK_DATABASE": sqlite_url})
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "No link is gone or changed; there is nothing to suggest.\n"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://web.archive.org/", "https://web.archive.org"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("", ""),
    ],
)
def test_the_archive_is_a_setting(written: str, meant: str) -> None:
    assert load_settings(archive=written).archive == meant


@pytest.mark.parametrize(
    "written", ["web.archive.org", "ftp://elm.example", "https://elm.example/web", "https://"]
)
def test_a_setting_that_is_no_archive_is_refused(written: str) -> None:
    with pytest.raises(SettingsError, match="archive: give the archive's address"):
        load_settings(archive=written)
