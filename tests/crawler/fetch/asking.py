"""A client of the crawler, set up for a fleet."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from crawler.fetch.client import Client, ClientSettings
from crawler.fetch.dns import Names, SimulatedNames
from crawler.fetch.request import FetchRequest, FetchResponse
from crawler.simulation.server import Fleet
from directory.rules.addresses import parse_networks

T = TypeVar("T")
LOOPBACK = parse_networks("127.0.0.0/8")


def with_client(
    fleet: Fleet,
    use: Callable[[Client], Awaitable[T]],
    *,
    names: Names | None = None,
    allow: str = "127.0.0.0/8",
    **settings: object,
) -> T:
    """What comes of using a client that knows the fleet's names and trusts its authority."""

    async def run() -> T:
        chosen = ClientSettings(
            **({"allowed": parse_networks(allow), "ca_file": str(fleet.ca_file)} | settings)  # type: ignore[arg-type]
        )
        async with Client(chosen, names or SimulatedNames(fleet.simulation())) as client:
            return await use(client)

    return asyncio.run(run())


def ask(fleet: Fleet, *asks: FetchRequest | str, **settings: object) -> list[FetchResponse]:
    """The answers to these questions, asked one after another."""

    async def one_after_another(client: Client) -> list[FetchResponse]:
        return [await client.fetch(FetchRequest(a) if isinstance(a, str) else a) for a in asks]

    return with_client(fleet, one_after_another, **settings)  # type: ignore[arg-type]
