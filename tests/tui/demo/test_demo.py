"""The demo: the whole story, offline, with nothing of the user's own touched."""

import json
import re
import signal
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

import pytest
import sqlalchemy as sa

from crawler.simulation.story import story, story_links
from directory.catalog.catalog import Catalog
from directory.model.reasons import Reason
from directory.model.tables import metadata
from tests.tui.running import jobbank
from tests.tui.terminal import Terminal, command, terminal

pytestmark = pytest.mark.slow

_CONTROLS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_WEBSITE = re.compile(r"http://127\.0\.0\.1:\d+/")


class Played(NamedTuple):
    """A demo that was played to its end. folder: where; said: all that it wrote, as text; page:
    the site that it served."""

    folder: Path
    said: str
    page: bytes


def _shows(screen: Terminal, text: bytes) -> bool:
    return text in screen.raw


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """On a terminal, where it ends by serving the website until Ctrl+C."""
    folder = tmp_path_factory.mktemp("demo")
    # The user's own settings must not leak into the story.
    settings = {"JOBBANK_DATABASE": "sqlite:///mine.db"}
    demo = command("-m", "tui.cli.main", "demo")
    with terminal(folder, demo, size=(120, 40), settings=settings) as screen:
        for stage in (b"Day 1.", b"Day 4.", b"Day 8.", b"Ctrl+C ends the demo."):
            screen.until(partial(_shows, screen, stage))
        said = _CONTROLS.sub("", screen.raw.decode()).replace("\r\n", "\n")
        with urlopen(f"{_WEBSITE.findall(said)[-1]}site/", timeout=10) as page:
            served = page.read()
        screen.process.send_signal(signal.SIGINT)
        assert screen.ends() == 0
    return Played(folder, said, served)


def its_exit_pages_show_the_policy_of_the_destination_and_our_own(played: Played) -> None:
    release = played.folder / "jobbank-demo" / "release"
    directory = json.loads((release / "directory.json").read_bytes())
    shown = [one for one in directory["links"] if one["exit_notice"]["page"] and one["privacy_url"]]
    assert len(shown) > 50
    for link in shown[:5]:
        page = (release / link["exit_notice"]["page"] / "index.html").read_text("utf-8")
        assert f'href="{link["privacy_url"]}"' in page
        assert f'href="{directory["publisher"]["privacy_url"]}"' in page


def it_tells_what_staff_would_see(played: Played) -> None:
    story = played.said
    for words in ("Day 0", "Day 8", "What staff see", "Held back", "It verifies", "More to try"):
        assert words in story
    assert "gone        Lakeside College: welding" in story
    assert "failing     Milltown Job Board" in story


def what_it_suggests_to_do_next_works(played: Played) -> None:
    folder, story, _ = played
    suggestions = [line.strip() for line in story.splitlines() if line.startswith("  jobbank ")]
    assert len(suggestions) >= 4
    for suggestion in suggestions:
        done = jobbank(folder / "jobbank-demo", *suggestion.split()[1:])
        assert done.returncode == 0, (suggestion, done.stderr)


def it_tells_what_a_visitor_of_the_website_sees(played: Played) -> None:
    story = played.said
    assert re.search(r"Job banks → .+ → “You are going to [a-z0-9.-]+”", story)
    assert "│ You are about to leave the website of Example Workforce Agency" in story
    assert re.search(r"by an ordinary link, to https?://", story)


def on_a_terminal_it_ends_by_serving_the_website(played: Played) -> None:
    assert b"Directory of links" in played.page


def health_was_confirmed_over_the_days(played: Played) -> None:
    listed = jobbank(played.folder / "jobbank-demo", "links", "--json").stdout
    links = {link["name"]: link for link in map(json.loads, listed.splitlines())}
    assert links["Harbor Jobs"]["health"]["verdict"] == "changed"
    milltown = links["Milltown Job Board"]["health"]
    assert (milltown["verdict"], milltown["confirmed"]) == ("failing", True)
    assert milltown["since"].startswith("2026-10-10T")
    assert links["Summit Staffing"]["health"]["verdict"] == "ok"
    assert links["CalJOBS"]["health"]["reason"] == "robots"


def each_crawl_found_what_the_story_tells(played: Played) -> None:
    """Of every link on every day: each line of the story, and each job bank as it was observed."""
    links, spans = metadata.tables["link"], metadata.tables["health_span"]
    query = sa.select(links.c.url, spans.c.first_at, spans.c.last_at, spans.c.reason).join(
        spans, links.c.id == spans.c.link_id
    )
    url = f"sqlite:///{played.folder / 'jobbank-demo' / 'jobbank.db'}"
    with closing(Catalog.open(url)) as demo, demo.reading() as connection:
        found = list(connection.execute(query))
    made_up = {link.url for link in story_links()}
    world = story({row.url for row in found} - made_up)
    assert made_up <= world.expected(0).keys()
    for number in (0, *(day.number for day in world.days)):
        day = world.moment(number).date()
        that_day = {
            row.url: Reason(row.reason)
            for row in found
            if row.first_at.date() <= day <= row.last_at.date()
        }
        assert that_day == world.expected(number), number
    assert world.expected(0)["https://marianaslabor.net/jvapub_list.asp"] is Reason.OK


def the_dangerous_link_is_not_released(played: Played) -> None:
    text = (played.folder / "jobbank-demo" / "release" / "directory.json").read_text("utf-8")
    assert "harbor-jobs.example" not in text
    assert "usajobs.gov" in text


def a_folder_that_is_there_is_left_alone(played: Played) -> None:
    done = jobbank(played.folder, "demo")
    assert done.returncode == 2
    assert "exists already" in done.stderr
    assert not (played.folder / "mine.db").exists()


def test_the_whole_story_can_be_followed(played: Played, subtests: pytest.Subtests) -> None:
    """One test, since workers that shared it would each play the demo."""
    for holds in (
        it_tells_what_staff_would_see,
        what_it_suggests_to_do_next_works,
        it_tells_what_a_visitor_of_the_website_sees,
        its_exit_pages_show_the_policy_of_the_destination_and_our_own,
        on_a_terminal_it_ends_by_serving_the_website,
        health_was_confirmed_over_the_days,
        each_crawl_found_what_the_story_tells,
        the_dangerous_link_is_not_released,
        a_folder_that_is_there_is_left_alone,
    ):
        with subtests.test(holds.__name__):
            holds(played)
