"""A worker process, used from an event loop: a batch of requests in, a batch of replies out.

Requests that arrive while a batch is being processed form the next one; so a worker with little to
do replies at once, and one with much to do is seldom woken up.

When a limit ends the process, the request that it was processing is at fault and fails; all others
go to a new process. When something else ends it (an administrator, a lack of memory on the
machine), all go to a new process; a request whose process is ended three times fails.
"""

import asyncio
import os
import signal
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self, cast

from crawler.workers.fork_server import NOT_STARTED, ForkServer
from crawler.workers.process import LENGTH, OUT_OF_MEMORY, Reply, ReplyKind, decode_replies, frame

#: How often the process of a request may be ended by something else, and how often in a row
#: starting one may fail, before the requests fail.
MOST_LOSSES = 3
#: A batch ends with the request that reaches one of these.
MOST_REQUESTS = 16
MOST_BYTES = 128 * 1024  # what a socket takes at once
#: Seconds for a batch, in case the process does not run; each request has a limit of CPU time.
LONGEST_BATCH = 300.0

_CRASHES = {signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGILL, signal.SIGFPE}


class RequestTooCostly(Exception):
    """A request exceeded the limits of its process, or crashed it; the text says which."""


class RequestFailed(Exception):
    """A request raised an exception in the worker; the text is its traceback."""


class WorkerLost(Exception):
    """Worker processes cannot be started, or are repeatedly ended by something else."""


@dataclass(slots=True)
class _Call:
    """A request, and the future of its reply, which may have been cancelled.

    losses: how often its process was ended by something else.
    """

    request: bytes
    reply: asyncio.Future[bytes]
    losses: int = 0

    def settle(self, reply: bytes) -> None:
        if not self.reply.done():
            self.reply.set_result(reply)

    def fail(self, error: Exception) -> None:
        if not self.reply.done():
            self.reply.set_exception(error)


class Worker:
    """A worker process. Use it in one running loop, in an `async with`; one at a time per fork
    server."""

    def __init__(self, fork_server: ForkServer) -> None:
        self._fork_server = fork_server
        self._waiting: deque[_Call] = deque()
        self._batch: list[_Call] = []
        self._connection: _Connection | None = None
        self._starting: asyncio.Task[None] | None = None
        self._failed_starts = 0
        self._closed = False

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        await self._start()
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._closed = True
        if self._starting is not None:
            await self._starting
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close(kill=bool(self._batch))
            with suppress(ChildProcessError):  # the fork server has gone: all the work is done
                self._fork_server.wait_for_worker()
        for call in self._take_all():
            call.reply.cancel()

    @property
    def waiting(self) -> int:
        """The number of requests that have no reply yet."""
        return len(self._waiting) + len(self._batch)

    async def run(self, request: bytes) -> bytes:
        """Return the worker's reply. Raise RequestTooCostly, RequestFailed or WorkerLost."""
        if self._closed:
            raise WorkerLost("no more requests are taken")
        call = _Call(request, self._loop.create_future())
        self._waiting.append(call)
        if self._connection is not None:
            self._send()
        elif self._starting is None:
            self._restart()
        return await call.reply

    def _send(self) -> None:
        """Send the next batch, if the process has no work."""
        if self._batch or not self._waiting or self._connection is None:
            return
        size = 0
        while self._waiting and len(self._batch) < MOST_REQUESTS and size < MOST_BYTES:
            call = self._waiting.popleft()
            self._batch.append(call)
            size += len(call.request)
        self._fork_server.begin_batch()
        self._connection.send(frame([call.request for call in self._batch]))

    def _restart(self) -> None:
        self._starting = self._loop.create_task(self._start())

    async def _start(self) -> None:
        try:
            pid, end = self._fork_server.start_worker()
            connecting = self._loop.create_connection(lambda: _Connection(pid, self), sock=end)
            _, self._connection = await connecting
        except OSError as error:
            self._give_up(str(error))
        finally:
            self._starting = None
        self._send()

    def on_replies(self, replies: list[Reply]) -> None:
        """Take the replies to a batch, and send the next. Raise ValueError if some are missing."""
        if len(replies) != len(self._batch):
            raise ValueError("a worker process gave another number of replies than of requests")
        self._failed_starts = 0
        batch, self._batch = self._batch, []
        self._send()
        for call, (kind, reply) in zip(batch, replies, strict=True):
            if kind is ReplyKind.RESULT:
                call.settle(reply)
            else:
                call.fail(RequestFailed(reply.decode("utf-8", "replace")))

    def on_end(self) -> None:
        """Handle an unexpected end of the process: fail the request at fault, restart for the
        others."""
        self._connection = None
        try:
            status, place = self._fork_server.wait_for_worker()
        except OSError as error:
            self._give_up(str(error))
            return
        batch, self._batch = self._batch, []
        if status == NOT_STARTED:
            self._failed_starts += 1
        elif batch:
            self._blame(batch, place, _limit_exceeded(status))
        self._waiting.extendleft(reversed(batch))
        if self._failed_starts >= MOST_LOSSES:
            self._give_up("the machine cannot start a process")
        elif self._waiting:
            self._restart()

    def _blame(self, batch: list[_Call], place: int, cause: str) -> None:
        """Remove the request that was being processed from its batch, if it is to fail."""
        call = batch[place]
        call.losses += 1
        if cause:
            batch.pop(place).fail(RequestTooCostly(cause))
        elif call.losses >= MOST_LOSSES:
            batch.pop(place).fail(WorkerLost(f"the process was ended {MOST_LOSSES} times"))

    def _give_up(self, cause: str) -> None:
        self._failed_starts = 0
        for call in self._take_all():
            call.fail(WorkerLost(cause))

    def _take_all(self) -> list["_Call"]:
        calls = [*self._batch, *self._waiting]
        self._batch, self._waiting = [], deque()
        return calls


class _Connection(asyncio.Protocol):
    """The connection to one process."""

    def __init__(self, pid: int, worker: Worker) -> None:
        self._pid = pid
        self._worker = worker
        self._received = bytearray()
        self._ended = asyncio.get_running_loop().create_future()
        self._closing = False
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def send(self, batch: bytes) -> None:
        """Send a batch; end a process that does not reply in time, such as a stopped one."""
        self._transport.write(batch)
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(LONGEST_BATCH, self._kill)

    def data_received(self, data: bytes) -> None:
        received = self._received
        received += data
        if len(received) < LENGTH.size:
            return
        end = LENGTH.size + LENGTH.unpack_from(received)[0]
        if len(received) >= end:
            replies = decode_replies(memoryview(received)[LENGTH.size : end])
            self._received = received[end:]
            self._cancel_deadline()
            self._worker.on_replies(replies)

    def connection_lost(self, _error: Exception | None) -> None:
        self._ended.set_result(None)
        self._cancel_deadline()
        if not self._closing:
            self._worker.on_end()

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()

    def _kill(self) -> None:
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)

    async def close(self, *, kill: bool) -> None:
        """End the process. kill: True if it is processing a request."""
        self._closing = True
        if kill:
            self._kill()
        self._transport.abort()
        await self._ended


def _limit_exceeded(status: int) -> str:
    """Return what a request did to a process with this wait status; "" if it is not at fault."""
    if os.WIFEXITED(status):
        return "it needed too much memory" if os.WEXITSTATUS(status) == OUT_OF_MEMORY else ""
    ended_by = os.WTERMSIG(status)
    if ended_by == signal.SIGPROF:
        return "it took too long"
    return "it made the program that reads it crash" if ended_by in _CRASHES else ""
