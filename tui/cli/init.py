"""`jobbank init`: a new catalog, with the starter directory unless told otherwise."""

import click

from tui.cli.common import BAD_INPUT, UNAVAILABLE, Failed, number, put, say, settings_here, who_am_i


@click.command(short_help="Create the catalog.")
@click.option("--empty", is_flag=True, help="Leave out the starter directory's links.")
def init(empty: bool) -> None:
    """Create the catalog.

    It starts with categories, notices in English and Spanish, and the links of
    the starter directory: state job banks, federal sites, career resources.
    With --empty there are no links yet.

    Example: jobbank init

    Exit codes: 0 done; 2 there is a catalog already; 4 it cannot be created.
    """
    from directory.catalog import Catalog, CatalogUnavailable, ChangeRefused
    from directory.starter import StarterDataError
    from tui.cli.common import world_here
    from tui.starting import fill

    settings = settings_here()
    try:
        catalog = Catalog.create(
            settings.database,
            world_here(settings).clock,
            allowed=settings.allowed_networks,
            default_language=settings.default_language,
        )
        added = fill(catalog, settings, who=who_am_i(settings), with_links=not empty)
        catalog.close()
    except (ChangeRefused, StarterDataError) as error:
        raise Failed(str(error), BAD_INPUT) from None
    except CatalogUnavailable as error:
        raise Failed(str(error), UNAVAILABLE) from None
    put(f"Created {catalog.label} with {number(added, 'link')}.")
    say(
        "None of them has been checked yet. Next: jobbank crawl"
        if added
        else "Next: jobbank import FILE"
    )
