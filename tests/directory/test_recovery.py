"""Acts that a kill cuts off: at the next start they are taken back or finished, as a whole."""

import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from directory.catalog.catalog import Catalog
from directory.db.engine import sqlite_module
from directory.errors import ChangeRefused
from directory.model.vocab import ActKind, EditorialState
from directory.publishing.release.faults import ReleaseRefused
from tests.clocks import NOW
from tests.databases import new_sqlite
from tests.directory.cut_off import (
    assert_whole,
    bulk,
    cut_off_everywhere,
    import_links,
    opened,
    undo,
)
from tests.directory.publishing.samples import filled_catalog, release
from tests.directory.samples import add_hosts, behind_its_back, rows
from tests.directory.undo_killed import steward

LINKS = """url,name
https://host-0.example/,Zero
https://host-3.example/,Three
https://new-1.example/,One
https://new-2.example/,Two
https://new-3.example/,Three
"""

Told = dict[str, tuple[Any, ...]]


def told(catalog: Catalog) -> Told:
    """What staff see of each link."""
    return {row.url: (row.id, row.names, row.steward, row.state) for row in rows(catalog, "link")}


def assert_complete(catalog: Catalog) -> None:
    """No act is under way, nothing of one is left, and the trail is whole."""
    assert [row.holder for row in rows(catalog, "act")].count("") == len(rows(catalog, "act"))
    assert [row for row in rows(catalog, "set_aside") if row.link_id == 0] == []
    assert catalog.verify_audit().fault is None


@pytest.fixture
def before(tmp_path: Path) -> Told:
    """Five links, in `before.db`; and a file that changes two of them, and adds three."""
    new_sqlite(tmp_path / "catalog.db")
    with closing(opened(tmp_path / "catalog.db")) as catalog:
        add_hosts(catalog, 5)
        found = told(catalog)
    (tmp_path / "links.csv").write_text(LINKS, encoding="utf-8")
    shutil.copyfile(tmp_path / "catalog.db", tmp_path / "before.db")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("act", ["bulk", "import"])
def test_an_act_that_is_cut_off_anywhere_is_done_or_not_done(
    act: str, before: Told, tmp_path: Path
) -> None:
    with closing(opened(tmp_path / "catalog.db")) as catalog:
        {"bulk": bulk, "import": import_links}[act](catalog)
        after = told(catalog)
    assert after != before
    seen = []
    for file in cut_off_everywhere(act, tmp_path):
        assert_whole(file)
        with closing(opened(file)) as catalog:
            assert_complete(catalog)
            assert told(catalog) == before
            assert (catalog.undo("maria"), catalog.redo("maria")) == (None, None)
            seen += [(one.kind, one.who, one.left) for one in catalog.recovered]
    assert set(seen) == {(ActKind.DO, "maria", 0)}


@pytest.mark.slow
def test_an_undo_that_is_cut_off_anywhere_is_done_or_not_done(before: Told, tmp_path: Path) -> None:
    with closing(opened(tmp_path / "catalog.db")) as catalog:
        bulk(catalog)
        after = told(catalog)
    shutil.copyfile(tmp_path / "catalog.db", tmp_path / "before.db")
    found = []
    for file in cut_off_everywhere("undo", tmp_path):
        with closing(opened(file)) as catalog:
            assert_complete(catalog)
            found.append(told(catalog))
            assert {one.kind for one in catalog.recovered} <= {ActKind.UNDO}
            assert (found[-1] == before) is bool(catalog.recovered)
    assert [one for one in found if one not in (before, after)] == []
    assert before in found
    assert after in found


@pytest.mark.slow
@pytest.mark.parametrize("act", ["bulk", "import"])
def test_a_recovery_that_is_cut_off_anywhere_is_gone_on_with(
    act: str, before: Told, tmp_path: Path
) -> None:
    cut = cut_off_everywhere(act, tmp_path)[-1]  # all but the last transaction is done
    recovering = tmp_path / "recovering"
    recovering.mkdir()
    with closing(sqlite_module().connect(str(cut))) as connection:
        connection.execute("VACUUM INTO ?", (str(recovering / "before.db"),))
    points = cut_off_everywhere("recover", recovering)
    assert len(points) > 10
    for file in points:
        with closing(opened(file)) as catalog:
            assert_complete(catalog)
            assert told(catalog) == before


@pytest.mark.slow
def test_an_import_is_taken_back_in_one_step(before: Told, tmp_path: Path) -> None:
    with closing(opened(tmp_path / "catalog.db")) as catalog:
        import_links(catalog)
        act = catalog.acts()[0]
        assert (act.title, act.changed) == ("Import of links.csv", 5)
        undo(catalog)
        left = told(catalog)
    assert {url: left.pop(url) for url in before} == before
    assert {state for *_, state in left.values()} == {EditorialState.RETIRED}


def test_no_release_has_half_of_an_act(tmp_path: Path) -> None:
    catalog, folder = filled_catalog(tmp_path), tmp_path / "release"
    with closing(catalog), catalog.act(who="maria", title="Both to the team") as act:
        with act.change(more=True) as change:
            steward(change, catalog.find(1))
        with pytest.raises(ReleaseRefused, match="maria is not done with “Both to the team”"):
            release(catalog, folder)
        with act.change() as change:
            steward(change, catalog.find(2))
        release(catalog, folder)
    assert folder.exists()


def test_an_act_of_a_process_that_runs_is_left_alone(catalog: Catalog, sqlite_url: str) -> None:
    add_hosts(catalog, 2)
    with catalog.act(who="maria", title="Both to the team") as act:
        with act.change(more=True) as change:
            steward(change, catalog.find(1))
        with closing(Catalog.open(sqlite_url, lambda: NOW)) as other:
            assert other.recovered == []
        with act.change() as change:
            steward(change, catalog.find(2))
    assert [row.steward for row in rows(catalog, "link")] == ["team", "team"]


@pytest.mark.both_databases
@pytest.mark.parametrize("place", ["in a transaction", "in the last transaction", "between"])
def test_an_act_that_raises_before_it_is_complete_is_taken_back(
    catalog: Catalog, place: str
) -> None:
    add_hosts(catalog, 2)
    with (
        pytest.raises(KeyboardInterrupt),
        catalog.act(who="maria", title="Both to the team") as act,
    ):
        with act.change(more=True) as change:
            steward(change, catalog.find(1))
        if place == "between":
            raise KeyboardInterrupt
        with act.change(more=place == "in a transaction"):
            raise KeyboardInterrupt
    assert_complete(catalog)
    assert [row.steward for row in rows(catalog, "link")] == ["", ""]


def test_no_release_has_half_of_an_undo_that_was_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog, folder = filled_catalog(tmp_path), tmp_path / "release"
    monkeypatch.setattr("directory.catalog.undo.BATCH", 1)
    with closing(catalog):
        with catalog.act(who="maria", title="Both to the team") as act, act.change() as change:
            steward(change, catalog.find(1))
            steward(change, catalog.find(2))
        catalog.undo("maria", stop=lambda: True)
        with pytest.raises(ReleaseRefused, match="maria can finish it: jobbank undo"):
            release(catalog, folder)
        catalog.undo("maria")
        release(catalog, folder)
    assert folder.exists()


def test_an_undo_that_is_under_way_is_not_begun_twice(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.catalog.undo.BATCH", 1)
    with closing(Catalog.open(sqlite_url, lambda: NOW)) as catalog:
        links = add_hosts(catalog, 2)
        catalog.for_each("maria", "All", [link.id or 0 for link in links], steward)

        told: list[int] = []

        def meanwhile(done: int, _total: int) -> None:
            told.append(done)
            if len(told) > 1:
                return
            with pytest.raises(ChangeRefused, match="under way already"):
                catalog.undo("maria")

        undone = catalog.undo("maria", progress=meanwhile)
        assert undone is not None
        assert (undone.changed, undone.left) == (2, 0)


def test_a_recovery_that_is_interrupted_is_gone_on_with(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By Ctrl-C, while an import that raised is being taken back."""
    monkeypatch.setattr("directory.catalog.undo.BATCH", 1)
    with closing(Catalog.open(sqlite_url, lambda: NOW)) as catalog:
        add_hosts(catalog, 2)
        with catalog.act(who="maria", title="Both") as act, act.change() as change:
            steward(change, catalog.find(1))
            steward(change, catalog.find(2))
        catalog.undo("maria", stop=lambda: True)
    gone = {"holder": "another-machine|1|0"}
    behind_its_back(
        sqlite_url,
        (
            "UPDATE act SET holder = :holder, heartbeat_at = '2020-01-01' "
            "WHERE title = 'Both' AND kind = 'do'",
            gone,
        ),
    )
    with closing(Catalog.open(sqlite_url, lambda: NOW)) as catalog:
        assert_complete(catalog)
        assert [row.steward for row in rows(catalog, "link")] == ["", ""]
