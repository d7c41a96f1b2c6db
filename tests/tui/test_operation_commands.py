"""The commands by which staff do to links what the keys of `curate` do: submit, accept, send-back,
retire, restore, approve, vouch, snooze, fix, and undo and redo of each."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from directory.catalog.bulk import BATCH
from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link
from directory.model.vocab import EditorialState
from tests.databases import filled_sqlite
from tests.directory.samples import add_links, fields, rows
from tests.tui.in_process import Shell
from tests.tui.running import environment, jobbank
from tests.tui.stock import (
    DEAD,
    DRAFT,
    GOOD,
    MOVED,
    NEW_ADDRESS,
    OLD,
    WAITING,
    held,
    hire,
    stocked,
)

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


def trail(catalog: Catalog) -> list[str]:
    """Who did what to which link, and why, by the audit trail."""
    told = [json.loads(row.body) for row in rows(catalog, "audit")]
    return [f"{one['who']} {one['what']} {one['key']} {one['why']}".strip() for one in told]


@pytest.mark.parametrize(
    ("arguments", "link_id", "becomes", "words"),
    [
        (["submit"], DRAFT, {"state": "in_review"}, "Sent 1 link on for approval."),
        (["accept"], WAITING, {"state": "published"}, "Accepted 1 link."),
        (["accept"], DRAFT, {"state": "published"}, "Accepted 1 link."),
        (["send-back"], WAITING, {"state": "draft"}, "Sent 1 link back."),
        (["retire"], GOOD, {"state": "retired"}, "Retired 1 link."),
        (["restore"], OLD, {"state": "draft"}, "Restored 1 link."),
        (["vouch"], GOOD, {"vouched_until": "2027-01-07"}, "Vouched for 1 link."),
        (
            ["vouch", "--until", "2026-10-31"],
            DEAD,
            {"vouched_until": "2026-10-31"},
            "Vouched for 1 link.",
        ),
        (["snooze"], DEAD, {"snoozed_until": "2026-10-16"}, "Snoozed 1 link."),
        (["fix"], MOVED, {"url": NEW_ADDRESS}, "Fixed 1 link."),
        (["edit", "--set", "url=https://x.example/"], GOOD, {"url": "https://x.example/"}, "Edit"),
    ],
)
def test_a_deed_is_done_taken_back_and_done_again(
    shell: Shell,
    catalog: Catalog,
    arguments: list[str],
    link_id: int,
    becomes: dict[str, str],
    words: str,
) -> None:
    before = held(catalog)
    version = str(catalog.find(link_id).version)
    told = shell.run(*arguments, str(link_id), "--why", "so it is", "--version", version, "--json")
    assert told.code == 0, told.said
    assert told.said.startswith(words)
    (line,) = told.lines
    assert line["id"] == link_id
    assert not line["proposed"]
    assert {name: line[name] for name in becomes} == becomes
    assert trail(catalog)[-1].startswith("maria ")
    assert trail(catalog)[-1].endswith(f" {link_id} so it is")
    after = held(catalog)
    assert {key for key in after if after[key] != before[key]} == {link_id}

    undone = shell.run("undo", "--json")
    assert (undone.code, undone.lines[0]["changed"]) == (0, 1)
    assert held(catalog) == before
    again = shell.run("redo", "--json")
    assert (again.code, again.lines[0]["title"]) == (0, undone.lines[0]["title"])
    assert {name: str(held(catalog)[link_id][name]) for name in becomes} == becomes


def test_of_a_page_that_is_approved_the_trail_tells(shell: Shell, catalog: Catalog) -> None:
    told = shell.run("approve", str(GOOD), "--why", "new design", "--json")
    assert (told.code, told.said) == (
        0,
        "Approved the page of 1 link.\n"
        "It counts from the next check on, which is due on 2026-10-15.\n",
    )
    assert trail(catalog)[-1] == f"maria approve {GOOD} new design"


def test_several_links_are_one_act_however_often_one_is_named(
    shell: Shell, catalog: Catalog
) -> None:
    before = held(catalog)
    told = shell.run("retire", str(DEAD), str(MOVED), str(DEAD), "--json")
    assert [line["id"] for line in told.lines] == [DEAD, MOVED]
    assert told.said == "Retired 2 links.\n"
    listed = shell.on_terminal("acts", "--who", "maria").out
    assert listed == "2026-10-09 12:00 UTC  maria  Retire 2 links  (2 links changed)\n"

    assert shell.run("undo").said == "Undone: Retire 2 links (2 links).\n"
    assert held(catalog) == before
    (undo, act) = shell.run("acts", "--limit", "2", "--json").lines
    assert (undo["kind"], undo["undone"], act["kind"], act["undone"]) == ("undo", False, "do", True)
    nothing = shell.run("undo")
    assert (nothing.code, nothing.said) == (1, "There is nothing to take back.\n")
    assert shell.run("redo").code == 0
    nothing = shell.run("redo")
    assert (nothing.code, nothing.said) == (1, "There is nothing to do again.\n")


def test_a_query_s_links_stand_each_for_themselves_and_are_one_act(
    shell: Shell, catalog: Catalog
) -> None:
    before = held(catalog)
    told = shell.run("submit", "--where", "category:job-banks -state:published", "--json")
    assert told.code == 1
    done = [line for line in told.lines if "refused" not in line]
    assert [line["id"] for line in done] == [DRAFT]
    refused = {line["id"]: line["refused"] for line in told.lines if "refused" in line}
    assert set(refused) == {WAITING, OLD}
    assert told.said.startswith("Sent 1 link on for approval.\nNot done: link ")
    assert shell.run("undo").code == 0
    assert held(catalog) == before


def test_a_query_that_means_nothing_does_nothing(shell: Shell) -> None:
    told = shell.run("retire", "--where", "state:published nowhere", "--json")
    assert (told.code, told.out, told.said) == (0, "", "Retired 0 links.\n")
    assert shell.run("acts", "--who", "maria").out == ""


def test_many_links_are_done_in_steps_and_taken_back_as_one(
    sqlite_url: str, tmp_path: Path
) -> None:
    """More links than one transaction takes."""
    shell = Shell(tmp_path, sqlite_url)
    catalog = shell.catalog()
    with catalog.change(who="eve") as change:
        for number in range(450):
            add_link(change, fields(f"https://host-{number}.example/", f"Jobs {number}"))
    before = held(catalog)
    told = shell.run("edit", "--where", "jobs", "--set", "steward=jo", "--json")
    assert (told.code, len(told.lines), told.said) == (0, 450, "Edited 450 links.\n")
    assert {link["steward"] for link in held(catalog).values()} == {"jo"}
    assert shell.run("undo").said == "Undone: Edit 450 links (450 links).\n"
    assert held(catalog) == before
    catalog.close()


def test_an_act_on_much_of_what_is_published_is_confirmed(sqlite_url: str, tmp_path: Path) -> None:
    """Without a terminal by --yes alone; few links and drafts never are."""
    shell = Shell(tmp_path, sqlite_url)
    catalog = shell.catalog()
    add_links(catalog, [f"https://host-{place}.example/" for place in range(20)])
    add_links(catalog, [f"https://draft-{n}.example/" for n in range(30)], EditorialState.DRAFT)
    refused = shell.run("retire", "--where", "state:published")
    assert (refused.code, catalog.acts("maria")) == (2, [])
    assert refused.said == (
        "Error: Retire 20 links? That is all of the 20 links that are published. To do it, give "
        "--yes.\n"
    )
    eleven = [str(number) for number in range(1, 12)]
    assert "That is 11 of the 20 links" in shell.run("retire", *eleven).said
    assert shell.run("retire", *eleven[:10]).code == 0
    assert shell.run("submit", "--where", "state:draft").said == "Sent 30 links on for approval.\n"
    share = {"JOBBANK_BULK_CONFIRM_SHARE": "1"}
    assert shell.run("snooze", "--where", "state:in_review", **share).code == 0
    assert shell.run("retire", "--where", "state:published", "--yes").said == "Retired 10 links.\n"
    catalog.close()


def test_what_somebody_else_has_changed_since_is_left_and_told(
    shell: Shell, catalog: Catalog
) -> None:
    shell.run("retire", str(GOOD), str(DEAD))
    shell.run("restore", str(GOOD), who="eve")
    told = shell.run("undo", "--json")
    assert told.code == 1
    assert told.lines[0]["changed"] == 1
    assert [left["id"] for left in told.lines[0]["conflicts"]] == [GOOD]
    assert f"Left as it is: link {GOOD}" in told.said
    assert catalog.find(GOOD).state == "draft"
    assert catalog.find(DEAD).state == "published"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["retire"], "name links by their numbers, or give --where QUERY, not both"),
        (["retire", "1", "--where", "state:draft"], "name links by their numbers, or give --where"),
        (["retire", "1", "99"], "there is no link 99"),
        (["retire", str(2**70)], f"there is no link {2**70}"),
        (["retire", "0"], "“0” is not a link number. Find it with: jobbank links --query TEXT"),
        (["retire", "abc"], "“abc” is not a link number"),
        (["retire", "2147483648"], "there is no link 2147483648"),
        (["retire", "²"], "“²” is not a link number"),
        (
            ["retire", "--where", " "],
            "an empty query means all links; give a query that selects some",
        ),
        (["retire", "--where", "verdct:gone"], "did you mean “verdict”?"),
        (["retire", "--where", "verdict:lost"], "There is no “lost” to search for"),
        (["retire", "1", "2", "--version", "1"], "--version goes with the number of one link"),
        (["retire", "--where", "jobs", "--version", "1"], "--version goes with the number of one"),
        (
            ["retire", "1", "--version", "7"],
            "was changed after it was shown (it was at version 7 then",
        ),
        (
            ["submit", "3", "5"],
            "link 5 (“The old one”) cannot be sent on for approval",
        ),
        (["submit", "1"], "it is published, and only drafts can be"),
        (["vouch", "5"], "cannot be vouched for: it is retired"),
        (["approve", "5"], "cannot be given an approved page: it is retired"),
        (["accept", "1"], "nothing of it waits for approval"),
        (["send-back", "4"], "say why you send it back"),
        (["approve", "3"], "the last check saw no page"),
        (["fix", "1"], "needs nothing any more"),
        (["fix", "6"], "link 6 (“The dead one”): Find its new address, or retire it."),
        (["vouch", "1", "--until", "2020-01-31"], "vouch until a day that is to come"),
        (["vouch", "1", "--until", "soon"], "does not match the format"),
        (["snooze", "1", "--until", "2029-01-31"], "snooze until a day that is to come"),
    ],
)
def test_what_cannot_be_done_is_refused_in_plain_words_and_changes_nothing(
    shell: Shell, catalog: Catalog, arguments: list[str], words: str
) -> None:
    before, told_before = held(catalog), trail(catalog)
    told = shell.run(*arguments, "--json")
    assert (told.code, told.out) == (2, "")
    assert words in " ".join(told.said.split())
    assert held(catalog) == before
    assert trail(catalog) == told_before


@pytest.mark.parametrize(
    ("who", "arguments", "words"),
    [
        ("vic", ["submit", "3"], "you are a viewer here and may not change links"),
        ("vic", ["add", "https://x.example/", "--name", "X"], "you are a viewer here"),
        ("vic", ["views", "--save", "Gone", "verdict:gone"], "you are a viewer here"),
        ("nobody", ["edit", "1", "--set", "notes=x"], "you are a viewer here"),
        ("eve", ["retire", "1"], "you are an editor here and may not decide what is published"),
        ("eve", ["accept", "4"], "you are an editor here and may not decide what is published"),
        ("pia", ["people", "--set", "eve", "admin"], "may not change people"),
        ("ada", ["people", "--remove", "ada"], "ada is the only admin"),
    ],
)
def test_who_may_not_is_told_who_may(
    shell: Shell, catalog: Catalog, who: str, arguments: list[str], words: str
) -> None:
    hire(catalog)
    before = held(catalog)
    told = shell.run(*arguments, who=who)
    assert told.code == 2
    assert words in told.said
    assert held(catalog) == before


def test_where_four_eyes_are_asked_for_nobody_accepts_their_own(
    shell: Shell, catalog: Catalog
) -> None:
    four: dict[str, Any] = {"JOBBANK_FOUR_EYES": "true"}
    own = shell.run("accept", str(WAITING), who="eve", **four)
    assert (own.code, catalog.find(WAITING).state) == (2, "in_review")
    assert "You wrote this yourself; another person must accept it" in own.said
    assert shell.run("accept", str(WAITING), who="pia", **four).code == 0
    refused = shell.run("add", "https://x.example/", "--name", "X", "--publish", **four)
    assert refused.code == 2
    assert "you cannot publish what you add yourself" in refused.said


def test_as_processes_of_their_own_deeds_keep_their_channels_apart(shell: Shell) -> None:
    settings = {"JOBBANK_DATABASE": shell.url, "JOBBANK_USER": "maria"}
    done = jobbank(shell.folder, "retire", str(DEAD), "--json", settings=settings)
    assert (done.returncode, done.stderr) == (0, "Retired 1 link.\n")
    assert json.loads(done.stdout)["state"] == "retired"
    refused = jobbank(shell.folder, "restore", str(GOOD), "--json", settings=settings)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("Error: link 1 (“The good one”) cannot be restored")


def test_of_many_links_that_are_cut_off_what_was_done_can_be_taken_back(
    sqlite_url: str, tmp_path: Path
) -> None:
    number = 3000
    catalog = Shell(tmp_path, sqlite_url).catalog()
    with catalog.change(who="eve") as change:
        for place in range(number):
            add_link(change, fields(f"https://host-{place}.example/", f"Jobs {place}"))
    before = held(catalog)
    settings = {"JOBBANK_DATABASE": sqlite_url, "JOBBANK_USER": "maria"}
    with subprocess.Popen(
        [sys.executable, "-m", "tui.cli.main", "edit", "--where", "jobs", "--set", "steward=jo"],
        cwd=tmp_path,
        env=environment(settings),
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        while not catalog.acts("maria") and child.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                child.wait(0.01)
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=60)
    done = sum(link["steward"] == "jo" for link in held(catalog).values())
    assert 0 < done < number, said
    assert child.returncode == 1
    told = re.search(r"Cut off after ([\d,]+) of 3,000 links; `jobbank undo` takes what", said)
    assert told is not None
    # The last step may have been kept without there being time to count it.
    assert 0 <= done - int(told[1].replace(",", "")) <= BATCH
    assert said.endswith("Stopped.\n")
    undone = catalog.undo("maria")
    assert undone is not None
    assert (undone.title, undone.changed) == (f"Edit 3,000 links, {done:,} of them done", done)
    assert held(catalog) == before
    catalog.close()
