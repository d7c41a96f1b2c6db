"""A command in a process of its own, forked from one that has loaded the program already.

Loading takes most of a second and of a processor, each time, and the tests run many hundred
commands. What a command loads, and that it can be started at all, is tried with the program itself
where that is the point: test_imports.py, test_wheel.py, and all that runs on a terminal.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from tempfile import TemporaryDirectory

#: What commands load, as far as it starts no thread.
_LOADED = (
    "alembic.command", "crawler.check", "crawler.wiring", "directory.catalog",
    "directory.publishing.publish", "directory.publishing.verify", "rich.table", "tui.cli.main",
)  # fmt: skip

_context = get_context("forkserver")
_context.set_forkserver_preload(list(_LOADED))


def forked(
    arguments: Sequence[str], folder: Path, env: Mapping[str, str], timeout: float
) -> CompletedProcess[str]:
    """What `jobbank ARGUMENTS…` gives in this folder, as `subprocess.run` would tell it."""
    with TemporaryDirectory() as name:
        out, err = (Path(name) / stream for stream in ("out", "err"))
        process = _context.Process(
            target=_run, args=(list(arguments), str(folder), dict(env), (str(out), str(err)))
        )
        process.start()
        process.join(timeout)
        code = process.exitcode
        if code is None:
            process.kill()
            process.join()
            raise TimeoutExpired(arguments, timeout, out.read_text(), err.read_text())
        return CompletedProcess(arguments, code, out.read_text("utf-8"), err.read_text("utf-8"))


def _run(
    arguments: list[str], folder: str, env: Mapping[str, str], streams: tuple[str, str]
) -> None:
    """The child: becomes the command."""
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    for number, path in enumerate(streams, 1):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.argv = ["jobbank", *arguments]
    from tui.cli.main import main

    main()
