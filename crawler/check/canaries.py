"""Whether our own network works, tested during a crawl: canaries, and names that cannot exist.

The canaries (`directory/rules/canaries.py`) are checked when the crawl begins and when it ends: at
the same time, through the same client and guard as any link, without following redirects, and at
most twice, so that one lost packet does not spoil a night's work.

A resolver that has an address for every name shows an advertising page in place of the sites that
are gone, or of all. It is detected by names of twenty random letters under .com and .org, which are
not registered. They are resolved while the crawl begins, each in a separate thread that delays
neither the crawl nor the end of the process, as the threads of an executor would.
"""

import asyncio
import secrets
import socket
import string
import time
from collections.abc import Sequence
from threading import Thread

from crawler.check.context import make_client
from crawler.environment import Environment
from crawler.fetch.client import Client
from crawler.fetch.request import FetchRequest
from directory.model.observation import NetworkFault
from directory.rules.canaries import Canary, word_of
from directory.rules.network_health import Canaries
from directory.settings import Settings

#: Seconds for one check of all canaries, and between two checks.
LONGEST_LOOK = 6.0
PAUSE = 1.0
#: Seconds within which a working resolver answers. Later answers prove nothing.
LONGEST_LOOK_UP = 3.0

_BODY_CAP = 64 * 1024
_LETTERS = 20


def check_canaries(settings: Settings, environment: Environment) -> Canaries:
    """Return the state of the canaries of these settings. Not to be called in a running loop."""
    if not settings.canary_pages:
        return Canaries.UNKNOWN
    return asyncio.run(_look(settings.canary_pages, settings, environment))


async def _look(
    canaries: Sequence[Canary], settings: Settings, environment: Environment
) -> Canaries:
    timeout = min(settings.request_timeout, LONGEST_LOOK)
    async with make_client(settings, environment) as client:
        seen = await _look_once(canaries, client, timeout)
        if seen is Canaries.SILENT:
            await asyncio.sleep(PAUSE)
            seen = await _look_once(canaries, client, timeout)
    return seen


async def _look_once(canaries: Sequence[Canary], client: Client, timeout: float) -> Canaries:
    asks = [
        FetchRequest(canary.url, timeout=timeout, body_cap=_BODY_CAP, any_type=True)
        for canary in canaries
    ]
    answers = await asyncio.gather(*map(client.fetch, asks))
    if any(answer.fault is NetworkFault.OWN_FAULT for answer in answers):
        return Canaries.UNKNOWN  # this machine ran out of a resource: that proves nothing
    return word_of(
        [
            canary.answers_with(answer.status, answer.body)
            for canary, answer in zip(canaries, answers, strict=True)
        ]
    )


class ResolverWatch:
    """Resolves names that cannot exist, from the moment it is created."""

    def __init__(self, environment: Environment) -> None:
        self._until = time.monotonic() + LONGEST_LOOK_UP
        self._invented = False
        self._threads = [
            Thread(target=self._ask, args=(environment, name), name="resolver watch", daemon=True)
            for name in names_that_cannot_exist()
        ]
        for thread in self._threads:
            thread.start()

    def invents(self) -> bool:
        """Return True if the resolver has an address for one of the names. Wait for missing
        answers, at most until LONGEST_LOOK_UP after the start."""
        for thread in self._threads:
            thread.join(max(0.0, self._until - time.monotonic()))
        return self._invented

    def _ask(self, environment: Environment, name: str) -> None:
        if _has_address(environment, name):
            self._invented = True


def names_that_cannot_exist() -> list[str]:
    """Return one name of .com and one of .org. The dot at the end keeps the resolver from trying
    them under this machine's domain, where every name may exist."""
    return [f"{_random_label()}.{ending}." for ending in ("com", "org")]


def _random_label() -> str:
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(_LETTERS))


def _has_address(environment: Environment, name: str) -> bool:
    if environment.simulation is not None:
        return not environment.simulation.name(name).fault
    try:
        return bool(socket.getaddrinfo(name, None, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError):
        return False
