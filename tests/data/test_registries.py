"""The registries that come with the package: facts alone, and in one form."""

from datetime import date
from pathlib import Path

import pytest

from directory.model.vocab import OperatorClass
from directory.registry_snapshot import RegistrySnapshot, as_csv, snapshots
from directory.rules.hosts import is_name
from directory.starter import REGISTRIES_FILE, StarterDataError, starter_path

pytestmark = pytest.mark.slow

README = (starter_path() / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def registries() -> list[RegistrySnapshot]:
    """Those of the package."""
    return snapshots()


def test_both_are_there_with_their_day_source_and_licence(
    registries: list[RegistrySnapshot],
) -> None:
    assert [(one.name, len(one.listings) > 300) for one in registries] == [
        ("dotgov", True), ("govt-urls", True),
    ]  # fmt: skip
    for one in registries:
        assert one.day >= date(2026, 11, 30)
        assert str(one.day) in one.origin
        assert one.source.split()[0].rstrip(",") in README
        assert str(one.day) in README
        assert one.licence
        assert len(one.digest) == 64


def test_each_line_is_a_domain_with_a_class_and_no_e_mail_address(
    registries: list[RegistrySnapshot],
) -> None:
    for one in registries:
        domains = [listing.domain for listing in one.listings]
        assert domains == sorted(set(domains))
        for listing in one.listings:
            assert is_name(listing.domain)
            assert listing.domain == listing.domain.lower()
            assert listing.operator_class is not OperatorClass.UNKNOWN
            assert "@" not in listing.operator


def test_the_same_registries_make_the_same_small_file(registries: list[RegistrySnapshot]) -> None:
    written = as_csv(listing for one in reversed(registries) for listing in one.listings)
    path = starter_path() / REGISTRIES_FILE
    assert written.encode() == path.read_bytes()
    assert path.stat().st_size < 1_500_000


@pytest.mark.parametrize(
    ("sources", "lines"),
    [
        ("", None),
        ("[dotgov]\n", "registry,domain,class,operator\n"),
        ("[dotgov", "registry,domain,class,operator\n"),
        ("", "domain\n"),
        ("", "registry,domain,class,operator\ndotgov,a.gov,nobody,A\n"),
        ("", "registry,domain,class,operator\ndotgov,a.gov\n"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_remedy(
    tmp_path: Path, sources: str, lines: str | None
) -> None:
    (tmp_path / "registries.toml").write_text(sources, "utf-8")
    if lines is not None:
        (tmp_path / REGISTRIES_FILE).write_text(lines, "utf-8")
    with pytest.raises(StarterDataError, match="Install the package again"):
        snapshots(tmp_path)
