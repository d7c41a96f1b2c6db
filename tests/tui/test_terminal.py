"""The jobs of a day at a real terminal, 80 by 24, and how it all ends.

One sitting does several jobs, since a start takes its time; that each job works by itself is
tried elsewhere, without a terminal.
"""

import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from signal import SIGHUP, SIGINT, SIGTERM, Signals

import pytest

from crawler.simulation.simulation import Simulation, save_simulation
from directory.catalog.catalog import Catalog
from directory.model.link import Link
from directory.model.vocab import EditorialState
from tests.behaviours import Fleet
from tests.crawler.crawling import Gate
from tests.directory.publishing.samples import NOW
from tests.tui import piloting as p
from tests.tui.running import jobbank
from tests.tui.terminal import AS_A_COMMAND, FORKED, Starter, Terminal, curating_at

pytestmark = pytest.mark.slow

SETTINGS = """\
agency = "Office of Work"
contact = "links@work.example"
languages = ["en", "es"]
own_sites = ["work.example"]
"""


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with settings, a catalog with work to do, and its day; to be copied."""
    folder = tmp_path_factory.mktemp("furnished")
    (folder / "jobbank.toml").write_text(SETTINGS, "utf-8")
    save_simulation(folder / "now.json", Simulation(names={}, clock=NOW))
    Catalog.create(at(folder), lambda: NOW).close()
    p.worklist(at(folder)).close()
    return folder


def at(folder: Path) -> str:
    """The address of the catalog in this folder."""
    return f"sqlite:///{folder / 'jobbank.db'}"


@pytest.fixture
def here(furnished: Path, tmp_path: Path) -> Path:
    """Such a folder of one's own."""
    return shutil.copytree(furnished, tmp_path / "work")


@pytest.fixture
def catalog(here: Path) -> Iterator[Catalog]:
    """The catalog of that folder, to see what became of it."""
    catalog = Catalog.open(at(here), lambda: NOW)
    yield catalog
    catalog.close()


@contextmanager
def seat(
    folder: Path, settings: Mapping[str, str] | None = None, starter: Starter = FORKED
) -> Iterator[Terminal]:
    """The app on this folder's catalog, once the queue is shown."""
    own = {"JOBBANK_SIMULATION": "now.json", "JOBBANK_USER": "maria"} | dict(settings or {})
    with curating_at(folder, own, starter=starter) as opened:
        opened.shows("1 Queue", "1 of ")
        yield opened


def over(web: Fleet) -> dict[str, str]:
    """The settings that put this web in the place of the real one."""
    return {
        "JOBBANK_SIMULATION": str(web.simulation_file),
        "JOBBANK_ALLOW_NETWORKS": "127.0.0.0/8",
        "JOBBANK_HOST_DELAY": "0",
    }


def acts(catalog: Catalog) -> list[str]:
    """What maria did, in words, the latest first."""
    return [act.title for act in catalog.acts(who="maria")]


def is_at(terminal: Terminal, link_id: int) -> None:
    """Waits until the cursor is at this link."""
    name = re.compile(rf"^▸.*\bLink {link_id}\b")
    terminal.until(lambda: any(map(name.search, terminal.lines)), f"at link {link_id}")


# --- the jobs ---------------------------------------------------------------------------


def test_the_queue_is_triaged_and_what_waits_is_published(here: Path, catalog: Catalog) -> None:
    with seat(here) as terminal:
        is_at(terminal, p.PARKED)
        terminal.shows(". Retire it", "Snooze", "Vouch")  # what to press stands on the screen
        terminal.type(".")  # the suggested fix of a parked page: retire it
        is_at(terminal, p.GONE)
        terminal.type("d")
        is_at(terminal, p.GONE_TOO)
        terminal.type("s")
        is_at(terminal, p.MOVED)
        terminal.type("*")
        terminal.shows("2 marked")
        terminal.type(".")  # all that moved, with two keys
        terminal.until(lambda: len(acts(catalog)) == 4)
        is_at(terminal, p.BLOCKED)
        terminal.type("v")
        is_at(terminal, p.CHANGED)
        terminal.until(lambda: len(acts(catalog)) == 5)
        terminal.type("4")
        terminal.shows("[4 Publish]", "Waiting for approval: 1", "Link 11")  # the difference
        terminal.type("a")
        terminal.until(lambda: catalog.find(p.WAITING).state is EditorialState.PUBLISHED)
        terminal.shows("A first release would have 9 links")
        terminal.type("P")
        terminal.shows("Published")
        terminal.type("q")
        assert terminal.ends() == 0
        left_as_it_was(terminal)
    assert [catalog.find(number).state for number in (p.PARKED, p.GONE)] == [
        EditorialState.RETIRED
    ] * 2
    assert catalog.find(p.GONE_TOO).snoozed_until is not None
    for moved in (p.MOVED, p.MOVED_TOO):
        assert catalog.find(moved).url == f"{p.NEW_PLACE}/{moved}"
    assert catalog.find(p.BLOCKED).vouched_by == "maria"
    released = (here / "release" / "directory.json").read_text("utf-8")
    assert f"site-{p.WAITING}.example" in released
    assert f"site-{p.PARKED}.example" not in released
    done = jobbank(here, "verify", "release", settings={"JOBBANK_SIMULATION": "now.json"})
    assert done.returncode == 0


def test_links_are_added_with_an_address_that_is_pasted_or_typed(
    here: Path, catalog: Catalog
) -> None:
    pasted, typed = (f"https://jobs.{name}-county.example/openings" for name in ("elm", "oak"))
    with Fleet({"*": "ok"}, clock=NOW) as web, seat(here, over(web)) as terminal:
        terminal.paste(f" {pasted}\n")
        added(terminal, pasted)
        terminal.until(lambda: len(acts(catalog)) == 1)
        terminal.type("n")
        terminal.shows("Address")
        terminal.type(typed)
        added(terminal, typed)
        terminal.until(lambda: len(acts(catalog)) == 2)
        terminal.type(CTRL_C)
        terminal.shows("quit")
        terminal.type(CTRL_Q)
        assert terminal.ends() == 0
        left_as_it_was(terminal)
    for link, address in zip(new_links(catalog), (pasted, typed), strict=True):
        assert (link.url, link.state) == (address, EditorialState.DRAFT)
        assert link.names["en"]


CTRL_C, CTRL_Q, CTRL_S = "\x03", "\x11", "\x13"


def added(terminal: Terminal, address: str) -> None:
    """Saves the form, once the page was looked at, and its name filled in."""
    terminal.shows(address, "+ ok")
    terminal.until(lambda: any(re.search(r"Name \(en\) +\w", line) for line in terminal.lines))
    terminal.type(CTRL_S)
    terminal.shows("Added as a draft")
    terminal.shows_no("Start over")


def new_links(catalog: Catalog) -> list[Link]:
    """The links that were not there at the beginning, the oldest first."""
    with catalog.reading() as connection:
        asked = f"SELECT id FROM link WHERE id > {p.DUE} ORDER BY id"  # noqa: S608  a number
        found = list(connection.exec_driver_sql(asked).scalars())
    return [catalog.find(link_id) for link_id in found]


def test_after_a_restart_a_crawl_is_found_again_and_an_act_is_taken_back(
    here: Path, catalog: Catalog
) -> None:
    gate = Gate()
    gone = (p.GONE, p.GONE_TOO)

    def categories() -> list[str | None]:
        return [catalog.find(number).category for number in gone]

    sites = {f"site-{number}.example": "ok" for number in range(p.PARKED, p.DUE + 1)}
    with Fleet(sites | {f"site-{p.FINE}.example": gate.behind()}, clock=NOW) as web:
        with seat(here, over(web)) as terminal:
            terminal.type("2")
            terminal.shows("[2 Catalog]", f"of {p.DUE}")
            terminal.type("/")
            terminal.shows("words, state:draft")
            terminal.type("category:job-banks verdict:gone", "\r")
            terminal.shows("of 2")
            terminal.type("*")
            terminal.shows("2 marked")
            terminal.type("t")
            terminal.shows("Category", "type a few letters")
            terminal.type("career", "\r")
            terminal.until(lambda: categories() == ["career-resources"] * 2)
            terminal.type("3")
            terminal.shows("Crawl 3: complete")
            terminal.type("N")
            terminal.shows(f"of {p.DUE}")
            terminal.type("q")
            assert terminal.ends() == 0
        assert "A crawl is under way and continues." in terminal.after_the_screen
        assert len(acts(catalog)) == 1
        with seat(here, over(web)) as terminal:
            terminal.type("3")
            terminal.shows(f"of {p.DUE}")
            gate.open()
            terminal.shows("Crawl 4: complete")
            terminal.shows_no(f"of {p.DUE}")  # so it is no longer under way
            terminal.type("u")
            terminal.until(lambda: categories() == ["job-banks"] * 2)
            terminal.type("U")
            terminal.until(lambda: categories() == ["career-resources"] * 2)
            terminal.type("q")
            assert terminal.ends() == 0
        assert "A crawl" not in terminal.after_the_screen


# --- how it ends, and where it does not begin ---------------------------------------------


@pytest.mark.parametrize(
    ("sign", "code"), [(SIGTERM, 143), (SIGHUP, 129), (SIGINT, 0)], ids=["term", "hup", "int"]
)
def test_whoever_ends_it_finds_the_terminal_as_it_was(here: Path, sign: Signals, code: int) -> None:
    with seat(here) as terminal:
        assert terminal.modes[1049]  # the screen is the app's, and so is the mouse
        assert terminal.modes[1000]
        terminal.process.send_signal(sign)
        assert terminal.ends() == code
        left_as_it_was(terminal)


def test_it_ends_by_itself_when_the_terminal_goes_away_without_a_word(here: Path) -> None:
    with seat(here, starter=AS_A_COMMAND) as terminal:
        terminal.hang_up()
        assert terminal.ends() == 129


def left_as_it_was(terminal: Terminal) -> None:
    """The screen is given back, the cursor shown, the mouse and the keyboard let go."""
    modes = terminal.modes
    assert modes.pop(25), "the cursor"
    assert modes.pop(7), "long lines are wrapped"
    assert not any(modes.values()), modes
    assert terminal.manners == terminal.manners_now
    assert "Traceback" not in terminal.after_the_screen


DAMAGED = b"SQLite format 3\0" + b"what a pity " * 2000


@pytest.mark.parametrize(
    ("files", "code", "words"),
    [
        ({}, 4, "there is no catalog at"),
        ({"jobbank.db": DAMAGED}, 4, "is damaged"),
        ({"jobbank.db": b"Dear diary, " * 900}, 4, "is damaged"),
        ({"jobbank.toml": b"agency = ["}, 2, "jobbank.toml cannot be read"),
    ],
    ids=["none", "damaged", "another file", "settings"],
)
def test_where_it_cannot_begin_it_says_why_in_plain_words(
    tmp_path: Path, files: dict[str, bytes], code: int, words: str
) -> None:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with curating_at(tmp_path) as terminal:
        assert terminal.ends() == code
        left_as_it_was(terminal)
        assert words in terminal.after_the_screen
        assert terminal.after_the_screen.count("Error: ") == 1


def test_a_catalog_that_another_program_keeps_to_itself_is_told_of(here: Path) -> None:
    with closing(sqlite3.connect(here / "jobbank.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE link SET notes = 'mine' WHERE id = 1")
        with curating_at(here) as terminal:
            assert terminal.ends() == 4
            left_as_it_was(terminal)
            assert "busy" in terminal.after_the_screen


def test_without_a_terminal_it_names_the_commands(here: Path) -> None:
    done = jobbank(here, "curate")
    assert done.returncode == 2
    assert "this needs a terminal" in done.stderr
    assert done.stdout == ""
