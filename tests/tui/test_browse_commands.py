"""The commands that show: links by a query or a view, show, runs, queue, views, people."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.links import edit_link
from directory.catalog.people import set_person
from directory.catalog.views import save_view
from directory.model.reasons import Reason
from directory.model.vocab import NoticeKind, Role, RunStatus
from directory.program import account_name
from directory.rules.network_health import Canaries, Watch
from tests.clocks import NOW
from tests.databases import filled_sqlite
from tests.directory.pages import JOBS, crawl_pages, page_look
from tests.directory.publishing.samples import DISCLAIMERS, EXITS, add_notice
from tests.directory.samples import HOLDER
from tests.tui.in_process import Shell
from tests.tui.running import jobbank
from tests.tui.stock import DEAD, DRAFT, GOOD, MOVED, NEW_ADDRESS, OLD, WAITING, hire, stocked

pytestmark = pytest.mark.slow

AGENCY = {"JOBBANK_AGENCY": "Office of Work", "JOBBANK_CONTACT": "links@work.example"}
#: A title that writes the clipboard, turns the reading round, and passes for a line of ours.
EVIL = "Jobs\x1b]52;c;aGk=\x07 \u202eback\u2028State: retired\nVersion: 9"


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


def add_notices(catalog: Catalog) -> None:
    """The notices that every release needs."""
    with catalog.change(who="ada") as change:
        for slug in DISCLAIMERS:
            add_notice(change, slug, NoticeKind.DISCLAIMER, "{agency}: {name}.")
        for slug in EXITS:
            add_notice(
                change, slug, NoticeKind.EXIT, "You leave {agency} for {host}; ask {contact}."
            )


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["--search", "state:published"], [DEAD, GOOD, MOVED]),
        (["--search", "verdict:gone,moved"], [DEAD, MOVED]),
        (["--search", "-state:published"], [DRAFT, OLD, WAITING]),
        (["--search", "wait"], [WAITING]),
        (["--search", "the state:draft,in_review"], [DRAFT, WAITING]),
        (["--search", "category:none"], []),
        (["--search", "one", "--state", "draft"], [DRAFT]),
        (["--search", "one", "--verdict", "moved"], [MOVED]),
        (["--search", "state:published", "--query", "OVED"], [MOVED]),
        (["--view", "Published"], [DEAD, GOOD, MOVED]),
        (["--view", " Published ", "--search", "verdict:ok"], [GOOD]),
        (["--view", "Published", "--verdict", "gone", "--query", "dead.example"], [DEAD]),
        (["--verdict", "gone"], [DEAD]),
        (["--query", "moved", "--state", "published"], [MOVED]),
    ],
)
def test_links_are_found_by_every_option_and_by_all_together(
    shell: Shell, catalog: Catalog, arguments: list[str], found: list[int]
) -> None:
    with catalog.change(who="ada") as change:
        save_view(change, "Published", "state:published")
    told = shell.run("links", *arguments, "--json")
    assert (told.code, told.said) == (0, "")
    assert [line["id"] for line in told.lines] == found


def test_the_best_come_first_and_each_has_the_keys_that_all_have(
    shell: Shell, catalog: Catalog
) -> None:
    with catalog.change(who="ada") as change:
        edit_link(change, OLD, catalog.find(OLD).version, {"notes": "once a good one, moved"})
        edit_link(change, DRAFT, catalog.find(DRAFT).version, {"names": {"en": "Moved moved"}})
    lines = shell.run("links", "--search", "moved", "--json").lines
    assert {line["id"] for line in lines} == {MOVED, DRAFT, OLD}
    assert lines[-1]["id"] == OLD, "a word in the notes counts less than one in the name"
    all_lines = shell.run("links", "--json").lines
    assert [line["id"] for line in all_lines] == [1, 2, 3, 4, 5, 6]
    assert next(line for line in lines if line["id"] == MOVED) == all_lines[MOVED - 1]
    table = shell.run("links", "--search", "moved")
    assert table.said == "3 links.\n"
    assert [line.split("\t")[1:] for line in table.out.splitlines()] == [
        [seen, line["state"], line["name"], line["url"]]
        for line, seen in zip(lines, ("never checked", "moved", "never checked"), strict=True)
    ], "one line a link, without a heading"
    shown = shell.on_terminal("links", "--search", "moved", NO_COLOR="1", TERM="dumb").out
    assert shown.split()[:5] == ["id", "health", "state", "name", "address"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--search", "verdct:gone"], "did you mean “verdict”?"),
        (["--search", "category:jobs"], "There is no “jobs” to search for with “category:”"),
        (["--search", "x" * 1001], "This is too long for a search"),
        (["--view", "Mine"], "there is no saved view “Mine”; `jobbank views` lists them"),
    ],
)
def test_a_query_that_cannot_be_understood_is_refused_in_plain_words(
    shell: Shell, arguments: list[str], words: str
) -> None:
    told = shell.run("links", *arguments, "--json")
    assert (told.code, told.out) == (2, "")
    assert words in told.said


def test_views_are_kept_listed_and_dropped(shell: Shell) -> None:
    assert shell.run("views", "--save", "Dead", "verdict:gone  night").said == "Done.\n"
    (line,) = shell.run("views", "--json").lines
    assert line == {"name": "Dead", "query": "verdict:gone night", "who": "maria"}
    assert shell.run("views").out == "Dead\tverdict:gone night\n"
    assert shell.on_terminal("views").out == "Dead: verdict:gone night\n"
    bad = shell.run("views", "--save", "Bad", "verdict:lost")
    assert (bad.code, shell.run("views").out) == (2, "Dead\tverdict:gone night\n")
    assert shell.run("views", "--drop", "Dead").code == 0
    missing = shell.run("views", "--drop", "Dead")
    assert missing.code == 2
    assert "there is no saved view “Dead”" in missing.said
    assert shell.run("views").out == ""


def test_another_name_than_that_of_the_account_acts_where_an_admin_allows_it(
    shell: Shell, catalog: Catalog
) -> None:
    with catalog.change(who="ada") as change:
        set_person(change, "ada", Role.ADMIN)
        set_person(change, account_name(), Role.ADMIN)
    for arguments in (
        ["retire", str(GOOD)],
        ["views", "--save", "Dead", "verdict:gone"],
        ["export", str(shell.folder / "release")],
        ["rejudge"],
        ["undo"],
        ["people", "--other-names", "yes"],
    ):
        told = shell.run(*arguments, who="ada")
        assert (told.code, told.out) == (2, "")
        assert "(JOBBANK_USER) asks to act as “ada”. This catalog accepts changes only" in told.said
    assert shell.run("links", who="ada").code == 0
    assert catalog.find(GOOD).version == 1
    assert not (shell.folder / "release").exists()
    assert shell.run("people", "--other-names", "yes", who="").said == "Done.\n"
    assert shell.run("retire", str(GOOD), who="ada").code == 0
    assert "(JOBBANK_USER) are allowed.\n" in shell.run("people").said
    assert shell.run("people", "--other-names", "no", who="ada").code == 2
    assert shell.run("people", "--other-names", "no", who=account_name()).code == 0
    assert shell.run("restore", str(GOOD), who="ada").code == 2


def test_people_are_listed_with_their_roles(shell: Shell, catalog: Catalog) -> None:
    told = shell.run("people")
    assert (told.out, told.said) == ("", "No one is listed: everybody may do everything.\n")
    first = shell.run("people", "--set", "eve", "editor")
    assert first.code == 2
    assert "the first person must be an admin" in first.said
    hire(catalog)
    both = ("--set", "vic", "editor", "--set", "pat", "viewer")
    assert shell.run("people", *both, who="ada").code == 0
    assert "pat\tviewer" in shell.run("people", who="ada").out
    assert shell.run("people", "--remove", "pat", who="ada").code == 0
    assert shell.run("people", "--remove", "eve", who="ada").code == 0
    listed = shell.run("people", "--json").lines
    assert {one["name"]: one["role"] for one in listed} == {
        "ada": "admin", "pia": "publisher", "vic": "editor",
    }  # fmt: skip
    no_role = shell.run("people", "--set", "eve", "boss", who="ada")
    assert no_role.code == 2
    assert "“boss” is not a role; the roles are viewer, editor, publisher, admin" in no_role.said


def test_the_queue_says_of_each_link_what_to_do(shell: Shell, catalog: Catalog) -> None:
    told = shell.run("queue", "--json")
    assert (told.code, told.said) == (1, "4 links in the queue.\n")
    fixes = {line["id"]: line["fix"] for line in told.lines}
    assert fixes == {DEAD: "find-address", MOVED: "take-address", DRAFT: "submit", WAITING: None}
    assert told.lines[0]["id"] == DEAD, "the worst first"
    assert told.lines[0]["findings"] == [{"reason": "not-found", "verdict": "gone", "evidence": ""}]
    assert told.lines[-1]["findings"] == [], "it was never checked"
    plain = shell.on_terminal("queue").out
    assert all(f"  {line['id']}  {line['name']}" in plain for line in told.lines)
    assert all(f"      {line['advice'].rstrip('.')}" in plain for line in told.lines)
    assert "or start a crawl: jobbank crawl" in plain
    rows = [line.split("\t") for line in shell.run("queue").out.splitlines()]
    assert [(int(row[0]), *row[1:4]) for row in rows] == [
        (line["id"], line["group"], line["name"], line["url"]) for line in told.lines
    ]
    assert {len(row) for row in rows} == {6}
    assert rows[0][4] == "Find its new address, or retire it: jobbank suggest 6"
    for link_id in fixes:
        shell.run("retire", str(link_id))
    done = shell.run("queue")
    assert (done.code, done.out, done.said) == (0, "", "Nothing needs you. Well done.\n")
    assert catalog.find(DEAD).state == "retired"


def test_a_link_released_from_a_danger_is_told_wherever_links_are(
    shell: Shell, catalog: Catalog
) -> None:
    crawl_pages(catalog, [page_look(catalog.find(GOOD), NOW, Reason.PARKED)], NOW)
    (held,) = shell.run("links", "--search", "is:held", "--json").lines
    assert (held["id"], held["held_back"], held["released"]["counts"]) == (GOOD, True, False)
    with catalog.change(who="pia", why="it is theirs") as change:
        until = NOW.date() + timedelta(days=30)
        workflow.release(change, GOOD, catalog.find(GOOD).version, until)
    (line,) = shell.run("links", "--search", "is:released", "--json").lines
    assert (line["id"], line["held_back"]) == (GOOD, False)
    assert line["released"] == {
        "counts": True, "until": "2026-11-08", "for": "parked", "at": NOW.isoformat(), "by": "pia",
    }  # fmt: skip
    shown = shell.run("show", str(GOOD), "--json", **AGENCY).lines[0]
    assert (shown["released"], shown["held_back"]) == (line["released"], False)
    told = shell.run("show", str(GOOD), **AGENCY).out
    assert (
        "Released until 2026-11-08 by pia: visitors are shown it, though it looks dangerous."
        in told
    )
    assert "pia  Released it\n      Why: it is theirs" in told
    assert GOOD not in [line["id"] for line in shell.run("queue", "--json").lines]
    with catalog.change(who="pia") as change:
        day = NOW.date() - timedelta(days=1)
        edit_link(change, GOOD, catalog.find(GOOD).version, {"review_by": day})
    (due,) = [line for line in shell.run("queue", "--json").lines if line["id"] == GOOD]
    assert (due["group"], due["flags"]) == ("review-due", ["released until 2026-11-08"])
    assert "      (released until 2026-11-08)\n" in shell.on_terminal("queue").out


def test_everything_of_a_link_is_told_in_plain_lines(shell: Shell, catalog: Catalog) -> None:
    add_notices(catalog)
    shell.run("vouch", str(MOVED), "--why", "looked at it")
    shell.run("edit", str(MOVED), "--set", "description.es=Uno\nState: retired")
    told = shell.run("show", str(MOVED), **AGENCY)
    assert (told.code, told.said) == (0, "")
    lines = told.out.splitlines()
    assert lines[:3] == [
        f"Link {MOVED}: The moved one", "Address: https://moved.example/", "State: published",
    ]  # fmt: skip
    for line in (
        "maria checked it on 2026-10-09; that counts until 2027-01-07.",
        "    State: retired",
        "Category: Job banks (job-banks)",
        "Kind of operator: Local",
        "  Health: moved since 2026-10-07 12:00 UTC, 2 checks",
        f"  Suggested address: {NEW_ADDRESS}",
        "  Request 1: https://moved.example/: 200 ok",
        "  Title of the page: Jobs in Elm County",
        "    en: You leave Office of Work for moved.example; ask links@work.example.",
    ):
        assert line in lines
    assert [line for line in lines if line.endswith("UTC  maria  Vouched for it")]
    assert "State: retired" not in lines, "no text passes for a line of ours"


def test_as_json_a_link_has_all_keys_of_the_list_and_its_evidence(
    shell: Shell, catalog: Catalog
) -> None:
    add_notices(catalog)
    (listed,) = shell.run("links", "--search", "dead", "--json").lines
    (line,) = shell.run("show", str(DEAD), "--json", **AGENCY).lines
    assert {name: line[name] for name in listed} == listed
    assert [found["reason"] for found in line["findings"]] == ["not-found"]
    assert line["next_steps"][0]["next_step"]
    assert [(span["verdict"], span["looks"]) for span in line["history"]] == [("gone", 2)]
    assert line["hops"][0]["status"] == 404
    assert line["fields"]["operator"] == "Elm County"
    assert line["notices"]["notice"]["slug"] == "exit-government"
    assert [change["what"] for change in line["changes"]] == ["add"]
    assert line["proposal"] is None
    assert not line["older_changes"]


def test_a_link_that_nobody_has_looked_at_is_shown_too(shell: Shell) -> None:
    told = shell.run("show", str(DRAFT))
    assert "  Not checked yet; the next crawl checks it.\n" in told.out
    assert "  What visitors will read cannot be shown now.\n" in told.out
    assert shell.run("show", str(DRAFT), "--json").lines[0]["findings"] == []
    missing = shell.run("show", "99")
    assert (missing.code, missing.said) == (2, "Error: there is no link 99\n")


def test_crawls_are_told_the_newest_first_and_why_one_is_not_believed(
    shell: Shell, catalog: Catalog
) -> None:
    assert shell.run("runs").out.splitlines()[0].split("\t") == [
        "2", "2026-10-08T12:00:00Z", "complete", "all", "3", "1 gone, 1 moved, 1 ok", "",
    ]  # fmt: skip
    plain = shell.on_terminal("runs")
    assert plain.code == 0
    assert plain.out.splitlines()[:2] == [
        "2  2026-10-08 12:00 UTC  complete, all links, 0 s, 3 links checked",
        "    1 gone, 1 moved, 1 ok",
    ]
    begun = catalog.runs.begin(holder=HOLDER, now=NOW, due_only=True, fresh=False)
    catalog.runs.record(begun.run_id, HOLDER, NOW, [page_look(catalog.find(GOOD), NOW)])
    unseen = Watch(at_begin=Canaries.SILENT)
    note = catalog.runs.settle(begun.run_id, now=NOW, status=RunStatus.COMPLETE, watch=unseen).note
    assert note
    told = shell.run("runs", "--limit", "2", "--json")
    assert told.code == 1
    assert [(line["id"], line["status"], line["checked"]) for line in told.lines] == [
        (3, "inconclusive", 1), (2, "complete", 3),
    ]  # fmt: skip
    assert told.lines[0]["note"] == note
    assert f"    Why: {note}\n" in shell.on_terminal("runs").out
    (day, _) = reversed(shell.run("runs", "--health", "--json").lines)
    assert day == {"day": "2026-10-08", "counts": {"gone": 1, "moved": 1, "ok": 1}}
    assert "2026-10-08\t1 gone, 1 moved, 1 ok\n" in shell.run("runs", "--health").out
    plain = shell.on_terminal("runs", "--health")
    assert "2026-10-08  1 gone, 1 moved, 1 ok\n" in plain.out


def test_a_catalog_without_a_crawl_says_how_to_make_one(sqlite_url: str, tmp_path: Path) -> None:
    told = Shell(tmp_path, sqlite_url).run("runs")
    assert (told.code, told.out, told.said) == (
        0,
        "",
        "There has been no crawl yet. Start one: jobbank crawl\n",
    )


def test_no_text_from_outside_acts_on_the_terminal(shell: Shell, catalog: Catalog) -> None:
    at = NOW - timedelta(hours=1)
    page = msgspec.structs.replace(JOBS, title=EVIL)
    crawl_pages(catalog, [page_look(catalog.find(GOOD), at, Reason.DRIFT, page=page)], at)
    told = [
        jobbank(shell.folder, "show", str(GOOD), *as_json, settings={"JOBBANK_DATABASE": shell.url})
        for as_json in ((), ("--json",))
    ]
    for done in told:
        assert done.returncode == 0
        assert not {"\x1b", "\x07", "\u202e", "\u2028"} & set(done.stdout)
    plain, as_json = told
    assert "  Title of the page:\n      Jobs␛]52;c;aGk=␇ <U+202E>back\n" in plain.stdout
    assert "\nVersion: 9\n" not in plain.stdout
    assert as_json.stdout.isascii()
    assert json.loads(as_json.stdout)["page"]["title"] == EVIL
