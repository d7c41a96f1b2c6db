"""Releases that were on the website before: kept beside its folder, and brought back.

    release/                    what the website reads
    release.past/
        0001-3f2a9c01/          the first release that was replaced
        0002-b7711e08/          the second; the name ends with its id

A release is copied there before it is replaced, under the lock of `folder.py`:
so there is no moment at which a killed run could lose one, and a copy that a
killed run left half-made is told from a whole one by its name. Bringing one
back is one more swap of whole folders: a copy is staged, proved and exchanged
with what is there, which is kept in its turn. What is brought back is byte for
byte what it was, manifest included.

The numbers say in which order releases were replaced. A release that was
brought back and is then replaced by a new one moves to the end.
"""

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from directory.publishing.faults import ReleaseRefused, quoted
from directory.publishing.folder import Staging, files_in, keep_entry, make_durable, staged
from directory.publishing.manifest import (
    DIRECTORY,
    MANIFEST,
    MAX_MANIFEST,
    digest_of,
    parse_manifest,
)
from directory.publishing.verify import verify_release

_NAME: Final = re.compile(r"(\d{4,})-([0-9a-f]{8})")
_ID_LENGTH: Final = 8
_CHUNK: Final = 1024 * 1024
#: Folders of these names are half-made or half-removed.
_MAKING, _REMOVING = ".making", ".removing"


@dataclass(frozen=True, slots=True)
class KeptRelease:
    """A release that is on the website, or was.

    id: what names it in a command; the beginning of its digest, which is the
    SHA-256 of its manifest. created_at, expires: when it was made and when it counts as stale
    (aware). as_of: the day for which. serial, directory: the serial and the SHA-256 of its
    `directory.json`. links: how many. number: its place in the order; 0 for one that
    was never replaced. present: it is the one on the website. audit_head: the hash of the last
    entry of the trail when it was made.
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
    present: bool
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
    """The release that was on the website before the one that is; None when none is kept."""
    past = past_releases(target)
    now_at = next((one.number for one in past if one.present), None)
    earlier = (one for one in past if now_at is None or one.number < now_at)
    return next(earlier, None)


def with_serial(target: Path, serial: int) -> KeptRelease | None:
    """The release whose directory has this serial: the one in the folder, or one that is kept."""
    present = present_release(target)
    known = past_releases(target) if present is None else (present, *past_releases(target))
    return next((one for one in known if one.serial == serial), None)


def keeping(most: int) -> Callable[[Path], None]:
    """What `staged` does before a new release takes its place: keeps the old one.

    most: how many earlier ones are kept; with 0, nothing is done.
    """

    def before_swap(target: Path) -> None:
        if most < 1:
            return
        _keep(target, move_to_end=True)
        for one in past_releases(target)[most:]:
            _remove(one.folder)

    return before_swap


def _nothing_first(_chosen: KeptRelease) -> None:
    pass


def roll_back(
    target: Path,
    to: str | None = None,
    before_swap: Callable[[KeptRelease], None] = _nothing_first,
) -> KeptRelease:
    """Brings the release with the id `to` back into the folder, in one step.

    Without `to`, the one before that which is there. The one that is there is
    kept. Returns what is there now. before_swap: is told of the release when it is
    proved and about to take its place; if it raises, that is not done.

    Raises ReleaseRefused, leaving the folder as it was, when no such release is
    kept, when what was kept is damaged, or when the folder cannot be written.
    """
    chosen: KeptRelease | None = None

    def before(place: Path) -> None:
        _keep(place, move_to_end=False)
        assert chosen is not None
        before_swap(chosen)

    with staged(target, before_swap=before) as staging:
        chosen = one_before(target) if to is None else _find(target, to)
        if chosen is None:
            raise ReleaseRefused(
                f"no release from before the one in {target} is kept, so there is nothing to "
                "bring back. Nothing was changed. See those that are with: jobbank rollback --list"
            )
        _copy_files(chosen.folder, staging)
        faults = verify_release(staging.folder)
        if faults:
            raise ReleaseRefused(
                f"the release {chosen.id} that was kept is damaged: {faults[0].message} "
                "Nothing was changed. Bring another one back, or export again."
            )
    now_there = present_release(target)
    assert now_there is not None
    return now_there


def _find(target: Path, wanted: str) -> KeptRelease:
    found = [one for one in past_releases(target) if one.digest.startswith(wanted.lower())]
    if len(wanted) < 4 or len(found) != 1:
        raise ReleaseRefused(
            f"no release {quoted(wanted)} is kept for {target}. Nothing was changed. "
            "See those that are with: jobbank rollback --list"
        )
    if found[0].present:
        raise ReleaseRefused(
            f"the release {found[0].id} is the one in {target} already. Nothing was changed."
        )
    return found[0]


def _keep(target: Path, *, move_to_end: bool) -> None:
    """Puts a copy of the release in the folder among the earlier ones. Raises OSError."""
    past = past_folder(target)
    _clear_leftovers(past)
    present = present_release(target)
    if present is None:
        return
    known = past_releases(target)
    end = past / f"{max((one.number for one in known), default=0) + 1:04d}-{present.id}"
    already = next((one for one in known if one.present), None)
    if already is not None and not verify_release(already.folder):
        if move_to_end and already is not known[0]:
            already.folder.rename(end)
        return
    past.mkdir(exist_ok=True)
    making = past / _MAKING
    making.mkdir()
    _copy_files(target, Staging(making, None))
    make_durable(making)
    making.rename(end)
    keep_entry(past)
    if already is not None:  # its copy had been damaged
        _remove(already.folder)


def _copy_files(source: Path, staging: Staging) -> None:
    for name in sorted(files_in(source)):
        path = source / name
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                staging.write(name, iter(lambda file=file: file.read(_CHUNK), b""))  # type: ignore[misc]


def _clear_leftovers(past: Path) -> None:
    for name in (_MAKING, _REMOVING):
        if (past / name).exists():
            shutil.rmtree(past / name)


def _remove(folder: Path) -> None:
    """Removes a kept release; one that is half removed is never taken for a release."""
    removing = folder.with_name(_REMOVING)
    folder.rename(removing)
    shutil.rmtree(removing)


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
        present=True,
        audit_head=manifest.audit_head,
    )
