"""`jobbank edit` and `jobbank add`: what is written about links, by the names of their fields."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from directory.catalog.catalog import Catalog
from tests.behaviours import Fleet
from tests.databases import filled_sqlite
from tests.tui.in_process import Shell
from tests.tui.stock import DEAD, DRAFT, GOOD, MOVED, held, hire, stocked

pytestmark = pytest.mark.slow


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell at a catalog of links in every state."""
    return Shell(tmp_path, filled_sqlite(tmp_path / "catalog.db", stocked))


@pytest.fixture
def catalog(shell: Shell) -> Iterator[Catalog]:
    """The same catalog, open beside the commands."""
    catalog = shell.catalog()
    yield catalog
    catalog.close()


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        (["name=Elm jobs"], {"names": {"en": "Elm jobs"}, "name": "Elm jobs"}),
        (["name.es=Empleos"], {"names": {"en": "The draft one", "es": "Empleos"}}),
        (
            ["name.es=Empleos", "name.en="],
            {"names": {"es": "Empleos"}, "name": "Empleos"},
        ),
        (["description.es=Uno\ndos"], {"descriptions": {"es": "Uno\ndos"}}),
        (["category="], {"category": None}),
        (["category = career-resources"], {"category": "career-resources"}),
        (["audiences=veterans, youth;"], {"audiences": ["veterans", "youth"]}),
        (["operator="], {"operator": ""}),
        (["operator_class=state"], {"operator_class": "state", "operator_basis": "curator"}),
        (
            ["operator_class=state", "operator_basis=registry"],
            {"operator_class": "state", "operator_basis": "registry"},
        ),
        (["account_needed=yes"], {"account_needed": True}),
        (["account_needed=no"], {"account_needed": False}),
        (["notes=a=b"], {"notes": "a=b"}),
        (
            ["exit_override=forced_on", "exit_override_reason=looks like ours"],
            {"exit_override": "forced_on", "exit_override_reason": "looks like ours"},
        ),
    ],
)
def test_fields_become_what_is_written(
    shell: Shell, catalog: Catalog, written: list[str], becomes: dict[str, Any]
) -> None:
    before = held(catalog)[DRAFT]
    options = [part for text in written for part in ("--set", text)]
    told = shell.run("edit", str(DRAFT), *options)
    assert (told.code, told.said) == (0, "Edited 1 link.\n")
    after = held(catalog)[DRAFT]
    assert {name: after[name] for name in becomes} == becomes
    beside = {*becomes, "name", "names", "written_by"}
    assert {name for name in after if after[name] != before[name]} <= beside


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("notes", "“notes” is not of the form FIELD=VALUE, such as category=job-banks"),
        ("opertor=x", "a link has no field “opertor”; did you mean operator?"),
        ("zzz=x", "a link has no field “zzz”; it can be name, description, url, category"),
        ("names=x", "set names one language at a time, as name.es"),
        ("name.=x", "“name.” names no language; write it as name.es"),
        ("state=published", "the state of a link is changed by submit, accept, send-back"),
        ("name.xx-yy-zz-0=x", "names: "),
        ("name=", "a link needs a name"),
        ("category=jobs", "there is no category “jobs”"),
        ("audiences=everybodyy", "audiences: "),
        ("review_by=soon", "review by: "),
        ("account_needed=perhaps", "account needed: "),
        ("operator_class=county", "“county” is not one of"),
        ("exit_override=forced_on", "give a reason"),
        ("exit_override_until=2030-01-31", "exit override until: only an exit notice"),
        ("url=https://moved.example", "is the address of link 2 already (“The moved one”)"),
        ("url=http://10.0.0.1/", "10.0.0.1"),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_plain_words_and_nothing_is_changed(
    shell: Shell, catalog: Catalog, written: str, words: str
) -> None:
    before = held(catalog)
    told = shell.run("edit", str(DRAFT), str(DEAD), "--set", "steward=jo", "--set", written)
    assert (told.code, told.out) == (2, "")
    assert words in told.said
    assert "validation" not in told.said
    assert held(catalog) == before


def test_an_edit_that_changes_nothing_says_so_and_is_no_act(shell: Shell) -> None:
    told = shell.run("edit", str(DRAFT), str(GOOD), "--set", "category=job-banks")
    assert (told.code, told.said) == (0, "Nothing to change: 2 links are so already.\n")
    assert shell.run("acts", "--who", "maria").out == ""


def test_an_editor_s_edit_of_a_published_link_waits_for_approval(
    shell: Shell, catalog: Catalog
) -> None:
    hire(catalog)
    before = held(catalog)
    told = shell.run("edit", str(GOOD), "--set", "operator=Oak", "--json", who="eve")
    assert (told.code, told.lines[0]["proposed"]) == (0, True)
    assert told.said == "Proposed; it waits for approval by another person.\n"
    assert held(catalog) == before
    shown = shell.run("show", str(GOOD))
    assert "A proposed edit waits for approval\n  By eve, " in shown.out
    assert "  Operator: Elm County → Oak\n" in shown.out
    (line,) = shell.run("show", str(GOOD), "--json").lines
    assert line["proposal"]["fields"] == [
        {"name": "operator", "before": "Elm County", "after": "Oak"}
    ]
    both = ["edit", str(MOVED), str(DRAFT), "--set", "operator=Ash", "--json"]
    told = shell.run(*both, who="eve")
    assert [line["proposed"] for line in told.lines] == [True, False]
    assert told.said == (
        "Edited 1 link.\nProposed for 1 link; it waits for approval by another person.\n"
    )
    assert shell.run("undo", who="eve").code == 0
    assert shell.run("accept", "--where", "is:proposed", who="pia").said == "Accepted 1 link.\n"
    assert catalog.find(GOOD).operator == "Oak"
    assert catalog.find(MOVED).operator == catalog.find(DRAFT).operator == "Elm County"


def test_whoever_saw_an_older_version_loses_nothing_and_overrules_nobody(
    shell: Shell, catalog: Catalog
) -> None:
    (seen,) = shell.run("links", "--search", "draft", "--json").lines
    shell.run("edit", str(DRAFT), "--set", "notes=first", who="eve")
    late = ["edit", str(DRAFT), "--set", "notes=second", "--version", str(seen["version"])]
    told = shell.run(*late)
    assert told.code == 2
    assert "was changed after it was shown" in told.said
    assert catalog.find(DRAFT).notes == "first"


@pytest.fixture(scope="module")
def fleet() -> Iterator[Fleet]:
    """A site with a page that has a title, and one that has none to give."""
    with Fleet({"jobs.good.example": "ok", "lost.example": "status-404"}) as fleet:
        yield fleet


def seeing(fleet: Fleet) -> dict[str, str]:
    """The settings under which a command sees this fleet."""
    return {
        "JOBBANK_SIMULATION": str(fleet.simulation_file),
        "JOBBANK_ALLOW_NETWORKS": "127.0.0.0/8",
        "JOBBANK_HOST_DELAY": "0",
    }


def test_a_new_link_is_filled_in_from_its_page_and_its_neighbours(
    shell: Shell, catalog: Catalog, fleet: Fleet
) -> None:
    before = held(catalog)
    told = shell.run("add", "jobs.good.example/find", "--json", **seeing(fleet))
    assert told.code == 0, told.said
    (line,) = told.lines
    assert line["url"] == "https://jobs.good.example/find"
    assert line["name"] == "Find"
    assert (line["state"], line["category"]) == ("draft", "job-banks")
    assert (line["operator"], line["operator_class"], line["operator_basis"]) == (
        "Elm County", "local", "curator",
    )  # fmt: skip
    assert line["seen"] == {"verdict": "ok", "title": "Jobs Good – Find"}
    assert line["filled_in"]["names:en"]["because"] == "from the title of the page"
    assert f"Added link {line['id']}, a draft." in told.said
    assert "Category: job-banks (as for 1 other link to good.example)" in told.said
    again = shell.run("add", "jobs.good.example/find", **seeing(fleet))
    assert again.code == 2
    assert f"is the address of link {line['id']} already" in again.said
    assert shell.run("undo").said == "Undone: Add “Find” (1 link).\n"
    assert held(catalog) == before


def test_without_a_name_nothing_is_added_of_a_page_that_gives_none(
    shell: Shell, catalog: Catalog, fleet: Fleet
) -> None:
    before = held(catalog)
    told = shell.run("add", "https://lost.example/", **seeing(fleet))
    assert (told.code, told.out) == (2, "")
    assert "the page has no title to use as a name" in told.said
    assert "give one: --name" in told.said
    assert held(catalog) == before
    looks = fleet.log.count()
    told = shell.run("add", "https://lost.example/", "--name", "Lost", "--json", **seeing(fleet))
    assert (told.code, told.lines[0]["seen"]) == (0, None)
    assert fleet.log.count() == looks, "with a name, the page is not looked at"


@pytest.mark.parametrize(
    ("said", "operator"),
    [
        ((), {"class": "government", "basis": "domain"}),
        (("--set", "operator_class=federal"), {"class": "federal", "basis": "curator"}),
    ],
)
def test_who_runs_a_new_link_is_what_staff_say_or_what_its_domain_name_says(
    shell: Shell, said: tuple[str, ...], operator: dict[str, str]
) -> None:
    told = shell.run("add", "www.dol.gov", "--no-check", "--name", "Labor", *said, "--json")
    (line,) = told.lines
    found = {"class": line["operator_class"], "basis": line["operator_basis"]}
    assert found == operator
    assert ("for its domain name, .gov" in told.said) is (not said)


def test_what_is_said_of_a_new_link_goes_before_what_is_likely(shell: Shell) -> None:
    told = shell.run(
        "add", "https://jobs.good.example/", "--no-check", "--name", "Jobs", "--category",
        "career-resources", "--set", "operator_class=state", "--set", "name.es=Empleos",
        "--publish", "--why", "asked for", "--json",
    )  # fmt: skip
    (line,) = told.lines
    assert line["names"] == {"en": "Jobs", "es": "Empleos"}
    assert (line["state"], line["category"]) == ("published", "career-resources")
    assert (line["operator_class"], line["operator_basis"]) == ("state", "curator")
    assert set(line["filled_in"]) == {"operator"}
    assert told.said.startswith(f"Added link {line['id']}, published.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["not an address", "--name", "X"], "not an address: "),
        (["http://10.0.0.1/", "--name", "X"], "http://10.0.0.1/: "),
        (["https://x.example/", "--no-check"], "give the name of the link: --name"),
        (
            ["https://x.example/", "--name", "X", "--category", "jobs"],
            "there is no category “jobs”",
        ),
        (["https://x.example/", "--name", "X", "--set", "cost=much"], "cost: "),
        (["https://x.example/", "--name", "X", "--set", "url=y"], "given without --set"),
        (["https://x.example/", "--name", "X" * 400], "longer than 300 characters"),
        (["https://GOOD.example", "--name", "X"], "is the address of link 1 already"),
    ],
)
def test_a_link_that_cannot_be_added_is_refused_in_plain_words(
    shell: Shell, catalog: Catalog, arguments: list[str], words: str
) -> None:
    before = held(catalog)
    told = shell.run("add", *arguments)
    assert (told.code, told.out) == (2, "")
    assert words in told.said
    assert held(catalog) == before
