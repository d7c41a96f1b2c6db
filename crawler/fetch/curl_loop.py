"""libcurl's transfers in the asyncio loop: many at once, without threads.

libcurl's multi interface names the sockets to watch and the time to wake it; the loop does both;
nothing here blocks.
"""

import asyncio
from typing import Any

import pycurl


class Driver:
    """libcurl's multi handle, fed with events by the asyncio loop."""

    def __init__(self, max_idle: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._on_socket)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._on_timer_wanted)
        self._multi.setopt(pycurl.M_MAXCONNECTS, max_idle)
        self._watched: dict[int, int] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._running: dict[Any, asyncio.Future[tuple[int, str]]] = {}

    async def run(self, curl: Any) -> tuple[int, str]:
        """Run one easy handle to its end; return libcurl's error code (0 for none) and text."""
        done: asyncio.Future[tuple[int, str]] = self._loop.create_future()
        self._running[curl] = done
        self._multi.add_handle(curl)
        try:
            return await done
        finally:
            self._running.pop(curl, None)
            self._multi.remove_handle(curl)

    def keep_open(self, number: int) -> None:
        """Keep at most `number` connections for further requests; the others are closed as their
        requests end, the least recently used first."""
        self._multi.setopt(pycurl.M_MAXCONNECTS, number)

    def abort(self) -> None:
        """End all running transfers; their callers receive E_ABORTED_BY_CALLBACK."""
        for curl in list(self._running):
            self._finish(curl, pycurl.E_ABORTED_BY_CALLBACK, "this crawl was stopped")

    def close(self) -> None:
        """Stop watching and close all connections."""
        if self._timer is not None:
            self._timer.cancel()
        self._multi.close()
        for fd in list(self._watched):
            self._unwatch(fd)

    def _on_socket(self, what: int, fd: int, _multi: Any, _data: Any) -> None:
        if what == pycurl.POLL_REMOVE:
            self._unwatch(fd)
            return
        before = self._watched.get(fd, 0)
        reads, writes = what & pycurl.POLL_IN, what & pycurl.POLL_OUT
        if reads and not before & pycurl.POLL_IN:
            self._loop.add_reader(fd, self._act, fd, pycurl.CSELECT_IN)
        elif before & pycurl.POLL_IN and not reads:
            self._loop.remove_reader(fd)
        if writes and not before & pycurl.POLL_OUT:
            self._loop.add_writer(fd, self._act, fd, pycurl.CSELECT_OUT)
        elif before & pycurl.POLL_OUT and not writes:
            self._loop.remove_writer(fd)
        self._watched[fd] = what

    def _unwatch(self, fd: int) -> None:
        before = self._watched.pop(fd, 0)
        if before & pycurl.POLL_IN:
            self._loop.remove_reader(fd)
        if before & pycurl.POLL_OUT:
            self._loop.remove_writer(fd)

    def _on_timer_wanted(self, millis: int) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if millis >= 0:
            self._timer = self._loop.call_later(millis / 1000, self._act, pycurl.SOCKET_TIMEOUT, 0)

    def _act(self, fd: int, events: int) -> None:
        self._multi.socket_action(fd, events)
        while True:
            left, finished, failed = self._multi.info_read()
            for curl in finished:
                self._finish(curl, 0, "")
            for curl, code, text in failed:
                self._finish(curl, code, text)
            if not left:
                return

    def _finish(self, curl: Any, code: int, text: str) -> None:
        future = self._running.get(curl)
        if future is not None and not future.done():
            future.set_result((code, text))
