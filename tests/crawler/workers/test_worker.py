"""A worker process answers requests, and one that is at fault costs no other."""

import asyncio
import faulthandler
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from crawler.workers.fork_server import ForkServer
from crawler.workers.process import WorkerLimits
from crawler.workers.worker import (
    RequestFailed,
    RequestTooCostly,
    Worker,
    WorkerLost,
)
from tests.forked import ROOT, await_that

LIMITS = WorkerLimits(cpu_seconds=0.05, memory=2 * 1024**3)

Children = Callable[[], list[psutil.Process]]


@pytest.fixture
def children() -> Children:
    """List the child processes that have started since; earlier tests may have left some."""
    before = set(psutil.Process().children())
    return lambda: [child for child in psutil.Process().children() if child not in before]


def handle(request: bytes) -> bytes:
    """Do what a request says; reply with what was asked for."""
    match request:
        case b"loop":
            while True:
                pass
        case b"loop in C":
            re.match(rb"(?:a|a)+$", b"a" * 64 + b"b")
        case b"allocate":
            return bytes(bytearray(LIMITS.memory))
        case b"crash":
            faulthandler.disable()  # pytest has enabled it
            os.kill(os.getpid(), signal.SIGSEGV)
        case b"fail":
            raise ValueError("a fault of the parser")
        case b"pid":
            return str(os.getpid()).encode()
        case b"kill":
            os.kill(os.getpid(), signal.SIGKILL)
    if request.startswith(b"once "):
        _kill_once(Path(os.fsdecode(request[5:])))
    return request


def _kill_once(mark: Path) -> None:
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def answered(requests: Sequence[bytes]) -> list[bytes | BaseException]:
    """The replies to requests that are made at once."""

    async def run() -> list[bytes | BaseException]:
        async with Worker(fork_server) as worker:
            return await asyncio.gather(*map(worker.run, requests), return_exceptions=True)

    with ForkServer(handle, LIMITS) as fork_server:
        return asyncio.run(run())


def kinds(replies: Sequence[bytes | BaseException]) -> list[object]:
    return [type(reply) if isinstance(reply, BaseException) else reply for reply in replies]


def test_replies_come_to_those_who_asked() -> None:
    requests = [str(number).encode() * number for number in range(100)]
    assert answered(requests) == requests


def test_a_request_may_be_larger_than_a_socket_takes_at_once() -> None:
    large = b"x" * 3_000_000
    assert answered([b"1", large, b"2"]) == [b"1", large, b"2"]


@pytest.mark.parametrize(
    ("request_at_fault", "cause"),
    [
        ("loop", "it took too long"),
        ("loop in C", "it took too long"),
        ("allocate", "it needed too much memory"),
        ("crash", "it made the program that reads it crash"),
    ],
)
def test_a_request_beyond_a_limit_costs_that_request_alone(
    request_at_fault: str, cause: str
) -> None:
    """Those before it in the batch, those behind it, and those of later batches are answered."""
    good = [str(number).encode() for number in range(40)]
    replies = answered([*good[:20], request_at_fault.encode(), *good[20:]])
    assert kinds(replies) == [*good[:20], RequestTooCostly, *good[20:]]
    assert str(replies[20]) == cause


def test_several_requests_at_fault_cost_themselves() -> None:
    replies = answered([b"crash", b"1", b"crash", b"crash", b"2", b"crash", b"crash"])
    lost = RequestTooCostly
    assert kinds(replies) == [lost, b"1", lost, lost, b"2", lost, lost]


def test_an_exception_comes_back_with_its_traceback_and_ends_no_process() -> None:
    before, failed, after = answered([b"pid", b"fail", b"pid"])
    assert before == after
    assert isinstance(failed, RequestFailed)
    assert "ValueError: a fault of the parser" in str(failed)
    assert "in handle" in str(failed)


def test_a_process_that_something_else_ends_costs_no_request(tmp_path: Path) -> None:
    once = b"once " + os.fsencode(tmp_path / "mark")
    assert answered([b"1", once, b"2"]) == [b"1", once, b"2"]


def test_a_request_whose_process_is_ended_again_and_again_is_given_up_alone() -> None:
    assert kinds(answered([b"1", b"kill", b"2"])) == [b"1", WorkerLost, b"2"]


def test_on_a_machine_that_can_start_no_process_requests_are_given_up() -> None:
    command = [sys.executable, "-c", _NO_PROCESSES]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "the machine cannot start a process\n"


_NO_PROCESSES = """
import asyncio, os, resource
from crawler.workers.worker import Worker, WorkerLost
from tests.crawler.workers.test_worker import LIMITS, ForkServer, handle

async def run():
    async with Worker(fork_server) as worker:
        try:
            await worker.run(b"1")
        except WorkerLost as error:
            print(error)

os.register_at_fork(after_in_child=lambda: resource.setrlimit(resource.RLIMIT_NPROC, (0, 0)))
if os.getuid() == 0:  # whom the limit does not concern
    os.setuid(65534)
with ForkServer(handle, LIMITS) as fork_server:
    asyncio.run(run())
"""


def test_a_worker_that_was_given_up_can_be_asked_again() -> None:
    async def run() -> list[bytes]:
        async with Worker(fork_server) as worker:
            with pytest.raises(WorkerLost):
                await worker.run(b"kill")
            return [await worker.run(b"1")]

    with ForkServer(handle, LIMITS) as fork_server:
        assert asyncio.run(run()) == [b"1"]


def test_a_process_that_ends_while_it_has_no_work_is_replaced() -> None:
    async def run() -> bytes:
        async with Worker(fork_server) as worker:
            pid = int(await worker.run(b"pid"))
            os.kill(pid, signal.SIGKILL)
            await asyncio.to_thread(await_that, lambda: not psutil.pid_exists(pid))
            return await worker.run(b"1")

    with ForkServer(handle, LIMITS) as fork_server:
        assert asyncio.run(run()) == b"1"


def test_a_process_that_ends_before_it_begins_a_batch_costs_no_request(children: Children) -> None:
    """A batch that is shorter than the one before."""

    async def run() -> bytes:
        async with Worker(fork_server) as worker:
            await asyncio.gather(*map(worker.run, [b"1"] * 10))
            [server] = children()
            [process] = server.children()
            process.suspend()
            waiting = asyncio.create_task(worker.run(b"4"))
            await asyncio.sleep(0)
            process.kill()
            return await waiting

    with ForkServer(handle, LIMITS) as fork_server:
        assert asyncio.run(run()) == b"4"


def test_a_process_that_does_not_run_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.workers.worker.LONGEST_BATCH", 0.2)

    async def run() -> bytes:
        async with Worker(fork_server) as worker:
            os.kill(int(await worker.run(b"pid")), signal.SIGSTOP)
            return await worker.run(b"1")

    with ForkServer(handle, LIMITS) as fork_server:
        assert asyncio.run(run()) == b"1"


def test_without_a_fork_server_requests_are_given_up(children: Children) -> None:
    async def run() -> None:
        async with Worker(fork_server) as worker:
            [process] = children()
            process.kill()
            os.kill(int(await worker.run(b"pid")), signal.SIGKILL)
            await worker.run(b"1")

    with ForkServer(handle, LIMITS) as fork_server, pytest.raises(WorkerLost):
        asyncio.run(run())


def test_all_that_was_asked_for_is_answered_after_the_fork_server_has_gone(
    children: Children,
) -> None:
    async def run() -> bytes:
        async with Worker(fork_server) as worker:
            [process] = children()
            process.kill()
            return await worker.run(b"1")

    with ForkServer(handle, LIMITS) as fork_server:
        assert asyncio.run(run()) == b"1"


def test_a_request_that_was_cancelled_does_not_hinder_the_next() -> None:
    async def run() -> bytes:
        async with Worker(fork_server) as worker:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(worker.run(b"loop"), 0.001)
            return await worker.run(b"1")

    with ForkServer(handle, LIMITS) as fork_server:
        assert asyncio.run(run()) == b"1"


def test_a_block_that_is_left_does_not_wait_for_what_is_being_worked_on(children: Children) -> None:
    async def run() -> None:
        async with Worker(fork_server) as worker:
            asyncio.create_task(worker.run(b"loop"))  # noqa: RUF006  the block ends at once
            await asyncio.sleep(0)

    with ForkServer(handle, replace(LIMITS, cpu_seconds=3600)) as fork_server:
        asyncio.run(run())
    assert children() == []


def test_one_fork_server_serves_one_loop_after_another() -> None:
    async def run() -> bytes:
        async with Worker(fork_server) as worker:
            return await worker.run(b"pid")

    with ForkServer(handle, LIMITS) as fork_server:
        first, second = asyncio.run(run()), asyncio.run(run())
    assert first != second


@contextmanager
def parent_at_work(request: str) -> Iterator[tuple[subprocess.Popen[str], list[psutil.Process]]]:
    """A program that waits for the reply to a request, and its fork_server and worker."""
    command = [sys.executable, "-c", _PARENT.format(request=request)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as parent:
        assert parent.stdout is not None
        try:
            assert parent.stdout.readline() == "at work\n"
            yield parent, two_children_of(parent.pid)
        finally:
            parent.kill()


def two_children_of(pid: int) -> list[psutil.Process]:
    """The fork server and the worker. psutil may miss a child at first: it leaves out those that
    seem older than their parent, by a time of boot that it reads anew each time."""
    end = time.monotonic() + 30
    while len(found := psutil.Process(pid).children(recursive=True)) != 2:
        assert time.monotonic() < end, found
    return found


_PARENT = """
import asyncio
from crawler.workers.worker import Worker
from tests.crawler.workers.test_worker import LIMITS, ForkServer, handle

async def run():
    async with Worker(fork_server) as worker:
        await worker.run(b"1")
        print("at work", flush=True)
        await worker.run({request!r}.encode())
        await asyncio.sleep(3600)

with ForkServer(handle, LIMITS) as fork_server:
    asyncio.run(run())
"""


@pytest.mark.slow
@pytest.mark.parametrize("request_under_way", ["1", "loop"])
def test_all_processes_end_with_a_parent_that_is_killed(request_under_way: str) -> None:
    with parent_at_work(request_under_way) as (parent, children):
        parent.kill()
        assert parent.stdout is not None
        assert parent.stdout.read() == ""  # its reader sees the end at once
        _, alive = psutil.wait_procs(children, timeout=60)
    assert alive == []


@pytest.mark.slow
def test_ctrl_c_is_for_the_parent() -> None:
    """A terminal sends it to all processes; the parent decides what ends."""
    with parent_at_work("1") as (_, children):
        for number in (signal.SIGINT, signal.SIGTERM):
            children[0].send_signal(number)
        assert all(child.is_running() for child in children)
