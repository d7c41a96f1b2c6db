"""Fetch a release as visitors' browsers receive it, to verify it like one in a folder."""

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
#: After this number of files in a row for which the website sent nothing, the others are skipped.
GIVES_UP: Final = 3 * _AT_ONCE
_REMEDY = "Check that the website serves the whole folder of the release, as it was written."


class Silence:
    """Counts for how many files in a row a website has sent nothing. `broke_off`: the reason, once
    these are too many; it remains, since other files were not requested then."""

    def __init__(self) -> None:
        self.broke_off: Unreachable | None = None
        self._in_a_row = 0

    def after(self, error: NotHere | None) -> None:
        """Count a file that came (None), or could not be fetched."""
        self._in_a_row = self._in_a_row + 1 if isinstance(error, Unreachable) else 0
        if self._in_a_row >= GIVES_UP and isinstance(error, Unreachable):
            self.broke_off = error


async def fetch_release(
    address: str, folder: Path, settings: Settings, environment: Environment
) -> list[Fault]:
    """Write the release at this address (that of its folder) into a new folder; return the faults
    of the files that could not be fetched. No more bytes of a file are fetched than the manifest
    states.

    Raise NotHere if there is no manifest at this address, Unreachable if the website does not
    answer, or stops answering.
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
            raise  # it is unknown whether there is a signature
        except NotHere:
            pass  # few releases have one
    manifest = manifest_in(folder)
    if manifest is None:
        return []  # the verification reports that it cannot be read
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
    """Fetch a file. Raise NotHere, and leave nothing in the folder, if it cannot be fetched."""
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
    """Remove a folder below another one, and those above it, as far as they are empty: the
    verification would report them as not part of the release."""
    while path != folder and not any(path.iterdir()):
        path.rmdir()
        path = path.parent
