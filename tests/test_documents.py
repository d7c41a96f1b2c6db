"""The documents: commands run, tables are those of the code, links lead to what exists."""

import re
import shlex
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click
import msgspec
import pytest

from crawler.simulation.simulation import load_simulation, save_simulation
from crawler.simulation.story import story
from directory.model.vocab import Role, Verdict
from directory.rules.lifecycle import CONFIRMATION
from directory.rules.notice_rules import DEFAULT, SHOWN_AS
from directory.rules.queue import QueueKind
from tests.documents import (
    DOCS,
    README,
    ROOT,
    TABLES,
    commands_named,
    fault_of,
    pages,
    shell_blocks,
    with_table,
)
from tests.rows import each
from tests.tui.running import jobbank_process, simulated
from tui.cli.main import jobbank as group

COMMANDS = group.list_commands(click.Context(group))
STARTER = (ROOT / "data" / "links.csv").read_text(encoding="utf-8")
LINKS = "url,name,category\nhttps://jobs.example/,Example jobs,job-banks\n"
NAMED = ["https://jobs.example/", "https://www.careeronestop.org/jobs-for-staff"]
#: Commands that bring a catalog into the state in which a page begins.
_WORKING = ("init", "crawl", "export release --anyway")
BEGINS = dict.fromkeys(("README.md", "staff.md", "policy.md", "website.md"), _WORKING)
RUN = [
    page
    for page in pages()
    if any(block.marker == "run" for block in shell_blocks(page)) and page != README
]
#: Blocks of the README that `.ci/run` runs.
_BY_CI = {"try", "test"}


@pytest.fixture(scope="module")
def settings() -> Iterator[dict[str, str]]:
    """Settings under which commands see a simulated web that has all links of the documents."""
    urls = re.findall(r"^(https?://[^,\n]+),", STARTER, re.MULTILINE)
    with story([*urls, *NAMED]).fleet() as fleet:
        yield simulated(fleet) | {"JOBBANK_AGENCY": "Department of Labor"}


def run_line(folder: Path, command: str, settings: dict[str, str]) -> None:
    """Run a line of a document; output that it writes to a file is written there."""
    words = shlex.split(command)
    file = None
    if len(words) > 2 and words[-2] == ">":
        *words, _, name = words
        file = folder / name
    program, *arguments = words
    if program == "echo":
        assert file is not None
        file.write_text(" ".join(arguments) + "\n", encoding="utf-8")
        return
    assert program == "jobbank", command
    done = jobbank_process(folder, *arguments, settings=settings)
    assert done.returncode in (0, 1), (command, done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    if file is not None:
        file.write_text(done.stdout, encoding="utf-8")


def _an_hour_later(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    """The settings with a later clock: each command begins at the simulated present, so without it
    a release could be made after the commands that follow."""
    simulation = load_simulation(Path(settings["JOBBANK_SIMULATION"]))
    assert simulation.clock is not None
    later = msgspec.structs.replace(simulation, clock=simulation.clock + timedelta(hours=1))
    save_simulation(folder / "later.json", later)
    return settings | {"JOBBANK_SIMULATION": str(folder / "later.json")}


@pytest.mark.slow
@pytest.mark.parametrize("page", [*RUN, README], ids=lambda page: page.name)
def test_the_commands_of_a_page_run_in_their_order(
    page: Path, tmp_path: Path, settings: dict[str, str]
) -> None:
    (tmp_path / "links.csv").write_text(LINKS, encoding="utf-8")
    for language in ("en", "es"):
        (tmp_path / f"{language}.txt").write_text("{agency} / {name} ({host}).", encoding="utf-8")
    for command in BEGINS.get(page.name, ()):
        run_line(tmp_path, f"jobbank {command}", settings)
    settings = _an_hour_later(tmp_path, settings)
    for block in shell_blocks(page):
        if block.marker == "run" and block.name not in _BY_CI:
            for command in block.commands:
                run_line(tmp_path, command, settings)


@each("page", pages())
def test_each_block_with_commands_is_run_or_says_why_not(page: Path) -> None:
    for block in shell_blocks(page):
        if any(command.startswith("jobbank ") for command in block.commands):
            assert block.marker and block.name, block.commands


@each("page", pages())
def test_each_command_that_a_page_names_exists_with_its_options(page: Path) -> None:
    assert [fault for one in commands_named(page) if (fault := fault_of(one, group))] == []


@each("name", [name for name in COMMANDS if name != "help"])
def test_every_command_is_in_a_document(name: str) -> None:
    named = [command for page in pages() for command in commands_named(page)]
    assert any(command.split()[1:2] == [name] for command in named)


@each("kind", list(QueueKind)[: list(QueueKind).index(QueueKind.DRAFT)])
def test_the_page_for_staff_has_each_group_of_the_queue_by_its_heading(kind: QueueKind) -> None:
    assert f"| {kind.heading} |" in (DOCS / "staff.md").read_text("utf-8")


def test_each_key_on_the_page_for_staff_is_in_the_table_of_keys() -> None:
    keys = (DOCS / "keys.md").read_text("utf-8")
    named = set(re.findall(r"`(ctrl\+\w|[^`\w]|\w)`", (DOCS / "staff.md").read_text("utf-8")))
    assert {"d", ".", "u", "ctrl+s"} <= named
    assert [key for key in sorted(named) if f"`{key}`" not in keys] == []


@each("role", list(Role))
def test_the_page_for_staff_has_each_role(role: Role) -> None:
    assert f"| {role.value} |" in (DOCS / "staff.md").read_text("utf-8")


@each("verdict", list(Verdict))
def test_the_glossary_says_what_confirms_a_verdict_as_the_code_has_it(verdict: Verdict) -> None:
    rule = CONFIRMATION[verdict]
    number = f"{rule.looks} check{'s' if rule.looks > 1 else ''}"
    span = f" over {rule.span // timedelta(hours=1)} hours" if rule.span else ""
    row = next(
        line
        for line in (DOCS / "glossary.md").read_text("utf-8").splitlines()
        if line.startswith(f"| `{verdict.value}` |")
    )
    assert f"| {number}{span}" in row


def test_the_page_on_policy_has_the_default_rules() -> None:
    table = (DOCS / "policy.md").read_text("utf-8").partition("| the destination |")[2]
    rows = table.partition("\n\n")[0].splitlines()[2:]
    assert len(rows) == len(DEFAULT.exit)
    for row, rule in zip(rows, DEFAULT.exit, strict=True):
        shown = f"{SHOWN_AS[rule.show]} |" if rule.notice else "| none |"
        assert (f"`{rule.notice}`" in row if rule.notice else True) and shown in row, row
    _, _, unknown, _ = DEFAULT.exit
    assert all(f"`{one}`" in rows[2] for one in unknown.when.operator_classes)


@pytest.mark.parametrize("name", TABLES)
def test_a_generated_table_is_that_of_the_code(name: str) -> None:
    hint = "run: python -m tests.documents --write"
    assert with_table(name) == TABLES[name].read_text("utf-8"), hint


@each("page", [*pages(), *ROOT.glob("*.md"), *ROOT.glob("*/README.md")])
def test_links_between_documents_lead_to_files_and_headings(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"\w+:", target):
            continue
        name, _, place = target.partition("#")
        file = page.parent / name if name else page
        assert file.exists() or file == DOCS / "cli.md", target
        if place:
            assert place in places(file), target


def places(file: Path) -> set[str]:
    """Return the names by which the headings of a document are linked to."""
    headings = re.findall(r"^#+ (.*)$", file.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}


def test_a_command_or_an_option_that_does_not_exist_is_found() -> None:
    assert fault_of("jobbank notices rules show --json", group) == ""
    assert "no command “rule”" in fault_of("jobbank notices rule", group)
    assert "--jsn" in fault_of("jobbank links --jsn", group)
