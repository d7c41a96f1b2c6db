"""The work on a file grows with its size, not with the square of it: some of these took hours."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cpu import within_cpu_seconds
from tests.databases import new_sqlite
from tests.tui.running import jobbank

pytestmark = pytest.mark.slow

BLANKS = " " * 100_000
URL = "https://jobs.example/"


def csv_file(cell: str, heading: str = "name") -> str:
    """A table with one link, of which one more cell is this."""
    return f"url,{heading}\n{URL},{cell}\n"


def json_file(text: str) -> str:
    """A list of one link, of this description."""
    return json.dumps([{"url": URL, "name": "Jobs", "description": text}])


FILES: dict[str, Callable[[], str]] = {
    "comments.html": lambda: "<!-- x -->" * 40 + f"<a href='{URL}'>Jobs</a>",
    "comments.opml": lambda: "<!---->" * 9000 + "x",
    "blank-name.csv": lambda: csv_file(f"a{BLANKS}b"),
    "blank-category.csv": lambda: csv_file(f"a{BLANKS}b", "category"),
    "blank-tags.csv": lambda: csv_file(f'"{BLANKS}x"', "tags"),
    "blank-heading.csv": lambda: csv_file("x", f"name {BLANKS}:en{BLANKS}:"),
    "blank-description.json": lambda: json_file(f"a{BLANKS}b"),
    "blank-lines.json": lambda: json_file("\n ".join("x" * 30_000)),
    "blank-item.md": lambda: f"# Jobs\n\n- [Jobs]({URL}) a{BLANKS}b\n",
    "brackets.md": lambda: f"# Jobs\n\n- {'[' * 4_000}\n- [Jobs]({URL})\n",
    "unclosed-tags.html": lambda: (
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n" + '<DT><A HREF="' * 40_000
    ),
    "unclosed-links.html": lambda: "<!DOCTYPE NETSCAPE-Bookmark-file-1>" + '<A HREF="' * 40_000,
    "blank-bookmarks.html": lambda: (
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n"
        f'<DT><A HREF="{URL}" x="{chr(10) * 100_000}">Jobs</A>'
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_costly_file_is_read_or_refused_at_once(tmp_path: Path, name: str) -> None:
    new_sqlite(tmp_path / "jobbank.db")
    (tmp_path / name).write_text(FILES[name](), encoding="utf-8")
    with within_cpu_seconds():
        done = jobbank(tmp_path, "import", name, "--dry-run")
    assert done.returncode in (0, 1, 2), done.stderr
    assert name in done.stdout + done.stderr
