"""The demo: the whole story, offline, with nothing of the user's own touched."""

import json
import re
import signal
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.tui.running import jobbank
from tests.tui.terminal import terminal


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder in which the demo has been played, and what it said."""
    folder = tmp_path_factory.mktemp("demo")
    # The user's own settings must not leak into the story.
    done = jobbank(folder, "demo", settings={"JOBBANK_DATABASE": "sqlite:///mine.db"})
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_it_tells_what_staff_would_see(played: tuple[Path, str]) -> None:
    story = played[1]
    for words in ("Day 0", "Day 8", "What staff see", "Held back", "It verifies", "Look further"):
        assert words in story
    assert "gone        Lakeside College: welding" in story
    assert "failing     Milltown Job Board" in story


def test_what_it_suggests_to_do_next_works(played: tuple[Path, str]) -> None:
    folder, story = played
    suggestions = [line.strip() for line in story.splitlines() if line.startswith("  jobbank ")]
    assert len(suggestions) >= 4
    for suggestion in suggestions:
        done = jobbank(folder / "jobbank-demo", *suggestion.split()[1:])
        assert done.returncode == 0, (suggestion, done.stderr)


def test_it_tells_what_a_visitor_of_the_website_sees(played: tuple[Path, str]) -> None:
    _, story = played
    assert re.search(r"Job banks → .+ → “You are going to [a-z0-9.-]+”", story)
    assert "│ You are about to leave the website of Example Workforce Agency" in story
    assert re.search(r"by an ordinary link, to https?://", story)
    assert "jobbank preview release" in story


def test_on_a_terminal_it_ends_by_serving_the_website(tmp_path: Path) -> None:
    with terminal(tmp_path, "-m", "tui.cli.main", "demo", size=(100, 40)) as screen:
        screen.shows("Ctrl+C ends the demo.")
        address = re.findall(r"http://127\.0\.0\.1:\d+/", screen.text)[-1]
        with urlopen(f"{address}site/", timeout=10) as page:
            assert b"Directory of links" in page.read()
        screen.process.send_signal(signal.SIGINT)
        assert screen.ends() == 0


def test_health_was_confirmed_over_the_days(played: tuple[Path, str]) -> None:
    listed = jobbank(played[0] / "jobbank-demo", "links", "--json").stdout
    links = {link["name"]: link for link in map(json.loads, listed.splitlines())}
    assert links["Harbor Jobs"]["health"]["verdict"] == "changed"
    milltown = links["Milltown Job Board"]["health"]
    assert (milltown["verdict"], milltown["confirmed"]) == ("failing", True)
    assert milltown["since"].startswith("2026-10-10T")
    assert links["Summit Staffing"]["health"]["verdict"] == "ok"
    assert links["CalJOBS"]["health"]["reason"] == "robots"


def test_the_dangerous_link_is_not_released(played: tuple[Path, str]) -> None:
    text = (played[0] / "jobbank-demo" / "release" / "directory.json").read_text("utf-8")
    assert "harbor-jobs.example" not in text
    assert "usajobs.gov" in text


def test_a_folder_that_is_there_is_left_alone(played: tuple[Path, str]) -> None:
    done = jobbank(played[0], "demo")
    assert done.returncode == 2
    assert "exists already" in done.stderr
    assert not (played[0] / "mine.db").exists()
