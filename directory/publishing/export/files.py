"""The files of a release, written one after another into the folder in which it is made."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec
import sqlalchemy as sa

from directory.db import audit
from directory.publishing import readme
from directory.publishing.export import compose
from directory.publishing.export.composition import Composed
from directory.publishing.export.serial import Numbering
from directory.publishing.made import made_from
from directory.publishing.release.atomic_folder import Staging
from directory.publishing.release.delta import NewState, State, changes_between, changes_file
from directory.publishing.release.directory_file import (
    LayoutBroken,
    Section,
    canonical,
    document,
    listed,
)
from directory.publishing.release.faults import refuse
from directory.publishing.release.history import with_serial
from directory.publishing.release.manifest import (
    DIRECTORY,
    HEALTH,
    MANIFEST,
    ReleaseFile,
    build_manifest,
    manifest_bytes,
)
from directory.publishing.release.public_schema import SCHEMA_VERSION, HealthHead
from directory.publishing.release.reader import read_edition
from directory.publishing.release.released import Broken
from directory.publishing.release.schemas import PUBLISHED_SCHEMAS, TYPES, schema_bytes
from directory.publishing.verify.verify import directory_faults
from directory.queries import release_history, release_rows
from directory.rules.notice_rules import RuleSet


@dataclass(frozen=True, slots=True)
class ReleaseSummary:
    """What was released. exit_notices: how many of the links carry one; unknown_operators: of how
    many it is not known who runs them; withheld: ids;
    released: of the links released from a danger, by id, the last day.

    digest: SHA-256 of the manifest; it stands for the whole release. serial, content, updated_on:
    of the directory; see `Numbering`. bytes, files: of all files together. rules: by which links
    carry notices, if known. left_out: sentences on what is not in it since a setting is not set.
    """

    folder: Path
    as_of: date
    links: int
    exit_notices: int
    unknown_operators: int
    withheld: tuple[int, ...]
    released: Mapping[int, date]
    categories: int
    notices: int
    bytes: int
    files: int
    digest: str
    serial: int
    content: str
    updated_on: date
    rules: RuleSet | None
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FromCatalog:
    """What was written out of the catalog, with all that the rest needs to know of it.

    files: the directory, and the health of its links. audit_head: the hash of the last entry of
    the trail then. restores: the serial of the release whose content it brings back, if it does.
    """

    content: Composed
    numbering: Numbering
    files: tuple[ReleaseFile, ...]
    audit_head: str
    restores: int | None = None

    @property
    def serial(self) -> int:
        """The serial of the directory."""
        return self.numbering.tail().serial


def write_from_catalog(
    connection: sa.Connection, staging: Staging, content: Composed, now: datetime
) -> FromCatalog:
    """Write what is read from the catalog; it is not asked again after that. now: later checks
    are released without their moment."""
    numbering = Numbering(release_history.last_directory(connection), content.as_of)
    directory = write_directory(staging, content, numbering)
    with closing(release_rows.released_checks(connection, content.as_of)) as rows:
        lines = (canonical(compose.checked(row, now)) for row in rows)
        health = write_health(staging, lines, numbering.tail().serial, content.links.links)
    return FromCatalog(content, numbering, (directory, health), audit.head(connection)[1])


def write_the_rest(
    staging: Staging, target: Path, made: FromCatalog, now: datetime, valid_for: timedelta
) -> ReleaseSummary:
    """Write what follows from that, and the manifest. target: where the release will be.
    valid_for: how long after `now` the manifest expires."""
    content, directory = made.content, made.files[0]
    files = [*made.files, *_write_schemas(staging)]
    tail = made.numbering.tail()
    files += _write_changes(
        staging, target, NewState(tail.serial, directory.sha256, tail.updated_on)
    )
    files += _write_made(staging, content.as_of)
    manifest = build_manifest(
        files,
        as_of=content.as_of,
        serial=made.serial,
        now=now,
        valid_for=valid_for,
        previous=staging.previous,
        audit_head=made.audit_head,
        restores=made.restores,
    )
    written = staging.write(MANIFEST, [manifest_bytes(manifest)])
    return ReleaseSummary(
        folder=target,
        as_of=content.as_of,
        links=content.links.links,
        exit_notices=content.links.exit_notices,
        unknown_operators=content.links.unknown_operators,
        withheld=content.withheld,
        released=content.links.released,
        categories=len(content.categories),
        notices=len(content.notices),
        bytes=sum(file.bytes for file in files) + written.bytes,
        files=len(files) + 1,
        digest=written.sha256,
        serial=made.serial,
        content=made.numbering.content,
        updated_on=tail.updated_on,
        rules=content.rules,
        left_out=tuple(readme.left_out(content.header).values()),
    )


def write_directory(staging: Staging, content: Composed, numbering: Numbering) -> ReleaseFile:
    """Writes `directory.json`."""
    sections: tuple[tuple[Section, Iterable[object]], ...] = (
        (Section.CATEGORIES, content.categories),
        (Section.NOTICES, content.notices),
        (Section.WITHHELD, content.withheld),
        (Section.WITHDRAWN, content.withdrawn),
        (Section.LINKS, content.links),
    )
    chunks = document(content.header, sections, numbering.tail)
    written = staging.write(DIRECTORY, chunks, digest=numbering.written)
    return msgspec.structs.replace(written, count=content.links.links)


def _write_schemas(staging: Staging) -> list[ReleaseFile]:
    return [staging.write(name, [schema_bytes(name)]) for name in (*PUBLISHED_SCHEMAS, TYPES)]


def write_health(staging: Staging, lines: Iterable[bytes], serial: int, links: int) -> ReleaseFile:
    """Write `health.json` of these lines, one per link of the directory."""
    head = canonical(HealthHead(SCHEMA_VERSION, serial))
    return staging.write(HEALTH, listed(head, "links", lines), links)


def _write_changes(staging: Staging, target: Path, now_at: NewState) -> list[ReleaseFile]:
    """What leads here from the release before, if that is still there."""
    before = with_serial(target, now_at.serial - 1)
    if before is None:
        return []
    old = before.folder / DIRECTORY
    try:
        chunks = changes_between(
            old, State(before.serial, before.directory), staging.folder / DIRECTORY, now_at
        )
        return [staging.write(changes_file(now_at.serial), chunks)]
    except (LayoutBroken, ValueError):  # what was there is damaged: websites take the whole
        (staging.folder / changes_file(now_at.serial)).unlink()
        return []


def _write_made(staging: Staging, as_of: date) -> Iterator[ReleaseFile]:
    """What is made from the directory alone."""
    try:
        edition = read_edition(staging.folder / DIRECTORY)
        for made in made_from(edition):
            yield staging.write(made.name, made.chunks, made.count)
    except (ValueError, LookupError, AssertionError, Broken):
        # They rely on a directory that is as it should be. Is it?
        refuse(directory_faults(staging.folder, as_of))
        raise
