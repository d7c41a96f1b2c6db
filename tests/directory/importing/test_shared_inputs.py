"""Real files from public sources, where they lie beside the checkout."""

from pathlib import Path

import pytest

from directory.catalog.catalog import Catalog
from directory.importing.plan import RowOutcome
from directory.importing.records import FileFormat
from directory.importing.service import import_files
from directory.settings import Settings
from tests.databases import new_sqlite

INPUTS = Path(__file__).parents[3] / ".." / "shared" / "inputs"

#: Format; added, duplicate, rejected on an empty catalog.
EXPECTED = {
    "govt-urls-federal.csv": (FileFormat.CSV, 399, 2, 0),
    "state-job-banks.csv": (FileFormat.CSV, 54, 0, 0),
    "remote-freelancer.md": (FileFormat.MARKDOWN, 95, 0, 9),
    "netscape/chromium_flat.htm": (FileFormat.NETSCAPE, 9, 0, 0),
    "netscape/chromium_nested.htm": (FileFormat.NETSCAPE, 18, 0, 0),
    "netscape/delicious.htm": (FileFormat.NETSCAPE, 5, 0, 0),
    "netscape/delicious_sanitize.htm": (FileFormat.NETSCAPE, 2, 0, 0),
    "netscape/empty.htm": (FileFormat.NETSCAPE, 0, 0, 0),
    "netscape/firefox_flat.htm": (FileFormat.NETSCAPE, 21, 0, 3),
    "netscape/firefox_nested.htm": (FileFormat.NETSCAPE, 21, 0, 3),
    "netscape/google_bookmarks_nested.htm": (FileFormat.NETSCAPE, 6, 0, 0),
    "netscape/internet_explorer_11_flat.htm": (FileFormat.NETSCAPE, 18, 0, 0),
    "netscape/internet_explorer_11_nested.htm": (FileFormat.NETSCAPE, 27, 0, 0),
    "netscape/netscape_basic.htm": (FileFormat.NETSCAPE, 2, 0, 0),
    "netscape/netscape_extended.htm": (FileFormat.NETSCAPE, 1, 0, 0),
    "netscape/netscape_multiline.htm": (FileFormat.NETSCAPE, 3, 0, 0),
    "netscape/netscape_nested.htm": (FileFormat.NETSCAPE, 8, 0, 0),
    "netscape/safari_folded.htm": (FileFormat.NETSCAPE, 3, 0, 0),
    "netscape/scuttle.htm": (FileFormat.NETSCAPE, 4, 0, 0),
    "netscape/scuttle_new_line.htm": (FileFormat.NETSCAPE, 1, 0, 0),
    "netscape/shaarli.htm": (FileFormat.NETSCAPE, 5, 0, 1),
    "netscape/shaarli_legacy.htm": (FileFormat.NETSCAPE, 2, 0, 0),
    "netscape/shaarli_markdown.htm": (FileFormat.NETSCAPE, 0, 0, 3),
    "netscape/shaarli_with_tabs_and_spaces.htm": (FileFormat.NETSCAPE, 0, 0, 1),
    "netscape/shaarli_with_whitespace_tags.htm": (FileFormat.NETSCAPE, 0, 0, 1),
    "opml/flat.opml": (FileFormat.OPML, 36, 0, 0),
    "opml/with-category.opml": (FileFormat.OPML, 49, 0, 1),
}


@pytest.mark.slow
def test_real_files_give_their_links(tmp_path: Path, settings: Settings) -> None:
    """As many as stand in them; a second import gives none."""
    present = [name for name in EXPECTED if (INPUTS / name).exists()]
    given = {}
    for number, name in enumerate(present):
        catalog = Catalog.open(new_sqlite(tmp_path / f"{number}.db"))
        (first,) = import_files(catalog, [INPUTS / name], who="maria", settings=settings)
        (second,) = import_files(catalog, [INPUTS / name], who="maria", settings=settings)
        catalog.close()
        added, updated, duplicate, rejected = (first.count(outcome) for outcome in RowOutcome)
        given[name] = (first.format, added, duplicate, rejected)
        assert updated == 0
        assert [second.count(outcome) for outcome in RowOutcome] == [
            0,
            0,
            added + duplicate,
            rejected,
        ]
    assert given == {name: EXPECTED[name] for name in present}


def test_no_real_file_is_forgotten() -> None:
    """Each that lies there is in the table, save the large registry and their README."""
    there = {str(path.relative_to(INPUTS)) for path in INPUTS.rglob("*") if path.is_file()}
    assert there - set(EXPECTED) <= {"README.md", "dotgov-current-full.csv"}
