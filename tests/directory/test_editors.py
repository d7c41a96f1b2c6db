"""Several editors at once: nobody's work is overwritten unseen, and the trail stays whole."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from threading import Barrier

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link, edit_link
from directory.errors import StaleEdit
from tests.directory.samples import add, add_links, fields, rows

pytestmark = pytest.mark.both_databases

EDITORS = 4


def _prepared(url: str) -> None:
    with closing(Catalog.open(url)) as catalog:
        add(catalog)


def _assert_one_won(url: str, outcomes: dict[str, str]) -> None:
    winners = [who for who, outcome in outcomes.items() if outcome == "done"]
    assert len(winners) == 1
    assert sorted(outcomes.values()) == ["done"] + ["stale"] * (len(outcomes) - 1)
    with closing(Catalog.open(url)) as catalog:
        link, report = catalog.find(1), catalog.verify_audit()
    assert (link.steward, link.version) == (winners[0], 2)
    assert (report.entries, report.fault) == (2, None)


def test_of_several_threads_that_edit_one_version_exactly_one_wins(database_url: str) -> None:
    _prepared(database_url)
    together = Barrier(EDITORS)

    def edit(who: str) -> str:
        with closing(Catalog.open(database_url)) as catalog:
            version = catalog.find(1).version
            together.wait()
            try:
                with catalog.change(who=who) as change:
                    edit_link(change, 1, version, {"steward": who})
            except StaleEdit as stale:
                assert (stale.based_on, stale.current.version) == (1, 2)
                return "stale"
            return "done"

    names = [f"editor {number}" for number in range(EDITORS)]
    with ThreadPoolExecutor(EDITORS) as threads:
        outcomes = dict(zip(names, threads.map(edit, names), strict=True))
    _assert_one_won(database_url, outcomes)


@pytest.mark.slow
def test_of_two_processes_that_edit_one_version_exactly_one_wins(sqlite_url: str) -> None:
    _prepared(sqlite_url)
    command = [sys.executable, "-m", "tests.directory.editing", sqlite_url]
    names = ["maria", "josé"]
    with ExitStack() as stack:
        editors = [
            stack.enter_context(
                subprocess.Popen(
                    [*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
            )
            for name in names
        ]
        for editor in editors:
            assert editor.stdout is not None
            assert editor.stdout.readline() == "ready\n"
        for editor in editors:
            assert editor.stdin is not None
            editor.stdin.write("\n")
            editor.stdin.flush()
        outcomes = {
            name: editor.communicate()[0].strip()
            for name, editor in zip(names, editors, strict=True)
        }
    _assert_one_won(sqlite_url, outcomes)


@pytest.mark.slow
def test_editors_who_look_again_all_get_their_turn(database_url: str) -> None:
    """Nothing is lost, and no two writers follow the same entry of the trail."""
    _prepared(database_url)

    def edit_often(number: int) -> None:
        with closing(Catalog.open(database_url)) as catalog:
            for turn in range(5):
                while True:
                    link = catalog.find(1)
                    try:
                        with catalog.change(who=f"editor {number}") as change:
                            notes = f"{link.notes}\n{number}.{turn}"
                            edit_link(change, 1, link.version, {"notes": notes})
                            add_link(change, fields(f"https://editor-{number}.example/{turn}"))
                        break
                    except StaleEdit:
                        continue

    with ThreadPoolExecutor(EDITORS) as threads:
        list(threads.map(edit_often, range(EDITORS)))
    with closing(Catalog.open(database_url)) as catalog:
        link, report = catalog.find(1), catalog.verify_audit()
        assert len(rows(catalog, "link")) == 1 + 5 * EDITORS
    assert sorted(link.notes.split()) == [f"{n}.{t}" for n in range(EDITORS) for t in range(5)]
    assert link.version == 1 + 5 * EDITORS
    assert (report.entries, report.fault) == (1 + 2 * 5 * EDITORS, None)


def test_readers_see_a_change_whole_or_not_at_all(sqlite_url: str) -> None:
    with closing(Catalog.open(sqlite_url)) as editor, closing(Catalog.open(sqlite_url)) as reader:
        with editor.change(who="maria") as change:
            add_link(change, fields("https://one.example/"))
            add_link(change, fields("https://two.example/"))
            assert rows(reader, "link") == []
        assert len(rows(reader, "link")) == 2
        add_links(editor, ["https://three.example/"])
        assert len(rows(reader, "link")) == 3
