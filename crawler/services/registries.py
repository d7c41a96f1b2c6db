"""Fetch registries of government domains from where they are published."""

from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Final

from crawler.environment import Environment
from crawler.services.download import Bounds, NotHere, fetching
from directory.settings import Settings

#: The known registries, and where their owners publish them.
PUBLISHED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "dotgov": "https://raw.githubusercontent.com/cisagov/dotgov-data/main/current-full.csv",
        "govt-urls": "https://raw.githubusercontent.com/GSA/govt-urls/main/1_govt_urls_full.csv",
    }
)


def addresses_of(settings: Settings) -> dict[str, str]:
    """Return the address of each registry, by name: the published ones, and those of the settings,
    which may name another address."""
    return dict(PUBLISHED) | dict(settings.registries)


async def fetch_all(
    addresses: Mapping[str, str],
    settings: Settings,
    environment: Environment,
    bounds: Bounds | None = None,
) -> dict[str, bytes | NotHere]:
    """Return the registries at these addresses, by name; for one that could not be fetched, the
    reason. They are fetched one after another. Raise NotHere if the file of certificates cannot be
    read."""
    found: dict[str, bytes | NotHere] = {}
    async with fetching(settings, environment, bounds) as fetcher:
        for name, address in addresses.items():
            body = BytesIO()
            try:
                await fetcher.fetch(address, body)
                found[name] = body.getvalue()
            except NotHere as error:
                found[name] = error
    return found
