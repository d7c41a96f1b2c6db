"""What should be set or done before the public reads the directory, each with its remedy.

`jobbank doctor` lists all points. The first release is refused for only two of them: an agency
without a name, and published links of which most were never checked.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

import sqlalchemy as sa

from directory.catalog.catalog import Catalog
from directory.db.engine import is_affected_by_wal_bug, sqlite_module
from directory.model.vocab import OperatorClass
from directory.queries import release_history
from directory.queries.readiness import PublishedCounts, has_registry, published_counts
from directory.settings import SETTINGS_FILE, Settings
from directory.starter import CANARIES

#: A backup that is older is reported.
OLDEST_BACKUP: Final = timedelta(days=7)
#: With more of the published links never checked, the first release is refused.
MOST_UNCHECKED: Final = 0.5

_WRITE: Final = f"Write in {SETTINGS_FILE}, before any line in [brackets]:"
#: Settings that a directory for the public needs: what is missing without each, and an example.
_ADDRESSES: Final[Mapping[str, tuple[str, str]]] = {
    "contact": (
        "No contact is set, so neither the public nor the owners of sites can reach you.",
        "links@agency.example",
    ),
    "website": (
        "The address of the website is not set, so feeds and catalogs of data cannot name it.",
        "https://agency.example/links/",
    ),
    "home_url": (
        "The address of your home page is not set, so pages cannot lead back to it.",
        "https://agency.example/",
    ),
    "privacy_url": (
        "The address of your privacy policy is not set, so exit pages cannot link to it.",
        "https://agency.example/privacy",
    ),
}


class ReadinessPoint(NamedTuple):
    """One thing that is missing. point: its name, for programs. problem: what is missing and what
    follows from that. remedy: the command to run or the setting to write, in a sentence. links: how
    many links are affected; None if the point is not about links."""

    point: str
    problem: str
    remedy: str
    links: int | None = None

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}"


def readiness(catalog: Catalog, settings: Settings) -> list[ReadinessPoint]:
    """Return all points except damage of the catalog, those of the settings first."""
    with catalog.reading() as connection:
        counts = published_counts(connection)
        registered = has_registry(connection)
    return [
        *_agency(settings),
        *_addresses(settings),
        *_unchecked(counts),
        *_incomplete(counts),
        *_canaries(settings),
        *([] if registered else [_NO_REGISTRY]),
        *_sqlite(settings),
        *_backup(settings, catalog.now()),
    ]


def first_release_points(connection: sa.Connection, settings: Settings) -> list[ReadinessPoint]:
    """Return why the first release should wait; an empty list once a release is on record."""
    if release_history.last_released_at(connection) is not None:
        return []
    counts = published_counts(connection)
    most = counts.never_checked > counts.links * MOST_UNCHECKED
    return [*_agency(settings), *(_unchecked(counts) if most else ())]


def as_list(points: Iterable[ReadinessPoint]) -> str:
    """Return one line for each point, with a dash."""
    return "\n".join(f"- {point}" for point in points)


def _agency(settings: Settings) -> Iterator[ReadinessPoint]:
    unnamed = str(Settings.model_fields["agency"].default)
    if settings.agency.strip() in ("", unnamed):
        yield ReadinessPoint(
            "agency",
            f"The agency has no name yet: notices and pages call it “{unnamed}”.",
            f'{_WRITE} agency = "Department of Labor"',
        )


def _addresses(settings: Settings) -> Iterator[ReadinessPoint]:
    for name, (problem, example) in _ADDRESSES.items():
        if not getattr(settings, name):
            yield ReadinessPoint(name, problem, f"{_WRITE} {name} = {json.dumps(example)}")


def _unchecked(counts: PublishedCounts) -> Iterator[ReadinessPoint]:
    if counts.never_checked:
        yield ReadinessPoint(
            "never-checked",
            f"{_of_links(counts.never_checked, counts, 'was', 'were')} never checked, so it is "
            "not known whether they work.",
            "Check them: jobbank crawl --due",
            counts.never_checked,
        )


def _incomplete(counts: PublishedCounts) -> Iterator[ReadinessPoint]:
    if counts.without_category:
        yield ReadinessPoint(
            "no-category",
            f"{_of_links(counts.without_category, counts)} in no category, so visitors find them "
            "by search alone.",
            'List them: jobbank links --search "state:published category:none"; then for each: '
            "jobbank edit NUMBER --set category=job-banks/general",
            counts.without_category,
        )
    if counts.operator_unknown:
        yield ReadinessPoint(
            "operator-unknown",
            f"{_of_links(counts.operator_unknown, counts)} without a known operator, so their "
            "notices may not be the right ones.",
            'List them: jobbank links --search "state:published class:unknown". Then for '
            "each of which you know it: jobbank edit NUMBER --set operator_class=CLASS, with one "
            f"of {', '.join(one for one in OperatorClass if one is not OperatorClass.UNKNOWN)}",
            counts.operator_unknown,
        )


def _of_links(number: int, counts: PublishedCounts, one: str = "is", many: str = "are") -> str:
    """Return a text such as `1 of 12 published links is` or `7 of 12 published links are`."""
    noun = "link" if counts.links == 1 else "links"
    return f"{number:,} of {counts.links:,} published {noun} {one if number == 1 else many}"


def _canaries(settings: Settings) -> Iterator[ReadinessPoint]:
    pages = settings.canary_pages
    if not pages:
        yield ReadinessPoint(
            "canaries",
            "No canaries are set, so an outage of this machine's network is recognized by the "
            "links alone.",
            "Name two or more pages that always answer, if possible yours and those of others. "
            f"{_WRITE} canaries = {json.dumps(CANARIES)}",
        )
    if len(pages) == 1:
        yield ReadinessPoint(
            "canaries",
            f"There is only one canary, {pages[0].url}: when it fails, every crawl is "
            "inconclusive.",
            f"Add another one, of a different operator, in {SETTINGS_FILE}.",
        )
    for page in pages:
        if page.url.startswith("http:") and not page.text:
            yield ReadinessPoint(
                "canaries",
                f"The canary {page.url} is fetched over http and has no text, so the sign-in page "
                "of a network passes for it.",
                "Give its https address, or add a text that the page contains.",
            )


_NO_REGISTRY: Final = ReadinessPoint(
    "registries",
    "No registry of government domains is loaded, so links of which no one has said who runs them "
    "are not recognized as government sites.",
    "Load both: jobbank registries update",
)


def _sqlite(settings: Settings) -> Iterator[ReadinessPoint]:
    library = sqlite_module()
    if _is_sqlite(settings) and is_affected_by_wal_bug(library.sqlite_version_info):
        yield ReadinessPoint(
            "sqlite",
            f"This machine's SQLite {library.sqlite_version} can damage a catalog that several "
            "programs use.",
            "Install the Python package that brings a newer one: pip install pysqlite3",
        )


def _backup(settings: Settings, now: datetime) -> Iterator[ReadinessPoint]:
    """Check the age of the newest file in the backup folder; backups are not opened."""
    folder = settings.backup_folder
    if folder is None:
        yield ReadinessPoint(
            "backup",
            "No folder for backups is set, so it is not known whether there is a backup of the "
            "catalog.",
            f'{_WRITE} backup_folder = "/srv/backups"; the age of its files is then checked. '
            f"{_how_to_copy(settings, Path('/srv/backups'))}",
        )
        return
    newest = _newest_file(folder)
    if newest is None:
        yield ReadinessPoint(
            "backup", f"There is no backup in {folder}.", _how_to_copy(settings, folder)
        )
    elif now - newest > OLDEST_BACKUP:
        yield ReadinessPoint(
            "backup",
            f"The newest backup in {folder} is of {newest:%Y-%m-%d}, more than "
            f"{OLDEST_BACKUP.days} days ago.",
            _how_to_copy(settings, folder),
        )


def _how_to_copy(settings: Settings, folder: Path) -> str:
    if _is_sqlite(settings):
        file = settings.database.partition(":///")[2]
        command = f"sqlite3 {file} \"VACUUM INTO '{folder}/$(date +%F).db'\""
    else:
        command = f"pg_dump --format=custom --file={folder}/$(date +%F).dump DATABASE"
    return f"Make one: {command}"


def _newest_file(folder: Path) -> datetime | None:
    """Return when the newest non-empty file was last changed; None if there is none."""
    try:
        found = [one.stat() for one in folder.iterdir() if one.is_file()]
    except OSError:
        return None
    times = [file.st_mtime for file in found if file.st_size]
    return datetime.fromtimestamp(max(times), UTC) if times else None


def _is_sqlite(settings: Settings) -> bool:
    return settings.database.startswith("sqlite")
