"""A program in a process of its own, forked from one that has imported everything already.

The imports take a second or two of a processor, each time, and the tests run many hundred
commands and crawls. What a command imports, and that it can be started at all, is tried with the
program itself where that is the point: test_imports.py, test_wheel.py, and all that runs on a
terminal.
"""

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from tempfile import TemporaryDirectory

#: What programs import, as far as it starts no thread and no event loop.
_IMPORTED = (
    "alembic.command", "crawler.check", "crawler.run", "directory.publishing.publish",
    "directory.publishing.verify", "rich.table", "scrapy.core.engine", "scrapy.crawler",
    "tui.cli.main", "uvloop",
)  # fmt: skip

PATIENCE = 60.0  # seconds
ROOT = Path(__file__).parents[1]

_forks = get_context("forkserver")
_forks.set_forkserver_preload(list(_IMPORTED))


def run(
    program: str,
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    seconds: float,
) -> CompletedProcess[str]:
    """How the program ends, as `subprocess.run` tells it.

    program: a function, as `module:name`, that takes the arguments; what it returns is the exit
    code. Raises TimeoutExpired after so many seconds.
    """
    with TemporaryDirectory() as name:
        out, errors = Path(name, "out"), Path(name, "errors")
        process = start(program, arguments, folder, environment, (out, errors))
        process.join(seconds)
        code = process.exitcode
        if code is None:
            process.kill()
            process.join()
            raise TimeoutExpired(arguments, seconds, out.read_bytes(), errors.read_bytes())
        process.close()
        return CompletedProcess(arguments, code, out.read_text("utf-8"), errors.read_text("utf-8"))


def start(
    program: str,
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    streams: tuple[Path, Path],
) -> ForkServerProcess:
    """A process that has just been started. streams: the files for what it writes to stdout and
    to stderr."""
    process = _forks.Process(
        target=_become, args=(program, list(arguments), folder, dict(environment), streams)
    )
    process.start()
    return process


def await_that(condition: Callable[[], bool]) -> None:
    """Returns when what another process does has made the condition hold; fails the test when that
    never happens. The other one gets the processor meanwhile."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "the condition never came to hold"
        time.sleep(0.0005)


def _become(
    program: str,
    arguments: list[str],
    folder: Path,
    environment: Mapping[str, str],
    streams: tuple[Path, Path],
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for number, path in enumerate(streams, 1):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(file, number)
        os.close(file)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.argv = [program, *arguments]
    module, name = program.split(":")
    sys.exit(getattr(import_module(module), name)(arguments))
