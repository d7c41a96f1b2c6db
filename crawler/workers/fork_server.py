"""The fork server: a small process that starts worker processes, and reports how each ended.

A worker is a copy (fork) of a program that has already imported everything, so that a new one takes
milliseconds. A program with threads cannot be copied safely; so the fork server is forked from it
early, before there are any, and all workers are forked from the fork server.
"""

import gc
import os
import signal
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from mmap import mmap
from types import TracebackType
from typing import Self

from crawler.workers.process import Handle, WorkerLimits, work

#: Serves the requests of a connection, until it is closed.
Serve = Callable[[socket.socket], None]

_NUMBER = struct.Struct("<i")
NOT_STARTED = os.EX_OSERR << 8  # a wait status: the machine could not start a process


class ForkServer:
    """Starts one worker at a time. Create it while this process has a single thread."""

    def __init__(self, handle: Handle, limits: WorkerLimits) -> None:
        """handle: what a worker does with a request."""
        self._control, theirs = socket.socketpair()
        self._progress = mmap(-1, 1)  # memory that all processes share
        self._pid = os.fork()
        if self._pid == 0:
            _run_as_fork_server(
                self._control, theirs, partial(work, self._progress, handle, limits)
            )
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def start_worker(self) -> tuple[int, socket.socket]:
        """Start a worker; return its process id and this end of the connection to it.

        The id is 0 if the machine could not start it. Call `wait_for_worker` before the next.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [b"+"], [theirs.fileno()])
        return self._read_number(), ours

    def begin_batch(self) -> None:
        """Record that the worker, which is idle, has begun no request of its next batch."""
        self._progress[0] = 0

    def wait_for_worker(self) -> tuple[int, int]:
        """Return the worker's wait status (see `os.waitpid`), and the position in the batch of the
        request that it began last."""
        return self._read_number(), self._progress[0]

    def close(self) -> None:
        """End the fork server; its worker ends when the connection to it is closed."""
        self._control.close()
        os.waitpid(self._pid, 0)

    def _read_number(self) -> int:
        number = self._control.recv(_NUMBER.size, socket.MSG_WAITALL)
        if len(number) < _NUMBER.size:
            raise ChildProcessError("the process that starts worker processes has ended")
        return int(_NUMBER.unpack(number)[0])


def _run_as_fork_server(parents_end: socket.socket, control: socket.socket, serve: Serve) -> None:
    """Serve one parent until it closes its end. Never return: this is a copy of its program."""
    try:
        # Ctrl-C is for the parent, which then closes the connections.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        parents_end.close()
        _leave_input_and_output()
        gc.freeze()
        while _start_one(control, serve):
            pass
    except OSError:
        pass  # the parent has gone
    finally:
        os._exit(os.EX_OK)


def _start_one(control: socket.socket, serve: Serve) -> bool:
    """Start one worker on request, and report its id and its end; return False if the parent has
    closed the connection."""
    asked, descriptors, _, _ = socket.recv_fds(control, 1, 1)
    if not asked:
        return False
    with socket.socket(fileno=descriptors[0]) as connection:
        try:
            pid = os.fork()
        except OSError:
            control.sendall(_NUMBER.pack(0) + _NUMBER.pack(NOT_STARTED))
            return True
        if pid == 0:
            _run_as_worker(control, connection, serve)
    control.sendall(_NUMBER.pack(pid))
    _, status = os.waitpid(pid, 0)
    control.sendall(_NUMBER.pack(status))
    return True


def _run_as_worker(control: socket.socket, connection: socket.socket, serve: Serve) -> None:
    try:
        control.close()
        with suppress(OSError):  # the parent has gone
            serve(connection)
    finally:
        os._exit(os.EX_OK)


def _leave_input_and_output() -> None:
    """Use /dev/null, so that a reader of the parent's output sees its end when the parent ends."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(nothing, number)
    os.close(nothing)
