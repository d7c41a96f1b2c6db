"""A program in a process forked from one that has imported everything already.

The imports take a second or two of a processor, each time, and the tests run many hundred
crawls and sessions at a terminal. What a command imports, and that it can be started at all, is
tested with real commands: the demo, the commands of the README, test_imports.py, test_wheel.py.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from tempfile import TemporaryDirectory
from threading import Lock

PATIENCE = 60.0  # seconds
ROOT = Path(__file__).parents[1]

_forks = get_context("forkserver")
_forks.set_forkserver_preload(["tests.warm"])

#: Where a program's input and output go, by file descriptor: a file, a terminal, or a pipe's end.
Streams = Mapping[int, Path | Connection]


class Program:
    """A program that runs, with the methods of `subprocess.Popen` that tests use."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process
        self._reading = Lock()  # the exit code can be read once, and several threads wait for it
        assert process.pid is not None
        self.pid = process.pid

    @property
    def returncode(self) -> int | None:
        """The exit code; minus the signal that ended it; None while it runs."""
        return self.poll()

    def poll(self) -> int | None:
        """The same."""
        with self._reading:
            return self._process.exitcode

    def wait(self, seconds: float | None = None) -> int:
        """Wait for its end; return the exit code. Raises TimeoutExpired."""
        if not wait([self._process.sentinel], seconds):
            raise TimeoutExpired(self._process.name, seconds or 0)
        code = self.poll()
        assert code is not None
        return code

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it by SIGKILL."""
        self.send_signal(signal.SIGKILL)


def run(
    program: str,
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    seconds: float,
) -> CompletedProcess[str]:
    """Run a program to its end, as `subprocess.run` does.

    program: a function, as `module:name`, that takes the arguments; what it returns is the exit
    code. Raises TimeoutExpired after the given number of seconds.
    """
    with TemporaryDirectory() as name:
        out, errors = Path(name, "out"), Path(name, "errors")
        process = start(program, arguments, folder, environment, {1: out, 2: errors})
        try:
            code = process.wait(seconds)
        except TimeoutExpired:
            process.kill()
            process.wait()
            raise TimeoutExpired(
                arguments, seconds, out.read_bytes(), errors.read_bytes()
            ) from None
        return CompletedProcess(arguments, code, out.read_text("utf-8"), errors.read_text("utf-8"))


def start(
    program: str,
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    streams: Streams,
) -> Program:
    """Start a program; it leads a session if it reads from one of the streams."""
    process = _forks.Process(
        target=_become, args=(program, list(arguments), folder, dict(environment), dict(streams))
    )
    process.start()
    return Program(process)


def await_that(condition: Callable[[], bool]) -> None:
    """Return when what another process does has made the condition true; fail the test when that
    never happens. The other one gets the processor meanwhile."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "the condition never became true"
        time.sleep(0.0005)


def _become(
    program: str,
    arguments: list[str],
    folder: Path,
    environment: Mapping[str, str],
    streams: Streams,
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    if 0 in streams:
        os.setsid()
    for number, place in streams.items():
        _connect(number, place)
    if 0 in streams:
        sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    sys.stderr = sys.__stderr__ = open(  # type: ignore[misc]  # noqa: SIM115
        2, "w", encoding="utf-8", errors="backslashreplace", closefd=False
    )
    sys.argv = [program, *arguments]
    module, name = program.split(":")
    sys.exit(getattr(import_module(module), name)(arguments))


def _connect(number: int, place: Path | Connection) -> None:
    """Make the file descriptor of this number lead to this place."""
    if isinstance(place, Connection):
        os.dup2(place.fileno(), number)
        return
    file = os.open(place, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOCTTY, 0o600)
    os.dup2(file, number)
    if file > 2:
        os.close(file)
