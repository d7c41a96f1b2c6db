"""The road from a screen of this app to the app itself, with its own type."""

from typing import TYPE_CHECKING, Any, cast

from textual.dom import DOMNode

if TYPE_CHECKING:
    from tui.app import CurateApp


def curate(node: DOMNode) -> "CurateApp":
    """The app in which this screen or widget lives."""
    app: Any = node.app
    return cast("CurateApp", app)
