"""`docs/website.md`: what it names is there, and what is there it names."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from directory.publishing.derived import FILES
from directory.publishing.release.schemas import DIRECTORY_SCHEMA, schema_bytes
from directory.publishing.site.headers import headers_for
from directory.publishing.site.recipe_files import recipes
from directory.settings import Settings
from tests.directory.publishing.samples import filled_catalog, release
from tests.rows import each
from tests.web.documents import DOCS, block
from tui.cli.main import _COMMANDS

PAGE = (DOCS / "website.md").read_text("utf-8")
SCHEMA: Any = json.loads(schema_bytes(DIRECTORY_SCHEMA))


def rows(heading: str) -> str:
    """The table after this heading, or after the beginning of its first row."""
    return PAGE.partition(heading)[2].partition("\n\n")[0]


@each("name", [name for name, _ in FILES])
def test_each_file_of_a_release_is_on_the_page(name: str) -> None:
    assert f"`{name}`" in rows("| file | contents |")


@each("name", SCHEMA["properties"])
def test_each_field_of_the_directory_is_on_the_page(name: str) -> None:
    assert f"`{name}`" in rows("In short:\n\n")


@each("name", SCHEMA["$defs"]["link"]["properties"])
def test_each_field_of_a_link_is_on_the_page(name: str) -> None:
    assert f"`{name}`" in rows("| field of a link |")


def test_each_command_and_setting_on_the_page_exists() -> None:
    commands = set(re.findall(r"`jobbank ([a-z-]+)", PAGE))
    assert commands >= {"export", "verify", "recipes", "preview"}
    assert commands <= set(_COMMANDS)
    settings = re.findall(r"^\| `(\w+)`[^|]*\| no ", rows("| setting |"), re.MULTILINE)
    assert settings and set(settings) <= set(Settings.model_fields)


def test_each_recipe_is_on_the_page() -> None:
    for name in {name.partition("/")[0] for name in recipes()}:
        assert f"`{name}" in rows("| recipe |") or f"(`{name}`)" in rows("| recipe |")


@each("name", ["changes-7.json", "directory.json", "site/index.html"])
def test_the_page_says_how_long_files_may_be_kept(name: str) -> None:
    said = headers_for(name)["Cache-Control"]
    shown = {"changes-7.json": "changes-N.json", "site/index.html": "all others"}.get(name, name)
    row = next(line for line in rows("| files |").splitlines() if shown in line)
    assert f"`{said}`" in row


def test_each_link_within_the_page_leads_to_a_heading() -> None:
    headings = re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
    places = {re.sub(r"[^a-z0-9 -]", "", one.lower()).replace(" ", "-") for one in headings}
    assert set(re.findall(r"\]\(#([^)]*)\)", PAGE)) == places


@pytest.mark.slow
def test_the_program_on_the_page_validates_a_release(tmp_path: Path) -> None:
    catalog = filled_catalog(tmp_path)
    release(catalog, tmp_path / "release")
    catalog.close()
    command = [sys.executable, "-c", block("website.md", "validate"), str(tmp_path / "release")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout.count("is valid")) == (0, 3), done.stderr
