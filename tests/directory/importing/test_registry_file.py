"""Reading registries of government domains: two tables, and whatever else is in a file."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.importing.records import ImportRefused
from directory.importing.registry_file import (
    MAX_FILE_SIZE,
    RegistryFile,
    RegistryFormat,
    counted,
    read_registry,
    read_registry_file,
)
from directory.model.vocab import OperatorClass as Class
from tests.rows import each

DOTGOV = (
    "Domain name,Domain type,Organization name,Suborganization name,City,State,"
    "Security contact email\n"
)
GOVT_URLS = "\ufeffDomain,Federal Agency,Level of Government,Location,Status,Note,Link,Date Added\n"
NEWER = (
    "\ufeffDomain name,Agency,Maintaining office,Use case,Type of government,Federal branch,"
    "State,Comments,Link,Date Added\n"
)
SHARED = Path(__file__).parents[3] / ".." / "shared" / "inputs"
#: Real files, where they are at hand: how many domains, rows left out, and rows that are bad.
REAL = {
    "dotgov-current-full.csv": (RegistryFormat.DOTGOV, 16_539, 0, 0),
    "govt-urls-federal.csv": (RegistryFormat.GOVT_URLS, 386, 15, 0),
}


def read(text: str, name: str = "") -> RegistryFile:
    """The registry in this text."""
    return read_registry(text.encode(), name)


def classes(found: RegistryFile) -> dict[str, Class]:
    """The classes of the domains that were read."""
    return {one.domain: one.operator_class for one in found.listings}


def reasons(found: RegistryFile) -> dict[int, str]:
    """Why rows are bad, by line."""
    return {problem.line: problem.reason for problem in found.problems}


def left_out(found: RegistryFile) -> dict[int, str]:
    """Why rows were left out, by line."""
    return {problem.line: problem.reason for problem in found.left_out}


def test_a_table_of_dotgov_is_known_by_its_headings() -> None:
    text = DOTGOV + "DOL.gov,Federal - Executive,Department of Labor,Office X,,DC,(blank)\n"
    found = read(text)
    (entry,) = found.listings
    assert (found.name, found.format) == ("dotgov", RegistryFormat.DOTGOV)
    assert (entry.domain, entry.operator_class) == ("dol.gov", Class.FEDERAL)
    assert (entry.operator, entry.registry) == ("Department of Labor", "dotgov")
    assert found.digest == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "text",
    [
        GOVT_URLS + "adlnet.org,Department of Defense,Federal Government,,accepted term,n,,\n",
        NEWER + "adlnet.org,Department of Defense,,,Federal,,,n,,\n",
        "Status,Level of Government,Federal Agency,Domain\r\n"
        "Accepted term,FEDERAL government,Department of Defense, adlnet.org \r\n",
    ],
)
def test_a_table_of_govt_urls_is_known_by_either_set_of_headings_in_any_order(text: str) -> None:
    found = read(text, "mine")
    (entry,) = found.listings
    assert (found.name, found.format) == ("mine", RegistryFormat.GOVT_URLS)
    assert (entry.domain, entry.operator_class) == ("adlnet.org", Class.FEDERAL)
    assert (entry.operator, entry.registry) == ("Department of Defense", "mine")


@each(
    ("level", "operator_class"),
    [
        ("Federal", Class.FEDERAL),
        ("Federal - Legislative", Class.FEDERAL),
        ("Federal - Judicial", Class.FEDERAL),
        ("State or territory", Class.STATE),
        ("State or territory - Election", Class.STATE),
        ("Interstate", Class.STATE),
        ("City", Class.LOCAL),
        ("City - Election", Class.LOCAL),
        ("County", Class.LOCAL),
        ("Special district", Class.LOCAL),
        ("School district", Class.LOCAL),
        ("Tribal", Class.TRIBAL),
        ("Tribal - Election", Class.TRIBAL),
        ("State Government", Class.STATE),
        ("Local Government", Class.LOCAL),
        ("Regional", Class.LOCAL),
        ("Native Sovereign Nation", Class.TRIBAL),
        ("Native Sovereign Nation / Tribal", Class.TRIBAL),
        (" county  government ", Class.LOCAL),
    ],
)
def test_each_kind_of_government_has_its_class(level: str, operator_class: Class) -> None:
    found = read(f"{DOTGOV}a.gov,{level},,,,,\n")
    assert classes(found) == {"a.gov": operator_class}


@pytest.mark.parametrize("level", ["Federation", "Level unclear, see note", "Statewide - City", ""])
def test_a_row_whose_kind_of_government_is_not_understood_is_listed_as_unknown(level: str) -> None:
    found = read(f'{DOTGOV}a.gov,"{level}",,,,,\nb.gov,City,,,,,\n')
    assert classes(found) == {"a.gov": Class.UNKNOWN, "b.gov": Class.LOCAL}
    assert "kind of government" in reasons(found)[2]


def test_of_two_rows_for_one_domain_the_one_that_is_understood_counts() -> None:
    found = read(f"{DOTGOV}a.gov,Fed,,,,,\na.gov,City,,,,,\nb.gov,City,,,,,\nb.gov,Fed,,,,,\n")
    assert classes(found) == {"a.gov": Class.LOCAL, "b.gov": Class.LOCAL}
    assert list(reasons(found)) == [2, 5]


def test_what_is_no_government_or_not_accepted_or_no_whole_host_is_left_out() -> None:
    found = read(
        GOVT_URLS
        + "afb.org,,Quasigovernmental,,accepted term,,,\n"
        + "new.org,,Federal Government,,candidate term,,,\n"
        + "blank.org,,Federal Government,,,,,\n"
        + "kb.cert.org/vuls,,Federal Government,,accepted term,,,\n"
        + "query.org/?city=1,,Federal Government,,accepted term,,,\n"
        + "port.org:8080,,Federal Government,,accepted term,,,\n"
        + "good.org,,Federal Government,,accepted term,,,\n"
    )
    assert classes(found) == {"good.org": Class.FEDERAL}
    assert found.problems == ()
    why = left_out(found)
    assert sorted(why) == [2, 3, 4, 5, 6, 7]
    assert "not a government" in why[2]
    assert "“candidate term”" in why[3]
    assert "part of a site" in why[5]
    assert why[5] == why[6]
    assert "one port" in why[7]
    assert [count for _, count in counted(found.left_out)] == [2, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("written", "domain"),
    [
        ("Hudhre.info", "hudhre.info"),
        (" mynextmove.org ", "mynextmove.org"),
        ("www.montanaguard.com/", "montanaguard.com"),
        ("https://www.elm.example/", "elm.example"),
        ("HTTP://elm.example", "elm.example"),
        ("jobs.www.elm.example", "jobs.www.elm.example"),
        ("www.nsn.us", "www.nsn.us"),
        ("www.gov", "www.gov"),
        ("elm.example.", "elm.example"),
        ("bücher.example", "xn--bcher-kva.example"),
    ],
)
def test_a_domain_is_written_as_hosts_of_links_are(written: str, domain: str) -> None:
    assert list(classes(read(f"{DOTGOV}{written},City,,,,,\n"))) == [domain]


@pytest.mark.parametrize(
    "written",
    ["", "gov", "8.8.8.8", "192.168.0.1", "two words.gov", "ftp://a.gov", "u:p@a.gov", "[::1]"],
)
def test_what_is_no_domain_is_a_bad_row_and_stops_no_other(written: str) -> None:
    found = read(f"{DOTGOV}a.gov,City,,,,,\n{written},City,,,,,\nb.gov,City,,,,,\n")
    assert list(classes(found)) == ["a.gov", "b.gov"]
    assert "domain" in reasons(found)[3]


def test_bad_rows_are_told_by_their_lines() -> None:
    found = read(
        DOTGOV
        + 'a.gov,City,"Town,\nof A",,,,\n'
        + "\n"
        + '"b.gov,City,,,,,\n'
        + "c.gov\n"
        + "d.gov,County,(blank),,,,\n"
    )
    assert classes(found) == {"a.gov": Class.LOCAL, "c.gov": Class.UNKNOWN, "d.gov": Class.LOCAL}
    assert [one.operator for one in found.listings] == ["Town, of A", "", ""]
    assert list(reasons(found)) == [5, 6]


def test_a_domain_that_is_listed_twice_counts_once_and_a_contradiction_is_told() -> None:
    found = read(f"{DOTGOV}a.gov,City,A,,,,\nwww.a.gov,County,,,,,\nA.GOV,Federal,,,,,\n")
    assert classes(found) == {"a.gov": Class.LOCAL}
    assert reasons(found) == {
        4: "a.gov is listed above as local and here as federal; the first counts"
    }


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not a known registry"),
        (b"url,name\nhttps://a.gov/,A\n", "not a known registry"),
        (b"Domain name,Organization name\na.gov,A\n", "not a known registry"),
        (b"<!DOCTYPE html><title>Not found</title>", "not a known registry"),
        (b"PK\x03\x04", "spreadsheet"),
        (b"\x00" * 40, "not text"),
    ],
)
def test_a_file_that_is_no_registry_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(ImportRefused, match=said):
        read_registry(data)


def test_a_file_that_cannot_be_opened_is_refused_by_name(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(ImportRefused, match="the file cannot be opened") as refused:
            read_registry_file(path)
        assert str(refused.value).startswith(f"{path}: ")


def test_a_file_that_is_far_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_SIZE + 1)
    with pytest.raises(ImportRefused, match="larger than 64 MiB"):
        read_registry_file(path)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200))
def test_whatever_stands_below_the_headings_each_row_comes_out_once_or_is_told(text: str) -> None:
    found = read_registry((DOTGOV + text).encode())
    for entry in found.listings:
        assert entry.domain.isascii()
        assert "." in entry.domain
        assert "/" not in entry.domain
    assert all(problem.line > 1 and problem.reason for problem in found.problems)


@pytest.mark.slow
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    try:
        read_registry(data)
    except ImportRefused as refusal:
        assert str(refusal)


@pytest.mark.slow
def test_the_files_as_they_are_published_are_read_whole() -> None:
    """As far as they lie beside the checkout."""
    there = {name for name in REAL if (SHARED / name).exists()}
    counts = {}
    for name in there:
        found = read_registry_file(SHARED / name)
        rows = (len(found.listings), len(found.left_out), len(found.problems))
        counts[name] = (found.format, *rows)
    assert counts == {name: REAL[name] for name in there}
