"""What a person approves and how pages are judged anew: the commands approve and rejudge."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from directory.catalog.catalog import Catalog
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState
from directory.process_lease import this_process
from tests.behaviours import Fleet
from tests.clocks import NOW
from tests.databases import filled_sqlite
from tests.directory.pages import CASINO, JOBS, crawl_pages, page_look
from tests.directory.samples import add_links, rows
from tests.tui.running import jobbank

GOOD, SHUT, UNSEEN, DRAFT = (
    f"https://{name}.example/" for name in ("good", "shut", "unseen", "draft")
)
LEFT = msgspec.structs.replace(
    JOBS, title="This ad has left the building", headline="This ad has left the building"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a catalog of three published links and a draft, of which a crawl saw three."""
    filled_sqlite(tmp_path / "catalog.db", _fill)
    return tmp_path


def _fill(url: str) -> None:
    catalog = Catalog.open(url, lambda: NOW)
    links = add_links(catalog, [GOOD, SHUT, UNSEEN])
    drafts = add_links(catalog, [DRAFT], EditorialState.DRAFT)
    looks = [
        page_look(links[0], NOW),
        page_look(drafts[0], NOW, page=LEFT),
        page_look(links[1], NOW, Reason.ROBOTS_DISALLOWED, page=None, status=403),
    ]
    crawl_pages(catalog, looks, NOW)
    later = NOW + timedelta(days=1)
    looks = [page_look(links[0], later, Reason.DRIFT, page=CASINO)]
    crawl_pages(catalog, looks, later)
    catalog.close()


def run(folder: Path, *arguments: str, **settings: str) -> tuple[int, list[dict[str, Any]], str]:
    """The command's exit code, its JSON lines, and what it says."""
    wanted = {"JOBBANK_DATABASE": "sqlite:///catalog.db", "JOBBANK_USER": "maria"}
    done = jobbank(folder, *arguments, settings=wanted | settings)
    assert "Traceback" not in done.stderr
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def entries(folder: Path) -> list[str]:
    """Who did what, by the audit trail."""
    catalog = Catalog.open(f"sqlite:///{folder / 'catalog.db'}")
    told = [json.loads(row.body) for row in rows(catalog, "audit")]
    catalog.close()
    return [f"{one['who']} {one['what']} {one['key']} {one['why']}".strip() for one in told]


@pytest.mark.slow
def test_to_approve_clears_the_drift_and_is_told_in_the_trail(folder: Path) -> None:
    code, lines, said = run(folder, "approve", "1", "--why", "new design", "--json")
    assert code == 0
    assert [(line["id"], line["url"], line["version"]) for line in lines] == [(1, GOOD, 2)]
    assert said.startswith("Approved the page of 1 link.\nIt counts from the next check on")
    assert entries(folder)[-1] == "maria approve 1 new design"
    _, listed, _ = run(folder, "links", "--json", "--verdict", "ok")
    assert [(link["id"], link["health"]["reason"]) for link in listed] == [(1, "ok"), (4, "ok")]


def test_either_all_pages_are_approved_or_none(folder: Path) -> None:
    before = entries(folder)
    code, lines, said = run(folder, "approve", "1", "3", "--json")
    assert (code, lines) == (2, [])
    assert "link 3: the last check saw no page" in said
    assert entries(folder) == before


@pytest.mark.slow
def test_after_a_word_was_added_pages_are_judged_anew_without_a_request(folder: Path) -> None:
    own = folder / "signs.toml"
    own.write_text(f'[soft404.titles]\nen = ["{LEFT.title}"]\n', encoding="utf-8")
    with Fleet(dict.fromkeys(("good.example", "draft.example"), "ok")) as fleet:
        settings = {
            "JOBBANK_SIGNS": "signs.toml",
            "JOBBANK_SIMULATION": str(fleet.simulation_file),
            "JOBBANK_ALLOW_NETWORKS": "127.0.0.0/8",
        }
        code, lines, said = run(folder, "rejudge", "--json", **settings)
        again = run(folder, "rejudge", "--json", **settings)
        assert fleet.log.count() == 0
    assert code == 1
    assert {"id": 4, "url": DRAFT, "before": ["ok"], "after": ["soft-404"]} in lines
    assert f"The findings of {len(lines)} link" in said
    assert again == (0, [], "No change.\n")
    assert entries(folder)[-1] == "maria rejudge health"


def test_a_list_that_cannot_be_used_stops_it_before_it_begins(folder: Path) -> None:
    before = entries(folder)
    code, lines, said = run(folder, "rejudge", JOBBANK_SIGNS="none.toml")
    assert (code, lines) == (2, [])
    assert "none.toml cannot be read: No such file or directory." in said
    assert entries(folder) == before


def test_it_waits_for_no_crawl_but_says_that_one_is_under_way(folder: Path) -> None:
    catalog = Catalog.open(f"sqlite:///{folder / 'catalog.db'}")
    catalog.runs.begin(holder=this_process(), now=NOW, due_only=False, fresh=False)
    catalog.close()
    code, lines, said = run(folder, "rejudge")
    assert (code, lines) == (4, [])
    assert "a crawl of this catalog is under way" in said
