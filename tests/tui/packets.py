"""A network namespace in which every address leads to this machine and every packet is counted.

    unshare --net --mount python -m tests.tui.packets FOLDER

A DNS server gives names to one public address, at which a web server answers, and to addresses
that may not be dialled: always, in turn with the public one (DNS rebinding), or beside it. Each
command that dials is run as on an agency's machine: without a simulation, and with no network
allowed. Prints a JSON object: by command, the addresses to which connections were opened.
"""

import json
import os
import socket
import struct
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Lock, Thread

from tests.databases import new_sqlite

PUBLIC = "93.184.215.14"
#: Addresses that may not be dialled, one of each kind that a name can have.
FORBIDDEN = (
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "198.18.0.1", "192.0.2.1", "240.0.0.1", "::1", "fd00::1", "fe80::1",
    "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1",
)  # fmt: skip
#: How a name leads to a forbidden address; a digit that follows says to which.
WAYS = ("always", "turns", "beside")
TARGETS = [f"{way}{n}.sink.org" for n in range(len(FORBIDDEN)) for way in WAYS]
#: How a page or file of the public server leads to a target: its own name is WAY-TARGET.
LEADS = ("redirect", "refresh", "header", "robots", "sitemap")
_A, _AAAA = 1, 28
_TCP, _SYN, _ACK = 6, 2, 16
_ETHERNET, _ALL_PROTOCOLS, _IPV6 = 14, 3, 0x86DD


def addresses(name: str, asked: int) -> list[str]:
    """The addresses of a name, given the number of earlier questions."""
    label, _, domain = name.partition(".")
    if not domain.startswith("sink.org"):
        # The public server's own names; all others (of registries, say) lead nowhere good.
        return [PUBLIC] if domain == "public.org" else [FORBIDDEN[0], FORBIDDEN[10]]
    way = label.rstrip("0123456789")
    forbidden = FORBIDDEN[int(label[len(way) :])]
    match way:
        case "always":
            return [forbidden]
        case "turns":
            return [forbidden if asked % 2 else PUBLIC]
        case _:
            return [PUBLIC, forbidden]


class NameServer:
    """Answers DNS questions by UDP at 127.0.0.1."""

    def __init__(self) -> None:
        self._asked: Counter[tuple[str, int]] = Counter()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 53))
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            question, sender = self._socket.recvfrom(4096)
            self._socket.sendto(self._answer(question), sender)

    def _answer(self, question: bytes) -> bytes:
        labels, place = [], 12
        while length := question[place]:
            labels.append(question[place + 1 : place + 1 + length].decode().lower())
            place += 1 + length
        (kind,) = struct.unpack_from("!H", question, place + 1)
        name = ".".join(labels)
        found = addresses(name, self._asked[name, kind]) if kind in (_A, _AAAA) else []
        self._asked[name, kind] += 1
        packed = [ip_address(text).packed for text in found]
        records = [data for data in packed if len(data) == (4 if kind == _A else 16)]
        head = question[:2] + struct.pack("!HHHHH", 0x8180, 1, len(records), 0, 0)
        return head + question[12 : place + 5] + b"".join(
            struct.pack("!HHHIH", 0xC00C, kind, 1, 0, len(data)) + data for data in records
        )  # fmt: skip


class Page(BaseHTTPRequestHandler):
    """Pages of the public server, at every address of this network."""

    def do_GET(self) -> None:
        label = self.headers.get("Host", "").partition(":")[0].removesuffix(".public.org")
        lead, _, target = label.partition("-")
        url = f"http://{target}.sink.org/"
        robots = self.path == "/robots.txt"
        match lead:
            case "redirect" if not robots:
                self._send(302, "", ("Location", url))
            case "refresh" if not robots:
                self._send(200, f'<meta http-equiv=refresh content="0; url={url}"><title>J</title>')
            case "header" if not robots:
                self._send(200, "<title>Jobs</title>", ("Refresh", f"0; url={url}"))
            case "robots" if robots:
                self._send(302, "", ("Location", f"{url}robots.txt"))
            case "sitemap" if robots:
                self._send(200, f"User-agent: *\nSitemap: {url}sitemap.xml\n")
            case "sitemap" if self.path != "/":
                self._send(404, "<title>Not found</title>")
            case _:
                self._send(404 if robots else 200, "<title>Jobs</title><p>Find work close to home.")

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _send(self, status: int, body: str, *headers: tuple[str, str]) -> None:
        with suppress(OSError):
            self.send_response(status)
            for name, value in (*headers, ("Content-Type", "text/html")):
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())


class Packets:
    """Counts the packets that ask for a TCP connection, by the address that they go to."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._dialled: Counter[str] = Counter()
        kind = socket.SOCK_RAW
        self._socket = socket.socket(socket.AF_PACKET, kind, socket.htons(_ALL_PROTOCOLS))
        Thread(target=self._count, daemon=True).start()

    def take(self) -> dict[str, int]:
        """What was counted since the last call."""
        with self._lock:
            dialled, self._dialled = self._dialled, Counter()
        return dict(dialled)

    def wait(self) -> dict[str, int]:
        """What was counted since the last call of `take`; waits a while for the first packet."""
        end = time.monotonic() + 30
        while not (dialled := self.take()) and time.monotonic() < end:
            time.sleep(0.05)
        return dialled

    def _count(self) -> None:
        while True:
            frame = self._socket.recv(65_536)
            (protocol,) = struct.unpack_from("!H", frame, 12)
            packet = frame[_ETHERNET:]
            if protocol == _IPV6:
                kind, target, tcp = packet[6], packet[24:40], packet[40:]
            else:
                kind, target, tcp = packet[9], packet[16:20], packet[(packet[0] & 15) * 4 :]
            if kind == _TCP and tcp[13] & (_SYN | _ACK) == _SYN:
                with self._lock:
                    self._dialled[str(ip_address(target))] += 1


def set_up_network(folder: Path) -> None:
    """Have every address lead to this machine, and names be asked of our own server."""
    for command in (
        "ip link set lo up",
        "ip route add local 0.0.0.0/0 dev lo",
        "ip -6 route add local ::/0 dev lo",
    ):
        subprocess.run(command.split(), check=True)
    resolver = folder / "resolv.conf"
    resolver.write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n", encoding="utf-8")
    there = os.path.realpath("/etc/resolv.conf")
    subprocess.run(["mount", "--bind", str(resolver), there], check=True)


def commands() -> dict[str, tuple[str, ...]]:
    """The commands that open connections, with what leads them to forbidden addresses."""
    leading = [f"{lead}-{target.partition('.')[0]}" for lead in LEADS for target in TARGETS[:9]]
    return {
        "add": ("add", f"http://{TARGETS[3]}/", "--name", "Jobs", "--category", "job-banks"),
        "check": ("check", *(f"http://{label}.public.org/jobs" for label in leading),
                  *(f"http://{target}/" for target in TARGETS)),
        "crawl": ("crawl",),
        "suggest": ("suggest", "1", "2"),
        "verify": ("verify", f"http://{TARGETS[4]}/release"),
        "registries update": ("registries", "update"),
    }  # fmt: skip


def run(folder: Path, arguments: tuple[str, ...], packets: Packets) -> dict[str, int]:
    """Run a command; return which addresses were dialled, and how often."""
    settings = {
        "JOBBANK_HOST_DELAY": "0", "JOBBANK_REQUEST_TIMEOUT": "3", "JOBBANK_CONNECT_TIMEOUT": "2",
        "JOBBANK_ARCHIVE": f"http://{TARGETS[13]}",
    }  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JOBBANK_")}
    done = subprocess.run(
        [sys.executable, "-m", "tui.cli.main", *arguments],
        cwd=folder, env=kept | settings, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "Traceback" in done.stderr or done.returncode not in range(5):
        raise RuntimeError(done.stderr)
    return packets.take()


def main(folder: Path) -> None:
    """Print what each command dialled."""
    set_up_network(folder)
    NameServer()
    for family, place in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
        server = type("Server", (ThreadingHTTPServer,), {"address_family": family})
        with suppress(OSError):  # the one for IPv6 may serve IPv4 as well
            Thread(target=server((place, 80), Page).serve_forever, daemon=True).start()
    packets = Packets()
    new_sqlite(folder / "jobbank.db")
    urls = [f"http://sitemap-always{n}.public.org/jobs" for n in (0, 4)]
    urls += [
        f"http://{lead}-{target}/"
        for lead in LEADS
        for target in (f"{one.partition('.')[0]}.public.org" for one in TARGETS[::5])
    ]
    file = folder / "links.json"
    entries = [{"url": url, "name": url} for url in (*urls, *(f"http://{t}/x" for t in TARGETS))]
    file.write_text(json.dumps(entries), "utf-8")
    run(folder, ("import", str(file), "--publish"), packets)
    dialled = {name: run(folder, arguments, packets) for name, arguments in commands().items()}
    with suppress(OSError):
        socket.create_connection(("10.0.0.1", 80), 5).close()
    dialled["nothing of ours"] = packets.wait()
    sys.stdout.write(json.dumps(dialled))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
