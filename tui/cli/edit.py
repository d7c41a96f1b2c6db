"""`jobbank edit`: change fields of links."""

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
    """Change fields of links.

    Fields are named as in `jobbank show --json`: url, category, operator,
    operator_class, audiences (separated by commas), notes, … A name or a
    description is set for one language: name.en, description.es. An empty value
    removes it.

    A change of a published link that visitors can see waits for approval by another
    person (`jobbank accept`), unless you may publish and “four_eyes” is not set.

    Example: jobbank edit 12 --set name.es="Empleos" --set category=job-banks

    Exit codes: 0 done; 1 some of a query's links could not be changed and are
    listed; 2 bad usage, no such link, a link that another person has changed,
    or a value is refused: nothing was changed; 4 the catalog cannot be used.
    """
    wanted = texts_set(assignments, settings_here().default_language)

    def patch(link: "Link") -> tuple[dict[str, Any]]:
        return (patch_of({"names": link.names, "descriptions": link.descriptions}, wanted),)

    return run_operation(EDIT, chosen, lambda _today: patch)
