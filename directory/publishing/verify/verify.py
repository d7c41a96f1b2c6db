"""Prove a release: only the folder is needed, and nothing in it is trusted.

    for fault in verify_release(Path("release")):
        print(fault)

Checked are: the manifest against its schema; each file against the size and the digest that the
manifest gives; that there is no other file; every line of the directory against the JSON Schema;
every reference within it. Of a release of a later 1.x, fields that this program does not know are
not checked. Any bytes in the folder give faults, never an exception, and memory is bounded.

This cannot prove that the release comes from the agency: anyone who can change a file can change
the manifest to match.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from io import BufferedReader
from pathlib import Path
from typing import Final

import msgspec

from directory.publishing.release.atomic_folder import files_in
from directory.publishing.release.faults import Fault, inert, quoted
from directory.publishing.release.manifest import (
    DIRECTORY,
    MANIFEST,
    MAX_MANIFEST,
    SIGNATURE,
    Manifest,
    ReleaseFile,
    parse_manifest,
)
from directory.publishing.release.public_schema import is_later, is_readable
from directory.publishing.release.schemas import DIRECTORY_SCHEMA, manifest_shape
from directory.publishing.verify.directory import REMEDY, DirectoryProof

#: More faults than this help no one; the proof stops there.
MOST_FAULTS: Final = 200


class _Enough(Exception):
    """The proof stops: there are more than MOST_FAULTS faults."""


class _Faults:
    """The faults found so far."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, fault: Fault) -> None:
        if len(self.found) == MOST_FAULTS:
            self.found.append(Fault("", "There are more faults; they are not listed.", REMEDY))
            raise _Enough
        self.found.append(fault)


class _NotReadable(Exception):
    """A file of the release cannot be read; says why."""


def verify_release(folder: Path) -> list[Fault]:
    """Return what is wrong with the release in this folder; an empty list if it is whole."""
    faults = _Faults()
    try:
        names = files_in(folder)
    except OSError as error:
        why = error.strerror or "it cannot be read"
        return [Fault("", f"There is no release in {inert(folder)}: {why}.", "Check the name.")]
    with suppress(_Enough):
        _verify(folder, names, faults)
    return faults.found


def directory_faults(folder: Path, as_of: date) -> list[Fault]:
    """Return what is wrong with the `directory.json` in this folder, released for that day."""
    faults = _Faults()
    with suppress(_Enough), _opened(folder / DIRECTORY) as document:
        DirectoryProof(faults.add, as_of).run(document)
    return faults.found


def manifest_in(folder: Path) -> Manifest | None:
    """Return the manifest of the release in this folder if it fits its schema; else None."""
    return _read_manifest(folder, _Faults())


def _verify(folder: Path, names: frozenset[str], faults: _Faults) -> None:
    manifest = _read_manifest(folder, faults)
    listed = {} if manifest is None else {file.name: file for file in manifest.files}
    if manifest is not None:
        _check_list(manifest, faults)
        for name in sorted(names - listed.keys() - {MANIFEST, SIGNATURE}):
            _file_fault(faults, name, "This file is not part of the release.")
        for file in listed.values():
            if file.name in names:
                _check_file(folder, file, faults)
            else:
                _file_fault(faults, file.name, "The file is missing.")
    proof = (
        DirectoryProof(faults.add)
        if manifest is None
        else DirectoryProof(faults.add, manifest.as_of, listed)
    )
    try:
        with _opened(folder / DIRECTORY) as document:
            proof.run(document)
    except _NotReadable as error:
        if DIRECTORY not in listed:  # else it has been reported
            _file_fault(faults, DIRECTORY, str(error))
    if manifest is not None:
        _check_agreement(manifest, listed.get(DIRECTORY), proof, faults)


def _read_manifest(folder: Path, faults: _Faults) -> Manifest | None:
    try:
        with _opened(folder / MANIFEST) as file:
            content = file.read(MAX_MANIFEST)
        value = msgspec.json.decode(content)
    except _NotReadable as error:
        _file_fault(faults, MANIFEST, str(error))
        return None
    except (OSError, ValueError, RecursionError):
        _file_fault(faults, MANIFEST, "The manifest cannot be read.")
        return None
    version = value.get("schema_version") if isinstance(value, dict) else None
    if isinstance(version, str) and not is_readable(version):
        remedy = "Prove it with the version of this program that made it, or a later one."
        message = f"The release has schema version {quoted(version)}; known is 1.x."
        faults.add(Fault(MANIFEST, message, remedy))
        return None
    problems = manifest_shape(closed=not is_later(version)).problems(value)
    for problem in problems:
        _file_fault(faults, MANIFEST, problem)
    try:
        return None if problems else parse_manifest(content)
    except ValueError:
        _file_fault(faults, MANIFEST, "The manifest cannot be read.")
        return None


def _check_list(manifest: Manifest, faults: _Faults) -> None:
    names = [file.name for file in manifest.files]
    if names != sorted(set(names)) or MANIFEST in names:
        _file_fault(faults, MANIFEST, "The files are not listed in order, each once.")
    for name in (DIRECTORY, DIRECTORY_SCHEMA):
        if name not in names:
            _file_fault(faults, MANIFEST, f"The manifest does not name {quoted(name)}.")


def _check_file(folder: Path, expected: ReleaseFile, faults: _Faults) -> None:
    try:
        with _opened(folder / expected.name) as file:
            size = os.fstat(file.fileno()).st_size
            if size != expected.bytes:
                _file_fault(
                    faults,
                    expected.name,
                    f"The file has {size} bytes; the manifest says {expected.bytes}.",
                )
            elif hashlib.file_digest(file, "sha256").hexdigest() != expected.sha256:
                _file_fault(faults, expected.name, "The file has been changed: its digest differs.")
    except _NotReadable as error:
        _file_fault(faults, expected.name, str(error))


def _check_agreement(
    manifest: Manifest, listed: ReleaseFile | None, proof: DirectoryProof, faults: _Faults
) -> None:
    """Report where the manifest and the directory disagree."""
    if proof.header is not None and proof.header.schema_version != manifest.schema_version:
        _file_fault(
            faults,
            MANIFEST,
            f"The manifest is of format {manifest.schema_version}, the directory of "
            f"{proof.header.schema_version}.",
        )
    if proof.tail is not None and proof.tail.serial != manifest.serial:
        _file_fault(
            faults,
            MANIFEST,
            f"The manifest is of release {manifest.serial}, the directory of {proof.tail.serial}.",
        )
    if listed is not None and proof.complete and listed.count != proof.links:
        _file_fault(
            faults,
            MANIFEST,
            f"The manifest counts {listed.count} links, the directory contains {proof.links}.",
        )


def _file_fault(faults: _Faults, name: str, message: str) -> None:
    faults.add(Fault(inert(name), message, REMEDY))


@contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    """Provide an ordinary file, open for reading. Raise _NotReadable for anything else.

    A link, a pipe or a device in the folder could lead anywhere or never end.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise _NotReadable("The file is missing.") from None
    except OSError as error:
        raise _NotReadable(f"The file cannot be opened ({error.strerror}).") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _NotReadable("This is not an ordinary file.")
    with os.fdopen(handle, "rb") as file:
        try:
            yield file
        except OSError as error:
            raise _NotReadable(f"The file cannot be read ({error.strerror}).") from None
