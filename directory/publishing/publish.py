"""Putting a release on the website, and an earlier one back: with the right to, and on record.

The record is an entry of the audit trail: who, when, which release by its digest. It is
written when the release is proved and about to take its place, so that nothing is ever
shown of which there is no record.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from directory.catalog import Catalog
from directory.publishing.faults import ReleaseRefused
from directory.publishing.kept import KeptRelease, roll_back
from directory.publishing.release import ReleaseSummary, write_release
from directory.refusals import ChangeRefused
from directory.rules.rights import NotAllowed, Right, require
from directory.settings import Settings


def publish(
    catalog: Catalog, folder: Path, *, who: str, as_of: date, now: datetime, settings: Settings
) -> ReleaseSummary:
    """Writes the release of the day `as_of` to the folder, and keeps the one before.

    Raises ReleaseRefused, with nothing changed, as `write_release` does, and when this
    person may not; CatalogUnavailable when the record cannot be written.
    """
    _require_right(catalog, who)

    def record(made: ReleaseSummary) -> None:
        _record(
            catalog, who, "publish", made.digest,
            {
                "folder": str(folder.resolve()), "as_of": made.as_of, "links": made.links,
                "exit_notices": made.exit_notices, "withheld": list(made.withheld),
                "agency": settings.agency, "contact": settings.contact,
                "own_sites": list(settings.own_sites), "languages": list(settings.languages),
            },
        )  # fmt: skip

    return write_release(
        catalog,
        folder,
        as_of=as_of,
        now=now,
        settings=settings,
        keep=settings.releases_kept,
        before_swap=record,
    )


def bring_back(catalog: Catalog, folder: Path, *, who: str, to: str | None = None) -> KeptRelease:
    """Brings an earlier release back, see `kept.roll_back`; what is there now.

    Raises ReleaseRefused, with nothing changed, as that does, and when this person may
    not; CatalogUnavailable when the record cannot be written.
    """
    _require_right(catalog, who)

    def record(chosen: KeptRelease) -> None:
        about = {
            "folder": str(folder.resolve()), "as_of": chosen.as_of, "links": chosen.links,
            "made_at": chosen.created_at,
        }  # fmt: skip
        _record(catalog, who, "bring back", chosen.digest, about)

    return roll_back(folder, to, before_swap=record)


def _require_right(catalog: Catalog, who: str) -> None:
    try:
        require(catalog.role_of(who), Right.RELEASE)
    except NotAllowed as error:
        raise ReleaseRefused(str(error)) from None


def _record(catalog: Catalog, who: str, what: str, digest: str, about: dict[str, Any]) -> None:
    try:
        with catalog.change(who=who) as change:
            change.note_release(what, digest, about)
    except ChangeRefused as error:
        raise ReleaseRefused(f"no release was put in place. {error}") from None
