"""Of every release the directory is kept for years, and what it showed can be made again."""

import gzip
import tarfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.links import edit_link
from directory.publishing.derived import made_from
from directory.publishing.export.publish import bring_back, publish
from directory.publishing.release.history import past_folder, present_release
from directory.publishing.release.reader import read_edition
from directory.publishing.release.records import RecordDamaged, opened_record, records_folder
from tests.directory.publishing.samples import NOW, SETTINGS, contents, filled_catalog

pytestmark = pytest.mark.slow


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """A catalog to release."""
    with closing(filled_catalog(tmp_path)) as opened:
        yield opened


def published(catalog: Catalog, target: Path, now: datetime = NOW) -> str:
    """The digest of a new release, in which link 1 has another name."""
    with catalog.change(who="maria") as change:
        version = catalog.find(1).version
        edit_link(change, 1, version, {"names": {"en": f"Version {version}"}})
    return publish(
        catalog, target, who="maria", as_of=now.date(), now=now, anyway=True,
        settings=SETTINGS.model_copy(update={"releases_kept": 1}),
    ).digest  # fmt: skip


def records(target: Path) -> list[Path]:
    """The records of releases of this folder."""
    return sorted(records_folder(past_folder(target)).iterdir())


def test_each_release_is_on_record_when_no_more_is_kept_of_it(
    catalog: Catalog, tmp_path: Path
) -> None:
    target = tmp_path / "release"
    first = published(catalog, target)
    pages = contents(target)
    for _ in range(3):
        published(catalog, target)
    back = bring_back(catalog, target, who="maria", now=NOW, settings=SETTINGS)
    assert len(records(target)) == 5
    with opened_record(past_folder(target), first) as folder:
        assert folder is not None
        kept = contents(folder)
        assert kept.items() <= pages.items()
        assert kept.keys() == {"directory.json", "health.json", "manifest.json"}
        for made in made_from(read_edition(folder / "directory.json")):
            assert b"".join(made.chunks) == pages[made.name], made.name
    with opened_record(past_folder(target), back.made.digest) as folder:
        assert folder is not None
    with opened_record(past_folder(target), "0" * 64) as folder:
        assert folder is None


def test_records_are_dropped_after_the_years_of_the_setting(
    catalog: Catalog, tmp_path: Path
) -> None:
    target = tmp_path / "release"
    for years in (0, 1, 6, 7):
        published(catalog, target, NOW.replace(year=NOW.year + years))
    assert len(records(target)) == 4
    published(catalog, target, NOW.replace(year=NOW.year + 7) + timedelta(seconds=1))
    assert [file.name[:4] for file in records(target)] == ["2027", "2032", "2033", "2033"]


def test_a_record_that_was_changed_is_not_relied_on(catalog: Catalog, tmp_path: Path) -> None:
    target = tmp_path / "release"
    digest = published(catalog, target)
    (file,) = records(target)
    whole = file.read_bytes()
    plain = gzip.decompress(whole)
    broken = (
        b"",
        b"no archive",
        whole[: len(whole) // 2],
        gzip.compress(plain.replace(b"job-banks", b"jobs-bank", 1)),
        gzip.compress(plain.replace(b"manifest.json", b"manifest.jsom", 1)),
        gzip.compress(plain.replace(b"directory.json", b"../../evil.json", 1)[: len(plain)]),
    )
    for content in broken:
        file.write_bytes(content)
        with pytest.raises(RecordDamaged), opened_record(past_folder(target), digest):
            pass
    assert not (tmp_path / "evil.json").exists()


def test_a_record_holds_nothing_but_files_of_a_release(catalog: Catalog, tmp_path: Path) -> None:
    target = tmp_path / "release"
    digest = published(catalog, target)
    (file,) = records(target)
    for kind in (tarfile.SYMTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE):
        about = tarfile.TarInfo("directory.json")
        about.type, about.linkname = kind, "/etc/passwd"
        with tarfile.open(file, "w:gz") as archive:
            archive.addfile(about)
        with pytest.raises(RecordDamaged), opened_record(past_folder(target), digest):
            pass


def test_a_release_that_is_there_is_on_record_too(catalog: Catalog, tmp_path: Path) -> None:
    target = tmp_path / "release"
    published(catalog, target)
    there = present_release(target)
    assert there is not None
    assert there.digest in records(target)[0].name
