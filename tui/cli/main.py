"""The `jobbank` command: its list of commands, and the end of every error.

The module of a command is loaded when the command is run, and what that imports of `directory`,
`crawler` and `tui` when it is first used (`_Lazily`): `--help` is fast, and no command pays for
another. So the modules of commands import modules, not names, where those take long to import.
"""

import gc
import io
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from pathlib import Path
from time import monotonic
from types import ModuleType
from typing import Final

import click

from tui.cli.common import BAD_INPUT, OUTPUT, Failed, say_more, warn
from tui.operations import OPERATIONS

#: The commands by group, in the order of the help: each with its module of `tui.cli` and its line
#: of help. The module has the command under its name with `_` for `-`, or in `COMMANDS`.
GROUPS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "Start": {
        "init": ("init", "Create the catalog."),
        "demo": ("demo", "Show how everything works, offline."),
        "curate": ("curate", "Curate the directory in the terminal."),
        "doctor": ("doctor", "Report what should be set or repaired."),
        "help": ("help_", "Show the help of a command."),
    },
    "Links": {
        "import": ("import_", "Add links from files."),
        "add": ("add", "Add a link."),
        "edit": ("edit", "Change fields of links."),
        "links": ("links", "List links with their health."),
        "show": ("show", "Show all data of one link."),
        "views": ("views", "List, save and drop views."),
    },
    "Review and approve": {
        "queue": ("queue", "List links that need a person, the worst first."),
        "suggest": ("suggest", "Suggest new addresses for lost links."),
        **{row.command: ("operations", row.help) for row in OPERATIONS if row.command},
        "undo": ("undo", "Take back the last thing you did."),
        "redo": ("undo", "Do again what you took back."),
    },
    "Checks": {
        "crawl": ("crawl", "Check links and store the results."),
        "check": ("check", "Check addresses now; store nothing."),
        "rejudge": ("rejudge", "Judge stored checks again, without a request."),
        "runs": ("runs", "List the crawls and their results."),
    },
    "Release": {
        "changes": ("changes", "Show what a release would change."),
        "export": ("export", "Write a release for the website."),
        "preview": ("preview", "Show a release in the browser."),
        "rollback": ("rollback", "Bring an earlier release back."),
        "recipes": ("recipes", "Write the recipes for websites."),
    },
    "Records and proofs": {
        "acts": ("acts", "List what was done, by whom, and whether it was taken back."),
        "audit": ("audit", "Prove the trail of changes, and the coverage of notices."),
        "verify": ("verify", "Prove a release."),
    },
    "Setup": {
        "notices": ("notices", "List, announce and explain notices."),
        "people": ("people", "List people and their roles; change them."),
        "registries": ("registries", "Load registries of government domains."),
        "time-zone": ("time_zone", "Show or set the agency's time zone."),
    },
}  # fmt: skip

_COMMANDS: Final = {name: row for rows in GROUPS.values() for name, row in rows.items()}

#: The names that a module gives to commands whose own name is a word of Python.
_ATTRIBUTES: Final = {"import": "import_", "help": "help_"}

#: Commands that change no link: they can be run again.
_READING = frozenset({"acts", "audit", "changes", "export", "links", "preview", "queue", "runs"})


class _Lazily(MetaPathFinder):
    """While it is entered, modules below the three packages are executed at their first use."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the usual spec, with a lazy loader."""
        if not name.startswith(("directory.", "crawler.", "tui.")) or name.startswith("tui.cli."):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec

    def __enter__(self) -> None:
        sys.meta_path.insert(0, self)

    def __exit__(self, *_error: object) -> None:
        sys.meta_path.remove(self)


class _LazyGroup(click.Group):
    """The group of the commands in the table."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return their names."""
        del ctx
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; None if there is none of this name."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        with _Lazily():
            module = import_module(f"tui.cli.{_COMMANDS[cmd_name][0]}")
        attribute = _ATTRIBUTES.get(cmd_name, cmd_name.replace("-", "_"))
        commands: Mapping[str, click.Command] = getattr(module, "COMMANDS", {})
        return commands.get(cmd_name) or getattr(module, attribute)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command of the first argument. Raise UsageError, with a similar name."""
        name = args[0]
        if name in _COMMANDS or name.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        from difflib import get_close_matches

        near = get_close_matches(name, _COMMANDS, n=1)
        hint = f"Did you mean “{near[0]}”?" if near else "To list the commands: jobbank help"
        raise click.UsageError(f"There is no command “{name}”. {hint}", ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List them by group, without loading any."""
        del ctx
        width = max(map(len, _COMMANDS))
        for group, rows in GROUPS.items():
            with formatter.section(group):
                formatter.write_dl([(f"{name:<{width}}", row[1]) for name, row in rows.items()])


@click.command(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Help on a command: jobbank help COMMAND, or jobbank COMMAND --help. "
    "Settings are read from jobbank.toml and from JOBBANK_… variables.",
)
@click.option("-q", "--quiet", is_flag=True, help="Show no progress and no hints; errors remain.")
@click.option("-v", "--verbose", is_flag=True, help="Show settings, catalog, user and time taken.")
@click.version_option(package_name="jobbank", prog_name="jobbank")
def jobbank(quiet: bool, verbose: bool) -> None:
    """Maintain a directory of outbound links that a public agency can trust.

    Start with: jobbank demo
    """
    if quiet and verbose:
        raise click.UsageError("choose --quiet or --verbose, not both")
    OUTPUT.quiet, OUTPUT.verbose = quiet, verbose


def main(arguments: list[str] | None = None) -> None:
    """Run a command (default: `sys.argv`) and exit. Errors are messages, never a traceback."""
    gc.set_threshold(10_000, 10, 10)  # imports make many objects and no garbage
    OUTPUT.begin()
    began = monotonic()
    try:
        _require_working_folder()
        _require_text(sys.argv[1:] if arguments is None else arguments)
        code = jobbank.main(arguments, standalone_mode=False)
    except Failed as error:
        warn(f"Error: {error}")
        code = error.code
        if error.damaged and _only_reads(arguments):
            _run_without_damaged_rows(arguments)
    except click.UsageError as error:
        words = io.StringIO()
        error.show(words)  # names what was typed, as it was typed
        warn(words.getvalue())
        code = BAD_INPUT
    except click.ClickException as error:
        warn(f"Error: {error.format_message()}")
        code = BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        warn("Stopped.")
        code = 1
    except BrokenPipeError:
        # The reader of our output has gone (as with `| head`): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        warn(f"Error: {_system_error(error)}")
        code = BAD_INPUT
    code = code if isinstance(code, int) else 0
    say_more(f"Exit code {code}, after {monotonic() - began:.1f} seconds.")
    sys.exit(code)


def _require_text(arguments: list[str]) -> None:
    """Raise Failed for an argument that is not UTF-8, as when it was pasted in another encoding."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            shown = argument.encode("utf-8", "replace").decode()
            raise Failed(
                f"“{shown}” is not written in UTF-8, so some of its letters cannot be read. "
                "Type it again instead of pasting it",
                BAD_INPUT,
            ) from None


def _only_reads(arguments: list[str] | None) -> bool:
    words = sys.argv[1:] if arguments is None else arguments
    return next((word for word in words if not word.startswith("-")), "") in _READING


def _run_without_damaged_rows(arguments: list[str] | None) -> None:
    """Run a command again, without the rows of the catalog that cannot be read."""
    OUTPUT.start_again()
    warn("It is left out below.")
    try:
        jobbank.main(arguments, standalone_mode=False)
    except Failed as error:
        warn(f"Error: {error}")


def _require_working_folder() -> None:
    """Raise Failed if the working folder has been removed."""
    try:
        Path.cwd()
    except FileNotFoundError:
        raise Failed(
            "the folder in which you are working has been removed. Change to another one: cd",
            BAD_INPUT,
        ) from None


def _system_error(error: OSError) -> str:
    """Return what the system could not do, and with which file."""
    why = error.strerror or str(error)
    if error.filename is None:
        return f"the system says: {why}."
    return f"{error.filename} cannot be used: {why}."


if __name__ == "__main__":
    main()
