"""`--quiet` and `--verbose`, and progress: what the commands print on stderr."""

from pathlib import Path

import pytest

from tests.databases import new_sqlite
from tests.tui.running import jobbank
from tests.tui.terminal import program, terminal

CSV = "url,name\nhttps://one.example/,One\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a catalog of one draft."""
    new_sqlite(tmp_path / "jobbank.db")
    (tmp_path / "links.csv").write_text(CSV, "utf-8")
    assert jobbank(tmp_path, "import", "links.csv").returncode == 0
    return tmp_path


@pytest.mark.parametrize("option", ["-q", "--quiet"])
def test_quiet_leaves_out_all_but_data(folder: Path, option: str) -> None:
    usual, quiet = jobbank(folder, "links"), jobbank(folder, option, "links")
    assert usual.stderr == "1 link.\n"
    assert (quiet.stdout, quiet.stderr) == (usual.stdout, "")
    assert jobbank(folder, "links").stderr == usual.stderr, "the next command is as usual"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "99"), "Error: there is no link 99\n"),
        (("undo", "--nothing"), "No such option"),
        (("retire", "--where", "zzz", "1"), "name links by their numbers"),
        (("submit", "1"), ""),
    ],
)
def test_quiet_leaves_errors(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    done = jobbank(folder, "-q", *arguments)
    assert said in done.stderr
    assert (done.returncode, bool(done.stderr)) == ((2, True) if said else (0, False))


def test_verbose_names_settings_catalog_and_user(folder: Path) -> None:
    (folder / "jobbank.toml").write_text('agency = "Elm"\n', "utf-8")
    done = jobbank(folder, "-v", "links", settings={"JOBBANK_USER": "maria"})
    *details, ending = done.stderr.splitlines()
    assert details == [
        f"Settings: {(folder / 'jobbank.toml').resolve()}",
        "Settings from variables: JOBBANK_USER",
        "Catalog: sqlite:///jobbank.db",
        "You: maria",
        "1 link.",
    ]
    assert ending.startswith("Exit code 0, after ")
    assert done.stdout == jobbank(folder, "links").stdout


def test_quiet_and_verbose_exclude_each_other(folder: Path) -> None:
    done = jobbank(folder, "-q", "-v", "links")
    assert (done.returncode, done.stdout) == (2, "")
    assert "choose --quiet or --verbose" in done.stderr


def test_a_damaged_catalog_is_read_with_quiet_as_without(folder: Path) -> None:
    (folder / "jobbank.db").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    done = jobbank(folder, "-q", "links")
    assert done.returncode == 4
    assert done.stderr.startswith("Error: ")


@pytest.mark.slow
def test_progress_is_shown_on_a_terminal_alone(folder: Path) -> None:
    words = b"Judging stored checks"
    with terminal(folder, program("tui.cli.main:main", "rejudge")) as screen:
        assert (screen.ends(), words in screen.raw) == (0, True)
    with terminal(folder, program("tui.cli.main:main", "-q", "rejudge")) as screen:
        assert (screen.ends(), words in screen.raw) == (0, False)
    assert words.decode() not in jobbank(folder, "rejudge").stderr
