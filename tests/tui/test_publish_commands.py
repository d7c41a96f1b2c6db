"""The commands changes, export and rollback: what would change, out with it, and back again."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.links import edit_link
from directory.catalog.people import allow_other_names, set_person
from directory.model.reasons import Reason
from directory.model.vocab import Role
from tests.directory.publishing.samples import NOW, filled_catalog, look
from tests.tui.in_process import Shell
from tests.tui.running import add, jobbank

SETTINGS = {"JOBBANK_AGENCY": "Office of Work", "JOBBANK_CONTACT": "links@work.example",
            "JOBBANK_USER": "maria"}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a catalog of links in every state."""
    filled_catalog(tmp_path).close()
    return tmp_path


def catalog_in(folder: Path) -> Catalog:
    """The catalog there."""
    return Catalog.open(f"sqlite:///{folder / 'jobbank.db'}", lambda: NOW)


def run(folder: Path, *arguments: str, **settings: str) -> tuple[int, str, str]:
    """The exit code, what is on stdout, and what is said."""
    done = jobbank(folder, *arguments, settings=SETTINGS | settings)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def lines(stdout: str) -> list[dict[str, Any]]:
    """The JSON lines."""
    return [json.loads(line) for line in stdout.splitlines()]


def test_what_would_change_is_listed_until_it_is_exported(folder: Path) -> None:
    code, stdout, said = run(folder, "changes", "--json")
    assert code == 1
    told = lines(stdout)
    assert {(one["kind"], one["id"]) for one in told if one["id"]} == {
        ("added", 1), ("added", 2), ("added", 3), ("added", 5), ("held-back", 4),
    }  # fmt: skip
    assert "things would change in release" in said
    assert run(folder, "export")[0] == 0
    code, stdout, said = run(folder, "changes")
    assert code == 0
    assert stdout.startswith("still-held: 4 A link")
    assert "Nothing would change" in said


def test_the_first_release_waits_for_a_name_and_for_checks_or_for_a_yes(tmp_path: Path) -> None:
    """What confirms fewer links does not confirm this."""
    assert jobbank(tmp_path, "init", "--empty").returncode == 0
    add(tmp_path, "https://one.example/", "https://two.example/")
    for arguments in ([], ["--fewer"]):
        done = jobbank(tmp_path, "export", *arguments)
        assert done.returncode == 2
        assert (
            "- The agency has no name yet: notices and pages call it “Our agency”." in done.stderr
        )
        assert "jobbank.toml, before any line in [brackets]: agency = " in done.stderr
        assert "- 2 of 2 published links were never checked" in done.stderr
        assert "Check them: jobbank crawl" in done.stderr
        assert "jobbank export --anyway" in done.stderr
        assert not (tmp_path / "release").exists()
    assert jobbank(tmp_path, "export", "--anyway").returncode == 0
    assert jobbank(tmp_path, "export").returncode == 0  # it is the first release alone that waits


def test_a_line_is_a_line_whatever_stands_in_a_text(folder: Path) -> None:
    run(folder, "export")
    catalog = catalog_in(folder)
    with catalog.change(who="eve") as change:
        edit_link(change, 5, catalog.find(5).version, {"descriptions": {"en": "a\nheld-back: 9 b"}})
    catalog.close()
    _, stdout, _ = run(folder, "changes")
    assert [line.split(":")[0] for line in stdout.splitlines()] == ["still-held", "changed"]
    (changed,) = [one for one in lines(run(folder, "changes", "--json")[1]) if one["id"] == 5]
    assert changed["changes"] == [
        {"field": "description (en)", "before": "nothing", "after": "a\nheld-back: 9 b"}
    ]


@pytest.mark.slow
def test_a_link_released_from_a_danger_is_named_and_no_reason_to_warn(folder: Path) -> None:
    shell = Shell(folder, f"sqlite:///{folder / 'jobbank.db'}")
    shell.run("export", **SETTINGS)
    catalog = shell.catalog()
    look(catalog, {3: Reason.PARKED}, NOW)
    with catalog.change(who="pia", why="it is theirs") as change:
        workflow.release(change, 3, catalog.find(3).version, NOW.date() + timedelta(days=9))
    catalog.close()
    told = shell.run("export", **SETTINGS)
    assert told.code == 0
    assert "because staff have released them: 3 until 2026-10-18." in told.said
    (summary,) = shell.run("export", "--json", **SETTINGS).lines
    assert summary["released"] == [{"id": 3, "until": "2026-10-18"}]
    assert shell.run("verify", "release").code == 0
    told = shell.run("rollback", **SETTINGS)
    assert (told.code, "dangerous" in told.said) == (0, False)


@pytest.mark.slow
def test_what_was_exported_before_comes_back(folder: Path) -> None:
    run(folder, "export", JOBBANK_RELEASE="site/links")
    catalog = catalog_in(folder)
    with catalog.change(who="pia") as change:
        workflow.retire(change, 1, catalog.find(1).version)
    catalog.close()
    run(folder, "export", JOBBANK_RELEASE="site/links")
    code, stdout, _ = run(folder, "rollback", "site/links", "--list", "--json")
    assert code == 0
    assert [one["present"] for one in lines(stdout)] == [True, False]
    code, stdout, _ = run(folder, "rollback", "--json", JOBBANK_RELEASE="site/links")
    assert code == 0
    (back,) = lines(stdout)
    assert (back["serial"], back["restores"], back["present"]) == (3, 1, True)
    kept = lines(run(folder, "rollback", "site/links", "--list", "--json")[1])
    assert [one["serial"] for one in kept] == [3, 2, 1]
    assert run(folder, "verify", "site/links")[0] == 0


@pytest.mark.slow
def test_a_roll_back_to_links_that_are_dangerous_by_now_needs_attention(folder: Path) -> None:
    run(folder, "export")
    catalog = catalog_in(folder)
    look(catalog, {3: Reason.PARKED}, NOW)
    catalog.close()
    run(folder, "export")
    code, _, said = run(folder, "rollback")
    assert code == 1
    assert "have become dangerous: 3." in said


@pytest.mark.slow
def test_no_more_are_kept_than_the_setting_says(folder: Path) -> None:
    for _ in range(3):
        assert run(folder, "export", JOBBANK_RELEASES_KEPT="1")[0] == 0
    assert len(list((folder / "release.past").glob("0*"))) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("rollback",), 2, "nothing to bring back"),
        (("rollback", "--to", "12345678"), 2, "jobbank rollback --list"),
        (("changes", "jobbank.db"), 2, "cannot be read"),
        (("export", "jobbank.db"), 2, "is a file, and a release is a folder"),
    ],
)
def test_what_cannot_be_done_is_told_in_plain_words(
    folder: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done, _, said = run(folder, *arguments)
    assert done == code
    assert words in said


@pytest.mark.slow
def test_only_who_may_publish_exports_or_rolls_back(folder: Path) -> None:
    run(folder, "export")
    run(folder, "export")
    before = (folder / "release" / "manifest.json").read_bytes()
    catalog = catalog_in(folder)
    with catalog.change(who="ada") as change:
        allow_other_names(change, allowed=True)
        set_person(change, "ada", Role.ADMIN)
        set_person(change, "maria", Role.EDITOR)
    catalog.close()
    for command in ("export", "rollback"):
        code, _, said = run(folder, command)
        assert code == 2
        assert "may not put the directory on the website" in said
        assert (folder / "release" / "manifest.json").read_bytes() == before
    assert run(folder, "export", JOBBANK_USER="ada")[0] == 0
