"""`manifest.json`: what a release consists of, and where it comes from.

It is the only file with the time of its making, so that everything else is the same bytes for the
same catalog and date. It names every other file with its digest, the digest of the manifest before
it, and the head of the catalog's audit trail: so a release can be proved to be whole, to follow
another, and to come from a certain state of the catalog.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

import msgspec

from directory.program import PROGRAM, program_version
from directory.publishing.release.public_schema import SCHEMA_VERSION

MANIFEST: Final = "manifest.json"
DIRECTORY: Final = "directory.json"
HEALTH: Final = "health.json"
#: The signature of the manifest, beside it when there is one; no manifest can name it.
SIGNATURE: Final = "manifest.json.sig"
GENERATOR: Final = PROGRAM

#: Far above any manifest; more than this is not read.
MAX_MANIFEST: Final = 256 * 1024 * 1024


class Generator(msgspec.Struct, frozen=True):
    """The program that made the release."""

    name: str
    version: str


class ReleaseFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file of a release. name: its path, with slashes; bytes: its size; count: its links,
    left out where it has none."""

    name: str
    sha256: str
    bytes: int
    count: int | None = None


class Manifest(msgspec.Struct, frozen=True):
    """The manifest. as_of: the day for which notices were chosen; expires: the moment after which
    the release counts as stale; serial: of the directory; files: sorted by name; previous: None
    for a first release; restores: the serial of the earlier release whose content this one brings
    back, left out of others."""

    schema_version: str
    generator: Generator
    created_at: str
    expires: str
    as_of: date
    serial: int
    files: tuple[ReleaseFile, ...]
    previous: str | None
    audit_head: str
    restores: int | msgspec.UnsetType = msgspec.UNSET


def build_manifest(
    files: Sequence[ReleaseFile],
    *,
    as_of: date,
    serial: int,
    now: datetime,
    valid_for: timedelta,
    previous: str | None,
    audit_head: str,
    restores: int | None = None,
) -> Manifest:
    """Return the manifest of these files; `now` is an aware moment."""
    return Manifest(
        schema_version=SCHEMA_VERSION,
        generator=Generator(GENERATOR, program_version()),
        created_at=_written(now),
        expires=_written(now + valid_for),
        as_of=as_of,
        serial=serial,
        files=tuple(sorted(files, key=lambda file: file.name)),
        previous=previous,
        audit_head=audit_head,
        restores=msgspec.UNSET if restores is None else restores,
    )


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the manifest as it is written, indented for people to read."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"


def parse_manifest(content: bytes) -> Manifest:
    """Return the manifest in these bytes. Raise ValueError if there is none in them."""
    try:
        return msgspec.json.decode(content, type=Manifest)
    except RecursionError:
        raise ValueError("nested too deep") from None


def digest_of(content: bytes) -> str:
    """Return the SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def described(name: str, chunks: Iterable[bytes], count: int | None = None) -> ReleaseFile:
    """Return the entry of a manifest for a file with this content."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
    return ReleaseFile(name, digest.hexdigest(), size, count)
