"""Whether somebody else, or a crawl, has changed the catalog."""

from tui.services.model import Desk


def stamp_of(desk: Desk) -> str:
    """Another word whenever something that a screen shows may have changed."""
    from directory.queries.change_token import stamp

    with desk.catalog.reading() as connection:
        return stamp(connection)
