"""The session of one user: the open catalog, their settings, and what others have changed.

Importing this module imports all that services need, so that the first list and the first details
need not wait for it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import tui.presenters.changes
import tui.presenters.entry
import tui.presenters.evidence
import tui.presenters.history
import tui.presenters.notices
import tui.services.detail
import tui.services.lists  # noqa: F401
from crawler.environment import environment_of, open_catalog
from crawler.simulation.simulation import SimulationError
from directory.errors import CatalogUnavailable, ChangeRefused
from directory.program import account_name
from directory.publishing.release.faults import ReleaseRefused
from directory.queries.change_token import stamp
from directory.settings import SettingsError, load_settings
from tui.services.model import Desk, NoDesk, Refused


def open_desk() -> Desk:
    """Open the catalog that the settings name, for its user.

    Raise NoDesk, with a message for staff, if there is none or a setting is wrong.
    """
    try:
        settings = load_settings()
        environment = environment_of(settings)
        catalog = open_catalog(settings, environment)
    except (CatalogUnavailable, SettingsError, SimulationError) as error:
        raise NoDesk(str(error)) from error
    return Desk(catalog, settings, environment, settings.user or account_name())


@contextmanager
def refusals() -> Iterator[None]:
    """Turn refusals of other parts, whose messages are for staff, into Refused."""
    try:
        yield
    except (CatalogUnavailable, ChangeRefused, ReleaseRefused) as error:
        raise Refused(str(error)) from error


def wishes(desk: Desk) -> tuple[Mapping[str, str], str]:
    """Return the keys in the settings, by action, and the theme: `dark` or `light`."""
    return dict(desk.settings.keys), desk.settings.theme


def stamp_of(desk: Desk) -> str:
    """Return a token that differs whenever something that a screen shows may have changed."""
    with desk.catalog.reading() as connection:
        return stamp(connection)
