"""Keys that arrive in one burst, at a real terminal: what is typed goes to what its keys open, and
nothing is decided on a link that was not on the screen.

Text expanders, dictation and slow lines write many characters at once; a key that is held down
repeats.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from directory.catalog.catalog import Catalog
from directory.model.vocab import EditorialState
from tests.databases import KINDS, PostgresServer
from tests.directory.publishing.samples import NOW
from tests.tui import piloting as p
from tests.tui.terminal import Terminal, curating_at
from tests.tui.test_terminal import acts, at, catalog, furnished, here, is_at, seat

__all__ = ["catalog", "furnished", "here"]  # fixtures

pytestmark = pytest.mark.slow


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Lock the catalog, so that every reader waits until the block ends."""
    with closing(sqlite3.connect(folder / "jobbank.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE link SET version = version")
        other.execute("COMMIT")
        yield


def _search_line(terminal: Terminal, text: str) -> bool:
    return any(text in line for line in terminal.lines[1:4])


@pytest.mark.parametrize(("keys", "typed"), [("/disability", "disability"), ("/vet", "vet")])
def test_what_is_typed_after_the_slash_is_searched_for(
    here: Path, catalog: Catalog, keys: str, typed: str
) -> None:
    with seat(here) as terminal:
        terminal.type("2")
        terminal.shows("[2 Catalog]", "1 of 12")
        terminal.type(keys)
        terminal.until(lambda: _search_line(terminal, typed), "the search line")
        assert acts(catalog) == []


@pytest.mark.parametrize("keys", ["2/vet", "2/d"])
def test_a_search_that_is_typed_with_the_way_to_it_is_searched_for(
    here: Path, catalog: Catalog, keys: str
) -> None:
    with seat(here) as terminal:
        terminal.type(keys)
        terminal.until(lambda: _search_line(terminal, keys[2:]), "the search line")
        assert acts(catalog) == []


@pytest.mark.parametrize(
    ("way", "shown", "keys"),
    [
        ("4", "Waiting for approval: 1", "/Peoria"),
        ("3", "[3 Runs]", "/north"),
        ("5", "[5 Notices]", "/axe"),
        ("\r", "▸Entry]", "/disability"),
    ],
)
def test_a_search_begins_on_every_screen_and_gets_what_is_typed(
    here: Path, catalog: Catalog, way: str, shown: str, keys: str
) -> None:
    with seat(here) as terminal:
        terminal.type(way)
        terminal.shows(shown)
        terminal.type(keys)
        terminal.until(lambda: _search_line(terminal, keys[1:]), "the search line")
        assert acts(catalog) == []
        assert not (here / "release").exists()


def test_a_text_without_a_slash_publishes_nothing(here: Path, catalog: Catalog) -> None:
    """A deciding key amid others that came at once is part of a text."""
    with seat(here) as terminal:
        terminal.type("4")
        terminal.shows("Waiting for approval: 1")
        terminal.type("oPa")
        terminal.shows("That key came together with others, so nothing was done.")
        assert acts(catalog) == []
        assert not (here / "release").exists()


def test_a_deciding_key_that_comes_with_the_way_to_its_list_decides_nothing(
    here: Path, catalog: Catalog
) -> None:
    with seat(here) as terminal:
        terminal.type("2")
        terminal.shows("[2 Catalog]", "1 of 12")
        terminal.type("1.")
        terminal.shows("[1 Queue]", "That key came together with others")
        assert acts(catalog) == []
        terminal.type("d")  # now it is there
        terminal.until(lambda: acts(catalog) == ["Retire “Link 1”"])


def test_a_key_that_is_held_down_decides_once(here: Path, catalog: Catalog) -> None:
    with seat(here) as terminal:
        is_at(terminal, p.PARKED)
        terminal.type("." * 22)
        is_at(terminal, p.GONE)
        terminal.type("2")  # comes after them all
        terminal.shows("[2 Catalog]")
        assert acts(catalog) == ["Retire “Link 1”"]


@pytest.mark.parametrize("key", ["d", ".", "b"])
def test_a_key_that_is_typed_while_the_app_starts_decides_nothing(
    here: Path, catalog: Catalog, key: str
) -> None:
    settings = {"JOBBANK_SIMULATION": "now.json", "JOBBANK_USER": "maria"}
    catalog.close()
    with ExitStack() as stack:
        with _locked(here):
            terminal = stack.enter_context(curating_at(here, settings))
            terminal.shows("One moment")
            terminal.type(key)
            terminal.type("2")
        terminal.shows("That key came before its link was shown")
        terminal.shows("[2 Catalog]", "1 of 12")
        with closing(Catalog.open(at(here))) as seen:
            assert acts(seen) == []
            assert seen.find(p.PARKED).state is EditorialState.PUBLISHED


@contextmanager
def _made_to_wait(url: str) -> Iterator[None]:
    """Reading links waits meanwhile, however long: a slow catalog."""
    engine = sa.create_engine(url)
    with closing(engine.raw_connection()) as connection:
        connection.cursor().execute("LOCK TABLE link IN ACCESS EXCLUSIVE MODE")
        yield
    engine.dispose()


@pytest.mark.skipif("postgresql" not in KINDS, reason="PostgreSQL comes from a package for Linux")
@pytest.mark.parametrize(
    ("keys", "typed"),
    [("2/vet", "vet"), ("2/d", "d"), ("2d", ""), ("2.", ""), ("2" + "." * 22, "")],
)
def test_what_is_typed_while_a_slow_catalog_is_read_waits_for_the_list(
    here: Path, postgres_server: PostgresServer, keys: str, typed: str
) -> None:
    with postgres_server.catalog() as url:
        p._fill(url)
        with (
            closing(Catalog.open(url, lambda: NOW)) as catalog,
            seat(here, {"JOBBANK_DATABASE": url}) as terminal,
        ):
            with _made_to_wait(url):
                terminal.type(keys)
                terminal.shows("[2 Catalog]", "One moment")
            if typed:
                terminal.until(lambda: _search_line(terminal, typed), "the search line")
            else:  # the words may be gone when the list comes
                terminal.shows("nothing was done")
                terminal.shows("1 of ")
            assert acts(catalog) == []


def test_marks_and_a_deciding_key_in_one_burst_decide_nothing(here: Path, catalog: Catalog) -> None:
    """What all the marks are on must have been seen."""
    with seat(here) as terminal:
        is_at(terminal, p.PARKED)
        terminal.type("**d")
        terminal.shows("11 marked", "That key came together with others")
        assert acts(catalog) == []


def test_what_is_typed_while_a_form_opens_goes_into_it(here: Path, catalog: Catalog) -> None:
    with seat(here) as terminal:
        is_at(terminal, p.PARKED)
        terminal.type("ed.dv>")
        terminal.shows("Name", "d.dv>")
        assert acts(catalog) == []
