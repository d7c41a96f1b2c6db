"""What holds of every format: hostile texts are inert, equal directories are equal bytes, and
memory does not grow with the number of links."""

import json
import tracemalloc
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from directory.catalog.categories import add_category
from directory.catalog.links import add_link
from directory.model.link import MAX_NAME
from directory.model.text import shows, texts_by_language, tidy_line
from directory.model.vocab import EditorialState, NoticeKind, OperatorClass
from directory.publishing.formats import files
from directory.publishing.release.reader import read_edition
from directory.publishing.verify.verify import verify_release
from directory.settings import Settings
from tests.directory.publishing.formats.editions import edition, header, link, made
from tests.directory.publishing.formats.reading import READERS, texts_in
from tests.directory.publishing.samples import (
    EXITS,
    SETTINGS,
    add_notice,
    add_shelves,
    new_catalog,
    release,
)
from tests.directory.publishing.samples import link as fields
from tests.tui.naughty import NAUGHTY

pytestmark = pytest.mark.slow

DCAT: Final = "dcat-us.json"
FORMATS: Final = (*READERS, DCAT)
HOSTILE: Final = (
    "</script><script>alert(1)</script>",
    "]]><x/>",
    "<!-- -->",
    "<?php x ?>",
    "<![CDATA[x]]>",
    "&lt;b&gt; &amp; &#60;",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "=cmd|' /C calc'!A0",
    "x;=cmd|' /C calc'!A0;y",
    "@SUM(1)",
    "＝1+1",
    "\u202egnp.exe",
    "\u2066x\u2069",
    "\ufffe\uffffx",
    "a\u2028b\u2029c",
    "</A><DT><A HREF=javascript:alert(1)>x",
    "{agency} {0} %s",
)


def fit(texts: Iterable[str]) -> list[str]:
    """The texts as a name can be: on one line, not too long, with something to see in them."""
    lines = (tidy_line(text)[:MAX_NAME].strip() for text in texts)
    return [line for line in dict.fromkeys(lines) if shows(line)]


#: No more at once than the feed tells.
BATCHES: Final = [
    names[start : start + 80]
    for names in [fit((*HOSTILE, *NAUGHTY))]
    for start in range(0, len(names), 80)
]


def released(folder: Path, names: Sequence[str]) -> Path:
    """A release in which these names stand wherever people write a text."""
    catalog = new_catalog(folder)
    bad = names[0]
    with catalog.change(who="a test") as change:
        add_shelves(change)
        texts = {"en": f"{bad} {{name}}".replace("{agency}", ""), "es": bad.replace("{", "")}
        if not any(sign in bad for sign in "{}"):
            add_notice(change, "hostile", NoticeKind.DISCLAIMER, "", texts=texts)
        add_category(change, "hostile", {"en": bad, "es": bad}, position=9)
        for number, name in enumerate(names):
            one = fields(
                f"https://host{number}.example/?a='%22&b",
                names={"en": name},
                descriptions={"en": f"{name}\n{name}"},
                operator=name,
                operator_class=OperatorClass.NONPROFIT,
                category="hostile",
            )
            add_link(change, one, EditorialState.PUBLISHED)
    agency = Settings(agency=bad, contact=bad, languages=SETTINGS.languages)
    release(catalog, folder / "release", settings=agency)
    catalog.close()
    return folder / "release"


@pytest.fixture(scope="module", params=range(len(BATCHES)))
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of some of the hostile names."""
    return released(tmp_path_factory.mktemp("hostile"), BATCHES[request.param])


def names_released(folder: Path) -> list[str]:
    """The names, as the directory says them."""
    lines = (folder / "links.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line)["names"]["en"] for line in lines if line]


@pytest.mark.parametrize("file", READERS)
def test_a_hostile_name_is_a_name_and_nothing_else_in_each_format(hostile: Path, file: str) -> None:
    read, shown = READERS[file]
    names = names_released(hostile)
    assert sorted(read((hostile / file).read_bytes())) == sorted(map(shown, names))


def test_a_hostile_agency_is_text_in_the_entry_for_catalogs_of_data(hostile: Path) -> None:
    assert not (hostile / DCAT).exists()  # the contact is hostile as well, and no address of mail
    of = read_edition(hostile / "directory.json")
    publisher = msgspec.structs.replace(of.header.publisher, contact=SETTINGS.contact)
    head = msgspec.structs.replace(of.header, publisher=publisher)
    content = made(replace(of, header=head))[DCAT]
    assert not set(content) & set(b"<>&")
    agency = json.loads((hostile / "directory.json").read_bytes())["publisher"]["agency"]
    found = json.loads(content)
    assert agency in found["title"]
    assert found["publisher"]["name"] == agency
    assert agency in set(texts_in(found["keyword"]))


def test_no_hostile_text_was_left_out_of_the_test() -> None:
    assert sum(map(len, BATCHES)) > 200
    assert max(map(len, BATCHES)) + len(EXITS) < 100


@settings(max_examples=6, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=20))
@example(["\x00\x01\x0b\ufffe\uffff", "x\ufffey\uffff"])
@example(["\U0010ffff\U0001fffe", "\ufdd0x"])
def test_whatever_people_write_each_format_can_be_read(texts: list[str]) -> None:
    names = fit(name for text in texts for name in texts_by_language({"en": text}).values())
    with TemporaryDirectory() as folder:
        found = released(Path(folder), names or ["A link"])
        assert verify_release(found) == []
        for file, (read, shown) in READERS.items():
            expected = sorted(map(shown, names_released(found)))
            assert sorted(read((found / file).read_bytes())) == expected


@pytest.mark.parametrize("file", FORMATS)
def test_the_same_directory_gives_the_same_bytes(tmp_path: Path, file: str) -> None:
    head = header(contact=SETTINGS.contact)
    of = edition(tmp_path, [link(1, category="job-banks"), link(2)], head=head)
    assert made(of)[file] == made(of)[file]


def test_every_format_is_a_file_of_the_release_with_its_number_of_links(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    counts = {one["name"]: one.get("count") for one in manifest["files"]}
    assert {name: counts.get(name, "missing") for name in FORMATS} == {
        "directory.jsonld": 4,
        "directory.csv": 4,
        "directory.opml": 4,
        "bookmarks.html": 4,
        "changes.atom": None,
        "dcat-us.json": None,
    }


@pytest.mark.parametrize("file", READERS)
def test_a_link_that_is_held_back_or_was_never_published_is_in_no_format(
    folder: Path, file: str
) -> None:
    content = (folder / file).read_bytes()
    assert b"jobs.example.com" in content or file == "changes.atom"
    assert b"parked.example" not in content
    assert b"canary" not in content


@pytest.mark.parametrize("file", READERS)
def test_an_empty_directory_is_a_whole_file_without_links(tmp_path: Path, file: str) -> None:
    content = made(edition(tmp_path, categories=(), notices=()))[file]
    read, _ = READERS[file]
    without_comment = content.replace(b' isComment="true"', b"")
    assert read(without_comment) == []


def test_memory_does_not_grow_with_the_number_of_links(tmp_path: Path) -> None:
    of = edition(tmp_path, (link(number, category="job-banks") for number in range(1, 8_001)))
    for file in files(of):
        tracemalloc.start()
        size = sum(map(len, file.chunks))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 300_000, (file.name, peak)
        assert size > 500_000 or file.name in (DCAT, "changes.atom"), (file.name, size)


def test_a_file_that_is_given_up_halfway_does_no_harm_to_the_next(tmp_path: Path) -> None:
    of = edition(tmp_path, map(link, range(1, 10)))
    for file in files(of):
        assert next(iter(file.chunks))
    assert len(READERS["changes.atom"][0](made(of)["changes.atom"])) == 9
