"""Crawls of chosen links: their ids, and the links that could not be checked now."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, TextIO

from directory.catalog.catalog import Catalog
from directory.catalog.crawl_runs import Begun
from directory.errors import ChangeRefused
from directory.model.host import HostFactKind, WaitFact
from directory.queries.due_links import DueLink, WorkList

_LANES_AT_ONCE = 50


def read_ids(stream: TextIO) -> tuple[int, ...]:
    """Return the ids of links in a text, separated by blanks or lines.

    Raise ChangeRefused if it contains anything else.
    """
    words = stream.read().split()
    for word in words:
        if not (word.isascii() and word.isdigit()):
            raise ChangeRefused(f"“{word[:40]}” is not the id of a link")
    return tuple(map(int, words))


def left_of(catalog: Catalog, begun: Begun, now: datetime) -> Iterator[dict[str, Any]]:
    """Yield each link that this run has not checked: its id and url, and until when its site has
    requested a pause (`until`, None if it has not)."""
    work = catalog.runs.work_list(begun)
    try:
        while lanes := work.next_lanes(_LANES_AT_ONCE):
            waits = _waits(catalog, [lane.key for lane in lanes], now)
            for lane in lanes:
                for link in _links(work, lane.key):
                    until = waits.get(lane.key)
                    yield {"id": link.id, "url": link.url, "until": until and until.isoformat()}
    finally:
        work.close()


def _waits(catalog: Catalog, lanes: list[str], now: datetime) -> dict[str, datetime]:
    found = {}
    for fact in catalog.runs.host_facts(lanes):
        if fact.kind is HostFactKind.WAIT and isinstance(fact.body, WaitFact):
            found[fact.lane] = fact.body.not_before
    return {lane: moment for lane, moment in found.items() if moment > now}


def _links(work: WorkList, lane: str) -> Iterator[DueLink]:
    after = 0
    while links := work.links(lane, after):
        yield from links
        after = links[-1].id
