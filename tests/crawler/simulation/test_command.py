"""The fleet as a process of its own: one line when ready, totals on request, no lingering."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from crawler.simulation.__main__ import host_name, steady_site
from crawler.simulation.simulation import load_simulation
from crawler.simulation.site import Reply, Request
from tests.crawler.simulation.client import read_answer, request_bytes

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]


@contextmanager
def running(folder: Path, *options: str) -> Iterator[tuple["subprocess.Popen[str]", Any]]:
    """The process, and what it said when it was ready."""
    command = [sys.executable, "-m", "crawler.simulation", "--hosts", "3", "--page-bytes", "5000"]
    command += ["--simulation", str(folder / "web.json"), *options]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        try:
            yield process, json.loads(process.stdout.readline())
        finally:
            process.kill()


def ask(folder: Path, host: str) -> bytes:
    import socket

    name = load_simulation(folder / "web.json").name(host)
    with socket.create_connection((name.address, name.ports["80"]), 10) as line:
        line.sendall(request_bytes(f"http://{host}/anything"))
        return read_answer(line).body


def test_it_serves_says_how_much_and_ends_with_its_input(tmp_path: Path) -> None:
    with running(tmp_path, "--certificates") as (process, ready):
        assert ready["hosts"] == 3
        assert Path(ready["simulation"]) == tmp_path / "web.json"
        assert Path(ready["ca_file"]).read_bytes().startswith(b"-----BEGIN CERTIFICATE-----")
        bodies = [ask(tmp_path, host_name(number)) for number in range(3)]
        assert [len(body) for body in bodies] == [5000] * 3
        assert len(set(bodies)) == 3
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n")
        process.stdin.flush()
        so_far = json.loads(process.stdout.readline())
        assert (so_far["requests"], so_far["hosts"]) == (3, 3)
        process.stdin.close()
        assert json.loads(process.stdout.readline())["requests"] == 3
        assert process.wait(10) == 0


def test_it_ends_in_good_order_when_told_to(tmp_path: Path) -> None:
    with running(tmp_path) as (process, _ready):
        process.send_signal(signal.SIGTERM)
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["requests"] == 0
        assert process.wait(10) == 0


def test_it_needs_to_know_where_the_simulation_file_goes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "crawler.simulation"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 2
    assert "--simulation" in done.stderr


@pytest.mark.parametrize("latency", [(0.0, 0.0), (0.05, 0.2)])
def test_answers_take_as_long_as_asked(latency: tuple[float, float]) -> None:
    handler = steady_site("elm.example", 5000, latency)
    request = Request("GET", "/", "HTTP/1.1", {"host": "elm.example"}, "http", 1)
    delays = []
    for _ in range(50):
        answer = handler(request)
        assert isinstance(answer, Reply)
        delays.append(answer.delay)
    low, high = latency
    assert all(low <= delay <= high for delay in delays)
    assert max(delays) - min(delays) >= (high - low) * 0.9, "spread over the whole range"
