"""Kill -9 in the midst: what is done stays done, and nothing is done twice.

The work is cut off at every point there is, not at a random one: before each
statement by which it writes to the database.
"""

import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from directory.catalog import Catalog
from directory.model.reasons import Reason
from directory.runs import BATCH
from directory.store.holder import this_process
from tests.clocks import NOW
from tests.directory.cut_off import assert_whole, cut_off_everywhere, opened, settle
from tests.directory.cut_off import crawl as whole_crawl
from tests.directory.samples import add_hosts, crawl, ids, look, picture

TABLES = ("link", "health", "health_span", "crawl_run", "run_result", "audit")


def _picture_of(file: Path) -> dict[str, list[Any]]:
    with closing(opened(file)) as catalog:
        return picture(catalog, TABLES)


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
        reasons = [Reason.OK, Reason.NOT_FOUND, Reason.SERVER_ERROR]
        looks = [look(link, reasons[place % 3], NOW) for place, link in enumerate(links)]
        catalog.runs.record(begun.run_id, this_process(), NOW, looks)


def test_settling_can_be_cut_off_anywhere_and_done_again(sqlite_url: str, tmp_path: Path) -> None:
    _leave_unsettled(sqlite_url)
    before = tmp_path / "before.db"
    shutil.copyfile(tmp_path / "catalog.db", before)
    whole = shutil.copyfile(before, tmp_path / "whole.db")
    with closing(opened(whole)) as catalog:
        settle(catalog)
    at_first, in_the_end = _picture_of(before), _picture_of(whole)
    assert {row.looks for row in in_the_end["health_span"]} == {1, 2}

    cut_off = cut_off_everywhere("settle", tmp_path)
    applied = set()
    for file in cut_off:
        assert_whole(file)
        found = _picture_of(file)
        done = {row.link_id for row in found["run_result"] if row.applied}
        applied.add(len(done))
        old, new = _by_link(at_first), _by_link(in_the_end)
        assert _by_link(found) == {link: (new if link in done else old)[link] for link in old}
        with closing(opened(file)) as catalog:
            settle(catalog)
        assert _picture_of(file) == in_the_end
    assert applied == {0, BATCH, BATCH + 20}


def test_a_crawl_can_be_cut_off_anywhere_and_the_next_one_goes_on(
    sqlite_url: str, tmp_path: Path
) -> None:
    with closing(Catalog.open(sqlite_url, lambda: NOW)) as catalog:
        add_hosts(catalog, 5)
    before = tmp_path / "before.db"
    shutil.copyfile(tmp_path / "catalog.db", before)
    whole = shutil.copyfile(before, tmp_path / "whole.db")
    with closing(opened(whole)) as catalog:
        whole_crawl(catalog)
    in_the_end = _picture_of(whole)
    assert [row.looks for row in in_the_end["health"]] == [1] * 5

    kept = set()
    for file in cut_off_everywhere("crawl", tmp_path):
        assert_whole(file)
        kept.add(len(_picture_of(file)["run_result"]))
        with closing(opened(file)) as catalog:
            whole_crawl(catalog)
            assert catalog.verify_audit().fault is None
        assert _picture_of(file) == in_the_end
    assert kept == {0, 2, 4, 5}
