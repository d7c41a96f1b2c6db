"""Catalog: all links, searched, sorted and saved as views."""

from dataclasses import replace

from tui.actions.registry import bindings
from tui.modals.prompt import Prompt
from tui.screens.browse import BrowseScreen
from tui.services.later import views
from tui.services.model import Refused

_SORTS = ("name", "host", "added")


class CatalogScreen(BrowseScreen):
    """All links."""

    BINDINGS = bindings("catalog")
    scope = "catalog"

    def action_save_view(self) -> None:
        """Save the search under a name."""
        self.opening(self._save_view())

    async def _save_view(self) -> None:
        query = self._wanted.query
        if not query:
            self.app.tell("Search first (press /); then W saves the search as a view.", "warning")
            return
        title = f"A name for the view of: {query}"
        name = await self.app.box(Prompt(title, needed=True, longest=100))
        if name is None:
            return
        try:
            await self.app.ask(views.save_view, name, query)
        except Refused:
            return
        self.app.tell(f"Saved as “{name}”. w opens it.")

    def action_sort(self) -> None:
        """Sort by name, by host, the newest first; in turn."""
        after = _SORTS[(_SORTS.index(self._wanted.sort) + 1) % len(_SORTS)]
        self._wanted = replace(self._wanted, sort=after)
        words = {"name": "by name", "host": "by host", "added": "the newest first"}
        self.app.tell(f"Sorted {words[after]}.")
        self.load()
