"""Questions about the person at the desk."""

from collections.abc import Mapping

from tui.services.model import Desk


def wishes(desk: Desk) -> tuple[Mapping[str, str], str]:
    """The keys that the settings ask for, by action, and the theme: `dark` or `light`."""
    return dict(desk.settings.keys), desk.settings.theme
