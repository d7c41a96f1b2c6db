"""Crawls as processes, as the command line starts them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from multiprocessing import Pipe
from pathlib import Path
from threading import Event
from typing import IO, Any, Self

import sqlalchemy as sa

from crawler.simulation.pages import page_reply
from crawler.simulation.server import Fleet
from crawler.simulation.site import Answer, Handler, Request, Wire
from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link
from directory.model.health import Health
from directory.model.link import LinkFields
from directory.model.run import CrawlRun, RunResult
from directory.rules.addresses import parse_networks
from tests import forked

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "crawler.run")
SECONDS = 60  # longer than any crawl here takes, on the slowest machine

Line = dict[str, Any]
_numbers = count(1)


def environment(
    database: str, simulation: Path, settings: Mapping[str, object] | None = None
) -> dict[str, str]:
    """The environment of a crawl over a simulated web, in a hurry."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JOBBANK_")}
    chosen: dict[str, object] = {
        "database": database,
        "simulation": simulation,
        "allow_networks": "127.0.0.0/8",
        "host_delay": 0,
        "request_timeout": 20,
        "connect_timeout": 10,
        **(settings or {}),
    }
    named = {f"JOBBANK_{name.upper()}": str(value) for name, value in chosen.items()}
    return kept | named | {"PYTHONPATH": str(ROOT)}


@dataclass
class Crawl:
    """A crawl under way. Use it in a `with`: it does not outlive the block.

    out: its progress; lines: as far as it has been read; errors: the file of what it reports.
    """

    process: forked.Program | subprocess.Popen[str]
    out: IO[str]
    errors: Path
    lines: list[Line] = field(default_factory=list)

    @classmethod
    def start(
        cls,
        folder: Path,
        environment: Mapping[str, str],
        *arguments: str,
        chosen: Sequence[int] = (),
    ) -> Self:
        """Start one in this folder, forked. chosen: ids of the links to check; empty for all."""
        reader, writer = Pipe(duplex=False)
        errors = _file_for_errors(folder)
        streams: dict[int, Any] = {1: writer, 2: errors}
        if chosen:
            ids = streams[0] = errors.with_suffix(".ids")
            ids.write_text(" ".join(map(str, chosen)), "utf-8")
            arguments = (*arguments, "--chosen")
        process = forked.start("crawler.run:main", arguments, folder, environment, streams)
        writer.close()
        return cls(process, os.fdopen(os.dup(reader.fileno()), encoding="utf-8"), errors)

    @classmethod
    def command(
        cls, folder: Path, environment: Mapping[str, str], command: Sequence[str] = COMMAND
    ) -> Self:
        """Start one in this folder, as a command."""
        errors = _file_for_errors(folder)
        with errors.open("w") as file:
            process = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=file, text=True
            )
        assert process.stdout is not None
        return cls(process, process.stdout, errors)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self.out.close()

    def read_until(self, enough: Callable[[list[Line]], bool]) -> None:
        """Read its progress until there is enough of it. Fails if it ends first."""
        while not enough(self.lines):
            line = self.out.readline()
            assert line, f"the crawl ended early: {self.errors.read_text('utf-8')}"
            self.lines.append(json.loads(line))

    def finish(self) -> "Finished":
        """Wait for its end."""
        self.lines += [json.loads(line) for line in self.out]
        return Finished(self.process.wait(SECONDS), self.lines, self.errors.read_text("utf-8"))

    def kill(self) -> list[Line]:
        """End it by SIGKILL; return all its lines."""
        self.process.send_signal(signal.SIGKILL)
        self.finish()
        return self.lines


def _file_for_errors(folder: Path) -> Path:
    return folder / f"errors-{next(_numbers)}.txt"


@dataclass(frozen=True)
class Finished:
    """How a crawl ended."""

    code: int
    lines: Sequence[Line]
    errors: str

    @property
    def begin(self) -> Line:
        """Its first line."""
        return self.lines[0]

    @property
    def links(self) -> list[Line]:
        """Its lines on links."""
        return links_of(self.lines)

    @property
    def summary(self) -> Line:
        """Its last line."""
        assert self.lines[-1]["type"] == "summary"
        return self.lines[-1]

    def of(self, url: str) -> Line:
        """Its line on this link."""
        [line] = [line for line in self.links if line["url"] == url]
        return line


def links_of(lines: Iterable[Line]) -> list[Line]:
    """The lines on links among these."""
    return [line for line in lines if line["type"] == "link"]


@dataclass(frozen=True)
class Desk:
    """A catalog in a folder, and the crawls over it."""

    folder: Path
    database: str

    def add(self, *urls: str) -> dict[str, int]:
        """Puts links into the catalog; their ids by URL."""
        with self.catalog() as catalog, catalog.change(who="test") as change:
            return {
                url: add_link(change, LinkFields(url=url, names={"en": url})).id or 0
                for url in urls
            }

    def crawl(self, fleet: Fleet | Path, *arguments: str, **settings: object) -> Finished:
        """A whole crawl."""
        environment = self.environment(fleet, **settings)
        done = forked.run("crawler.run:main", arguments, self.folder, environment, SECONDS)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return Finished(done.returncode, lines, done.stderr)

    def crawling(self, fleet: Fleet | Path, *arguments: str, **settings: object) -> Crawl:
        """A crawl that has just been started."""
        return Crawl.start(self.folder, self.environment(fleet, **settings), *arguments)

    def check(self, fleet: Fleet | Path, *ids: int, **settings: object) -> Finished:
        """A whole crawl of the links with these ids."""
        with Crawl.start(self.folder, self.environment(fleet, **settings), chosen=ids) as crawl:
            return crawl.finish()

    def environment(self, fleet: Fleet | Path, **settings: object) -> dict[str, str]:
        """The environment of a crawl over this fleet, or this simulation."""
        simulation = fleet.simulation_file if isinstance(fleet, Fleet) else fleet
        return environment(self.database, simulation, settings)

    @contextmanager
    def catalog(self) -> Any:
        """The catalog, open."""
        catalog = Catalog.open(self.database, allowed=parse_networks("127.0.0.0/8"))
        try:
            yield catalog
        finally:
            catalog.close()

    def health(self) -> dict[int, Line]:
        """What the catalog holds to be true of each link, by id."""
        return {row["link_id"]: row for row in self._rows(Health)}

    def runs(self) -> list[Line]:
        """The runs of this catalog."""
        return self._rows(CrawlRun)

    def held_back(self) -> list[Line]:
        """Results of runs that are not over."""
        return self._rows(RunResult)

    def _rows(self, model: Any) -> list[Line]:
        with self.catalog() as catalog, catalog.reading() as connection:
            return [dict(row) for row in connection.execute(sa.select(model.__table__)).mappings()]


class Gate:
    """Pages that do not come before the gate is opened."""

    def __init__(self) -> None:
        self._open = Event()

    def open(self) -> None:
        """Lets them come."""
        self._open.set()

    def behind(self) -> Handler:
        """A site of which robots.txt comes at once, and pages when the gate is open."""

        def answer(request: Request) -> Answer:
            if request.path == "/robots.txt":
                return page_reply(request.host, request.path, 404)
            return self._wait

        return answer

    async def _wait(self, wire: Wire) -> None:
        while not self._open.is_set():
            await wire.pause(0.01)
        reply = page_reply(wire.request.host, wire.request.path)
        await wire.send(reply.head + reply.body)
