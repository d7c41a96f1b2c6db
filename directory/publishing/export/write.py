"""Write a release: the catalog's published links as files that a website reads.

    summary = write_release(catalog, Path("release"), as_of=today, now=now, settings=settings)

All reads use one snapshot of the catalog. Everything is written beside the target, proved by the
same code as `jobbank verify`, and then swapped in. A broken link is published with its health; a
link whose destination has become a danger is held back, and only its id is published.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec
import sqlalchemy as sa

from directory.catalog.act_rows import half_done
from directory.catalog.catalog import Catalog
from directory.db import audit
from directory.program import program_version
from directory.publishing.derived import left_out, made_from
from directory.publishing.export import compose
from directory.publishing.export.composition import Composed, composed
from directory.publishing.export.keeping import keeping
from directory.publishing.release.atomic_folder import Staging, staged
from directory.publishing.release.delta import (
    DirectoryState,
    NewState,
    changes_between,
    changes_file,
)
from directory.publishing.release.directory_file import (
    LayoutBroken,
    Section,
    canonical,
    document,
    listed,
)
from directory.publishing.release.faults import ReleaseRefused, refuse
from directory.publishing.release.history import with_serial
from directory.publishing.release.manifest import (
    DIRECTORY,
    HEALTH,
    MANIFEST,
    ReleaseFile,
    build_manifest,
    manifest_bytes,
)
from directory.publishing.release.public_schema import SCHEMA_VERSION, HealthHead, Tail
from directory.publishing.release.reader import Broken, read_edition
from directory.publishing.release.records import put_on_record
from directory.publishing.release.schemas import PUBLISHED_SCHEMAS, TYPES, schema_bytes
from directory.publishing.release.signature import sign
from directory.publishing.verify.verify import directory_faults, verify_release
from directory.queries import release_history, release_rows
from directory.rules.notice_rules import RuleSet
from directory.settings import Settings


@dataclass(frozen=True, slots=True)
class ReleaseSummary:
    """What was released. exit_notices: how many of the links carry one; unknown_operators: how many
    have no known operator; withheld: ids; released: the last day of each link released from a
    danger, by id.

    digest: SHA-256 of the manifest, which identifies the whole release. serial, content,
    updated_on: of the directory; see `Numbering`. bytes, files: of all files together. rules: by
    which links carry notices, if known. left_out: sentences on files that are missing because a
    setting is not set.
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


class Numbering:
    """Gives each directory that differs from the last one a new serial. last: the last directory on
    record, None if there is none; as_of: the day of the new one.

    The content is a SHA-256 of this program's version, which decides how the other files are made,
    and of all of `directory.json` except its tail. With the same content, a directory has the same
    tail, and so the same bytes.

    written: the SHA-256 of the file so far; `write_directory` updates it.
    """

    def __init__(self, last: release_history.LastDirectory | None, as_of: date) -> None:
        self._last, self._as_of = last, as_of
        self.written = hashlib.sha256()
        self.content = ""
        self._tail: Tail | None = None

    def tail(self) -> Tail:
        """Return the tail of the directory; call it only when everything before the tail is
        written."""
        if self._tail is None:
            version = program_version().encode()
            self.content = hashlib.sha256(version + self.written.digest()).hexdigest()
            last = self._last
            if last is not None and last.content == self.content:
                self._tail = Tail(last.serial, last.updated_on)
            else:
                self._tail = Tail(last.serial + 1 if last is not None else 1, self._as_of)
        return self._tail


@dataclass(frozen=True, slots=True)
class FromCatalog:
    """What was written from the catalog, with all that `write_the_rest` needs.

    files: the directory, and the health of its links. audit_head: the hash of the last entry of the
    trail at that time. restores: the serial of the release whose content it brings back, if any.
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


def _nothing_first(_made: ReleaseSummary) -> None:
    pass


def write_release(
    catalog: Catalog,
    folder: Path,
    *,
    as_of: date,
    now: datetime,
    settings: Settings,
    keep: int = 0,
    before_swap: Callable[[ReleaseSummary], None] = _nothing_first,
) -> ReleaseSummary:
    """Write the release of the catalog for the day `as_of` to `folder`.

    `now` (aware) is in the manifest and nowhere else. A release in the folder is replaced in one
    step. keep: how many earlier releases to keep beside the folder (see `keeping.py`), with a
    record of this one (`records.py`); with 0, those that exist remain, and none is added.
    before_swap: called with the release when it is proved and about to be swapped in; if it raises,
    there is no swap.

    Raise ReleaseRefused, with the folder unchanged, if it contains anything but a release, cannot
    be written, or the catalog is not fit to be released. Errors of the catalog (CatalogUnavailable)
    pass through.
    """
    summary: ReleaseSummary

    def before(target: Path) -> None:
        keeping(keep)(target)
        if keep:
            put_on_record(staging.folder, target, now, settings)
        before_swap(summary)

    with staged(folder, before_swap=before) as staging:
        with (
            _whole_catalog(catalog) as connection,
            composed(connection, as_of=as_of, settings=settings) as content,
        ):
            made = write_from_catalog(connection, staging, content, now)
        summary = write_the_rest(
            staging, folder, made, now, timedelta(days=settings.release_valid_days)
        )
        if settings.signing_key is not None:
            sign(staging.folder / MANIFEST, settings.signing_key)
        refuse(verify_release(staging.folder))
    return summary


@contextmanager
def _whole_catalog(catalog: Catalog) -> Iterator[sa.Connection]:
    """Provide a snapshot of the catalog in which no act is half done. Raise ReleaseRefused."""
    catalog.recover()
    with catalog.reading() as connection:
        for act in half_done(connection):
            advice = "Try again when it is complete."
            if not act.holder:
                advice = f"{act.who} can finish it: jobbank {act.kind}."
            raise ReleaseRefused(
                f"no release was made: {act.who} is not done with “{act.title}”, and half of it "
                f"must not be published. {advice}"
            )
        yield connection


def write_from_catalog(
    connection: sa.Connection, staging: Staging, content: Composed, now: datetime
) -> FromCatalog:
    """Write what is read from the catalog, which is not read again after that. now: later checks
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
    """Write what is made from those files, and the manifest. target: where the release will be.
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
        left_out=tuple(left_out(content.header).values()),
    )


def write_directory(staging: Staging, content: Composed, numbering: Numbering) -> ReleaseFile:
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
    """Write `health.json` with these lines, one per link of the directory."""
    head = canonical(HealthHead(SCHEMA_VERSION, serial))
    return staging.write(HEALTH, listed(head, "links", lines), links)


def _write_changes(staging: Staging, target: Path, now_at: NewState) -> list[ReleaseFile]:
    """Write the changes since the release before, if that one is still kept."""
    before = with_serial(target, now_at.serial - 1)
    if before is None:
        return []
    old = before.folder / DIRECTORY
    try:
        chunks = changes_between(
            old, DirectoryState(before.serial, before.directory), staging.folder / DIRECTORY, now_at
        )
        return [staging.write(changes_file(now_at.serial), chunks)]
    except (LayoutBroken, ValueError):  # the old one is damaged: websites fetch the whole new one
        (staging.folder / changes_file(now_at.serial)).unlink()
        return []


def _write_made(staging: Staging, as_of: date) -> Iterator[ReleaseFile]:
    """Write the files that are made from the directory alone."""
    try:
        edition = read_edition(staging.folder / DIRECTORY)
        for made in made_from(edition):
            yield staging.write(made.name, made.chunks, made.count)
    except (ValueError, LookupError, AssertionError, Broken):
        # They rely on a valid directory: report its faults first.
        refuse(directory_faults(staging.folder, as_of))
        raise
