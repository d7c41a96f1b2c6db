"""`jobbank views`: queries with a name, shared by all staff."""

import click

from directory.catalog import views as catalog_views
from tui.cli.common import (
    DONE,
    on_terminal,
    opened_catalog,
    put_json,
    put_line,
    put_row,
    say,
    settings_here,
    who_am_i,
)


@click.command()
@click.option("--save", nargs=2, metavar="NAME QUERY", help="Save a query under a name.")
@click.option("--drop", metavar="NAME", help="Drop the view of this name.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per view.")
def views(save: tuple[str, str] | None, drop: str | None, as_json: bool) -> int:
    """List the saved views: queries with a name. `jobbank links --view NAME` shows one.

    If the output is not a terminal, there is a tab between name and query.

    Example: jobbank views --save "Veterans, gone" "audience:veterans verdict:gone"

    Exit codes: 0 done; 2 bad usage, or a query that cannot be understood;
    4 the catalog cannot be used.
    """
    settings = settings_here()
    with opened_catalog(settings) as catalog:
        if save or drop is not None:
            with catalog.change(who=who_am_i(settings)) as change:
                if save:
                    catalog_views.save_view(change, *save)
                if drop is not None:
                    catalog_views.drop_view(change, drop)
            say("Done.")
            return DONE
        for view in catalog.views():
            if as_json:
                put_json({"name": view.name, "query": view.query, "who": view.who})
            elif on_terminal():
                put_line(f"{view.name}: {view.query}")
            else:
                put_row(view.name, view.query)
    return DONE
