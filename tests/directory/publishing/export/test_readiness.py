"""What is missing is reported with a remedy; the first release waits for the worst of it."""

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link
from directory.catalog.registries import load_registry
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState, OperatorBasis, OperatorClass
from directory.publishing.export.publish import publish
from directory.publishing.export.readiness import (
    OLDEST_BACKUP,
    ReadinessPoint,
    first_release_points,
    readiness,
)
from directory.publishing.release.faults import ReleaseRefused
from directory.rules.registries import RegistryListing
from directory.settings import Settings
from tests.directory.publishing.samples import (
    NOW,
    SETTINGS,
    TODAY,
    add_shelves,
    link,
    look,
    new_catalog,
)
from tests.rows import each

ELM = RegistryListing("elm.gov", OperatorClass.LOCAL, "Elm County", "dotgov")
ALL_SET = SETTINGS.model_copy(
    update={
        "website": "https://work.example/links/",
        "home_url": "https://work.example/",
        "privacy_url": "https://work.example/privacy",
        "canaries": ("https://a.example/", "https://b.example/"),
    }
)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """A catalog with a registry and with four published links that lack nothing, save for a check:
    two were checked, two never."""
    with closing(new_catalog(tmp_path)) as made:
        with made.change(who="ada") as change:
            add_shelves(change)
            load_registry(change, "dotgov", "a file", "d" * 64, [ELM])
            for name in ("one", "two", "three", "four"):
                whole = link(
                    f"https://{name}.example/",
                    category="job-banks",
                    operator="Elm County",
                    operator_class=OperatorClass.LOCAL,
                    operator_basis=OperatorBasis.CURATOR,
                )
                add_link(change, whole, EditorialState.PUBLISHED)
            add_link(change, link("https://draft.example/"))
        look(made, {1: Reason.OK, 2: Reason.NOT_FOUND}, NOW)
        yield made


@pytest.fixture
def well(tmp_path: Path) -> Settings:
    """Settings that lack nothing, with a backup made just now."""
    copy = tmp_path / "backups" / "copy.db"
    copy.parent.mkdir()
    copy.write_bytes(b"a copy")
    os.utime(copy, (NOW.timestamp(), NOW.timestamp()))
    return ALL_SET.model_copy(update={"backup_folder": copy.parent})


def found(catalog: Catalog, settings: Settings) -> dict[str, ReadinessPoint]:
    """The points by name, without that of this machine's SQLite."""
    points = {one.point: one for one in readiness(catalog, settings)}
    points.pop("sqlite", None)
    return points


def test_when_nothing_is_missing_nothing_is_reported(catalog: Catalog, well: Settings) -> None:
    look(catalog, {3: Reason.OK, 4: Reason.OK}, NOW)
    assert found(catalog, well) == {}


@each(
    ("changed", "point", "remedy"),
    [
        ({"agency": "Our agency"}, "agency", 'agency = "'),
        ({"agency": " "}, "agency", 'agency = "'),
        ({"contact": ""}, "contact", 'contact = "'),
        ({"website": ""}, "website", 'website = "'),
        ({"home_url": ""}, "home_url", 'home_url = "'),
        ({"privacy_url": ""}, "privacy_url", 'privacy_url = "'),
        ({"canaries": ()}, "canaries", 'canaries = ["https://'),
        ({"canaries": ("https://a.example/",)}, "canaries", "Add another one"),
        ({"backup_folder": None}, "backup", 'backup_folder = "'),
        ({"backup_folder": Path("nowhere")}, "backup", "VACUUM INTO 'nowhere/"),
    ],
)
def test_a_setting_that_is_missing_is_reported_with_the_line_to_write(
    catalog: Catalog, well: Settings, changed: dict[str, object], point: str, remedy: str
) -> None:
    points = found(catalog, well.model_copy(update=changed))
    points.pop("never-checked")
    assert list(points) == [point]
    assert remedy in points[point].remedy


def test_published_links_that_lack_something_are_counted(catalog: Catalog, well: Settings) -> None:
    """Drafts are not: they are in no release."""
    with catalog.change(who="ada") as change:
        add_link(change, link("https://bare.example/"), EditorialState.PUBLISHED)
    points = found(catalog, well)
    assert {name: one.links for name, one in points.items()} == {
        "never-checked": 3, "no-category": 1, "operator-unknown": 1,
    }  # fmt: skip
    assert points["never-checked"].problem.startswith("3 of 5 published links were never checked")
    assert "jobbank crawl" in points["never-checked"].remedy
    assert "category:none" in points["no-category"].remedy
    assert "class:unknown" in points["operator-unknown"].remedy


def test_a_catalog_without_a_registry_is_reported(tmp_path: Path) -> None:
    with closing(new_catalog(tmp_path)) as empty:
        points = found(empty, ALL_SET)
    assert "jobbank registries update" in points["registries"].remedy


def test_an_old_or_empty_backup_is_none(catalog: Catalog, well: Settings) -> None:
    assert well.backup_folder is not None
    copy = well.backup_folder / "copy.db"
    old = (NOW - OLDEST_BACKUP - timedelta(hours=1)).timestamp()
    os.utime(copy, (old, old))
    assert "is of 2026-10-02, more than 7 days ago" in found(catalog, well)["backup"].problem
    copy.write_bytes(b"")
    assert "There is no backup in" in found(catalog, well)["backup"].problem


# --- the first release -----------------------------------------------------------------


def _points(catalog: Catalog, settings: Settings) -> list[str]:
    with catalog.reading() as connection:
        return [one.point for one in first_release_points(connection, settings)]


def _publish(catalog: Catalog, folder: Path, settings: Settings, **confirmed: bool) -> None:
    publish(catalog, folder, who="pia", as_of=TODAY, now=NOW, settings=settings, **confirmed)


def test_half_of_the_links_checked_are_enough_and_fewer_are_not(catalog: Catalog) -> None:
    assert _points(catalog, SETTINGS) == []
    with catalog.change(who="ada") as change:
        add_link(change, link("https://more.example/"), EditorialState.PUBLISHED)
    assert _points(catalog, SETTINGS) == ["never-checked"]
    assert _points(catalog, SETTINGS.model_copy(update={"agency": "Our agency"})) == [
        "agency", "never-checked",
    ]  # fmt: skip


def test_a_first_release_in_no_ones_name_is_refused_until_that_is_confirmed(
    catalog: Catalog, tmp_path: Path
) -> None:
    unnamed = SETTINGS.model_copy(update={"agency": "Our agency"})
    folder = tmp_path / "release"
    with pytest.raises(ReleaseRefused, match=r"The agency has no name yet(.|\n)*--anyway"):
        _publish(catalog, folder, unnamed, fewer=True)
    assert not folder.exists()
    _publish(catalog, folder, unnamed, anyway=True)
    assert _points(catalog, unnamed) == []
    _publish(catalog, folder, unnamed)


def test_what_confirms_the_first_release_does_not_confirm_far_fewer_links(
    catalog: Catalog, tmp_path: Path
) -> None:
    folder = tmp_path / "release"
    _publish(catalog, folder, SETTINGS)
    look(catalog, {1: Reason.PARKED, 2: Reason.PARKED}, NOW + timedelta(days=1))
    with pytest.raises(ReleaseRefused, match="--fewer"):
        _publish(catalog, folder, SETTINGS, anyway=True)
