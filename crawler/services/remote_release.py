"""Fetching a release as visitors' browsers get it, to prove it as one in a folder is proved."""

import asyncio
from pathlib import Path
from typing import Final

from crawler.environment import Environment
from crawler.services.download import Bounds, Fetcher, NotHere, Unreachable, fetching
from directory.publishing.release.faults import Fault, inert
from directory.publishing.release.manifest import MANIFEST, MAX_MANIFEST, SIGNATURE
from directory.publishing.verify.verify import manifest_in
from directory.settings import Settings

_AT_ONCE: Final = 8
#: So many files in a row of which the website sends nothing: it will not send the others either.
GIVES_UP: Final = 3 * _AT_ONCE
_REMEDY = "Look whether the website serves the whole folder of the release, as it was written."


class Silence:
    """Of how many files in a row a website has sent nothing. Once these are too many, `broke_off`
    says why, and stays: by then other files were not asked for."""

    def __init__(self) -> None:
        self.broke_off: Unreachable | None = None
        self._in_a_row = 0

    def after(self, error: NotHere | None) -> None:
        """A file came, or could not be fetched."""
        self._in_a_row = self._in_a_row + 1 if isinstance(error, Unreachable) else 0
        if self._in_a_row >= GIVES_UP and isinstance(error, Unreachable):
            self.broke_off = error


async def fetch_release(
    address: str, folder: Path, settings: Settings, environment: Environment
) -> list[Fault]:
    """Writes the release at this address (that of its folder) into a new folder; what of it could
    not be fetched. No more is fetched of a file than the manifest says it has.

    Raises NotHere when there is no manifest at this address, Unreachable when the website does not
    answer, or no longer does.
    """
    base = address if address.endswith("/") else f"{address}/"
    folder.mkdir()
    async with fetching(
        settings, environment, Bounds(largest=MAX_MANIFEST, redirects=0)
    ) as fetcher:
        await _fetch(fetcher, base, MANIFEST, folder)
        try:
            await _fetch(fetcher, base, SIGNATURE, folder)
        except Unreachable:
            raise  # that nobody has signed is not known
        except NotHere:
            pass  # few releases have one
    manifest = manifest_in(folder)
    if manifest is None:
        return []  # that it cannot be read is told by whoever proves it
    most = max((file.bytes for file in manifest.files), default=0) + 1
    turns = asyncio.Semaphore(_AT_ONCE)
    silence = Silence()
    async with fetching(settings, environment, Bounds(3600, most, redirects=0)) as fetcher:

        async def one(name: str) -> Fault | None:
            async with turns:
                if silence.broke_off is not None:
                    return None
                try:
                    await _fetch(fetcher, base, name, folder)
                except NotHere as error:
                    silence.after(error)
                    return Fault(inert(name), f"It could not be fetched: {error}.", _REMEDY)
                silence.after(None)
                return None

        outcomes = await asyncio.gather(*(one(file.name) for file in manifest.files))
    if silence.broke_off is not None:
        raise Unreachable(f"it stopped answering before all files were here: {silence.broke_off}")
    return [fault for fault in outcomes if fault is not None]


async def _fetch(fetcher: Fetcher, base: str, name: str, folder: Path) -> None:
    """Raises NotHere, and leaves nothing in the folder, when the file cannot be fetched."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("wb") as file:
            await fetcher.fetch(base + name, file)
    except NotHere:
        path.unlink()
        _remove_empty(path.parent, folder)
        raise


def _remove_empty(path: Path, folder: Path) -> None:
    """Removes a folder below another one, and those above it, as far as they hold nothing: the
    proof would take them for something that is not of the release."""
    while path != folder and not any(path.iterdir()):
        path.rmdir()
        path = path.parent
