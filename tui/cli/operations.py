"""The commands of the table of operations: one a row, each does what the key in `curate` does.

Links are named by their numbers, or by a query (`--where`). Each command is one act, which
`jobbank undo` takes back.
"""

from datetime import date, datetime

import click

from tui.cli.on_links import Chosen, chosen_links, run_operation
from tui.operations import OPERATIONS, Operation
from tui.services.perform import Arguments

_DAY = click.DateTime(["%Y-%m-%d"])
_CODES = """
Exit codes: 0 done; 1 some of a query's links could not be changed and are listed, or you declined
or stopped it; 2 bad usage, no such link, or a link cannot be changed: nothing was changed; 4 the
catalog cannot be used.
"""


def command_of(operation: Operation) -> click.Command:
    """Return the command of this row."""

    @click.command(operation.command, help=_text(operation))
    @chosen_links
    def command(chosen: Chosen, until: datetime | None = None) -> int:
        def arguments(today: date) -> Arguments:
            if operation.until is None:
                return lambda _link: ()
            day = until.date() if until else today + operation.until
            return lambda _link: (day,)

        return run_operation(operation, chosen, arguments)

    if operation.until is not None:
        usual = f"{operation.until.days} days from today"
        command = click.option(
            "--until", type=_DAY, metavar="YYYY-MM-DD", help=f"The last day (default: {usual})."
        )(command)
    return command


def _text(operation: Operation) -> str:
    return f"{operation.help}\n\n{operation.more.strip()}\n{_CODES}"


COMMANDS = {row.command: command_of(row) for row in OPERATIONS if row.command}
