"""Prove `changes-N.json`: make it again where release N−1 is kept, else compare it with N alone."""

import hashlib
from pathlib import Path
from typing import Final

import msgspec

from directory.publishing.changes import NewState, State, changes_between, changes_file
from directory.publishing.contents import REMEDY
from directory.publishing.edition import read_edition
from directory.publishing.faults import Fault
from directory.publishing.kept import KeptRelease, with_serial
from directory.publishing.layout import LayoutBroken, Section, read_document
from directory.publishing.manifest import DIRECTORY, Manifest, ReleaseFile, described


class _Part(msgspec.Struct, forbid_unknown_fields=True):
    put: list[msgspec.Raw]
    remove: list[int | str]


class _Changes(msgspec.Struct, forbid_unknown_fields=True, rename={"from_": "from"}):
    schema_version: str
    from_: State
    to: NewState
    header: msgspec.Raw
    categories: _Part
    notices: _Part
    withheld: _Part
    withdrawn: _Part
    links: _Part


class _Key(msgspec.Struct):
    id: int = 0
    slug: str = ""


_CHANGES: Final = msgspec.json.Decoder(_Changes)
_KEY: Final = msgspec.json.Decoder(_Key)


def change_faults(folder: Path, manifest: Manifest) -> tuple[list[Fault], list[str]]:
    """Return the faults of the file, and sentences on what was not checked. All other files of
    the release in this folder are proved."""
    name = changes_file(manifest.serial)
    found = next((file for file in manifest.files if file.name == name), None)
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
        before.folder / DIRECTORY, State(before.serial, before.directory),
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
    try:
        changes = _CHANGES.decode((folder / name).read_bytes())
    except (ValueError, RecursionError):
        return "The file cannot be read."
    if changes.to != _state(folder, manifest) or changes.from_.serial != manifest.serial - 1:
        return "It does not lead to this release from the one before."
    with (folder / DIRECTORY).open("rb") as file:
        entries = read_document(file)
        _, _, header = next(entries)
        lines = {(section, hash(raw)): _key(section, raw) for section, _, raw in entries if section}
    if bytes(changes.header) != header:
        return "Its header is not that of the directory."
    keys = {(section, key) for (section, _), key in lines.items()}
    for section in Section:
        part: _Part = getattr(changes, section.value)
        if any((section, hash(bytes(raw))) not in lines for raw in part.put):
            return f"It puts into the {section} what the directory does not have."
        if any((section, key) in keys for key in part.remove):
            return f"It removes from the {section} what the directory has."
    return ""


def _key(section: Section, raw: bytes) -> int | str:
    if section is Section.WITHHELD:
        return int(raw)
    key = _KEY.decode(raw)
    return key.slug or key.id


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
