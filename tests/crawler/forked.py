"""A crawl in a process forked from one that has imported everything already.

The same code in a process of its own as `python -m crawler.run`, without the
second and a half that the imports take: for tests that need many crawls.
"""

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["crawler.run", "scrapy.crawler", "scrapy.core.engine", "uvloop"])


def run(
    folder: Path, environment: Mapping[str, str], arguments: Sequence[str], seconds: float
) -> tuple[int, str, str]:
    """A whole crawl in this folder: its exit code, stdout and stderr."""
    out, errors = folder / "crawl.out", folder / "crawl.err"
    process = _FORKS.Process(target=_crawl, args=(folder, dict(environment), arguments))
    process.start()
    process.join(seconds)
    code = process.exitcode
    if code is None:
        process.kill()
        process.join()
    process.close()
    assert code is not None, "the crawl did not end in time"
    return code, out.read_text(), errors.read_text()


def _crawl(folder: Path, environment: Mapping[str, str], arguments: Sequence[str]) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for descriptor, name in ((1, "crawl.out"), (2, "crawl.err")):
        file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, descriptor)
        os.close(file)
    from crawler.run import main

    sys.exit(main(arguments))
