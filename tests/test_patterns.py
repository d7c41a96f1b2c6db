"""No text, however long and however made, keeps a regular expression busy."""

import re
import subprocess
import sys

import pytest

from tests import patterns


def expression(pattern: str) -> patterns.Expression:
    """One that is searched for."""
    return patterns.Expression("", pattern, re.compile(pattern), frozenset({"search"}))


@pytest.mark.slow
def test_every_expression_is_linear() -> None:
    """In a new process: modules that are imported already would not compile theirs again."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.patterns"],
        cwd=patterns.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    tried = re.fullmatch(r"(\d+) tried, 0 slow\n", done.stdout)
    assert tried, done.stdout + done.stderr
    assert int(tried[1]) > 90


@pytest.mark.slow
@pytest.mark.parametrize("slow", [r"\s*=", r"(?:<!--.*?-->|\s)*<opml", r"charset\s*=?\s*utf"])
def test_one_that_is_not_is_found(slow: str) -> None:
    assert patterns.is_slow(expression(slow), seconds=1)


def test_every_expression_is_compiled_when_its_module_is_imported() -> None:
    assert patterns.offences() == []


def test_no_group_is_repeated_possessively() -> None:
    """Python 3.11.2, which Debian 12 has, matches such groups wrongly."""
    repeated = re.compile(r"\)(?:[*+?]|\{[0-9,]+\})\+")
    found = [
        f"{file.relative_to(patterns.ROOT)}: {line}"
        for package in patterns.PACKAGES
        for file in sorted((patterns.ROOT / package).rglob("*.py"))
        for line in file.read_text("utf-8").splitlines()
        if repeated.search(line)
    ]
    assert found == []
