"""Rows are asked for before they are needed, once, and are shown until newer ones come."""

from array import array

from directory.model.vocab import EditorialState
from directory.queries.link_rows import Row
from tui.state.row_cache import RowStore
from tui.state.viewport import Window

SPINE = array("i", range(1000, 2000))
TOP = Window(total=1000, height=10)


def _row(link_id: int, version: int = 1) -> Row:
    return Row(
        id=link_id,
        version=version,
        name=f"Link {link_id}",
        url=f"https://site{link_id}.example/",
        host=f"site{link_id}.example",
        state=EditorialState.PUBLISHED,
        category="job-banks",
    )


def _rows(ids: tuple[int, ...]) -> dict[int, Row]:
    return {link_id: _row(link_id) for link_id in ids}


def test_what_is_seen_is_asked_for_with_a_margin() -> None:
    wanted = RowStore().to_ask(SPINE, TOP)
    assert wanted == tuple(range(1000, 1030))


def test_nothing_is_asked_for_twice() -> None:
    store = RowStore()
    store.to_ask(SPINE, TOP)
    assert store.to_ask(SPINE, TOP) == ()
    assert store.to_ask(SPINE, TOP.by(5)) == ()


def test_nothing_is_asked_for_in_an_empty_list() -> None:
    assert RowStore().to_ask(array("i"), Window(height=10)) == ()


def test_small_moves_within_what_has_come_ask_for_nothing() -> None:
    store = RowStore()
    store.provide(_rows(store.to_ask(SPINE, TOP)))
    assert [store.to_ask(SPINE, TOP.scrolled(top)) for top in range(11)] == [()] * 11
    assert store.to_ask(SPINE, TOP.scrolled(11)) == tuple(range(1030, 1041))


def test_a_request_names_what_the_one_before_was_not_answered() -> None:
    store = RowStore()
    store.to_ask(SPINE, TOP)
    wanted = store.to_ask(SPINE, TOP.scrolled(15))
    assert set(wanted) >= {1000, 1029, 1040}


def test_a_link_without_an_answer_is_asked_for_again_after_another_request() -> None:
    store = RowStore()
    first = store.to_ask(SPINE, TOP)
    store.to_ask(SPINE, TOP.scrolled(500))
    assert store.to_ask(SPINE, TOP) == first


def test_a_link_that_has_vanished_is_not_asked_for_over_and_over() -> None:
    store = RowStore()
    rows = _rows(store.to_ask(SPINE, TOP))
    del rows[1003]
    store.provide(rows)
    assert store.to_ask(SPINE, TOP) == ()
    assert store.get(1003) is None


def test_a_forgotten_row_is_shown_until_the_newer_one_comes() -> None:
    store = RowStore()
    store.provide(_rows(store.to_ask(SPINE, TOP)))
    store.forget([1002, 1999])
    assert store.get(1002) == _row(1002)
    assert store.to_ask(SPINE, TOP) == (1002,)
    store.provide({1002: _row(1002, version=2)})
    assert store.get(1002) == _row(1002, version=2)
    assert store.to_ask(SPINE, TOP) == ()


def test_a_row_forgotten_while_it_is_on_its_way_is_asked_for_again() -> None:
    store = RowStore()
    store.to_ask(SPINE, TOP)
    store.forget([1002])
    assert 1002 in store.to_ask(SPINE, TOP)


def test_all_rows_can_be_forgotten() -> None:
    store = RowStore()
    store.provide(_rows(store.to_ask(SPINE, TOP)))
    store.forget()
    assert store.to_ask(SPINE, TOP) == tuple(range(1000, 1030))
    assert store.get(1000) == _row(1000)


def test_rows_that_were_not_looked_at_for_longest_make_room() -> None:
    store = RowStore(kept=3)
    store.provide(_rows((1, 2, 3)))
    store.get(1)
    store.provide(_rows((4,)))
    assert len(store) == 3
    assert store.get(2) is None
    assert store.get(1) == _row(1)
