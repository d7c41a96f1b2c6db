"""A small app that does nothing but open one screen on a catalog, for the tests of forms.

It gives forms what they need of the app: `ask` and `tell`. `main` is a program for tests at a
terminal.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from textual.app import App
from textual.screen import Screen

from crawler.environment import Environment
from directory.catalog.catalog import Catalog
from directory.clock import system_clock
from directory.settings import Settings
from tui.modals.link_form import LinkForm
from tui.safe_text import safe
from tui.services.model import Desk, Refused
from tui.services.session import refusals

WHO = "maria"


class Host(App[None]):
    """Opens a screen at once, if any; `results` are what screens came back with, `told` is what
    the person was shown."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        catalog: Catalog,
        screen: Callable[[], Screen[Any]] | None = None,
        who: str = WHO,
        **settings: Any,
    ) -> None:
        super().__init__()
        self.results: list[Any] = []
        self.told: list[str] = []
        self._desk = Desk(catalog, Settings(**settings), Environment(None, catalog.now), who)
        self._opens = screen
        self._threads = ThreadPoolExecutor(3)

    def on_mount(self) -> None:
        """Opens the screen."""
        if self._opens is not None:
            self.open(self._opens())

    def open(self, screen: Screen[Any]) -> None:
        """Opens another screen."""
        self.push_screen(screen, self.results.append)

    async def ask(self, question: Callable[..., Any], *args: Any) -> Any:
        """The answer of a question, worked out in a thread."""

        def answer() -> Any:
            with refusals():
                return question(self._desk, *args)

        try:
            return await asyncio.wrap_future(self._threads.submit(answer))
        except Refused as refused:
            self.tell(str(refused))
            raise

    def tell(self, text: str) -> None:
        """Tells the person something."""
        self.told.append(text)
        self.notify(safe(text), markup=False)


def main(arguments: Sequence[str]) -> int:
    """Run the form of a link in this terminal. arguments: the catalog's URL, the link's id."""
    url, link_id = arguments
    Host(Catalog.open(url, system_clock), lambda: LinkForm(int(link_id))).run()
    return 0
