"""Filling a new catalog with the starter directory; used by `init` and by the demo."""

from directory.catalog.catalog import Catalog
from directory.catalog.categories import add_category
from directory.catalog.notices import add_notice
from directory.catalog.registries import load_registry
from directory.importing.plan import RowOutcome
from directory.importing.service import import_files
from directory.registry_snapshot import snapshots
from directory.settings import Settings
from directory.starter import (
    starter_categories,
    starter_drafts_path,
    starter_links_path,
    starter_notices,
)


def load_registries(catalog: Catalog, *, who: str) -> None:
    """Load the registries of government domains that come with the package."""
    with catalog.change(who=who, why="starter directory") as change:
        for one in snapshots():
            load_registry(change, one.name, one.origin, one.digest, one.listings)


def fill(catalog: Catalog, settings: Settings, *, who: str, with_links: bool) -> int:
    """Add categories, notices and, if wanted, links; return the number of links added.

    The notices of a new directory take effect at once: there is no earlier wording whose readers
    would need a warning.
    """
    today = catalog.today()
    with catalog.change(who=who, why="starter directory") as change:
        for category in starter_categories():
            add_category(change, category.slug, category.names, category.parent, category.position)
        for position, notice in enumerate(starter_notices()):
            add_notice(
                change,
                notice.slug,
                notice.kind,
                notice.texts,
                announced_on=today,
                effective_from=today,
                position=position,
                titles=notice.titles,
            )
    if not with_links:
        return 0
    return sum(
        plan.count(RowOutcome.ADDED)
        for path, publish in ((starter_links_path(), True), (starter_drafts_path(), False))
        for plan in import_files(catalog, [path], who=who, settings=settings, publish=publish)
    )
