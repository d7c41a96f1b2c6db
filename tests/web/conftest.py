"""A browser, a served release and other websites, for browser tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from directory.publishing.web.preview import Preview, previewing
from tests.web.browsing import Destination, Watched, elsewhere, launched
from tests.web.offered import released

#: Opens a page with such settings of its session, as of `Browser.new_context`.
Opening = Callable[..., Watched]


@pytest.fixture(scope="module")
def offered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with something of everything; see `offered.py`."""
    return released(tmp_path_factory.mktemp("offered"))


@pytest.fixture(scope="module")
def destination() -> Iterator[Destination]:
    """All other websites; its visits are of the whole session."""
    with elsewhere() as server:
        yield server


@pytest.fixture(scope="module")
def browser(destination: Destination) -> Iterator[Browser]:
    """A browser that finds every other website at the destination."""
    with sync_playwright() as playwright:
        browser = launched(playwright, destination.server_port)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(offered: Path) -> Iterator[Preview]:
    """The release, served as it should be."""
    with previewing(offered) as preview:
        yield preview


@pytest.fixture
def opening(browser: Browser) -> Iterator[Opening]:
    """Opens pages, each in a session of its own, and closes them."""
    contexts = []

    def opened(width: int = 1280, **settings: object) -> Watched:
        viewport = {"width": width, "height": 900}
        context = browser.new_context(viewport=viewport, **settings)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        contexts.append(context)
        watched = Watched(context.new_page())
        watched.listen()
        return watched

    yield opened
    for context in contexts:
        context.close()
