"""The commands `audit verify` and `audit head`: the trail against the tables and against what was
kept elsewhere."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from directory.publishing.release.manifest import parse_manifest
from tests.directory.forging import rebuild, unguarded
from tests.directory.publishing.samples import filled_catalog
from tests.tui.running import jobbank

SETTINGS = {"JOBBANK_AGENCY": "Office of Work", "JOBBANK_CONTACT": "links@work.example"}

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a catalog; no release was made."""
    filled_catalog(tmp_path).close()
    return tmp_path


@pytest.fixture
def released(folder: Path) -> Path:
    """The same with two releases, of which one was replaced."""
    export(folder)
    jobbank(folder, "retire", "1")
    export(folder)
    return folder


def export(folder: Path) -> None:
    """A release into the folder of the setting."""
    done = jobbank(folder, "export", "--anyway", "--fewer", settings=SETTINGS)
    assert done.returncode == 0, done.stderr


def verify(folder: Path, *arguments: str) -> tuple[int, list[str], str]:
    """The exit code, the lines on stdout, and what is said."""
    done = jobbank(folder, "audit", "verify", *arguments)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout.splitlines(), done.stderr


def line_of(folder: Path) -> str:
    """The line to be kept."""
    done = jobbank(folder, "audit", "head")
    assert done.returncode == 0
    return done.stdout.strip()


def url_of(folder: Path) -> str:
    """The catalog's."""
    return f"sqlite:///{folder / 'jobbank.db'}"


def rewrite(folder: Path, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
    """Another trail, all of whose hashes fit."""
    with unguarded(url_of(folder)) as connection:
        texts = connection.execute(sa.text("SELECT body FROM audit ORDER BY seq")).scalars()
        rebuild(connection, change([json.loads(text) for text in texts]))


def without_releases(bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The trail of a catalog that never made one."""
    return [body for body in bodies if body["kind"] != "release"]


def test_the_line_of_the_head_is_for_programs_and_is_a_witness(folder: Path) -> None:
    line = line_of(folder)
    assert re.fullmatch(r"\d+ [0-9a-f]{64} \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", line)
    code, out, said = verify(folder)
    assert (code, out) == (0, [line.split()[1]])
    assert "No outside witness was compared" in said
    assert "jobbank audit head" in said
    log = folder / "heads.log"
    log.write_text(f"{line}\n", encoding="utf-8")
    jobbank(folder, "retire", "1")
    log.write_text(f"{line}\n\n{line_of(folder)}\n", encoding="utf-8")
    for given, number in ((line, 1), (line.split()[1].upper(), 1), (str(log), 2)):
        code, _, said = verify(folder, "--head", given)
        assert code == 0
        assert f"{number} outside witness" in said


def test_the_head_of_an_empty_trail_is_one_of_every_trail(folder: Path) -> None:
    assert verify(folder, "--head", f"0 {'0' * 64} -")[0] == 0


def test_the_number_of_the_line_counts_too(folder: Path) -> None:
    number, head, at = line_of(folder).split()
    code, out, _ = verify(folder, "--head", f"{int(number) + 1} {head} {at}")
    assert code == 1
    assert f"is entry {number} of this trail" in out[0]


@pytest.mark.parametrize("given", ["abc", "f" * 63, "no-such-file", "g" * 64, "", "jobbank.db"])
def test_what_is_no_head_is_refused(folder: Path, given: str) -> None:
    code, out, said = verify(folder, "--head", given)
    assert (code, out) == (2, [])
    assert "head" in said


def test_releases_are_witnesses(released: Path) -> None:
    code, _, said = verify(released)
    assert code == 0
    assert "2 outside witnesses" in said
    manifest = released / "release" / "manifest.json"
    assert verify(released, "--head", str(manifest))[0] == 0


def test_a_release_that_was_brought_back_is_a_witness_too(released: Path) -> None:
    assert jobbank(released, "rollback", settings=SETTINGS).returncode == 0
    code, _, said = verify(released)
    assert code == 0
    assert "3 outside witnesses" in said


def test_records_of_releases_are_witnesses_when_no_more_is_left_of_them(released: Path) -> None:
    shutil.rmtree(released / "release")
    for kept in (released / "release.past").glob("0*"):
        shutil.rmtree(kept)
    code, _, said = verify(released)
    assert code == 0
    assert "2 outside witnesses" in said
    first, second = sorted((released / "release.past" / "records").iterdir())
    first.write_bytes(first.read_bytes()[:100])
    code, out, _ = verify(released)
    assert code == 1
    assert f"{first.name} is damaged, so it is no witness" in out[0]
    shutil.copy(second, first)
    assert verify(released)[0] == 1
    first.unlink()
    code, out, _ = verify(released)
    assert code == 1
    assert re.match(r"the record of release [12] \(", out[0])
    rewrite(released, without_releases)
    code, out, _ = verify(released)
    assert code == 1
    assert any(second.name in line and "no record that it was made" in line for line in out)


def test_the_newest_entry_is_gone_with_the_release_on_the_website(released: Path) -> None:
    """Of it there is nothing in the tables but the act that it belonged to."""
    with unguarded(url_of(released)) as connection:
        connection.exec_driver_sql("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
        connection.exec_driver_sql("DELETE FROM act_part WHERE act_id = (SELECT max(id) FROM act)")
    code, out, said = verify(released)
    assert (code, len(out)) == (1, 1)
    assert "the present release" in out[0]
    assert "no record that it was made" in out[0]
    assert "1 fault found" in said


def test_a_trail_written_anew_under_another_name_is_contradicted(released: Path) -> None:
    rewrite(released, lambda bodies: [body | {"why": "as I say"} for body in bodies])
    code, out, _ = verify(released)
    assert code == 1
    assert len(out) == 2
    assert all("is no entry of this trail" in line for line in out)
    shutil.rmtree(released / "release")
    shutil.rmtree(released / "release.past")
    code, out, _ = verify(released)
    assert code == 1
    assert all(line.startswith("the record of release ") for line in out)


def test_a_trail_that_never_made_a_release_is_contradicted(released: Path) -> None:
    rewrite(released, without_releases)
    code, out, _ = verify(released)
    assert code == 1
    assert sum("no record that it was made" in line for line in out) == 2


def test_the_release_of_another_catalog_is_told(released: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    jobbank(other, "init", "--empty")
    shutil.copytree(released / "release", other / "release")
    code, out, _ = verify(other)
    assert code == 1
    assert "or it is of another catalog" in out[0]


def test_a_manifest_that_cannot_be_read_is_told(released: Path) -> None:
    (released / "release" / "manifest.json").write_text("{}", encoding="utf-8")
    code, out, _ = verify(released)
    assert code == 1
    assert "cannot be read" in out[0]


def test_a_release_is_made_from_the_trail_before_its_record(released: Path) -> None:
    """A record is put before what the release was made from."""
    manifest = released / "release" / "manifest.json"
    with unguarded(url_of(released)) as connection:
        last = connection.exec_driver_sql("SELECT hash FROM audit ORDER BY seq DESC").scalars()
        head = next(iter(last))
    text = manifest.read_text(encoding="utf-8")
    before = parse_manifest(text.encode()).audit_head
    manifest.write_text(text.replace(before, head), encoding="utf-8")
    assert verify(released)[0] == 1


def test_rows_that_differ_are_named_for_people_and_for_programs(folder: Path) -> None:
    with unguarded(url_of(folder)) as connection:
        connection.exec_driver_sql(
            "UPDATE link SET url = 'https://evil.example/\x1b[2J' WHERE id = 2"
        )
    code, out, said = verify(folder)
    assert code == 1
    assert out[0].startswith('link 2: url is "https://evil.example/')
    assert "\x1b" not in out[0]
    assert "1 fault found" in said
    code, out, _ = verify(folder, "--json")
    found = json.loads(out[0])
    assert (code, found["table"], found["key"], found["field"]) == (1, "link", "2", "url")


def test_many_faults_are_counted_and_not_all_listed(folder: Path) -> None:
    with unguarded(url_of(folder)) as connection:
        for number in range(1100):
            connection.exec_driver_sql("INSERT INTO link_removed VALUES (?)", (number + 5000,))
    code, out, said = verify(folder)
    assert (code, len(out)) == (1, 1000)
    assert "1,100 faults found (100 of them are not listed)" in said


def test_a_row_that_the_catalog_never_would_have_stored_is_damage(folder: Path) -> None:
    with unguarded(url_of(folder)) as connection:
        connection.exec_driver_sql("UPDATE link SET state = 'evil' WHERE id = 2")
    code, _, said = verify(folder)
    assert code == 4
    assert "is damaged (CHECK constraint failed in link)" in said


def test_json_that_is_nested_too_deep_is_a_damaged_row(folder: Path) -> None:
    with unguarded(url_of(folder)) as connection:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'link'"
        for name in connection.exec_driver_sql(query).scalars().all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        connection.exec_driver_sql("UPDATE link SET names = ? WHERE id = 2", ("[" * 100_000,))
    code, _, said = verify(folder)
    assert code == 4
    assert "link 2 (names)" in said
