"""Witnesses of the audit trail: heads of it that were kept elsewhere and must still be in it.

A person who can write the database can write another trail, all of whose hashes fit. Heads that
were kept elsewhere are out of reach: in the manifests of releases, which are public, in a log, in a
mail. A head is the hash of an entry; the trail up to it is unchanged if that entry is still there.
A release is on record, too, by the digest of its manifest.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from directory.publishing.release.history import (
    KeptRelease,
    past_folder,
    past_releases,
    present_release,
)
from directory.publishing.release.manifest import MANIFEST, MAX_MANIFEST, parse_manifest
from directory.publishing.release.records import recorded_manifests, records_folder
from directory.queries.release_history import Released
from directory.queries.replay import TrailProof

_LINE: Final = re.compile(r"\s*(?:(\d{1,10})[\s:]+)?([0-9a-fA-F]{64})(?:\s.*)?")
_SHOWN = 12


class NotAHead(ValueError):
    """The given text is not a head, and not a file with heads; says what would be."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A head that was kept. name: where; number: of its entry, if that was kept, too. release: the
    digest of the manifest that has it, "" for none."""

    name: str
    head: str
    number: int | None = None
    release: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseEvidence:
    """What a folder of releases says of the trail. unusable: sentences on manifests and records
    that cannot be read; recorded: the digests of the releases that have a record."""

    witnesses: list[Witness]
    unusable: list[str]
    recorded: frozenset[str]


def evidence_in(folder: Path) -> ReleaseEvidence:
    """Read the release in this folder, the earlier ones that are kept, and all records, each in
    full: some 5 ms for a record of 300 links."""
    present = present_release(folder)
    past = [one for one in past_releases(folder) if not one.present]
    found = past if present is None else [present, *past]
    witnesses = [Witness(_named(one), one.audit_head, release=one.digest) for one in found]
    seen = {one.digest for one in found}
    unusable, recorded = [], set()
    for file, digest, manifest in recorded_manifests(past_folder(folder)):
        recorded.add(digest)
        if manifest is None:
            unusable.append(f"the record {file} is damaged, so it is no witness.")
        elif digest not in seen:
            witnesses.append(Witness(f"the record {file}", manifest.audit_head, release=digest))
    if present is None and (folder / MANIFEST).exists():
        unusable.append(f"{folder / MANIFEST} cannot be read, so the release is no witness.")
    return ReleaseEvidence(witnesses, unusable, frozenset(recorded))


def missing_records(
    releases: Iterable[Released], recorded: Collection[str], folder: Path, since: datetime
) -> Iterator[str]:
    """Yield a sentence for each release of this folder, put on the website after `since`, that
    has no record. recorded: the digests of those that have one."""
    for one in releases:
        mine = one.about.get("folder") == str(folder.resolve())
        if mine and one.at > since and one.digest not in recorded:
            yield (
                f"the record of release {one.about.get('serial', '?')} ({one.digest[:_SHOWN]}…), "
                f"which was put on the website on {one.at:%Y-%m-%d}, is not in "
                f"{records_folder(past_folder(folder))}."
            )


def given_heads(given: str) -> list[Witness]:
    """Return the heads in what was given: a hash, a line of `jobbank audit head`, a manifest, or a
    file of such lines.

    Raise NotAHead if it is none of these.
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
    """Yield why these witnesses contradict the trail, a sentence each; nothing for those that
    agree.

    proof: includes the heads of all of them.
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
