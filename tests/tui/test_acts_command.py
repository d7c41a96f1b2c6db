"""`jobbank acts`, and an undo when the last thing done cannot be taken back."""

from pathlib import Path

import pytest

from tests.databases import filled_sqlite
from tests.tui.in_process import Shell
from tests.tui.stock import DEAD, GOOD, stocked
from tests.tui.terminal import program, terminal

pytestmark = pytest.mark.slow

FINAL = (
    "The last thing you did cannot be taken back: Save the view “gone” (2026-10-09 12:00 UTC).\n"
)
BEFORE = "Retire “The dead one” (2026-10-09 12:00 UTC)"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell at a catalog where maria has retired a link and saved a view."""
    shell = Shell(tmp_path, filled_sqlite(tmp_path / "catalog.db", stocked))
    assert shell.run("retire", str(DEAD)).code == 0
    assert shell.run("views", "--save", "gone", "verdict:gone").code == 0
    return shell


def state(shell: Shell) -> str:
    """That of the link that was retired."""
    (line,) = shell.run("show", str(DEAD), "--json").lines
    return str(line["state"])


def test_acts_are_listed_with_what_became_of_them(shell: Shell) -> None:
    assert shell.run("snooze", str(GOOD)).code == 0
    assert shell.run("undo").code == 0
    assert shell.on_terminal("acts", "--limit", "4").out.splitlines() == [
        "2026-10-09 12:00 UTC  maria  Took back: Snooze “The good one”  (1 link changed)",
        "2026-10-09 12:00 UTC  maria  Snooze “The good one”  (1 link changed; taken back)",
        "2026-10-09 12:00 UTC  maria  Save the view “gone”  (cannot be taken back)",
        "2026-10-09 12:00 UTC  maria  Retire “The dead one”  (1 link changed)",
    ]
    assert shell.run("acts", "--limit", "3").out.splitlines()[1:] == [
        "4\t2026-10-09T12:00:00Z\tmaria\tdo\tSnooze “The good one”\t1\tundone",
        "3\t2026-10-09T12:00:00Z\tmaria\tfinal\tSave the view “gone”\t0\t",
    ]
    (first, *_) = shell.run("acts", "--who", "eve", "--json").lines
    assert (first["who"], first["title"], first["final"], first["undone"]) == (
        "eve", "Add 2 categories", True, False,
    )  # fmt: skip


def test_undo_says_what_cannot_be_taken_back_and_does_nothing(shell: Shell) -> None:
    told = shell.run("undo", "--json")
    assert (told.code, told.out) == (2, "")
    wanted = f"Error: add --yes to take back what you did before that: {BEFORE}\n"
    assert told.said == FINAL + wanted
    assert state(shell) == "retired"
    told = shell.run("undo", "--yes")
    assert (told.code, told.said) == (0, f"{FINAL}Undone: Retire “The dead one” (1 link).\n")
    assert state(shell) == "published"
    assert shell.run("views").out == "gone\tverdict:gone\n"


def test_where_nothing_was_done_before_it_there_is_nothing_to_take_back(shell: Shell) -> None:
    assert shell.run("views", "--save", "mine", "state:draft", who="joe").code == 0
    told = shell.run("undo", who="joe")
    assert told.code == 1
    assert told.said.endswith("There is nothing to take back.\n")


@pytest.mark.parametrize(
    ("answer", "code", "becomes"), [("y", 0, "published"), ("n", 1, "retired")]
)
def test_on_a_terminal_it_asks(shell: Shell, answer: str, code: int, becomes: str) -> None:
    settings = {
        "JOBBANK_DATABASE": shell.url,
        "JOBBANK_SIMULATION": str(shell.folder / "now.json"),
        "JOBBANK_USER": "maria",
    }
    with terminal(shell.folder, program("tui.cli.main:main", "undo"), settings=settings) as shown:
        shown.shows("Take back what you did before that")
        shown.type(answer, "\r")
        assert shown.ends() == code
    assert state(shell) == becomes
