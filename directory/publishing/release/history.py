"""Releases that were on the website before: kept beside its folder, to be brought back.

    release/                    what the website reads
    release.past/
        0001-3f2a9c01/          the first release that was replaced
        0002-b7711e08/          the second; the name ends with its id

The numbers give the order in which releases were replaced. `export/keeping.py` puts them there.
`export/roll_back.py` brings one back as a new release, and keeps the one that it replaces.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from directory.publishing.release.manifest import (
    DIRECTORY,
    MANIFEST,
    MAX_MANIFEST,
    digest_of,
    parse_manifest,
)

_NAME: Final = re.compile(r"(\d{4,})-([0-9a-f]{8})")
_ID_LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class KeptRelease:
    """A release that is on the website, or was.

    id: its name in commands; the beginning of its digest, which is the SHA-256 of its manifest.
    created_at, expires: when it was made and when it counts as stale (aware). as_of: the day for
    which it was made. serial, directory: the serial and the SHA-256 of its `directory.json`. links:
    their number. number: its place in the order; 0 for one that was never replaced. restores: the
    serial of the release whose content it brings back, None for others. present: it is the one on
    the website. previous: the digest of the release before it, None for a first one. audit_head:
    the hash of the last entry of the trail when it was made.
    """

    id: str
    folder: Path
    digest: str
    created_at: datetime
    expires: datetime
    as_of: date
    serial: int
    directory: str
    links: int
    number: int
    restores: int | None
    present: bool
    previous: str | None
    audit_head: str


def past_folder(target: Path) -> Path:
    """Return the folder of the earlier releases of the folder `target`."""
    target = target.resolve()
    return target.with_name(f"{target.name}.past")


def present_release(target: Path) -> KeptRelease | None:
    """Return the release in the folder; None if there is none that can be read."""
    return _read(target.resolve(), 0)


def past_releases(target: Path) -> tuple[KeptRelease, ...]:
    """Return the earlier releases that are kept, the last replaced one first.

    The one on the website is among them if it had been replaced before.
    """
    present = present_release(target)
    read = (_read(folder, number) for number, folder in _numbered(past_folder(target)))
    found = [
        replace(one, present=present is not None and one.digest == present.digest)
        for one in read
        if one is not None
    ]
    return tuple(sorted(found, key=lambda one: -one.number))


def one_before(target: Path) -> KeptRelease | None:
    """Return the release to bring back by default; None if none is kept.

    It is the last replaced one whose directory differs from the present one. After a roll-back it
    is one from before the release that was brought back.
    """
    present = present_release(target)
    past = [one for one in past_releases(target) if not _is_same(one, present)]
    if present is None or present.restores is None:
        return past[0] if past else None
    bound = present.restores
    earlier = [one for one in past if _content_of(one) < bound]
    return max(earlier, key=_content_of, default=None)


def _is_same(one: KeptRelease, present: KeptRelease | None) -> bool:
    return present is not None and one.directory == present.directory


def _content_of(one: KeptRelease) -> int:
    """Return the serial of the release that was first made with this content."""
    return one.serial if one.restores is None else one.restores


def with_serial(target: Path, serial: int) -> KeptRelease | None:
    """Return the release whose directory has this serial: the present one, or one that is kept."""
    present = present_release(target)
    known = past_releases(target) if present is None else (present, *past_releases(target))
    return next((one for one in known if one.serial == serial), None)


def _numbered(past: Path) -> Iterator[tuple[int, Path]]:
    names: Iterable[Path] = past.iterdir() if past.is_dir() else ()
    for folder in names:
        match = _NAME.fullmatch(folder.name)
        if match and folder.is_dir() and not folder.is_symlink():
            yield int(match[1]), folder


def _read(folder: Path, number: int) -> KeptRelease | None:
    """Return what the manifest in the folder says; None if there is none. Nothing else is
    proved."""
    try:
        with (folder / MANIFEST).open("rb") as file:
            content = file.read(MAX_MANIFEST)
        manifest = parse_manifest(content)
        created_at = datetime.fromisoformat(manifest.created_at)
        expires = datetime.fromisoformat(manifest.expires)
    except (OSError, ValueError):
        return None
    digest = digest_of(content)
    listed = next((file for file in manifest.files if file.name == DIRECTORY), None)
    if listed is None:
        return None
    return KeptRelease(
        id=digest[:_ID_LENGTH],
        folder=folder,
        digest=digest,
        created_at=created_at,
        expires=expires,
        as_of=manifest.as_of,
        serial=manifest.serial,
        directory=listed.sha256,
        links=listed.count or 0,
        number=number,
        restores=manifest.restores or None,
        present=True,
        previous=manifest.previous,
        audit_head=manifest.audit_head,
    )
