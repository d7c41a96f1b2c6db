"""`jobbank audit list` and `jobbank audit export`."""

import csv
import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.catalog_settings import set_time_zone
from directory.catalog.links import add_link
from directory.clock import clock_starting_at
from directory.queries.audit_trail import KINDS
from tests.clocks import NOW, HandClock
from tests.databases import filled_sqlite, new_sqlite
from tests.directory.publishing.compliance.histories import ANA, PERSON, make_history
from tests.directory.samples import fields
from tests.tui.running import jobbank

pytestmark = pytest.mark.slow

ENV = {"JOBBANK_AGENCY": "Office of Work"}


def _fill(url: str) -> None:
    clock = HandClock()
    folder = Path(url.removeprefix("sqlite:///")).parent / "there"
    folder.mkdir()
    with closing(Catalog.open(url, clock)) as catalog:
        make_history(catalog, clock, folder)
    for file in sorted(folder.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    folder.rmdir()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a catalog of which the trail names people."""
    filled_sqlite(tmp_path / "jobbank.db", _fill)
    return tmp_path


def run(folder: Path, *arguments: str, terminal: bool = False) -> tuple[int, str, str]:
    """The exit code, what is on stdout, and what is said."""
    done = jobbank(folder, "audit", *arguments, settings=ENV, terminal=terminal)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def folder_of(folder: Path, who: str, why: str, **link: str) -> Path:
    """A folder with a catalog in which this person has added a link."""
    url = new_sqlite(folder / "jobbank.db")
    with (
        closing(Catalog.open(url, clock_starting_at(NOW))) as catalog,
        catalog.change(who=who, why=why) as change,
    ):
        set_time_zone(change, "America/New_York")
        add_link(change, fields("https://a.example/", **link))
    return folder


def lines(text: str) -> Iterator[dict[str, object]]:
    """JSON lines, read."""
    return map(json.loads, text.splitlines())


def test_the_newest_entries_are_listed_first_and_told_in_full(folder: Path) -> None:
    code, out, said = run(folder, "list", "--limit", "5", terminal=True)
    assert (code, "For more: --limit 0" in said) == (0, True)
    numbers = [int(line[:7]) for line in out.splitlines() if line[:7].strip()]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 5
    assert f"2026-10-09 09:00:00  {ANA}" in out  # 13:00 UTC
    assert "release " in out.splitlines()[0]
    _, out, _ = run(folder, "list", "--limit", "5")
    rows = [line.split("\t") for line in out.splitlines()]
    assert [int(row[0]) for row in rows] == numbers
    assert rows[0][1:4] == ["2026-10-09 09:00:00-04:00", ANA, "release"]
    code, out, said = run(folder, "list", "--limit", "0", "--kind", "time-zone", terminal=True)
    assert (code, said) == (0, "")
    assert out.splitlines()[1:] == [
        f"         Why: Cem {PERSON} asked for it", "         Name: UTC → America/New_York",
    ]  # fmt: skip


def test_in_json_each_entry_is_a_line(folder: Path) -> None:
    code, out, _ = run(folder, "list", "--json", "--limit", "0")
    told = list(lines(out))
    assert (code, [one["number"] for one in told]) == (0, list(range(len(told), 0, -1)))
    assert {one["kind"] for one in told} <= set(KINDS)
    assert all(one.keys() == told[0].keys() for one in told)
    _, out, _ = run(folder, "list", "--json", "--link", "1", "--who", ANA, "--limit", "0")
    assert {(one["kind"], one["key"], one["who"]) for one in lines(out)} == {
        ("link", "1", ANA), ("proposal", "1", ANA),
    }  # fmt: skip
    code, out, said = run(folder, "list", "--who", "no one")
    assert (code, out, said) == (0, "", "No entry.\n")


def test_days_are_those_of_the_agency_and_both_count(folder: Path) -> None:
    for arguments, there in (
        (("--from", "2026-10-09", "--to", "2026-10-09"), True),
        (("--from", "2026-10-10"), False),
        (("--to", "2026-10-08"), False),
    ):
        _, out, _ = run(folder, "list", *arguments)
        assert bool(out) is there


@pytest.mark.parametrize("ending", ["csv", "jsonl", "html"])
def test_a_redacted_export_names_no_one_and_has_every_number_and_hash(
    folder: Path, ending: str
) -> None:
    _, out, _ = run(folder, "list", "--json", "--limit", "0")
    code, _, said = run(folder, "export", f"a.{ending}", "--redact")
    text = (folder / f"a.{ending}").read_text("utf-8")
    told = list(lines(out))
    assert (code, said) == (0, f"Written: a.{ending}, {len(told)} entries.\n")
    assert PERSON not in text
    assert "only the unredacted export" in text[:3000]
    assert all(str(one["hash"]) in text for one in told)
    run(folder, "export", f"b.{ending}")
    assert PERSON in (folder / f"b.{ending}").read_text("utf-8")
    _, out, _ = run(folder, "list", "--json", "--redact", "--limit", "0")
    assert PERSON not in out


def test_other_programs_can_recompute_the_chain(folder: Path) -> None:
    """With what the file says of itself, and nothing of ours."""
    assert run(folder, "export", "trail.jsonl")[0] == 0
    with (folder / "trail.jsonl").open(encoding="utf-8") as file:
        about, prev = json.loads(next(file)), "0" * 64
        for number, line in enumerate(file, 1):
            entry = json.loads(line)
            assert (entry["number"], entry["prev"]) == (number, prev)
            prev = hashlib.sha256(f"{prev}\n{entry['body']}".encode()).hexdigest()
            assert entry["hash"] == prev
    assert about["last_entry"] == {"number": number, "hash": prev}
    assert "SHA-256" in about["about"]


def test_the_table_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "=1+1", "=HYPERLINK()", name="@SUM(A1)")
    assert (
        run(folder, "export", "a.table", "--format", "csv", "--who", "=1+1", "--kind", "link")[0]
        == 0
    )
    assert (folder / "a.table").read_bytes().startswith(b"\xef\xbb\xbfnumber,")
    with (folder / "a.table").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["who"], row["why"]) == ("'=1+1", "'=HYPERLINK()")
    assert row["local time"].endswith("-04:00")
    assert not [line for line in row["changes"].splitlines() if line[0] in "=+-@"]


def test_on_the_terminal_no_text_of_others_acts(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path, "eve\x1b[2J\u202e\nx", "why\x9b6n\rx", notes="one\n\x1b]0;t\x07two"
    )
    _, out, said = run(folder, "list", "--limit", "1", terminal=True)
    assert "eve␛[2J<U+202E> x" in out
    assert not {"\x1b", "\u202e", "\x9b", "\x07", "\r"} & set(out + said)
    assert all(line.startswith(" ") for line in out.splitlines())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("list", "--kind", "links"), "the kinds are: catalog, category, link"),
        (("list", "--from", "yesterday"), "does not match the format"),
        (("list", "--from", "2026-10-10", "--to", "2026-10-09"), "is after"),
        (("export", "a.xls"), "end it with .csv, .jsonl or .html"),
        (("export", "a.csv", "--kind", "nothing"), "there is no kind “nothing”"),
        (("export", "nowhere/a.csv"), "could not be written"),
        (("export", ".", "--format", "csv"), "no ordinary file"),
        (("export",), "FILE"),
    ],
)
def test_what_cannot_be_done_is_told(folder: Path, arguments: tuple[str, ...], words: str) -> None:
    before = sorted(folder.iterdir())
    code, out, said = run(folder, *arguments)
    assert (code, out) == (2, "")
    assert words in said
    assert sorted(folder.iterdir()) == before


def test_without_a_catalog_there_is_nothing_to_list(tmp_path: Path) -> None:
    assert run(tmp_path, "list")[0] == 4
    assert run(tmp_path, "export", "a.csv")[0] == 4
    assert not (tmp_path / "a.csv").exists()


@pytest.mark.parametrize(
    "name",
    ["jobbank.db", "jobbank.db-wal", "jobbank.toml", "release/directory.csv", "release.past/a.csv"],
)
def test_no_export_takes_the_place_of_the_catalog_or_of_a_release(folder: Path, name: str) -> None:
    before = (folder / "jobbank.db").read_bytes()
    for command in (("export", name, "--format", "csv"), ("coverage", "--csv", name)):
        code, _, said = run(folder, *command)
        assert code == 2
        assert "belongs to the catalog, the settings or a release" in said
    assert (folder / "jobbank.db").read_bytes() == before
