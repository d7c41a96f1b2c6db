"""docs/cli.md is made of the commands; the keys of JSON lines are those that the commands print."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from crawler.simulation.server import Fleet
from tests.databases import new_sqlite
from tests.tui.running import SITES, environment, jobbank, lines, simulated
from tui.cli.json_keys import JSON_KEYS, JsonKey
from tui.cli.page import PAGE, page

#: How a value of each type of the page is read from JSON.
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str, "time": str, "day": str, "integer": int, "boolean": bool, "object": dict,
    "list of strings": list, "list of objects": list, "null": type(None),
}  # fmt: skip
COMMANDS = {
    "import": ("import", "links.csv", "--publish"),
    "crawl": ("crawl",),
    "acts": ("acts",),
    "runs": ("runs",),
    "health": ("runs", "--health"),
    "links": ("links",),
    "queue": ("queue",),
    "show": ("show", "2"),
    "check": ("check", "https://moved.example/"),
}

pytestmark = pytest.mark.slow


def test_the_page_is_that_of_the_commands() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m tui.cli.page --write"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """The JSON lines of each command, on a catalog with links of all kinds."""
    folder = tmp_path_factory.mktemp("printed")
    new_sqlite(folder / "jobbank.db")
    (folder / "links.csv").write_text(_rows(), "utf-8")
    (folder / "draft.csv").write_text("url,name\nhttps://good.example/draft,Draft\n", "utf-8")
    with Fleet(SITES) as fleet:
        settings = simulated(fleet) | {"JOBBANK_AGENCY": "Elm", "JOBBANK_USER": "maria"}
        told = {}
        for name, words in COMMANDS.items():
            if name == "crawl":
                assert jobbank(folder, "import", "draft.csv", settings=settings).returncode == 0
            told[name] = lines(jobbank(folder, *words, "--json", settings=settings).stdout)
    return told


def _rows() -> str:
    return "url,name\n" + "".join(f"https://{host}/,{host}\n" for host in SITES) + "no,Bad\n"


def keys_of(value: Any, known: set[str], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Each key of an object with its value, also those within, where the page names any."""
    for key, one in value.items():
        name = f"{prefix}{key}"
        yield name, one
        if isinstance(one, dict) and any(other.startswith(f"{name}.") for other in known):
            yield from keys_of(one, known, f"{name}.")
        if isinstance(one, list) and any(other.startswith(f"{name}[].") for other in known):
            for part in one:
                yield from keys_of(part, known, f"{name}[].")


def fits(value: Any, types: str) -> bool:
    """Whether a value is of one of the types of the page."""
    return any(
        isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool))
        for name in types.split(" or ")
    )


def assert_as_listed(found: list[dict[str, Any]], keys: Sequence[JsonKey]) -> None:
    types = {key.name: key.types for key in keys}
    assert found
    seen = set()
    for line in found:
        for name, value in keys_of(line, set(types)):
            assert name in types, "it is not on the page"
            assert fits(value, types[name]), (name, value)
            seen.add(name)
    assert seen == set(types), "the page has keys that no line has"


@pytest.mark.parametrize("name", ["import", "links", "queue", "show", "check", "acts"])
def test_the_keys_of_lines_are_those_of_the_page(
    printed: dict[str, list[dict[str, Any]]], name: str
) -> None:
    (keys,) = JSON_KEYS[name].values()
    assert_as_listed(printed[name], keys)


def test_the_keys_of_a_crawl_are_those_of_the_page(
    printed: dict[str, list[dict[str, Any]]],
) -> None:
    of_links, of_summary = JSON_KEYS["crawl"].values()
    *links, summary = printed["crawl"]
    assert_as_listed(links, of_links)
    assert_as_listed([summary], of_summary)


def test_the_keys_of_runs_and_days_are_those_of_the_page(
    printed: dict[str, list[dict[str, Any]]],
) -> None:
    of_runs, of_days = JSON_KEYS["runs"].values()
    assert_as_listed(printed["runs"], of_runs)
    assert_as_listed(printed["health"], of_days)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("jobbank re", "plain,retire"),
        ("jobbank links --verdict g", "plain,gone"),
        ("jobbank audit v", "plain,verify"),
        ("jobbank help audit v", "plain,verify"),
    ],
)
def test_commands_are_completed(tmp_path: Path, typed: str, offered: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from tui.cli.main import jobbank; jobbank(prog_name='jobbank')"],
        cwd=tmp_path,
        env=environment()
        | {
            "COMP_WORDS": typed,
            "COMP_CWORD": str(len(typed.split()) - 1),
            "_JOBBANK_COMPLETE": "bash_complete",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert offered in done.stdout.splitlines()
