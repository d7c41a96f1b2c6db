"""What a run still has to look at: lane by lane, the busiest first, a page at a time."""

import json
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from directory.catalog.catalog import Catalog
from directory.catalog.crawl_runs import Begun
from directory.catalog.links import add_link
from directory.db.engine import Database
from directory.errors import CatalogUnavailable
from directory.model.baseline import page_key
from directory.model.link import Link
from directory.model.reasons import Reason
from directory.model.run import PageMetadata
from directory.model.vocab import EditorialState, RunStatus
from directory.queries.due_links import PAGE, DueLink, KnownPage, Lane, WorkList
from tests.clocks import NOW
from tests.directory.pages import JOBS, crawl_pages, page_look
from tests.directory.samples import (
    HOLDER,
    add,
    add_links,
    behind_its_back,
    crawl,
    edit,
    fields,
    ids,
    look,
    rows,
)

pytestmark = pytest.mark.both_databases


@pytest.fixture
def work(catalog: Catalog) -> Iterator["Work"]:
    """A run to make work lists of."""
    work = Work(catalog)
    yield work
    work.close()


class Work:
    """A run of this catalog, with the lists that were made of it."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._lists: list[WorkList] = []

    def begin(self, *, due_only: bool = False, now: datetime = NOW) -> Begun:
        """Begins the run."""
        return self.catalog.runs.begin(holder=HOLDER, now=now, due_only=due_only, fresh=False)

    def list(self, begun: Begun) -> WorkList:
        """What is left of it."""
        made = self.catalog.runs.work_list(begun)
        self._lists.append(made)
        return made

    def close(self) -> None:
        """Closes all lists."""
        for made in self._lists:
            made.close()


def _links_of(work: WorkList, lane: str) -> list[int]:
    found: list[int] = []
    while page := work.links(lane, found[-1] if found else 0):
        assert len(page) <= PAGE
        found += [link.id for link in page]
    return found


def _all(work: WorkList) -> list[int]:
    return sorted(n for lane in work.next_lanes(1000) for n in _links_of(work, lane.key))


def test_the_busiest_lane_comes_first_and_equal_ones_in_a_fixed_order(work: Work) -> None:
    add_links(
        work.catalog,
        ["https://b.example/"]
        + [f"https://busy.example/{place}" for place in range(3)]
        + ["https://a.example/", "https://busy.example:8443/", "https://c.example/"]
        + [f"https://middle.example/{place}" for place in range(2)],
    )
    work_list = work.list(work.begin())
    assert work_list.total() == 9
    assert work_list.next_lanes(2) == [Lane("busy.example", 3), Lane("middle.example", 2)]
    alone = [lane.key for lane in work_list.next_lanes(3) + work_list.next_lanes(10)]
    assert sorted(alone) == ["a.example", "b.example", "busy.example:8443", "c.example"]
    assert work_list.next_lanes(10) == []
    again = work.list(work.begin())
    assert [lane.key for lane in again.next_lanes(10)][2:] == alone


def test_lanes_of_one_length_are_mixed(work: Work) -> None:
    """Those that are neighbours by name, and so often by server, are not asked in a row."""
    add_links(work.catalog, [f"https://slow{number:03}.example/" for number in range(150)])
    add_links(work.catalog, [f"https://well{number:03}.example/" for number in range(50)])
    first = [lane.key for lane in work.list(work.begin()).next_lanes(60)]
    assert 5 < sum(key.startswith("well") for key in first) < 30


def test_a_lanes_links_come_in_order_a_page_at_a_time(work: Work) -> None:
    count = 2 * PAGE + 7
    links = add_links(work.catalog, (f"https://one.example/{place}" for place in range(count)))
    add_links(work.catalog, ["https://two.example/"])
    work_list = work.list(work.begin())
    assert _links_of(work_list, "one.example") == ids(links)
    assert work_list.links("one.example", 0)[0][:2] == (1, "https://one.example/0")
    assert work_list.links("unknown.example", 0) == []


def test_what_was_recorded_is_left_no_more(work: Work) -> None:
    links = add_links(work.catalog, (f"https://one.example/{place}" for place in range(5)))
    begun = work.begin()
    work_list = work.list(begun)
    seen = [look(link, Reason.OK, NOW) for link in links[:3]]
    work.catalog.runs.record(begun.run_id, HOLDER, NOW, seen)
    assert _links_of(work_list, "one.example") == [4, 5]
    assert work_list.total() == 5, "the list of lanes is as it was when the list was made"
    assert work.list(begun).total() == 2


def test_retired_links_are_not_looked_at_and_all_others_are(work: Work) -> None:
    with work.catalog.change(who="maria") as change:
        for state in EditorialState:
            add_link(change, fields(f"https://{state.name}.example/"), state)
    left = _all(work.list(work.begin()))
    assert [work.catalog.find(number).state for number in left] == [
        "draft",
        "in_review",
        "published",
    ]


def test_an_empty_catalog_leaves_nothing_to_do(work: Work) -> None:
    work_list = work.list(work.begin())
    assert (work_list.total(), work_list.next_lanes(5)) == (0, [])


def test_only_links_that_are_due_by_then_are_looked_at(work: Work) -> None:
    """A link that was never looked at is due; so is one at the very moment."""
    add_links(work.catalog, (f"https://host-{place}.example/" for place in range(3)))
    crawl(work.catalog, {1: Reason.OK, 2: Reason.OK}, NOW)
    due: dict[int, datetime] = {
        row.link_id: row.next_check_at for row in rows(work.catalog, "health")
    }
    assert due[1] != due[2]
    first = min(due, key=lambda number: due[number])
    for moment, left in [
        (due[first] - timedelta(seconds=1), [3]),
        (due[first], sorted([first, 3])),
        (max(due.values()), [1, 2, 3]),
    ]:
        begun = Begun(run_id=99, due=moment, already_checked=0)
        assert _all(work.list(begun)) == left
    assert _all(work.list(Begun(run_id=99, due=None, already_checked=0))) == [1, 2, 3]


def test_two_lists_of_one_run_do_not_disturb_each_other(work: Work) -> None:
    add_links(work.catalog, ["https://one.example/", "https://two.example/"])
    begun = work.begin()
    one, other = work.list(begun), work.list(begun)
    assert len(one.next_lanes(5)) == len(other.next_lanes(5)) == 2


def test_a_closed_list_leaves_nothing_behind(catalog: Catalog) -> None:
    """Its connection serves the next list."""
    add_links(catalog, ["https://one.example/"])
    begun = catalog.runs.begin(holder=HOLDER, now=NOW, due_only=False, fresh=False)
    for _ in range(3):
        work_list = catalog.runs.work_list(begun)
        assert work_list.total() == 1
        work_list.close()


def test_a_link_that_is_added_meanwhile_waits_for_the_next_list_unless_its_lane_is_open(
    work: Work,
) -> None:
    add_links(work.catalog, ["https://one.example/"])
    begun = work.begin()
    work_list = work.list(begun)
    add_links(work.catalog, ["https://one.example/later", "https://late.example/"])
    assert [lane.key for lane in work_list.next_lanes(5)] == ["one.example"]
    assert _links_of(work_list, "one.example") == [1, 2]
    assert work.list(begun).total() == 3


@pytest.mark.slow
def test_memory_does_not_grow_with_the_catalog(sqlite_catalog: Catalog, sqlite_url: str) -> None:
    """Four thousand lanes of two links each go by in less memory than their addresses take."""
    (pattern,) = add_links(sqlite_catalog, ["https://host-0.example/"])
    twins = [
        pattern.model_dump(exclude={"id"})
        | {"url": f"https://host-{n // 2}.example/{n}", "url_key": str(n), "lane": f"host-{n // 2}"}
        for n in range(8_000)
    ]
    table: sa.Table = Link.__table__  # type: ignore[attr-defined]
    with closing(Database(sqlite_url)) as database, database.write() as connection:
        connection.execute(sa.insert(table), twins)
    addresses = sum(len(twin["url"]) for twin in twins)
    del twins
    begun = sqlite_catalog.runs.begin(holder=HOLDER, now=NOW, due_only=False, fresh=False)
    with closing(sqlite_catalog.runs.work_list(begun)) as work_list:
        work_list.links("host-1", 0)  # what is compiled once is not counted
        tracemalloc.start()
        seen = 0
        while lanes := work_list.next_lanes(100):
            seen += sum(lane.links for lane in lanes)
            assert len(work_list.links(lanes[0].key, 0)) == lanes[0].links
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert seen == 8_001
    assert peak < addresses


# What is held of a link to look at


def test_a_link_comes_with_its_names_and_operator_and_nothing_else_before_its_first_look(
    work: Work,
) -> None:
    link = add(work.catalog, operator="Elm County")
    edit(work.catalog, link, {"names": {"en": "Jobs", "es": "Empleos “aquí”"}})
    (due,) = work.list(work.begin()).links("example.com", 0)
    assert json.loads(due.names) == {"en": "Jobs", "es": "Empleos “aquí”"}
    assert due._replace(names="") == DueLink(
        1, "https://example.com/", "", "Elm County", "", KnownPage()
    )


def _seen(work: Work, *reasons: Reason, at: datetime = NOW, status: int = 200) -> DueLink:
    noted = (
        PageMetadata(etag='"v1"', last_modified="Fri, 09 Oct 2026")
        if status == 200
        else PageMetadata()
    )
    link = work.catalog.find(1)
    result = page_look(link, at, *reasons, status=status, noted=noted)
    crawl_pages(work.catalog, [result], at)
    run = work.begin(now=at)
    (due,) = work.list(run).links(link.lane, 0)
    work.catalog.runs.settle(run.run_id, now=at, status=RunStatus.COMPLETE)
    return due


def test_a_link_that_was_well_comes_with_what_to_ask_for_a_change_by(work: Work) -> None:
    add_links(work.catalog, ["https://one.example/"])
    due = _seen(work)
    assert due.known.page_key == page_key(JOBS)
    assert due.known.final_url == "https://one.example/"
    assert (due.known.etag, due.known.last_modified) == ('"v1"', "Fri, 09 Oct 2026")


def test_a_link_that_was_not_well_is_asked_for_its_whole_page(work: Work) -> None:
    """What is bad must not be kept so by an answer that nothing has changed."""
    add_links(work.catalog, ["https://one.example/"])
    assert _seen(work).known.final_url
    changed = _seen(work, Reason.DRIFT, at=NOW + timedelta(days=1))
    assert changed.known.final_url == ""
    assert changed.known.page_key == page_key(JOBS)
    gone = _seen(work, Reason.NOT_FOUND, at=NOW + timedelta(days=2), status=404)
    assert (gone.known.final_url, gone.known.etag, gone.known.last_modified) == ("", "", "")


def test_a_draft_has_no_baseline(work: Work) -> None:
    add_links(work.catalog, ["https://one.example/"], EditorialState.DRAFT)
    assert _seen(work).known.page_key is None


# When the database fails


def test_a_database_that_fails_under_the_list_is_told_in_plain_words(
    catalog: Catalog, database_url: str
) -> None:
    add_links(catalog, ["https://one.example/"])
    begun = catalog.runs.begin(holder=HOLDER, now=NOW, due_only=False, fresh=False)
    work_list = catalog.runs.work_list(begun)
    behind_its_back(database_url, ("ALTER TABLE link_baseline RENAME TO elsewhere", {}))
    with pytest.raises(CatalogUnavailable, match="cannot be used"):
        work_list.links("one.example", 0)
    assert work_list.total() == 1, "what does not need that table goes on"
    work_list.close()
    with pytest.raises(CatalogUnavailable, match="cannot be used"):
        catalog.runs.work_list(begun)
    behind_its_back(database_url, ("ALTER TABLE elsewhere RENAME TO link_baseline", {}))
    again = catalog.runs.work_list(begun)
    assert len(again.links("one.example", 0)) == 1
    again.close()
