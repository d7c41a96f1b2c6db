"""The road from a screen of this app to the app itself, with its own type."""

from typing import Any, cast

from textual.dom import DOMNode

from tui.host import AppHost


def curate(node: DOMNode) -> AppHost:
    """The app in which this screen or widget lives."""
    app: Any = node.app
    return cast(AppHost, app)
