"""Proving a release: each kind of tampering is named, and no bytes can break the proof."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from directory.publishing.release.faults import Fault
from directory.publishing.release.manifest import digest_of
from directory.publishing.verify.verify import MOST_FAULTS, verify_release
from tests.directory.publishing.samples import contents, filled_catalog, release

pytestmark = pytest.mark.slow

DIRECTORY, MANIFEST, SCHEMA = "directory.json", "manifest.json", "directory.schema.json"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a release that proves."""
    place = tmp_path_factory.mktemp("original")
    catalog = filled_catalog(place)
    release(catalog, place / "release")
    catalog.close()
    return contents(place / "release")


@contextmanager
def laid_out(files: dict[str, bytes]) -> Iterator[Path]:
    """A folder with these files."""
    with tempfile.TemporaryDirectory() as name:
        for file, content in files.items():
            (Path(name) / file).parent.mkdir(parents=True, exist_ok=True)
            (Path(name) / file).write_bytes(content)
        yield Path(name)


def proved(files: dict[str, bytes]) -> list[Fault]:
    """What is wrong with a release of these files."""
    with laid_out(files) as folder:
        return verify_release(folder)


def sealed(files: dict[str, bytes], directory: bytes, **manifest: Any) -> dict[str, bytes]:
    """The release with another directory.json and a manifest to match: a forgery.

    What is wrong with the directory can then be found by its contents alone.
    """
    value = json.loads(files[MANIFEST]) | manifest
    for file in value["files"]:
        if file["name"] == DIRECTORY:
            file |= {"sha256": digest_of(directory), "bytes": len(directory)}
            file["count"] = directory.count(b',"host_shown":')
    return files | {DIRECTORY: directory, MANIFEST: json.dumps(value).encode()}


def remanifest(files: dict[str, bytes], change: Callable[[Any], object]) -> dict[str, bytes]:
    """The release with a changed manifest."""
    value = json.loads(files[MANIFEST])
    change(value)
    return files | {MANIFEST: json.dumps(value).encode()}


def test_the_original_proves(original: dict[str, bytes]) -> None:
    assert proved(original) == []
    assert proved(sealed(original, original[DIRECTORY])) == []


@pytest.mark.parametrize("name", [DIRECTORY, MANIFEST, SCHEMA])
def test_a_missing_file_is_named(original: dict[str, bytes], name: str) -> None:
    faults = proved({file: content for file, content in original.items() if file != name})
    assert [(fault.file, fault.message) for fault in faults] == [(name, "The file is missing.")]


@pytest.mark.parametrize("name", [DIRECTORY, SCHEMA])
def test_a_changed_byte_is_found_by_the_digest_and_a_lost_one_by_the_size(
    original: dict[str, bytes], name: str
) -> None:
    content = original[name]
    middle = len(content) // 2
    other = b"x" if content[middle : middle + 1] != b"x" else b"y"
    changed = content[:middle] + other + content[middle + 1 :]
    for tampered, words in ((changed, "digest differs"), (content[:-1], "manifest says")):
        fault = proved(original | {name: tampered})[0]
        assert fault.file == name
        assert words in fault.message
        assert "make the release again" in fault.remedy


@pytest.mark.parametrize("name", ["notes.txt", ".htaccess", "Directory.json", "\x1b]0;x\x07"])
def test_a_file_that_is_not_part_of_the_release_is_named_inertly(
    original: dict[str, bytes], name: str
) -> None:
    (fault,) = proved(original | {name: b""})
    assert fault.message == "This file is not part of the release."
    assert fault.file.replace("�", "") in name
    assert str(fault).isprintable()


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.mkdir(),
        lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.symlink_to("elsewhere"),
        os.mkfifo,
    ],
    ids=["folder", "device", "dangling link", "pipe"],
)
@pytest.mark.parametrize("name", [DIRECTORY, MANIFEST, SCHEMA])
def test_what_is_no_ordinary_file_is_not_read(
    original: dict[str, bytes], name: str, make: Callable[[Path], None]
) -> None:
    with laid_out({file: content for file, content in original.items() if file != name}) as folder:
        make(folder / name)
        faults = verify_release(folder)
    assert {fault.file for fault in faults} == {name}


def test_no_folder_and_no_release_are_told(tmp_path: Path) -> None:
    (fault,) = verify_release(tmp_path / "nowhere")
    assert "There is no release in" in fault.message
    (tmp_path / "file").touch()
    assert "There is no release in" in verify_release(tmp_path / "file")[0].message
    (tmp_path / "empty").mkdir()
    assert [fault.file for fault in verify_release(tmp_path / "empty")] == [MANIFEST, DIRECTORY]


def change_file(**fields: Any) -> Callable[[Any], object]:
    """A change of what the manifest says of directory.json."""
    return lambda value: listed(value, DIRECTORY).update(fields)


def listed(value: Any, name: str) -> Any:
    """What the manifest says of a file."""
    return next(file for file in value["files"] if file["name"] == name)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda value: value.pop("audit_head"), "lacks a field: “audit_head”"),
        (lambda value: value.update(author="x"), "does not belong in a release: “author”"),
        (lambda value: value.update(previous="x"), "“previous” breaks the rule “anyOf”"),
        (lambda value: value.update(created_at="2026-99-09T12:00:00Z"), "not in the right form"),
        (lambda value: value.update(as_of="2026-02-30"), "not in the right form"),
        (lambda value: value.update(expires="soon"), "not in the right form"),
        (lambda value: value.update(schema_version=2), "not of the right kind"),
        (lambda value: value.update(schema_version="9.0"), "schema version “9.0”; known is 1.x"),
        (lambda value: value["files"].reverse(), "not listed in order"),
        (lambda value: value["files"].append(value["files"][0]), "not listed in order"),
        (
            lambda value: value["files"].remove(listed(value, DIRECTORY)),
            f"does not name “{DIRECTORY}”",
        ),
        (lambda value: value["files"].remove(listed(value, SCHEMA)), f"does not name “{SCHEMA}”"),
        (change_file(count=3), "counts 3 links, the directory contains 4"),
        (change_file(count=None), ".count” is not of the right kind"),
        (change_file(name="../secret"), ".name” is not in the right form"),
        (change_file(bytes=10**30), "the manifest says"),
        (change_file(sha256="0" * 64), "digest differs"),
    ],
)
def test_a_manifest_that_does_not_fit_is_told(
    original: dict[str, bytes], change: Callable[[Any], object], words: str
) -> None:
    told = [fault.message for fault in proved(remanifest(original, change))]
    assert [message for message in told if words in message], told


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 200_000, b"1" * 9])
def test_a_manifest_that_is_none_is_told(original: dict[str, bytes], content: bytes) -> None:
    faults = proved(original | {MANIFEST: content})
    assert {fault.file for fault in faults} == {MANIFEST}


LINK_1, LINK_2 = b'{"id":1,"url":"https://jobs.example.com/', b'{"id":2,"url":"https://www.work'

WITHDRAWN = b'"withdrawn":[\n{"id":5,"on":null}'
TOMBSTONE = b'"withdrawn":[\n{"id":4,"on":null}'


def released(reason: bytes, until: bytes) -> bytes:
    """What link 5 says at its end if it was released until that day."""
    return NOT_FOUND.replace(b"not-found", reason).replace(b"null", b'"' + until + b'"')


NOT_FOUND = b'"reason":"not-found","since":"2026-10-09","confirmed":false},"released_until":null'
FORGERIES: dict[str, tuple[bytes, bytes, str, int | None]] = {
    # name: what is replaced, by what, what is said of it, of which link
    "unknown category": (b'"category":"job-banks/state"', b'"category":"x"', "category “x”", 1),
    "unknown disclaimer": (b'"accuracy","job-l', b'"nothing","job-l', "“nothing” is not a", 1),
    "exit as disclaimer": (b'gs","fees"]', b'gs","exit-government"]', "is not a disclaimer", 1),
    "disclaimer as exit": (b':"exit-government","r', b':"fees","r', "not an exit notice", 1),
    "unknown exit notice": (b':"exit-government","r', b':"x","r', "not an exit notice", 1),
    "exit not named": (b':"exit-government","r', b':null,"r', "due and not named", 1),
    "exit not due": (b'"due":true', b'"due":false', "named and not due", 1),
    "repeated id": (LINK_2, LINK_2.replace(b"2", b"1"), "“1” is there twice", 1),
    "wrong order": (LINK_1, LINK_1.replace(b"1", b"9"), "not in order", 2),
    "published though withheld": (b"[\n4\n]", b"[\n5\n]", "and yet it is published", 5),
    "withheld twice": (b"[\n4\n]", b"[\n4,\n4\n]", "“4” is there twice", 4),
    "danger published": (b'"reason":"not-found"', b'"reason":"parked"', "should be withheld", 5),
    "release ended": (NOT_FOUND, released(b"parked", b"2026-10-08"), "until 2026-10-08", 5),
    "release too long": (NOT_FOUND, released(b"parked", b"2027-10-11"), "until 2027-10-11", 5),
    "release absurd": (NOT_FOUND, released(b"parked", b"9999-12-31"), "until 9999-12-31", 5),
    "no day of release": (NOT_FOUND, released(b"parked", b"2027-02-30"), "“released_until”", 5),
    "released from nothing": (NOT_FOUND, released(b"timeout", b"2026-10-10"), "none was found", 5),
    "address in capitals": (b"s://jobs.example", b"s://JOBS.example", "as browsers write it", 1),
    "address of another host": (b'"host":"jobs.', b'"host":"job.', "of the link's host", 1),
    "host cut short": (b'"host":"jobs.example.com"', b'"host":"jobs"', "of the link's host", 1),
    "credentials": (b"s://jobs.example", b"s://me@jobs.example", "as browsers write it", 1),
    "backslash": (b"com/?q", b"com\\\\?q", "as browsers write it", 1),
    "no address": (b"s://jobs.example.com/?q", b"s://[/?q", "as browsers write it", 1),
    "script address": (b'"https://jobs', b'"javascript://jobs', "“url” is not in the right", 1),
    "hidden mark": (b"Job Bank", b"Job \\u202eBank", "“names.en” is not in the right form", 1),
    "hidden raw mark": (b"Job Bank", "Job \u202eBank".encode(), "hidden characters", 1),
    "published though withdrawn": (b'"withdrawn":[', WITHDRAWN, "withdrawn, and yet it is pub", 5),
    "withdrawn though withheld": (b'"withdrawn":[', TOMBSTONE, "yet it was withdrawn", 4),
    "another exit page": (b'"out/5/"', b'"out/2/"', "not the one of this link", 5),
    "own policy": (
        b'"},"languages"',
        b'","privacy_url":"http://x/"},"languages"',
        "“publisher.privacy_url”",
        None,
    ),
    "own page": (
        b'"},"languages"',
        b'","home_url":"https://X"},"languages"',
        "is not written as browsers write it",
        None,
    ),
    "exit page beside": (b'"inline","page":null', b'"inline","page":"out/1/"', "not the one of", 1),
    "not said how": (b'"show":"inline"', b'"show":null', "not say how its exit notice", 1),
    "page of no link": (
        b'"show":"page","page":"out/5/"',
        b'"show":"inline","page":null',
        "There is an exit page “out/5/index.html”, and none is due",
        5,
    ),
    "exit page elsewhere": (b'"out/5/"', b'"https://x/"', "“exit_notice.page” is not in", 5),
    "another host shown": (b'shown":"jobs.ex', b'shown":"bank.ex', "not how the host", 1),
    "privacy elsewhere": (b'"privacy_url":null', b'"privacy_url":"http:x"', "“privacy_url”", 1),
    "serial": (b'"serial":1,', b'"serial":0,', "breaks the rule “minimum”", None),
    "no such day": (b'since":"2026-10-09"', b'since":"2026-10-32"', "“health.since”", 1),
    "new word": (b'"cost":"free"', b'"cost":"gratis"', "“cost” is not one of the words", 1),
    "missing field": (b'"account_needed":false,', b"", "lacks a field: “account_needed”", 1),
    "foreign field": (b'"cost":"free"', b'"cost":"free","notes":""', "belong in a release", 1),
    "field twice": (b'"cost":"free"', b'"cost":"paid","cost":"free"', "the one way", 1),
    "fraction": (b'"id":2', b'"id":2.0', "the one way", None),
    "blank": (b'"cost": "free"'.replace(b" ", b""), b'"cost": "free"', "the one way", 1),
    "markup": (b"\\u003cmore", b"<more", "the one way", 1),
    "huge id": (b'"id":5', b'"id":99999999999999999999999', "breaks the rule “maximum”", None),
    "no JSON": (b'{"id":5', b'{"id":5,,', "nothing that can be read", None),
    "deep": (b'"cost":"free"', b'"cost":' + b"[" * 9000, "nothing that can be read", None),
    "lost comma": (b"},\n" + LINK_2, b"}\n" + LINK_2, "links is not closed", None),
    "appendix": (b'-09"}\n', b'-09"}\n<script>', "this line is cut off", None),
    "head": (b'{"schema_version"', b'{{"schema_version"', "head of the directory", None),
    "old schema": (
        b'version":"1.0"',
        b'version":"0.9"',
        "“schema_version” is not in the right",
        None,
    ),
    "head field": (b'"publisher":', b'"author":"x","publisher":', "“author”", None),
    "other language": (b'"default_language":"en"', b'"default_language":"fr"', "default", None),
    "more languages": (b'"languages":["en",', b'"languages":["fr","en",', "no text in “fr”", None),
    "open placeholder": (b"Office of Work: {name}", b"{agency}: {name}", "placeholder “age", None),
    "future wording": (b'_from":"2026-10-09"', b'_from":"2026-10-10"', "not yet in force", None),
    "notice order": (b'"slug":"accuracy"', b'"slug":"zeal"', "notices are not in order", None),
    "orphan": (b'"slug":"job-banks",', b'"slug":"job",', "is under one that is not", None),
    "wrong parent": (b'"parent":"job-banks"', b'"parent":"x"', "begin with its parent", None),
    "past announcement": (
        b'"upcoming":[]',
        b'"upcoming":[{"number":2,"announced_on":"2026-01-01","effective_from":"2026-10-09",'
        b'"exception":null,"notice_days":30,"titles":{},"texts":{"en":"a","es":"b"}}]',
        "announces a wording that is not to come",
        None,
    ),
    "announced too late": (
        b'"upcoming":[]',
        b'"upcoming":[{"number":2,"announced_on":"2026-10-09","effective_from":"2026-11-07",'
        b'"exception":null,"notice_days":30,"titles":{},"texts":{"en":"a","es":"b"}}]',
        "29 days before it takes effect, and the period of notice was 30 days",
        None,
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_directory_with_a_manifest_to_match_is_found_by_what_it_says(
    original: dict[str, bytes], forgery: str
) -> None:
    old, new, words, link_id = FORGERIES[forgery]
    assert old in original[DIRECTORY]
    forged = original[DIRECTORY].replace(old, new, 1)
    faults = proved(sealed(original, forged))
    told = [fault for fault in faults if words in fault.message]
    assert told, faults
    assert told[0].link_id == link_id
    assert {fault.file for fault in faults} == {DIRECTORY}
    line = forged.split(b"\n")[(told[0].line or 0) - 1]
    assert link_id is None or line == b"%d" % link_id or line.startswith(b'{"id":%d,' % link_id)


@pytest.mark.parametrize("until", [b"2026-10-09", b"2027-10-10"])
def test_a_danger_that_is_released_for_a_year_at_the_most_proves(
    original: dict[str, bytes], until: bytes
) -> None:
    forged = original[DIRECTORY].replace(NOT_FOUND, released(b"parked", until))
    assert proved(sealed(original, forged)) == []


def test_a_fault_reads_as_a_sentence_with_its_place(original: dict[str, bytes]) -> None:
    forged = original[DIRECTORY].replace(b'"cost":"free"', b'"cost":"gratis"')
    (fault,) = proved(sealed(original, forged))
    assert str(fault) == (
        "directory.json, line 17, link 1: “cost” is not one of the words that are allowed there: "
        "“gratis”. Do not publish this folder; make the release again with “jobbank export”."
    )


def test_a_flood_of_faults_is_cut_off(original: dict[str, bytes]) -> None:
    flood = b'\n],"links":[\n' + b"{},\n" * 10_000
    forged = original[DIRECTORY].replace(b'\n],"links":[\n', flood)
    faults = proved(sealed(original, forged))
    assert len(faults) == MOST_FAULTS + 1
    assert "more faults" in faults[-1].message


@settings(deadline=None)
@given(name=st.sampled_from([DIRECTORY, MANIFEST, SCHEMA]), content=st.binary(max_size=200))
@example(name=MANIFEST, content=b'{"schema_version":"\\ud800"}')
@example(name=DIRECTORY, content=b"\x00" * 100)
def test_any_bytes_in_the_place_of_a_file_give_faults(
    original: dict[str, bytes], name: str, content: bytes
) -> None:
    assert proved(original | {name: content})


@settings(deadline=None)
@given(data=st.data())
def test_any_bytes_within_the_directory_give_faults_and_never_an_exception(
    original: dict[str, bytes], data: st.DataObject
) -> None:
    good = original[DIRECTORY]
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(start + 40, len(good))))
    spliced = data.draw(st.binary(max_size=12) | st.sampled_from([b"null", b'"', b"]}\n", b"\\u"]))
    forged = good[:start] + spliced + good[end:]
    assert (proved(original | {DIRECTORY: forged}) == []) == (forged == good)
    proved(sealed(original, forged))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
places = st.sampled_from(
    ["id", "url", "host", "names", "category", "operator", "exit_notice", "disclaimers", "health"]
)


@settings(deadline=None)
@given(place=places, value=values)
@example(place="id", value=10**400)
@example(place="url", value="https://\ud800/")
@example(place="names", value={"en": "\udfff"})
def test_any_value_in_any_field_of_a_link_gives_a_fault(
    original: dict[str, bytes], place: str, value: Any
) -> None:
    lines = original[DIRECTORY].split(b"\n")
    number = next(n for n, line in enumerate(lines) if line.startswith(b'{"id":1,'))
    link = json.loads(lines[number].rstrip(b","))
    if link[place] == value:
        return
    lines[number] = json.dumps(link | {place: value}, separators=(",", ":")).encode() + b","
    assert proved(sealed(original, b"\n".join(lines)))


@settings(deadline=None)
@given(value=values)
def test_any_value_in_the_place_of_the_manifest_gives_faults(
    original: dict[str, bytes], value: Any
) -> None:
    assert proved(original | {MANIFEST: json.dumps(value).encode()})


LATER = (
    (b'{"schema_version":"1.0"', b'{"schema_version":"1.1"'),
    (b'"categories":[', b'"tables":{"z":[1],"a":{}},"categories":['),
    (b'"cost":"free"', b'"cost":"free","rating":{"stars":5}'),
    (b'"publisher":{', b'"publisher":{"seal":"x",'),
    (b'"slug":"job-banks",', b'"slug":"job-banks","icon":"bank",'),
    (b'"updated_on":', b'"reviewed":true,"updated_on":'),
)


def of_version(
    files: dict[str, bytes], version: str, *more: tuple[bytes, bytes]
) -> dict[str, bytes]:
    """The release as a program of another version makes it, with fields that we do not know."""
    directory = files[DIRECTORY]
    for old, new in (*LATER, *more):
        assert old in directory
        directory = directory.replace(old, new, 1)
    directory = directory.replace(b'"1.1"', f'"{version}"'.encode(), 1)
    made = sealed(files, directory, schema_version=version, sealed_by="a later program")
    return remanifest(made, lambda value: value["generator"].update(commit="abc"))


@pytest.mark.parametrize("version", ["1.1", "1.27"])
def test_a_release_of_a_later_minor_version_proves_with_fields_that_we_do_not_know(
    original: dict[str, bytes], version: str
) -> None:
    assert proved(of_version(original, version)) == []


def test_in_a_release_of_our_own_version_they_are_faults(original: dict[str, bytes]) -> None:
    told = " ".join(fault.message for fault in proved(of_version(original, "1.0")))
    for name in ("tables", "rating", "seal", "icon", "reviewed", "commit", "sealed_by"):
        assert name in told or "manifest" in told


@pytest.mark.parametrize("version", ["2.0", "0.9"])
def test_a_release_of_another_major_version_is_refused(
    original: dict[str, bytes], version: str
) -> None:
    told = [fault.message for fault in proved(of_version(original, version))]
    assert [message for message in told if f"schema version “{version}”" in message]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b'"account_needed":false,', b"", "lacks a field: “account_needed”"),
        (b'"rating":{"stars":5}', b'"rating":{"stars": 5}', "the one way"),
        (b'"stars":5', b'"stars":4,"stars":5', "the one way"),
        (b'"rating":{"stars":5}', b'"rating":"<b>"', "the one way"),
        (b'"category":"job-banks/state"', b'"category":"x"', "category “x”"),
        (b'"account_needed":false', b'"account_needed":"no"', "not of the right kind"),
    ],
)
def test_what_we_know_of_a_later_version_is_still_checked(
    original: dict[str, bytes], old: bytes, new: bytes, words: str
) -> None:
    told = [fault.message for fault in proved(of_version(original, "1.1", (old, new)))]
    assert [message for message in told if words in message], told


def test_manifest_and_directory_are_of_the_same_version(original: dict[str, bytes]) -> None:
    files = remanifest(
        of_version(original, "1.1"), lambda value: value.update(schema_version="1.2")
    )
    told = [fault.message for fault in proved(files)]
    assert told == ["The manifest is of format 1.2, the directory of 1.1."]


def test_optional_fields_of_our_version_prove_and_are_written_in_one_way(
    original: dict[str, bytes],
) -> None:
    directory = original[DIRECTORY]
    for old, new in (
        (b',"categories":[', b',"synonyms":{"en":[["SNAP","food stamps"]]},"categories":['),
        (b'"released_until":null}', b'"released_until":null,"keywords":{"en":["CDL"],"es":["a"]}}'),
    ):
        directory = directory.replace(old, new, 1)
    assert proved(sealed(original, directory)) == []
    swapped = directory.replace(b'{"en":["CDL"],"es":["a"]}', b'{"es":["a"],"en":["CDL"]}')
    assert "the one way" in proved(sealed(original, swapped))[0].message
