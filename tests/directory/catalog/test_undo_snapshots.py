"""What acts set aside is kept for three months; how far an undo came, until it is finished."""

from datetime import timedelta

import pytest

from directory.catalog import undo_snapshots
from directory.catalog.catalog import Catalog
from directory.catalog.links import edit_link
from tests.clocks import HandClock
from tests.directory.pages import crawl_pages, page_look
from tests.directory.samples import add, rows

pytestmark = pytest.mark.both_databases


def _move(catalog: Catalog, url: str) -> None:
    with catalog.act(who="maria", title="Move") as act, act.change() as change:
        edit_link(change, 1, catalog.find(1).version, {"url": url})


def test_what_was_set_aside_is_dropped_after_three_months(
    catalog: Catalog, clock: HandClock
) -> None:
    link = add(catalog)
    crawl_pages(catalog, [page_look(link, clock())], clock())
    _move(catalog, "https://new.example/")
    assert [row.link_id for row in rows(catalog, "set_aside")] == [1]
    clock.advance(days=undo_snapshots.KEPT_FOR.days)
    _move(catalog, "https://newer.example/")
    assert len(rows(catalog, "set_aside")) == 1
    clock.now += timedelta(seconds=1)
    _move(catalog, "https://newest.example/")
    assert rows(catalog, "set_aside") == []


def test_nothing_is_set_aside_where_nothing_was_held(catalog: Catalog) -> None:
    add(catalog)
    _move(catalog, "https://new.example/")
    assert rows(catalog, "set_aside") == []


def test_how_far_an_undo_came_is_noted_until_it_is_finished(catalog: Catalog) -> None:
    add(catalog)
    _move(catalog, "https://new.example/")
    act = catalog.acts()[0]
    with catalog.change(who="maria") as change:
        for seq in (7, 3, None):
            undo_snapshots.set_progress(change.connection, act.id, seq)
            assert undo_snapshots.progress(change.connection, act.id) == seq
