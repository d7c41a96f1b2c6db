"""What commands say of an act that was cut off."""

from contextlib import closing
from pathlib import Path

from directory.catalog.catalog import Catalog
from tests.databases import new_sqlite
from tests.directory.samples import add_hosts, behind_its_back, rows
from tests.directory.undo_killed import steward
from tests.tui.running import jobbank


def test_undo_says_what_was_taken_back_already_and_takes_back_nothing_more(tmp_path: Path) -> None:
    """The act before it stays, until undo is said again."""
    url = new_sqlite(tmp_path / "jobbank.db")
    with closing(Catalog.open(url)) as catalog:
        add_hosts(catalog, 2)
        for link_id in (1, 2):
            with catalog.act(who="ana", title=f"Change {link_id}") as act, act.change() as change:
                steward(change, catalog.find(link_id))
    gone = {"holder": "another-machine|1|0", "title": "Change 2"}
    behind_its_back(
        url,
        ("UPDATE act SET holder = :holder, heartbeat_at = '2020-01-01' WHERE title = :title", gone),
    )
    done = jobbank(tmp_path, "undo", settings={"JOBBANK_USER": "ana"})
    assert done.returncode == 1
    assert "“Change 2” by ana was cut off before it was complete." in done.stderr
    assert "Nothing else was taken back." in done.stderr
    with closing(Catalog.open(url)) as catalog:
        assert [row.steward for row in rows(catalog, "link")] == ["team", ""]
    assert jobbank(tmp_path, "undo", settings={"JOBBANK_USER": "ana"}).returncode == 0
    with closing(Catalog.open(url)) as catalog:
        assert [row.steward for row in rows(catalog, "link")] == ["", ""]
