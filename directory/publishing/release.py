"""Writing a release: the catalog's published links as files that a website reads.

    summary = write_release(catalog, Path("release"), as_of=today, now=now, settings=settings)

All reads see one picture of the catalog. Everything is written beside the
target, proved by the same code as `jobbank verify`, and only then put in its
place. A link that is broken is published with its health; a link whose
destination has become a danger is held back, and only its id is told.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import msgspec
import sqlalchemy as sa

from directory.catalog import Catalog
from directory.publishing import compose
from directory.publishing.entries import CategoryEntry, Header, LinkEntry, NoticeEntry
from directory.publishing.faults import ReleaseRefused
from directory.publishing.folder import Staging, staged
from directory.publishing.kept import keeping
from directory.publishing.layout import Section, document
from directory.publishing.manifest import (
    DIRECTORY,
    MANIFEST,
    ReleaseFile,
    build_manifest,
    manifest_bytes,
)
from directory.publishing.schemas import DIRECTORY_SCHEMA, schema_bytes
from directory.publishing.verify import verify_release
from directory.settings import Settings
from directory.store import audit, release_rows

__all__ = ["ReleaseRefused", "ReleaseSummary", "write_release"]

_FAULTS_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class ReleaseSummary:
    """What was released. exit_notices: how many of the links carry one; withheld: ids.

    digest: SHA-256 of the manifest; it stands for the whole release.
    """

    folder: Path
    as_of: date
    links: int
    exit_notices: int
    withheld: tuple[int, ...]
    categories: int
    notices: int
    bytes: int
    digest: str


class Counted:
    """Link entries on their way, counted."""

    def __init__(self, entries: Iterable[LinkEntry]) -> None:
        self._entries = entries
        self.links = 0
        self.exit_notices = 0

    def __iter__(self) -> Iterator[LinkEntry]:
        for entry in self._entries:
            self.links += 1
            self.exit_notices += entry.exit_notice.due
            yield entry


@dataclass(frozen=True, slots=True)
class Composed:
    """What a release says, before it is written: the one composition there is.

    links: by id, read from the database as they are taken; they can be taken once.
    """

    header: Header
    categories: list[CategoryEntry]
    notices: list[NoticeEntry]
    withheld: tuple[int, ...]
    links: Counted


def _nothing_first(_made: ReleaseSummary) -> None:
    pass


@contextmanager
def composed(connection: sa.Connection, *, as_of: date, settings: Settings) -> Iterator[Composed]:
    """The release of the catalog for the day `as_of`.

    Raises ReleaseRefused, also while the links are taken, when the catalog is
    not fit to be released.
    """
    try:
        known = release_rows.notices(connection)
        head = compose.header(settings, as_of, known)
        notices = compose.notice_entries(known, head)
        composer = compose.LinkComposer(
            compose.exit_policy(settings),
            {row.slug: row.kind for row in known},
            (entry.slug for entry in notices if entry.current is not None),
            as_of,
        )
        with closing(release_rows.released_links(connection)) as rows:  # also when refused half-way
            yield Composed(
                head,
                compose.category_entries(release_rows.categories(connection)),
                notices,
                tuple(release_rows.withheld_ids(connection)),
                Counted(composer.entry(row) for row in rows),
            )
    except compose.Unpublishable as error:
        raise ReleaseRefused(f"no release was made. {error}") from None


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
    """Writes the release of the catalog for the day `as_of` to `folder`.

    `now` (aware) is told in the manifest and nowhere else. A release that is
    in the folder is replaced in one step. keep: how many earlier releases to
    keep beside the folder (see `kept.py`); with 0, those that are there stay,
    and none is added. before_swap: is told of the release when it is proved and
    about to take its place; if it raises, that is not done.

    Raises ReleaseRefused, leaving the folder as it was, when it holds anything
    but a release, cannot be written, or the catalog is not fit to be released.
    Errors of the catalog (CatalogUnavailable) pass through.
    """
    summary: ReleaseSummary

    def before(target: Path) -> None:
        keeping(keep)(target)
        before_swap(summary)

    with staged(folder, before_swap=before) as staging:
        with (
            catalog.reading() as connection,
            composed(connection, as_of=as_of, settings=settings) as content,
        ):
            summary = _write_files(connection, staging, folder, content, now)
        _prove(staging.folder)
    return summary


def _write_files(
    connection: sa.Connection, staging: Staging, folder: Path, content: Composed, now: datetime
) -> ReleaseSummary:
    sections: tuple[tuple[Section, Iterable[object]], ...] = (
        (Section.CATEGORIES, content.categories),
        (Section.NOTICES, content.notices),
        (Section.WITHHELD, content.withheld),
        (Section.LINKS, content.links),
    )
    as_of, links = content.header.as_of, content.links
    directory = staging.write(DIRECTORY, document(content.header, sections))
    directory = msgspec.structs.replace(directory, count=links.links)
    schema = staging.write(DIRECTORY_SCHEMA, [schema_bytes(DIRECTORY_SCHEMA)])
    manifest = _write_manifest(staging, (directory, schema), connection, as_of, now)
    return ReleaseSummary(
        folder=folder,
        as_of=as_of,
        links=links.links,
        exit_notices=links.exit_notices,
        withheld=content.withheld,
        categories=len(content.categories),
        notices=len(content.notices),
        bytes=directory.bytes + schema.bytes + manifest.bytes,
        digest=manifest.sha256,
    )


def _write_manifest(
    staging: Staging,
    files: tuple[ReleaseFile, ...],
    connection: sa.Connection,
    as_of: date,
    now: datetime,
) -> ReleaseFile:
    manifest = build_manifest(
        files,
        as_of=as_of,
        now=now,
        previous=staging.previous,
        audit_head=audit.head(connection)[1],
    )
    return staging.write(MANIFEST, [manifest_bytes(manifest)])


def _prove(folder: Path) -> None:
    """Raises ReleaseRefused when what was written is not a release."""
    faults = verify_release(folder)
    if not faults:
        return
    shown = [
        f"{'' if fault.link_id is None else f'link {fault.link_id}: '}{fault.message}"
        for fault in faults[:_FAULTS_SHOWN]
    ]
    more = len(faults) - len(shown)
    raise ReleaseRefused(
        "no release was made, since the catalog holds something that cannot be published. "
        + " ".join(shown)
        + (f" And {more} more." if more else "")
        + " Put it right in the catalog and export again."
    )
