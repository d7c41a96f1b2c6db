"""`README.txt` of a release names every file that is there, and says what is left out and why."""

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from directory.catalog.catalog import Catalog
from directory.publishing.derived import FILES, left_out
from tests.directory.publishing.formats.editions import WEBSITE, header
from tests.directory.publishing.samples import SETTINGS, contents, release

pytestmark = pytest.mark.slow


def named(text: str) -> set[str]:
    """The names in the first column of the text."""
    rows = {line.split()[0] for line in text.splitlines() if line[:1].strip()}
    return {name for name, _ in FILES if name in rows}


def covers(name: str, file: str) -> bool:
    """Whether a name of the text stands for a file."""
    if name.endswith("/"):
        return file.startswith(name)
    return fnmatchcase(file, name.replace("-N.", "-[0-9]*."))


@pytest.mark.parametrize("website", ["", WEBSITE])
@pytest.mark.parametrize("contact", ["617 555 0100", "links@work.example"])
def test_each_file_is_named_and_each_name_has_a_file(
    catalog: Catalog, tmp_path: Path, website: str, contact: str
) -> None:
    settings = SETTINGS.model_copy(update={"website": website, "contact": contact})
    made = release(catalog, tmp_path / "release", settings=settings)
    files = contents(tmp_path / "release")
    text = files["README.txt"].decode()
    names = named(text)
    assert [file for file in files if not any(covers(name, file) for name in names)] == []
    without = {name for name in names if not any(covers(name, file) for file in files)}
    assert without == {"changes-N.json", "manifest.json.sig"}
    for sentence in made.left_out:
        assert sentence in " ".join(text.split())
    assert len(made.left_out) == 2 - bool(website) - ("@" in contact)
    assert max(map(len, text.splitlines())) <= 78


def test_nothing_is_said_to_be_left_out_when_all_is_set() -> None:
    assert left_out(header(contact="links@work.example", website=WEBSITE)) == {}
