"""`jobbank recipes`: how to show a release with common web servers and content systems."""

from pathlib import Path

import click

from directory.publishing.site import recipe_files
from tui.cli.common import BAD_INPUT, DONE, Failed, number, put, say


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def recipes(folder: Path) -> int:
    """Write recipes to FOLDER: a release with nginx, Hugo, WordPress, Drupal, or as a widget.

    Begin with README.md. The files written are listed on standard output. If a file exists
    already with other contents, nothing is written.

    Example: jobbank recipes website

    Exit codes: 0 done; 2 there are other files of these names, or the folder cannot be written.
    """
    try:
        names = recipe_files.write_recipes(folder)
    except recipe_files.RecipesRefused as error:
        raise Failed(str(error), BAD_INPUT) from None
    for name in names:
        put(str(folder / name))
    say(f"{number(len(names), 'file')} in {folder}. Begin with README.md.")
    return DONE
