"""Releases that were on the website before: kept beside its folder, and brought back.

    release/                    what the website reads
    release.past/
        0001-3f2a9c01/          the first release that was replaced
        0002-b7711e08/          the second; the name ends with its id

The numbers say in which order releases were replaced. `export/keeping.py` puts them there. What is
brought back (`export/roll_back.py`) is a new release, and the one that was there is kept in its
turn.
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

    id: what names it in a command; the beginning of its digest, which is the
    SHA-256 of its manifest. created_at, expires: when it was made and when it counts as stale
    (aware). as_of: the day for which. serial, directory: the serial and the SHA-256 of its
    `directory.json`. links: how many. number: its place in the order; 0 for one that
    was never replaced. restores: the serial of the release whose content it brings back, None
    for others. present: it is the one on the website. previous: the digest of the release before
    it, None for a first one. audit_head: the hash of the last entry of the trail when it was made.
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
    """Where the earlier releases of the folder `target` are."""
    target = target.resolve()
    return target.with_name(f"{target.name}.past")


def present_release(target: Path) -> KeptRelease | None:
    """The release in the folder; None when there is none that can be read."""
    return _read(target.resolve(), 0)


def past_releases(target: Path) -> tuple[KeptRelease, ...]:
    """The earlier releases that are kept, the one that was replaced last first.

    The one on the website is among them when it had been replaced before.
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
    """Return the release to bring back unless another one is named; None when none is kept.

    That is the one that was replaced last, with another directory than the one that is there.
    After a roll-back it is one from before the release that was brought back.
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
    """The release whose directory has this serial: the one in the folder, or one that is kept."""
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
    """What the manifest in the folder says; None when there is none. Nothing else is proved."""
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
