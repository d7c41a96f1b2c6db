"""Writing a release: the catalog's published links as files that a website reads.

    summary = write_release(catalog, Path("release"), as_of=today, now=now, settings=settings)

All reads see one picture of the catalog. Everything is written beside the
target, proved by the same code as `jobbank verify`, and only then put in its
place. A link that is broken is published with its health; a link whose
destination has become a danger is held back, and only its id is told.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from directory.catalog.act_rows import half_done
from directory.catalog.catalog import Catalog
from directory.publishing.export.composition import composed
from directory.publishing.export.files import ReleaseSummary, write_from_catalog, write_the_rest
from directory.publishing.release.atomic_folder import staged
from directory.publishing.release.faults import ReleaseRefused, refuse
from directory.publishing.release.history import keeping
from directory.publishing.release.manifest import MANIFEST
from directory.publishing.release.records import put_on_record
from directory.publishing.release.signature import sign
from directory.publishing.verify.verify import verify_release
from directory.settings import Settings

__all__ = ["ReleaseRefused", "ReleaseSummary", "write_release"]


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
    """Writes the release of the catalog for the day `as_of` to `folder`.

    `now` (aware) is in the manifest and nowhere else. A release that is
    in the folder is replaced in one step. keep: how many earlier releases to
    keep beside the folder (see `kept.py`), with a record of this one (`records.py`); with 0,
    those that are there stay, and none is added. before_swap: is called with the release when it
    is proved and about to take its place; if it raises, that is not done.

    Raises ReleaseRefused, leaving the folder as it was, when it holds anything
    but a release, cannot be written, or the catalog is not fit to be released.
    Errors of the catalog (CatalogUnavailable) pass through.
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
    """A picture of the catalog in which no act is half done. Raises ReleaseRefused."""
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
