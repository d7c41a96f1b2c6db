"""Who holds a crawl: real processes, alive, ended and mistaken for one another."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest

from directory.process_lease import LEASE, is_alive, this_process
from tests.clocks import NOW

_SAY_WHO_AND_WAIT = """
import sys
from directory.process_lease import this_process
print(this_process(), flush=True)
sys.stdin.read()
"""
#: So long ago that a heartbeat alone would prove nothing.
LONG_AGO = NOW - timedelta(days=1)


@pytest.fixture
def other() -> Iterator[subprocess.Popen[str]]:
    """Another process, which lives until it is ended."""
    command = [sys.executable, "-c", _SAY_WHO_AND_WAIT]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def _name_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_this_process_is_alive_whatever_its_heartbeat() -> None:
    assert is_alive(this_process(), LONG_AGO, NOW)
    assert this_process() == this_process()


def test_another_process_is_alive_until_it_ends(other: subprocess.Popen[str]) -> None:
    holder = _name_of(other)
    assert holder != this_process()
    assert is_alive(holder, LONG_AGO, NOW)
    other.kill()
    os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)
    assert not is_alive(holder, NOW, NOW), "it has ended, though nobody has fetched its exit code"
    other.wait()
    assert not is_alive(holder, NOW, NOW), "a fresh heartbeat does not raise the dead"


def test_a_process_that_got_the_number_of_a_dead_one_is_not_taken_for_it() -> None:
    machine, pid, began = this_process().split("|")
    boot, _, ticks = began.rpartition(".")
    earlier = f"{boot}.{int(ticks) - 60}"
    assert not is_alive(f"{machine}|{pid}|{earlier}", NOW, NOW)


@pytest.mark.parametrize(
    ("ago", "alive"),
    [
        (timedelta(0), True),
        (LEASE - timedelta(seconds=1), True),
        (LEASE, False),
        (timedelta(days=1), False),
    ],
)
@pytest.mark.parametrize(
    "holder", ["elsewhere|1|0.00", "elsewhere", "", f"{socket.gethostname()}|"]
)
def test_whoever_cannot_be_looked_up_is_believed_while_the_heartbeat_is_fresh(
    holder: str, ago: timedelta, alive: bool
) -> None:
    assert is_alive(holder, NOW - ago, NOW) is alive


def test_a_machine_whose_name_begins_like_ours_is_another() -> None:
    _, pid, began = this_process().split("|")
    holder = f"{socket.gethostname()}-2|{pid}|{began}"
    assert not is_alive(holder, LONG_AGO, NOW)


def test_a_heartbeat_from_the_future_is_no_sign_of_life() -> None:
    """The clock of the machine on which it ran was ahead."""
    assert is_alive("elsewhere|12|1.00", NOW, NOW)
    assert not is_alive("elsewhere|12|1.00", NOW + timedelta(days=365), NOW)
