"""`jobbank verify`: the proof of a release, without any catalog."""

from collections.abc import Container
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from tui.cli.common import (
    ATTENTION,
    BAD_INPUT,
    DONE,
    INCONCLUSIVE,
    Failed,
    number,
    put,
    put_json,
    say,
    settings_here,
    world_here,
)

if TYPE_CHECKING:
    from directory.publishing.faults import Fault


@click.command(short_help="Prove a release.")
@click.argument("release")
@click.option(
    "--signers",
    type=click.Path(path_type=Path),
    help="A file of allowed signers (see ssh-keygen): one of them must have signed the release.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON line per fault.")
def verify(release: str, signers: Path | None, as_json: bool) -> int:
    """Check a release: schema, digests, and that everything refers to something.

    RELEASE is a folder, or the address at which a website serves it. No catalog is
    needed. With --signers, it must be signed by one of them as well.

    Example: jobbank verify release; or: jobbank verify https://agency.example/links/

    Exit codes: 0 the release is whole; 1 faults were found, or it has expired; 2 there is
    none in that folder or at that address, or it could not be checked who signed it; 3 the
    website did not answer, or stopped answering, so nothing is known.
    """
    if release.startswith(("https://", "http://")):
        with TemporaryDirectory() as place:
            folder = Path(place) / "release"
            faults = _fetched(release, folder)
            faults += _proved(folder, signers, already={fault.file for fault in faults})
            faults += _expired(folder)
            later = _later(folder)
    else:
        faults = _proved(Path(release), signers) + _expired(Path(release))
        later = _later(Path(release))
    for fault in faults:
        if as_json:
            put_json(
                {
                    "file": fault.file,
                    "line": fault.line,
                    "id": fault.link_id,
                    "message": fault.message,
                    "remedy": fault.remedy,
                }
            )
        else:
            put(str(fault))
    if faults:
        say(f"{number(len(faults), 'fault')} found in {release}.")
        return ATTENTION
    say(f"{release} is whole: schema, digests and references hold.")
    if later:
        say(later)
    if signers is not None:
        say("One of the allowed signers has signed it.")
    return DONE


def _fetched(address: str, folder: Path) -> "list[Fault]":
    """What could not be fetched of the release at this address into this folder."""
    import asyncio

    from crawler.download import NotHere, Unreachable
    from crawler.published import fetch_release

    settings = settings_here()
    try:
        return asyncio.run(fetch_release(address, folder, settings, world_here(settings)))
    except Unreachable as error:
        message = f"{address} could not be looked at: {error}. Try again later."
        raise Failed(message, INCONCLUSIVE) from None
    except NotHere as error:
        raise Failed(f"there is no release at {address}: {error}.", BAD_INPUT) from None
    except OSError as error:
        raise Failed(f"the release could not be kept to look at: {error}.", BAD_INPUT) from None


def _proved(
    folder: Path, signers: Path | None, already: Container[str] = frozenset()
) -> "list[Fault]":
    """What is wrong with the release, but for files of which it has been said already."""
    from directory.publishing.verify import verify_release

    if not folder.is_dir():
        raise Failed(f"there is no release in {folder}. Check the name.", BAD_INPUT)
    faults = [fault for fault in verify_release(folder) if fault.file not in already]
    return faults if signers is None else faults + _signature_faults(folder, signers)


def _expired(folder: Path) -> "list[Fault]":
    from directory.publishing.verify import expiry_faults

    return expiry_faults(folder, world_here(settings_here()).clock())


def _later(folder: Path) -> str:
    """A sentence on what was not checked of a release of a later version; "" for others."""
    from directory.publishing.entries import SCHEMA_VERSION
    from directory.publishing.verify import manifest_in
    from directory.publishing.versions import is_later

    manifest = manifest_in(folder)
    if manifest is None or not is_later(manifest.schema_version):
        return ""
    return (
        f"It is of format {manifest.schema_version}, and this program knows {SCHEMA_VERSION}: "
        "fields that were added since were not checked."
    )


def _signature_faults(folder: Path, signers: Path) -> "list[Fault]":
    from directory.publishing.faults import ReleaseRefused
    from directory.publishing.signature import signature_faults

    try:
        return signature_faults(folder, signers)
    except ReleaseRefused as error:
        raise Failed(str(error), BAD_INPUT) from None
