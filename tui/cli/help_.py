"""`jobbank help`: the help of a command, as with `--help`."""

import click
from click.shell_completion import CompletionItem

from tui.cli.common import DONE, OUTPUT


def _complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the commands that begin so, after those that are typed already."""
    context = ctx.find_root()
    for name in ctx.params.get("names") or ():
        context = _context_of(context, name)
    group = context.command
    names = group.list_commands(context) if isinstance(group, click.Group) else []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


@click.command("help")
@click.argument("names", nargs=-1, metavar="[COMMAND]…", shell_complete=_complete)
@click.pass_context
def help_(ctx: click.Context, names: tuple[str, ...]) -> int:
    """Show the help of a command, or list all commands.

    It is the same text as with --help.

    Example: jobbank help audit verify

    Exit codes: 0 done; 2 there is no such command.
    """
    context = ctx.find_root()
    for name in names:
        context = _context_of(context, name)
    OUTPUT.line(context.get_help())
    return DONE


def _context_of(parent: click.Context, name: str) -> click.Context:
    """Return the context of a command of this one. Raise UsageError if there is none."""
    group = parent.command
    if not isinstance(group, click.Group):
        raise click.UsageError(f"“{parent.info_name}” has no subcommands", parent)
    _, command, _ = group.resolve_command(parent, [name])
    assert command is not None  # else resolve_command has raised
    return click.Context(command, parent, name, **command.context_settings)
