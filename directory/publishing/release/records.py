"""The records of releases: the files from which all others are made, kept for years.

    release.past/records/
        20261009T120000Z-3f2a….tar.gz    by the moment in the manifest and its digest

Each is written before its release is swapped in, so that every release that is shown has a record.
A record has the directory, its health, the manifest and the signature; pages are made again from
the directory when they are needed.
"""

import gzip
import hashlib
import os
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from directory.publishing.release.atomic_folder import keep_entry
from directory.publishing.release.history import past_folder
from directory.publishing.release.manifest import (
    DIRECTORY,
    HEALTH,
    MANIFEST,
    MAX_MANIFEST,
    SIGNATURE,
    Manifest,
    digest_of,
    parse_manifest,
)
from directory.publishing.release.signature import MAX_SIGNATURE
from directory.settings import Settings

#: In the order of the archive: the manifest can be read without the rest.
_KEPT: Final = (MANIFEST, SIGNATURE, DIRECTORY, HEALTH)
_NAME: Final = re.compile(r"(\d{8}T\d{6}Z)-([0-9a-f]{64})\.tar\.gz")
_MOMENT: Final = "%Y%m%dT%H%M%SZ"
_CHUNK: Final = 1024 * 1024


class RecordDamaged(Exception):
    """A record exists and cannot be relied on; says why."""


def records_folder(past: Path) -> Path:
    """Return where the records are. past: where earlier releases are kept."""
    return past / "records"


def put_on_record(release: Path, target: Path, now: datetime, settings: Settings) -> None:
    """Write the record of a release that is about to take its place in the folder `target`, and
    remove records that are too old. Raise OSError."""
    past = past_folder(target)
    keep_record(release, past)
    drop_old_records(past, now, settings.records_years)


def keep_record(release: Path, past: Path) -> Path:
    """Write the record of the release in this folder, in one step; return its file.

    past: where earlier releases are kept; it is made if it is not there. Raise OSError.
    """
    content = (release / MANIFEST).read_bytes()
    moment = datetime.fromisoformat(parse_manifest(content).created_at).astimezone(UTC)
    folder = records_folder(past)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{moment:{_MOMENT}}-{digest_of(content)}.tar.gz"
    if file.exists():
        return file
    making = folder / ".making"
    with making.open("wb") as raw:
        # Without a time in it: equal releases give equal bytes.
        with (
            gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed,
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
        ):
            for name in _KEPT:
                _add(archive, release / name)
        raw.flush()
        os.fsync(raw.fileno())
    making.replace(file)
    keep_entry(folder)
    return file


def drop_old_records(past: Path, now: datetime, years: int) -> None:
    """Remove the records of releases that were made more than `years` years ago."""
    written = f"{now.astimezone(UTC):{_MOMENT}}"
    earliest = f"{int(written[:4]) - years:04d}{written[4:]}"
    for moment, _, file in _records(past):
        if moment < earliest:
            file.unlink()


@contextmanager
def opened_record(past: Path, digest: str) -> Iterator[Path | None]:
    """Unpack the record of the release with this digest of its manifest into a folder that is
    removed afterwards; None when there is no record. Raise RecordDamaged, and OSError."""
    file = next((file for _, found, file in _records(past) if found == digest), None)
    if file is None:
        yield None
        return
    if _manifest_in(file, digest) is None:
        raise RecordDamaged(f"the record {file} is damaged")
    with TemporaryDirectory(prefix="jobbank-record-") as name:
        with tarfile.open(file, "r|gz") as archive:
            for member in archive:
                _unpack(archive, member, Path(name))
        yield Path(name)


def recorded_manifests(past: Path) -> Iterator[tuple[Path, str, Manifest | None]]:
    """Yield the file of each record, the digest that its name gives, and its manifest; None when
    the record is damaged. All of each is read."""
    for _, digest, file in _records(past):
        yield file, digest, _manifest_in(file, digest)


def _manifest_in(file: Path, digest: str) -> Manifest | None:
    """Return the manifest of a record; None unless all of it is that of the release with this
    digest. No more is unpacked than the manifest says there is."""
    try:
        with tarfile.open(file, "r|gz") as archive:
            return _proved(archive, digest)
    except (tarfile.TarError, EOFError, ValueError, OSError, zlib.error):
        return None


def _proved(archive: tarfile.TarFile, digest: str) -> Manifest | None:
    first = archive.next()
    if first is None or first.name != MANIFEST or first.size > MAX_MANIFEST:
        return None
    content = _read(archive, first)
    if digest_of(content) != digest:
        return None
    manifest = parse_manifest(content)
    missing = {file.name: file for file in manifest.files if file.name in (DIRECTORY, HEALTH)}
    for member in archive:
        is_signature = member.name == SIGNATURE and member.size <= MAX_SIGNATURE
        if member is first or (is_signature and member.isreg()):
            continue  # iteration begins with what was read before
        file = missing.pop(member.name, None)
        if file is None or not member.isreg() or member.size != file.bytes:
            return None
        found = archive.extractfile(member)
        assert found is not None  # it is a regular file
        if hashlib.file_digest(found, "sha256").hexdigest() != file.sha256:  # type: ignore[arg-type]
            return None
    return None if missing else manifest


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Write a file of a proved record: its name and its size are those of a release."""
    content = archive.extractfile(member)
    assert content is not None
    with content, (folder / member.name).open("xb") as file:
        shutil.copyfileobj(content, file, _CHUNK)


def _read(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    found = archive.extractfile(member)
    return b"" if found is None else found.read()


def _add(archive: tarfile.TarFile, path: Path) -> None:
    if not path.is_file():
        return  # few releases are signed
    about = tarfile.TarInfo(path.name)
    about.size = path.stat().st_size
    with path.open("rb") as file:
        archive.addfile(about, file)


def _records(past: Path) -> Iterator[tuple[str, str, Path]]:
    """Yield the moment, the digest and the file of each record."""
    folder = records_folder(past)
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if found := _NAME.fullmatch(file.name):
            yield found[1], found[2], file
