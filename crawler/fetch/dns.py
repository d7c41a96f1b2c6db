"""Resolve host names to addresses: by the system's resolver, or by a simulation's table.

libcurl's look-up does not distinguish a name that does not exist from a resolver that fails, and
that is the difference between `gone` and `failing`; so names are looked up here, by the system's
resolver in threads, and libcurl receives the addresses.
"""

import asyncio
import os
import socket
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from crawler.fetch.request import Resolved
from crawler.simulation.simulation import Simulation
from directory.model.observation import NetworkFault

THREADS = 64
CACHED_NAMES = 4096
CACHED_SECONDS = 300.0

_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class Names(Protocol):
    """A resolver of names."""

    async def resolve(self, host: str, timeout: float) -> Resolved:
        """Return the addresses of this host name, or a fault, within `timeout` seconds."""

    def close(self) -> None:
        """Release all resources."""


class SystemNames:
    """Names as this machine resolves them, cached for five minutes. Failures are not cached."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="names")
        self._known: OrderedDict[str, tuple[float, Resolved]] = OrderedDict()

    async def resolve(self, host: str, timeout: float) -> Resolved:
        loop = asyncio.get_running_loop()
        known = self._known.get(host)
        if known and loop.time() < known[0]:
            return known[1]
        looking = loop.run_in_executor(self._threads, _look_up, host)
        try:
            resolved = await asyncio.wait_for(looking, timeout)
        except TimeoutError:
            return Resolved(fault=NetworkFault.RESOLVER, detail="the resolver did not answer")
        if resolved.fault is None:
            self._known[host] = (loop.time() + CACHED_SECONDS, resolved)
            if len(self._known) > CACHED_NAMES:
                self._known.popitem(last=False)
        return resolved

    def close(self) -> None:
        """Release the threads. Look-ups that hang end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class SimulatedNames:
    """Names from the file of a simulation."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation

    async def resolve(self, host: str, timeout: float) -> Resolved:
        del timeout
        name = self._simulation.name(host)
        if name.fault:
            no_name = name.fault == "nxdomain"
            return Resolved(
                fault=NetworkFault.NO_SUCH_NAME if no_name else NetworkFault.RESOLVER,
                detail="no such name" if no_name else "the resolver failed",
            )
        return Resolved(addresses=(name.address,), ports=name.ports)

    def close(self) -> None:
        """Do nothing: there is nothing to release."""


def _look_up(host: str) -> Resolved:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return _own_fault() or _no_answer(error)
    addresses = dict.fromkeys(str(entry[4][0]) for entry in found)
    return Resolved(addresses=tuple(addresses))


def _no_answer(error: Exception) -> Resolved:
    missing = isinstance(error, socket.gaierror) and error.errno in _NO_SUCH_NAME
    return Resolved(
        fault=NetworkFault.NO_SUCH_NAME if missing else NetworkFault.RESOLVER,
        detail=str(getattr(error, "strerror", None) or error),
    )


def _own_fault() -> Resolved | None:
    """Return a fault if we have run out of files: the resolver then calls every name unknown."""
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        return Resolved(fault=NetworkFault.OWN_FAULT, detail=str(error))
    return None
