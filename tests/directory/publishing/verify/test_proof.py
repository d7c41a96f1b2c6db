"""The whole proof: of a forger who makes the manifest fit, each file that was touched is named."""

import json
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.links import edit_link
from directory.model.reasons import Reason
from directory.publishing.export.publish import publish
from directory.publishing.release.manifest import (
    DIRECTORY,
    HEALTH,
    MANIFEST,
    Generator,
    ReleaseFile,
    digest_of,
    manifest_bytes,
    parse_manifest,
)
from directory.publishing.verify.proof import ReleaseProof, prove_release
from tests.directory.publishing.samples import (
    NOW,
    SETTINGS,
    TODAY,
    contents,
    filled_catalog,
    look,
)

pytestmark = pytest.mark.slow

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases: `release` is the second one, and the first one is kept beside it."""
    place = tmp_path_factory.mktemp("proof")
    catalog = filled_catalog(place)
    look(catalog, {1: Reason.OK, 2: Reason.NOT_FOUND}, NOW - timedelta(hours=1))
    _publish(catalog, place / "release")
    with catalog.change(who="maria") as change:
        edit_link(change, 1, catalog.find(1).version, {"names": {"en": "Renamed"}})
    _publish(catalog, place / "release")
    catalog.close()
    return place


def _publish(catalog: Catalog, folder: Path) -> None:
    publish(catalog, folder, who="maria", as_of=TODAY, now=NOW, settings=SETTINGS, anyway=True)


@pytest.fixture(scope="module")
def original(folders: Path) -> Files:
    """The files of the second release."""
    return contents(folders / "release")


@contextmanager
def laid_out(files: Files) -> Iterator[Path]:
    """A folder with these files."""
    with tempfile.TemporaryDirectory() as name:
        for file, content in files.items():
            (Path(name) / file).parent.mkdir(parents=True, exist_ok=True)
            (Path(name) / file).write_bytes(content)
        yield Path(name)


def proved(files: Files) -> ReleaseProof:
    """The proof of these files, with no other release beside them."""
    with laid_out(files) as folder:
        return prove_release(folder)


def forged(files: Files, **manifest: Any) -> Files:
    """The same with a manifest that fits them."""
    before = parse_manifest(files[MANIFEST])
    count = {file.name: file.count for file in before.files}
    listed = tuple(
        ReleaseFile(name, digest_of(content), len(content), count.get(name))
        for name, content in sorted(files.items())
        if name != MANIFEST
    )
    made = msgspec.structs.replace(before, files=listed, **manifest)
    return files | {MANIFEST: manifest_bytes(made)}


def without(files: Files, name: str) -> Files:
    """The same without that file."""
    return {key: content for key, content in files.items() if key != name}


def test_a_release_is_proved_with_the_one_before(folders: Path, original: Files) -> None:
    proof = prove_release(folders / "release")
    assert (list(proof.faults), proof.unproved, proof.unchecked) == ([], [], [])
    alone = proved(forged(original))
    assert list(alone.faults) == []
    assert alone.unchecked == [
        "changes-2.json was compared with this release alone, since release 1 is not kept here."
    ]


@pytest.mark.parametrize("kind", ["changed", "appended", "emptied", "replaced", "deleted"])
def test_each_file_that_was_touched_is_named(original: Files, kind: str) -> None:
    for name in sorted(original.keys() - {MANIFEST, "changes-2.json"}):
        if (kind, name) == ("replaced", "404.html"):
            continue
        faults = proved(forged(touched(original, name, kind))).faults
        assert any(name in str(fault) for fault in faults), name
        if kind != "deleted" and name not in (DIRECTORY, HEALTH):
            assert [fault.file for fault in faults] == [name]


def touched(files: Files, name: str, kind: str) -> Files:
    """The files, of which one was touched."""
    content = files[name]
    match kind:
        case "changed":
            return files | {name: content.replace(b"e", b"3", 1)}
        case "appended":
            return files | {name: content + b"\n"}
        case "emptied":
            return files | {name: b""}
        case "replaced":
            return files | {name: files["404.html"]}
    return without(files, name)


def test_a_file_that_was_added_is_named(original: Files) -> None:
    for name in ("evil.html", "out/9/index.html", "changes-9.json", "site/search.map"):
        faults = proved(forged(original | {name: b"<script src=//evil.example>"})).faults
        assert [fault.file for fault in faults] == [name]


def test_files_that_changed_places_are_named(original: Files) -> None:
    one, other = "out/4/index.html", "out/5/index.html"
    swapped = original | {one: original[other], other: original[one]}
    assert {fault.file for fault in proved(forged(swapped)).faults} == {one, other}


def test_a_file_of_another_release_is_named(folders: Path, original: Files) -> None:
    """Pages and health of release 1 beside the directory of release 2."""
    (before,) = (folders / "release.past").glob("0*")
    old = contents(before)
    differing = {name for name in old if name in original and old[name] != original[name]}
    assert {DIRECTORY, HEALTH, "links.jsonl", "site/search.json"} <= differing
    for name in differing - {MANIFEST, DIRECTORY}:
        assert [one.file for one in proved(forged(original | {name: old[name]})).faults] == [name]


@pytest.mark.parametrize(("old", "new"), [(b"We are looking", b"We were looking"),
                                          (b'"host":{"en":"t', b'"host":{"en":"T')])  # fmt: skip
def test_words_for_websites_are_those_of_the_program(
    original: Files, old: bytes, new: bytes
) -> None:
    """Where no file is made of them."""
    directory = original[DIRECTORY].replace(old, new, 1)
    assert directory != original[DIRECTORY]
    faults = proved(forged(original | {DIRECTORY: directory})).faults
    assert "words for websites" in faults[0].message


def test_a_change_of_the_directory_shows_in_all_that_is_made_of_it(original: Files) -> None:
    directory = original[DIRECTORY].replace(b"Renamed", b"Another", 1)
    faults = proved(forged(original | {DIRECTORY: directory})).faults
    assert {"links.jsonl", "directory.csv", "site/search.json"} <= {one.file for one in faults}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda raw: raw.replace(b'"serial":2', b'"serial":3'), "does not begin as"),
        (lambda raw: raw.replace(b'"not-found"', b'"ok"'), "not that which the directory gives"),
        (lambda raw: raw.replace(b"2026-10-09T11:00:00Z", b"2026-10-09T13:00:00Z", 1), "is later"),
        (lambda raw: raw.replace(b'"id":2', b'"id":9'), "not that of another link"),
        (lambda raw: raw.replace(b'{"id":1', b'{ "id":1'), "in the one way"),
        (lambda raw: raw.replace(b'{"id":1', b'{"evil":1,"id":1'), "in the one way"),
        (lambda raw: raw.replace(b'{"id":1', b'{"id":"x'), "cannot be read"),
        (lambda raw: raw.replace(b"},\n{", b"}\n{", 1), "as a list is"),
        (lambda raw: raw.replace(b"\n]}", b",\n]}"), "as a list is"),
        (lambda raw: raw + b" ", "more in the file"),
        (lambda raw: raw.rpartition(b",\n")[0] + b"\n]}\n", ""),
        (lambda raw: raw[: len(raw) // 2], ""),
    ],
)
def test_health_that_does_not_agree_is_named(
    original: Files, change: Callable[[bytes], bytes], message: str
) -> None:
    health = change(original[HEALTH])
    assert health != original[HEALTH]
    faults = proved(forged(original | {HEALTH: health})).faults
    assert {fault.file for fault in faults} == {HEALTH}
    assert message in faults[0].message


def test_changes_are_checked_where_the_release_before_is_kept(
    folders: Path, original: Files
) -> None:
    release_folder = folders / "release"
    name = "changes-2.json"
    for files, message in (
        (forged(original | {name: original[name].replace(b"Renamed", b"R", 1)}), "not lead here"),
        (forged(without(original, name)), "is missing"),
    ):
        with laid_out(files) as folder:
            (folder.parent / f"{folder.name}.past").symlink_to(folders / "release.past")
            try:
                (fault,) = prove_release(folder).faults
            finally:
                (folder.parent / f"{folder.name}.past").unlink()
        assert fault.file == name
        assert message in fault.message
    assert prove_release(release_folder).faults == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"Renamed", b"Forged", "what the directory does not have"),
        (b'"to":{"serial":2', b'"to":{"serial":3', "does not lead to this release"),
        (b'"from":{"serial":1', b'"from":{"serial":7', "from the release before"),
        (b'"agency":"Office', b'"agency":"Evil', "does not lead to this release"),
        (b'"header":', b' "header":', "as a release writes it"),
        (b'"links":{', b'"links":{"put":[],"remove":[]},"links":{', "as a release writes it"),
        (b'"remove":[]}}', b'"remove":[2]}}', "removes from the links"),
        (b'{"schema', b'{"more":1,"schema', "cannot be read"),
        (b'{"schema', b"[" * 9000, "cannot be read"),
    ],
)
def test_changes_are_compared_with_the_release_alone_where_no_other_is_kept(
    original: Files, old: bytes, new: bytes, message: str
) -> None:
    name = "changes-2.json"
    changed = original[name].replace(old, new, 1)
    if old == b'"remove":[]}}':
        changed = original[name].removesuffix(b'"remove":[]}}\n') + new + b"\n"
    assert changed != original[name]
    (fault,) = proved(forged(original | {name: changed})).faults
    assert fault.file == name
    assert message in fault.message


@pytest.mark.parametrize("change", [lambda raw: raw + b" ", lambda raw: raw.replace(b" ", b"", 1)])
def test_a_manifest_is_written_in_one_way(
    original: Files, change: Callable[[bytes], bytes]
) -> None:
    (fault,) = proved(original | {MANIFEST: change(original[MANIFEST])}).faults
    assert fault.file == MANIFEST


def test_the_links_of_the_health_are_counted(original: Files) -> None:
    value = json.loads(original[MANIFEST])
    next(file for file in value["files"] if file["name"] == HEALTH)["count"] = 9
    manifest = manifest_bytes(parse_manifest(json.dumps(value).encode()))
    (fault,) = proved(original | {MANIFEST: manifest}).faults
    assert "miscounted" in fault.message


def test_what_another_version_made_is_compared_as_far_as_it_is_the_same(original: Files) -> None:
    """What differs is neither right nor wrong, and that is said; health is compared as ever."""
    generator = Generator("jobbank", "0.9")
    same = proved(forged(original, generator=generator))
    assert (list(same.faults), same.unproved) == ([], [])
    files = original | {"out/4/index.html": b"<p>By another version.</p>", "extra.html": b""}
    proof = proved(forged(files, generator=generator))
    assert list(proof.faults) == []
    (sentence,) = proof.unproved
    assert "2 files were made by jobbank 0.9" in sentence
    assert "out/4/index.html, extra.html" in sentence
    broken = forged(files | {HEALTH: original[HEALTH] + b" "}, generator=generator)
    assert [fault.file for fault in proved(broken).faults] == [HEALTH]


def test_of_many_random_changes_none_passes(original: Files) -> None:
    chance = random.Random(17)
    names = sorted(original.keys() - {MANIFEST, "changes-2.json"})
    for _ in range(150):
        name = chance.choice(names)
        content = bytearray(original[name])
        place = chance.randrange(len(content))
        content[place] ^= 1 << chance.randrange(8)
        proof = proved(forged(original | {name: bytes(content)}))
        assert proof.faults, (name, place)
