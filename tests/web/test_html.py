"""Every kind of page of a release by the HTML standard, as html-validate checks it."""

import json
from pathlib import Path

import pytest

from tests.web.node import needed, node

pytestmark = pytest.mark.slow

RULES = {
    "extends": ["html-validate:recommended"],
    "root": True,
    "rules": {
        # How the source is laid out is not what visitors get.
        "no-trailing-whitespace": "off",
        "long-title": "off",
        # Files may be served from any folder, without digests of what they refer to.
        "require-sri": "off",
    },
}


def complaints(pages: list[Path], folder: Path) -> list[str]:
    """What html-validate finds, one line each."""
    program = needed("html-validate") / "bin" / "html-validate.mjs"
    (folder / ".htmlvalidate.json").write_text(json.dumps(RULES))
    config = f"--config={folder / '.htmlvalidate.json'}"
    said = node(program, config, "--formatter=json", "--max-warnings=-1", *pages, allowed=(0, 1))
    return [
        f"{Path(page['filePath']).relative_to(pages[0].parents[1])}:{one['line']} "
        f"{one['ruleId']}: {one['message']}"
        for page in json.loads(said)
        for one in page["messages"]
    ]


def test_every_page_is_valid_html(offered: Path, tmp_path: Path) -> None:
    pages = sorted(offered.rglob("*.html"))
    assert len(pages) > 40
    pages.remove(offered / "bookmarks.html")  # the format that browsers import
    assert complaints([offered / "404.html", *pages], tmp_path) == []


def test_what_is_wrong_is_found(tmp_path: Path) -> None:
    page = tmp_path / "site" / "bad.html"
    page.parent.mkdir()
    page.write_text("<!DOCTYPE html><html><head></head><body><p><div></p></body></html>")
    assert len(complaints([page], tmp_path)) > 2
