"""Kill -9 in the midst: what is done stays done, and nothing is done twice.

The work is cut off at every point there is, not at a random one: before each
statement by which it writes to the database.
"""

import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.crawl_runs import BATCH
from directory.model.reasons import Reason
from directory.process_lease import this_process
from tests.clocks import NOW
from tests.directory.cut_off import assert_whole, cut_off_everywhere, opened, settle
from tests.directory.cut_off import crawl as whole_crawl
from tests.directory.samples import add_hosts, crawl, ids, look, picture

pytestmark = pytest.mark.slow

TABLES = ("link", "health", "health_span", "crawl_run", "run_result", "audit")


def _by_link(pictured: dict[str, list[Any]]) -> dict[int, list[Any]]:
    """What is held of each link: its health and its history."""
    held: dict[int, list[Any]] = {row.id: [] for row in pictured["link"]}
    for row in pictured["health"] + pictured["health_span"]:
        held[row.link_id].append(row)
    return held


def _leave_unsettled(url: str) -> None:
    """A run that has seen all, and is not settled; a day before, another saw some of it."""
    with closing(Catalog.open(url)) as catalog:
        links = add_hosts(catalog, BATCH + 20)
        yesterday = NOW - timedelta(days=1)
        crawl(catalog, dict.fromkeys(ids(links[10:]), Reason.OK), yesterday)
        begun = catalog.runs.begin(holder=this_process(), now=NOW, due_only=False, fresh=False)
        reasons = [Reason.OK, Reason.OK, Reason.OK, Reason.NOT_FOUND, Reason.SERVER_ERROR]
        looks = [look(link, reasons[place % 5], NOW) for place, link in enumerate(links)]
        catalog.runs.record(begun.run_id, this_process(), NOW, looks)


def test_settling_can_be_cut_off_anywhere_and_done_again(sqlite_url: str, tmp_path: Path) -> None:
    _leave_unsettled(sqlite_url)
    before = shutil.copyfile(tmp_path / "catalog.db", tmp_path / "before.db")
    with closing(opened(tmp_path / "catalog.db")) as catalog:
        old = _by_link(picture(catalog, TABLES))
        settle(catalog)
        in_the_end = picture(catalog, TABLES)
    new = _by_link(in_the_end)
    assert {row.looks for row in in_the_end["health_span"]} == {1, 2}

    applied = set()
    for file in cut_off_everywhere("settle", before.parent):
        assert_whole(file)
        with closing(opened(file)) as catalog:
            found = picture(catalog, TABLES)
            done = {row.link_id for row in found["run_result"] if row.applied}
            assert _by_link(found) == {link: (new if link in done else old)[link] for link in old}
            settle(catalog)
            assert picture(catalog, TABLES) == in_the_end
        applied.add(len(done))
    assert applied == {0, BATCH, BATCH + 20}


def test_a_crawl_can_be_cut_off_anywhere_and_the_next_one_goes_on(
    sqlite_url: str, tmp_path: Path
) -> None:
    with closing(Catalog.open(sqlite_url, lambda: NOW)) as catalog:
        add_hosts(catalog, 5)
    shutil.copyfile(tmp_path / "catalog.db", tmp_path / "before.db")
    with closing(opened(tmp_path / "catalog.db")) as catalog:
        whole_crawl(catalog)
        in_the_end = picture(catalog, TABLES)
    assert [row.looks for row in in_the_end["health"]] == [1] * 5

    kept = set()
    for file in cut_off_everywhere("crawl", tmp_path):
        assert_whole(file)
        with closing(opened(file)) as catalog:
            kept.add(len(picture(catalog, ["run_result"])["run_result"]))
            whole_crawl(catalog)
            assert catalog.verify_audit().fault is None
            assert picture(catalog, TABLES) == in_the_end
    assert kept == {0, 2, 4, 5}
