"""Rules for notices from the command line: shown, tried, set, and explained link by link."""

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.simulation.simulation import Simulation, save_simulation
from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link
from directory.catalog.people import allow_other_names, set_person
from directory.model.vocab import EditorialState, OperatorClass, Role
from directory.queries.notice_rules import current_rules
from directory.rules.notice_rules import DEFAULT
from directory.rules.notice_rules_json import LONGEST, as_data, as_text, rules_in
from directory.rules.presets import PRESETS
from tests.clocks import NOW, HandClock
from tests.directory.publishing.samples import add_shelves, link
from tests.tui.in_process import Shell, Told
from tests.tui.terminal import program, terminal

pytestmark = pytest.mark.slow

RULES = ("notices", "rules")
SET_OMB = (*RULES, "set", "--preset", "omb")


@pytest.fixture
def shell(sqlite_url: str, tmp_path: Path) -> Shell:
    """On a catalog of a federal link, a state's, and one whose notice staff decided on."""
    with (
        closing(Catalog.open(sqlite_url, HandClock())) as catalog,
        catalog.change(who="ana") as change,
    ):
        add_shelves(change)
        for host, operator_class in (("fed", "federal"), ("state", "state")):
            fields = link(
                f"https://{host}.example/", names={"en": f"{host} \u202ejobs"},
                operator_class=OperatorClass(operator_class), category="job-banks",
            )  # fmt: skip
            add_link(change, fields, EditorialState.PUBLISHED)
        forced = link(
            "https://forced.example/", exit_override="forced_off",
            exit_override_reason="A mirror of ours", exit_override_until=NOW.date(),
        )  # fmt: skip
        add_link(change, forced, EditorialState.PUBLISHED)
    return Shell(tmp_path, sqlite_url)


def version(shell: Shell) -> int:
    """Of the rules in the catalog; 0 while they are the default ones."""
    with closing(shell.catalog()) as catalog, catalog.reading() as connection:
        return current_rules(connection).version


def write(shell: Shell, text: str) -> str:
    """The name of a file that holds this text."""
    (shell.folder / "rules.json").write_text(text, "utf-8")
    return "rules.json"


def test_the_rules_are_shown_as_questions_and_as_json(shell: Shell) -> None:
    told = shell.run(*RULES, "show")
    lines = told.out.splitlines()
    assert told.code == 0
    assert lines[1] == (
        "  1. Is the destination one of the agency's own sites? Then: none. “The destination is "
        "one of the agency's own sites.”"
    )
    assert "Disclaimer job-listings:" in lines
    assert "  1. Is it under “job-banks”? Then: due." in told.out
    assert "These are the default rules." in told.said
    told = shell.run(*RULES, "show", "--json")
    assert (told.code, rules_in(told.out)) == (0, DEFAULT)


def test_rules_are_checked_without_being_set(shell: Shell) -> None:
    """Those that say “not run by a government” where the operator is unknown are refused."""
    assert shell.run(*RULES, "check").code == 0
    assert shell.run(*RULES, "check", "--preset", "seed").said == "These rules can be used.\n"
    data = as_data(DEFAULT)
    del data["exit"][2]
    name = write(shell, json.dumps(data))
    for command in ("check", "set"):
        told = shell.run(*RULES, command, name)
        assert told.code == 2
        assert (
            "exit rule 3 gives links whose operator is unknown the notice “exit-nongovernment”"
            in told.said
        )
        assert '{"when": {"operator_classes": ["unknown"]}, "notice": "exit-unknown"' in told.said
    assert shell.run(*RULES, "check", name, "--preset", "omb").code == 2
    assert version(shell) == 0


def test_the_presets_are_listed_with_what_they_do(shell: Shell) -> None:
    told = shell.run(*RULES, "presets")
    assert told.code == 0
    for preset in PRESETS.values():
        assert f"{preset.name:<14}{preset.title}" in told.out.splitlines()
        assert preset.description in told.out


def test_a_dry_run_tells_how_many_links_change_and_changes_none(shell: Shell) -> None:
    told = shell.run(*SET_OMB, "--dry-run")
    lines = told.out.splitlines()
    assert told.code == 0
    assert lines[0] == "2 of 3 published links would change."
    assert (
        "1 link: loses the exit notice “exit-government”, and has none then (1 fed jobs)" in lines
    )
    assert "Nothing was changed." in told.said
    assert version(shell) == 0


def test_rules_that_were_edited_are_set_and_hold(shell: Shell) -> None:
    data = json.loads(shell.run(*RULES, "show", "--json").out)
    data["exit"].insert(1, {
        "when": {"categories": ["job-banks"], "operator_classes": ["federal"]},
        "notice": None, "because": "Federal job banks are not left with a notice.",
    })  # fmt: skip
    told = shell.run(*RULES, "set", write(shell, "\ufeff" + json.dumps(data)), "--yes")
    assert (told.code, told.out.splitlines()[0]) == (0, "1 of 3 published links would change.")
    assert "Set: version 1. Visitors see it once you publish" in told.said
    told = shell.run("notices", "explain", "1")
    assert told.out.splitlines()[3:6] == [
        "3. Is the destination one of the agency's own sites? No.",
        "4. Is its operator of the class federal, and is it under “job-banks”? Yes.",
        "Exit notice: none. Federal job banks are not left with a notice. (rule 2)",
    ]
    assert "Disclaimer: job-listings. Every link under the category job-banks" in told.out
    (line,) = [one for one in shell.run("links", "--json").lines if one["id"] == 1]
    assert line["exit_notice"] is False
    assert "Version 1." in shell.run(*RULES, "show").said


def test_rules_that_hold_already_are_not_set_again(shell: Shell) -> None:
    told = shell.run(*RULES, "set", "--preset", "default", "--yes")
    assert (told.code, told.out) == (0, "")
    assert "These rules are in force already" in told.said
    assert version(shell) == 0


def test_where_nobody_can_be_asked_it_needs_yes(shell: Shell) -> None:
    told = shell.run(*SET_OMB)
    assert told.code == 2
    assert "confirm with --yes" in told.said
    assert version(shell) == 0


@pytest.mark.parametrize(("answer", "code", "left"), [("y", 0, 1), ("n", 2, 0), ("", 2, 0)])
def test_on_a_terminal_a_person_is_asked(shell: Shell, answer: str, code: int, left: int) -> None:
    settings = {"JOBBANK_DATABASE": shell.url, "JOBBANK_SIMULATION": "now.json"}
    starter = program("tui.cli.main:main", *SET_OMB)
    with terminal(shell.folder, starter, settings=settings) as screen:
        screen.shows("Set these rules? They change what 2 links carry. [y/N]:")
        screen.type(answer, "\r")
        assert screen.ends() == code
    assert version(shell) == left


def _broken(**changed: Any) -> str:
    return json.dumps(as_data(DEFAULT) | changed)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no JSON", "rules.json cannot be used: this is no JSON"),
        (_broken(exits=[]), "there is no field “exits”"),
        (_broken(exit=[]), "these rules cannot be used: the exit rules are missing"),
        (as_text(DEFAULT).replace("exit-government", "exit-goverment"),
         "did you mean “exit-government”?"),
        (as_text(DEFAULT).replace('"job-banks"', '"job-bank", "banks"'),
         "\n  - “job-listings”, rule 1: there is no category “job-bank”"),
        (" " * (LONGEST + 1), "rules.json is longer than rules can be"),
    ],
)  # fmt: skip
def test_rules_that_cannot_be_used_are_refused_before_anything_is_counted(
    shell: Shell, text: str, said: str
) -> None:
    told = shell.run(*RULES, "set", write(shell, text), "--yes")
    assert (told.code, told.out) == (2, "")
    assert said in told.said
    assert version(shell) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name either a file or a preset"),
        (("rules.json", "--preset", "omb"), "name either a file or a preset"),
        (("--preset", "obm"), "there is no preset “obm”; there are: default, seed, omb"),
        (("nowhere.json",), "nowhere.json cannot be read: No such file"),
    ],
)
def test_what_cannot_be_meant_is_told(shell: Shell, arguments: tuple[str, ...], said: str) -> None:
    told = shell.run(*RULES, "set", *arguments, "--yes")
    assert told.code == 2
    assert said in told.said


def test_a_publisher_may_try_rules_but_not_set_them(shell: Shell) -> None:
    with closing(shell.catalog()) as catalog, catalog.change(who="ada") as change:
        allow_other_names(change, allowed=True)
        set_person(change, "ada", Role.ADMIN)
        set_person(change, "pat", Role.PUBLISHER)
    assert shell.run(*SET_OMB, "--dry-run", who="pat").code == 0
    told = shell.run(*SET_OMB, "--yes", who="pat")
    assert told.code == 2
    assert "an admin may" in told.said
    assert version(shell) == 0


@pytest.mark.parametrize("setting", ["JOBBANK_OWN_SITES", "JOBBANK_SISTER_SITES"])
@pytest.mark.parametrize(
    "arguments", [(*SET_OMB, "--dry-run"), ("links", "--json"), ("notices", "explain", "1")]
)
def test_a_site_that_is_no_host_is_told(
    shell: Shell, arguments: tuple[str, ...], setting: str
) -> None:
    told = shell.run(*arguments, **{setting: "no host"})
    assert told.code == 2
    assert f"The setting {setting.removeprefix('JOBBANK_').lower()} cannot be used" in told.said


def explained(shell: Shell, days: int) -> Told:
    """What is told of the link on which staff decided, so many days after its last day."""
    later = Shell(shell.folder, shell.url)
    moved = Simulation(names={}, clock=NOW + timedelta(days=days))
    save_simulation(later.folder / "now.json", moved)
    return later.run("notices", "explain", "3")


def test_what_staff_decided_for_a_time_is_explained(shell: Shell) -> None:
    told = explained(shell, 0).out.splitlines()
    day = NOW.date()
    assert "Exit notice: none. Staff decided that this link needs no exit notice." in told
    assert "   Staff's reason, which is not published: A mirror of ours" in told
    until = f"   Staff's decision (forced_off) applies until {day}; "
    assert f"{until}then the rules decide again." in told
    told = explained(shell, 1).out.splitlines()
    assert f"{until}since then the rules decide." in told
    assert (
        "Exit notice: exit-unknown, on an exit page. It is not known whether a government body "
        "runs the destination. (rule 3)" in told
    )
