"""`docs/glossary.md` defines each term once, and each value of the closed vocabularies."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from directory.model import vocab
from directory.publishing.compliance.coverage import CoverageState
from directory.rules.hosts import SiteOwner
from directory.rules.permissions import Right
from directory.rules.query import Is
from directory.rules.queue import QueueKind
from directory.rules.workflow import Verb
from tests.rows import each

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "glossary.md").read_text("utf-8")
TERMS = re.findall(r"^\| \*\*([^*]+)\*\* \|", PAGE, re.MULTILINE)
ENUMS: dict[str, type[StrEnum]] = {
    kind.__name__: kind
    for kind in (
        *(one for one in vars(vocab).values() if isinstance(one, type) and one is not StrEnum),
        *(CoverageState, Is, QueueKind, Right, SiteOwner, Verb),
    )
}
#: Terms that other documents and the program use without an explanation.
NEEDED = """
Act, Audit trail, Baseline, Canary, Category, Check, Confirmed, Danger, Disclaimer, Editorial state,
Exit notice, Exit-notice flag, Facet, Finding, Four eyes, Head, Health, Held back, Lane, Link,
Manifest, Notice, NoticeVersion, Observation, Operator, Period of notice, Proposal, Queue, Reason,
Registry, Release, Rule, Run, Serial, Snooze, Tombstone, Verdict, View, Vouch, Withheld, Witness
"""
#: Values that a table of the page lists, by the name of their enum.
LISTED = {
    name: re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    for name, table in re.findall(r"<!-- values: (\w+) -->\n(.*?)\n(?:\n|\Z)", PAGE, re.DOTALL)
}


@each("name", sorted(ENUMS))
def test_the_values_of_each_vocabulary_are_defined_in_their_order(name: str) -> None:
    assert LISTED.get(name) == [value.value for value in ENUMS[name]]


def test_no_vocabulary_is_listed_that_does_not_exist() -> None:
    assert set(LISTED) == set(ENUMS)
    assert PAGE.count("<!-- values:") == len(ENUMS)


@each("term", [term.strip() for term in NEEDED.split(",")])
def test_each_term_that_is_needed_is_defined(term: str) -> None:
    assert term in TERMS


def test_terms_are_defined_once_and_in_alphabetical_order() -> None:
    names = [term.lower().replace("-", " ") for term in TERMS]
    assert names == sorted(set(names))


def test_no_term_is_defined_that_is_not_used() -> None:
    """Each occurs in another document or in the code."""
    files = [
        *ROOT.glob("*.md"),
        *(file for file in ROOT.glob("docs/**/*.md") if file.name != "glossary.md"),
        *(
            file
            for room in ("crawler", "directory", "tui")
            for file in ROOT.glob(f"{room}/**/*.py")
        ),
    ]
    text = "\n".join(file.read_text("utf-8") for file in files).lower()
    for term in TERMS:
        for word in term.lower().split(", "):
            assert word in text or word.replace("-", " ") in text, term


@pytest.mark.parametrize("page", ["install.md", "staff.md", "policy.md", "website.md"])
def test_documents_for_readers_link_to_the_glossary(page: str) -> None:
    file = ROOT / "docs" / page
    if file.exists():
        assert "(glossary.md" in file.read_text("utf-8")
