"""Bring the content of an earlier release back, as a new release.

It has a new serial, so that websites and readers with the latest release accept it. Links that are
held back as dangerous today are left out. All else is as it was on the day of the earlier release:
links, texts and notices.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
import sqlalchemy as sa

from directory.catalog.catalog import Catalog
from directory.db import audit
from directory.publishing.export.composition import Composed, Counted
from directory.publishing.export.keeping import keeping
from directory.publishing.export.write import (
    FromCatalog,
    Numbering,
    ReleaseSummary,
    write_directory,
    write_health,
    write_the_rest,
)
from directory.publishing.release.atomic_folder import Staging, staged
from directory.publishing.release.faults import ReleaseRefused, quoted, refuse
from directory.publishing.release.history import KeptRelease, one_before, past_releases
from directory.publishing.release.manifest import DIRECTORY, HEALTH, MANIFEST
from directory.publishing.release.public_schema import CheckedEntry
from directory.publishing.release.reader import Edition, read_edition
from directory.publishing.release.records import put_on_record
from directory.publishing.release.signature import sign
from directory.publishing.verify.verify import verify_release
from directory.queries import release_history, release_rows
from directory.settings import Settings


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """The outcome of `roll_back`. earlier: the release whose content was published; left_out: the
    ids of links that are dangerous now."""

    earlier: KeptRelease
    made: ReleaseSummary
    left_out: tuple[int, ...]


_CHECKED: Final = msgspec.json.Decoder(CheckedEntry)


def roll_back(
    catalog: Catalog,
    target: Path,
    *,
    to: str | None,
    now: datetime,
    settings: Settings,
    before_swap: Callable[[BroughtBack], None],
) -> BroughtBack:
    """Publish the content of the kept release with the id `to` in the folder, in one step.

    Without `to`, it is the one before the present release. The present one is kept. before_swap:
    called when the new release is proved and about to be swapped in; if it raises, there is no
    swap.

    Raise ReleaseRefused, with the folder unchanged, if no such release is kept, if the kept one is
    damaged, or if the folder cannot be written.
    """
    outcome: BroughtBack

    def before(place: Path) -> None:
        keeping(settings.releases_kept)(place)
        put_on_record(staging.folder, place, now, settings)
        before_swap(outcome)

    with staged(target, before_swap=before) as staging:
        chosen = _chosen(target, to)
        with catalog.reading() as connection:
            dangers = frozenset(release_rows.dangerous_ids(connection, catalog.today()))
            edition = read_edition(chosen.folder / DIRECTORY)
            left_out = tuple(link.id for link in edition.links() if link.id in dangers)
            content = _content(edition, chosen.as_of, left_out)
            written = _write_again(connection, staging, chosen, content, catalog.today())
        made = write_the_rest(
            staging, target, written, now, timedelta(days=settings.release_valid_days)
        )
        outcome = BroughtBack(chosen, made, left_out)
        if settings.signing_key is not None:
            sign(staging.folder / MANIFEST, settings.signing_key)
        refuse(verify_release(staging.folder))
    return outcome


def _chosen(target: Path, to: str | None) -> KeptRelease:
    """Return the release to bring back, proved. Raise ReleaseRefused."""
    chosen = one_before(target) if to is None else _find(target, to)
    if chosen is None:
        raise ReleaseRefused(
            f"no release from before the one in {target} is kept, so there is nothing to "
            "bring back. Nothing was changed. See those that are with: jobbank rollback --list"
        )
    faults = verify_release(chosen.folder)
    if faults:
        raise ReleaseRefused(
            f"the release {chosen.id} that was kept is damaged: {faults[0].message} "
            "Nothing was changed. Bring another one back, or export again."
        )
    return chosen


def _find(target: Path, wanted: str) -> KeptRelease:
    found = [one for one in past_releases(target) if one.digest.startswith(wanted.lower())]
    if len(wanted) < 4 or len(found) != 1:
        raise ReleaseRefused(
            f"no release {quoted(wanted)} is kept for {target}. Nothing was changed. "
            "See those that are with: jobbank rollback --list"
        )
    if found[0].present:
        raise ReleaseRefused(
            f"the release {found[0].id} is the one in {target} already. Nothing was changed."
        )
    return found[0]


def _write_again(
    connection: sa.Connection, staging: Staging, chosen: KeptRelease, content: Composed, today: date
) -> FromCatalog:
    numbering = Numbering(release_history.last_directory(connection), today)
    directory = write_directory(staging, content, numbering)
    serial = numbering.tail().serial
    lines = _checks(chosen.folder / HEALTH, frozenset(content.withheld))
    health = write_health(staging, lines, serial, content.links.links)
    restores = chosen.serial if chosen.restores is None else chosen.restores
    head = audit.head(connection)[1]
    return FromCatalog(content, numbering, (directory, health), head, restores)


def _content(edition: Edition, as_of: date, left_out: Collection[int]) -> Composed:
    """Return the content of the earlier release without these links."""
    withheld = frozenset((*edition.withheld, *left_out))
    return Composed(
        as_of=as_of,
        header=edition.header,
        categories=list(edition.categories.values()),
        notices=list(edition.notices.values()),
        withheld=tuple(sorted(withheld)),
        withdrawn=edition.withdrawn,
        links=Counted(link for link in edition.links() if link.id not in withheld),
        rules=None,
    )


def _checks(file: Path, withheld: frozenset[int]) -> Iterator[bytes]:
    """Yield the lines of the earlier `health.json`, without links that are withheld."""
    with file.open("rb") as opened:
        for raw in opened:
            line = raw.rstrip(b"\n").removesuffix(b",")
            if line.startswith(b'{"id":') and _CHECKED.decode(line).id not in withheld:
                yield line
