"""No command opens a connection to an address that may not be dialled.

The addresses of a sink stand for all of them: it listens on loopback, of which the settings allow
one address alone, that of the other servers. Every host name that is not theirs leads to the sink.
"""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import msgspec
import pytest

from crawler.simulation.simulation import ANY_NAME, SimulatedName, save_simulation
from crawler.simulation.site import Reply, Request, Site, reply
from tests.behaviours import Fleet
from tests.databases import new_sqlite
from tests.tui.running import jobbank, jobbank_process

pytestmark = pytest.mark.slow

ADDRESS = "127.77.7.7"
SINK = "http://sink.example"
#: The commands that open connections to other servers.
DIALLING = {
    "add": ("add", f"{SINK}/jobs", "--name", "Jobs", "--category", "job-banks"),
    "check": ("check", f"{SINK}/jobs", f"http://{ADDRESS}/", "http://redirects.example/",
              "http://refreshes.example/", "http://robots.example/"),
    "crawl": ("crawl",),
    "suggest": ("suggest", "1"),
    "verify": ("verify", f"{SINK}/release"),
    "registries update": ("registries", "update"),
}  # fmt: skip


class Sink:
    """What nobody may dial. dialled: how many did."""

    def __init__(self) -> None:
        self.dialled = 0
        self._socket = socket.create_server((ADDRESS, 0))
        self.port = self._socket.getsockname()[1]
        self._thread = Thread(target=self._accept)
        self._thread.start()

    def close(self) -> None:
        """End it."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.dialled += 1
            connection.close()


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    """One for all tests of this file."""
    sink = Sink()
    yield sink
    sink.close()


def to_the_sink(request: Request) -> Reply:
    """Leads there: by a redirect."""
    if request.path == "/robots.txt":
        return reply(404)
    return reply(302, headers=(("Location", f"{SINK}/"),))


def robots_in_the_sink(request: Request) -> Reply:
    """Leads there: with its robots.txt, and the address of its sitemap."""
    if request.path == "/robots.txt":
        return reply(302, headers=(("Location", f"{SINK}/robots.txt"),))
    return reply(200, "<title>Jobs</title><h1>Jobs</h1>" + "<p>Jobs in the county.</p>" * 50)


def sitemap_in_the_sink(request: Request) -> Reply:
    """Leads there: with the address of its sitemap; its pages are gone."""
    if request.path == "/robots.txt":
        return reply(
            200, f"User-agent: *\nSitemap: {SINK}/sitemap.xml\n", content_type="text/plain"
        )
    return reply(404)


def refresh_to_the_sink(request: Request) -> Reply:
    """Leads there: by a refresh, in the page and in the header."""
    if request.path == "/robots.txt":
        return reply(404)
    page = f'<meta http-equiv="refresh" content="0; url={SINK}/"><title>Jobs</title>'
    return reply(200, page, headers=(("Refresh", f"0; url={SINK}/"),))


LEADING = {
    "redirects.example": Site(to_the_sink), "robots.example": Site(robots_in_the_sink),
    "sitemap.example": Site(sitemap_in_the_sink), "refreshes.example": Site(refresh_to_the_sink),
}  # fmt: skip


@contextmanager
def web(folder: Path, sink: Sink) -> Iterator[dict[str, str]]:
    """The settings for a web in which all names but four lead to the sink, and those indirectly."""
    with Fleet(LEADING) as fleet:
        known = fleet.simulation()
        ports = {"80": sink.port, "443": sink.port}
        names = known.names | {ANY_NAME: SimulatedName(ADDRESS, ports=ports)}
        file = folder / "web.json"
        save_simulation(file, msgspec.structs.replace(known, names=names))
        yield {
            "JOBBANK_SIMULATION": str(file),
            "JOBBANK_ALLOW_NETWORKS": "127.0.0.1/32",
            "JOBBANK_HOST_DELAY": "0",
            "JOBBANK_ARCHIVE": f"http://{ADDRESS}:{sink.port}",
        }


def add_links(folder: Path, settings: dict[str, str]) -> None:
    """A catalog with a link to each site and to the sink."""
    new_sqlite(folder / "jobbank.db")
    file = folder / "links.json"
    urls = [f"http://{host}/jobs" for host in (*LEADING, "sink.example")]
    file.write_text(json.dumps([{"url": url, "name": url} for url in urls]), "utf-8")
    done = jobbank(folder, "import", str(file), "--publish", settings=settings)
    assert done.returncode in (0, 1), done.stderr


@pytest.mark.parametrize("command", DIALLING)
def test_a_command_that_dials_does_not_dial_what_it_may_not(
    tmp_path: Path, sink: Sink, command: str
) -> None:
    with web(tmp_path, sink) as settings:
        add_links(tmp_path, settings)
        if command == "suggest":  # asks for links that are gone
            jobbank_process(tmp_path, "crawl", settings=settings)
        done = jobbank_process(tmp_path, *DIALLING[command], settings=settings)
    assert done.returncode in range(5), done.stderr
    assert "Traceback" not in done.stderr
    assert sink.dialled == 0


def test_the_sink_counts_who_dials_it(tmp_path: Path) -> None:
    sink = Sink()
    try:
        with web(tmp_path, sink) as settings:
            allowed = settings | {"JOBBANK_ALLOW_NETWORKS": "127.0.0.0/8"}
            jobbank(tmp_path, "check", f"{SINK}/jobs", "--json", settings=allowed)
    finally:
        sink.close()
    assert sink.dialled > 0
