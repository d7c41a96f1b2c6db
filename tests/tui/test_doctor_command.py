"""`jobbank doctor`, the canaries that `jobbank init` offers, and catalogs that are damaged."""

import json
import sqlite3
import tomllib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.registries import load_registry
from directory.model.vocab import OperatorClass
from directory.rules.hosts import registrable_domain
from directory.rules.registries import RegistryListing
from directory.rules.urls import lane_of
from directory.settings import SETTINGS_FILE
from directory.starter import CANARIES
from tests.rows import each
from tests.tui.running import jobbank
from tests.tui.terminal import program, terminal
from tui.cli.init import add_setting

WELL = "https://a.example/, http://b.example/ the bird sings"
SET = {
    "JOBBANK_AGENCY": "Department of Labor", "JOBBANK_CONTACT": "links@agency.example",
    "JOBBANK_WEBSITE": "https://agency.example/links/",
    "JOBBANK_HOME_URL": "https://agency.example/",
    "JOBBANK_PRIVACY_URL": "https://agency.example/privacy",
}  # fmt: skip


@pytest.fixture
def folder(folder: Path, tmp_path: Path) -> Path:
    """A folder with an empty catalog in which a registry is loaded, and a backup of today."""
    elm = RegistryListing("elm.gov", OperatorClass.LOCAL, "Elm County", "dotgov")
    url = f"sqlite:///{folder / 'jobbank.db'}"
    with closing(Catalog.open(url)) as catalog, catalog.change(who="ada") as change:
        load_registry(change, "dotgov", "a file", "d" * 64, [elm])
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "today.db").write_bytes(b"a copy")
    return folder


def _doctor(folder: Path, canaries: str) -> tuple[int, str]:
    settings = SET | {"JOBBANK_CANARIES": canaries, "JOBBANK_BACKUP_FOLDER": "backups"}
    done = jobbank(folder, "doctor", settings=settings)
    return done.returncode, done.stdout


def test_all_that_is_missing_is_listed_with_a_remedy_as_lines_for_programs_too(
    folder: Path,
) -> None:
    done = jobbank(folder, "doctor", "--json")
    assert done.returncode == 1
    found = {one["point"]: one for one in map(json.loads, done.stdout.splitlines())}
    assert set(found) >= {
        "agency", "contact", "website", "home_url", "privacy_url", "canaries", "backup",
    }  # fmt: skip
    assert 'agency = "' in found["agency"]["remedy"]
    assert "VACUUM INTO" in found["backup"]["remedy"]
    for_people = jobbank(folder, "doctor").stdout
    assert for_people.count("\n- ") + 1 == len(found)
    assert found["agency"]["problem"] in for_people


@each(
    ("canaries", "code", "said"),
    [
        (WELL, 0, "Nothing to report."),
        ("", 1, "- No canaries are set"),
        ("https://a.example/", 1, "- There is only one canary, https://a.example/"),
        (
            "https://a.example/, http://b.example/",
            1,
            "- The canary http://b.example/ is fetched over",
        ),
    ],
)
def test_canaries_that_say_little_are_reported(
    folder: Path, canaries: str, code: int, said: str
) -> None:
    done = _doctor(folder, canaries)
    assert done[0] == code
    assert said in done[1]


# --- what `init` offers --------------------------------------------------------------


def test_the_canaries_that_are_offered_are_https_pages_of_the_starter_directory() -> None:
    listed = Path(__file__).parents[2] / "data" / "links.csv"
    urls = {line.split(",")[0] for line in listed.read_text("utf-8").splitlines()}
    assert set(CANARIES) <= urls
    assert all(page.startswith("https://") for page in CANARIES)
    assert len({registrable_domain(lane_of(page)) for page in CANARIES}) == len(CANARIES) >= 2


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "written"), [("\r", CANARIES), ("n\r", None)])
def test_init_asks_whether_to_use_canaries(
    tmp_path: Path, answer: str, written: Sequence[str] | None
) -> None:
    with terminal(tmp_path, program("tui.cli.main:main", "init", "--empty")) as screen:
        screen.shows("The agency's time zone")
        screen.type("\r")
        screen.shows("Write them to jobbank.toml? [Y/n]")
        screen.type(answer)
        screen.shows("Next: jobbank import FILE")
    settings = tmp_path / SETTINGS_FILE
    found = tomllib.loads(settings.read_text("utf-8")) if settings.exists() else {}
    assert found == ({} if written is None else {"canaries": list(written)})


def test_without_a_terminal_nothing_is_set(tmp_path: Path) -> None:
    done = jobbank(tmp_path, "init", "--empty")
    assert "No canaries are set. What they are for: jobbank doctor" in done.stderr
    assert not (tmp_path / SETTINGS_FILE).exists()


@pytest.mark.parametrize(
    "before", ["", 'agency = "Elm"\n[registries]\ndotgov = "https://x.test/"\n']
)
def test_a_setting_is_added_beside_what_is_there(
    tmp_path: Path, before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / SETTINGS_FILE
    file.write_text(before, "utf-8")
    add_setting("canaries", ["https://a.example/ “quoted”"], "Why.")
    assert tomllib.loads(file.read_text("utf-8")) == {
        "canaries": ["https://a.example/ “quoted”"],
        **tomllib.loads(before),
    }
    assert [one.name for one in tmp_path.iterdir()] == [SETTINGS_FILE]


# --- damage -----------------------------------------------------------------------------


@pytest.fixture
def damaged(folder: Path) -> Path:
    """A folder with a catalog of 30 links, of which one cannot be read."""
    links = folder / "links.csv"
    rows = [f"https://site{number}.example/,Site {number},local-services" for number in range(30)]
    links.write_text("\n".join(["url,name,category", *rows]), "utf-8")
    assert jobbank(folder, "import", str(links), "--publish").returncode == 0
    with closing(sqlite3.connect(folder / "jobbank.db")) as connection, connection:
        connection.execute("UPDATE link SET operator = CAST(x'ff41' AS TEXT) WHERE id = 25")
    return folder


NAMED = "is damaged in link 25 (operator): what is stored there cannot be read. Restore"


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", ["links", "links --json", "changes", "export --anyway release"]
)
def test_a_row_that_cannot_be_read_costs_that_row_and_is_named(
    damaged: Path, arguments: str
) -> None:
    done = jobbank(damaged, *arguments.split())
    assert done.returncode == 4
    assert NAMED in done.stderr
    assert "Traceback" not in done.stderr
    if arguments == "links --json":
        ids = [json.loads(line)["id"] for line in done.stdout.splitlines()]
        assert ids == [number for number in range(1, 31) if number != 25]


@pytest.mark.slow
def test_a_row_that_cannot_be_read_is_reported_and_others_can_be_changed(damaged: Path) -> None:
    done = jobbank(damaged, "retire", "25")
    assert (done.returncode, "Traceback" in done.stderr) == (4, False)
    assert NAMED in done.stderr
    assert jobbank(damaged, "retire", "3").returncode == 0
    code, said = _doctor(damaged, WELL)
    assert (code, "damaged in link 25 (operator)" in said) == (4, True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", ["retire 3", "audit verify", "doctor", "crawl", "export --anyway out"]
)
def test_a_damaged_file_is_not_written_on_or_proved(damaged: Path, arguments: str) -> None:
    file = damaged / "jobbank.db"
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'ix_audit_hash' OR name LIKE ?"
        [(root,), *_] = connection.execute(query, ("ix_link_%",))
        [(page,)] = connection.execute("PRAGMA page_size")
    whole = file.read_bytes()
    file.write_bytes(whole[: (root - 1) * page] + bytes(page) + whole[root * page :])
    spoilt = file.read_bytes()
    done = jobbank(damaged, *arguments.split())
    assert done.returncode == 4
    if arguments != "crawl":  # it is a process, and says it on its stderr
        assert "is damaged" in done.stderr
        assert "Restore it from a backup" in done.stderr
    assert file.read_bytes() == spoilt


def test_a_schema_of_which_nothing_is_known_is_refused_without_a_traceback(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "jobbank.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    done = jobbank(folder, "links")
    assert done.returncode == 4
    assert "its schema is 0000" in done.stderr
