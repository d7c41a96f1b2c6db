"""`jobbank edit`: changes what is written about links, by the names of their fields."""

from typing import TYPE_CHECKING

import click

from tui import deeds
from tui.cli.common import settings_here
from tui.cli.deeds import on_links
from tui.cli.doing import Meant, run_deed
from tui.cli.fields import Pair, option_set, pairs, patch_of

if TYPE_CHECKING:
    from directory.catalog import Change
    from directory.model.link import Link


@click.command(short_help="Change what is written about links.")
@option_set(required=True)
@on_links
def edit(assignments: tuple[str, ...], meant: Meant) -> int:
    """Change what is written about links.

    Fields are named as in `jobbank show --json`: url, category, operator,
    operator_class, audiences (with commas between), notes, … A name or a
    description is set for one language: name.en, description.es. An empty value
    takes it away.

    What visitors may see of a published link waits for somebody's approval
    (`jobbank accept`), unless you may publish and four eyes are not asked for.

    Example: jobbank edit 12 --set name.es="Empleos" --set category=job-banks

    Exit codes: 0 done; 1 some of a query's links could not be, and were left as
    they were; 2 bad usage, no such link, a link that somebody else has changed,
    or a value is refused: nothing was changed; 4 the catalog cannot be used.
    """
    wanted = pairs(assignments, settings_here().default_language)
    return run_deed(lambda _today: _deed(wanted), meant)


def _deed(wanted: list[Pair]) -> deeds.Deed:
    def do(change: "Change", link: "Link") -> object:
        assert link.id is not None
        texts = {"names": link.names, "descriptions": link.descriptions}
        patch = patch_of(wanted, texts)
        return change.edit_link(link.id, link.version, patch)

    return deeds.Deed("Edit", "Changed", do)
