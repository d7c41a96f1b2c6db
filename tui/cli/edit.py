"""`jobbank edit`: changes what is written about links, by the names of their fields."""

from typing import TYPE_CHECKING, Any

import click

from tui.cli.common import settings_here
from tui.cli.fields import option_set, texts_set
from tui.cli.on_links import Chosen, chosen_links, run_operation
from tui.operations import EDIT
from tui.state.form import patch_of

if TYPE_CHECKING:
    from directory.model.link import Link


@click.command()
@option_set(required=True)
@chosen_links
def edit(assignments: tuple[str, ...], chosen: Chosen) -> int:
    """Change what is written about links.

    Fields are named as in `jobbank show --json`: url, category, operator,
    operator_class, audiences (with commas between), notes, … A name or a
    description is set for one language: name.en, description.es. An empty value
    takes it away.

    What visitors may see of a published link waits for approval by another person
    (`jobbank accept`), unless you may publish and four eyes are not asked for.

    Example: jobbank edit 12 --set name.es="Empleos" --set category=job-banks

    Exit codes: 0 done; 1 some of a query's links could not be, and were left as
    they were; 2 bad usage, no such link, a link that somebody else has changed,
    or a value is refused: nothing was changed; 4 the catalog cannot be used.
    """
    wanted = texts_set(assignments, settings_here().default_language)

    def patch(link: "Link") -> tuple[dict[str, Any]]:
        return (patch_of({"names": link.names, "descriptions": link.descriptions}, wanted),)

    return run_operation(EDIT, chosen, lambda _today: patch)
