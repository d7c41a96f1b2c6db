"""Every command where it cannot work: a sentence comes, and never a traceback."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import click
import psutil
import pytest

from tests.databases import new_sqlite
from tests.forked import PATIENCE, await_that
from tests.tui.running import environment, jobbank
from tui.cli.main import jobbank as group

pytestmark = pytest.mark.slow

ESCAPES = "\x1b]0;owned\x07\u202e\x9b31m"
#: Those that begin a long work, or wait for Ctrl-C, when nothing is wrong.
LONG = {"demo", "curate", "preview"}
#: Files that are none of what a command wants.
WRONG = {"missing": None, "empty": b"", "noise": bytes(range(256)) * 9, "folder": ...}


def commands(parent: click.Group = group, path: tuple[str, ...] = ()) -> Iterator[list[str]]:
    """The words of each command that does something."""
    context = click.Context(parent)
    for name in parent.list_commands(context):
        command = parent.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
            if not command.invoke_without_command:
                continue
        yield [*path, name]


COMMANDS = list(commands())


def arguments_of(words: list[str], file: str) -> list[str]:
    """The command with this file, or word, for each argument that it must have."""
    command: click.Command = group
    for word in words:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), word)
        assert found is not None
        command = found
    needed = [part for part in command.params if isinstance(part, click.Argument) and part.required]
    return [*words, *[file] * len(needed)]


def typed(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command, typed in this folder, in a web without a single site."""
    (folder / "nowhere.json").write_text('{"names": {}}', encoding="utf-8")
    return jobbank(folder, *words, settings={"JOBBANK_SIMULATION": str(folder / "nowhere.json")})


def assert_told(done: subprocess.CompletedProcess[str]) -> None:
    """It ended as a command does, and nothing that was written acts on the terminal."""
    assert done.returncode in range(5), done.stderr
    assert "Traceback" not in done.stderr
    assert not set("\x1b\x07\u202e\x9b") & set(done.stdout + done.stderr)


def test_what_was_typed_does_not_act_on_the_terminal(tmp_path: Path) -> None:
    for words in COMMANDS:
        for more in ([ESCAPES] * 9, [f"--{ESCAPES}"], [f"--query={ESCAPES}"]):
            assert_told(typed(tmp_path, *words, *more))


@pytest.mark.parametrize("kind", WRONG)
def test_a_file_of_the_wrong_kind_is_told(tmp_path: Path, kind: str) -> None:
    new_sqlite(tmp_path / "jobbank.db")
    file, content = tmp_path / "given", WRONG[kind]
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif content is not None:
        file.mkdir()
    for words in COMMANDS:
        if words[-1] not in LONG:
            assert_told(typed(tmp_path, *arguments_of(words, str(file))))


def cut_off(file: Path) -> None:
    """A catalog of which the second half is missing."""
    new_sqlite(file)
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def foreign(file: Path) -> None:
    """Another program's database."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE cats (name TEXT)")


CATALOGS: dict[str, Callable[[Path], object]] = {
    "missing": lambda file: file,
    "empty": lambda file: file.write_bytes(b""),
    "cut off": cut_off,
    "foreign": foreign,
    "a folder": lambda file: file.mkdir(),
}


@pytest.mark.parametrize("catalog", CATALOGS)
def test_a_catalog_that_cannot_be_used_is_told(tmp_path: Path, catalog: str) -> None:
    CATALOGS[catalog](tmp_path / "jobbank.db")
    for words in COMMANDS:
        if words[-1] not in LONG and words != ["crawl"]:
            assert_told(typed(tmp_path, *arguments_of(words, "1")))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """`/proc` stands for it: there, no one may make a file, not even root."""
    done = typed(tmp_path, "demo", "/proc/jobbank-demo")
    assert_told(done)
    assert done.returncode == 2
    assert "/proc/jobbank-demo cannot be used: " in done.stderr


def test_a_working_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    """All commands check it first, so one is enough."""
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f"cd {gone} && rmdir {gone} && exec {sys.executable} -m tui.cli.main links"
    done = subprocess.run(
        ["sh", "-c", script], env=environment(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "has been removed" in done.stderr
    assert "Traceback" not in done.stderr


def imports(process: psutil.Process) -> bool:
    """It has begun to."""
    return any("pydantic_core" in mapped.path for mapped in process.memory_maps())


def test_ctrl_c_while_a_crawl_begins_leaves_no_traceback(tmp_path: Path) -> None:
    """It comes in the midst of the imports of the crawl's own process."""
    new_sqlite(tmp_path / "jobbank.db")
    command = [sys.executable, "-m", "tui.cli.main", "crawl"]
    errors = tmp_path / "errors"
    with errors.open("w") as file:
        process = subprocess.Popen(
            command, cwd=tmp_path, env=environment(), stdout=file, stderr=file,
            start_new_session=True,
        )  # fmt: skip
        await_that(lambda: any(map(imports, psutil.Process(process.pid).children())))
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(PATIENCE) in (0, 1)
    assert "Traceback" not in errors.read_text("utf-8")
