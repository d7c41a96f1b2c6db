"""Keys that ask the web, at a real terminal over a simulated one, and where the cursor is after
what they do."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.links import edit_link
from directory.model.vocab import EditorialState
from tests.behaviours import Fleet
from tests.crawler.suggesting import listing, page, site
from tests.directory.publishing.samples import NOW
from tests.tui import piloting as p
from tests.tui.terminal import curating_at
from tests.tui.test_terminal import acts, at, catalog, furnished, here, is_at, over, seat

__all__ = ["at", "catalog", "furnished", "here"]  # fixtures, and what they need

pytestmark = pytest.mark.slow

#: Where the page is now that was approved as “Jobs in Elm County”.
NEW = "https://site-2.example/county/jobs-in-elm-county"
LOST = {
    "/": page("Site 2"),
    "/sitemap.xml": listing(NEW),
    "/county/jobs-in-elm-county": page("Jobs in Elm County | Site 2"),
}
CTRL_S = "\x13"
SITES = {f"site-{number}.example": "ok" for number in range(p.PARKED, p.DUE + 1)}


def test_a_check_by_key_is_stored_beside_the_work(here: Path, catalog: Catalog) -> None:
    """What was never checked is checked, and leaves the queue."""
    with Fleet(SITES, clock=NOW) as web, seat(here, over(web)) as terminal:
        terminal.shows("1 of 11")
        terminal.type("G", "k", "k", "k")
        is_at(terminal, p.UNSEEN)
        terminal.type("r")
        terminal.shows("Checked “Link 9”: ok")
        terminal.until(lambda: not any("Link 9" in line for line in terminal.lines[2:]))
        with catalog.reading() as connection:
            asked = f"SELECT verdict FROM health WHERE link_id = {p.UNSEEN}"  # noqa: S608  a number
            assert connection.exec_driver_sql(asked).scalar() == "ok"


def test_marked_links_are_checked_by_one_key(here: Path, catalog: Catalog) -> None:
    """What is there again is gone no more at once."""
    with Fleet(SITES, clock=NOW) as web, seat(here, over(web)) as terminal:
        terminal.type("j")
        is_at(terminal, p.GONE)
        terminal.type("*")
        terminal.shows("2 marked")
        terminal.type("r")
        terminal.shows("Checked 2 links:")
        terminal.until(lambda: not any("x gone" in line for line in terminal.lines))
        assert acts(catalog) == []


def test_while_the_filters_have_the_keys_none_decides(here: Path, catalog: Catalog) -> None:
    with seat(here) as terminal:
        is_at(terminal, p.PARKED)
        terminal.type("f")
        terminal.shows("What needs a person")
        terminal.type("d")
        terminal.shows("The filters have the focus")
        assert acts(catalog) == []
        assert catalog.find(p.PARKED).state is EditorialState.PUBLISHED


def test_for_a_page_that_is_gone_the_suggested_step_is_to_find_its_new_address(
    here: Path, catalog: Catalog
) -> None:
    """The same key offers what was found; it never retires the link."""
    sites = SITES | {"site-2.example": site(LOST)}
    with (
        Fleet(sites, clock=NOW) as web,
        seat(here, over(web) | {"JOBBANK_ARCHIVE": ""}) as terminal,
    ):
        terminal.type("j")
        is_at(terminal, p.GONE)
        terminal.shows("Find its new address (F), or retire it (d).")
        terminal.type(".")
        terminal.shows("Found where “Link 2” may be now (1)")
        assert acts(catalog) == []
        terminal.type("F")
        terminal.shows("Where “Link 2” may be now", NEW)
        terminal.type("\r")
        terminal.until(lambda: catalog.find(p.GONE).url == NEW)
    assert catalog.find(p.GONE).state is EditorialState.PUBLISHED


def test_after_a_link_is_added_the_cursor_is_on_it(here: Path, catalog: Catalog) -> None:
    with seat(here) as terminal:
        is_at(terminal, p.PARKED)
        terminal.type("n")
        terminal.shows("Address", "Name (en)")
        terminal.type("https://jobs.elm.example/new", "\t", "New jobs", CTRL_S)
        terminal.shows("Added as a draft")
        terminal.until(lambda: any(line.startswith("▸") and "New jobs" in line
                                   for line in terminal.lines))  # fmt: skip
        terminal.type(">")  # it is the new link that is sent on
        terminal.until(lambda: catalog.find(13).state is EditorialState.IN_REVIEW)


def test_an_edit_in_the_queue_keeps_the_place(here: Path, catalog: Catalog) -> None:
    """A link of which the address is changed is unchecked then, and goes to another group."""
    with seat(here) as terminal:
        terminal.type("j")
        is_at(terminal, p.GONE)
        terminal.type("e")
        terminal.shows("Link 2 · published")
        terminal.type("\x1b[Z", "/more", CTRL_S)
        is_at(terminal, p.GONE_TOO)
        terminal.shows("2 of 11")
    assert catalog.find(p.GONE).url.endswith("/more")


def test_a_list_read_while_the_form_is_open_keeps_the_place(here: Path, catalog: Catalog) -> None:
    """As when the app sees what the form wrote before the form is closed."""
    with seat(here) as terminal:
        terminal.type("j")
        is_at(terminal, p.GONE)
        terminal.type("e")
        terminal.shows("Link 2 · published")
        link = catalog.find(p.GONE)
        with catalog.change(who="maria") as change:
            edit_link(change, p.GONE, link.version, {"url": f"{link.url}/more"})
        terminal.type("\x1b")
        is_at(terminal, p.GONE_TOO)
        terminal.shows("2 of 11")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_preview_shows_the_exit_notice_at_every_width(here: Path, size: tuple[int, int]) -> None:
    settings = {"JOBBANK_SIMULATION": "now.json", "JOBBANK_USER": "maria"}
    with curating_at(here, settings, size) as terminal:
        terminal.shows("1 Queue", "1 of ")
        terminal.until(lambda: any("▸" in line and "Link 1 " in line for line in terminal.lines))
        terminal.type("p")
        terminal.until(lambda: any("[Exit" in line or "▸Exit" in line for line in terminal.lines))


def test_a_link_that_is_held_back_is_released_with_a_reason_and_a_last_day(
    here: Path, catalog: Catalog
) -> None:
    with seat(here) as terminal:
        is_at(terminal, p.PARKED)
        terminal.type("L")
        terminal.shows("Release: why is this page safe for visitors?")
        terminal.type("it is the county's own page\r")
        terminal.shows("Until which day?", (NOW.date() + timedelta(days=90)).isoformat())
        terminal.type("\x15soon\r")
        terminal.shows("“soon” is no such day.")
        terminal.type("\x15" + "2026-12-31\r")
        terminal.until(lambda: catalog.find(p.PARKED).released_until == date(2026, 12, 31))
        is_at(terminal, p.GONE)
        assert acts(catalog) == ["Release “Link 1”"]


def test_an_approved_page_counts_from_a_check_that_is_named(here: Path, catalog: Catalog) -> None:
    with seat(here) as terminal:
        for _ in range(6):
            terminal.type("j")
        is_at(terminal, p.CHANGED)
        terminal.type("b")
        terminal.shows("Approved the page of “Link 7”", "from the next check on")
    assert acts(catalog) == ["Approve the page of “Link 7”"]
