"""`directory.csv`, as Python's csv reads it and as our own import does."""

import csv
from io import StringIO
from pathlib import Path

from directory.importing.csv_file import parse_csv
from directory.importing.decoding import decode
from directory.importing.records import ImportEntry
from directory.model.vocab import (
    Audience,
    Cost,
    HowToApply,
    OperatorBasis,
    OperatorClass,
    Verdict,
)
from directory.publishing.formats.table import NAME, formula_safe
from directory.publishing.release.public_schema import LinkEntry, Operator
from tests.directory.publishing.formats.editions import edition, health, link, made
from tests.rows import each

FULL = link(
    7,
    url="https://jobs.example.com/?q=%3Ca&b%3E,c",
    names={"en": 'The "Job", Bank', "es": "Banco de empleos"},
    descriptions={"en": "Two\nlines"},
    category="job-banks/state",
    operator=Operator("State of Example", OperatorClass.STATE, OperatorBasis.REGISTRY),
    service_areas=("US-MA", "US-NY"),
    languages=("en", "zh-Hans"),
    audiences=(Audience.VETERANS, Audience.OLDER_WORKERS),
    cost=Cost.FREE_AND_PAID,
    account_needed=False,
    how_to_apply=HowToApply.AGGREGATOR,
    disclaimers=("accuracy", "fees"),
    health=health(Verdict.GONE),
    privacy_url="https://jobs.example.com/privacy",
)


def table(folder: Path, *links: LinkEntry) -> bytes:
    """The table of these links."""
    return made(edition(folder, links))[NAME]


def rows(content: bytes) -> list[dict[str, str]]:
    """The rows, as any reader of RFC 4180 in UTF-8 sees them."""
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def test_a_row_says_what_the_directory_says_of_a_link(tmp_path: Path) -> None:
    assert rows(table(tmp_path, FULL)) == [
        {
            "id": "7",
            "url": "https://jobs.example.com/?q=%3Ca&b%3E,c",
            "host": "host7.example",
            "name:en": 'The "Job", Bank',
            "name:es": "Banco de empleos",
            "description:en": "Two\nlines",
            "description:es": "",
            "category": "job-banks/state",
            "operator": "State of Example",
            "operator_class": "state",
            "operator_basis": "registry",
            "service_areas": "US-MA; US-NY",
            "languages": "en; zh-Hans",
            "audiences": "veterans; older_workers",
            "cost": "free_and_paid",
            "account_needed": "no",
            "how_to_apply": "aggregator",
            "exit_notice": "exit",
            "exit_rule": "It is not ours.",
            "exit_show": "page",
            "disclaimers": "accuracy; fees",
            "verdict": "gone",
            "since": "2026-10-09",
            "listed_on": "2026-10-09",
            "privacy_url": "https://jobs.example.com/privacy",
        }
    ]


def test_it_is_utf_8_that_excel_knows_for_what_it_is_with_the_line_ends_of_rfc_4180(
    tmp_path: Path,
) -> None:
    content = table(tmp_path, link(1, names={"en": "Résumés"}), link(2))
    assert content.startswith(b"\xef\xbb\xbfid,url,host,")
    assert content.count(b"\xef\xbb\xbf") == 1
    assert content.count(b"\r\n") == content.count(b"\n") == 3
    assert "Résumés" in content.decode()


def test_what_is_not_known_is_an_empty_cell(tmp_path: Path) -> None:
    (row,) = rows(table(tmp_path, link(1, listed_on=None)))
    empty = {heading for heading, cell in row.items() if not cell}
    assert empty == {
        "name:es", "description:en", "description:es", "category", "operator", "service_areas",
        "languages", "audiences", "cost", "account_needed", "how_to_apply", "disclaimers",
        "verdict", "since", "listed_on", "privacy_url",
    }  # fmt: skip


def test_names_in_languages_beyond_those_of_the_directory_have_columns_too(tmp_path: Path) -> None:
    other = link(1, names={"zh-Hans": "工作", "haw": "Hana"}, descriptions={"fr": "Emplois"})
    headings = list(rows(table(tmp_path, other, link(2)))[0])
    assert [one for one in headings if one.startswith("name")] == [
        "name:en", "name:es", "name:fr", "name:haw", "name:zh-Hans"
    ]  # fmt: skip


@each(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1 617 555 0100", "'+1 617 555 0100"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\u00a0 =1", "'\u00a0 =1"),
        ("＝1", "'＝1"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("x;=1;y", "x;'=1;y"),
        ("x; \n =1", "x; \n '=1"),
        ("a list:\n- one", "a list:\n'- one"),
        ("\n\n=1", "\n\n'=1"),
        ("", ""),
        ("'=1", "'=1"),
        ("twenty-one; = is fine = here", "twenty-one; '= is fine = here"),
        ("a = b, c-d; e@f", "a = b, c-d; e@f"),
    ],
)
def test_what_a_spreadsheet_would_compute_begins_with_an_apostrophe(text: str, cell: str) -> None:
    assert formula_safe(text) == cell


def test_many_line_breaks_take_no_longer_than_they_are_long() -> None:
    text = "a" + "\n;" * 200_000 + "b"
    assert formula_safe(text) == text


def read_again(content: bytes) -> list[ImportEntry]:
    """The rows as our own import reads them; all must be fit."""
    read = parse_csv(decode(content).text).rows
    return [row for row in read if isinstance(row, ImportEntry)]


def test_our_own_import_reads_all_that_a_file_may_say_of_a_link(tmp_path: Path) -> None:
    (row,) = read_again(table(tmp_path, FULL))
    fields = dict(row.fields)
    assert (row.url, row.category) == (FULL.url, ("job-banks/state",))
    assert fields == {
        "names": FULL.names,
        "descriptions": FULL.descriptions,
        "operator": "State of Example",
        "operator_class": OperatorClass.STATE,
        "operator_basis": OperatorBasis.IMPORTED,
        "service_areas": ["US-MA", "US-NY"],
        "languages": ["en", "zh-Hans"],
        "audiences": [Audience.OLDER_WORKERS, Audience.VETERANS],
        "cost": Cost.FREE_AND_PAID,
        "account_needed": False,
        "how_to_apply": HowToApply.AGGREGATOR,
    }


def test_a_class_that_nobody_vouched_for_is_no_statement_when_it_is_read_again(
    tmp_path: Path,
) -> None:
    (row,) = read_again(table(tmp_path, link(1)))
    assert "operator_class" not in row.fields
