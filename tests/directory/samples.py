"""Links, looks and crawls for the tests of this package, and pictures of whole tables."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.crawl_runs import Result, RunSummary
from directory.catalog.links import add_link, edit_link
from directory.catalog.transaction import Transaction
from directory.db.engine import Database
from directory.errors import ChangeRefused
from directory.model.link import Link, LinkFields
from directory.model.observation import Finding, Hop, Judgement, NetworkFault, Observation
from directory.model.reasons import Reason
from directory.model.tables import metadata
from directory.model.vocab import EditorialState, RunStatus
from directory.rules.urls import lane_of

#: Reasons that come of a fault of the network; all others come of an answer.
FAULTS = {
    Reason.TIMEOUT: NetworkFault.TIMEOUT,
    Reason.CONNECTION_REFUSED: NetworkFault.REFUSED,
    Reason.DNS_FAILURE: NetworkFault.RESOLVER,
    Reason.NO_SUCH_DOMAIN: NetworkFault.NO_SUCH_NAME,
    Reason.REFUSED_ADDRESS: NetworkFault.REFUSED_ADDRESS,
}
HOLDER = "a test"
ALL_TABLES = ("link", "category", "notice", "notice_version", "health", "health_span", "audit")
#: The tables that a crawl that proves nothing must leave as they are.
TRUTHS = ("link", "health", "health_span")


def fields(url: str, name: str = "A link", **given: Any) -> LinkFields:
    """A link's fields; what is not given is left empty."""
    return LinkFields(url=url, names={"en": name}, **given)


def add_links(
    catalog: Catalog, urls: Iterable[str], state: EditorialState = EditorialState.PUBLISHED
) -> list[Link]:
    """New links to these addresses, in one change."""
    with catalog.change(who="a test") as change:
        return [add_link(change, fields(url), state) for url in urls]


_VERBS = {
    EditorialState.DRAFT: workflow.restore,
    EditorialState.IN_REVIEW: workflow.submit,
    EditorialState.PUBLISHED: workflow.accept,
    EditorialState.RETIRED: workflow.retire,
}


def move(change: Transaction, link_id: int, version: int, state: EditorialState) -> Link:
    """Bring a link into this state by the verb for it."""
    return _VERBS[state](change, link_id, version)


def add_hosts(catalog: Catalog, number: int) -> list[Link]:
    """New links to so many hosts, one to each."""
    return add_links(catalog, (f"https://host-{place}.example/" for place in range(number)))


def look(link: Link, reason: Reason, at: datetime) -> Result:
    """What a crawl saw of this link."""
    assert link.id is not None
    hop = Hop(link.url, fault=FAULTS[reason]) if reason in FAULTS else Hop(link.url, 200)
    observation = Observation(link.url, at, (hop,))
    return Result(link.id, lane_of(link.url), observation, Judgement((Finding(reason),)))


def crawl(
    catalog: Catalog, seen: Mapping[int, Reason], at: datetime, *, due_only: bool = False
) -> RunSummary:
    """A whole crawl that saw this of these links."""
    run = catalog.runs.begin(holder=HOLDER, now=at, due_only=due_only, fresh=False)
    looks = [look(catalog.find(link_id), reason, at) for link_id, reason in seen.items()]
    catalog.runs.record(run.run_id, HOLDER, at, looks)
    return catalog.runs.settle(run.run_id, now=at, status=RunStatus.COMPLETE)


def ids(links: Iterable[Link]) -> list[int]:
    """The numbers of these links."""
    return [link.id for link in links if link.id is not None]


def rows(catalog: Catalog, table: str) -> list[Any]:
    """All rows of a table, in the order of its primary key."""
    whole = metadata.tables[table]
    with catalog.reading() as connection:
        return list(connection.execute(sa.select(whole).order_by(*whole.primary_key.columns)))


def picture(catalog: Catalog, tables: Iterable[str] = TRUTHS) -> dict[str, list[Any]]:
    """All rows of these tables."""
    return {table: rows(catalog, table) for table in tables}


def behind_its_back(url: str, *acts: tuple[str, Mapping[str, object]]) -> None:
    """Does to the database what no use case does: statements, each with its values."""
    with closing(Database(url)) as database, database.write() as connection:
        for statement, values in acts:
            connection.execute(sa.text(statement), dict(values))


def add(
    catalog: Catalog, url: str = "https://example.com/", who: str = "maria", **given: Any
) -> Link:
    """A new link, in a change of its own."""
    with catalog.change(who=who) as change:
        return add_link(change, fields(url, **given))


def edit(catalog: Catalog, link: Link, patch: Mapping[str, object]) -> Link:
    """The link after this edit, in a change of its own."""
    assert link.id is not None
    with catalog.change(who="maria") as change:
        return edit_link(change, link.id, link.version, patch)


def refusal(catalog: Catalog, act: Callable[[Transaction], object]) -> str:
    """What is said to this act, which must be refused and leave the catalog as it was."""
    before = picture(catalog, ALL_TABLES)
    with pytest.raises(ChangeRefused) as refused, catalog.change(who="maria") as change:
        act(change)
    assert picture(catalog, ALL_TABLES) == before
    return str(refused.value)
