"""Prove `changes-N.json`: make it again where release N−1 is kept, else compare it with N alone."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from directory.publishing.release.delta import (
    END,
    DirectoryState,
    NewState,
    beginning,
    changes_between,
    changes_file,
    closing,
    key_of,
    opening,
)
from directory.publishing.release.directory_file import (
    LayoutBroken,
    Section,
    read_document,
    separated,
)
from directory.publishing.release.faults import Fault
from directory.publishing.release.history import KeptRelease, with_serial
from directory.publishing.release.manifest import DIRECTORY, Manifest, ReleaseFile, described
from directory.publishing.release.public_schema import is_later
from directory.publishing.release.reader import read_edition
from directory.publishing.verify.directory import REMEDY


class _Part(msgspec.Struct, forbid_unknown_fields=True):
    put: list[msgspec.Raw]
    remove: list[int | str]


class _Changes(msgspec.Struct, forbid_unknown_fields=True, rename={"from_": "from"}):
    schema_version: str
    from_: DirectoryState
    to: NewState
    header: msgspec.Raw
    categories: _Part
    notices: _Part
    withheld: _Part
    withdrawn: _Part
    links: _Part


_CHANGES: Final = msgspec.json.Decoder(_Changes)


def change_faults(folder: Path, manifest: Manifest) -> tuple[list[Fault], list[str]]:
    """Return the faults of the file, and sentences on what was not checked. All other files of
    the release in this folder are proved."""
    name = changes_file(manifest.serial)
    found = next((file for file in manifest.files if file.name == name), None)
    if is_later(manifest.schema_version):
        return [], [f"{name} was not checked: it is of a later format."] if found else []
    before = with_serial(folder, manifest.serial - 1)
    if before is not None and _digest(before.folder / DIRECTORY) == before.directory:
        return _compare(folder, manifest, before, found)
    if found is None:
        return [], []
    why = "is not kept here" if before is None else "that is kept here is damaged"
    message = f"{name} was compared with this release alone, since release "
    problem = _problem_with(folder, manifest, name)
    return (
        [Fault(name, problem, REMEDY)] if problem else [],
        [f"{message}{manifest.serial - 1} {why}."],
    )


def _compare(
    folder: Path, manifest: Manifest, before: KeptRelease, found: ReleaseFile | None
) -> tuple[list[Fault], list[str]]:
    name = changes_file(manifest.serial)
    steps = changes_between(
        before.folder / DIRECTORY, DirectoryState(before.serial, before.directory),
        folder / DIRECTORY, _state(folder, manifest),
    )  # fmt: skip
    try:
        expected = described(name, steps)
    except (LayoutBroken, ValueError):
        return [], [f"{name} was not checked, since release {before.serial} cannot be read."]
    if found == expected:
        return [], []
    message = f"It does not lead here from release {before.serial}."
    if found is None:
        message = f"The file is missing, and release {before.serial} is kept."
    return [Fault(name, message, REMEDY)], []


def _state(folder: Path, manifest: Manifest) -> NewState:
    directory = next(file for file in manifest.files if file.name == DIRECTORY)
    return NewState(manifest.serial, directory.sha256, read_edition(folder / DIRECTORY).updated_on)


def _problem_with(folder: Path, manifest: Manifest, name: str) -> str:
    """Return why the file cannot lead to this release; "" for nothing."""
    content = (folder / name).read_bytes()
    try:
        changes = _CHANGES.decode(content)
    except (ValueError, RecursionError):
        return "The file cannot be read."
    with (folder / DIRECTORY).open("rb") as file:
        entries = read_document(file)
        _, _, header = next(entries)
        lines = {raw: (section, key_of(section, raw)) for section, _, raw in entries if section}
    parts = {section: getattr(changes, section.value) for section in Section}
    if b"".join(_written(changes.from_, _state(folder, manifest), header, parts)) != content:
        return "It does not lead to this release, or is not written as a release writes it."
    if changes.from_.serial != manifest.serial - 1:
        return "It does not lead here from the release before."
    keys = set(lines.values())
    for section, part in parts.items():
        if any(lines.get(bytes(raw), ("",))[0] != section for raw in part.put):
            return f"It puts into the {section} what the directory does not have."
        if any((section, key) in keys for key in part.remove):
            return f"It removes from the {section} what the directory has."
    return ""


def _written(
    before: DirectoryState, after: NewState, header: bytes, parts: Mapping[Section, _Part]
) -> Iterator[bytes]:
    """Yield the file with these entries put and these keys removed, as a release writes it."""
    yield beginning(before, after, header)
    for section, part in parts.items():
        yield opening(section)
        yield from separated(map(bytes, part.put))
        yield closing(part.remove)
    yield END


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
