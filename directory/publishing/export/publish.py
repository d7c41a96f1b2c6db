"""Publish a release, or an earlier one again, after a check of the person's right, and record it.

The record is an entry of the audit trail: who, when, and the digest of the release. It is written
when the release is proved and about to be swapped in, so that every release that is shown has a
record.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from directory.catalog.catalog import Catalog
from directory.catalog.releases import note_release
from directory.errors import ChangeRefused
from directory.publishing.export.readiness import as_list, first_release_points
from directory.publishing.export.roll_back import BroughtBack, roll_back
from directory.publishing.export.write import ReleaseSummary, write_release
from directory.publishing.release.faults import ReleaseRefused
from directory.publishing.release.history import present_release
from directory.queries import release_rows
from directory.rules.notice_rules_json import as_data
from directory.rules.permissions import NotAllowed, Right, require
from directory.settings import Settings


def publish(
    catalog: Catalog,
    folder: Path,
    *,
    who: str,
    as_of: date,
    now: datetime,
    settings: Settings,
    fewer: bool = False,
    anyway: bool = False,
) -> ReleaseSummary:
    """Write the release of the day `as_of` to the folder, and keep the one before.

    fewer: it is confirmed that the release may contain far fewer links. anyway: it is confirmed
    that the first release may be made despite `first_release_points`.

    Raise ReleaseRefused, with nothing changed, as `write_release` does, if this person may not
    publish, or if one of the two is needed and not confirmed; CatalogUnavailable if the record
    cannot be written.
    """
    _require_right(catalog, who)
    _refuse_day_to_come(folder, as_of, catalog.today(), settings)
    if not anyway:
        _refuse_unready(catalog, settings)
    if not fewer:
        _refuse_far_fewer(catalog, folder, as_of, settings)

    def record(made: ReleaseSummary) -> None:
        assert made.rules is not None
        _record(
            catalog, who, "publish", made.digest,
            {
                "folder": str(folder.resolve()), "as_of": made.as_of, "links": made.links,
                "exit_notices": made.exit_notices, "withheld": list(made.withheld),
                "released": {str(key): until for key, until in made.released.items()},
                "serial": made.serial, "content": made.content, "updated_on": made.updated_on,
                "agency": settings.agency, "contact": settings.contact,
                "own_sites": list(settings.own_sites),
                "sister_sites": list(settings.sister_sites),
                "notice_rules": as_data(made.rules), "languages": list(settings.languages),
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


def _refuse_day_to_come(folder: Path, as_of: date, today: date, settings: Settings) -> None:
    if as_of > today and folder.resolve() == settings.release.resolve():
        raise ReleaseRefused(
            f"no release was made: {as_of} has not come yet, and {folder} is what the website "
            "reads. Wordings would be shown before their day. To see that release, write it to "
            "another folder."
        )


def _refuse_unready(catalog: Catalog, settings: Settings) -> None:
    with catalog.reading() as connection:
        points = first_release_points(connection, settings)
    if points:
        raise ReleaseRefused(
            "no release was made. It would be the first one, and before the public sees it:\n"
            f"{as_list(points)}\n"
            "To make it nevertheless: jobbank export --anyway. "
            "Everything that should be set: jobbank doctor"
        )


def _refuse_far_fewer(catalog: Catalog, folder: Path, as_of: date, settings: Settings) -> None:
    there = present_release(folder)
    if there is None:
        return
    with catalog.reading() as connection:
        links = release_rows.released_count(connection, as_of)
    if drops(there.links, links, settings):
        raise ReleaseRefused(
            f"no release was made: it would contain {links:,} links, and the one on the website "
            f"contains {there.links:,}. Check what would change (jobbank changes); if that is "
            "intended, confirm it with: jobbank export --fewer"
        )


def drops(before: int, after: int, settings: Settings) -> bool:
    """Return whether the number of links falls by more than `largest_drop` permits. One link fewer
    is always permitted: of four links it is a quarter."""
    return before - after > 1 and after < before * (1 - settings.largest_drop)


def bring_back(
    catalog: Catalog,
    folder: Path,
    *,
    who: str,
    now: datetime,
    settings: Settings,
    to: str | None = None,
) -> BroughtBack:
    """Publish the content of an earlier release as a new one; see `roll_back`.

    Raise ReleaseRefused, with nothing changed, as `roll_back` does, and if this person may not
    publish; CatalogUnavailable if the record cannot be written.
    """
    _require_right(catalog, who)

    def record(outcome: BroughtBack) -> None:
        made, earlier = outcome.made, outcome.earlier
        about = {
            "folder": str(folder.resolve()), "as_of": made.as_of, "links": made.links,
            "exit_notices": made.exit_notices, "withheld": list(made.withheld),
            "serial": made.serial, "content": made.content, "updated_on": made.updated_on,
            "restores": earlier.digest, "restored_serial": earlier.serial,
        }  # fmt: skip
        _record(catalog, who, "bring back", made.digest, about)

    return roll_back(catalog, folder, to=to, now=now, settings=settings, before_swap=record)


def _require_right(catalog: Catalog, who: str) -> None:
    try:
        catalog.require_own_name(who)
        require(catalog.role_of(who), Right.RELEASE)
    except (ChangeRefused, NotAllowed) as error:
        raise ReleaseRefused(str(error)) from None


def _record(catalog: Catalog, who: str, what: str, digest: str, about: dict[str, Any]) -> None:
    try:
        with catalog.change(who=who) as change:
            note_release(change, what, digest, about)
    except ChangeRefused as error:
        raise ReleaseRefused(f"no release was put in place. {error}") from None
