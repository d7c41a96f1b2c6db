"""Witnesses of the audit trail: what was kept of it elsewhere, and must be in it.

Who can write the database can write another trail, all of whose hashes fit. What they cannot
change are heads that were kept elsewhere: in the manifests of releases, which are public, in a
log, in a mail. A head is the hash of an entry; the trail up to it is as it was then if that entry
is still there. A release is on record, too, by the digest of its manifest.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from directory.publishing.kept import (
    KeptRelease,
    past_folder,
    past_releases,
    present_release,
)
from directory.publishing.manifest import MANIFEST, MAX_MANIFEST, parse_manifest
from directory.publishing.records import recorded_manifests, records_folder
from directory.store.past import Released
from directory.store.replay import TrailProof

_LINE: Final = re.compile(r"\s*(?:(\d{1,10})[\s:]+)?([0-9a-fA-F]{64})(?:\s.*)?")
_SHOWN = 12


class NotAHead(ValueError):
    """What was given is no head, and no file with heads; says what would be."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A head that was kept. name: of where; number: of its entry, where that was kept, too.
    release: the digest of the manifest that has it, "" for none."""

    name: str
    head: str
    number: int | None = None
    release: str = ""


def released_heads(folder: Path) -> list[Witness]:
    """Return those of the release in this folder, of the earlier ones that are kept, and of the
    records of those before."""
    present = present_release(folder)
    past = [one for one in past_releases(folder) if not one.present]
    found = past if present is None else [present, *past]
    seen = {one.digest for one in found}
    witnesses = [Witness(_named(one), one.audit_head, release=one.digest) for one in found]
    return witnesses + [
        Witness(f"the record {file}", manifest.audit_head, release=digest)
        for file, digest, manifest in recorded_manifests(past_folder(folder))
        if manifest is not None and digest not in seen
    ]


def unreadable(folder: Path) -> Iterator[str]:
    """Say so of each manifest that cannot be read: it is no witness then."""
    for file, _, manifest in recorded_manifests(past_folder(folder)):
        if manifest is None:
            yield f"the record {file} is damaged, so it is no witness and proves nothing."
    if (folder / MANIFEST).exists() and present_release(folder) is None:
        yield f"{folder / MANIFEST} cannot be read, so the release there is no witness."


def missing_records(
    releases: Iterable[Released], folder: Path, now: datetime, years: int
) -> Iterator[str]:
    """Say so of each release of this folder that has no record although its time is not over."""
    there = {digest for _, digest, _ in recorded_manifests(past_folder(folder))}
    since = now - timedelta(days=365 * years)
    for one in releases:
        mine = one.about.get("folder") == str(folder.resolve())
        if mine and one.at > since and one.digest not in there:
            yield (
                f"the record of release {one.about.get('serial', '?')} ({one.digest[:_SHOWN]}…), "
                f"which was put on the website on {one.at:%Y-%m-%d}, is not in "
                f"{records_folder(past_folder(folder))}."
            )


def given_heads(given: str) -> list[Witness]:
    """Return the heads in what was given: a hash, a line of `jobbank audit head`, a manifest, or
    a file of such lines.

    Raises NotAHead when it is none of these.
    """
    witness = _in_line(given, f"the head {given[:_SHOWN].strip()}…")
    if witness is not None:
        return [witness]
    try:
        with Path(given).open("rb") as file:
            content = file.read(MAX_MANIFEST)
    except (OSError, ValueError):
        raise NotAHead(
            f"“{given}” is no head: give a hash of 64 letters and digits, a line that “jobbank "
            f"audit head” has printed, or a file: a {MANIFEST}, or such lines"
        ) from None
    found = _in_file(given, content)
    if not found:
        raise NotAHead(f"there is no head in {given}: it is no {MANIFEST}, and has no such lines")
    return found


def witness_faults(witnesses: Iterable[Witness], proof: TrailProof) -> Iterator[str]:
    """Why these witnesses contradict the trail, a sentence each; nothing for those that agree.

    proof: of which the heads of all of them were asked.
    """
    for one in witnesses:
        number, record = proof.heads.get(one.head), proof.releases.get(one.release)
        if number is None:
            yield (
                f"{one.name}: its audit head {one.head[:_SHOWN]}… is no entry of this trail. "
                "Entries were removed or rewritten since, or it is of another catalog."
            )
        elif one.number is not None and one.number != number:
            yield (
                f"{one.name}: it was entry {one.number} when it was kept, and is entry {number} "
                "of this trail."
            )
        if not one.release:
            continue
        if record is None:
            yield (
                f"{one.name}: the trail has no record that it was made. The record was removed, "
                "or the release was made from another catalog."
            )
        elif number is not None and record <= number:
            yield (
                f"{one.name}: its record is entry {record}, before the entry {number} that it "
                "was made from."
            )


def _named(release: KeptRelease) -> str:
    what = "present release" if release.number == 0 else "earlier release"
    return f"the {what} {release.id} (serial {release.serial}) in {release.folder}"


def _in_line(line: str, name: str) -> Witness | None:
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    number, head = match.groups()
    return Witness(name, head.lower(), None if number is None else int(number))


def _in_file(file: str, content: bytes) -> list[Witness]:
    try:
        return [Witness(file, parse_manifest(content).audit_head)]
    except ValueError:
        lines = [] if b"\0" in content else content.decode(errors="replace").splitlines()
    named = ((line, f"{file}, line {place}") for place, line in enumerate(lines, start=1))
    return [found for line, name in named if (found := _in_line(line, name)) is not None]
