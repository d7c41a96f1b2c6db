"""The palette (ctrl+p): every action of the screen and every saved view, found by its text."""

from functools import partial
from typing import cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType

from tui.actions.registry import actions_of
from tui.actions.words import key_words
from tui.host import AppHost
from tui.safe_content import plain
from tui.services.later import views
from tui.services.model import Refused, View


class Commands(Provider):
    """What can be done here."""

    def __init__(self, screen: object, match_style: object = None) -> None:
        super().__init__(screen, match_style)  # type: ignore[arg-type]
        self._views: tuple[View, ...] = ()

    async def startup(self) -> None:
        """Read the saved views once."""
        try:
            self._views = await self._curate.ask(views.saved_views)
        except Refused:
            self._views = ()

    async def discover(self) -> Hits:
        """Yield everything, before anything is typed."""
        for words, help_text, run in self._all():
            yield DiscoveryHit(plain(words), run, help=_told(help_text))

    async def search(self, query: str) -> Hits:
        """Yield the entries whose text matches the query."""
        matcher = self.matcher(query)
        for words, help_text, run in self._all():
            score = matcher.match(words)
            if score > 0:
                yield Hit(score, plain(words), run, help=_told(help_text))

    @property
    def _curate(self) -> AppHost:
        return self.app  # type: ignore[return-value]

    def _all(self) -> list[tuple[str, str, IgnoreReturnCallbackType]]:
        app = self._curate
        scope = getattr(self.screen, "scope", "")
        here = [
            (f"{action.label}  ({key_words(action)})", action.words, partial(app.do_action, action))
            for action in (*actions_of(scope), *actions_of("app"))
            if action.id != "commands"
        ]
        views = [
            (f"View: {view.name}", view.query, partial(app.show_view, view.query))
            for view in self._views
        ]
        return [*here, *views]


def _told(help_text: str) -> str:
    """Return the second line of a hit: Textual reads markup in a str, but not in Content."""
    return cast(str, plain(help_text))
