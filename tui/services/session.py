"""Opening the desk: what is slow to import is imported here, after the first paint."""

from collections.abc import Iterator
from contextlib import contextmanager

from tui.services.model import Desk, NoDesk, Refused


def open_desk() -> Desk:
    """The catalog that the settings name, and who is using it.

    Raises NoDesk in plain words when there is none, or a setting is wrong.
    """
    import tui.presenters.loaded  # noqa: F401 - so that the first details need not wait for it
    from crawler.environment import open_catalog
    from directory.errors import CatalogUnavailable
    from tui.cli.common import UNAVAILABLE, Failed, settings_here, who_am_i, world_here

    try:
        settings = settings_here()
        world = world_here(settings)
        return Desk(open_catalog(settings, world), settings, world, who_am_i(settings))
    except CatalogUnavailable as error:
        raise NoDesk(str(error), UNAVAILABLE) from error
    except Failed as error:
        raise NoDesk(str(error), error.code) from error


@contextmanager
def refusals() -> Iterator[None]:
    """Whatever is told to staff in plain words elsewhere becomes Refused."""
    from directory.errors import CatalogUnavailable, ChangeRefused
    from directory.publishing.release.faults import ReleaseRefused
    from tui.cli.common import Failed

    try:
        yield
    except (CatalogUnavailable, ChangeRefused, ReleaseRefused, Failed) as error:
        raise Refused(str(error)) from error
