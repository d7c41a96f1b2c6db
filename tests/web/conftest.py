"""A browser, a served release and other websites, for browser tests.

A process starts them once for all tests of this package. They are closed before tests of another
one follow: while Playwright runs, no other event loop could.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from directory.publishing.site.preview import Preview, previewing
from tests.web.browsing import Destination, Watched, elsewhere, launched, session
from tests.web.offered import released_once

#: Opens a page in a new session, with a width and such settings as of `Browser.new_context`.
Opening = Callable[..., Watched]


@pytest.fixture(scope="session")
def offered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with something of everything; see `offered.py`."""
    return released_once(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="package")
def destination() -> Iterator[Destination]:
    """All other websites; its visits are those of all tests."""
    with elsewhere() as server:
        yield server


@pytest.fixture(scope="package")
def browser(destination: Destination) -> Iterator[Browser]:
    """A browser that finds every other website at the destination."""
    with sync_playwright() as playwright:
        browser = launched(playwright, destination.server_port)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def served(offered: Path) -> Iterator[Preview]:
    """The release, served as it should be."""
    with previewing(offered) as preview:
        yield preview


@pytest.fixture
def opening(browser: Browser) -> Iterator[Opening]:
    """Opens pages, each in a new session, and closes them: for tests of what a session stores, and
    for sessions with settings or routes."""
    opened = []

    def open_page(width: int = 1280, **settings: object) -> Watched:
        opened.append(session(browser, width, **settings))
        return opened[-1]

    yield open_page
    for watched in opened:
        watched.context.close()


@pytest.fixture(scope="package")
def shared(browser: Browser) -> Iterator[Watched]:
    """The page of `watched`."""
    watched = session(browser)
    yield watched
    watched.context.close()


@pytest.fixture
def watched(shared: Watched) -> Iterator[Watched]:
    """A blank page, 1280 pixels wide, of a session that tests use one after the other: a new one
    costs more than what most of them do in it."""
    yield shared
    shared.leave()
